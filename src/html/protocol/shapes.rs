//! Places on a page.

use super::super::frame::{Decoder, Encoder, Malformed};

/// Pixels of one tile: 4096 × 2048 at four bytes are 32 MiB.
pub const TILE_LIMIT_PIXELS: u32 = 4096 * 2048;

/// Either side of a tile; the painter counts them in 16 bits.
pub const TILE_SIDE_LIMIT: u32 = 16_384;

/// Rectangles of one link, match or selection.
const RECTS_LIMIT: usize = 60_000;

/// An area of the page in device pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TileArea {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl TileArea {
    /// Whether it is within the limits, and not empty.
    pub fn is_paintable(self) -> bool {
        let side = 1..=TILE_SIDE_LIMIT;
        side.contains(&self.width)
            && side.contains(&self.height)
            && self.width.saturating_mul(self.height) <= TILE_LIMIT_PIXELS
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Rect {
    pub fn contains(self, point: Point) -> bool {
        (self.x..self.x + self.width).contains(&point.x)
            && (self.y..self.y + self.height).contains(&point.y)
    }
}

pub(super) fn put_area(out: &mut Encoder, area: TileArea) {
    [area.left, area.top, area.width, area.height].iter().for_each(|value| out.u32(*value));
}

pub(super) fn take_area(from: &mut Decoder<'_>) -> Result<TileArea, Malformed> {
    let [left, top, width, height] = [from.u32()?, from.u32()?, from.u32()?, from.u32()?];
    Ok(TileArea { left, top, width, height })
}

pub(super) fn take_point(from: &mut Decoder<'_>) -> Result<Point, Malformed> {
    Ok(Point { x: from.f32()?, y: from.f32()? })
}

pub(super) fn put_rect(out: &mut Encoder, rect: &Rect) {
    [rect.x, rect.y, rect.width, rect.height].iter().for_each(|value| out.f32(*value));
}

pub(super) fn take_rect(from: &mut Decoder<'_>) -> Result<Rect, Malformed> {
    let [x, y, width, height] = [from.f32()?, from.f32()?, from.f32()?, from.f32()?];
    Ok(Rect { x, y, width, height })
}

pub(super) fn put_rects(out: &mut Encoder, rects: &[Rect]) {
    out.list(rects, put_rect);
}

pub(super) fn take_rects(from: &mut Decoder<'_>) -> Result<Vec<Rect>, Malformed> {
    from.list(RECTS_LIMIT, take_rect)
}
