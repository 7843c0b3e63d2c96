//! Pictures on the network: counted, named, and fetched only when the user says so, for this message
//! or for a confirmed sender.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::engine::{PageId, Place};
use crate::html::{Blocked, Image};
use crate::model::Verdict;

use super::action::Effect;
use super::message::{MessageView, Remote, RemoteWish};
use super::page::Owner;
use super::state::{NoticeKind, State};
use super::windows::WindowKind;

/// Senders whose confirmed mail may load pictures; the settings hold no more.
pub const TRUSTED_SENDERS_LIMIT: usize = 1_000;

impl State {
    /// What the pages at a place would fetch from the network, without what they have.
    pub fn blocked_at(&self, place: Place) -> Blocked {
        let mut all = Blocked::default();
        let (mut hosts, mut images) = (BTreeSet::new(), BTreeSet::new());
        for id in self.pages_at(place) {
            let Some(layout) = self.pages.get(&id).and_then(|page| page.newest()) else { continue };
            let blocked = &layout.page.blocked;
            let new = blocked.hosts.iter().filter(|host| hosts.insert(host.as_str()));
            all.hosts.extend(new.cloned());
            all.more_hosts = all.more_hosts.saturating_add(blocked.more_hosts);
            all.trackers = all.trackers.saturating_add(blocked.trackers);
            let new = self.blocked_images(id).into_iter().filter(|address| images.insert(*address));
            all.images.extend(new.map(str::to_owned));
        }
        all
    }

    /// Whether a page at a place names pictures on the network that were not asked for.
    pub fn has_unasked(&self, place: Place) -> bool {
        self.pages_at(place).into_iter().any(|page| !self.unasked_images(place, page).is_empty())
    }

    /// Those of one page.
    fn unasked_images(&self, place: Place, page: PageId) -> Vec<String> {
        let wish = self.remote_wish(place);
        let is_asked = |address: &str| wish.is_some_and(|wish| wish.asked.contains(address));
        let images = self.blocked_images(page).into_iter();
        images.filter(|address| !is_asked(address)).map(str::to_owned).collect()
    }

    fn remote_wish(&self, place: Place) -> Option<&RemoteWish> {
        if let Some(view) = self.view(place) {
            return Some(&view.remote_wish);
        }
        let window = self.windows.iter().find(|window| window.place == place)?;
        match &window.kind {
            WindowKind::Opened(view) => Some(&view.remote_wish),
            WindowKind::Message(_) | WindowKind::Source(_) => None,
        }
    }

    /// How far the pictures from the network are, at a place.
    pub fn remote_at(&self, place: Place) -> Remote {
        if let Some(view) = self.view(place) {
            return view.remote;
        }
        let window = self.windows.iter().find(|window| window.place == place);
        match window.map(|window| &window.kind) {
            Some(WindowKind::Opened(view)) => view.remote,
            Some(WindowKind::Message(_) | WindowKind::Source(_)) | None => Remote::Blocked,
        }
    }

    /// The same to be changed, with what was asked for.
    fn remote_mut(&mut self, place: Place) -> Option<(&mut Remote, &mut RemoteWish)> {
        if place == Place::PANE {
            let view = self.message.as_mut()?;
            return Some((&mut view.remote, &mut view.remote_wish));
        }
        let window = self.windows.iter_mut().find(|window| window.place == place)?;
        match &mut window.kind {
            WindowKind::Message(view) => Some((&mut view.remote, &mut view.remote_wish)),
            WindowKind::Opened(view) => Some((&mut view.remote, &mut view.remote_wish)),
            WindowKind::Source(_) => None,
        }
    }

    /// Pictures that one page names on the network and has not; counting pixels are never among them.
    fn blocked_images(&self, id: PageId) -> Vec<&str> {
        let Some(page) = self.pages.get(&id) else { return Vec::new() };
        let Some(layout) = page.newest() else { return Vec::new() };
        let held: BTreeSet<&str> = page.image_names().collect();
        let images = layout.page.blocked.images.iter().map(String::as_str);
        images.filter(|address| !held.contains(address)).collect()
    }

    /// The user asked for the pictures of the message at a place.
    pub(super) fn load_remote(&mut self, place: Place) -> Vec<Effect> {
        if self.remote_at(place) == Remote::Loading {
            return Vec::new();
        }
        let mut effects = Vec::new();
        for page in self.pages_at(place) {
            let images = self.blocked_images(page).into_iter().map(str::to_owned).collect();
            effects.extend(self.fetch_remote((place, page), images));
        }
        effects
    }

