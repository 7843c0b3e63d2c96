//! A message that was attached, in a window of its own.

use egui::Ui;

use crate::app::{Action, OpenedView, State};
use crate::engine::Place;
use crate::reading::Reading;
use crate::ui::message::attachments::inside_ui;
use crate::ui::message::below::{Around, BelowDrafts, TextDraft, documents_ui, text_ui};
use crate::ui::message::nested;
use crate::ui::message::remote::{Of, remote_ui};
use crate::ui::{page, widgets};

/// What lives between frames.
#[derive(Debug, Default)]
pub(super) struct MessageDraft {
    text: TextDraft,
    below: BelowDrafts,
}

impl MessageDraft {
    /// Marks all of the text that was pressed last; false where that is none.
    pub(super) fn select_pressed(&mut self) -> bool {
        self.text.select_all() || self.below.select_all()
    }

    /// Marks all of its main text.
    pub(super) fn select_whole(&mut self, is_article: bool) {
        self.text.select_whole(is_article);
    }
}

/// Shows its header, its text, and what stands below it.
pub(super) fn message_ui(
    ui: &mut Ui,
    state: &State,
    (place, view, reading): (Place, &OpenedView, &Reading),
    (draft, pages): (&mut MessageDraft, &mut page::Drafts),
    actions: &mut Vec<Action>,
) {
    let zoom = page::zoom(state);
    let (pages_below, sheets) = (&view.pages_below, &view.sheets_below);
    let around = Around { state, place, look: state.look, zoom, pages: pages_below, sheets };
    let page =
        view.page.filter(|id| state.pages.get(id).is_some_and(|page| page.failure.is_none()));
    super::scrolled(ui, |ui| {
        nested::head_ui(ui, &around, &reading.body);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.add_space(16.0);
        remote_ui(ui, state, (place, Of::Message(None)), actions);
        match page {
            Some(id) => _ = page::page_ui(ui, state, (id, "Message text"), pages, actions),
            None => {
                let drafts = (&mut draft.text, &mut *actions);
                text_ui(ui, &around, (reading, view.sheet), drafts);
            }
        }
        let drafts = (&mut draft.below, &mut *pages, &mut *actions);
        documents_ui(ui, &around, &reading.below, drafts);
        if !reading.attachments.is_empty() {
            ui.add_space(24.0);
            widgets::hairline_h(ui);
            ui.add_space(12.0);
            let drafts = (&mut draft.text.attachments, actions);
            inside_ui(ui, state, (place, &reading.attachments), drafts);
        }
    });
}
