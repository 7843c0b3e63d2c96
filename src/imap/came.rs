//! What came of a piece of a change, taken from the answers as they are read.

use std::num::NonZeroU32;

use super::batch::Event;
use super::reader::{Status, Untagged};
use super::transfer::{Copies, copies_of, within};
use crate::model::MailboxName;

/// What came of a piece. Filled as the answers are read, so that it is true of what the server said
/// before a connection broke.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Came {
    /// Those that are there, of a mark those that were not so before; ascending. `None` where that
    /// was not asked or not answered.
    pub found: Option<Vec<NonZeroU32>>,
    /// `None` where the server does not say.
    pub copies: Option<Copies>,
    /// The server said that it did it.
    pub is_done: bool,
    /// Messages that the server said are gone while it ran.
    pub expunged: usize,
    /// They are marked as deleted and could not be taken away.
    pub left_marked: bool,
    /// Unread messages here, and in the other mailbox.
    pub unseen: Option<u32>,
    pub unseen_there: Option<u32>,
}

/// Which command of a piece an answer belongs to, by its place in the batch.
#[derive(Debug, Default)]
pub(super) struct Roles {
    pub search: Option<usize>,
    /// What does it; of a deletion the marking, and `expunge` behind it, in the next write.
    pub act: usize,
    pub expunge: Option<usize>,
    pub is_deleting: bool,
}

impl Roles {
    /// Of a command that follows in a write of its own.
    pub const LATER: usize = usize::MAX;

    /// The second write of a deletion: the expunge is its first command.
    pub fn of_expunge() -> Self {
        Self { search: None, act: Self::LATER, expunge: Some(0), is_deleting: true }
    }
}

impl Came {
    pub(super) fn see(&mut self, event: &Event<'_>, roles: &Roles, uids: &[NonZeroU32]) {
        let line = match event {
            Event::Untagged(Untagged::Search(numbers)) if roles.search.is_some() => {
                self.found_more(uids, numbers.iter().map(|n| (*n, *n)).collect());
                return;
            }
            Event::Untagged(Untagged::SearchAll { ranges, .. }) if roles.search.is_some() => {
                self.found_more(uids, ranges.clone());
                return;
            }
            Event::Untagged(Untagged::Expunge(_)) => {
                self.expunged += 1;
                return;
            }
            Event::Untagged(Untagged::Status(line)) => line,
            Event::Done { index, status } => {
                let is_ok = status.status == Status::Ok;
                if is_ok && roles.search == Some(*index) {
                    self.found.get_or_insert_default();
                }
                if *index == roles.expunge.unwrap_or(roles.act) {
                    self.is_done = is_ok;
                    // Marked it is by then; only where it is expunged it goes.
                    self.left_marked = roles.is_deleting && is_ok != roles.expunge.is_some();
                }
                status
            }
            Event::Untagged(_) => return,
        };
        // MOVE says where to beside its answer, COPY in it (RFC 6851 §4.3).
        if let Some(copies) = copies_of(line, uids) {
            self.add_copies(copies);
        }
    }

    /// The server refused what comes before an expunge.
    pub(super) fn is_not_done(&mut self) {
        (self.is_done, self.left_marked) = (false, false);
    }

    /// Some servers say it twice, or in parts.
    fn add_copies(&mut self, copies: Copies) {
        match &mut self.copies {
            Some(known) if known.uid_validity == copies.uid_validity => {
                known.uids.extend(copies.uids);
                known.uids.sort_unstable();
                known.uids.dedup_by_key(|(from, _)| *from);
            }
            _ => self.copies = Some(copies),
        }
    }

    fn found_more(&mut self, uids: &[NonZeroU32], ranges: Vec<(u32, u32)>) {
        let found = self.found.get_or_insert_default();
        found.extend(within(uids, ranges));
        found.sort_unstable();
        found.dedup();
    }

    pub(super) fn count(
        &mut self,
        untagged: &Untagged,
        (here, there): (Option<&MailboxName>, Option<&MailboxName>),
    ) {
        match untagged {
            Untagged::SearchCount { count, .. } => self.unseen = Some(*count),
            Untagged::Counts { name, counts } if here == Some(name) => {
                self.unseen = Some(counts.unseen);
            }
            Untagged::Counts { name, counts } if there == Some(name) => {
                self.unseen_there = Some(counts.unseen);
            }
            _ => {}
        }
    }
}
