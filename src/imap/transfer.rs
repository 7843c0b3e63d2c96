//! What a change of many messages is made of: pieces that one command can carry, what is done with
//! them, and what came of it.
//!
//! By UID only. [`change`](super::change) sends it.

use std::num::NonZeroU32;

use super::reader::{Code, StatusLine};
use super::set;
use crate::model::{Flag, Keyword, MailboxName};

/// UIDs of one command: an answer comes soon, and a lost connection leaves little in doubt.
pub const UIDS_PER_COMMAND: usize = 1_000;

/// UIDs of one deletion: it takes two writes.
pub const UIDS_PER_DELETION: usize = 2 * UIDS_PER_COMMAND;

/// Bytes of one command's UIDs: servers take lines of 8 KiB (RFC 7162 §4), and the rest needs room.
const SET_LIMIT_BYTES: usize = 6 * 1024;

/// Where copies stand (RFC 4315 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    pub uid_validity: NonZeroU32,
    /// The message's UID here, and its copy's UID there; ascending by the first.
    pub uids: Vec<(NonZeroU32, NonZeroU32)>,
}

/// What messages are marked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker<'a> {
    Flag(Flag),
    Keyword(&'a Keyword),
}

impl<'a> Marker<'a> {
    /// As STORE names it.
    pub(super) fn word(self) -> &'a str {
        match self {
            Self::Flag(flag) => super::store::word(flag),
            Self::Keyword(keyword) => keyword.as_str(),
        }
    }

    /// The search key for those that have it, or lack it (RFC 3501 §6.4.4).
    pub(super) fn key(self, has: bool) -> String {
        let name = match self {
            Self::Flag(Flag::Seen) => "SEEN",
            Self::Flag(Flag::Answered) => "ANSWERED",
            Self::Flag(Flag::Flagged) => "FLAGGED",
            Self::Flag(Flag::Deleted) => "DELETED",
            Self::Flag(Flag::Draft) => "DRAFT",
            Self::Flag(Flag::Forwarded) | Self::Keyword(_) => {
                let un = if has { "" } else { "UN" };
                return format!("{un}KEYWORD {}", self.word());
            }
        };
        format!("{}{name}", if has { "" } else { "UN" })
    }
}

/// What is done with the messages of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act<'a> {
    /// With `told` the new flags come as [`Update::Flags`](super::Update::Flags), some 45 bytes a
    /// message.
    Mark {
        marker: Marker<'a>,
        set: bool,
        told: bool,
    },
    Copy {
        to: &'a MailboxName,
    },
    /// Only where [`Session::can_move`](super::Session::can_move).
    Move {
        to: &'a MailboxName,
    },
    /// Marks them as deleted and takes them away, where the server can take these and no others
    /// (UIDPLUS); else they stay marked.
    Delete {
        told: bool,
    },
}

/// Whose unread messages are counted behind a piece, in the same write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts<'a> {
    Nowhere,
    Here,
    /// Those of this other mailbox, too.
    HereAnd(&'a MailboxName),
}

/// One piece of a change: what leaves in one write; a deletion in two.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// One piece of [`pieces`].
    pub uids: &'a [NonZeroU32],
    pub act: Act<'a>,
    /// Whether they are junk by the user's word: `$Junk` and `$NotJunk` say it (RFC 9051 §2.3.2),
    /// where the mailbox takes them.
    pub junk: Option<bool>,
    pub counts: Counts<'a>,
}

/// Cuts UIDs into pieces that one command each can carry, `most` of them at most, in order.
pub fn pieces(uids: &[NonZeroU32], most: usize) -> Vec<Vec<NonZeroU32>> {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut pieces = Vec::new();
    for piece in sorted.chunks(most.max(1)) {
        let mut rest = vec![piece.to_vec()];
        while let Some(piece) = rest.pop() {
            if piece.len() > 1 && text(&piece).len() > SET_LIMIT_BYTES {
                let (first, second) = piece.split_at(piece.len() / 2);
                rest.push(second.to_vec());
                rest.push(first.to_vec());
            } else {
                pieces.push(piece);
            }
        }
    }
    pieces
}

