//! What each thing the user does changes, and what the shell shall do about it.

use crate::engine::Command;
use crate::mime;
use crate::model::{AccountId, ConnectionState, Flag, MailboxName};

use super::action::{Action, Effect};
use super::dialogs::{Dialog, LinkQuestion};
use super::list::{ListState, MARGIN_ROWS, MessageList, RowAt};
use super::message::{MessageView, ViewState};
use super::state::State;

/// Rows asked for before the window knows its height: a tall screen of two-line rows.
const FIRST_ROWS: u32 = 30;

impl State {
    /// Applies one thing the user did. Returns effects in the order they must run.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Tick { now_unix_secs } => {
                self.clock.now_unix_secs = now_unix_secs;
                Vec::new()
            }
            Action::PanesResized(widths) => {
                self.panes = widths;
                vec![Effect::KeepSettings]
            }
            Action::ChooseTheme(theme) => {
                self.theme = theme;
                vec![Effect::KeepSettings]
            }
            Action::FocusPane(pane) => {
                self.focus = pane;
                Vec::new()
            }
            Action::NextPane => {
                self.focus = self.focus.next();
                Vec::new()
            }
            Action::SelectMailbox { account, mailbox } => self.select_mailbox(account, mailbox),
            Action::ToggleBranch { account, path } => {
                if let Some(view) = self.account_mut(account)
                    && !view.closed_branches.remove(&path)
                {
                    view.closed_branches.insert(path);
                }
                Vec::new()
            }
            Action::ShowAllFolders(all) => {
                self.show_all_folders = all;
                vec![Effect::KeepSettings]
            }
            Action::Refresh => self.refresh(),
            Action::RetryNow(account) => self.retry(account),
            Action::Scrolled(scroll) => {
                if let Some(list) = &mut self.list {
                    list.scrolled(scroll);
                }
                self.want_rows()
            }
            Action::SelectRow { index } => self.select_row(index),
            Action::MoveSelection { by } => self.move_selection(by),
            Action::SelectFirst => self.select_row(0),
            Action::SelectLast => {
                let last = self.list.as_ref().map_or(0, |list| list.exists.saturating_sub(1));
                self.select_row(last)
            }
            Action::NextUnread => match self.list.as_ref().and_then(MessageList::next_unread) {
                Some(index) => self.select_row(index),
                None => Vec::new(),
            },
            Action::MessagePainted => self.message_painted(),
            Action::ShowMoreText => self.show_more_text(),
            Action::ShowAllHeaders(show) => self.show_all_headers(show),
            Action::ToggleFlag(flag) => self.toggle_flag(flag),
            Action::SetFlag { flag, on } => self.set_flag(flag, on),
            Action::RetryMessage => self.retry_message(),
            Action::ClickLink { target, text } => {
                let target = mime::link_target(&target);
                self.dialog = Some(Dialog::OpenLink(LinkQuestion { text, target }));
                Vec::new()
            }
            Action::CopyText(text) => vec![Effect::Copy(text)],
            Action::SaveAttachment { .. }
            | Action::SaveAllAttachments
            | Action::SavePathChosen { .. }
            | Action::SaveFolderChosen { .. }
            | Action::SaveDialogMissing { .. }
            | Action::CancelSave(_)
            | Action::DismissSave(_)
            | Action::SubmitSavePath { .. } => self.update_saves(action),
            Action::OpenAddAccount
            | Action::OpenNewFolder
            | Action::OpenRenameFolder
            | Action::OpenDeleteFolder
            | Action::SubmitAccount { .. }
            | Action::SubmitSecret { .. }
            | Action::SubmitFolderName { .. }
            | Action::ConfirmDeleteFolder
            | Action::ConfirmLink
            | Action::CloseDialog
            | Action::OpenRemoveAccount(_)
            | Action::ConfirmRemoveAccount => self.update_dialogs(action),
            Action::DismissNotice(index) => {
                if index < self.notices.len() {
                    self.notices.remove(index);
                }
                Vec::new()
            }
            Action::Quit => vec![Effect::Quit],
        }
    }

    pub(super) fn select_mailbox(
        &mut self,
        account: AccountId,
        mailbox: MailboxName,
    ) -> Vec<Effect> {
        let is_open = self.list.as_ref().is_some_and(|list| {
            list.account == account
                && list.mailbox == mailbox
                && !matches!(list.state, ListState::Failed(_))
        });
        if is_open {
            return Vec::new();
        }
        let selectable = self
            .account(account)
            .and_then(|view| view.mailbox(&mailbox))
            .is_none_or(|mailbox| mailbox.selectable);
        if !selectable {
            return Vec::new();
        }
        self.begin_action(account);
        let visible = self.list.as_ref().map_or(0, |list| list.scroll.visible);
        let mut list = MessageList::new(account, mailbox.clone());
        list.scroll.visible = visible;
        self.list = Some(list);
        self.message = None;
        self.open = Some((account, mailbox.clone()));
        let rows = if visible == 0 { FIRST_ROWS } else { visible } + MARGIN_ROWS;
        vec![Effect::Send(account, Command::OpenMailbox { mailbox, rows })]
    }

    /// Remembers the counters, so that the status line can tell what this action cost.
    pub(super) fn begin_action(&mut self, account: AccountId) {
        if let Some(view) = self.account_mut(account) {
            view.traffic_before_action = view.traffic;
            view.traffic_when_answered = None;
        }
    }

    fn refresh(&mut self) -> Vec<Effect> {
        if let Some((open, _)) = self.open {
            self.begin_action(open);
        }
        self.accounts
            .iter()
            .map(|view| {
                let command = if view.is_ready() { Command::Refresh } else { Command::RetryNow };
                Effect::Send(view.id, command)
            })
            .collect()
    }

    fn retry(&mut self, account: AccountId) -> Vec<Effect> {
        let Some(view) = self.account(account) else { return Vec::new() };
        if let ConnectionState::NeedsSecret { failure } = &view.connection {
            self.dialog = Some(Dialog::Password { account, failure: failure.clone() });
            return Vec::new();
        }
        let mut effects = vec![Effect::Send(account, Command::RetryNow)];
        // A mailbox that could not be opened on a living connection is asked for again.
        if let Some(list) = &mut self.list
            && list.account == account
            && matches!(list.state, ListState::Failed(_))
        {
            list.state = ListState::Opening;
            let mailbox = list.mailbox.clone();
            let rows = list.scroll.visible.max(FIRST_ROWS) + MARGIN_ROWS;
            effects.push(Effect::Send(account, Command::OpenMailbox { mailbox, rows }));
        }
        effects
    }

    /// Asks for the rows the view lacks, once per range.
    pub(super) fn want_rows(&mut self) -> Vec<Effect> {
        let Some(list) = &mut self.list else { return Vec::new() };
        let wanted = list.wanted();
        if wanted == list.asked {
            return Vec::new();
        }
        list.asked = wanted;
        let Some((first_seq, last_seq)) = wanted else { return Vec::new() };
        let mailbox = list.mailbox.clone();
        vec![Effect::Send(list.account, Command::ShowRows { mailbox, first_seq, last_seq })]
    }

    fn move_selection(&mut self, by: i64) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        if list.exists == 0 {
            return Vec::new();
        }
        let last = i64::from(list.exists - 1);
        let index = match list.cursor {
            Some(cursor) => (i64::from(cursor) + by).clamp(0, last),
            None => i64::from(list.scroll.top).min(last),
        };
        self.select_row(u32::try_from(index).unwrap_or(0))
    }

    pub(super) fn select_row(&mut self, index: u32) -> Vec<Effect> {
        let Some(list) = &mut self.list else { return Vec::new() };
        if index >= list.exists {
            return Vec::new();
        }
        list.cursor = Some(index);
        list.scroll_to(index);
        list.open_when_loaded = matches!(list.row_at(index), RowAt::Placeholder);
        let mut effects = self.want_rows();
        effects.extend(self.open_cursor_row());
        effects
    }

    /// Opens the message under the cursor, if its row is there.
    pub(super) fn open_cursor_row(&mut self) -> Vec<Effect> {
        let Some(list) = &self.list else { return Vec::new() };
        let Some(index) = list.cursor else { return Vec::new() };
        let RowAt::Loaded(row) = list.row_at(index) else { return Vec::new() };
        let Some(key) = list.key(row.uid) else { return Vec::new() };
        let is_shown = self.message.as_ref().is_some_and(|view| {
            view.selected.key == key && !matches!(view.state, ViewState::Failed(_))
        });
        if is_shown {
            return Vec::new();
        }
        let structure = list.structure(row.uid);
        let account = list.account;
        self.message = Some(MessageView::new(key.clone(), row));
        self.begin_action(account);
        vec![Effect::Send(account, Command::ShowMessage { key, structure })]
    }

    fn message_painted(&mut self) -> Vec<Effect> {
        let look_only = self.is_look_only();
        let (Some(view), Some(list)) = (&mut self.message, &mut self.list) else {
            return Vec::new();
        };
        let Some(body) = view.body() else { return Vec::new() };
        let from_html = body.text.from_html;
        if std::mem::replace(&mut view.painted, true) {
            return Vec::new();
        }
        let key = view.selected.key.clone();
        let mut effects = vec![Effect::TraceMessageShown { key: key.clone(), from_html }];
        let unread = list.row_by_uid(key.uid).is_some_and(|(_, row)| !row.flags.has(Flag::Seen));
        if unread && !look_only && !list.read_only {
            list.set_flag(key.uid, Flag::Seen, true);
            self.count_unseen(&key, false);
            effects.push(Effect::Send(
                key.account,
                Command::SetFlag { key, flag: Flag::Seen, on: true },
            ));
        }
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
        vec![Effect::Send(key.account, Command::ShowMessage { key, structure })]
    }

    /// One unread message more or less, shown at once; the next count of the server's corrects it.
    pub(super) fn count_unseen(&mut self, key: &crate::model::MessageKey, more: bool) {
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
