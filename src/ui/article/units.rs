//! Cuts an article into the pieces that are laid out one by one.

use crate::html::{Article, ArticleBlock, ArticleKind, Words};
use crate::ui::bidi::Direction;
use crate::ui::message::units::{Unit, UnitKind, cut_text};

/// Between paragraphs: half a line, as in print.
const PARAGRAPH_GAP_PT: f32 = 11.0;
/// Above a heading: it belongs to what follows.
const HEADING_GAP_PT: f32 = 20.0;
/// Between the items of a list.
const ITEM_GAP_PT: f32 = 5.0;
/// Round a rule.
const RULE_GAP_PT: f32 = 16.0;

/// All pieces, in order. Linear in the article.
pub(super) fn cut(article: &Article) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut before: Option<&ArticleBlock> = None;
    for (index, block) in article.blocks.iter().enumerate() {
        let gap_pt = before.map_or(0.0, |before| gap_pt(before, block));
        let cut_before = units.len();
        match words(block) {
            Some(words) => cut_text(index, &words.text, gap_pt, &mut units),
            None => units.push(Unit {
                block: index,
                kind: UnitKind::Object,
                range: 0..0,
                direction: Direction::Plain,
                gap_pt,
            }),
        }
        if units.len() > cut_before {
            before = Some(block);
        }
    }
    units
}

/// The words of a block that is one text.
pub(super) fn words(block: &ArticleBlock) -> Option<&Words> {
    match &block.kind {
        ArticleKind::Paragraph(words)
        | ArticleKind::Preformatted(words)
        | ArticleKind::Heading { words, .. }
        | ArticleKind::Item { words, .. } => Some(words),
        ArticleKind::Row { .. } | ArticleKind::Picture { .. } | ArticleKind::Rule => None,
    }
}

/// Every text of a piece: one, or the cells of a row.
pub(super) fn cells<'a>(article: &'a Article, unit: &Unit) -> Vec<&'a Words> {
    let Some(block) = article.blocks.get(unit.block) else { return Vec::new() };
    match &block.kind {
        ArticleKind::Row { cells, .. } => cells.iter().collect(),
        ArticleKind::Paragraph(_)
        | ArticleKind::Preformatted(_)
        | ArticleKind::Heading { .. }
        | ArticleKind::Item { .. }
        | ArticleKind::Picture { .. }
        | ArticleKind::Rule => words(block).into_iter().collect(),
    }
}

fn gap_pt(before: &ArticleBlock, block: &ArticleBlock) -> f32 {
    match (&before.kind, &block.kind) {
        (ArticleKind::Row { .. }, ArticleKind::Row { .. }) => 0.0,
        (ArticleKind::Rule, _) | (_, ArticleKind::Rule) => RULE_GAP_PT,
        (ArticleKind::Item { .. }, ArticleKind::Item { .. }) => ITEM_GAP_PT,
        (ArticleKind::Heading { .. }, ArticleKind::Heading { .. }) => PARAGRAPH_GAP_PT,
        (_, ArticleKind::Heading { .. }) => HEADING_GAP_PT,
        _ => PARAGRAPH_GAP_PT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(text: &str) -> ArticleBlock {
        let words = Words { text: text.to_owned(), ..Words::default() };
        ArticleBlock { quote_level: 0, kind: ArticleKind::Paragraph(words) }
    }

    #[test]
    fn a_paragraph_with_two_scripts_is_cut_between_its_lines() {
        let blocks = vec![paragraph("one\ntwo\nאבג"), paragraph(""), paragraph("end")];
        let units = cut(&Article { blocks, is_cut: false });
        let told: Vec<_> =
            units.iter().map(|unit| (unit.block, unit.range.clone(), unit.gap_pt)).collect();
        assert_eq!(told, [(0, 0..7, 0.0), (0, 8..14, 0.0), (2, 0..3, PARAGRAPH_GAP_PT)]);
    }

    #[test]
    fn rows_of_one_table_stand_together() {
        let row = || ArticleBlock {
            quote_level: 0,
            kind: ArticleKind::Row { cells: Vec::new(), is_head: false },
        };
        let units = cut(&Article { blocks: vec![row(), row()], is_cut: false });
        assert_eq!(units.iter().map(|unit| unit.gap_pt).collect::<Vec<_>>(), [0.0, 0.0]);
    }
}
