//! What became of changes to folders: what follows from them, and what is said.

use std::sync::Arc;

use crate::engine::{MailboxChange, MailboxSurvey};
use crate::model::{AccountId, Failure, MailboxName};

use super::super::action::Effect;
use super::super::dialogs::Dialog;
use super::super::state::State;
use super::asked::{Counted, FolderDialog};
use super::back::{By, FolderBack};
use super::follow::Renaming;

impl State {
    pub(in crate::app) fn mailbox_changed(
        &mut self,
        account: AccountId,
        change: &MailboxChange,
    ) -> Vec<Effect> {
        let pending = self.folders.take(account, change);
        let by = pending.as_ref().map(|pending| pending.by);
        let path = pending.map(|pending| pending.path).unwrap_or_default();
        if matches!(by, Some(By::Dialog | By::DialogForGood | By::DialogToTrash))
            && self.asking_for(account, change).is_some()
        {
            self.dialog = None;
        }
        self.answered(account);
        let effects = match change {
            MailboxChange::Created { mailbox, .. } => {
                self.reveal(account, mailbox);
                self.select_mailbox(account, mailbox.clone())
            }
            MailboxChange::Renamed { from, .. } if from.is_inbox() => self.inbox_moved(account),
            MailboxChange::Renamed { from, to } => {
                let renaming = self.renaming(account, from, to);
                // What went to the trash is not what the user goes on looking at.
                let left = if by == Some(By::DialogToTrash) {
                    self.leave_folder(&renaming)
                } else {
                    Vec::new()
                };
                let mut effects = self.follow(&renaming, &path);
                effects.extend(left);
                effects
            }
            MailboxChange::Deleted { mailbox, inside } => {
                self.folder_gone(account, mailbox, *inside)
            }
            MailboxChange::Subscribed { .. } => Vec::new(),
        };
        if let Some(by) = by {
            self.tell(account, change, by);
        }
        effects
    }

    /// The dialog stays, with the reason and what was typed; without one it is said over the list.
    pub(in crate::app) fn mailbox_change_failed(
        &mut self,
        account: AccountId,
        change: &MailboxChange,
        failure: Failure,
    ) {
        let by = self.folders.take(account, change).map(|pending| pending.by);
        let in_dialog = matches!(by, Some(By::Dialog | By::DialogForGood | By::DialogToTrash));
        match self.asking_for(account, change) {
            Some(dialog) if in_dialog => dialog.failed(failure),
            Some(_) | None => self.warn(account, failure.sentence, failure.server_text),
        }
    }

    /// The dialog that waits for this answer. One that was closed while it waited gets none, and the one
    /// that was opened after it not that one's.
    fn asking_for(
        &mut self,
        account: AccountId,
        change: &MailboxChange,
    ) -> Option<&mut FolderDialog> {
        match &mut self.dialog {
            Some(Dialog::Folder(dialog))
                if dialog.account == account
                    && dialog.busy
                    && dialog.asked.as_ref() == Some(change) =>
            {
                Some(dialog)
            }
            Some(_) | None => None,
        }
    }

    pub(in crate::app) fn surveyed(
        &mut self,
        account: AccountId,
        survey: Arc<MailboxSurvey>,
    ) -> Vec<Effect> {
        // The question before the trash is emptied says how much goes.
        self.empty_surveyed(account, &survey);
        if let Some(Dialog::Folder(dialog)) = &mut self.dialog {
            dialog.set_count(account, &survey.mailbox, Counted::Known(Arc::clone(&survey)));
        }
        self.undo_surveyed(account, &survey)
    }

    pub(in crate::app) fn survey_failed(
        &mut self,
        account: AccountId,
        mailbox: &MailboxName,
        failure: Failure,
    ) {
        self.undo_survey_failed(account, mailbox, &failure);
        if let Some(Dialog::Folder(dialog)) = &mut self.dialog {
            dialog.set_count(account, mailbox, Counted::Unknown(failure));
        }
    }

    /// Opens the branches that a folder is in.
    fn reveal(&mut self, account: AccountId, mailbox: &MailboxName) {
        let Some(view) = self.account_mut(account) else { return };
        let Some(path) = view.mailbox(mailbox).map(|mailbox| mailbox.path.clone()) else { return };
        for levels in 1..path.len() {
            let above = path.get(..levels).unwrap_or_default();
            view.closed_branches.remove(above);
        }
    }

