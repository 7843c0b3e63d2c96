//! What the dialogs do.

use crate::engine::Command;
use crate::model::{AccountId, ConnectionState};

use super::action::{Action, Effect};
use super::dialogs::Dialog;
use super::folders::FolderWish;
use super::state::State;

impl State {
    pub(super) fn update_dialogs(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::OpenAddAccount => {
                self.dialog = Some(Dialog::AddAccount { trying: None, failure: None });
                Vec::new()
            }
            Action::SubmitAccount { form, secret } => self.submit_account(*form, secret),
            Action::SubmitSecret { account, secret, remember } => {
                if let Some(Dialog::Password { failure, .. }) = &mut self.dialog {
                    *failure = None;
                }
                if let Some(view) = self.account_mut(account) {
                    // Before the worker says so: a Cancel that follows at once has something to stop.
                    view.connection = ConnectionState::Connecting;
                }
                let remember = remember && !self.private;
                vec![Effect::Send(account, Command::UseSecret { secret, remember })]
            }
            Action::CloseDialog => {
                let mut effects = self.drop_trial();
                match self.dialog.take() {
                    Some(Dialog::Password { account, .. }) => {
                        effects.extend(self.decline_password(account));
                    }
                    // It has nowhere to go, and may be saved anew.
                    Some(Dialog::SavePath { id, .. }) => _ = self.saves.remove(&id),
                    Some(Dialog::Export(_)) => self.forget_asked_export(),
                    Some(Dialog::Import(question)) => {
                        effects.extend(self.decline_import(&question));
                    }
                    Some(_) | None => {}
                }
                effects
            }
            Action::OpenNewFolder => self.wish_for_open(FolderWish::New),
            Action::OpenRenameFolder => self.wish_for_open(FolderWish::Rename),
            Action::OpenDeleteFolder => self.wish_for_open(FolderWish::Delete),
            Action::Folder(act) => self.update_folders(act),
            Action::ConfirmLink => match self.dialog.take() {
                Some(Dialog::OpenLink(question)) if question.target.allowed => {
                    vec![Effect::OpenLink(question.target.open_as)]
                }
                other => {
                    self.dialog = other;
                    Vec::new()
                }
            },
            Action::OpenRemoveAccount(account) => {
                if self.account(account).is_some() {
                    self.dialog = Some(Dialog::RemoveAccount { account });
                }
                Vec::new()
            }
            Action::ConfirmRemoveAccount => match self.dialog {
                Some(Dialog::RemoveAccount { account }) => {
                    self.dialog = None;
                    self.remove_account(account)
                }
                Some(_) | None => Vec::new(),
            },
            other => {
                debug_assert!(false, "not a dialog's action: {other:?}");
                Vec::new()
            }
        }
    }

    /// Cancel: no question by itself from now on, and no login with what was typed.
    fn decline_password(&mut self, account: AccountId) -> Option<Effect> {
        let view = self.account_mut(account)?;
        view.password_declined = true;
        match view.connection {
            // One that failed is tried again after a wait.
            ConnectionState::Connecting
            | ConnectionState::LoggingIn
            | ConnectionState::Failed { .. } => Some(Effect::Send(account, Command::CancelLogin)),
            ConnectionState::Offline
            | ConnectionState::NeedsSecret { .. }
            | ConnectionState::Ready(_) => None,
        }
    }
}
