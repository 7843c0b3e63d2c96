//! `mailpane render`: the body of one mail file as a PNG, painted by the code of the window.
//!
//! Remote content never loads. What the mail holds beside its HTML, such as a text, is painted too:
//! preformatted, by the same layout. What stands below the main part follows below a line.

use std::io::Write;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::files::whole;
use crate::html::{DOCUMENTS_LIMIT, HtmlFailure, Load, Renderer, TileArea, View};
use crate::print;
use crate::reading::{self, Content, Form, PageSource, Reading};
use crate::text;

/// Pixels of one picture: at 700 wide a page of 60 screens, which takes 160 MB while it is made.
const PICTURE_LIMIT_PIXELS: u64 = 40_000_000;

/// Rows painted at a time.
const TILE_ROWS: u32 = 2_000;

/// White above and below the line between two documents, in CSS pixels.
const GAP: f32 = 12.0;

/// The line, and the paper round it.
const LINE: [u8; 4] = [0xd0, 0xd4, 0xda, 0xff];
const PAPER: [u8; 4] = [0xff; 4];

/// Pages of ours stand as far from the edge as a page of a mail does that says nothing of it.
const MARGIN: &str = "<style>body{margin:12px}</style>";

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
    let documents = Documents::of(&reading);
    let mut painted = Painted::new(options, documents.lacks_parts);
    for (number, page) in documents.pages.into_iter().enumerate() {
        if number > 0 {
            painted.line();
        }
        painted.page(&mut renderer, page).map_err(sentence)?;
        if painted.is_cut {
            break;
        }
    }
    let target = text::visible(&picture.display().to_string());
    write(picture, &painted).map_err(|error| format!("{target} cannot be written: {error}."))?;
    let is_cut =
        painted.is_cut.then(|| format!("The page is longer than {target}, which ends before it."));
    let lacks_parts =
        painted.lacks_parts.then(|| "Part of the mail was left out: it is too large.".to_owned());
    let sentences: Vec<String> = [is_cut, lacks_parts].into_iter().flatten().collect();
    Ok((!sentences.is_empty()).then(|| sentences.join(" ")))
}

/// The layout's own words end with what a window would show instead.
fn sentence(failure: HtmlFailure) -> String {
    let words = failure.to_string();
    format!("{}.", words.split(';').next().unwrap_or_default().trim_end_matches('.'))
}

/// The pages that the window would show below each other, in the order of the message.
#[derive(Default)]
struct Documents {
    pages: Vec<PageSource>,
    /// Something is too large to be read whole.
    lacks_parts: bool,
}

impl Documents {
    fn of(reading: &Reading) -> Self {
        let mut documents = Self::default();
        documents.body(reading);
        documents
    }

    fn body(&mut self, reading: &Reading) {
        self.text_or_page(reading);
        for document in &*reading.below {
            match &document.content {
                Content::Text(text) => self.text_or_page(text),
                Content::Message(message) => {
                    self.put(ours(&(print::head(message) + MARGIN)));
                    self.body(message);
                }
                Content::Picture(page) => self.put((**page).clone()),
                Content::NotFetched { media_type, .. } => {
                    self.put(ours(&(print::left_out(&document.name, media_type) + MARGIN)));
                }
            }
        }
    }

    fn text_or_page(&mut self, reading: &Reading) {
        let text = &reading.body.text;
        self.lacks_parts |= text.read_bytes < text.total_bytes;
        match &reading.page {
            Some(page) => self.put((**page).clone()),
            None if reading.body.shown_part.is_none() => {
                self.put(ours(&preformatted("No text to show")));
            }
            None => self.put(ours(&preformatted(&text.text))),
        }
    }

    fn put(&mut self, page: PageSource) {
        if self.pages.len() < DOCUMENTS_LIMIT {
            self.pages.push(page);
        } else {
            self.lacks_parts = true;
        }
    }
}

fn ours(html: &str) -> PageSource {
    PageSource { html: html.to_owned(), ..PageSource::default() }
}

/// A text as a page: its lines as they are, each in the direction of its letters.
fn preformatted(text: &str) -> String {
    let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<body style=\"margin:12px\"><pre style=\"white-space:pre-wrap;unicode-bidi:plaintext;\
         font:14px/1.45 monospace;margin:0\">\n{escaped}</pre>"
    )
}

/// The picture, row by row.
struct Painted {
    options: Options,
    /// Device pixels.
    width: u32,
    height: u32,
    height_limit: u32,
    rgba: Vec<u8>,
    is_cut: bool,
    lacks_parts: bool,
}

impl Painted {
    fn new(options: Options, lacks_parts: bool) -> Self {
        let width = (options.width as f32 * options.scale).ceil().max(1.0) as u32;
        let width = width.min(crate::html::protocol::TILE_SIDE_LIMIT);
        let height_limit =
            u32::try_from(PICTURE_LIMIT_PIXELS / u64::from(width)).unwrap_or(u32::MAX);
        Self {
            options,
            width,
            height: 0,
            height_limit,
            rgba: Vec::new(),
            is_cut: false,
            lacks_parts,
        }
    }

    fn page(&mut self, renderer: &mut Renderer, page: PageSource) -> Result<(), HtmlFailure> {
        let PageSource { html, images, .. } = page;
        let Options { width, scale } = self.options;
        let load = Load { html, images, width: width as f32, scale, dark: false };
        let mut view: View = renderer.render(load)?;
        self.lacks_parts |= view.page().is_cut;
        let whole = (view.page().height * scale).ceil().max(1.0) as u32;
        let height = whole.min(self.height_limit.saturating_sub(self.height));
        self.is_cut |= whole > height;
        let tile_rows = TILE_ROWS.min(crate::html::protocol::TILE_LIMIT_PIXELS / self.width).max(1);
        let mut top = 0;
        while top < height {
            let rows = tile_rows.min(height - top);
            let tile = view.tile(TileArea { left: 0, top, width: self.width, height: rows })?;
            self.rgba.extend(tile.rgba);
            top += rows;
        }
        self.height += height;
        Ok(())
    }

    /// Parts what stands above from what comes below.
    fn line(&mut self) {
        let rows = |css: f32| (css * self.options.scale).round().max(1.0) as u32;
        for (rows, colour) in [(rows(GAP), PAPER), (rows(1.0), LINE), (rows(GAP), PAPER)] {
            let rows = rows.min(self.height_limit.saturating_sub(self.height));
            let pixels = u64::from(rows) * u64::from(self.width);
            let pixels = usize::try_from(pixels).unwrap_or(0);
            self.rgba.extend(std::iter::repeat_n(colour, pixels).flatten());
            self.height += rows;
        }
    }
}

fn write(path: &Path, painted: &Painted) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::Adaptive)
        .write_image(&painted.rgba, painted.width, painted.height, ExtendedColorType::Rgba8)
        .map_err(std::io::Error::other)?;
    file.flush()
}
