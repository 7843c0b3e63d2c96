//! A set of messages, held as runs of sequence numbers, that outlives the numbers.
//!
//! A run knows between which UIDs its messages stand, and no other message stands between these:
//! UIDs ascend with the numbers (RFC 9051 §2.3.1.1). So a run is a wish for the server without a
//! row of it being read, and it is found again after the numbers were lost. It costs what it has
//! runs, never what it has messages.

use std::num::NonZeroU32;

use super::lost::Lost;

/// Neighbouring messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    pub first: u32,
    pub last: u32,
    /// No message of the run has a smaller UID, and each before it has. `None` until a row tells.
    pub low: Option<NonZeroU32>,
    /// Likewise the other way.
    pub high: Option<NonZeroU32>,
    /// Messages in the runs before this one.
    before: u32,
}

impl Run {
    pub fn new(first: u32, last: u32, (low, high): Bounds) -> Self {
        Self { first, last, low, high, before: 0 }
    }

    pub fn one(seq: u32, uid: Option<NonZeroU32>) -> Self {
        Self::new(seq, seq, (uid, uid))
    }

    pub fn len(&self) -> u32 {
        self.last - self.first + 1
    }
}

/// The UIDs between which a run stands.
pub type Bounds = (Option<NonZeroU32>, Option<NonZeroU32>);

/// A set of messages.
#[derive(Clone, Debug, Default)]
pub struct SeqSet {
    /// Ascending, without overlap.
    runs: Vec<Run>,
    /// Messages whose numbers are not known now, ascending.
    pub(super) lost: Vec<Lost>,
}

impl SeqSet {
    /// Of runs in any order, which may overlap.
    pub fn of(mut runs: Vec<Run>) -> Self {
        runs.sort_unstable_by_key(|run| run.first);
        let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
        for run in runs {
            match joined.last_mut() {
                Some(held) if run.first <= held.last.saturating_add(1) => join(held, run),
                Some(_) | None => joined.push(run),
            }
        }
        let mut set = Self { runs: joined, lost: Vec::new() };
        set.count_anew();
        set
    }

    pub(super) fn of_lost(lost: Vec<Lost>) -> Self {
        Self { runs: Vec::new(), lost }
    }

    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    pub fn is_empty(&self) -> bool {
        self.runs.is_empty() && self.lost.is_empty()
    }

    /// Messages whose numbers are known.
    pub fn known(&self) -> u32 {
        self.runs.last().map_or(0, |run| run.before + run.len())
    }

    /// All messages; those not found again yet as they were last counted.
    pub fn count(&self) -> u32 {
        self.lost.iter().fold(self.known(), |sum, lost| sum.saturating_add(lost.missing()))
    }

    /// O(log runs).
    pub fn contains(&self, seq: u32) -> bool {
        self.run_at(seq).is_some()
    }

    fn run_at(&self, seq: u32) -> Option<&Run> {
        let index = self.runs.partition_point(|run| run.last < seq);
        self.runs.get(index).filter(|run| run.first <= seq)
    }

    /// Messages with a smaller number. O(log runs).
    pub fn below(&self, seq: u32) -> u32 {
        let index = self.runs.partition_point(|run| run.last < seq);
        match self.runs.get(index) {
            Some(run) => run.before + seq.saturating_sub(run.first),
            None => self.known(),
        }
    }

    /// The number of the message that is the `rank`th, from 1, of those that are not in the set.
    /// O(log runs).
    pub fn outside(&self, rank: u32) -> u32 {
        let index = self.runs.partition_point(|run| run.first - 1 - run.before < rank);
        let run = index.checked_sub(1).and_then(|index| self.runs.get(index));
        rank.saturating_add(run.map_or(0, |run| run.before + run.len()))
    }

    pub fn add(&mut self, run: Run) {
        let from = self.runs.partition_point(|held| held.last.saturating_add(1) < run.first);
        let to = self.runs.partition_point(|held| held.first <= run.last.saturating_add(1));
        let mut joined = run;
        for held in self.runs.drain(from..to.max(from)) {
            let mut first = held;
            if joined.first < held.first {
                std::mem::swap(&mut first, &mut joined);
            }
            join(&mut first, joined);
            joined = first;
        }
        self.runs.insert(from, joined);
        self.count_anew();
    }

