//! Attachments on their way to a file.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::SaveRequest;
use crate::model::{Failure, MessageKey, PartId};
use crate::reading::Opened;

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
#[derive(Clone, Debug)]
pub struct SaveJob {
    /// The path is empty until the user chose one.
    pub request: SaveRequest,
    /// As shown; `safe_name` is what a disk gets.
    pub name: String,
    pub safe_name: String,
    pub state: SaveState,
    /// It goes to another program when it is written.
    pub then_open: bool,
    /// It is a file inside the part, which was opened.
    pub packed: Option<Packed>,
}

/// Which file of a container, and the container until the file is on its way: it can be large.
#[derive(Clone, Debug)]
pub struct Packed {
    pub index: usize,
    pub(super) container: Option<Arc<Opened>>,
}

impl SaveJob {
    /// Saves this part of this message, as a whole.
    pub fn is_of(&self, key: &MessageKey, part: &PartId) -> bool {
        self.packed.is_none() && self.request.part == *part && self.request.key == *key
    }

    /// Saves the file at this place inside the part.
    pub fn is_of_packed(&self, key: &MessageKey, part: &PartId, index: usize) -> bool {
        self.packed.as_ref().is_some_and(|packed| packed.index == index)
            && self.request.part == *part
            && self.request.key == *key
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(self.state, SaveState::Running { .. })
    }
}
