//! Attachments on their way to a file.

use std::path::PathBuf;

use crate::engine::SaveRequest;
use crate::model::Failure;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// The user is choosing where.
    Choosing,
    Running {
        done_bytes: u64,
        total_bytes: u64,
    },
    Done(PathBuf),
    Failed(Failure),
}

/// One attachment being saved; shown beside the attachment until it is dismissed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveJob {
    /// The path is empty until the user chose one.
    pub request: SaveRequest,
    /// As shown; `safe_name` is what a disk gets.
    pub name: String,
    pub safe_name: String,
    pub state: SaveState,
    /// It goes to another program when it is written.
    pub then_open: bool,
}

impl SaveJob {
    pub(super) fn is_running(&self) -> bool {
        matches!(self.state, SaveState::Running { .. })
    }
}
