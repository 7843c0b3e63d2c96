//! Messages brought in from files, or carried to another account: what the user does about it, and
//! what is under way.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::engine::{GiveRequest, ImportId, ImportProgress, ImportStage, ImportTarget};
use crate::model::{AccountId, Failure, Mailbox, MailboxName};

use super::acting::{LOOK_ONLY, NO_CONNECTION};
use super::dates::byte_size;
use super::state::{AccountView, State};
use super::wish::Acting;
use super::{change_words, grouped};

/// What the user does about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportAct {
    /// Choose files for this folder.
    Ask {
        account: AccountId,
        mailbox: MailboxName,
    },
    /// The file dialog was answered; `None` where it was closed.
    PathsChosen {
        account: AccountId,
        mailbox: MailboxName,
        paths: Option<Vec<PathBuf>>,
    },
    /// There is no file dialog on this machine: ask for a path in the window.
    DialogMissing {
        account: AccountId,
        mailbox: MailboxName,
    },
    /// The path that was typed then.
    SubmitPath(String),
    /// Files were dropped on this folder.
    Dropped {
        account: AccountId,
        mailbox: MailboxName,
        paths: Vec<PathBuf>,
    },
    /// The question after that was answered with yes.
    ConfirmDrop,
    /// What to do with those that are there already.
    Answer {
        skip: bool,
    },
    /// Shows that question again.
    Decide(ImportId),
    Stop(ImportId),
    /// Messages go to a folder of another account.
    Carry {
        acting: Acting,
        account: AccountId,
        mailbox: MailboxName,
        copy: bool,
    },
    /// The folder dialog's main button, with a folder of another account.
    SubmitFolder {
        account: AccountId,
        mailbox: MailboxName,
    },
}

/// What the shell does about it.
#[derive(Debug)]
pub enum ImportEffect {
    /// Which files; answered by [`ImportAct::PathsChosen`].
    AskPaths { account: AccountId, mailbox: MailboxName },
    /// From one account to another, by a pipe between their workers.
    Carry { target: ImportTarget, request: GiveRequest, verified: bool },
}

/// A question about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportQuestion {
    /// Whether files that were dropped go into this folder.
    Dropped { account: AccountId, mailbox: MailboxName, folder: String, paths: Vec<PathBuf> },
    /// No file dialog on this machine: a path to type.
    Path { account: AccountId, mailbox: MailboxName, folder: String, failure: Option<Failure> },
    /// What to do with those that are there already.
    Duplicates { id: ImportId, folder: String, duplicates: u32, total: u32 },
}

/// Where the messages come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Files,
    Account { account: AccountId, mailbox: MailboxName, moves: bool },
}

/// One import under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportJob {
    pub target: ImportTarget,
    /// As the tree calls it.
    pub folder: String,
    pub(super) from: Origin,
    pub progress: ImportProgress,
    /// How many are there already, and of how many: it waits for the answer.
    pub question: Option<(u32, u32)>,
    pub stopping: bool,
    /// It takes back a move to another account.
    pub(super) is_undo: bool,
}

/// All imports under way.
#[derive(Debug, Default)]
pub struct Imports {
    pub jobs: BTreeMap<ImportId, ImportJob>,
    pub(super) next: u32,
}

impl ImportJob {
    /// What is being done, for its card.
    pub fn words(&self) -> String {
        let ImportProgress { stage, total_messages, .. } = self.progress;
        let messages = change_words::messages(total_messages);
        let folder = &self.folder;
        let is_import = self.from == Origin::Files;
        if let Some((duplicates, total)) = self.question {
            return there_already(duplicates, total, folder);
        }
        match (stage, &self.from) {
            (ImportStage::Waiting, _) => "Waiting for the connection".to_owned(),
            (ImportStage::Looking, _) if is_import => "Looking through the files".to_owned(),
            (ImportStage::Looking, _) => "Looking for the messages".to_owned(),
            (ImportStage::Comparing, _) => format!("Comparing with {folder}"),
            (ImportStage::Sending, Origin::Files) => format!("Importing {messages} into {folder}"),
            (ImportStage::Sending, Origin::Account { moves: true, .. }) => {
                format!("Moving {messages} to {folder}")
            }
            (ImportStage::Sending, Origin::Account { .. }) => {
                format!("Copying {messages} to {folder}")
            }
        }
    }

