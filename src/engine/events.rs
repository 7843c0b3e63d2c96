//! The way out of the engine: events into a bounded channel, and a wake-up for the listener.

use std::ops::ControlFlow;
use std::sync::Arc;

use crossbeam_channel::{Sender, TrySendError};

use super::protocol::Event;

/// Sends events and wakes the listener. Cheap to clone.
#[derive(Clone)]
pub struct EventSender {
    channel: Sender<Event>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl std::fmt::Debug for EventSender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EventSender").field("waiting", &self.channel.len()).finish()
    }
}

impl EventSender {
    pub fn new(channel: Sender<Event>, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self { channel, wake }
    }

    /// Blocks while the listener is behind. `Break` where nobody listens any more: the program is
    /// ending, and so does the calling thread.
    pub fn send(&self, event: Event) -> ControlFlow<()> {
        if self.channel.send(event).is_err() {
            return ControlFlow::Break(());
        }
        (self.wake)();
        ControlFlow::Continue(())
    }

    /// Never blocks: gives the event back while the listener is behind. For the listener's own
    /// thread.
    pub fn offer(&self, event: Event) -> Option<Event> {
        match self.channel.try_send(event) {
            Ok(()) => {
                (self.wake)();
                None
            }
            Err(TrySendError::Full(event)) => Some(event),
            Err(TrySendError::Disconnected(_)) => None,
        }
    }
}
