//! The cards over the foot of a window: changes under way, and what was done last.
//!
//! They lie over the panes, so nothing moves when they come and go.

use egui::{Align2, Area, Frame, Id, Order, Rect, Ui, pos2, vec2};

use crate::app::{Action, State};
use crate::ui::{import, theme};

use super::{exports, running, toast};

/// From the foot of the room to the lowest card, and between two of them.
const GAP_PT: f32 = 8.0;
/// Widest card: a sentence on one line, and its buttons.
const MOST_PT: f32 = 520.0;
/// What is left of the window beside a card.
const MARGIN_PT: f32 = 16.0;
const RADIUS_PT: u8 = 8;

/// What the cards remember between frames.
#[derive(Debug, Default)]
pub struct Drafts {
    toast: toast::ToastDraft,
}

/// Shows them above the foot of `room`.
pub fn cards_ui(
    ui: &Ui,
    room: Rect,
    state: &State,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    drafts.toast.follow(ui, state, actions);
    let is_carrying = !state.imports.jobs.is_empty() || !state.exports.jobs.is_empty();
    if state.toast.is_none() && state.changes.is_empty() && !is_carrying {
        return;
    }
    let width_pt = (room.width() - 2.0 * MARGIN_PT).clamp(120.0, MOST_PT);
    let area = Area::new(Id::unique("changes"))
        .order(Order::Foreground)
        .pivot(Align2::CENTER_BOTTOM)
        .fixed_pos(pos2(room.center().x.round(), room.bottom() - GAP_PT))
        .accessible_name("Changes");
    area.show(ui.ctx(), |ui| {
        ui.spacing_mut().item_spacing = vec2(12.0, GAP_PT);
        exports::cards_ui(ui, state, width_pt, actions);
        import::cards_ui(ui, state, width_pt, actions);
        running::cards_ui(ui, state, width_pt, actions);
        toast::card_ui(ui, state, (&mut drafts.toast, width_pt), actions);
    });
}

/// The ground of a card.
pub(super) fn frame(ui: &Ui) -> Frame {
    let tokens = theme::tokens(ui);
    Frame::popup(ui.style())
        .fill(tokens.panel)
        .stroke(egui::Stroke::new(1.0, tokens.line))
        .corner_radius(RADIUS_PT)
        .inner_margin(egui::Margin::symmetric(14, 6))
}
