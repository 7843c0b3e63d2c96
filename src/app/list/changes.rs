//! What the server's facts change in the list.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::Details;
use crate::model::{Flag, Flags, Keyword, Order, Row, ThreadNode};

use super::nearby::Nearby;
use super::order::{Answer, Arrangement};
use super::pages::Labels;
use super::threads::{THREADS_ASKED_AGAIN_MOST, THREADS_MOST, Threads};
use super::{ListNote, ListState, MessageList, Scroll, Way, arrangement};

impl MessageList {
    /// SELECT was answered. Rows survive only where the UIDs do, and neither the count nor UIDNEXT
    /// has changed: otherwise a number may mean another message now.
    pub(in crate::app) fn opened(
        &mut self,
        exists: u32,
        (uid_validity, uid_next): (NonZeroU32, Option<NonZeroU32>),
        read_only: bool,
    ) {
        let may_have_come = uid_next.is_some() && uid_next != self.uid_next;
        self.uid_next = uid_next;
        if self.uid_validity.is_none() {
            self.exists = exists;
        } else if self.uid_validity != Some(uid_validity) {
            self.rebuilt(exists);
        } else if self.exists != exists || may_have_come {
            self.numbers_lost(exists);
        } else {
            // The same numbers, but flags may have changed unseen: shown until they are read anew.
            let shown: Vec<u32> = self.near_view().filter_map(|line| self.seq_at(line)).collect();
            self.rows.retain(&shown);
            self.rows.make_stale();
            if let Arrangement::Sorted(sorted) = &mut self.arranged {
                sorted.make_stale();
            }
        }
        self.uid_validity = Some(uid_validity);
        self.read_only = read_only;
        self.state = ListState::Open;
        self.threads_asked = false;
        self.forget_asked();
        self.settle();
    }

    /// Nothing that was known holds (RFC 3501 §2.3.1.1).
    fn rebuilt(&mut self, exists: u32) {
        self.rows.clear();
        self.cursor = None;
        self.opened = None;
        self.open_when_loaded = false;
        self.lost_top = None;
        self.sizes = (0, 0);
        self.scroll = Scroll { visible: self.scroll.visible, ..Scroll::default() };
        self.moving = Way::None;
        self.exists = exists;
        self.arranged = arrangement(self.view);
        self.hidden.clear();
        self.marks.clear();
        self.choice.clear();
    }

    /// Messages came and went untold: UIDs hold, numbers do not. Cursor and view find their
    /// messages again when these are read.
    fn numbers_lost(&mut self, exists: u32) {
        let top = self.anchor().and_then(|seq| self.rows.row(seq)).map(|row| row.uid);
        self.lost_top = top.or(self.lost_top).filter(|_| !self.scroll.is_at_top());
        // Most likely mail came in: then the view is this much further from the newest.
        if let Arrangement::Arrival { descending: true } = self.arranged
            && !self.scroll.is_at_top()
        {
            let arrived = exists.saturating_sub(self.exists);
            self.scroll.top = self.scroll.top.saturating_add(arrived);
        }
        self.rows.clear();
        // Hidden again by the UIDs of what is under way: `State::show_changes_again`.
        self.hidden.clear();
        self.choice.lose_numbers();
        self.exists = exists;
        match &mut self.arranged {
            Arrangement::Arrival { .. } => {}
            Arrangement::Sorted(sorted) => sorted.forget(),
            Arrangement::Threads(_) => self.arranged = arrangement(self.view),
        }
        self.threads_asked = false;
        self.hide_anew();
        if let Some(cursor) = &mut self.cursor {
            cursor.seq = None;
            // Where no UID is known there is only the line.
            cursor.is_certain = cursor.uid.is_none();
        }
        if let Some(opened) = &mut self.opened {
            opened.seq = None;
        }
        self.rows_changed();
        self.forget_asked();
    }

