//! The text of a page as it stands: lines for screen readers, places for a selection, matches.
//!
//! A *block* is one paragraph of the engine, an inline formatting context; its lines are what is
//! seen. Text that cannot be seen (hidden, transparent, clipped away, too small) is in none of
//! them: mails hide whole paragraphs for the preview line of other programs.

use std::ops::Range;

use blitz_dom::{BaseDocument, NodeId};
use parley::{Affinity, BreakReason, Cursor, Selection as LayoutSelection};
use style::computed_values::visibility::T as Visibility;
use style::values::computed::{Overflow, TextAlign};

use super::super::protocol::{MATCHES_LIMIT, Match, Point, RUNS_LIMIT, Rect, Selection, TextRun};
use super::page::Built;

/// Height of a line that nobody can read, in CSS pixels.
const INVISIBLE_LINE: f32 = 3.0;

/// Copied text, and text that is searched: the largest page holds less.
const TEXT_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// Words looked for; nobody types more.
const WORDS_LIMIT_BYTES: usize = 1_000;

#[derive(Debug, Default)]
pub struct TextIndex {
    blocks: Vec<Block>,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct Block {
    node: NodeId,
    /// Where the text begins: the corner of the content box.
    origin: Point,
    /// Lines of it in [`TextIndex::lines`].
    lines: Range<usize>,
}

#[derive(Debug)]
struct Line {
    block: usize,
    rect: Rect,
    /// Bytes of the block's text.
    bytes: Range<usize>,
}

/// A place in the text: between two characters of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    block: usize,
    byte: usize,
}

/// What of the page can be seen where a node stands.
#[derive(Clone, Copy, Debug)]
struct Window {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Window {
    const ALL: Self = Self { left: f32::MIN, top: f32::MIN, right: f32::MAX, bottom: f32::MAX };

    fn cut_to(self, rect: Rect) -> Self {
        Self {
            left: self.left.max(rect.x),
            top: self.top.max(rect.y),
            right: self.right.min(rect.x + rect.width),
            bottom: self.bottom.min(rect.y + rect.height),
        }
    }

    fn shows(self, rect: Rect) -> bool {
        rect.x < self.right
            && rect.x + rect.width > self.left
            && rect.y + rect.height * 0.5 < self.bottom
            && rect.y + rect.height * 0.5 > self.top
    }
}

impl TextIndex {
    pub fn of(built: &Built) -> Self {
        let document = &built.document;
        let mut index = Self::default();
        let Some(root) = document.try_root_element() else { return index };
        let mut waiting = vec![(root.id, Window::ALL)];
        while let Some((id, window)) = waiting.pop() {
            let Some(node) = document.get_node(id) else { continue };
            let mut window = window;
            if let Some(styles) = node.primary_styles() {
                let hides = |overflow| !matches!(overflow, Overflow::Visible);
                if styles.get_effects().opacity == 0.0 {
                    continue;
                }
                if hides(styles.clone_overflow_x()) || hides(styles.clone_overflow_y()) {
                    window = window.cut_to(rect_of(document, id));
                }
                if node.flags.is_inline_root() && styles.clone_visibility() == Visibility::Visible {
                    index.add(document, id, window);
                }
            }
            if let Some(children) = node.layout_children.borrow().as_ref() {
                waiting.extend(children.iter().rev().map(|child| (*child, window)));
            }
            if index.lines.len() >= RUNS_LIMIT {
                break;
            }
        }
        index
    }

