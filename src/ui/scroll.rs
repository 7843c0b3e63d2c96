//! Scrolling that stays exact at any length: the wheel, and the scroll bar.
//!
//! egui's own offset is an f32: ten million rows of 70 points lie far beyond where it can count
//! single points. Here positions are f64, and what is painted is placed relative to the view.

use egui::{Id, Rect, Sense, Ui, pos2, vec2};

use super::theme;

/// Width of the bar's touchable strip.
pub const BAR_WIDTH_PT: f32 = 12.0;
/// The handle of the longest list is still easy to hit.
const MIN_HANDLE_PT: f32 = 32.0;
/// Width of the painted handle; thicker under the pointer.
const HANDLE_PT: f32 = 4.0;
const HANDLE_HOVERED_PT: f32 = 8.0;

/// A long thing and the view onto it, in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    pub content_pt: f64,
    pub view_pt: f64,
}

impl Extent {
    /// The offset at which the end of the content meets the end of the view.
    pub fn max_offset_pt(self) -> f64 {
        (self.content_pt - self.view_pt).max(0.0)
    }

    pub fn clamp(self, offset_pt: f64) -> f64 {
        offset_pt.clamp(0.0, self.max_offset_pt())
    }
}

/// What the wheel or touch pad moved over `rect` since the last frame, in points; towards the end
/// is positive. Takes the movement, so that nothing else scrolls with it.
pub fn wheel(ui: &Ui, rect: Rect) -> f64 {
    if !ui.is_enabled() || !ui.rect_contains_pointer(rect) {
        return 0.0;
    }
    ui.input_mut(|input| {
        let delta = f64::from(-input.smooth_scroll_delta.y);
        input.smooth_scroll_delta.y = 0.0;
        delta
    })
}

/// A scroll bar along `track`. Returns the offset the user asks for: by dragging the handle, which
/// maps the track's length to the whole content, or by a click on the track.
///
/// `grab_pt` is where in the handle the drag began; it has to live from frame to frame.
pub fn bar(ui: &Ui, track: Rect, bar: &Bar<'_>, grab_pt: &mut Option<f32>) -> Option<f64> {
    let extent = bar.extent;
    if extent.max_offset_pt() <= 0.0 {
        *grab_pt = None;
        return None;
    }
    let id = ui.unique_id().with(bar.salt);
    let response = ui.interact(track, id, Sense::CLICK | Sense::DRAG);
    let handle = handle(track, extent, bar.offset_pt);
    let held = response.is_pointer_button_down_on();
    let lit = held || response.hovered();
    paint_handle(ui, handle, lit);
    let pointer = response.interact_pointer_pos().filter(|_| held);
    let Some(pointer) = pointer else {
        *grab_pt = None;
        return None;
    };
    let grab = *grab_pt.get_or_insert_with(|| {
        // On the handle it stays under the pointer; on the track its middle goes there.
        if handle.contains(pos2(handle.center().x, pointer.y)) {
            pointer.y - handle.top()
        } else {
            handle.height() / 2.0
        }
    });
    let way = f64::from(track.height() - handle.height()).max(1.0);
    let ratio = (f64::from(pointer.y - grab - track.top()) / way).clamp(0.0, 1.0);
    Some(ratio * extent.max_offset_pt())
}

/// What a scroll bar shows.
#[derive(Clone, Copy, Debug)]
pub struct Bar<'a> {
    /// Tells the bars of one pane apart.
    pub salt: &'a str,
    pub extent: Extent,
    pub offset_pt: f64,
}

fn handle(track: Rect, extent: Extent, offset_pt: f64) -> Rect {
    let share = (extent.view_pt / extent.content_pt) as f32;
    let height = (track.height() * share).max(MIN_HANDLE_PT).min(track.height());
    let way = f64::from(track.height() - height);
    let top = track.top() + (offset_pt / extent.max_offset_pt() * way) as f32;
    Rect::from_min_size(pos2(track.left(), top), vec2(track.width(), height))
}

fn paint_handle(ui: &Ui, handle: Rect, lit: bool) {
    let width = if lit { HANDLE_HOVERED_PT } else { HANDLE_PT };
    let right = handle.right() - 2.0;
    let shape = Rect::from_min_max(pos2(right - width, handle.top()), pos2(right, handle.bottom()));
    let color = theme::tokens(ui).dim.gamma_multiply(if lit { 0.7 } else { 0.4 });
    ui.painter().rect_filled(shape, width / 2.0, color);
}

/// The id of a row's node: it stays with the row while the view moves.
pub fn row_id(ui: &Ui, key: impl std::hash::Hash + std::fmt::Debug) -> Id {
    ui.unique_id().with(("row", key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_of_a_huge_list_is_never_too_small() {
        let track = Rect::from_min_size(pos2(0.0, 0.0), vec2(12.0, 700.0));
        let ten_million_rows = Extent { content_pt: 10_000_000.0 * 70.0, view_pt: 700.0 };
        let end = handle(track, ten_million_rows, ten_million_rows.max_offset_pt());
        assert!((end.height() - MIN_HANDLE_PT).abs() < 0.01);
        assert!((end.bottom() - track.bottom()).abs() < 0.01);
    }
}
