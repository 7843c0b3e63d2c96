//! What is shown, as text: to the clipboard, or to a file that the user chose.

use std::path::PathBuf;

use crate::app::action::Effect;
use crate::app::dialogs::Dialog;
use crate::app::state::State;
use crate::model::{Failure, FailureKind};

use super::{ConsoleEffect, ConsoleQuestion, ConsoleView, PathFor, log_text};

impl State {
    /// The marked rows of what is looked at, else all that are shown.
    pub fn console_text(&self) -> String {
        match self.console.view {
            ConsoleView::Log => {
                let log = &self.console.log;
                log_text(&self.clock, log.rows.pick(log.picked.range()))
            }
            ConsoleView::Commands => self.console.desk.text(),
        }
    }

    pub(super) fn ask_path(&mut self, what: PathFor) -> Vec<Effect> {
        let suggested_name = match (what, self.console.view) {
            (PathFor::Save, ConsoleView::Log) => "mailpane-log.txt".to_owned(),
            (PathFor::Save, ConsoleView::Commands) => "mailpane-console.txt".to_owned(),
            (PathFor::Literal(_), _) => String::new(),
        };
        vec![Effect::Console(ConsoleEffect::AskPath { what, suggested_name })]
    }

    /// No file dialog on this machine.
    pub(super) fn ask_typed_path(&mut self, what: PathFor) {
        if self.dialog.is_some() {
            return;
        }
        let suggested = match what {
            PathFor::Save => "mailpane-log.txt".to_owned(),
            PathFor::Literal(_) => String::new(),
        };
        let question = ConsoleQuestion::Path { what, suggested, failure: None };
        self.dialog = Some(Dialog::Console(question));
    }

    pub(super) fn path_chosen(
        &mut self,
        what: PathFor,
        path: PathBuf,
        replace: bool,
    ) -> Vec<Effect> {
        match what {
            PathFor::Save => {
                let text = self.console_text();
                vec![Effect::Console(ConsoleEffect::Write { path, text, replace })]
            }
            PathFor::Literal(index) => {
                self.console.desk.files.insert(index, path);
                Vec::new()
            }
        }
    }

    pub(super) fn submit_console_path(&mut self, typed: &str) -> Vec<Effect> {
        let Some(Dialog::Console(ConsoleQuestion::Path { what, failure, .. })) = &mut self.dialog
        else {
            return Vec::new();
        };
        let path = PathBuf::from(typed);
        if !path.is_absolute() {
            let sentence = "Type the whole path, from the root folder or from ~.";
            *failure = Some(Failure::new(FailureKind::File, sentence));
            return Vec::new();
        }
        let what = *what;
        self.dialog = None;
        self.path_chosen(what, path, false)
    }

    pub(super) fn console_saved(&mut self, result: Result<PathBuf, Failure>) {
        self.console.note = Some(match result {
            Ok(path) => {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                format!("Saved as “{name}”.")
            }
            Err(failure) => failure.sentence,
        });
    }
}
