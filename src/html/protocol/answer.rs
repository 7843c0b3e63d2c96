//! What the child answers.

use super::super::frame::{Decoder, Encoder, Malformed};
use super::super::paper::Pdf;
use super::page::{MATCHES_LIMIT, Match, Page, Selection, Tile, put_page, take_page};
use super::pdf::PdfFault;
use super::shapes::{put_area, put_rects, take_area, take_rects};

#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Hello {
        version: String,
    },
    Page(Box<Page>),
    Tile(Tile),
    Found {
        matches: Vec<Match>,
    },
    Selected(Selection),
    Printed(Box<Pdf>),
    /// The page cannot be laid out; the child goes on.
    Failed,
    NoPdf(PdfFault),
}

impl Answer {
    /// The same bytes as of [`Answer::encode`] in two parts: a tile's 2 MB are not copied.
    pub fn into_parts(self) -> (Vec<u8>, Vec<u8>) {
        let Self::Tile(tile) = self else { return (self.encode(), Vec::new()) };
        let mut head = Encoder::default();
        put_tile_head(&mut head, &tile);
        (head.into_bytes(), tile.rgba)
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut out = Encoder::default();
        match self {
            Self::Hello { version } => {
                out.u8(1);
                out.text(version);
            }
            Self::Page(page) => {
                out.u8(2);
                put_page(&mut out, page);
            }
            Self::Tile(tile) => {
                put_tile_head(&mut out, tile);
                out.raw(&tile.rgba);
            }
            Self::Found { matches } => {
                out.u8(4);
                out.list(matches, |out, found| put_rects(out, &found.rects));
            }
            Self::Selected(selection) => {
                out.u8(5);
                out.text(&selection.text);
                put_rects(&mut out, &selection.rects);
            }
            Self::Failed => out.u8(6),
            Self::Printed(pdf) => {
                out.u8(7);
                pdf.put(&mut out);
            }
            Self::NoPdf(fault) => {
                out.u8(8);
                fault.put(&mut out);
            }
        }
        out.into_bytes()
    }

    pub fn decode(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut from = Decoder::new(bytes);
        let answer = match from.u8()? {
            1 => Self::Hello { version: from.text()? },
            2 => Self::Page(Box::new(take_page(&mut from)?)),
            3 => Self::Tile(Tile { area: take_area(&mut from)?, rgba: from.bytes()?.to_vec() }),
            4 => Self::Found {
                matches: from.list(MATCHES_LIMIT, |from| Ok(Match { rects: take_rects(from)? }))?,
            },
            5 => {
                let text = from.text()?;
                Self::Selected(Selection { text, rects: take_rects(&mut from)? })
            }
            6 => Self::Failed,
            7 => Self::Printed(Box::new(Pdf::take(&mut from)?)),
            8 => Self::NoPdf(PdfFault::take(&mut from)?),
            _ => return Err(Malformed),
        };
        from.end()?;
        Ok(answer)
    }
}

/// All of a tile but its pixels.
fn put_tile_head(out: &mut Encoder, tile: &Tile) {
    out.u8(3);
    put_area(out, tile.area);
    out.length(tile.rgba.len());
}
