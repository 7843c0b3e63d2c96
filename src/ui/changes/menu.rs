//! What can be done with messages, as lines of a menu.

use egui::Ui;

use crate::app::{Acting, Action, State};
use crate::ui::{chips, icons, tags};

use super::{Offer, further_offers, main_offers};

/// All of it: the menu over a row of the list.
pub fn all_ui(
    ui: &mut Ui,
    state: &State,
    (acting, draft): (Acting, &mut tags::Draft),
    actions: &mut Vec<Action>,
) {
    if draft.open {
        return tags::tags_ui(ui, state, (acting, draft), actions);
    }
    let [read, flag, archive, move_to, delete] = main_offers(state, acting);
    let [copy_to, junk, for_good, export] = further_offers(state, acting);
    for offer in [read, flag] {
        item(ui, state, (acting, &offer), actions);
    }
    tags_item(ui, draft);
    chips::rule(ui);
    for (offer, ends_group) in [
        (archive, false),
        (move_to, false),
        (copy_to, true),
        (junk, false),
        (delete, false),
        (for_good, true),
        (export, false),
    ] {
        item(ui, state, (acting, &offer), actions);
        if ends_group {
            chips::rule(ui);
        }
    }
}

/// What has no button in the bar.
pub fn further_ui(
    ui: &mut Ui,
    state: &State,
    (acting, draft): (Acting, &mut tags::Draft),
    actions: &mut Vec<Action>,
) {
    tags_item(ui, draft);
    for offer in further_offers(state, acting) {
        item(ui, state, (acting, &offer), actions);
    }
}

/// Leads to the tags, in the same menu.
fn tags_item(ui: &mut Ui, draft: &mut tags::Draft) {
    if chips::item_to(ui, "Tags", icons::CHEVRON_RIGHT).clicked() {
        draft.open = true;
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
