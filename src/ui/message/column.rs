//! A column of many pieces, of which only those in view are laid out.

use egui::{Ui, vec2};

use super::pointing;
use super::text_cache::TextCache;

/// Shows the pieces in view: `show` paints one with its top (gap and all) at a height on the
/// screen, and returns how high it is. `moved_pt` is by how much the pieces above the view have
/// moved before. Returns by how many points the content above the view has grown.
pub(in crate::ui) fn column_ui(
    ui: &mut Ui,
    cache: &mut TextCache,
    moved_pt: f64,
    show: &mut dyn FnMut(&mut Ui, &mut TextCache, usize, f32) -> f32,
) -> f32 {
    let mut grown_pt = moved_pt;
    let top = ui.cursor().top();
    let view = ui.clip_rect();
    let first = cache.flow.at(f64::from(view.top() - top) - grown_pt);
    let mut y_pt = cache.flow.top_pt(first);
    cache.anchor = Some((first, y_pt));
    let top_of_first = top + y_pt as f32;
    let mut end = first;
    for index in first..cache.units.len() {
        let y = top + y_pt as f32;
        if y > view.bottom() + grown_pt as f32 {
            break;
        }
        let bottom_before = y + cache.flow.height_pt(index);
        let height_pt = show(ui, cache, index, y);
        let change = cache.flow.measured(index, height_pt);
        if bottom_before <= view.top() {
            grown_pt += f64::from(change);
        }
        y_pt += f64::from(height_pt);
        end = index + 1;
    }
    pointing::after_pieces(ui, cache, (first..end, top_of_first, top + y_pt as f32));
    let total_pt = cache.flow.total_pt() as f32;
    ui.allocate_space(vec2(cache.column.width_pt, total_pt));
    grown_pt as f32
}