    fn renaming(&self, account: AccountId, from: &MailboxName, to: &MailboxName) -> Renaming {
        let mailboxes = self.account(account).and_then(|view| view.mailboxes.as_deref());
        let mailboxes = mailboxes.unwrap_or_default();
        let known = mailboxes.iter().find(|one| one.name == *to || one.name == *from);
        let delimiter = known.or(mailboxes.first()).and_then(|one| one.delimiter);
        Renaming { account, from: from.clone(), to: to.clone(), delimiter }
    }

    /// Goes from a folder that is put away to the one it was in.
    fn leave_folder(&mut self, renaming: &Renaming) -> Vec<Effect> {
        let open = self.open.clone().filter(|(account, _)| *account == renaming.account);
        match open {
            Some((account, open)) if renaming.of(&open).is_some() => {
                self.select_near(account, &renaming.from, renaming.delimiter)
            }
            Some(_) | None => Vec::new(),
        }
    }

    fn folder_gone(&mut self, account: AccountId, gone: &MailboxName, inside: bool) -> Vec<Effect> {
        let mailboxes = self.account(account).and_then(|view| view.mailboxes.as_deref());
        let delimiter = mailboxes.unwrap_or_default().iter().find_map(|one| one.delimiter);
        let is_gone =
            |name: &MailboxName| name == gone || (inside && name.is_inside(gone, delimiter));
        let views = self.views().map(|view| &view.selected.key);
        let mut dead: Vec<MailboxName> = views
            .filter(|key| key.account == account && is_gone(&key.mailbox))
            .map(|key| key.mailbox.clone())
            .collect();
        dead.dedup();
        for mailbox in &dead {
            self.mailbox_gone(account, mailbox);
        }
        match &self.open {
            Some((of, open)) if *of == account && is_gone(open) => {
                self.select_near(account, gone, delimiter)
            }
            Some(_) | None => Vec::new(),
        }
    }

    /// Opens the folder that another one was in, else the inbox.
    fn select_near(
        &mut self,
        account: AccountId,
        gone: &MailboxName,
        delimiter: Option<char>,
    ) -> Vec<Effect> {
        let mut parent = gone.parent(delimiter);
        while let Some(name) = parent {
            let listed = self.account(account).and_then(|view| view.mailbox(&name));
            if listed.is_some_and(|mailbox| mailbox.selectable) {
                return self.select_mailbox(account, name);
            }
            parent = name.parent(delimiter);
        }
        self.select_mailbox(account, MailboxName::inbox())
    }

    /// Says what was done, with the way back where there is one.
    fn tell(&mut self, account: AccountId, change: &MailboxChange, by: By) {
        let back = FolderBack::of(account, change, by);
        let can_undo = back.is_some();
        if let Some(back) = back {
            self.keep_folder_back(back);
        }
        let text = match change {
            _ if by == By::Undo => "Undone.".to_owned(),
            MailboxChange::Created { .. } => "Folder created.".to_owned(),
            MailboxChange::Renamed { from, to } if from.is_inbox() => {
                let folder = self.folder_label(account, to);
                format!("The messages of the inbox are in {folder} now.")
            }
            MailboxChange::Renamed { .. } if by == By::DialogToTrash => {
                "Folder moved to the trash.".to_owned()
            }
            MailboxChange::Renamed { from, to } => {
                let Renaming { delimiter, .. } = self.renaming(account, from, to);
                let parent = to.parent(delimiter);
                match parent {
                    parent if parent == from.parent(delimiter) => "Folder renamed.".to_owned(),
                    Some(parent) => {
                        format!("Folder moved into {}.", self.folder_label(account, &parent))
                    }
                    None => "Folder moved to the top level.".to_owned(),
                }
            }
            MailboxChange::Deleted { inside: true, .. } => {
                "Folder deleted for good, with those inside it.".to_owned()
            }
            MailboxChange::Deleted { .. } => "Folder deleted for good.".to_owned(),
            MailboxChange::Subscribed { mailbox, on } => {
                let folder = self.folder_label(account, mailbox);
                let hidden =
                    if self.show_all_folders { "" } else { " “Show all folders” shows it." };
                if *on {
                    format!("Subscribed to {folder}.")
                } else {
                    format!("No longer subscribed to {folder}.{hidden}")
                }
            }
        };
        self.say(text, can_undo);
    }
}

impl FolderDialog {
    fn set_count(&mut self, account: AccountId, mailbox: &MailboxName, counted: Counted) {
        let is_it =
            self.account == account && self.mailbox().is_some_and(|asked| asked.name == *mailbox);
        if let Some(count) = self.count_mut().filter(|_| is_it) {
            *count = counted;
        }
    }
}
