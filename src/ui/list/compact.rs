//! One message on one line, in columns.

use egui::{Rect, Response, Ui, vec2};

use crate::app::{ColumnKind, byte_size};

use super::super::tags;
use super::super::text::{self, Look};
use super::super::theme::{self, SECONDARY_PT};
use super::columns::Placed;
use super::name;
use super::row::{self, Shown, Weight};

pub const ROW_PT: f32 = 26.0;

/// Paints one message into its columns. Returns the conversation's button, where there is one.
pub fn paint(ui: &Ui, rect: Rect, shown: &Shown<'_>, columns: &[Placed]) -> Option<Response> {
    let tokens = theme::tokens(ui);
    if shown.row.text.unreadable {
        let words = rect.shrink2(vec2(row::LEFT_PT, 0.0));
        text::paint(ui, words, name::UNREADABLE, &Weight::Dim.look(tokens));
        return None;
    }
    row::dot(ui, rect, rect.center().y, shown);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let mut button = None;
    for (place, column) in columns.iter().enumerate() {
        let mut cell = column.of(rect);
        if place == 0 && shown.indent_pt() > 0.0 {
            row::indent_line(ui, rect, shown);
            cell.min.x += shown.indent_pt();
        }
        // The conversation's chip stands at the end of the first words.
        if place == 0
            && let Some(mark) = shown.head()
        {
            let left = cell.right() - row::chip_width_pt(ui, mark);
            button = row::chip(ui, (left, cell.center().y), shown, mark);
            cell.max.x = left - 6.0;
        }
        match column.kind {
            ColumnKind::Sender => {
                let (sender, weight) = shown.sender();
                text::paint(ui, cell, sender, &weight.look(tokens));
            }
            ColumnKind::Subject => {
                cell.max.x = row::signs(ui, cell, shown) - 2.0;
                cell.max.x = tags::paint_right(ui, cell, &shown.row.keywords);
                let (subject, weight) = shown.subject();
                text::paint(ui, cell, subject, &weight.look(tokens));
            }
            ColumnKind::Date => _ = text::paint_right(ui, cell, &shown.date, &dim),
            ColumnKind::Size => {
                let size = byte_size(shown.row.text.size_bytes);
                text::paint_right(ui, cell, &size, &dim);
            }
        }
    }
    button
}

/// Quiet bars in the columns, where a row is not there yet.
pub fn paint_placeholder(ui: &Ui, rect: Rect, index: u32, columns: &[Placed]) {
    let color = theme::tokens(ui).line;
    for (place, column) in columns.iter().enumerate() {
        let cell = column.of(rect).shrink2(vec2(0.0, 9.0));
        let share = 0.4 + row::part(index, 8 * (place as u32 + 1)) / 2.0;
        let bar = if column.is_right() {
            cell.with_min_x(cell.right() - cell.width() * share)
        } else {
            cell.with_max_x(cell.left() + cell.width() * share)
        };
        ui.painter().rect_filled(bar, 3.0, color);
    }
}
