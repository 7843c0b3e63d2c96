//! The source of a message on its way to the screen: its bytes made visible, piece by piece.

use crate::imap::{ImapError, Session};
use crate::model::{Failure, FailureKind, MessageKey, PartId};
use crate::text;

use super::download::PIECE_BYTES;
use super::job::Job;
use super::protocol::{Event, FetchId};
use super::steps::Step;
use super::worker::Worker;

/// A longer source is cut: mail servers refuse messages far below this, and it is all held for the
/// screen.
const SOURCE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// A source that is being read.
#[derive(Debug)]
pub struct Source {
    pub id: FetchId,
    pub key: MessageKey,
    done_bytes: u64,
    /// RFC822.SIZE; some servers are a few bytes off.
    total_bytes: u64,
    text: SourceText,
}

impl Source {
    pub fn new(id: FetchId, key: MessageKey) -> Self {
        Self { id, key, done_bytes: 0, total_bytes: 0, text: SourceText::default() }
    }

    fn take(&mut self, piece: &[u8]) -> Event {
        let is_last = piece.len() < PIECE_BYTES as usize;
        self.done_bytes += piece.len() as u64;
        self.total_bytes =
            if is_last { self.done_bytes } else { self.total_bytes.max(self.done_bytes) };
        Event::SourceRead {
            id: self.id,
            text: self.text.push(piece, is_last).into(),
            done_bytes: self.done_bytes,
            total_bytes: self.total_bytes,
            is_last,
        }
    }
}

/// Bytes to lines that are safe to show: UTF-8 where it is valid, else Latin-1; CRLF is one line
/// end; whatever else moves the cursor is written out.
#[derive(Debug, Default)]
struct SourceText {
    /// The end of a piece that may be half of something.
    held: Vec<u8>,
}

impl SourceText {
    fn push(&mut self, piece: &[u8], is_last: bool) -> String {
        let mut bytes = std::mem::take(&mut self.held);
        bytes.extend_from_slice(piece);
        if !is_last {
            self.held = bytes.split_off(bytes.len() - half_bytes(&bytes));
        }
        let mut readable = String::with_capacity(bytes.len());
        for chunk in bytes.utf8_chunks() {
            readable.push_str(chunk.valid());
            readable.extend(chunk.invalid().iter().map(|byte| char::from(*byte)));
        }
        text::visible_lines(&readable.replace("\r\n", "\n"))
    }
}

/// Bytes at the end that may go on in the next piece: a carriage return, or a character cut in two.
fn half_bytes(bytes: &[u8]) -> usize {
    if bytes.ends_with(b"\r") {
        return 1;
    }
    let tail = bytes.get(bytes.len().saturating_sub(3)..).unwrap_or_default();
    // The last byte that begins a character, and how many belong to it.
    let Some(at) = tail.iter().rposition(|byte| byte & 0xc0 != 0x80) else { return 0 };
    let length = match tail.get(at) {
        Some(0xc2..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..=0xf4) => 4,
        Some(_) | None => 1,
    };
    let there = tail.len() - at;
    if there < length { there } else { 0 }
}

impl Worker {
    /// Reads one piece.
    pub(super) fn source_piece(
        &mut self,
        session: &mut Session,
        mut source: Box<Source>,
    ) -> Result<Step, (Job, ImapError)> {
        let (key, at) = (source.key.clone(), source.done_bytes);
        let read = self.ensure_key(session, &key).and_then(|()| {
            self.translated(session, |session, on| match at {
                0 => session.fetch_source(key.uid, PIECE_BYTES, on),
                at => {
                    let part = PartId::default();
                    let piece = session.fetch_piece(key.uid, &part, at, PIECE_BYTES, on)?;
                    Ok((None, piece))
                }
            })
        });
        let (size_bytes, piece) = match read {
            Ok(read) => read,
            Err(error) => return Err((Job::Source(source), error)),
        };
        source.total_bytes = size_bytes.unwrap_or(source.total_bytes);
        let event = source.take(&piece);
        let is_last = matches!(&event, Event::SourceRead { is_last: true, .. });
        self.report_traffic();
        self.emit(event);
        if is_last {
            return Ok(Step::Done);
        }
        if source.done_bytes >= SOURCE_LIMIT_BYTES {
            let limit_mib = SOURCE_LIMIT_BYTES / 1024 / 1024;
            let sentence =
                format!("Only the first {limit_mib} MiB are shown. Save the message to see all.");
            let failure = Failure::new(FailureKind::Protocol, sentence);
            self.emit(Event::FetchFailed { id: source.id, failure });
            return Ok(Step::Done);
        }
        Ok(Step::More(Job::Source(source)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text made of `bytes` that come in pieces of `size`.
    fn shown(bytes: &[u8], size: usize) -> String {
        let mut text = SourceText::default();
        let pieces: String = bytes.chunks(size).map(|piece| text.push(piece, false)).collect();
        pieces + &text.push(b"", true)
    }

    #[test]
    fn wherever_a_source_is_cut_its_text_is_the_same() {
        let bytes =
            b"Subject: Gr\xc3\xbc\xc3\x9fe \xe4\xbd\xa0 \xf0\x9f\x93\xac\r\n\r\na\rb\tc\x1b[0m \
            Gr\xfc\xdfe \xe4\xbd \xf0\x9f\r\n\xc3";
        let expected = "Subject: Grüße 你 📬\n\na⟨U+000D⟩b\tc⟨U+001B⟩[0m Grüße ä½ ð⟨U+009F⟩\nÃ";
        for size in 1..=bytes.len() {
            assert_eq!(shown(bytes, size), expected, "in pieces of {size}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_hold_nothing_back_for_ever() {
        for byte in [0x80, 0xbf, 0xff, 0xf0, b'\r'] {
            let mut text = SourceText::default();
            for _ in 0..100 {
                text.push(&[byte; 10], false);
                assert!(text.held.len() <= 3, "{byte:x}: {:?}", text.held);
            }
        }
    }
}
