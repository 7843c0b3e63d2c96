//! Cuts a message's blocks into pieces small enough to lay out one by one.
//!
//! A piece is a paragraph, or a part of a very long one; all of it reads in one direction. Knows
//! nothing of fonts or the screen.

use std::ops::Range;

use crate::mime::Block;
use crate::ui::bidi::Direction;

use super::folds::Fold;

/// Longest piece in bytes: about 25 rows, laid out in well under a millisecond.
const MAX_UNIT_BYTES: usize = 2_000;
/// Space where the text has an empty line: half a line, as paragraphs in print.
const PARAGRAPH_GAP_PT: f32 = 11.0;
/// Space between a text and the quote below it, where the mail has none.
const BLOCK_GAP_PT: f32 = 6.0;
/// Empty lines that count: more are a way to hide what is below.
const MAX_EMPTY_LINES: usize = 4;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum UnitKind {
    Text,
    /// The button that folds and unfolds a long quote.
    Fold {
        lines: usize,
        open: bool,
    },
    /// Something that is no text: a rule, a picture, a row of a table.
    Object,
}

/// One piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Unit {
    pub block: usize,
    pub kind: UnitKind,
    /// Bytes of the block's text; whole lines without the last line's end, where they fit.
    pub range: Range<usize>,
    pub direction: Direction,
    pub gap_pt: f32,
}

/// All pieces, in order; quotes that are folded have only their button. Linear in the text.
pub(super) fn cut(blocks: &[Block], folds: &[Fold]) -> Vec<Unit> {
    let mut cutter = Cutter::default();
    let mut before: Option<&Block> = None;
    let mut folds = folds.iter().peekable();
    let mut hidden_to = 0;
    for (index, block) in blocks.iter().enumerate() {
        if let Some(fold) = folds.next_if(|fold| fold.blocks.start == index) {
            cutter.fold(index, fold);
            hidden_to = if fold.open { 0 } else { fold.blocks.end };
        }
        if index < hidden_to {
            before = None;
            continue;
        }
        let looks_other =
            before.is_some_and(|b| b.quote_level != block.quote_level || b.kind != block.kind);
        cutter.begin(index, looks_other);
        cutter.text(&block.text);
        before = Some(block);
    }
    cutter.close();
    cutter.units
}

/// The pieces of one text, the first of them `gap_pt` below what stands before it.
pub(in crate::ui) fn cut_text(block: usize, text: &str, gap_pt: f32, units: &mut Vec<Unit>) {
    let mut cutter = Cutter { block, ..Cutter::default() };
    cutter.text(text);
    cutter.close();
    if let Some(first) = cutter.units.first_mut() {
        first.gap_pt = gap_pt;
    }
    units.append(&mut cutter.units);
}

#[derive(Default)]
struct Cutter {
    block: usize,
    open: Option<Unit>,
    /// The block looks other than the one before, and nothing of it was cut yet.
    turned: bool,
    empty_lines: usize,
    units: Vec<Unit>,
}

impl Cutter {
    fn begin(&mut self, block: usize, looks_other: bool) {
        self.close();
        self.block = block;
        self.turned |= looks_other;
    }

    fn text(&mut self, text: &str) {
        let mut at = 0;
        for line in text.split('\n') {
            self.line(line.trim_end_matches('\r'), at);
            at += line.len() + 1;
        }
    }

    fn line(&mut self, content: &str, at: usize) {
        if content.trim().is_empty() {
            self.close();
            self.empty_lines += 1;
            return;
        }
        let direction = Direction::of(content);
        let end = at + content.len();
        if let Some(unit) = &mut self.open
            && unit.direction == direction
            && end - unit.range.start <= MAX_UNIT_BYTES
        {
            unit.range.end = end;
            return;
        }
        for part in parts(content) {
            self.close();
            let range = at + part.start..at + part.end;
            let gap_pt = self.take_gap_pt();
            let kind = UnitKind::Text;
            self.open = Some(Unit { block: self.block, kind, range, direction, gap_pt });
        }
    }

    /// The button of a quote; what follows keeps its distance from it.
    fn fold(&mut self, block: usize, fold: &Fold) {
        self.begin(block, true);
        let gap_pt = self.take_gap_pt();
        let kind = UnitKind::Fold { lines: fold.lines, open: fold.open };
        self.units.push(Unit { block, kind, range: 0..0, direction: Direction::Plain, gap_pt });
        self.turned = true;
    }