    fn fetch_remote(
        &mut self,
        (place, page): (Place, PageId),
        addresses: Vec<String>,
    ) -> Option<Effect> {
        let is_under_way = self.remote_fetches.contains_key(&page);
        if addresses.is_empty() || is_under_way || self.has_failed(page) {
            return None;
        }
        let (remote, wish) = self.remote_mut(place)?;
        *remote = Remote::Loading;
        wish.asked.extend(addresses.iter().cloned());
        self.remote_fetches.insert(page, addresses.clone());
        Some(Effect::FetchRemote { page, addresses })
    }

    pub(super) fn remote_loaded(
        &mut self,
        page: PageId,
        images: &[Arc<Image>],
        failed: u32,
    ) -> Vec<Effect> {
        if self.remote_fetches.remove(&page).is_none() {
            return Vec::new();
        }
        if let Some(place) = self.owner(page).map(|owner| owner.place()) {
            self.remote_ended(place, failed);
        }
        if let Some(view) = self.pages.get_mut(&page) {
            view.add_images(images, true);
        }
        self.page_wishes(page)
    }

    fn is_loading_remote(&self, place: Place) -> bool {
        self.pages_at(place).iter().any(|page| self.remote_fetches.contains_key(page))
    }

    /// One of the pages at a place has what could be had.
    fn remote_ended(&mut self, place: Place, failed: u32) {
        let is_loading = self.is_loading_remote(place);
        let Some((remote, wish)) = self.remote_mut(place) else { return };
        let failed = failed.saturating_add(wish.failed);
        wish.failed = if is_loading { failed } else { 0 };
        if !is_loading {
            *remote = Remote::Loaded { failed };
        }
    }

    /// Nobody waits for a page's pictures any more. They may be asked for again, as if they had not
    /// been.
    pub(super) fn cancel_remote(&mut self, page: PageId) -> Option<Effect> {
        let addresses = self.remote_fetches.remove(&page)?;
        if let Some(place) = self.owner(page).map(|owner| owner.place()) {
            let is_loading = self.is_loading_remote(place);
            if let Some((remote, wish)) = self.remote_mut(place) {
                wish.asked.retain(|asked| !addresses.contains(asked));
                if !is_loading {
                    (*remote, wish.failed) = (Remote::Blocked, 0);
                }
            }
        }
        Some(Effect::CancelRemote(page))
    }

    /// Whom the user may trust: the one sender of a message that the account's server confirmed. The
    /// address in lower case. Nobody with `--private`, where nothing is remembered.
    pub fn sender_to_trust(&self, view: &MessageView) -> Option<String> {
        let body = view.body().filter(|_| !self.private)?;
        let Verdict::Confirmed { domain } = &body.verdict else { return None };
        let [from] = body.from.as_slice() else { return None };
        let address = from.address.to_ascii_lowercase();
        let (_, host) = address.rsplit_once('@')?;
        (host == domain.to_ascii_lowercase() && body.sender_warnings.is_empty()).then_some(address)
    }

    pub fn is_trusted(&self, view: &MessageView) -> bool {
        self.sender_to_trust(view).is_some_and(|address| self.trusted_senders.contains(&address))
    }

    pub(super) fn trust_sender(&mut self, place: Place, trust: bool) -> Vec<Effect> {
        let Some(address) = self.view(place).and_then(|view| self.sender_to_trust(view)) else {
            return Vec::new();
        };
        if !trust {
            let was_there = self.trusted_senders.remove(&address);
            return was_there.then_some(Effect::KeepSettings).into_iter().collect();
        }
        let is_known = self.trusted_senders.contains(&address);
        if !is_known && self.trusted_senders.len() >= TRUSTED_SENDERS_LIMIT {
            self.notify(
                NoticeKind::Warning,
                "No more senders can be remembered; remove some in the settings.",
            );
            return self.load_remote(place);
        }
        let mut effects = Vec::new();
        if self.trusted_senders.insert(address) {
            effects.push(Effect::KeepSettings);
        }
        effects.extend(self.load_remote(place));
        effects
    }

    /// The pages of a trusted sender's confirmed mail load their pictures by themselves, each once.
    pub(super) fn load_trusted(&mut self, page: PageId) -> Vec<Effect> {
        let Some(Owner::Main(place) | Owner::Below(place)) = self.owner(page) else {
            return Vec::new();
        };
        if !self.view(place).is_some_and(|view| self.is_trusted(view)) {
            return Vec::new();
        }
        let images = self.unasked_images(place, page);
        self.fetch_remote((place, page), images).into_iter().collect()
    }
}
