//! The painted parts of a page as textures: uploaded once, dropped with their tiles.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use egui::epaint::RectShape;
use egui::{
    ColorImage, CornerRadius, Painter, Rect, TextureHandle, TextureOptions, Ui, pos2, vec2,
};

use crate::app::PageLayout;
use crate::html::Tile;

use super::fit::Place;

/// Pixels uploaded in one frame beyond the first tile: 12 MB take about 3 ms of its 8.
const UPLOAD_BUDGET_BYTES: usize = 12 * 1024 * 1024;
/// Part of a point: what is missing of the view by less is a rounding.
const SLIVER_PT: f32 = 0.51;

/// A layout's number, and the place of a tile in it.
type TileKey = (u32, (u32, u32));

/// The textures of one page.
#[derive(Default)]
pub(super) struct Textures {
    held: BTreeMap<TileKey, Texture>,
}

struct Texture {
    /// The tile this was made from; another one at its place is uploaded anew.
    tile: Weak<Tile>,
    pieces: Vec<Piece>,
}

/// A tile, or a part of one that is larger than the graphics card takes.
struct Piece {
    /// In device pixels of the layout.
    place: Rect,
    texture: TextureHandle,
}

/// What is painted, and where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sheet<'a> {
    pub layout: &'a PageLayout,
    pub place: Place,
    /// All of the page on the screen.
    pub whole: Rect,
    /// What is in view of it.
    pub view: Rect,
    /// Corners of the paper.
    pub radius_pt: u8,
}

impl Sheet<'_> {
    /// Points for a device pixel of the layout.
    fn point_per_pixel(&self) -> f32 {
        self.place.factor / self.layout.shape.scale.max(f32::EPSILON)
    }

    fn on_screen(&self, pixels: Rect) -> Rect {
        let factor = self.point_per_pixel();
        let at = self.place.origin + pixels.min.to_vec2() * factor;
        Rect::from_min_size(at, pixels.size() * factor)
    }

    fn tile_on_screen(&self, tile: &Tile) -> Rect {
        self.on_screen(pixels_of(tile))
    }

    /// Rounds the corners that are the paper's.
    fn corners(&self, part: Rect) -> CornerRadius {
        let radius = |x: f32, edge_x: f32, y: f32, edge_y: f32| {
            let is_corner = (x - edge_x).abs() < 1.0 && (y - edge_y).abs() < 1.0;
            if is_corner { self.radius_pt } else { 0 }
        };
        let (all, it) = (self.whole, part);
        CornerRadius {
            nw: radius(it.left(), all.left(), it.top(), all.top()),
            ne: radius(it.right(), all.right(), it.top(), all.top()),
            sw: radius(it.left(), all.left(), it.bottom(), all.bottom()),
            se: radius(it.right(), all.right(), it.bottom(), all.bottom()),
        }
    }
}

impl Textures {
    /// Uploads what is in view and missing, then what is near, then what will replace it; drops what
    /// no layout holds any more.
    pub fn refresh(&mut self, ui: &Ui, sheet: &Sheet<'_>, next: Option<&PageLayout>) {
        let layouts: Vec<&PageLayout> = [Some(sheet.layout), next].into_iter().flatten().collect();
        self.held.retain(|(number, place), texture| {
            layouts
                .iter()
                .find(|layout| layout.number == *number)
                .and_then(|layout| layout.tiles.get(place))
                .is_some_and(|tile| Weak::as_ptr(&texture.tile) == Arc::as_ptr(tile))
        });
        let number = sheet.layout.number;
        let shown = sheet.layout.tiles.iter().map(|(place, tile)| {
            let is_in_view = sheet.tile_on_screen(tile).intersects(sheet.view);
            (!is_in_view, (number, *place), tile)
        });
        let coming = next.into_iter().flat_map(|layout| {
            layout.tiles.iter().map(|(place, tile)| (true, (layout.number, *place), tile))
        });
        let mut missing: Vec<_> =
            shown.chain(coming).filter(|(_, key, _)| !self.held.contains_key(key)).collect();
        missing.sort_by_key(|(is_later, _, _)| *is_later);
        let mut uploaded_bytes = 0;
        for (_, key, tile) in missing {
            if uploaded_bytes > 0 && uploaded_bytes + tile.rgba.len() > UPLOAD_BUDGET_BYTES {
                ui.ctx().request_repaint();
                break;
            }
            uploaded_bytes += tile.rgba.len();
            let texture = Texture { tile: Arc::downgrade(tile), pieces: upload(ui, tile) };
            self.held.insert(key, texture);
        }
    }

