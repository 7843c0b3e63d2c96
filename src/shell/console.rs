//! The console's way to the logs of the connections, and to files that the user chose.

use std::path::Path;
use std::sync::Arc;

use egui::ViewportId;

use crate::app::{ConsoleAct, ConsoleEffect, PathFor};
use crate::engine::{ConsoleEvent, Event, IfExists, LogLine, write_whole};
use crate::model::AccountId;

use super::file_dialogs::dialog_available;
use super::program::Program;
use super::services::{Reply, Services, Task};

/// Wakes the window when a connection has said something.
pub struct Logs {
    wake: Arc<dyn Fn() + Send + Sync>,
    is_listening: bool,
}

impl Logs {
    pub fn new(context: &egui::Context) -> Self {
        let context = context.clone();
        let wake = Arc::new(move || context.request_repaint_of(ViewportId::ROOT));
        Self { wake, is_listening: false }
    }
}

impl Program {
    /// Hands the console what is new in the logs while it is open; before each pass.
    pub(super) fn take_logs(&mut self) {
        let is_open = self.state.console.is_open;
        if !is_open && !self.logs.is_listening {
            return;
        }
        self.logs.is_listening = is_open;
        let mut new: Vec<(AccountId, Arc<LogLine>, u64)> = Vec::new();
        for (account, handle) in &self.handles {
            let log = handle.log();
            log.keep_content(is_open && self.state.console.keeps_content);
            log.listen(is_open.then(|| Arc::clone(&self.logs.wake)));
            let Some(since) = self.state.wants_log(*account) else { continue };
            let mut newest = since;
            for line in log.since(since) {
                let lost = line.serial.saturating_sub(newest.saturating_add(1));
                newest = line.serial;
                new.push((*account, line, lost));
            }
        }
        // In the order in which they were said, whoever said them.
        new.sort_by_key(|(_, line, _)| line.at_unix_ms);
        for run in new.chunk_by(|(a, ..), (b, _, lost)| a == b && *lost == 0) {
            let Some((account, _, lost)) = run.first() else { continue };
            let lines = run.iter().map(|(_, line, _)| Arc::clone(line)).collect();
            let logged = ConsoleEvent::Logged { account: *account, lines, lost: *lost };
            // Nothing follows from lines of a log.
            self.state.apply(Event::Console(logged));
        }
    }

    pub(super) fn carry_out_console(&mut self, effect: ConsoleEffect) {
        match effect {
            ConsoleEffect::AskPath { what, suggested_name } => {
                self.services.ask_console_path(what, suggested_name);
            }
            ConsoleEffect::Write { path, text, replace } => {
                let if_exists = if replace { IfExists::Replace } else { IfExists::Refuse };
                self.services.send(Task::WriteText { path, text, if_exists });
            }
        }
    }
}

impl Services {
    /// Asks for a file to write what is shown to, or for one whose bytes are a literal.
    fn ask_console_path(&self, what: PathFor, suggested_name: String) {
        let replies = self.replies.clone();
        let dialog = self.dialog();
        self.in_background("file dialog", move || {
            let act = if dialog_available() {
                let chosen = match what {
                    PathFor::Save => {
                        pollster::block_on(dialog.set_file_name(&suggested_name).save_file())
                    }
                    PathFor::Literal(_) => pollster::block_on(dialog.pick_file()),
                };
                ConsoleAct::PathChosen(what, chosen.map(|file| file.path().to_owned()))
            } else {
                ConsoleAct::NoDialog(what)
            };
            replies.send(Reply::Console(act));
        });
    }
}

/// On the file thread.
pub fn write_text(path: &Path, text: &str, if_exists: IfExists) -> Reply {
    Reply::Console(ConsoleAct::Saved(write_whole(path, if_exists, text.as_bytes())))
}