    pub(in crate::app) fn insert(&mut self, rows: Vec<(u32, Row)>) {
        let linked = self.nearby.is_some();
        let mut came = Vec::with_capacity(rows.len());
        for (seq, row) in rows {
            if seq == 0 || seq > self.exists {
                continue; // A number the server itself says does not exist.
            }
            if !row.text.unreadable {
                let (bytes, count) = self.sizes;
                self.sizes = (bytes.saturating_add(row.text.size_bytes), count + 1);
            }
            self.rows.insert(seq, row, linked);
            came.push(seq);
        }
        self.find_lost(&came);
        self.show_marks();
        self.rows_changed();
        if let Some(uid) = self.lost_top {
            let found = self.rows.by_uid(uid).and_then(|(seq, _)| self.index_of_seq(seq));
            let view_is_there = self
                .view_lines()
                .all(|line| self.seq_at(line).is_some_and(|seq| self.rows.row(seq).is_some()));
            if let Some(line) = found {
                self.scroll.top = line;
            }
            if found.is_some() || view_is_there {
                self.lost_top = None;
            }
        }
        self.settle();
    }

    pub(in crate::app) fn insert_details(&mut self, details: Vec<Details>) {
        for detail in details {
            self.rows.set_details(detail);
        }
        self.settle();
    }

    /// New messages arrived at the end, or the server shrank the mailbox without saying which.
    pub(in crate::app) fn exists_changed(&mut self, exists: u32) {
        if exists < self.exists {
            self.numbers_lost(exists);
        } else if exists > self.exists {
            let anchor = self.anchor();
            self.exists = exists;
            self.uid_next = None;
            let too_many = exists > THREADS_MOST;
            match &mut self.arranged {
                Arrangement::Threads(_) if too_many => self.arranged = arrangement(self.view),
                arranged => arranged.arrived(exists),
            }
            if exists <= THREADS_ASKED_AGAIN_MOST {
                self.threads_asked = false;
            }
            self.choice.lines_moved();
            self.hide_anew();
            self.rows_changed();
            self.forget_asked();
            self.return_to(anchor);
        }
        self.settle();
    }

    /// RFC 3501 §7.4.1: the number is gone, and every higher one moves down by one. Returns the
    /// UID that went, where it was known. A number that never was changes nothing.
    pub(in crate::app) fn expunged(&mut self, seq: u32) -> Option<NonZeroU32> {
        if seq == 0 || seq > self.exists {
            return None;
        }
        let follow = |held: u32| (held != seq).then(|| held - u32::from(held > seq));
        let anchor = self.anchor().and_then(follow);
        let known = self.opened.filter(|opened| opened.seq == Some(seq)).map(|opened| opened.uid);
        let gone = self.rows.expunge(seq).or(known);
        let place = match &self.arranged {
            Arrangement::Sorted(sorted) if self.hidden.messages() > 0 => sorted.line_of(seq),
            Arrangement::Arrival { .. } | Arrangement::Sorted(_) | Arrangement::Threads(_) => None,
        };
        self.arranged.expunged(seq);
        self.hidden.expunged(seq, place.and_then(|line| line.checked_add(1)));
        self.choice.expunged(seq);
        self.exists -= 1;
        if let Some(opened) = &mut self.opened {
            opened.seq = opened.seq.and_then(follow);
        }
        if let Some(cursor) = &mut self.cursor
            && let Some(held) = cursor.seq
        {
            cursor.seq = follow(held);
            if cursor.seq.is_none() {
                // The line stays, and with it what has moved up.
                cursor.uid = None;
            }
        }
        self.rows_changed();
        self.forget_asked();
        self.return_to(anchor);
        self.settle();
        gone
    }

    pub(in crate::app) fn flags_changed(
        &mut self,
        seq: u32,
        uid: Option<NonZeroU32>,
        (flags, keywords): (Flags, Arc<[Keyword]>),
    ) {
        let marks = &self.marks;
        let heard = Labels { flags, keywords };
        self.rows.hear_one((seq, uid), heard, |uid, heard| marks.shown(uid, heard));
        self.rows_changed();
        self.settle();
    }

    /// Shows a flag at once; the server's answer confirms or undoes it.
    pub(in crate::app) fn set_flag(&mut self, uid: NonZeroU32, flag: Flag, on: bool) {
        self.rows.set_flag(uid, flag, on);
        self.show_marks();
        self.rows_changed();
        self.settle();
    }

