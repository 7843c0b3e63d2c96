//! What an account's bytes were for: a line with a bar for each purpose that took any.

use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::byte_size;
use crate::model::{Purpose, Traffic, TrafficByPurpose};

use super::super::text::{self, Look};
use super::super::theme::{self, SECONDARY_PT};
use super::{round_trips, total_bytes};

const LINE_PT: f32 = 22.0;
/// The longest label, "Listening for new mail".
const LABEL_PT: f32 = 138.0;
/// Room of the figures at the right: "999 MB".
const FIGURE_PT: f32 = 56.0;
const BAR_PT: f32 = 6.0;

/// Paints the lines between the panel's paddings.
pub fn table_ui(ui: &mut Ui, of: &TrafficByPurpose, padding_pt: f32) {
    let lines = lines(of);
    let most = lines.iter().map(|(_, traffic)| total_bytes(*traffic)).max().unwrap_or(0);
    for (purpose, traffic) in lines {
        let size = vec2(ui.available_width(), LINE_PT);
        let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
        line_ui(ui, rect.shrink2(vec2(padding_pt, 0.0)), (purpose, traffic), most);
        let bytes = byte_size(total_bytes(traffic));
        let said = format!("{}: {bytes}, {}", purpose.label(), round_trips(traffic));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &said));
        response.on_hover_text(format!(
            "{} received, {} sent, {}",
            byte_size(traffic.bytes_in),
            byte_size(traffic.bytes_out),
            round_trips(traffic)
        ));
    }
}

fn line_ui(ui: &Ui, rect: Rect, (purpose, traffic): (Purpose, Traffic), most: u64) {
    let tokens = theme::tokens(ui);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let figure = Look::new(theme::regular(SECONDARY_PT), tokens.text);
    text::paint(ui, rect.with_max_x(rect.left() + LABEL_PT), purpose.label(), &dim);
    let bytes = total_bytes(traffic);
    text::paint_right(ui, rect, &byte_size(bytes), &figure);
    let middle = rect.center().y;
    let track = Rect::from_min_max(
        pos2(rect.left() + LABEL_PT + 8.0, middle - BAR_PT / 2.0),
        pos2(rect.right() - FIGURE_PT - 8.0, middle + BAR_PT / 2.0),
    );
    let share = if most == 0 { 0.0 } else { bytes as f32 / most as f32 };
    // What is there is seen: never narrower than it is high.
    let width = (track.width() * share).max(BAR_PT);
    ui.painter().rect_filled(track, BAR_PT / 2.0, tokens.chip);
    ui.painter().rect_filled(track.with_max_x(track.left() + width), BAR_PT / 2.0, tokens.accent);
}

/// What took bytes, the most first.
fn lines(of: &TrafficByPurpose) -> Vec<(Purpose, Traffic)> {
    let mut lines: Vec<_> = of.iter().filter(|(_, traffic)| total_bytes(*traffic) > 0).collect();
    lines.sort_by_key(|(_, traffic)| std::cmp::Reverse(total_bytes(*traffic)));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_cost_stands_first_and_what_cost_nothing_is_absent() {
        let of = TrafficByPurpose::new(|purpose| Traffic {
            bytes_in: match purpose {
                Purpose::Connect => 5_000,
                Purpose::Rows => 20_000,
                Purpose::Text => 9_000,
                _ => 0,
            },
            ..Traffic::default()
        });
        let purposes: Vec<_> = lines(&of).into_iter().map(|(purpose, _)| purpose).collect();
        assert_eq!(purposes, [Purpose::Rows, Purpose::Text, Purpose::Connect]);
    }
}
