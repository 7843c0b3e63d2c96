//! The parts of a card: a title, and lines that say what they are about.

use egui::{CornerRadius, Frame, Margin, Stroke, Ui, vec2};

use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::{icons, message::people, widgets, wrapped};

/// Widest card: a line of it is read at one look.
const MAX_CARD_PT: f32 = 560.0;
const PADDING_PT: i8 = 20;
/// From the sign at the left to the words.
const ICON_STEP_PT: f32 = 28.0;
/// Above each line.
const GAP_PT: f32 = 12.0;

/// A card with a hairline round it.
pub(super) fn card_ui<T>(ui: &mut Ui, show: impl FnOnce(&mut Ui) -> T) -> T {
    let frame = Frame::new()
        .stroke(Stroke::new(1.0, theme::tokens(ui).line))
        .corner_radius(CornerRadius::same(10))
        .inner_margin(Margin::same(PADDING_PT));
    let width_pt = ui.available_width().min(MAX_CARD_PT) - 2.0 * f32::from(PADDING_PT);
    frame
        .show(ui, |ui| {
            ui.set_width(width_pt.max(1.0));
            show(ui)
        })
        .inner
}

/// What the card is about, in large letters.
pub(super) fn title(ui: &mut Ui, words: &str) {
    let look = Look::new(theme::strong(theme::SUBJECT_PT), theme::tokens(ui).text);
    wrapped::label(ui, words, &look);
}

/// A line with a sign before it; what follows its first line stands dim below.
pub(super) fn field(ui: &mut Ui, icon: char, lines: &[String]) {
    field_with(ui, icon, |ui| {
        let tokens = theme::tokens(ui);
        for (index, words) in lines.iter().enumerate() {
            let color = if index == 0 { tokens.text } else { tokens.dim };
            wrapped::label(ui, words, &Look::new(theme::regular(INTERFACE_PT), color));
        }
    });
}

/// Anything with a sign before it.
pub(super) fn field_with(ui: &mut Ui, icon: char, show: impl FnOnce(&mut Ui)) {
    ui.add_space(GAP_PT);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing = vec2(0.0, 3.0);
        let size = vec2(ICON_STEP_PT, theme::ICON_PT);
        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
        let sign = rect.with_max_x(rect.left() + theme::ICON_PT);
        let look = Look::new(theme::icons(theme::ICON_PT), theme::tokens(ui).dim);
        widgets::text_centred(ui, sign, &icon.to_string(), &look);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            // A row of words is as high as they are, not as a button.
            ui.spacing_mut().interact_size.y = 18.0;
            show(ui);
        });
    });
}

/// A person with an address and a word about them.
pub(super) fn person(ui: &mut Ui, (name, address): (&str, &str), about: &str) {
    let tokens = theme::tokens(ui);
    let strong = Look::new(theme::medium(INTERFACE_PT), tokens.text);
    let dim = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
    let width_pt = ui.available_width();
    let shown = if name.is_empty() { address } else { name };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 2.0);
        people::line(ui, shown, &strong, width_pt);
        if !name.is_empty() && !address.is_empty() {
            people::line(ui, address, &dim, width_pt);
        }
        if !about.is_empty() {
            people::line(ui, about, &dim, width_pt);
        }
    });
}

/// A quiet line at a card's end.
pub(super) fn note(ui: &mut Ui, words: &str) {
    ui.add_space(GAP_PT);
    wrapped::label(ui, words, &Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim));
}

/// The sign of a text.
pub(super) const TEXT: char = icons::FILE_TEXT;
