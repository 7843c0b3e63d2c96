//! A page of mail HTML on the screen: its painted tiles, its links, its text for screen readers,
//! and what is marked on it.
//!
//! The page is laid out and painted elsewhere; here tiles become textures, and what the user looks
//! at and does is reported. It takes its own height inside whatever scrolls it.
//!
//! While another width is laid out, the old layout stays where it is at its own width: letters that
//! stand still flicker less than letters that are stretched. Another zoom stretches it for that
//! moment, because it was asked for.

mod fit;
mod links;
mod marks;
mod pictures;
mod select;
mod tiles;
mod words;

use std::collections::BTreeMap;

use egui::accesskit::Role;
use egui::style::ScrollAnimation;
use egui::{Align, Color32, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, UiBuilder, vec2};

use crate::app::{Action, PageAct, PageLayout, PageView, PageViewport, State};
use crate::engine::{PageId, PageShape};

use super::{theme, widgets};
pub use pictures::{Pictures, PicturesDraft};
pub(super) use select::scroll_with_drag;

use fit::{Place, Room};
use tiles::{Sheet, Textures};

/// Percent of its own size that a page can be shown at.
pub const ZOOM_PERCENT: std::ops::RangeInclusive<u16> = 50..=300;
/// Brighter than this, of 255, the ground of a page is paper.
const PAPER_MIN_LIGHT: u8 = 0x80;
/// A page wider than its room by less is not scrolled sideways.
const SLIVER_PT: f32 = 1.0;

/// What is kept of the pages on the screen from frame to frame.
#[derive(Default)]
pub struct Drafts {
    pages: BTreeMap<PageId, Draft>,
    target: Option<String>,
}

impl std::fmt::Debug for Drafts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drafts").field("pages", &self.pages.len()).finish_non_exhaustive()
    }
}

impl Drafts {
    /// Before the pages of a frame: forgets those that are gone, and where the pointer was.
    pub fn begin(&mut self, state: &State) {
        self.pages.retain(|id, _| state.pages.contains_key(id));
        self.target = None;
    }

    /// Where the link under the pointer, or with the keyboard, really leads.
    pub fn target(&self) -> Option<&str> {
        self.target.as_deref()
    }
}

/// The same of one page.
#[derive(Default)]
struct Draft {
    textures: Textures,
    /// What was reported to be in view.
    said: Option<PageViewport>,
    /// The width that the page needs, where that is more than it had.
    needs_px: Option<f32>,
    words: words::Words,
    marking: select::Marking,
    followed: marks::Followed,
}

/// What became of a page in a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shown {
    /// All of it that is in view is on the screen.
    pub is_painted: bool,
    /// By how much what stands above the view has grown; scrolling by it keeps the text in view.
    pub grown_pt: f32,
}

/// The user's zoom; 1 is the size that things have of themselves.
pub fn zoom(state: &State) -> f32 {
    let percent = if state.zoom_percent == 0 { 100 } else { state.zoom_percent };
    f32::from(percent.clamp(*ZOOM_PERCENT.start(), *ZOOM_PERCENT.end())) / 100.0
}

/// Shows a page over the whole width that is there; `name` is what screen readers call it.
///
/// Until the first tile is there, quiet bars stand in its place.
pub fn page_ui(
    ui: &mut Ui,
    state: &State,
    (id, name): (PageId, &str),
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) -> Shown {
    let room = Room {
        width_pt: ui.available_width(),
        pixels_per_point: ui.pixels_per_point(),
        zoom: zoom(state),
    };
    let Some(view) = state.pages.get(&id) else {
        super::message::waiting(ui);
        return Shown::default();
    };
    let draft = drafts.pages.entry(id).or_default();
    let newest = view.next.as_ref().or(view.shown.as_ref());
    draft.needs_px = newest.and_then(|layout| room.needed_px(layout)).or(draft.needs_px);
    let shape = room.shape(draft.needs_px);
    let Some(layout) = &view.shown else {
        let top = ui.cursor().top();
        super::message::waiting(ui);
        let around = ui.clip_rect();
        // Far from the view it waits its turn: each page on its way takes a child process.
        if top < around.bottom() && ui.cursor().top() > around.top() {
            let in_view = Rect::everything_below(top).intersect(around);
            let bottom = in_view.height().max(0.0) * room.pixels_per_point / shape.scale;
            report(draft, (id, PageViewport { shape, top: 0.0, bottom }), actions);
        }
        return Shown::default();
    };
    let size = vec2(layout.page.width, layout.page.height) * (shape.scale / room.pixels_per_point);
    let mut frame = Frame { state_of: (view, layout), shape, name, draft, actions };
    let mut show = |ui: &mut Ui| {
        let outcome = frame.show(ui, size);
        outcome.scroll_to(ui);
        outcome
    };
    let outcome = if size.x > room.width_pt + SLIVER_PT {
        let area = ScrollArea::horizontal().id_salt(("page", id)).auto_shrink([false, true]);
        let outcome = area.show(ui, show).inner;
        // A scroll area takes the wish for both directions and follows it in its own.
        outcome.scroll_to(ui);
        outcome
    } else {
        show(ui)
    };
    drafts.target = outcome.target.or(drafts.target.take());
    outcome.shown
}

/// What a frame of a page came to.
struct Outcome {
    shown: Shown,
    target: Option<String>,
    /// What shall come into view, and where in it.
    wanted: Option<(Rect, Option<Align>)>,
}

