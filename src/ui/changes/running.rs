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

/// What a card shows of something under way.
pub(in crate::ui) struct Card<'a> {
    pub words: &'a str,
    /// "3,000 of 10,000"; empty while it is not known how many there are.
    pub count: &'a str,
    /// How far it is, 0 to 1.
    pub share: f32,
    pub stopping: bool,
    /// The button beside it, before the one that stops it.
    pub other: Option<&'a str>,
}

/// What was pressed on a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Pressed {
    Nothing,
    Stop,
    Other,
}

/// One card for each change, the oldest lowest.
pub(super) fn cards_ui(ui: &mut Ui, state: &State, width_pt: f32, actions: &mut Vec<Action>) {
    let jobs: Vec<&ChangeJob> = state.changes.values().take(MOST_CARDS).collect();
    for job in jobs.into_iter().rev() {
        let (count, share) = (count(job), share(job));
        let (words, stopping) = (job.words.as_str(), job.stopping);
        let card = Card { words, count: &count, share, stopping, other: None };
        if card.show(ui, width_pt) == Pressed::Stop {
            actions.push(Action::CancelChange(job.id));
        }
    }
}

impl Card<'_> {
    /// Shows it, so wide.
    pub(in crate::ui) fn show(&self, ui: &mut Ui, width_pt: f32) -> Pressed {
        cards::frame(ui).show(ui, |ui| self.inside(ui, width_pt - 30.0)).inner
    }

    fn inside(&self, ui: &mut Ui, width_pt: f32) -> Pressed {
        let tokens = theme::tokens(ui);
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.set_width(width_pt);
        let size = vec2(width_pt, LINE_PT);
        let mut pressed = Pressed::Nothing;
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            let label = if self.stopping { "Stopping…" } else { "Stop" };
            let stop = widgets::bar_button(ui, None, label, !self.stopping);
            if stop.on_hover_text("What is done by then stays done").clicked() {
                pressed = Pressed::Stop;
            }
            let other = self.other.map(|other| widgets::bar_button(ui, None, other, true));
            if other.is_some_and(|other| other.clicked()) {
                pressed = Pressed::Other;
            }
            // The words begin where the bar does.
            let size = vec2(ui.available_width().max(1.0), LINE_PT);
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
            let right = text::paint_right(ui, rect, self.count, &dim);
            let words = Look::new(theme::regular(INTERFACE_PT), tokens.text);
            text::paint(ui, rect.with_max_x(right.left() - 12.0), self.words, &words);
            response
                .widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, self.said()));
            response.ctx.accesskit_node_builder(response.id, |node| {
                node.set_min_numeric_value(0.0);
                node.set_max_numeric_value(100.0);
                node.set_numeric_value(f64::from((self.share * 100.0).round()));
            });
        });
        let (rect, _) = ui.allocate_exact_size(vec2(width_pt, BAR_PT + 6.0), Sense::hover());
        let track = rect.with_max_y(rect.top() + BAR_PT);
        ui.painter().rect_filled(track, BAR_PT / 2.0, tokens.line);
        ui.painter().rect_filled(filled(track, self.share), BAR_PT / 2.0, tokens.accent);
        pressed
    }

    fn said(&self) -> String {
        if self.count.is_empty() {
            return self.words.to_owned();
        }
        format!("{}, {}", self.words, self.count)
    }
}

fn filled(track: Rect, share: f32) -> Rect {
    track.with_max_x(track.left() + track.width() * share)
}

fn share(job: &ChangeJob) -> f32 {
    (f64::from(job.done) / f64::from(job.total.max(1))).clamp(0.0, 1.0) as f32
}

/// "3,000 of 10,000"; empty while it is not known how many there are.
fn count(job: &ChangeJob) -> String {
    if job.total == 0 {
        return String::new();
    }
    format!("{} of {}", grouped(u64::from(job.done)), grouped(u64::from(job.total)))
}
