//! The list of messages in the open mailbox: a window onto sequence numbers.
//!
//! The newest message has the highest sequence number and index 0. Only rows near the view are
//! held; every other row is a number. Sequence numbers here follow the order of the wire, so an
//! `Expunged` moves everything above it exactly once.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::Details;
use crate::model::{AccountId, Failure, Flags, MailboxName, MessageKey, Part, Row};

/// Rows held at most: about 20 screens, under 2 MB with their texts.
pub const MAX_ROWS_HELD: usize = 2_000;
/// Rows asked for beyond the view on each side, so that slow scrolling meets no placeholders.
pub const MARGIN_ROWS: u32 = 20;
/// Longest range asked for at once; one step of the worker.
pub const MAX_ROWS_ASKED: u32 = 200;

/// Where the list is scrolled to. An f32 offset would stop moving below row 350,000, so the
/// position is a row and the distance within it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scroll {
    /// Index of the first row in view; 0 is the newest.
    pub top: u32,
    /// Points of that row hidden above the view; 0 to the row's height.
    pub offset_pt: f64,
    /// Rows that fit the view, at least in part.
    pub visible: u32,
}

/// Whether the mailbox is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListState {
    /// Asked for, not answered.
    Opening,
    Open,
    Failed(Failure),
}

/// What the list can say of one index.
#[derive(Clone, Copy, Debug)]
pub enum RowAt<'a> {
    Loaded(&'a Row),
    /// Not fetched yet.
    Placeholder,
}

/// The open mailbox's messages.
#[derive(Debug)]
pub struct MessageList {
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub state: ListState,
    pub exists: u32,
    pub uid_validity: Option<NonZeroU32>,
    pub read_only: bool,
    pub scroll: Scroll,
    /// Index of the row the keyboard is on.
    pub cursor: Option<u32>,
    /// The cursor stands on a row that was not loaded yet: open it when it is.
    pub open_when_loaded: bool,
    /// The range of the last request, so that painting the same rows again asks for nothing.
    pub asked: Option<(u32, u32)>,
    rows: BTreeMap<u32, Row>,
    /// The rows held are from before the mailbox was opened again.
    stale: bool,
    /// With whether the message has an attachment, for rows that are fetched again.
    structures: BTreeMap<NonZeroU32, (Arc<Part>, bool)>,
}

impl MessageList {
    pub fn new(account: AccountId, mailbox: MailboxName) -> Self {
        Self {
            account,
            mailbox,
            state: ListState::Opening,
            exists: 0,
            uid_validity: None,
            read_only: false,
            scroll: Scroll::default(),
            cursor: None,
            open_when_loaded: false,
            asked: None,
            rows: BTreeMap::new(),
            stale: false,
            structures: BTreeMap::new(),
        }
    }

    /// The sequence number at an index; `None` past the end.
    pub fn seq_at(&self, index: u32) -> Option<u32> {
        self.exists.checked_sub(index).filter(|seq| *seq > 0)
    }

    /// The index of a sequence number.
    pub fn index_of(&self, seq: u32) -> Option<u32> {
        if seq == 0 { None } else { self.exists.checked_sub(seq) }
    }

