//! Steps about the account's mailboxes: listing, making, renaming, deleting them, and asking what
//! is new in the one that is open.

use std::sync::Arc;

use crate::imap::{ImapError, Session};
use crate::model::{Mailbox, MailboxName};

use super::protocol::{Event, MailboxChange};
use super::survey::Plan;
use super::translate::Uses;
use super::worker::Worker;

impl Worker {
    pub(super) fn list(&mut self, session: &mut Session) -> Result<(), ImapError> {
        let mailboxes = self.translated(session, |session, on| session.list(on))?;
        self.listed = true;
        let account = self.setup.id;
        let mailboxes: Arc<[Mailbox]> = mailboxes.into();
        self.keep_tree(Arc::clone(&mailboxes));
        self.emit(Event::MailboxesListed { account, mailboxes });
        Ok(())
    }

    pub(super) fn keep_tree(&mut self, mailboxes: Arc<[Mailbox]>) {
        self.uses = Uses::of(&mailboxes);
        self.tree = mailboxes;
    }

    /// Counts what is in a mailbox and inside it, as the tree was listed last.
    pub(super) fn survey(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
    ) -> Result<(), ImapError> {
        if self.tree.is_empty() {
            self.list(session)?;
        }
        let plan = Plan::new(&self.tree, mailbox);
        let counts = self.translated(session, |session, on| session.counts(&plan.asked, on))?;
        let survey = Arc::new(plan.survey(&counts));
        self.emit(Event::MailboxSurveyed { account: self.setup.id, survey });
        Ok(())
    }

    pub(super) fn sync(&mut self, session: &mut Session) -> Result<(), ImapError> {
        let Some(mailbox) = self.shown.clone() else {
            return self.translated(session, |session, on| session.noop(on));
        };
        self.ensure_selected(session, &mailbox)?;
        let unseen = self.translated(session, |session, on| session.sync(on))?;
        let account = self.setup.id;
        self.emit(Event::UnseenChanged { account, mailbox, unseen });
        Ok(())
    }

    pub(super) fn change(
        &mut self,
        session: &mut Session,
        change: &MailboxChange,
    ) -> Result<(), ImapError> {
        // A server may refuse to rename or delete the mailbox that is selected, or end the session.
        let selected = self.selected.clone();
        match change {
            MailboxChange::Renamed { from: gone, .. }
            | MailboxChange::Deleted { mailbox: gone, .. }
                if selected.as_ref() == Some(gone) =>
            {
                self.ensure_selected(session, &MailboxName::inbox())?;
                self.unwatch();
            }
            MailboxChange::Created { .. }
            | MailboxChange::Renamed { .. }
            | MailboxChange::Deleted { .. }
            | MailboxChange::Subscribed { .. } => {}
        }
        match change {
            MailboxChange::Created { mailbox: name, .. } => {
                self.translated(session, |session, on| {
                    session.create(name, on)?;
                    // A new folder that does not show is no help; refusing this is no failure.
                    match session.subscribe(name, true, on) {
                        Err(ImapError::Refused { .. }) | Ok(()) => Ok(()),
                        Err(error) => Err(error),
                    }
                })?;
            }
            MailboxChange::Renamed { from, to } => self.rename(session, from, to)?,
            MailboxChange::Subscribed { mailbox, on: wanted } => {
                self.translated(session, |session, on| session.subscribe(mailbox, *wanted, on))?;
            }
            MailboxChange::Deleted { mailbox: name, .. } => {
                self.translated(session, |session, on| {
                    session.delete(name, on)?;
                    match session.subscribe(name, false, on) {
                        Err(ImapError::Refused { .. }) | Ok(()) => Ok(()),
                        Err(error) => Err(error),
                    }
                })?;
            }
        }
        self.list(session)?;
        self.emit(Event::MailboxChanged { account: self.setup.id, change: change.clone() });
        Ok(())
    }

    /// RENAME leaves subscriptions at the old name (RFC 3501 §6.3.5): they move along.
    fn rename(
        &mut self,
        session: &mut Session,
        from: &MailboxName,
        to: &MailboxName,
    ) -> Result<(), ImapError> {
        self.translated(session, |session, on| {
            session.rename(from, to, on)?;
            for (name, wanted) in [(to, true), (from, false)] {
                match session.subscribe(name, wanted, on) {
                    Err(ImapError::Refused { .. }) | Ok(()) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        })
    }
}
