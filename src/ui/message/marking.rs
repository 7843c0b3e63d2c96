//! What is marked of a text with the pointer or the keyboard, and what is copied of it: the text as
//! it was written, however it is put on the screen.

use std::borrow::Cow;
use std::ops::Range;

use super::units::Unit;

/// A place between two letters of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::ui) struct Caret {
    /// Number of the piece, and of its cell where it has some.
    pub unit: usize,
    pub cell: usize,
    /// Bytes of the text of that piece or cell.
    pub byte: usize,
}

/// From the press to where the pointer is.
#[derive(Debug, Default)]
pub(in crate::ui) struct Marking {
    /// None while the last press was not on this text.
    from: Option<Caret>,
    to: Caret,
    /// All of it, also what is folded away.
    all: bool,
    /// The button is down since a press on this text.
    is_dragging: bool,
    /// What is marked shall be copied at the end of this frame.
    pub copy_wanted: bool,
}

/// A piece of a text, for copying.
pub(in crate::ui) struct Part<'a> {
    pub cells: Vec<&'a str>,
    /// The sign of an item, where the piece begins one.
    pub marker: &'a str,
    /// Stand before each line.
    pub quote_level: u8,
    /// Between this piece and the one before.
    pub break_before: Cow<'a, str>,
}

impl Marking {
    pub(super) fn press(&mut self, at: Caret, extends: bool) {
        if !extends || self.from.is_none() {
            self.from = Some(at);
        }
        (self.to, self.all, self.is_dragging) = (at, false, true);
    }

    /// The pointer is here with the button down; means nothing where the press was elsewhere.
    pub(super) fn drag(&mut self, at: Caret) {
        if self.is_dragging {
            self.to = at;
        }
    }

    pub(super) fn release(&mut self) {
        self.is_dragging = false;
    }

    pub(super) fn is_dragging(&self) -> bool {
        self.is_dragging
    }

    pub(super) fn mark(&mut self, from: Caret, to: Caret) {
        (self.from, self.to, self.all) = (Some(from), to, false);
    }

