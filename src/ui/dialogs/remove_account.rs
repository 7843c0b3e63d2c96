//! The card that asks before an account leaves the window.

use egui::Ui;

use crate::app::Action;
use crate::model::{Account, SecretSource};

use super::{Answer, Main, field, foot};

pub(super) fn show(
    ui: &mut Ui,
    account: &Account,
    (private, opened): (bool, bool),
    actions: &mut Vec<Action>,
) {
    field::sentence(ui, &format!("Remove “{}” from mailpane?", account.name));
    ui.add_space(6.0);
    field::sentence(ui, what_goes(account, private));
    match foot(ui, &Main::danger("Remove", true, opened)) {
        Answer::Submit => actions.push(Action::ConfirmRemoveAccount),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

/// What is lost and what is not.
fn what_goes(account: &Account, private: bool) -> &'static str {
    match account.secret {
        _ if private => "The mail stays on its server; the settings stay as they are.",
        SecretSource::Keyring => {
            "The mail stays on its server; the password is taken out of the keyring."
        }
        SecretSource::Ask | SecretSource::Command(_) => "The mail stays on its server.",
    }
}
