//! Walks over a clean page once and tells its blocks.

use super::context::Context;
use super::look::{Display, FONT_PX, FontSize, Look};
use super::marker::{BULLET, List};
use super::picture::{self, Picture};
use super::sheet::Sheet;
use super::table::{self, Grid};
use super::words::{Gatherer, Hand};
use super::{Article, ArticleBlock, ArticleKind, Words, context, heading, quote};
use crate::html::sanitise::{self, Data, Element, NodeId, ROOT, Tree};

/// Blocks that are kept; a window with more cannot be scrolled to a place by hand.
const BLOCKS_LIMIT: usize = 20_000;

/// Words, targets of links, names of pictures and cells of tables that are kept, in all; the longest
/// newsletters have a tenth of it.
const BYTES_LIMIT: usize = 2 * 1024 * 1024;

/// The article of a clean page.
pub(super) fn walk(tree: &Tree) -> Article {
    let mut walker = Walker { tree, sheet: Sheet::of(tree), ..Walker::new(tree) };
    walker.run();
    walker.finish()
}

enum Step {
    Enter(NodeId),
    Leave { id: NodeId, outer: Context, is_block: bool },
}

#[derive(Debug, Default)]
struct Row {
    cells: Vec<Words>,
    is_head: bool,
}

struct Walker<'a> {
    tree: &'a Tree,
    sheet: Sheet,
    article: Article,
    /// The font of each block where all of it has one, in CSS pixels.
    fonts_px: Vec<Option<f32>>,
    bytes: usize,
    context: Context,
    words: Gatherer,
    /// The smallest font of the words so far, in CSS pixels.
    font_px: Option<f32>,
    lists: Vec<List>,
    /// Stands before the next words.
    marker: Option<String>,
    row: Option<Row>,
    grid: Grid,
}

impl<'a> Walker<'a> {
    fn new(tree: &'a Tree) -> Self {
        Self {
            tree,
            sheet: Sheet::default(),
            article: Article::default(),
            fonts_px: Vec::new(),
            bytes: 0,
            context: Context { font_px: Some(FONT_PX), ..Context::default() },
            words: Gatherer::default(),
            font_px: None,
            lists: Vec::new(),
            marker: None,
            row: None,
            grid: Grid::default(),
        }
    }

    fn run(&mut self) {
        let tree = self.tree;
        let inside = |id| tree.children(id).iter().rev().map(|id| Step::Enter(*id));
        let mut steps: Vec<_> = inside(ROOT).collect();
        while let Some(step) = steps.pop() {
            if self.bytes > BYTES_LIMIT || self.article.blocks.len() >= BLOCKS_LIMIT {
                self.article.is_cut = true;
                break;
            }
            match step {
                Step::Enter(id) => match tree.get(id).map(|node| &node.data) {
                    Some(Data::Text(text)) => self.text(text),
                    Some(Data::Element(element)) => {
                        let outer = self.context;
                        if let Some(is_block) = self.enter(id, element) {
                            steps.push(Step::Leave { id, outer, is_block });
                            steps.extend(inside(id));
                        }
                    }
                    Some(Data::Root) | None => {}
                },
                Step::Leave { id, outer, is_block } => {
                    if let Some(element) = tree.element(id) {
                        self.leave(element, is_block);
                    }
                    self.context = outer;
                }
            }
        }
        self.flush();
    }

    fn text(&mut self, text: &str) {
        let Context { style, keeps_lines, is_pre, font_px, .. } = self.context;
        if self.context.is_unseen() {
            return;
        }
        let link = self.context.link.and_then(|id| Some((id, self.tree.element(id)?)));
        let link = link.and_then(|(id, element)| Some((id, element.attribute("href")?.trim())));
        let added = self.words.push(text, Hand { style, link, keeps_lines: keeps_lines || is_pre });
        self.bytes += added;
        if added > 0 && !text.trim().is_empty() {
            let smallest = self.font_px.unwrap_or(f32::MAX);
            self.font_px = Some(font_px.unwrap_or(FONT_PX).min(smallest));
        }
    }

