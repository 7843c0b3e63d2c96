//! The pictures that came with a message: small ones are fetched with it, many or large ones wait
//! for a click.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::{Command, PageId, Place};
use crate::html::Image;
use crate::model::{AccountId, MessageKey, Part, PartId};
use crate::reading::{Content, Document, PICTURE_LIMIT_BYTES, PageSource, PictureRef, Reading};

use super::action::Effect;
use super::message::MessageView;
use super::page::PageView;
use super::state::State;
use super::windows::WindowKind;

/// Pictures of one message that are fetched without asking, as encoded: a newsletter with all of
/// its pictures, or two photographs of a telephone.
pub const PICTURES_UNASKED_BYTES: u64 = 4 << 20;
/// Pictures shown below one message; the rest are among its attachments.
pub(super) const PICTURES_BELOW_LIMIT: usize = 50;
/// Pictures below messages that have a child process each, beside those in view: more than a screen
/// of them. All pages together have 16.
const PICTURES_AWAKE_LIMIT: usize = 6;

/// How the page of a picture below the main part names it.
fn name_below(part: &PartId) -> String {
    format!("cid:part-{part}")
}

/// A page that shows one picture, at most as wide as the pane.
fn picture_page(name: &str) -> PageSource {
    let html = format!("<body style=\"margin:0\"><img src=\"{name}\" style=\"max-width:100%\">");
    PageSource { html, ..PageSource::default() }
}

/// Pictures among the parts below that are not there yet. SVG is a page of its own kind, not a
/// picture: it is opened like an attachment.
fn pictures_below(reading: &Reading) -> impl Iterator<Item = (&Document, PictureRef)> {
    let structure = reading.body.structure.as_deref();
    reading
        .below
        .iter()
        .filter_map(move |document| {
            let Content::NotFetched { media_type, encoded_bytes } = &document.content else {
                return None;
            };
            let is_picture =
                media_type.starts_with("image/") && !media_type.starts_with("image/svg");
            // Larger ones are listed with the attachments.
            if !is_picture || *encoded_bytes > PICTURE_LIMIT_BYTES {
                return None;
            }
            let encoding = structure.and_then(|root: &Part| root.find(&document.part))?.encoding;
            let (part, encoded_bytes) = (document.part.clone(), *encoded_bytes);
            let name = name_below(&part);
            Some((document, PictureRef { name, part, encoding, encoded_bytes }))
        })
        .take(PICTURES_BELOW_LIMIT)
}

/// The pages of the main part and of the texts below it. Those of a message inside have all of their
/// pictures at hand.
fn pages_in(reading: &Reading) -> impl Iterator<Item = &Arc<PageSource>> {
    let below = reading.below.iter().filter_map(|document| match &document.content {
        Content::Text(text) => text.page.as_ref(),
        Content::Message(_) | Content::Picture(_) | Content::NotFetched { .. } => None,
    });
    reading.page.iter().chain(below)
}

impl State {
    /// Every picture that the view shows and that is not there.
    fn lacking_pictures(&self, view: &MessageView) -> Vec<PictureRef> {
        let Some(reading) = view.reading() else { return Vec::new() };
        let pages = view.pages().filter_map(|id| self.pages.get(&id));
        let named = pages.filter(|page| page.failure.is_none()).flat_map(|page| {
            page.source.pictures.iter().filter(|picture| !page.has_image(&picture.name)).cloned()
        });
        let below = pictures_below(reading)
            .filter(|(document, _)| !view.pages_below.contains_key(&document.part))
            .map(|(_, picture)| picture);
        let mut lacking: Vec<PictureRef> = named.collect();
        lacking.extend(below);
        lacking
    }

