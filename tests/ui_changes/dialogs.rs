//! Where messages go, and whether they go for good.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Acting, Action, DeleteQuestion, Dialog, FolderQuestion, State};
use mailpane::model::{Mailbox, MailboxName};

use super::{Frame, WORK, click, letters, press, said, window};

fn asking(mut state: State, recent: &[&str]) -> Frame {
    state.dialog = Some(Dialog::MoveTo(Box::new(FolderQuestion {
        account: WORK,
        from: MailboxName::inbox(),
        acting: Acting::List,
        copy: false,
        words: "3 messages".to_owned(),
        recent: recent.iter().map(|name| MailboxName::new(name.as_bytes())).collect(),
    })));
    let mut frame = window(state);
    frame.run();
    frame
}

fn typed(frame: &mut Frame, text: &str) {
    frame.event(egui::Event::Text(text.to_owned()));
    frame.run();
}

fn found(frame: &Frame) -> Vec<String> {
    let lines = frame.query_all_by_role(Role::ListBoxOption);
    lines.map(|line| line.accesskit_node().label().unwrap_or_default()).collect()
}

fn submitted(frame: &mut Frame) -> Vec<String> {
    let name = |action| match action {
        Action::SubmitFolder(name) => Some(String::from_utf8_lossy(name.as_bytes()).into_owned()),
        _ => None,
    };
    said(frame).into_iter().filter_map(name).collect()
}

#[test]
fn a_folder_is_found_by_a_part_of_its_name_and_enter_takes_it() {
    let mut frame = asking(letters(5), &[]);
    frame.get_by_label("3 messages");
    assert_eq!(found(&frame), ["Archive", "Junk", "Projects / Tender", "Trash"]);
    typed(&mut frame, "ten");
    assert_eq!(found(&frame), ["Projects / Tender"]);
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert_eq!(submitted(&mut frame), ["Projects/Tender"]);
}

#[test]
fn those_used_last_stand_first_and_the_arrows_go_on_from_there() {
    let mut frame = asking(letters(5), &["Trash"]);
    assert_eq!(found(&frame)[0], "Trash, used lately");
    press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    let second = frame.get_by_role_and_label(Role::ListBoxOption, "Archive");
    assert_eq!(second.accesskit_node().data().is_selected(), Some(true));
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert_eq!(submitted(&mut frame), ["Archive"]);
}

#[test]
fn a_click_takes_a_folder_and_the_button_takes_the_first() {
    let mut frame = asking(letters(5), &[]);
    click(&mut frame, "Projects / Tender", Modifiers::NONE);
    assert_eq!(submitted(&mut frame), ["Projects/Tender"]);
    click(&mut frame, "Move", Modifiers::NONE);
    assert_eq!(submitted(&mut frame), ["Archive"]);
}

#[test]
fn where_nothing_is_found_nothing_can_be_taken() {
    let mut frame = asking(letters(5), &[]);
    typed(&mut frame, "no such folder");
    frame.get_by_role_and_label(Role::Status, "No folder is called like that.");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert!(submitted(&mut frame).is_empty());
    press(&mut frame, Modifiers::NONE, Key::Escape);
    assert!(matches!(said(&mut frame)[..], [Action::CloseDialog]));
}

#[test]
fn of_50_000_folders_only_those_in_view_are_there() {
    let mut state = letters(5);
    let folders: Vec<Mailbox> =
        (0..50_000).map(|number| Mailbox::plain(&format!("Folder {number}"))).collect();
    state.accounts[0].mailboxes = Some(Arc::from(folders));
    let mut frame = asking(state, &[]);
    assert!(found(&frame).len() <= 11);
    typed(&mut frame, "49999");
    assert_eq!(found(&frame), ["Folder 49999"]);
}

#[test]
fn the_last_folder_found_is_reached_by_keys_and_comes_into_view() {
    let mut state = letters(5);
    let folders: Vec<Mailbox> =
        (10..60).map(|number| Mailbox::plain(&format!("Folder {number}"))).collect();
    state.accounts[0].mailboxes = Some(Arc::from(folders));
    let mut frame = asking(state, &[]);
    for _ in 0..8 {
        press(&mut frame, Modifiers::NONE, Key::PageDown);
    }
    let last = frame.get_by_role_and_label(Role::ListBoxOption, "Folder 59");
    assert_eq!(last.accesskit_node().data().is_selected(), Some(true));
}

#[test]
fn cancel_has_the_keyboard_before_messages_go_for_good() {
    let mut state = letters(5);
    state.dialog = Some(Dialog::DeleteMessages(Box::new(DeleteQuestion {
        account: WORK,
        mailbox: MailboxName::inbox(),
        acting: Acting::List,
        count: 12,
        no_trash: true,
    })));
    let mut frame = window(state);
    frame.run();
    frame.get_by_label("Delete 12 messages from “Inbox” for good? This cannot be undone.");
    frame.get_by_label_contains("names no trash");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    let answer = said(&mut frame);
    assert!(matches!(answer[..], [Action::CloseDialog]), "{answer:?}");
    frame.get_by_role_and_label(Role::Button, "Delete for good").click();
    frame.run();
    let answer = said(&mut frame);
    assert!(matches!(answer[..], [Action::ConfirmDelete]), "{answer:?}");
}
