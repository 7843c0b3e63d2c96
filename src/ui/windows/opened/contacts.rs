//! Contact cards.

use egui::{Rect, Sense, Ui, vec2};

use crate::app::Action;
use crate::mime::preview::Card;
use crate::model::Address;
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{icons, message::people, widgets, wrapped};

use super::card;

/// Between cards.
const GAP_PT: f32 = 12.0;
const AVATAR_PT: f32 = 44.0;

/// Shows the cards one below the other.
pub(super) fn contacts_ui(ui: &mut Ui, cards: &[Card], actions: &mut Vec<Action>) {
    for (index, one) in cards.iter().enumerate() {
        if index > 0 {
            ui.add_space(GAP_PT);
        }
        card::card_ui(ui, |ui| contact(ui, one, actions));
    }
}

fn contact(ui: &mut Ui, it: &Card, actions: &mut Vec<Action>) {
    ui.spacing_mut().item_spacing.y = 3.0;
    head(ui, it);
    for (icon, lines) in
        [(icons::MAIL, &it.emails), (icons::USER, &it.phones), (icons::FLAG, &it.addresses)]
    {
        if !lines.is_empty() {
            card::field_with(ui, icon, |ui| {
                for words in lines {
                    copied(ui, words, actions);
                }
            });
        }
    }
    if !it.urls.is_empty() {
        card::field_with(ui, icons::EXTERNAL_LINK, |ui| {
            for url in &it.urls {
                if widgets::link_button(ui, url).clicked() {
                    let (target, text) = (url.clone(), url.clone());
                    actions.push(Action::ClickLink { target, text });
                }
            }
        });
    }
    if !it.birthday.is_empty() {
        card::field(ui, icons::CALENDAR, &[format!("Born {}", it.birthday)]);
    }
    if !it.note.is_empty() {
        card::field(ui, card::TEXT, std::slice::from_ref(&it.note));
    }
}

/// Initials, name, and what they do.
fn head(ui: &mut Ui, it: &Card) {
    let tokens = theme::tokens(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 14.0;
        let (rect, _) = ui.allocate_exact_size(vec2(AVATAR_PT, AVATAR_PT), Sense::hover());
        let address = it.emails.first().cloned().unwrap_or_default();
        let person = Address { name: it.name.clone(), address };
        people::avatar(ui, Rect::from_center_size(rect.center(), rect.size()), Some(&person));
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            let name = if it.name.is_empty() { "No name" } else { it.name.as_str() };
            card::title(ui, name);
            let dim = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
            let about: Vec<&str> = [it.title.as_str(), it.organization.as_str()]
                .into_iter()
                .filter(|words| !words.is_empty())
                .collect();
            if !about.is_empty() {
                wrapped::label(ui, &about.join(" · "), &dim);
            }
        });
    });
}

/// A line that can be copied.
fn copied(ui: &mut Ui, words: &str, actions: &mut Vec<Action>) {
    let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).text);
    let response = wrapped::label(ui, words, &look);
    response.context_menu(|ui| {
        if ui.button("Copy").clicked() {
            actions.push(Action::CopyText(words.to_owned()));
            ui.close();
        }
    });
}
