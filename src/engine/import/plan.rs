//! Which messages go next, and what became of the others. Pure.
//!
//! ```text
//! waiting ──next──▶ batch ──sent──▶ in │ refused │ in doubt ──look──▶ in, or waiting again
//! ```

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::num::NonZeroU32;

use crate::engine::protocol::{CopiedTo, LeftOut, LeftOutWhy};
use crate::imap::Standing;

use super::item::Item;

/// Messages of one command: an answer comes soon, and a lost connection leaves little in doubt.
const BATCH_MESSAGES: usize = 250;
/// Bytes of one command, unless one message alone has more: eight seconds on 1 Mbit/s, and less is
/// felt where each command waits for a disk.
const BATCH_BYTES: u64 = 1024 * 1024;

/// A batch that took the connection with it so often goes on one by one, and a single message that
/// did is given up: it may be what kills it.
const LOSSES_LIMIT: u32 = 2;

/// UIDVALIDITY and UID of a message that is in.
pub type Place = (NonZeroU32, NonZeroU32);

/// Where a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Waiting,
    /// Where the server said it.
    In(Option<Place>),
    LeftOut,
}

/// All messages of an import.
#[derive(Debug, Default)]
pub struct Plan {
    pub items: Vec<Item>,
    states: Vec<State>,
    waiting: VecDeque<usize>,
    left_out: Vec<LeftOut>,
    /// Sent when the connection broke.
    doubtful: Vec<usize>,
    losses: u32,
    /// One message at a time for so many messages.
    singly: usize,
    done: u32,
    /// Those of `items` that will not be in.
    skipped: u32,
    /// Bytes of those that wait no more, and of all.
    settled_bytes: u64,
    total_bytes: u64,
    /// Seen to stand where they went, as they should be. Only what is in here may go elsewhere.
    verified: BTreeSet<usize>,
    /// Where these stand: one place is no proof of two messages.
    places: BTreeSet<Place>,
}

impl Plan {
    pub fn new(items: Vec<Item>) -> Self {
        let states = vec![State::Waiting; items.len()];
        let waiting = (0..items.len()).collect();
        // Sizes are what another server says they are.
        let total_bytes =
            items.iter().fold(0, |all: u64, item| all.saturating_add(item.size_bytes));
        Self { items, states, waiting, total_bytes, ..Self::default() }
    }

    /// Messages that are in.
    pub fn done(&self) -> u32 {
        self.done
    }

    /// Messages that are in, or will be unless something fails.
    pub fn wanted(&self) -> u32 {
        count(self.items.len()).saturating_sub(self.skipped)
    }

    pub fn settled_bytes(&self) -> u64 {
        self.settled_bytes
    }

    /// Of all messages, as they were announced.
    pub fn total_bytes(&self) -> u64 {
        self.total_bytes
    }

    pub fn in_doubt(&self) -> &[usize] {
        &self.doubtful
    }

    pub fn left_out(&self) -> Vec<LeftOut> {
        self.left_out.clone()
    }

