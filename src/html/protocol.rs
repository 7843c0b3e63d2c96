//! What the program and its child say to each other.
//!
//! One request, one answer, in turn. Lengths are CSS pixels from the page's top left corner unless
//! a name ends in `_px`-device: tiles are in device pixels. Both sides are the same executable: the
//! child says hello with [`VERSION`], and another version is refused.

use super::frame::{Decoder, Encoder, Malformed};
use super::paper::{DOCUMENTS_LIMIT, Paper, Pdf};

/// The build and the form of the messages below.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " 1");

/// A request: 8 MiB of HTML and the pictures of a mail.
pub const REQUEST_LIMIT_BYTES: usize = 96 * 1024 * 1024;

/// An answer: the largest tile, and some.
pub const ANSWER_LIMIT_BYTES: usize = 40 * 1024 * 1024;

/// Pixels of one tile: 4096 × 2048 at four bytes are 32 MiB.
pub const TILE_LIMIT_PIXELS: u32 = 4096 * 2048;

/// Either side of a tile; the painter counts them in 16 bits.
pub const TILE_SIDE_LIMIT: u32 = 16_384;

/// Width of a page in CSS pixels: between a phone and three screens.
pub const PAGE_WIDTH_RANGE: std::ops::RangeInclusive<f32> = 100.0..=10_000.0;

/// Device pixels for a CSS pixel: half size on a plain screen to three times on a fine one.
pub const SCALE_RANGE: std::ops::RangeInclusive<f32> = 0.25..=9.0;

/// Lines of text, links and matches that one page reports.
pub const RUNS_LIMIT: usize = 60_000;
pub const LINKS_LIMIT: usize = 5_000;
pub const MATCHES_LIMIT: usize = 2_000;

/// Rectangles of one link, match or selection.
const RECTS_LIMIT: usize = 60_000;

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
    Resize { width: f32, scale: f32 },
    Tile(TileArea),
    Find { words: String },
    Select { from: Point, to: Point },
    Print(Box<Print>),
}

/// Documents for a printer, to stand below each other. Their widths and scales do not count.
#[derive(Clone, Debug, PartialEq)]
pub struct Print {
    /// Of the file.
    pub title: String,
    pub documents: Vec<Load>,
    pub paper: Paper,
}

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
}

/// An area of the page in device pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TileArea {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl TileArea {
    /// Whether it is within the limits, and not empty.
    pub fn is_paintable(self) -> bool {
        let side = 1..=TILE_SIDE_LIMIT;
        side.contains(&self.width)
            && side.contains(&self.height)
            && self.width.saturating_mul(self.height) <= TILE_LIMIT_PIXELS
    }
}

/// A painted area: opaque, row by row, four bytes a pixel in the order red, green, blue, alpha.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    pub area: TileArea,
    pub rgba: Vec<u8>,
}

/// A page that was laid out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Of the content: wider than the pane where something in it does not get narrower.
    pub width: f32,
    pub height: f32,
    pub runs: Vec<TextRun>,
    pub links: Vec<Link>,
    pub blocked: Blocked,
    /// Part of the page was left out, because it is too large.
    pub is_cut: bool,
}

/// What would have been fetched, see `sanitise::Blocked`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocked {
    pub hosts: Vec<String>,
    pub more_hosts: u32,
    pub images: Vec<String>,
    pub trackers: u32,
}

/// A line of text as it stands, for screen readers and tests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextRun {
    pub rect: Rect,
    pub text: String,
    /// The first line of a new block: a line break stands before it when copied.
    pub starts_block: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    /// As written: not checked, not resolved.
    pub href: String,
    pub text: String,
    /// One for each line that it stands on.
    pub rects: Vec<Rect>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Match {
    pub rects: Vec<Rect>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    pub text: String,
    pub rects: Vec<Rect>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl Rect {
    pub fn contains(self, point: Point) -> bool {
        (self.x..self.x + self.width).contains(&point.x)
            && (self.y..self.y + self.height).contains(&point.y)
    }
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
            _ => return Err(Malformed),
        };
        from.end()?;
        Ok(request)
    }
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

fn put_page(out: &mut Encoder, page: &Page) {
    out.f32(page.width);
    out.f32(page.height);
    out.list(&page.runs, |out, run| {
        put_rect(out, &run.rect);
        out.text(&run.text);
        out.bool(run.starts_block);
    });
    out.list(&page.links, |out, link| {
        out.text(&link.href);
        out.text(&link.text);
        put_rects(out, &link.rects);
    });
    out.list(&page.blocked.hosts, |out, host| out.text(host));
    out.u32(page.blocked.more_hosts);
    out.list(&page.blocked.images, |out, image| out.text(image));
    out.u32(page.blocked.trackers);
    out.bool(page.is_cut);
}

fn take_page(from: &mut Decoder<'_>) -> Result<Page, Malformed> {
    Ok(Page {
        width: from.f32()?,
        height: from.f32()?,
        runs: from.list(RUNS_LIMIT, |from| {
            let rect = take_rect(from)?;
            Ok(TextRun { rect, text: from.text()?, starts_block: from.bool()? })
        })?,
        links: from.list(LINKS_LIMIT, |from| {
            let (href, text) = (from.text()?, from.text()?);
            Ok(Link { href, text, rects: take_rects(from)? })
        })?,
        blocked: Blocked {
            hosts: from.list(super::sanitise::limits::HOSTS_LIMIT, Decoder::text)?,
            more_hosts: from.u32()?,
            images: from.list(super::sanitise::limits::REMOTE_IMAGES_LIMIT, Decoder::text)?,
            trackers: from.u32()?,
        },
        is_cut: from.bool()?,
    })
}

fn put_area(out: &mut Encoder, area: TileArea) {
    [area.left, area.top, area.width, area.height].iter().for_each(|value| out.u32(*value));
}

fn take_area(from: &mut Decoder<'_>) -> Result<TileArea, Malformed> {
    let [left, top, width, height] = [from.u32()?, from.u32()?, from.u32()?, from.u32()?];
    Ok(TileArea { left, top, width, height })
}

fn take_point(from: &mut Decoder<'_>) -> Result<Point, Malformed> {
    Ok(Point { x: from.f32()?, y: from.f32()? })
}

fn put_rect(out: &mut Encoder, rect: &Rect) {
    [rect.x, rect.y, rect.width, rect.height].iter().for_each(|value| out.f32(*value));
}

fn take_rect(from: &mut Decoder<'_>) -> Result<Rect, Malformed> {
    let [x, y, width, height] = [from.f32()?, from.f32()?, from.f32()?, from.f32()?];
    Ok(Rect { x, y, width, height })
}

fn put_rects(out: &mut Encoder, rects: &[Rect]) {
    out.list(rects, put_rect);
}

fn take_rects(from: &mut Decoder<'_>) -> Result<Vec<Rect>, Malformed> {
    from.list(RECTS_LIMIT, take_rect)
}
