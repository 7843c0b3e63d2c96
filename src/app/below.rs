//! The pages and sheets of what stands below a main part: of a message of the list, and of one that
//! was opened from an attachment.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{PageId, Place};
use crate::html::Image;
use crate::model::PartId;
use crate::reading::{Content, Document, Opened, PageSource, Reading};

use super::action::{Effect, Look};
use super::message::MessageView;
use super::pictures::PICTURES_BELOW_LIMIT;
use super::sheet::sheet_of;
use super::state::State;
use super::windows::{OpenedView, WindowKind};

/// Pages and sheets below the main part of one message, beside its pictures: each has a child process
/// of its own. Further parts are shown as text, without pictures.
const PAGES_BELOW_LIMIT: usize = 6;

/// What of the documents below is laid out by children, by part.
#[derive(Clone, Debug, Default)]
struct Below {
    /// Texts as they were meant, and pictures.
    pages: BTreeMap<PartId, PageId>,
    /// The pictures of what the window lays out itself.
    sheets: BTreeMap<PartId, PageId>,
}

/// How documents are looked at.
#[derive(Clone, Copy, Debug)]
struct Shown {
    /// HTML as it was meant; a message inside is an article all the same.
    as_pages: bool,
    look: Look,
}

impl Shown {
    /// What a child is wanted for: the page of a document, or the sheet of its article.
    fn wanted(
        self,
        content: &Content,
        images: &[Arc<Image>],
    ) -> (Option<Arc<PageSource>>, Option<PageSource>) {
        match content {
            Content::Text(text) if self.as_pages => (text.page.clone(), None),
            Content::Text(text) if self.look == Look::Reader => (None, sheet_in(text, images)),
            Content::Message(text) if self.look != Look::Text => (None, sheet_in(text, images)),
            Content::Picture(source) => (Some(Arc::clone(source)), None),
            Content::Text(_) | Content::Message(_) | Content::NotFetched { .. } => (None, None),
        }
    }
}

fn sheet_in(reading: &Reading, images: &[Arc<Image>]) -> Option<PageSource> {
    sheet_of(reading.article.as_ref()?, reading.page.as_ref()?, images)
}

/// The images that a page may show: what the message carries is named by the page, and what came
/// from the network was asked for by one of them.
pub(super) fn images_for(source: &PageSource, images: &[Arc<Image>]) -> Vec<Arc<Image>> {
    let is_wanted = |name: &String| {
        name.starts_with("https://")
            || name.starts_with("http://")
            || source.pictures.iter().any(|picture| picture.name == *name)
    };
    images.iter().filter(|image| image.names.iter().any(is_wanted)).cloned().collect()
}

impl State {
    /// Opens a page with those of the images at hand that it may show.
    pub(super) fn open_page_with(
        &mut self,
        source: Arc<PageSource>,
        images: &[Arc<Image>],
    ) -> PageId {
        let images = images_for(&source, images);
        let id = self.open_page(source);
        if let Some(page) = self.pages.get_mut(&id) {
            page.add_images(&images, true);
        }
        id
    }

    /// Pictures of the message of a view that came before.
    pub(super) fn images_at_hand(&self, view: &MessageView) -> Vec<Arc<Image>> {
        let mut images = view.pictures.kept.clone();
        images.extend(self.images_of(&view.selected.key));
        images
    }

    /// Pages and sheets of the parts below the main one. Texts are pages only while the main part is
    /// looked at as one; pictures always.
    pub(super) fn sync_below(&mut self, place: Place, reading: &Reading) -> Vec<Effect> {
        let Some(view) = self.view(place) else { return Vec::new() };
        let as_pages = view.look == Look::Page || view.awaits_form;
        let shown = Shown { as_pages, look: view.look };
        let old = Below { pages: view.pages_below.clone(), sheets: view.sheets_below.clone() };
        let images = self.images_at_hand(view);
        let (open, mut effects) = self.sync_documents(&reading.below, shown, &old, &images);
        let is_open =
            |id: &PageId| open.pages.values().chain(open.sheets.values()).any(|it| it == id);
        let closed: Vec<PageId> = old
            .pages
            .values()
            .chain(old.sheets.values())
            .filter(|id| !is_open(id))
            .copied()
            .collect();
        for id in &closed {
            self.keep_pictures(place, *id);
        }
        effects.extend(self.close_pages(closed));
        if let Some(view) = self.view_mut(place) {
            (view.pages_below, view.sheets_below) = (open.pages, open.sheets);
        }
        effects
    }

