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
        if self.shows_another() {
            self.reopen();
        }
    }

    /// The open mailbox was renamed by another hand, and a new one has its name: some servers let the
    /// session go on in the old one (Dovecot).
    fn shows_another(&self) -> bool {
        let open = self.shown.as_ref().filter(|shown| self.selected.as_ref() == Some(shown));
        let listed = self.tree.iter().find(|mailbox| Some(&mailbox.name) == open);
        let uid_validity = listed.and_then(|mailbox| mailbox.counts?.uid_validity);
        uid_validity.is_some() && self.uid_validity.is_some() && uid_validity != self.uid_validity
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
        if self.selected.as_ref().is_some_and(|selected| plan.asked.contains(selected)) {
            // Of the open mailbox STATUS says what the session knows (Dovecot), and what came since may
            // not be deleted as if there were nothing.
            self.translated(session, |session, on| session.noop(on))?;
        }
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
