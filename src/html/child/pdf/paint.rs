//! What was painted, as the content of a sheet (ISO 32000-1 §8 and §9).
//!
//! Coordinates are device pixels of the recorded area, as the sheet's first matrix expects them.

use std::collections::BTreeSet;

use anyrender::recording::{GlyphRunCommand, RenderCommand};
use anyrender::{Glyph, Paint};
use pdf_writer::types::{LineCapStyle, LineJoinStyle, TextRenderingMode};
use pdf_writer::{Content, Name, Str};
use peniko::kurbo::{Affine, BezPath, Cap, Join, PathEl, Point, Shape, Stroke};
use peniko::{Color, Extend, Fill, ImageBrush, Style};

use super::fonts::{self, Fonts};
use super::glyph_pictures;
use super::gradients::{self, Gradients};
use super::pictures::{self, PdfPictures};
use super::shapes::{self, Shapes};

/// Copies of a background picture on one sheet.
const TILES_LIMIT: usize = 4_000;

/// A distance in thousandths of the font's size that nobody sees.
const NO_DISTANCE: f32 = 0.5;

/// What sheets share.
#[derive(Default)]
pub struct Store {
    pub fonts: Fonts,
    pub pictures: PdfPictures,
    pub gradients: Gradients,
    pub shapes: Shapes,
    /// How opaque something is, in parts of 255.
    pub alphas: BTreeSet<u8>,
}

/// How content names an opacity.
pub fn alpha_name(alpha: u8) -> String {
    format!("A{alpha}")
}

#[derive(Clone, Copy)]
struct State {
    /// Of the layers around.
    layers: f32,
    /// As the content has it now.
    set: u8,
}

pub struct Painter<'a> {
    pub content: &'a mut Content,
    pub store: &'a mut Store,
    /// Device pixels of the area: what is beyond belongs to another sheet.
    height: f64,
    state: State,
    states: Vec<State>,
}

impl<'a> Painter<'a> {
    pub fn new(content: &'a mut Content, store: &'a mut Store, height: f64) -> Self {
        let state = State { layers: 1.0, set: 255 };
        Self { content, store, height, state, states: Vec::new() }
    }

    pub fn run(&mut self, commands: Vec<RenderCommand>) {
        for command in commands {
            match command {
                RenderCommand::PushLayer(layer) => {
                    self.push(layer.fill, &(layer.transform * layer.clip));
                    self.state.layers *= layer.alpha;
                }
                RenderCommand::PushClipLayer(layer) => {
                    self.push(layer.fill, &(layer.transform * layer.clip));
                }
                RenderCommand::PopLayer => self.pop(),
                RenderCommand::Fill(fill) => {
                    let shape = fill.transform * &fill.shape;
                    let matrix = fill.transform * fill.brush_transform.unwrap_or_default();
                    self.fill(fill.fill, &shape, &fill.brush, matrix);
                }
                RenderCommand::Stroke(stroke) => {
                    if let Paint::Solid(color) = stroke.brush
                        && self.opacity(color, 1.0)
                    {
                        self.stroke(&stroke.style, stroke.transform, color, &stroke.shape);
                    }
                }
                RenderCommand::GlyphRun(run) => self.glyphs(&run),
                // Paper has no depth.
                RenderCommand::BoxShadow(_) => {}
            }
        }
        while !self.states.is_empty() {
            self.pop();
        }
    }

    fn push(&mut self, rule: Fill, clip: &BezPath) {
        self.states.push(self.state);
        self.content.save_state();
        self.clip(rule, clip);
    }

    fn pop(&mut self) {
        if let Some(state) = self.states.pop() {
            self.content.restore_state();
            self.state = state;
        }
    }

    fn clip(&mut self, rule: Fill, shape: &BezPath) {
        if shape.elements().is_empty() {
            // No path is no clip in PDF.
            self.content.rect(0.0, 0.0, 0.0, 0.0);
        }
        put_path(self.content, shape);
        match rule {
            Fill::NonZero => self.content.clip_nonzero(),
            Fill::EvenOdd => self.content.clip_even_odd(),
        };
        self.content.end_path();
    }

    /// Sets how opaque the next thing is; false where it cannot be seen.
    pub fn opacity(&mut self, color: Color, alpha: f32) -> bool {
        let [.., own] = color.components;
        let alpha = (own * alpha * self.state.layers).clamp(0.0, 1.0);
        let alpha = (alpha * 255.0).round() as u8;
        if alpha > 0 && alpha != self.state.set {
            self.store.alphas.insert(alpha);
            self.content.set_parameters(Name(alpha_name(alpha).as_bytes()));
            self.state.set = alpha;
        }
        alpha > 0
    }

