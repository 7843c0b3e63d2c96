//! Bytes from mails and servers to text that is safe to show.
//!
//! Used by every layer that turns foreign bytes into words. Nothing here knows IMAP, MIME trees,
//! files or windows. Every function is total: any input gives some text, in linear time, and what
//! could deceive the reader (control characters, bidi overrides) comes out visible.

pub mod charset;
pub mod folder_name;
pub mod header;
mod legacy;
pub mod names;
mod numbers;
pub mod params;

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

pub use numbers::grouped;

/// Makes control and bidi-override characters visible: U+202E becomes `⟨U+202E⟩`.
///
/// For one-line text, so line breaks and tabs are made visible too. The marks that only say how
/// neutral characters lean (U+200E, U+200F, U+061C) stay: honest Arabic and Hebrew mail uses them,
/// and they cannot turn letters around.
pub fn visible(text: &str) -> String {
    escape(text, |_| false)
}

/// As [`visible`], but line feeds and tabs stay: for text of several lines.
pub fn visible_lines(text: &str) -> String {
    escape(text, |c| matches!(c, '\n' | '\t'))
}

/// Cuts `text` to at most `limit_bytes` bytes, on a character boundary.
pub fn cut(mut text: String, limit_bytes: usize) -> String {
    if text.len() > limit_bytes {
        text.truncate(text.floor_char_boundary(limit_bytes));
        text.shrink_to_fit();
    }
    text
}

/// The bytes of the word at a place between two letters (UAX #29): behind it, or before it where a
/// word ends there. White space and signs between words are words of their own.
pub fn word_at(text: &str, byte: usize) -> Range<usize> {
    let (mut before, mut found) = (0..0, None);
    for (start, word) in text.split_word_bound_indices() {
        let range = start..start + word.len();
        if range.contains(&byte) {
            found = Some(range);
            break;
        }
        before = range;
    }
    let is_word = |range: &Range<usize>| {
        text.get(range.clone()).is_some_and(|word| word.contains(char::is_alphanumeric))
    };
    match found {
        Some(found) if found.start < byte || is_word(&found) || !is_word(&before) => found,
        Some(_) | None => before,
    }
}

fn escape(text: &str, keep: impl Fn(char) -> bool) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_deceptive(c) && !keep(c) {
            // Writing to a String cannot fail.
            let _ = write!(out, "\u{27e8}U+{:04X}\u{27e9}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' // Line and paragraph separator: a second line in a one-line text.
            | '\u{202a}'..='\u{202e}' // Embeddings and overrides.
            | '\u{2066}'..='\u{2069}' // Isolates.
            | '\u{fff9}'..='\u{fffb}' // Interlinear annotation hides what it annotates.
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_override_in_a_file_name_is_seen() {
        assert_eq!(visible("invoice\u{202e}fdp.exe"), "invoice⟨U+202E⟩fdp.exe");
    }

    #[test]
    fn nothing_that_moves_the_cursor_survives() {
        assert_eq!(visible("a\0b\r\nc\u{1b}[31m"), "a⟨U+0000⟩b⟨U+000D⟩⟨U+000A⟩c⟨U+001B⟩[31m");
        assert_eq!(visible_lines("a\n\tb\r"), "a\n\tb⟨U+000D⟩");
    }

    #[test]
    fn honest_text_of_every_script_stays() {
        let text = "Grüße שלום\u{200f} 你好 👩\u{200d}💻";
        assert_eq!(visible(text), text);
    }

    #[test]
    fn a_word_is_found_from_either_of_its_ends() {
        let text = "Don't go, 会议 now";
        let word = |byte| text.get(word_at(text, byte)).unwrap_or_default();
        assert_eq!([word(0), word(3), word(5)], ["Don't"; 3]);
        assert_eq!((word(6), word(8), word(9)), ("go", "go", " "));
        assert_eq!(word(text.len()), "now");
        assert_eq!(word_at("", 0), 0..0);
        assert_eq!(word_at("a  b", 2), 1..3, "between two blanks there is no word");
    }

    #[test]
    fn a_cut_never_splits_a_character() {
        assert_eq!(cut("aäb".to_owned(), 2), "a");
        assert_eq!(cut("aäb".to_owned(), 3), "aä");
    }
}
