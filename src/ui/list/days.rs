//! Which headers stand between the rows: the days of a list that is in the order of time.
//!
//! A header stands between two rows that are both loaded and of different days. The day of the
//! first row in view stands over the list and stays there, so that nothing moves when a row above
//! becomes known.

use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, WidgetInfo};

use crate::app::{Clock, DayGroup, MessageList, RowAt, day_group};
use crate::model::SortKey;

use super::super::text::{self, Look};
use super::super::theme::{self, SECONDARY_PT};
use super::super::scroll;
use super::row;

/// Height of a header: the tree's rows, the grid's seventh step.
pub const HEADER_PT: f32 = 28.0;
/// Lines looked through for the newest message of an open conversation; longer ones are rare, and
/// this is done for every line in view.
const MAX_CONVERSATION: u32 = 64;

/// The days of one list.
#[derive(Clone, Copy)]
pub struct Days<'a> {
    pub list: &'a MessageList,
    pub clock: &'a Clock,
    /// The rows stand in the order of time.
    pub shown: bool,
}

impl<'a> Days<'a> {
    pub fn of(list: &'a MessageList, clock: &'a Clock) -> Self {
        let shown = match list.view.order.key {
            SortKey::Arrival | SortKey::Date => true,
            SortKey::Sender | SortKey::Subject | SortKey::Size => false,
        };
        Self { list, clock, shown }
    }

    /// The day of a row, where it is known: for a message of a conversation, that of its newest.
    pub fn day(&self, index: u32) -> Option<DayGroup> {
        if !self.shown {
            return None;
        }
        let newest = self.lines_of(index).filter_map(|index| self.received(index)).max()?;
        Some(day_group(self.clock, newest))
    }

    /// The header between a row and the next.
    pub fn below(&self, index: u32) -> Option<DayGroup> {
        let next = index.checked_add(1)?;
        if !self.shown || self.is_inside(next) {
            return None;
        }
        // A row that is not loaded has no day, and no header on either side.
        self.received(index)?;
        let day = self.day(next)?;
        (self.day(index)? != day).then_some(day)
    }

    pub fn below_pt(&self, index: u32) -> f64 {
        if self.below(index).is_some() { f64::from(HEADER_PT) } else { 0.0 }
    }

    /// The lines of the conversation that a line is of, as far as they are looked through.
    fn lines_of(&self, index: u32) -> impl Iterator<Item = u32> + use<'_, 'a> {
        let mut first = index;
        while self.is_inside(first) && index - first < MAX_CONVERSATION {
            first -= 1;
        }
        let inside = move |line: &u32| *line == first || self.is_inside(*line);
        (first..first.saturating_add(MAX_CONVERSATION)).take_while(inside)
    }

    /// A message of an open conversation that does not begin it.
    fn is_inside(&self, index: u32) -> bool {
        index > 0 && self.list.entry(index).thread.is_some_and(|m| m.can_fold && !m.is_head)
    }

    fn received(&self, index: u32) -> Option<i64> {
        match self.list.entry(index).row {
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
    text::paint(ui, place.translate(egui::vec2(0.0, 2.0)), &words, &look);
    let response = ui.interact(rect, scroll::row_id(ui, ("day", salt)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &words));
}
