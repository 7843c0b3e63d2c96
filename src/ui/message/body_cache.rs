//! What is kept of a message's text from frame to frame.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::mime::Block;

use super::body::LINE_PT;
use super::folds::{Fold, folds};
use super::found::Sought;
use super::marking::{Marking, Part};
use super::text_cache::{Column, TextCache};
use super::units::{Unit, UnitKind, cut};

/// Characters that fill a row, for estimates only.
const CHARS_PER_ROW: usize = 88;

/// Where the pieces of the text stand, and what was laid out before.
#[derive(Debug, Default)]
pub(in crate::ui) struct BodyCache {
    blocks: Option<Arc<[Block]>>,
    folds: Vec<Fold>,
    pub(super) text: TextCache,
}

impl BodyCache {
    /// Takes over a text and which of its quotes are folded.
    pub(super) fn set_text(
        &mut self,
        blocks: &Arc<[Block]>,
        turned: &BTreeSet<usize>,
        sought: Option<Sought<'_>>,
    ) {
        let all_open = sought.is_some_and(|sought| !sought.words.is_empty());
        let same = self.blocks.as_ref().is_some_and(|held| Arc::ptr_eq(held, blocks));
        if !same || self.folds_differ(turned, all_open) {
            self.folds = folds(blocks, turned, all_open);
            let zoom = self.text.column.zoom;
            let units = cut(blocks, &self.folds);
            self.text.set_units(units, |unit| estimate_pt(blocks, unit, zoom));
            self.blocks = Some(Arc::clone(blocks));
        }
        self.text.found.look(sought, &self.text.units, |unit, each| {
            each(0, text_of(blocks, unit));
        });
    }

    /// Whether a quote has turned since it was cut; cheap, because it is asked in every frame.
    fn folds_differ(&self, turned: &BTreeSet<usize>, all_open: bool) -> bool {
        self.folds.iter().any(|fold| fold.open != fold.shall_be_open(turned, all_open))
    }

    pub(super) fn set_column(&mut self, column: Column) -> f64 {
        let Some(blocks) = self.blocks.clone() else { return 0.0 };
        self.text.set_column(column, |unit| estimate_pt(&blocks, unit, column.zoom))
    }

    /// The marked text, with the marks of its quotes.
    pub(super) fn marked(&self, blocks: &[Block], whole: &str) -> Option<String> {
        let units = &self.text.units;
        self.text.marking.text(units, whole, |index, unit| Part {
            cells: vec![text_of(blocks, unit)],
            marker: "",
            quote_level: blocks.get(unit.block).map_or(0, |block| block.quote_level),
            break_before: index
                .checked_sub(1)
                .and_then(|before| units.get(before))
                .map_or(Cow::Borrowed(""), |before| between(blocks, before, unit)),
        })
    }

    /// What is marked in this text is what keys mean.
    pub(in crate::ui) fn marking(&mut self) -> &mut Marking {
        &mut self.text.marking
    }

    /// How many places hold the words that are looked for.
    pub(super) fn found_count(&self) -> usize {
        self.text.found.count()
    }

    /// Where such a place stands, in points below the text's top.
    pub(super) fn found_top_pt(&mut self, place: usize) -> Option<f32> {
        self.text.found_top_pt(place)
    }

    /// Nothing of the text can be seen.
    pub(in crate::ui) fn is_empty(&self) -> bool {
        self.text.units.is_empty()
    }
}

/// The height a piece probably has.
fn estimate_pt(blocks: &[Block], unit: &Unit, zoom: f32) -> f32 {
    let rows: usize = match unit.kind {
        UnitKind::Text => text_of(blocks, unit)
            .split('\n')
            .map(|line| line.len().div_ceil(CHARS_PER_ROW).max(1))
            .sum(),
        UnitKind::Fold { .. } | UnitKind::Object => 1,
    };
    unit.gap_pt + rows as f32 * LINE_PT * zoom
}

/// What stands between two pieces that follow each other: the ends of lines, and empty ones.
fn between<'a>(blocks: &'a [Block], before: &Unit, unit: &Unit) -> Cow<'a, str> {
    if before.kind != UnitKind::Text || unit.kind != UnitKind::Text {
        return Cow::Borrowed("\n");
    }
    let text = |block: usize| blocks.get(block).map_or("", |block| block.text.as_str());
    if before.block == unit.block {
        let inside = text(unit.block).get(before.range.end..unit.range.start);
        return Cow::Borrowed(inside.unwrap_or_default());
    }
    let mut out = text(before.block).get(before.range.end..).unwrap_or_default().to_owned();
    for block in before.block + 1..unit.block {
        out.push('\n');
        out.push_str(text(block));
    }
    out.push('\n');
    out.push_str(text(unit.block).get(..unit.range.start).unwrap_or_default());
    Cow::Owned(out)
}

pub(super) fn text_of<'a>(blocks: &'a [Block], unit: &Unit) -> &'a str {
    blocks.get(unit.block).and_then(|block| block.text.get(unit.range.clone())).unwrap_or_default()
}
