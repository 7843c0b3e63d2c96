//! Pieces of a message: what FETCH names, and the bytes taken out of the answers.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::batch::{self, Event};
use super::error::ImapError;
use super::reader::{Fetch, Status, StatusLine, Untagged};
use super::session::Session;
use super::update::Update;
use crate::model::{Part, PartId};

/// Longest piece asked for at once: one step of a second on a slow line.
pub const PIECE_LIMIT_BYTES: u32 = 512 * 1024;

/// A piece of a part, as it was sent; an empty part is the whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub part: PartId,
    /// Its first byte.
    pub offset: u64,
    /// At most [`PIECE_LIMIT_BYTES`] of them are asked for; fewer come where the part ends.
    pub bytes: u32,
}

impl Piece {
    /// The beginning of a part.
    pub fn first(part: PartId, bytes: u32) -> Self {
        Self { part, offset: 0, bytes }
    }

    pub(super) fn wanted(&self) -> Wanted {
        let length = self.bytes.clamp(1, PIECE_LIMIT_BYTES);
        Wanted::body(self.part.to_string(), self.offset, length)
    }
}

/// One `BODY.PEEK[…]` or `BINARY.PEEK[…]`: the name between the brackets, the first byte, how many.
#[derive(Debug)]
pub(super) struct Wanted {
    pub section: String,
    offset: u64,
    length: u32,
    is_decoded: bool,
}

impl Wanted {
    pub fn body(section: impl Into<String>, offset: u64, length: u32) -> Self {
        Self { section: section.into(), offset, length, is_decoded: false }
    }

    pub fn item(&self) -> String {
        let name = if self.is_decoded { "BINARY" } else { "BODY" };
        format!("{name}.PEEK[{}]<{}.{}>", self.section, self.offset, self.length)
    }

    /// Takes the bytes out of an answer; `None` where it does not carry them.
    pub fn take(&self, fetch: &mut Fetch) -> Option<Vec<u8>> {
        let mut bytes = if self.is_decoded {
            fetch.take_decoded(self.offset, &self.section)?
        } else {
            fetch.take_section(self.offset, |name| self.is(name))?
        };
        // A server that cannot send pieces sends all of it.
        bytes.truncate(usize::try_from(self.length).unwrap_or(usize::MAX));
        Some(bytes)
    }

    fn is(&self, name: &str) -> bool {
        // Servers spell the list of fields in their own way, but only one of the two names RECEIVED.
        let is_fields = |section: &str| section.starts_with("HEADER.FIELDS");
        let is_trace = |section: &str| section.contains("RECEIVED");
        if is_fields(&self.section) {
            is_fields(name) && is_trace(name) == is_trace(&self.section)
        } else {
            name == self.section
        }
    }
}

/// What a UID FETCH brought; `bytes` in the order asked for, empty where none came.
#[derive(Debug)]
pub(super) struct Answer {
    pub structure: Option<Arc<Part>>,
    /// RFC822.SIZE.
    pub size_bytes: Option<u64>,
    pub bytes: Vec<Vec<u8>>,
}

