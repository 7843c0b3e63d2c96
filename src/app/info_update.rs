//! Asking a server about an account or a folder, changing who may do what, locking and unlocking.

use std::sync::Arc;

use crate::engine::{Command, Event, InfoCommand, InfoEvent};
use crate::model::{
    Account, AccountId, Failure, FolderInfo, Identifier, MailboxName, Rights, RightsChange,
};

use super::action::Effect;
use super::dialogs::Dialog;
use super::info::{FolderSheet, InfoAct, InfoDialog, Read};
use super::state::State;

impl State {
    pub(super) fn update_info(&mut self, act: InfoAct) -> Vec<Effect> {
        match act {
            InfoAct::OpenAccount(account) => {
                if self.account(account).is_none() {
                    return Vec::new();
                }
                self.show(InfoDialog::Account { account, read: Read::Waiting });
                vec![ask_account(account)]
            }
            InfoAct::OpenFolder { account, mailbox } => {
                if self.account(account).and_then(|view| view.mailbox(&mailbox)).is_none() {
                    return Vec::new();
                }
                self.show(InfoDialog::Folder(Box::new(FolderSheet::new(account, mailbox.clone()))));
                vec![self.ask_folder(account, mailbox)]
            }
            InfoAct::Retry => self.ask_again(),
            InfoAct::Lock(account) => self.set_look_only(account, true),
            InfoAct::AskUnlock(account) => {
                if self.is_locked(account) {
                    self.show(InfoDialog::Unlock { account });
                }
                Vec::new()
            }
            InfoAct::Unlock => match self.dialog.as_ref().and_then(info_of) {
                Some(InfoDialog::Unlock { account }) => {
                    let account = *account;
                    self.dialog = None;
                    self.set_look_only(account, false)
                }
                Some(InfoDialog::Account { .. } | InfoDialog::Folder(_)) | None => Vec::new(),
            },
            InfoAct::ChangeRights(changes) => self.change_rights(changes),
            InfoAct::GiveUpOwn => {
                let changes = self.sheet_mut().and_then(|sheet| sheet.gives_up.take());
                changes.map_or_else(Vec::new, |changes| self.send_rights(changes))
            }
            InfoAct::KeepOwn => {
                if let Some(sheet) = self.sheet_mut() {
                    sheet.gives_up = None;
                }
                Vec::new()
            }
        }
    }

    fn show(&mut self, dialog: InfoDialog) {
        self.dialog = Some(Dialog::Info(dialog));
    }

    fn sheet_mut(&mut self) -> Option<&mut FolderSheet> {
        match &mut self.dialog {
            Some(Dialog::Info(InfoDialog::Folder(sheet))) => Some(sheet),
            Some(_) | None => None,
        }
    }

    /// The sheet of this folder, where it is open.
    fn sheet_of(&mut self, account: AccountId, mailbox: &MailboxName) -> Option<&mut FolderSheet> {
        self.sheet_mut().filter(|sheet| sheet.account == account && sheet.mailbox == *mailbox)
    }

    fn ask_folder(&self, account: AccountId, mailbox: MailboxName) -> Effect {
        let known = self.account(account).and_then(|view| view.mailbox(&mailbox));
        let selectable = known.is_none_or(|known| known.selectable);
        let command = InfoCommand::ReadFolder { mailbox, selectable };
        Effect::Send(account, Command::Info(command))
    }

    fn ask_again(&mut self) -> Vec<Effect> {
        let asked = match &mut self.dialog {
            Some(Dialog::Info(InfoDialog::Account { account, read })) => {
                *read = Read::Waiting;
                return vec![ask_account(*account)];
            }
            Some(Dialog::Info(InfoDialog::Folder(sheet))) => {
                sheet.read = Read::Waiting;
                sheet.is_asked = true;
                (sheet.account, sheet.mailbox.clone())
            }
            Some(_) | None => return Vec::new(),
        };
        vec![self.ask_folder(asked.0, asked.1)]
    }

    /// What changed in the folder whose properties are open is asked for anew.
    pub(super) fn info_outdated(&mut self, event: &Event) -> Option<Effect> {
        let (account, changed) = match event {
            Event::ExistsChanged { account, mailbox, .. }
            | Event::Expunged { account, mailbox, .. }
            | Event::UnseenChanged { account, mailbox, .. } => (*account, mailbox),
            _ => return None,
        };
        let sheet = self.sheet_of(account, changed)?;
        if sheet.is_asked || sheet.read.here().is_none() {
            return None;
        }
        sheet.is_asked = true;
        Some(self.ask_folder(account, changed.clone()))
    }

    /// At once on the screen where it forbids, and once the worker says so where it allows.
    fn set_look_only(&mut self, account: AccountId, on: bool) -> Vec<Effect> {
        if self.why_locked(account).is_some() {
            return Vec::new();
        }
        let Some(view) = self.account_mut(account) else { return Vec::new() };
        view.account.look_only |= on;
        let kept = Account { look_only: on, ..view.account.clone() };
        vec![
            Effect::Send(account, Command::Info(InfoCommand::SetLookOnly(on))),
            Effect::KeepLookOnly(Box::new(kept)),
        ]
    }

