//! Which headers stand between the rows: the days of a list that is in the order of time.
//!
//! A header stands between two rows that are both loaded and of different days. The day of the
//! first row in view stands over the list and stays there, so that nothing moves when a row above
//! becomes known.

use std::cell::RefCell;
use std::collections::BTreeMap;

use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Clock, DayGroup, MessageList, RowAt, day_group};
use crate::model::SortKey;

use super::super::scroll;
use super::super::text::{self, Look};
use super::super::theme::{self, SECONDARY_PT};
use super::row;

/// Height of a header: that of the tree's rows, the grid's seventh step.
pub const HEADER_PT: f32 = 28.0;
/// Lines looked through for the newest message of an open conversation; longer ones are rare, and
/// this is done for lines in view in each frame.
const MAX_CONVERSATION: u32 = 64;

/// The days of one list, for one frame.
pub struct Days<'a> {
    list: &'a MessageList,
    clock: &'a Clock,
    /// The rows stand in the order of time.
    pub shown: bool,
    /// What was found in this frame: placing, painting and the scroll bar ask for the same.
    found: RefCell<BTreeMap<u32, Option<DayGroup>>>,
}

impl<'a> Days<'a> {
    pub fn of(list: &'a MessageList, clock: &'a Clock) -> Self {
        let shown = match list.view.order.key {
            SortKey::Arrival | SortKey::Date => true,
            SortKey::Sender | SortKey::Subject | SortKey::Size => false,
        };
        Self { list, clock, shown, found: RefCell::default() }
    }

    /// The day of a row, where it is known: for a message of a conversation, that of its newest.
    pub fn day(&self, index: u32) -> Option<DayGroup> {
        if !self.shown {
            return None;
        }
        let newest = self.conversation(index).filter_map(|line| self.received(line)).max()?;
        Some(day_group(self.clock, newest))
    }

    /// The header between a row and the next.
    pub fn below(&self, index: u32) -> Option<DayGroup> {
        if let Some(found) = self.found.borrow().get(&index) {
            return *found;
        }
        let found = self.find_below(index);
        self.found.borrow_mut().insert(index, found);
        found
    }

    pub fn below_pt(&self, index: u32) -> f64 {
        if self.below(index).is_some() { f64::from(HEADER_PT) } else { 0.0 }
    }

    fn find_below(&self, index: u32) -> Option<DayGroup> {
        let next = index.checked_add(1)?;
        if !self.shown {
            return None;
        }
        // A row that is not loaded has no day, and no header on either side.
        self.received(index)?;
        self.received(next)?;
        if self.is_inside(next) {
            return None;
        }
        let day = self.day(next)?;
        (self.day(index)? != day).then_some(day)
    }

    /// The lines of the conversation that a line is of, as far as they are looked through.
    fn conversation(&self, index: u32) -> impl Iterator<Item = u32> {
        let mut first = index;
        while self.is_inside(first) && index - first < MAX_CONVERSATION {
            first -= 1;
        }
        let is_of_it = move |line: &u32| *line == first || self.is_inside(*line);
        (first..first.saturating_add(MAX_CONVERSATION)).take_while(is_of_it)
    }

    /// A message of an open conversation that does not begin it.
    fn is_inside(&self, index: u32) -> bool {
        self.list.view.threads
            && index > 0
            && self.list.entry(index).thread.is_some_and(|mark| mark.can_fold && !mark.is_head)
    }

    fn received(&self, index: u32) -> Option<i64> {
        match self.list.row_at(index) {
            RowAt::Loaded(row) => Some(row.text.received_unix_secs),
            RowAt::Placeholder => None,
        }
    }
}

/// Paints a header; `salt` tells it from the others. It is read, and cannot be chosen.
pub fn header_ui(ui: &Ui, rect: Rect, day: DayGroup, salt: impl std::hash::Hash + std::fmt::Debug) {
    let tokens = theme::tokens(ui);
    let words = day.words();
    let place = rect.with_min_x(rect.left() + row::RIGHT_PT).with_max_x(rect.right() - 8.0);
    let look = Look::new(theme::medium(SECONDARY_PT), tokens.dim);
    text::paint(ui, place.translate(vec2(0.0, 2.0)), &words, &look);
    let response = ui.interact(rect, scroll::row_id(ui, ("day", salt)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &words));
}
