//! What the window shows after each click and each fact: actions and events in, effects out.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "app_list/window.rs"]
mod window;

use std::sync::Arc;

use mailpane::app::{Acting, Action, Dialog, Effect, MessageAct, State, ViewState, Wish};
use mailpane::engine::{Command, Event, Place};
use mailpane::model::{
    Account, ConnectionInfo, ConnectionState, Failure, FailureKind, Flag, MailboxName, Security,
};
use window::{ACCOUNT, key, load_message, number, opened, sent, window};

#[test]
fn a_message_is_marked_read_only_after_it_was_painted() {
    let mut state = window(50);
    let effects = state.update(Action::SelectRow { index: 0 });
    assert_eq!(sent(&effects).len(), 1, "{effects:?}");
    load_message(&mut state, 1_050);
    let effects = state.update(Action::Message(Place::PANE, MessageAct::Painted));
    let stored = effects.iter().any(|effect| {
        matches!(effect, Effect::Send(_, Command::SetFlag { flag: Flag::Seen, on: true, .. }))
    });
    assert!(stored, "{effects:?}");
    assert_eq!(state.open_mailbox().and_then(|(_, m)| m.counts).map(|c| c.unseen), Some(2));
    let again = state.update(Action::Message(Place::PANE, MessageAct::Painted));
    assert!(again.is_empty(), "once is enough: {again:?}");
}

#[test]
fn a_look_only_account_marks_nothing() {
    let mut state = window(50);
    state.look_only = true;
    state.update(Action::SelectRow { index: 0 });
    load_message(&mut state, 1_050);
    let effects = state.update(Action::Message(Place::PANE, MessageAct::Painted));
    assert!(!sent(&effects).iter().any(|command| command.contains("SetFlag")), "{effects:?}");
    let flag = Action::Act(Acting::At(Place::PANE), Wish::ToggleFlagged);
    assert!(sent(&state.update(flag)).is_empty());
    state.update(Action::OpenNewFolder);
    assert!(state.dialog.is_none());
}

#[test]
fn where_the_server_keeps_no_read_marks_an_opened_message_stays_unread_and_nothing_is_said() {
    let mut state = window(50);
    state.list.as_mut().expect("a list").kept.set(Flag::Seen, false);
    state.update(Action::SelectRow { index: 0 });
    load_message(&mut state, 1_050);
    let effects = state.update(Action::Message(Place::PANE, MessageAct::Painted));
    assert!(!sent(&effects).iter().any(|command| command.contains("SetFlag")), "{effects:?}");
    assert_eq!(has(&state, Flag::Seen), Some(false));
    assert!(state.notices.is_empty() && state.toast.is_none());
}

fn has(state: &State, flag: Flag) -> Option<bool> {
    let row = state.list.as_ref().and_then(|list| list.row_by_uid(number(1_050)));
    row.map(|(_, row)| row.flags.has(flag))
}

#[test]
fn a_refused_read_mark_is_taken_back() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 0 });
    load_message(&mut state, 1_050);
    state.update(Action::Message(Place::PANE, MessageAct::Painted));
    assert_eq!(has(&state, Flag::Seen), Some(true));
    let failure = Failure::new(FailureKind::Refused, "The server refused to mark the message.");
    state.apply(Event::FlagFailed { key: key(1_050), flag: Flag::Seen, on: true, failure });
    assert_eq!(has(&state, Flag::Seen), Some(false));
    assert_eq!(state.notices.len(), 1);
}

#[test]
fn a_message_deleted_elsewhere_says_so_and_stays_readable() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 2 });
    load_message(&mut state, 1_048);
    state.apply(Event::Expunged { account: ACCOUNT, mailbox: MailboxName::inbox(), seq: 48 });
    let view = state.message.as_ref().expect("still shown");
    assert!(matches!(view.state, ViewState::Gone(Some(_))), "{:?}", view.state);
}

#[test]
fn another_uidvalidity_lets_go_of_every_uid() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 0 });
    load_message(&mut state, 1_050);
    state.apply(opened(50, 8));
    let list = state.list.as_ref().expect("a list");
    assert_eq!(list.rows_held(), 0);
    assert!(matches!(state.message.as_ref().map(|v| &v.state), Some(ViewState::Gone(Some(_)))));
    assert!(state.notices[0].text.contains("rebuilt"), "{:?}", state.notices);
    let flag = Action::Act(Acting::At(Place::PANE), Wish::ToggleFlagged);
    assert!(sent(&state.update(flag)).is_empty());
}

#[test]
fn a_failed_first_login_shows_in_the_form_and_starts_nothing_else() {
    let mut state = State::default();
    state.update(Action::OpenAddAccount);
    let form = mailpane::app::AccountForm {
        account: Account::new("Work", "me@example.org", "imap.example.org", Security::Tls),
        remember: true,
    };
    let secret = mailpane::model::Secret::new("secret".to_owned());
    let effects = state.update(Action::SubmitAccount { form: Box::new(form), secret });
    assert!(matches!(effects.as_slice(), [Effect::StartAccount { .. }]), "{effects:?}");
    let failure = Failure::new(FailureKind::UnknownHost, "There is no server of this name.");
    let effects = state.apply(Event::ConnectionChanged {
        account: ACCOUNT,
        state: ConnectionState::Failed { failure, retry_in_secs: Some(2) },
    });
    assert!(matches!(effects.as_slice(), [Effect::StopAccount(ACCOUNT)]), "{effects:?}");
    assert!(state.accounts.is_empty());
    let Some(Dialog::AddAccount { trying: None, failure: Some((field, _)) }) = &state.dialog else {
        panic!("the form says why, got {:?}", state.dialog);
    };
    assert_eq!(*field, Some(mailpane::app::Field::Server));
}

#[test]
fn a_proven_account_is_kept_and_its_inbox_opened() {
    let mut state = State::default();
    state.update(Action::OpenAddAccount);
    let form = mailpane::app::AccountForm {
        account: Account::new("Work", "me@example.org", "imap.example.org", Security::Tls),
        remember: false,
    };
    let secret = mailpane::model::Secret::new("secret".to_owned());
    state.update(Action::SubmitAccount { form: Box::new(form), secret });
    let effects = state.apply(Event::ConnectionChanged {
        account: ACCOUNT,
        state: ConnectionState::Ready(Arc::new(ConnectionInfo::default())),
    });
    assert!(
        matches!(
            effects.as_slice(),
            [Effect::KeepAccount(_), Effect::Send(_, Command::OpenMailbox { .. })]
        ),
        "{effects:?}"
    );
    assert!(state.dialog.is_none());
}
