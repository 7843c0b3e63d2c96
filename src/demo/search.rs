//! SEARCH and UID SEARCH, with RETURN (MIN MAX COUNT ALL) of RFC 4731.
//!
//! Text is compared in decoded form and without regard to case, as a person would expect.

use std::cell::OnceCell;
use std::io::{self, Write};
use std::num::NonZeroU32;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_codec::imap_types::command::CommandBody;
use imap_codec::imap_types::core::{AString, Tag};
use imap_codec::imap_types::datetime::NaiveDate;
use imap_codec::imap_types::response::{Code, Data};
use imap_codec::imap_types::search::SearchKey;
use mail_parser::DateTime;

use super::answer::Outcome;
use super::connection::Session;
use super::message::header;
use super::search_text::SearchText;
use super::store::{Mailbox, Message, count};
use super::{set, view::View};

/// The options of RETURN; none given means ALL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Return {
    min: bool,
    max: bool,
    count: bool,
    all: bool,
}

/// Answers a SEARCH command, whole with its tag.
pub fn search<W: Write>(
    session: &mut Session<'_, W>,
    command: &[u8],
    tag: &Tag<'_>,
) -> io::Result<Outcome> {
    let unreadable = || Ok(Outcome::bad("I cannot read this SEARCH"));
    let Some((wanted, plain)) = take_return(command) else { return unreadable() };
    let Ok((b"", command)) = CommandCodec::new().decode(&plain) else { return unreadable() };
    let CommandBody::Search { charset, criteria, uid } = command.body else { return unreadable() };
    let known =
        |name: &[u8]| name.eq_ignore_ascii_case(b"UTF-8") || name.eq_ignore_ascii_case(b"US-ASCII");
    if charset.is_some_and(|charset| !known(charset.as_ref().as_bytes())) {
        let code = Code::BadCharset { allowed: Vec::new() };
        return Ok(Outcome::no("Only UTF-8 is known here").with(Some(code)));
    }
    let Some(view) = session.view.as_ref() else {
        return Ok(Outcome::bad("Select a folder first"));
    };
    let found = session.server.look(|store| {
        let mailbox = store.by_validity(view.uid_validity).map(|(_, mailbox)| mailbox);
        mailbox.and_then(|mailbox| find(mailbox, view, criteria.as_ref(), uid))
    });
    let Some(found) = found else {
        return Ok(Outcome::bad("There is no message of this number"));
    };
    match wanted {
        Some(wanted) => session.answers.line(&esearch(tag, wanted, &found, uid))?,
        None => {
            let numbers = found.into_iter().filter_map(NonZeroU32::new).collect();
            session.answers.data(Data::Search(numbers))?;
        }
    }
    Ok(Outcome::ok("Searched"))
}

/// Takes `RETURN (…)` out of the command, which the codec does not know; `None` if unreadable.
fn take_return(command: &[u8]) -> Option<(Option<Return>, Vec<u8>)> {
    let upper = command.to_ascii_uppercase();
    let word = b" SEARCH ";
    let start = upper.windows(word.len()).position(|window| window == word)? + word.len();
    let Some(behind) = upper.get(start..)?.strip_prefix(b"RETURN (") else {
        return Some((None, command.to_vec()));
    };
    let close = behind.iter().position(|byte| *byte == b')')?;
    let mut wanted = Return::default();
    for option in behind.get(..close)?.split(|byte| *byte == b' ') {
        match option {
            b"MIN" => wanted.min = true,
            b"MAX" => wanted.max = true,
            b"COUNT" => wanted.count = true,
            b"ALL" => wanted.all = true,
            b"" => {}
            _ => return None,
        }
    }
    if wanted == Return::default() {
        wanted.all = true;
    }
    // Behind the parenthesis and its space.
    let rest = command.get(start + b"RETURN (".len() + close + 2..)?;
    Some((Some(wanted), [command.get(..start)?, rest].concat()))
}

