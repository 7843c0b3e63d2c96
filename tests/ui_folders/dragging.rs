//! Folders dragged to another one, or to their account.

use egui::accesskit::Role;
use egui::{Modifiers, Pos2};
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, FolderAct, FolderWish};

use super::{Frame, acts, folders, id, name, window};

const ACCOUNT: &str = "Work, mara@example.org, connected";

fn row(frame: &Frame, name: &str) -> Pos2 {
    frame.get_by_role_and_label(Role::TreeItem, name).rect().center()
}

/// Presses a row and goes to a place by steps.
fn carry(frame: &mut Frame, from: &str, to: &str) -> Pos2 {
    let (from, to) = (row(frame, from), row(frame, to));
    frame.hover_at(from);
    frame.run();
    frame.drag_at(from);
    frame.run();
    for part in [0.2, 0.6, 1.0] {
        frame.hover_at(from + (to - from) * part);
        frame.step();
    }
    to
}

fn let_go(frame: &mut Frame, at: Pos2) {
    frame.event(egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
    frame.run();
}

fn dropped(frame: &mut Frame, from: &str, to: &str) -> Vec<FolderAct> {
    let at = carry(frame, from, to);
    let_go(frame, at);
    acts(frame)
}

fn into(folder: &str, parent: Option<&str>) -> Vec<FolderAct> {
    vec![FolderAct::Wish(id(folder), FolderWish::MoveInto(parent.map(name)))]
}

#[test]
fn a_folder_let_go_over_another_one_goes_into_it() {
    let mut frame = window(folders());
    assert_eq!(dropped(&mut frame, "Old", "Archive"), into("Old", Some("Archive")));
    let holds_folders = dropped(&mut frame, "Old", "Projects");
    assert_eq!(holds_folders, into("Old", Some("Projects")));
}

#[test]
fn over_its_account_it_goes_to_the_top_level() {
    let mut frame = window(folders());
    let moved = dropped(&mut frame, "Tender, 3 unread", ACCOUNT);
    assert_eq!(moved, into("Projects/Tender", None));
}

#[test]
fn it_goes_neither_into_itself_nor_where_it_is_and_the_pointer_says_why() {
    let mut frame = window(folders());
    for (from, to) in [
        ("Tender, 3 unread", "2026"),
        ("Tender, 3 unread", "Projects"),
        ("Inbox, 12 unread", "Archive"),
        ("Old", ACCOUNT),
    ] {
        assert!(dropped(&mut frame, from, to).is_empty(), "{from} to {to}");
    }
}

#[test]
fn a_click_is_no_drag_and_a_drag_is_no_click() {
    let mut frame = window(folders());
    frame.get_by_role_and_label(Role::TreeItem, "Old").click();
    frame.run();
    let clicked = std::mem::take(&mut frame.state_mut().actions);
    assert!(matches!(clicked[..], [Action::SelectMailbox { .. }]), "{clicked:?}");
    let at = carry(&mut frame, "Old", "Archive");
    let_go(&mut frame, at);
    let all = std::mem::take(&mut frame.state_mut().actions);
    assert!(matches!(all[..], [Action::Folder(_)]), "{all:?}");
}
