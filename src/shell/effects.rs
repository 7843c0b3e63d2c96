//! Carries out what the state asks for.

use std::time::{Duration, Instant};

use crate::app::{Action, Effect};
use crate::engine::{AccountHandle, AccountSetup, endpoint_of};
use crate::model::{Account, AccountId, Secret};
use crate::wire::Endpoint;

use super::program::Program;
use super::services::Task;
use super::windows::focus_window;

/// Longest wait for the workers at exit: a flag and a LOGOUT take two round trips, and a slow line
/// has 200 ms each.
const GOODBYE: Duration = Duration::from_millis(800);
const GOODBYE_STEP: Duration = Duration::from_millis(5);

impl Program {
    pub(super) fn carry_out(&mut self, effect: Effect, context: &egui::Context) {
        match effect {
            Effect::Send(account, command) => {
                if let Some(handle) = self.handles.get(&account)
                    && !handle.send(command)
                {
                    log::warn!("command_dropped account={}", account.0);
                }
            }
            Effect::StartAccount { id, account, secret, remember } => {
                self.start_account(id, *account, secret, remember);
            }
            Effect::StopAccount(id) => {
                self.handles.remove(&id);
            }
            Effect::KeepAccount(account) => self.services.send(Task::KeepAccount(account)),
            // What the sample account is set to is forgotten with it.
            Effect::KeepLookOnly(account) if self.locals.holds(&account) => {}
            Effect::KeepLookOnly(account) => self.services.send(Task::KeepLookOnly(account)),
            // A mail file may be named like an account that is kept.
            Effect::ForgetAccount(account) if self.locals.holds(&account) => {}
            Effect::ForgetAccount(account) => self.services.send(Task::ForgetAccount(account)),
            Effect::KeepSettings => {
                self.set_theme(context);
                self.services.send(Task::KeepSettings(self.current_settings()));
            }
            Effect::AskSavePath { id, suggested_name } => {
                self.services.ask_save_path(id, &suggested_name);
            }
            Effect::AskExportPath { id, form, suggested_name } => {
                self.services.ask_export_path(id, form, &suggested_name);
            }
            Effect::Import(effect) => self.import(effect),
            Effect::AskSaveFolder { ids } => self.services.ask_save_folder(ids),
            Effect::OpenLink(target) => self.services.send(Task::OpenLink(target)),
            Effect::Copy(text) => context.copy_text(text),
            Effect::TraceMessageShown { key, kind } => {
                self.tracer.message_shown(&self.state, &key, kind);
            }
            Effect::FocusWindow(place) => focus_window(place, context),
            Effect::FocusQuestion => focus_window(self.drafts.asked_in, context),
            Effect::Page(command) => self.pages.send(command),
            Effect::FetchRemote { page, addresses } => self.pictures.fetch(page, addresses),
            Effect::CancelRemote(page) => self.pictures.cancel(page),
            Effect::MakePrivateFile { id, safe_name } => {
                self.services.send(Task::MakePrivateFile { id, safe_name });
            }
            Effect::WriteFiles(files) => {
                if let Err(unwritten) = self.services.write_files(files) {
                    self.state.update(Action::FilesWritten(unwritten));
                }
            }
            Effect::OpenFile(path) => self.services.send(Task::OpenFile(path)),
            Effect::AskPdfPath { id, suggested_name } => {
                self.services.ask_pdf_path(id, suggested_name);
            }
            Effect::Print(job) => self.services.print(job, self.state.private),
            Effect::Console(effect) => self.carry_out_console(effect),
            Effect::Quit => self.quitting = true,
        }
    }

    fn start_account(
        &mut self,
        id: AccountId,
        account: Account,
        secret: Option<Secret>,
        remember: bool,
    ) {
        let config = self.config.clone();
        let local = self.locals.server(id);
        let setup = AccountSetup {
            id,
            // Servers of our own take any password.
            secret: if local.is_some() { Some(Secret::new("any".to_owned())) } else { secret },
            remember: remember && local.is_none(),
            look_only: self.state.look_only,
            secrets: self.secrets.clone(),
            account,
        };
        let events = self.events.clone();
        let handle = AccountHandle::start(
            setup,
            move |account| match local {
                Some(server) => Ok(Endpoint::Local(server.connector())),
                None => endpoint_of(account, &config),
            },
            events,
        );
        self.handles.insert(id, handle);
    }

    /// Writes what is to be remembered, lets the workers send the changes that wait and log out,
    /// and ends them. Waits for a moment only: the window is gone already.
    pub(super) fn quit(&mut self) {
        if self.handles.is_empty() {
            return;
        }
        self.services.send(Task::KeepSettings(self.current_settings()));
        for handle in self.handles.values() {
            handle.stop();
        }
        let end = Instant::now() + GOODBYE;
        while Instant::now() < end && !self.handles.values().all(AccountHandle::is_finished) {
            std::thread::sleep(GOODBYE_STEP);
        }
        self.handles.clear();
    }
}
