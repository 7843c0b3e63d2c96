//! Account details and the menu of the account's line.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, InfoAct, State};
use mailpane::engine::{Event, InfoCommand, InfoEvent};
use mailpane::model::{Failure, FailureKind, Told};

use super::{WORK, account_info, click, opened, reading, said, says, shown, with_account};

#[test]
fn the_menu_of_an_account_opens_by_its_button_the_other_mouse_button_and_the_menu_key() {
    let mut frame = shown(reading(10));
    click(&mut frame, "Account menu");
    for item in ["Account details…", "Copy address", "Look only", "Remove account…"] {
        frame.get_by_label(item);
    }
    click(&mut frame, "Account details…");
    assert_eq!(said(&mut frame), [InfoAct::OpenAccount(WORK)]);
    let line = frame.get_all_by_role(Role::TreeItem).next().expect("the account's line");
    line.click_secondary();
    frame.run();
    click(&mut frame, "Copy address");
    let copied = std::mem::take(&mut frame.state_mut().actions);
    let is_copy =
        |action: &Action| matches!(action, Action::CopyText(text) if text == "mara@example.org");
    assert!(copied.iter().any(is_copy), "{copied:?}");
    frame.get_by_label("Account menu").focus();
    frame.run();
    frame.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    frame.run();
    click(&mut frame, "Look only");
    assert_eq!(said(&mut frame), [InfoAct::Lock(WORK)]);
}

#[test]
fn account_details_ask_once_and_show_what_the_server_says() {
    let mut state = reading(10);
    assert_eq!(opened(&mut state, InfoAct::OpenAccount(WORK)), [InfoCommand::ReadAccount]);
    let mut frame = shown(state);
    assert!(says(&frame, "Asking the server…"));
    let info = std::sync::Arc::new(account_info());
    let event = Event::Info(InfoEvent::AccountRead { account: WORK, info });
    frame.state_mut().state.apply(event);
    frame.run();
    frame.get_by_role(Role::ProgressIndicator);
    assert!(says(&frame, "614 MB of 2.0 GB used, 30 %"));
    assert!(says(&frame, "At the top, levels divided by “/”"));
    assert!(says(&frame, "Inside “user”"));
    assert!(says(&frame, "Rows do not show how a message begins"), "what lacks");
    assert!(says(&frame, "New mail is announced at once"), "what it can");
    assert!(says(&frame, "imap.example.org, port 993"));
    click(&mut frame, "Close");
    let closed = &frame.state().actions;
    assert!(closed.iter().any(|action| matches!(action, Action::CloseDialog)), "{closed:?}");
}

#[test]
fn what_a_server_does_not_say_is_said() {
    let mut state = reading(10);
    opened(&mut state, InfoAct::OpenAccount(WORK));
    let mut info = account_info();
    info.quotas = Told::NotOffered;
    info.namespaces = Told::Refused("ask the boss".to_owned());
    let info = std::sync::Arc::new(info);
    state.apply(Event::Info(InfoEvent::AccountRead { account: WORK, info }));
    let frame = shown(state);
    assert!(says(&frame, "This server does not tell how much room is left."));
    assert!(says(&frame, "The server does not say: “ask the boss”"));
}

#[test]
fn a_failure_is_shown_and_asked_again_by_a_click() {
    let mut state = reading(10);
    opened(&mut state, InfoAct::OpenAccount(WORK));
    let failure = Failure::new(FailureKind::Disconnected, "The line was cut.");
    state.apply(Event::Info(InfoEvent::ReadFailed { account: WORK, mailbox: None, failure }));
    let mut frame = shown(state);
    assert!(says(&frame, "The line was cut."));
    click(&mut frame, "Retry");
    assert_eq!(said(&mut frame), [InfoAct::Retry]);
    assert_eq!(opened(&mut frame.state_mut().state, InfoAct::Retry), [InfoCommand::ReadAccount]);
}

#[test]
fn an_answer_for_a_card_that_was_closed_is_dropped() {
    let mut state = reading(10);
    with_account(&mut state);
    state.update(Action::CloseDialog);
    let info = std::sync::Arc::new(account_info());
    state.apply(Event::Info(InfoEvent::AccountRead { account: WORK, info }));
    assert!(state.dialog.is_none());
    // Nor does a card open for what is not there.
    let mut empty = State::default();
    assert!(opened(&mut empty, InfoAct::OpenAccount(WORK)).is_empty());
    assert!(empty.dialog.is_none());
}
