//! What the program and its child say to each other.
//!
//! One request, one answer, in turn. Lengths are CSS pixels from the page's top left corner unless
//! a name ends in `_px`-device: tiles are in device pixels. Both sides are the same executable: the
//! child says hello with [`VERSION`], and another version is refused.

mod answer;
mod page;
mod pdf;
mod request;
mod shapes;

pub use answer::Answer;
pub use page::{
    Blocked, LINKS_LIMIT, Link, MATCHES_LIMIT, Match, Page, RUNS_LIMIT, Selection, TextRun, Tile,
};
pub use pdf::{PDF_LIMIT_BYTES, PdfFault, PdfLoad};
pub use request::{Image, Load, Print, Request};
pub use shapes::{Point, Rect, TILE_LIMIT_PIXELS, TILE_SIDE_LIMIT, TileArea};

/// The build and the form of the messages below.
pub const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " 2");

/// A request: 8 MiB of HTML and the pictures of a mail, or a PDF.
pub const REQUEST_LIMIT_BYTES: usize = 96 * 1024 * 1024;

/// An answer: the largest tile, and some.
pub const ANSWER_LIMIT_BYTES: usize = 40 * 1024 * 1024;

/// Width of a page in CSS pixels: between a phone and three screens.
pub const PAGE_WIDTH_RANGE: std::ops::RangeInclusive<f32> = 100.0..=10_000.0;

/// Device pixels for a CSS pixel: half size on a plain screen to three times on a fine one.
pub const SCALE_RANGE: std::ops::RangeInclusive<f32> = 0.25..=9.0;
