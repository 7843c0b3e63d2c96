//! Messages on their way out of the mailbox: they are not shown any more, and the server still
//! counts them.
//!
//! Each change hides its own, so that it can show them again if it fails. A number that goes takes
//! its message out of here; what the change leaves stands again when it is done.

use std::num::NonZeroU32;

use crate::engine::{ChangeId, Chosen};

use super::lost::Found;
use super::order::Arrangement;
use super::seqs::{Run, SeqSet};
use super::{ListState, MessageList};

/// Lines looked at for the next one that stays.
const STAYING_REACH_LINES: u32 = 200_000;

#[derive(Debug, Default)]
pub struct Hidden {
    by_change: Vec<(ChangeId, SeqSet)>,
    /// All of them.
    all: SeqSet,
    /// Where they stand in the server's order, counted from 1, as far as that is known.
    places: SeqSet,
}

impl Hidden {
    pub fn seqs(&self) -> &SeqSet {
        &self.all
    }

    pub fn places(&self) -> &SeqSet {
        &self.places
    }

    /// Those whose numbers are known.
    pub fn messages(&self) -> u32 {
        self.all.known()
    }

    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// A number is gone; `place` counts from 1.
    pub fn expunged(&mut self, seq: u32, place: Option<u32>) {
        self.by_change.iter_mut().for_each(|(_, set)| set.expunged(seq));
        self.all.expunged(seq);
        if let Some(place) = place {
            self.places.expunged(place);
        }
    }

    pub fn find(&mut self, rows: &[Found]) -> bool {
        self.by_change.iter_mut().fold(false, |found, (_, set)| set.find(rows) || found)
    }

    /// Puts the sum and the places right after the sets or the arrangement changed.
    pub fn arrange(&mut self, arranged: &mut Arrangement) {
        let runs = self.by_change.iter().flat_map(|(_, set)| set.runs().iter().copied());
        self.all = SeqSet::of(runs.collect());
        self.find_places(arranged);
    }

    fn find_places(&mut self, arranged: &mut Arrangement) {
        let Self { all, places, .. } = self;
        *places = match arranged {
            Arrangement::Sorted(sorted) if !all.is_empty() => {
                let found = sorted.places_of(|seq| all.contains(seq));
                SeqSet::of(found.map(|place| Run::one(place, None)).collect())
            }
            Arrangement::Threads(threads) => {
                threads.hide(|seq| all.contains(seq));
                SeqSet::default()
            }
            Arrangement::Sorted(_) | Arrangement::Arrival { .. } => SeqSet::default(),
        };
    }
}

impl MessageList {
    /// Messages of the mailbox that are not on their way out: those that are shown.
    pub fn messages(&self) -> u32 {
        self.exists.saturating_sub(self.hidden.messages())
    }

    /// Takes messages off the list until the change is done. The cursor goes to the next message
    /// that stays, else to the one before.
    pub(in crate::app) fn hide(&mut self, id: ChangeId, set: SeqSet) {
        let top = self.anchor().is_some().then(|| self.staying(self.scroll.top, &set)).flatten();
        let cursor = self.cursor().and_then(|line| self.staying(line, &set));
        self.hidden.by_change.push((id, set));
        self.hidden.arrange(&mut self.arranged);
        self.choice.hide(self.hidden.seqs());
        if let Some(line) = cursor.and_then(|seq| self.index_of_seq(seq)) {
            self.put_cursor(line);
        }
        self.rows_changed();
        self.forget_asked();
        self.return_to(top);
        self.settle();
    }

    /// The same by UID, for a list that may not know their numbers yet.
    pub(in crate::app) fn hide_chosen(&mut self, id: ChangeId, chosen: &Chosen) {
        if self.is_hiding(id) {
            return;
        }
        let mut set = match chosen {
            Chosen::Uids(uids) => SeqSet::lost_uids(uids),
            Chosen::Range { first, last } => SeqSet::lost_range(*first, *last, 0),
            Chosen::Everything => SeqSet::lost_range(NonZeroU32::MIN, NonZeroU32::MAX, 0),
        };
        let held: Vec<u32> = self.rows.seqs().collect();
        let found: Vec<Found> = held.into_iter().filter_map(|seq| self.found(seq)).collect();
        set.find(&found);
        self.hide(id, set);
    }

    pub(in crate::app) fn is_hiding(&self, id: ChangeId) -> bool {
        self.hidden.by_change.iter().any(|(held, _)| *held == id)
    }

    /// The change is done: what it left in the mailbox stands again.
    pub(in crate::app) fn unhide(&mut self, id: ChangeId) {
        if !self.is_hiding(id) {
            return;
        }
        let anchor = self.anchor();
        self.hidden.by_change.retain(|(held, _)| *held != id);
        self.hidden_changed();
        self.forget_asked();
        self.return_to(anchor);
        self.settle();
    }

    /// Whether a message is on its way out, as far as its number is known.
    pub(in crate::app) fn is_hidden(&self, uid: NonZeroU32) -> bool {
        self.rows.by_uid(uid).is_some_and(|(seq, _)| self.hidden.seqs().contains(seq))
    }

    pub(super) fn hidden_changed(&mut self) {
        self.hidden.arrange(&mut self.arranged);
        self.rows_changed();
    }

    /// The arrangement is another one: what is hidden stands elsewhere in it.
    pub(super) fn hide_anew(&mut self) {
        self.hidden.find_places(&mut self.arranged);
    }

    /// The first message at or below a line that is not in the set, else the last one above.
    fn staying(&self, line: u32, set: &SeqSet) -> Option<u32> {
        let end = line.saturating_add(STAYING_REACH_LINES).min(self.len());
        let above = (line.saturating_sub(STAYING_REACH_LINES)..line).rev();
        (line..end)
            .chain(above)
            .filter_map(|line| self.seq_at(line))
            .find(|seq| !set.contains(*seq))
    }

    /// A row that is held, between what is known of its neighbours.
    pub(super) fn found(&self, seq: u32) -> Option<Found> {
        let uid_at = |seq: u32| self.rows.row(seq).map(|row| row.uid.get());
        let uid = self.rows.row(seq)?.uid;
        let above = if seq == 1 { Some(0) } else { uid_at(seq - 1) };
        let below = if seq >= self.exists { Some(u32::MAX) } else { uid_at(seq + 1) };
        Some(Found { seq, uid, above, below })
    }

    /// Whether the rows held leave no number for this UID: its message went while nobody told.
    pub(in crate::app) fn is_missing(&self, uid: NonZeroU32) -> bool {
        if self.state != ListState::Open || self.rows.by_uid(uid).is_some() {
            return false;
        }
        match self.rows.beside(uid) {
            (Some(below), Some(above)) => below.checked_add(1) == Some(above),
            (None, Some(above)) => above == 1,
            (Some(below), None) => below >= self.exists,
            (None, None) => self.exists == 0,
        }
    }

    /// Rows were read: what was lost may be among them.
    pub(super) fn find_lost(&mut self, seqs: &[u32]) {
        let found: Vec<Found> = seqs.iter().filter_map(|seq| self.found(*seq)).collect();
        self.choice.learn(&found);
        if self.hidden.find(&found) {
            let anchor = self.anchor();
            self.hidden_changed();
            self.return_to(anchor);
        }
        self.choice.hide(self.hidden.seqs());
    }
}
