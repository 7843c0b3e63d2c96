//! What the program asks of its child.

use super::super::frame::{Decoder, Encoder, Malformed};
use super::super::paper::{DOCUMENTS_LIMIT, Paper};
use super::pdf::PdfLoad;
use super::shapes::{Point, TileArea, put_area, take_area, take_point};

/// Names under which one picture can be named by the page.
const NAMES_LIMIT: usize = 4;

/// Pictures of one mail.
const IMAGES_LIMIT: usize = 1_000;

/// A part of a mail, and how it shall be laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// The decoded text of one `text/html` part.
    pub html: String,
    pub images: Vec<Image>,
    /// Width of the pane in CSS pixels.
    pub width: f32,
    /// Device pixels for a CSS pixel: the screen's scale times the zoom.
    pub scale: f32,
    /// The theme is dark: pages that know `prefers-color-scheme` may follow it.
    pub dark: bool,
}

/// A picture that came with the mail, or was fetched because the user asked.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Image {
    /// How a page names it: `cid:…` without angle brackets, a Content-Location, an address.
    pub names: Vec<String>,
    /// As it came, transfer encoding undone: PNG, JPEG, GIF, WebP or BMP.
    pub bytes: Vec<u8>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    Load(Load),
    Resize {
        width: f32,
        scale: f32,
    },
    Tile(TileArea),
    Find {
        words: String,
    },
    Select {
        from: Point,
        to: Point,
    },
    Print(Box<Print>),
    /// Answered by a page, or by why there is none; then it is resized and painted as others are.
    Pdf(PdfLoad),
}

/// Documents for a printer, to stand below each other. Their widths and scales do not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Print {
    /// Of the file.
    pub title: String,
    pub documents: Vec<Load>,
    pub paper: Paper,
}

impl Request {
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::default();
        match self {
            Self::Load(load) => {
                out.u8(1);
                put_load(&mut out, load);
            }
            Self::Resize { width, scale } => {
                out.u8(2);
                out.f32(*width);
                out.f32(*scale);
            }
            Self::Tile(area) => {
                out.u8(3);
                put_area(&mut out, *area);
            }
            Self::Find { words } => {
                out.u8(4);
                out.text(words);
            }
            Self::Select { from, to } => {
                out.u8(5);
                [from.x, from.y, to.x, to.y].iter().for_each(|value| out.f32(*value));
            }
            Self::Print(print) => {
                out.u8(6);
                out.text(&print.title);
                out.list(&print.documents, put_load);
                print.paper.put(&mut out);
            }
            Self::Pdf(pdf) => {
                out.u8(7);
                pdf.put(&mut out);
            }
        }
        out.into_bytes()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Decoder::new(bytes);
        let request = match from.u8()? {
            1 => Self::Load(take_load(&mut from)?),
            2 => Self::Resize { width: from.f32()?, scale: from.f32()? },
            3 => Self::Tile(take_area(&mut from)?),
            4 => Self::Find { words: from.text()? },
            5 => Self::Select { from: take_point(&mut from)?, to: take_point(&mut from)? },
            6 => Self::Print(Box::new(Print {
                title: from.text()?,
                documents: from.list(DOCUMENTS_LIMIT, take_load)?,
                paper: Paper::take(&mut from)?,
            })),
            7 => Self::Pdf(PdfLoad::take(&mut from)?),
            _ => return Err(Malformed),
        };
        from.end()?;
        Ok(request)
    }
}

fn put_load(out: &mut Encoder, load: &Load) {
    out.text(&load.html);
    out.list(&load.images, |out, image| {
        out.list(&image.names, |out, name| out.text(name));
        out.bytes(&image.bytes);
    });
    out.f32(load.width);
    out.f32(load.scale);
    out.bool(load.dark);
}

fn take_load(from: &mut Decoder<'_>) -> Result<Load, Malformed> {
    Ok(Load {
        html: from.text()?,
        images: from.list(IMAGES_LIMIT, |from| {
            let names = from.list(NAMES_LIMIT, Decoder::text)?;
            Ok(Image { names, bytes: from.bytes()?.to_vec() })
        })?,
        width: from.f32()?,
        scale: from.f32()?,
        dark: from.bool()?,
    })
}
