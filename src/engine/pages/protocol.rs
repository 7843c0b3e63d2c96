//! What the window and the threads that lay pages out say to each other.

use std::sync::Arc;

use crate::html::{HtmlFailure, Image, Match, Page, Point, Selection, Tile, TileArea};
use crate::reading::PageSource;

/// Names one page while the program runs; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PageId(pub u32);

/// What a page is laid out for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageShape {
    /// CSS pixels.
    pub width: f32,
    /// Device pixels for a CSS pixel: the screen's scale times the zoom.
    pub scale: f32,
}

/// A page to lay out.
#[derive(Clone, Debug)]
pub struct PageLoad {
    pub source: Arc<PageSource>,
    /// Pictures that came after the source, from the message or because the user asked.
    pub images: Vec<Arc<Image>>,
    pub shape: PageShape,
    pub dark: bool,
}

/// A wish about pages. Sending never blocks; of shapes and tiles the newest counts.
#[derive(Clone, Debug)]
pub enum PageCommand {
    /// A page is likely to come: start a child for it.
    Warm,
    /// Lay out anew, also when more of it came. Answered by `LaidOut` or `Failed`.
    Load { id: PageId, load: Box<PageLoad> },
    /// Answered by `LaidOut` or `Failed`.
    Reshape { id: PageId, shape: PageShape },
    /// These areas (device pixels of the layout `layout`) are in view or near; replaces the wish
    /// before. Each is answered by `Painted`.
    Paint { id: PageId, layout: u32, areas: Vec<TileArea> },
    /// Answered by `Found`.
    Find { id: PageId, words: String },
    /// Answered by `Selected`.
    Select { id: PageId, from: Point, to: Point },
    /// The page is not shown any more: its child ends.
    Close { id: PageId },
}

/// What has become true of a page.
#[derive(Clone, Debug)]
pub enum PageEvent {
    /// `layout` counts the layouts of this page from 1; tiles, matches and selections of an older one are dead.
    LaidOut {
        id: PageId,
        layout: u32,
        shape: PageShape,
        page: Arc<Page>,
    },
    Painted {
        id: PageId,
        layout: u32,
        tile: Arc<Tile>,
    },
    Found {
        id: PageId,
        layout: u32,
        words: String,
        matches: Arc<[Match]>,
    },
    Selected {
        id: PageId,
        layout: u32,
        selection: Arc<Selection>,
    },
    /// The page cannot be shown as it was meant; it has no child any more.
    Failed {
        id: PageId,
        failure: HtmlFailure,
    },
}
