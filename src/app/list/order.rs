//! Which message stands at which line, without knowing the rows.
//!
//! By arrival it is arithmetic. Any other order is the server's (RFC 5256): places are held as they
//! were answered, in pieces round the view. A message that comes or goes at an unknown place makes
//! the places *stale*: they are shown until the view's were asked anew.

use std::collections::BTreeSet;

use crate::engine::RowsAsked;
use crate::model::Order;

use super::threads::Threads;

/// Places held at most: 64 KiB, some 300 screens. A whole order is held as it came.
const MAX_PLACES: usize = 16_384;
/// A whole order of more messages is not believed: 64 MB of places.
const WHOLE_MOST: u32 = 16 << 20;
/// Places of one answer; what a worker asks for at once.
pub const MAX_ROWS_ASKED: u32 = 200;

/// What decides which message stands where.
#[derive(Debug)]
pub enum Arrangement {
    Arrival { descending: bool },
    Sorted(Sorted),
    Threads(Threads),
}

impl Arrangement {
    /// Lines of the list; `exists` messages are in the mailbox.
    pub fn len(&self, exists: u32) -> u32 {
        match self {
            Self::Arrival { .. } | Self::Sorted(_) => exists,
            Self::Threads(threads) => threads.lines(),
        }
    }

    /// The message at a line; `None` past the end or where it is not known.
    pub fn seq_at(&self, line: u32, exists: u32) -> Option<u32> {
        if line >= self.len(exists) {
            return None;
        }
        match self {
            Self::Arrival { descending: true } => Some(exists - line),
            Self::Arrival { descending: false } => Some(line + 1),
            Self::Sorted(sorted) => sorted.seq_at(line),
            Self::Threads(threads) => threads.at(line).map(|at| at.seq),
        }
    }

    /// The line of a message; `None` where it is not known.
    pub fn line_of(&self, seq: u32, exists: u32) -> Option<u32> {
        if seq == 0 || seq > exists {
            return None;
        }
        match self {
            Self::Arrival { descending: true } => Some(exists - seq),
            Self::Arrival { descending: false } => Some(seq - 1),
            Self::Sorted(sorted) => sorted.line_of(seq).filter(|line| *line < exists),
            Self::Threads(threads) => threads.line_of(seq),
        }
    }

    /// A number that existed is gone.
    pub fn expunged(&mut self, seq: u32) {
        match self {
            Self::Arrival { .. } => {}
            Self::Sorted(sorted) => sorted.expunged(seq),
            Self::Threads(threads) => threads.expunged(seq),
        }
    }

    /// Messages came in; `exists` is the new count.
    pub fn arrived(&mut self, exists: u32) {
        match self {
            Self::Arrival { .. } => {}
            Self::Sorted(sorted) => sorted.stale = true,
            Self::Threads(threads) => threads.arrived(exists),
        }
    }
}

/// What the server said of an order.
#[derive(Debug)]
pub struct Answer {
    /// Place of the first number.
    pub first: u32,
    pub seqs: Vec<u32>,
    /// These are all places.
    pub whole: bool,
}

