//! How far the fetching for a window is, and what became of it.

use egui::{Align, Frame, Layout, Margin, Rect, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::app::{Action, OpenedView, SourceView, byte_size};
use crate::engine::Place;
use crate::model::Failure;
use crate::ui::text::Look;
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{message::people, widgets, wrapped};

/// From the window's edges to what it shows.
const MARGIN_PT: f32 = 24.0;
/// Height of the line, and of the bar in it.
const LINE_PT: f32 = 32.0;
const BAR_PT: f32 = 4.0;
const MAX_BAR_PT: f32 = 320.0;

/// What is shown.
#[derive(Debug)]
pub(super) struct Progress<'a> {
    done_bytes: u64,
    total_bytes: u64,
    is_running: bool,
    failure: Option<&'a Failure>,
}

impl<'a> Progress<'a> {
    pub(super) fn of_source(view: &'a SourceView) -> Self {
        Self {
            done_bytes: view.done_bytes,
            total_bytes: view.total_bytes,
            is_running: !view.is_whole && view.failure.is_none(),
            failure: view.failure.as_ref(),
        }
    }

    pub(super) fn of_part(view: &'a OpenedView) -> Self {
        Self {
            done_bytes: view.done_bytes,
            total_bytes: view.total_bytes,
            is_running: view.opened.is_none() && view.failure.is_none(),
            failure: view.failure.as_ref(),
        }
    }
}

/// Shows a bar with Cancel, or why it failed with Retry; nothing where all came.
pub(super) fn progress_ui(ui: &mut Ui, place: Place, it: &Progress<'_>, actions: &mut Vec<Action>) {
    if let Some(failure) = it.failure {
        failed(ui, place, failure, actions);
    } else if it.is_running {
        running(ui, place, it, actions);
    }
}

fn running(ui: &mut Ui, place: Place, it: &Progress<'_>, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), LINE_PT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 12.0;
        ui.add_space(MARGIN_PT);
        let bar_pt = (ui.available_width() - 240.0).clamp(60.0, MAX_BAR_PT);
        let (rect, response) = ui.allocate_exact_size(vec2(bar_pt, LINE_PT), Sense::hover());
        let track = Rect::from_center_size(rect.center(), vec2(rect.width(), BAR_PT));
        let share = (it.done_bytes as f64 / it.total_bytes.max(1) as f64).clamp(0.0, 1.0) as f32;
        ui.painter().rect_filled(track, BAR_PT / 2.0, tokens.line);
        let filled = track.with_max_x(track.left() + track.width() * share);
        ui.painter().rect_filled(filled, BAR_PT / 2.0, tokens.accent);
        let words = format!("{} of {}", byte_size(it.done_bytes), byte_size(it.total_bytes));
        response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &words));
        let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
        people::line(ui, &words, &look, f32::INFINITY);
        if widgets::link_button(ui, "Cancel").clicked() {
            actions.push(Action::CancelFetch(place));
        }
    });
}

fn failed(ui: &mut Ui, place: Place, failure: &Failure, actions: &mut Vec<Action>) {
    Frame::new().inner_margin(Margin::symmetric(MARGIN_PT as i8, 8)).show(ui, |ui| {
        widgets::warning_box(ui, |ui, look| {
            ui.spacing_mut().item_spacing.y = 6.0;
            wrapped::label(ui, &failure.sentence, look);
            if let Some(words) = &failure.server_text {
                wrapped::label(ui, &format!("The server says: “{words}”"), look);
            }
            if widgets::link_button(ui, "Retry").clicked() {
                actions.push(Action::RetryFetch(place));
            }
        });
    });
}