impl Outcome {
    fn scroll_to(&self, ui: &Ui) {
        if let Some((rect, align)) = self.wanted {
            ui.scroll_to_rect_animation(rect, align, ScrollAnimation::none());
        }
    }
}

/// Says what is in view, when that is something else than before.
fn report(draft: &mut Draft, (id, now): (PageId, PageViewport), actions: &mut Vec<Action>) {
    if draft.said != Some(now) {
        draft.said = Some(now);
        actions.push(Action::Page(id, PageAct::InView(now)));
    }
}

/// One page in one frame.
struct Frame<'a> {
    state_of: (&'a PageView, &'a PageLayout),
    shape: PageShape,
    name: &'a str,
    draft: &'a mut Draft,
    actions: &'a mut Vec<Action>,
}

impl Frame<'_> {
    fn show(&mut self, ui: &mut Ui, size: egui::Vec2) -> Outcome {
        let (view, layout) = self.state_of;
        let page = &*layout.page;
        let size = size.max(vec2(ui.available_width().min(size.x), 1.0));
        let (_, room) = ui.allocate_space(size);
        let place = Place::new(room.min, self.shape, ui.pixels_per_point());
        let whole = Rect::from_min_size(place.origin, size);
        let around = ui.clip_rect();
        let in_view = whole.intersect(around);
        self.report(view.id, (place, in_view));

        let mut inside = ui.new_child(UiBuilder::new().id_salt(("page", view.id)).max_rect(whole));
        inside.shrink_clip_rect(whole);
        let ui = &mut inside;
        let region = ui.unique_id();
        widgets::named_node(ui, region, (Role::Document, self.name), whole);
        if page.pdf_pages > 0 {
            let about = format!("PDF, page 1 of {}", page.pdf_pages);
            ui.ctx().accesskit_node_builder(region, |node| node.set_description(about));
        }
        let radius_pt = if ui.visuals().dark_mode { theme::RADIUS_PT } else { 0 };
        let sheet = Sheet { layout, place, whole, view: in_view, radius_pt };
        let is_painted = self.paint(ui, &sheet);

        let draft = &mut *self.draft;
        let changed = draft.words.refresh(layout.number, page);
        let at_top = (place, ui.clip_rect().top());
        let grown_pt = if changed { draft.words.moved_pt(page, at_top) } else { 0.0 };
        if grown_pt == 0.0 {
            draft.words.remember(page, at_top);
        }
        let sense = Sense::click_and_drag() - Sense::FOCUSABLE;
        let response = ui.interact(whole, region.with("ground"), sense);
        let ground = select::Ground { view, page, words: &draft.words, place, in_view, around };
        draft.marking.pointer(ui, &response, &ground, self.actions);
        select::cursor(ui, &response, &ground);
        select::menu(&response, &ground, self.actions);
        draft.words.nodes(ui, page, (place, in_view));
        let can_copy = view.selection.as_ref().is_some_and(|marked| !marked.text.is_empty());
        let menu = links::Menu { page: view.id, can_copy, actions: self.actions };
        let links = links::links_ui(ui, &page.links, (place, in_view), menu);
        let found = draft.followed.follow(view.find.as_ref(), (place, in_view));
        let wanted = found.map(|rect| (rect, Some(Align::Center)));
        let wanted = wanted.or(links.wanted.map(|rect| (rect, None)));
        Outcome { shown: Shown { is_painted, grown_pt }, target: links.target, wanted }
    }

    fn report(&mut self, id: PageId, (place, in_view): (Place, Rect)) {
        let whole = |y_pt: f32| (place.y(y_pt) * self.shape.scale).round() / self.shape.scale;
        let (top, bottom) = if in_view.is_positive() {
            (whole(in_view.top()), whole(in_view.bottom()))
        } else {
            (0.0, 0.0)
        };
        report(self.draft, (id, PageViewport { shape: self.shape, top, bottom }), self.actions);
    }

    /// Paper, tiles, marks; true where nothing in view is missing.
    fn paint(&mut self, ui: &mut Ui, sheet: &Sheet<'_>) -> bool {
        let (view, layout) = self.state_of;
        self.draft.textures.refresh(ui, sheet, view.next.as_ref());
        if !self.draft.textures.has(layout) && sheet.view.is_positive() {
            let mut room = ui.new_child(UiBuilder::new().id_salt("waiting").max_rect(sheet.whole));
            super::message::waiting(&mut room);
            return false;
        }
        let tokens = theme::tokens(ui);
        ui.painter().rect_filled(sheet.whole, sheet.radius_pt, ground(ui, layout));
        let is_painted = self.draft.textures.paint(ui.painter(), sheet);
        // The edges of a sheet of paper are to be seen; a mail has none.
        if sheet.radius_pt > 0 || layout.page.pdf_pages > 0 {
            let line = Stroke::new(1.0, tokens.line);
            ui.painter().rect_stroke(sheet.whole, sheet.radius_pt, line, StrokeKind::Inside);
        }
        marks::paint(ui, view, (sheet.place, sheet.view));
        is_painted
    }
}

/// What stands where no tile is yet: paper, or the panel where the page itself is dark.
fn ground(ui: &Ui, layout: &PageLayout) -> Color32 {
    let tokens = theme::tokens(ui);
    let corner = layout.tiles.values().next().and_then(|tile| tile.rgba.get(..3));
    let is_dark = corner.is_some_and(|light| light.iter().all(|part| *part < PAPER_MIN_LIGHT));
    if is_dark { tokens.panel } else { tokens.paper }
}