    /// Messages that wait, in order.
    pub fn waiting(&self) -> impl Iterator<Item = usize> + '_ {
        self.waiting.iter().copied()
    }

    /// The messages of the next command; empty at the end.
    pub fn next(&mut self) -> Vec<usize> {
        let most = if self.singly > 0 { 1 } else { BATCH_MESSAGES };
        let (mut batch, mut bytes) = (Vec::new(), 0_u64);
        while let Some(index) = self.waiting.front() {
            let size = self.items.get(*index).map_or(0, |item| item.size_bytes);
            let fits = batch.is_empty()
                || (batch.len() < most && bytes.saturating_add(size) <= BATCH_BYTES);
            if !fits {
                break;
            }
            bytes = bytes.saturating_add(size);
            batch.extend(self.waiting.pop_front());
        }
        self.singly = self.singly.saturating_sub(batch.len());
        batch
    }

    /// They come again, before all others.
    pub fn again(&mut self, batch: &[usize]) {
        for index in batch.iter().rev() {
            self.waiting.push_front(*index);
        }
    }

    /// The next ones go one by one: one of them was refused, or kills the connection.
    pub fn one_by_one(&mut self, messages: usize) {
        self.singly = messages;
    }

    pub fn is_in(&mut self, index: usize, place: Option<Place>) {
        self.losses = 0;
        self.done += 1;
        self.settle(index, State::In(place));
    }

    pub fn leave_out(&mut self, index: usize, why: LeftOutWhy, server_text: Option<String>) {
        self.losses = 0;
        self.settle(index, State::LeftOut);
        self.skipped += 1;
        self.count_left_out(1, why, server_text);
    }

    pub fn count_left_out(&mut self, count: u32, why: LeftOutWhy, server_text: Option<String>) {
        if count == 0 {
            return;
        }
        match self.left_out.iter_mut().find(|one| one.why == why) {
            Some(known) => known.count = known.count.saturating_add(count),
            None => self.left_out.push(LeftOut { count, why, server_text }),
        }
    }

    fn settle(&mut self, index: usize, state: State) {
        if let (Some(slot), Some(item)) = (self.states.get_mut(index), self.items.get(index)) {
            *slot = state;
            self.settled_bytes = self.settled_bytes.saturating_add(item.size_bytes);
        }
    }

    /// Leaves these out of those that wait.
    pub fn skip(&mut self, skipped: &[usize], why: LeftOutWhy) {
        self.waiting.retain(|index| skipped.binary_search(index).is_err());
        skipped.iter().for_each(|index| self.leave_out(*index, why, None));
    }

    /// The connection broke over these: `sent` may be in. False where the same has happened too
    /// often.
    pub fn lost(&mut self, unsent: &[usize], sent: Vec<usize>) -> bool {
        self.losses += 1;
        let begun = unsent.len() + sent.len();
        self.again(unsent);
        self.doubtful = sent;
        if self.losses <= LOSSES_LIMIT || begun == 0 {
            return true;
        }
        if begun > 1 {
            self.one_by_one(begun);
            self.losses = 0;
            return true;
        }
        false
    }

    /// What stands in the mailbox of those in doubt: by their Message-ID, or by their size where they
    /// have none. What is known to be in already stands for nothing.
    pub fn looked(&mut self, standing: &[Standing], uid_validity: NonZeroU32) {
        let doubtful = std::mem::take(&mut self.doubtful);
        let mut there = self.unknown(standing, uid_validity);
        // Of a server that names no UIDs those that came before stand there, too.
        for index in self.unnamed() {
            if self.take_same(&mut there, index).is_none() {
                self.take_alike(&mut there, index);
            }
        }
        // One Message-ID may be that of several: those that are the same go first.
        let mut found = BTreeMap::new();
        for index in &doubtful {
            if let Some(uid) = self.take_same(&mut there, *index) {
                if self.has_id(*index) {
                    self.is_verified(*index, (uid_validity, uid));
                }
                found.insert(*index, uid);
            }
        }
        let mut missing = Vec::new();
        for index in doubtful {
            match found.get(&index).copied().or_else(|| self.take_alike(&mut there, index)) {
                Some(uid) => self.is_in(index, Some((uid_validity, uid))),
                None => missing.push(index),
            }
        }
        self.again(&missing);
    }

    /// Of a server that names no UIDs: which of those that are in stand there, by Message-ID and size.
    pub fn looked_for_unnamed(&mut self, standing: &[Standing], uid_validity: NonZeroU32) {
        let mut there = self.unknown(standing, uid_validity);
        for index in self.unnamed() {
            // Others may have a message of the same size without a Message-ID.
            let has_id = self.has_id(index);
            let Some(uid) = self.take_same(&mut there, index).filter(|_| has_id) else { continue };
            if let Some(state) = self.states.get_mut(index) {
                *state = State::In(Some((uid_validity, uid)));
            }
            self.is_verified(index, (uid_validity, uid));
        }
    }

    /// It was seen to stand here, and to be whole.
    pub fn is_verified(&mut self, index: usize, place: Place) {
        if self.places.insert(place) {
            self.verified.insert(index);
        }
    }

    /// Messages that are in, and were not seen to be whole there.
    pub fn unverified(&self) -> u32 {
        self.done.saturating_sub(count(self.verified.len()))
    }

    /// Whether a message that has its size can be told from any other one.
    fn has_id(&self, index: usize) -> bool {
        self.items.get(index).is_some_and(|item| item.number != 0)
    }

    /// Those that are in and nobody said where.
    fn unnamed(&self) -> Vec<usize> {
        let states = self.states.iter().enumerate();
        states.filter(|(_, state)| **state == State::In(None)).map(|(index, _)| index).collect()
    }

    /// What stands there and is not one of those whose place is known, by [`key`]; the first is last.
    fn unknown(&self, standing: &[Standing], uid_validity: NonZeroU32) -> There {
        let known: Vec<NonZeroU32> = self.known_uids(uid_validity);
        let mut there = There::new();
        for one in standing.iter().rev().filter(|one| known.binary_search(&one.uid).is_err()) {
            there.entry(key(one.message_number, one.size_bytes)).or_default().push(*one);
        }
        there
    }

    /// Takes out what has its Message-ID and its size.
    fn take_same(&self, there: &mut There, index: usize) -> Option<NonZeroU32> {
        let item = self.items.get(index)?;
        let alike = there.get_mut(&key(item.number, Some(item.size_bytes)))?;
        let same = alike.iter().rposition(|one| one.size_bytes == Some(item.size_bytes))?;
        Some(alike.remove(same).uid)
    }

    /// Takes out what has its Message-ID.
    fn take_alike(&self, there: &mut There, index: usize) -> Option<NonZeroU32> {
        let item = self.items.get(index)?;
        Some(there.get_mut(&key(item.number, Some(item.size_bytes)))?.pop()?.uid)
    }

    /// It cannot be found out whether those in doubt are in.
    pub fn unsure(&mut self) -> u32 {
        count(self.doubtful.len())
    }

    fn known_uids(&self, uid_validity: NonZeroU32) -> Vec<NonZeroU32> {
        let mut uids: Vec<NonZeroU32> = self
            .states
            .iter()
            .filter_map(|state| match state {
                State::In(Some((validity, uid))) if *validity == uid_validity => Some(*uid),
                State::In(_) | State::Waiting | State::LeftOut => None,
            })
            .collect();
        uids.sort_unstable();
        uids
    }

    /// Where those stand that are in.
    pub fn added(&self) -> Vec<CopiedTo> {
        let mut added: BTreeMap<NonZeroU32, Vec<(NonZeroU32, NonZeroU32)>> = BTreeMap::new();
        for state in &self.states {
            if let State::In(Some((validity, uid))) = state {
                added.entry(*validity).or_default().push((*uid, *uid));
            }
        }
        let copied = |(uid_validity, mut uids): (_, Vec<_>)| {
            uids.sort_unstable();
            uids.dedup();
            CopiedTo { uid_validity, uids }
        };
        added.into_iter().map(copied).collect()
    }

    /// The UIDs elsewhere of those that were seen to be in and as they should be, ascending.
    pub fn taken(&self) -> Vec<NonZeroU32> {
        let is_taken = |index: &usize| {
            let is_in = matches!(self.states.get(*index), Some(State::In(_)));
            self.items.get(*index).filter(|_| is_in)?.uid
        };
        let mut uids: Vec<_> = self.verified.iter().filter_map(is_taken).collect();
        uids.sort_unstable();
        uids
    }
}

/// What stands in the mailbox, by [`key`].
type There = BTreeMap<(u64, u64), Vec<Standing>>;

/// Servers may write a message anew and keep its Message-ID: the size counts only where there is
/// none.
fn key(number: u64, size_bytes: Option<u64>) -> (u64, u64) {
    if number == 0 { (0, size_bytes.unwrap_or(0)) } else { (number, 0) }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
