//! What each thing the user does changes, and what the shell shall do about it.

use crate::engine::{Command, Place};
use crate::mime;
use crate::model::{AccountId, ConnectionState, MailboxName};

use super::action::{Action, Effect, MessageAct};
use super::dialogs::{Dialog, LinkQuestion};
use super::export::ExportAct;
use super::import::ImportAct;
use super::list::{ListState, MessageList};
use super::state::{State, ZOOM_PERCENT};

impl State {
    /// Applies one thing the user did. Returns effects in the order they must run.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        // One question at a time: what is typed and chosen there is not thrown away by another.
        if self.dialog.is_some() && opens_dialog(&action) {
            return vec![Effect::FocusQuestion];
        }
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
            Action::Scrolled(_)
            | Action::SelectRow { .. }
            | Action::MoveSelection { .. }
            | Action::SelectFirst
            | Action::SelectLast
            | Action::NextUnread
            | Action::SetOrder(_)
            | Action::SortBy(_)
            | Action::SortAnyway
            | Action::ToggleThreads
            | Action::ToggleThread { .. }
            | Action::ExpandThread
            | Action::CollapseThread => self.update_list(action),
            Action::SetDensity(density) => {
                self.density = density;
                vec![Effect::KeepSettings]
            }
            Action::ColumnsChanged(columns) => {
                self.columns = columns;
                vec![Effect::KeepSettings]
            }
            Action::OpenMeter(open) => {
                self.meter_open = open;
                Vec::new()
            }
            Action::Choose(_)
            | Action::Act(..)
            | Action::SubmitFolder(_)
            | Action::ConfirmDelete
            | Action::CancelChange(_)
            | Action::Undo
            | Action::ToastGone(_) => self.update_wishes(action),
            Action::Export(act) => self.update_export(act),
            Action::Import(act) => self.update_import(act),
            Action::Message(place, act) => self.update_message(place, act),
            Action::Page(page, act) => self.update_page(page, act),
            Action::RemoteLoaded { page, images, failed } => {
                self.remote_loaded(page, &images, failed)
            }
            Action::CloseWindow(place) => self.close_window(place),
            Action::OpenSelectedInWindow => self.open_selected_in_window(),
            Action::CancelFetch(place) => self.cancel_fetch(place),
            Action::RetryFetch(place) => self.retry_fetch(place),
            Action::ThemeIsDark(dark) => self.theme_is_dark(dark),
            Action::ConfirmOpenWith
            | Action::PrivateFileReady { .. }
            | Action::PdfPathChosen { .. }
            | Action::Printed(_) => self.update_outside(action),
            Action::SetLook(look) => {
                self.look = look;
                let mut effects = vec![Effect::KeepSettings];
                // The message that is being read shows at once what was chosen.
                effects.extend(self.choose_look(Place::PANE, look));
                effects
            }
            Action::SetZoom(percent) => {
                self.zoom_percent = percent.clamp(*ZOOM_PERCENT.start(), *ZOOM_PERCENT.end());
                vec![Effect::KeepSettings]
            }
            Action::ClickLink { target, text } => {
                let target = mime::link_target(&target);
                self.dialog = Some(Dialog::OpenLink(LinkQuestion { text, target }));
                Vec::new()
            }
            Action::CopyText(text) => vec![Effect::Copy(text)],
            Action::SavePathChosen { .. }
            | Action::SaveFolderChosen { .. }
            | Action::SaveDialogMissing { .. }
            | Action::CancelSave(_)
            | Action::FilesWritten(_)
            | Action::DismissSave(_)
            | Action::SubmitSavePath { .. } => self.update_saves(action),
            Action::OpenAddAccount
            | Action::OpenNewFolder
            | Action::OpenRenameFolder
            | Action::OpenDeleteFolder
            | Action::SubmitAccount { .. }
            | Action::SubmitSecret { .. }
            | Action::Folder(_)
            | Action::ConfirmLink
            | Action::CloseDialog
            | Action::OpenRemoveAccount(_)
            | Action::ConfirmRemoveAccount => self.update_dialogs(action),
            Action::Info(act) => self.update_info(act),
            Action::Console(act) => self.update_console(act),
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
        let view = self.remembered_view(account, &mailbox);
        let mut list = MessageList::with_view(account, mailbox.clone(), view);
        list.set_budget(self.list_settings.row_cache_bytes);
        list.scroll.visible = visible;
        self.list = Some(list);
        self.open = Some((account, mailbox));
        let mut effects = self.leave_pane();
        effects.extend(self.open_list());
        effects
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
        let threads: Vec<Effect> = match &mut self.list {
            Some(list) => {
                list.threads_asked = false;
                self.want_threads().into_iter().collect()
            }
            None => Vec::new(),
        };
        let refreshed = self.accounts.iter().map(|view| {
            let command = if view.is_ready() { Command::Refresh } else { Command::RetryNow };
            Effect::Send(view.id, command)
        });
        refreshed.chain(threads).collect()
    }

    fn retry(&mut self, account: AccountId) -> Vec<Effect> {
        let Some(view) = self.account(account) else { return Vec::new() };
        if let ConnectionState::NeedsSecret { failure } = &view.connection {
            if self.dialog.is_some() {
                return vec![Effect::FocusQuestion];
            }
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
            effects.extend(self.open_list());
        }
        effects
    }
}

/// Whether it asks the user something, wherever it is done.
fn opens_dialog(action: &Action) -> bool {
    if let Action::Info(act) = action {
        return act.opens_dialog();
    }
    matches!(
        action,
        Action::ClickLink { .. }
            | Action::OpenAddAccount
            | Action::OpenNewFolder
            | Action::OpenRenameFolder
            | Action::OpenDeleteFolder
            | Action::OpenRemoveAccount(_)
            | Action::Export(ExportAct::AskFolder { .. })
            | Action::Import(ImportAct::Dropped { .. } | ImportAct::Decide(_))
            | Action::Message(_, MessageAct::OpenPartWith { .. })
    ) || matches!(action, Action::Folder(act) if act.asks())
}
