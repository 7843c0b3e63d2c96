//! New names and places.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, FolderAct, FolderWish};
use mailpane::model::{Mailbox, SpecialUse};

use super::{
    Frame, acts, asking, button, counted, folders, is_disabled, name, not_counted, offers, press,
    type_into, typed,
};

fn create(typed: &str, parent: Option<&str>, special_use: Option<SpecialUse>) -> FolderAct {
    FolderAct::Create { typed: typed.to_owned(), parent: parent.map(name), special_use }
}

fn rename(typed: &str, parent: Option<&str>) -> FolderAct {
    FolderAct::Rename { typed: typed.to_owned(), parent: parent.map(name) }
}

fn places(frame: &Frame) -> Vec<String> {
    let lines = frame.query_all_by_role(Role::ListBoxOption);
    lines.map(|line| line.accesskit_node().label().unwrap_or_default()).collect()
}

#[test]
fn a_new_folder_is_named_at_once_and_enter_makes_it() {
    let mut frame = asking(folders(), "INBOX", FolderWish::New);
    assert!(is_disabled(&frame, Role::Button, "Create"), "it has no name yet");
    frame.get_by_label("Place: Top level");
    typed(&mut frame, "Plans");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert_eq!(acts(&mut frame), [create("Plans", None, None)]);
}

#[test]
fn its_place_is_found_by_typing_and_taken_by_enter() {
    let mut frame = asking(folders(), "INBOX", FolderWish::New);
    typed(&mut frame, "Plans");
    button(&mut frame, "Place: Top level");
    assert_eq!(places(&frame)[..2], ["Top level", "Inbox"]);
    typed(&mut frame, "ten");
    assert_eq!(places(&frame), ["Projects / Tender", "Projects / Tender / 2026"]);
    press(&mut frame, Modifiers::NONE, Key::ArrowDown);
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert!(acts(&mut frame).is_empty(), "Enter took the place, not the card");
    frame.get_by_label("Place: Projects / Tender / 2026");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert_eq!(acts(&mut frame), [create("Plans", Some("Projects/Tender/2026"), None)]);
}

#[test]
fn esc_closes_the_places_before_the_card() {
    let mut frame = asking(folders(), "Projects", FolderWish::NewInside);
    button(&mut frame, "Place: Projects");
    press(&mut frame, Modifiers::NONE, Key::Escape);
    assert!(frame.state().actions.is_empty());
    frame.get_by_label("Place: Projects");
    press(&mut frame, Modifiers::NONE, Key::Escape);
    assert!(matches!(frame.state().actions[..], [Action::CloseDialog]));
}

#[test]
fn what_is_typed_is_answered_while_it_is_typed() {
    let mut frame = asking(folders(), "Projects", FolderWish::NewInside);
    typed(&mut frame, "b/c");
    frame.get_by_label("Makes the folder “c” in Projects / b.");
    type_into(&mut frame, "Folder name", "/");
    frame.get_by_label_contains("cannot end with “/”");
    assert!(is_disabled(&frame, Role::Button, "Create"));
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert!(acts(&mut frame).is_empty());
}

#[test]
fn what_the_account_lacks_can_be_made_where_the_server_asks_for_it() {
    let frame = asking(folders(), "INBOX", FolderWish::New);
    assert!(frame.query_by_label("For").is_none());
    let mut state = folders();
    offers(&mut state, "CREATE-SPECIAL-USE");
    let mut frame = asking(state, "INBOX", FolderWish::New);
    frame.get_by_role_and_label(Role::ComboBox, "For").click();
    frame.run();
    assert!(frame.query_by_role_and_label(Role::Button, "Archive").is_none(), "there is one");
    frame.get_by_role_and_label(Role::Button, "Junk").click();
    frame.run();
    button(&mut frame, "Create");
    assert_eq!(acts(&mut frame), [create("Junk", None, Some(SpecialUse::Junk))], "it has a name");
}

#[test]
fn renaming_says_what_comes_along_and_keeps_the_place() {
    let mut frame = asking(folders(), "Projects/Tender", FolderWish::Rename);
    frame.get_by_label("Counting…");
    assert!(is_disabled(&frame, Role::Button, "Rename"), "what it means is said first");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert!(acts(&mut frame).is_empty());
    counted(&mut frame, "Projects/Tender", 1_204, &[40]);
    frame.get_by_label("1,204 messages");
    frame.get_by_label("1 folder inside comes along, with 40 messages");
    type_into(&mut frame, "Folder name", "s");
    button(&mut frame, "Rename");
    assert_eq!(acts(&mut frame), [rename("Tenders", Some("Projects"))]);
}

#[test]
fn what_cannot_be_counted_is_renamed_all_the_same() {
    let mut frame = asking(folders(), "Projects/Tender", FolderWish::Rename);
    frame.get_by_role_and_label(Role::Button, "Rename").hover();
    frame.run_steps(8);
    frame.get_by_label("What is in the folder is being counted.");
    not_counted(&mut frame, "Projects/Tender");
    frame.get_by_label_contains("What is in it could not be counted.");
    type_into(&mut frame, "Folder name", "s");
    button(&mut frame, "Rename");
    assert_eq!(acts(&mut frame), [rename("Tenders", Some("Projects"))]);
}

#[test]
fn a_folder_is_moved_under_another_one_and_never_into_itself() {
    let mut frame = asking(folders(), "Projects/Tender", FolderWish::Move);
    frame.get_by_role_and_label(Role::Dialog, "Move folder");
    let offered = places(&frame);
    assert!(offered.iter().all(|place| !place.contains("Tender")), "{offered:?}");
    typed(&mut frame, "arch");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    frame.get_by_label("Place: Archive");
    assert!(is_disabled(&frame, Role::Button, "Move"), "what comes along is being counted");
    counted(&mut frame, "Projects/Tender", 1_204, &[]);
    button(&mut frame, "Move");
    assert_eq!(acts(&mut frame), [rename("Tender", Some("Archive"))]);
}

#[test]
fn the_inbox_says_what_renaming_it_means() {
    let frame = asking(folders(), "INBOX", FolderWish::Rename);
    frame.get_by_label_contains("The inbox itself stays: its messages go into a new folder");
    assert!(is_disabled(&frame, Role::Button, "Rename"), "it has no name yet");
}

#[test]
fn of_50_000_places_only_those_in_view_are_there() {
    let mut state = folders();
    let all: Vec<Mailbox> =
        (0..50_000).map(|number| Mailbox::plain(&format!("Folder {number}"))).collect();
    state.accounts[0].mailboxes = Some(all.into());
    let mut frame = asking(state, "Folder 7", FolderWish::New);
    button(&mut frame, "Place: Top level");
    assert!(places(&frame).len() <= 7);
    typed(&mut frame, "49999");
    assert_eq!(places(&frame), ["Folder 49999"]);
}
