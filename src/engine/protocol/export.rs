//! Messages taken out into files, asked for and told.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;

use super::change::Chosen;
use super::values::IfExists;
use crate::model::{AccountId, Failure, MailboxName};

/// Names one export while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExportId(pub u32);

/// What messages become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExportForm {
    /// One file for each, in a folder, as the server has them.
    #[default]
    Eml,
    /// One file for all, of the kind mboxrd.
    Mbox,
}

/// Messages that the user wants as files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportRequest {
    pub id: ExportId,
    pub account: AccountId,
    pub mailbox: MailboxName,
    /// `None` only with [`Chosen::Everything`] of a mailbox that was never opened.
    pub uid_validity: Option<NonZeroU32>,
    /// All of these together; a message that is named twice comes once.
    pub messages: Vec<Chosen>,
    pub form: ExportForm,
    /// Chosen by the user: the file, or the folder that files go to. A folder is there already.
    pub path: PathBuf,
    /// Of one file; files in a folder never replace others.
    pub if_exists: IfExists,
    /// For the times in the names of files.
    pub zone: TimeZone,
}

/// What the window wishes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportCommand {
    /// Goes on after a lost connection; answered by `Progress` and `Ended`.
    Begin(Box<ExportRequest>),
    Stop(ExportId),
}

/// What has become true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportEvent {
    /// At most ten a second.
    Progress { id: ExportId, progress: ExportProgress },
    /// Always the last word.
    Ended { id: ExportId, outcome: Arc<ExportOutcome> },
}

/// How far an export is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExportProgress {
    /// Messages that wait no more, whether or not they could be had.
    pub settled: u32,
    /// 0 until they were counted.
    pub total: u32,
    /// Bytes of messages, as the server has them.
    pub done_bytes: u64,
    /// Once the sizes of all are known.
    pub total_bytes: Option<u64>,
}

/// What became of an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOutcome {
    /// As it was asked for; with the UIDVALIDITY also where it was asked for without.
    pub request: ExportRequest,
    /// Messages that were asked for, or found.
    pub total: u32,
    /// Those that are in the file, or in files, now.
    pub done: u32,
    pub done_bytes: u64,
    /// Left out because they were gone when their turn came.
    pub gone: u32,
    /// Left out because the server could not send them.
    pub unreadable: u32,
    /// The server's words on the first of those: bounded, untrusted.
    pub unreadable_text: Option<String>,
    /// The file, or the folder with files of `done` messages; `None` where nothing was left behind.
    pub path: Option<PathBuf>,
    /// Why it ended early; of the kind `Cancelled` where the user stopped it.
    pub failure: Option<Failure>,
}
