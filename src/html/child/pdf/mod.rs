//! Pages laid out for paper, as a PDF with text as text (ISO 32000-1).
//!
//! What the painter would paint is recorded sheet by sheet and written as the content of that sheet.
//! Each document of a message stays a document of its own: they stand below each other, and nothing
//! in one changes how another looks.
//!
//! ```text
//! Load ─▶ LaidOut ─▶ breaks ─▶ record, sheet by sheet ─▶ paint ─▶ content
//!            └─▶ letters: which text a glyph is ─▶ fonts, shapes
//! ```

mod breaks;
mod fonts;
mod glyph_pictures;
mod gradients;
mod letters;
mod paint;
mod pictures;
mod sfnt;
mod shapes;

use std::io::Write as _;

use parley::FontContext;
use pdf_writer::{Content, Filter, Finish, Name, Ref, TextStr};
use peniko::kurbo::Rect as Area;

use super::super::paper::{POINTS_PER_PIXEL, Paper, Pdf, SHEETS_LIMIT};
use super::super::protocol::{Load, Rect, TileArea};
use super::boxes;
use super::page::LaidOut;
use super::text::TextIndex;
use letters::Letters;
use paint::{Painter, Store};

/// Device pixels for a CSS pixel while things are recorded: places are rounded to device pixels, and
/// this is finer than print.
const SCALE: f32 = 4.0;

/// White between two documents.
const GAP_PT: f32 = 14.0;

/// Less than this at the end of a sheet stays white: two lines and their air.
const LEAST_PT: f32 = 40.0;

/// Numbers of the objects in the file.
pub struct Ids(i32);

impl Ids {
    pub fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// Bytes as they stand in the file.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    // Writing to memory cannot fail.
    encoder.write_all(bytes).ok();
    encoder.finish().unwrap_or_default()
}

/// Makes the file. Widths and scales of the documents are those of the paper.
pub fn make(title: &str, documents: Vec<Load>, paper: Paper, fonts: &FontContext) -> Pdf {
    let mut book = Book::new(paper);
    for load in documents {
        if !book.add(load, fonts) {
            break;
        }
    }
    book.finish(title)
}

struct Book {
    paper: Paper,
    store: Store,
    letters: Letters,
    sheets: Vec<Content>,
    /// Points from the top of what is printed on, on the last sheet.
    at_pt: f32,
    is_cut: bool,
    lacks_parts: bool,
}

impl Book {
    fn new(paper: Paper) -> Self {
        let (store, letters) = (Store::default(), Letters::default());
        let (sheets, at_pt) = (Vec::new(), 0.0);
        Self { paper, store, letters, sheets, at_pt, is_cut: false, lacks_parts: false }
    }

    /// Adds a document below the others; false where there are no more sheets.
    fn add(&mut self, load: Load, fonts: &FontContext) -> bool {
        let (inner_width_pt, inner_height_pt) = self.paper.inner();
        let width = inner_width_pt / POINTS_PER_PIXEL;
        let load = Load { width, scale: SCALE, dark: false, ..load };
        let mut page = LaidOut::new(load, fonts.clone());
        let index = TextIndex::of(page.built());
        self.letters.learn(page.built());
        self.lacks_parts |= page.clean().is_cut;
        let (page_width, page_height) = page.size();
        // What does not get narrower is made smaller.
        let fit = (width / page_width.max(1.0)).min(1.0);
        let point = POINTS_PER_PIXEL * fit;
        let lines = index.runs(page.built()).map(|run| run.rect);
        let whole: Vec<Rect> = lines.chain(boxes::of_pictures(page.built())).collect();
        let mut top = 0.0;
        while top < page_height {
            if self.sheets.is_empty() || inner_height_pt - self.at_pt < LEAST_PT {
                if self.sheets.len() >= SHEETS_LIMIT {
                    self.is_cut = true;
                    return false;
                }
                self.sheets.push(Content::new());
                self.at_pt = 0.0;
            }
            let room = (inner_height_pt - self.at_pt) / point;
            let bottom = if page_height - top <= room {
                page_height
            } else {
                breaks::end_of_sheet(&whole, top, room)
            };
            self.put(&mut page, (top, bottom), point);
            // A sheet that was begun and not finished ends here.
            self.at_pt = if bottom < page_height {
                inner_height_pt
            } else {
                self.at_pt + (bottom - top) * point
            };
            top = bottom;
        }
        self.at_pt += GAP_PT;
        true
    }

