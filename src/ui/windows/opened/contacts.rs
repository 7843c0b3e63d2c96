//! Contact cards.

use egui::{Rect, Sense, Ui, UiBuilder, pos2, vec2};

use crate::app::Action;
use crate::mime::preview::Card;
use crate::model::Address;
use crate::ui::message::{flow::Flow, people};
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{icons, widgets, wrapped};

use super::card;

/// Between cards.
const GAP_PT: f32 = 12.0;
const AVATAR_PT: f32 = 44.0;

/// A line of a card, for estimates only.
const LINE_PT: f32 = 21.0;
/// What a card has above and below its lines, for estimates only.
const FRAME_PT: f32 = 120.0;

/// Where the cards stand.
#[derive(Debug, Default)]
pub(super) struct ContactsDraft {
    flow: Flow,
    width_pt: f32,
}

/// Shows the cards one below the other; only those in view are laid out.
pub(super) fn contacts_ui(
    ui: &mut Ui,
    cards: &[Card],
    draft: &mut ContactsDraft,
    actions: &mut Vec<Action>,
) {
    let width_pt = ui.available_width();
    if draft.flow.len() != cards.len() || (draft.width_pt - width_pt).abs() > 0.5 {
        let lines =
            |it: &Card| it.emails.len() + it.phones.len() + it.addresses.len() + it.urls.len();
        let estimate = |it: &Card| FRAME_PT + lines(it) as f32 * LINE_PT;
        draft.width_pt = width_pt;
        draft.flow = Flow::new(cards.iter().map(estimate).collect());
    }
    let (left, top, view) = (ui.cursor().left(), ui.cursor().top(), ui.clip_rect());
    let first = draft.flow.at(f64::from(view.top() - top));
    let mut y = top + draft.flow.top_pt(first) as f32;
    for (index, one) in cards.iter().enumerate().skip(first) {
        if y > view.bottom() {
            break;
        }
        let room = Rect::from_min_size(pos2(left, y), vec2(width_pt, draft.flow.height_pt(index)));
        let mut inner = ui.new_child(UiBuilder::new().id_salt(("card", index)).max_rect(room));
        card::card_ui(&mut inner, |ui| contact(ui, one, actions));
        let height_pt = inner.min_rect().height() + GAP_PT;
        if draft.flow.measured(index, height_pt) != 0.0 {
            ui.ctx().request_repaint();
        }
        y += height_pt;
    }
    ui.allocate_space(vec2(width_pt, draft.flow.total_pt() as f32));
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
