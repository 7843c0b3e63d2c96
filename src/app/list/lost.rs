//! Messages whose numbers were lost, and how they are found again as rows are read.

use std::num::NonZeroU32;

use super::seqs::{Run, SeqSet};

/// All messages between two UIDs, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    pub low: NonZeroU32,
    pub high: NonZeroU32,
    /// As last counted.
    count: u32,
    /// From the first to the last of them that was found.
    span: Option<Span>,
    /// It is known which of them is the first, and which the last.
    ends: (bool, bool),
}

/// Ends of what was found, by number and UID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    first: (u32, NonZeroU32),
    last: (u32, NonZeroU32),
}

impl Lost {
    pub fn new(low: NonZeroU32, high: NonZeroU32, count: u32) -> Self {
        Self { low, high, count, span: None, ends: (false, false) }
    }

    /// Those that were not found yet.
    pub fn missing(&self) -> u32 {
        self.count.saturating_sub(self.found())
    }

    fn found(&self) -> u32 {
        self.span.map_or(0, |span| span.last.0 - span.first.0 + 1)
    }

    pub fn holds_seq(&self, seq: u32) -> bool {
        self.span.is_some_and(|span| (span.first.0..=span.last.0).contains(&seq))
    }

    /// Whether messages of a run are among them, as far as their UIDs or numbers are known.
    pub fn meets(&self, run: &Run) -> bool {
        let by_uid = run.low.is_some_and(|low| low <= self.high)
            && run.high.is_some_and(|high| high >= self.low);
        let by_seq =
            self.span.is_some_and(|span| span.first.0 <= run.last && run.first <= span.last.0);
        by_uid || by_seq
    }

    /// What was found of them.
    pub fn run(&self) -> Option<Run> {
        let Span { first, last } = self.span?;
        Some(Run::new(first.0, last.0, (Some(first.1), Some(last.1))))
    }

    /// The numbers mean nothing any more.
    pub fn lose(&mut self) {
        self.span = None;
        self.ends = (false, false);
    }

    pub fn expunged(&mut self, seq: u32) {
        let was_in = self.holds_seq(seq);
        if let Some(span) = &mut self.span {
            span.first.0 -= u32::from(span.first.0 > seq);
            span.last.0 -= u32::from(span.last.0 >= seq);
        }
        if was_in {
            self.count = self.count.saturating_sub(1);
            self.span = self.span.filter(|span| span.first.0 <= span.last.0);
        }
    }

    fn find(&mut self, seq: u32, uid: NonZeroU32) -> Run {
        let here = (seq, uid);
        let span = self.span.get_or_insert(Span { first: here, last: here });
        span.first = span.first.min(here);
        span.last = span.last.max(here);
        let Span { first, last } = *span;
        Run::new(first.0, last.0, (Some(first.1), Some(last.1)))
    }
}

/// A row that was read, between the UIDs of those beside it: `None` where these are not known, 0
/// before the first, and the largest after the last.
#[derive(Clone, Copy, Debug)]
pub struct Found {
    pub seq: u32,
    pub uid: NonZeroU32,
    pub above: Option<u32>,
    pub below: Option<u32>,
}

impl SeqSet {
    /// Finds what was lost among rows that were read. `true` where numbers came to the set.
    pub fn find(&mut self, rows: &[Found]) -> bool {
        if self.lost.is_empty() {
            return false;
        }
        let mut is_found = false;
        for row in rows {
            let uid = row.uid;
            let at = self.lost.partition_point(|lost| lost.high < uid);
            if let Some(lost) = self.lost.get_mut(at).filter(|lost| lost.low <= uid) {
                let run = lost.find(row.seq, uid);
                let single = lost.low == lost.high;
                lost.ends.0 |= single || row.above.is_some_and(|above| above < lost.low.get());
                lost.ends.1 |= single || row.below.is_some_and(|below| below > lost.high.get());
                self.add(run);
                is_found = true;
            }
            self.drop_absent(row);
        }
        self.lost.retain(|lost| lost.ends != (true, true));
        is_found
    }

    /// Between neighbours there is nothing.
    fn drop_absent(&mut self, row: &Found) {
        let uid = row.uid.get();
        let absent =
            |from: u32, to: u32, lost: &Lost| lost.low.get() > from && lost.high.get() < to;
        let near = self.lost.partition_point(|lost| lost.high.get() < uid);
        let is_near = |above: u32, below: u32| {
            let before = near.checked_sub(1).and_then(|index| self.lost.get(index));
            let behind = self.lost.iter().skip(near).find(|lost| lost.low.get() > uid);
            before.is_some_and(|lost| absent(above, uid, lost))
                || behind.is_some_and(|lost| absent(uid, below, lost))
        };
        let (above, below) = (row.above.unwrap_or(uid), row.below.unwrap_or(uid));
        if is_near(above, below) {
            self.lost.retain(|lost| !absent(above, uid, lost) && !absent(uid, below, lost));
        }
    }

    /// Messages by their UIDs, ascending, whose numbers are not known.
    pub fn lost_uids(uids: &[NonZeroU32]) -> Self {
        let lost = uids.iter().map(|uid| Lost::new(*uid, *uid, 1)).collect();
        Self::of_lost(lost)
    }

    pub fn lost_range(low: NonZeroU32, high: NonZeroU32, count: u32) -> Self {
        Self::of_lost(if low <= high { vec![Lost::new(low, high, count)] } else { Vec::new() })
    }
}
