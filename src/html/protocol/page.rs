//! A page that was laid out, and what of it is painted, found or selected.

use super::super::frame::{Decoder, Encoder, Malformed};
use super::super::sanitise::limits::{HOSTS_LIMIT, REMOTE_IMAGES_LIMIT};
use super::shapes::{Rect, TileArea, put_rect, put_rects, take_rect, take_rects};

/// Lines of text, links and matches that one page reports.
pub const RUNS_LIMIT: usize = 60_000;
pub const LINKS_LIMIT: usize = 5_000;
pub const MATCHES_LIMIT: usize = 2_000;

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
    /// Pages of the PDF that this is the first one of; 0 where it is none.
    pub pdf_pages: u32,
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

pub(super) fn put_page(out: &mut Encoder, page: &Page) {
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
    out.u32(page.pdf_pages);
}

pub(super) fn take_page(from: &mut Decoder<'_>) -> Result<Page, Malformed> {
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
            hosts: from.list(HOSTS_LIMIT, Decoder::text)?,
            more_hosts: from.u32()?,
            images: from.list(REMOTE_IMAGES_LIMIT, Decoder::text)?,
            trackers: from.u32()?,
        },
        is_cut: from.bool()?,
        pdf_pages: from.u32()?,
    })
}
