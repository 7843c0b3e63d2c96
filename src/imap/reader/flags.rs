//! Lists of flags: what a message has, what a mailbox knows, what it keeps (RFC 3501 §2.3.2, §7.1).

use std::sync::Arc;

use super::value::Value;
use crate::model::{Flag, Flags, Keyword};

/// Keywords kept of one message: more than a row or a head can show.
const MESSAGE_LIMIT: usize = 16;

/// Keywords kept of one mailbox: Cyrus allows 128 of them, and a menu of more helps nobody.
const MAILBOX_LIMIT: usize = 200;

/// A list that a mailbox gives: FLAGS or PERMANENTFLAGS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlagList {
    pub flags: Flags,
    /// At most 200, each once.
    pub keywords: Vec<Keyword>,
    /// `\*`: keywords that are not in the list, too.
    pub takes_new: bool,
}

impl FlagList {
    pub fn read(items: &[Value<'_>]) -> Self {
        let takes_new = items.iter().filter_map(Value::bytes).any(|word| word == b"\\*");
        Self { flags: flags(items), keywords: keywords(items, MAILBOX_LIMIT), takes_new }
    }
}

/// Flags the window knows; ten thousand keywords cost nothing.
pub fn flags(items: &[Value<'_>]) -> Flags {
    let mut flags = Flags::default();
    items.iter().filter_map(Value::bytes).filter_map(known).for_each(|flag| flags.set(flag, true));
    flags
}

/// The keywords of one message; those without any share one empty list.
pub fn keywords_of_message(items: &[Value<'_>]) -> Arc<[Keyword]> {
    match keywords(items, MESSAGE_LIMIT) {
        none if none.is_empty() => Arc::default(),
        some => some.into(),
    }
}

/// The first `most` keywords, each once. What is no keyword, as `\Recent`, is left out.
fn keywords(items: &[Value<'_>], most: usize) -> Vec<Keyword> {
    let mut found = Vec::new();
    for word in items.iter().filter_map(Value::bytes) {
        if found.len() == most {
            break;
        }
        if known(word).is_some() {
            continue;
        }
        let keyword = std::str::from_utf8(word).ok().and_then(Keyword::new);
        found.extend(keyword.filter(|keyword| !found.contains(keyword)));
    }
    found
}

fn known(word: &[u8]) -> Option<Flag> {
    let known = [
        ("\\Seen", Flag::Seen),
        ("\\Answered", Flag::Answered),
        ("\\Flagged", Flag::Flagged),
        ("\\Deleted", Flag::Deleted),
        ("\\Draft", Flag::Draft),
        ("$Forwarded", Flag::Forwarded),
    ];
    let is_it = |(name, _): &&(&str, Flag)| word.eq_ignore_ascii_case(name.as_bytes());
    known.iter().find(is_it).map(|(_, flag)| *flag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::reader::value::values;

    fn list(text: &str) -> FlagList {
        let parsed = values(text.as_bytes());
        FlagList::read(parsed.first().and_then(Value::list).unwrap_or_default())
    }

    fn names(keywords: &[Keyword]) -> Vec<&str> {
        keywords.iter().map(Keyword::as_str).collect()
    }

    #[test]
    fn a_mailbox_says_which_flags_it_keeps_and_whether_it_takes_new_ones() {
        let got = list("(\\Seen \\Recent $Forwarded $Label1 work WORK \\*)");
        assert!(got.flags.has(Flag::Seen) && got.flags.has(Flag::Forwarded) && got.takes_new);
        assert!(!got.flags.has(Flag::Deleted));
        assert_eq!(names(&got.keywords), ["$Label1", "work"]);
        assert_eq!(list("()"), FlagList::default());
    }

    #[test]
    fn keywords_are_bounded_and_what_is_none_is_left_out() {
        let flood: String = (0..10_000).map(|n| format!("kw{n} ")).collect();
        assert_eq!(list(&format!("({flood})")).keywords.len(), MAILBOX_LIMIT);
        let parsed = values(b"(\\Odd \"two words\" caf\xe9 {3}\r\na\r\n $Work NIL (x))");
        let items = parsed.first().and_then(Value::list).unwrap_or_default();
        assert_eq!(names(&keywords_of_message(items)), ["$Work"]);
        let parsed = values(flood.as_bytes());
        assert_eq!(keywords_of_message(&parsed).len(), MESSAGE_LIMIT);
    }
}