    pub(in crate::ui) fn select_all(&mut self) {
        *self = Self { from: Some(Caret::default()), all: true, ..Self::default() };
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The last press was on this text: keys mean it.
    pub(in crate::ui) fn has_keyboard(&self) -> bool {
        self.from.is_some()
    }

    pub(in crate::ui) fn is_empty(&self) -> bool {
        !self.all && self.ends().is_none()
    }

    fn ends(&self) -> Option<(Caret, Caret)> {
        let from = self.from?;
        (from != self.to).then(|| (from.min(self.to), from.max(self.to)))
    }

    /// The marked bytes of a cell that is so long.
    pub(super) fn in_cell(&self, at: (usize, usize), bytes: usize) -> Option<Range<usize>> {
        if self.all {
            return (bytes > 0).then_some(0..bytes);
        }
        let (from, to) = self.ends()?;
        let start = match at.cmp(&(from.unit, from.cell)) {
            std::cmp::Ordering::Less => return None,
            std::cmp::Ordering::Equal => from.byte,
            std::cmp::Ordering::Greater => 0,
        };
        let end = match at.cmp(&(to.unit, to.cell)) {
            std::cmp::Ordering::Less => bytes,
            std::cmp::Ordering::Equal => to.byte.min(bytes),
            std::cmp::Ordering::Greater => return None,
        };
        (start < end).then_some(start..end)
    }

    /// The marked text; `whole` is all of it. None where nothing is marked.
    pub(in crate::ui) fn text<'a>(
        &self,
        units: &'a [Unit],
        whole: &str,
        part: impl Fn(usize, &'a Unit) -> Part<'a>,
    ) -> Option<String> {
        if self.all {
            return Some(whole.to_owned());
        }
        let (from, to) = self.ends()?;
        let is_in_one = from.unit == to.unit;
        let mut out = Writer::default();
        for (index, unit) in units.iter().enumerate().skip(from.unit).take(to.unit - from.unit + 1)
        {
            let part = part(index, unit);
            if index > from.unit {
                out.push(&part.break_before);
            }
            // Within one piece the words count, not where they stand.
            out.quote_level = if is_in_one { 0 } else { part.quote_level };
            let mut is_first = true;
            for (cell, text) in part.cells.iter().enumerate() {
                let marked = self.in_cell((index, cell), text.len());
                let Some(marked) = marked.filter(|range| !range.is_empty()) else { continue };
                if !is_first {
                    out.push("\t");
                } else if !is_in_one && marked.start == 0 && !part.marker.is_empty() {
                    out.push(part.marker);
                    out.push(" ");
                }
                is_first = false;
                out.push(text.get(marked).unwrap_or_default());
            }
        }
        Some(out.text).filter(|text| !text.is_empty())
    }
}

/// Text with the marks of its quotes.
#[derive(Default)]
struct Writer {
    text: String,
    quote_level: u8,
}

impl Writer {
    fn push(&mut self, words: &str) {
        for line in words.split_inclusive('\n') {
            let is_at_start = self.text.is_empty() || self.text.ends_with('\n');
            if is_at_start && !line.trim().is_empty() {
                self.text.push_str(&"> ".repeat(usize::from(self.quote_level)));
            }
            self.text.push_str(line);
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::ui::bidi::Direction;
    use crate::ui::message::units::UnitKind;

    fn caret(unit: usize, cell: usize, byte: usize) -> Caret {
        Caret { unit, cell, byte }
    }

    fn marked(from: Caret, to: Caret) -> Option<String> {
        let parts: [(&[&str], &str, u8, &str); 4] = [
            (&["one two"], "", 0, ""),
            (&["first\nsecond"], "•", 0, "\n\n"),
            (&["quoted"], "", 1, "\n"),
            (&["a", "", "c"], "", 0, "\n"),
        ];
        let kind = UnitKind::Text;
        let unit = Unit { block: 0, kind, range: 0..0, direction: Direction::Plain, gap_pt: 0.0 };
        let units = vec![unit; parts.len()];
        let mut marking = Marking::default();
        marking.press(from, false);
        marking.drag(to);
        marking.text(&units, "whole", |index, _| {
            let (cells, marker, quote_level, break_before) = parts[index];
            let break_before = Cow::Borrowed(break_before);
            Part { cells: cells.to_vec(), marker, quote_level, break_before }
        })
    }

    #[test]
    fn what_is_marked_reads_as_a_plain_mail_whichever_way_it_was_marked() {
        for (from, to) in [(caret(0, 0, 4), caret(3, 2, 1)), (caret(3, 2, 1), caret(0, 0, 4))] {
            let text = "two\n\n• first\nsecond\n> quoted\na\tc";
            assert_eq!(marked(from, to).as_deref(), Some(text));
        }
        assert_eq!(marked(caret(2, 0, 0), caret(2, 0, 5)).as_deref(), Some("quote"));
        assert_eq!(marked(caret(1, 0, 3), caret(1, 0, 3)), None, "a press marks nothing");
        assert_eq!(
            marked(caret(1, 0, 6), caret(9, 0, 0)).as_deref(),
            Some("second\n> quoted\na\tc")
        );
    }

    #[test]
    fn a_press_with_shift_marks_up_to_there() {
        let mut marking = Marking::default();
        marking.press(caret(1, 0, 2), true);
        marking.release();
        marking.drag(caret(5, 0, 0));
        assert!(marking.is_empty() && marking.has_keyboard(), "the button is not down");
        marking.press(caret(0, 0, 1), true);
        assert_eq!(marking.in_cell((0, 0), 9), Some(1..9));
        assert_eq!(marking.in_cell((1, 0), 9), Some(0..2));
        assert_eq!(marking.in_cell((2, 0), 9), None);
    }

    #[test]
    fn all_is_the_whole_text() {
        let mut marking = Marking::default();
        marking.select_all();
        let whole = marking.text(&[], "> whole", |_, _| unreachable!("no piece is asked"));
        assert_eq!(whole.as_deref(), Some("> whole"));
        assert_eq!(marking.in_cell((7, 3), 4), Some(0..4));
        marking.press(caret(0, 0, 0), false);
        assert!(marking.is_empty());
    }
}
