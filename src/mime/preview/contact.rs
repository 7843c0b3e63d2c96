//! Contact cards (RFC 6350, and 2.1 and 3.0 before it): who, and how to reach them.
//!
//! Pictures, sounds and keys are not read, and nothing they point to is fetched.

use calcard::vcard::{VCard, VCardProperty, VCardValue};
use calcard::{Entry, Parser};

use super::{text_of, words};

/// Bytes read of a file of cards; a card with a picture in it has some hundred thousand.
const READ_LIMIT_BYTES: usize = 1024 * 1024;

/// Cards of one file, and lines of one kind on a card.
const CARDS_LIMIT: usize = 100;
const LINES_LIMIT: usize = 20;

/// Entries between cards that are skipped: lines of something else.
const SKIPPED_LIMIT: usize = 10_000;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    pub name: String,
    pub organization: String,
    pub title: String,
    pub emails: Vec<String>,
    pub phones: Vec<String>,
    /// Each on one line.
    pub addresses: Vec<String>,
    /// As written; to be judged by [`crate::mime::link_target`] before they become links.
    pub urls: Vec<String>,
    pub birthday: String,
    pub note: String,
}

/// Reads the cards of a file, the first hundred.
pub fn contacts(bytes: &[u8], charset: Option<&str>) -> Vec<Card> {
    let text = text_of(bytes, charset, READ_LIMIT_BYTES);
    let mut parser = Parser::new(&text);
    let mut cards = Vec::new();
    for _ in 0..SKIPPED_LIMIT {
        match parser.entry() {
            Entry::VCard(card) => cards.push(to_card(&card)),
            Entry::Eof => break,
            _ => {}
        }
        if cards.len() == CARDS_LIMIT {
            break;
        }
    }
    cards
}

fn to_card(card: &VCard) -> Card {
    let all = |property: &VCardProperty, between: &str| -> Vec<String> {
        let entries = card.entries.iter().filter(|entry| entry.name == *property);
        let lines = entries.map(|entry| joined(&entry.values, between));
        lines.filter(|line| !line.is_empty()).take(LINES_LIMIT).collect()
    };
    let first = |property: &VCardProperty, between: &str| {
        all(property, between).into_iter().next().unwrap_or_default()
    };
    let mut name = first(&VCardProperty::Fn, " ");
    if name.is_empty() {
        name = structured_name(card);
    }
    Card {
        name,
        organization: first(&VCardProperty::Org, ", "),
        title: first(&VCardProperty::Title, " "),
        emails: all(&VCardProperty::Email, " "),
        phones: all(&VCardProperty::Tel, " "),
        addresses: all(&VCardProperty::Adr, ", "),
        urls: all(&VCardProperty::Url, ""),
        birthday: first(&VCardProperty::Bday, ""),
        note: first(&VCardProperty::Note, " "),
    }
}

/// `N:family;given;…` in the order people say it.
fn structured_name(card: &VCard) -> String {
    let entry = card.entries.iter().find(|entry| entry.name == VCardProperty::N);
    let parts: Vec<String> =
        entry.map(|entry| entry.values.iter().take(5).map(value).collect()).unwrap_or_default();
    let [family, given, ..] = parts.as_slice() else { return parts.concat() };
    format!("{given} {family}").trim().to_owned()
}

fn joined(values: &[VCardValue], between: &str) -> String {
    let texts = values.iter().take(LINES_LIMIT).map(value);
    // A line of a card is one line.
    let texts = texts.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(between)
}

fn value(value: &VCardValue) -> String {
    match value {
        VCardValue::Component(parts) => {
            parts.iter().take(LINES_LIMIT).map(|part| words(part)).collect::<Vec<_>>().join(" ")
        }
        VCardValue::PartialDateTime(date) => {
            let number = |found: Option<u8>| found.map(|found| format!("-{found:02}"));
            let year = date.year.map_or("-".to_owned(), |year| format!("{year:04}"));
            [Some(year), number(date.month), number(date.day)].into_iter().flatten().collect()
        }
        other => other.as_text().map(words).unwrap_or_default(),
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_who_and_how_to_reach_them() {
        let text = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Lindqvist;Mara;;;\r\nFN:Mara Lindqvist\r\n\
            ORG:Harbour Works;Survey\r\nTITLE:Engineer\r\nEMAIL;TYPE=work:mara@example.org\r\n\
            EMAIL:m@example.net\r\nTEL;TYPE=cell:+46 70 000\r\nADR:;;Main St 1;Lund;;22100;Sweden\r\n\
            URL:https://example.org/\r\nPHOTO;VALUE=uri:http://evil.example/p.png\r\n\
            BDAY:1980-02-03\r\nNOTE:a\\nb\u{1b}\r\nEND:VCARD\r\n";
        let cards = contacts(text.as_bytes(), None);
        assert_eq!(cards.len(), 1);
        let card = &cards[0];
        assert_eq!((card.name.as_str(), card.title.as_str()), ("Mara Lindqvist", "Engineer"));
        assert_eq!(card.organization, "Harbour Works, Survey");
        assert_eq!(card.emails, ["mara@example.org", "m@example.net"]);
        assert_eq!(card.phones, ["+46 70 000"]);
        assert_eq!(card.addresses, ["Main St 1, Lund, 22100, Sweden"]);
        assert_eq!(card.birthday, "1980-02-03");
        assert_eq!(card.note, "a b⟨U+001B⟩");
        assert!(!format!("{card:?}").contains("evil"));
    }

    #[test]
    fn several_cards_and_old_ones_are_read() {
        let text = "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Eva\n\
            END:VCARD\nBEGIN:VCARD\nVERSION:4.0\nFN:Two\nEND:VCARD\n";
        let names: Vec<_> = contacts(text.as_bytes(), None).into_iter().map(|c| c.name).collect();
        assert_eq!(names, ["Eva Müller", "Two"]);
    }

    #[test]
    fn hostile_files_end() {
        assert!(contacts(b"hello", None).is_empty());
        for unit in [
            "BEGIN:VCARD\n",
            "BEGIN:VCARD\nFN:x\nEND:VCARD\n",
            "x\n",
            "A;B=",
            "\"",
            ";",
            "\n ",
            "EMAIL:x\n",
        ] {
            let text = format!("BEGIN:VCARD\n{}", unit.repeat(200_000 / unit.len()));
            assert!(contacts(text.as_bytes(), None).len() <= CARDS_LIMIT, "{unit}");
        }
    }
}
