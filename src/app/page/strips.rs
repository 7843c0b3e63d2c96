//! The strips that a page is painted in: which are in view, which are near, which may go.

use std::ops::Range;

use crate::html::TileArea;

use super::{PageLayout, PageViewport};

/// Height of a strip in device pixels: a screen has two to five, each painted in a few milliseconds.
pub const STRIP_HEIGHT_PX: u32 = 512;
/// Width of a strip in device pixels: two of the widest screens. A page wider than that, which no
/// sender means, is cut there; a strip then takes 16 MiB.
pub const STRIP_WIDTH_LIMIT_PX: u32 = 8_192;
/// Painted strips held of one page: three screens of the largest kind. What is in view is held in
/// any case.
pub const PAGE_TILES_BYTES: usize = 64 << 20;
/// Strips in view at most: no screen is 32,768 pixels high.
const VISIBLE_STRIPS_LIMIT: u32 = 64;

const PIXEL_BYTES: usize = 4;

pub(super) fn area_bytes(area: TileArea) -> usize {
    (area.width as usize).saturating_mul(area.height as usize).saturating_mul(PIXEL_BYTES)
}

impl PageLayout {
    /// Device pixels: as wide as what it shows, or the pane where that is wider.
    pub fn size_px(&self) -> (u32, u32) {
        let scale = self.shape.scale;
        let width = (self.page.width.max(self.shape.width) * scale).ceil() as u32;
        let height = (self.page.height * scale).ceil() as u32;
        (width.clamp(1, STRIP_WIDTH_LIMIT_PX), height)
    }

    fn strip(&self, index: u32) -> Option<TileArea> {
        let (width, page_height) = self.size_px();
        let top = index.checked_mul(STRIP_HEIGHT_PX)?;
        let height = page_height.checked_sub(top)?.min(STRIP_HEIGHT_PX);
        (height > 0).then_some(TileArea { left: 0, top, width, height })
    }

    /// Whether the area is one of the strips.
    pub(super) fn is_strip(&self, area: TileArea) -> bool {
        self.strip(area.top / STRIP_HEIGHT_PX) == Some(area)
    }

    /// The strips between two heights in CSS pixels.
    fn strips_between(&self, top: f32, bottom: f32) -> Range<u32> {
        let (_, page_height) = self.size_px();
        let scale = self.shape.scale;
        let top = (top.max(0.0) * scale).floor() as u32;
        let bottom = ((bottom.max(0.0) * scale).ceil() as u32).min(page_height);
        if bottom <= top {
            return 0..0;
        }
        top / STRIP_HEIGHT_PX..bottom.div_ceil(STRIP_HEIGHT_PX)
    }

    /// The strips in view.
    pub(super) fn visible(&self, viewport: &PageViewport) -> Range<u32> {
        let Range { start, end } = self.strips_between(viewport.top, viewport.bottom);
        start..end.min(start.saturating_add(VISIBLE_STRIPS_LIMIT))
    }

    /// Whether all that is in view is painted.
    pub fn is_painted(&self, viewport: &PageViewport) -> bool {
        self.visible(viewport).all(|index| self.is_held(index))
    }

    fn is_held(&self, index: u32) -> bool {
        self.strip(index).is_none_or(|area| self.tiles.contains_key(&(area.top, area.left)))
    }

    /// The strips to hold: those in view from the top, then a screen below, then a screen above,
    /// nearest first, within [`PAGE_TILES_BYTES`].
    pub(super) fn wanted(&self, viewport: &PageViewport) -> Vec<TileArea> {
        let visible = self.visible(viewport);
        let mut areas: Vec<TileArea> =
            visible.clone().filter_map(|index| self.strip(index)).collect();
        let screen = (viewport.bottom - viewport.top).max(0.0);
        let near = self.strips_between(viewport.top - screen, viewport.bottom + screen);
        let first_below = visible.end.max(near.start);
        let last_above = if visible.is_empty() { near.start } else { visible.start };
        let limit = VISIBLE_STRIPS_LIMIT as usize;
        let near = (first_below..near.end)
            .take(limit)
            .chain((near.start..last_above).rev().take(limit))
            .filter_map(|index| self.strip(index));
        let mut bytes: usize = areas.iter().copied().map(area_bytes).sum();
        for area in near {
            bytes = bytes.saturating_add(area_bytes(area));
            if bytes > PAGE_TILES_BYTES {
                break;
            }
            areas.push(area);
        }
        areas
    }

