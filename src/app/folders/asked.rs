//! What the user wishes for a folder, and what is asked before.

use std::sync::Arc;

use crate::engine::{MailboxChange, MailboxSurvey};
use crate::model::{AccountId, Failure, Mailbox, MailboxName, SpecialUse};

/// Names one folder of the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderId {
    pub account: AccountId,
    pub mailbox: MailboxName,
}

/// What shall become of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderWish {
    /// Asks for a new one in the likeliest place round this one.
    New,
    /// Asks for a new one in this one, which need not be listed.
    NewInside,
    /// Asks for another name.
    Rename,
    /// Asks for another place.
    Move,
    /// It was dropped on a folder, or on the account, which is the top level. Asked about unless there is
    /// nothing in it.
    MoveInto(Option<MailboxName>),
    /// Asks whether, and how.
    Delete,
    Subscribe(bool),
    MarkAllRead,
    /// Asks whether all messages of the trash or of the junk folder shall go.
    Empty,
}

/// What the user did to folders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderAct {
    Wish(FolderId, FolderWish),
    // The buttons of the dialog that is open.
    Create {
        typed: String,
        /// `None`: at the top level.
        parent: Option<MailboxName>,
        special_use: Option<SpecialUse>,
    },
    Rename {
        typed: String,
        parent: Option<MailboxName>,
    },
    MoveToTrash,
    DeleteForGood {
        /// The folder's name, where it has to be typed.
        typed: String,
        /// Those inside it too.
        inside: bool,
    },
}

impl FolderAct {
    /// Whether a question comes of it, as a rule.
    pub fn asks(&self) -> bool {
        let Self::Wish(_, wish) = self else { return false };
        !matches!(wish, FolderWish::Subscribe(_) | FolderWish::MarkAllRead)
    }
}

/// What a folder holds, while that is asked of the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    #[default]
    Counting,
    Known(Arc<MailboxSurvey>),
    Unknown(Failure),
}

/// A question about a folder; what is being typed lives in the view's drafts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderDialog {
    pub account: AccountId,
    pub ask: FolderAsk,
    /// The server was asked and has not answered.
    pub busy: bool,
    /// What it was asked for: the answer to something that was asked before is not this one's.
    pub(super) asked: Option<MailboxChange>,
    pub failure: Option<Failure>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FolderAsk {
    New {
        /// The likeliest place; `None` is the top level.
        parent: Option<MailboxName>,
    },
    /// Another name, another place, or both.
    Rename {
        mailbox: Mailbox,
        /// Where it goes, chosen beforehand.
        parent: Option<MailboxName>,
        /// The place is what was asked for.
        moves: bool,
        count: Counted,
    },
    Delete {
        mailbox: Mailbox,
        /// What it would be called in the trash, where there is one that can hold it.
        trash: Option<MailboxName>,
        count: Counted,
    },
}

impl FolderDialog {
    pub(super) fn new(account: AccountId, ask: FolderAsk) -> Self {
        Self { account, ask, busy: false, asked: None, failure: None }
    }

    /// The folder it is about, where that is there already.
    pub fn mailbox(&self) -> Option<&Mailbox> {
        match &self.ask {
            FolderAsk::New { .. } => None,
            FolderAsk::Rename { mailbox, .. } | FolderAsk::Delete { mailbox, .. } => Some(mailbox),
        }
    }

    pub(super) fn count_mut(&mut self) -> Option<&mut Counted> {
        match &mut self.ask {
            FolderAsk::New { .. } => None,
            FolderAsk::Rename { count, .. } | FolderAsk::Delete { count, .. } => Some(count),
        }
    }

    /// Shows a failure and lets the user try again.
    pub(in crate::app) fn failed(&mut self, why: Failure) {
        (self.busy, self.asked) = (false, None);
        self.failure = Some(why);
    }
}

impl Counted {
    /// Nothing goes with it: the server counted all of it, and found nothing.
    pub fn is_empty(&self) -> bool {
        self.known().is_some_and(is_empty)
    }

    pub fn known(&self) -> Option<&MailboxSurvey> {
        match self {
            Self::Known(survey) => Some(survey),
            Self::Counting | Self::Unknown(_) => None,
        }
    }
}

/// As [`Counted::is_empty`].
pub(super) fn is_empty(survey: &MailboxSurvey) -> bool {
    survey.counted && survey.inside_total == 0 && survey.messages_total() == 0
}
