//! One line of the list in its place: its ground, its words, its clicks.

use egui::{Pos2, Rect, Sense, Stroke, StrokeKind, Ui};

use crate::app::{Action, MessageList, RowAt, State};

use super::super::{scroll, theme};
use super::name::{self, Place};
use super::row::{self, Shown};
use super::{Parts, choose, compact};

/// Width of the edge of a chosen row, where several are.
const CHOSEN_EDGE_PT: f32 = 3.0;

/// What was painted.
pub struct Seen {
    /// Every row in view was there.
    pub all_loaded: bool,
    /// Where a row wants its menu.
    pub menu_at: Option<Pos2>,
    /// The row under the cursor, where it is in view.
    pub cursor: Option<Rect>,
}

/// One line of the list in its place.
pub struct OneRow<'a> {
    pub index: u32,
    pub rect: Rect,
    pub parts: &'a Parts,
    /// The server makes previews.
    pub previews: bool,
}

impl OneRow<'_> {
    /// Paints it and takes its clicks.
    pub fn show(
        &self,
        ui: &mut Ui,
        state: &State,
        (list, seen): (&MessageList, &mut Seen),
        actions: &mut Vec<Action>,
    ) {
        let (index, rect) = (self.index, self.rect);
        let entry = list.entry(index);
        // By sequence number where it is known: the node stays the same message's while the view
        // moves.
        let id = match entry.seq {
            Some(seq) => scroll::row_id(ui, seq),
            None => scroll::row_id(ui, ("place", index)),
        };
        let response = ui.interact(rect, id, Sense::CLICK | Sense::DRAG);
        let tokens = theme::tokens(ui);
        let has_cursor = list.cursor() == Some(index);
        let selected = choose::is_chosen(list, index);
        if has_cursor {
            seen.cursor = Some(rect);
        }
        if selected {
            ui.painter().rect_filled(rect, 0.0, tokens.accent_fill);
        } else if response.hovered() {
            ui.painter().rect_filled(rect, 0.0, tokens.hover);
        }
        if self.parts.columns.is_none() {
            ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 1.0), 0.0, tokens.line);
        }
        if list.has_choice() {
            choice_marks(ui, rect, (selected, has_cursor));
        }
        let place = Place { index, of: list.len(), selected };
        match entry.row {
            RowAt::Loaded(row) => {
                let mut shown = Shown::new(row, entry.thread, &state.clock, self.previews);
                shown.lit = selected || response.hovered();
                let button = match &self.parts.columns {
                    None => row::paint(ui, rect, &shown),
                    Some(columns) => compact::paint(ui, rect, &shown, columns),
                };
                if button.is_some_and(|button| button.clicked()) {
                    actions.push(Action::ToggleThread { index });
                }
                name::describe(&response, || name::of(&shown), place);
                name::describe_thread(&response, &shown, index, actions);
            }
            RowAt::Placeholder => {
                self.parts.placeholder(ui, rect, index);
                name::describe(&response, || "Loading…".to_owned(), place);
                seen.all_loaded = false;
            }
        }
        let menu_at = choose::row_ui(ui, &response, (list, index), actions);
        seen.menu_at = seen.menu_at.or(menu_at);
    }
}

/// Beside the fill, an edge says that a row is one of several; a line round it where the keyboard
/// is.
fn choice_marks(ui: &Ui, rect: Rect, (chosen, has_cursor): (bool, bool)) {
    let tokens = theme::tokens(ui);
    if chosen {
        let edge = rect.with_max_x(rect.left() + CHOSEN_EDGE_PT).with_max_y(rect.bottom() - 1.0);
        ui.painter().rect_filled(edge, 0.0, tokens.accent);
    }
    if has_cursor {
        let stroke = Stroke::new(1.0, tokens.accent);
        let round = rect.with_max_y(rect.bottom() - 1.0);
        ui.painter().rect_stroke(round, 0.0, stroke, StrokeKind::Inside);
    }
}
