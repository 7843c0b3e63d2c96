//! What the view lacks and a worker is asked for: the rows in view first, by the page, each once.

use crate::engine::RowsAsked;

use super::order::{Arrangement, MAX_ROWS_ASKED, covers};
use super::{ListState, MessageList, Way};

/// Rows asked for before the window knows its height: a tall screen of two-line rows.
pub const FIRST_ROWS: u32 = 30;
/// Rows asked for beyond the view on each side, so that slow scrolling meets no placeholders; 4 kB.
pub const MARGIN_ROWS: u32 = 10;
/// The page ahead of a view that is scrolled: as many rows as the view has, within these.
const AHEAD_ROWS: std::ops::RangeInclusive<u32> = 20..=64;
/// Rows that come by themselves when a mailbox is opened again, at least.
const FOLLOWING_ROWS: u32 = 50;

impl MessageList {
    /// Rows to ask for with the mailbox itself: the view and a little.
    pub(in crate::app) fn rows_to_open(&self) -> u32 {
        let visible = self.scroll.visible;
        let rows = if visible == 0 { FIRST_ROWS } else { visible.saturating_add(1) };
        rows.saturating_add(MARGIN_ROWS).min(MAX_ROWS_ASKED)
    }

    /// The rows the view lacks; where it lacks none and was scrolled, those of the page ahead.
    /// `None` too where they were asked for already.
    pub(in crate::app) fn wanted(&self) -> Option<RowsAsked> {
        if self.state != ListState::Open || self.is_empty() {
            return None;
        }
        let wanted = match self.lacking(self.view_lines(), self.near_view()) {
            Some(wanted) => wanted,
            None => self.lacking_ahead().or_else(|| self.wanted_for_choice())?,
        };
        let known = self.asked.as_ref().is_some_and(|asked| covers(asked, &wanted));
        (!known).then_some(wanted)
    }

    /// The rows around a message that is open in a window, where one beside it is missing. Once the
    /// view lacks nothing: that comes first.
    pub(in crate::app) fn wanted_beside(&self, line: u32) -> Option<RowsAsked> {
        if self.state != ListState::Open || self.view_lines().any(|line| self.lacks(line)) {
            return None;
        }
        let around = |rows: u32| {
            let end = line.saturating_add(rows).saturating_add(1).min(self.len());
            line.saturating_sub(rows)..end
        };
        self.lacking_unasked(around(1), around(MARGIN_ROWS))
    }

    pub(in crate::app) fn set_asked(&mut self, asked: RowsAsked) {
        self.asked = Some(asked);
    }

    /// The rows of the order follow by themselves behind the opening: they need no asking.
    /// `false` where the view is elsewhere by now, or another order was chosen since.
    pub(in crate::app) fn page_follows(&mut self, again: bool) -> bool {
        if self.scroll.top > 0 || self.exists == 0 || self.opened_as != self.view.order {
            return false;
        }
        let rows = if again { self.first_page.min(FOLLOWING_ROWS) } else { self.first_page };
        let last = rows.min(self.exists).saturating_sub(1);
        self.asked = match &self.arranged {
            Arrangement::Arrival { descending: true } => {
                Some(RowsAsked::Range { first_seq: self.exists - last, last_seq: self.exists })
            }
            Arrangement::Arrival { descending: false } => {
                Some(RowsAsked::Range { first_seq: 1, last_seq: last + 1 })
            }
            Arrangement::Sorted(sorted) => {
                let (order, whole) = (sorted.order, sorted.whole);
                Some(RowsAsked::Sorted { order, first: 0, last, whole })
            }
            Arrangement::Threads(_) => None,
        };
        self.asked.is_some()
    }

    fn lacking_ahead(&self) -> Option<RowsAsked> {
        let view = self.view_lines();
        let page = self.scroll.visible.clamp(*AHEAD_ROWS.start(), *AHEAD_ROWS.end());
        // Only once half of it is missing, so that it is asked for by the page, not by the row.
        match self.moving {
            Way::None => None,
            Way::Down => {
                let end = view.end.saturating_add(page).min(self.len());
                let half = view.end.saturating_add(page / 2).min(end);
                self.lacking_unasked(view.end..half, view.end..end)
            }
            Way::Up => {
                let first = view.start.saturating_sub(page);
                let half = view.start.saturating_sub(page / 2);
                self.lacking_unasked(half..view.start, first..view.start)
            }
        }
    }

