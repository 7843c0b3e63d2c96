//! An answer as lines that are safe to show: raw, but bounded and with its control characters visible.

use crate::text::{grouped, visible_lines};
use crate::wire::{Framer, Limits};

/// Bytes shown of one literal: a head of mail and a screen of text. More is fetched in pieces.
const LITERAL_SHOWN_BYTES: usize = 4 * 1024;

/// Bytes shown of one answer: a LIST of some thousand folders comes in as many answers.
const ANSWER_SHOWN_BYTES: usize = 256 * 1024;

/// An answer for the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Lines that end in a line feed.
    pub text: String,
    /// Bytes of it that are not shown.
    pub left_out_bytes: u64,
}

/// Makes a response as framed one to look at.
pub fn shown(response: &[u8]) -> Shown {
    let mut out = Bytes::default();
    let mut at = 0;
    for literal in literals(response) {
        out.push(response.get(at..literal.start).unwrap_or_default());
        let bytes = response.get(literal.clone()).unwrap_or_default();
        let kept = bytes.get(..LITERAL_SHOWN_BYTES).unwrap_or(bytes);
        out.push(kept);
        let left = (bytes.len() - kept.len()) as u64;
        if left > 0 {
            out.shown.push_str(&format!("\n… {} more bytes of this literal\n", grouped(left)));
            out.left_out_bytes += left;
        }
        at = literal.end;
    }
    out.push(response.get(at..).unwrap_or_default());
    let mut text = out.shown;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    Shown { text, left_out_bytes: out.left_out_bytes }
}

#[derive(Default)]
struct Bytes {
    shown: String,
    left_out_bytes: u64,
}

impl Bytes {
    fn push(&mut self, bytes: &[u8]) {
        let room = ANSWER_SHOWN_BYTES.saturating_sub(self.shown.len());
        let kept = bytes.get(..room).unwrap_or(bytes);
        let text = String::from_utf8_lossy(kept).replace("\r\n", "\n");
        self.shown.push_str(&visible_lines(&text));
        self.left_out_bytes += (bytes.len() - kept.len()) as u64;
    }
}

/// Where the literals of a response are; past the first 64 they are shown as they come.
fn literals(response: &[u8]) -> Vec<std::ops::Range<usize>> {
    // It was framed before, within the limits of its connection.
    let any = Limits {
        line_bytes: usize::MAX,
        lines_bytes: usize::MAX,
        literal_bytes: usize::MAX,
        response_bytes: usize::MAX,
        nesting: usize::MAX,
        ..Limits::default()
    };
    let mut framer = Framer::new(any);
    framer.push(response);
    framer.next_response().ok().flatten().map(|whole| whole.literals).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_shown_as_it_came() {
        let raw = b"* 1 FETCH (BODY[] {9}\r\nab\r\n\x1b[1m\xff UID 7)\r\n";
        let Shown { text, left_out_bytes } = shown(raw);
        assert_eq!(text, "* 1 FETCH (BODY[] {9}\nab\n⟨U+001B⟩[1m\u{fffd} UID 7)\n");
        assert_eq!(left_out_bytes, 0);
    }

    #[test]
    fn what_is_long_is_cut_and_says_so() {
        let raw = [&b"* 1 FETCH (BODY[] {10000}\r\n"[..], &[b'x'; 10_000], b" UID 7)\r\n"].concat();
        let Shown { text, left_out_bytes } = shown(&raw);
        assert!(text.contains("\n… 5,904 more bytes of this literal\n UID 7)\n"), "{text}");
        assert_eq!(left_out_bytes, 5_904);
        let raw = [&b"* SEARCH "[..], &[b'1'; 1_000_000], b"\r\n"].concat();
        let Shown { text, left_out_bytes } = shown(&raw);
        assert!(text.len() <= ANSWER_SHOWN_BYTES + 1);
        assert_eq!(left_out_bytes as usize, raw.len() - ANSWER_SHOWN_BYTES);
    }
}
