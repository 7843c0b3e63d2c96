//! Opening, closing and turning over windows beside the main one.

use crate::engine::{Command, Place};
use crate::model::AccountId;

use super::action::Effect;
use super::list::RowAt;
use super::message::{MessageView, ViewState, fits};
use super::state::{NoticeKind, State};
use super::windows::{OpenWindow, WINDOWS_LIMIT, WindowKind};

/// Which way a window can go in the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CanGo {
    /// To the message above.
    pub previous: bool,
    /// To the message below.
    pub next: bool,
}

/// The title of a message's window.
pub(super) fn title_of(subject: &str) -> String {
    if subject.trim().is_empty() { "(No subject)".to_owned() } else { subject.to_owned() }
}

impl State {
    /// A new window, or a sentence where there are too many.
    pub(super) fn room_for_window(&mut self) -> Option<Place> {
        if self.windows.len() >= WINDOWS_LIMIT {
            let text =
                format!("{WINDOWS_LIMIT} windows are open; close one before the next opens.");
            self.notify(NoticeKind::Warning, text);
            return None;
        }
        let place = Place(self.next_place);
        self.next_place = self.next_place.wrapping_add(1);
        Some(place)
    }

    pub(super) fn open_in_window(&mut self, from: Place) -> Vec<Effect> {
        let Some(view) = self.view(from) else { return Vec::new() };
        let key = &view.selected.key;
        let open = self.windows.iter().find(
            |window| matches!(&window.kind, WindowKind::Message(view) if view.selected.key == *key),
        );
        if let Some(window) = open {
            return vec![Effect::FocusWindow(window.place)];
        }
        let view = view.clone();
        let Some(place) = self.room_for_window() else { return Vec::new() };
        let view = view.for_window(place);
        let is_read = view.reading().is_some();
        // What the pane has asked for comes to the window too.
        let is_coming = self.views().any(|other| {
            other.selected.key == view.selected.key
                && other.asked
                && other.look == view.look
                && matches!(other.state, ViewState::Loading)
        });
        let title = title_of(&view.selected.row.subject);
        self.windows.push(OpenWindow { place, title, kind: WindowKind::Message(Box::new(view)) });
        let mut effects = Vec::new();
        if !is_read && !is_coming {
            effects.extend(self.ask_message(place));
        }
        effects.extend(self.sync_view(place));
        effects.extend(self.want_beside());
        effects
    }

    /// The message under the cursor; it is opened in the pane too, where it is not.
    pub(super) fn open_selected_in_window(&mut self) -> Vec<Effect> {
        let mut effects = self.open_cursor_row();
        let cursor = self.list.as_ref().and_then(|list| list.key(list.cursor_uid()?));
        let is_open = self.message.as_ref().map(|view| &view.selected.key) == cursor.as_ref();
        if cursor.is_some() && is_open {
            effects.extend(self.open_in_window(Place::PANE));
        }
        effects
    }

    /// Which way the message at a place can go: by the list, while its mailbox is listed.
    pub fn can_go(&self, place: Place) -> CanGo {
        CanGo {
            previous: self.neighbour(place, -1).is_some(),
            next: self.neighbour(place, 1).is_some(),
        }
    }

    /// The line above or below that of the message, where its row is there.
    fn neighbour(&self, place: Place, by: i64) -> Option<u32> {
        let key = &self.view(place)?.selected.key;
        let list = self.list_at(key)?;
        let (seq, _) = list.row_by_uid(key.uid)?;
        let line = i64::from(list.index_of_seq(seq)?).checked_add(by)?;
        let line = u32::try_from(line).ok().filter(|line| *line < list.len())?;
        matches!(list.row_at(line), RowAt::Loaded(_)).then_some(line)
    }

    /// Asks for the rows beside the messages in windows, so that they can be turned over; one
    /// window's after the other's, each once.
    pub(super) fn want_beside(&mut self) -> Option<Effect> {
        let (place, rows) = self
            .views()
            .filter(|view| view.place != Place::PANE && !view.asked_beside)
            .find_map(|view| {
                let key = &view.selected.key;
                let list = self.list_at(key)?;
                let (seq, _) = list.row_by_uid(key.uid)?;
                Some((view.place, list.wanted_beside(list.index_of_seq(seq)?)?))
            })?;
        self.view_mut(place)?.asked_beside = true;
        let list = self.list.as_mut()?;
        list.set_asked(rows.clone());
        let mailbox = list.mailbox.clone();
        let command = Command::ShowRows { mailbox, rows, links: list.links() };
        Some(Effect::Send(list.account, command))
    }