    /// Asks for the pictures that a view lacks, each once; those beyond what is fetched unasked wait.
    pub(super) fn want_pictures(&mut self, place: Place) -> Vec<Effect> {
        let Some(view) = self.view(place).filter(|view| !view.is_gone()) else { return Vec::new() };
        let lacking = self.lacking_pictures(view);
        let key = view.selected.key.clone();
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        let pictures = &mut view.pictures;
        let mut waiting_bytes = 0_u64;
        let due_before = pictures.due.len();
        for picture in lacking {
            if pictures.asked.contains(&picture.name) {
                continue;
            }
            let bytes = pictures.unasked_bytes.saturating_add(picture.encoded_bytes);
            if !pictures.all && bytes > PICTURES_UNASKED_BYTES {
                waiting_bytes = waiting_bytes.saturating_add(picture.encoded_bytes);
                continue;
            }
            pictures.unasked_bytes = bytes;
            pictures.asked.insert(picture.name.clone());
            pictures.due.push(picture);
        }
        let is_new = pictures.due.len() > due_before;
        view.pictures_waiting_bytes = waiting_bytes;
        if is_new { self.fetch_pictures(key).into_iter().collect() } else { Vec::new() }
    }

    /// One request for all views of the message: the newest wish about a message counts.
    fn fetch_pictures(&self, key: MessageKey) -> Option<Effect> {
        let views = self.views().filter(|view| view.selected.key == key);
        let due: BTreeMap<&str, &PictureRef> = views
            .flat_map(|view| &view.pictures.due)
            .map(|picture| (picture.name.as_str(), picture))
            .collect();
        let pictures: Vec<PictureRef> = due.into_values().cloned().collect();
        (!pictures.is_empty())
            .then_some(Effect::Send(key.account, Command::FetchPictures { key, pictures }))
    }

    /// The user wants those that wait.
    pub(super) fn load_pictures(&mut self, place: Place) -> Vec<Effect> {
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        view.pictures.all = true;
        let account = view.selected.key.account;
        self.begin_action(account);
        self.want_pictures(place)
    }

    pub(super) fn pictures_loaded(
        &mut self,
        key: &MessageKey,
        images: &[Arc<Image>],
        is_last: bool,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        for place in self.places_of(key) {
            let Some(view) = self.view_mut(place) else { continue };
            if is_last {
                view.pictures.due.clear();
            } else {
                let came = |name: &String| images.iter().any(|image| image.names.contains(name));
                view.pictures.due.retain(|picture| !came(&picture.name));
            }
            effects.extend(self.put_pictures(place, images, is_last));
        }
        effects
    }

    fn put_pictures(&mut self, place: Place, images: &[Arc<Image>], is_last: bool) -> Vec<Effect> {
        self.keep_named(place, images);
        self.open_picture_pages(place, images);
        let mut effects = Vec::new();
        for id in self.pages_at(place) {
            let Some(page) = self.pages.get_mut(&id) else { continue };
            let names: Vec<&str> =
                page.source.pictures.iter().map(|picture| picture.name.as_str()).collect();
            let is_named =
                |image: &&Arc<Image>| image.names.iter().any(|name| names.contains(&name.as_str()));
            let named: Vec<Arc<Image>> = images.iter().filter(is_named).cloned().collect();
            page.add_images(&named, is_last);
            effects.extend(self.page_wishes(id));
        }
        effects
    }

    /// Keeps those that pages of the message name, which may not be looked at just now.
    fn keep_named(&mut self, place: Place, images: &[Arc<Image>]) {
        let Some(view) = self.view_mut(place) else { return };
        let reading = view.reading().cloned();
        let is_named = |image: &&Arc<Image>| {
            reading
                .iter()
                .flat_map(|reading| pages_in(reading))
                .flat_map(|page| &page.pictures)
                .any(|picture| image.names.contains(&picture.name))
        };
        let named: Vec<Arc<Image>> = images.iter().filter(is_named).cloned().collect();
        view.pictures.keep(&named);
    }

