//! The first page of a PDF: read and painted by hayro, which is Rust alone and opens nothing.
//!
//! A page has the size that its author gave it and does not follow the width of the pane, so that
//! the window makes it smaller where it has to. What hayro panics at ends the request; what takes
//! too much of memory, stack or time ends the process.

mod fonts;
mod words;

use hayro::hayro_interpret::{InterpreterSettings, TransformExt as _};
use hayro::hayro_syntax::page::Page as Sheet;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::kurbo::Affine;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::vello_cpu::{self, Pixmap, RasterizerSettings, RenderContext, Resources, TargetInit};
use hayro::{RenderCache, RenderSettings};
use parley::FontContext;

use super::super::paper::POINTS_PER_PIXEL;
use super::super::protocol::{Page, PdfFault, Tile, TileArea};

pub use words::Words;

/// Widest page in CSS pixels, a slide or a sheet of A3 lying: a plan for a wall is made smaller, so
/// that its whole can be seen.
const WIDTH_LIMIT: f64 = 1_600.0;

/// Highest page in CSS pixels: 200 inches, the most that PDF allows (ISO 32000-1 Annex C.2).
const HEIGHT_LIMIT: f64 = 19_200.0;

/// A page of so many device pixels is painted once and cut into tiles: 64 MB. Of a larger one each
/// tile is painted by itself.
const WHOLE_LIMIT_PIXELS: u64 = 16_000_000;

/// The first page of a PDF, and what is painted of it.
pub struct PdfPage {
    pdf: Pdf,
    settings: InterpreterSettings,
    /// CSS pixels for a point of the PDF.
    factor: f64,
    /// Device pixels for a CSS pixel.
    scale: f64,
    words: Words,
    /// All of the page at this scale.
    whole: Option<Pixmap>,
}

impl PdfPage {
    /// Reads the file, and of its first page all but the pictures.
    pub fn new(bytes: Vec<u8>, scale: f32, fonts: &FontContext) -> Result<Self, PdfFault> {
        let pdf = Pdf::new(bytes).map_err(|error| match error {
            LoadPdfError::Decryption(_) => PdfFault::Locked,
            LoadPdfError::Invalid => PdfFault::Damaged,
        })?;
        let settings = fonts::settings(fonts);
        let sheet = pdf.pages().first().ok_or(PdfFault::Empty)?;
        let factor = factor(sheet);
        let words = Words::of(sheet, Affine::scale(factor) * place(sheet), settings.clone());
        Ok(Self { settings, factor, scale: f64::from(scale), words, whole: None, pdf })
    }

    pub fn rescale(&mut self, scale: f32) {
        let scale = f64::from(scale);
        if self.scale != scale {
            (self.scale, self.whole) = (scale, None);
        }
    }

    pub fn words(&self) -> &Words {
        &self.words
    }

    /// What is told of it. A PDF's links are not: they lead to other pages of it, too.
    pub fn told(&self) -> Page {
        let (width, height) = self.size();
        Page {
            width: width as f32,
            height: height as f32,
            runs: self.words.runs(),
            pdf_pages: u32::try_from(self.pdf.pages().len()).unwrap_or(u32::MAX),
            ..Page::default()
        }
    }

    /// CSS pixels.
    fn size(&self) -> (f64, f64) {
        let points = self.pdf.pages().first().map(Sheet::render_dimensions).unwrap_or_default();
        let css = |points: f32| (f64::from(points) * self.factor).max(1.0);
        (css(points.0), css(points.1))
    }

    /// Paints an area that [`TileArea::is_paintable`].
    pub fn paint(&mut self, area: TileArea) -> Option<Tile> {
        let (width, height) = self.size();
        let device = |css: f64| (css * self.scale).ceil() as u32;
        let (width, height) = (device(width), device(height));
        let sides = u16::try_from(width).ok().zip(u16::try_from(height).ok());
        let rgba = match sides {
            Some(sides) if u64::from(width) * u64::from(height) <= WHOLE_LIMIT_PIXELS => {
                if self.whole.is_none() {
                    self.whole = Some(self.render((0, 0), sides)?);
                }
                cut(self.whole.as_ref()?, area)
            }
            Some(_) | None => {
                let sides = (u16::try_from(area.width).ok()?, u16::try_from(area.height).ok()?);
                let painted = self.render((area.left, area.top), sides)?;
                painted.data_as_u8_slice().to_vec()
            }
        };
        Some(Tile { area, rgba })
    }

    /// What of the page lies in a rectangle of device pixels, on white paper.
    fn render(&self, (left, top): (u32, u32), (width, height): (u16, u16)) -> Option<Pixmap> {
        let sheet = self.pdf.pages().first()?;
        let transform = Affine::translate((-f64::from(left), -f64::from(top)))
            * Affine::scale(self.factor * self.scale)
            * place(sheet);
        // This process may start no threads.
        let alone = vello_cpu::RenderSettings { num_threads: 0, ..Default::default() };
        let mut context = RenderContext::new_with(width, height, alone);
        let (cache, look) = (RenderCache::new(), RenderSettings::default());
        hayro::render_into(sheet, &cache, &self.settings, &look, &mut context, transform);
        context.flush();
        let mut pixmap = Pixmap::new(width, height);
        let white = TargetInit::Clear(WHITE);
        let settings = RasterizerSettings { target_init: white, ..RasterizerSettings::default() };
        context.render_with(&mut pixmap, &mut Resources::default(), settings);
        Some(pixmap)
    }
}

/// From the PDF's points to those of a page that begins at its top left corner.
fn place(sheet: &Sheet<'_>) -> Affine {
    sheet.initial_transform(true).to_kurbo()
}

/// CSS pixels for a point: the size on paper, unless that is larger than any paper.
fn factor(sheet: &Sheet<'_>) -> f64 {
    let (width, height) = sheet.render_dimensions();
    let fits = |limit: f64, points: f32| limit / f64::from(points).max(1.0);
    (1.0 / f64::from(POINTS_PER_PIXEL))
        .min(fits(WIDTH_LIMIT, width))
        .min(fits(HEIGHT_LIMIT, height))
}

/// An area of the painted page; white where it reaches beyond.
fn cut(whole: &Pixmap, area: TileArea) -> Vec<u8> {
    let row_bytes = usize::from(whole.width()) * 4;
    let (left, width) = (area.left as usize * 4, area.width as usize * 4);
    let mut rgba = Vec::with_capacity(width * area.height as usize);
    let rows = whole.data_as_u8_slice().chunks_exact(row_bytes.max(4));
    for row in rows.skip(area.top as usize).take(area.height as usize) {
        let row = row.get(left..).unwrap_or_default();
        let row = row.get(..width).unwrap_or(row);
        rgba.extend_from_slice(row);
        rgba.resize(rgba.len() + width - row.len(), u8::MAX);
    }
    rgba.resize(width * area.height as usize, u8::MAX);
    rgba
}
