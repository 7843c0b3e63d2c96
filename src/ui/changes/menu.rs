//! What can be done with messages, as lines of a menu.

use egui::Ui;

use crate::app::{Acting, Action, State};
use crate::ui::chips;

use super::{Offer, further_offers, main_offers};

/// All of it: the menu over a row of the list.
pub fn all_ui(ui: &mut Ui, state: &State, acting: Acting, actions: &mut Vec<Action>) {
    let [read, flag, archive, move_to, delete] = main_offers(state, acting);
    let [copy_to, junk, for_good] = further_offers(state, acting);
    for (offer, ends_group) in [
        (read, false),
        (flag, true),
        (archive, false),
        (move_to, false),
        (copy_to, true),
        (junk, false),
        (delete, false),
        (for_good, false),
    ] {
        item(ui, state, (acting, &offer), actions);
        if ends_group {
            chips::rule(ui);
        }
    }
}

/// What has no button in the bar.
pub fn further_ui(ui: &mut Ui, state: &State, acting: Acting, actions: &mut Vec<Action>) {
    for offer in further_offers(state, acting) {
        item(ui, state, (acting, &offer), actions);
    }
}

/// One line; the menu closes when it was clicked.
fn item(ui: &mut Ui, state: &State, (acting, offer): (Acting, &Offer), actions: &mut Vec<Action>) {
    let allowed = state.can_act(acting, &offer.wish);
    let response = chips::item_if(ui, offer.name, offer.on, allowed);
    if allowed.is_ok() && response.clicked() {
        actions.push(offer.action(acting));
        ui.close();
    }
}
