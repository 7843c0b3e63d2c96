//! The bar above the message: what can be done with it, and in which form it is shown.
//!
//! What a narrow pane has no room for is in the menu at its end.

use egui::accesskit::Role;
use egui::{Align, Layout, Ui, WidgetInfo, vec2};

use crate::app::{Acting, Action, Look, MessageAct, MessageView, State};
use crate::engine::Place;
use crate::ui::changes::{self, buttons};
use crate::ui::tags;
use crate::ui::widgets::{self, BUTTON_HEIGHT_PT};

use super::{bar_menu, look, switch, zoom};

/// Height of the bar, as of every bar above a pane.
pub(super) const BAR_PT: f32 = 48.0;
/// The buttons' own padding: their words stand on the pane's margin.
const OUTDENT_PT: f32 = 8.0;
/// Room at both ends of the bar.
pub(super) const END_PT: f32 = super::MARGIN_PT - OUTDENT_PT;
/// Between two controls.
const GAP_PT: f32 = 4.0;

/// What the bar has room for; the rest is in its menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fits {
    /// What is done with the message has words, else signs alone.
    pub words: bool,
    pub switch: bool,
    pub source: bool,
    pub window: bool,
}

/// Shows the bar in the pane's margins.
pub(super) fn bar_ui(
    ui: &mut Ui,
    state: &State,
    (view, tags): (&MessageView, &mut tags::Draft),
    actions: &mut Vec<Action>,
) {
    let size = vec2(ui.available_width(), BAR_PT);
    let looks = look::offered(view);
    let zoom = Some(zoom::percent(state)).filter(|percent| *percent != zoom::USUAL);
    let acting = Acting::At(view.place);
    let fits = fits(ui, (state, view), &looks, zoom);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = GAP_PT;
        ui.add_space(END_PT);
        if view.place != Place::PANE {
            turn_ui(ui, state, view, actions);
        }
        buttons::buttons_ui(ui, state, (acting, fits.words), actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(END_PT);
            bar_menu::menu_ui(ui, (state, view), (&looks, fits, tags), actions);
            let mut button = |ui: &mut Ui, words: &str, act: MessageAct| {
                if widgets::bar_button(ui, None, words, true).clicked() {
                    actions.push(Action::Message(view.place, act));
                }
            };
            if fits.window {
                button(ui, "Open in window", MessageAct::OpenInWindow);
            }
            if fits.source {
                button(ui, "Source", MessageAct::OpenSource);
            }
            if fits.switch {
                ui.add_space(GAP_PT);
                switch::switch_ui(ui, state, (view, &looks), actions);
                ui.add_space(GAP_PT);
            }
            if let Some(percent) = zoom {
                zoom_ui(ui, percent, actions);
            }
        });
    });
}

/// What is used most comes into the bar first.
fn fits(ui: &Ui, (state, view): (&State, &MessageView), looks: &[Look], zoom: Option<u16>) -> Fits {
    let word = |words: &str| widgets::button_width_pt(ui, words) + GAP_PT;
    let mut room_pt = ui.available_width() - 2.0 * END_PT - BUTTON_HEIGHT_PT;
    if view.place != Place::PANE {
        room_pt -= 2.0 * (BUTTON_HEIGHT_PT + GAP_PT);
    }
    room_pt -= zoom.map_or(0.0, |percent| word(&zoom_words(percent)));
    let offers = changes::main_offers(state, Acting::At(view.place));
    let switch_pt = if looks.is_empty() { 0.0 } else { switch::width_pt(ui, looks) + 4.0 * GAP_PT };
    let words_pt = buttons::width_pt(ui, &offers, (GAP_PT, true));
    // All that can be done comes before the words of the buttons: icons have names, a menu hides.
    let window_pt = if view.place == Place::PANE { word("Open in window") } else { 0.0 };
    let words = words_pt + switch_pt + word("Source") + window_pt <= room_pt;
    room_pt -= if words { words_pt } else { buttons::width_pt(ui, &offers, (GAP_PT, false)) };
    let mut takes = |wanted: bool, width_pt: f32| {
        let takes = wanted && room_pt >= width_pt;
        if takes {
            room_pt -= width_pt;
        }
        takes
    };
    Fits {
        words,
        switch: takes(!looks.is_empty(), switch_pt),
        source: takes(true, word("Source")),
        window: takes(view.place == Place::PANE, word("Open in window")),
    }
}

/// In a window of its own: the message above and the one below in the list.
fn turn_ui(ui: &mut Ui, state: &State, view: &MessageView, actions: &mut Vec<Action>) {
    let can = state.can_go(view.place);
    for (name, down, can, act) in [
        ("Previous message", false, can.previous, MessageAct::Previous),
        ("Next message", true, can.next, MessageAct::Next),
    ] {
        if widgets::arrow_button(ui, name, (down, can)).clicked() {
            actions.push(Action::Message(view.place, act));
        }
    }
}

fn zoom_words(percent: u16) -> String {
    format!("{percent} %")
}

/// How large things are shown; a click shows them at their own size again.
fn zoom_ui(ui: &mut Ui, percent: u16, actions: &mut Vec<Action>) {
    let response = widgets::bar_button(ui, None, &zoom_words(percent), true);
    let name = format!("Zoom {percent} %, back to {} %", zoom::USUAL);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name.as_str()));
    if response.on_hover_text(format!("Back to {} %", zoom::USUAL)).clicked() {
        actions.push(Action::SetZoom(zoom::USUAL));
    }
}
