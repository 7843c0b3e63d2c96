//! The view onto the list: where it stands, where the cursor is, and what they lack.

use std::num::NonZeroU32;

use crate::engine::RowsAsked;
use crate::model::Order;

use super::entry::Scroll;
use super::nearby::{NearbyRow, REACH_LINES};
use super::order::{Arrangement, MAX_ROWS_ASKED, covers};
use super::{Cursor, ListState, MessageList, Opened, RowAt, Way, is_unread};

/// Rows asked for before the window knows its height: a tall screen of two-line rows.
pub const FIRST_ROWS: u32 = 30;
/// Rows asked for beyond the view on each side, so that slow scrolling meets no placeholders; 4 kB.
pub const MARGIN_ROWS: u32 = 10;
/// The page ahead of a view that is scrolled: as many rows as the view has, within these.
const AHEAD_ROWS: std::ops::RangeInclusive<u32> = 20..=64;
/// Rows that come by themselves when a mailbox is opened again, at least.
const FOLLOWING_ROWS: u32 = 50;
/// Lines looked at for the next unread message.
const UNREAD_REACH_LINES: u32 = 20_000;

impl MessageList {
    /// Rows to ask for with the mailbox itself: the view and a little.
    pub(in crate::app) fn rows_to_open(&self) -> u32 {
        let visible = self.scroll.visible;
        let rows = if visible == 0 { FIRST_ROWS } else { visible.saturating_add(1) };
        rows.saturating_add(MARGIN_ROWS).min(MAX_ROWS_ASKED)
    }

    pub(in crate::app) fn scrolled(&mut self, scroll: Scroll) {
        let page = i64::from(self.scroll.visible.max(1));
        let moved = i64::from(scroll.top) - i64::from(self.scroll.top);
        self.moving = match moved {
            0 => self.moving,
            _ if moved.abs() > 2 * page => Way::None,
            _ if moved > 0 => Way::Down,
            _ => Way::Up,
        };
        if moved != 0 {
            self.lost_top = None;
        }
        self.scroll = scroll;
        self.settle();
    }

    /// Moves the view so that a line is inside it.
    fn scroll_to(&mut self, line: u32) {
        let whole_rows = self.scroll.visible.saturating_sub(1).max(1);
        let mut scroll = self.scroll;
        if line <= scroll.top {
            scroll.top = line;
            scroll.offset_pt = 0.0;
        } else if line >= scroll.top.saturating_add(whole_rows) {
            scroll.top = line - (whole_rows - 1);
        }
        self.scrolled(scroll);
    }

    /// Puts the cursor on a line.
    pub(in crate::app) fn select(&mut self, line: u32) {
        self.reading = match self.cursor() {
            Some(cursor) if line < cursor => Way::Up,
            Some(_) | None => Way::Down,
        };
        self.put_cursor(line);
        self.open_when_loaded = matches!(self.row_at(line), RowAt::Placeholder);
        self.scroll_to(line);
    }

    /// Puts the cursor on a line without opening anything.
    pub(in crate::app) fn put_cursor(&mut self, line: u32) {
        self.cursor = Some(Cursor { line, seq: self.seq_at(line), uid: None, is_certain: true });
        self.find_cursor();
    }

    /// The line the keyboard moves from: where the cursor was last seen.
    pub(in crate::app) fn cursor_line(&self) -> Option<u32> {
        self.cursor.map(|cursor| cursor.line)
    }

    /// The message of this row is in the message pane.
    pub(in crate::app) fn set_opened(&mut self, uid: NonZeroU32) {
        self.opened = Some(Opened { uid, seq: self.rows.by_uid(uid).map(|(seq, _)| seq) });
    }

    /// The line that is likely to be read after the cursor's.
    pub(in crate::app) fn next_to_read(&self) -> Option<u32> {
        let cursor = self.cursor()?;
        let next = match self.reading {
            Way::Up => cursor.checked_sub(1)?,
            Way::Down | Way::None => cursor.checked_add(1)?,
        };
        (next < self.len()).then_some(next)
    }

    /// The next unread message below the cursor, among the rows that are loaded.
    pub fn next_unread(&self) -> Option<u32> {
        let from = self.cursor.map_or(0, |cursor| cursor.line.saturating_add(1));
        let to = from.saturating_add(UNREAD_REACH_LINES).min(self.len());
        (from..to).find(|line| match self.row_at(*line) {
            RowAt::Loaded(row) => is_unread(row),
            RowAt::Placeholder => false,
        })
    }