    /// Paints what is there; true where nothing in view is missing.
    pub fn paint(&self, painter: &Painter, sheet: &Sheet<'_>) -> bool {
        let mut covered_pt2 = 0.0;
        for ((number, _), texture) in &self.held {
            if *number != sheet.layout.number {
                continue;
            }
            for piece in &texture.pieces {
                let part = sheet.on_screen(piece.place);
                let seen = part.intersect(sheet.view);
                if !seen.is_positive() {
                    continue;
                }
                covered_pt2 += seen.area();
                let uv = Rect::from_min_max(pos2(0.0, 0.0), pos2(1.0, 1.0));
                let shape = RectShape::filled(part, sheet.corners(part), egui::Color32::WHITE);
                painter.add(shape.with_texture(piece.texture.id(), uv));
            }
        }
        let sliver_pt2 = SLIVER_PT * (sheet.view.width() + sheet.view.height()).max(0.0);
        !sheet.view.is_positive() || covered_pt2 >= sheet.view.area() - sliver_pt2
    }

    /// Something of this layout can be painted.
    pub fn has(&self, layout: &PageLayout) -> bool {
        self.held.keys().any(|(number, _)| *number == layout.number)
    }
}

fn pixels_of(tile: &Tile) -> Rect {
    let area = tile.area;
    let at = pos2(area.left as f32, area.top as f32);
    Rect::from_min_size(at, vec2(area.width as f32, area.height as f32))
}

/// The tile as textures, each no larger than the graphics card takes; none where its bytes are not
/// the pixels that it claims.
fn upload(ui: &Ui, tile: &Tile) -> Vec<Piece> {
    let (width, height) = (tile.area.width as usize, tile.area.height as usize);
    if width == 0 || width.saturating_mul(height).saturating_mul(4) != tile.rgba.len() {
        return Vec::new();
    }
    let most = ui.input(|input| input.max_texture_side).max(1);
    let mut pieces = Vec::new();
    for top in (0..height).step_by(most) {
        for left in (0..width).step_by(most) {
            let size = [most.min(width - left), most.min(height - top)];
            let Some(image) = cut(tile, (left, top), size) else { continue };
            let texture = ui.ctx().load_texture("page", image, TextureOptions::LINEAR);
            let at = pixels_of(tile).min + vec2(left as f32, top as f32);
            let place = Rect::from_min_size(at, vec2(size[0] as f32, size[1] as f32));
            pieces.push(Piece { place, texture });
        }
    }
    pieces
}

fn cut(tile: &Tile, (left, top): (usize, usize), size: [usize; 2]) -> Option<ColorImage> {
    let width = tile.area.width as usize;
    // Tiles are opaque, so nothing has to be multiplied.
    if size == [width, tile.area.height as usize] {
        return Some(ColorImage::from_rgba_premultiplied(size, &tile.rgba));
    }
    let [across, down] = size;
    let mut rgba = Vec::with_capacity(across * down * 4);
    for row in top..top + down {
        let from = (row * width + left) * 4;
        rgba.extend_from_slice(tile.rgba.get(from..from + across * 4)?);
    }
    Some(ColorImage::from_rgba_premultiplied(size, &rgba))
}
