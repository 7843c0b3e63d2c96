//! What the window asks about an account and its folders, and what it hears.

use std::sync::Arc;

use crate::model::{
    AccountId, AccountInfo, Acl, Failure, FolderInfo, MailboxName, Rights, RightsChange, Told,
};

/// A wish; those that read replace an earlier one of the same kind that has not begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InfoCommand {
    /// Answered by [`InfoEvent::AccountRead`].
    ReadAccount,
    /// Answered by [`InfoEvent::FolderRead`].
    ReadFolder {
        mailbox: MailboxName,
        /// It can be opened: else it has no counts.
        selectable: bool,
    },
    /// Give and take rights, in this order; answered by [`InfoEvent::RightsChanged`].
    ChangeRights { mailbox: MailboxName, changes: Vec<RightsChange> },
    /// From now on nothing on the server is changed, or it may be again: logs in anew. Answered by
    /// [`InfoEvent::LookOnly`]. A program that was started with `--look-only` stays so.
    SetLookOnly(bool),
}

/// A fact.
#[derive(Clone, Debug)]
pub enum InfoEvent {
    AccountRead {
        account: AccountId,
        info: Arc<AccountInfo>,
    },
    FolderRead {
        account: AccountId,
        mailbox: MailboxName,
        info: Arc<FolderInfo>,
    },
    /// What was asked for could not be read; `None` is the account.
    ReadFailed {
        account: AccountId,
        mailbox: Option<MailboxName>,
        failure: Failure,
    },
    /// Who may do what, as the server says it behind the changes, and the first change that it did not
    /// make.
    RightsChanged {
        account: AccountId,
        mailbox: MailboxName,
        rights: Told<Rights>,
        acl: Told<Acl>,
        failure: Option<Failure>,
    },
    /// Nothing of the change is known to be made.
    RightsFailed {
        account: AccountId,
        mailbox: MailboxName,
        failure: Failure,
    },
    /// How the next connection will be; the one before is closed.
    LookOnly {
        account: AccountId,
        on: bool,
    },
}

impl InfoEvent {
    pub fn account(&self) -> AccountId {
        match self {
            Self::AccountRead { account, .. }
            | Self::FolderRead { account, .. }
            | Self::ReadFailed { account, .. }
            | Self::RightsChanged { account, .. }
            | Self::RightsFailed { account, .. }
            | Self::LookOnly { account, .. } => *account,
        }
    }
}