fn esearch(tag: &Tag<'_>, wanted: Return, found: &[u32], uid: bool) -> String {
    let mut line = format!("* ESEARCH (TAG \"{}\")", tag.inner());
    if uid {
        line.push_str(" UID");
    }
    for (asked, name, number) in
        [(wanted.min, "MIN", found.first()), (wanted.max, "MAX", found.last())]
    {
        if let Some(number) = number.filter(|_| asked) {
            line.push_str(&format!(" {name} {number}"));
        }
    }
    if wanted.count {
        line.push_str(&format!(" COUNT {}", found.len()));
    }
    if wanted.all && !found.is_empty() {
        line.push_str(&format!(" ALL {}", set::shown(found)));
    }
    line
}

/// Numbers or UIDs of the matches; `None` when a sequence number points behind the end.
fn find(mailbox: &Mailbox, view: &View, keys: &[SearchKey<'_>], uid: bool) -> Option<Vec<u32>> {
    let context = Context { view };
    let mut found = Vec::new();
    for (place, number) in view.uids.iter().enumerate() {
        let Some(message) = mailbox.message(*number) else { continue };
        let candidate = Candidate { place, message, text: OnceCell::new() };
        let mut all = true;
        for key in keys {
            all = all && context.matches(key, &candidate)?;
        }
        if all {
            found.push(if uid { *number } else { count(place + 1) });
        }
    }
    Some(found)
}

struct Context<'a> {
    view: &'a View,
}

/// One message under test; its text is decoded only when a key needs it.
struct Candidate<'a> {
    place: usize,
    message: &'a Message,
    text: OnceCell<SearchText>,
}

impl Candidate<'_> {
    fn text(&self) -> &SearchText {
        self.text.get_or_init(|| SearchText::of(&self.message.content.bytes()))
    }

    fn size(&self) -> u32 {
        count(self.message.content.bytes().len())
    }

    fn sent_day(&self) -> Option<String> {
        let value = header::value(&self.message.content.bytes(), "Date")?;
        let date = DateTime::parse_rfc822(str::from_utf8(&value).ok()?)?;
        Some(format!("{:04}-{:02}-{:02}", date.year, date.month, date.day))
    }

    fn day(&self) -> String {
        let date = DateTime::from_timestamp(self.message.date_s);
        format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
    }
}

impl Context<'_> {
    /// `None` when the key names a number that does not exist. The codec bounds the nesting.
    fn matches(&self, key: &SearchKey<'_>, candidate: &Candidate<'_>) -> Option<bool> {
        let flag = |name: &str| candidate.message.flags.has(name);
        let lower = |value: &AString<'_>| String::from_utf8_lossy(value.as_ref()).to_lowercase();
        Some(match key {
            SearchKey::And(keys) => {
                let mut all = true;
                for key in keys.as_ref() {
                    all = all && self.matches(key, candidate)?;
                }
                all
            }
            SearchKey::Or(a, b) => self.matches(a, candidate)? || self.matches(b, candidate)?,
            SearchKey::Not(key) => !self.matches(key, candidate)?,
            SearchKey::SequenceSet(set) => {
                set::places(set, &self.view.uids, false)?.binary_search(&candidate.place).is_ok()
            }
            SearchKey::Uid(set) => {
                let places = set::places(set, &self.view.uids, true)?;
                places.binary_search(&candidate.place).is_ok()
            }
            SearchKey::All | SearchKey::Old => true,
            SearchKey::New | SearchKey::Recent => false,
            SearchKey::Answered => flag("\\Answered"),
            SearchKey::Unanswered => !flag("\\Answered"),
            SearchKey::Deleted => flag("\\Deleted"),
            SearchKey::Undeleted => !flag("\\Deleted"),
            SearchKey::Draft => flag("\\Draft"),
            SearchKey::Undraft => !flag("\\Draft"),
            SearchKey::Flagged => flag("\\Flagged"),
            SearchKey::Unflagged => !flag("\\Flagged"),
            SearchKey::Seen => flag("\\Seen"),
            SearchKey::Unseen => !flag("\\Seen"),
            SearchKey::Keyword(name) => flag(name.inner()),
            SearchKey::Unkeyword(name) => !flag(name.inner()),
            SearchKey::Larger(size) => candidate.size() > *size,
            SearchKey::Smaller(size) => candidate.size() < *size,
            SearchKey::Before(date) => candidate.day() < day(date),
            SearchKey::On(date) => candidate.day() == day(date),
            SearchKey::Since(date) => candidate.day() >= day(date),
            SearchKey::SentBefore(date) => candidate.sent_day().is_some_and(|d| d < day(date)),
            SearchKey::SentOn(date) => candidate.sent_day().is_some_and(|d| d == day(date)),
            SearchKey::SentSince(date) => candidate.sent_day().is_some_and(|d| d >= day(date)),
            SearchKey::Bcc(text) => candidate.text().bcc.contains(&lower(text)),
            SearchKey::Cc(text) => candidate.text().cc.contains(&lower(text)),
            SearchKey::From(text) => candidate.text().from.contains(&lower(text)),
            SearchKey::To(text) => candidate.text().to.contains(&lower(text)),
            SearchKey::Subject(text) => candidate.text().subject.contains(&lower(text)),
            SearchKey::Body(text) => candidate.text().body.contains(&lower(text)),
            SearchKey::Text(text) => candidate.text().anywhere(&lower(text)),
            SearchKey::Header(name, text) => candidate
                .text()
                .field(&lower(name))
                .is_some_and(|value| value.contains(&lower(text))),
        })
    }
}

