//! One message: its header, its parts, in pieces. Raw bytes out; decoding is another layer's.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::batch::Event;
use super::error::ImapError;
use super::reader::{Fetch, Untagged};
use super::session::{Session, check_all};
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

/// Longest piece asked for at once: one step of a second on a slow line.
pub const PIECE_LIMIT_BYTES: u32 = 512 * 1024;

/// What was fetched to show a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedMessage {
    /// Some header fields, as sent.
    pub header: Vec<u8>,
    pub structure: Arc<Part>,
    /// The part in `text`; `None` where there is none to show.
    pub part: Option<PartId>,
    /// At most [`FIRST_TEXT_BYTES`] of the part, encoded as sent.
    pub text: Vec<u8>,
}

/// One `BODY.PEEK[…]` wanted: the name between the brackets, the first byte, how many.
struct Wanted {
    section: String,
    offset: u64,
    length: u32,
}

impl Wanted {
    fn item(&self) -> String {
        format!("BODY.PEEK[{}]<{}.{}>", self.section, self.offset, self.length)
    }

    /// Takes the bytes out of an answer; `None` where it does not carry them.
    fn take(&self, fetch: &mut Fetch) -> Option<Vec<u8>> {
        // Servers spell the list of fields in their own way, but only one of the two names RECEIVED.
        let is_fields = self.section.starts_with("HEADER.FIELDS");
        let is_trace = self.section == TRACE_FIELDS;
        let is = |name: &str| {
            let fields = name.starts_with("HEADER.FIELDS");
            if is_fields {
                fields && name.contains("RECEIVED") == is_trace
            } else {
                name == self.section
            }
        };
        let mut bytes = fetch.take_section(self.offset, is)?;
        // A server that cannot send pieces sends all of it.
        bytes.truncate(usize::try_from(self.length).unwrap_or(usize::MAX));
        Some(bytes)
    }
}

impl Session {
    /// Fetches what a message is shown with: one wait where its `structure` is known, or where the
    /// text is a short part 1, as it mostly is; else two.
    ///
    /// # Errors
    /// [`ImapError::MessageGone`] where the server says nothing of this UID.
    pub fn fetch_message(
        &mut self,
        uid: NonZeroU32,
        structure: Option<Arc<Part>>,
        choose: &dyn Fn(&Part) -> Option<PartId>,
        on: &mut dyn FnMut(Update),
    ) -> Result<FetchedMessage, ImapError> {
        let fields =
            Wanted { section: HEADER_FIELDS.to_owned(), offset: 0, length: HEADER_FIELDS_BYTES };
        let trace =
            Wanted { section: TRACE_FIELDS.to_owned(), offset: 0, length: TRACE_FIELDS_BYTES };
        let text_of = |part: &PartId| wanted_part(part, 0, FIRST_TEXT_BYTES);
        if let Some(structure) = structure {
            let part = choose(&structure);
            let mut wanted = vec![fields, trace];
            wanted.extend(part.as_ref().map(text_of));
            let answer = self.fetch_uid(uid, "UID FLAGS", &wanted, on)?;
            let mut bytes = answer.bytes.into_iter();
            let fields = bytes.next().unwrap_or_default();
            let header = with_trace(fields, &bytes.next().unwrap_or_default());
            let text = bytes.next().unwrap_or_default();
            return Ok(FetchedMessage { header, structure, part, text });
        }
        let first_part = PartId(vec![1]);
        let guess = wanted_part(&first_part, 0, GUESSED_TEXT_BYTES);
        let mut answer =
            self.fetch_uid(uid, "UID FLAGS BODYSTRUCTURE", &[fields, trace, guess], on)?;
        let guessed = answer.bytes.pop().unwrap_or_default();
        let trace = answer.bytes.pop().unwrap_or_default();
        let header = with_trace(answer.bytes.pop().unwrap_or_default(), &trace);
        let structure = answer.structure.ok_or(ImapError::MessageGone)?;
        let part = choose(&structure);
        let text = match &part {
            // As long as the guess: there may be more. Empty: the server may not have understood.
            Some(part)
                if *part == first_part
                    && !guessed.is_empty()
                    && guessed.len() < GUESSED_TEXT_BYTES as usize =>
            {
                guessed
            }
            Some(part) => {
                let mut answer = self.fetch_uid(uid, "UID", &[text_of(part)], on)?;
                answer.bytes.pop().unwrap_or_default()
            }
            None => Vec::new(),
        };
        Ok(FetchedMessage { header, structure, part, text })
    }

    /// The whole header, at most 256 KiB of it.
    pub fn fetch_header(
        &mut self,
        uid: NonZeroU32,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<u8>, ImapError> {
        let wanted = Wanted { section: "HEADER".to_owned(), offset: 0, length: HEADER_BYTES };
        self.fetch_one(uid, wanted, on)
    }

    /// `length` bytes (at most [`PIECE_LIMIT_BYTES`]) of a part from `offset` on; fewer at its end.
    pub fn fetch_piece(
        &mut self,
        uid: NonZeroU32,
        part: &PartId,
        offset: u64,
        length: u32,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<u8>, ImapError> {
        let wanted = wanted_part(part, offset, length.clamp(1, PIECE_LIMIT_BYTES));
        self.fetch_one(uid, wanted, on)
    }

    fn fetch_one(
        &mut self,
        uid: NonZeroU32,
        wanted: Wanted,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<u8>, ImapError> {
        let mut answer = self.fetch_uid(uid, "UID", &[wanted], on)?;
        Ok(answer.bytes.pop().unwrap_or_default())
    }

    /// One UID FETCH. Only an answer with this UID counts; it may come in several responses.
    fn fetch_uid(
        &mut self,
        uid: NonZeroU32,
        items: &str,
        wanted: &[Wanted],
        on: &mut dyn FnMut(Update),
    ) -> Result<Answer, ImapError> {
        let mut text = format!("UID FETCH {uid} ({items}");
        for one in wanted {
            text.push(' ');
            text.push_str(&one.item());
        }
        text.push(')');
        let line = self.line("FETCH", &text);
        let mut found = vec![None; wanted.len()];
        let mut structure = None;
        let mut gone = false;
        let answers = self.run(vec![line], on, |event, _, _| {
            let fetch = match event {
                Event::Untagged(Untagged::Fetch(fetch)) if fetch.uid == Some(uid) => fetch,
                // Somebody deleted it at this moment (RFC 5530 §3): what came of it is empty, and
                // must not pass for the whole.
                Event::Done { status, .. } => {
                    gone |= status.reason() == Some("EXPUNGEISSUED");
                    return;
                }
                Event::Untagged(_) => return,
            };
            for (one, slot) in wanted.iter().zip(&mut found) {
                if slot.is_none() {
                    *slot = one.take(fetch);
                }
            }
            if structure.is_none() {
                structure = fetch.structure.take().map(Arc::new);
            }
        })?;
        if gone {
            return Err(ImapError::MessageGone);
        }
        check_all("FETCH", &answers)?;
        self.settle()?;
        if structure.is_none() && found.iter().all(Option::is_none) {
            return Err(ImapError::MessageGone);
        }
        Ok(Answer { structure, bytes: found.into_iter().map(Option::unwrap_or_default).collect() })
    }
}

/// What a UID FETCH brought; `bytes` in the order asked for, empty where none came.
struct Answer {
    structure: Option<Arc<Part>>,
    bytes: Vec<Vec<u8>>,
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

fn wanted_part(part: &PartId, offset: u64, length: u32) -> Wanted {
    Wanted { section: part.to_string(), offset, length }
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