    fn fill(&mut self, rule: Fill, shape: &BezPath, brush: &Paint, matrix: Affine) {
        match brush {
            Paint::Solid(color) => {
                if self.opacity(*color, 1.0) {
                    let [red, green, blue, _] = color.components;
                    self.content.set_fill_rgb(red, green, blue);
                    put_path(self.content, shape);
                    match rule {
                        Fill::NonZero => self.content.fill_nonzero(),
                        Fill::EvenOdd => self.content.fill_even_odd(),
                    };
                }
            }
            Paint::Gradient(gradient) => {
                let alpha = gradients::alpha(gradient);
                if let Some(number) = self.store.gradients.place(gradient)
                    && self.opacity(Color::BLACK, alpha)
                {
                    self.content.save_state();
                    self.clip(rule, shape);
                    self.content.transform(coefficients(matrix));
                    self.content.shading(Name(gradients::name(number).as_bytes()));
                    self.content.restore_state();
                }
            }
            Paint::Image(image) => {
                if self.opacity(Color::BLACK, image.sampler.alpha) {
                    self.content.save_state();
                    self.clip(rule, shape);
                    self.picture(image, shape, matrix);
                    self.content.restore_state();
                }
            }
            Paint::Resource(_) | Paint::Custom(_) => {}
        }
    }

    /// A picture, and its copies where it is a pattern, into the clip that is set.
    fn picture(&mut self, brush: &ImageBrush, shape: &BezPath, matrix: Affine) {
        let scale = matrix.determinant().abs().sqrt();
        let Some(number) = self.store.pictures.place(&brush.image, scale) else { return };
        let (width, height) = (f64::from(brush.image.width), f64::from(brush.image.height));
        if matrix.determinant() == 0.0 || width * height == 0.0 {
            return;
        }
        let seen = matrix.inverse().transform_rect_bbox(shape.bounding_box());
        let copies = |extend: Extend, from: f64, to: f64, side: f64| match extend {
            Extend::Pad => (0, 0),
            Extend::Repeat | Extend::Reflect => {
                ((from / side).floor() as i64, (to / side).ceil() as i64 - 1)
            }
        };
        let (left, right) = copies(brush.sampler.x_extend, seen.x0, seen.x1, width);
        let (top, bottom) = copies(brush.sampler.y_extend, seen.y0, seen.y1, height);
        let places = (top..=bottom).flat_map(|row| (left..=right).map(move |column| (column, row)));
        for (column, row) in places.take(TILES_LIMIT) {
            let at = Affine::translate((column as f64 * width, row as f64 * height));
            self.put_picture(number, matrix * at, (width, height));
        }
    }

    /// Puts a picture whose corner is at the origin of `matrix`. In PDF it fills the unit square from
    /// the bottom up.
    pub fn put_picture(&mut self, number: usize, matrix: Affine, (width, height): (f64, f64)) {
        let unit = matrix * Affine::new([width, 0.0, 0.0, -height, 0.0, height]);
        self.content.save_state();
        self.content.transform(coefficients(unit));
        self.content.x_object(Name(pictures::name(number).as_bytes()));
        self.content.restore_state();
    }

    fn stroke(&mut self, style: &Stroke, transform: Affine, color: Color, shape: &BezPath) {
        let [red, green, blue, _] = color.components;
        self.content.save_state();
        self.content.transform(coefficients(transform));
        self.content.set_stroke_rgb(red, green, blue);
        self.content.set_line_width(style.width as f32);
        self.content.set_line_cap(match style.start_cap {
            Cap::Butt => LineCapStyle::ButtCap,
            Cap::Round => LineCapStyle::RoundCap,
            Cap::Square => LineCapStyle::ProjectingSquareCap,
        });
        self.content.set_line_join(match style.join {
            Join::Miter => LineJoinStyle::MiterJoin,
            Join::Round => LineJoinStyle::RoundJoin,
            Join::Bevel => LineJoinStyle::BevelJoin,
        });
        if !style.dash_pattern.is_empty() {
            let dashes = style.dash_pattern.iter().map(|dash| *dash as f32);
            self.content.set_dash_pattern(dashes, style.dash_offset as f32);
        }
        put_path(self.content, shape);
        self.content.stroke();
        self.content.restore_state();
    }