    fn add(&mut self, document: &BaseDocument, id: NodeId, window: Window) {
        let Some(node) = document.get_node(id) else { return };
        let Some(text) = node.element_data().and_then(|data| data.inline_layout_data.as_ref())
        else {
            return;
        };
        let outer = rect_of(document, id);
        let layout = node.unrounded_layout();
        let origin = Point {
            x: outer.x + layout.padding.left + layout.border.left,
            y: outer.y + layout.padding.top + layout.border.top + text.block_offset,
        };
        let scale = text.layout.scale();
        let styles = node.primary_styles();
        let is_justified =
            styles.is_some_and(|styles| styles.clone_text_align() == TextAlign::Justify);
        let first = self.lines.len();
        for line in text.layout.lines() {
            let bytes = line.text_range();
            let words = text.text.get(bytes.clone()).unwrap_or_default();
            if words.trim().is_empty() {
                continue;
            }
            let metrics = line.metrics();
            // Beside a float the line begins further in. White space at its end hangs over: at the
            // left where text runs from right to left.
            let hanging = if text.layout.is_rtl() { metrics.hanging_advance } else { 0.0 };
            let left = metrics.inline_min_coord + metrics.offset + hanging;
            let stretches = is_justified && line.break_reason() == BreakReason::Regular;
            let width = if stretches {
                metrics.inline_max_coord - metrics.inline_min_coord - metrics.indent
            } else {
                metrics.advance - metrics.hanging_advance
            };
            let mut rect = Rect {
                x: origin.x + left / scale,
                y: origin.y + metrics.block_min_coord / scale,
                width: width / scale,
                height: (metrics.block_max_coord - metrics.block_min_coord) / scale,
            };
            rect.width = rect.width.max(0.0);
            if rect.height >= INVISIBLE_LINE && window.shows(rect) {
                self.lines.push(Line { block: self.blocks.len(), rect, bytes });
            }
        }
        if self.lines.len() > first {
            self.blocks.push(Block { node: id, origin, lines: first..self.lines.len() });
        }
    }

    /// Every line that can be seen, in the order in which the page is read.
    pub fn runs<'a>(&'a self, built: &'a Built) -> impl Iterator<Item = TextRun> + 'a {
        self.lines.iter().enumerate().map(|(index, line)| {
            let text = self.text(built, line.block).get(line.bytes.clone()).unwrap_or_default();
            let block = self.blocks.get(line.block);
            TextRun {
                rect: line.rect,
                text: text.trim_end_matches('\n').to_owned(),
                starts_block: block.is_some_and(|block| block.lines.start == index),
            }
        })
    }

    fn layout<'a>(
        &self,
        built: &'a Built,
        block: usize,
    ) -> Option<&'a blitz_dom::node::TextLayout> {
        let node = built.document.get_node(self.blocks.get(block)?.node)?;
        node.element_data()?.inline_layout_data.as_deref()
    }

    fn text<'a>(&self, built: &'a Built, block: usize) -> &'a str {
        self.layout(built, block).map_or("", |layout| &layout.text)
    }

    /// Where `words` stand: letters of either case, any white space for a space. At most
    /// [`MATCHES_LIMIT`].
    pub fn find(&self, built: &Built, words: &str) -> Vec<Match> {
        let wanted = Folded::of(words.trim(), WORDS_LIMIT_BYTES).text;
        let mut found = Vec::new();
        if wanted.is_empty() {
            return found;
        }
        for (number, block) in self.blocks.iter().enumerate() {
            let folded = Folded::of(self.text(built, number), TEXT_LIMIT_BYTES);
            for (at, _) in folded.text.match_indices(&wanted) {
                let bytes = folded.source(at)..folded.source(at + wanted.len());
                if !self.is_seen(block, &bytes) {
                    continue;
                }
                let rects = self.rects(built, number, bytes);
                found.push(Match { rects });
                if found.len() >= MATCHES_LIMIT {
                    return found;
                }
            }
        }
        found
    }

    fn is_seen(&self, block: &Block, bytes: &Range<usize>) -> bool {
        self.lines.get(block.lines.clone()).is_some_and(|lines| {
            lines.iter().any(|line| line.bytes.start < bytes.end && bytes.start < line.bytes.end)
        })
    }

    /// The text between two points, in either order, and where it stands; the word there where both
    /// are one.
    pub fn select(&self, built: &Built, from: Point, to: Point) -> Selection {
        let is_one = from == to;
        let (Some(from), Some(to)) = (self.place(built, from), self.place(built, to)) else {
            return Selection::default();
        };
        let (mut first, mut last) = (from.min(to), from.max(to));
        if is_one {
            let word = crate::text::word_at(self.text(built, first.block), first.byte);
            (first.byte, last.byte) = (word.start, word.end);
        }
        let mut selection = Selection::default();
        for block in first.block..=last.block {
            let text = self.text(built, block);
            let start = if block == first.block { first.byte } else { 0 };
            let end = if block == last.block { last.byte } else { text.len() };
            let Some(words) = text.get(start..end) else { continue };
            if block > first.block {
                selection.text.push('\n');
            }
            if selection.text.len() + words.len() > TEXT_LIMIT_BYTES {
                break;
            }
            selection.text.push_str(words);
            selection.rects.extend(self.rects(built, block, start..end));
        }
        selection.rects.truncate(RUNS_LIMIT);
        selection
    }

    /// The place nearest to a point: in the line at its height, else in the nearest line.
    fn place(&self, built: &Built, point: Point) -> Option<Place> {
        let outside =
            |value: f32, from: f32, size: f32| (from - value).max(value - (from + size)).max(0.0);
        let distance = |line: &Line| {
            let vertical = outside(point.y, line.rect.y, line.rect.height);
            let horizontal = outside(point.x, line.rect.x, line.rect.width);
            // Sideways counts less: beside a line is meant to be its end.
            vertical * 1_000.0 + horizontal
        };
        let line = self.lines.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let block = self.blocks.get(line.block)?;
        let layout = &self.layout(built, line.block)?.layout;
        let scale = layout.scale();
        let middle = line.rect.y + line.rect.height / 2.0 - block.origin.y;
        let cursor = Cursor::from_point(layout, (point.x - block.origin.x) * scale, middle * scale);
        Some(Place { block: line.block, byte: cursor.index() })
    }

    /// Where bytes of a block stand, one rectangle for each line or change of direction.
    fn rects(&self, built: &Built, block: usize, bytes: Range<usize>) -> Vec<Rect> {
        let (Some(text), Some(place)) = (self.layout(built, block), self.blocks.get(block)) else {
            return Vec::new();
        };
        let layout = &text.layout;
        let scale = layout.scale();
        let from = Cursor::from_byte_index(layout, bytes.start, Affinity::Downstream);
        let to = Cursor::from_byte_index(layout, bytes.end, Affinity::Upstream);
        let boxes = LayoutSelection::new(from, to).geometry(layout);
        boxes
            .into_iter()
            .map(|(found, _)| Rect {
                x: place.origin.x + found.x0 as f32 / scale,
                y: place.origin.y + found.y0 as f32 / scale,
                width: (found.x1 - found.x0) as f32 / scale,
                height: (found.y1 - found.y0) as f32 / scale,
            })
            .collect()
    }
}

