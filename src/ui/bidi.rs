//! Rows of right-to-left and mixed text, in the order they are read.
//!
//! egui places words left to right always. So a paragraph is broken into rows in its logical order
//! first, and then each row is put into visual order (UAX #9, L2). What comes out is a list of
//! pieces per row; each piece is laid out as a run of its own, because the shaper turns the letters
//! of one right-to-left word round itself, but must not do so over several words.

use std::borrow::Cow;
use std::ops::Range;

use unicode_bidi::{BidiClass, BidiInfo, Level, bidi_class};

/// How a line of text reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Nothing in it is right-to-left: egui does it all.
    Plain,
    /// Begins left-to-right and holds right-to-left words.
    Mixed,
    RightToLeft,
}

impl Direction {
    /// By the first letter that leans (UAX #9, P2 and P3). One look at each byte of Latin text.
    pub fn of(line: &str) -> Self {
        if !line.chars().any(is_rtl) {
            return Self::Plain;
        }
        let first = line
            .chars()
            .map(bidi_class)
            .find(|class| matches!(class, BidiClass::L | BidiClass::R | BidiClass::AL));
        if first == Some(BidiClass::L) { Self::Mixed } else { Self::RightToLeft }
    }

    fn level(self) -> Level {
        match self {
            Self::Plain | Self::Mixed => Level::ltr(),
            Self::RightToLeft => Level::rtl(),
        }
    }
}

/// A part of a row that is shaped as one; `at` is where it stands in the line, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    pub text: Cow<'a, str>,
    pub at: usize,
}

/// Breaks one line into rows no wider than `width_pt` and puts each into visual order.
///
/// `measure` gives the width of a word in points.
pub fn rows<'a>(
    line: &'a str,
    direction: Direction,
    width_pt: f32,
    measure: &mut dyn FnMut(&str) -> f32,
) -> Vec<Vec<Piece<'a>>> {
    let info = BidiInfo::new(line, Some(direction.level()));
    let Some(paragraph) = info.paragraphs.first() else { return vec![Vec::new()] };
    break_line(line, width_pt, measure)
        .into_iter()
        .map(|row| {
            let (levels, runs) = info.visual_runs(paragraph, row);
            let mut pieces = Vec::new();
            for run in runs {
                let level = levels.get(run.start).copied().unwrap_or(Level::ltr());
                let Some(text) = line.get(run.clone()) else { continue };
                if level.is_rtl() {
                    reversed(text, run.start, &mut pieces);
                } else {
                    forward(text, run.start, &mut pieces);
                }
            }
            pieces
        })
        .collect()
}

/// Greedy breaking at spaces; a word wider than a row is cut.
fn break_line(
    line: &str,
    width_pt: f32,
    measure: &mut dyn FnMut(&str) -> f32,
) -> Vec<Range<usize>> {
    let mut rows = Vec::new();
    let mut start = 0;
    let mut used_pt = 0.0;
    let mut at = 0;
    for word in line.split_inclusive(' ') {
        let bare_pt = measure(word.trim_end());
        if used_pt > 0.0 && used_pt + bare_pt > width_pt {
            rows.push(start..at);
            start = at;
            used_pt = 0.0;
        }
        if bare_pt > width_pt {
            // About as many letters as fit; the last part stays open for what follows.
            let letters = word.chars().count().max(1);
            let fitting = ((letters as f32 * width_pt / bare_pt) as usize).max(1);
            for (index, (offset, _)) in word.char_indices().enumerate().skip(1) {
                if index % fitting == 0 {
                    rows.push(start..at + offset);
                    start = at + offset;
                }
            }
            used_pt = measure(line.get(start..at + word.len()).unwrap_or_default());
        } else {
            used_pt += measure(word);
        }
        at += word.len();
    }
    rows.push(start..line.len());
    rows
}

/// A left-to-right run, without the invisible marks that steered the order.
fn forward<'a>(run: &'a str, at: usize, pieces: &mut Vec<Piece<'a>>) {
    let mut start = 0;
    for (index, c) in run.char_indices().filter(|(_, c)| is_mark(*c)) {
        push(run, start..index, at, pieces);
        start = index + c.len_utf8();
    }
    push(run, start..run.len(), at, pieces);
}

