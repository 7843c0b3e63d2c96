//! Scrolling that stays exact at any length, and the scroll bar that goes with it.
//!
//! egui's own offset is an f32: ten million rows of 56 points lie far beyond where it can count
//! single points. Here positions are f64, and what is painted is placed relative to the view.

use egui::{Id, Rect, Sense, Ui, pos2, vec2};

use crate::app::Scroll;

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

/// Rows of one height in a view.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rows {
    pub count: u32,
    pub row_pt: f64,
    pub view_pt: f64,
}

impl Rows {
    pub fn extent(self) -> Extent {
        Extent { content_pt: f64::from(self.count) * self.row_pt, view_pt: self.view_pt }
    }

    /// Rows that can be in view at once, in part or whole.
    pub fn visible(self) -> u32 {
        // Saturating by the cast; a window is never that high.
        (self.view_pt / self.row_pt).ceil() as u32
    }

    /// The offset from the first row's top. Exact: 10,000,000 rows are 29 bits, so 24 stay for the
    /// part of a point.
    pub fn offset_pt(self, scroll: Scroll) -> f64 {
        f64::from(scroll.top) * self.row_pt + scroll.offset_pt
    }

    /// The place for an offset, kept inside the list.
    pub fn at(self, offset_pt: f64) -> Scroll {
        let offset_pt = self.extent().clamp(offset_pt);
        let top = (offset_pt / self.row_pt).floor();
        let within = (offset_pt - top * self.row_pt).max(0.0);
        Scroll { top: top as u32, offset_pt: within, visible: self.visible() }
    }

    /// The place, moved by `delta_pt` towards the older rows. Only the part of a row is added to,
    /// so that many small steps add up to what they are, wherever the view stands.
    pub fn moved(self, scroll: Scroll, delta_pt: f64) -> Scroll {
        let within = scroll.offset_pt + delta_pt;
        let rows = (within / self.row_pt).floor();
        let top = f64::from(scroll.top) + rows;
        let rest = within - rows * self.row_pt;
        if top < 0.0 {
            return self.at(0.0);
        }
        let moved = Scroll { top: top as u32, offset_pt: rest, visible: self.visible() };
        self.kept_inside(moved)
    }

    /// The same place where it is inside the list, else the nearest that is.
    pub fn kept_inside(self, scroll: Scroll) -> Scroll {
        let last = self.at(self.extent().max_offset_pt());
        let past_end =
            scroll.top > last.top || (scroll.top == last.top && scroll.offset_pt > last.offset_pt);
        if past_end { last } else { Scroll { visible: self.visible(), ..scroll } }
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

    const ROW_PT: f64 = 56.0;

    fn ten_million() -> Rows {
        Rows { count: 10_000_000, row_pt: ROW_PT, view_pt: 700.0 }
    }

    fn at(top: u32) -> Scroll {
        Scroll { top, offset_pt: 0.0, visible: 13 }
    }

    #[test]
    fn small_steps_add_up_at_the_far_end_of_ten_million_rows() {
        let rows = ten_million();
        let mut scroll = at(9_999_000);
        let before = rows.offset_pt(scroll);
        for _ in 0..1_000 {
            scroll = rows.moved(scroll, 0.3);
        }
        let moved = rows.offset_pt(scroll) - before;
        assert!((moved - 300.0).abs() < 1e-6, "{moved}");
        for _ in 0..1_000 {
            scroll = rows.moved(scroll, -0.3);
        }
        assert!((rows.offset_pt(scroll) - before).abs() < 1e-6);
    }

    #[test]
    fn the_place_is_always_inside_the_list() {
        // A fixed sequence of pseudo-random steps (a linear congruence), so that failures repeat.
        let mut seed = 7_u64;
        for count in [0, 1, 12, 13, 1_000, 10_000_000, u32::MAX] {
            let rows = Rows { count, row_pt: ROW_PT, view_pt: 700.0 };
            let mut scroll = Scroll::default();
            for _ in 0..500 {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let step = (seed >> 33) as f64 - f64::from(1_u32 << 30);
                scroll = rows.moved(scroll, step);
                assert!(scroll.offset_pt >= 0.0 && scroll.offset_pt < ROW_PT, "{scroll:?}");
                assert!(rows.offset_pt(scroll) <= rows.extent().max_offset_pt() + 1e-6);
                let again = rows.kept_inside(scroll);
                assert_eq!(again, scroll, "keeping it inside twice changes nothing");
            }
        }
    }

    #[test]
    fn the_end_of_the_list_meets_the_end_of_the_view() {
        let rows = ten_million();
        let last = rows.at(f64::MAX);
        let below = rows.extent().content_pt - rows.offset_pt(last);
        assert!((below - 700.0).abs() < 1e-6, "{below}");
        assert_eq!(rows.moved(last, 1.0), last);
        assert_eq!(rows.moved(Scroll::default(), -1.0).top, 0);
    }

    #[test]
    fn a_list_shorter_than_the_view_does_not_move() {
        let rows = Rows { count: 3, row_pt: ROW_PT, view_pt: 700.0 };
        assert_eq!(rows.moved(at(0), 500.0), at(0));
        assert_eq!(rows.kept_inside(at(2)), at(0));
    }

    #[test]
    fn an_offset_and_a_place_are_the_same_thing() {
        let rows = ten_million();
        for offset in [0.0, 0.25, 55.75, 56.0, 3_000_000.5, 559_900_000.125] {
            assert!((rows.offset_pt(rows.at(offset)) - offset).abs() < 1e-6);
        }
    }

    #[test]
    fn the_handle_of_a_huge_list_is_never_too_small() {
        let track = Rect::from_min_size(pos2(0.0, 0.0), vec2(12.0, 700.0));
        let rows = ten_million();
        let end = handle(track, rows.extent(), rows.extent().max_offset_pt());
        assert!((end.height() - MIN_HANDLE_PT).abs() < 0.01);
        assert!((end.bottom() - track.bottom()).abs() < 0.01);
    }
}
