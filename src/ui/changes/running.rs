//! Changes under way: how far each is, and the button that stops it.

use egui::accesskit::Role;
use egui::{Align, Layout, Sense, Ui, WidgetInfo, vec2};

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

/// One thing under way, as its card shows it.
pub(super) struct Card<'a> {
    pub words: &'a str,
    /// How far it is, in words; empty while that is not known.
    pub count: String,
    /// The same as a number, and what it will be at the end.
    pub done: f64,
    pub of: f64,
    /// The user wants it stopped.
    pub stopping: bool,
    /// What stopping means.
    pub hint: &'a str,
}

/// One card for each change, the oldest lowest.
pub(super) fn cards_ui(ui: &mut Ui, state: &State, width_pt: f32, actions: &mut Vec<Action>) {
    let jobs: Vec<&ChangeJob> = state.changes.values().take(MOST_CARDS).collect();
    for job in jobs.into_iter().rev() {
        let card = Card {
            words: &job.words,
            count: count(job),
            done: f64::from(job.done.min(job.total)),
            of: f64::from(job.total),
            stopping: job.stopping,
            hint: "What is done by then stays done",
        };
        if progress_ui(ui, &card, width_pt) {
            actions.push(Action::CancelChange(job.id));
        }
    }
}

/// A card with words, a count, a bar that fills, and a button; true where that was pressed.
pub(super) fn progress_ui(ui: &mut Ui, card: &Card<'_>, width_pt: f32) -> bool {
    cards::frame(ui).show(ui, |ui| card_ui(ui, card, width_pt - 30.0)).inner
}

fn card_ui(ui: &mut Ui, card: &Card<'_>, width_pt: f32) -> bool {
    let tokens = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.set_width(width_pt);
    let size = vec2(width_pt, LINE_PT);
    let line = ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let label = if card.stopping { "Stopping…" } else { "Stop" };
        let stop = widgets::bar_button(ui, None, label, !card.stopping);
        let stopped = stop.on_hover_text(card.hint).clicked();
        let (rect, response) =
            ui.allocate_exact_size(vec2(width_pt - STOP_PT - 12.0, LINE_PT), Sense::hover());
        let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
        let right = text::paint_right(ui, rect, &card.count, &dim);
        let words = Look::new(theme::regular(INTERFACE_PT), tokens.text);
        text::paint(ui, rect.with_max_x(right.left() - 12.0), card.words, &words);
        response.widget_info(|| {
            WidgetInfo::labeled(Role::ProgressIndicator, true, said(card.words, &card.count))
        });
        response.ctx.accesskit_node_builder(response.id, |node| {
            node.set_min_numeric_value(0.0);
            node.set_max_numeric_value(card.of);
            node.set_numeric_value(card.done);
        });
        stopped
    });
    let (rect, _) = ui.allocate_exact_size(vec2(width_pt, BAR_PT + 6.0), Sense::hover());
    let track = rect.with_max_y(rect.top() + BAR_PT);
    ui.painter().rect_filled(track, BAR_PT / 2.0, tokens.line);
    let share = (card.done / card.of.max(1.0)).clamp(0.0, 1.0) as f32;
    let filled = track.with_max_x(track.left() + track.width() * share);
    ui.painter().rect_filled(filled, BAR_PT / 2.0, tokens.accent);
    line.inner
}

fn said(words: &str, count: &str) -> String {
    if count.is_empty() { words.to_owned() } else { format!("{words}, {count}") }
}

/// "3,000 of 10,000"; empty while it is not known how many there are.
fn count(job: &ChangeJob) -> String {
    if job.total == 0 {
        return String::new();
    }
    format!("{} of {}", grouped(u64::from(job.done)), grouped(u64::from(job.total)))
}
