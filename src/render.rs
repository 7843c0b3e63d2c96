//! `mailpane render`: the body of one mail file as a PNG, painted by the code of the window.
//!
//! Remote content never loads. What the mail holds beside its HTML, such as a text, is painted too:
//! preformatted, by the same layout.

use std::io::Write;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::files::whole;
use crate::html::{Load, Renderer, TileArea, View};
use crate::reading::{self, Form, Reading};
use crate::text;

/// Pixels of one picture: at 700 wide a page of 60 screens, which takes 160 MB while it is made.
const PICTURE_LIMIT_PIXELS: u64 = 40_000_000;

/// Rows painted at a time.
const TILE_ROWS: u32 = 2_000;

/// How the page is painted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// CSS pixels.
    pub width: u32,
    /// Device pixels for a CSS pixel.
    pub scale: f32,
}

/// Paints the mail in `mail` to the file `picture`. The error is one sentence; so is the result,
/// where something is to be said.
pub fn run(mail: &Path, picture: &Path, options: Options) -> Result<Option<String>, String> {
    let bytes = whole::read(mail)?;
    let reading = reading::of_parsed(&whole::message(mail, &bytes)?, Form::Html);
    let mut renderer =
        Renderer::new().map_err(|error| format!("The layout cannot be started: {error}."))?;
    renderer.warm();
    let load = load(&reading, options);
    // The layout's own words end with what a window would show instead.
    let failed = |failure: crate::html::HtmlFailure| {
        let words = failure.to_string();
        format!("{}.", words.split(';').next().unwrap_or_default().trim_end_matches('.'))
    };
    let mut view = renderer.render(load).map_err(failed)?;
    let painted = paint(&mut view, options).map_err(failed)?;
    let target = text::visible(&picture.display().to_string());
    write(picture, &painted).map_err(|error| format!("{target} cannot be written: {error}."))?;
    Ok(painted.is_cut.then(|| format!("The page is longer than {target}, which ends before it.")))
}

/// The page that the window would show; of a mail without one, its text.
fn load(reading: &Reading, options: Options) -> Load {
    let (html, images) = match &reading.page {
        Some(page) => (page.html.clone(), page.images.clone()),
        None if reading.body.shown_part.is_none() => (preformatted("No text to show"), Vec::new()),
        None => (preformatted(&reading.body.text.text), Vec::new()),
    };
    Load { html, images, width: options.width as f32, scale: options.scale, dark: false }
}

/// A text as a page: its lines as they are, each in the direction of its letters.
fn preformatted(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<body style=\"margin:12px\"><pre style=\"white-space:pre-wrap;unicode-bidi:plaintext;\
         font:14px/1.45 monospace;margin:0\">\n{escaped}</pre>"
    )
}

struct Painted {
    width: u32,
    height: u32,
    rgba: Vec<u8>,
    is_cut: bool,
}

fn paint(view: &mut View, options: Options) -> Result<Painted, crate::html::HtmlFailure> {
    let device = |css: f32| (css * options.scale).ceil().max(1.0) as u32;
    let width = device(options.width as f32).min(crate::html::protocol::TILE_SIDE_LIMIT);
    let whole = device(view.page().height);
    let rows_limit = u32::try_from(PICTURE_LIMIT_PIXELS / u64::from(width)).unwrap_or(u32::MAX);
    let height = whole.min(rows_limit);
    let mut rgba = Vec::new();
    let tile_rows = TILE_ROWS.min(crate::html::protocol::TILE_LIMIT_PIXELS / width).max(1);
    let mut top = 0;
    while top < height {
        let rows = tile_rows.min(height - top);
        let tile = view.tile(TileArea { left: 0, top, width, height: rows })?;
        rgba.extend(tile.rgba);
        top += rows;
    }
    Ok(Painted { width, height, rgba, is_cut: whole > height })
}

fn write(path: &Path, painted: &Painted) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Adaptive)
        .write_image(&painted.rgba, painted.width, painted.height, ExtendedColorType::Rgba8)
        .map_err(std::io::Error::other)?;
    file.flush()
}
