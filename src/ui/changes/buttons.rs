//! The buttons of a bar: words where they fit, else signs with the words on hover.

use egui::{Response, Ui};

use crate::app::{Acting, Action, State};
use crate::ui::widgets::{self, BUTTON_HEIGHT_PT};

use super::{Offer, main_offers};

/// Width of the buttons with these gaps between them.
pub fn width_pt(ui: &Ui, offers: &[Offer], (gap_pt, with_words): (f32, bool)) -> f32 {
    let width = |offer: &Offer| {
        if with_words { widgets::button_width_pt(ui, offer.name) } else { BUTTON_HEIGHT_PT }
    };
    offers.iter().map(|offer| width(offer) + gap_pt).sum()
}

/// Shows them from the left.
pub fn buttons_ui(
    ui: &mut Ui,
    state: &State,
    (acting, with_words): (Acting, bool),
    actions: &mut Vec<Action>,
) {
    for offer in main_offers(state, acting) {
        let allowed = state.can_act(acting, &offer.wish);
        let response = button(ui, &offer, with_words, allowed);
        if allowed.is_ok() && response.clicked() {
            actions.push(offer.action(acting));
        }
    }
}

fn button(
    ui: &mut Ui,
    offer: &Offer,
    with_words: bool,
    allowed: Result<(), &'static str>,
) -> Response {
    let enabled = allowed.is_ok();
    let response = match (with_words, offer.on) {
        (true, Some(on)) => widgets::toggle_button(ui, offer.name, (on, enabled)),
        (true, None) => widgets::bar_button(ui, None, offer.name, enabled),
        (false, on) => {
            return widgets::icon_toggle_if(ui, (offer.icon, offer.name), on, allowed);
        }
    };
    match allowed {
        Ok(()) => response,
        Err(reason) => response.on_disabled_hover_text(reason),
    }
}