/// UIDs as a command names them.
pub(super) fn text(uids: &[NonZeroU32]) -> String {
    let numbers: Vec<u32> = uids.iter().map(|uid| uid.get()).collect();
    set::write(&numbers)
}

/// Where copies of these messages stand, as far as a response says it of them.
pub(super) fn copies_of(line: &StatusLine, uids: &[NonZeroU32]) -> Option<Copies> {
    let Some(Code::CopyUid { uid_validity, from, to }) = &line.code else { return None };
    let pairs = from.iter().copied().zip(to.iter().copied());
    let mut pairs: Vec<_> = pairs.filter(|(from, _)| uids.binary_search(from).is_ok()).collect();
    pairs.sort_unstable();
    pairs.dedup_by_key(|(from, _)| *from);
    (!pairs.is_empty()).then_some(Copies { uid_validity: *uid_validity, uids: pairs })
}

/// Those of `uids` that are in `ranges`; both ends of a range are in it.
pub(super) fn within(uids: &[NonZeroU32], mut ranges: Vec<(u32, u32)>) -> Vec<NonZeroU32> {
    ranges.sort_unstable();
    // A server may name a number twice: what lies behind a wide range must not hide it.
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (first, last) in ranges {
        match joined.last_mut() {
            Some((_, end)) if first <= *end => *end = last.max(*end),
            _ => joined.push((first, last)),
        }
    }
    let is_in = |uid: &NonZeroU32| {
        let behind = joined.partition_point(|(first, _)| *first <= uid.get());
        let range = behind.checked_sub(1).and_then(|index| joined.get(index));
        range.is_some_and(|(_, last)| uid.get() <= *last)
    };
    uids.iter().copied().filter(is_in).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn uids(numbers: impl Iterator<Item = u32>) -> Vec<NonZeroU32> {
        numbers.map(|n| NonZeroU32::new(n).unwrap()).collect()
    }

    #[test]
    fn many_messages_go_in_pieces_that_fit_a_line() {
        assert_eq!(
            pieces(&uids(1..=2_500), 1_000).iter().map(Vec::len).collect::<Vec<_>>(),
            [1_000, 1_000, 500]
        );
        let scattered = uids((0..3_000).map(|n| 4_000_000_000 + n * 2));
        let cut = pieces(&scattered, 2_000);
        assert!(cut.iter().all(|piece| text(piece).len() <= SET_LIMIT_BYTES));
        assert_eq!(cut.concat(), scattered, "each once, in order");
        assert!(pieces(&[], 1_000).is_empty());
        let twice = uids([7, 3, 7].into_iter());
        assert_eq!(pieces(&twice, 1_000), [uids([3, 7].into_iter())]);
    }

    #[test]
    fn only_what_was_asked_for_is_found() {
        let asked = uids([3, 5, 9, 4_000_000_000].into_iter());
        let found = |ranges: &[(u32, u32)]| within(&asked, ranges.to_vec());
        assert_eq!(found(&[(9, 9), (1, 4)]), uids([3, 9].into_iter()));
        assert_eq!(found(&[(1, u32::MAX), (6, 6)]), asked, "a range inside a wider one");
        assert!(found(&[]).is_empty() && found(&[(6, 8)]).is_empty());
    }

    #[test]
    fn a_flag_and_a_keyword_are_searched_by_their_own_words() {
        let work = Keyword::new("Work").unwrap();
        assert_eq!(Marker::Flag(Flag::Seen).key(false), "UNSEEN");
        assert_eq!(Marker::Flag(Flag::Draft).key(true), "DRAFT");
        assert_eq!(Marker::Flag(Flag::Forwarded).key(false), "UNKEYWORD $Forwarded");
        assert_eq!(Marker::Keyword(&work).key(true), "KEYWORD Work");
    }
}
