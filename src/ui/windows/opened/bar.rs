//! The bar over an opened attachment: what it is, and what can be done with it.

use egui::{Align, Layout, Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::{Action, MessageAct, OpenedView, SaveJob, SaveState, State, byte_size};
use crate::engine::Place;
use crate::ui::message::attachment_card::middle_elided;
use crate::ui::message::kinds;
use crate::ui::message::people::line;
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::{chips, icons, widgets};

use super::MARGIN_PT;

const BAR_PT: f32 = 60.0;
/// From the icon's left edge to the words.
const ICON_STEP_PT: f32 = 28.0;
/// Middles of the two lines, from the bar's top.
const FIRST_LINE_PT: f32 = 21.0;
const SECOND_LINE_PT: f32 = 41.0;

/// Shows the bar over the width of the window.
pub(super) fn bar_ui(
    ui: &mut Ui,
    state: &State,
    (place, view): (Place, &OpenedView),
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), BAR_PT);
    let (_, room) = ui.allocate_space(size);
    let rect = room.shrink2(vec2(MARGIN_PT, 0.0));
    let sign = Rect::from_min_size(rect.min, vec2(theme::ICON_PT, BAR_PT));
    let icon = kinds::icon(&view.media_type, &view.name);
    let look = Look::new(theme::icons(theme::ICON_PT), tokens.dim);
    widgets::text_centred(ui, sign, &icon.to_string(), &look);
    let job = job_of(state, view);
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(Align::Center));
    let buttons_pt = ui
        .scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            buttons(ui, (place, view), job, actions);
            ui.min_rect().width()
        })
        .inner;
    let left = rect.left() + ICON_STEP_PT;
    let width_pt = (rect.right() - buttons_pt - 12.0 - left).max(1.0);
    let line_at = |middle: f32| {
        let rect = Rect::from_min_size(pos2(left, rect.top() + middle - 9.0), vec2(width_pt, 18.0));
        UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center))
    };
    ui.scope_builder(line_at(FIRST_LINE_PT), |ui| {
        let look = Look::new(theme::medium(INTERFACE_PT), tokens.text);
        let shown = middle_elided(ui, &view.name, &look, width_pt);
        line(ui, &shown, &look, width_pt).on_hover_text(&view.name);
    });
    ui.scope_builder(line_at(SECOND_LINE_PT), |ui| {
        let (words, color) = about(view, job, tokens);
        line(ui, &words, &Look::new(theme::regular(SECONDARY_PT), color), width_pt);
    });
    // The last line has moved the cursor to its own foot.
    ui.advance_cursor_after_rect(room);
}

/// The newest saving of the part.
fn job_of<'a>(state: &'a State, view: &OpenedView) -> Option<&'a SaveJob> {
    state.saves.values().rev().find(|job| job.is_of(&view.key, &view.part.id))
}

/// Type and size, or how the saving goes.
fn about(
    view: &OpenedView,
    job: Option<&SaveJob>,
    tokens: &theme::Tokens,
) -> (String, egui::Color32) {
    match job.map(|job| (job, &job.state)) {
        Some((_, SaveState::Running { done_bytes, total_bytes })) => {
            let words =
                format!("Saving: {} of {}", byte_size(*done_bytes), byte_size(*total_bytes));
            (words, tokens.dim)
        }
        Some((job, SaveState::Done(path))) => {
            let name = path.file_name().map(|name| name.to_string_lossy());
            let name = name.unwrap_or(job.name.as_str().into());
            (format!("Saved as {name}"), tokens.good_text)
        }
        Some((_, SaveState::Failed(failure))) => (failure.sentence.clone(), tokens.danger),
        Some((_, SaveState::Choosing)) | None => {
            let kind = kinds::words(&view.media_type, &view.name);
            let bytes = byte_size(view.part.decoded_size_estimate());
            (format!("{kind} · {bytes}"), tokens.dim)
        }
    }
}

/// From the right.
fn buttons(
    ui: &mut Ui,
    (place, view): (Place, &OpenedView),
    job: Option<&SaveJob>,
    actions: &mut Vec<Action>,
) {
    let part = || view.part.id.clone();
    let more = widgets::icon_button(ui, icons::MORE, "More");
    chips::wide_menu(&more, "Attachment", |ui| {
        if chips::item(ui, "Open with another program…", None).clicked() {
            actions.push(Action::Message(place, MessageAct::OpenPartWith { part: part() }));
        }
        if chips::item(ui, "Copy name", None).clicked() {
            actions.push(Action::CopyText(view.name.clone()));
        }
    });
    match job.map(|job| (job, &job.state)) {
        Some((job, SaveState::Running { .. })) => {
            if widgets::bar_button(ui, None, "Cancel", true).clicked() {
                actions.push(Action::CancelSave(job.request.id));
            }
        }
        Some((_, SaveState::Choosing)) => _ = widgets::bar_button(ui, None, "Save", false),
        Some((_, SaveState::Done(_) | SaveState::Failed(_))) | None => {
            if widgets::outline_button(ui, "Save", true).clicked() {
                actions.push(Action::Message(place, MessageAct::SaveAttachment { part: part() }));
            }
        }
    }
}
