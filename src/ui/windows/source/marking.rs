//! What is marked in a source with the pointer or the keyboard.

use std::sync::Arc;

use super::rows::{At, Rows, between, end_of};

/// A place between two letters of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Caret {
    pub row: usize,
    /// Characters of the row.
    pub column: usize,
}

/// The marked text, from the press to where the pointer is.
#[derive(Debug, Default)]
pub(super) struct Marking {
    from: Option<Caret>,
    to: Caret,
    /// All of it, also what is still to come.
    all: bool,
    /// For the page keys.
    pub rows_in_view: usize,
}

impl Marking {
    pub(super) fn begin(&mut self, at: Caret) {
        (self.from, self.to, self.all) = (Some(at), at, false);
    }

    pub(super) fn extend(&mut self, to: Caret) {
        self.to = to;
    }

    pub(super) fn all(&mut self, rows: usize) {
        self.begin(Caret::default());
        self.to = Caret { row: rows, column: 0 };
        self.all = true;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends().is_none()
    }

    fn ends(&self) -> Option<(Caret, Caret)> {
        let from = self.from?;
        (from != self.to).then(|| (from.min(self.to), from.max(self.to)))
    }

    /// The marked characters of a row that has `length`; one more where its end is marked too.
    pub(super) fn in_row(&self, row: usize, length: usize) -> Option<std::ops::Range<usize>> {
        let (from, to) = self.ends()?;
        if !self.all && (row < from.row || row > to.row) {
            return None;
        }
        let start = if row == from.row { from.column } else { 0 };
        let end = if row == to.row && !self.all { to.column } else { length + 1 };
        (start < end).then_some(start..end)
    }

    /// The marked text as it is in the source; `None` where nothing is marked.
    pub(super) fn text(&self, rows: &Rows, pieces: &[Arc<str>]) -> Option<String> {
        let (from, to) = self.ends()?;
        if self.all {
            return Some(between(pieces, At::default(), end_of(pieces)));
        }
        let place = |caret: Caret| {
            let (start, _) = rows.bounds(pieces, caret.row)?;
            let text = rows.text(pieces, caret.row);
            let bytes = text.chars().take(caret.column).map(char::len_utf8).sum();
            Some(advance(pieces, start, bytes))
        };
        Some(between(pieces, place(from)?, place(to)?))
    }
}

/// The place so many bytes further.
pub(super) fn advance(pieces: &[Arc<str>], mut at: At, mut bytes: usize) -> At {
    while let Some(piece) = pieces.get(at.piece as usize) {
        let room = piece.len().saturating_sub(at.byte as usize);
        if bytes < room || (bytes == room && at.piece as usize + 1 == pieces.len()) {
            at.byte += bytes as u32;
            return at;
        }
        bytes -= room;
        at = At { piece: at.piece + 1, byte: 0 };
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> (Rows, Vec<Arc<str>>) {
        let pieces = vec![Arc::from("From: a\r\nTo"), Arc::from(": b\r\n\r\n会议 text")];
        let mut rows = Rows::default();
        while rows.grow(&pieces) {}
        (rows, pieces)
    }

    #[test]
    fn what_is_marked_is_copied_as_it_is_whichever_way_it_was_marked() {
        let (rows, pieces) = source();
        let caret = |row, column| Caret { row, column };
        for (from, to) in [(caret(0, 6), caret(3, 2)), (caret(3, 2), caret(0, 6))] {
            let mut marking = Marking::default();
            marking.begin(from);
            assert_eq!(marking.text(&rows, &pieces), None);
            marking.extend(to);
            assert_eq!(marking.text(&rows, &pieces).as_deref(), Some("a\r\nTo: b\r\n\r\n会议"));
            assert_eq!(marking.in_row(0, 7), Some(6..8));
            assert_eq!(marking.in_row(1, 5), Some(0..6));
            assert_eq!(marking.in_row(3, 7), Some(0..2));
            assert_eq!(marking.in_row(4, 7), None);
        }
    }

    #[test]
    fn all_of_it_is_all_of_it() {
        let (rows, pieces) = source();
        let mut marking = Marking::default();
        marking.all(rows.len());
        assert_eq!(marking.text(&rows, &pieces), Some(pieces.concat()));
        assert_eq!(marking.in_row(2, 0), Some(0..1));
    }
}
