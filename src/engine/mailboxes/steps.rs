//! One step of a change to mailboxes: a write and the list behind it, and the events that follow.

use std::sync::Arc;

use super::{Reshaping, SUBSCRIPTIONS_PER_WRITE, Stage, words};
use crate::engine::job::Job;
use crate::engine::protocol::Event;
use crate::engine::steps::Step;
use crate::engine::worker::Worker;
use crate::imap::{ImapError, MailboxCommand, Managed, Managing, Recovery, Session};
use crate::model::{Failure, MailboxName};

/// Connections lost one after the other over the list that tells what became of a change: asking
/// for it changes nothing.
const LOOKS_LIMIT: u32 = 5;

impl Worker {
    pub(in crate::engine) fn reshape_step(
        &mut self,
        session: &mut Session,
        mut job: Box<Reshaping>,
    ) -> Result<Step, (Job, ImapError)> {
        match self.try_reshape(session, &mut job) {
            Ok(true) => Ok(Step::More(Job::Change(job))),
            Ok(false) => Ok(Step::Done),
            Err(error) if error.recovery() == Recovery::KeepSession => {
                let failure = self.failure(&error);
                self.reshape_failed(&mut job, failure);
                Ok(Step::Done)
            }
            Err(error) => Err((Job::Change(job), error)),
        }
    }

    /// True where another step follows.
    fn try_reshape(
        &mut self,
        session: &mut Session,
        job: &mut Reshaping,
    ) -> Result<bool, ImapError> {
        session.may_change()?;
        match job.stage {
            Stage::Waiting => self.send_reshape(session, job),
            Stage::Sent => {
                self.list(session)?;
                job.look(&self.tree);
                Ok(self.reshaped(job))
            }
            Stage::Answered => {
                self.list(session)?;
                Ok(self.reshaped(job))
            }
            Stage::Tidying => self.tidy(session, job),
        }
    }

    fn send_reshape(
        &mut self,
        session: &mut Session,
        job: &mut Reshaping,
    ) -> Result<bool, ImapError> {
        if self.tree.is_empty() {
            self.list(session)?;
        }
        job.begin(&self.tree);
        if let Some(failure) = job.impossible(session.can_create_for_use()) {
            job.answer = Some(Err(failure));
            return Ok(self.reshaped(job));
        }
        let unselect = self.leave_concerned(session, job)?;
        let (commands, list) = job.next_write();
        let managing = Managing { commands: &commands, unselect, list };
        let mut came = Managed::default();
        let result =
            self.translated(session, |session, on| session.manage(&managing, &mut came, on));
        if self.selected.as_ref().is_some_and(|selected| job.concerns(selected)) {
            self.selected = None;
        }
        let answers = came.answers.into_iter();
        let in_words = |answer: Option<Result<(), ImapError>>| {
            answer.map(|answer| answer.map_err(|error| self.failure(&error)))
        };
        job.answered(answers.map(in_words).collect());
        let is_listed = came.mailboxes.is_some();
        if let Some(mailboxes) = came.mailboxes {
            self.listed_anew(mailboxes);
        }
        result?;
        if !list {
            job.stage = Stage::Waiting;
            return Ok(true);
        }
        if !is_listed {
            self.queue.push(Job::List); // It was refused; the next may not be.
        }
        Ok(self.reshaped(job))
    }

    /// Leaves what is about to go: a server may refuse to rename or delete the mailbox that is
    /// selected, or end the session. True where it is to be left in the same write.
    fn leave_concerned(
        &mut self,
        session: &mut Session,
        job: &mut Reshaping,
    ) -> Result<bool, ImapError> {
        if self.shown.as_ref().is_some_and(|shown| job.concerns(shown)) {
            // Neither is it opened again by itself after a lost connection, before it is known
            // under which name.
            job.shown = self.shown.take();
            self.unwatch();
        }
        let is_selected = self.selected.as_ref().is_some_and(|selected| job.concerns(selected));
        if !is_selected || session.can_unselect() {
            return Ok(is_selected);
        }
        let inbox = MailboxName::inbox();
        if !job.concerns(&inbox) {
            self.ensure_selected(session, &inbox)?;
        }
        Ok(false)
    }

    /// Tells what became of it. True where subscriptions are left to be put right.
    fn reshaped(&mut self, job: &mut Reshaping) -> bool {
        let account = self.setup.id;
        let tree = Arc::clone(&self.tree);
        let outcome = job.outcome(&tree);
        job.tidy = job.subscriptions(outcome.is_ok(), &tree);
        self.follow(job, outcome.is_ok());
        let change = job.change().clone();
        match outcome {
            Ok(()) => self.emit(Event::MailboxChanged { account, change }),
            Err(failure) => self.emit(Event::MailboxChangeFailed { account, change, failure }),
        }
        self.open_again(job);
        job.stage = Stage::Tidying;
        !job.tidy.is_empty()
    }

    /// It ends here, and what was asked for was not sent, or nobody knows what became of it.
    fn reshape_failed(&mut self, job: &mut Reshaping, failure: Failure) {
        if job.stage == Stage::Tidying {
            log::warn!("subscriptions_left kind={:?}", failure.kind);
            return;
        }
        let failure = job.with_deleted(failure);
        let (account, change) = (self.setup.id, job.change().clone());
        self.emit(Event::MailboxChangeFailed { account, change, failure });
        self.open_again(job);
    }

    /// Takes subscriptions back that name nothing any more, and sets those that lack.
    fn tidy(&mut self, session: &mut Session, job: &mut Reshaping) -> Result<bool, ImapError> {
        let count = job.tidy.len().min(SUBSCRIPTIONS_PER_WRITE);
        let now = job.tidy.iter().take(count).cloned();
        let commands: Vec<MailboxCommand> =
            now.map(|(mailbox, on)| MailboxCommand::Subscribe { mailbox, on }).collect();
        let list = job.tidy.iter().take(count).any(|(_, on)| *on);
        let managing = Managing { commands: &commands, unselect: false, list };
        let mut came = Managed::default();
        // What is refused stays: it shows nowhere.
        self.translated(session, |session, on| session.manage(&managing, &mut came, on))?;
        if let Some(mailboxes) = came.mailboxes {
            self.listed_anew(mailboxes);
        }
        job.tidy.drain(..count);
        Ok(!job.tidy.is_empty())
    }

    /// The connection broke under a change. `Some` where it goes on with the next one: what was not
    /// sent is sent, what was sent is looked for.
    pub(in crate::engine) fn reshape_lost(
        &mut self,
        mut job: Box<Reshaping>,
        (losses, limit): (u32, u32),
        error: &ImapError,
    ) -> Option<Box<Reshaping>> {
        let limit = match job.stage {
            Stage::Waiting | Stage::Tidying => limit,
            Stage::Sent | Stage::Answered => LOOKS_LIMIT,
        };
        if losses < limit {
            return Some(job);
        }
        let why = self.failure(error);
        let name = job.shown_name(job.subject());
        let failure = match (job.stage, &job.answer) {
            (Stage::Answered, Some(Ok(()))) => {
                let (account, change) = (self.setup.id, job.change().clone());
                self.follow(&mut job, true);
                self.emit(Event::MailboxChanged { account, change });
                self.open_again(&mut job);
                return None;
            }
            (Stage::Answered, Some(Err(refused))) => refused.clone(),
            (Stage::Waiting, _) => words::not_done(&name, job.change()),
            (Stage::Sent | Stage::Answered | Stage::Tidying, _) => {
                words::not_known(&name, job.change(), &why)
            }
        };
        self.reshape_failed(&mut job, failure);
        None
    }
}
