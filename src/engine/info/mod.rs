//! What a server says of an account and its folders, and changing who may do what: one write each.

mod protocol;

use std::sync::Arc;

use crate::imap::{ImapError, Session};
use crate::model::{Failure, MailboxName, Purpose, RightsChange};

use super::job::{Job, Priority};
use super::protocol::Event;
use super::worker::{Served, Worker};

pub use protocol::{InfoCommand, InfoEvent};

/// One piece of work.
#[derive(Debug)]
pub enum InfoJob {
    Account,
    Folder { mailbox: MailboxName, selectable: bool },
    Rights { mailbox: MailboxName, changes: Vec<RightsChange> },
}

/// Two with the same key are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InfoKey {
    Account,
    Folder,
    Rights(MailboxName, Vec<RightsChange>),
}

impl InfoJob {
    pub fn key(&self) -> InfoKey {
        match self {
            Self::Account => InfoKey::Account,
            Self::Folder { .. } => InfoKey::Folder,
            Self::Rights { mailbox, changes } => InfoKey::Rights(mailbox.clone(), changes.clone()),
        }
    }

    pub fn priority(&self) -> Priority {
        match self {
            Self::Account | Self::Folder { .. } => Priority::Mailbox,
            Self::Rights { .. } => Priority::Change,
        }
    }

    pub fn purpose(&self) -> Purpose {
        Purpose::Folders
    }
}

impl Worker {
    /// Takes one command in. `Some` where it ends the session.
    pub(super) fn info_command(&mut self, command: InfoCommand) -> Option<Served> {
        match command {
            InfoCommand::ReadAccount => self.queue.push(Job::Info(InfoJob::Account)),
            InfoCommand::ReadFolder { mailbox, selectable } => {
                self.queue.push(Job::Info(InfoJob::Folder { mailbox, selectable }));
            }
            InfoCommand::ChangeRights { mailbox, changes } => {
                self.queue.push(Job::Info(InfoJob::Rights { mailbox, changes }));
            }
            InfoCommand::SetLookOnly(on) => {
                self.setup.account.look_only = on;
                // A line typed by hand waits for the next login, too.
                self.console.close();
                if on {
                    self.imports.stop_writing();
                }
                let account = self.setup.id;
                self.emit(Event::Info(InfoEvent::LookOnly { account, on }));
                // A connection is one or the other for as long as it lives.
                return Some(Served::LogInAgain);
            }
        }
        None
    }

    pub(super) fn info(&mut self, session: &mut Session, job: &InfoJob) -> Result<(), ImapError> {
        let account = self.setup.id;
        let event = match job {
            InfoJob::Account => {
                let info = self.translated(session, |session, on| session.account_info(on))?;
                InfoEvent::AccountRead { account, info: Arc::new(info) }
            }
            InfoJob::Folder { mailbox, selectable } => {
                let user = self.setup.account.user.clone();
                let of = (*selectable, user.as_str());
                let info =
                    self.translated(session, |session, on| session.folder_info(mailbox, of, on))?;
                let mailbox = mailbox.clone();
                InfoEvent::FolderRead { account, mailbox, info: Arc::new(info) }
            }
            InfoJob::Rights { mailbox, changes } => {
                let (outcome, refused) = self.translated(session, |session, on| {
                    session.change_rights(mailbox, changes, on)
                })?;
                let failure = refused.map(|error| self.in_words(&error));
                let (rights, acl) = (outcome.rights, outcome.acl);
                let mailbox = mailbox.clone();
                InfoEvent::RightsChanged { account, mailbox, rights, acl, failure }
            }
        };
        self.emit(Event::Info(event));
        Ok(())
    }

    fn in_words(&self, error: &ImapError) -> Failure {
        let account = &self.setup.account;
        error.to_failure(&account.host, account.port)
    }

    pub(super) fn info_failed(&mut self, job: InfoJob, failure: Failure) {
        let account = self.setup.id;
        let event = match job {
            InfoJob::Account => InfoEvent::ReadFailed { account, mailbox: None, failure },
            InfoJob::Folder { mailbox, .. } => {
                InfoEvent::ReadFailed { account, mailbox: Some(mailbox), failure }
            }
            InfoJob::Rights { mailbox, .. } => {
                InfoEvent::RightsFailed { account, mailbox, failure }
            }
        };
        self.emit(Event::Info(event));
    }
}
