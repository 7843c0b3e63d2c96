//! `$`, the saved result of the last search (RFC 5182), which the codec does not know.
//!
//! It is written out as the numbers that it stands for before the codec reads the command.

use super::mailbox::count;
use super::set;
use super::spans::{Kind, spans, verb};
use super::view::View;

/// A command whose `$` were looked up.
#[derive(Debug, PartialEq, Eq)]
pub enum Written {
    /// There was none.
    Same,
    /// As the codec can read it.
    Out(Vec<u8>),
    /// The command is about no message at all: nothing is to be done.
    Nothing,
}

/// Writes out `$` where it is the set of a FETCH, STORE, COPY, MOVE or EXPUNGE.
pub fn in_set(command: &[u8], view: &View) -> Written {
    let Some(words) = spans(command) else { return Written::Same };
    let (verb, by_uid) = verb(command, &words);
    let Some(word) = words.get(verb + 1).filter(|word| word.is(command, "$")) else {
        return Written::Same;
    };
    let numbers = numbers(view, by_uid);
    if numbers.is_empty() {
        return Written::Nothing;
    }
    let (head, tail) = (command.get(..word.range.start), command.get(word.range.end..));
    let (head, tail) = (head.unwrap_or_default(), tail.unwrap_or_default());
    Written::Out([head, set::shown(&numbers).as_bytes(), tail].concat())
}

/// Writes out `$` where it is a key of a SEARCH, SORT or THREAD, or the set behind UID.
///
/// A `$` that is searched for (`FROM $`, `KEYWORD $`) stays.
pub fn in_keys(command: &[u8], view: &View) -> Vec<u8> {
    let words = spans(command).unwrap_or_default();
    let (verb, _) = verb(command, &words);
    let key = match set::shown(&numbers(view, true)) {
        none if none.is_empty() => "NOT ALL".to_owned(),
        uids => format!("UID {uids}"),
    };
    let mut out = Vec::with_capacity(command.len());
    let (mut copied, mut arguments, mut uid_at) = (0, 0_u32, None);
    for word in words.iter().skip(verb + 1) {
        if matches!(word.kind, Kind::Open | Kind::Close) {
            continue;
        }
        if arguments > 0 {
            arguments -= 1;
            continue;
        }
        if word.is(command, "$") {
            let start = uid_at.unwrap_or(word.range.start);
            out.extend_from_slice(command.get(copied..start).unwrap_or_default());
            out.extend_from_slice(format!("({key})").as_bytes());
            copied = word.range.end;
        }
        uid_at = word.is(command, "UID").then_some(word.range.start);
        arguments = arguments_of(word.bytes(command));
    }
    out.extend_from_slice(command.get(copied..).unwrap_or_default());
    out
}

/// Words behind a search key that are text, in which `$` means itself (RFC 3501 §6.4.4).
fn arguments_of(key: &[u8]) -> u32 {
    match key.to_ascii_uppercase().as_slice() {
        b"BCC" | b"BODY" | b"CC" | b"FROM" | b"KEYWORD" | b"SUBJECT" | b"TEXT" | b"TO"
        | b"UNKEYWORD" => 1,
        b"HEADER" => 2,
        _ => 0,
    }
}

/// The saved messages that the client still knows, as UIDs or sequence numbers.
fn numbers(view: &View, by_uid: bool) -> Vec<u32> {
    let place = |uid: &u32| view.uids.binary_search(uid).ok();
    let number = |uid: &u32| place(uid).map(|place| if by_uid { *uid } else { count(place + 1) });
    view.saved.iter().filter_map(number).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::store::Store;

    /// Three messages with the UIDs 10, 20 and 30, of which these are saved.
    fn view(saved: &[u32]) -> View {
        let mut view = View::new(Store::empty().selectable("INBOX").unwrap(), 1, false);
        (view.uids, view.saved) = (vec![10, 20, 30], saved.to_vec());
        view
    }

    fn set_of(command: &str, saved: &[u32]) -> Written {
        in_set(command.as_bytes(), &view(saved))
    }

    fn keys_of(command: &str, saved: &[u32]) -> String {
        String::from_utf8(in_keys(command.as_bytes(), &view(saved))).unwrap()
    }

    #[test]
    fn a_set_becomes_numbers_or_uids_of_messages_that_are_still_there() {
        assert_eq!(
            set_of("a FETCH $ FLAGS", &[20, 25, 30]),
            Written::Out(b"a FETCH 2:3 FLAGS".into())
        );
        assert_eq!(
            set_of("a UID FETCH $ FLAGS", &[20]),
            Written::Out(b"a UID FETCH 20 FLAGS".into())
        );
        assert_eq!(set_of("a FETCH 1 FLAGS", &[20]), Written::Same);
        assert_eq!(set_of("a FETCH $ FLAGS", &[]), Written::Nothing);
        assert_eq!(set_of("a STORE 1 FLAGS ($)", &[20]), Written::Same);
        assert_eq!(set_of("a FETCH", &[20]), Written::Same);
    }

    #[test]
    fn a_key_becomes_uids_and_a_dollar_that_is_searched_for_stays() {
        assert_eq!(keys_of("a SEARCH $ UNSEEN", &[10, 30]), "a SEARCH (UID 10,30) UNSEEN");
        assert_eq!(keys_of("a SEARCH NOT $", &[]), "a SEARCH NOT (NOT ALL)");
        assert_eq!(keys_of("a SEARCH OR UID $ $", &[10]), "a SEARCH OR (UID 10) (UID 10)");
        assert_eq!(
            keys_of("a SORT (REVERSE FROM) UTF-8 $", &[10]),
            "a SORT (REVERSE FROM) UTF-8 (UID 10)"
        );
        for same in
            ["a SEARCH FROM $", "a SEARCH HEADER $ $", "a SEARCH TEXT \"$\"", "$ SEARCH ALL"]
        {
            assert_eq!(keys_of(same, &[10]), same);
        }
    }
}
