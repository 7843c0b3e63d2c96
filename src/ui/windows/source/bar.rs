//! The bar over a source: looking for words, copying, saving.

use egui::{Align, Layout, Ui, vec2};

use crate::app::{Action, MessageAct, SourceView, grouped};
use crate::engine::Place;
use crate::ui::find_field::{self, FindField};
use crate::ui::text::Look;
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{message::people, widgets};

use super::rows::{At, between, end_of};
use super::{MARGIN_PT, SourceDraft};

const BAR_PT: f32 = 48.0;
/// Room beside the field: the count, two arrows, two buttons.
const BESIDE_PT: f32 = 340.0;

/// Shows the bar in the window's margins.
pub(super) fn bar_ui(
    ui: &mut Ui,
    (place, view): (Place, &SourceView),
    draft: &mut SourceDraft,
    actions: &mut Vec<Action>,
) {
    let size = vec2(ui.available_width(), BAR_PT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(MARGIN_PT);
        let field = FindField {
            name: "Find in source",
            words: &mut draft.typed,
            wants_focus: &mut draft.wants_field,
            beside_pt: BESIDE_PT,
        };
        let field = field.show(ui);
        let keys = find_field::keys(ui, &field);
        if let Some(forward) = keys.step {
            draft.search.step(forward);
        }
        if keys.close {
            draft.typed.clear();
            field.surrender_focus();
        }
        let found = !draft.search.places.is_empty();
        for (name, down) in [("Previous match", false), ("Next match", true)] {
            if widgets::arrow_button(ui, name, (down, found)).clicked() {
                draft.search.step(down);
            }
        }
        count(ui, draft);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(MARGIN_PT - 8.0);
            if widgets::bar_button(ui, None, "Save as .eml", true).clicked() {
                actions.push(Action::Message(place, MessageAct::SaveMessage));
            }
            if widgets::bar_button(ui, None, "Copy all", !view.pieces.is_empty()).clicked() {
                let all = between(&view.pieces, At::default(), end_of(&view.pieces));
                actions.push(Action::CopyText(all));
            }
        });
    });
}

/// "3 of 17", or how it goes.
fn count(ui: &mut Ui, draft: &SourceDraft) {
    let search = &draft.search;
    if search.words.is_empty() {
        return;
    }
    let tokens = theme::tokens(ui);
    let all = search.places.len() as u64;
    let more = if search.is_done() { "" } else { "…" };
    let (words, color) = match all {
        0 if search.is_done() => ("Not found".to_owned(), tokens.warning_text),
        0 => ("Searching…".to_owned(), tokens.dim),
        all => {
            let current = grouped(search.current as u64 + 1);
            (format!("{current} of {}{more}", grouped(all)), tokens.dim)
        }
    };
    ui.add_space(4.0);
    people::line(ui, &words, &Look::new(theme::regular(SECONDARY_PT), color), f32::INFINITY);
}