    /// Begins an element. Whether it is a block; `None` where nothing of it is read.
    fn enter(&mut self, id: NodeId, element: &Element) -> Option<bool> {
        let name = element.local();
        let rule = self.sheet.about(element);
        let look = Look::of(element);
        let is_gone = match look.display {
            Some(_) => look.is_gone,
            None => look.is_gone || rule.is_gone == Some(true),
        };
        if is_gone || matches!(name, "style" | "head" | "title" | "col" | "colgroup") {
            return None;
        }
        if look.is_word_marker {
            self.word_marker(id);
            return None;
        }
        match name {
            "br" => self.line_break(),
            "hr" => self.rule(),
            "img" => self.picture(element),
            _ => {}
        }
        if matches!(name, "br" | "hr" | "img" | "wbr" | "mp-img") {
            return None;
        }
        let display = look.display.or(rule.display);
        let is_block = context::is_block(name) || display == Some(Display::Block);
        if is_block {
            self.flush();
        } else if display == Some(Display::InlineBlock) || name.starts_with("mp-") {
            self.words.gap();
        }
        let font = look.font.or(rule.font);
        let may_size = self.sheet.may_size(element);
        self.context.paint(element, &look, font.or(may_size.then_some(FontSize::Unknown)));
        if let Some(strong) = look.strong.or(rule.strong) {
            self.context.style.strong = strong;
        }
        self.structure(id, element, look.word_depth);
        Some(is_block)
    }