    /// Writes the page from `top` to `bottom` (CSS pixels) to the place on the last sheet.
    fn put(&mut self, page: &mut LaidOut, (top, bottom): (f32, f32), point: f32) {
        let Some(content) = self.sheets.last_mut() else { return };
        let (page_width, _) = page.size();
        let device = |css: f32| (css * SCALE).ceil().max(1.0) as u32;
        let (width, height) = (device(page_width), device(bottom - top));
        let area = TileArea { left: 0, top: (top * SCALE).round() as u32, width, height };
        let commands = page.record(area).commands;
        let pixel = point / SCALE;
        let from_top = self.paper.height_pt - self.paper.margin_pt - self.at_pt;
        content.save_state();
        content.transform([pixel, 0.0, 0.0, -pixel, self.paper.margin_pt, from_top]);
        let shown = Area::new(0.0, 0.0, f64::from(width), f64::from((bottom - top) * SCALE));
        content.rect(0.0, 0.0, shown.width() as f32, shown.height() as f32);
        content.clip_nonzero().end_path();
        Painter::new(content, &mut self.store, shown.height()).run(commands);
        content.restore_state();
    }

    fn finish(self, title: &str) -> Pdf {
        let mut pdf = pdf_writer::Pdf::new();
        let mut ids = Ids(0);
        let (catalog, tree, info) = (ids.next(), ids.next(), ids.next());
        pdf.catalog(catalog).pages(tree);
        pdf.document_info(info).title(TextStr(title)).creator(TextStr("mailpane"));
        let Store { fonts, pictures, gradients, shapes, alphas } = self.store;
        let fonts = fonts.write(&mut pdf, &mut ids, &self.letters);
        let pictures = pictures.write(&mut pdf, &mut ids);
        let gradients = gradients.write(&mut pdf, &mut ids);
        let shapes = shapes.write(&mut pdf, &mut ids);
        let mut pages = Vec::new();
        for content in self.sheets {
            let (page, stream) = (ids.next(), ids.next());
            let packed = deflated(&content.finish());
            pdf.stream(stream, &packed).filter(Filter::FlateDecode);
            pdf.page(page).parent(tree).contents(stream);
            pages.push(page);
        }
        let sheets = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
        let mut root = pdf.pages(tree);
        root.kids(pages).count(count);
        let Paper { width_pt, height_pt, .. } = self.paper;
        root.media_box(pdf_writer::Rect::new(0.0, 0.0, width_pt, height_pt));
        let mut resources = root.resources();
        name_all(&mut resources.fonts(), &fonts, fonts::name);
        let mut objects = resources.x_objects();
        name_all(&mut objects, &pictures, pictures::name);
        name_all(&mut objects, &shapes, shapes::name);
        objects.finish();
        name_all(&mut resources.shadings(), &gradients, gradients::name);
        let mut states = resources.ext_g_states();
        for alpha in alphas {
            let part = f32::from(alpha) / 255.0;
            let name = paint::alpha_name(alpha);
            let mut state = states
                .insert(Name(name.as_bytes()))
                .start::<pdf_writer::writers::ExtGraphicsState<'_>>();
            state.non_stroking_alpha(part).stroking_alpha(part);
        }
        states.finish();
        resources.finish();
        root.finish();
        Pdf { bytes: pdf.finish(), sheets, is_cut: self.is_cut, lacks_parts: self.lacks_parts }
    }
}

fn name_all(names: &mut pdf_writer::Dict<'_>, objects: &[Ref], name: impl Fn(usize) -> String) {
    for (number, object) in objects.iter().enumerate() {
        names.pair(Name(name(number).as_bytes()), *object);
    }
}
