//! Names typed for folders: what no server can hold, and what is meant by what was typed.

use super::names::{NameError, encode_part};
use crate::model::MailboxName;

/// Bytes of one level that servers whose folders are directories can hold.
const LEVEL_LIMIT_BYTES: usize = 255;

/// The name of a folder as typed, below `parent` or at the top. The delimiter inside of it makes
/// folders inside folders, as the server understands it.
///
/// # Errors
/// A sentence for people where no server can hold it, or `existing` knows it already.
pub fn check_name(
    typed: &str,
    parent: Option<&MailboxName>,
    delimiter: Option<char>,
    existing: impl Fn(&MailboxName) -> bool,
) -> Result<MailboxName, String> {
    if typed.is_empty() {
        return Err("Type a name for the folder.".to_owned());
    }
    if typed.chars().all(|c| c.is_whitespace() && !c.is_control()) {
        return Err("A folder name needs more than spaces.".to_owned());
    }
    if let (None, Some(_)) = (delimiter, parent) {
        return Err("This server has no folders inside folders.".to_owned());
    }
    if let Some(delimiter) = delimiter {
        check_levels(typed, delimiter)?;
    }
    if parent.is_none() && typed.starts_with('#') {
        // RFC 3501 §5.1.2: the names of other name spaces.
        return Err("A name at the top cannot begin with “#”: servers keep such names for \
                    themselves."
            .to_owned());
    }
    let encoded = encode_part(typed).map_err(|error| match error {
        NameError::Empty => "Type a name for the folder.".to_owned(),
        NameError::TooLong => "This name is too long for any server.".to_owned(),
        NameError::Control => {
            "A folder name cannot hold line breaks, tabs or other control characters.".to_owned()
        }
    })?;
    let name = match parent {
        None => in_inbox(&encoded, delimiter),
        Some(parent) => {
            let mut bytes = parent.as_bytes().to_vec();
            bytes.extend(delimiter.map(|c| c.to_string()).unwrap_or_default().bytes());
            bytes.extend_from_slice(encoded.as_bytes());
            MailboxName::new(&bytes)
        }
    };
    if name.is_inbox() {
        let sentence = "The inbox alone can be called INBOX, in whatever case of its letters.";
        return Err(sentence.to_owned());
    }
    if existing(&name) {
        return Err("There is a folder of this name already.".to_owned());
    }
    Ok(name)
}

/// What is odd about a name that a server may hold all the same, in a sentence.
pub fn caution(name: &MailboxName, typed: &str, delimiter: Option<char>) -> Option<String> {
    let delimiter = delimiter.and_then(|c| u8::try_from(c).ok());
    let longest = name
        .as_bytes()
        .split(|byte| Some(*byte) == delimiter)
        .map(<[u8]>::len)
        .max()
        .unwrap_or_default();
    if longest > LEVEL_LIMIT_BYTES {
        let sentence = format!(
            "This is {longest} bytes long as servers write it; many hold {LEVEL_LIMIT_BYTES} at most."
        );
        return Some(sentence);
    }
    let is_space = |c: Option<char>| c.is_some_and(char::is_whitespace);
    match (is_space(typed.chars().next()), is_space(typed.chars().next_back())) {
        (true, true) => Some("The name begins and ends with a space."),
        (true, false) => Some("The name begins with a space."),
        (false, true) => Some("The name ends with a space."),
        (false, false) => None,
    }
    .map(str::to_owned)
}

/// The levels that are typed, each a folder in the one before; one where nothing divides them.
pub fn levels(typed: &str, delimiter: Option<char>) -> Vec<&str> {
    match delimiter {
        Some(delimiter) => typed.split(delimiter).collect(),
        None => vec![typed],
    }
}

fn check_levels(typed: &str, delimiter: char) -> Result<(), String> {
    let blank = |level: &str| level.chars().all(|c| c.is_whitespace() && !c.is_control());
    if !typed.split(delimiter).any(blank) {
        return Ok(());
    }
    let sentence = if typed.starts_with(delimiter) {
        format!("A name cannot begin with “{delimiter}”, which divides folders on this server.")
    } else if typed.ends_with(delimiter) {
        format!("A name cannot end with “{delimiter}”, which divides folders on this server.")
    } else {
        format!("“{delimiter}” divides folders on this server: each needs a name of its own.")
    };
    Err(sentence)
}