    fn glyphs(&mut self, run: &GlyphRunCommand) {
        let Paint::Solid(color) = run.brush else { return };
        let Some(first) = run.glyphs.first() else { return };
        // The painter draws some lines around the area too. A clip hides them, but not from those
        // who search the text; lines are never cut, so a line is where its baseline is.
        let baseline = run.transform * Point::new(f64::from(first.x), f64::from(first.y));
        if !(0.0..=self.height).contains(&baseline.y) || !self.opacity(color, run.brush_alpha) {
            return;
        }
        let Some((number, _)) = self.store.fonts.of(run) else {
            glyph_pictures::draw(self, run);
            return;
        };
        let [red, green, blue, _] = color.components;
        self.content.set_fill_rgb(red, green, blue);
        let face = self.store.shapes.face(run);
        if let Some(face) = face {
            run.glyphs.iter().for_each(|glyph| self.shape(run, face, glyph));
        }
        self.content.begin_text();
        self.content.set_font(Name(fonts::name(number).as_bytes()), run.font_size);
        match &run.style {
            _ if face.is_some() => {
                self.content.set_text_rendering_mode(TextRenderingMode::Invisible);
            }
            Style::Fill(_) if run.embolden.x > 0.0 => {
                self.content.set_text_rendering_mode(TextRenderingMode::FillStroke);
                self.content.set_stroke_rgb(red, green, blue);
                self.content.set_line_width(run.embolden.x as f32);
            }
            Style::Fill(_) => {
                self.content.set_text_rendering_mode(TextRenderingMode::Fill);
            }
            Style::Stroke(stroke) => {
                self.content.set_text_rendering_mode(TextRenderingMode::Stroke);
                self.content.set_stroke_rgb(red, green, blue);
                self.content.set_line_width(stroke.width as f32);
            }
        }
        // Glyphs on one height are one word of the content.
        for level in run.glyphs.chunk_by(|one, next| (one.y - next.y).abs() < 0.01) {
            self.level(run, level);
        }
        self.content.end_text();
    }

    /// A glyph that the font's file does not have as it is.
    fn shape(&mut self, run: &GlyphRunCommand, face: usize, glyph: &Glyph) {
        let Some(number) = self.store.shapes.of(face, glyph.id) else { return };
        let scale = f64::from(run.font_size / shapes::UNITS_PER_SIZE);
        let matrix = upright(run, glyph) * Affine::scale(scale);
        self.content.save_state();
        self.content.transform(coefficients(matrix));
        self.content.x_object(Name(shapes::name(number).as_bytes()));
        self.content.restore_state();
    }

    fn level(&mut self, run: &GlyphRunCommand, glyphs: &[Glyph]) {
        let (Some(first), Some((_, font))) = (glyphs.first(), self.store.fonts.of(run)) else {
            return;
        };
        self.content.set_text_matrix(coefficients(upright(run, first)));
        let mut positioned = self.content.show_positioned();
        let mut items = positioned.items();
        let mut expected = first.x;
        for glyph in glyphs {
            let distance = (expected - glyph.x) * 1_000.0 / run.font_size.max(0.01);
            if distance.abs() > NO_DISTANCE {
                items.adjust(distance);
                expected = glyph.x;
            }
            let number = font.glyph(glyph.id);
            items.show(Str(&number.to_be_bytes()));
            expected += font.metrics.advance(glyph.id) * run.font_size / 1_000.0;
        }
    }
}

/// Where a glyph stands: letters stand upright in a coordinate system that is not upside down.
fn upright(run: &GlyphRunCommand, glyph: &Glyph) -> Affine {
    let upright = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, 0.0]);
    let at = Affine::translate((f64::from(glyph.x), f64::from(glyph.y)));
    run.transform * at * run.glyph_transform.unwrap_or_default() * upright
}

pub fn coefficients(matrix: Affine) -> [f32; 6] {
    matrix.as_coeffs().map(|value| if value.is_finite() { value as f32 } else { 0.0 })
}

pub fn put_path(content: &mut Content, path: &BezPath) {
    let mut last = Point::ZERO;
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => {
                content.move_to(to.x as f32, to.y as f32);
                last = to;
            }
            PathEl::LineTo(to) => {
                content.line_to(to.x as f32, to.y as f32);
                last = to;
            }
            PathEl::QuadTo(by, to) => {
                // The same curve with two handles.
                let (one, two) = (last + (by - last) * (2.0 / 3.0), to + (by - to) * (2.0 / 3.0));
                cubic(content, one, two, to);
                last = to;
            }
            PathEl::CurveTo(one, two, to) => {
                cubic(content, one, two, to);
                last = to;
            }
            PathEl::ClosePath => {
                content.close_path();
            }
        }
    }
}

fn cubic(content: &mut Content, one: Point, two: Point, to: Point) {
    content.cubic_to(
        one.x as f32,
        one.y as f32,
        two.x as f32,
        two.y as f32,
        to.x as f32,
        to.y as f32,
    );
}
