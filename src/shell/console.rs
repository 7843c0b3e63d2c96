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
        let mut new = Vec::new();
        for (account, handle) in &self.handles {
            let log = handle.log();
            log.keep_content(is_open && self.state.console.keeps_content);
            log.listen(is_open.then(|| Arc::clone(&self.logs.wake)));
            let Some(since) = self.state.wants_log(*account) else { continue };
            new.push((*account, since, log.since(since)));
        }
        for run in in_order(new).chunk_by(|(a, ..), (b, _, lost)| a == b && *lost == 0) {
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

/// Lines of several accounts, each with how many were lost before it, in the order in which they were
/// said, whoever said them. An account's own lines keep their order: the clock may have been set back.
fn in_order(logs: Vec<(AccountId, u64, Vec<Arc<LogLine>>)>) -> Vec<(AccountId, Arc<LogLine>, u64)> {
    let mut all = Vec::new();
    for (account, since, lines) in logs {
        let (mut newest, mut at_unix_ms) = (since, 0);
        for line in lines {
            let lost = line.serial.saturating_sub(newest.saturating_add(1));
            newest = line.serial;
            at_unix_ms = line.at_unix_ms.max(at_unix_ms);
            all.push((at_unix_ms, (account, line, lost)));
        }
    }
    all.sort_by_key(|(at_unix_ms, _)| *at_unix_ms);
    all.into_iter().map(|(_, line)| line).collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Direction, Role};

    fn line(serial: u64, at_unix_ms: u64) -> Arc<LogLine> {
        Arc::new(LogLine {
            serial,
            at_unix_ms,
            connection: 1,
            role: Role::Mail,
            direction: Direction::Sent,
            text: String::new(),
            bytes: 0,
            round_trip: None,
            is_content: false,
        })
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_turn_an_accounts_lines_round() {
        let work = vec![line(4, 5_000), line(5, 1_000), line(6, 6_000)];
        let home = vec![line(9, 900), line(10, 5_500)];
        let logs = vec![(AccountId(0), 3, work), (AccountId(1), 7, home)];
        let order = in_order(logs);
        let order: Vec<_> =
            order.iter().map(|(account, line, lost)| (account.0, line.serial, *lost)).collect();
        assert_eq!(order, [(1, 9, 1), (0, 4, 0), (0, 5, 0), (1, 10, 0), (0, 6, 0)]);
    }
}
