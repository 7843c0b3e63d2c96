//! What the console is told: new lines of the log, and what became of a line typed by hand.

use std::sync::Arc;

use crate::app::action::Effect;
use crate::app::state::State;
use crate::engine::{ConsoleEnd, ConsoleEvent, RunId};
use crate::model::AccountId;
use crate::text::grouped;

use super::desk::RowKind;
use super::words;

impl State {
    /// Applies one fact for the console.
    pub(in crate::app) fn apply_console(&mut self, event: ConsoleEvent) -> Vec<Effect> {
        match event {
            ConsoleEvent::Logged { account, lines, lost } => {
                if self.console.is_open {
                    let name = self.console_name(account).into();
                    self.console.log.take((account, name), lines, lost);
                }
            }
            ConsoleEvent::Opened { account, capabilities } => {
                self.console.desk.capabilities.insert(account, capabilities);
            }
            ConsoleEvent::Told { run, sentence, .. } => self.push(run, RowKind::Told, &sentence),
            ConsoleEvent::Sent { run, text, .. } => self.push(run, RowKind::Sent, &text),
            ConsoleEvent::Said { run, text, .. } => self.push(run, RowKind::Said, &text),
            ConsoleEvent::Asked { run, asked, .. } => {
                if let Some(running) = &mut self.console.desk.running
                    && running.id == run
                {
                    running.asked = Some(asked);
                }
            }
            ConsoleEvent::Ended { run, end, left_out_bytes, .. } => {
                self.ended(run, &end, left_out_bytes);
            }
        }
        Vec::new()
    }

    fn push(&mut self, run: RunId, kind: RowKind, text: &str) {
        // What was sent before the console was cleared or closed is nobody's any more.
        if self.console.desk.running.is_some_and(|running| running.id == run) {
            self.console.desk.push(kind, text);
        }
    }

    fn ended(&mut self, run: RunId, end: &ConsoleEnd, left_out_bytes: u64) {
        if left_out_bytes > 0 {
            let sentence = format!(
                "{} bytes of the answer are not shown. Ask for less at a time to see them.",
                grouped(left_out_bytes)
            );
            self.push(run, RowKind::Told, &sentence);
        }
        match end {
            ConsoleEnd::Answered { is_ok, took } => {
                let answer = if *is_ok { "Done" } else { "Refused" };
                self.push(run, RowKind::Told, &format!("{answer} after {}.", words::took(*took)));
            }
            ConsoleEnd::Stopped => self.push(
                run,
                RowKind::Failed,
                "Stopped, and the connection closed. Whether the server did what was asked is not known.",
            ),
            ConsoleEnd::Failed(failure) => {
                self.push(run, RowKind::Failed, &failure.sentence);
                if let Some(words) = &failure.server_text {
                    self.push(run, RowKind::Failed, &format!("The server said: {words}"));
                }
            }
        }
        if self.console.desk.running.is_some_and(|running| running.id == run) {
            self.console.desk.running = None;
        }
    }

    pub(super) fn console_name(&self, account: AccountId) -> String {
        self.account(account).map_or_else(String::new, |view| view.account.name.clone())
    }

    /// The account is gone, and with it its connections.
    pub(in crate::app) fn console_forgets(&mut self, account: AccountId) {
        self.console.log.forget(account);
        let desk = &mut self.console.desk;
        desk.capabilities.remove(&account);
        desk.account = desk.account.filter(|chosen| *chosen != account);
        if desk.running.is_some_and(|running| running.account == account) {
            desk.push(RowKind::Failed, "The account was removed.");
            desk.running = None;
        }
    }

    /// What servers of this account said they can do, on the console's connection or before.
    pub fn console_capabilities(&self, account: AccountId) -> Arc<[String]> {
        if let Some(told) = self.console.desk.capabilities.get(&account) {
            return Arc::clone(told);
        }
        match self.account(account).map(|view| &view.connection) {
            Some(crate::model::ConnectionState::Ready(info)) => info.capabilities.clone().into(),
            Some(_) | None => Arc::from([]),
        }
    }
}
