//! What is asked and shown about an account and a folder, and the lock of an account.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{
    AccountId, AccountInfo, Acl, Failure, FolderInfo, MailboxName, Rights, RightsChange,
};

use super::state::State;

/// What the user did about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InfoAct {
    /// Account details.
    OpenAccount(AccountId),
    /// Folder properties.
    OpenFolder {
        account: AccountId,
        mailbox: MailboxName,
    },
    /// Ask the server once more.
    Retry,
    /// Nothing on the account's server is changed from now on.
    Lock(AccountId),
    /// Asks whether it may be changed again, or says why it may not.
    AskUnlock(AccountId),
    /// The question was answered with yes.
    Unlock,
    /// Save in the list of rights.
    ChangeRights(Vec<RightsChange>),
    /// The user's own right to change rights may go.
    GiveUpOwn,
    KeepOwn,
}

impl InfoAct {
    pub(super) fn opens_dialog(&self) -> bool {
        match self {
            Self::OpenAccount(_) | Self::OpenFolder { .. } | Self::AskUnlock(_) => true,
            Self::Retry
            | Self::Lock(_)
            | Self::Unlock
            | Self::ChangeRights(_)
            | Self::GiveUpOwn
            | Self::KeepOwn => false,
        }
    }
}

/// What is known for good while the program runs.
#[derive(Clone, Debug, Default)]
pub struct InfoState {
    /// Accounts that are files of mail: they are never written.
    pub files: BTreeSet<AccountId>,
}

/// What a server was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read<T> {
    Waiting,
    Failed(Failure),
    Here(Arc<T>),
}

impl<T> Read<T> {
    pub fn here(&self) -> Option<&Arc<T>> {
        match self {
            Self::Here(value) => Some(value),
            Self::Waiting | Self::Failed(_) => None,
        }
    }
}

/// One of the cards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InfoDialog {
    Account { account: AccountId, read: Read<AccountInfo> },
    Folder(Box<FolderSheet>),
    Unlock { account: AccountId },
}

/// Folder properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderSheet {
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub read: Read<FolderInfo>,
    /// The server was asked and has not answered: nothing is asked twice at a time.
    pub(super) is_asked: bool,
    /// Changed rights are on their way.
    pub saving: bool,
    /// Why rights are not as they were wanted.
    pub failure: Option<Failure>,
    /// Changes that take away the user's own right to change rights: they wait for a yes.
    pub gives_up: Option<Vec<RightsChange>>,
}

impl FolderSheet {
    pub fn new(account: AccountId, mailbox: MailboxName) -> Self {
        Self {
            account,
            mailbox,
            read: Read::Waiting,
            is_asked: true,
            saving: false,
            failure: None,
            gives_up: None,
        }
    }

    /// The list of rights, where the server tells it.
    pub fn acl(&self) -> Option<&Acl> {
        self.read.here()?.acl.said()
    }

    /// Whether the user may change who may do what.
    pub fn may_administer(&self) -> bool {
        let rights = self.read.here().and_then(|info| info.rights.said());
        rights.is_some_and(|rights| rights.contains(Rights::new(b"a")))
    }
}

/// What is said where nothing may ever be changed.
const STARTED_SO: &str = "mailpane was started with --look-only: nothing on any server is changed. \
                          Start it without that option to allow changes.";
const FILE: &str = "This account is a file of mail. mailpane only ever reads such files.";

impl State {
    /// Whether nothing on this account's server is changed.
    pub fn is_locked(&self, account: AccountId) -> bool {
        let is_set = |view: &super::AccountView| view.account.look_only;
        self.look_only || self.account(account).is_some_and(is_set)
    }

    /// Why an account cannot be unlocked, in whole sentences; `None` where it can.
    pub fn why_locked(&self, account: AccountId) -> Option<&'static str> {
        if self.look_only {
            Some(STARTED_SO)
        } else {
            self.info.files.contains(&account).then_some(FILE)
        }
    }
}
