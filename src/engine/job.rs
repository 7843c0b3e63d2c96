//! What a worker has to do, one value per piece of work.

use std::sync::Arc;

use crate::model::{Flag, MailboxName, MessageKey, Part, Purpose};

use super::changes::Changing;
use super::export::Export;
use super::info::{InfoJob, InfoKey};
use super::mailboxes::Reshaping;
use super::part::PartFetch;
use super::pictures::Pictures;
use super::protocol::{ChangeId, ExportId, FetchId, MailboxChange, Place, RowsAsked, SaveId};
use super::save::Save;
use super::source::Source;
use super::steps::View;
use crate::reading::Form;

/// Lower is more urgent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Somebody looks at a place that is empty until it is done.
    Visible,
    /// The mailbox on the screen: its rows.
    Mailbox,
    /// Changes, in the order they were asked for: the window has shown them already.
    Change,
    /// Everything that can wait for a click: structures, downloads, the tree.
    Background,
}

/// One piece of work. A step of it is one bounded exchange with the server.
#[derive(Debug)]
pub enum Job {
    Open {
        mailbox: MailboxName,
        rows: u32,
        view: View,
        known_exists: Option<u32>,
    },
    Rows {
        mailbox: MailboxName,
        rows: RowsAsked,
        links: bool,
    },
    /// Structures and previews of rows in view.
    Details {
        mailbox: MailboxName,
        seqs: Vec<u32>,
    },
    Threads {
        mailbox: MailboxName,
    },
    /// COMPRESS=DEFLATE from here on (RFC 4978).
    Compress,
    /// A message that is likely to be looked at next.
    Prefetch {
        key: MessageKey,
        structure: Option<Arc<Part>>,
        form: Form,
    },
    Message {
        place: Place,
        key: MessageKey,
        structure: Option<Arc<Part>>,
        form: Form,
    },
    MoreText {
        key: MessageKey,
        /// The message was read again just for this.
        is_again: bool,
    },
    Headers {
        key: MessageKey,
    },
    Flag {
        key: MessageKey,
        flag: Flag,
        on: bool,
    },
    /// Of the page of a message.
    Pictures(Box<Pictures>),
    /// An attachment to look at.
    Part(Box<PartFetch>),
    Source(Box<Source>),
    Save(Box<Save>),
    /// Messages taken out into files.
    Export(Box<Export>),
    /// Mailboxes made, renamed, deleted or subscribed to.
    Change(Box<Reshaping>),
    /// What a mailbox and those inside it hold.
    Survey {
        mailbox: MailboxName,
    },
    /// Messages marked, moved, copied or deleted.
    Messages(Box<Changing>),
    /// What the server says of the account or a folder.
    Info(InfoJob),
    /// LIST of the whole account.
    List,
    /// Something happened in the open mailbox: ask what.
    Sync,
}

/// Two jobs with the same key are one: the newer replaces the older.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobKey {
    Open,
    Rows,
    Details,
    Threads,
    Compress,
    Prefetch,
    Message(Place),
    MoreText(MessageKey),
    Headers(MessageKey),
    Pictures(MessageKey),
    Fetch(FetchId),
    Flag(MessageKey, &'static str),
    Save(SaveId),
    Export(ExportId),
    Change(MailboxChange),
    /// Each is waited for: by a question, or by what is to be undone.
    Survey(MailboxName),
    Messages(ChangeId),
    Info(InfoKey),
    List,
    Sync,
}

impl Job {
    pub fn key(&self) -> JobKey {
        match self {
            Self::Open { .. } => JobKey::Open,
            Self::Rows { .. } => JobKey::Rows,
            Self::Details { .. } => JobKey::Details,
            Self::Threads { .. } => JobKey::Threads,
            Self::Compress => JobKey::Compress,
            Self::Prefetch { .. } => JobKey::Prefetch,
            Self::Message { place, .. } => JobKey::Message(*place),
            Self::MoreText { key, .. } => JobKey::MoreText(key.clone()),
            Self::Headers { key } => JobKey::Headers(key.clone()),
            Self::Pictures(pictures) => JobKey::Pictures(pictures.key.clone()),
            Self::Part(fetch) => JobKey::Fetch(fetch.id()),
            Self::Source(source) => JobKey::Fetch(source.id),
            Self::Flag { key, flag, .. } => {
                let name = match flag {
                    Flag::Seen => "seen",
                    Flag::Answered => "answered",
                    Flag::Flagged => "flagged",
                    Flag::Deleted => "deleted",
                    Flag::Draft => "draft",
                    Flag::Forwarded => "forwarded",
                };
                JobKey::Flag(key.clone(), name)
            }
            Self::Save(save) => JobKey::Save(save.id()),
            Self::Export(export) => JobKey::Export(export.id()),
            Self::Change(job) => JobKey::Change(job.change().clone()),
            Self::Survey { mailbox } => JobKey::Survey(mailbox.clone()),
            Self::Messages(change) => JobKey::Messages(change.id()),
            Self::Info(job) => JobKey::Info(job.key()),
            Self::List => JobKey::List,
            Self::Sync => JobKey::Sync,
        }
    }

    pub fn priority(&self) -> Priority {
        match self {
            Self::Open { .. } | Self::Message { .. } => Priority::Visible,
            Self::Rows { .. }
            | Self::Threads { .. }
            | Self::MoreText { .. }
            | Self::Headers { .. }
            | Self::Survey { .. }
            | Self::Sync => Priority::Mailbox,
            Self::Flag { .. } | Self::Change(_) | Self::Messages(_) => Priority::Change,
            Self::Info(job) => job.priority(),
            Self::Details { .. }
            | Self::Compress
            | Self::Prefetch { .. }
            | Self::Pictures(_)
            | Self::Part(_)
            | Self::Source(_)
            | Self::Save(_)
            | Self::Export(_)
            | Self::List => Priority::Background,
        }
    }

    /// What its bytes are counted as.
    pub fn purpose(&self) -> Purpose {
        match self {
            Self::Open { .. }
            | Self::Rows { .. }
            | Self::Details { .. }
            | Self::Threads { .. }
            | Self::Sync => Purpose::Rows,
            Self::Message { .. }
            | Self::MoreText { .. }
            | Self::Headers { .. }
            | Self::Pictures(_)
            | Self::Source(_)
            | Self::Prefetch { .. } => Purpose::Text,
            Self::Part(_) | Self::Save(_) | Self::Export(_) => Purpose::Attachments,
            Self::Change(_) | Self::Survey { .. } | Self::List => Purpose::Folders,
            Self::Info(job) => job.purpose(),
            Self::Flag { .. } | Self::Messages(_) | Self::Compress => Purpose::Other,
        }
    }
}
