//! Steps for what is looked at of a message: its text, more of it, all its headers.

use std::sync::Arc;

use crate::imap::{ImapError, Session};
use crate::mime;
use crate::model::{MessageKey, Part};
use crate::reading::{self, Form};

use super::job::Job;
use super::load::{LoadedMessage, TEXT_PIECE_BYTES, pieces};
use super::protocol::Event;
use super::worker::Worker;

/// Bytes that the main part of a message read ahead may have, and those below it together: it may
/// never be opened.
const AHEAD_LIMIT_BYTES: u64 = 64 * 1024;

/// Whether a message is small enough to be read before anybody asks for it.
fn is_small(structure: &Part, form: Form) -> bool {
    let main = reading::main_part(structure, form).and_then(|part| structure.find(&part));
    let main_bytes = main.map_or(0, |part| part.size_bytes);
    let below = reading::with_message(structure, form);
    let below_bytes: u64 = below.iter().map(|one| u64::from(one.limit_bytes)).sum();
    main_bytes <= AHEAD_LIMIT_BYTES && below_bytes <= AHEAD_LIMIT_BYTES
}

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
        if structure.as_ref().is_some_and(|structure| !is_small(structure, form)) {
            return Ok(());
        }
        self.ensure_key(session, key)?;
        let loaded = self.load(session, key, (structure, form))?;
        self.emit_loaded(&loaded);
        if loaded.next_piece().is_some() {
            // Longer than was said: its beginning is not read twice.
            self.loaded.keep(loaded);
        }
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
            self.message(session, key, (None, self.looked.form(key)))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PartId, PartKind};

    #[test]
    fn a_message_is_small_by_the_form_that_is_read() {
        let part = |id: u32, media_type: &str, size_bytes| Part {
            size_bytes,
            ..Part::new(PartId(vec![id]), media_type)
        };
        let both = vec![part(1, "text/plain", 2_000), part(2, "text/html", 200_000)];
        let kind = PartKind::Multipart(both);
        let root = Part { kind, ..Part::new(PartId::default(), "multipart/alternative") };
        assert!(is_small(&root, Form::Text));
        assert!(!is_small(&root, Form::Html), "its HTML is not");
    }
}