    /// Lets the strips go that are farthest from the view, where more are held than may be.
    pub(super) fn drop_far(&mut self, viewport: &PageViewport) {
        let held: usize = self.tiles.values().map(|tile| area_bytes(tile.area)).sum();
        let Some(mut over) = held.checked_sub(PAGE_TILES_BYTES).filter(|over| *over > 0) else {
            return;
        };
        let wanted = self.wanted(viewport);
        let middle = self.visible(viewport).start.saturating_mul(STRIP_HEIGHT_PX);
        let mut others: Vec<TileArea> = self
            .tiles
            .values()
            .map(|tile| tile.area)
            .filter(|area| !wanted.contains(area))
            .collect();
        others.sort_by_key(|area| std::cmp::Reverse(area.top.abs_diff(middle)));
        for area in others {
            if over == 0 {
                break;
            }
            self.tiles.remove(&(area.top, area.left));
            over = over.saturating_sub(area_bytes(area));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::*;
    use crate::engine::PageShape;
    use crate::html::{Page, Tile};

    fn layout(width: f32, height: f32, scale: f32) -> PageLayout {
        PageLayout {
            number: 1,
            shape: PageShape { width: 700.0, scale },
            page: Arc::new(Page { width, height, ..Page::default() }),
            tiles: BTreeMap::new(),
        }
    }

    fn view(top: f32, bottom: f32) -> PageViewport {
        PageViewport { shape: PageShape::default(), top, bottom }
    }

    fn hold(layout: &mut PageLayout, area: TileArea) {
        layout.tiles.insert((area.top, area.left), Arc::new(Tile { area, rgba: Vec::new() }));
    }

    #[test]
    fn what_is_in_view_comes_first_then_below_then_above() {
        let layout = layout(700.0, 10_000.0, 1.0);
        let tops: Vec<u32> =
            layout.wanted(&view(2_000.0, 2_800.0)).iter().map(|area| area.top / 512).collect();
        assert_eq!(tops, [3, 4, 5, 6, 7, 2]);
    }

    #[test]
    fn the_last_strip_ends_with_the_page() {
        let layout = layout(600.0, 700.5, 2.0);
        let areas = layout.wanted(&view(-50.0, 900.0));
        assert_eq!(
            areas,
            [
                TileArea { left: 0, top: 0, width: 1_400, height: 512 },
                TileArea { left: 0, top: 512, width: 1_400, height: 512 },
                TileArea { left: 0, top: 1_024, width: 1_400, height: 377 },
            ]
        );
        assert!(areas.iter().all(|area| layout.is_strip(*area) && area.is_paintable()));
    }

    #[test]
    fn nothing_is_in_view_of_a_page_that_is_scrolled_away_and_near_strips_are_kept() {
        let layout = layout(700.0, 1_000.0, 1.0);
        let above = view(1_200.0, 2_000.0);
        assert!(layout.visible(&above).is_empty());
        assert!(layout.is_painted(&above));
        assert_eq!(layout.wanted(&above).len(), 2);
        assert!(layout.wanted(&view(9_000.0, 9_800.0)).is_empty());
    }

    #[test]
    fn a_page_of_any_size_gives_strips_that_can_be_painted() {
        for (width, height) in [(1e9, 1e9), (f32::INFINITY, 5.0), (0.0, 0.0), (f32::NAN, f32::NAN)]
        {
            let layout = layout(width, height, 9.0);
            let areas = layout.wanted(&view(0.0, 1e9));
            assert!(areas.len() <= 2 * VISIBLE_STRIPS_LIMIT as usize);
            assert!(areas.iter().all(|area| area.is_paintable()));
        }
    }

    #[test]
    fn strips_far_away_go_when_more_are_held_than_may_be() {
        let mut layout = layout(8_192.0, 100_000.0, 1.0);
        let here = view(10_000.0, 10_800.0);
        for index in 0..40 {
            let area = layout.strip(index).unwrap();
            hold(&mut layout, area);
        }
        layout.drop_far(&here);
        let held: usize = layout.tiles.values().map(|tile| area_bytes(tile.area)).sum();
        assert!(held <= PAGE_TILES_BYTES, "{held}");
        assert!(layout.is_painted(&here), "never what is in view");
    }
}
