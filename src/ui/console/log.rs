//! The rows of the log: when, who, which way, what, how much and how long.

use egui::accesskit::Role;
use egui::{Color32, Rect, ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, ConsoleAct, LogRow, State, clock_time, connection_name};
use crate::engine::Direction;
use crate::ui::blank::{self, Blank};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT, Tokens};
use crate::ui::{scroll, widgets};

use super::{PADDING_PT, ROW_PT};

/// Widths of the columns before and behind the text.
const TIME_PT: f32 = 100.0;
const WHO_PT: f32 = 132.0;
const ARROW_PT: f32 = 20.0;
const FIGURES_PT: f32 = 116.0;
/// In a panel narrower than this the columns of who and how much give way.
const WIDE_PT: f32 = 760.0;

pub(super) fn rows_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let log = &state.console.log;
    let room = ui.max_rect();
    widgets::named_node(ui, ui.unique_id(), (Role::List, "Protocol log"), room);
    if log.rows.shown() == 0 {
        let words = if log.rows.len() == 0 {
            "Nothing was sent or received yet."
        } else {
            "No line of the log has these words."
        };
        blank::show(ui, &Blank::sentence(words));
        return;
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let area = ScrollArea::vertical().id_salt("log").auto_shrink(false).stick_to_bottom(true);
    area.show_rows(ui, ROW_PT, log.rows.shown(), |ui, range| {
        for place in range {
            let (rect, _) =
                ui.allocate_exact_size(vec2(ui.available_width(), ROW_PT), Sense::hover());
            if let Some((number, row)) = log.rows.at(place) {
                row_ui(ui, rect, state, (number, row), actions);
            }
        }
    });
}

fn row_ui(
    ui: &Ui,
    rect: Rect,
    state: &State,
    (number, row): (u64, &LogRow),
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    // Not reached with Tab: hundreds of rows would stand before the line to type in.
    let response = ui.interact(rect, scroll::row_id(ui, ("log", number)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, row.spoken(&state.clock)));
    if state.console.log.picked.holds(number) {
        ui.painter().rect_filled(rect, 0.0, tokens.accent_fill);
    } else if response.hovered() {
        ui.painter().rect_filled(rect, 0.0, tokens.hover);
    }
    if response.clicked() {
        let extend = ui.input(|input| input.modifiers.shift);
        actions.push(Action::Console(ConsoleAct::Pick { number, extend }));
    }
    let mono = |color| Look::new(theme::mono(SECONDARY_PT), color);
    let dim = mono(tokens.dim);
    let mut room = rect.shrink2(vec2(PADDING_PT, 0.0));
    let LogRow::Line { name, line, .. } = row else {
        text::paint(ui, room.with_min_x(room.left() + TIME_PT), &row.text(), &dim);
        return;
    };
    if !line.is_content {
        text::paint(ui, room, &clock_time(&state.clock, line.at_unix_ms), &dim);
    }
    room.min.x += TIME_PT;
    if rect.width() >= WIDE_PT {
        if !line.is_content {
            let who = connection_name(name, line.connection, line.role);
            let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
            text::paint(ui, room.with_max_x(room.left() + WHO_PT - 10.0), &who, &look);
        }
        room.min.x += WHO_PT;
        let figures = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
        let place = room.with_min_x(room.right() - FIGURES_PT);
        text::paint_right(ui, place, &row.figures(), &figures);
        room.max.x -= FIGURES_PT + 10.0;
    }
    let (arrow, color) = face(line.direction, tokens);
    if !line.is_content {
        text::paint(ui, room.with_max_x(room.left() + ARROW_PT), arrow, &mono(color));
    }
    room.min.x += ARROW_PT;
    let color = if line.is_content { tokens.dim } else { color };
    let words = row.text();
    text::paint(ui, room, &words, &mono(color));
    // What is cut is there to be read.
    if response.hovered() && text::one_line(ui, &words, &dim, f32::INFINITY).size().x > room.width()
    {
        response.on_hover_text(words);
    }
}

fn face(direction: Direction, tokens: &Tokens) -> (&'static str, Color32) {
    match direction {
        Direction::Sent => ("→", tokens.accent_text),
        Direction::Received => ("←", tokens.text),
        Direction::Note => ("·", tokens.dim),
    }
}
