//! Pictures on the network: counted, named, and fetched only when the user says so, for this message
//! or for a confirmed sender.

use std::sync::Arc;

use crate::engine::{PageId, Place};
use crate::html::{Blocked, Image};
use crate::model::Verdict;

use super::action::Effect;
use super::message::{MessageView, Remote};
use super::page::Owner;
use super::state::{NoticeKind, State};
use super::windows::WindowKind;

/// Senders whose confirmed mail may load pictures; the settings hold no more.
pub const TRUSTED_SENDERS_LIMIT: usize = 1_000;

impl State {
    /// What the pages at a place would fetch from the network, without what they have.
    pub fn blocked_at(&self, place: Place) -> Blocked {
        let mut all = Blocked::default();
        for id in self.pages_at(place) {
            let Some(layout) = self.pages.get(&id).and_then(|page| page.newest()) else { continue };
            let blocked = &layout.page.blocked;
            for host in &blocked.hosts {
                if !all.hosts.contains(host) {
                    all.hosts.push(host.clone());
                }
            }
            all.more_hosts = all.more_hosts.saturating_add(blocked.more_hosts);
            all.trackers = all.trackers.saturating_add(blocked.trackers);
            for address in self.blocked_images(id) {
                if !all.images.contains(&address) {
                    all.images.push(address);
                }
            }
        }
        all
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

    /// The same to be changed, with the number that could not be had so far.
    fn remote_mut(&mut self, place: Place) -> Option<(&mut Remote, &mut u32)> {
        if place == Place::PANE {
            let view = self.message.as_mut()?;
            return Some((&mut view.remote, &mut view.remote_failed));
        }
        let window = self.windows.iter_mut().find(|window| window.place == place)?;
        match &mut window.kind {
            WindowKind::Message(view) => Some((&mut view.remote, &mut view.remote_failed)),
            WindowKind::Opened(view) => Some((&mut view.remote, &mut view.remote_failed)),
            WindowKind::Source(_) => None,
        }
    }

    /// Pictures that one page names on the network and has not; counting pixels are never among them.
    fn blocked_images(&self, id: PageId) -> Vec<String> {
        let Some(page) = self.pages.get(&id) else { return Vec::new() };
        let Some(layout) = page.newest() else { return Vec::new() };
        let images = layout.page.blocked.images.iter();
        images.filter(|address| !page.has_image(address)).cloned().collect()
    }

    /// The user asked for the pictures of the message at a place.
    pub(super) fn load_remote(&mut self, place: Place) -> Vec<Effect> {
        if self.remote_at(place) == Remote::Loading {
            return Vec::new();
        }
        let effects: Vec<Effect> =
            self.pages_at(place).into_iter().filter_map(|page| self.fetch_remote(page)).collect();
        if !effects.is_empty()
            && let Some((remote, _)) = self.remote_mut(place)
        {
            *remote = Remote::Loading;
        }
        effects
    }

    fn fetch_remote(&mut self, page: PageId) -> Option<Effect> {
        let addresses = self.blocked_images(page);
        if addresses.is_empty() || self.has_failed(page) {
            return None;
        }
        self.remote_fetches.insert(page).then_some(Effect::FetchRemote { page, addresses })
    }

    pub(super) fn remote_loaded(
        &mut self,
        page: PageId,
        images: &[Arc<Image>],
        failed: u32,
    ) -> Vec<Effect> {
        if !self.remote_fetches.remove(&page) {
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

    /// One of the pages at a place has what could be had.
    fn remote_ended(&mut self, place: Place, failed: u32) {
        let is_loading = self.pages_at(place).iter().any(|page| self.remote_fetches.contains(page));
        let Some((remote, failed_before)) = self.remote_mut(place) else { return };
        let failed = failed.saturating_add(*failed_before);
        *failed_before = if is_loading { failed } else { 0 };
        if !is_loading {
            *remote = Remote::Loaded { failed };
        }
    }

    /// Nobody waits for a page's pictures any more.
    pub(super) fn cancel_remote(&mut self, page: PageId) -> Option<Effect> {
        if !self.remote_fetches.remove(&page) {
            return None;
        }
        if let Some(place) = self.owner(page).map(|owner| owner.place()) {
            self.remote_ended(place, 0);
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

    /// The main page of a trusted sender's confirmed mail loads its pictures by itself, once.
    pub(super) fn load_trusted(&mut self, page: PageId) -> Vec<Effect> {
        let Some(Owner::Main(place)) = self.owner(page) else { return Vec::new() };
        let Some(view) = self.view(place) else { return Vec::new() };
        if view.remote != Remote::Blocked || !self.is_trusted(view) {
            return Vec::new();
        }
        let fetch = self.fetch_remote(page);
        if fetch.is_some()
            && let Some(view) = self.view_mut(place)
        {
            view.remote = Remote::Loading;
        }
        fetch.into_iter().collect()
    }
}
