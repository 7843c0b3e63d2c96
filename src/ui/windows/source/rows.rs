//! Where the rows of a long source begin: its lines, long ones cut.
//!
//! The source comes in pieces and may have 100 MB. It is never joined: a row is a place in a piece
//! and the place where the next row begins. Rows are found a few megabytes a frame.

use std::sync::Arc;

/// Columns of a row; mail lines have 78, and longer ones are cut, not hidden.
pub(super) const ROW_COLUMNS: usize = 100;
/// Bytes looked through in a frame: about two milliseconds.
const INDEX_BYTES: usize = 4 * 1024 * 1024;

/// A place in the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    pub piece: u32,
    /// Bytes of the piece, on a character boundary.
    pub byte: u32,
}

/// The rows found so far.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Where each row begins; the last one may go on.
    starts: Vec<At>,
    /// Up to here the source was looked through.
    next: At,
    /// Columns of the open row.
    columns: usize,
    /// Pieces that were there when this was made; another first piece is another source.
    first: Option<Arc<str>>,
}

impl Rows {
    /// Finds more rows; true where there is more to look through.
    pub(super) fn grow(&mut self, pieces: &[Arc<str>]) -> bool {
        let same = match (&self.first, pieces.first()) {
            (Some(held), Some(first)) => Arc::ptr_eq(held, first),
            (None, _) => true,
            (Some(_), None) => false,
        };
        if !same {
            *self = Self::default();
        }
        if self.first.is_none() {
            let Some(first) = pieces.first() else { return false };
            self.first = Some(Arc::clone(first));
            self.starts.push(At::default());
        }
        let mut left = INDEX_BYTES;
        while let Some(piece) = pieces.get(self.next.piece as usize) {
            let from = self.next.byte as usize;
            let end = piece.floor_char_boundary(from.saturating_add(left));
            self.look(piece.get(from..end).unwrap_or_default());
            left = left.saturating_sub(end - from);
            if end < piece.len() {
                return true;
            }
            self.next = At { piece: self.next.piece + 1, byte: 0 };
            if left == 0 {
                return (self.next.piece as usize) < pieces.len();
            }
        }
        false
    }

    /// Rows in a part of a piece that follows what was looked through.
    fn look(&mut self, text: &str) {
        for line in text.split_inclusive('\n') {
            let content = line.strip_suffix('\n');
            self.line(content.unwrap_or(line));
            self.next.byte += u32::from(content.is_some());
            if content.is_some() {
                self.columns = 0;
                self.starts.push(self.next);
            }
        }
    }

    /// A line or a part of one, cut where it is too long.
    fn line(&mut self, text: &str) {
        // A byte is never wider than a column: most lines need no counting.
        if self.columns + text.len() <= ROW_COLUMNS {
            self.columns += text.len();
            self.next.byte += text.len() as u32;
            return;
        }
        for c in text.chars() {
            let wide = if c >= '\u{2e80}' { 2 } else { 1 };
            if self.columns + wide > ROW_COLUMNS {
                self.starts.push(self.next);
                self.columns = 0;
            }
            self.columns += wide;
            self.next.byte += c.len_utf8() as u32;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// The row that a place is in.
    pub(super) fn row_of(&self, at: At) -> usize {
        self.starts.partition_point(|start| *start <= at).saturating_sub(1)
    }

    /// Where a row begins, and where the next one does; nothing follows the last.
    pub(super) fn bounds(&self, row: usize) -> Option<(At, Option<At>)> {
        Some((*self.starts.get(row)?, self.starts.get(row + 1).copied()))
    }

    /// A row's text without its line end.
    pub(super) fn text(&self, pieces: &[Arc<str>], row: usize) -> String {
        let Some((start, end)) = self.bounds(row) else { return String::new() };
        // The last row may be long: it is looked through only in the next frames.
        let end = end.unwrap_or(self.next);
        let mut text = between(pieces, start, end);
        let kept = text.trim_end_matches(['\n', '\r']).len();
        text.truncate(kept);
        text
    }
}

/// The source between two places.
pub(super) fn between(pieces: &[Arc<str>], from: At, to: At) -> String {
    let mut text = String::new();
    for number in from.piece..=to.piece {
        let Some(piece) = pieces.get(number as usize) else { break };
        let start = if number == from.piece { from.byte as usize } else { 0 };
        let end = if number == to.piece { to.byte as usize } else { piece.len() };
        text.push_str(piece.get(start..end).unwrap_or_default());
    }
    text
}

/// The end of the source.
pub(super) fn end_of(pieces: &[Arc<str>]) -> At {
    At { piece: u32::try_from(pieces.len()).unwrap_or(u32::MAX), byte: 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pieces: &[&str]) -> Vec<String> {
        let pieces: Vec<Arc<str>> = pieces.iter().map(|piece| Arc::from(*piece)).collect();
        let mut rows = Rows::default();
        let mut turns = 0;
        while rows.grow(&pieces) {
            turns += 1;
            assert!(turns < 1_000, "no end");
        }
        (0..rows.len()).map(|row| rows.text(&pieces, row)).collect()
    }

    #[test]
    fn a_line_that_comes_in_two_pieces_is_one_row() {
        assert_eq!(
            rows(&["From: a\r\nTo", ": b\r\n\r\nte", "xt"]),
            ["From: a", "To: b", "", "text"]
        );
        assert_eq!(rows(&["one\n"]), ["one", ""]);
        assert!(rows(&[]).is_empty());
    }

    #[test]
    fn a_long_line_is_cut_and_loses_nothing() {
        for word in ["x", "字", "é"] {
            let line = word.repeat(5_000);
            let (a, b) = line.split_at(line.floor_char_boundary(1_234));
            let found = rows(&[a, b]);
            assert!(
                found.len() >= 50 && found.iter().all(|row| row.chars().count() <= ROW_COLUMNS)
            );
            assert_eq!(found.concat(), line);
        }
    }

    #[test]
    fn rows_are_found_a_few_megabytes_at_a_time() {
        let piece: Arc<str> = format!("{}\n", "x".repeat(79)).repeat(80_000).into();
        let pieces = [Arc::clone(&piece), piece];
        let mut rows = Rows::default();
        assert!(rows.grow(&pieces));
        assert!(rows.len() < 60_000);
        while rows.grow(&pieces) {}
        assert_eq!(rows.len(), 160_001);
        assert_eq!(rows.row_of(At { piece: 1, byte: 81 }), 80_001);
    }

    #[test]
    fn another_source_begins_anew() {
        let mut rows = Rows::default();
        rows.grow(&[Arc::from("a\nb\nc")]);
        assert_eq!(rows.len(), 3);
        rows.grow(&[Arc::from("a")]);
        assert_eq!(rows.len(), 1);
    }
}
