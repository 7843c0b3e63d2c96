//! Changes to folders under way, and the way back.

use crate::engine::{Command, MailboxChange, MailboxSurvey};
use crate::model::{AccountId, Failure, MailboxName};

use super::super::action::Effect;
use super::super::state::State;
use super::asked::is_empty;
use super::follow::{Renamed, Renaming};
use super::names::path_of;

/// What is being done to folders, and what the views follow.
#[derive(Debug, Default)]
pub struct FolderWork {
    pending: Vec<Pending>,
    /// What was made goes again once the server says that it is empty still; one for each that was looked
    /// at.
    undoing: Vec<FolderBack>,
    /// The last folder that has another path now.
    pub renamed: Option<Renamed>,
}

/// Where a change was asked for, and so where its failure is told and whether there is a way back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Menu,
    Dialog,
    /// In the dialog, and nothing brings it back exactly.
    DialogForGood,
    DialogToTrash,
    Undo,
}

/// A change that the server was asked for.
#[derive(Debug)]
pub(super) struct Pending {
    account: AccountId,
    change: MailboxChange,
    pub by: By,
    /// Of the folder before the change, where it was there.
    pub path: Vec<String>,
}

/// The change that undoes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::app) struct FolderBack {
    pub account: AccountId,
    pub change: MailboxChange,
    /// It deletes what was made, and must not take anything with it.
    pub only_empty: bool,
}

impl FolderBack {
    /// `None` where nothing brings it back exactly.
    pub(super) fn of(account: AccountId, change: &MailboxChange, by: By) -> Option<Self> {
        let (change, only_empty) = match change {
            _ if matches!(by, By::DialogForGood | By::Undo) => return None,
            MailboxChange::Created { mailbox, .. } => {
                (MailboxChange::Deleted { mailbox: mailbox.clone(), inside: false }, true)
            }
            MailboxChange::Renamed { from, to } => {
                (MailboxChange::Renamed { from: to.clone(), to: from.clone() }, false)
            }
            MailboxChange::Subscribed { mailbox, on } => {
                (MailboxChange::Subscribed { mailbox: mailbox.clone(), on: !on }, false)
            }
            MailboxChange::Deleted { .. } => return None,
        };
        Some(Self { account, change, only_empty })
    }

    /// A folder has another name now.
    pub(in crate::app) fn follow(&mut self, renaming: &Renaming) {
        if self.account != renaming.account {
            return;
        }
        match &mut self.change {
            MailboxChange::Created { mailbox, .. }
            | MailboxChange::Deleted { mailbox, .. }
            | MailboxChange::Subscribed { mailbox, .. } => renaming.follow(mailbox),
            MailboxChange::Renamed { from, to } => {
                renaming.follow(from);
                renaming.follow(to);
            }
        }
    }
}

impl FolderWork {
    /// What was asked for, once it is answered.
    pub(super) fn take(&mut self, account: AccountId, change: &MailboxChange) -> Option<Pending> {
        let is_it = |pending: &Pending| pending.account == account && pending.change == *change;
        let at = self.pending.iter().position(is_it)?;
        Some(self.pending.remove(at))
    }

    pub(in crate::app) fn forget_account(&mut self, account: AccountId) {
        self.pending.retain(|pending| pending.account != account);
        self.undoing.retain(|back| back.account != account);
    }

    /// The way back that waits for a look at this folder.
    fn take_undoing(&mut self, account: AccountId, mailbox: &MailboxName) -> Option<FolderBack> {
        let at = self.undoing.iter().position(|back| {
            let deletes =
                matches!(&back.change, MailboxChange::Deleted { mailbox: it, .. } if it == mailbox);
            back.account == account && deletes
        })?;
        Some(self.undoing.remove(at))
    }
}

impl State {
    /// Asks the server for a change.
    pub(super) fn change_mailbox(
        &mut self,
        account: AccountId,
        change: MailboxChange,
        by: By,
    ) -> Vec<Effect> {
        let view = self.account(account);
        let mailboxes = view.and_then(|view| view.mailboxes.as_deref()).unwrap_or_default();
        let path = match &change {
            MailboxChange::Renamed { from: mailbox, .. }
            | MailboxChange::Deleted { mailbox, .. }
            | MailboxChange::Subscribed { mailbox, .. } => path_of(mailboxes, mailbox),
            MailboxChange::Created { .. } => Vec::new(),
        };
        self.begin_action(account);
        // What it said is not the last thing done any more.
        self.toast = None;
        self.folders.pending.push(Pending { account, change: change.clone(), by, path });
        vec![Effect::Send(account, Command::ChangeMailbox(change))]
    }

    /// Takes back what was done to a folder. What was made is looked at first: something may have come
    /// into it since.
    pub(in crate::app) fn undo_folder(&mut self, back: FolderBack) -> Vec<Effect> {
        let FolderBack { account, change, only_empty } = back.clone();
        match &change {
            MailboxChange::Deleted { mailbox, .. } if only_empty => {
                let mailbox = mailbox.clone();
                self.folders.undoing.push(back);
                self.toast = None;
                vec![Effect::Send(account, Command::SurveyMailbox { mailbox })]
            }
            _ => self.change_mailbox(account, change, By::Undo),
        }
    }

    /// The look at what was made came.
    pub(super) fn undo_surveyed(
        &mut self,
        account: AccountId,
        survey: &MailboxSurvey,
    ) -> Vec<Effect> {
        let Some(back) = self.folders.take_undoing(account, &survey.mailbox) else {
            return Vec::new();
        };
        if is_empty(survey) {
            return self.change_mailbox(account, back.change, By::Undo);
        }
        let text = "The folder is not empty any more, and so it stays.";
        self.say(text.to_owned(), false);
        Vec::new()
    }

    pub(super) fn undo_survey_failed(
        &mut self,
        account: AccountId,
        mailbox: &MailboxName,
        failure: &Failure,
    ) {
        if self.folders.take_undoing(account, mailbox).is_some() {
            self.say(format!("The folder stays. {}", failure.sentence), false);
        }
    }
}
