//! What the user does to a message that is open somewhere.

use crate::engine::{Command, Place};
use crate::model::{Flag, MessageKey};

use super::action::{Effect, MessageAct};
use super::message::{BodyShown, Pictures, ShownAs, TextFind, ViewState};
use super::state::State;

/// What can be looked for: a sentence.
const FIND_LIMIT_CHARS: usize = 200;

impl State {
    pub(super) fn update_message(&mut self, place: Place, act: MessageAct) -> Vec<Effect> {
        match act {
            MessageAct::Painted => self.message_painted(place),
            MessageAct::ShowMoreText => self.show_more_text(place),
            MessageAct::ShowAllHeaders(show) => self.show_all_headers(place, show),
            MessageAct::Retry => self.retry_message(place),
            MessageAct::ChooseLook(look) => self.choose_look(place, look),
            MessageAct::LoadPictures => self.load_pictures(place),
            MessageAct::LoadRemote => self.load_remote(place),
            MessageAct::TrustSender(trust) => self.trust_sender(place, trust),
            MessageAct::ShowParts(_)
            | MessageAct::ToggleQuote { .. }
            | MessageAct::Find(_)
            | MessageAct::FindNext
            | MessageAct::FindPrevious => {
                self.update_reading(place, act);
                Vec::new()
            }
            MessageAct::SaveAttachment { .. }
            | MessageAct::SaveAllAttachments
            | MessageAct::SaveMessage => self.save_attachments(place, act),
            MessageAct::SaveInside { .. } | MessageAct::SaveAllInside => {
                self.save_inside(place, &act)
            }
            MessageAct::OpenPart { part } => self.open_part(place, &part),
            MessageAct::OpenPartWith { part } => self.ask_open_with(place, &part),
            MessageAct::OpenSource => self.open_source(place),
            MessageAct::OpenInWindow => self.open_in_window(place),
            MessageAct::Print => self.print(place),
            MessageAct::SavePdf => self.ask_pdf_path(place),
            MessageAct::Next => self.go(place, 1),
            MessageAct::Previous => self.go(place, -1),
        }
    }

    /// What changes nothing but how the message is read.
    fn update_reading(&mut self, place: Place, act: MessageAct) {
        let Some(view) = self.view_mut(place) else { return };
        match act {
            MessageAct::ShowParts(show) => view.show_parts = show,
            MessageAct::ToggleQuote { block } => view.turn_quote(block),
            MessageAct::Find(words) => {
                let words: String = words.chars().take(FIND_LIMIT_CHARS).collect();
                if words.is_empty() {
                    view.find = None;
                } else if view.find.as_ref().is_none_or(|find| find.words != words) {
                    view.find = Some(TextFind { words, current: 0 });
                }
            }
            MessageAct::FindNext => view.find_next(1),
            MessageAct::FindPrevious => view.find_next(-1),
            // The others are not of reading; `update_message` keeps them.
            _ => {}
        }
    }

    fn message_painted(&mut self, place: Place) -> Vec<Effect> {
        let Some(view) = self.view(place) else { return Vec::new() };
        let Some(body) = view.body() else { return Vec::new() };
        let kind = match self.body_shown(view) {
            BodyShown::Page(_) => ShownAs::Html,
            BodyShown::Reader | BodyShown::Text if body.text.from_html => ShownAs::Fallback,
            BodyShown::Reader | BodyShown::Text => ShownAs::Text,
        };
        let key = view.selected.key.clone();
        let is_unread = self.flags_at(place).is_some_and(|flags| !flags.has(Flag::Seen));
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        if std::mem::replace(&mut view.painted, true) {
            return Vec::new();
        }
        let is_gone = view.is_gone();
        let mut effects = vec![Effect::TraceMessageShown { key: key.clone(), kind }];
        if is_unread && !is_gone && self.may_mark_read(&key) {
            self.store_flag(&key, Flag::Seen, true);
            let command = Command::SetFlag { key: key.clone(), flag: Flag::Seen, on: true };
            effects.push(Effect::Send(key.account, command));
        }
        effects.extend(self.want_read_ahead());
        effects
    }

    fn show_more_text(&mut self, place: Place) -> Vec<Effect> {
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        if view.loading_more || !view.has_more() || view.is_gone() {
            return Vec::new();
        }
        view.loading_more = true;
        let key = view.selected.key.clone();
        self.begin_action(key.account);
        vec![Effect::Send(key.account, Command::ShowMoreText { key })]
    }

    fn show_all_headers(&mut self, place: Place, show: bool) -> Vec<Effect> {
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        let is_fetched = show && view.headers.is_none();
        if is_fetched && !self.is_there(place) {
            return Vec::new(); // They can never come, and that is said.
        }
        let Some(view) = self.view_mut(place) else { return Vec::new() };
        view.show_all_headers = show;
        if !is_fetched {
            return Vec::new();
        }
        let key = view.selected.key.clone();
        self.begin_action(key.account);
        vec![Effect::Send(key.account, Command::ShowHeaders { key })]
    }

    fn retry_message(&mut self, place: Place) -> Vec<Effect> {
        let Some(view) = self.view_mut(place).filter(|view| !view.is_gone()) else {
            return Vec::new();
        };
        let pages: Vec<_> = view.pages().collect();
        let mut effects = self.close_pages(pages);
        let Some(view) = self.view_mut(place) else { return effects };
        view.state = ViewState::Loading;
        view.awaits_form = false;
        view.page = None;
        view.sheet = None;
        view.pages_below.clear();
        view.sheets_below.clear();
        view.pictures = Pictures::default();
        effects.extend(self.ask_message(place));
        effects
    }

    /// One unread message more or less, shown at once; the next count of the server's corrects it.
    pub(super) fn count_unseen(&mut self, key: &MessageKey, more: bool) {
        let unseen = self
            .account(key.account)
            .and_then(|view| view.mailbox(&key.mailbox))
            .and_then(|mailbox| mailbox.counts)
            .map(|counts| counts.unseen);
        if let Some(unseen) = unseen {
            let unseen = if more { unseen.saturating_add(1) } else { unseen.saturating_sub(1) };
            self.set_unseen(key.account, &key.mailbox, unseen);
        }
    }
}
