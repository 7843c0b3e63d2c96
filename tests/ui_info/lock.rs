//! The lock of an account: shown in its line, turned by one click, and never where it must stay.

use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Dialog, Effect, InfoAct, InfoDialog, State};
use mailpane::engine::{Command, Event, InfoCommand, InfoEvent};

use super::{WORK, click, reading, said, says, shown};

const LOCK: &str = "Look only. Allow changes…";

fn locked() -> State {
    let mut state = reading(10);
    state.accounts[0].account.look_only = true;
    state
}

/// What is sent, and what is kept in the file.
fn done(effects: &[Effect]) -> (Option<bool>, Option<bool>) {
    let sent = effects.iter().find_map(|effect| match effect {
        Effect::Send(WORK, Command::Info(InfoCommand::SetLookOnly(on))) => Some(*on),
        _ => None,
    });
    let kept = effects.iter().find_map(|effect| match effect {
        Effect::KeepLookOnly(account) => Some(account.look_only),
        _ => None,
    });
    (sent, kept)
}

#[test]
fn a_lock_shows_in_the_line_and_one_click_asks() {
    let mut frame = shown(locked());
    frame.get_by_label("Work, mara@example.org, connected, look only");
    click(&mut frame, LOCK);
    assert_eq!(said(&mut frame), [InfoAct::AskUnlock(WORK)]);
    frame.state_mut().state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    frame.run();
    assert!(says(&frame, "Allow changes from now on?"));
    assert!(says(&frame, "It is remembered in accounts.toml"));
    click(&mut frame, "Allow changes");
    assert_eq!(said(&mut frame), [InfoAct::Unlock]);
    assert!(shown(reading(10)).query_by_label(LOCK).is_none());
}

#[test]
fn it_is_unlocked_once_the_worker_says_so_and_kept() {
    let mut state = locked();
    assert!(state.update(Action::Info(InfoAct::Unlock)).is_empty(), "nobody was asked");
    state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    let effects = state.update(Action::Info(InfoAct::Unlock));
    assert_eq!(done(&effects), (Some(false), Some(false)));
    assert!(state.dialog.is_none() && state.is_locked(WORK), "until it is so");
    state.apply(Event::Info(InfoEvent::LookOnly { account: WORK, on: false }));
    assert!(!state.is_locked(WORK));
}

#[test]
fn it_is_locked_at_once() {
    let mut state = reading(10);
    let effects = state.update(Action::Info(InfoAct::Lock(WORK)));
    assert_eq!(done(&effects), (Some(true), Some(true)));
    assert!(state.is_locked(WORK));
    let asks = state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    assert!(
        asks.is_empty() && matches!(state.dialog, Some(Dialog::Info(InfoDialog::Unlock { .. })))
    );
}

#[test]
fn what_was_started_to_look_only_stays_so_and_says_why() {
    let mut state = reading(10);
    state.look_only = true;
    state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    assert!(state.update(Action::Info(InfoAct::Unlock)).is_empty());
    state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    let frame = shown(state);
    assert!(says(&frame, "mailpane was started with --look-only"));
    assert!(frame.query_by_label("Allow changes").is_none());
    frame.get_by_label("Close");
}

#[test]
fn a_file_of_mail_is_never_unlocked() {
    let mut state = locked();
    state.info.files.insert(WORK);
    state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    assert!(state.update(Action::Info(InfoAct::Unlock)).is_empty());
    state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    let frame = shown(state);
    assert!(says(&frame, "mailpane only ever reads such files"));
}

#[test]
fn a_private_window_says_that_it_forgets() {
    let mut state = locked();
    state.private = true;
    state.update(Action::Info(InfoAct::AskUnlock(WORK)));
    let frame = shown(state);
    assert!(says(&frame, "This counts until mailpane is closed."));
}
