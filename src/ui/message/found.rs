//! Where the words that are looked for stand in a text.

use std::ops::Range;

use crate::ui::search::Pattern;

use super::units::Unit;

/// Places kept of one text: more is no search.
const MAX_PLACES: usize = 10_000;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sought<'a> {
    pub words: &'a str,
    /// Number of the place that is in view, from 0.
    pub current: usize,
}

/// One place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ui) struct FoundAt {
    /// Number of the piece, and of its cell where it has some.
    pub unit: usize,
    pub cell: usize,
    /// Bytes of the piece's or the cell's text.
    pub range: Range<usize>,
}

/// All places, in the text's order.
#[derive(Clone, Debug, Default)]
pub(in crate::ui) struct Found {
    words: String,
    /// The places are those of the words.
    is_current: bool,
    places: Vec<FoundAt>,
    current: usize,
}

impl Found {
    /// The text has changed.
    pub(super) fn forget(&mut self) {
        self.is_current = false;
    }

    /// Looks where that was not done yet. `each` calls back for every cell of a piece.
    pub(in crate::ui) fn look(
        &mut self,
        sought: Option<Sought<'_>>,
        units: &[Unit],
        mut each: impl FnMut(&Unit, &mut dyn FnMut(usize, &str)),
    ) {
        let words = sought.map(|sought| sought.words).unwrap_or_default();
        self.current = sought.map_or(0, |sought| sought.current);
        if self.is_current && self.words == words {
            return;
        }
        self.is_current = true;
        words.clone_into(&mut self.words);
        self.places.clear();
        let Some(pattern) = Pattern::new(words) else { return };
        for (unit, it) in units.iter().enumerate() {
            each(it, &mut |cell, text| {
                let found = pattern.find(text).into_iter();
                self.places.extend(found.map(|range| FoundAt { unit, cell, range }));
            });
            if self.places.len() >= MAX_PLACES {
                self.places.truncate(MAX_PLACES);
                break;
            }
        }
    }

    /// How many there are; at most 10,000.
    pub(in crate::ui) fn count(&self) -> usize {
        self.places.len()
    }

    /// The places in a cell of a piece, each with 1 for the current one and 0 for the others.
    pub(super) fn in_cell(&self, unit: usize, cell: usize) -> Vec<(Range<usize>, usize)> {
        let from = self.places.partition_point(|at| (at.unit, at.cell) < (unit, cell));
        self.places
            .iter()
            .enumerate()
            .skip(from)
            .take_while(|(_, at)| at.unit == unit && at.cell == cell)
            .map(|(index, at)| (at.range.clone(), usize::from(index == self.current)))
            .collect()
    }

    /// The piece that a place is in.
    pub(in crate::ui) fn unit_of(&self, place: usize) -> Option<usize> {
        self.places.get(place).map(|at| at.unit)
    }
}
