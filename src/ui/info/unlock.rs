//! The question before a server may be changed again, or why it may not.

use egui::Ui;

use crate::app::{Action, InfoAct, State};
use crate::model::AccountId;
use crate::ui::dialogs::field;
use crate::ui::dialogs::foot::{Answer, Main, foot};

pub(super) fn show(
    ui: &mut Ui,
    state: &State,
    (account, opened): (AccountId, bool),
    actions: &mut Vec<Action>,
) {
    let Some(view) = state.account(account) else {
        actions.push(Action::CloseDialog);
        return;
    };
    if let Some(why) = state.why_locked(account) {
        field::sentence(ui, why);
        return super::close(ui, opened, actions);
    }
    let name = &view.account.name;
    field::sentence(
        ui,
        &format!(
            "“{name}” is for looking only: nothing on its server is changed, and messages stay \
             unread. Allow changes from now on?"
        ),
    );
    ui.add_space(6.0);
    field::sentence(ui, kept(state));
    match foot(ui, &Main::new("Allow changes", true)) {
        Answer::Submit => actions.push(Action::Info(InfoAct::Unlock)),
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}

fn kept(state: &State) -> &'static str {
    if state.private || state.demo {
        "This counts until mailpane is closed."
    } else {
        "It is remembered in accounts.toml; the menu of the account locks it again."
    }
}
