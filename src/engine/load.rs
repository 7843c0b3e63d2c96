//! From fetched bytes to what is shown of a message; runs on the worker, never on the UI thread.

use std::sync::Arc;

use crate::imap::FetchedMessage;
use crate::mime;
use crate::model::{MessageKey, Part, PartId};
use crate::reading::{self, Fetched, Form};

use super::protocol::Event;

/// Text fetched at once; the rest only when asked for.
pub const TEXT_PIECE_BYTES: u32 = 256 * 1024;
/// Text read of one message at most. More than a person reads, and what painting can hold.
pub const MAX_TEXT_BYTES: u64 = 8 * 1024 * 1024;

/// The message on the screen with the bytes read of its text so far, for "Show more".
#[derive(Debug)]
pub struct LoadedMessage {
    pub key: MessageKey,
    header: Vec<u8>,
    structure: Arc<Part>,
    part: Option<PartId>,
    text: Vec<u8>,
    /// The server sent less than was asked for: there is no more, whatever it announced.
    ended: bool,
    form: Form,
}

impl LoadedMessage {
    pub fn new(key: MessageKey, fetched: FetchedMessage, form: Form) -> Self {
        let ended = fetched.text.len() < TEXT_PIECE_BYTES as usize;
        Self {
            key,
            header: fetched.header,
            structure: fetched.structure,
            part: fetched.part,
            text: fetched.text,
            ended,
            form,
        }
    }

    /// The part and the place where the next piece of text begins; `None` where nothing is left.
    pub fn next_piece(&self) -> Option<(&PartId, u64)> {
        let at = self.text.len() as u64;
        let part = self.part.as_ref()?;
        (!self.ended && at < MAX_TEXT_BYTES).then_some((part, at))
    }

    pub fn add_piece(&mut self, piece: &[u8]) {
        self.ended = piece.len() < TEXT_PIECE_BYTES as usize;
        self.text.extend_from_slice(piece);
    }

    /// The header fields it is shown with, as sent.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// Decodes what is there. `authority` is whose word on the sender counts.
    pub fn to_event(&self, authority: Option<&mime::Authority>) -> Event {
        let fetched = Fetched {
            header: &self.header,
            structure: &self.structure,
            main: self.part.as_ref().map(|part| (part, self.text.as_slice())),
            is_whole: self.ended,
            form: self.form,
        };
        let reading = Arc::new(reading::decode(&fetched, authority));
        Event::MessageLoaded { key: self.key.clone(), reading }
    }
}
