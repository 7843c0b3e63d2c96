//! What is kept of an article from frame to frame.

use std::borrow::Cow;
use std::sync::Arc;

use crate::html::{Article, ArticleBlock, ArticleKind};
use crate::ui::message::body::LINE_PT;
use crate::ui::message::found::Sought;
use crate::ui::message::marking::{Marking, Part};
use crate::ui::message::text_cache::{Column, TextCache};
use crate::ui::message::units::{Unit, UnitKind};

use super::object;
use super::table::{Tables, tables};
use super::units::{cells, cut, words};

/// Characters that fill a row, for estimates only.
const CHARS_PER_ROW: usize = 88;

/// Where the pieces of an article stand, and what was laid out before.
#[derive(Debug, Default)]
pub struct ArticleCache {
    article: Option<Arc<Article>>,
    pub(super) text: TextCache,
    pub(super) tables: Tables,
    /// All of it as plain text, for copying.
    pub(super) whole: String,
}

impl ArticleCache {
    pub(super) fn set_article(&mut self, article: &Arc<Article>, sought: Option<Sought<'_>>) {
        if !self.article.as_ref().is_some_and(|held| Arc::ptr_eq(held, article)) {
            let zoom = self.text.column.zoom;
            self.text.set_units(cut(article), |unit| estimate_pt(article, unit, zoom));
            self.tables = tables(article);
            self.whole = plain_text(article);
            self.article = Some(Arc::clone(article));
        }
        self.text.found.look(sought, &self.text.units, |unit, each| {
            for (cell, words) in cells(article, unit).iter().enumerate() {
                let range = if unit.kind == UnitKind::Text {
                    unit.range.clone()
                } else {
                    0..words.text.len()
                };
                each(cell, words.text.get(range).unwrap_or_default());
            }
        });
    }

    pub(super) fn set_column(&mut self, article: &Article, column: Column) -> f64 {
        self.text.set_column(column, |unit| estimate_pt(article, unit, column.zoom))
    }

    /// The marked text, as a plain mail.
    pub(super) fn marked(&self, article: &Article) -> Option<String> {
        self.text.marking.text(&self.text.units, &self.whole, |_, unit| {
            let (marker, quote_level) = match article.blocks.get(unit.block) {
                Some(ArticleBlock { kind: ArticleKind::Item { marker, .. }, quote_level })
                    if unit.range.start == 0 =>
                {
                    (marker.as_str(), *quote_level)
                }
                Some(block) => ("", block.quote_level),
                None => ("", 0),
            };
            let cells = cells(article, unit);
            let cells = match unit.kind {
                UnitKind::Text => cells
                    .into_iter()
                    .map(|words| words.text.get(unit.range.clone()).unwrap_or_default())
                    .collect(),
                UnitKind::Object | UnitKind::Fold { .. } => {
                    cells.into_iter().map(|words| words.text.as_str()).collect()
                }
            };
            let break_before = Cow::Borrowed(break_before(article, unit));
            Part { cells, marker, quote_level, break_before }
        })
    }

    /// What is marked in this text is what keys mean.
    pub(in crate::ui) fn marking(&mut self) -> &mut Marking {
        &mut self.text.marking
    }

    /// Nothing of the article can be seen.
    pub fn is_empty(&self) -> bool {
        self.text.units.is_empty()
    }

    /// How many places hold the words that are looked for.
    pub fn found_count(&self) -> usize {
        self.text.found.count()
    }

    /// Where such a place stands, in points below the article's top.
    pub fn found_top_pt(&mut self, place: usize) -> Option<f32> {
        self.text.found_top_pt(place)
    }
}

/// The height a piece probably has.
fn estimate_pt(article: &Article, unit: &Unit, zoom: f32) -> f32 {
    let Some(block) = article.blocks.get(unit.block) else { return 0.0 };
    let lines = |text: &str| -> usize {
        text.split('\n').map(|line| line.len().div_ceil(CHARS_PER_ROW).max(1)).sum()
    };
    let height_pt = match &block.kind {
        ArticleKind::Picture { .. } => object::PICTURE_PT,
        ArticleKind::Rule => 1.0,
        ArticleKind::Row { cells, .. } => {
            let rows = cells.iter().map(|cell| lines(&cell.text) * cells.len().min(4)).max();
            rows.unwrap_or(1) as f32 * LINE_PT
        }
        ArticleKind::Paragraph(_)
        | ArticleKind::Heading { .. }
        | ArticleKind::Item { .. }
        | ArticleKind::Preformatted(_) => {
            let text = words(block).and_then(|words| words.text.get(unit.range.clone()));
            lines(text.unwrap_or_default()) as f32 * LINE_PT
        }
    };
    (unit.gap_pt + height_pt) * zoom
}

/// What stands between a piece and the one before it.
fn break_before(article: &Article, unit: &Unit) -> &'static str {
    let block = article.blocks.get(unit.block);
    let text = block.and_then(words).map_or("", |words| &words.text);
    match text.get(..unit.range.start) {
        // It goes on in the same block: where a long line was cut there is nothing between.
        Some(before) if unit.range.start > 0 => {
            if before.ends_with("\n\n") {
                "\n\n"
            } else if before.ends_with('\n') {
                "\n"
            } else {
                ""
            }
        }
        _ if block.is_some_and(is_tight) => "\n",
        _ => "\n\n",
    }
}

/// Items and rows stand together.
fn is_tight(block: &ArticleBlock) -> bool {
    matches!(block.kind, ArticleKind::Item { .. } | ArticleKind::Row { .. })
}

/// The article as plain text.
fn plain_text(article: &Article) -> String {
    let mut out = String::new();
    for block in &article.blocks {
        let quote = "> ".repeat(usize::from(block.quote_level));
        let text = match &block.kind {
            ArticleKind::Item { marker, words, .. } => format!("{marker} {}", words.text),
            ArticleKind::Row { cells, .. } => {
                let cells: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
                cells.join("\t")
            }
            ArticleKind::Picture { alt, .. } => alt.clone(),
            ArticleKind::Rule => "---".to_owned(),
            ArticleKind::Paragraph(words)
            | ArticleKind::Preformatted(words)
            | ArticleKind::Heading { words, .. } => words.text.clone(),
        };
        if text.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if is_tight(block) { "\n" } else { "\n\n" });
        }
        for (index, line) in text.lines().enumerate() {
            if index > 0 {
                out.push('\n');
            }
            out.push_str(&quote);
            out.push_str(line);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::html::{ArticleBlock, Words};

    fn words_of(text: &str) -> Words {
        Words { text: text.to_owned(), ..Words::default() }
    }

    #[test]
    fn what_is_copied_reads_as_a_plain_mail() {
        let block = |quote_level, kind| ArticleBlock { quote_level, kind };
        let item =
            |text| ArticleKind::Item { depth: 0, marker: "•".to_owned(), words: words_of(text) };
        let row = ArticleKind::Row { cells: vec![words_of("a"), words_of("b")], is_head: false };
        let blocks = vec![
            block(0, ArticleKind::Heading { level: 1, words: words_of("News") }),
            block(0, item("one")),
            block(0, item("two")),
            block(1, ArticleKind::Paragraph(words_of("x\ny"))),
            block(0, row),
        ];
        let text = plain_text(&Article { blocks, is_cut: false });
        assert_eq!(text, "News\n• one\n• two\n\n> x\n> y\na\tb");
    }
}
