//! Where the rows of a long source begin: its lines, long ones cut.
//!
//! The source comes in pieces and may have 100 MB. It is never joined: a row is a place in a piece
//! and the place where the next row begins. Rows are counted a few megabytes a frame, and only some
//! of their places are kept: those between are found again from there when they are looked at.

use std::sync::Arc;

/// Columns of a row; mail lines have 78, and longer ones are cut, not hidden.
pub(super) const ROW_COLUMNS: usize = 100;
/// Bytes looked through in a frame: a few milliseconds.
const INDEX_BYTES: usize = 4 * 1024 * 1024;
/// Rows counted in a frame: a line without words takes as long as one with them.
const INDEX_ROWS: usize = 100_000;
/// Rows from one kept place to the next: 128 MB of empty lines take 16 MB then, not 1 GB.
const KEPT_STEP: usize = 64;

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
    /// Where every 64th row begins, from the first on.
    kept: Vec<At>,
    count: usize,
    /// Where the last row begins; it may go on.
    last: At,
    /// There is more to look through.
    is_growing: bool,
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
            self.kept.push(At::default());
            self.count = 1;
        }
        self.is_growing = self.find(pieces);
        self.is_growing
    }

    fn find(&mut self, pieces: &[Arc<str>]) -> bool {
        let mut left_bytes = INDEX_BYTES;
        for _ in 0..INDEX_ROWS {
            let Some((next, bytes)) = next_row(pieces, self.last) else { return false };
            if self.count.is_multiple_of(KEPT_STEP) {
                self.kept.push(next);
            }
            self.count += 1;
            self.last = next;
            left_bytes = left_bytes.saturating_sub(bytes);
            if left_bytes == 0 {
                break;
            }
        }
        true
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The row that a place is in; `None` where it was not looked through yet.
    pub(super) fn row_of(&self, pieces: &[Arc<str>], at: At) -> Option<usize> {
        let index = self.kept.partition_point(|start| *start <= at).checked_sub(1)?;
        let (mut row, mut start) = (index * KEPT_STEP, *self.kept.get(index)?);
        while row + 1 < self.count {
            match next_row(pieces, start) {
                Some((next, _)) if next <= at => (row, start) = (row + 1, next),
                Some(_) | None => return Some(row),
            }
        }
        (!self.is_growing).then_some(row)
    }

    /// Where a row begins, and where the next one does; nothing follows the last.
    pub(super) fn bounds(&self, pieces: &[Arc<str>], row: usize) -> Option<(At, Option<At>)> {
        let mut start = *self.kept.get(row / KEPT_STEP).filter(|_| row < self.count)?;
        for _ in 0..row % KEPT_STEP {
            (start, _) = next_row(pieces, start)?;
        }
        Some((start, next_row(pieces, start).map(|(next, _)| next)))
    }

    /// A row's text without its line end.
    pub(super) fn text(&self, pieces: &[Arc<str>], row: usize) -> String {
        let Some((start, end)) = self.bounds(pieces, row) else { return String::new() };
        let mut text = between(pieces, start, end.unwrap_or_else(|| end_of(pieces)));
        let kept = text.trim_end_matches(['\n', '\r']).len();
        text.truncate(kept);
        text
    }
}

/// Where the row after the one that begins here begins, and the bytes between; `None` where all
/// that is there is one row.
fn next_row(pieces: &[Arc<str>], start: At) -> Option<(At, usize)> {
    let (mut columns, mut bytes) = (0, 0);
    let mut at = start;
    while let Some(piece) = pieces.get(at.piece as usize) {
        let rest = piece.get(at.byte as usize..).unwrap_or_default();
        // A character has never more columns than bytes: most lines need no counting.
        let near = rest.bytes().take(ROW_COLUMNS - columns + 1).position(|byte| byte == b'\n');
        if let Some(end) = near {
            at.byte += end as u32 + 1;
            return Some((at, bytes + end + 1));
        }
        for c in rest.chars() {
            let wide = if c >= '\u{2e80}' { 2 } else { 1 };
            let is_end = c == '\n';
            if !is_end && columns + wide > ROW_COLUMNS {
                return Some((at, bytes));
            }
            columns += wide;
            bytes += c.len_utf8();
            at.byte += c.len_utf8() as u32;
            if is_end {
                return Some((at, bytes));
            }
        }
        at = At { piece: at.piece + 1, byte: 0 };
    }
    None
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
            assert_eq!(found, rows(&[&line]), "however it came");
        }
    }

    #[test]
    fn rows_are_found_a_few_megabytes_at_a_time() {
        let piece: Arc<str> = format!("{}\n", "x".repeat(79)).repeat(80_000).into();
        let pieces = [Arc::clone(&piece), piece];
        let mut rows = Rows::default();
        assert!(rows.grow(&pieces));
        assert!(rows.len() < 60_000);
        assert_eq!(rows.row_of(&pieces, At { piece: 1, byte: 81 }), None, "not looked at yet");
        while rows.grow(&pieces) {}
        assert_eq!(rows.len(), 160_001);
        for (byte, row) in [(0, 80_000), (79, 80_000), (80, 80_001), (81, 80_001)] {
            assert_eq!(rows.row_of(&pieces, At { piece: 1, byte }), Some(row), "{byte}");
        }
        let (start, end) = rows.bounds(&pieces, 80_001).unwrap_or_default();
        let (piece, byte) = (1, 80);
        assert_eq!((start, end), (At { piece, byte }, Some(At { piece, byte: 160 })));
    }

    #[test]
    fn a_source_of_empty_lines_costs_no_more_than_another() {
        let pieces: Vec<Arc<str>> = vec!["\n".repeat(300_000).into(); 3];
        let mut rows = Rows::default();
        let mut turns = 0;
        let mut before = 0;
        while rows.grow(&pieces) {
            assert!(rows.len() - before <= INDEX_ROWS + 1, "a frame is short");
            before = rows.len();
            turns += 1;
        }
        assert_eq!((rows.len(), turns), (900_001, 9));
        assert!(rows.kept.len() <= rows.len() / KEPT_STEP + 1, "few places are kept");
        assert_eq!(rows.row_of(&pieces, At { piece: 2, byte: 17 }), Some(600_017));
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
