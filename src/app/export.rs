//! Messages on their way into files: the question before, and what is under way.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::engine::{ExportForm, ExportId, ExportProgress, ExportRequest};
use crate::model::{AccountId, Failure, MailboxName};

/// What the user did about exporting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportAct {
    /// A whole folder, open or not. Messages are asked for by [`Wish::AskExport`](super::Wish).
    AskFolder {
        account: AccountId,
        mailbox: MailboxName,
    },
    /// The dialog's main button.
    Choose(ExportForm),
    /// The system's dialog was answered; `None` where it was closed.
    PathChosen {
        id: ExportId,
        path: Option<PathBuf>,
    },
    /// There is no such dialog on this machine: ask for a path in the window.
    PathDialogMissing {
        id: ExportId,
    },
    /// The path that was typed.
    SubmitPath(String),
    Stop(ExportId),
}

/// The dialog that asks what messages become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportQuestion {
    pub account: AccountId,
    pub mailbox: MailboxName,
    /// "3 messages from Archive", "all 1,204 messages of Archive".
    pub words: String,
    /// `None` where it is not known how many there are.
    pub count: Option<u32>,
    /// As the server has them, where the sizes of all are known.
    pub bytes: Option<u64>,
    /// What was chosen last.
    pub form: ExportForm,
    /// The form is chosen, and the system has no dialog: a path is typed.
    pub path: Option<PathQuestion>,
}

/// Where it goes, on a machine without a file dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathQuestion {
    pub id: ExportId,
    /// The name of a file; empty where a folder is asked for.
    pub suggested: String,
    pub failure: Option<Failure>,
}

/// An export under way, for its card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportJob {
    pub id: ExportId,
    pub account: AccountId,
    /// "Exporting 1,204 messages to Archive.mbox".
    pub words: String,
    pub progress: ExportProgress,
    /// The user wants it stopped.
    pub stopping: bool,
}

impl ExportJob {
    /// How far it is, from 0 to 1: by bytes where all sizes are known.
    pub fn share(&self) -> f64 {
        let ExportProgress { settled, total, done_bytes, total_bytes } = self.progress;
        let (done, of) = match total_bytes {
            Some(all) if all > 0 => (done_bytes as f64, all as f64),
            Some(_) | None => (f64::from(settled), f64::from(total)),
        };
        if of > 0.0 { (done / of).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// All exports.
#[derive(Debug, Default)]
pub struct Exports {
    /// Under way, in the order asked for.
    pub jobs: BTreeMap<ExportId, ExportJob>,
    /// What the dialog is about, and afterwards what waits for its path.
    pub(super) asked: Option<Asked>,
    pub(super) waiting: BTreeMap<ExportId, Asked>,
    pub(super) next: u32,
    /// What was chosen last.
    pub(super) form: ExportForm,
}

/// An export without its path.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub request: ExportRequest,
    pub question: ExportQuestion,
}