/// Puts 0 where a number cannot be or stands a second time. Returns the numbers, sorted, unless
/// they are all there are.
fn only_once(seqs: &mut [u32], exists: u32, all: bool) -> Vec<u32> {
    if all {
        let mut seen = vec![false; exists as usize];
        for seq in seqs {
            let place = (*seq as usize).checked_sub(1);
            match place.and_then(|at| seen.get_mut(at)) {
                Some(known) if !*known => *known = true,
                Some(_) | None => *seq = 0,
            }
        }
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    for seq in seqs {
        if *seq == 0 || *seq > exists || !seen.insert(*seq) {
            *seq = 0;
        }
    }
    seen.into_iter().collect()
}

/// Neighbouring places as answered; 0 stands for a number that cannot be.
#[derive(Debug)]
struct Piece {
    first: u32,
    seqs: Vec<u32>,
}

impl Piece {
    fn end(&self) -> u32 {
        self.first.saturating_add(self.seqs.len() as u32)
    }
}

/// An order that the server makes.
#[derive(Debug)]
pub struct Sorted {
    pub order: Order,
    /// A server that cannot page may send all places.
    pub whole: bool,
    /// By place, without overlap.
    pieces: Vec<Piece>,
    stale: bool,
}

impl Sorted {
    pub fn new(order: Order) -> Self {
        Self { order, whole: false, pieces: Vec::new(), stale: false }
    }

    /// The places are from before a change: good enough to show, not to trust.
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    pub fn make_stale(&mut self) {
        self.stale = true;
    }

    /// Nothing is known any more.
    pub fn forget(&mut self) {
        self.pieces.clear();
        self.stale = false;
    }

    pub fn seq_at(&self, line: u32) -> Option<u32> {
        let index = self.pieces.partition_point(|piece| piece.first <= line).checked_sub(1)?;
        let piece = self.pieces.get(index)?;
        piece.seqs.get((line - piece.first) as usize).copied().filter(|seq| *seq > 0)
    }

    /// O(places held).
    pub fn line_of(&self, seq: u32) -> Option<u32> {
        self.pieces.iter().find_map(|piece| {
            let at = piece.seqs.iter().position(|held| *held == seq)?;
            Some(piece.first.saturating_add(at as u32))
        })
    }

    /// The places, from 1, of messages that are known to stand somewhere. O(places held).
    pub fn places_of<'a>(
        &'a self,
        is_meant: impl Fn(u32) -> bool + 'a,
    ) -> impl Iterator<Item = u32> + 'a {
        self.pieces.iter().flat_map(move |piece| {
            let meant: Vec<u32> = piece
                .seqs
                .iter()
                .zip(piece.first.saturating_add(1)..)
                .filter(|(seq, _)| **seq > 0 && is_meant(**seq))
                .map(|(_, place)| place)
                .collect();
            meant
        })
    }

    /// A message is gone. Where its place is known the gap closes; else every place behind it is
    /// off by one, and nobody knows from where on. O(places held): tens of microseconds, and
    /// the shell takes events by the millisecond.
    fn expunged(&mut self, seq: u32) {
        let found = self.pieces.iter().enumerate().find_map(|(index, piece)| {
            Some((index, piece.seqs.iter().position(|held| *held == seq)?))
        });
        match found {
            Some((index, at)) => {
                if let Some(piece) = self.pieces.get_mut(index) {
                    piece.seqs.remove(at);
                }
                self.pieces.iter_mut().skip(index + 1).for_each(|piece| piece.first -= 1);
                self.pieces.retain(|piece| !piece.seqs.is_empty());
            }
            None => self.stale = true,
        }
        for held in self.pieces.iter_mut().flat_map(|piece| piece.seqs.iter_mut()) {
            *held -= u32::from(*held > seq);
        }
    }

    /// What stands at `first` and following. Numbers that cannot be are left out, and a message
    /// stands at one place only: the newer answer is right. `near` is the line looked at.
    pub fn loaded(&mut self, answer: Answer, exists: u32, near: u32) {
        let Answer { first, mut seqs, whole } = answer;
        if self.stale {
            self.forget();
        }
        let all = whole && first == 0 && exists <= WHOLE_MOST;
        if !all {
            seqs.truncate(MAX_ROWS_ASKED as usize);
        }
        seqs.truncate(exists.saturating_sub(first) as usize);
        let seen = only_once(&mut seqs, exists, all);
        if all {
            self.pieces.clear();
        }
        for held in self.pieces.iter_mut().flat_map(|piece| piece.seqs.iter_mut()) {
            if seen.binary_search(held).is_ok() {
                *held = 0;
            }
        }
        let piece = Piece { first, seqs };
        self.cut(first, piece.end());
        let at = self.pieces.partition_point(|held| held.first < first);
        self.pieces.insert(at, piece);
        self.pieces.retain(|piece| !piece.seqs.is_empty());
        if !all {
            self.bound(near);
        }
    }

    /// Lets go of the places from `from` to before `to`.
    fn cut(&mut self, from: u32, to: u32) {
        let mut kept = Vec::with_capacity(self.pieces.len() + 1);
        for mut piece in std::mem::take(&mut self.pieces) {
            if piece.end() <= from || piece.first >= to {
                kept.push(piece);
                continue;
            }
            let behind = to.saturating_sub(piece.first) as usize;
            if piece.seqs.len() > behind {
                kept.push(Piece { first: to, seqs: piece.seqs.split_off(behind) });
            }
            if piece.first < from {
                piece.seqs.truncate((from - piece.first) as usize);
                kept.push(piece);
            }
        }
        kept.sort_unstable_by_key(|piece| piece.first);
        self.pieces = kept;
    }

    /// Drops the pieces farthest from the view once too many places are held.
    fn bound(&mut self, near: u32) {
        let mut places: usize = self.pieces.iter().map(|piece| piece.seqs.len()).sum();
        while places > MAX_PLACES && self.pieces.len() > 1 {
            let distance = |piece: &Piece| piece.first.abs_diff(near);
            let first = self.pieces.first().map_or(0, distance);
            let last = self.pieces.last().map_or(0, distance);
            let dropped = if first > last {
                self.pieces.remove(0)
            } else {
                let Some(piece) = self.pieces.pop() else { return };
                piece
            };
            places -= dropped.seqs.len();
        }
    }
}

