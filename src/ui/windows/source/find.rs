//! Looking for words in a long source, some of it in every frame.

use std::sync::Arc;

use crate::ui::search::Pattern;

use super::rows::{At, between};

/// Bytes looked through in a frame: a few milliseconds.
const LOOK_BYTES: usize = 1024 * 1024;
/// Places kept; more is no search.
const MAX_PLACES: usize = 10_000;
/// Bytes at the end of what was looked through that are looked at again with what follows: the
/// longest words anybody looks for.
const OVERLAP_BYTES: usize = 1_024;

/// A search and what it has found so far.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub words: String,
    pattern: Option<Pattern>,
    pub places: Vec<(At, At)>,
    /// Number of the place in view.
    pub current: usize,
    next: At,
    /// The current place shall be in view.
    pub wants_view: bool,
    is_done: bool,
}

impl Search {
    /// Begins anew with other words.
    pub(super) fn begin(&mut self, words: &str) {
        *self = Self {
            words: words.to_owned(),
            pattern: Pattern::new(words),
            wants_view: true,
            ..Self::default()
        };
    }

    /// Looks further; true where there is more to look through.
    pub(super) fn grow(&mut self, pieces: &[Arc<str>]) -> bool {
        let Some(pattern) = &self.pattern else { return false };
        let mut left = LOOK_BYTES;
        self.is_done = false;
        while let Some(piece) = pieces.get(self.next.piece as usize) {
            let from = self.next.byte as usize;
            let end = piece.floor_char_boundary(from.saturating_add(left));
            let text = piece.get(from..end).unwrap_or_default();
            let number = self.next.piece;
            let at = |byte: usize| At { piece: number, byte: (from + byte) as u32 };
            let found = pattern.find(text);
            let found = found.into_iter().map(|range| (at(range.start), at(range.end)));
            let seam = across(pattern, pieces, at(0));
            let last = self.places.last().map(|(_, end)| *end).unwrap_or_default();
            let seam = seam.filter(|(start, _)| *start >= last);
            let after = seam.map(|(_, end)| end).unwrap_or_default();
            self.places.extend(seam);
            self.places.extend(found.filter(|(start, _)| *start >= after));
            if self.places.len() >= MAX_PLACES {
                self.places.truncate(MAX_PLACES);
                self.next = At { piece: u32::MAX, byte: 0 };
                break;
            }
            left = left.saturating_sub(text.len());
            self.next = at(text.len());
            if end == piece.len() {
                self.next = At { piece: number + 1, byte: 0 };
            }
            if left == 0 {
                break;
            }
        }
        let more = (self.next.piece as usize) < pieces.len();
        self.is_done = !more;
        more
    }

    /// All that is there was looked through.
    pub(super) fn is_done(&self) -> bool {
        self.is_done
    }

    /// To the next place, or the one before; past the last comes the first.
    pub(super) fn step(&mut self, forward: bool) {
        let count = self.places.len();
        if count > 0 {
            let by = if forward { 1 } else { count - 1 };
            self.current = (self.current + by) % count;
            self.wants_view = true;
        }
    }

    /// The places that touch a row, as bytes of its text; true for the current one.
    pub(super) fn in_row(&self, from: At, to: At) -> impl Iterator<Item = (At, At, bool)> {
        let first = self.places.partition_point(|(_, end)| *end <= from);
        self.places
            .iter()
            .enumerate()
            .skip(first)
            .take_while(move |(_, (start, _))| *start < to)
            .map(move |(index, (start, end))| {
                (*start.max(&from), *end.min(&to), index == self.current)
            })
    }
}

/// A place that begins before `seam` and ends behind it.
fn across(pattern: &Pattern, pieces: &[Arc<str>], seam: At) -> Option<(At, At)> {
    let (before_piece, before_end) = match seam.byte {
        0 => (seam.piece.checked_sub(1)?, pieces.get(seam.piece as usize - 1)?.len()),
        byte => (seam.piece, byte as usize),
    };
    let before = pieces.get(before_piece as usize)?;
    let from = before.ceil_char_boundary(before_end.saturating_sub(OVERLAP_BYTES));
    let after = pieces.get(seam.piece as usize)?;
    let to = after.floor_char_boundary((seam.byte as usize).saturating_add(OVERLAP_BYTES));
    let start = At { piece: before_piece, byte: from as u32 };
    let text = between(pieces, start, At { piece: seam.piece, byte: to as u32 });
    let cut = before_end - from;
    let place = |byte: usize| match byte.checked_sub(cut) {
        Some(behind) => At { piece: seam.piece, byte: seam.byte + behind as u32 },
        None => At { piece: before_piece, byte: (from + byte) as u32 },
    };
    let found = pattern.find(&text);
    let over = found.into_iter().find(|range| range.start < cut && range.end > cut)?;
    Some((place(over.start), place(over.end)))
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn found(pieces: &[&str], words: &str) -> Vec<String> {
        let pieces: Vec<Arc<str>> = pieces.iter().map(|piece| Arc::from(*piece)).collect();
        let mut search = Search::default();
        search.begin(words);
        while search.grow(&pieces) {}
        search.places.iter().map(|(from, to)| between(&pieces, *from, *to)).collect()
    }

    #[test]
    fn words_over_two_pieces_are_found_once() {
        assert_eq!(found(&["Subject: no", "tes no", "tes"], "Notes"), ["notes", "notes"]);
        assert_eq!(found(&["abcabc", "abc"], "abc").len(), 3);
        assert_eq!(found(&["字", "字"], "字字"), ["字字"]);
    }

    #[test]
    fn a_long_source_is_looked_through_in_turns() {
        let piece = "needle and hay ".repeat(100_000);
        assert_eq!(found(&[&piece], "NEEDLE").len(), MAX_PLACES);
        let hay = format!("{}needle", "hay ".repeat(1_000_000));
        assert_eq!(found(&[&hay], "needle").len(), 1);
    }

    #[test]
    fn what_comes_later_is_looked_through_too() {
        let mut pieces: Vec<Arc<str>> = vec![Arc::from("one")];
        let mut search = Search::default();
        search.begin("o");
        while search.grow(&pieces) {}
        assert!(search.is_done() && search.places.len() == 1);
        pieces.push(Arc::from("two"));
        while search.grow(&pieces) {}
        assert_eq!(search.places[1].0, At { piece: 1, byte: 2 });
    }

    #[test]
    fn past_the_last_place_comes_the_first() {
        let mut search = Search::default();
        search.begin("a");
        while search.grow(&[Arc::from("a a a")]) {}
        search.step(false);
        assert_eq!(search.current, 2);
        search.step(true);
        assert_eq!(search.current, 0);
    }
}
