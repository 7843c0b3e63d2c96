//! Header values to text: encoded words (RFC 2047), raw 8-bit bytes, folding.
//!
//! Every mail program writes these a little wrong, so the reader is lenient: bytes of neighbouring
//! encoded words are joined *before* they are decoded, because senders cut in the middle of
//! characters; words stuck to other text and spaces inside words are accepted.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::{charset, visible};

/// Bytes of a value that are looked at: no honest header is longer, and a window shows far less.
pub const INPUT_LIMIT_BYTES: usize = 256 * 1024;

/// Longest charset name in an encoded word.
const CHARSET_LIMIT_BYTES: usize = 64;

const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes one header value, unfolded, with control and bidi-override characters made visible.
///
/// Linear in the input, of which at most [`INPUT_LIMIT_BYTES`] are read.
pub fn decode(value: &[u8]) -> String {
    let value = unfold(value.get(..INPUT_LIMIT_BYTES).unwrap_or(value));
    let mut out = Decoded::default();
    let mut rest = value.as_slice();
    let mut raw_from = rest;
    while let Some((word, after)) = next_word(&mut rest) {
        let raw_length = raw_from.len() - word.taken_from.len();
        out.raw(raw_from.get(..raw_length).unwrap_or_default());
        out.word(word);
        rest = after;
        raw_from = after;
    }
    out.raw(raw_from);
    out.flush();
    visible(out.text.trim())
}

/// Takes the line breaks of folding away (RFC 5322 §2.2.3); the white space after them stays.
fn unfold(value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.len());
    let mut bytes = value.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\r' if bytes.peek() == Some(&b'\n') => {}
            // The end of the value, or a fold. Any other line break is made visible later.
            b'\n' if matches!(bytes.peek(), None | Some(b' ' | b'\t')) => {}
            b'\t' => out.push(b' '),
            other => out.push(other),
        }
    }
    out
}

struct Word<'a> {
    charset: &'a [u8],
    quoted_printable: bool,
    text: &'a [u8],
    /// The input from the first byte of this word on.
    taken_from: &'a [u8],
}

/// The next encoded word at or after `rest`, and what follows it.
fn next_word<'a>(rest: &mut &'a [u8]) -> Option<(Word<'a>, &'a [u8])> {
    loop {
        let start = rest.windows(2).position(|pair| pair == b"=?")?;
        let from = rest.get(start..)?;
        if let Some(found) = parse_word(from) {
            return Some(found);
        }
        *rest = from.get(2..)?;
    }
}

fn parse_word(from: &[u8]) -> Option<(Word<'_>, &[u8])> {
    let inside = from.get(2..)?;
    let charset_end = inside.iter().take(CHARSET_LIMIT_BYTES + 1).position(|b| *b == b'?')?;
    let (charset, inside) = inside.split_at(charset_end);
    // RFC 2231 §5: a language may follow the charset.
    let charset = charset.split(|b| *b == b'*').next()?;
    let quoted_printable = match inside.get(1)? {
        b'q' | b'Q' => true,
        b'b' | b'B' => false,
        _ => return None,
    };
    if charset.is_empty() || !charset.iter().all(u8::is_ascii_graphic) || inside.get(2)? != &b'?' {
        return None;
    }
    let text = inside.get(3..)?;
    let end = text_end(text)?;
    let word = Word { charset, quoted_printable, text: text.get(..end)?, taken_from: from };
    Some((word, text.get(end + 2..)?))
}

/// Where `?=` ends the text. A question mark alone ends the search too, which keeps the whole scan
/// linear; only one right before the end is taken as text (`What??=`).
fn text_end(text: &[u8]) -> Option<usize> {
    let mark = text.iter().position(|b| *b == b'?')?;
    match text.get(mark + 1)? {
        b'=' => Some(mark),
        b'?' if text.get(mark + 2) == Some(&b'=') => Some(mark + 1),
        _ => None,
    }
}

#[derive(Default)]
struct Decoded {
    text: String,
    /// Bytes of the encoded words read last, waiting for more of the same charset.
    pending: Vec<u8>,
    pending_charset: Vec<u8>,
    after_word: bool,
}

impl Decoded {
    fn raw(&mut self, raw: &[u8]) {
        // White space between two encoded words is not text (RFC 2047 §6.2). At the end of the
        // value it is trimmed anyway.
        if raw.is_empty() || (self.after_word && raw.iter().all(|b| *b == b' ')) {
            return;
        }
        self.flush();
        self.text.push_str(&charset::decode_short(raw));
    }

    fn word(&mut self, word: Word<'_>) {
        if !self.pending_charset.eq_ignore_ascii_case(word.charset) {
            self.flush();
            self.pending_charset = word.charset.to_vec();
        }
        self.after_word = true;
        if word.quoted_printable {
            decode_q(word.text, &mut self.pending);
        } else {
            decode_b(word.text, &mut self.pending);
        }
    }

