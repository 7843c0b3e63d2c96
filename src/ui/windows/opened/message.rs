//! A message that was attached, in a window of its own.

use egui::Ui;

use crate::app::{Action, OpenedView, State};
use crate::engine::Place;
use crate::reading::Reading;
use crate::ui::message::below::{Around, BelowDrafts, TextDraft, documents_ui, text_ui};
use crate::ui::message::{body, nested};
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{widgets, wrapped};

/// What lives between frames.
#[derive(Debug, Default)]
pub(super) struct MessageDraft {
    text: TextDraft,
    below: BelowDrafts,
}

/// Shows its header, its text, and what stands below it.
pub(super) fn message_ui(
    ui: &mut Ui,
    state: &State,
    (place, _view, reading): (Place, &OpenedView, &Reading),
    draft: &mut MessageDraft,
    actions: &mut Vec<Action>,
) {
    let zoom = body::zoom_of(state);
    let around = Around { state, place, look: state.look, zoom, sought: None };
    super::scrolled(ui, |ui| {
        nested::head_ui(ui, &around, &reading.body);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(16.0);
        text_ui(ui, &around, reading, (&mut draft.text, &mut *actions));
        documents_ui(ui, &around, &reading.below, (&mut draft.below, &mut *actions));
        if !reading.attachments.is_empty() {
            ui.add_space(24.0);
            widgets::hairline_h(ui);
            ui.add_space(12.0);
            let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).dim);
            wrapped::label(ui, &nested::names(&reading.attachments), &look);
        }
    });
}
