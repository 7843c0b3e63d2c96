//! What each thing the user does in the console changes.

use crate::app::action::Effect;
use crate::app::dialogs::Dialog;
use crate::app::state::State;
use crate::engine::{Asked, Command, ConsoleCommand, ConsoleLiteral, ConsoleRun, TypedLine};
use crate::model::{AccountId, Secret};

use super::desk::{RowKind, Running};
use super::log::LogFilter;
use super::{ConsoleAct, ConsoleQuestion, ConsoleView, PathFor};

/// Least height of the panel: three lines and the line to type in.
const MIN_HEIGHT_PT: f32 = 140.0;

impl State {
    /// Applies one thing done in the console.
    pub(in crate::app) fn update_console(&mut self, act: ConsoleAct) -> Vec<Effect> {
        if !matches!(act, ConsoleAct::Saved(_) | ConsoleAct::PathChosen(..)) {
            self.console.note = None;
        }
        match act {
            ConsoleAct::Open(open) => return self.open_console(open),
            ConsoleAct::Resized(height_pt) => {
                self.console.height_pt = height_pt.max(MIN_HEIGHT_PT);
            }
            ConsoleAct::Show(view) => self.console.view = view,
            ConsoleAct::FilterWords(words) => {
                let filter = LogFilter { words, ..self.console.log.filter.clone() };
                self.console.log.set_filter(filter);
            }
            ConsoleAct::FilterAccount(account) => {
                let words = self.console.log.filter.words.clone();
                self.console.log.set_filter(LogFilter { words, account, connection: None });
            }
            ConsoleAct::FilterConnection(connection) => {
                let words = self.console.log.filter.words.clone();
                let account = Some(connection.account);
                let connection = Some(connection.number);
                self.console.log.set_filter(LogFilter { words, account, connection });
            }
            ConsoleAct::Pause(paused) => self.console.log.paused = paused,
            ConsoleAct::Clear => self.clear_console(),
            ConsoleAct::Pick { number, extend } => match self.console.view {
                ConsoleView::Log => self.console.log.picked.click(number, extend),
                ConsoleView::Commands => self.console.desk.picked.click(number, extend),
            },
            ConsoleAct::Copy => return vec![Effect::Copy(self.console_text())],
            ConsoleAct::Save => return self.ask_path(PathFor::Save),
            ConsoleAct::KeepContent(false) => self.console.keeps_content = false,
            ConsoleAct::KeepContent(true) => {
                if self.dialog.is_none() {
                    self.dialog = Some(Dialog::Console(ConsoleQuestion::Content));
                }
            }
            ConsoleAct::Confirm => return self.confirm_console(),
            ConsoleAct::UseAccount(account) => self.console.desk.account = Some(account),
            ConsoleAct::Send { typed, literals } => return self.send_line(&typed, literals),
            ConsoleAct::Answer(secret) => return self.answer_server(secret),
            ConsoleAct::Stop => {
                if let Some(running) = self.console.desk.running {
                    let stop = ConsoleCommand::Stop(running.id);
                    return vec![Effect::Send(running.account, Command::Console(stop))];
                }
            }
            ConsoleAct::AskFile(index) => return self.ask_path(PathFor::Literal(index)),
            ConsoleAct::DropFile(index) => _ = self.console.desk.files.remove(&index),
            ConsoleAct::PathChosen(what, Some(path)) => return self.path_chosen(what, path, true),
            ConsoleAct::PathChosen(_, None) => {}
            ConsoleAct::NoDialog(what) => self.ask_typed_path(what),
            ConsoleAct::SubmitPath(typed) => return self.submit_console_path(&typed),
            ConsoleAct::Saved(result) => self.console_saved(result),
        }
        Vec::new()
    }

