//! The menu over a folder, and the keys of the tree.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, FolderAct, FolderWish, Pane};

use super::{Frame, acts, folders, id, is_disabled, live, name, press, window};

fn open_menu(frame: &mut Frame, row: &str) {
    frame.get_by_role_and_label(Role::TreeItem, row).click_secondary();
    frame.run();
}

fn labels(frame: &Frame) -> Vec<String> {
    let lines = frame.query_all_by_role(Role::MenuItem);
    lines.filter_map(|line| line.accesskit_node().label()).collect()
}

fn choose(frame: &mut Frame, label: &str) {
    frame.get_by_role_and_label(Role::MenuItem, label).click();
    frame.run();
}

fn wished(path: &str, wish: FolderWish) -> Vec<FolderAct> {
    vec![FolderAct::Wish(id(path), wish)]
}

#[test]
fn every_folder_has_a_menu_of_what_can_be_done_with_it() {
    let mut frame = window(folders());
    open_menu(&mut frame, "Tender, 3 unread");
    assert_eq!(
        labels(&frame),
        [
            "Open",
            "New folder inside",
            "Rename…",
            "Move folder to…",
            "Mark all read",
            "Unsubscribe",
            "Import…",
            "Export…",
            "Delete folder…",
            "Folder properties…"
        ]
    );
    for (label, wish) in [
        ("New folder inside", FolderWish::NewInside),
        ("Rename…", FolderWish::Rename),
        ("Move folder to…", FolderWish::Move),
        ("Mark all read", FolderWish::MarkAllRead),
        ("Unsubscribe", FolderWish::Subscribe(false)),
        ("Delete folder…", FolderWish::Delete),
    ] {
        open_menu(&mut frame, "Tender, 3 unread");
        choose(&mut frame, label);
        assert_eq!(acts(&mut frame), wished("Projects/Tender", wish), "{label}");
        assert!(labels(&frame).is_empty(), "it closes");
    }
    assert!(frame.state().state.open.as_ref().is_some_and(|(_, open)| open.is_inbox()));
}

#[test]
fn the_row_under_the_pointer_has_a_button_for_its_menu() {
    let mut frame = window(folders());
    assert!(frame.query_by_label_contains("Menu of").is_none());
    frame.get_by_role_and_label(Role::TreeItem, "Tender, 3 unread").hover();
    frame.run();
    frame.get_by_role_and_label(Role::Button, "Menu of Tender").click();
    frame.run();
    choose(&mut frame, "Mark all read");
    assert_eq!(acts(&mut frame), wished("Projects/Tender", FolderWish::MarkAllRead));
}

#[test]
fn what_is_not_open_is_opened_and_the_trash_is_emptied() {
    let mut frame = window(folders());
    open_menu(&mut frame, "Trash");
    choose(&mut frame, "Empty trash…");
    assert_eq!(acts(&mut frame), wished("Trash", FolderWish::Empty));
    open_menu(&mut frame, "Trash");
    choose(&mut frame, "Open");
    let opened = std::mem::take(&mut frame.state_mut().actions);
    let is_trash = |action: &Action| matches!(action, Action::SelectMailbox { mailbox, .. } if *mailbox == name("Trash"));
    assert!(opened.iter().any(is_trash), "{opened:?}");
}

#[test]
fn what_cannot_be_done_is_shown_and_says_why() {
    let mut frame = window(folders());
    open_menu(&mut frame, "Inbox, 12 unread");
    for label in ["Move folder to…", "Delete folder…"] {
        assert!(is_disabled(&frame, Role::MenuItem, label), "{label}");
    }
    assert!(!is_disabled(&frame, Role::MenuItem, "Rename…"));
    frame.get_by_role_and_label(Role::MenuItem, "Delete folder…").hover();
    frame.run_steps(8);
    frame.get_by_label("The inbox cannot be deleted.");
    choose(&mut frame, "Delete folder…");
    assert!(acts(&mut frame).is_empty());
}

