//! The first page of a PDF, or why it cannot be shown.

use egui::{Ui, vec2};

use crate::app::{Action, OpenedView, State, grouped};
use crate::engine::{PageId, Place};
use crate::ui::text::Look;
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{page, widgets, wrapped};

use super::{MARGIN_PT, nothing, scrolled};

/// Height of the line below the page, with the hairline over it.
const FOOT_PT: f32 = 33.0;

/// Shows the page in the room that is left, and below it that there are more.
pub(super) fn pdf_ui(
    ui: &mut Ui,
    state: &State,
    (place, view, id): (Place, &OpenedView, PageId),
    (pages, actions): (&mut page::Drafts, &mut Vec<Action>),
) {
    let shown = state.pages.get(&id);
    if let Some(failure) = shown.and_then(|page| page.failure) {
        scrolled(ui, |ui| nothing(ui, (place, view), &failure.of_pdf(), actions));
        return;
    }
    let layout = shown.and_then(|page| page.shown.as_ref());
    let count = layout.map_or(0, |layout| layout.page.pdf_pages);
    let foot_pt = if count > 1 { FOOT_PT } else { 0.0 };
    let room = vec2(ui.available_width(), (ui.available_height() - foot_pt).max(1.0));
    ui.allocate_ui(room, |ui| {
        scrolled(ui, |ui| page::page_ui(ui, state, (id, &view.name), pages, actions));
    });
    if count > 1 {
        foot(ui, count);
    }
}

/// How much of the file this is.
fn foot(ui: &mut Ui, count: u32) {
    widgets::hairline_h(ui);
    ui.horizontal_centered(|ui| {
        ui.add_space(MARGIN_PT);
        let count = grouped(u64::from(count));
        let words =
            format!("Page 1 of {count}. Save it or open it with another program to read the rest.");
        wrapped::label(ui, &words, &Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim));
    });
}