/// Days are compared as text: 2026-11-22 sorts as the days do.
fn day(date: &NaiveDate) -> String {
    date.as_ref().to_string()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::flags::Flags;
    use crate::demo::store::{Content, Store};

    fn found(keys: &str) -> Option<Vec<u32>> {
        let mut store = Store::empty();
        let mut add = |date_s, flags: &[&str], message: &str| {
            let content = Content::Kept(message.as_bytes().into());
            let flags = Flags::from_names(flags.iter().copied());
            store.append("INBOX", flags, date_s, content).unwrap();
        };
        add(
            0,
            &["\\Seen"],
            "From: =?utf-8?q?J=C3=B6rg?= <j@example.org>\r\nSubject: Plan\r\n\r\nBody one",
        );
        add(
            1_795_300_000,
            &[],
            "Date: Sun, 22 Nov 2026 10:00:00 +0100\r\nX-Odd: yes\r\nSubject: =?utf-8?b?5Lya6K6u?=\r\n\r\ntwo",
        );
        let mailbox = store.selectable("INBOX").unwrap();
        let view = View::new(mailbox, 1, false);
        let line = format!("a SEARCH {keys}\r\n");
        let (_, command) = CommandCodec::new().decode(line.as_bytes()).unwrap();
        let CommandBody::Search { criteria, .. } = command.body else { panic!("not a search") };
        find(mailbox, &view, criteria.as_ref(), false)
    }

    #[test]
    fn keys_find_what_they_name() {
        for (keys, expected) in [
            ("ALL", &[1, 2][..]),
            ("UNSEEN", &[2]),
            ("FROM {5+}\r\nJÖRG", &[1]),
            ("SUBJECT {6+}\r\n会议", &[2]),
            ("BODY one", &[1]),
            ("TEXT plan", &[1]),
            ("HEADER X-Odd \"\"", &[2]),
            ("OR BODY one BODY two", &[1, 2]),
            ("NOT SINCE 1-Nov-2026", &[1]),
            ("SENTON 22-Nov-2026", &[2]),
            ("UID 2:*", &[2]),
            ("LARGER 5 SMALLER 10", &[]),
            ("(SEEN) 1", &[1]),
        ] {
            assert_eq!(found(keys).unwrap(), expected, "{keys}");
        }
        assert_eq!(found("3"), None);
    }

    #[test]
    fn return_options_are_taken_out_and_answered() {
        let (wanted, plain) = take_return(b"a UID SEARCH return (COUNT min) UNSEEN\r\n").unwrap();
        assert_eq!(plain, b"a UID SEARCH UNSEEN\r\n");
        let line = esearch(&Tag::try_from("a").unwrap(), wanted.unwrap(), &[4, 5, 9], true);
        assert_eq!(line, "* ESEARCH (TAG \"a\") UID MIN 4 COUNT 3");
        let (all, _) = take_return(b"a SEARCH RETURN () ALL\r\n").unwrap();
        let line = esearch(&Tag::try_from("a").unwrap(), all.unwrap(), &[4, 5, 9], false);
        assert_eq!(line, "* ESEARCH (TAG \"a\") ALL 4:5,9");
        assert_eq!(take_return(b"a SEARCH RETURN (SAVE) ALL\r\n"), None);
    }
}