fn rect_of(document: &BaseDocument, id: NodeId) -> Rect {
    document.get_client_bounding_rect(id).map_or_else(Rect::default, |rect| Rect {
        x: rect.x as f32,
        y: rect.y as f32,
        width: rect.width as f32,
        height: rect.height as f32,
    })
}

/// Text in which letters are lower case and white space is one space, and where each byte came
/// from.
struct Folded {
    text: String,
    /// For each byte of `text` the first byte of its character in the source, and one for the end.
    sources: Vec<usize>,
}

impl Folded {
    fn of(source: &str, limit_bytes: usize) -> Self {
        let mut folded = Self { text: String::new(), sources: Vec::new() };
        let mut end = 0;
        for (at, c) in source.char_indices() {
            if folded.text.len() >= limit_bytes {
                break;
            }
            end = at + c.len_utf8();
            match c {
                // Hidden break points within a word.
                '\u{ad}' | '\u{200b}' | '\u{2060}' => continue,
                c if c.is_whitespace() => {
                    if !folded.text.ends_with(' ') {
                        folded.text.push(' ');
                    }
                }
                c => folded.text.extend(c.to_lowercase()),
            }
            folded.sources.resize(folded.text.len(), at);
        }
        folded.sources.push(end);
        folded
    }

    fn source(&self, byte: usize) -> usize {
        self.sources.get(byte).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::Folded;

    #[test]
    fn folding_keeps_the_way_back() {
        let folded = Folded::of("Grüß\u{a0} \n DICH İ", 100);
        assert_eq!(folded.text, "grüß dich i\u{307}");
        let at = folded.text.find("dich").unwrap_or_default();
        assert_eq!(folded.source(at), "Grüß\u{a0} \n ".len());
        assert_eq!(folded.source(folded.text.len()), "Grüß\u{a0} \n DICH İ".len());
    }
}
