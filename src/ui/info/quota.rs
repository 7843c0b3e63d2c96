//! How much room is left: a bar, and the same in words.

use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, WidgetInfo, vec2};

use crate::app::{grouped, is_nearly_full, quota_words};
use crate::model::{QuotaResource, Quotas, Told};
use crate::ui::dialogs::field;
use crate::ui::theme;

use super::facts;

const BAR_PT: f32 = 6.0;

/// The limits of an account or a folder; nothing where the server knows none.
pub fn show(ui: &mut Ui, quotas: &Told<Quotas>) {
    facts::heading(ui, "Storage");
    let quotas = match quotas {
        Told::Said(quotas) => quotas,
        Told::NotOffered => {
            return facts::unknown(ui, "Limit", "This server does not tell how much room is left.");
        }
        Told::Refused(words) => return refused(ui, "Limit", words),
    };
    if quotas.roots.iter().all(|root| root.resources.is_empty()) {
        return facts::unknown(ui, "Limit", "There is no limit here, as far as the server says.");
    }
    let is_one = quotas.roots.len() == 1;
    for root in &quotas.roots {
        // The only one needs no name; servers call it after the user.
        let name = if is_one || root.root.is_empty() { "Limit" } else { &root.root };
        for resource in &root.resources {
            facts::beside(ui, name, |ui| bar(ui, resource));
        }
    }
    if quotas.left_out > 0 {
        let more = grouped(quotas.left_out as u64);
        facts::unknown(ui, "", &format!("The server names {more} more limits."));
    }
}

/// What a server said in place of an answer.
pub fn refused(ui: &mut Ui, name: &str, words: &str) {
    if words.is_empty() {
        facts::unknown(ui, name, "The server does not say.");
    } else {
        facts::unknown(ui, name, &format!("The server does not say: “{words}”"));
    }
}

fn bar(ui: &mut Ui, resource: &QuotaResource) {
    let tokens = theme::tokens(ui);
    let words = quota_words(resource);
    let nearly_full = is_nearly_full(resource);
    ui.add_space(5.0);
    let size = vec2(ui.available_width(), BAR_PT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let radius = BAR_PT / 2.0;
    // A hairline round the empty part: its ground alone is too faint to show how much there is.
    ui.painter().rect_filled(rect, radius, tokens.line);
    let width_pt = rect.width() * resource.fraction();
    if resource.used > 0 {
        let full = Rect::from_min_size(rect.min, vec2(width_pt.max(BAR_PT), BAR_PT));
        let color = if nearly_full { tokens.danger } else { tokens.accent };
        ui.painter().rect_filled(full, radius, color);
    }
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &words));
    ui.add_space(2.0);
    field::small(ui, &words, if nearly_full { tokens.danger } else { tokens.text });
}
