//! The source of a message as it is on the server: its lines, searched, copied, saved.
//!
//! A hundred megabytes scroll as smoothly as a page: rows are found a few megabytes a frame, and
//! only those in view are laid out. Positions are f64 rows, because an f32 could not count them.

mod bar;
mod find;
mod marking;
mod rows;
mod view;

use egui::{Key, Modifiers, Ui};

use crate::app::{Action, SourceView, State};
use crate::engine::Place;
use crate::ui::{theme, widgets};

use marking::Marking;
use rows::Rows;

/// From the window's edges to what it shows.
const MARGIN_PT: f32 = 24.0;

/// What lives between frames: where the view is, what is looked for, what is marked.
#[derive(Debug, Default)]
pub(super) struct SourceDraft {
    rows: Rows,
    search: find::Search,
    /// What is typed in the search field.
    typed: String,
    wants_field: bool,
    /// First row in view; its fraction is above the view.
    top_row: f64,
    left_pt: f32,
    /// Width of the widest row seen.
    wide_pt: f32,
    grab_pt: Option<f32>,
    marking: Marking,
}

/// Shows the window.
pub(super) fn source_ui(
    ui: &mut Ui,
    state: &State,
    (place, view): (Place, &SourceView),
    draft: &mut SourceDraft,
    actions: &mut Vec<Action>,
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    if draft.typed != draft.search.words {
        let typed = draft.typed.clone();
        draft.search.begin(&typed);
    }
    let more_rows = draft.rows.grow(&view.pieces);
    let more_found = draft.search.grow(&view.pieces);
    if more_rows || more_found {
        ui.ctx().request_repaint();
    }
    keys(ui, view, draft, actions);
    bar::bar_ui(ui, (place, view), draft, actions);
    super::progress::progress_ui(ui, place, &super::progress::Progress::of_source(view), actions);
    widgets::hairline_h(ui);
    let zoom = crate::ui::page::zoom(state);
    view::rows_ui(ui, (view, zoom), draft, actions);
}

/// Keys of the window; those of a field stay with it.
fn keys(ui: &Ui, view: &SourceView, draft: &mut SourceDraft, actions: &mut Vec<Action>) {
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if pressed(Modifiers::COMMAND, Key::F) {
        draft.wants_field = true;
    }
    if pressed(Modifiers::SHIFT, Key::F3) {
        draft.search.step(false);
    }
    if pressed(Modifiers::NONE, Key::F3) {
        draft.search.step(true);
    }
    if ui.ctx().text_edit_focused() {
        return;
    }
    if pressed(Modifiers::COMMAND, Key::A) {
        draft.marking.all(draft.rows.len());
    }
    let copies = ui.input(|input| input.events.iter().any(|it| matches!(it, egui::Event::Copy)));
    if copies && let Some(text) = draft.marking.text(&draft.rows, &view.pieces) {
        actions.push(Action::CopyText(text));
    }
    let page = draft.marking.rows_in_view.max(2) as f64 - 1.0;
    let last = draft.rows.len() as f64;
    for (key, by) in [
        (Key::ArrowDown, 1.0),
        (Key::ArrowUp, -1.0),
        (Key::PageDown, page),
        (Key::Space, page),
        (Key::PageUp, -page),
        (Key::Home, -last),
        (Key::End, last),
    ] {
        // A control that was reached with Tab has Space and Enter for itself.
        if key == Key::Space && ui.memory(|memory| memory.focused().is_some()) {
            continue;
        }
        if pressed(Modifiers::NONE, key) {
            draft.top_row += by;
        }
    }
}

/// Size of the letters at 100 %, and the height of a row.
const LETTER_PT: f32 = theme::SECONDARY_PT;
const ROW_PT: f32 = 17.0;