#[test]
fn a_screen_reader_and_the_menu_key_open_it_too() {
    let mut frame = window(folders());
    let row = frame.get_by_role_and_label(Role::TreeItem, "Old").accesskit_node().locate();
    frame.event(egui::Event::AccessKitActionRequest(egui::accesskit::ActionRequest {
        action: egui::accesskit::Action::ShowContextMenu,
        target_node: row.0,
        target_tree: row.1,
        data: None,
    }));
    frame.run();
    choose(&mut frame, "Rename…");
    assert_eq!(acts(&mut frame), wished("Old", FolderWish::Rename));

    frame.state_mut().state.focus = Pane::Folders;
    press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    for (modifiers, key) in [(Modifiers::SHIFT, Key::F10), (Modifiers::NONE, Key::Menu)] {
        press(&mut frame, modifiers, key);
        choose(&mut frame, "Rename…");
        assert_eq!(acts(&mut frame), wished("Archive", FolderWish::Rename), "{key:?}");
    }
}

#[test]
fn keys_in_the_tree_are_about_the_folder_under_its_cursor() {
    let mut frame = window(folders());
    frame.state_mut().state.focus = Pane::Folders;
    for _ in 0..4 {
        press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    }
    for (modifiers, key, wish) in [
        (Modifiers::NONE, Key::F2, FolderWish::Rename),
        (Modifiers::COMMAND, Key::N, FolderWish::New),
        (Modifiers::NONE, Key::Delete, FolderWish::Delete),
        (Modifiers::SHIFT, Key::Delete, FolderWish::Empty),
        (Modifiers::NONE, Key::M, FolderWish::Move),
        (Modifiers::NONE, Key::U, FolderWish::MarkAllRead),
        (Modifiers::NONE, Key::S, FolderWish::Subscribe(false)),
    ] {
        press(&mut frame, modifiers, key);
        assert_eq!(acts(&mut frame), wished("Projects/Tender", wish), "{key:?}");
    }
    frame.state_mut().state.focus = Pane::Messages;
    press(&mut frame, Modifiers::NONE, Key::F2);
    assert_eq!(
        acts(&mut frame),
        wished("INBOX", FolderWish::Rename),
        "elsewhere about the open one"
    );
}

#[test]
fn the_cursor_stays_on_a_folder_that_is_renamed() {
    let mut state = folders();
    state.focus = Pane::Folders;
    let mut frame = live(state);
    for _ in 0..5 {
        press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    }
    press(&mut frame, Modifiers::NONE, Key::F2);
    let change = mailpane::engine::MailboxChange::Renamed {
        from: name("Projects"),
        to: name("Archive/Work"),
    };
    let state = &mut frame.state_mut().state;
    state.update(Action::CloseDialog);
    let rename = FolderAct::Rename { typed: "Work".to_owned(), parent: Some(name("Archive")) };
    state.update(Action::Folder(FolderAct::Wish(id("Projects"), FolderWish::Rename)));
    state.update(Action::Folder(rename));
    let mut work = super::mailbox("Archive/Work", None, 0);
    work.selectable = false;
    let mailboxes = [
        super::mailbox("INBOX", None, 12),
        super::mailbox("Archive", None, 0),
        work,
        super::mailbox("Archive/Work/Tender", None, 3),
        super::mailbox("Archive/Work/Tender/2026", None, 0),
        super::mailbox("Old", None, 0),
    ];
    let listed = mailpane::engine::Event::MailboxesListed {
        account: super::WORK,
        mailboxes: mailboxes.into(),
    };
    state.apply(listed);
    frame.run();
    let done = mailpane::engine::Event::MailboxChanged { account: super::WORK, change };
    frame.state_mut().state.apply(done);
    frame.run();
    frame.state_mut().live = false;
    press(&mut frame, Modifiers::NONE, Key::F2);
    assert_eq!(acts(&mut frame), wished("Archive/Work/Tender/2026", FolderWish::Rename));
}
