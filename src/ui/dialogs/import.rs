//! The cards that ask about messages to be brought in.

use std::path::{Path, PathBuf};

use egui::{Key, Modifiers, Ui};

use crate::app::{Action, ImportAct, ImportQuestion, grouped, there_already};
use crate::ui::{text, theme, widgets};

use super::field::{self, Field};
use super::save_path::from_home;
use super::{Answer, Main, foot};

/// Files named one by one; of more only the number is said.
const NAMED_FILES: usize = 4;

pub(super) fn show(
    ui: &mut Ui,
    question: &ImportQuestion,
    (path, focus): (&mut String, bool),
    actions: &mut Vec<Action>,
) {
    match question {
        ImportQuestion::Dropped { folder, paths, .. } => dropped(ui, folder, paths, actions),
        ImportQuestion::Path { folder, failure, .. } => {
            let field = Field {
                label: "Path",
                hint: "~/mail.mbox",
                error: failure.as_ref(),
                width_pt: ui.available_width(),
                focus,
            };
            field::text(ui, &field, path);
            let words = format!(
                "A mail (.eml), a file of mails (.mbox), or a folder of them. They go into {folder}."
            );
            field::small(ui, &words, theme::tokens(ui).dim);
            match foot(ui, &Main::new("Import", !path.trim().is_empty())) {
                Answer::Submit => {
                    let path = from_home(path.trim(), std::env::home_dir().as_deref());
                    actions.push(Action::Import(ImportAct::SubmitPath(path)));
                }
                Answer::Cancel => actions.push(Action::CloseDialog),
                Answer::Nothing => {}
            }
        }
        ImportQuestion::Duplicates { folder, duplicates, total, .. } => {
            duplicates_ui(ui, folder, (*duplicates, *total), actions);
        }
    }
}

fn dropped(ui: &mut Ui, folder: &str, paths: &[PathBuf], actions: &mut Vec<Action>) {
    field::sentence(ui, &format!("Import {} into {folder}?", files(paths)));
    ui.add_space(8.0);
    if paths.len() <= NAMED_FILES {
        for path in paths {
            let name = path.file_name().map_or(path.as_path(), Path::new);
            let name = crate::text::visible(&name.display().to_string());
            field::small(ui, &text::visual(&name), theme::tokens(ui).dim);
        }
    }
    match foot(ui, &Main::new("Import", true)) {
        Answer::Submit => actions.push(Action::Import(ImportAct::ConfirmDrop)),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

fn files(paths: &[PathBuf]) -> String {
    match paths.len() {
        1 => "the messages of this file".to_owned(),
        many => format!("the messages of {} files", grouped(many as u64)),
    }
}

/// Three answers, so not the usual foot: what is safe is the main one.
fn duplicates_ui(
    ui: &mut Ui,
    folder: &str,
    (duplicates, total): (u32, u32),
    actions: &mut Vec<Action>,
) {
    field::sentence(ui, &format!("{}.", there_already(duplicates, total, folder)));
    ui.add_space(8.0);
    let hint = "They are known by their Message-ID. Nothing was sent so far.";
    field::small(ui, hint, theme::tokens(ui).dim);
    ui.add_space(16.0);
    let skip_words = if duplicates == 1 { "Skip it" } else { "Skip them" };
    let mut on_button = false;
    let mut answer = |skip| actions.push(Action::Import(ImportAct::Answer { skip }));
    let mut cancelled = false;
    foot::row(ui, |ui| {
        let skip = widgets::primary_button(ui, skip_words, true);
        let all = widgets::outline_button(ui, "Import all", true);
        let cancel = widgets::outline_button(ui, "Cancel", true);
        on_button = skip.has_focus() || all.has_focus() || cancel.has_focus();
        if skip.clicked() {
            answer(true);
        } else if all.clicked() {
            answer(false);
        }
        cancelled = cancel.clicked();
    });
    let enter = !on_button && ui.input_mut(|it| it.consume_key(Modifiers::NONE, Key::Enter));
    if enter {
        answer(true);
    }
    if cancelled {
        actions.push(Action::CloseDialog);
    }
}
