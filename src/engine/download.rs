//! The bytes of one part on their way here, piece by piece.
//!
//! What came stays when the connection goes: the next piece is asked for where the last one ended.
//! Where the server undoes transfer encodings (BINARY, RFC 3516), base64 costs a quarter less.

use std::time::{Duration, Instant};

use crate::imap::{ImapError, Session};
use crate::mime::TransferDecoder;
use crate::model::{MessageKey, PartId, TransferEncoding};

use super::worker::Worker;

/// One step of a download: large enough that the line is busy, small enough that a click does not
/// wait (design: 9 ms on loopback, 2 s on 1 Mbit/s).
pub const PIECE_BYTES: u32 = 256 * 1024;
/// Progress at most ten times a second: more is not seen.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// How the bytes come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// Nothing came yet.
    Open,
    /// As sent; decoded here.
    Sent,
    /// Decoded by the server.
    Decoded,
}

/// What a step of a download led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    More,
    Whole,
    /// The server cannot go on as it began: whoever holds decoded bytes forgets them, because they
    /// come again from the first on. Happens once at most.
    Again,
}

/// A part, or with an empty [`PartId`] a whole message, that is being fetched.
#[derive(Debug)]
pub struct Download {
    pub key: MessageKey,
    part: PartId,
    encoding: TransferEncoding,
    encoded_bytes: u64,
    coding: Coding,
    /// Where the next piece begins, in the bytes that come.
    at: u64,
    decoder: TransferDecoder,
    reported: Option<Instant>,
}

impl Download {
    /// `encoded_bytes` is for the progress only.
    pub fn new(
        key: MessageKey,
        part: PartId,
        encoding: TransferEncoding,
        encoded_bytes: u64,
    ) -> Self {
        // A whole message is taken as it is, whatever its parts are encoded in.
        let encoding = if part.0.is_empty() { TransferEncoding::Identity } else { encoding };
        let decoder = TransferDecoder::new(encoding);
        let coding = match encoding {
            TransferEncoding::Base64 | TransferEncoding::QuotedPrintable => Coding::Open,
            TransferEncoding::Identity | TransferEncoding::Unknown => Coding::Sent,
        };
        Self { key, part, encoding, encoded_bytes, coding, at: 0, decoder, reported: None }
    }

    /// How far it is, in bytes as encoded: done, and in all.
    pub fn progress(&self) -> (u64, u64) {
        let done = match (self.coding, self.encoding) {
            // A line of 76 characters and its end carry 57 bytes.
            (Coding::Decoded, TransferEncoding::Base64) => {
                (self.at.saturating_mul(78) / 57).min(self.encoded_bytes)
            }
            _ => self.at,
        };
        (done, self.encoded_bytes.max(done))
    }

    /// Whether it is time to tell how far it is.
    pub fn is_report_due(&mut self, now: Instant) -> bool {
        let due = self.reported.is_none_or(|last| now.duration_since(last) >= PROGRESS_EVERY);
        if due {
            self.reported = Some(now);
        }
        due
    }

    /// Takes a piece of the bytes as sent, and appends what it decodes to.
    pub fn take_sent(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Progress {
        self.coding = Coding::Sent;
        self.at += piece.len() as u64;
        self.decoder.push(piece, out);
        if is_last(piece) {
            self.decoder.finish(out);
            return Progress::Whole;
        }
        Progress::More
    }

    /// Takes a piece that the server has decoded.
    fn take_decoded(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Progress {
        self.coding = Coding::Decoded;
        self.at += piece.len() as u64;
        out.extend_from_slice(piece);
        if is_last(piece) { Progress::Whole } else { Progress::More }
    }

    /// From the first byte on, decoded here.
    fn start_again(&mut self) -> Progress {
        let is_new = self.at == 0;
        (self.coding, self.at) = (Coding::Sent, 0);
        self.decoder = TransferDecoder::new(self.encoding);
        if is_new { Progress::More } else { Progress::Again }
    }
}

/// A server sends less than was asked for only where a part ends.
fn is_last(piece: &[u8]) -> bool {
    piece.len() < PIECE_BYTES as usize
}

impl Worker {
    /// Fetches the next piece and appends its decoded bytes to `out`.
    pub(super) fn next_piece(
        &mut self,
        session: &mut Session,
        download: &mut Download,
        out: &mut Vec<u8>,
    ) -> Result<Progress, ImapError> {
        self.ensure_key(session, &download.key)?;
        let (uid, part, at) = (download.key.uid, download.part.clone(), download.at);
        if download.coding != Coding::Sent {
            if !session.can_decode() {
                return Ok(download.start_again()); // Another server answers by now.
            }
            let piece = self.translated(session, |session, on| {
                session.fetch_decoded(uid, &part, (at, PIECE_BYTES), on)
            })?;
            return Ok(match piece {
                // Nothing at all: rather the server's fault than the part's.
                Some(piece) if at > 0 || !piece.is_empty() => download.take_decoded(&piece, out),
                Some(_) | None => download.start_again(),
            });
        }
        let piece = self.translated(session, |session, on| {
            session.fetch_piece(uid, &part, at, PIECE_BYTES, on)
        })?;
        Ok(download.take_sent(&piece, out))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::{AccountId, MailboxName};

    fn download(part: &[u32], encoding: TransferEncoding) -> Download {
        let one = NonZeroU32::MIN;
        let mailbox = MailboxName::inbox();
        let key = MessageKey { account: AccountId(0), mailbox, uid_validity: one, uid: one };
        Download::new(key, PartId(part.to_vec()), encoding, 780)
    }

    #[test]
    fn bytes_that_the_server_decoded_are_counted_as_they_were_sent() {
        let mut download = download(&[2], TransferEncoding::Base64);
        assert_eq!(download.take_decoded(&[0; 57], &mut Vec::new()), Progress::Whole);
        assert_eq!(download.progress(), (78, 780));
        download.take_decoded(&[0; 10_000], &mut Vec::new());
        assert_eq!(download.progress(), (780, 780));
    }

    #[test]
    fn a_part_that_the_server_cannot_decode_comes_again_from_its_first_byte() {
        let mut download = download(&[2], TransferEncoding::Base64);
        assert_eq!(download.start_again(), Progress::More, "nothing is there to be forgotten");
        download.take_decoded(&vec![0; PIECE_BYTES as usize], &mut Vec::new());
        assert_eq!(download.start_again(), Progress::Again);
        let mut out = Vec::new();
        assert_eq!(download.take_sent(b"aGVsbG8=", &mut out), Progress::Whole);
        assert_eq!((out.as_slice(), download.progress()), (&b"hello"[..], (8, 780)));
    }

    #[test]
    fn a_whole_message_is_never_decoded() {
        let mut download = download(&[], TransferEncoding::Base64);
        let mut out = Vec::new();
        download.take_sent(b"aGVs", &mut out);
        assert_eq!(out, b"aGVs");
    }
}
