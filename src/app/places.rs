//! The places where messages are open: found by place, by message, by folder; what is true of a
//! message becomes true at each of them.

use std::sync::Arc;

use crate::engine::Place;
use crate::model::{
    AccountId, Failure, FailureKind, Flag, Flags, MailboxName, MessageKey, RawHeader,
};
use crate::reading::Reading;

use super::action::Effect;
use super::list::MessageList;
use super::message::{MessageView, ViewState};
use super::state::{NoticeKind, State};
use super::windows::WindowKind;

impl State {
    /// The message that is open at this place.
    pub fn view(&self, place: Place) -> Option<&MessageView> {
        self.views().find(|view| view.place == place)
    }

    pub(super) fn view_mut(&mut self, place: Place) -> Option<&mut MessageView> {
        self.views_mut().find(|view| view.place == place)
    }

    /// The open messages: the pane's, then those in windows.
    pub fn views(&self) -> impl Iterator<Item = &MessageView> {
        let in_windows = self.windows.iter().filter_map(|window| match &window.kind {
            WindowKind::Message(view) => Some(&**view),
            WindowKind::Source(_) | WindowKind::Opened(_) => None,
        });
        self.message.iter().chain(in_windows)
    }

    pub(super) fn views_mut(&mut self) -> impl Iterator<Item = &mut MessageView> {
        let in_windows = self.windows.iter_mut().filter_map(|window| match &mut window.kind {
            WindowKind::Message(view) => Some(&mut **view),
            WindowKind::Source(_) | WindowKind::Opened(_) => None,
        });
        self.message.iter_mut().chain(in_windows)
    }

    pub(super) fn views_of<'a>(
        &'a mut self,
        key: &'a MessageKey,
    ) -> impl Iterator<Item = &'a mut MessageView> {
        self.views_mut().filter(move |view| view.selected.key == *key)
    }

    pub(super) fn places_of(&self, key: &MessageKey) -> Vec<Place> {
        let views = self.views().filter(|view| view.selected.key == *key);
        views.map(|view| view.place).collect()
    }

    /// The list, while it shows the mailbox of this message.
    pub(super) fn list_at(&self, key: &MessageKey) -> Option<&MessageList> {
        self.list.as_ref().filter(|list| {
            list.account == key.account
                && list.mailbox == key.mailbox
                && list.uid_validity == Some(key.uid_validity)
        })
    }

    /// Flags of the message at a place: the list's word, or what was last heard.
    pub fn flags_at(&self, place: Place) -> Option<Flags> {
        let view = self.view(place)?;
        let key = &view.selected.key;
        let row = self.list_at(key).and_then(|list| list.row_by_uid(key.uid));
        Some(row.map_or(view.flags, |(_, row)| row.flags))
    }

    /// Whether its server may be told that this message was read, and keeps it.
    pub(super) fn may_mark_read(&self, key: &MessageKey) -> bool {
        let account = self.account(key.account);
        !self.look_only
            && account.is_some_and(|view| !view.account.look_only)
            && self.list_at(key).is_none_or(|list| !list.read_only)
            && self.keeps(key.account, &key.mailbox, Flag::Seen)
    }

    /// Sets a flag wherever the message is seen; the server is told by who calls.
    pub(super) fn store_flag(&mut self, key: &MessageKey, flag: Flag, on: bool) {
        let row = self.list_at(key).and_then(|list| list.row_by_uid(key.uid));
        let open = self.views().find(|view| view.selected.key == *key);
        let before = row.map(|(_, row)| row.flags).or(open.map(|view| view.flags));
        let had = before.map(|flags| flags.has(flag));
        if let Some(list) = self.list_of(key.account, &key.mailbox) {
            list.set_flag(key.uid, flag, on);
        }
        for view in self.views_of(key) {
            view.flags.set(flag, on);
        }
        if flag == Flag::Seen && had == Some(!on) {
            self.count_unseen(key, !on);
        }
    }

    /// Open messages of the listed mailbox hear what the list heard of their flags.
    pub(super) fn copy_flags(&mut self) {
        let Some(list) = &self.list else { return };
        let heard: Vec<(Place, Flags)> = self
            .views()
            .filter(|view| {
                view.selected.key.account == list.account
                    && view.selected.key.mailbox == list.mailbox
            })
            .filter_map(|view| {
                let (_, row) = list.row_by_uid(view.selected.key.uid)?;
                Some((view.place, row.flags))
            })
            .collect();
        for (place, flags) in heard {
            if let Some(view) = self.view_mut(place) {
                view.flags = flags;
            }
        }
    }

    /// A message that is open, or one that was read ahead.
    pub(super) fn message_loaded(
        &mut self,
        key: &MessageKey,
        reading: Arc<Reading>,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        let places = self.places_of(key);
        for place in &places {
            let is_read = self.view_mut(*place).is_some_and(|view| view.read(Arc::clone(&reading)));
            if is_read {
                self.answered(key.account);
                effects.extend(self.sync_view(*place));
            }
        }
        // Not after its account was removed.
        if self.account(key.account).is_some() {
            if places.is_empty() && reading.page.is_some() {
                effects.extend(self.warm(key));
            }
            self.read_ahead.keep(key, reading);
        }
        effects
    }

    pub(super) fn message_failed(&mut self, key: &MessageKey, failure: &Failure) -> Vec<Effect> {
        let is_dead =
            matches!(failure.kind, FailureKind::MessageGone | FailureKind::MailboxRebuilt);
        let mut stays = false;
        for view in self.views_of(key) {
            view.loading_more = false;
            view.awaits_form = false;
            // Fields that were waited for do not come.
            view.show_all_headers &= view.headers.is_some();
            match view.body() {
                Some(_) if is_dead => view.gone(),
                // More text or another form failed: what is shown stays.
                Some(_) => stays = true,
                None => view.state = ViewState::Failed(failure.clone()),
            }
        }
        if stays {
            self.notify(NoticeKind::Warning, failure.sentence.clone());
        }
        self.places_of(key).into_iter().flat_map(|place| self.sync_view(place)).collect()
    }

    pub(super) fn headers_loaded(&mut self, key: &MessageKey, headers: &Arc<[RawHeader]>) {
        for view in self.views_of(key) {
            view.headers = Some(Arc::clone(headers));
        }
    }

    /// The message is gone from the server; what was read of it stays on the screen.
    pub(super) fn message_gone(&mut self, key: &MessageKey) {
        for view in self.views_of(key) {
            view.gone();
        }
    }

    /// Messages that went while the connection was down are said to be gone, once the rows about them
    /// tell.
    pub(super) fn find_gone(&mut self, account: AccountId, mailbox: &MailboxName) {
        let Some(list) = &self.list else { return };
        let views = self.views().filter(|view| !view.is_gone());
        let keys = views.map(|view| &view.selected.key).filter(|key| {
            key.account == account
                && key.mailbox == *mailbox
                && list.uid_validity == Some(key.uid_validity)
        });
        let gone: Vec<MessageKey> = keys.filter(|key| list.is_missing(key.uid)).cloned().collect();
        for key in gone {
            self.read_ahead.forget(account, mailbox, key.uid);
            self.message_gone(&key);
        }
    }

    /// Every message of the mailbox is dead; whether one was open.
    pub(super) fn mailbox_gone(&mut self, account: AccountId, mailbox: &MailboxName) -> bool {
        let mut was_open = false;
        for view in self.views_mut() {
            let key = &view.selected.key;
            if key.account == account && key.mailbox == *mailbox {
                view.gone();
                was_open = true;
            }
        }
        was_open
    }
}
