//! `mailpane render`: the body of one mail file as a PNG, painted by the code of the window.
//!
//! Remote content never loads. What the mail holds beside its HTML, such as a text, is painted too:
//! preformatted, by the same layout.

use std::io::{Read, Write};
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::html::{Image, Load, Renderer, TileArea, View};
use crate::mime::{self, ParsedMessage, TransferDecoder};
use crate::model::{Disposition, Part, PartId, PartKind};
use crate::text;

/// Mail servers refuse messages far below this; more would only fill memory.
const FILE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// Pixels of one picture: at 700 wide a page of 60 screens, which takes 160 MB while it is made.
const PICTURE_LIMIT_PIXELS: u64 = 40_000_000;

/// Rows painted at a time.
const TILE_ROWS: u32 = 2_000;

/// Levels of the tree that are looked into.
const DEPTH_LIMIT: usize = 100;

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
    let shown = text::visible(&mail.display().to_string());
    let bytes = read(mail).map_err(|error| format!("{shown} cannot be read: {error}."))?;
    if bytes.len() as u64 > FILE_LIMIT_BYTES {
        let limit_mib = FILE_LIMIT_BYTES / 1024 / 1024;
        return Err(format!("{shown} is longer than {limit_mib} MiB, so it is not read."));
    }
    let message = mime::parse_message(&bytes).ok_or_else(|| {
        format!("{shown} is not a mail: it does not begin with a header such as “From: …”.")
    })?;
    let mut renderer =
        Renderer::new().map_err(|error| format!("The layout cannot be started: {error}."))?;
    renderer.warm();
    let load = load(&message, options);
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

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FILE_LIMIT_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The part that is painted, and the pictures it may name.
fn load(message: &ParsedMessage<'_>, options: Options) -> Load {
    let html = match html_part(&message.root, DEPTH_LIMIT) {
        Some(part) => mime::decode_html(part, message.part_bytes(&part.id)),
        None => preformatted(&plain_text(message)),
    };
    let mut images = Vec::new();
    pictures(message, &message.root, DEPTH_LIMIT, &mut images);
    Load { html, images, width: options.width as f32, scale: options.scale, dark: false }
}

/// The first HTML that is not an attachment and not in a message inside the message.
fn html_part(part: &Part, depth: usize) -> Option<&Part> {
    let depth = depth.checked_sub(1)?;
    match &part.kind {
        PartKind::Leaf => {
            let is_shown =
                part.media_type == "text/html" && part.disposition != Disposition::Attachment;
            is_shown.then_some(part)
        }
        PartKind::Multipart(parts) => parts.iter().find_map(|part| html_part(part, depth)),
        PartKind::Message(_) => None,
    }
}

fn pictures(message: &ParsedMessage<'_>, part: &Part, depth: usize, out: &mut Vec<Image>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    match &part.kind {
        PartKind::Leaf => {
            if let Some(id) = &part.content_id {
                let names = vec![format!("cid:{id}")];
                out.push(Image { names, bytes: decoded(message, part) });
            }
        }
        PartKind::Multipart(parts) => {
            parts.iter().for_each(|part| pictures(message, part, depth, out));
        }
        // Parts of another message are not this one's pictures.
        PartKind::Message(_) => {}
    }
}

fn decoded(message: &ParsedMessage<'_>, part: &Part) -> Vec<u8> {
    let mut decoder = TransferDecoder::new(part.encoding);
    let mut out = Vec::new();
    decoder.push(message.part_bytes(&part.id), &mut out);
    decoder.finish(&mut out);
    out
}

fn plain_text(message: &ParsedMessage<'_>) -> String {
    let Some(id) = mime::choose_text(&message.root) else { return "No text to show".to_owned() };
    let Some(part) = part(&message.root, &id, DEPTH_LIMIT) else { return String::new() };
    let bytes = message.part_bytes(&id);
    mime::decode_text(part, bytes, bytes.len() as u64, false).text
}

fn part<'a>(root: &'a Part, id: &PartId, depth: usize) -> Option<&'a Part> {
    let depth = depth.checked_sub(1)?;
    match &root.kind {
        PartKind::Leaf => (root.id == *id).then_some(root),
        PartKind::Multipart(parts) => parts.iter().find_map(|inside| part(inside, id, depth)),
        PartKind::Message(inside) => inside.as_deref().and_then(|inside| part(inside, id, depth)),
    }
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
