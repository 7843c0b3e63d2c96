//! Content-Transfer-Encoding undone piece by piece (RFC 2045 §6), for text and for saving.
//!
//! Knows nothing about parts or charsets. Broken input never stops it: what can be read is
//! read, what cannot is left out or kept as it is, and [`TransferDecoder::damaged`] says so.

use crate::model::TransferEncoding;

/// A base64 line is judged as a whole when it is at most this long; mail lines end at 998
/// (RFC 5322 §2.1.1). Longer ones are judged by their beginning.
const LINE_BYTES: usize = 4096;

/// A damaged base64 line still counts as data with at most this many foreign bytes in it.
const FOREIGN_BYTES: usize = 2;

/// Below this length a line with foreign bytes is a footer or other text, not damaged data.
const DAMAGED_LINE_MIN_BYTES: usize = 56;

/// Spaces held back because they may be padding at the end of a quoted-printable line.
const PADDING_BYTES: usize = 1000;

/// Decodes one part from its first byte to its last, in pieces of any size.
#[derive(Debug)]
pub struct TransferDecoder(Kind);

#[derive(Debug)]
enum Kind {
    Identity,
    Base64(Base64),
    QuotedPrintable(QuotedPrintable),
}

impl TransferDecoder {
    pub fn new(encoding: TransferEncoding) -> Self {
        Self(match encoding {
            TransferEncoding::Identity | TransferEncoding::Unknown => Kind::Identity,
            TransferEncoding::Base64 => Kind::Base64(Base64::default()),
            TransferEncoding::QuotedPrintable => Kind::QuotedPrintable(QuotedPrintable::default()),
        })
    }

    /// Takes the next encoded bytes and appends what they decode to.
    pub fn push(&mut self, encoded: &[u8], out: &mut Vec<u8>) {
        match &mut self.0 {
            Kind::Identity => out.extend_from_slice(encoded),
            Kind::Base64(decoder) => encoded.iter().for_each(|byte| decoder.push(*byte, out)),
            Kind::QuotedPrintable(decoder) => {
                encoded.iter().for_each(|byte| decoder.push(*byte, out));
            }
        }
    }

    /// Appends what was held back; after it the decoder is as new.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        match &mut self.0 {
            Kind::Identity => {}
            Kind::Base64(decoder) => decoder.finish(out),
            Kind::QuotedPrintable(decoder) => decoder.finish(out),
        }
    }

    /// Whether something in the input was not what the encoding allows.
    pub fn damaged(&self) -> bool {
        match &self.0 {
            Kind::Identity => false,
            Kind::Base64(decoder) => decoder.damaged,
            Kind::QuotedPrintable(decoder) => decoder.damaged,
        }
    }
}

/// Base64 read line by line, so that a list's footer or a line of junk is seen as such.
#[derive(Debug, Default)]
struct Base64 {
    line: Vec<u8>,
    /// The line is longer than [`LINE_BYTES`] and was judged already.
    long_line: Option<Verdict>,
    bits: u32,
    /// Characters of the group of four that `bits` holds, 0 to 3.
    held: u8,
    /// `=` was seen: what follows is data only if it is well-formed.
    padded: bool,
    damaged: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Data,
    Junk,
}

impl Base64 {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        if byte == b'\n' || byte == b'\r' {
            self.end_line(out);
        } else if let Some(verdict) = self.long_line {
            if verdict == Verdict::Data {
                self.take(byte, out);
            }
        } else {
            self.line.push(byte);
            if self.line.len() >= LINE_BYTES {
                self.long_line = Some(self.judge_and_take(out));
            }
        }
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        if self.long_line.take().is_none() {
            self.judge_and_take(out);
        }
    }

    fn judge_and_take(&mut self, out: &mut Vec<u8>) -> Verdict {
        let line = std::mem::take(&mut self.line);
        let verdict = judge(line.trim_ascii(), self.padded);
        match verdict {
            Verdict::Data => line.iter().for_each(|byte| self.take(*byte, out)),
            Verdict::Junk => self.damaged = true,
        }
        self.line = line; // Its memory is used again.
        self.line.clear();
        verdict
    }

    fn take(&mut self, byte: u8, out: &mut Vec<u8>) {
        if byte == b'=' {
            self.flush(out);
            self.padded = true;
            return;
        }
        let Some(value) = sextet(byte) else {
            self.damaged |= !byte.is_ascii_whitespace();
            return;
        };
        self.bits = (self.bits << 6) | u32::from(value);
        self.held += 1;
        if self.held == 4 {
            let [_, bytes @ ..] = self.bits.to_be_bytes();
            out.extend_from_slice(&bytes);
            (self.bits, self.held) = (0, 0);
        }
    }

    /// Ends a group of four early: two characters make one byte, three make two.
    fn flush(&mut self, out: &mut Vec<u8>) {
        let filled = self.bits << (6 * u32::from(4 - self.held.min(4)));
        let [_, first, second, _] = filled.to_be_bytes();
        match self.held {
            2 => out.push(first),
            3 => out.extend_from_slice(&[first, second]),
            1 => self.damaged = true,
            _ => {}
        }
        (self.bits, self.held) = (0, 0);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        self.end_line(out);
        self.flush(out);
        self.padded = false;
    }
}

