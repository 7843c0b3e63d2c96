//! Opening and closing windows, and what arrives for them.

use crate::engine::{Event, Place};

use super::action::{Action, Effect};
use super::message::MessageView;
use super::state::State;
use super::windows::WindowKind;

impl State {
    /// The message that is open at this place.
    pub fn view(&self, place: Place) -> Option<&MessageView> {
        if place == Place::PANE {
            return self.message.as_ref();
        }
        self.windows.iter().find(|window| window.place == place).and_then(|window| {
            match &window.kind {
                WindowKind::Message(view) => Some(&**view),
                WindowKind::Source(_) | WindowKind::Opened(_) => None,
            }
        })
    }

    pub(super) fn close_window(&mut self, place: Place) -> Vec<Effect> {
        self.windows.retain(|window| window.place != place);
        Vec::new()
    }

    /// Other programs and printers.
    pub(super) fn update_outside(&mut self, _action: Action) -> Vec<Effect> {
        Vec::new()
    }

    pub(super) fn apply_window(&mut self, _event: Event) -> Vec<Effect> {
        Vec::new()
    }
}
