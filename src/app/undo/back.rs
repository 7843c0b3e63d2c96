//! How what was done is undone, from what the server said of it.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{ChangeOutcome, Mark, MessageChange};
use crate::model::{Flag, MailboxName};

use super::super::import_moved::CarriedBack;
use super::moved::Origin;
use super::{Entry, Way};

/// How a wish is undone, and what of it is not.
#[derive(Debug, Default)]
pub(in crate::app) struct Back {
    ways: Vec<Way>,
    /// Messages that were moved or copied and of which the server did not say where they are now.
    pub lacking: u32,
    /// They went to another account: the way back is another journey.
    pub carried: Option<CarriedBack>,
}

impl Back {
    /// From what was done, which may be less than was wished. `unread` of them were so.
    pub fn of(outcomes: &[Arc<ChangeOutcome>], unread: u32) -> Self {
        let mut back = Self::default();
        // Newest first, as it is undone.
        for (index, outcome) in outcomes.iter().rev().enumerate() {
            back.add(outcome, if index == 0 { unread } else { 0 });
        }
        back
    }

    pub fn has_way(&self) -> bool {
        !self.ways.is_empty() || self.carried.is_some()
    }

    pub(super) fn into_entry(self, step: u32) -> Option<Entry> {
        if let Some(carried) = self.carried {
            return Some(Entry::Carried(step, carried));
        }
        (!self.ways.is_empty()).then_some(Entry::Ready(step, self.ways))
    }

    fn add(&mut self, outcome: &ChangeOutcome, unread: u32) {
        let request = &outcome.request;
        let here = |change: MessageChange| Way {
            account: request.account,
            mailbox: request.mailbox.clone(),
            uid_validity: request.uid_validity,
            uids: Arc::clone(&outcome.done),
            change,
            unread: 0,
            origin: None,
        };
        let unmark = |mark: Mark, on: bool| MessageChange::Mark { mark, on };
        let deleted = || unmark(Mark::Flag(Flag::Deleted), false);
        if outcome.done.is_empty() {
            return;
        }
        match &request.change {
            MessageChange::Mark { mark, on } => {
                let is_seen = matches!(mark, Mark::Flag(Flag::Seen));
                let unread = if is_seen { outcome.done.len() as u32 } else { 0 };
                self.ways.push(Way { unread, ..here(unmark(mark.clone(), !on)) });
            }
            MessageChange::Move { to } if !outcome.left_marked => {
                let back = MessageChange::Move { to: request.mailbox.clone() };
                self.add_copies(outcome, to, &back, unread);
            }
            MessageChange::Move { to } => {
                self.add_copies(outcome, to, &MessageChange::Delete, unread);
                self.ways.push(here(deleted()));
            }
            MessageChange::Copy { to } => {
                self.add_copies(outcome, to, &MessageChange::Delete, unread);
            }
            MessageChange::Delete if outcome.left_marked => self.ways.push(here(deleted())),
            MessageChange::Delete => {}
        }
    }

    /// Ways from where the messages stand now.
    fn add_copies(
        &mut self,
        outcome: &ChangeOutcome,
        to: &MailboxName,
        change: &MessageChange,
        unread: u32,
    ) {
        let mut known = 0_usize;
        for copied in &outcome.copied {
            let pairs = copied.uids.iter().copied();
            let pairs: Vec<(NonZeroU32, NonZeroU32)> =
                pairs.filter(|(from, _)| outcome.done.binary_search(from).is_ok()).collect();
            let mut uids: Vec<NonZeroU32> = pairs.iter().map(|(_, there)| *there).collect();
            uids.sort_unstable();
            uids.dedup();
            if uids.is_empty() {
                continue;
            }
            let unread = if known == 0 { unread.min(uids.len() as u32) } else { 0 };
            known += uids.len();
            let moves = matches!(change, MessageChange::Move { .. });
            let uid_validity = outcome.request.uid_validity;
            self.ways.push(Way {
                account: outcome.request.account,
                mailbox: to.clone(),
                uid_validity: Some(copied.uid_validity),
                uids: uids.into(),
                change: change.clone(),
                unread,
                origin: moves.then_some(Origin { uid_validity, pairs }),
            });
        }
        let lacking = outcome.done.len().saturating_sub(known) as u32;
        self.lacking = self.lacking.saturating_add(lacking);
    }
}
