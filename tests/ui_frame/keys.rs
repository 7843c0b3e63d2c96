//! What each key does.

use std::sync::Arc;

use egui::{Key, Modifiers};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Dialog, MessageAct, Pane, State};
use mailpane::engine::{Event, Place};
use mailpane::model::{Body, BodyText, MailboxName};
use mailpane::reading::Reading;

use super::{Window, open, reading, window};

#[test]
fn the_keys_do_what_the_buttons_do() {
    let mut harness = window(reading(84_210));
    let keys = [Key::J, Key::K, Key::ArrowDown, Key::U, Key::S, Key::N, Key::F5, Key::F6, Key::End];
    for key in keys {
        harness.key_press(key);
        harness.run();
    }
    assert_eq!(
        harness.state_mut().said(),
        [
            "MoveSelection { by: 1 }",
            "MoveSelection { by: -1 }",
            "MoveSelection { by: 1 }",
            "Act(List, ToggleRead)",
            "Act(List, ToggleFlagged)",
            "NextUnread",
            "Refresh",
            "NextPane",
            "SelectLast",
        ]
    );
    open(&mut harness.state_mut().state, MailboxName::new(b"Sent"), 5);
    harness.run();
    harness.key_press(Key::F2);
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::N);
    harness.run();
    let said = harness.state_mut().said();
    assert!(said[0].ends_with("Rename))") && said[1].ends_with("New))"), "{said:?}");
}

/// Presses of one frame: a slow one holds several.
fn press_at_once(harness: &mut Harness<'_, Window>, keys: &[Key]) {
    let press = |key: &Key, repeat| egui::Event::Key {
        key: *key,
        physical_key: None,
        pressed: true,
        repeat,
        modifiers: Modifiers::NONE,
    };
    let again = |at: usize| at > 0 && keys[at - 1] == keys[at];
    let events = keys.iter().enumerate().map(|(at, key)| press(key, again(at)));
    harness.input_mut().events.extend(events);
    harness.step();
    harness.state_mut().actions.retain(|action| !matches!(action, Action::Scrolled(_)));
}

#[test]
fn the_keys_of_one_frame_count_each_and_in_the_order_typed() {
    let mut state = reading(84_210);
    let text: String = (0..200).map(|n| format!("paragraph {n}\n\n")).collect();
    open_message(&mut state, &text);
    let mut harness = window(state);
    let before = harness.get_by_label("paragraph 3").rect().top();
    let keys = [Key::ArrowDown, Key::ArrowDown, Key::Enter, Key::ArrowDown, Key::S, Key::U];
    press_at_once(&mut harness, &keys);
    assert_eq!(
        harness.state_mut().said(),
        [
            "MoveSelection { by: 1 }",
            "MoveSelection { by: 1 }",
            "MoveSelection { by: 0 }",
            "FocusPane(Message)",
            "Act(At(Place(0)), ToggleFlagged)",
            "Act(At(Place(0)), ToggleRead)",
        ]
    );
    harness.step();
    let after = harness.get_by_label("paragraph 3").rect().top();
    assert!((before - after - 42.0).abs() < 1.0, "the last Down scrolls: {before} {after}");
}

#[test]
fn presses_of_one_frame_walk_through_the_folders_too() {
    let mut state = reading(84_210);
    state.focus = Pane::Folders;
    let mut harness = window(state);
    press_at_once(&mut harness, &[Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::Enter]);
    let actions = &harness.state().actions;
    let [Action::SelectMailbox { mailbox, .. }] = actions.as_slice() else { panic!("{actions:?}") };
    assert_eq!(*mailbox, MailboxName::new(b"Sent"));
}

#[test]
fn what_is_typed_behind_a_question_is_not_for_the_window() {
    let mut state = reading(84_210);
    open(&mut state, MailboxName::new(b"Sent"), 5);
    let mut harness = window(state);
    press_at_once(&mut harness, &[Key::F2, Key::S, Key::U]);
    let said = harness.state_mut().said();
    assert!(said.len() == 1 && said[0].ends_with("Rename))"), "{said:?}");
}

#[test]
fn the_keys_are_still_while_a_dialog_is_open() {
    let mut state = reading(84_210);
    state.dialog = Some(Dialog::AddAccount { trying: None, failure: None });
    let mut harness = window(state);
    for key in [Key::J, Key::U, Key::S, Key::ArrowDown, Key::F5] {
        harness.key_press(key);
        harness.run();
    }
    let said = harness.state_mut().said();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn arrows_walk_through_the_folders_and_only_enter_opens() {
    let mut state = reading(84_210);
    state.focus = Pane::Folders;
    let mut harness = window(state);
    harness.key_press(Key::ArrowDown);
    harness.run();
    assert!(harness.state_mut().said().is_empty());
    harness.key_press(Key::Enter);
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("SelectMailbox"), "{said:?}");
    harness.key_press(Key::ArrowDown);
    harness.run();
    harness.key_press(Key::ArrowLeft);
    harness.run();
    let said = harness.state_mut().said();
    assert_eq!(said, [r#"ToggleBranch { account: AccountId(0), path: ["Projects"] }"#]);
}

/// The newest message of [`reading`], open, with this text.
fn open_message(state: &mut State, text: &str) {
    state.update(Action::SelectRow { index: 0 });
    let key = state.message.as_ref().expect("a message is open").selected.key.clone();
    let text = BodyText { text: text.to_owned(), ..BodyText::default() };
    let blocks = mailpane::mime::blocks(&text.text).into();
    let body = Arc::new(Body { text, ..Body::default() });
    let reading = Arc::new(Reading { body, blocks, ..Reading::default() });
    state.apply(Event::MessageLoaded { key, reading });
    state.update(Action::Message(Place::PANE, MessageAct::Painted));
}

#[test]
fn in_the_message_the_arrows_scroll_and_the_letters_still_choose() {
    let mut state = reading(84_210);
    let text: String = (0..200).map(|n| format!("paragraph {n}\n\n")).collect();
    open_message(&mut state, &text);
    state.focus = Pane::Message;
    let mut harness = window(state);
    let top = |harness: &Harness<'_, Window>, label: &str| {
        harness.query_by_label(label).map(|node| node.rect().top())
    };
    let mut press = |key| {
        harness.key_press(key);
        harness.run();
        harness.state_mut().actions.retain(|action| !matches!(action, Action::Scrolled(_)));
        (top(&harness, "paragraph 3"), top(&harness, "paragraph 199").is_some())
    };
    let before = press(Key::Home).0.expect("in view");
    let after = press(Key::ArrowDown).0.expect("in view");
    assert!((before - after - 42.0).abs() < 1.0, "{before} {after}");
    assert_eq!(press(Key::ArrowUp).0, Some(before));
    assert_eq!(press(Key::PageDown), (None, false));
    assert_eq!(press(Key::PageUp), (Some(before), false));
    assert_eq!(press(Key::End), (None, true));
    assert_eq!(press(Key::Home), (Some(before), false));
    assert!(harness.state_mut().said().is_empty(), "the selection stays");
    harness.key_press(Key::J);
    harness.run();
    assert_eq!(harness.state_mut().said(), ["MoveSelection { by: 1 }"]);
}

#[test]
fn a_press_in_the_text_gives_it_the_arrows() {
    let mut state = reading(84_210);
    open_message(&mut state, "Hello.");
    let mut harness = window(state);
    let there = harness.get_by_label("Hello.").rect().center();
    harness.hover_at(there);
    harness.drag_at(there);
    harness.drop_at(there);
    harness.run();
    assert!(harness.state_mut().said().contains(&"FocusPane(Message)".to_owned()));
}
