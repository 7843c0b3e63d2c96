//! Changes under way: how far each is, and the button that stops it.

use egui::accesskit::Role;
use egui::{Align, Layout, Rect, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, ChangeJob, State, grouped};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::widgets;

use super::cards;

/// Cards shown at once; further changes wait for these anyway.
const MOST_CARDS: usize = 3;
/// Height of the bar that fills.
const BAR_PT: f32 = 4.0;
/// Height of the line of words.
const LINE_PT: f32 = 28.0;
/// Room of the button and of the count.
const STOP_PT: f32 = 84.0;

/// One card for each change, the oldest lowest.
pub(super) fn cards_ui(ui: &mut Ui, state: &State, width_pt: f32, actions: &mut Vec<Action>) {
    let jobs: Vec<&ChangeJob> = state.changes.values().take(MOST_CARDS).collect();
    for job in jobs.into_iter().rev() {
        cards::frame(ui).show(ui, |ui| card_ui(ui, job, width_pt - 30.0, actions));
    }
}

fn card_ui(ui: &mut Ui, job: &ChangeJob, width_pt: f32, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.set_width(width_pt);
    let size = vec2(width_pt, LINE_PT);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let label = if job.stopping { "Stopping…" } else { "Stop" };
        let stop = widgets::bar_button(ui, None, label, !job.stopping);
        if stop.on_hover_text("What is done by then stays done").clicked() {
            actions.push(Action::CancelChange(job.id));
        }
        let (rect, response) =
            ui.allocate_exact_size(vec2(width_pt - STOP_PT - 12.0, LINE_PT), Sense::hover());
        let count = count(job);
        let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
        let right = text::paint_right(ui, rect, &count, &dim);
        let words = Look::new(theme::regular(INTERFACE_PT), tokens.text);
        text::paint(ui, rect.with_max_x(right.left() - 12.0), &job.words, &words);
        response.widget_info(|| {
            let said = if count.is_empty() { job.words.clone() } else { said(job, &count) };
            WidgetInfo::labeled(Role::ProgressIndicator, true, said)
        });
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(f64::from(job.total));
            node.set_numeric_value(f64::from(job.done.min(job.total)));
        });
    });
    let (rect, _) = ui.allocate_exact_size(vec2(width_pt, BAR_PT + 6.0), Sense::hover());
    let track = rect.with_max_y(rect.top() + BAR_PT);
    ui.painter().rect_filled(track, BAR_PT / 2.0, tokens.line);
    ui.painter().rect_filled(filled(track, job), BAR_PT / 2.0, tokens.accent);
}

fn said(job: &ChangeJob, count: &str) -> String {
    format!("{}, {count}", job.words)
}

fn filled(track: Rect, job: &ChangeJob) -> Rect {
    let share = (f64::from(job.done) / f64::from(job.total.max(1))).clamp(0.0, 1.0) as f32;
    track.with_max_x(track.left() + track.width() * share)
}

/// "3,000 of 10,000"; empty while it is not known how many there are.
fn count(job: &ChangeJob) -> String {
    if job.total == 0 {
        return String::new();
    }
    format!("{} of {}", grouped(u64::from(job.done)), grouped(u64::from(job.total)))
}
