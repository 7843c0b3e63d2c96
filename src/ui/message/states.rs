//! What stands where a text will be, or cannot be: nothing chosen, on its way, failed.

use egui::{Rect, RichText, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::app::{Action, MessageAct, MessageView};
use crate::model::Failure;
use crate::ui::text::Look;
use crate::ui::{theme, widgets, wrapped};

use super::body;

pub(super) fn nothing_selected(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    ui.centered_and_justified(|ui| {
        ui.label(RichText::new("Choose a message to read it here.").color(tokens.dim));
    });
}

/// Quiet bars where the text will be.
pub(in crate::ui) fn waiting(ui: &mut Ui) {
    /// Length of each bar as a share of the column: a greeting, two paragraphs, a name.
    const SHARES: [f32; 9] = [0.2, 0.0, 0.96, 0.9, 0.62, 0.0, 0.93, 0.45, 0.0];
    let tokens = theme::tokens(ui);
    let width_pt = body::column_pt(ui, 1.0);
    let height_pt = SHARES.len() as f32 * body::LINE_PT;
    let (_, room) = ui.allocate_space(vec2(width_pt, height_pt));
    for (index, share) in SHARES.into_iter().enumerate() {
        let top = room.top() + index as f32 * body::LINE_PT + 6.0;
        let size = vec2(width_pt * share, 9.0);
        let rect = Rect::from_min_size(egui::pos2(room.left(), top), size);
        ui.painter().rect_filled(rect, 4.0, tokens.line);
    }
    let response = ui.interact(room, ui.unique_id().with("waiting"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, "Fetching the message"));
}

pub(super) fn failed(
    ui: &mut Ui,
    view: &MessageView,
    failure: &Failure,
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let look = |color| Look::new(theme::regular(theme::INTERFACE_PT), color);
    wrapped::label(ui, &failure.sentence, &look(tokens.text));
    if let Some(words) = &failure.server_text {
        ui.add_space(4.0);
        wrapped::label(ui, &format!("The server says: “{words}”"), &look(tokens.dim));
    }
    ui.add_space(12.0);
    if widgets::outline_button(ui, "Retry", true).clicked() {
        actions.push(Action::Message(view.place, MessageAct::Retry));
    }
}