/// INBOX has one spelling, also as the first of several levels (RFC 3501 §5.1).
fn in_inbox(name: &str, delimiter: Option<char>) -> MailboxName {
    const INBOX: &[u8] = b"INBOX";
    let bytes = name.as_bytes();
    let first = bytes.get(..INBOX.len()).unwrap_or_default();
    let next = bytes.get(INBOX.len()).map(|byte| char::from(*byte));
    if first.eq_ignore_ascii_case(INBOX) && next.is_some() && next == delimiter {
        let rest = bytes.get(INBOX.len()..).unwrap_or_default();
        return MailboxName::new(&[INBOX, rest].concat());
    }
    MailboxName::new(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn top(typed: &str) -> Result<String, String> {
        check_name(typed, None, Some('/'), |_| false)
            .map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned())
    }

    fn refused(typed: &str) -> String {
        top(typed).expect_err(typed)
    }

    #[test]
    fn names_from_hell_go_as_they_are() {
        for (typed, wire) in [
            ("a \"quoted\" name", "a \"quoted\" name"),
            ("back\\slash", "back\\slash"),
            ("100% of *", "100% of *"),
            ("Tom & Jerry", "Tom &- Jerry"),
            (" both ends ", " both ends "),
            ("💩", "&2D3cqQ-"),
            ("a/b/c", "a/b/c"),
            ("INBOX/x", "INBOX/x"),
            ("iNbOx/x", "INBOX/x"),
            ("inboxes", "inboxes"),
            ("a/#b", "a/#b"),
        ] {
            assert_eq!(top(typed).as_deref(), Ok(wire), "{typed}");
        }
    }

    #[test]
    fn what_no_server_can_hold_is_said() {
        assert_eq!(refused(""), "Type a name for the folder.");
        assert_eq!(refused(" \u{a0}\u{3000}"), "A folder name needs more than spaces.");
        for control in ["a\r\nb", "a\nb", "a\0b", "\t", "\u{85}"] {
            assert!(refused(control).contains("line breaks, tabs or other control"), "{control:?}");
        }
        assert!(refused("inbox").contains("The inbox alone"));
        assert!(refused("#news").contains("cannot begin with “#”"));
        assert!(refused("/a").contains("cannot begin with “/”"));
        assert!(refused("a/").contains("cannot end with “/”"));
        assert!(refused("a//b").contains("each needs a name of its own"));
        assert!(refused("a/ /b").contains("each needs a name of its own"));
        assert!(refused(&"ü".repeat(999)).contains("too long"));
    }

    #[test]
    fn a_parent_stands_before_it_and_what_exists_is_not_made_again() {
        let parent = MailboxName::new(b"Work");
        let name = check_name("inbox", Some(&parent), Some('.'), |_| false);
        assert_eq!(name, Ok(MailboxName::new(b"Work.inbox")));
        let taken = MailboxName::new(b"Work.plans");
        let again = check_name("plans", Some(&parent), Some('.'), |name| *name == taken);
        assert_eq!(again.expect_err("taken"), "There is a folder of this name already.");
        let flat = check_name("a", Some(&parent), None, |_| false);
        assert_eq!(flat.expect_err("flat"), "This server has no folders inside folders.");
    }

    #[test]
    fn what_is_odd_is_said_and_let_through() {
        let said = |typed: &str| {
            let name = check_name(typed, None, Some('/'), |_| false).expect(typed);
            caution(&name, typed, Some('/'))
        };
        assert_eq!(said("Plans"), None);
        assert_eq!(said(&format!("{}/{}", "x".repeat(255), "y".repeat(255))), None);
        assert!(said(&"x".repeat(256)).is_some_and(|text| text.starts_with("This is 256 bytes")));
        assert_eq!(said(" a").as_deref(), Some("The name begins with a space."));
        assert_eq!(said("a ").as_deref(), Some("The name ends with a space."));
    }

    #[test]
    fn the_delimiter_makes_levels() {
        assert_eq!(levels("a/b.c", Some('/')), ["a", "b.c"]);
        assert_eq!(levels("a/b.c", None), ["a/b.c"]);
    }
}
