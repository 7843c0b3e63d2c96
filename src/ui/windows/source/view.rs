//! The rows of a source that are in view.

use egui::{
    Align2, CursorIcon, Galley, Pos2, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2,
    vec2,
};

use crate::app::{Action, SourceView};
use crate::ui::scroll::{self, BAR_WIDTH_PT, Bar, Extent};
use crate::ui::theme;

use super::marking::Caret;
use super::rows::{At, between, end_of};
use super::{LETTER_PT, MARGIN_PT, ROW_PT, SourceDraft};

/// Above the first and below the last row.
const PADDING_PT: f32 = 12.0;
/// Rows that the view moves on in a frame while text is marked beyond its edge.
const DRAG_ROWS: f64 = 1.0;
/// Rows of the view that stay above a place that was found.
const FOUND_SHARE: f64 = 0.3;
/// How much of its colour the ground of found and marked words has.
const MARK_ALPHA: f32 = 0.22;
const CURRENT_ALPHA: f32 = 0.5;

/// Shows the rows in the room that is left.
pub(super) fn rows_ui(
    ui: &mut Ui,
    (view, zoom): (&SourceView, f32),
    draft: &mut SourceDraft,
    actions: &mut Vec<Action>,
) {
    let room = ui.available_rect_before_wrap();
    ui.allocate_rect(room, Sense::hover());
    let mut ui = ui.new_child(egui::UiBuilder::new().id_salt("rows").max_rect(room));
    let ui = &mut ui;
    ui.shrink_clip_rect(room);
    let row_pt = (ROW_PT * zoom).round();
    let shown_rows = f64::from((room.height() - 2.0 * PADDING_PT).max(row_pt) / row_pt);
    draft.marking.rows_in_view = shown_rows as usize;
    let id = ui.unique_id().with("text");
    let sense = Sense::click_and_drag() - Sense::FOCUSABLE;
    let response = ui.interact(room, id, sense).on_hover_cursor(CursorIcon::Text);
    move_view(ui, (room, row_pt, shown_rows), draft);
    follow_found(view, draft, shown_rows);
    let extent = Extent { content_pt: draft.rows.len() as f64, view_pt: shown_rows };
    draft.top_row = extent.clamp(draft.top_row);
    mark(ui, view, (&response, room, row_pt, zoom), draft);
    let first = draft.top_row.floor() as usize;
    let shift_pt = draft.top_row.fract() as f32 * row_pt;
    let mut y = room.top() + PADDING_PT - shift_pt;
    for row in first..draft.rows.len() {
        if y > room.bottom() {
            break;
        }
        let at = pos2(room.left() + MARGIN_PT - draft.left_pt, y.round());
        let wide_pt = row_ui(ui, view, (row, at, row_pt, zoom), draft);
        draft.wide_pt = draft.wide_pt.max(wide_pt);
        y += row_pt;
    }
    if draft.rows.len() == 0 {
        let words = "The source is on its way.";
        let middle = room.center();
        let font = theme::regular(theme::INTERFACE_PT);
        let dim = theme::tokens(ui).dim;
        ui.painter().text(middle, Align2::CENTER_CENTER, words, font, dim);
    }
    menu(&response, view, draft, actions);
    let track = room.with_min_x(room.right() - BAR_WIDTH_PT);
    let bar = Bar { salt: "source", extent, offset_pt: draft.top_row };
    if let Some(top) = scroll::bar(ui, track, &bar, &mut draft.grab_pt) {
        draft.top_row = top;
    }
}

/// The wheel, and the touch pad sideways.
fn move_view(ui: &Ui, (room, row_pt, _): (Rect, f32, f64), draft: &mut SourceDraft) {
    draft.top_row += scroll::wheel(ui, room) / f64::from(row_pt);
    if ui.rect_contains_pointer(room) {
        draft.left_pt -= ui.input(|input| input.smooth_scroll_delta.x);
    }
    let most_pt = (draft.wide_pt + 2.0 * MARGIN_PT - room.width()).max(0.0);
    draft.left_pt = draft.left_pt.clamp(0.0, most_pt);
}

/// Brings the current place into view, once.
fn follow_found(view: &SourceView, draft: &mut SourceDraft, shown_rows: f64) {
    if !draft.search.wants_view {
        return;
    }
    let Some((at, _)) = draft.search.places.get(draft.search.current) else { return };
    let Some(row) = draft.rows.row_of(&view.pieces, *at) else {
        return; // Its row was not found yet.
    };
    draft.search.wants_view = false;
    let row = row as f64;
    if row < draft.top_row || row > draft.top_row + shown_rows - 2.0 {
        draft.top_row = row - shown_rows * FOUND_SHARE;
    }
}

fn row_galley(ui: &Ui, text: String, zoom: f32) -> std::sync::Arc<Galley> {
    let color = theme::tokens(ui).text;
    ui.painter().layout_no_wrap(text, theme::mono(LETTER_PT * zoom), color)
}