    /// Takes over what the element is among others.
    fn structure(&mut self, id: NodeId, element: &Element, word_depth: Option<u8>) {
        let name = element.local();
        if let Some(depth) = word_depth.filter(|_| name == "p" || name == "div") {
            self.context.item = Some(depth);
            self.marker = Some(BULLET.to_owned());
        }
        let was_in_box = std::mem::take(&mut self.context.is_in_box);
        if quote::is_quote(self.tree, id, element, was_in_box) {
            self.context.quote_level = self.context.quote_level.saturating_add(1);
        }
        // A first line stands beside the quotation, perhaps in an element of its own.
        self.context.is_in_box =
            quote::is_box(self.tree, id, element) || (was_in_box && name != "blockquote");
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = name.bytes().last().map_or(1, |digit| digit.saturating_sub(b'0'));
                self.context.heading = Some(level);
            }
            "a" if context::has_target(element) => self.context.link = Some(id),
            "pre" | "listing" | "xmp" => self.context.is_pre = true,
            "ul" | "ol" | "menu" | "dir" => self.lists.push(List::of(element, self.items(id))),
            "li" => self.item(element),
            "dd" => self.context.item = Some(self.depth()),
            "q" => self.words_of_ours("\u{201c}"),
            "table" => {
                self.context.is_in_data = table::is_data(self.tree, id);
                if self.context.is_in_data {
                    self.grid = Grid::default();
                }
            }
            "tr" if self.context.is_in_data => {
                let is_head =
                    sanitise::cells(self.tree, id).iter().all(|cell| self.is(*cell, "th"));
                let in_head = self.tree.parent(id).is_some_and(|parent| self.is(parent, "thead"));
                self.row = Some(Row { cells: Vec::new(), is_head: is_head || in_head });
            }
            "th" if self.row.as_ref().is_some_and(|row| !row.is_head) => {
                self.context.style.strong = true;
            }
            _ => {}
        }
    }

    fn is(&self, id: NodeId, name: &str) -> bool {
        self.tree.element(id).is_some_and(|element| element.local() == name)
    }

    fn items(&self, list: NodeId) -> usize {
        self.tree.children(list).iter().filter(|id| self.is(**id, "li")).count()
    }

    /// Lists inside each other, from 0.
    fn depth(&self) -> u8 {
        u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX)
    }

    fn item(&mut self, element: &Element) {
        let marker = match self.lists.last_mut() {
            Some(list) => list.marker(element),
            None => BULLET.to_owned(),
        };
        if self.row.is_some() {
            self.words_of_ours(&format!("{marker} "));
            return;
        }
        self.context.item = Some(self.depth());
        self.marker = Some(marker);
    }

    /// Word writes an item's marker as text: a letter of a symbol font, or a number.
    fn word_marker(&mut self, id: NodeId) {
        let written = sanitise::text_of(self.tree, id, 32);
        let is_number = written.chars().any(|c| c.is_ascii_digit()) || written.len() > 2;
        self.marker = Some(if is_number { written.trim().to_owned() } else { BULLET.to_owned() });
    }

    fn words_of_ours(&mut self, words: &str) {
        let hand = Hand { keeps_lines: true, ..Hand::default() };
        self.bytes += self.words.push(words, hand);
    }

    fn leave(&mut self, element: &Element, is_block: bool) {
        match element.local() {
            "q" => self.words_of_ours("\u{201d}"),
            "td" | "th" if self.row.is_some() => self.end_cell(element),
            "tr" if self.context.is_in_data => self.end_row(),
            _ if is_block => self.flush(),
            name if name.starts_with("mp-") => self.words.gap(),
            _ => {}
        }
        match element.local() {
            "ul" | "ol" | "menu" | "dir" => {
                self.lists.pop();
            }
            // An item without words has nothing to mark.
            "li" => self.marker = None,
            _ => {}
        }
    }

    fn end_cell(&mut self, element: &Element) {
        let words = self.words.take(false).unwrap_or_default();
        self.font_px = None;
        let Some(row) = &mut self.row else { return };
        let covered = self.grid.covered(row.cells.len());
        row.cells.extend(std::iter::repeat_n(Words::default(), covered));
        let column = row.cells.len();
        row.cells.push(words);
        let columns = self.grid.place(column, element);
        row.cells.extend(std::iter::repeat_n(Words::default(), columns - 1));
        // Cells without words take room too, and a few letters in the page make many.
        self.bytes += (columns + covered) * size_of::<Words>();
    }

    fn end_row(&mut self) {
        let Some(Row { cells, is_head }) = self.row.take() else { return };
        if cells.iter().any(|cell| !cell.text.is_empty()) {
            self.put(ArticleKind::Row { cells, is_head }, None);
        }
    }

    fn line_break(&mut self) {
        let is_text = !self.context.is_pre && self.row.is_none() && self.context.heading.is_none();
        if self.context.is_pre {
            self.words_of_ours("\n");
        } else if is_text && self.words.at_line_start() {
            // An empty line is how most programs part paragraphs.
            self.flush();
        } else {
            self.words.line_break();
        }
    }

    fn rule(&mut self) {
        self.flush();
        let last = self.article.blocks.last().map(|block| &block.kind);
        if self.row.is_none() && !matches!(last, None | Some(ArticleKind::Rule)) {
            self.put(ArticleKind::Rule, None);
        }
    }

    fn picture(&mut self, element: &Element) {
        match picture::read(element) {
            None => {}
            Some(picture) if picture.is_small || self.row.is_some() => {
                self.words.gap();
                self.text(&picture.alt);
                self.words.gap();
            }
            Some(Picture { name, alt, .. }) => {
                self.flush();
                self.bytes += name.len() + alt.len();
                self.put(ArticleKind::Picture { name, alt: alt.clone() }, None);
                // What the picture leads to must not be lost with it.
                if self.context.link.is_some() {
                    self.text(&alt);
                    self.flush();
                }
            }
        }
    }

    /// Ends the block that is being gathered; in a cell of a table, its line.
    fn flush(&mut self) {
        if self.row.is_some() {
            self.words.line_break();
            return;
        }
        let font_px = self.font_px.take();
        let Context { is_pre, heading, item, .. } = self.context;
        let Some(words) = self.words.take(is_pre) else { return };
        let kind = match (item, heading) {
            _ if is_pre => ArticleKind::Preformatted(words),
            (_, Some(level)) => ArticleKind::Heading { level, words },
            (Some(depth), None) => {
                ArticleKind::Item { depth, marker: self.marker.take().unwrap_or_default(), words }
            }
            (None, None) => ArticleKind::Paragraph(words),
        };
        self.put(kind, font_px);
    }

    fn put(&mut self, kind: ArticleKind, font_px: Option<f32>) {
        self.article.blocks.push(ArticleBlock { quote_level: self.context.quote_level, kind });
        self.fonts_px.push(font_px);
    }

    fn finish(mut self) -> Article {
        if matches!(self.article.blocks.last(), Some(last) if last.kind == ArticleKind::Rule) {
            self.article.blocks.pop();
        }
        heading::by_size(&mut self.article.blocks, &self.fonts_px);
        self.article
    }
}
