//! Changes to messages, asked for and told.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::model::{AccountId, Failure, Flag, Keyword, MailboxName};

/// Names one change of messages while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ChangeId(pub u32);

/// Which messages of a mailbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// These, ascending, each once.
    Uids(Arc<[NonZeroU32]>),
    /// Those that stand from one UID to another, both of them included.
    Range { first: NonZeroU32, last: NonZeroU32 },
    /// All that are there when the change begins.
    Everything,
}

/// What a message can be marked with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    Flag(Flag),
    Keyword(Keyword),
}

/// What becomes of messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageChange {
    Mark {
        mark: Mark,
        on: bool,
    },
    Move {
        to: MailboxName,
    },
    Copy {
        to: MailboxName,
    },
    /// Without a way back.
    Delete,
}

/// A change that the user asked for, done in pieces of at most 1,000 messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRequest {
    pub id: ChangeId,
    pub account: AccountId,
    pub mailbox: MailboxName,
    /// `None` only with [`Chosen::Everything`] of a mailbox that was never opened.
    pub uid_validity: Option<NonZeroU32>,
    pub messages: Chosen,
    pub change: MessageChange,
}

/// Messages that stand in another mailbox now (RFC 4315 §3): the UID each had, and has there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopiedTo {
    pub uid_validity: NonZeroU32,
    pub uids: Vec<(NonZeroU32, NonZeroU32)>,
}

/// What became of a change in the end: all of it, or what was done before it failed or was stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeOutcome {
    /// As it was asked for; with the UIDVALIDITY also where it was asked for without.
    pub request: ChangeRequest,
    /// Messages that were asked for, or found. Those that were so already, or gone before, are among
    /// them and not in `done`.
    pub total: u32,
    /// Those that were, ascending. Of a mark only those that were not so before: the way back is
    /// theirs.
    pub done: Arc<[NonZeroU32]>,
    /// Of a move or copy, as far as the server said; what is not in it has no exact way back.
    pub copied: Vec<CopiedTo>,
    /// They could not be taken away singly: they are marked as deleted and still there.
    pub left_marked: bool,
    /// Sent when the connection broke, and not to be found out: they may have been copied, and stand
    /// here still. Whoever shows the outcome says so; all else that is left open is in the failure's
    /// sentence.
    pub unsure: Arc<[NonZeroU32]>,
    /// Why it ended early; of the kind `Cancelled` where the user stopped it.
    pub failure: Option<Failure>,
}
