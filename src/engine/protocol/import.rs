//! Messages brought in: from files, or from another account.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::import::{Inlet, Outlet};
use crate::model::{AccountId, Failure, MailboxName};

use super::change::{Chosen, CopiedTo};

/// Names one import, or one copy to another account, while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImportId(pub u32);

/// Where messages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportTarget {
    pub id: ImportId,
    pub account: AccountId,
    pub mailbox: MailboxName,
}

/// A wish about messages that are brought in. It runs on connections of its own, beside all else.
#[derive(Debug)]
pub enum ImportCommand {
    /// Mail files, and those directly in folders.
    Files { target: ImportTarget, paths: Arc<[PathBuf]> },
    /// What the account at the other end gives. With `verified` the server is asked what stands there
    /// once they are in, and those that were seen to be whole count as taken over; without it none does.
    Take { target: ImportTarget, from: Inlet, verified: bool },
    /// Gives messages of this account to another one.
    Give { request: GiveRequest, to: Outlet },
    /// What to do with messages that are in the folder already; answers `ImportEvent::Duplicates`.
    Answer { id: ImportId, skip: bool },
    /// Stops between two pieces; what is in stays.
    Stop(ImportId),
}

/// Messages of one account for another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GiveRequest {
    pub id: ImportId,
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub uid_validity: Option<NonZeroU32>,
    /// Each of them once.
    pub messages: Vec<Chosen>,
}

/// What it is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ImportStage {
    /// Finding out what is to be brought in; of files the bytes say how far that is.
    #[default]
    Looking,
    /// Asking the server which messages it has.
    Comparing,
    Sending,
    /// A connection was lost; it is made anew.
    Waiting,
}

/// How far it is. Totals are those known so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportProgress {
    pub stage: ImportStage,
    pub messages: u32,
    pub total_messages: u32,
    pub bytes: u64,
    pub total_bytes: u64,
}

#[derive(Clone, Debug)]
pub enum ImportEvent {
    /// At most ten a second.
    Progress { id: ImportId, progress: ImportProgress },
    /// So many of them are in the folder already, by their Message-ID. Nothing was sent yet; waits
    /// for an answer.
    Duplicates { id: ImportId, duplicates: u32, total: u32 },
    /// Always the last word.
    Ended { id: ImportId, outcome: Arc<ImportOutcome> },
}

/// Messages that were not brought in, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub count: u32,
    /// The rest of a sentence that begins with "3 messages".
    pub why: LeftOutWhy,
    /// The server's words on one of them; untrusted.
    pub server_text: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOutWhy {
    /// They are in the folder already, and the user wanted them skipped.
    There,
    /// The server takes none of this size.
    TooBig,
    /// The server refused them for another reason.
    Refused,
    /// They are not where they were, or not as they were.
    Gone,
    /// A program had deleted them and not yet taken them out of its file.
    Expunged,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportOutcome {
    pub target: ImportTarget,
    /// Messages found.
    pub total: u32,
    /// Those that the server said are in.
    pub done: u32,
    /// Why the others are not in, where nothing failed.
    pub left_out: Vec<LeftOut>,
    /// They may be in: the connection broke over them, and it cannot be found out.
    pub unsure: u32,
    /// Where they stand, as far as the server said; what is not in it has no exact way back. The pairs
    /// have the same number twice: what they had elsewhere is in `taken`.
    pub added: Vec<CopiedTo>,
    /// The UIDs that those taken over have in the other account, ascending: only those that were seen
    /// to stand whole where they went.
    pub taken: Arc<[NonZeroU32]>,
    /// The UIDVALIDITY that goes with `taken`.
    pub taken_validity: Option<NonZeroU32>,
    /// In, and not seen to be whole there where that was wanted: not among `taken`.
    pub unverified: u32,
    /// A sentence for each file that is not, or not wholly, brought in.
    pub problems: Vec<String>,
    /// Why it ended early; of the kind `Cancelled` where the user stopped it.
    pub failure: Option<Failure>,
}

impl ImportOutcome {
    /// Of one that never began.
    pub fn failed(target: ImportTarget, failure: Failure) -> Self {
        Self {
            target,
            total: 0,
            done: 0,
            left_out: Vec::new(),
            unsure: 0,
            added: Vec::new(),
            taken: Arc::default(),
            taken_validity: None,
            unverified: 0,
            problems: Vec::new(),
            failure: Some(failure),
        }
    }
}