    /// What is open of the documents from now on. What is not in it any more is still to be closed.
    fn sync_documents(
        &mut self,
        documents: &[Document],
        shown: Shown,
        old: &Below,
        images: &[Arc<Image>],
    ) -> (Below, Vec<Effect>) {
        let mut open = Below::default();
        let mut effects = Vec::new();
        let (mut texts, mut pictures) = (0, 0);
        for document in documents {
            let part = &document.part;
            let known = old.pages.get(part).copied();
            if matches!(document.content, Content::NotFetched { .. }) {
                // A picture that was fetched since.
                open.pages.extend(known.map(|id| (part.clone(), id)));
                continue;
            }
            let (page, sheet) = shown.wanted(&document.content, images);
            let is_picture = matches!(document.content, Content::Picture(_));
            let has_room = if is_picture {
                pictures < PICTURES_BELOW_LIMIT
            } else {
                texts < PAGES_BELOW_LIMIT
            };
            let page = match (known, page) {
                (Some(id), Some(source)) => {
                    effects.extend(self.renew_page(id, source));
                    Some(id)
                }
                (None, Some(source)) if has_room => Some(self.open_page_with(source, images)),
                (_, _) => None,
            };
            if page.is_some() {
                *(if is_picture { &mut pictures } else { &mut texts }) += 1;
            }
            open.pages.extend(page.map(|id| (part.clone(), id)));
            let known = old.sheets.get(part).copied();
            let sheet = match sheet.filter(|_| known.is_some() || has_room) {
                Some(source) => {
                    let (id, wishes) = self.renew_sheet(source, known, images);
                    effects.extend(wishes);
                    texts += 1;
                    Some(id)
                }
                None => None,
            };
            open.sheets.extend(sheet.map(|id| (part.clone(), id)));
        }
        (open, effects)
    }

    /// Opens what an attachment needs that was opened in a window of its own, in the look of that
    /// moment.
    pub(super) fn open_inside(&mut self, place: Place, opened: &Opened) {
        let look = self.look;
        let (page, sheet, documents): (_, _, &[Document]) = match opened {
            Opened::Page(source) => (Some(Arc::clone(source)), None, &[]),
            Opened::Message(reading) => {
                let page = reading.page.clone().filter(|_| look == Look::Page);
                let is_article = look == Look::Reader;
                let sheet = is_article.then(|| sheet_in(reading, &[])).flatten();
                (page, sheet, &reading.below)
            }
            Opened::Invite(_)
            | Opened::Contacts(_)
            | Opened::Table(_)
            | Opened::Archive(_)
            | Opened::Files(_)
            | Opened::Nothing(_) => return,
        };
        let page = page.map(|source| self.open_page(source));
        let sheet = sheet.map(|source| self.open_page(Arc::new(source)));
        let shown = Shown { as_pages: look == Look::Page, look };
        let (below, _) = self.sync_documents(documents, shown, &Below::default(), &[]);
        if let Some(view) = self.opened_at(place) {
            (view.page, view.sheet) = (page, sheet);
            (view.pages_below, view.sheets_below) = (below.pages, below.sheets);
        }
    }

    fn opened_at(&mut self, place: Place) -> Option<&mut OpenedView> {
        let window = self.windows.iter_mut().find(|window| window.place == place)?;
        match &mut window.kind {
            WindowKind::Opened(view) => Some(view),
            WindowKind::Message(_) | WindowKind::Source(_) => None,
        }
    }

    /// The page of a part below the main one, as the view may show it.
    pub fn page_below(&self, view: &MessageView, part: &PartId) -> Option<PageId> {
        view.pages_below.get(part).copied().filter(|id| !self.has_failed(*id))
    }
}
