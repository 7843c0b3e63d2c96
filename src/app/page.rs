//! Pages on the screen: what is laid out, painted, found and selected of each.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{PageId, PageShape};
use crate::html::{HtmlFailure, Image, Match, Page, Point, Selection, Tile};
use crate::reading::PageSource;

/// One layout of a page with what is painted of it.
#[derive(Clone, Debug)]
pub struct PageLayout {
    pub number: u32,
    pub shape: PageShape,
    pub page: Arc<Page>,
    /// By (top, left) in device pixels; those in view and near.
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