    fn take_gap_pt(&mut self) -> f32 {
        let gap_pt = match self.empty_lines.min(MAX_EMPTY_LINES) {
            _ if self.units.is_empty() => 0.0,
            0 if self.turned => BLOCK_GAP_PT,
            0 => 0.0,
            lines => PARAGRAPH_GAP_PT * lines as f32,
        };
        self.empty_lines = 0;
        self.turned = false;
        gap_pt
    }

    fn close(&mut self) {
        self.units.extend(self.open.take());
    }
}

/// A line in pieces no longer than the limit, cut after a space where there is one.
fn parts(line: &str) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    while line.len() - start > MAX_UNIT_BYTES {
        let mut end = start + MAX_UNIT_BYTES;
        while !line.is_char_boundary(end) {
            end -= 1;
        }
        let piece = line.get(start..end).unwrap_or_default();
        if let Some(space) = piece.rfind(' ').filter(|space| *space > 0) {
            end = start + space + 1;
        }
        parts.push(start..end);
        start = end;
    }
    parts.push(start..line.len());
    parts
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::mime::BlockKind;

    fn block(quote_level: u8, text: &str) -> Block {
        Block { quote_level, kind: BlockKind::Text, text: text.to_owned(), links: Vec::new() }
    }

    fn texts(blocks: &[Block]) -> Vec<&str> {
        cut(blocks, &[]).iter().map(|unit| &blocks[unit.block].text[unit.range.clone()]).collect()
    }

    fn gaps(blocks: &[Block]) -> Vec<f32> {
        cut(blocks, &[]).iter().map(|unit| unit.gap_pt).collect()
    }

    #[test]
    fn paragraphs_are_pieces_and_their_lines_stay_together() {
        let blocks = [block(0, "Hello,\n\none\ntwo\r\n\n\nthree")];
        assert_eq!(texts(&blocks), ["Hello,", "one\ntwo", "three"]);
        assert_eq!(gaps(&blocks), [0.0, PARAGRAPH_GAP_PT, 2.0 * PARAGRAPH_GAP_PT]);
    }

    #[test]
    fn a_text_in_several_blocks_has_no_gap_it_did_not_have() {
        let blocks = [block(0, "one"), block(0, "two\n"), block(0, "three"), block(1, "four")];
        assert_eq!(gaps(&blocks), [0.0, 0.0, PARAGRAPH_GAP_PT, BLOCK_GAP_PT]);
    }

    #[test]
    fn a_piece_reads_in_one_direction() {
        let blocks = [block(0, "one\nאבג\nabc אבג\ntwo")];
        assert_eq!(texts(&blocks), ["one", "אבג", "abc אבג", "two"]);
    }

    #[test]
    fn a_line_without_end_is_cut_and_loses_nothing() {
        for word in ["word ", "字", "x"] {
            let text = word.repeat(100_000);
            let blocks = [block(0, &text)];
            let pieces = texts(&blocks);
            assert!(pieces.iter().all(|piece| piece.len() <= MAX_UNIT_BYTES));
            assert_eq!(pieces.concat(), text);
        }
    }

    #[test]
    fn a_thousand_empty_lines_do_not_push_the_text_away() {
        let blocks = [block(0, &format!("a{}b", "\n".repeat(1_000)))];
        assert_eq!(gaps(&blocks)[1], MAX_EMPTY_LINES as f32 * PARAGRAPH_GAP_PT);
    }

    #[test]
    fn empty_blocks_give_no_pieces() {
        assert!(cut(&[block(0, ""), block(2, "\n\n")], &[]).is_empty());
    }

    #[test]
    fn a_folded_quote_leaves_its_button_and_an_open_one_its_text_too() {
        let blocks = [block(0, "so\n\n"), block(1, "a"), block(2, "b"), block(0, "then")];
        let fold = |open| [Fold { blocks: 1..3, lines: 2, usually_open: false, open }];
        let kinds = |open| -> Vec<(usize, UnitKind)> {
            cut(&blocks, &fold(open)).iter().map(|unit| (unit.block, unit.kind)).collect()
        };
        let button = |open| UnitKind::Fold { lines: 2, open };
        let text = UnitKind::Text;
        assert_eq!(kinds(false), [(0, text), (1, button(false)), (3, text)]);
        assert_eq!(kinds(true), [(0, text), (1, button(true)), (1, text), (2, text), (3, text)]);
    }
}
