//! Whether a folder goes.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, FolderAct, FolderWish};
use mailpane::model::{MailboxName, SpecialUse};

use super::{acts, asking, button, counted, folders, is_disabled, mailbox, press, type_into};

fn for_good(typed: &str, inside: bool) -> FolderAct {
    FolderAct::DeleteForGood { typed: typed.to_owned(), inside }
}

#[test]
fn an_empty_folder_goes_by_one_question_and_not_by_enter() {
    let mut frame = asking(folders(), "Old", FolderWish::Delete);
    counted(&mut frame, "Old", 0, &[]);
    frame.get_by_label("Delete “Old”? It holds no messages and no folders.");
    assert!(frame.query_by_label("Move to trash").is_none());
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert!(acts(&mut frame).is_empty());
    button(&mut frame, "Delete for good");
    assert_eq!(acts(&mut frame), [for_good("", false)]);
}

#[test]
fn with_something_in_it_the_trash_comes_first_and_its_name_is_typed_for_good() {
    let mut frame = asking(folders(), "Projects/Tender", FolderWish::Delete);
    assert!(is_disabled(&frame, Role::Button, "Move to trash"), "it is being counted");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert!(acts(&mut frame).is_empty());
    counted(&mut frame, "Projects/Tender", 1_204, &[40]);
    frame.get_by_label("1,204 messages");
    frame.get_by_label("1 folder is inside, with 40 messages");
    assert!(is_disabled(&frame, Role::Button, "Delete for good"));
    button(&mut frame, "Move to trash");
    assert_eq!(acts(&mut frame), [FolderAct::MoveToTrash]);
    type_into(&mut frame, "Folder name", "Tende");
    assert!(is_disabled(&frame, Role::Button, "Delete for good"));
    type_into(&mut frame, "Folder name", "r");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert!(acts(&mut frame).is_empty(), "what cannot be undone wants its own button");
    button(&mut frame, "Delete for good");
    assert_eq!(acts(&mut frame), [for_good("Tender", false)]);
    frame.get_by_label("Also the folder inside").click();
    frame.run();
    button(&mut frame, "Delete for good");
    assert_eq!(acts(&mut frame), [for_good("Tender", true)]);
}

#[test]
fn without_a_trash_the_name_is_all_there_is() {
    let mut state = folders();
    let inbox = mailbox("INBOX", Some(SpecialUse::Inbox), 12);
    state.accounts[0].mailboxes = Some([inbox, mailbox("Plans", None, 0)].into());
    let mut frame = asking(state, "Plans", FolderWish::Delete);
    frame.get_by_label("Counting…");
    type_into(&mut frame, "Folder name", "Plans");
    assert!(is_disabled(&frame, Role::Button, "Delete for good"), "it is being counted");
    counted(&mut frame, "Plans", 1, &[]);
    frame.get_by_label("Delete “Plans” for good? This cannot be undone.");
    assert!(frame.query_by_label("Move to trash").is_none());
    button(&mut frame, "Delete for good");
    assert_eq!(acts(&mut frame), [for_good("Plans", false)]);
}

#[test]
fn white_space_that_cannot_be_seen_need_not_be_typed_and_nothing_typed_is_no_name() {
    for (path, shown, typed) in
        [("Plans ", "Plans", "Plans"), ("a  b", "a b", "a b"), ("a//", "a//", "a//")]
    {
        let mut state = folders();
        let inbox = mailbox("INBOX", Some(SpecialUse::Inbox), 12);
        state.accounts[0].mailboxes = Some([inbox, mailbox(path, None, 0)].into());
        let mut frame = asking(state, path, FolderWish::Delete);
        counted(&mut frame, path, 1, &[]);
        frame.get_by_label(&format!("To delete it for good, type its name: “{shown}”"));
        assert!(is_disabled(&frame, Role::Button, "Delete for good"), "{path:?}");
        type_into(&mut frame, "Folder name", typed);
        button(&mut frame, "Delete for good");
        assert_eq!(acts(&mut frame), [for_good(typed, false)], "{path:?}");
    }
}

#[test]
fn the_trash_is_emptied_after_its_number_was_said() {
    let mut frame = asking(folders(), "Trash", FolderWish::Empty);
    frame.get_by_label("Delete all 50 messages from “Trash” for good? This cannot be undone.");
    counted(&mut frame, "Trash", 1_051, &[]);
    frame.get_by_label("Delete all 1,051 messages from “Trash” for good? This cannot be undone.");
    button(&mut frame, "Delete for good");
    assert!(matches!(frame.state().actions[..], [Action::ConfirmDelete]));
    assert_ne!(
        frame.state().state.open.as_ref().map(|open| &open.1),
        Some(&MailboxName::new(b"Trash"))
    );
}