    fn flush(&mut self) {
        self.after_word = false;
        if self.pending.is_empty() {
            return;
        }
        let label = String::from_utf8_lossy(&self.pending_charset);
        let text = if charset::is_known(&label) {
            charset::decode(Some(&label), &self.pending).0
        } else {
            charset::decode_short(&self.pending)
        };
        self.text.push_str(&text);
        self.pending.clear();
    }
}

fn decode_q(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        let escaped = match (byte, tail) {
            (b'=', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match (byte, escaped) {
            (_, Some((high, low))) => {
                out.push(high << 4 | low);
                rest = tail.get(2..).unwrap_or_default();
            }
            (b'_', None) => out.push(b' '),
            (other, None) => out.push(*other),
        }
    }
}

fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

fn decode_b(text: &[u8], out: &mut Vec<u8>) {
    // Padding in the middle comes from senders that join two words; each run reads on its own.
    for run in text.split(|b| *b == b'=') {
        let mut run: Vec<u8> = run
            .iter()
            .copied()
            .filter(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'))
            .collect();
        if run.len() % 4 == 1 {
            run.pop(); // Six bits are no byte.
        }
        if let Ok(bytes) = LENIENT.decode(&run) {
            out.extend_from_slice(&bytes);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_rfc_2047_read_as_it_says() {
        for (value, text) in [
            (&b"=?ISO-8859-1?Q?a?="[..], "a"),
            (b"=?ISO-8859-1?Q?a?= b", "a b"),
            (b"=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
            (b"=?ISO-8859-1?Q?a?=\r\n    =?ISO-8859-1?Q?b?=", "ab"),
            (b"=?ISO-8859-1?Q?a_b?=", "a b"),
            (b"=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
            (b"=?US-ASCII*EN?Q?Keith_Moore?= <moore@cs.utk.edu>", "Keith Moore <moore@cs.utk.edu>"),
        ] {
            assert_eq!(decode(value), text);
        }
    }

    #[test]
    fn a_character_split_over_two_words_is_whole() {
        assert_eq!(decode(b"=?utf-8?B?5L2g5Q==?= =?UTF-8?B?pb0=?="), "你好");
        assert_eq!(decode(b"=?utf-8?Q?Gr=C3?=\r\n =?utf-8?Q?=BC=C3=9Fe?="), "Grüße");
        assert_eq!(decode(b"=?gb18030?B?xOO6?==?gb18030?B?ww==?="), "你好");
    }

    #[test]
    fn raw_bytes_are_utf8_or_western() {
        assert_eq!(decode("Grüße".as_bytes()), "Grüße");
        assert_eq!(decode(b"Gr\xfc\xdfe"), "Grüße");
        assert_eq!(decode(b"\x1b$B$\"\x1b(B"), "あ");
    }

    #[test]
    fn what_is_no_encoded_word_stays_as_it_is() {
        for value in
            ["=?", "=?utf-8?", "=?utf-8?X?a?=", "=??Q?a?=", "a =?b c", "1=?2", "=?utf-8?Q?a"]
        {
            assert_eq!(decode(value.as_bytes()), value);
        }
        assert_eq!(decode(b"=?utf-8?Q?What??= next"), "What? next");
        assert_eq!(decode(b"Re:=?utf-8?Q?two words?="), "Re:two words");
    }

    #[test]
    fn an_unknown_charset_is_read_as_well_as_can_be() {
        assert_eq!(decode(b"=?x-foo?Q?Gr=C3=BC=C3=9Fe?="), "Grüße");
        assert_eq!(decode(b"=?x-foo?Q?Gr=FC=DFe?="), "Grüße");
    }

    #[test]
    fn control_characters_inside_a_word_are_seen() {
        assert_eq!(decode(b"=?utf-8?Q?a=0D=0Ab=00?="), "a⟨U+000D⟩⟨U+000A⟩b⟨U+0000⟩");
        assert_eq!(decode(b"=?utf-8?B?4oCuYQ==?="), "⟨U+202E⟩a");
        assert_eq!(decode(b"a\rb\nc\0"), "a⟨U+000D⟩b⟨U+000A⟩c⟨U+0000⟩");
    }

    #[test]
    fn broken_base64_gives_what_can_be_had() {
        assert_eq!(decode(b"=?utf-8?B?SGVsbG8?="), "Hello");
        assert_eq!(decode(b"=?utf-8?B?SGVs bG8=IQ?="), "Hello!");
        assert_eq!(decode(b"=?utf-8?B?S?="), "");
    }

    #[test]
    fn a_bomb_of_words_ends() {
        let bombs = ["=?utf-8?Q?=C3?= ", "=?", "=?a?q?", "=?utf-8?B?=?=", " "];
        for bomb in bombs {
            let value = bomb.repeat(1_000_000 / bomb.len());
            assert!(decode(value.as_bytes()).len() <= 3 * INPUT_LIMIT_BYTES);
        }
    }
}
