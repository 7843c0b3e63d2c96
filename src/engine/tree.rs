//! Steps about the account's mailboxes: listing and counting them, and asking what is new in the one
//! that is open.

use std::sync::Arc;

use crate::imap::{ImapError, Session};
use crate::model::{Mailbox, MailboxName};

use super::job::JobKey;
use super::mailboxes::Plan;
use super::protocol::Event;
use super::translate::Uses;
use super::worker::Worker;

impl Worker {
    pub(super) fn list(&mut self, session: &mut Session) -> Result<(), ImapError> {
        let mailboxes = self.translated(session, |session, on| session.list(on))?;
        self.listed_anew(mailboxes);
        Ok(())
    }

    /// The whole tree came.
    pub(super) fn listed_anew(&mut self, mailboxes: Vec<Mailbox>) {
        let (account, mailboxes) = (self.setup.id, Arc::<[Mailbox]>::from(mailboxes));
        self.listed = true;
        self.queue.take(&JobKey::List); // That is what it would have brought.
        self.keep_tree(Arc::clone(&mailboxes));
        self.emit(Event::MailboxesListed { account, mailboxes });
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
}
