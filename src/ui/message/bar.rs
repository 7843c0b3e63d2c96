//! The bar above the message: what can be done with it, and in which form it is shown.
//!
//! What a narrow pane has no room for is in the menu at its end.

use egui::accesskit::Role;
use egui::{
    Align, CornerRadius, Layout, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use crate::app::{Action, Look, MessageAct, MessageView, State, ViewState};
use crate::engine::Place;
use crate::model::{Flag, Flags};
use crate::ui::text;
use crate::ui::theme::{self, INTERFACE_PT, RADIUS_PT};
use crate::ui::widgets::{self, BUTTON_HEIGHT_PT};

use super::{bar_menu, look, zoom};

/// Height of the bar, as of every bar above a pane.
pub(super) const BAR_PT: f32 = 48.0;
/// The buttons' own padding: their words stand on the pane's margin.
const OUTDENT_PT: f32 = 8.0;
/// Between two controls.
const GAP_PT: f32 = 4.0;
/// Height of the switch, and from its edge to its words.
const SWITCH_PT: f32 = 24.0;
const SEGMENT_PADDING_PT: f32 = 9.0;

/// What the bar has room for; the rest is in its menu.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Fits {
    pub switch: bool,
    pub source: bool,
    pub window: bool,
}

/// Shows the bar in the pane's margins.
pub(super) fn bar_ui(ui: &mut Ui, state: &State, view: &MessageView, actions: &mut Vec<Action>) {
    let size = vec2(ui.available_width(), BAR_PT);
    let looks = view.reading().map(|reading| look::offered(reading)).unwrap_or_default();
    let zoom = Some(zoom::percent(state)).filter(|percent| *percent != zoom::USUAL);
    let flags = flags(state, view);
    let fits = fits(ui, (view, flags), &looks, zoom);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = GAP_PT;
        ui.add_space(super::MARGIN_PT - OUTDENT_PT);
        flags_ui(ui, state, (view, flags), actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(super::MARGIN_PT - OUTDENT_PT);
            bar_menu::menu_ui(ui, (state, view), (&looks, fits), actions);
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
                switch_ui(ui, state, (view, &looks), actions);
                ui.add_space(GAP_PT);
            }
            if let Some(percent) = zoom {
                zoom_ui(ui, percent, actions);
            }
        });
    });
}

/// What is used most comes into the bar first.
fn fits(
    ui: &Ui,
    (view, flags): (&MessageView, Option<Flags>),
    looks: &[Look],
    zoom: Option<u16>,
) -> Fits {
    let word = |words: &str| widgets::button_width_pt(ui, words) + GAP_PT;
    let mut room_pt = ui.available_width() - 2.0 * (super::MARGIN_PT - OUTDENT_PT);
    room_pt -= word(seen_words(flags)) + word("Flag") + BUTTON_HEIGHT_PT;
    room_pt -= zoom.map_or(0.0, |percent| word(&zoom_words(percent)));
    let mut takes = |wanted: bool, width_pt: f32| {
        let takes = wanted && room_pt >= width_pt;
        if takes {
            room_pt -= width_pt;
        }
        takes
    };
    Fits {
        switch: takes(!looks.is_empty(), switch_width_pt(ui, looks) + 4.0 * GAP_PT),
        source: takes(true, word("Source")),
        window: takes(view.place == Place::PANE, word("Open in window")),
    }
}

/// The message's flags as the list knows them; `None` while its row is not there.
fn flags(state: &State, view: &MessageView) -> Option<Flags> {
    let list = state.list.as_ref()?;
    let same =
        list.account == view.selected.key.account && list.mailbox == view.selected.key.mailbox;
    list.row_by_uid(view.selected.key.uid).filter(|_| same).map(|(_, row)| row.flags)
}

/// Why nothing can be changed, if so.
fn refusal(state: &State, view: &MessageView) -> Option<&'static str> {
    if matches!(view.state, ViewState::Gone(_)) {
        return Some("This message was deleted.");
    }
    if state.is_look_only() {
        return Some("This account is look-only: nothing on the server is changed.");
    }
    if state.list.as_ref().is_some_and(|list| list.read_only) {
        return Some("The server opened this folder for reading only.");
    }
    None
}

