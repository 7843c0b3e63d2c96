//! A card's headings and its lines: a name, and what is so.

use egui::{Color32, Ui, vec2};

use crate::app::{Action, InfoAct, Read};
use crate::ui::dialogs::field;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{widgets, wrapped};

/// Room of the names at the left.
pub const NAME_PT: f32 = 128.0;
const GAP_PT: f32 = 12.0;

/// Begins a group of facts.
pub fn heading(ui: &mut Ui, words: &str) {
    ui.add_space(18.0);
    let look = Look::new(theme::strong(INTERFACE_PT), theme::tokens(ui).text);
    wrapped::label(ui, words, &look);
    ui.add_space(2.0);
}

/// A name and its words, which may take several lines.
pub fn fact(ui: &mut Ui, name: &str, words: &str) {
    let color = theme::tokens(ui).text;
    beside(ui, name, |ui| line(ui, words, color));
}

/// As [`fact`], for what is not known: quieter.
pub fn unknown(ui: &mut Ui, name: &str, words: &str) {
    let color = theme::tokens(ui).dim;
    beside(ui, name, |ui| line(ui, words, color));
}

/// A name, and whatever stands beside it.
pub fn beside(ui: &mut Ui, name: &str, add: impl FnOnce(&mut Ui)) {
    let width_pt = (ui.available_width() - NAME_PT - GAP_PT).max(80.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = GAP_PT;
        ui.allocate_ui(vec2(NAME_PT, 0.0), |ui| {
            ui.set_width(NAME_PT);
            ui.add_space(1.0);
            field::small(ui, name, theme::tokens(ui).dim);
        });
        ui.vertical(|ui| {
            ui.set_width(width_pt);
            add(ui);
        });
    });
    ui.add_space(2.0);
}

/// Words on as many lines as they take.
pub fn line(ui: &mut Ui, words: &str, color: Color32) {
    wrapped::label(ui, words, &Look::new(theme::regular(INTERFACE_PT), color));
}

/// A sign, a name, and words: one line of a table that says what there is.
pub fn sign(ui: &mut Ui, (icon, color): (char, Color32), name: &str, words: &str) {
    const SIGN_PT: f32 = 16.0;
    let tokens = theme::tokens(ui);
    let gap_pt = 8.0;
    let words_pt = (ui.available_width() - NAME_PT - GAP_PT).max(80.0);
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = gap_pt;
        let (place, _) = ui.allocate_exact_size(vec2(SIGN_PT, SIGN_PT), egui::Sense::hover());
        let look = Look::new(theme::icons(14.0), color);
        widgets::text_centred(ui, place, &icon.to_string(), &look);
        let room = NAME_PT - SIGN_PT - gap_pt;
        ui.allocate_ui(vec2(room, 0.0), |ui| {
            ui.set_width(room);
            let look = Look::new(theme::medium(theme::SECONDARY_PT), tokens.text);
            ui.add_space(1.0);
            wrapped::label(ui, name, &look);
        });
        ui.add_space(GAP_PT - gap_pt);
        ui.vertical(|ui| {
            ui.set_width(words_pt);
            line(ui, &capital(words), tokens.dim);
        });
    });
    ui.add_space(1.0);
}

/// Words of a table as they stand at the begin of a line.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    first + letters.as_str()
}

/// What stands while the server has not answered, or why it has not; `true` where it has.
pub fn answered<T>(
    ui: &mut Ui,
    read: &Read<T>,
    is_connected: bool,
    actions: &mut Vec<Action>,
) -> bool {
    match read {
        Read::Here(_) => return true,
        Read::Waiting => {
            ui.add_space(12.0);
            let dim = theme::tokens(ui).dim;
            let words = if is_connected {
                "Asking the server…"
            } else {
                "Not connected: the server is asked as soon as it can be reached."
            };
            line(ui, words, dim);
        }
        Read::Failed(failure) => {
            ui.add_space(12.0);
            field::error(ui, failure);
            ui.add_space(4.0);
            if widgets::link_button(ui, "Retry").clicked() {
                actions.push(Action::Info(InfoAct::Retry));
            }
        }
    }
    false
}

/// The name of what a card is about, and what else it is known by.
pub fn head(ui: &mut Ui, icon: char, name: &str, beside: &str) {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), 24.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
    let sign = rect.with_max_x(rect.left() + 16.0);
    let look = Look::new(theme::icons(theme::ICON_PT), tokens.dim);
    widgets::text_centred(ui, sign, &icon.to_string(), &look);
    let words = rect.with_min_x(rect.left() + 24.0);
    let look = Look::new(theme::strong(INTERFACE_PT), tokens.text);
    let end = text::paint(ui, words, name, &look).right();
    let rest = words.with_min_x(end + 8.0);
    if rest.width() > 24.0 {
        let look = Look::new(theme::regular(theme::SECONDARY_PT), tokens.dim);
        text::paint(ui, rest, beside, &look);
    }
    response.widget_info(|| {
        let words = [name, beside].join(" ");
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words.trim())
    });
}
