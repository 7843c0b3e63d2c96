//! What a change means, in lines of numbers.

use egui::{Frame, Margin, Ui};

use crate::app::PreviewLine;
use crate::ui::theme::{self, RADIUS_PT};
use crate::ui::widgets;

use super::super::field;

/// Shows the lines on a quiet ground; those that warn stand below on theirs.
pub(super) fn show(ui: &mut Ui, lines: &[PreviewLine]) {
    let tokens = theme::tokens(ui);
    let plain: Vec<&PreviewLine> = lines.iter().filter(|line| !line.is_warning).collect();
    if !plain.is_empty() {
        let frame = Frame::new()
            .fill(tokens.side)
            .corner_radius(RADIUS_PT)
            .inner_margin(Margin::symmetric(12, 8));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            for line in plain {
                field::small(ui, &line.text, tokens.text);
            }
        });
        ui.add_space(8.0);
    }
    for line in lines.iter().filter(|line| line.is_warning) {
        widgets::warning_box(ui, |ui, look| {
            field::small(ui, &line.text, look.color);
        });
        ui.add_space(8.0);
    }
}
