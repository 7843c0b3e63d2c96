//! The view onto the list: where it stands, where the cursor is, and how they stay there.

use std::num::NonZeroU32;

use crate::model::Order;

use super::entry::Scroll;
use super::nearby::{NearbyRow, REACH_LINES};
use super::order::{Arrangement, MAX_ROWS_ASKED};
use super::wanted::MARGIN_ROWS;
use super::{Cursor, MessageList, Opened, RowAt, Way, is_unread};

/// Lines looked at for the next unread message.
const UNREAD_REACH_LINES: u32 = 20_000;

impl MessageList {
    pub(in crate::app) fn scrolled(&mut self, scroll: Scroll) {
        let page = i64::from(self.scroll.visible.max(1));
        let moved = i64::from(scroll.top) - i64::from(self.scroll.top);
        self.moving = match moved {
            0 => self.moving,
            _ if moved.abs() > 2 * page => Way::None,
            _ if moved > 0 => Way::Down,
            _ => Way::Up,
        };
        if moved != 0 || scroll.offset_pt != self.scroll.offset_pt {
            self.lost_top = None;
        }
        self.scroll = scroll;
        self.settle();
    }

    /// Moves the view so that a line is inside it.
    pub(super) fn scroll_to(&mut self, line: u32) {
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
        let seq = cursor.uid.and_then(|uid| self.rows.by_uid(uid)).map(|(seq, _)| seq);
        if seq.or(cursor.seq).is_some_and(|seq| self.hidden.seqs().contains(seq)) {
            // Its message is on its way out: the line stays, and with it what has moved up.
            cursor.seq = None;
            cursor.uid = None;
        }
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
            if let Some(seq) = self.seq_at(line) {
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

    /// Another order or folding was chosen. `keep_place`: the view stays on what it shows.
    pub(in crate::app) fn set_view(&mut self, view: crate::model::ListView, keep_place: bool) {
        let anchor = self.anchor().filter(|_| keep_place);
        let turned = view.threads && self.view.threads && view.order.key == self.view.order.key;
        self.view = view;
        if let Arrangement::Threads(threads) = &mut self.arranged
            && turned
        {
            threads.set_descending(view.order.descending);
            self.choice.lines_moved();
            self.scroll = Scroll { visible: self.scroll.visible, ..Scroll::default() };
            self.forget_asked();
            self.settle();
            return;
        }
        self.note = None;
        self.arranged = super::arrangement(view);
        self.choice.lines_moved();
        self.hide_anew();
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
}
