//! Cuts a message's blocks into pieces small enough to lay out one by one.
//!
//! A piece is a paragraph, or a part of a very long one; all of it reads in one direction. Knows
//! nothing of fonts or the screen.

use std::ops::Range;

use crate::mime::Block;

use crate::ui::bidi::Direction;

/// Longest piece in bytes: about 25 rows, laid out in well under a millisecond.
const MAX_UNIT_BYTES: usize = 2_000;
/// Space where the text has an empty line: half a line, as paragraphs in print.
const PARAGRAPH_GAP_PT: f32 = 11.0;
/// Space between a text and the quote below it, where the mail has none.
const BLOCK_GAP_PT: f32 = 6.0;
/// Empty lines that count: more are a way to hide what is below.
const MAX_EMPTY_LINES: usize = 4;

/// One piece of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unit {
    pub block: usize,
    /// Bytes of the block's text; whole lines without the last line's end, where they fit.
    pub range: Range<usize>,
    pub direction: Direction,
    pub gap_pt: f32,
}

/// All pieces, in order. Linear in the text.
pub(super) fn cut(blocks: &[Block]) -> Vec<Unit> {
    let mut cutter = Cutter::default();
    let mut before: Option<&Block> = None;
    for (index, block) in blocks.iter().enumerate() {
        let looks_other =
            before.is_some_and(|b| b.quote_level != block.quote_level || b.kind != block.kind);
        cutter.begin(index, looks_other);
        let mut at = 0;
        for line in block.text.split('\n') {
            cutter.line(line.trim_end_matches('\r'), at);
            at += line.len() + 1;
        }
        before = Some(block);
    }
    cutter.close();
    cutter.units
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
            let gap_pt = self.gap_pt();
            self.empty_lines = 0;
            self.turned = false;
            self.open = Some(Unit { block: self.block, range, direction, gap_pt });
        }
    }

    fn gap_pt(&self) -> f32 {
        match self.empty_lines.min(MAX_EMPTY_LINES) {
            _ if self.units.is_empty() => 0.0,
            0 if self.turned => BLOCK_GAP_PT,
            0 => 0.0,
            lines => PARAGRAPH_GAP_PT * lines as f32,
        }
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
        cut(blocks).iter().map(|unit| &blocks[unit.block].text[unit.range.clone()]).collect()
    }

    fn gaps(blocks: &[Block]) -> Vec<f32> {
        cut(blocks).iter().map(|unit| unit.gap_pt).collect()
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
        assert!(cut(&[block(0, ""), block(2, "\n\n")]).is_empty());
    }
}
