//! Windows beside the main one: what each paints.

use egui::Ui;

use crate::app::{Action, State};
use crate::engine::Place;

use super::theme;

/// What lives between the frames of these windows.
#[derive(Debug, Default)]
pub struct Drafts {}

/// Everything in the window of this place.
pub fn window_ui(
    ui: &mut Ui,
    state: &State,
    place: Place,
    _drafts: &mut Drafts,
    _actions: &mut Vec<Action>,
) {
    ui.painter().rect_filled(ui.max_rect(), 0.0, theme::tokens(ui).panel);
    if let Some(window) = state.windows.iter().find(|window| window.place == place) {
        ui.label(&window.title);
    }
}
