//! What can be done with an account: the menu of its line in the tree.

use egui::{Key, Popup, Response, Ui};

use crate::app::{AccountView, Action, InfoAct, State};
use crate::ui::chips;

/// What screen readers and tests know the menu and its button by.
pub const NAME: &str = "Account menu";

/// The menu, from its button and by the other mouse button on the account's line.
pub fn account_menu(
    ui: &Ui,
    (line, button): (&Response, &Response),
    (state, view): (&State, &AccountView),
    actions: &mut Vec<Action>,
) {
    if button.has_focus() && ui.input(asks_menu) {
        Popup::open_id(ui.ctx(), Popup::default_response_id(button));
    }
    chips::menu(button, NAME, false, |ui| content(ui, state, view, actions));
    chips::context_menu(line, NAME, |ui| content(ui, state, view, actions));
}

fn asks_menu(input: &egui::InputState) -> bool {
    input.key_pressed(Key::Menu) || (input.modifiers.shift_only() && input.key_pressed(Key::F10))
}

fn content(ui: &mut Ui, state: &State, view: &AccountView, actions: &mut Vec<Action>) {
    let mut item = |ui: &mut Ui, label: &str, action: Action| {
        if chips::item(ui, label, None).clicked() {
            actions.push(action);
            ui.close();
        }
    };
    item(ui, "Account details…", Action::Info(InfoAct::OpenAccount(view.id)));
    let copy = if view.account.user.contains('@') { "Copy address" } else { "Copy user name" };
    item(ui, copy, Action::CopyText(view.account.user.clone()));
    chips::rule(ui);
    if state.is_locked(view.id) {
        item(ui, "Allow changes…", Action::Info(InfoAct::AskUnlock(view.id)));
    } else {
        item(ui, "Look only", Action::Info(InfoAct::Lock(view.id)));
    }
    chips::rule(ui);
    item(ui, "Remove account…", Action::OpenRemoveAccount(view.id));
}
