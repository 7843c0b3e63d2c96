//! What is kept of a text from frame to frame: its pieces, their heights, the prepared rows of
//! right-to-left ones, and where the words that are looked for stand.

use std::collections::BTreeMap;

use super::flow::Flow;
use super::found::Found;
use super::marking::Marking;
use super::paragraph::Prepared;
use super::units::Unit;

/// Prepared right-to-left pieces kept; several screens.
const MAX_PREPARED: usize = 256;

/// What heights depend on beside the text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::ui) struct Column {
    pub width_pt: f32,
    /// 1.0 is the usual size of letters.
    pub zoom: f32,
    /// Colours are part of what is kept.
    pub dark: bool,
}

/// Where the pieces stand, and what was laid out before.
#[derive(Debug, Default)]
pub(in crate::ui) struct TextCache {
    pub units: Vec<Unit>,
    pub flow: Flow,
    pub column: Column,
    /// Right-to-left pieces, whose rows take work to find; by piece and cell.
    pub ordered: BTreeMap<(usize, usize), Prepared>,
    /// The first piece in view and its top, so that the view stays when heights change.
    pub anchor: Option<(usize, f64)>,
    pub found: Found,
    pub marking: Marking,
}

impl TextCache {
    /// Takes over a text; heights that were measured stay true where the text is the same.
    pub fn set_units(&mut self, units: Vec<Unit>, estimate_pt: impl Fn(&Unit) -> f32) {
        let heights = units
            .iter()
            .enumerate()
            .map(|(index, unit)| {
                let same = self.units.get(index) == Some(unit);
                if same { self.flow.height_pt(index) } else { estimate_pt(unit) }
            })
            .collect();
        self.flow = Flow::new(heights);
        self.units = units;
        self.ordered.clear();
        self.found.forget();
        self.marking.clear();
    }

    /// Another width changes every height; the view stays on the piece it was on. Returns by how
    /// much that piece has moved.
    pub fn set_column(&mut self, column: Column, estimate_pt: impl Fn(&Unit) -> f32) -> f64 {
        let old = std::mem::replace(&mut self.column, column);
        if old.dark != column.dark || self.ordered.len() > MAX_PREPARED {
            self.ordered.clear();
        }
        if (old.width_pt - column.width_pt).abs() < 0.5 && old.zoom == column.zoom {
            self.column.width_pt = old.width_pt;
            return 0.0;
        }
        self.ordered.clear();
        self.flow = Flow::new(self.units.iter().map(estimate_pt).collect());
        match self.anchor {
            Some((index, top_pt)) if old.width_pt > 0.0 => self.flow.top_pt(index) - top_pt,
            Some(_) | None => 0.0,
        }
    }

    /// Where a place of the words that are looked for stands, in points below the text's top.
    pub fn found_top_pt(&mut self, place: usize) -> Option<f32> {
        let unit = self.found.unit_of(place)?;
        Some(self.flow.top_pt(unit) as f32)
    }
}