    pub fn row_at(&self, index: u32) -> RowAt<'_> {
        match self.seq_at(index).and_then(|seq| self.rows.get(&seq)) {
            Some(row) => RowAt::Loaded(row),
            None => RowAt::Placeholder,
        }
    }

    pub fn row(&self, seq: u32) -> Option<&Row> {
        self.rows.get(&seq)
    }

    pub fn row_by_uid(&self, uid: NonZeroU32) -> Option<(u32, &Row)> {
        self.rows.iter().find(|(_, row)| row.uid == uid).map(|(seq, row)| (*seq, row))
    }

    pub fn structure(&self, uid: NonZeroU32) -> Option<Arc<Part>> {
        self.structures.get(&uid).map(|(part, _)| Arc::clone(part))
    }

    pub fn key(&self, uid: NonZeroU32) -> Option<MessageKey> {
        Some(MessageKey {
            account: self.account,
            mailbox: self.mailbox.clone(),
            uid_validity: self.uid_validity?,
            uid,
        })
    }

    pub fn rows_held(&self) -> usize {
        self.rows.len()
    }

    /// The next unread message below the cursor, among the rows that are loaded.
    pub fn next_unread(&self) -> Option<u32> {
        let from = self.cursor.map_or(0, |cursor| cursor.saturating_add(1));
        let top_seq = self.seq_at(from)?;
        self.rows
            .range(..=top_seq)
            .rev()
            .find(|(_, row)| !row.flags.has(crate::model::Flag::Seen) && !row.text.unreadable)
            .and_then(|(seq, _)| self.index_of(*seq))
    }

    /// SELECT was answered. Rows survive only where the UIDs do, and the count has not changed:
    /// otherwise a number may mean another message now.
    pub(super) fn opened(&mut self, exists: u32, uid_validity: NonZeroU32, read_only: bool) {
        if self.uid_validity != Some(uid_validity) {
            self.structures.clear();
            self.rows.clear();
            self.cursor = None;
            self.scroll = Scroll { visible: self.scroll.visible, ..Scroll::default() };
        } else if self.exists != exists {
            self.rows.clear();
            self.cursor = None;
        } else {
            // The same numbers, but flags may have changed unseen: shown until they are read anew.
            let (first, last) = self.around_view().unwrap_or((0, 0));
            self.rows.retain(|seq, _| (first..=last).contains(seq));
            self.stale = true;
        }
        self.uid_validity = Some(uid_validity);
        self.exists = exists;
        self.read_only = read_only;
        self.state = ListState::Open;
        self.asked = None;
        self.clamp();
    }

    pub(super) fn insert(&mut self, rows: Vec<(u32, Row)>) {
        self.stale = false;
        for (seq, mut row) in rows {
            if seq == 0 || seq > self.exists {
                continue; // A number the server itself says does not exist.
            }
            if let Some((_, has_attachment)) = self.structures.get(&row.uid) {
                row.has_attachment = Some(*has_attachment);
            }
            self.rows.insert(seq, row);
        }
        self.evict();
    }

    pub(super) fn insert_details(&mut self, details: Vec<Details>) {
        for Details { seq, uid, part, has_attachment, .. } in details {
            if let Some(row) = self.rows.get_mut(&seq)
                && row.uid == uid
            {
                row.has_attachment = Some(has_attachment);
                self.structures.insert(uid, (part, has_attachment));
            }
        }
    }

    /// New messages arrived at the end, or the server shrank the mailbox without saying which.
    pub(super) fn exists_changed(&mut self, exists: u32) {
        if exists < self.exists {
            // Some messages went, untold: no number can be trusted.
            self.rows.clear();
        } else {
            let arrived = exists - self.exists;
            // The view stays on what is read; at the very top it follows the newest.
            if self.scroll.top > 0 || self.scroll.offset_pt > 0.0 {
                self.scroll.top = self.scroll.top.saturating_add(arrived);
            }
            self.cursor = self.cursor.map(|cursor| cursor.saturating_add(arrived));
        }
        self.exists = exists;
        self.asked = None;
        self.clamp();
    }

    /// RFC 3501 §7.4.1: the number is gone, and every higher one moves down by one. Returns the
    /// UID that went, where it was known.
    pub(super) fn expunged(&mut self, seq: u32) -> Option<NonZeroU32> {
        let index = self.index_of(seq)?;
        if self.exists == 0 {
            return None;
        }
        let gone = self.rows.remove(&seq);
        let above = self.rows.split_off(&seq);
        self.rows.extend(above.into_iter().map(|(seq, row)| (seq - 1, row)));
        self.exists -= 1;
        if index < self.scroll.top {
            self.scroll.top -= 1;
        }
        if let Some(cursor) = self.cursor
            && index < cursor
        {
            self.cursor = Some(cursor - 1);
        }
        self.asked = None;
        self.clamp();
        let uid = gone.map(|row| row.uid);
        if let Some(uid) = uid {
            self.structures.remove(&uid);
        }
        uid
    }

    pub(super) fn flags_changed(&mut self, seq: u32, uid: Option<NonZeroU32>, flags: Flags) {
        if let Some(row) = self.rows.get_mut(&seq)
            && uid.is_none_or(|uid| uid == row.uid)
        {
            row.flags = flags;
        }
    }

    /// Shows a flag at once; the server's answer confirms or undoes it.
    pub(super) fn set_flag(&mut self, uid: NonZeroU32, flag: crate::model::Flag, on: bool) {
        if let Some(row) = self.rows.values_mut().find(|row| row.uid == uid) {
            row.flags.set(flag, on);
        }
    }

    pub(super) fn scrolled(&mut self, scroll: Scroll) {
        self.scroll = scroll;
        self.clamp();
        self.evict();
    }

    /// Moves the view so that an index is inside it.
    pub(super) fn scroll_to(&mut self, index: u32) {
        let whole_rows = self.scroll.visible.saturating_sub(1).max(1);
        if index <= self.scroll.top {
            self.scroll.top = index;
            self.scroll.offset_pt = 0.0;
        } else if index >= self.scroll.top.saturating_add(whole_rows) {
            self.scroll.top = index - (whole_rows - 1);
        }
    }

    /// Sequence numbers (first, last) to ask for: what the view and its margin lack, or `None`.
    pub(super) fn wanted(&self) -> Option<(u32, u32)> {
        if self.state != ListState::Open || self.exists == 0 {
            return None;
        }
        let (oldest, newest) = self.around_view()?;
        let lacks = |seq: &u32| self.stale || !self.rows.contains_key(seq);
        let mut missing = (oldest..=newest).filter(lacks);
        let first = missing.next()?;
        let last = missing.next_back().unwrap_or(first);
        if last - first < MAX_ROWS_ASKED {
            return Some((first, last));
        }
        // A view higher than one step: the newest first; the rest follows when these are there.
        Some((last - (MAX_ROWS_ASKED - 1), last))
    }

    /// Sequence numbers (first, last) of the view and its margin.
    fn around_view(&self) -> Option<(u32, u32)> {
        let visible = self.scroll.visible.max(1);
        let newest = self.seq_at(self.scroll.top.saturating_sub(MARGIN_ROWS))?;
        let oldest_index = self.scroll.top.saturating_add(visible).saturating_add(MARGIN_ROWS);
        Some((self.seq_at(oldest_index).unwrap_or(1), newest))
    }

    fn clamp(&mut self) {
        let last = self.exists.saturating_sub(1);
        if self.scroll.top > last {
            self.scroll.top = last;
            self.scroll.offset_pt = 0.0;
        }
        self.cursor = self.cursor.map(|cursor| cursor.min(last)).filter(|_| self.exists > 0);
    }

    /// Drops the rows farthest from the view once too many are held.
    fn evict(&mut self) {
        while self.rows.len() > MAX_ROWS_HELD {
            let middle_index = self.scroll.top.saturating_add(self.scroll.visible / 2);
            let middle = self.exists.saturating_sub(middle_index);
            let lowest = self.rows.first_key_value().map_or(middle, |(seq, _)| *seq);
            let highest = self.rows.last_key_value().map_or(middle, |(seq, _)| *seq);
            let dropped = if middle.abs_diff(lowest) > middle.abs_diff(highest) {
                self.rows.pop_first()
            } else {
                self.rows.pop_last()
            };
            if let Some((_, row)) = dropped {
                self.structures.remove(&row.uid);
            }
        }
    }
}
