//! How large a page is laid out, and where its parts are on the screen: arithmetic only.
//!
//! A page is laid out at the width of its room, in whole device pixels, so that dragging a divider
//! never asks for the same width twice. Where something in it does not get so narrow, the page is
//! laid out at the width it needs and made smaller, down to half; below that it scrolls sideways.

use egui::{Pos2, Rect, pos2, vec2};

use crate::app::PageLayout;
use crate::engine::PageShape;
use crate::html::{self, protocol};

/// Smallest that a page is made so that it fits: smaller letters cannot be read.
const SMALLEST_FIT: f32 = 0.5;
/// A page this much wider than its room, in CSS pixels, is not wider: a border, a rounding.
const OVERFLOW_PX: f32 = 1.0;

/// The room for a page, and how large the user wants it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Room {
    pub width_pt: f32,
    pub pixels_per_point: f32,
    /// Points for a CSS pixel: 1 is the size that its author meant.
    pub zoom: f32,
}

impl Room {
    /// Points for a CSS pixel, for a page that needs so many CSS pixels.
    fn factor(self, needs_px: Option<f32>) -> f32 {
        let fit = needs_px.map_or(1.0, |needs| (self.width_pt / needs).clamp(SMALLEST_FIT, 1.0));
        // Whoever asks for a larger page gets one; a page made small by hand fits already.
        if self.zoom > 1.0 { self.zoom * fit } else { self.zoom.min(fit) }
    }

    /// What to lay out for.
    pub fn shape(self, needs_px: Option<f32>) -> PageShape {
        let pixels = (self.width_pt * self.pixels_per_point).floor().max(1.0);
        let scale = self.pixels_per_point * self.factor(needs_px);
        let scale = scale.clamp(*protocol::SCALE_RANGE.start(), *protocol::SCALE_RANGE.end());
        let range = protocol::PAGE_WIDTH_RANGE;
        PageShape { width: (pixels / scale).clamp(*range.start(), *range.end()), scale }
    }

    /// The width that a page needs, once a layout for the whole room has told it.
    ///
    /// Only a layout that was not made to fit is asked: a page that is always wider than its room
    /// would grow and grow.
    pub fn needed_px(self, layout: &PageLayout) -> Option<f32> {
        let is_plain = layout.shape == self.shape(None);
        let needs = layout.page.width;
        (is_plain && needs > layout.shape.width + OVERFLOW_PX && needs.is_finite()).then_some(needs)
    }
}

/// Where a layout stands on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Place {
    /// The page's top left corner, on a whole device pixel.
    pub origin: Pos2,
    /// Points for a CSS pixel.
    pub factor: f32,
}

impl Place {
    /// A layout at the size that is wanted now, whatever it was made for.
    pub fn new(at: Pos2, wanted: PageShape, pixels_per_point: f32) -> Self {
        let whole = |value: f32| (value * pixels_per_point).round() / pixels_per_point;
        let factor = wanted.scale / pixels_per_point;
        Self { origin: pos2(whole(at.x), whole(at.y)), factor }
    }

    pub fn rect(self, of: html::Rect) -> Rect {
        let at = self.origin + vec2(of.x, of.y) * self.factor;
        Rect::from_min_size(at, vec2(of.width, of.height) * self.factor)
    }

    pub fn point(self, at: Pos2) -> html::Point {
        let from = (at - self.origin) / self.factor;
        html::Point { x: from.x, y: from.y }
    }

    /// CSS pixels from the page's top.
    pub fn y(self, y_pt: f32) -> f32 {
        (y_pt - self.origin.y) / self.factor
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::html::Page;

    const ROOM: Room = Room { width_pt: 600.0, pixels_per_point: 1.0, zoom: 1.0 };

    fn laid_out(shape: PageShape, width: f32) -> PageLayout {
        let page = Arc::new(Page { width, height: 100.0, ..Page::default() });
        PageLayout { number: 1, shape, page, tiles: BTreeMap::new() }
    }

    #[test]
    fn a_page_is_as_wide_as_its_room_in_whole_pixels() {
        assert_eq!(ROOM.shape(None), PageShape { width: 600.0, scale: 1.0 });
        let fine = Room { width_pt: 600.3, pixels_per_point: 2.0, zoom: 1.0 };
        assert_eq!(fine.shape(None), PageShape { width: 600.0, scale: 2.0 });
        assert_eq!(fine.shape(None), Room { width_pt: 600.1, ..fine }.shape(None));
    }

    #[test]
    fn zoom_makes_letters_larger_and_the_page_narrower() {
        let large = Room { zoom: 1.5, ..ROOM };
        assert_eq!(large.shape(None), PageShape { width: 400.0, scale: 1.5 });
    }

    #[test]
    fn a_page_that_needs_more_is_made_smaller_but_not_below_half() {
        assert_eq!(ROOM.shape(Some(750.0)), PageShape { width: 750.0, scale: 0.8 });
        assert_eq!(ROOM.shape(Some(5_000.0)), PageShape { width: 1_200.0, scale: 0.5 });
        assert_eq!(ROOM.shape(Some(300.0)), ROOM.shape(None));
    }

    #[test]
    fn zoom_still_counts_on_a_page_that_was_made_to_fit() {
        let large = Room { zoom: 2.0, ..ROOM };
        assert_eq!(large.shape(Some(750.0)).scale, 1.6);
        let small = Room { zoom: 0.5, ..ROOM };
        assert_eq!(small.shape(Some(750.0)).scale, 0.5);
    }

    #[test]
    fn a_page_wider_than_any_room_is_asked_once() {
        let plain = ROOM.shape(None);
        let needs = ROOM.needed_px(&laid_out(plain, 660.0));
        assert_eq!(needs, Some(660.0));
        let fitted = ROOM.shape(needs);
        assert_eq!(ROOM.needed_px(&laid_out(fitted, 726.0)), None);
        assert_eq!(ROOM.needed_px(&laid_out(plain, 600.4)), None);
    }

    #[test]
    fn nonsense_is_kept_within_what_can_be_laid_out() {
        let shape = Room { width_pt: 0.0, pixels_per_point: 1.0, zoom: 0.5 }.shape(Some(f32::MAX));
        assert_eq!(shape, PageShape { width: 100.0, scale: 0.5 });
    }

    #[test]
    fn places_on_the_screen_and_on_the_page_are_the_same() {
        let place = Place::new(pos2(10.2, -99.6), PageShape { width: 400.0, scale: 1.5 }, 1.0);
        assert_eq!(place.origin, pos2(10.0, -100.0));
        let rect = place.rect(html::Rect { x: 20.0, y: 100.0, width: 10.0, height: 2.0 });
        assert_eq!(rect, Rect::from_min_size(pos2(40.0, 50.0), vec2(15.0, 3.0)));
        assert_eq!(place.point(rect.min), html::Point { x: 20.0, y: 100.0 });
        assert_eq!(place.y(50.0), 100.0);
    }
}
