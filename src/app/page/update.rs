//! What the user does to pages and what becomes true of them, and how pages come and go.

use std::sync::Arc;

use crate::engine::{PageCommand, PageEvent, PageId, Place};
use crate::html::{Image, Point};
use crate::model::MessageKey;
use crate::reading::PageSource;

use super::{PageAct, PageView};
use crate::app::action::Effect;
use crate::app::message::MessageView;
use crate::app::state::State;
use crate::app::windows::WindowKind;

/// Where a page is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) enum Owner {
    /// The main part of the message at a place.
    Main(Place),
    /// A part below it.
    Below(Place),
    /// A part in a window of its own, or what stands below it.
    Opened(Place),
}

impl Owner {
    pub(in crate::app) fn place(&self) -> Place {
        match self {
            Self::Main(place) | Self::Below(place) | Self::Opened(place) => *place,
        }
    }
}

impl State {
    pub(in crate::app) fn update_page(&mut self, id: PageId, act: PageAct) -> Vec<Effect> {
        let Some(page) = self.pages.get_mut(&id) else { return Vec::new() };
        let mut copied = None;
        let command = match act {
            PageAct::InView(viewport) => {
                page.in_view(viewport);
                None
            }
            PageAct::Find(words) => page.find_words(&words),
            PageAct::FindNext => {
                page.find_next(1);
                None
            }
            PageAct::FindPrevious => {
                page.find_next(-1);
                None
            }
            PageAct::Select { from, to } => page.select(from, to),
            PageAct::SelectAll => {
                let end = page.shown.as_ref().map(|shown| (shown.page.width, shown.page.height));
                let (x, y) = end.unwrap_or_default();
                page.select(Point::default(), Point { x, y })
            }
            PageAct::ClearSelection => {
                page.clear_selection();
                None
            }
            PageAct::CopySelection => {
                copied = page.copy();
                None
            }
        };
        let mut effects: Vec<Effect> = command.into_iter().map(Effect::Page).collect();
        effects.extend(copied.map(Effect::Copy));
        let wishes = self.page_wishes(id);
        let is_load = |wish: &Effect| matches!(wish, Effect::Page(PageCommand::Load { .. }));
        if wishes.iter().any(is_load) {
            effects.extend(self.rest_pictures(id));
        }
        effects.extend(wishes);
        effects
    }

    pub(in crate::app) fn apply_page(&mut self, event: PageEvent) -> Vec<Effect> {
        match event {
            PageEvent::LaidOut { id, layout, shape, page } => {
                let Some(view) = self.pages.get_mut(&id) else { return Vec::new() };
                let find = view.laid_out(layout, shape, page).map(Effect::Page);
                let mut effects = self.page_wishes(id);
                effects.extend(find);
                effects.extend(self.load_trusted(id));
                effects
            }
            PageEvent::Painted { id, layout, tile } => {
                let Some(view) = self.pages.get_mut(&id) else { return Vec::new() };
                view.painted(layout, tile);
                self.page_wishes(id)
            }
            PageEvent::Found { id, layout, words, matches } => {
                if let Some(view) = self.pages.get_mut(&id) {
                    view.found(layout, &words, matches);
                }
                Vec::new()
            }
            PageEvent::Selected { id, layout, selection } => {
                let Some(view) = self.pages.get_mut(&id) else { return Vec::new() };
                view.selected(layout, selection).map(Effect::Copy).into_iter().collect()
            }
            PageEvent::Failed { id, failure } => {
                let Some(view) = self.pages.get_mut(&id) else { return Vec::new() };
                view.failed(failure);
                self.cancel_remote(id).into_iter().collect()
            }
        }
    }

    /// What the page has to ask for now.
    pub(in crate::app) fn page_wishes(&mut self, id: PageId) -> Vec<Effect> {
        let dark = self.dark;
        let wishes = self.pages.get_mut(&id).map(|page| page.wishes(dark)).unwrap_or_default();
        wishes.into_iter().map(Effect::Page).collect()
    }

    pub(in crate::app) fn open_page(&mut self, source: Arc<PageSource>) -> PageId {
        let id = PageId(self.next_page);
        self.next_page = self.next_page.wrapping_add(1);
        self.pages.insert(id, PageView::new(id, source));
        id
    }

    /// Its child ends, and what was fetched for it from the network is not waited for any more.
    pub(in crate::app) fn close_page(&mut self, id: PageId) -> Vec<Effect> {
        let Some(page) = self.pages.remove(&id) else { return Vec::new() };
        let close = page.is_loaded().then_some(Effect::Page(PageCommand::Close { id }));
        close.into_iter().chain(self.cancel_remote(id)).collect()
    }

    pub(in crate::app) fn close_pages(
        &mut self,
        ids: impl IntoIterator<Item = PageId>,
    ) -> Vec<Effect> {
        ids.into_iter().flat_map(|id| self.close_page(id)).collect()
    }

    /// Where a page is shown; each is in one place.
    pub(in crate::app) fn owner(&self, id: PageId) -> Option<Owner> {
        for view in self.views() {
            if view.page == Some(id) {
                return Some(Owner::Main(view.place));
            }
            if view.pages().any(|page| page == id) {
                return Some(Owner::Below(view.place));
            }
        }
        self.windows.iter().find_map(|window| match &window.kind {
            WindowKind::Opened(view) if view.pages().any(|page| page == id) => {
                Some(Owner::Opened(window.place))
            }
            WindowKind::Opened(_) | WindowKind::Message(_) | WindowKind::Source(_) => None,
        })
    }

    /// The pages at a place.
    pub(in crate::app) fn pages_at(&self, place: Place) -> Vec<PageId> {
        if let Some(view) = self.view(place) {
            return view.pages().collect();
        }
        let window = self.windows.iter().find(|window| window.place == place);
        match window.map(|window| &window.kind) {
            Some(WindowKind::Opened(view)) => view.pages().collect(),
            Some(WindowKind::Message(_) | WindowKind::Source(_)) | None => Vec::new(),
        }
    }

    /// Pictures of a message that another page of it has already.
    pub(in crate::app) fn images_of(&self, key: &MessageKey) -> Vec<Arc<Image>> {
        let views = self.views().filter(|view| view.selected.key == *key);
        let pages = views.flat_map(MessageView::pages).filter_map(|id| self.pages.get(&id));
        pages.flat_map(|page| page.images.iter().cloned()).collect()
    }

    /// The pages that follow `prefers-color-scheme` are laid out anew.
    pub(in crate::app) fn theme_is_dark(&mut self, dark: bool) -> Vec<Effect> {
        if std::mem::replace(&mut self.dark, dark) == dark {
            return Vec::new();
        }
        let ids: Vec<PageId> = self.pages.keys().copied().collect();
        let mut effects = Vec::new();
        for id in ids {
            if let Some(page) = self.pages.get_mut(&id) {
                page.load_again();
            }
            effects.extend(self.page_wishes(id));
        }
        effects
    }
}
