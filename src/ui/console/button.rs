//! The button at the end of the status bar that opens and closes the console.

use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, ConsoleAct, State};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{scroll, widgets};

const WORD: &str = "Console";

/// Paints the button against the right edge of `room`; returns where it begins.
pub fn button_ui(ui: &Ui, room: Rect, state: &State, actions: &mut Vec<Action>) -> f32 {
    let tokens = theme::tokens(ui);
    let is_open = state.console.is_open;
    let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let width_pt = text::one_line(ui, WORD, &look, f32::INFINITY).size().x;
    let words = room.with_min_x(room.right() - width_pt);
    let place = words.expand2(vec2(8.0, -3.0));
    let response = ui.interact(place, scroll::row_id(ui, "console"), Sense::click());
    if response.hovered() || is_open {
        ui.painter().rect_filled(place, theme::RADIUS_PT, tokens.hover);
    }
    widgets::focus_ring(ui, place, &response);
    let color = if response.hovered() { tokens.text } else { tokens.dim };
    text::paint(ui, words, WORD, &Look { color, ..look });
    let name = if is_open { "Hide console" } else { "Show console" };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.on_hover_text(format!("{name} (Ctrl+`)")).clicked() {
        actions.push(Action::Console(ConsoleAct::Open(!is_open)));
    }
    place.left()
}