fn sextet(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

/// Tells data from text that someone put around it.
fn judge(line: &[u8], after_padding: bool) -> Verdict {
    let foreign = line
        .iter()
        .filter(|byte| sextet(**byte).is_none() && **byte != b'=' && !byte.is_ascii_whitespace())
        .count();
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let whole_groups = words.clone().all(|word| word.len() % 4 == 0);
    let one_word = words.nth(1).is_none();
    let is_data = if foreign > 0 {
        foreign <= FOREIGN_BYTES
            && one_word
            && !after_padding
            && line.len() >= DAMAGED_LINE_MIN_BYTES
    } else {
        whole_groups || (one_word && !after_padding)
    };
    if is_data { Verdict::Data } else { Verdict::Junk }
}

/// Quoted-printable, tolerant of lower case, of `=` that means itself and of padding.
#[derive(Debug, Default)]
struct QuotedPrintable {
    state: Escape,
    /// Spaces and tabs that are dropped if the line ends here (RFC 2045 §6.7 rule 3).
    padding: Vec<u8>,
    damaged: bool,
}

#[derive(Clone, Copy, Debug, Default)]
enum Escape {
    #[default]
    None,
    /// After `=`.
    Begun,
    /// After `=` and one hexadecimal digit.
    Digit(u8),
    /// After `=` and spaces: a soft line break if the line ends.
    SoftBreak,
    /// After `=` and CR.
    SoftBreakCr,
}

impl QuotedPrintable {
    fn push(&mut self, byte: u8, out: &mut Vec<u8>) {
        match (self.state, byte) {
            (Escape::None, _) => self.plain(byte, out),
            (Escape::SoftBreakCr, b'\n') => self.state = Escape::None,
            (Escape::SoftBreakCr, _) => {
                self.state = Escape::None;
                self.plain(byte, out);
            }
            (Escape::Begun | Escape::SoftBreak, b'\n') => self.state = Escape::None,
            (Escape::Begun | Escape::SoftBreak, b'\r') => self.state = Escape::SoftBreakCr,
            (Escape::Begun | Escape::SoftBreak, b' ' | b'\t') => self.state = Escape::SoftBreak,
            (Escape::Begun, _) if byte.is_ascii_hexdigit() => self.state = Escape::Digit(byte),
            (Escape::Begun | Escape::SoftBreak, _) => self.literal(b"=", byte, out),
            (Escape::Digit(high), _) => match (hex(high), hex(byte)) {
                (Some(high), Some(low)) => {
                    out.push(high << 4 | low);
                    self.state = Escape::None;
                }
                _ => self.literal(&[b'=', high], byte, out),
            },
        }
    }

    /// What looked like an escape is none: it stays as it was written.
    fn literal(&mut self, held: &[u8], byte: u8, out: &mut Vec<u8>) {
        self.damaged = true;
        self.state = Escape::None;
        out.extend_from_slice(held);
        self.plain(byte, out);
    }

    fn plain(&mut self, byte: u8, out: &mut Vec<u8>) {
        match byte {
            b' ' | b'\t' if self.padding.len() < PADDING_BYTES => self.padding.push(byte),
            b'\r' | b'\n' => {
                self.padding.clear();
                out.push(byte);
            }
            _ => {
                out.append(&mut self.padding);
                if byte == b'=' {
                    self.state = Escape::Begun;
                } else {
                    out.push(byte);
                }
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.append(&mut self.padding);
        if let Escape::Digit(high) = self.state {
            out.extend_from_slice(&[b'=', high]);
        }
        self.state = Escape::None;
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    /// Decodes in pieces of every size from 1 to 7 and insists on one result.
    fn decode(encoding: TransferEncoding, encoded: &[u8]) -> (Vec<u8>, bool) {
        let mut results = Vec::new();
        for piece_bytes in [1, 2, 3, 5, 7, encoded.len().max(1)] {
            let mut decoder = TransferDecoder::new(encoding);
            let mut out = Vec::new();
            for piece in encoded.chunks(piece_bytes) {
                decoder.push(piece, &mut out);
            }
            decoder.finish(&mut out);
            results.push((out, decoder.damaged()));
        }
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]), "{results:?}");
        results.pop().unwrap()
    }

    fn base64(encoded: &str) -> (String, bool) {
        let (bytes, damaged) = decode(TransferEncoding::Base64, encoded.as_bytes());
        (String::from_utf8(bytes).unwrap(), damaged)
    }

    fn quoted(encoded: &str) -> (String, bool) {
        let (bytes, damaged) = decode(TransferEncoding::QuotedPrintable, encoded.as_bytes());
        (String::from_utf8(bytes).unwrap(), damaged)
    }

    #[test]
    fn base64_is_read_across_lines_and_pieces() {
        assert_eq!(base64("SGVsbG8s\r\nIHdvcmxk\r\nIQ==\r\n"), ("Hello, world!".to_owned(), false));
        assert_eq!(base64("SGVs\nbG8"), ("Hello".to_owned(), false));
        assert_eq!(base64("SG\nVs\nbG8="), ("Hello".to_owned(), false));
    }

    #[test]
    fn a_list_footer_below_base64_is_left_out() {
        let footer = "_______________________________________________\r\n\
                      users mailing list\r\nusers@lists.example.org\r\nBye\r\n";
        for data in ["SGVsbG8=\r\n", "SGVsbG8h\r\n"] {
            let (text, damaged) = base64(&format!("{data}{footer}"));
            assert!(text.starts_with("Hello") && damaged, "{text}");
            assert!(!text.contains("users"), "{text}");
        }
        assert_eq!(base64(&format!("SGVsbG8=\r\n{footer}")).0, "Hello");
    }

    #[test]
    fn a_junk_line_between_base64_lines_costs_only_itself() {
        assert_eq!(
            base64("SGVs\r\n*** virus scanned ***\r\nbG8h\r\n"),
            ("Hello!".to_owned(), true)
        );
    }

    #[test]
    fn a_damaged_base64_line_keeps_its_good_bytes() {
        let line = "QUFBQUFBQUFBQUFBQUFB!QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
        let (text, damaged) = base64(line);
        assert!(damaged && text.starts_with("AAAAAAAAAAAAAAA"), "{text}");
    }

    #[test]
    fn base64_in_one_endless_line_is_read() {
        let (text, damaged) = base64(&"QUFB".repeat(5_000));
        assert_eq!((text.len(), damaged), (15_000, false));
    }

    #[test]
    fn parts_of_base64_set_end_to_end_are_all_read() {
        assert_eq!(base64("SGVsbG8=\r\nSGVsbG8=\r\n").0, "HelloHello");
    }

    #[test]
    fn quoted_printable_joins_soft_breaks_and_drops_padding() {
        assert_eq!(
            quoted("caf=C3=A9 =\r\nau lait  \r\n=e2=82=ac"),
            ("café au lait\r\n€".to_owned(), false)
        );
        assert_eq!(quoted("a= \t\r\nb=\nc="), ("abc".to_owned(), false));
    }

    #[test]
    fn an_equals_sign_that_escapes_nothing_stays() {
        assert_eq!(quoted("1+1=two =4"), ("1+1=two =4".to_owned(), true));
        assert_eq!(quoted("x=A"), ("x=A".to_owned(), false));
    }

    #[test]
    fn spaces_without_end_are_not_held_back() {
        let (text, _) = quoted(&format!("{}x", " ".repeat(5_000)));
        assert_eq!(text.len(), 5_001);
    }

    #[test]
    fn bytes_of_other_encodings_pass_unchanged() {
        for encoding in [TransferEncoding::Identity, TransferEncoding::Unknown] {
            assert_eq!(
                decode(encoding, b"begin 644 x\n\0\xff"),
                (b"begin 644 x\n\0\xff".to_vec(), false)
            );
        }
    }
}
