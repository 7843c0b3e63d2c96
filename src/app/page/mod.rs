//! Pages on the screen: what is laid out, painted, found and selected of each.
//!
//! ```text
//! InView ─▶ Load ─▶ LaidOut ─▶ `next` ─▶ Paint ─▶ Painted … all in view ─▶ `next` becomes `shown`
//! ```
//!
//! One layout is asked for at a time, and the next one not before it is on the screen: while the
//! window's edge is dragged, each that is begun is seen. What was on the screen stays until then.

mod ask;
mod strips;
mod update;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{PageId, PageShape};
use crate::html::{HtmlFailure, Image, Match, Page, Point, Selection, Tile};
use crate::reading::PageSource;

use ask::Asked;

pub(super) use update::Owner;

pub use strips::{PAGE_TILES_BYTES, STRIP_HEIGHT_PX, STRIP_WIDTH_LIMIT_PX};

/// One layout of a page with what is painted of it.
#[derive(Clone, Debug)]
pub struct PageLayout {
    pub number: u32,
    pub shape: PageShape,
    pub page: Arc<Page>,
    /// By (top, left) in device pixels; those in view and near. Each is a strip as wide as the page.
    pub tiles: BTreeMap<(u32, u32), Arc<Tile>>,
}

/// What is looked for in a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageFind {
    pub words: String,
    pub matches: Arc<[Match]>,
    /// Index of the match that is in view.
    pub current: usize,
}

/// What part of a page is in view, in CSS pixels from its top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PageViewport {
    pub shape: PageShape,
    pub top: f32,
    pub bottom: f32,
}

/// One page on the screen.
#[derive(Clone, Debug)]
pub struct PageView {
    pub id: PageId,
    pub source: Arc<PageSource>,
    /// Pictures that came after the source.
    pub images: Vec<Arc<Image>>,
    /// On the screen now; stays until what replaces it is painted, so that nothing flickers.
    pub shown: Option<PageLayout>,
    /// Laid out for another width or scale, or with more pictures, and not yet painted.
    pub next: Option<PageLayout>,
    /// The newest of what was in view.
    pub viewport: Option<PageViewport>,
    pub failure: Option<HtmlFailure>,
    pub find: Option<PageFind>,
    pub selection: Option<Arc<Selection>>,
    asked: Asked,
}

impl PageView {
    /// Nothing is asked for before its viewport is known.
    pub fn new(id: PageId, source: Arc<PageSource>) -> Self {
        Self {
            id,
            source,
            images: Vec::new(),
            shown: None,
            next: None,
            viewport: None,
            failure: None,
            find: None,
            selection: None,
            asked: Asked::default(),
        }
    }

    /// The same page under another name, without a child: its last layout keeps its place until it is
    /// in view again.
    pub(in crate::app) fn at_rest(&self, id: PageId) -> Self {
        // No layout of a child has this number.
        let shown = self.newest().map(|layout| PageLayout {
            number: 0,
            shape: layout.shape,
            page: Arc::clone(&layout.page),
            tiles: BTreeMap::new(),
        });
        Self { images: self.images.clone(), shown, ..Self::new(id, Arc::clone(&self.source)) }
    }

    pub(in crate::app) fn is_in_view(&self) -> bool {
        self.viewport.is_some_and(|view| view.bottom > view.top)
    }

    /// The newest layout, on the screen or not yet.
    pub fn newest(&self) -> Option<&PageLayout> {
        self.next.as_ref().or(self.shown.as_ref())
    }
}

/// What the user did to a page.
#[derive(Clone, Debug, PartialEq)]
pub enum PageAct {
    /// This is in view; said again only when it changes.
    InView(PageViewport),
    /// Empty words end it.
    Find(String),
    FindNext,
    FindPrevious,
    /// From a press to where the pointer is, in CSS pixels of the page.
    Select {
        from: Point,
        to: Point,
    },
    SelectAll,
    ClearSelection,
    CopySelection,
}
