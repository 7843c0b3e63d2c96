//! What is asked of the threads that lay pages out, and what their answers change in a page.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{PageCommand, PageLoad, PageShape};
use crate::html::protocol::{PAGE_WIDTH_RANGE, SCALE_RANGE};
use crate::html::{HtmlFailure, Image, Match, Page, Tile, TileArea};
use crate::reading::PageSource;

use super::strips::area_bytes;
use super::{PageLayout, PageView, PageViewport};

/// Pictures that come are laid out together, unless so many came that they are worth seeing: one
/// large photograph or a dozen small pictures.
const PICTURES_WORTH_SEEING_BYTES: usize = 1 << 20;

/// What was asked for and not answered yet.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    /// A child has the page, or will.
    is_loaded: bool,
    /// A layout was asked for and has not come.
    pub(super) is_waiting: bool,
    /// Of the layout that was asked for last.
    shape: PageShape,
    /// The page, its pictures or the theme changed since it was loaded.
    must_load: bool,
    /// Bytes of pictures that came since.
    new_bytes: usize,
    /// The number of the newest layout.
    newest: u32,
    /// Strips of it that were asked for and are not painted.
    areas: Vec<TileArea>,
    /// Found in the layout that is not on the screen yet.
    pub(super) next_matches: Option<Arc<[Match]>>,
    /// A selection was asked for and has not come; it is to be copied when it does.
    pub(super) is_selecting: bool,
    pub(super) copy_waits: bool,
}

impl PageView {
    /// Whether a child has it, or will.
    pub(in crate::app) fn is_loaded(&self) -> bool {
        self.asked.is_loaded
    }

    /// Numbers that no screen has are ignored.
    pub(super) fn in_view(&mut self, viewport: PageViewport) {
        let PageViewport { shape: PageShape { width, scale }, top, bottom } = viewport;
        if ![width, scale, top, bottom].iter().all(|value| value.is_finite()) || bottom < top {
            return;
        }
        let width = width.clamp(*PAGE_WIDTH_RANGE.start(), *PAGE_WIDTH_RANGE.end());
        let scale = scale.clamp(*SCALE_RANGE.start(), *SCALE_RANGE.end());
        self.viewport = Some(PageViewport { shape: PageShape { width, scale }, top, bottom });
        self.put_on_screen();
    }

    /// What to ask for now, each once.
    pub(in crate::app) fn wishes(&mut self, dark: bool) -> Vec<PageCommand> {
        let Some(viewport) = self.viewport.filter(|_| self.failure.is_none()) else {
            return Vec::new();
        };
        let is_at_rest = self.shown.is_some() && !self.asked.is_loaded;
        if is_at_rest && !self.is_in_view() {
            return Vec::new();
        }
        if self.asked.is_waiting {
            // What is painted of the layout before it is about to go, and its child is busy.
            return Vec::new();
        }
        if self.next.is_none()
            && let Some(command) = self.wanted_layout(viewport.shape, dark)
        {
            return vec![command];
        }
        self.wanted_strips(&self.newest_viewport(viewport)).into_iter().collect()
    }

    /// What will be in view of the newest layout. One that is shorter than the layout on the screen
    /// is seen from its end on, because that is where the view will stop.
    fn newest_viewport(&self, viewport: PageViewport) -> PageViewport {
        let (Some(shown), Some(next)) = (&self.shown, &self.next) else { return viewport };
        let height = next.page.height;
        if viewport.bottom <= height || shown.visible(&viewport).is_empty() {
            return viewport;
        }
        let top = viewport.top.min((height - (viewport.bottom - viewport.top)).max(0.0));
        PageViewport { top, ..viewport }
    }

    fn wanted_layout(&mut self, shape: PageShape, dark: bool) -> Option<PageCommand> {
        let id = self.id;
        let command = if !self.asked.is_loaded || self.asked.must_load {
            let (source, images) = (Arc::clone(&self.source), self.images.clone());
            PageCommand::Load { id, load: Box::new(PageLoad { source, images, shape, dark }) }
        } else if self.asked.shape != shape {
            PageCommand::Reshape { id, shape }
        } else {
            return None;
        };
        if matches!(command, PageCommand::Load { .. }) {
            self.asked.is_loaded = true;
            self.asked.must_load = false;
            self.asked.new_bytes = 0;
        }
        self.asked.is_waiting = true;
        self.asked.shape = shape;
        self.asked.areas.clear();
        Some(command)
    }