/// Paints a row with its marks; returns its width.
fn row_ui(
    ui: &Ui,
    view: &SourceView,
    (row, at, row_pt, zoom): (usize, Pos2, f32, f32),
    draft: &SourceDraft,
) -> f32 {
    let tokens = theme::tokens(ui);
    let text = draft.rows.text(&view.pieces, row);
    let length = text.chars().count();
    let galley = row_galley(ui, text.clone(), zoom);
    let x_of = |column: usize| {
        let row = galley.rows.first();
        let past = if column > length { row_pt / 2.0 } else { 0.0 };
        at.x + past + row.map_or(0.0, |row| row.x_offset(egui::text::CharIndex(column.min(length))))
    };
    let ground = |from: usize, to: usize, color| {
        let rect = Rect::from_min_max(pos2(x_of(from), at.y), pos2(x_of(to), at.y + row_pt));
        ui.painter().rect_filled(rect, 0.0, color);
    };
    if let Some(marked) = draft.marking.in_row(row, length) {
        ground(marked.start, marked.end, tokens.accent_fill);
    }
    if let Some((start, end)) = draft.rows.bounds(&view.pieces, row) {
        let end = end.unwrap_or_else(|| end_of(&view.pieces));
        let column = |to: At| between(&view.pieces, start, to).chars().count().min(length);
        for (from, to, is_current) in draft.search.in_row(start, end) {
            let alpha = if is_current { CURRENT_ALPHA } else { MARK_ALPHA };
            ground(column(from), column(to), tokens.flag.gamma_multiply(alpha));
        }
    }
    let wide_pt = galley.size().x;
    let y = at.y + (row_pt - galley.size().y) / 2.0;
    let rect = Rect::from_min_size(at, vec2(wide_pt.max(1.0), row_pt));
    ui.painter().galley(pos2(at.x, y.round()), galley, tokens.text);
    if length > 0 {
        let response = ui.interact(rect, ui.unique_id().with(("row", row)), Sense::empty());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &text));
    }
    wide_pt
}

/// Marks from the press to the pointer; beyond the edges the view goes along.
fn mark(
    ui: &Ui,
    view: &SourceView,
    (response, room, row_pt, zoom): (&Response, Rect, f32, f32),
    draft: &mut SourceDraft,
) {
    let pointer = response.interact_pointer_pos();
    let primary = egui::PointerButton::Primary;
    let Some(pointer) = pointer else { return };
    if response.drag_started_by(primary) {
        let from = ui.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        let from = caret(ui, view, (from, room, row_pt, zoom), draft);
        draft.marking.begin(from);
    } else if response.clicked_by(primary) {
        let at = caret(ui, view, (pointer, room, row_pt, zoom), draft);
        draft.marking.begin(at);
    }
    if response.double_clicked_by(primary) {
        let at = caret(ui, view, (pointer, room, row_pt, zoom), draft);
        draft.marking.begin(Caret { row: at.row, column: 0 });
        draft.marking.extend(Caret { row: at.row + 1, column: 0 });
        return;
    }
    if !response.dragged_by(primary) {
        return;
    }
    if pointer.y < room.top() || pointer.y > room.bottom() {
        draft.top_row += if pointer.y < room.top() { -DRAG_ROWS } else { DRAG_ROWS };
        ui.ctx().request_repaint();
    }
    let to = caret(ui, view, (pointer, room, row_pt, zoom), draft);
    draft.marking.extend(to);
}

/// The place between two letters that is next to a point.
fn caret(
    ui: &Ui,
    view: &SourceView,
    (pointer, room, row_pt, zoom): (Pos2, Rect, f32, f32),
    draft: &SourceDraft,
) -> Caret {
    let below = f64::from((pointer.y - room.top() - PADDING_PT) / row_pt) + draft.top_row;
    let row = (below.max(0.0) as usize).min(draft.rows.len().saturating_sub(1));
    let galley = row_galley(ui, draft.rows.text(&view.pieces, row), zoom);
    let x = pointer.x - room.left() - MARGIN_PT + draft.left_pt;
    let column = galley.rows.first().map_or(0, |row| row.char_at(x).0);
    Caret { row, column }
}

fn menu(
    response: &Response,
    view: &SourceView,
    draft: &mut SourceDraft,
    actions: &mut Vec<Action>,
) {
    response.context_menu(|ui| {
        if ui.add_enabled(!draft.marking.is_empty(), egui::Button::new("Copy")).clicked() {
            let text = draft.marking.text(&draft.rows, &view.pieces);
            actions.extend(text.map(Action::CopyText));
            ui.close();
        }
        if ui.button("Select all").clicked() {
            draft.marking.all(draft.rows.len());
            ui.close();
        }
        if ui.button("Copy all").clicked() {
            let all = between(&view.pieces, At::default(), end_of(&view.pieces));
            actions.push(Action::CopyText(all));
            ui.close();
        }
    });
}
