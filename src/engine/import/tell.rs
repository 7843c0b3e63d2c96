//! Tells how far an import is, not more often than is seen.

use std::time::{Duration, Instant};

use crate::engine::events::EventSender;
use crate::engine::protocol::{Event, ImportEvent, ImportId, ImportProgress, ImportStage};

use super::plan::Plan;

/// How often progress is told.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// See the module.
pub struct Teller {
    id: ImportId,
    events: EventSender,
    progress: ImportProgress,
    reported: Option<Instant>,
    /// The stage to come back to after a wait.
    before: ImportStage,
}

impl Teller {
    pub fn new(id: ImportId, events: EventSender) -> Self {
        let (progress, reported) = (ImportProgress::default(), None);
        Self { id, events, progress, reported, before: ImportStage::default() }
    }

    pub fn looked(&mut self, messages: usize, (bytes, total_bytes): (u64, u64)) {
        self.progress.total_messages = u32::try_from(messages).unwrap_or(u32::MAX);
        (self.progress.bytes, self.progress.total_bytes) = (bytes, total_bytes);
        self.tell(false);
    }

    pub fn comparing(&mut self) {
        self.progress.stage = ImportStage::Comparing;
        (self.progress.bytes, self.progress.total_bytes) = (0, 0);
        self.tell(true);
    }

    /// So far; `under_way` bytes of the batch that is not answered yet have left.
    pub fn sending(&mut self, plan: &Plan, under_way: u64) {
        let is_new = self.progress.stage != ImportStage::Sending;
        self.progress.stage = ImportStage::Sending;
        (self.progress.messages, self.progress.total_messages) = (plan.done(), plan.wanted());
        self.progress.total_bytes = plan.total_bytes();
        self.sent(plan.settled_bytes().saturating_add(under_way), is_new);
    }

    pub fn sent(&mut self, bytes: u64, is_new: bool) {
        self.progress.bytes = bytes.min(self.progress.total_bytes);
        self.tell(is_new);
    }

    pub fn waiting(&mut self, waits: bool) {
        if waits && self.progress.stage != ImportStage::Waiting {
            self.before = std::mem::replace(&mut self.progress.stage, ImportStage::Waiting);
        } else if !waits && self.progress.stage == ImportStage::Waiting {
            self.progress.stage = self.before;
        }
        self.tell(true);
    }

    pub fn say(&self, event: ImportEvent) {
        // Where nobody listens the program ends, and the socket with it.
        let _ = self.events.send(Event::Import(event));
    }

    fn tell(&mut self, at_once: bool) {
        let now = Instant::now();
        let is_due = self.reported.is_none_or(|last| now.duration_since(last) >= PROGRESS_EVERY);
        if at_once || is_due {
            self.reported = Some(now);
            self.say(ImportEvent::Progress { id: self.id, progress: self.progress });
        }
    }
}