    pub(super) fn rows_changed(&mut self) {
        if let Some(nearby) = &mut self.nearby {
            nearby.outdated();
        }
    }

    /// Places of an order. The view stays on its message where that is among them.
    pub(in crate::app) fn order_loaded(
        &mut self,
        order: Order,
        first: u32,
        seqs: Vec<u32>,
        whole: bool,
    ) {
        let anchor = self.anchor();
        let (exists, near) = (self.exists, self.place_of_line(self.scroll.top));
        let Arrangement::Sorted(sorted) = &mut self.arranged else { return };
        if sorted.order != order {
            return;
        }
        sorted.loaded(Answer { first, seqs, whole }, exists, near);
        self.hide_anew();
        self.choose_awaited();
        self.return_to(anchor);
        self.settle();
    }

    /// The order is not to be had: the order of arrival is shown, and a line says why.
    pub(in crate::app) fn order_unavailable(&mut self, note: ListNote) {
        let view = crate::model::ListView { order: Order::default(), threads: false };
        self.set_view(view, false);
        self.note = Some(note);
    }

    /// Whether the server's conversations are to be asked for now.
    pub(in crate::app) fn lacks_threads(&self) -> bool {
        self.state == ListState::Open
            && self.view.threads
            && self.nearby.is_none()
            && !self.threads_asked
            && self.exists > 0
    }

    pub(in crate::app) fn has_threads(&self) -> bool {
        matches!(self.arranged, Arrangement::Threads(_))
    }

    pub(in crate::app) fn threads_loaded(&mut self, nodes: &[ThreadNode]) {
        if !self.view.threads || self.nearby.is_some() || self.exists > THREADS_MOST {
            return;
        }
        let anchor = self.anchor();
        let mut threads = Threads::new(nodes, self.exists, self.view.order.descending);
        if let Arrangement::Threads(before) = &self.arranged {
            threads.keep_open(before);
        }
        self.arranged = Arrangement::Threads(threads);
        self.choice.lines_moved();
        self.hide_anew();
        self.note = None;
        self.return_to(anchor);
        self.settle();
    }

    /// Conversations are made of the rows round the view, and a line says why. Rows that are held
    /// without links are read again.
    pub(in crate::app) fn make_threads_nearby(&mut self, note: ListNote) {
        let anchor = self.anchor();
        self.arranged = arrangement(self.view);
        self.nearby = Some(Nearby::default());
        self.choice.lines_moved();
        self.hide_anew();
        self.note = Some(note);
        self.forget_asked();
        self.return_to(anchor);
        self.settle();
    }

    /// Folds or unfolds the conversation at a line. The cursor goes to the line that stands for it
    /// where its own is folded away.
    pub(in crate::app) fn fold(&mut self, line: u32, expanded: bool) -> bool {
        let anchor = self.anchor();
        let cursor_line = self.cursor();
        let Arrangement::Threads(threads) = &mut self.arranged else { return false };
        let head = threads.head_line(line);
        let end = threads.at(line).zip(head).map(|(at, head)| head.saturating_add(at.count));
        if !threads.set_expanded(line, expanded) {
            return false;
        }
        let inside = cursor_line.is_some_and(|cursor| {
            !expanded
                && head.is_some_and(|head| cursor >= head)
                && end.is_some_and(|end| cursor < end)
        });
        if let (true, Some(head)) = (inside, head) {
            self.put_cursor(head);
        }
        self.forget_asked();
        self.return_to(anchor);
        self.settle();
        true
    }

    /// Unfolded or not, where the line can be folded.
    pub(in crate::app) fn is_expanded(&self, line: u32) -> Option<bool> {
        let Arrangement::Threads(threads) = &self.arranged else { return None };
        threads.at(line).filter(|at| at.count > 1).map(|at| at.expanded)
    }

    /// The line where the conversation of a line begins.
    pub(in crate::app) fn thread_head(&self, line: u32) -> Option<u32> {
        let Arrangement::Threads(threads) = &self.arranged else { return None };
        threads.head_line(line)
    }
}
