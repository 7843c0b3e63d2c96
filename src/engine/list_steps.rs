//! Steps for the list: opening a mailbox, rows in any order, details of rows in view,
//! conversations.

use crate::imap::{ImapError, Opening, PAGE_LIMIT, Places, RowItems, Session};
use crate::model::MailboxName;

use super::protocol::{Event, RowsAsked, Unavailable};
use super::steps::View;
use super::translate::Translator;
use super::worker::Worker;

/// The newest rows fetched with a mailbox that is opened again by itself: a tall screen.
pub const REOPENED_ROWS: u32 = 50;

impl Worker {
    /// Opens a mailbox for the screen: its first rows come with it, and the tree where it was not
    /// listed yet.
    pub(super) fn open(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
        (rows, view, known_exists): (u32, View, Option<u32>),
    ) -> Result<(), ImapError> {
        self.shown = Some(mailbox.clone());
        self.selected = None;
        let opening = Opening {
            with_list: !self.listed,
            known_exists,
            order: view.order,
            items: RowItems { links: view.links },
            ..Opening::new(mailbox.clone(), rows.min(PAGE_LIMIT))
        };
        self.select(session, &opening)?;
        self.listed |= opening.with_list;
        Ok(())
    }

    /// Selects a mailbox again after a step elsewhere, or before a save from another one.
    pub(super) fn ensure_selected(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
    ) -> Result<(), ImapError> {
        if self.selected.as_ref() == Some(mailbox) {
            return Ok(());
        }
        self.selected = None;
        self.select(session, &Opening::new(mailbox.clone(), 0))
    }

    fn select(&mut self, session: &mut Session, opening: &Opening) -> Result<(), ImapError> {
        let mailbox = &opening.mailbox;
        let shown = self.shown.clone().filter(|shown| shown == mailbox);
        let mut translator =
            Translator::new(self.setup.id, shown, &self.events, &self.shared.meter);
        translator.page_follows = opening.rows > 0;
        let opened = session.select(opening, &mut |update| translator.take(update));
        translator.flush();
        let (exists, closed) = (translator.exists, translator.closed);
        let listed = translator.listed.take();
        self.closed |= closed;
        if let Some(listed) = listed {
            self.keep_tree(listed);
        }
        let opened = opened?;
        self.exists = exists.unwrap_or(opened.exists);
        self.uid_validity = Some(opened.uid_validity);
        self.selected = Some(mailbox.clone());
        Ok(())
    }

    /// Reads the rows that are looked at; nothing where another mailbox is on the screen by now.
    pub(super) fn rows(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
        rows: &RowsAsked,
        links: bool,
    ) -> Result<(), ImapError> {
        if !self.is_shown(mailbox) {
            return Ok(());
        }
        self.ensure_selected(session, mailbox)?;
        let items = RowItems { links };
        match rows {
            RowsAsked::Range { first_seq, last_seq } => {
                let last = (*last_seq).min(self.exists);
                // The newest of too many: the others are asked for when these are there.
                let first = (*first_seq).max(last.saturating_sub(PAGE_LIMIT - 1)).max(1);
                if first > last {
                    return Ok(());
                }
                self.translated(session, |session, on| session.fetch_rows(first, last, items, on))
            }
            RowsAsked::Set(seqs) => {
                self.translated(session, |session, on| session.fetch_row_set(seqs, items, on))
            }
            RowsAsked::Sorted { order, first, last, whole } => {
                let places = Places { order: *order, first: *first, last: *last, whole: *whole };
                self.translated(session, |session, on| session.sort_page(&places, items, on))
            }
        }
    }

    /// Structures and previews of rows in view.
    pub(super) fn details(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
        seqs: &[u32],
    ) -> Result<(), ImapError> {
        if !self.is_shown(mailbox) || seqs.is_empty() {
            return Ok(());
        }
        self.ensure_selected(session, mailbox)?;
        self.translated(session, |session, on| session.fetch_details(seqs, on))
    }

    /// The conversations of the mailbox on the screen, or why there are none.
    pub(super) fn threads(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
    ) -> Result<(), ImapError> {
        if !self.is_shown(mailbox) {
            return Ok(());
        }
        let (account, mailbox) = (self.setup.id, mailbox.clone());
        if !session.can_thread() {
            let reason = Unavailable::NotOffered;
            self.emit(Event::ThreadsUnavailable { account, mailbox, reason });
            return Ok(());
        }
        self.ensure_selected(session, &mailbox)?;
        let nodes = self.translated(session, |session, on| session.threads(on))?;
        self.emit(Event::ThreadsLoaded { account, mailbox, nodes: nodes.into() });
        Ok(())
    }

    pub(super) fn is_shown(&self, mailbox: &MailboxName) -> bool {
        self.shown.as_ref() == Some(mailbox)
    }
}
