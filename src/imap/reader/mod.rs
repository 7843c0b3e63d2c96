//! The tolerant reader: one framed response in, one [`Response`] out.
//!
//! Total: every byte string is some response, and what is not understood is
//! [`Untagged::Unknown`]. Knows nothing of connections, commands or sessions.

mod acl;
pub mod bodystructure;
pub mod envelope;
pub mod fetch;
pub mod flags;
pub mod list;
pub mod message_id;
mod quota;
mod search;
pub mod status_line;
mod thread;
pub mod value;

use std::num::NonZeroU32;

pub use fetch::Fetch;
pub use flags::FlagList;
pub use list::Listed;
pub use status_line::{Code, Status, StatusLine};
pub use value::number;
use value::{Value, values};

use super::set;
use crate::model::{
    Acl, Grantable, Identifier, MailboxCounts, MailboxName, Namespaces, Quota, Rights, ThreadNode,
};

/// UIDs kept of one VANISHED; a longer set means that the mailbox must be read again anyway.
const VANISHED_LIMIT: usize = 10_000;

/// One response of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Response {
    /// `+ …`: the server waits for more of a command.
    Continue,
    Tagged {
        tag: String,
        status: StatusLine,
    },
    Untagged(Untagged),
}

/// A response that belongs to no command by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Untagged {
    Status(StatusLine),
    Exists(u32),
    Expunge(u32),
    /// `None`: more than are kept.
    Vanished(Option<Vec<NonZeroU32>>),
    Fetch(Box<Fetch>),
    /// The flags that are in use in the mailbox.
    Flags(FlagList),
    Capability(Vec<String>),
    List(Listed),
    Lsub(Listed),
    Counts {
        name: MailboxName,
        counts: MailboxCounts,
    },
    /// SEARCH: the messages found.
    Search(Vec<u32>),
    /// ESEARCH with ALL, or of nothing found (RFC 4731 §3.1): ranges, as they are written.
    SearchAll {
        tag: Option<String>,
        ranges: Vec<(u32, u32)>,
    },
    /// ESEARCH with a COUNT (RFC 4731).
    SearchCount {
        tag: Option<String>,
        count: u32,
    },
    /// ESEARCH with a PARTIAL (RFC 5267): one page, in the order that was asked for.
    SearchPage {
        tag: Option<String>,
        numbers: Vec<u32>,
    },
    /// All messages in the order that was asked for (RFC 5256).
    Sort(Vec<u32>),
    Thread(Vec<ThreadNode>),
    Namespaces(Namespaces),
    /// The roots of a mailbox by name, at most 50, and how many there are (RFC 9208 §4.2.2).
    QuotaRoots(Vec<String>, usize),
    Quota(Quota),
    Acl(Acl),
    MyRights(Rights),
    /// LISTRIGHTS (RFC 4314 §3.7).
    Grantable(Identifier, Grantable),
    /// ID: the server's own name (RFC 2971).
    Id {
        name: Option<String>,
    },
    /// Skipped, never an error.
    Unknown,
}

/// Reads one response as framed: the line, its literals, CRLF.
pub fn read(response: &[u8]) -> Response {
    if response.first() == Some(&b'+') {
        return Response::Continue;
    }
    let end = response.iter().position(|b| matches!(b, b' ' | b'\r' | b'\n'));
    let (tag, rest) = response.split_at(end.unwrap_or(response.len()));
    if tag == b"*" {
        return Response::Untagged(untagged(rest.trim_ascii_start()));
    }
    match StatusLine::read(rest) {
        Some(status) if !tag.is_empty() && tag.len() <= 32 => {
            Response::Tagged { tag: String::from_utf8_lossy(tag).into_owned(), status }
        }
        _ => Response::Untagged(Untagged::Unknown),
    }
}

fn untagged(rest: &[u8]) -> Untagged {
    if let Some(status) = StatusLine::read(rest) {
        return Untagged::Status(status);
    }
    let (word, tail) = split_word(rest);
    if let Some(number) = number(word) {
        let Ok(number) = u32::try_from(number) else { return Untagged::Unknown };
        return numbered(number, tail);
    }
    keyword(&word.to_ascii_uppercase(), tail).unwrap_or(Untagged::Unknown)
}

fn split_word(line: &[u8]) -> (&[u8], &[u8]) {
    let end =
        line.iter().position(|b| matches!(b, b' ' | b'\r' | b'\n' | b'(')).unwrap_or(line.len());
    let (word, rest) = line.split_at(end);
    (word, rest.trim_ascii_start())
}

fn numbered(number: u32, tail: &[u8]) -> Untagged {
    let (word, rest) = split_word(tail);
    match word.to_ascii_uppercase().as_slice() {
        b"EXISTS" => Untagged::Exists(number),
        b"EXPUNGE" => Untagged::Expunge(number),
        b"FETCH" => match values(rest).first() {
            Some(items) => Untagged::Fetch(Box::new(fetch::read(number, items))),
            None => Untagged::Unknown,
        },
        _ => Untagged::Unknown,
    }
}

