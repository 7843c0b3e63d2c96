//! The line that stands for a folded quote.

use egui::{Pos2, Rect, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::app::grouped;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{icons, widgets};

/// Height of the button; a line of text and a little air.
const HEIGHT_PT: f32 = 24.0;
/// From its edges to the words.
const PADDING_PT: f32 = 8.0;
/// From the sign to the words.
const SIGN_STEP_PT: f32 = 20.0;

/// Shows the button of piece `index`; returns its height and whether it was pressed.
pub(super) fn show(ui: &Ui, at: Pos2, (index, lines, open): (usize, usize, bool)) -> (f32, bool) {
    let tokens = theme::tokens(ui);
    let words = format!("{} quoted lines", grouped(lines as u64));
    let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let galley = text::one_line(ui, &words, &look, f32::INFINITY);
    let width_pt = galley.size().x + SIGN_STEP_PT + 2.0 * PADDING_PT;
    let rect = Rect::from_min_size(at, vec2(width_pt.ceil(), HEIGHT_PT));
    let id = ui.scope_id().with(("fold", index));
    let response = ui.interact(rect, id, Sense::click());
    let lit = response.hovered();
    let ground = if lit { tokens.line } else { tokens.chip };
    ui.painter().rect_filled(rect, theme::RADIUS_PT, ground);
    let inside = rect.shrink2(vec2(PADDING_PT, 0.0));
    let sign = if open { icons::CHEVRON_DOWN } else { icons::CHEVRON_RIGHT };
    let sign_look = Look::new(theme::icons(14.0), tokens.dim);
    let sign_place = inside.with_max_x(inside.left() + 14.0);
    widgets::text_centred(ui, sign_place, &sign.to_string(), &sign_look);
    text::paint(ui, inside.with_min_x(inside.left() + SIGN_STEP_PT), &words, &look);
    widgets::focus_ring(ui, rect, &response);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(open));
    let hint = if open { "Fold the quote" } else { "Show the quote" };
    let response = response.on_hover_cursor(egui::CursorIcon::PointingHand).on_hover_text(hint);
    (HEIGHT_PT, response.clicked())
}