impl Session {
    /// `length` bytes (at most [`PIECE_LIMIT_BYTES`]) of a part from `offset` on; fewer at its end.
    pub fn fetch_piece(
        &mut self,
        uid: NonZeroU32,
        part: &PartId,
        offset: u64,
        length: u32,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<u8>, ImapError> {
        let piece = Piece { part: part.clone(), offset, bytes: length };
        self.fetch_one(uid, piece.wanted(), on)
    }

    /// Several pieces in one wait, in the order asked for; empty where nothing came.
    pub fn fetch_pieces(
        &mut self,
        uid: NonZeroU32,
        pieces: &[Piece],
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<Vec<u8>>, ImapError> {
        let wanted: Vec<Wanted> = pieces.iter().map(Piece::wanted).collect();
        Ok(self.fetch_uid(uid, "UID", &wanted, on)?.bytes)
    }

    /// The beginning of the whole message, and its size as the server says.
    pub fn fetch_source(
        &mut self,
        uid: NonZeroU32,
        length: u32,
        on: &mut dyn FnMut(Update),
    ) -> Result<(Option<u64>, Vec<u8>), ImapError> {
        let wanted = Piece::first(PartId::default(), length).wanted();
        let mut answer = self.fetch_uid(uid, "UID RFC822.SIZE", &[wanted], on)?;
        Ok((answer.size_bytes, answer.bytes.pop().unwrap_or_default()))
    }

    /// Whether the server undoes transfer encodings (RFC 3516).
    pub fn can_decode(&self) -> bool {
        self.capabilities.has("BINARY") && !self.learned.binary_fails
    }

    /// As [`Session::fetch_piece`], of the part without its transfer encoding: offset and length
    /// count decoded bytes. `None` where the server cannot decode this part.
    pub fn fetch_decoded(
        &mut self,
        uid: NonZeroU32,
        part: &PartId,
        (offset, length): (u64, u32),
        on: &mut dyn FnMut(Update),
    ) -> Result<Option<Vec<u8>>, ImapError> {
        let length = length.clamp(1, PIECE_LIMIT_BYTES);
        let wanted = Wanted { is_decoded: true, ..Wanted::body(part.to_string(), offset, length) };
        let (status, answer) = self.try_fetch_uid(uid, "UID", &[wanted], on)?;
        match status.status {
            Status::Ok => Ok(answer?.bytes.pop()),
            // Mostly UNKNOWN-CTE: it cannot decode this one.
            Status::No => Ok(None),
            Status::Bad | Status::Bye | Status::PreAuth => {
                self.learned.binary_fails = true;
                Ok(None)
            }
        }
    }

    pub(super) fn fetch_one(
        &mut self,
        uid: NonZeroU32,
        wanted: Wanted,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<u8>, ImapError> {
        let mut answer = self.fetch_uid(uid, "UID", &[wanted], on)?;
        Ok(answer.bytes.pop().unwrap_or_default())
    }

    /// One UID FETCH. Only an answer with this UID counts; it may come in several responses.
    pub(super) fn fetch_uid(
        &mut self,
        uid: NonZeroU32,
        items: &str,
        wanted: &[Wanted],
        on: &mut dyn FnMut(Update),
    ) -> Result<Answer, ImapError> {
        let (status, answer) = self.try_fetch_uid(uid, items, wanted, on)?;
        batch::check("FETCH", &status)?;
        answer
    }

    /// The server's word on the command, and what came before it. The outer error says that neither
    /// counts.
    fn try_fetch_uid(
        &mut self,
        uid: NonZeroU32,
        items: &str,
        wanted: &[Wanted],
        on: &mut dyn FnMut(Update),
    ) -> Result<(StatusLine, Result<Answer, ImapError>), ImapError> {
        let mut text = format!("UID FETCH {uid} ({items}");
        for one in wanted {
            text.push(' ');
            text.push_str(&one.item());
        }
        text.push(')');
        let line = self.line("FETCH", &text);
        let mut found = vec![None; wanted.len()];
        let (mut structure, mut size_bytes) = (None, None);
        let answers = self.run(vec![line], on, |event, _, _| {
            let Event::Untagged(Untagged::Fetch(fetch)) = event else { return };
            if fetch.uid != Some(uid) {
                return;
            }
            for (one, slot) in wanted.iter().zip(&mut found) {
                if slot.is_none() {
                    *slot = one.take(fetch);
                }
            }
            if structure.is_none() {
                structure = fetch.structure.take().map(Arc::new);
            }
            size_bytes = size_bytes.or(fetch.size_bytes);
        })?;
        let Some(status) = answers.into_iter().next() else {
            return Err(ImapError::Protocol { command: "FETCH" });
        };
        // Somebody deleted it at this moment (RFC 5530 §3): what came of it is empty, and must not
        // pass for the whole.
        if status.reason() == Some("EXPUNGEISSUED") {
            return Err(ImapError::MessageGone);
        }
        self.settle()?;
        if structure.is_none() && found.iter().all(Option::is_none) {
            return Ok((status, Err(ImapError::MessageGone)));
        }
        let bytes = found.into_iter().map(Option::unwrap_or_default).collect();
        Ok((status, Ok(Answer { structure, size_bytes, bytes })))
    }
}