    /// Takes out what is in another set. Linear in both. What is still lost round it is given up: it
    /// is named to the server by its ends, and would bring back what was taken out.
    pub fn subtract(&mut self, other: &Self) {
        if other.runs.is_empty() {
            return;
        }
        self.lost.retain(|lost| !other.runs.iter().any(|out| lost.meets(out)));
        let mut left = Vec::with_capacity(self.runs.len() + 1);
        let mut others = other.runs.iter().peekable();
        for mut run in std::mem::take(&mut self.runs) {
            while others.peek().is_some_and(|out| out.last < run.first) {
                others.next();
            }
            let mut is_left = true;
            for out in others.clone().take_while(|out| out.first <= run.last) {
                if out.first > run.first {
                    let high = out.low.and_then(|uid| NonZeroU32::new(uid.get() - 1));
                    left.push(Run::new(run.first, out.first - 1, (run.low, high)));
                }
                is_left = out.last < run.last;
                if is_left {
                    run.first = out.last + 1;
                    run.low = out.high.and_then(|uid| uid.checked_add(1));
                }
            }
            if is_left {
                left.push(run);
            }
        }
        self.runs = left;
        self.count_anew();
    }

    /// A number is gone, and every higher one moves down by one. O(runs).
    pub fn expunged(&mut self, seq: u32) {
        let index = self.runs.partition_point(|run| run.last < seq);
        let was_in = self.runs.get(index).is_some_and(|run| run.first <= seq);
        for run in self.runs.iter_mut().skip(index) {
            run.first -= u32::from(run.first > seq);
            run.last -= 1;
        }
        if was_in {
            if self.runs.get(index).is_some_and(|run| run.last < run.first) {
                self.runs.remove(index);
            }
            self.count_from(index);
        }
        self.lost.iter_mut().for_each(|lost| lost.expunged(seq));
    }

    /// A row was read: where a run begins or ends may be known now.
    pub fn learn(&mut self, seq: u32, uid: NonZeroU32) {
        let index = self.runs.partition_point(|run| run.last.saturating_add(1) < seq);
        for run in self.runs.iter_mut().skip(index).take(2) {
            if seq == run.first {
                run.low = run.low.or(Some(uid));
            } else if seq.checked_add(1) == Some(run.first) {
                run.low = run.low.or(uid.checked_add(1));
            }
            if seq == run.last {
                run.high = run.high.or(Some(uid));
            } else if seq.checked_sub(1) == Some(run.last) {
                run.high = run.high.or(NonZeroU32::new(uid.get() - 1));
            }
        }
    }

    /// The numbers mean nothing any more; UIDs do. What has no UIDs is forgotten.
    pub fn lose_numbers(&mut self) {
        self.runs = self.found_whole();
        self.lost.iter_mut().for_each(Lost::lose);
        for run in std::mem::take(&mut self.runs) {
            let (Some(low), Some(high)) = (run.low, run.high) else { continue };
            if low <= high {
                self.lost.push(Lost::new(low, high, run.len()));
            }
        }
        self.lost.sort_unstable_by_key(|lost| lost.low);
    }

    /// The runs without what is known better by the UIDs of what is still lost.
    pub fn found_whole(&self) -> Vec<Run> {
        let mut rest = Self { runs: self.runs.clone(), lost: Vec::new() };
        rest.subtract(&Self::of(self.lost.iter().filter_map(Lost::run).collect()));
        rest.runs
    }

    fn count_anew(&mut self) {
        self.count_from(0);
    }

    fn count_from(&mut self, index: usize) {
        let before = index.checked_sub(1).and_then(|index| self.runs.get(index));
        let mut count = before.map_or(0, |run| run.before + run.len());
        for run in self.runs.iter_mut().skip(index) {
            run.before = count;
            count += run.len();
        }
    }
}

/// `other` begins where `run` does or behind it, and touches it.
fn join(run: &mut Run, other: Run) {
    if other.first == run.first {
        run.low = run.low.or(other.low);
    }
    match other.last.cmp(&run.last) {
        std::cmp::Ordering::Greater => (run.last, run.high) = (other.last, other.high),
        std::cmp::Ordering::Equal => run.high = run.high.or(other.high),
        std::cmp::Ordering::Less => {}
    }
}

#[cfg(test)]
#[path = "seqs_tests.rs"]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests;
