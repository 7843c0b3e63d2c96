//! Windows beside the main one: messages, sources, opened attachments.

mod opened;
mod progress;
mod source;

use std::collections::BTreeMap;

use egui::Ui;
use egui::accesskit::Role;

use crate::app::{Action, State, WindowKind};
use crate::engine::Place;

use super::{message, theme, widgets};

/// What lives between frames, for each window that is open.
#[derive(Debug, Default)]
pub struct Drafts {
    windows: BTreeMap<Place, Draft>,
}

#[derive(Debug, Default)]
struct Draft {
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
            message::read_keys(ui, state, place, &mut draft.message, actions);
            message::message_ui(ui, state, place, &mut draft.message, actions);
        }
        WindowKind::Source(view) => {
            source::source_ui(ui, state, (place, view), &mut draft.source, actions);
        }
        WindowKind::Opened(view) => {
            opened::opened_ui(ui, state, (place, view), &mut draft.opened, actions);
        }
    }
}
