//! Words looked for in text, without regard to capitals; linear in the text, whatever the words.

use std::ops::Range;

/// Longest words looked for, in characters; longer ones are pasted by mistake and are cut.
const MAX_WORDS_CHARS: usize = 256;

/// What is looked for, prepared (Knuth, Morris and Pratt).
#[derive(Clone, Debug, Default)]
pub(super) struct Pattern {
    chars: Vec<char>,
    /// For each length, how much of the beginning still fits where the next letter does not.
    back: Vec<usize>,
}

impl Pattern {
    /// `None` where there is nothing to look for.
    pub(super) fn new(words: &str) -> Option<Self> {
        let chars: Vec<char> = words.chars().take(MAX_WORDS_CHARS).map(fold).collect();
        if chars.is_empty() {
            return None;
        }
        let mut back = vec![0; chars.len()];
        let mut held = 0;
        for at in 1..chars.len() {
            while held > 0 && chars.get(at) != chars.get(held) {
                held = back.get(held - 1).copied().unwrap_or(0);
            }
            if chars.get(at) == chars.get(held) {
                held += 1;
            }
            if let Some(place) = back.get_mut(at) {
                *place = held;
            }
        }
        Some(Self { chars, back })
    }

    /// Where the words stand, in bytes of `text`; places do not overlap.
    pub(super) fn find(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut held = 0;
        for (at, c) in text.char_indices() {
            let c = fold(c);
            while held > 0 && self.chars.get(held) != Some(&c) {
                held = self.back.get(held - 1).copied().unwrap_or(0);
            }
            if self.chars.get(held) == Some(&c) {
                held += 1;
            }
            if held == self.chars.len() {
                held = 0;
                let end = text.ceil_char_boundary(at + 1);
                let before = text.get(..end).unwrap_or_default();
                let start = before.char_indices().rev().nth(self.chars.len() - 1);
                found.extend(start.map(|(start, _)| start..end));
            }
        }
        found
    }
}

/// Letters that count as one: capitals and small ones, and all spaces.
fn fold(c: char) -> char {
    match c {
        'a'..='z' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        _ if c.is_whitespace() => ' ',
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::string_slice)]
mod tests {
    use super::*;

    fn found<'a>(text: &'a str, words: &str) -> Vec<(usize, &'a str)> {
        let pattern = Pattern::new(words).unwrap();
        pattern.find(text).into_iter().map(|range| (range.start, &text[range])).collect()
    }

    #[test]
    fn capitals_and_line_ends_do_not_matter() {
        assert_eq!(found("Ab ab\naB", "AB"), [(0, "Ab"), (3, "ab"), (6, "aB")]);
        assert_eq!(found("dear\nreader", "Dear Reader"), [(0, "dear\nreader")]);
        assert_eq!(found("ÄÖ 会议 Ünï", "äö 会议 ü"), [(0, "ÄÖ 会议 Ü")]);
    }

    #[test]
    fn places_do_not_overlap_and_none_is_missed() {
        assert_eq!(found("aaaaa", "aa").len(), 2);
        assert_eq!(found("aabaabaaab", "aabaaab"), [(3, "aabaaab")]);
    }

    #[test]
    fn nothing_to_look_for_is_no_pattern() {
        assert!(Pattern::new("").is_none());
        assert!(found("", "x").is_empty());
    }
}