    /// Shows the message below or above in the same place.
    pub(super) fn go(&mut self, place: Place, by: i64) -> Vec<Effect> {
        if place == Place::PANE {
            return self.move_selection(by);
        }
        let Some(line) = self.neighbour(place, by) else { return Vec::new() };
        let Some(list) = &self.list else { return Vec::new() };
        let RowAt::Loaded(row) = list.row_at(line) else { return Vec::new() };
        let Some(key) = list.key(row.uid) else { return Vec::new() };
        let structure = list.structure(row.uid);
        let mut view = MessageView::new(place, key.clone(), row);
        view.look = self.look;
        let is_there = self.show_read_ahead(&mut view);
        let title = title_of(&view.selected.row.subject);
        let window = self.windows.iter_mut().find(|window| window.place == place);
        let Some(window) = window else { return Vec::new() };
        window.title = title;
        let old = std::mem::replace(&mut window.kind, WindowKind::Message(Box::new(view)));
        let mut effects = match old {
            WindowKind::Message(old) => self.leave(&old),
            WindowKind::Source(_) | WindowKind::Opened(_) => Vec::new(),
        };
        if !is_there {
            effects.extend(self.ask_message(place));
            if structure.as_deref().is_some_and(super::looks::has_html) {
                effects.extend(self.warm(&key));
            }
        }
        effects.extend(self.sync_view(place));
        effects.extend(self.want_beside());
        effects
    }

    /// Shows what was read of a message before, in the form that the view wants.
    pub(super) fn show_read_ahead(&self, view: &mut MessageView) -> bool {
        let read = self.read_ahead.get(&view.selected.key);
        match read.filter(|reading| fits(reading, view.form())).cloned() {
            Some(reading) => view.read(reading),
            None => false,
        }
    }

    /// A message is not shown at its place any more; it was taken out of the state already.
    pub(super) fn leave(&mut self, view: &MessageView) -> Vec<Effect> {
        let mut effects = self.close_pages(view.pages());
        let key = &view.selected.key;
        // Where its account is gone there is nobody to tell.
        if self.places_of(key).is_empty() && self.account(key.account).is_some() {
            let command = Command::LeaveMessage { key: key.clone() };
            effects.push(Effect::Send(key.account, command));
        }
        if view.asked && matches!(view.state, ViewState::Loading) {
            // Another message takes its turn there: a window that waited for it asks itself.
            let waiting: Vec<Place> = self
                .views()
                .filter(|other| {
                    other.selected.key == view.selected.key
                        && !other.asked
                        && matches!(other.state, ViewState::Loading)
                })
                .map(|other| other.place)
                .collect();
            effects.extend(waiting.into_iter().filter_map(|place| self.ask_message(place)));
        }
        effects
    }

    /// Nothing is chosen in the pane any more.
    pub(super) fn leave_pane(&mut self) -> Vec<Effect> {
        match self.message.take() {
            Some(view) => self.leave(&view),
            None => Vec::new(),
        }
    }

    pub(super) fn close_window(&mut self, place: Place) -> Vec<Effect> {
        let Some(index) = self.windows.iter().position(|window| window.place == place) else {
            return Vec::new();
        };
        let window = self.windows.remove(index);
        let account = window.key().account;
        let fetch = window.fetch();
        let mut effects: Vec<Effect> = fetch
            .map(|fetch| Effect::Send(account, Command::CancelFetch(fetch)))
            .into_iter()
            .collect();
        effects.extend(match window.kind {
            WindowKind::Message(view) => self.leave(&view),
            WindowKind::Opened(view) => self.close_pages(view.pages()),
            WindowKind::Source(_) => Vec::new(),
        });
        effects
    }

    /// The windows of an account that is removed close with it: nothing in them could be fetched,
    /// saved or answered any more.
    pub(super) fn close_windows_of(&mut self, account: AccountId) -> Vec<Effect> {
        let places: Vec<Place> = self
            .windows
            .iter()
            .filter(|window| window.key().account == account)
            .map(|window| window.place)
            .collect();
        let mut effects: Vec<Effect> =
            places.into_iter().flat_map(|place| self.close_window(place)).collect();
        // Its connection ends: there is nobody to tell.
        effects.retain(|effect| !matches!(effect, Effect::Send(of, _) if *of == account));
        effects
    }
}
