//! What the dialogs do.

use crate::engine::{Command, MailboxChange};
use crate::model::{AccountId, ConnectionState, Mailbox};

use super::action::{Action, Effect};
use super::dialogs::{Dialog, FolderPlace};
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
            Action::OpenNewFolder => {
                if let Some((account, open)) = self.changeable() {
                    let place = self.likely_place(account, &open);
                    self.dialog = Some(Dialog::NewFolder {
                        account,
                        open,
                        place,
                        busy: false,
                        failure: None,
                    });
                }
                Vec::new()
            }
            Action::OpenRenameFolder => {
                if let Some((account, mailbox)) = self.changeable()
                    && !mailbox.name.is_inbox()
                {
                    self.dialog =
                        Some(Dialog::RenameFolder { account, mailbox, busy: false, failure: None });
                }
                Vec::new()
            }
            Action::OpenDeleteFolder => {
                if let Some((account, mailbox)) = self.changeable()
                    && !mailbox.name.is_inbox()
                {
                    let inside = self.inside(account, &mailbox);
                    self.dialog = Some(Dialog::DeleteFolder {
                        account,
                        mailbox,
                        inside,
                        busy: false,
                        failure: None,
                    });
                }
                Vec::new()
            }
            Action::SubmitFolderName { typed, place } => self.submit_folder_name(&typed, place),
            Action::ConfirmDeleteFolder => match &mut self.dialog {
                Some(Dialog::DeleteFolder { account, mailbox, busy, failure, .. }) if !*busy => {
                    *busy = true;
                    *failure = None;
                    let mailbox = mailbox.name.clone();
                    vec![Effect::Send(
                        *account,
                        Command::ChangeMailbox(MailboxChange::deleted(mailbox)),
                    )]
                }
                Some(_) | None => Vec::new(),
            },
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

    /// The open account and folder, where its server may be changed.
    fn changeable(&self) -> Option<(AccountId, Mailbox)> {
        if self.is_look_only() {
            return None;
        }
        let (view, mailbox) = self.open_mailbox()?;
        Some((view.id, mailbox.clone()))
    }

    fn inside(&self, account: AccountId, mailbox: &Mailbox) -> usize {
        let Some(mailboxes) = self.account(account).and_then(|view| view.mailboxes.as_ref()) else {
            return 0;
        };
        mailboxes
            .iter()
            .filter(|other| {
                other.path.len() > mailbox.path.len() && other.path.starts_with(&mailbox.path)
            })
            .count()
    }

    /// Where people expect a new folder: with its like. The inbox holds others only on servers
    /// that keep everything in it.
    fn likely_place(&self, account: AccountId, open: &Mailbox) -> FolderPlace {
        let inside = self.inside(account, open);
        let others = self
            .account(account)
            .and_then(|view| view.mailboxes.as_ref())
            .map_or(0, |mailboxes| mailboxes.len().saturating_sub(1));
        let holds = !open.name.is_inbox() || inside == others;
        let can = |place| FolderPlace::offered(open).any(|offered| offered == place);
        if inside > 0 && holds && can(FolderPlace::Inside) {
            FolderPlace::Inside
        } else if can(FolderPlace::Beside) {
            FolderPlace::Beside
        } else {
            FolderPlace::Top
        }
    }

    fn submit_folder_name(&mut self, typed: &str, place: FolderPlace) -> Vec<Effect> {
        let Some(dialog) = &mut self.dialog else { return Vec::new() };
        let named = match &*dialog {
            Dialog::NewFolder { open, .. } => place.name(typed, open),
            Dialog::RenameFolder { mailbox, .. } => super::dialogs::sibling_name(typed, mailbox),
            Dialog::AddAccount { .. }
            | Dialog::Password { .. }
            | Dialog::DeleteFolder { .. }
            | Dialog::RemoveAccount { .. }
            | Dialog::MoveTo(_)
            | Dialog::DeleteMessages(_)
            | Dialog::Export(_)
            | Dialog::Import(_)
            | Dialog::OpenLink(_)
            | Dialog::Info(_)
            | Dialog::Console(_)
            | Dialog::OpenWith(_)
            | Dialog::SavePath { .. } => return Vec::new(),
        };
        let name = match named {
            Ok(name) => name,
            Err(sentence) => {
                dialog.failed(crate::model::Failure::new(
                    crate::model::FailureKind::Refused,
                    sentence,
                ));
                return Vec::new();
            }
        };
        match dialog {
            Dialog::NewFolder { account, busy, failure, .. } if !*busy => {
                *busy = true;
                *failure = None;
                vec![Effect::Send(*account, Command::ChangeMailbox(MailboxChange::created(name)))]
            }
            Dialog::RenameFolder { account, mailbox, busy, failure } if !*busy => {
                if mailbox.name == name {
                    self.dialog = None;
                    return Vec::new();
                }
                *busy = true;
                *failure = None;
                let from = mailbox.name.clone();
                vec![Effect::Send(
                    *account,
                    Command::ChangeMailbox(MailboxChange::Renamed { from, to: name }),
                )]
            }
            Dialog::NewFolder { .. }
            | Dialog::RenameFolder { .. }
            | Dialog::AddAccount { .. }
            | Dialog::Password { .. }
            | Dialog::DeleteFolder { .. }
            | Dialog::RemoveAccount { .. }
            | Dialog::MoveTo(_)
            | Dialog::DeleteMessages(_)
            | Dialog::Export(_)
            | Dialog::Import(_)
            | Dialog::OpenLink(_)
            | Dialog::Info(_)
            | Dialog::Console(_)
            | Dialog::OpenWith(_)
            | Dialog::SavePath { .. } => Vec::new(),
        }
    }
}
