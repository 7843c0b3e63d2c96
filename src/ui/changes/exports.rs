//! Exports under way, as cards like those of changes.

use egui::Ui;

use crate::app::{Action, ExportAct, ExportJob, State, byte_size, grouped};

use super::running::{Card, Pressed};

/// Cards shown at once; further exports wait for these anyway.
const MOST_CARDS: usize = 3;

/// One card for each, the oldest lowest.
pub(super) fn cards_ui(ui: &mut Ui, state: &State, width_pt: f32, actions: &mut Vec<Action>) {
    let jobs: Vec<&ExportJob> = state.exports.jobs.values().take(MOST_CARDS).collect();
    for job in jobs.into_iter().rev() {
        let is_ready = state.account(job.account).is_some_and(|view| view.is_ready());
        let (count, share) = (count(job, is_ready), job.share() as f32);
        let (words, stopping) = (job.words.as_str(), job.stopping);
        let card = Card { words, count: &count, share, stopping, other: None };
        if card.show(ui, width_pt) == Pressed::Stop {
            actions.push(Action::Export(ExportAct::Stop(job.id)));
        }
    }
}

/// "300 of 1,204, 12.0 MB"; what keeps it, where the connection is lost.
fn count(job: &ExportJob, is_ready: bool) -> String {
    if !is_ready {
        return "Waiting for the connection".to_owned();
    }
    let progress = &job.progress;
    if progress.total == 0 {
        return String::new();
    }
    let (settled, total) = (u64::from(progress.settled), u64::from(progress.total));
    let counted = format!("{} of {}", grouped(settled), grouped(total));
    match progress.done_bytes {
        0 => counted,
        bytes => format!("{counted}, {}", byte_size(bytes)),
    }
}