    fn open_console(&mut self, open: bool) -> Vec<Effect> {
        self.console.is_open = open;
        if open {
            return Vec::new();
        }
        // Nothing is kept that nobody sees, and no connection held that nobody types on.
        self.console.keeps_content = false;
        self.console.log.drop_content();
        self.console.desk.running = None;
        let all = self.accounts.iter();
        all.map(|view| Effect::Send(view.id, Command::Console(ConsoleCommand::Close))).collect()
    }

    fn clear_console(&mut self) {
        match self.console.view {
            ConsoleView::Log => {
                self.console.log.rows.clear();
                self.console.log.picked.clear();
            }
            ConsoleView::Commands => {
                self.console.desk.rows.clear();
                self.console.desk.picked.clear();
            }
        }
    }

    fn send_line(&mut self, typed: &Secret, literals: Vec<ConsoleLiteral>) -> Vec<Effect> {
        if self.console.desk.running.is_some() || self.dialog.is_some() {
            return Vec::new();
        }
        let problem = |state: &mut Self, sentence: &str| {
            state.console.desk.problem = Some(sentence.to_owned());
            Vec::new()
        };
        let Some(account) = self.console_account() else {
            return problem(self, "There is no account to send it to.");
        };
        let line = match TypedLine::read(typed.expose()) {
            Ok(line) => line,
            Err(sentence) => return problem(self, sentence),
        };
        if line.literals().len() != literals.len() {
            return problem(self, "Type the text of each literal, or choose a file for it.");
        }
        self.console.desk.problem = None;
        let look_only = self.is_locked(account);
        let asks = line.may_change() && !look_only;
        let id = self.console.desk.next_run();
        let run = Box::new(ConsoleRun { id, line, literals, look_only });
        if !asks {
            return self.run_line(account, run);
        }
        let sentence = run.line.warning().map_or_else(
            || {
                format!(
                    "mailpane does not know {} as a command that leaves the server as it is.",
                    run.line.name()
                )
            },
            str::to_owned,
        );
        let name = self.console_name(account);
        let question = ConsoleQuestion::Send { account, name, sentence, run };
        self.dialog = Some(Dialog::Console(question));
        Vec::new()
    }

    fn confirm_console(&mut self) -> Vec<Effect> {
        match self.dialog.take() {
            Some(Dialog::Console(ConsoleQuestion::Send { account, run, .. })) => {
                self.run_line(account, run)
            }
            Some(Dialog::Console(ConsoleQuestion::Content)) => {
                self.console.keeps_content = true;
                Vec::new()
            }
            other => {
                self.dialog = other;
                Vec::new()
            }
        }
    }

    fn run_line(&mut self, account: AccountId, run: Box<ConsoleRun>) -> Vec<Effect> {
        let desk = &mut self.console.desk;
        desk.running = Some(Running { id: run.id, account, asked: None });
        desk.accepted = desk.accepted.wrapping_add(1);
        desk.files.clear();
        desk.picked.clear();
        // What holds a secret cannot be had again.
        if !run.line.is_secret() {
            let tag = run.line.tag().map(|tag| format!("{tag} ")).unwrap_or_default();
            desk.remember(format!("{tag}{}", run.line.shown()));
        }
        self.console.view = ConsoleView::Commands;
        vec![Effect::Send(account, Command::Console(ConsoleCommand::Run(run)))]
    }

    fn answer_server(&mut self, secret: Secret) -> Vec<Effect> {
        let Some(running) = &mut self.console.desk.running else { return Vec::new() };
        let Some(asked) = running.asked.take() else { return Vec::new() };
        let account = running.account;
        let shown = match asked {
            Asked::Done => "DONE",
            Asked::Secret => "…",
        };
        let secret = match asked {
            // Nothing else ends an IDLE, and nothing else may come while it lasts.
            Asked::Done => Secret::new("DONE".to_owned()),
            Asked::Secret => secret,
        };
        self.console.desk.accepted = self.console.desk.accepted.wrapping_add(1);
        self.console.desk.push(RowKind::Sent, shown);
        vec![Effect::Send(account, Command::Console(ConsoleCommand::Answer(secret)))]
    }
}