    /// The message at the top of the view, unless the view stands at the top of the list: then it
    /// stays there, and what comes in is seen.
    pub(super) fn anchor(&self) -> Option<u32> {
        if self.scroll.is_at_top() { None } else { self.seq_at(self.scroll.top) }
    }

    /// Brings a message back to the top of the view.
    pub(super) fn return_to(&mut self, anchor: Option<u32>) {
        if let Some(line) = anchor.and_then(|seq| self.index_of_seq(seq)) {
            self.scroll.top = line;
        }
    }

    /// After any change: nothing stands beyond the end, the cursor is where its message is, what
    /// is looked at stays and what is not may go.
    pub(super) fn settle(&mut self) {
        let last = self.len().saturating_sub(1);
        if self.scroll.top > last {
            self.scroll.top = last;
            self.scroll.offset_pt = 0.0;
        }
        self.find_cursor();
        if let Some(opened) = &mut self.opened
            && let Some((seq, _)) = self.rows.by_uid(opened.uid)
        {
            opened.seq = Some(seq);
        }
        self.keep_what_is_looked_at();
        self.make_nearby();
    }

    /// The message decides where the cursor is: its UID where that is known, else its number.
    fn find_cursor(&mut self) {
        let Some(mut cursor) = self.cursor else { return };
        let Some(last) = self.len().checked_sub(1) else {
            self.cursor = None;
            return;
        };
        if let Some(uid) = cursor.uid {
            match self.rows.by_uid(uid) {
                Some((seq, _)) => cursor.seq = Some(seq),
                // Another message has its number.
                None if cursor.seq.is_some_and(|seq| self.rows.row(seq).is_some()) => {
                    cursor.seq = None;
                }
                None => {}
            }
        } else {
            cursor.seq = cursor.seq.or_else(|| self.seq_at(cursor.line.min(last)));
            cursor.uid = cursor.seq.and_then(|seq| self.rows.row(seq)).map(|row| row.uid);
        }
        match cursor.seq.and_then(|seq| self.index_of_seq(seq)) {
            Some(line) => {
                cursor.line = line;
                cursor.is_certain = true;
            }
            None => {
                cursor.line = cursor.line.min(last);
                cursor.is_certain = cursor.seq.is_none() && cursor.uid.is_none();
            }
        }
        self.cursor = Some(cursor);
    }

    fn keep_what_is_looked_at(&mut self) {
        self.rows.look_anew();
        for line in self.near_view() {
            if let Some(seq) = self.arranged.seq_at(line, self.exists) {
                self.rows.touch(seq);
            }
        }
        if let Some(seq) = self.opened.and_then(|opened| opened.seq) {
            self.rows.touch(seq);
        }
        self.rows.evict();
    }

    fn make_nearby(&mut self) {
        let top = self.scroll.top;
        let Some(mut nearby) = self.nearby.take() else { return };
        if nearby.is_outdated(top) {
            let end = self.view_lines().end.saturating_add(REACH_LINES).min(self.len());
            let rows: Vec<NearbyRow<'_>> = (top.saturating_sub(REACH_LINES)..end)
                .filter_map(|line| {
                    let seq = self.seq_at(line)?;
                    let row = self.rows.row(seq)?;
                    let links = row.links.as_deref()?;
                    Some(NearbyRow { line, seq, links, unread: is_unread(row) })
                })
                .collect();
            nearby.make(&rows, top);
        }
        self.nearby = Some(nearby);
    }

    /// The lines in view, in part or whole.
    pub(super) fn view_lines(&self) -> std::ops::Range<u32> {
        let top = self.scroll.top;
        let visible = self.scroll.visible.clamp(1, MAX_ROWS_ASKED - 2 * MARGIN_ROWS - 1);
        let end = top.saturating_add(visible).saturating_add(1);
        top..end.min(self.len())
    }

    /// The view and its margin.
    pub(super) fn near_view(&self) -> std::ops::Range<u32> {
        let view = self.view_lines();
        let end = view.end.saturating_add(MARGIN_ROWS).min(self.len());
        view.start.saturating_sub(MARGIN_ROWS)..end
    }

