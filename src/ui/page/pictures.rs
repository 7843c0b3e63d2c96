//! The pictures of a page one by one: an article shows them between its words.
//!
//! Each is the box of the link round it, whose address is `#` and a number. What is laid out and
//! painted of the page is asked for as for any other; only where it stands on the screen differs.

use std::cell::Cell;
use std::collections::BTreeMap;

use egui::{Rect, Ui, Vec2, pos2, vec2};

use crate::app::{Action, PageAct, PageLayout, PageView, PageViewport};
use crate::engine::{PageId, PageShape};
use crate::html;
use crate::ui::theme;

use super::fit::{Place, Room};
use super::tiles::{Sheet, Textures};

/// A box with a smaller side, in CSS pixels, holds no picture that could be seen.
const TINY_PX: f32 = 4.0;

/// What is kept of the pictures from frame to frame.
#[derive(Default)]
pub struct PicturesDraft {
    of: Option<PageId>,
    textures: Textures,
    /// The layout that the boxes are of.
    layout: Option<u32>,
    /// By number, in CSS pixels of the page.
    boxes: BTreeMap<usize, html::Rect>,
    /// What was reported to be in view.
    said: Option<PageViewport>,
}

impl std::fmt::Debug for PicturesDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PicturesDraft").field("of", &self.of).finish_non_exhaustive()
    }
}

/// The pictures of one page in one frame.
#[derive(Debug)]
pub struct Pictures<'a> {
    draft: &'a PicturesDraft,
    view: &'a PageView,
    shape: PageShape,
    pixels_per_point: f32,
    /// From the first to the last that is in view, in CSS pixels of the page.
    seen: Cell<Option<(f32, f32)>>,
}

impl PicturesDraft {
    /// Takes over what is painted of the page, for a column of this width and zoom.
    pub fn begin<'a>(
        &'a mut self,
        ui: &Ui,
        view: &'a PageView,
        (width_pt, zoom): (f32, f32),
    ) -> Pictures<'a> {
        if self.of != Some(view.id) {
            *self = Self { of: Some(view.id), ..Self::default() };
        }
        let pixels_per_point = ui.pixels_per_point();
        let shape = Room { width_pt, pixels_per_point, zoom }.shape(None);
        if let Some(layout) = &view.shown {
            if self.layout != Some(layout.number) {
                self.layout = Some(layout.number);
                self.boxes = boxes(&layout.page);
            }
            let place = Place::new(pos2(0.0, 0.0), layout.shape, pixels_per_point);
            let (top, bottom) = self.said.map_or((0.0, 0.0), |said| (said.top, said.bottom));
            let width = layout.page.width;
            let view_box = html::Rect { x: 0.0, y: top, width, height: bottom - top };
            let sheet = sheet(layout, place, place.rect(view_box));
            self.textures.refresh(ui, &sheet, view.next.as_ref());
        }
        Pictures { draft: self, view, shape, pixels_per_point, seen: Cell::new(None) }
    }

    /// Says what was in view of the pictures, where that is something else than before.
    pub fn report(&mut self, now: PageViewport, actions: &mut Vec<Action>) {
        if let Some(id) = self.of.filter(|_| self.said != Some(now)) {
            self.said = Some(now);
            actions.push(Action::Page(id, PageAct::InView(now)));
        }
    }
}

impl Pictures<'_> {
    /// The size of a picture in points, made to fit a width; none before it is laid out, or where
    /// there is nothing to see.
    pub fn size_pt(&self, number: usize, most_pt: f32) -> Option<Vec2> {
        self.view.shown.as_ref()?;
        let it = self.draft.boxes.get(&number)?;
        let factor = self.shape.scale / self.pixels_per_point;
        let size = vec2(it.width, it.height) * factor;
        let fit = (most_pt / size.x).min(1.0);
        Some((size * fit).max(vec2(1.0, 1.0)))
    }

    /// Paints a picture where it belongs; a quiet ground where it is not painted yet.
    pub fn paint(&self, ui: &Ui, number: usize, at: Rect) {
        let (Some(layout), Some(it)) = (&self.view.shown, self.draft.boxes.get(&number)) else {
            return;
        };
        let in_view = at.intersect(ui.clip_rect());
        if !in_view.is_positive() {
            return;
        }
        let factor = at.width() / it.width;
        self.saw(it.y + (in_view.top() - at.top()) / factor, in_view.height() / factor);
        let painter = ui.painter().with_clip_rect(in_view);
        painter.rect_filled(at, 0.0, theme::tokens(ui).window);
        let scale = factor * self.pixels_per_point;
        let origin = at.min - vec2(it.x, it.y) * factor;
        let place = Place::new(origin, PageShape { scale, ..layout.shape }, self.pixels_per_point);
        self.draft.textures.paint(&painter, &sheet(layout, place, in_view));
    }

    fn saw(&self, top: f32, height: f32) {
        let (first, last) = self.seen.get().unwrap_or((top, top));
        self.seen.set(Some((first.min(top), last.max(top + height))));
    }

    /// What was in view in this frame, in whole pixels, so that a rounding is not news.
    pub fn viewport(&self) -> PageViewport {
        let (top, bottom) = self.seen.get().unwrap_or_default();
        PageViewport { shape: self.shape, top: top.max(0.0).floor(), bottom: bottom.ceil() }
    }
}

/// The layout with its top left corner at a place.
fn sheet(layout: &PageLayout, place: Place, view: Rect) -> Sheet<'_> {
    let size = vec2(layout.page.width, layout.page.height) * place.factor;
    Sheet { layout, place, whole: Rect::from_min_size(place.origin, size), view, radius_pt: 0 }
}

/// The pictures that can be seen, by number. Where one cannot be read, the child says so in words.
fn boxes(page: &html::Page) -> BTreeMap<usize, html::Rect> {
    let it = |link: &html::Link| {
        let number = link.href.strip_prefix('#')?.parse().ok()?;
        let rect = *link.rects.last()?;
        let is_seen = link.text.is_empty()
            && rect.width >= TINY_PX
            && rect.height >= TINY_PX
            && [rect.x, rect.y, rect.width, rect.height].iter().all(|side| side.is_finite());
        is_seen.then_some((number, rect))
    };
    page.links.iter().filter_map(it).collect()
}
