//! The main buttons of the dialogs about folders.

use crate::engine::MailboxChange;
use crate::model::{AccountId, Failure, FailureKind, MailboxName, SpecialUse};
use crate::text::folder_name::{caution, check_name, levels};

use super::super::action::Effect;
use super::super::dialogs::Dialog;
use super::super::state::State;
use super::asked::{FolderAsk, FolderDialog};
use super::back::By;
use super::names::{below, is_typed, leaf_of};

/// A name that can be asked of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedName {
    pub name: MailboxName,
    /// From the top; what was typed may have made several.
    pub path: Vec<String>,
    /// Of those typed here.
    pub typed_levels: usize,
    /// What is odd about it, though servers may hold it.
    pub caution: Option<String>,
}

impl State {
    /// Checks a name as it is typed, for a new folder or for `renamed`.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn check_folder_name(
        &self,
        account: AccountId,
        (typed, parent): (&str, Option<&MailboxName>),
        renamed: Option<&MailboxName>,
    ) -> Result<CheckedName, String> {
        let view = self.account(account).ok_or("The account is not there any more.")?;
        let own = renamed.and_then(|name| view.mailbox(name));
        let delimiter = own.map_or_else(|| view.delimiter(), |mailbox| mailbox.delimiter);
        let exists = |name: &MailboxName| Some(name) != renamed && view.mailbox(name).is_some();
        // As the server spells it, which need not be as it would be spelt here.
        let kept = own.filter(|own| own.leaf() == typed);
        let name = match kept {
            Some(own) => below(parent, delimiter, leaf_of(&own.name, own.delimiter)),
            None => check_name(typed, parent, delimiter, exists)?,
        };
        if exists(&name) {
            return Err("There is a folder of this name already.".to_owned());
        }
        if let Some(own) = renamed.filter(|own| name.is_inside(own, delimiter)) {
            let label = self.folder_label(account, own);
            return Err(format!("“{label}” cannot go into itself."));
        }
        let typed_levels = if kept.is_some() { vec![typed] } else { levels(typed, delimiter) };
        let caution = if kept.is_some() { None } else { caution(&name, typed, delimiter) };
        let mut path = parent.map(|parent| view.path_of(parent)).unwrap_or_default();
        path.extend(typed_levels.iter().map(ToString::to_string));
        Ok(CheckedName { name, path, typed_levels: typed_levels.len(), caution })
    }

    /// The dialog about a folder, while the server was not asked for an answer.
    fn folder_asked(&mut self) -> Option<&mut FolderDialog> {
        match &mut self.dialog {
            Some(Dialog::Folder(dialog)) if !dialog.busy => Some(dialog),
            Some(_) | None => None,
        }
    }

    /// Sends what the dialog was for.
    fn send_asked(&mut self, change: MailboxChange, by: By) -> Vec<Effect> {
        let Some(dialog) = self.folder_asked() else { return Vec::new() };
        (dialog.busy, dialog.asked) = (true, Some(change.clone()));
        dialog.failure = None;
        let account = dialog.account;
        self.change_mailbox(account, change, by)
    }

    fn refuse(&mut self, sentence: impl Into<String>) -> Vec<Effect> {
        if let Some(dialog) = self.folder_asked() {
            dialog.failed(Failure::new(FailureKind::Refused, sentence));
        }
        Vec::new()
    }

    pub(super) fn submit_new(
        &mut self,
        typed: &str,
        parent: Option<&MailboxName>,
        special_use: Option<SpecialUse>,
    ) -> Vec<Effect> {
        let Some(FolderDialog { account, ask: FolderAsk::New { .. }, .. }) = self.folder_asked()
        else {
            return Vec::new();
        };
        let account = *account;
        let checked = match self.check_folder_name(account, (typed, parent), None) {
            Ok(checked) => checked,
            Err(sentence) => return self.refuse(sentence),
        };
        let offered = self.account(account).is_some_and(|view| {
            view.makes_special() && view.lacking_uses().any(|lacking| Some(lacking) == special_use)
        });
        let special_use = special_use.filter(|_| offered);
        // More than one folder may be made, and which of them were there is the server's to say.
        let by = if checked.typed_levels == 1 { By::Dialog } else { By::DialogForGood };
        self.send_asked(MailboxChange::Created { mailbox: checked.name, special_use }, by)
    }

    pub(super) fn submit_rename(
        &mut self,
        typed: &str,
        parent: Option<&MailboxName>,
    ) -> Vec<Effect> {
        let Some(FolderDialog { account, ask: FolderAsk::Rename { mailbox, .. }, .. }) =
            self.folder_asked()
        else {
            return Vec::new();
        };
        let (account, from) = (*account, mailbox.name.clone());
        match self.check_folder_name(account, (typed, parent), Some(&from)) {
            Ok(checked) if checked.name == from => {
                self.dialog = None;
                Vec::new()
            }
            Ok(checked) => {
                let by = if from.is_inbox() { By::DialogForGood } else { By::Dialog };
                self.send_asked(MailboxChange::Renamed { from, to: checked.name }, by)
            }
            Err(sentence) => self.refuse(sentence),
        }
    }

    pub(super) fn submit_to_trash(&mut self) -> Vec<Effect> {
        let Some(FolderDialog { ask: FolderAsk::Delete { mailbox, trash, .. }, .. }) =
            self.folder_asked()
        else {
            return Vec::new();
        };
        let (from, trash) = (mailbox.name.clone(), trash.clone());
        let Some(to) = trash else { return Vec::new() };
        self.send_asked(MailboxChange::Renamed { from, to }, By::DialogToTrash)
    }

    /// Only what is known to be empty goes without its name.
    pub(super) fn submit_delete(&mut self, typed: &str, inside: bool) -> Vec<Effect> {
        let Some(FolderDialog { ask: FolderAsk::Delete { mailbox, count, .. }, .. }) =
            self.folder_asked()
        else {
            return Vec::new();
        };
        if !count.is_empty() && !is_typed(mailbox, typed) {
            return Vec::new();
        }
        let mailbox = mailbox.name.clone();
        self.send_asked(MailboxChange::Deleted { mailbox, inside }, By::DialogForGood)
    }
}
