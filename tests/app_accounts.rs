//! Accounts that go, passwords that are declined, and where new folders are expected.

#![allow(clippy::expect_used)] // Helpers of tests.

use std::sync::Arc;

use mailpane::app::{Action, Dialog, Effect, FolderPlace, State};
use mailpane::engine::{Command, Event, MailboxChange};
use mailpane::model::{
    Account, AccountId, ConnectionInfo, ConnectionState, Failure, FailureKind, Mailbox,
    MailboxName, Secret, Security,
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

/// The place offered first, and the name the server is asked for.
fn made(state: &mut State, open: &str) -> (FolderPlace, String) {
    let mailbox = MailboxName::new(open.as_bytes());
    state.update(Action::SelectMailbox { account: WORK, mailbox });
    state.update(Action::OpenNewFolder);
    let Some(Dialog::NewFolder { place, .. }) = &state.dialog else {
        panic!("expected a dialog, got {:?}", state.dialog);
    };
    let place = *place;
    let effects = state.update(Action::SubmitFolderName { typed: "Plans".to_owned(), place });
    let [Effect::Send(WORK, Command::ChangeMailbox(MailboxChange::Created { mailbox, .. }))] =
        effects.as_slice()
    else {
        panic!("expected one command, got {effects:?}");
    };
    let name = String::from_utf8_lossy(mailbox.as_bytes()).into_owned();
    state.update(Action::CloseDialog);
    (place, name)
}

#[test]
fn a_new_folder_goes_where_its_like_are() {
    let mut state = window(&["INBOX", "INBOX/Old", "Projects", "Projects/Tender", "Sent"]);
    let made = |state: &mut State, open| made(state, open);
    assert_eq!(made(&mut state, "INBOX"), (FolderPlace::Top, "Plans".to_owned()));
    assert_eq!(made(&mut state, "Sent"), (FolderPlace::Top, "Plans".to_owned()));
    assert_eq!(made(&mut state, "Projects"), (FolderPlace::Inside, "Projects/Plans".to_owned()));
    let beside = (FolderPlace::Beside, "Projects/Plans".to_owned());
    assert_eq!(made(&mut state, "Projects/Tender"), beside);
}

#[test]
fn on_a_server_that_keeps_all_in_the_inbox_a_new_folder_goes_there_too() {
    let mut state = window(&["INBOX", "INBOX/Sent", "INBOX/Old"]);
    assert_eq!(made(&mut state, "INBOX"), (FolderPlace::Inside, "INBOX/Plans".to_owned()));
    assert_eq!(made(&mut state, "INBOX/Old"), (FolderPlace::Beside, "INBOX/Plans".to_owned()));
}

#[test]
fn a_server_without_levels_offers_only_the_top() {
    let mut flat = mailbox("Old");
    flat.delimiter = None;
    assert_eq!(FolderPlace::offered(&flat).collect::<Vec<_>>(), [FolderPlace::Top]);
    let mut leaf = mailbox("Projects/Tender");
    leaf.no_inferiors = true;
    let places = [FolderPlace::Top, FolderPlace::Beside];
    assert_eq!(FolderPlace::offered(&leaf).collect::<Vec<_>>(), places);
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