    fn wanted_strips(&mut self, viewport: &PageViewport) -> Option<PageCommand> {
        let layout = self.newest()?;
        let held = |area: &TileArea| layout.tiles.contains_key(&(area.top, area.left));
        let areas: Vec<TileArea> =
            layout.wanted(viewport).into_iter().filter(|area| !held(area)).collect();
        let asked = &self.asked.areas;
        let is_asked = areas.len() == asked.len() && areas.iter().all(|area| asked.contains(area));
        if areas.is_empty() || is_asked {
            return None;
        }
        let layout = layout.number;
        self.asked.areas.clone_from(&areas);
        Some(PageCommand::Paint { id: self.id, layout, areas })
    }

    /// A layout has come. What is looked for has to be found in it anew.
    pub(super) fn laid_out(
        &mut self,
        number: u32,
        shape: PageShape,
        page: Arc<Page>,
    ) -> Option<PageCommand> {
        if self.failure.is_some() || number <= self.asked.newest {
            return None;
        }
        self.asked.newest = number;
        self.asked.is_waiting = false;
        self.asked.areas.clear();
        self.asked.next_matches = None;
        self.asked.is_selecting = false;
        self.asked.copy_waits = false;
        self.next = Some(PageLayout { number, shape, page, tiles: BTreeMap::new() });
        self.put_on_screen();
        self.find_command()
    }

    /// A strip that fits no layout is dropped.
    pub(super) fn painted(&mut self, number: u32, tile: Arc<Tile>) {
        if number == self.asked.newest {
            self.asked.areas.retain(|area| *area != tile.area);
        }
        let layouts = self.next.iter_mut().chain(&mut self.shown);
        let Some(layout) = layouts.into_iter().find(|layout| layout.number == number) else {
            return;
        };
        if !layout.is_strip(tile.area) || tile.rgba.len() != area_bytes(tile.area) {
            return;
        }
        layout.tiles.insert((tile.area.top, tile.area.left), tile);
        if let Some(viewport) = &self.viewport {
            layout.drop_far(viewport);
        }
        self.put_on_screen();
    }

    /// The next layout takes the place of the one on the screen once all that is in view of it is
    /// painted.
    fn put_on_screen(&mut self) {
        let (Some(viewport), Some(next)) = (self.viewport, &self.next) else { return };
        if !next.is_painted(&self.newest_viewport(viewport)) {
            return;
        }
        self.shown = self.next.take();
        self.selection = None;
        if let Some(find) = &mut self.find {
            find.matches = self.asked.next_matches.take().unwrap_or_default();
            find.current = find.current.min(find.matches.len().saturating_sub(1));
        }
    }

    /// It will not be shown as it was meant; what was painted goes.
    pub(super) fn failed(&mut self, failure: HtmlFailure) {
        let (id, source) = (self.id, Arc::clone(&self.source));
        let images = std::mem::take(&mut self.images);
        let (viewport, is_loaded) = (self.viewport, self.asked.is_loaded);
        *self = Self { failure: Some(failure), viewport, images, ..Self::new(id, source) };
        // Its thread waits for what comes next until it is closed.
        self.asked.is_loaded = is_loaded;
    }

    /// More of it came.
    pub(in crate::app) fn set_source(&mut self, source: Arc<PageSource>) {
        self.source = source;
        self.asked.must_load = true;
    }

    /// The theme is another one.
    pub(in crate::app) fn load_again(&mut self) {
        self.asked.must_load = true;
    }

    /// Pictures came; with `is_last` no more follow at once.
    pub(in crate::app) fn add_images(&mut self, images: &[Arc<Image>], is_last: bool) {
        for image in images {
            if !self.images.iter().any(|held| held.names == image.names) {
                self.asked.new_bytes =
                    self.asked.new_bytes.saturating_add(image.bytes.len().max(1));
                self.images.push(Arc::clone(image));
            }
        }
        let asked = &mut self.asked;
        if asked.new_bytes >= PICTURES_WORTH_SEEING_BYTES || (is_last && asked.new_bytes > 0) {
            asked.must_load = true;
        }
    }

    /// The names of all pictures at hand.
    pub(in crate::app) fn image_names(&self) -> impl Iterator<Item = &str> {
        let came = self.images.iter().map(|image| &**image);
        came.chain(&self.source.images).flat_map(|image| &image.names).map(String::as_str)
    }

    /// Whether the page has a picture of this name at hand.
    pub fn has_image(&self, name: &str) -> bool {
        self.image_names().any(|held| held == name)
    }
}