    /// As `lacking`, where some of the lines `first` are not under way already.
    fn lacking_unasked(
        &self,
        first: std::ops::Range<u32>,
        around: std::ops::Range<u32>,
    ) -> Option<RowsAsked> {
        let is_new = |line: u32| self.lacks(line) && !self.is_asked(line);
        if first.clone().any(is_new) { self.lacking(first, around) } else { None }
    }

    /// Whether the last request brings the row of a line.
    fn is_asked(&self, line: u32) -> bool {
        match &self.asked {
            None => false,
            Some(RowsAsked::Range { first_seq, last_seq }) => {
                self.seq_at(line).is_some_and(|seq| (*first_seq..=*last_seq).contains(&seq))
            }
            Some(RowsAsked::Set(seqs)) => self.seq_at(line).is_some_and(|seq| seqs.contains(&seq)),
            Some(RowsAsked::Sorted { first, last, .. }) => {
                (*first..=*last).contains(&self.place_of_line(line))
            }
        }
    }

    /// Whether a line has to be asked for.
    fn lacks(&self, line: u32) -> bool {
        let held = self.seq_at(line).and_then(|seq| self.rows.get(seq));
        held.is_none_or(|held| held.stale || (self.nearby.is_some() && !held.linked))
    }

    /// If any of the lines `first` lacks its row: what all the lines `around` lack.
    fn lacking(
        &self,
        mut first: std::ops::Range<u32>,
        around: std::ops::Range<u32>,
    ) -> Option<RowsAsked> {
        let is_stale = matches!(&self.arranged, Arrangement::Sorted(sorted) if sorted.is_stale());
        if !is_stale && !first.any(|line| self.lacks(line)) {
            return None;
        }
        let lines: Vec<u32> = around.filter(|line| is_stale || self.lacks(*line)).collect();
        let (first, last) = (*lines.first()?, *lines.last()?);
        let last = last.min(first.saturating_add(MAX_ROWS_ASKED - 1));
        match &self.arranged {
            Arrangement::Arrival { .. } if self.is_whole(first, last) => self.range(first, last),
            Arrangement::Sorted(sorted)
                if is_stale || lines.iter().any(|line| self.seq_at(*line).is_none()) =>
            {
                let first = self.place_of_line(first);
                let last = self.place_of_line(last).min(first.saturating_add(MAX_ROWS_ASKED - 1));
                let (order, whole) = (sorted.order, sorted.whole);
                Some(RowsAsked::Sorted { order, first, last, whole })
            }
            Arrangement::Arrival { .. } | Arrangement::Sorted(_) | Arrangement::Threads(_) => {
                let mut seqs: Vec<u32> =
                    lines.into_iter().filter_map(|line| self.seq_at(line)).collect();
                seqs.sort_unstable();
                seqs.dedup();
                seqs.truncate(MAX_ROWS_ASKED as usize);
                Some(RowsAsked::Set(seqs))
            }
        }
    }

    /// Whether nothing that is hidden stands between two lines by arrival.
    fn is_whole(&self, first: u32, last: u32) -> bool {
        let ends = self.seq_at(first).zip(self.seq_at(last));
        ends.is_some_and(|(one, other)| one.abs_diff(other) == last.abs_diff(first))
    }

    /// The numbers of neighbouring lines by arrival.
    fn range(&self, first: u32, last: u32) -> Option<RowsAsked> {
        let (one, other) = (self.seq_at(first)?, self.seq_at(last)?);
        Some(RowsAsked::Range { first_seq: one.min(other), last_seq: one.max(other) })
    }

    /// Rows in view whose structure and preview were neither read nor asked for; only once all
    /// rows of the view are there.
    pub(in crate::app) fn details_wanted(&mut self) -> Option<Vec<u32>> {
        if self.state != ListState::Open || self.view_lines().any(|line| self.lacks(line)) {
            return None;
        }
        let mut seqs: Vec<u32> = self
            .view_lines()
            .filter_map(|line| self.seq_at(line))
            .filter(|seq| {
                let held = self.rows.get(*seq);
                held.is_some_and(|held| !held.detailed && !held.row.text.unreadable)
            })
            .collect();
        seqs.sort_unstable();
        if seqs.iter().all(|seq| self.details_asked.contains(seq)) {
            return None;
        }
        self.details_asked.clone_from(&seqs);
        Some(seqs)
    }

    pub(super) fn forget_asked(&mut self) {
        self.asked = None;
        self.details_asked.clear();
    }
}