    /// "300 of 10,000, 2.9 MB of 98 MB"; empty where nothing is known.
    pub fn count(&self) -> String {
        let progress = &self.progress;
        let bytes = match progress.total_bytes {
            0 => None,
            total => Some(format!("{} of {}", byte_size(progress.bytes), byte_size(total))),
        };
        let messages = match (progress.stage, progress.total_messages) {
            (_, 0) => None,
            (ImportStage::Looking, found) => Some(change_words::messages(found)),
            (_, total) => {
                let done = grouped(u64::from(progress.messages));
                Some(format!("{done} of {}", grouped(u64::from(total))))
            }
        };
        messages.into_iter().chain(bytes).collect::<Vec<_>>().join(", ")
    }

    /// How far it is, 0 to 1, by bytes.
    pub fn share(&self) -> f32 {
        let ImportProgress { bytes, total_bytes, .. } = self.progress;
        (bytes as f64 / total_bytes.max(1) as f64).clamp(0.0, 1.0) as f32
    }
}

/// "12 of 300 messages are in Archive already".
pub fn there_already(duplicates: u32, total: u32, folder: &str) -> String {
    match (duplicates, total) {
        (1, 1) => format!("The message is in {folder} already"),
        (1, _) => format!("1 of {} is in {folder} already", change_words::messages(total)),
        (all, _) if all == total => {
            format!("All {} are in {folder} already", change_words::messages(total))
        }
        _ => format!(
            "{} of {} are in {folder} already",
            grouped(u64::from(duplicates)),
            change_words::messages(total)
        ),
    }
}

impl State {
    /// Why nothing can be brought into a folder now; asked for each frame.
    pub fn can_import(
        &self,
        account: AccountId,
        mailbox: &MailboxName,
    ) -> Result<(), &'static str> {
        let view = self.account(account).ok_or(NO_CONNECTION)?;
        if self.look_only || view.account.look_only {
            return Err(LOOK_ONLY);
        }
        if view.mailbox(mailbox).is_none_or(|mailbox| !mailbox.selectable) {
            return Err("This folder holds other folders, not messages.");
        }
        if !view.is_ready() {
            return Err(NO_CONNECTION);
        }
        Ok(())
    }

    /// Other accounts that can take messages of this one, in the order of the tree.
    pub fn other_accounts(&self, account: AccountId) -> impl Iterator<Item = &AccountView> {
        self.accounts.iter().filter(move |view| {
            view.id != account
                && !self.look_only
                && !view.account.look_only
                && view.is_ready()
                && view.mailboxes.is_some()
        })
    }

    /// Folders of other accounts that messages can go to.
    pub fn carry_targets(
        &self,
        account: AccountId,
    ) -> impl Iterator<Item = (&AccountView, &Mailbox)> {
        self.other_accounts(account).flat_map(|view| {
            let mailboxes = view.mailboxes.as_deref().unwrap_or_default();
            mailboxes.iter().filter(|mailbox| mailbox.selectable).map(move |it| (view, it))
        })
    }

    /// Why messages cannot go to a folder of another account; asked for each frame.
    pub fn can_carry(
        &self,
        acting: Acting,
        (account, mailbox): (AccountId, &MailboxName),
        copy: bool,
    ) -> Result<(), &'static str> {
        self.can_import(account, mailbox)?;
        self.can_leave(acting, copy)
    }

    /// What becomes of a folder that is called so in the tree.
    pub(super) fn import_folder(&self, account: AccountId, mailbox: &MailboxName) -> String {
        let label = self.folder_label(account, mailbox);
        let is_one = self.accounts.len() < 2;
        match self.account(account).filter(|_| !is_one) {
            Some(view) => format!("{label} of {}", view.account.name),
            None => label,
        }
    }
}
