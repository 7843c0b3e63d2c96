//! What the user wishes for messages, and which.

use std::sync::Arc;

use crate::engine::{ChangeId, Place};
use crate::model::{AccountId, Keyword, MailboxName};

/// How the choice of rows in the list changes. Rows are counted from the top of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choose {
    /// One more or one less (Ctrl and a click, Ctrl+Space).
    Toggle { index: u32 },
    /// From where the choice began to here (Shift and a click).
    Through { index: u32 },
    /// The same by the keyboard (Shift and an arrow); negative is towards the top.
    ThroughBy { by: i64 },
    /// Nothing: only the cursor goes on by so many lines (Ctrl and an arrow), to a row that Ctrl+Space
    /// takes in or out.
    PassBy { by: i64 },
    /// All of the mailbox (Ctrl+A), loaded or not.
    All,
    /// Nothing but the row under the cursor (Esc).
    Nothing,
}

/// Which messages a wish is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acting {
    /// The chosen rows of the list; the row under the cursor where none is chosen.
    List,
    /// The message that is open there.
    At(Place),
    /// All messages of the open mailbox.
    Mailbox,
}

/// What shall become of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    Read(bool),
    Flagged(bool),
    /// Flags them all where one of them is not; else clears it. Of read and unread likewise.
    ToggleFlagged,
    ToggleRead,
    Keyword {
        keyword: Keyword,
        on: bool,
    },
    Archive,
    Junk,
    NotJunk,
    /// To the trash; for good, after a question, where there is none or from it.
    Delete,
    /// For good, after a question.
    DeleteForGood,
    MoveTo(MailboxName),
    CopyTo(MailboxName),
    /// Opens the dialog that finds the folder.
    AskMoveTo,
    AskCopyTo,
    /// Opens the dialog that asks what files they become.
    AskExport,
}

/// A change under way that is worth a bar: many messages, or a slow line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeJob {
    pub id: ChangeId,
    pub account: AccountId,
    /// "Moving 10,000 messages to Archive".
    pub words: String,
    pub done: u32,
    pub total: u32,
    /// The user wants it stopped; the piece under way is finished first.
    pub stopping: bool,
}

/// What was done last, said for ten seconds, with the way back where there is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Counts up; a new toast begins its ten seconds anew.
    pub serial: u32,
    /// "3 messages moved to Archive."
    pub text: String,
    pub can_undo: bool,
}

/// The folder dialog of Move to and Copy to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FolderQuestion {
    pub account: AccountId,
    /// Where the messages are: not offered.
    pub from: MailboxName,
    pub acting: Acting,
    pub copy: bool,
    /// How many messages, in words: "3 messages".
    pub words: String,
    /// Folders used last, newest first.
    pub recent: Arc<[MailboxName]>,
}

/// The question before messages go for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeleteQuestion {
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub acting: Acting,
    pub count: u32,
    /// There is no trash on this server, as far as it says.
    pub no_trash: bool,
}
