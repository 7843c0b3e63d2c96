//! The pointer over a piece of text: what it presses, drags over and clicks twice becomes marked.

use std::sync::Arc;

use egui::text::CCursor;
use egui::text_selection::{CCursorRange, accesskit_text};
use egui::{CursorIcon, Galley, Popup, Pos2, Rect, Response, Ui, emath::TSTransform};

use crate::text;
use crate::ui::page;

use super::marking::{Caret, Marking};
use super::paragraph::Prepared;
use super::text_cache::TextCache;
use super::units::Unit;

/// A piece of text on the screen.
pub(super) struct Ground<'a> {
    /// Number of the piece, and of its cell where it has some.
    pub at: (usize, usize),
    pub text: &'a str,
    pub prepared: &'a Prepared,
    pub galley: &'a Arc<Galley>,
    /// Of the galley.
    pub origin: Pos2,
    /// What it takes of the column.
    pub place: Rect,
}

impl Ground<'_> {
    fn caret(&self, at: Pos2) -> Caret {
        let (unit, cell) = self.at;
        let byte = self.prepared.byte_at((self.galley, self.origin), self.text, at);
        Caret { unit, cell, byte }
    }

    /// Press and drag marks, also over other pieces; two clicks mark a word, three a paragraph.
    pub fn pointer(&self, ui: &Ui, response: &Response, units: &[Unit], marking: &mut Marking) {
        if response.hovered() {
            ui.ctx().set_cursor_icon(CursorIcon::Text);
        }
        let (pointer, pressed, shift) = ui.input(|input| {
            let pointer = &input.pointer;
            (pointer.interact_pos(), pointer.primary_pressed(), input.modifiers.shift)
        });
        let Some(at) = pointer else { return };
        if pressed && response.is_pointer_button_down_on() {
            marking.press(self.caret(at), shift);
        } else if marking.is_dragging() && self.is_at_height(ui, at) {
            marking.drag(self.caret(at));
        }
        if response.triple_clicked() {
            let (from, to) = paragraph(units, self.at, self.text.len());
            marking.mark(from, to);
        } else if response.double_clicked() {
            let caret = self.caret(at);
            let word = text::word_at(self.text, caret.byte);
            let place = |byte| Caret { byte, ..caret };
            marking.mark(place(word.start), place(word.end));
        }
    }

    /// Whether the pointer is beside or over this piece, in the part of it that is in view.
    fn is_at_height(&self, ui: &Ui, at: Pos2) -> bool {
        let view = ui.clip_rect();
        let y = at.y.clamp(view.top() + 1.0, (view.bottom() - 1.0).max(view.top() + 1.0));
        // Of cells side by side the one that the pointer is over.
        let is_beside = self.at.1 == 0 || self.place.x_range().contains(at.x);
        is_beside && self.place.y_range().contains(y)
    }

    /// Tells a screen reader the letters, and which of them are marked; those in another order than
    /// they are written in are told as words only.
    pub fn tell(&self, ui: &Ui, response: &Response, marking: &Marking) {
        if self.prepared.is_reordered() {
            return;
        }
        let chars = |bytes: usize| self.text.get(..bytes).unwrap_or_default().chars().count();
        let marked = marking.in_cell(self.at, self.text.len()).map(|range| {
            CCursorRange::two(CCursor::new(chars(range.start)), CCursor::new(chars(range.end)))
        });
        let layer = ui.ctx().layer_transform_to_global(ui.layer_id()).unwrap_or_default();
        let place = layer * TSTransform::from_translation(self.origin.to_vec2());
        let (context, id) = (ui.ctx(), response.id);
        accesskit_text::update_accesskit_for_text_widget(context, id, marked, place, self.galley);
    }
}

/// The ends of the paragraph that a piece is part of: a long one is several pieces without a gap. Of
/// a table it is the cell.
fn paragraph(units: &[Unit], (unit, cell): (usize, usize), bytes: usize) -> (Caret, Caret) {
    let goes_on = |index: usize| {
        let pair =
            index.checked_sub(1).and_then(|before| Some((units.get(before)?, units.get(index)?)));
        pair.is_some_and(|(before, it)| {
            before.block == it.block && before.kind == it.kind && it.gap_pt == 0.0
        })
    };
    let (mut first, mut last) = (unit, unit);
    while cell == 0 && goes_on(first) {
        first -= 1;
    }
    while cell == 0 && goes_on(last + 1) {
        last += 1;
    }
    let end = if last == unit {
        Caret { unit, cell, byte: bytes }
    } else {
        let bytes = units.get(last).map_or(0, |unit| unit.range.len());
        Caret { unit: last, cell: 0, byte: bytes }
    };
    (Caret { unit: first, cell, byte: 0 }, end)
}

/// After all pieces in view: a drag beyond the first or the last of them, and a press elsewhere.
/// `painted` are the pieces, from the first's top to the last's foot.
pub(super) fn after_pieces(
    ui: &Ui,
    cache: &mut TextCache,
    (painted, top, foot): (std::ops::Range<usize>, f32, f32),
) {
    let (pointer, pressed, down) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.interact_pos(), pointer.primary_pressed(), pointer.primary_down())
    });
    let marking = &mut cache.marking;
    if !down {
        marking.release();
    } else if pressed && !marking.is_dragging() && !Popup::is_any_open(ui.ctx()) {
        marking.clear();
    }
    let Some(at) = pointer.filter(|_| marking.is_dragging()) else { return };
    if at.y < top {
        marking.drag(Caret { unit: painted.start, ..Caret::default() });
    } else if at.y >= foot {
        marking.drag(Caret { unit: painted.end, ..Caret::default() });
    }
    page::scroll_with_drag(ui, at.y, ui.clip_rect());
}

/// Whether what is marked shall be copied now.
pub(in crate::ui) fn wants_copy(ui: &Ui, cache: &mut TextCache) -> bool {
    let is_asked = std::mem::take(&mut cache.marking.copy_wanted);
    if cache.marking.is_empty() {
        return false;
    }
    let is_key = |event: &egui::Event| matches!(event, egui::Event::Copy | egui::Event::Cut);
    let is_typed =
        || !ui.ctx().text_edit_focused() && ui.input(|input| input.events.iter().any(is_key));
    let wants = is_asked || is_typed();
    if wants {
        // What was marked before of another kind of text is not meant.
        let others = ui.ctx().plugin::<egui::text_selection::LabelSelectionState>();
        others.lock().clear_selection();
    }
    wants
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::bidi::Direction;
    use crate::ui::message::units::UnitKind;

    #[test]
    fn three_clicks_mean_all_pieces_of_a_paragraph_and_no_other() {
        let unit = |block, gap_pt, bytes| Unit {
            block,
            kind: UnitKind::Text,
            range: 0..bytes,
            direction: Direction::Plain,
            gap_pt,
        };
        let units = [unit(0, 0.0, 5), unit(0, 11.0, 7), unit(0, 0.0, 8), unit(1, 0.0, 9)];
        let ends = |at, bytes| {
            let (from, to) = paragraph(&units, (at, 0), bytes);
            ((from.unit, from.byte), (to.unit, to.byte))
        };
        assert_eq!(ends(0, 5), ((0, 0), (0, 5)));
        assert_eq!(ends(1, 7), ((1, 0), (2, 8)));
        assert_eq!(ends(2, 8), ((1, 0), (2, 8)));
        assert_eq!(ends(3, 9), ((3, 0), (3, 9)));
        let (from, to) = paragraph(&units, (2, 1), 4);
        assert_eq!((from.unit, from.cell, to.unit, to.byte), (2, 1, 2, 4), "a cell is its own");
    }
}
