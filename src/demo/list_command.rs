//! Reads LIST in its plain and its extended form (RFC 5258, RFC 5819), which the codec does not.

use imap_codec::imap_types::status::StatusDataItemName;

/// A LIST command. Names are as on the wire.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ListCommand {
    pub reference: String,
    pub patterns: Vec<String>,
    pub only_subscribed: bool,
    pub only_special_use: bool,
    /// Also name mailboxes that do not match but have chosen ones below (CHILDINFO).
    pub recursive_match: bool,
    pub return_subscribed: bool,
    pub return_status: Option<Vec<StatusDataItemName>>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Word {
    Text(String),
    Open,
    Close,
}

/// Reads a whole command line, tag included; `None` where it is not a LIST that we know.
pub fn parse(command: &[u8]) -> Option<ListCommand> {
    let mut words = words(command)?.into_iter().skip(2).peekable();
    let mut list = ListCommand::default();
    if words.next_if_eq(&Word::Open).is_some() {
        for option in texts_until_close(&mut words)? {
            match option.to_ascii_uppercase().as_str() {
                "SUBSCRIBED" => (list.only_subscribed, list.return_subscribed) = (true, true),
                "SPECIAL-USE" => list.only_special_use = true,
                "RECURSIVEMATCH" => list.recursive_match = true,
                "REMOTE" => {} // There are no remote mailboxes here.
                _ => return None,
            }
        }
        if list.recursive_match && !list.only_subscribed && !list.only_special_use {
            return None; // RFC 5258 §3.1: not without another option.
        }
    }
    list.reference = text(words.next()?)?;
    list.patterns = match words.next()? {
        Word::Text(pattern) => vec![pattern],
        Word::Open => texts_until_close(&mut words)?,
        Word::Close => return None,
    };
    if words.peek().is_some() {
        if !text(words.next()?)?.eq_ignore_ascii_case("RETURN") || words.next()? != Word::Open {
            return None;
        }
        read_return(&mut words, &mut list)?;
    }
    words.next().is_none().then_some(list)
}

fn read_return(words: &mut impl Iterator<Item = Word>, list: &mut ListCommand) -> Option<()> {
    loop {
        let option = match words.next()? {
            Word::Close => return Some(()),
            Word::Open => return None,
            Word::Text(option) => option.to_ascii_uppercase(),
        };
        match option.as_str() {
            "SUBSCRIBED" => list.return_subscribed = true,
            "CHILDREN" | "SPECIAL-USE" => {} // Always told.
            "STATUS" if words.next()? == Word::Open => {
                let names = texts_until_close(words)?;
                let names = names.iter().map(|name| status_item(name)).collect::<Option<_>>()?;
                list.return_status = Some(names);
            }
            _ => return None,
        }
    }
}

fn status_item(name: &str) -> Option<StatusDataItemName> {
    Some(match name.to_ascii_uppercase().as_str() {
        "MESSAGES" => StatusDataItemName::Messages,
        "RECENT" => StatusDataItemName::Recent,
        "UIDNEXT" => StatusDataItemName::UidNext,
        "UIDVALIDITY" => StatusDataItemName::UidValidity,
        "UNSEEN" => StatusDataItemName::Unseen,
        "SIZE" => StatusDataItemName::Size,
        _ => return None,
    })
}

/// The words of a command that has no lists, its tag and name among them.
pub fn texts(command: &[u8]) -> Option<Vec<String>> {
    words(command)?.into_iter().map(text).collect()
}

fn text(word: Word) -> Option<String> {
    match word {
        Word::Text(text) => Some(text),
        Word::Open | Word::Close => None,
    }
}

fn texts_until_close(words: &mut impl Iterator<Item = Word>) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    loop {
        match words.next()? {
            Word::Text(text) => texts.push(text),
            Word::Close => return Some(texts),
            Word::Open => return None,
        }
    }
}

/// Atoms, quoted strings, literals and parentheses; `None` for an unfinished one.
pub(super) fn words(command: &[u8]) -> Option<Vec<Word>> {
    let mut found = Vec::new();
    let mut rest = command.trim_ascii_end();
    while let Some((first, behind)) = rest.split_first() {
        rest = match first {
            b' ' | b'\r' | b'\n' => behind,
            b'(' => {
                found.push(Word::Open);
                behind
            }
            b')' => {
                found.push(Word::Close);
                behind
            }
            b'"' => {
                let (text, behind) = quoted(behind)?;
                found.push(Word::Text(text));
                behind
            }
            b'{' => {
                let close = behind.iter().position(|byte| *byte == b'}')?;
                let digits = behind.get(..close)?;
                let digits = digits.strip_suffix(b"+").unwrap_or(digits);
                let length: usize = str::from_utf8(digits).ok()?.parse().ok()?;
                let data = behind.get(close + 1..)?.strip_prefix(b"\r\n")?;
                found.push(Word::Text(String::from_utf8_lossy(data.get(..length)?).into_owned()));
                data.get(length..)?
            }
            _ => {
                let ends = |byte: &u8| matches!(byte, b' ' | b'(' | b')' | b'"' | b'\r' | b'\n');
                let end = rest.iter().position(ends).unwrap_or(rest.len());
                let (atom, behind) = rest.split_at_checked(end)?;
                found.push(Word::Text(String::from_utf8_lossy(atom).into_owned()));
                behind
            }
        };
    }
    Some(found)
}

fn quoted(bytes: &[u8]) -> Option<(String, &[u8])> {
    let mut text = Vec::new();
    let mut place = 0;
    loop {
        match bytes.get(place)? {
            b'"' => {
                return Some((
                    String::from_utf8_lossy(&text).into_owned(),
                    bytes.get(place + 1..)?,
                ));
            }
            b'\\' => {
                text.push(*bytes.get(place + 1)?);
                place += 2;
            }
            byte => {
                text.push(*byte);
                place += 1;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn the_plain_form_is_read() {
        let list = parse(b"a LIST \"\" *\r\n").unwrap();
        assert_eq!(
            (list.reference.as_str(), list.patterns.as_slice()),
            ("", &["*".to_owned()][..])
        );
        assert_eq!(parse(b"a list x {3+}\r\na b\r\n").unwrap().patterns, ["a b"]);
    }

    #[test]
    fn the_extended_form_is_read() {
        let list = parse(
            b"a LIST (SUBSCRIBED) \"\" (\"%\" x/*) RETURN (CHILDREN STATUS (MESSAGES UNSEEN))\r\n",
        )
        .unwrap();
        assert!(list.only_subscribed && list.return_subscribed);
        assert_eq!(list.patterns, ["%", "x/*"]);
        let status = [StatusDataItemName::Messages, StatusDataItemName::Unseen];
        assert_eq!(list.return_status.unwrap(), status);
    }

    #[test]
    fn what_is_not_known_is_refused() {
        for command in [
            "a LIST",
            "a LIST \"\"",
            "a LIST \"\" \"x",
            "a LIST (ODD) \"\" *",
            "a LIST (RECURSIVEMATCH) \"\" *",
            "a LIST \"\" * RETURN",
            "a LIST \"\" * RETURN (STATUS (ODD))",
            "a LIST \"\" * RETURN (CHILDREN) x",
            "a LIST \"\" {99}\r\nx",
        ] {
            assert_eq!(parse(command.as_bytes()), None, "{command}");
        }
    }
}
