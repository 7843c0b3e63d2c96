//! Accounts that go, and passwords that are declined.

#![allow(clippy::expect_used)] // Helpers of tests.

use std::sync::Arc;

use mailpane::app::{Action, Dialog, Effect, State};
use mailpane::engine::{Command, Event};
use mailpane::model::{
    Account, AccountId, ConnectionInfo, ConnectionState, Failure, FailureKind, Mailbox, Secret,
    Security,
};

const WORK: AccountId = AccountId(0);
const HOME: AccountId = AccountId(1);

fn mailbox(path: &str) -> Mailbox {
    Mailbox::plain(path)
}

/// Two accounts, both connected, Work's INBOX open.
fn window(folders: &[&str]) -> State {
    let mut state = State::default();
    let account = |name: &str| Account::new(name, "me", "imap.example.org", Security::Tls);
    state.start(vec![account("Work"), account("Home")]);
    for account in [WORK, HOME] {
        changed(&mut state, account, ConnectionState::Ready(Arc::new(ConnectionInfo::default())));
        let mailboxes = folders.iter().map(|path| mailbox(path)).collect();
        state.apply(Event::MailboxesListed { account, mailboxes });
    }
    state
}

fn changed(state: &mut State, account: AccountId, connection: ConnectionState) {
    state.apply(Event::ConnectionChanged { account, state: connection });
}

#[test]
fn cancel_stops_the_login_that_was_asked_for() {
    let mut state = window(&["INBOX"]);
    let unreachable = Failure::new(FailureKind::Timeout, "The server does not answer.");
    let failed = ConnectionState::Failed { failure: unreachable, retry_in_secs: Some(2) };
    // At once, under way, and between two tries.
    for connection in [None, Some(ConnectionState::LoggingIn), Some(failed)] {
        changed(&mut state, WORK, ConnectionState::NeedsSecret { failure: None });
        state.update(Action::RetryNow(WORK));
        let secret = Secret::new("hunter2".to_owned());
        state.update(Action::SubmitSecret { account: WORK, secret, remember: true });
        if let Some(connection) = connection {
            changed(&mut state, WORK, connection);
        }
        let effects = state.update(Action::CloseDialog);
        let [Effect::Send(WORK, Command::CancelLogin)] = effects.as_slice() else {
            panic!("the login goes on; got {effects:?}");
        };
    }
    // Nothing runs: nothing is stopped.
    changed(&mut state, WORK, ConnectionState::NeedsSecret { failure: None });
    state.update(Action::RetryNow(WORK));
    assert!(state.update(Action::CloseDialog).is_empty());
}

#[test]
fn an_account_goes_only_after_a_yes() {
    let mut state = window(&["INBOX"]);
    assert!(state.update(Action::ConfirmRemoveAccount).is_empty(), "nothing was asked");
    state.update(Action::OpenRemoveAccount(WORK));
    state.update(Action::CloseDialog);
    assert!(state.update(Action::ConfirmRemoveAccount).is_empty(), "the answer was no");
    assert_eq!(state.accounts.len(), 2);

    state.update(Action::OpenRemoveAccount(WORK));
    let effects = state.update(Action::ConfirmRemoveAccount);
    let [Effect::StopAccount(WORK), Effect::ForgetAccount(gone), Effect::Send(HOME, next)] =
        effects.as_slice()
    else {
        panic!("stopped, forgotten, and the next inbox opened; got {effects:?}");
    };
    assert_eq!(gone.name, "Work");
    assert!(matches!(next, Command::OpenMailbox { mailbox, .. } if mailbox.is_inbox()));
    assert!(state.dialog.is_none());
    assert!(state.account(WORK).is_none());
}

#[test]
fn a_declined_password_is_not_asked_for_again_by_itself() {
    let mut state = window(&["INBOX"]);
    let refused = Failure::new(FailureKind::LoginRefused, "The server refused the login.");
    let needs = ConnectionState::NeedsSecret { failure: Some(refused) };
    changed(&mut state, WORK, needs.clone());
    assert!(matches!(state.dialog, Some(Dialog::Password { account: WORK, .. })));
    state.update(Action::CloseDialog);
    changed(&mut state, WORK, ConnectionState::LoggingIn);
    changed(&mut state, WORK, needs.clone());
    assert!(state.dialog.is_none());
    // The link under the account still asks, and a login that worked forgets the no.
    state.update(Action::RetryNow(WORK));
    assert!(matches!(state.dialog, Some(Dialog::Password { account: WORK, .. })));
    changed(&mut state, WORK, ConnectionState::Ready(Arc::new(ConnectionInfo::default())));
    assert!(state.dialog.is_none());
    changed(&mut state, WORK, needs);
    assert!(matches!(state.dialog, Some(Dialog::Password { account: WORK, .. })));
}