    fn change_rights(&mut self, changes: Vec<RightsChange>) -> Vec<Effect> {
        let Some(sheet) = self.sheet_mut() else { return Vec::new() };
        if changes.is_empty() || sheet.saving || !sheet.may_administer() {
            return Vec::new();
        }
        let account = sheet.account;
        if self.is_locked(account) {
            return Vec::new();
        }
        let user = self.account(account).map(|view| view.account.user.clone()).unwrap_or_default();
        let Some(sheet) = self.sheet_mut() else { return Vec::new() };
        if sheet.read.here().is_some_and(|info| gives_up_own(info, &changes, &user)) {
            sheet.gives_up = Some(changes);
            return Vec::new();
        }
        self.send_rights(changes)
    }

    fn send_rights(&mut self, changes: Vec<RightsChange>) -> Vec<Effect> {
        let Some(sheet) = self.sheet_mut() else { return Vec::new() };
        sheet.saving = true;
        sheet.failure = None;
        let (account, mailbox) = (sheet.account, sheet.mailbox.clone());
        let command = InfoCommand::ChangeRights { mailbox, changes };
        vec![Effect::Send(account, Command::Info(command))]
    }

    pub(super) fn apply_info(&mut self, event: InfoEvent) {
        match event {
            InfoEvent::AccountRead { account, info } => {
                if let Some(Dialog::Info(InfoDialog::Account { account: of, read })) =
                    &mut self.dialog
                    && *of == account
                {
                    *read = Read::Here(info);
                }
            }
            InfoEvent::FolderRead { account, mailbox, info } => {
                if let Some(sheet) = self.sheet_of(account, &mailbox) {
                    sheet.read = Read::Here(info);
                    sheet.is_asked = false;
                }
            }
            InfoEvent::ReadFailed { account, mailbox, failure } => {
                self.read_failed(account, mailbox.as_ref(), failure);
            }
            InfoEvent::RightsChanged { account, mailbox, rights, acl, failure } => {
                if let Some(sheet) = self.sheet_of(account, &mailbox)
                    && let Read::Here(info) = &mut sheet.read
                {
                    let info = Arc::make_mut(info);
                    info.rights = rights;
                    info.acl = acl;
                }
                self.rights_answered(account, &mailbox, failure);
            }
            InfoEvent::RightsFailed { account, mailbox, failure } => {
                self.rights_answered(account, &mailbox, Some(failure));
            }
            InfoEvent::LookOnly { account, on } => {
                if let Some(view) = self.account_mut(account) {
                    view.account.look_only = on;
                }
            }
        }
    }

    fn rights_answered(
        &mut self,
        account: AccountId,
        mailbox: &MailboxName,
        failure: Option<Failure>,
    ) {
        match (self.sheet_of(account, mailbox), failure) {
            (Some(sheet), failure) => {
                sheet.saving = false;
                sheet.failure = failure;
            }
            // The sheet was closed meanwhile: what was not done is said all the same.
            (None, Some(failure)) => self.warn(account, failure.sentence, failure.server_text),
            (None, None) => {}
        }
    }

    fn read_failed(&mut self, account: AccountId, mailbox: Option<&MailboxName>, failure: Failure) {
        match (&mut self.dialog, mailbox) {
            (Some(Dialog::Info(InfoDialog::Account { account: of, read })), None)
                if *of == account =>
            {
                *read = Read::Failed(failure);
            }
            (Some(Dialog::Info(InfoDialog::Folder(sheet))), Some(mailbox))
                if sheet.account == account && sheet.mailbox == *mailbox =>
            {
                sheet.is_asked = false;
                // What was read before stands.
                if sheet.read.here().is_none() {
                    sheet.read = Read::Failed(failure);
                }
            }
            _ => {}
        }
    }
}

fn info_of(dialog: &Dialog) -> Option<&InfoDialog> {
    match dialog {
        Dialog::Info(info) => Some(info),
        _ => None,
    }
}

fn ask_account(account: AccountId) -> Effect {
    Effect::Send(account, Command::Info(InfoCommand::ReadAccount))
}

/// Whether somebody who is this user may not change rights any more behind these changes.
///
/// A server may name its user in another way, and groups are not known: a line counts as the user's
/// own where it might be.
fn gives_up_own(info: &FolderInfo, changes: &[RightsChange], user: &str) -> bool {
    let administer = Rights::new(b"a");
    let always = info.own_grantable.always.contains(administer);
    changes.iter().any(|change| {
        is_own(change.who(), user)
            && match change {
                RightsChange::Take(who, rights) => {
                    !who.takes_away() && rights.any_of(administer) && !always
                }
                RightsChange::Give(who, rights) => who.takes_away() && rights.any_of(administer),
                RightsChange::Remove(who) => {
                    let entries = info.acl.said().map(|acl| acl.entries.as_slice());
                    let line = entries.unwrap_or_default().iter().find(|entry| entry.who == *who);
                    let held = line.is_some_and(|line| line.rights.any_of(administer));
                    held && !who.takes_away() && !always
                }
            }
    })
}

/// `owner` is Dovecot's word for the one whose mailbox it is.
fn is_own(who: &Identifier, user: &str) -> bool {
    let name = who.as_bytes().strip_prefix(b"-").unwrap_or(who.as_bytes());
    let before_at = |name: &[u8]| -> Vec<u8> {
        name.split(|b| *b == b'@').next().unwrap_or_default().to_ascii_lowercase()
    };
    let everybody = [&b"owner"[..], b"anyone", b"authenticated"];
    everybody.contains(&name) || before_at(name) == before_at(user.as_bytes())
}
