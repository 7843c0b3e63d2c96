//! One message as it is first shown: its header, its main part, and what stands below it. Raw bytes
//! out; decoding is another layer's.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::error::ImapError;
use super::piece::{Piece, Wanted};
use super::session::Session;
use super::update::Update;
use crate::model::{Part, PartId};

/// The fields a message is shown with.
const HEADER_FIELDS: &str = "HEADER.FIELDS (FROM SENDER RESENT-FROM REPLY-TO TO CC SUBJECT DATE \
     LIST-UNSUBSCRIBE)";

/// Bytes of those fields: room for 1,500 recipients.
const HEADER_FIELDS_BYTES: u32 = 64 * 1024;

/// What the servers on the way wrote, newest first: their verdict, and where it stands.
const TRACE_FIELDS: &str = "HEADER.FIELDS (RECEIVED AUTHENTICATION-RESULTS)";

/// Bytes of those fields. What the account's own server wrote stands on top; a whole trace is three
/// times as long.
const TRACE_FIELDS_BYTES: u32 = 1_536;

/// Bytes of the text that come with a message; more on request.
pub const FIRST_TEXT_BYTES: u32 = 256 * 1024;

/// Bytes of part 1 asked for on suspicion, where the structure is not known: most letters are shorter,
/// and what is guessed in vain costs less than the wait on any line that is worth waiting for.
const GUESSED_TEXT_BYTES: u32 = 16 * 1024;

/// Bytes of a whole header.
const HEADER_BYTES: u32 = 256 * 1024;

/// What was fetched to show a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedMessage {
    /// Some header fields, as sent.
    pub header: Vec<u8>,
    pub structure: Arc<Part>,
    /// What was chosen, in that order, encoded as sent; empty where nothing came.
    pub parts: Vec<(PartId, Vec<u8>)>,
}

impl Session {
    /// Fetches what a message is shown with: one wait where its `structure` is known, or where all
    /// that `choose` wants is a short part 1, as it mostly is; else two. Together the pieces must
    /// stay below what one response may hold (8 MiB).
    ///
    /// # Errors
    /// [`ImapError::MessageGone`] where the server says nothing of this UID.
    pub fn fetch_message(
        &mut self,
        uid: NonZeroU32,
        structure: Option<Arc<Part>>,
        choose: &dyn Fn(&Part) -> Vec<Piece>,
        on: &mut dyn FnMut(Update),
    ) -> Result<FetchedMessage, ImapError> {
        let fields = Wanted::body(HEADER_FIELDS, 0, HEADER_FIELDS_BYTES);
        let trace = Wanted::body(TRACE_FIELDS, 0, TRACE_FIELDS_BYTES);
        if let Some(structure) = structure {
            let pieces = choose(&structure);
            let mut wanted = vec![fields, trace];
            wanted.extend(pieces.iter().map(Piece::wanted));
            let answer = self.fetch_uid(uid, "UID FLAGS", &wanted, on)?;
            let mut bytes = answer.bytes.into_iter();
            let fields = bytes.next().unwrap_or_default();
            let header = with_trace(fields, &bytes.next().unwrap_or_default());
            let parts = pieces.into_iter().map(|piece| piece.part).zip(bytes).collect();
            return Ok(FetchedMessage { header, structure, parts });
        }
        let first = Piece::first(PartId(vec![1]), GUESSED_TEXT_BYTES);
        let wanted = [fields, trace, first.wanted()];
        let mut answer = self.fetch_uid(uid, "UID FLAGS BODYSTRUCTURE", &wanted, on)?;
        let guessed = answer.bytes.pop().unwrap_or_default();
        let trace = answer.bytes.pop().unwrap_or_default();
        let header = with_trace(answer.bytes.pop().unwrap_or_default(), &trace);
        let structure = answer.structure.ok_or(ImapError::MessageGone)?;
        let pieces = choose(&structure);
        // As long as the guess: there may be more. Empty: the server may not have understood.
        let is_short = !guessed.is_empty() && guessed.len() < GUESSED_TEXT_BYTES as usize;
        let is_there = |piece: &Piece| is_short && piece.part == first.part && piece.offset == 0;
        let missing: Vec<Piece> = pieces.iter().filter(|piece| !is_there(piece)).cloned().collect();
        let fetched = match missing.as_slice() {
            [] => Vec::new(),
            missing => self.fetch_pieces(uid, missing, on)?,
        };
        let mut fetched = fetched.into_iter();
        let mut bytes = |piece: &Piece| {
            if is_there(piece) { guessed.clone() } else { fetched.next().unwrap_or_default() }
        };
        let parts = pieces.iter().map(|piece| (piece.part.clone(), bytes(piece))).collect();
        Ok(FetchedMessage { header, structure, parts })
    }

    /// The whole header, at most 256 KiB of it.
    pub fn fetch_header(
        &mut self,
        uid: NonZeroU32,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<u8>, ImapError> {
        self.fetch_one(uid, Wanted::body("HEADER", 0, HEADER_BYTES), on)
    }
}

/// One header block of both kinds of fields. A field that was cut at the limit is left out: its end
/// may say the opposite of its beginning.
fn with_trace(mut fields: Vec<u8>, trace: &[u8]) -> Vec<u8> {
    let whole = if trace.len() < TRACE_FIELDS_BYTES as usize {
        trace
    } else {
        let starts = |pair: &[u8]| matches!(pair, [b'\n', next] if !matches!(next, b' ' | b'\t'));
        let last = trace.windows(2).rposition(starts).map_or(0, |at| at + 1);
        trace.get(..last).unwrap_or_default()
    };
    if whole.is_empty() {
        return fields;
    }
    // The empty line below the fields would end the block.
    fields.truncate(fields.trim_ascii_end().len());
    if !fields.is_empty() {
        fields.extend_from_slice(b"\r\n");
    }
    fields.extend_from_slice(whole);
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_joins_the_fields_without_what_was_cut() {
        let fields = b"From: a@b\r\n\r\n".to_vec();
        assert_eq!(with_trace(fields.clone(), b""), fields);
        assert_eq!(with_trace(fields.clone(), b"Received: x\r\n"), b"From: a@b\r\nReceived: x\r\n");
        let mut long = b"A: 1\r\nB: 2\r\n ".to_vec();
        long.resize(TRACE_FIELDS_BYTES as usize, b'x');
        assert_eq!(with_trace(fields, &long), b"From: a@b\r\nA: 1\r\n");
        assert_eq!(with_trace(Vec::new(), &long), b"A: 1\r\n");
    }
}
