//! What the user does to the message that is shown.

use crate::engine::{Command, Place};
use crate::model::{Flag, MessageKey};
use crate::reading::Form;

use super::action::{Effect, MessageAct};
use super::message::{ShownAs, ViewState};
use super::state::State;

impl State {
    pub(super) fn update_message(&mut self, place: Place, act: MessageAct) -> Vec<Effect> {
        match act {
            MessageAct::Painted => self.message_painted(),
            MessageAct::ShowMoreText => self.show_more_text(),
            MessageAct::ShowAllHeaders(show) => self.show_all_headers(show),
            MessageAct::ToggleFlag(flag) => self.toggle_flag(flag),
            MessageAct::SetFlag { flag, on } => self.set_flag(flag, on),
            MessageAct::Retry => self.retry_message(),
            MessageAct::SaveAttachment { .. } | MessageAct::SaveAllAttachments => {
                self.save_attachments(place, act)
            }
            _ => Vec::new(),
        }
    }

    fn message_painted(&mut self) -> Vec<Effect> {
        let look_only = self.is_look_only();
        let (Some(view), Some(list)) = (&mut self.message, &mut self.list) else {
            return Vec::new();
        };
        let Some(body) = view.body() else { return Vec::new() };
        let kind = if body.text.from_html { ShownAs::Fallback } else { ShownAs::Text };
        if std::mem::replace(&mut view.painted, true) {
            return Vec::new();
        }
        let key = view.selected.key.clone();
        let mut effects = vec![Effect::TraceMessageShown { key: key.clone(), kind }];
        let unread = list.row_by_uid(key.uid).is_some_and(|(_, row)| !row.flags.has(Flag::Seen));
        if unread && !look_only && !list.read_only {
            list.set_flag(key.uid, Flag::Seen, true);
            self.count_unseen(&key, false);
            effects.push(Effect::Send(
                key.account,
                Command::SetFlag { key, flag: Flag::Seen, on: true },
            ));
        }
        effects.extend(self.want_read_ahead());
        effects
    }

    fn show_more_text(&mut self) -> Vec<Effect> {
        let Some(view) = &mut self.message else { return Vec::new() };
        if view.loading_more || !view.has_more() {
            return Vec::new();
        }
        view.loading_more = true;
        let key = view.selected.key.clone();
        self.begin_action(key.account);
        vec![Effect::Send(key.account, Command::ShowMoreText { key })]
    }

    fn show_all_headers(&mut self, show: bool) -> Vec<Effect> {
        let Some(view) = &mut self.message else { return Vec::new() };
        view.show_all_headers = show;
        if !show || view.headers.is_some() {
            return Vec::new();
        }
        let key = view.selected.key.clone();
        self.begin_action(key.account);
        vec![Effect::Send(key.account, Command::ShowHeaders { key })]
    }

    fn toggle_flag(&mut self, flag: Flag) -> Vec<Effect> {
        let Some(view) = &self.message else { return Vec::new() };
        let uid = view.selected.key.uid;
        let on = self
            .list
            .as_ref()
            .and_then(|list| list.row_by_uid(uid))
            .is_some_and(|(_, row)| row.flags.has(flag));
        self.set_flag(flag, !on)
    }

    fn set_flag(&mut self, flag: Flag, on: bool) -> Vec<Effect> {
        if self.is_look_only() || self.list.as_ref().is_some_and(|list| list.read_only) {
            return Vec::new();
        }
        let Some(view) = &self.message else { return Vec::new() };
        if matches!(view.state, ViewState::Gone(_)) {
            return Vec::new();
        }
        let key = view.selected.key.clone();
        let changed = match &mut self.list {
            Some(list) => {
                let had = list.row_by_uid(key.uid).map(|(_, row)| row.flags.has(flag));
                list.set_flag(key.uid, flag, on);
                had == Some(!on)
            }
            None => false,
        };
        if flag == Flag::Seen && changed {
            self.count_unseen(&key, !on);
        }
        vec![Effect::Send(key.account, Command::SetFlag { key, flag, on })]
    }

    fn retry_message(&mut self) -> Vec<Effect> {
        let Some(view) = &mut self.message else { return Vec::new() };
        view.state = ViewState::Loading;
        let key = view.selected.key.clone();
        let structure = self.list.as_ref().and_then(|list| list.structure(key.uid));
        vec![Effect::Send(
            key.account,
            Command::ShowMessage { place: Place::PANE, key, structure, form: Form::default() },
        )]
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
