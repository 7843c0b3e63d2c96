//! Steps for what is looked at of a message: its text, more of it, all its headers.

use std::sync::Arc;

use crate::imap::{ImapError, Session};
use crate::mime;
use crate::model::{MessageKey, Part};
use crate::reading::{self, Form};

use super::job::Job;
use super::load::{LoadedMessage, TEXT_PIECE_BYTES, pieces};
use super::protocol::{Event, Place};
use super::worker::Worker;

/// Bytes that a message read ahead may take beside its main part: it may never be opened.
const AHEAD_BELOW_LIMIT_BYTES: u64 = 64 * 1024;

impl Worker {
    /// Shows a message that is looked at.
    pub(super) fn message(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
        wish: (Option<Arc<Part>>, Form),
    ) -> Result<(), ImapError> {
        self.ensure_key(session, key)?;
        let loaded = self.load(session, key, wish)?;
        self.report_traffic();
        self.learning.observe(loaded.header());
        self.emit_loaded(&loaded);
        self.loaded.keep(loaded);
        Ok(())
    }

    /// Reads ahead what was found small by whoever asked.
    pub(super) fn prefetch(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
        (structure, form): (Option<Arc<Part>>, Form),
    ) -> Result<(), ImapError> {
        // Only in the mailbox that is open: selecting another for a guess would cost more than the
        // guess is worth.
        if self.selected.as_ref() != Some(&key.mailbox) {
            return Ok(());
        }
        let below = structure.iter().flat_map(|structure| reading::with_message(structure, form));
        if below.map(|one| u64::from(one.limit_bytes)).sum::<u64>() > AHEAD_BELOW_LIMIT_BYTES {
            return Ok(());
        }
        self.ensure_key(session, key)?;
        let loaded = self.load(session, key, (structure, form))?;
        self.emit_loaded(&loaded);
        Ok(())
    }

    fn load(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
        (structure, form): (Option<Arc<Part>>, Form),
    ) -> Result<LoadedMessage, ImapError> {
        let fetched = self.translated(session, |session, on| {
            session.fetch_message(key.uid, structure, &|root| pieces(root, form), on)
        })?;
        Ok(LoadedMessage::new(key.clone(), fetched, form))
    }

    fn emit_loaded(&mut self, loaded: &LoadedMessage) {
        let event = loaded.to_event(self.learning.authority());
        self.emit(event);
    }

    /// The next piece of a message's text, in each form in which it is open.
    pub(super) fn more_text(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
        is_again: bool,
    ) -> Result<(), ImapError> {
        self.ensure_key(session, key)?;
        let forms = self.loaded.forms(key);
        if forms.is_empty() && !is_again {
            // The text was let go for those of other messages: read it again, and then on.
            let (place, form) = self.places.of(key).unwrap_or((Place::PANE, Form::default()));
            self.queue.push(Job::Message { place, key: key.clone(), structure: None, form });
            self.queue.push(Job::MoreText { key: key.clone(), is_again: true });
        }
        for form in forms {
            let Some(mut loaded) = self.loaded.take(key, form) else { continue };
            let next = loaded.next_piece().map(|(part, at)| (part.clone(), at));
            let piece = next.map(|(part, at)| {
                self.translated(session, |session, on| {
                    session.fetch_piece(key.uid, &part, at, TEXT_PIECE_BYTES, on)
                })
            });
            if let Some(Ok(piece)) = &piece {
                loaded.add_piece(piece);
            }
            let result = piece.transpose();
            if result.is_ok() {
                self.emit_loaded(&loaded);
            }
            self.loaded.keep(loaded);
            result?;
        }
        Ok(())
    }

    /// All header fields of a message.
    pub(super) fn headers(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
    ) -> Result<(), ImapError> {
        self.ensure_key(session, key)?;
        let header = self.translated(session, |session, on| session.fetch_header(key.uid, on))?;
        let headers = mime::all_headers(&header).into();
        self.emit(Event::HeadersLoaded { key: key.clone(), headers });
        Ok(())
    }
}