    /// The rows the view lacks; where it lacks none and was scrolled, those of the page ahead.
    /// `None` too where they were asked for already.
    pub(in crate::app) fn wanted(&self) -> Option<RowsAsked> {
        if self.state != ListState::Open || self.is_empty() {
            return None;
        }
        let wanted = match self.lacking(self.view_lines(), self.near_view()) {
            Some(wanted) => wanted,
            None => self.lacking_ahead()?,
        };
        let known = self.asked.as_ref().is_some_and(|asked| covers(asked, &wanted));
        (!known).then_some(wanted)
    }

    pub(in crate::app) fn set_asked(&mut self, asked: RowsAsked) {
        self.asked = Some(asked);
    }

    /// The rows of the order follow by themselves behind the opening: they need no asking.
    pub(in crate::app) fn page_follows(&mut self, again: bool) {
        if self.scroll.top > 0 {
            return;
        }
        let rows = if again { self.first_page.min(FOLLOWING_ROWS) } else { self.first_page };
        let last = rows.min(self.len()).saturating_sub(1);
        self.asked = match &self.arranged {
            Arrangement::Arrival { .. } => self.range(0, last),
            Arrangement::Sorted(sorted) => {
                let (order, whole) = (sorted.order, sorted.whole);
                Some(RowsAsked::Sorted { order, first: 0, last, whole })
            }
            Arrangement::Threads(_) => None,
        };
    }

    fn lacking_ahead(&self) -> Option<RowsAsked> {
        let view = self.view_lines();
        let page = self.scroll.visible.clamp(*AHEAD_ROWS.start(), *AHEAD_ROWS.end());
        // Only once half of it is missing, so that it is asked for by the page, not by the row.
        match self.moving {
            Way::None => None,
            Way::Down => {
                let end = view.end.saturating_add(page).min(self.len());
                self.lacking(view.end..view.end.saturating_add(page / 2).min(end), view.end..end)
            }
            Way::Up => {
                let first = view.start.saturating_sub(page);
                let half = view.start.saturating_sub(page / 2);
                self.lacking(half..view.start, first..view.start)
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
            Arrangement::Arrival { .. } => self.range(first, last),
            Arrangement::Sorted(sorted)
                if is_stale || lines.iter().any(|line| sorted.seq_at(*line).is_none()) =>
            {
                let (order, whole) = (sorted.order, sorted.whole);
                Some(RowsAsked::Sorted { order, first, last, whole })
            }
            Arrangement::Sorted(_) | Arrangement::Threads(_) => {
                let mut seqs: Vec<u32> =
                    lines.into_iter().filter_map(|line| self.seq_at(line)).collect();
                seqs.sort_unstable();
                seqs.dedup();
                seqs.truncate(MAX_ROWS_ASKED as usize);
                Some(RowsAsked::Set(seqs))
            }
        }
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

    /// Another order or folding was chosen. `keep_place`: the view stays on what it shows.
    pub(in crate::app) fn set_view(&mut self, view: crate::model::ListView, keep_place: bool) {
        let anchor = self.anchor().filter(|_| keep_place);
        let turned = view.threads && self.view.threads && view.order.key == self.view.order.key;
        self.view = view;
        if let Arrangement::Threads(threads) = &mut self.arranged
            && turned
        {
            threads.set_descending(view.order.descending);
            self.scroll = Scroll { visible: self.scroll.visible, ..Scroll::default() };
            self.forget_asked();
            self.settle();
            return;
        }
        self.note = None;
        self.arranged = super::arrangement(view);
        self.nearby = None;
        self.threads_asked = false;
        self.forget_asked();
        if !keep_place {
            self.scroll = Scroll { visible: self.scroll.visible, ..Scroll::default() };
        }
        self.moving = Way::None;
        self.return_to(anchor);
        self.settle();
    }

    /// The places of all messages may come, however many they are.
    pub(in crate::app) fn sort_anyway(&mut self, order: Order) {
        let view = crate::model::ListView { order, threads: false };
        self.set_view(view, false);
        if let Arrangement::Sorted(sorted) = &mut self.arranged {
            sorted.whole = true;
        }
    }

    pub(super) fn forget_asked(&mut self) {
        self.asked = None;
        self.details_asked.clear();
    }
}
