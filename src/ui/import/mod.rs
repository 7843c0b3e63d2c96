//! Messages that are brought in: the cards of those under way, and files dropped from outside.

pub mod drop;

use egui::Ui;

use crate::app::{Action, ImportAct, ImportJob, State};

use super::changes::running::{Card, Pressed};

/// Cards shown at once.
const MOST_CARDS: usize = 3;

/// One card for each import, the oldest lowest.
pub fn cards_ui(ui: &mut Ui, state: &State, width_pt: f32, actions: &mut Vec<Action>) {
    let jobs: Vec<&ImportJob> = state.imports.jobs.values().take(MOST_CARDS).collect();
    for job in jobs.into_iter().rev() {
        let (words, count) = (job.words(), job.count());
        let waits = job.question.is_some();
        let card = Card {
            words: &words,
            count: if waits { "" } else { &count },
            share: if waits { 0.0 } else { job.share() },
            stopping: job.stopping,
            other: waits.then_some("Decide…"),
        };
        match card.show(ui, width_pt) {
            Pressed::Stop => actions.push(Action::Import(ImportAct::Stop(job.target.id))),
            Pressed::Other => actions.push(Action::Import(ImportAct::Decide(job.target.id))),
            Pressed::Nothing => {}
        }
    }
}
