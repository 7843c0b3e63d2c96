//! Glyphs that are pictures, such as emoji, painted into the file as what they are.

use anyrender::recording::GlyphRunCommand;
use anyrender::{ImageRenderer, PaintScene};
use anyrender_vello_cpu::VelloCpuImageRenderer;
use peniko::kurbo::Affine;

use super::paint::Painter;
use super::pictures::unmultiply;

/// Pixels of the picture for a device pixel: paper is finer than a screen.
const FINER: f64 = 2.0;

/// Pixels of the picture of one run; a longer one is left out.
const PIXELS_LIMIT: f64 = 4_000_000.0;

/// Either side of it.
const SIDE_LIMIT: f64 = 8_000.0;

/// How far glyphs reach from their baseline, in sizes of the font.
const ABOVE: f64 = 1.3;
const BELOW: f64 = 0.5;
const BESIDE: f64 = 1.7;

pub fn draw(painter: &mut Painter<'_>, run: &GlyphRunCommand) {
    let size = f64::from(run.font_size);
    let mut area: Option<peniko::kurbo::Rect> = None;
    for glyph in &run.glyphs {
        let (x, y) = (f64::from(glyph.x), f64::from(glyph.y));
        let around = peniko::kurbo::Rect::new(
            x - BELOW * size,
            y - ABOVE * size,
            x + BESIDE * size,
            y + BELOW * size,
        );
        area = Some(area.map_or(around, |area| area.union(around)));
    }
    let Some(area) = area.map(|area| run.transform.transform_rect_bbox(area)) else { return };
    let (width, height) = ((area.width() * FINER).ceil(), (area.height() * FINER).ceil());
    let sides = 1.0..=SIDE_LIMIT;
    if !sides.contains(&width) || !sides.contains(&height) || width * height > PIXELS_LIMIT {
        return;
    }
    let mut renderer = VelloCpuImageRenderer::new(width as u32, height as u32);
    let mut rgba = Vec::new();
    let to_picture = Affine::scale(FINER) * Affine::translate((-area.x0, -area.y0));
    renderer.render_to_vec(
        |scene| {
            scene.draw_glyphs(
                &run.font_data,
                run.font_size,
                false,
                &run.normalized_coords,
                run.embolden,
                &run.style,
                run.brush.as_ref(),
                1.0,
                to_picture * run.transform,
                run.glyph_transform,
                run.glyphs.iter().copied(),
            );
        },
        &mut rgba,
    );
    unmultiply(&mut rgba);
    if let Some(number) = painter.store.pictures.add(&rgba, width as u32, height as u32) {
        let at = Affine::translate((area.x0, area.y0)) * Affine::scale(1.0 / FINER);
        painter.put_picture(number, at, (width, height));
    }
}
