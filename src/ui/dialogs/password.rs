//! The card that asks for the password of a known account.

use egui::Ui;

use crate::app::{AccountView, Action};
use crate::model::{ConnectionState, Failure, SecretSource};

use super::secret_text::SecretText;
use super::{Answer, Main, account, field, foot};

/// What is typed.
#[derive(Debug, Default)]
pub(super) struct PasswordDraft {
    password: SecretText,
    shown: bool,
    /// `None` until the user ticked or unticked it: then the account's own setting holds.
    remember: Option<bool>,
    /// What is typed was sent and not answered.
    sent: bool,
}

/// What the card was asked to show.
pub(super) struct Asked<'a> {
    pub view: &'a AccountView,
    pub failure: Option<&'a Failure>,
    pub private: bool,
    /// Why the keyring cannot be used, where that is known.
    pub keyring_problem: Option<&'a str>,
    pub focus: bool,
}

pub(super) fn show(
    ui: &mut Ui,
    asked: &Asked<'_>,
    draft: &mut PasswordDraft,
    actions: &mut Vec<Action>,
) {
    let account = &asked.view.account;
    let failure = match &asked.view.connection {
        ConnectionState::Failed { failure, .. } => Some(failure),
        ConnectionState::Offline
        | ConnectionState::Connecting
        | ConnectionState::LoggingIn
        | ConnectionState::NeedsSecret { .. }
        | ConnectionState::Ready(_) => asked.failure,
    };
    let answered = draft.sent && failure.is_some();
    // A password that was refused is typed anew; one that met no server is still good.
    let refused = answered && asked.failure.is_some();
    if refused {
        draft.password = SecretText::default();
    }
    draft.sent &= !answered;
    field::sentence(ui, &format!("{} · {}", account.name, account.user));
    ui.add_space(12.0);
    let width_pt = ui.available_width();
    ui.horizontal_top(|ui| {
        let text = (&mut draft.password, draft.shown);
        account::secret_field(ui, failure, text, (width_pt, asked.focus || refused));
        account::eye(ui, &mut draft.shown);
    });
    let kept = account.secret == SecretSource::Keyring && asked.keyring_problem.is_none();
    let mut remember = draft.remember.unwrap_or(kept);
    if asked.private {
        remember = false;
    } else {
        account::remember(ui, &mut remember, asked.keyring_problem);
        draft.remember = Some(remember);
    }
    let busy = draft.sent
        || matches!(
            asked.view.connection,
            ConnectionState::Connecting | ConnectionState::LoggingIn
        );
    let label = if busy { "Connecting…" } else { "Connect" };
    let enabled = !busy && !draft.password.is_empty();
    match foot(ui, &Main::new(label, enabled)) {
        Answer::Submit => {
            let secret = draft.password.to_secret();
            draft.sent = true;
            actions.push(Action::SubmitSecret { account: asked.view.id, secret, remember });
        }
        Answer::Cancel => actions.push(Action::CloseDialog),
        Answer::Nothing => {}
    }
}
