//! The switch between the forms of a message: as it was meant, in the reader, as text.

use egui::accesskit::Role;
use egui::{CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Action, Look, MessageAct, MessageView, State};
use crate::ui::theme::{self, INTERFACE_PT, RADIUS_PT};
use crate::ui::{text, widgets};

use super::look;

/// Height of the switch, and from its edge to its words.
const SWITCH_PT: f32 = 24.0;
const SEGMENT_PADDING_PT: f32 = 9.0;

fn segment_width_pt(ui: &Ui, look: Look) -> f32 {
    let words = text::Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).dim);
    let width_pt = text::one_line(ui, look::name(look), &words, f32::INFINITY).size().x;
    (width_pt + 2.0 * SEGMENT_PADDING_PT).round()
}

/// Width of the switch.
pub(super) fn width_pt(ui: &Ui, looks: &[Look]) -> f32 {
    looks.iter().map(|look| segment_width_pt(ui, *look)).sum()
}

/// The forms side by side in one hairline; the one that is shown stands on the selection's ground.
pub(super) fn switch_ui(
    ui: &mut Ui,
    state: &State,
    (view, looks): (&MessageView, &[Look]),
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let now = look::current(state, view);
    let size = vec2(width_pt(ui, looks), SWITCH_PT);
    let (room, _) = ui.allocate_exact_size(size, Sense::hover());
    let mut left = room.left();
    for (index, look) in looks.iter().enumerate() {
        let segment_pt = segment_width_pt(ui, *look);
        let place = Rect::from_min_size(pos2(left, room.top()), vec2(segment_pt, room.height()));
        left += segment_pt;
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
