//! Messages that an undo brought back have other UIDs than before: what was done to them earlier is
//! undone by the new ones.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{ChangeOutcome, MessageChange};
use crate::model::{AccountId, MailboxName};

use super::{Entry, Undo, Way};

/// What messages were called before they were moved.
#[derive(Clone, Debug)]
pub(super) struct Origin {
    pub uid_validity: Option<NonZeroU32>,
    /// The UID that each had, and the one that it has where it went.
    pub pairs: Vec<(NonZeroU32, NonZeroU32)>,
}

/// Messages of a folder that have other UIDs now.
#[derive(Debug)]
struct Renumbered {
    account: AccountId,
    mailbox: MailboxName,
    old_validity: Option<NonZeroU32>,
    new_validity: NonZeroU32,
    new_uids: BTreeMap<NonZeroU32, NonZeroU32>,
}

impl Undo {
    /// An undo has ended: what it brought back is found by what was done before.
    pub fn brought_back(&mut self, step: u32, outcomes: &[Arc<ChangeOutcome>]) {
        let Some(undone) = self.undoing.remove(&step) else { return };
        for way in &undone {
            for outcome in outcomes {
                for renumbered in Renumbered::all(way, outcome) {
                    self.renumber(&renumbered);
                }
            }
        }
    }

    fn renumber(&mut self, renumbered: &Renumbered) {
        for entry in &mut self.entries {
            let Entry::Ready(_, ways) = entry else { continue };
            *ways = ways.drain(..).flat_map(|way| renumbered.follow(way)).collect();
        }
    }
}

impl Renumbered {
    /// What one change did to those that one way was about. A server may number what comes back by more
    /// than one UIDVALIDITY, where the folder was made anew meanwhile.
    fn all(way: &Way, outcome: &ChangeOutcome) -> Vec<Self> {
        let (Some(origin), MessageChange::Move { to }) = (&way.origin, &way.change) else {
            return Vec::new();
        };
        let request = &outcome.request;
        if request.account != way.account || request.uid_validity != way.uid_validity {
            return Vec::new();
        }
        let first: BTreeMap<NonZeroU32, NonZeroU32> =
            origin.pairs.iter().map(|(first, there)| (*there, *first)).collect();
        let of = |copied: &crate::engine::CopiedTo| {
            let done = copied.uids.iter().filter(|(there, _)| {
                outcome.done.binary_search(there).is_ok() && way.uids.binary_search(there).is_ok()
            });
            let pairs = done.filter_map(|(there, back)| Some((*first.get(there)?, *back)));
            Self {
                account: way.account,
                mailbox: to.clone(),
                old_validity: origin.uid_validity,
                new_validity: copied.uid_validity,
                new_uids: pairs.collect(),
            }
        };
        outcome.copied.iter().map(of).collect()
    }

    /// The same by the UIDs of now: two ways where only some of its messages came back into a folder that
    /// was numbered anew.
    fn follow(&self, way: Way) -> Vec<Way> {
        let is_there = way.account == self.account
            && way.mailbox == self.mailbox
            && way.uid_validity == self.old_validity
            && way.uids.iter().any(|uid| self.new_uids.contains_key(uid));
        if !is_there {
            return vec![way];
        }
        let new = |uid: &NonZeroU32| self.new_uids.get(uid).copied();
        let origin = way.origin.as_ref().map(|origin| Origin {
            uid_validity: origin.uid_validity,
            pairs: origin.pairs.iter().map(|(of, uid)| (*of, new(uid).unwrap_or(*uid))).collect(),
        });
        let mut here: Vec<NonZeroU32> = way.uids.iter().filter_map(new).collect();
        let is_old = |uid: &NonZeroU32| !self.new_uids.contains_key(uid);
        let old: Vec<NonZeroU32> = way.uids.iter().copied().filter(is_old).collect();
        let mut ways = Vec::new();
        if way.uid_validity == Some(self.new_validity) {
            here.extend(old);
        } else if !old.is_empty() {
            ways.push(Way { uids: old.into(), unread: 0, ..way.clone() });
        }
        here.sort_unstable();
        here.dedup();
        let uid_validity = Some(self.new_validity);
        ways.insert(0, Way { uid_validity, uids: here.into(), origin, ..way });
        ways
    }
}
