//! Tables of data: rows whose columns stand below each other.

use egui::{Rect, Ui, pos2, vec2};

use crate::app::Action;
use crate::html::{Article, ArticleBlock, ArticleKind, Words};
use crate::ui::bidi::Direction;
use crate::ui::message::text_cache::TextCache;
use crate::ui::theme;

use super::piece::{Frame, Place, piece};

/// Columns that stand beside each other; a row with more is shown as lines.
const MAX_COLUMNS: usize = 24;
/// The narrowest column a word fits in; with less, cells stand below each other.
const MIN_COLUMN_PT: f32 = 56.0;
/// Between columns, and above and below a row's words.
const COLUMN_GAP_PT: f32 = 14.0;
const ROW_PADDING_PT: f32 = 5.0;
/// Characters of a cell that ask for width; longer ones break.
const MAX_WEIGHT_CHARS: usize = 48;
/// A column of short words still gets this share, in characters.
const MIN_WEIGHT_CHARS: usize = 4;

/// How wide the columns of each table want to be.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// First block of each table and the weights of its columns, in order.
    tables: Vec<(usize, Vec<f32>)>,
}

impl Tables {
    /// Weights of the columns of the table that a row's block is part of.
    pub(super) fn weights(&self, block: usize) -> &[f32] {
        let index = self.tables.partition_point(|(first, _)| *first <= block);
        let table = index.checked_sub(1).and_then(|index| self.tables.get(index));
        table.map_or(&[], |(_, weights)| weights)
    }
}

/// Measures every table, by its letters only: the fonts are not asked about rows that nobody sees.
pub(super) fn tables(article: &Article) -> Tables {
    let mut tables: Vec<(usize, Vec<f32>)> = Vec::new();
    let mut in_table = false;
    for (index, block) in article.blocks.iter().enumerate() {
        let ArticleKind::Row { cells, .. } = &block.kind else {
            in_table = false;
            continue;
        };
        if !in_table {
            tables.push((index, Vec::new()));
            in_table = true;
        }
        let Some((_, weights)) = tables.last_mut() else { continue };
        let columns = cells.len().min(MAX_COLUMNS + 1).max(weights.len());
        weights.resize(columns, MIN_WEIGHT_CHARS as f32);
        for (weight, cell) in weights.iter_mut().zip(cells) {
            *weight = weight.max(weight_of(&cell.text));
        }
    }
    Tables { tables }
}

/// Width that a text asks for, in Latin letters; those of East Asia are twice as wide.
fn weight_of(text: &str) -> f32 {
    let longest = text.lines().map(|line| {
        line.chars().take(MAX_WEIGHT_CHARS).map(|c| if c >= '\u{2e80}' { 2.0 } else { 1.0 }).sum()
    });
    longest.fold(0.0, f32::max).min(MAX_WEIGHT_CHARS as f32)
}

/// Left edges and widths of the columns; `None` where they do not fit beside each other.
fn columns(weights: &[f32], width_pt: f32) -> Option<Vec<(f32, f32)>> {
    let count = weights.len();
    let room_pt = width_pt - COLUMN_GAP_PT * count.saturating_sub(1) as f32;
    if count == 0 || count > MAX_COLUMNS || room_pt < MIN_COLUMN_PT * count as f32 {
        return None;
    }
    let spare_pt = room_pt - MIN_COLUMN_PT * count as f32;
    let total: f32 = weights.iter().sum();
    let mut x = 0.0;
    let mut out = Vec::with_capacity(count);
    for weight in weights {
        let wide_pt = (MIN_COLUMN_PT + spare_pt * weight / total.max(1.0)).floor();
        out.push((x, wide_pt));
        x += wide_pt + COLUMN_GAP_PT;
    }
    Some(out)
}

/// Shows one row; returns its height.
pub(super) fn row(
    ui: &mut Ui,
    frame: &Frame<'_>,
    (block, cells, is_head): (&ArticleBlock, &[Words], bool),
    (place, weights): (&Place, &[f32]),
    (cache, actions): (&mut TextCache, &mut Vec<Action>),
) -> f32 {
    let tokens = theme::tokens(ui);
    let top = place.at.y + ROW_PADDING_PT;
    let mut height_pt: f32 = 0.0;
    let beside = columns(weights, place.width_pt);
    for (cell, words) in cells.iter().enumerate() {
        let direction = Direction::of(&words.text);
        let it = piece(
            ui,
            frame,
            (block, words),
            (place.index, cell),
            (&(0..words.text.len()), direction),
        );
        match beside.as_ref().and_then(|columns| columns.get(cell)) {
            Some((x, wide_pt)) => {
                let at = pos2(place.at.x + x, top);
                height_pt = height_pt.max(it.show(ui, (at, *wide_pt), cache, actions));
            }
            None => {
                let at = pos2(place.at.x, top + height_pt);
                height_pt += it.show(ui, (at, place.width_pt), cache, actions);
            }
        }
    }
    let height_pt = height_pt + 2.0 * ROW_PADDING_PT;
    let foot =
        Rect::from_min_size(pos2(place.at.x, place.at.y + height_pt), vec2(place.width_pt, 1.0));
    let color = if is_head { tokens.dim } else { tokens.line };
    ui.painter().rect_filled(foot, 0.0, color);
    height_pt + 1.0
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn table(rows: &[&[&str]]) -> Tables {
        let words = |text: &&str| Words { text: (*text).to_owned(), ..Words::default() };
        let blocks = rows
            .iter()
            .map(|cells| ArticleBlock {
                quote_level: 0,
                kind: ArticleKind::Row { cells: cells.iter().map(words).collect(), is_head: false },
            })
            .collect();
        tables(&Article { blocks, is_cut: false })
    }

    #[test]
    fn a_column_is_as_wide_as_its_longest_word_asks() {
        let found = table(&[&["a", "a long description"], &["ten letters", "b", "c"]]);
        assert_eq!(found.weights(1), [11.0, 18.0, 4.0]);
        let placed = columns(found.weights(0), 600.0).unwrap_or_default();
        assert!(placed[1].1 > placed[0].1 && placed[0].1 > placed[2].1, "{placed:?}");
        let end = placed[2].0 + placed[2].1;
        assert!((590.0..=600.0).contains(&end), "{end}");
    }

    #[test]
    fn too_many_columns_stand_below_each_other() {
        assert!(columns(&[1.0; 40], 2_000.0).is_none());
        assert!(columns(&[1.0; 8], 400.0).is_none());
        assert!(columns(&[], 400.0).is_none());
    }
}
