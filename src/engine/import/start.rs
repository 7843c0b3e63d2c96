//! Starting imports and stopping them: what the worker of an account knows of the threads beside it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use crossbeam_channel::{Sender, bounded};

use crate::engine::account::KillSlot;
use crate::engine::protocol::{
    Event, GiveRequest, ImportCommand, ImportEvent, ImportId, ImportOutcome, ImportTarget,
};
use crate::engine::worker::Worker;
use crate::imap::{Credentials, ImapError};
use crate::model::{Failure, MailboxName};

use super::give::give;
use super::line::{Control, Line, Setup, Stopping};
use super::pipe::{Given, Outlet};
use super::run::{Taking, run};
use super::source::Source;
use super::tell::Teller;
use super::words;

/// Answers and wishes to stop that wait; more say nothing new.
const CONTROLS_WAITING: usize = 4;

/// The threads that bring messages in or give them away.
#[derive(Debug, Default)]
pub struct Imports(BTreeMap<ImportId, Running>);

#[derive(Debug)]
struct Running {
    /// Its connection changes the server.
    writes: bool,
    stopping: Stopping,
    control: Sender<Control>,
    kill: KillSlot,
}

impl Drop for Running {
    /// Their connections go with the account.
    fn drop(&mut self) {
        self.stopping.soon.store(true, Ordering::SeqCst);
        let _ = self.control.try_send(Control::Stop);
        self.kill.kill_for_good();
    }
}

impl Imports {
    /// Nothing more is brought in, not even what a command that has begun still has to say; what is in
    /// stays, and each says so.
    pub(in crate::engine) fn stop_writing(&self) {
        for running in self.0.values().filter(|running| running.writes) {
            running.stopping.at_once.store(true, Ordering::SeqCst);
            running.stopping.soon.store(true, Ordering::SeqCst);
            let _ = running.control.try_send(Control::Stop);
        }
    }
}

impl Worker {
    pub(in crate::engine) fn import(&mut self, command: ImportCommand) {
        self.imports.0.retain(|_, running| Arc::strong_count(&running.stopping.soon) > 1);
        match command {
            ImportCommand::Files { target, paths } => {
                let source = Source::files(paths);
                self.take(Taking { target, source, verified: false, asks: true });
            }
            ImportCommand::Take { target, from, verified } => {
                let source = Source::taken(from);
                self.take(Taking { target, source, verified, asks: false });
            }
            ImportCommand::Give { request, to } => self.give(request, to),
            ImportCommand::Answer { id, skip } => {
                if let Some(running) = self.imports.0.get(&id) {
                    let _ = running.control.try_send(Control::Answer { skip });
                }
            }
            ImportCommand::Stop(id) => {
                if let Some(running) = self.imports.0.get(&id) {
                    running.stopping.soon.store(true, Ordering::SeqCst);
                    let _ = running.control.try_send(Control::Stop);
                }
            }
        }
    }

    fn take(&mut self, taking: Taking) {
        let target = taking.target.clone();
        if self.setup.look_only || self.setup.account.look_only {
            let account = &self.setup.account;
            let failure = ImapError::LookOnly.to_failure(&account.host, account.port);
            return self.import_failed(target, failure);
        }
        let line = self.line(target.id, &target.mailbox, false);
        let teller = Teller::new(target.id, self.events.clone());
        let builder = thread::Builder::new().name(format!("import {}", self.setup.account.name));
        if let Err(error) = builder.spawn(move || run(line, teller, taking)) {
            self.imports.0.remove(&target.id);
            self.import_failed(target, words::no_thread(&error));
        }
    }

    fn give(&mut self, request: GiveRequest, outlet: Outlet) {
        let line = self.line(request.id, &request.mailbox, true);
        let id = request.id;
        let builder = thread::Builder::new().name(format!("give {}", self.setup.account.name));
        let failed = outlet.given.clone();
        if let Err(error) = builder.spawn(move || give(line, &request, &outlet)) {
            self.imports.0.remove(&id);
            let _ = failed.try_send(Given::Failed(words::no_thread(&error)));
        }
    }

    fn line(&mut self, id: ImportId, mailbox: &MailboxName, look_only: bool) -> Line {
        let (control, controls) = bounded(CONTROLS_WAITING);
        let (stopping, kill) = (Stopping::default(), KillSlot::new());
        let account = self.setup.account.clone();
        let credentials = self.secret.as_ref().map(|secret| Credentials {
            user: account.user.clone(),
            secret: secret.duplicate(),
            method: account.auth,
        });
        let setup = Setup {
            account,
            endpoint: self.endpoint.clone(),
            credentials,
            shared: self.shared.clone(),
            kill: kill.clone(),
            mailbox: mailbox.clone(),
            look_only,
        };
        let running = Running { writes: !look_only, stopping: stopping.clone(), control, kill };
        self.imports.0.insert(id, running);
        Line::new(setup, stopping, controls)
    }

    fn import_failed(&mut self, target: ImportTarget, failure: Failure) {
        let outcome = Arc::new(ImportOutcome::failed(target, failure));
        let id = outcome.target.id;
        self.emit(Event::Import(ImportEvent::Ended { id, outcome }));
    }
}