fn is_seen(flags: Option<Flags>) -> bool {
    flags.is_some_and(|flags| flags.has(Flag::Seen))
}

fn seen_words(flags: Option<Flags>) -> &'static str {
    if is_seen(flags) { "Mark unread" } else { "Mark read" }
}

fn flags_ui(
    ui: &mut Ui,
    state: &State,
    (view, flags): (&MessageView, Option<Flags>),
    actions: &mut Vec<Action>,
) {
    let refusal = refusal(state, view);
    let enabled = refusal.is_none() && flags.is_some();
    let flagged = flags.is_some_and(|flags| flags.has(Flag::Flagged));
    let read = widgets::bar_button(ui, None, seen_words(flags), enabled);
    if read.clicked() {
        let act = MessageAct::SetFlag { flag: Flag::Seen, on: !is_seen(flags) };
        actions.push(Action::Message(view.place, act));
    }
    let flag = widgets::toggle_button(ui, "Flag", (flagged, enabled));
    if flag.clicked() {
        actions.push(Action::Message(view.place, MessageAct::ToggleFlag(Flag::Flagged)));
    }
    if let Some(reason) = refusal {
        read.on_disabled_hover_text(reason);
        flag.on_disabled_hover_text(reason);
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

fn segment_width_pt(ui: &Ui, look: Look) -> f32 {
    let words = text::Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).dim);
    let width_pt = text::one_line(ui, look::name(look), &words, f32::INFINITY).size().x;
    (width_pt + 2.0 * SEGMENT_PADDING_PT).round()
}

fn switch_width_pt(ui: &Ui, looks: &[Look]) -> f32 {
    looks.iter().map(|look| segment_width_pt(ui, *look)).sum()
}

/// The forms side by side in one hairline; the one that is shown stands on the selection's ground.
fn switch_ui(
    ui: &mut Ui,
    state: &State,
    (view, looks): (&MessageView, &[Look]),
    actions: &mut Vec<Action>,
) {
    let Some(reading) = view.reading() else { return };
    let tokens = theme::tokens(ui);
    let now = look::current(state, view, reading);
    let size = vec2(switch_width_pt(ui, looks), SWITCH_PT);
    let (room, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut left = room.left();
    for (index, look) in looks.iter().enumerate() {
        let width_pt = segment_width_pt(ui, *look);
        let place = Rect::from_min_size(pos2(left, room.top()), vec2(width_pt, room.height()));
        left += width_pt;
        let end = |is_end: bool| if is_end { RADIUS_PT } else { 0 };
        let (first, last) = (end(index == 0), end(index + 1 == looks.len()));
        let corners = CornerRadius { nw: first, sw: first, ne: last, se: last };
        let response = ui.interact(place, ui.unique_id().with(("look", index)), Sense::click());
        let is_now = *look == now;
        let (fill, color) = match (is_now, response.hovered()) {
            (true, _) => (tokens.accent_fill, tokens.accent_text),
            (false, true) => (tokens.hover, tokens.text),
            (false, false) => (egui::Color32::TRANSPARENT, tokens.dim),
        };
        ui.painter().rect_filled(place, corners, fill);
        let words = text::Look::new(theme::regular(INTERFACE_PT), color);
        widgets::text_centred(ui, place, look::name(*look), &words);
        widgets::focus_ring(ui, place, &response);
        if index > 0 {
            let line = Stroke::new(1.0, tokens.line);
            ui.painter().vline(place.left(), place.y_range(), line);
        }
        response.widget_info(|| {
            WidgetInfo::selected(Role::RadioButton, true, is_now, look::name(*look))
        });
        if response.clicked() && !is_now {
            actions.push(Action::Message(view.place, MessageAct::ChooseLook(*look)));
        }
    }
    let line = Stroke::new(1.0, tokens.line);
    ui.painter().rect_stroke(room, RADIUS_PT, line, StrokeKind::Inside);
}
