//! The files in a container of Outlook's or in uuencoded text: each can be saved.

use egui::{Align, Frame, Layout, Margin, Ui, vec2};

use crate::app::{Action, MessageAct, OpenedView, SaveJob, SaveState, State, byte_size, grouped};
use crate::engine::Place;
use crate::mime::preview::PackedFile;
use crate::ui::message::attachment_card::described;
use crate::ui::message::kinds;
use crate::ui::message::people::line;
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{icons, widgets};

use super::MARGIN_PT;
use super::listing::{About, Beside, Line, listing_ui};

/// Height of the line over the list: a button's, and some room.
const HEAD_PT: f32 = 44.0;
/// Room for "Retry" and the button that dismisses, beside each file.
const BUTTONS_PT: f32 = 84.0;

/// Lists the files.
pub(super) fn files_ui(
    ui: &mut Ui,
    state: &State,
    (place, view, files): (Place, &OpenedView, &[PackedFile]),
    actions: &mut Vec<Action>,
) {
    head_ui(ui, (place, files), actions);
    let job = |index| job_of(state, view, index);
    let line = |index| files.get(index).map(|file| file_line(file, job(index)));
    let mut buttons = |ui: &mut Ui, index: usize| {
        if let Some(file) = files.get(index) {
            buttons_ui(ui, (place, index, file), job(index), actions);
        }
    };
    let beside = Beside { width_pt: BUTTONS_PT, show: &mut buttons };
    listing_ui(ui, files.len(), line, Some(beside));
}

/// How many there are, and the way to have all.
fn head_ui(ui: &mut Ui, (place, files): (Place, &[PackedFile]), actions: &mut Vec<Action>) {
    let bytes = files.iter().map(|file| file.bytes.len() as u64).sum();
    let count = match files.len() {
        1 => "1 file".to_owned(),
        count => format!("{} files", grouped(count as u64)),
    };
    let words = format!("{count}, {}", byte_size(bytes));
    Frame::new().inner_margin(Margin::symmetric(MARGIN_PT as i8, 0)).show(ui, |ui| {
        let size = vec2(ui.available_width(), HEAD_PT);
        ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
            ui.set_min_size(size);
            ui.spacing_mut().item_spacing.x = 12.0;
            let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).dim);
            line(ui, &words, &look, f32::INFINITY);
            if files.len() > 1 && widgets::link_button(ui, "Save all").clicked() {
                actions.push(Action::Message(place, MessageAct::SaveAllInside));
            }
        });
    });
}

/// The newest saving of a file.
fn job_of<'a>(state: &'a State, view: &OpenedView, index: usize) -> Option<&'a SaveJob> {
    let jobs = state.saves.values().rev();
    jobs.into_iter().find(|job| job.is_of_packed(&view.key, &view.part.id, index))
}

fn shown_name(file: &PackedFile) -> &str {
    if file.name.is_empty() { &file.safe_name } else { &file.name }
}

fn file_line(file: &PackedFile, job: Option<&SaveJob>) -> Line {
    let name = shown_name(file);
    let about = match job.map(|job| (job, &job.state)) {
        Some((_, SaveState::Choosing)) | None => About::Kind(kinds::words("", name)),
        Some((_, SaveState::Running { .. })) => About::Kind("Saving".to_owned()),
        Some((job, SaveState::Done(path))) => {
            let kept = path.file_name().map(|name| name.to_string_lossy());
            About::Good(format!("Saved as {}", kept.unwrap_or(job.name.as_str().into())))
        }
        Some((_, SaveState::Failed(failure))) => About::Bad(failure.sentence.clone()),
    };
    Line {
        icon: kinds::icon("", name),
        path: name.to_owned(),
        size_bytes: Some(file.bytes.len() as u64),
        about,
        warning: kinds::warning("", name),
    }
}

/// What can be done in the state the saving is in; from the right.
fn buttons_ui(
    ui: &mut Ui,
    (place, index, file): (Place, usize, &PackedFile),
    job: Option<&SaveJob>,
    actions: &mut Vec<Action>,
) {
    let save = || Action::Message(place, MessageAct::SaveInside { index });
    let name = shown_name(file);
    ui.spacing_mut().item_spacing.x = 12.0;
    match job.map(|job| (job.request.id, &job.state)) {
        // Its dialog is open, or the disk writes.
        Some((_, SaveState::Choosing | SaveState::Running { .. })) => {}
        Some((id, SaveState::Done(_))) => {
            let response = widgets::icon_button(ui, icons::CLOSE, "Dismiss");
            if described(ui, response, name).clicked() {
                actions.push(Action::DismissSave(id));
            }
        }
        Some((id, SaveState::Failed(_))) => {
            let response = widgets::icon_button(ui, icons::CLOSE, "Dismiss");
            if described(ui, response, name).clicked() {
                actions.push(Action::DismissSave(id));
            }
            let response = widgets::link_button(ui, "Retry");
            if described(ui, response, name).clicked() {
                actions.push(save());
            }
        }
        None => {
            let response = widgets::link_button(ui, "Save");
            if described(ui, response, name).clicked() {
                actions.push(save());
            }
        }
    }
}
