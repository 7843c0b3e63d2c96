//! What is kept of a text from frame to frame: its pieces, their heights, and the prepared rows of
//! right-to-left ones.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::mime::Block;

use super::body::LINE_PT;
use super::flow::Flow;
use super::paragraph::Prepared;
use super::units::{Unit, cut};

/// Prepared right-to-left pieces kept; several screens.
const MAX_PREPARED: usize = 256;
/// Characters that fill a row, for estimates only.
const CHARS_PER_ROW: usize = 88;

/// Where the pieces stand, and what was laid out before.
#[derive(Debug, Default)]
pub(super) struct BodyCache {
    blocks: Option<Arc<[Block]>>,
    pub units: Vec<Unit>,
    pub flow: Flow,
    width_pt: f32,
    dark: bool,
    /// Right-to-left pieces, whose rows take work to find.
    pub ordered: BTreeMap<usize, Prepared>,
    /// The first piece in view and its top, so that the view stays when heights change.
    pub anchor: Option<(usize, f64)>,
}

impl BodyCache {
    /// Takes over a text; heights that were measured stay true where the text is the same.
    pub fn set_text(&mut self, blocks: &Arc<[Block]>) {
        if self.blocks.as_ref().is_some_and(|held| Arc::ptr_eq(held, blocks)) {
            return;
        }
        let units = cut(blocks);
        let heights = units
            .iter()
            .enumerate()
            .map(|(index, unit)| {
                let same = self.units.get(index) == Some(unit);
                if same { self.flow.height_pt(index) } else { estimate_pt(blocks, unit) }
            })
            .collect();
        self.flow = Flow::new(heights);
        self.units = units;
        self.blocks = Some(Arc::clone(blocks));
        self.ordered.clear();
    }

    /// Another width changes every height; the view stays on the piece it was on.
    pub fn set_width(&mut self, width_pt: f32) -> f64 {
        if (self.width_pt - width_pt).abs() < 0.5 {
            return 0.0;
        }
        let first_time = self.width_pt == 0.0;
        self.width_pt = width_pt;
        self.ordered.clear();
        let Some(blocks) = self.blocks.clone() else { return 0.0 };
        self.flow = Flow::new(self.units.iter().map(|unit| estimate_pt(&blocks, unit)).collect());
        match self.anchor {
            Some((index, top_pt)) if !first_time => self.flow.top_pt(index) - top_pt,
            Some(_) | None => 0.0,
        }
    }

    /// Colours are part of what is kept.
    pub fn set_theme(&mut self, dark: bool) {
        if self.dark != dark || self.ordered.len() > MAX_PREPARED {
            self.dark = dark;
            self.ordered.clear();
        }
    }

    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }
}

/// The height a piece probably has.
fn estimate_pt(blocks: &[Block], unit: &Unit) -> f32 {
    let text = text_of(blocks, unit);
    let rows: usize = text.split('\n').map(|line| line.len().div_ceil(CHARS_PER_ROW).max(1)).sum();
    unit.gap_pt + rows as f32 * LINE_PT
}

pub(super) fn text_of<'a>(blocks: &'a [Block], unit: &Unit) -> &'a str {
    blocks.get(unit.block).and_then(|block| block.text.get(unit.range.clone())).unwrap_or_default()
}