    /// Pages of the pictures below that are there now.
    fn open_picture_pages(&mut self, place: Place, images: &[Arc<Image>]) {
        let Some(view) = self.view(place) else { return };
        let Some(reading) = view.reading().cloned() else { return };
        let open = view.pages_below.clone();
        let mut opened: Vec<(PartId, PageId)> = Vec::new();
        for (document, picture) in pictures_below(&reading) {
            let came = images.iter().find(|image| image.names.contains(&picture.name));
            let Some(image) = came.filter(|_| !open.contains_key(&document.part)) else { continue };
            let source = picture_page(&picture.name);
            let id = self.open_page(Arc::new(source));
            if let Some(page) = self.pages.get_mut(&id) {
                page.add_images(std::slice::from_ref(image), true);
            }
            opened.push((document.part.clone(), id));
        }
        if let Some(view) = self.view_mut(place) {
            view.pages_below.extend(opened);
        }
    }

    /// The connection was lost and is there again: what had not come is asked for once more.
    pub(super) fn ask_pictures_again(&self, account: AccountId) -> Vec<Effect> {
        let mut keys: Vec<&MessageKey> = self
            .views()
            .filter(|view| view.selected.key.account == account && !view.is_gone())
            .map(|view| &view.selected.key)
            .collect();
        keys.sort();
        keys.dedup();
        keys.into_iter().filter_map(|key| self.fetch_pictures(key.clone())).collect()
    }

    /// The pages of the pictures below messages, in their order.
    fn picture_pages(&self) -> Vec<PageId> {
        let opened = self.windows.iter().filter_map(|window| match &window.kind {
            WindowKind::Opened(view) => Some((view.reading()?, &view.pages_below)),
            WindowKind::Message(_) | WindowKind::Source(_) => None,
        });
        let views = self.views().filter_map(|view| Some((view.reading()?, &view.pages_below)));
        let all = views.chain(opened).flat_map(|(reading, pages)| {
            let pictures = reading.below.iter().filter(|document| match document.content {
                Content::Picture(_) | Content::NotFetched { .. } => true,
                Content::Text(_) | Content::Message(_) => false,
            });
            pictures.filter_map(|document| pages.get(&document.part).copied())
        });
        all.collect()
    }

    /// A picture comes into view: where too many have a child process, those farthest from it that
    /// are out of view give theirs up until they are looked at again.
    pub(super) fn rest_pictures(&mut self, comes: PageId) -> Vec<Effect> {
        let all = self.picture_pages();
        let Some(here) = all.iter().position(|id| *id == comes) else { return Vec::new() };
        let is_awake = |id: &PageId| self.pages.get(id).is_some_and(PageView::is_loaded);
        let awake = all.iter().enumerate().filter(|(_, id)| is_awake(id));
        let over = awake.clone().count().saturating_sub(PICTURES_AWAKE_LIMIT);
        let is_seen = |id: &PageId| self.pages.get(id).is_some_and(PageView::is_in_view);
        let mut unseen: Vec<(usize, PageId)> = awake
            .filter(|(_, id)| **id != comes && !is_seen(id))
            .map(|(at, id)| (at.abs_diff(here), *id))
            .collect();
        unseen.sort();
        let farthest = unseen.into_iter().rev().take(over);
        farthest.flat_map(|(_, id)| self.rest(id)).collect()
    }

    fn rest(&mut self, id: PageId) -> Vec<Effect> {
        let Some(page) = self.pages.get(&id) else { return Vec::new() };
        // Under a new name: what the old child said last is about nothing any more.
        let resting = PageId(self.next_page);
        let page = page.at_rest(resting);
        self.next_page = self.next_page.wrapping_add(1);
        self.pages.insert(resting, page);
        for pages in self.pages_below_mut() {
            pages.values_mut().filter(|held| **held == id).for_each(|held| *held = resting);
        }
        self.close_page(id)
    }

    fn pages_below_mut(&mut self) -> impl Iterator<Item = &mut BTreeMap<PartId, PageId>> {
        let in_windows = self.windows.iter_mut().filter_map(|window| match &mut window.kind {
            WindowKind::Message(view) => Some(&mut view.pages_below),
            WindowKind::Opened(view) => Some(&mut view.pages_below),
            WindowKind::Source(_) => None,
        });
        self.message.iter_mut().map(|view| &mut view.pages_below).chain(in_windows)
    }
}
