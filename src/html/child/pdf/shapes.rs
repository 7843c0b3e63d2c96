//! Glyphs of variable fonts that are not as the font's file has them, such as bold ones.
//!
//! A font in a PDF has one weight and one width (ISO 32000-1 §9.9), those that its file begins with.
//! Any other glyph is a shape of its own, drawn where the letter stands. The letter stands there too,
//! unseen, so that what is printed can be searched and copied.

use std::collections::BTreeMap;

use anyrender::recording::GlyphRunCommand;
use pdf_writer::{Content, Filter, Finish, Pdf, Rect, Ref};
use peniko::kurbo::{BezPath, Shape as _};
use peniko::{Blob, Style};
use skrifa::instance::{NormalizedCoord, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider as _};

use super::letters::FontId;
use super::paint::put_path;
use super::{Ids, deflated};

/// Shapes are drawn this high for each size of the font, as PDF's own glyphs are (§9.2.4).
pub const UNITS_PER_SIZE: f32 = 1_000.0;

/// Shapes of one file; a letter with many weights in many scripts is one in each.
const SHAPES_LIMIT: usize = 20_000;

/// A variable font at one place of its axes.
struct Face {
    data: Blob<u8>,
    index: u32,
    coords: Vec<NormalizedCoord>,
}

/// All shapes of a file.
#[derive(Default)]
pub struct Shapes {
    faces: Vec<Face>,
    numbers: BTreeMap<(FontId, Vec<i16>), usize>,
    shapes: Vec<BezPath>,
    /// By face and glyph; `None` stands for one without an outline, such as a space.
    places: BTreeMap<(usize, u32), Option<usize>>,
}

impl Shapes {
    /// The face of a run whose glyphs are to be drawn as shapes; `None` where the font's file has
    /// them as they are, and where there is no room for more.
    ///
    /// Letters that are made bold by a line round them keep the font: its axes have no weight.
    pub fn face(&mut self, run: &GlyphRunCommand) -> Option<usize> {
        let is_default = run.normalized_coords.iter().all(|coord| *coord == 0);
        let is_filled = matches!(run.style, Style::Fill(_)) && run.embolden.x <= 0.0;
        if is_default || !is_filled || self.shapes.len() + run.glyphs.len() > SHAPES_LIMIT {
            return None;
        }
        let key = (FontId::of(run), run.normalized_coords.clone());
        if let Some(known) = self.numbers.get(&key) {
            return Some(*known);
        }
        let (data, index) = (run.font_data.data.clone(), run.font_data.index);
        FontRef::from_index(data.data(), index).ok()?;
        let coords = key.1.iter().map(|coord| NormalizedCoord::from_bits(*coord)).collect();
        self.faces.push(Face { data, index, coords });
        let number = self.faces.len() - 1;
        self.numbers.insert(key, number);
        Some(number)
    }

    /// The number of a glyph's shape.
    pub fn of(&mut self, face: usize, glyph: u32) -> Option<usize> {
        if let Some(known) = self.places.get(&(face, glyph)) {
            return *known;
        }
        let place = self.faces.get(face).and_then(|face| outline(face, glyph)).map(|path| {
            self.shapes.push(path);
            self.shapes.len() - 1
        });
        self.places.insert((face, glyph), place);
        place
    }

    pub fn write(self, pdf: &mut Pdf, ids: &mut Ids) -> Vec<Ref> {
        self.shapes.iter().map(|shape| write(shape, pdf, ids)).collect()
    }
}

/// How content names the shape of this number.
pub fn name(number: usize) -> String {
    format!("G{number}")
}

/// The outline in [`UNITS_PER_SIZE`], upright.
fn outline(face: &Face, glyph: u32) -> Option<BezPath> {
    let font = FontRef::from_index(face.data.data(), face.index).ok()?;
    let glyph = font.outline_glyphs().get(GlyphId::new(glyph))?;
    let mut pen = Pen(BezPath::new());
    let coords = face.coords.as_slice();
    glyph.draw(DrawSettings::unhinted(Size::new(UNITS_PER_SIZE), coords), &mut pen).ok()?;
    (!pen.0.elements().is_empty()).then_some(pen.0)
}

fn write(shape: &BezPath, pdf: &mut Pdf, ids: &mut Ids) -> Ref {
    let id = ids.next();
    let mut content = Content::new();
    put_path(&mut content, shape);
    content.fill_nonzero();
    let packed = deflated(&content.finish());
    // What lies on its edge is not to be cut.
    let area = shape.bounding_box().inflate(1.0, 1.0);
    let mut form = pdf.form_xobject(id, &packed);
    form.filter(Filter::FlateDecode);
    form.bbox(Rect::new(area.x0 as f32, area.y0 as f32, area.x1 as f32, area.y1 as f32));
    form.finish();
    id
}

struct Pen(BezPath);

impl OutlinePen for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((x, y));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((x, y));
    }

    fn quad_to(&mut self, by_x: f32, by_y: f32, x: f32, y: f32) {
        self.0.quad_to((by_x, by_y), (x, y));
    }

    fn curve_to(&mut self, one_x: f32, one_y: f32, two_x: f32, two_y: f32, x: f32, y: f32) {
        self.0.curve_to((one_x, one_y), (two_x, two_y), (x, y));
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}
