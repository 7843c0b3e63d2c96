//! A table of a file: a grid whose head stays while its rows scroll.

use egui::{Rect, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::app::grouped;
use crate::mime::preview::Table;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::{widgets, wrapped};

use super::MARGIN_PT;

const ROW_PT: f32 = 26.0;
/// Between a cell's edge and its words.
const PADDING_PT: f32 = 10.0;
/// Narrowest and widest column.
const COLUMN_PT: std::ops::RangeInclusive<f32> = 48.0..=320.0;
/// Rows that are measured for the widths: the first screens say enough.
const MEASURED_ROWS: usize = 200;
/// Width of a letter, for the widths only; those of East Asia are twice as wide.
const LETTER_PT: f32 = 7.0;

/// Widths of the columns, and where the rows are scrolled to.
#[derive(Debug, Default)]
pub(super) struct TableDraft {
    widths_pt: Vec<f32>,
    left_pt: f32,
}

/// Shows the table in the room that is left.
pub(super) fn table_ui(ui: &mut Ui, table: &Table, draft: &mut TableDraft) {
    if draft.widths_pt.len() != table.columns {
        draft.widths_pt = widths(table);
    }
    let rows = table.rows.get(1..).unwrap_or_default();
    let (_, head) = ui.allocate_space(vec2(ui.available_width(), ROW_PT + 4.0));
    widgets::hairline_h(ui);
    if let Some(first) = table.rows.first() {
        let at = head.left() + MARGIN_PT - draft.left_pt;
        let look = Look::new(theme::medium(SECONDARY_PT), theme::tokens(ui).dim);
        cells_ui(ui, (first, 0), (at, head), &draft.widths_pt, &look);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let foot_pt = 32.0;
    let room_pt = (ui.available_height() - foot_pt).max(ROW_PT);
    let wide_pt = draft.widths_pt.iter().sum::<f32>() + 2.0 * MARGIN_PT;
    let area = ScrollArea::both().id_salt("table").auto_shrink(false).max_height(room_pt);
    let shown = area.show_rows(ui, ROW_PT, rows.len(), |ui, range| {
        let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).text);
        ui.set_width(wide_pt.max(ui.available_width()));
        for index in range {
            let Some(cells) = rows.get(index) else { break };
            let size = vec2(wide_pt.max(ui.available_width()), ROW_PT);
            let (_, rect) = ui.allocate_space(size);
            if index % 2 == 1 {
                ui.painter().rect_filled(rect, 0.0, theme::tokens(ui).window);
            }
            let at = rect.left() + MARGIN_PT;
            cells_ui(ui, (cells, index + 1), (at, rect), &draft.widths_pt, &look);
        }
    });
    draft.left_pt = shown.state.clamped_offset().x;
    foot(ui, table);
}

/// How much of the file this is.
fn foot(ui: &mut Ui, table: &Table) {
    widgets::hairline_h(ui);
    ui.horizontal_centered(|ui| {
        ui.add_space(MARGIN_PT);
        let rows = grouped(table.rows.len() as u64);
        let words = if table.cut {
            format!("The first {rows} rows; there is more in the file.")
        } else {
            format!("{rows} rows, {} columns", table.columns)
        };
        wrapped::label(ui, &words, &Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim));
    });
}

/// The cells of a row that are in view.
fn cells_ui(
    ui: &Ui,
    (cells, row): (&[String], usize),
    (left, rect): (f32, Rect),
    widths_pt: &[f32],
    look: &Look,
) {
    let view = ui.clip_rect();
    let mut x = left;
    for (column, wide_pt) in widths_pt.iter().enumerate() {
        let place = Rect::from_min_max(pos2(x, rect.top()), pos2(x + wide_pt, rect.bottom()));
        x += wide_pt;
        if place.right() < view.left() {
            continue;
        }
        if place.left() > view.right() {
            break;
        }
        let words = cells.get(column).map(String::as_str).unwrap_or_default();
        if words.is_empty() {
            continue;
        }
        let inside = place.with_max_x(place.right() - PADDING_PT);
        if row > 0 && is_number(words) {
            text::paint_right(ui, inside, words, look);
        } else {
            text::paint(ui, inside, words, look);
        }
        let id = ui.unique_id().with(("cell", row, column));
        let response = ui.interact(place, id, Sense::hover());
        let role = if row == 0 { Role::ColumnHeader } else { Role::Cell };
        response.widget_info(|| WidgetInfo::labeled(role, true, words));
        if words.chars().count() as f32 * LETTER_PT > *wide_pt {
            response.on_hover_text(words);
        }
    }
}

/// Figures stand below each other at their right edge.
fn is_number(words: &str) -> bool {
    let digits = words.chars().filter(char::is_ascii_digit).count();
    digits > 0
        && words.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | ' ' | '%' | '€' | '$' | '£')
        })
}

fn widths(table: &Table) -> Vec<f32> {
    let mut widths = vec![*COLUMN_PT.start(); table.columns];
    for row in table.rows.iter().take(MEASURED_ROWS) {
        for (width, cell) in widths.iter_mut().zip(row) {
            let letters: f32 =
                cell.chars().take(80).map(|c| if c >= '\u{2e80}' { 2.0 } else { 1.0 }).sum();
            let wanted = letters * LETTER_PT + 2.0 * PADDING_PT;
            *width = width.max(wanted).min(*COLUMN_PT.end());
        }
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_told_from_words() {
        for figure in ["12", "-3.50", "1,200.00 €", "7 %"] {
            assert!(is_number(figure), "{figure}");
        }
        for word in ["", "-", "12 apples", "A1", "2026-11-23T10:00"] {
            assert!(!is_number(word), "{word}");
        }
    }

    #[test]
    fn a_column_is_as_wide_as_its_words_within_limits() {
        let row = |cells: &[&str]| cells.iter().map(|cell| (*cell).to_owned()).collect();
        let rows = vec![row(&["a", "name", "字字字字字字"]), row(&["1", &"long ".repeat(90)])];
        let found = widths(&Table { rows, columns: 3, cut: false });
        assert_eq!(found, [*COLUMN_PT.start(), *COLUMN_PT.end(), 12.0 * LETTER_PT + 20.0]);
    }
}
