//! Windows beside the main one: messages, sources, opened attachments.

mod opened;
mod progress;
mod source;

use std::collections::BTreeMap;

use egui::accesskit::Role;
use egui::{Key, Modifiers, Popup, Ui};

use crate::app::{Action, State, WindowKind};
use crate::engine::Place;

use super::message::zoom::{self, Zoom};
use super::{changes, message, theme, widgets};

/// What lives between frames, for each window that is open.
#[derive(Debug, Default)]
pub struct Drafts {
    windows: BTreeMap<Place, Draft>,
}

#[derive(Debug, Default)]
struct Draft {
    changes: changes::cards::Drafts,
    message: message::Drafts,
    source: source::SourceDraft,
    opened: opened::OpenedDraft,
}

/// Everything in the window of this place; nothing where it was closed.
pub fn window_ui(
    ui: &mut Ui,
    state: &State,
    place: Place,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    drafts.windows.retain(|place, _| state.windows.iter().any(|window| window.place == *place));
    let Some(window) = state.windows.iter().find(|window| window.place == place) else { return };
    let draft = drafts.windows.entry(place).or_default();
    let room = ui.max_rect();
    ui.painter().rect_filled(room, 0.0, theme::tokens(ui).panel);
    let name = match &window.kind {
        WindowKind::Message(_) => "Message",
        WindowKind::Source(_) => "Source",
        WindowKind::Opened(_) => "Attachment",
    };
    widgets::named_node(ui, ui.unique_id(), (Role::Region, name), room);
    match &window.kind {
        WindowKind::Message(_) => {
            // A question and a menu have the keyboard for themselves.
            if state.dialog.is_none() && !Popup::is_any_open(ui.ctx()) {
                message::read_keys(ui, state, place, &mut draft.message, actions);
            }
            message::message_ui(ui, state, place, &mut draft.message, actions);
            changes::cards::cards_ui(ui, room, state, &mut draft.changes, actions);
        }
        WindowKind::Source(view) => {
            zoom_keys(ui, state, actions);
            source::source_ui(ui, state, (place, view), &mut draft.source, actions);
        }
        WindowKind::Opened(view) => {
            zoom_keys(ui, state, actions);
            opened::text_keys(ui, state, view, &mut draft.opened, actions);
            opened::opened_ui(ui, state, (place, view), &mut draft.opened, actions);
        }
    }
}

/// Ctrl with plus, minus and 0, in windows that are no message of the list.
fn zoom_keys(ui: &Ui, state: &State, actions: &mut Vec<Action>) {
    for (key, to) in [
        (Key::Plus, Zoom::Larger),
        (Key::Equals, Zoom::Larger),
        (Key::Minus, Zoom::Smaller),
        (Key::Num0, Zoom::Usual),
    ] {
        if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, key)) {
            zoom::zoom(state, to, actions);
        }
    }
}
