//! What the dialogs do.

use crate::engine::Command;
use crate::model::{AccountId, Mailbox};

use super::action::{Action, Effect};
use super::dialogs::{Dialog, folder_name};
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
                let remember = remember && !self.private;
                vec![Effect::Send(account, Command::UseSecret { secret, remember })]
            }
            Action::CloseDialog => {
                let effects = self.drop_trial();
                self.dialog = None;
                effects
            }
            Action::OpenNewFolder => {
                if let Some((account, mailbox)) = self.changeable() {
                    // A folder with a delimiter can hold others; the dialog offers both places.
                    let parent = Some(mailbox)
                        .filter(|parent| !parent.no_inferiors && parent.delimiter.is_some());
                    self.dialog =
                        Some(Dialog::NewFolder { account, parent, busy: false, failure: None });
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
            Action::SubmitFolderName { typed, inside } => self.submit_folder_name(&typed, inside),
            Action::ConfirmDeleteFolder => match &mut self.dialog {
                Some(Dialog::DeleteFolder { account, mailbox, busy, failure, .. }) if !*busy => {
                    *busy = true;
                    *failure = None;
                    let mailbox = mailbox.name.clone();
                    vec![Effect::Send(*account, Command::DeleteMailbox { mailbox })]
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
            Action::RemoveAccount(id) => self.remove_account(id),
            other => {
                debug_assert!(false, "not a dialog's action: {other:?}");
                Vec::new()
            }
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

    fn submit_folder_name(&mut self, typed: &str, in_parent: bool) -> Vec<Effect> {
        let Some(dialog) = &mut self.dialog else { return Vec::new() };
        let named = match &*dialog {
            Dialog::NewFolder { parent, .. } => {
                folder_name(typed, parent.as_ref().filter(|_| in_parent))
            }
            Dialog::RenameFolder { mailbox, .. } => super::dialogs::sibling_name(typed, mailbox),
            Dialog::AddAccount { .. }
            | Dialog::Password { .. }
            | Dialog::DeleteFolder { .. }
            | Dialog::OpenLink(_)
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
                vec![Effect::Send(*account, Command::CreateMailbox { mailbox: name })]
            }
            Dialog::RenameFolder { account, mailbox, busy, failure } if !*busy => {
                if mailbox.name == name {
                    self.dialog = None;
                    return Vec::new();
                }
                *busy = true;
                *failure = None;
                let from = mailbox.name.clone();
                vec![Effect::Send(*account, Command::RenameMailbox { from, to: name })]
            }
            Dialog::NewFolder { .. }
            | Dialog::RenameFolder { .. }
            | Dialog::AddAccount { .. }
            | Dialog::Password { .. }
            | Dialog::DeleteFolder { .. }
            | Dialog::OpenLink(_)
            | Dialog::SavePath { .. } => Vec::new(),
        }
    }
}