fn push<'a>(run: &'a str, part: Range<usize>, at: usize, pieces: &mut Vec<Piece<'a>>) {
    let place = at + part.start;
    if let Some(text) = run.get(part).filter(|text| !text.is_empty()) {
        pieces.push(Piece { text: Cow::Borrowed(text), at: place });
    }
}

/// A right-to-left run from its end to its beginning: words whole, all between them one by one and
/// mirrored (UAX #9, L4).
fn reversed<'a>(run: &'a str, at: usize, pieces: &mut Vec<Piece<'a>>) {
    let from = pieces.len();
    let mut word = 0..0;
    for (index, c) in run.char_indices() {
        let end = index + c.len_utf8();
        if joins(c) {
            word.end = end;
            continue;
        }
        push(run, word, at, pieces);
        word = end..end;
        if !is_mark(c) {
            let shown = mirrored(c);
            pieces.push(Piece { text: Cow::Owned(shown.to_string()), at: at + index });
        }
    }
    push(run, word, at, pieces);
    if let Some(added) = pieces.get_mut(from..) {
        added.reverse();
    }
}

/// What the shaper has to see together: letters, the marks on them, and joiners.
fn joins(c: char) -> bool {
    matches!(bidi_class(c), BidiClass::R | BidiClass::AL | BidiClass::NSM)
        && !matches!(c, '\u{200f}' | '\u{61c}')
        || matches!(c, '\u{200c}' | '\u{200d}')
}

/// Marks and controls that steer the order and have no shape.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Nothing before U+0590 is right-to-left.
fn is_rtl(c: char) -> bool {
    use BidiClass::{AL, R, RLE, RLI, RLO};
    c >= '\u{590}' && matches!(bidi_class(c), R | AL | RLE | RLI | RLO)
}

fn mirrored(c: char) -> char {
    const PAIRS: [(char, char); 7] =
        [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»'), ('‹', '›'), ('≤', '≥')];
    PAIRS
        .iter()
        .find_map(|(open, close)| match c {
            _ if c == *open => Some(*close),
            _ if c == *close => Some(*open),
            _ => None,
        })
        .unwrap_or(c)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    /// Rows as they are painted, at ten points a letter.
    fn painted(line: &str, width_pt: f32) -> Vec<String> {
        let mut measure = |word: &str| 10.0 * word.chars().count() as f32;
        rows(line, Direction::of(line), width_pt, &mut measure)
            .iter()
            .map(|row| row.iter().map(|piece| piece.text.as_ref()).collect())
            .collect()
    }

    #[test]
    fn the_first_words_of_a_hebrew_paragraph_stand_on_its_first_row() {
        assert_eq!(painted("שלום עולם אבג", 100.0), [" עולם שלום", "אבג"]);
    }

    #[test]
    fn numbers_brackets_and_full_stops_stand_where_a_reader_expects_them() {
        assert_eq!(painted("אבג 12 (דהו).", 1e6), [".(דהו) 12 אבג"]);
    }

    #[test]
    fn hebrew_inside_english_turns_only_itself() {
        assert_eq!(Direction::of("see שלום עולם there"), Direction::Mixed);
        assert_eq!(painted("see שלום עולם there", 1e6), ["see עולם שלום there"]);
    }

    #[test]
    fn a_link_inside_arabic_reads_left_to_right() {
        let row = painted("انظر https://example.org/a الآن", 1e6);
        assert_eq!(row, ["الآن https://example.org/a انظر"]);
    }

    #[test]
    fn every_piece_knows_where_it_came_from() {
        let line = "אבג abc (דהו)";
        let mut measure = |word: &str| word.len() as f32;
        for piece in rows(line, Direction::of(line), 1e6, &mut measure).concat() {
            let there = line[piece.at..].chars().next().unwrap();
            assert!(piece.text.starts_with(there) || piece.text.starts_with(mirrored(there)));
        }
    }

    #[test]
    fn a_word_longer_than_a_row_is_cut_and_loses_nothing() {
        let line = "א".repeat(1_000);
        let rows = painted(&line, 100.0);
        assert!(rows.len() >= 100);
        assert_eq!(rows.concat().chars().count(), 1_000);
    }

    #[test]
    fn odd_text_neither_panics_nor_hangs() {
        let overrides = "\u{202e}".repeat(2_000);
        for line in ["", " ", "א", "\u{202e}abc", "א\u{301}\u{200d}", "))א((", &overrides] {
            painted(line, 0.0);
            painted(line, 35.0);
        }
    }
}