fn keyword(word: &[u8], tail: &[u8]) -> Option<Untagged> {
    let parse = || values(tail);
    match word {
        b"CAPABILITY" => Some(Untagged::Capability(status_line::capability_words(&parse()))),
        b"LIST" => list::read_list(&parse()).map(Untagged::List),
        b"LSUB" => list::read_list(&parse()).map(Untagged::Lsub),
        b"STATUS" => {
            let (name, counts) = list::read_status(&parse())?;
            Some(Untagged::Counts { name, counts })
        }
        b"ESEARCH" => search::read_esearch(&parse()),
        b"FLAGS" => {
            let parsed = parse();
            let list = parsed.first().and_then(Value::list)?;
            Some(Untagged::Flags(FlagList::read(list)))
        }
        b"SEARCH" => Some(Untagged::Search(search::read_sort(tail))),
        b"SORT" => Some(Untagged::Sort(search::read_sort(tail))),
        b"THREAD" => Some(Untagged::Thread(thread::read(tail))),
        b"NAMESPACE" => Some(Untagged::Namespaces(search::read_namespaces(&parse()))),
        b"QUOTAROOT" => {
            let (roots, all) = quota::read_roots(&parse())?;
            Some(Untagged::QuotaRoots(roots, all))
        }
        b"QUOTA" => quota::read_quota(&parse()).map(Untagged::Quota),
        b"ACL" => acl::read_acl(&parse()).map(Untagged::Acl),
        b"MYRIGHTS" => acl::read_my_rights(&parse()).map(Untagged::MyRights),
        b"LISTRIGHTS" => {
            let (who, grantable) = acl::read_list_rights(&parse())?;
            Some(Untagged::Grantable(who, grantable))
        }
        b"ID" => Some(Untagged::Id { name: id_name(&parse()) }),
        b"VANISHED" => {
            let parsed = parse();
            let set = parsed.iter().find_map(Value::bytes)?;
            Some(Untagged::Vanished(uid_set(set)))
        }
        _ => None,
    }
}

fn id_name(values: &[Value<'_>]) -> Option<String> {
    let pairs = values.first()?.list()?;
    let name = pairs.chunks(2).find_map(|pair| match pair {
        [key, value] if key.bytes()?.eq_ignore_ascii_case(b"name") => value.bytes(),
        _ => None,
    })?;
    Some(crate::text::cut(status_line::server_text(name), 100))
}

/// `None` where it is no set or holds more than [`VANISHED_LIMIT`].
fn uid_set(text: &[u8]) -> Option<Vec<NonZeroU32>> {
    let uids = set::read(text, VANISHED_LIMIT)?;
    Some(uids.into_iter().filter_map(NonZeroU32::new).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn one(line: &str) -> Untagged {
        match read(format!("* {line}\r\n").as_bytes()) {
            Response::Untagged(untagged) => untagged,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_three_kinds_of_responses_are_told_apart() {
        assert_eq!(read(b"+ idling\r\n"), Response::Continue);
        assert_eq!(read(b"+\r\n"), Response::Continue);
        let Response::Tagged { tag, status } = read(b"m7 NO [TRYCREATE] x\r\n") else { panic!() };
        assert_eq!((tag.as_str(), status.status), ("m7", Status::No));
        assert_eq!(one("12 EXISTS"), Untagged::Exists(12));
    }

    #[test]
    fn numbers_and_words_in_any_case_are_read() {
        assert_eq!(one("4294967295 exists"), Untagged::Exists(u32::MAX));
        assert_eq!(one("0 EXPUNGE"), Untagged::Expunge(0));
        assert_eq!(one("4294967296 EXISTS"), Untagged::Unknown);
        assert_eq!(
            one("capability imap4rev1 AUTH=plain"),
            Untagged::Capability(vec!["IMAP4REV1".to_owned(), "AUTH=PLAIN".to_owned()])
        );
        assert_eq!(
            one("ESEARCH (TAG \"m3\") UID COUNT 5 ALL 1:5"),
            Untagged::SearchCount { tag: Some("m3".to_owned()), count: 5 }
        );
        assert_eq!(one("ESEARCH COUNT 0"), Untagged::SearchCount { tag: None, count: 0 });
        assert_eq!(
            one("ID (\"name\" \"Dove\x1bcot\")"),
            Untagged::Id { name: Some("Dove⟨U+001B⟩cot".to_owned()) }
        );
        assert_eq!(one("ID NIL"), Untagged::Id { name: None });
    }

    #[test]
    fn sets_are_bounded() {
        let uids = |numbers: &[u32]| numbers.iter().map(|n| NonZeroU32::new(*n).unwrap()).collect();
        assert_eq!(one("VANISHED (EARLIER) 3:5,9"), Untagged::Vanished(Some(uids(&[3, 4, 5, 9]))));
        assert_eq!(one("VANISHED 5:4"), Untagged::Vanished(Some(uids(&[5, 4]))));
        assert_eq!(one("VANISHED 1:4294967295"), Untagged::Vanished(None));
        assert_eq!(one("VANISHED 0"), Untagged::Vanished(None));
    }

    #[test]
    fn what_is_not_known_is_skipped() {
        for line in [
            "XFOO bar",
            "",
            "5",
            "5 XYZ",
            "LIST",
            "LIST ()",
            "STATUS x",
            "ESEARCH",
            "ESEARCH (TAG \"m1\") PARTIAL (1:2 x)",
            "-1 EXISTS",
            "FETCH (UID 1)",
            "3 FETCH",
            "VANISHED",
        ] {
            assert_eq!(one(line), Untagged::Unknown, "{line}");
        }
        for raw in [&b""[..], b"\r\n", b"*", b"* ", b"\0\0", b"tag", b"SSH-2.0-x", b"a b c", b"*OK"]
        {
            assert!(matches!(read(raw), Response::Untagged(_)), "{raw:?}");
        }
    }
}