/// Whether a request for `asked` brings all that `wanted` asks for.
pub fn covers(asked: &RowsAsked, wanted: &RowsAsked) -> bool {
    match (asked, wanted) {
        (
            RowsAsked::Range { first_seq, last_seq },
            RowsAsked::Range { first_seq: wanted_first, last_seq: wanted_last },
        ) => first_seq <= wanted_first && wanted_last <= last_seq,
        (RowsAsked::Set(asked), RowsAsked::Set(wanted)) => {
            wanted.iter().all(|seq| asked.contains(seq))
        }
        (
            RowsAsked::Sorted { order, first, last, whole },
            RowsAsked::Sorted { order: other, first: from, last: to, whole: all },
        ) => order == other && whole == all && first <= from && to <= last,
        (RowsAsked::Range { .. } | RowsAsked::Set(_) | RowsAsked::Sorted { .. }, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SortKey;

    fn by_sender() -> Sorted {
        Sorted::new(Order { key: SortKey::Sender, descending: false })
    }

    fn page(first: u32, seqs: Vec<u32>) -> Answer {
        Answer { first, seqs, whole: false }
    }

    fn lines(sorted: &Sorted, range: std::ops::Range<u32>) -> Vec<Option<u32>> {
        range.map(|line| sorted.seq_at(line)).collect()
    }

    #[test]
    fn places_come_in_pieces_and_the_newer_answer_wins() {
        let mut sorted = by_sender();
        sorted.loaded(page(0, vec![5, 3]), 9, 0);
        sorted.loaded(page(4, vec![9, 1]), 9, 0);
        assert_eq!(lines(&sorted, 0..6), [Some(5), Some(3), None, None, Some(9), Some(1)]);
        sorted.loaded(page(1, vec![2, 9, 4, 7]), 9, 0);
        assert_eq!(
            lines(&sorted, 0..6),
            [Some(5), Some(2), Some(9), Some(4), Some(7), Some(1)],
            "9 stands at one place"
        );
        assert_eq!(sorted.line_of(7), Some(4));
        assert_eq!(sorted.line_of(3), None);
    }

    #[test]
    fn a_known_place_that_goes_closes_the_gap() {
        let mut sorted = by_sender();
        sorted.loaded(page(0, vec![5, 3, 1]), 5, 0);
        sorted.loaded(page(3, vec![2, 4]), 5, 0);
        sorted.expunged(3);
        assert_eq!(lines(&sorted, 0..4), [Some(4), Some(1), Some(2), Some(3)]);
        assert!(!sorted.is_stale());
    }

    #[test]
    fn an_unknown_place_that_goes_leaves_the_rest_in_doubt_until_it_is_asked_anew() {
        let mut sorted = by_sender();
        sorted.loaded(page(0, vec![5, 3]), 5, 0);
        sorted.expunged(1);
        assert!(sorted.is_stale());
        assert_eq!(lines(&sorted, 0..2), [Some(4), Some(2)], "shown meanwhile, by their numbers");
        sorted.loaded(page(1, vec![2, 3]), 4, 0);
        assert!(!sorted.is_stale());
        assert_eq!(lines(&sorted, 0..3), [None, Some(2), Some(3)]);
    }

    #[test]
    fn numbers_that_cannot_be_leave_a_hole() {
        let mut sorted = by_sender();
        sorted.loaded(page(0, vec![7, 0, 2, 2, 1]), 3, 0);
        assert_eq!(lines(&sorted, 0..5), [None, None, Some(2), None, None]);
        sorted.loaded(page(u32::MAX, vec![1, 2]), 3, 0);
        assert_eq!(sorted.seq_at(u32::MAX), None);
    }

    #[test]
    fn a_whole_order_is_held_however_long() {
        let mut sorted = by_sender();
        let exists = 50_000;
        let seqs = (1..=exists).rev().collect();
        sorted.loaded(Answer { first: 0, seqs, whole: true }, exists, 0);
        assert_eq!(sorted.seq_at(49_999), Some(1));
        sorted.loaded(Answer { first: 0, seqs: vec![1, 1, 9], whole: true }, 5, 0);
        assert_eq!(lines(&sorted, 0..3), [Some(1), None, None], "each message once");
    }

    #[test]
    fn places_far_from_the_view_are_let_go() {
        let mut sorted = by_sender();
        let exists = 100_000;
        for number in 0..500 {
            let first = number * 200;
            sorted.loaded(page(first, (first + 1..=first + 200).collect()), exists, first);
        }
        assert_eq!(sorted.seq_at(0), None);
        assert_eq!(sorted.seq_at(99_999), Some(100_000));
        let held: usize = sorted.pieces.iter().map(|piece| piece.seqs.len()).sum();
        assert!(held <= MAX_PLACES);
    }
}
