//! Folders that go: to the trash first, for good only by their name.

use mailpane::app::{Action, FolderAct, FolderAsk, FolderWish, State};
use mailpane::engine::MailboxChange;
use mailpane::model::{Mailbox, SpecialUse};

use super::window::sent;
use super::{
    act, changes, dialog, done, folders, lists, name, open, renamed, special, survey, toast, tree,
    wish,
};

fn for_good(typed: &str, inside: bool) -> FolderAct {
    FolderAct::DeleteForGood { typed: typed.to_owned(), inside }
}

fn deleted(path: &str, inside: bool) -> MailboxChange {
    MailboxChange::Deleted { mailbox: name(path), inside }
}

/// What it would be called in the trash.
fn in_trash(state: &mut State, path: &str) -> Option<String> {
    wish(state, path, FolderWish::Delete);
    let FolderAsk::Delete { trash, .. } = &dialog(state).ask else { panic!("a deletion") };
    let trash = trash.as_ref().map(|name| String::from_utf8_lossy(name.as_bytes()).into_owned());
    state.update(Action::CloseDialog);
    trash
}

#[test]
fn what_is_known_to_be_empty_goes_by_one_question() {
    let mut state = folders();
    wish(&mut state, "Old", FolderWish::Delete);
    assert!(changes(&act(&mut state, for_good("", false))).is_empty(), "it was not counted yet");
    state.apply(survey("Old", 0, &[]));
    assert_eq!(changes(&act(&mut state, for_good("", false))), [deleted("Old", false)]);
    done(&mut state, deleted("Old", false));
    assert!(state.dialog.is_none());
    assert_eq!(toast(&state), ("Folder deleted for good.", false));
}

#[test]
fn what_holds_something_goes_for_good_only_by_its_name() {
    let mut state = folders();
    wish(&mut state, "Projects/Tender", FolderWish::Delete);
    state.apply(survey("Projects/Tender", 3, &[1]));
    for typed in ["", "tender", "Tenders"] {
        assert!(changes(&act(&mut state, for_good(typed, true))).is_empty(), "{typed:?}");
    }
    let effects = act(&mut state, for_good("Tender", true));
    assert_eq!(changes(&effects), [deleted("Projects/Tender", true)]);
}

#[test]
fn the_trash_takes_it_first_under_a_free_name_and_gives_it_back() {
    let mut state = folders();
    let mut mailboxes = tree();
    mailboxes.push(Mailbox::plain("Trash/Tender"));
    lists(&mut state, mailboxes);
    assert_eq!(in_trash(&mut state, "Projects/Tender").as_deref(), Some("Trash/Tender 2"));
    wish(&mut state, "Projects/Tender", FolderWish::Delete);
    let moved = renamed("Projects/Tender", "Trash/Tender 2");
    assert_eq!(changes(&act(&mut state, FolderAct::MoveToTrash)), std::slice::from_ref(&moved));
    done(&mut state, moved);
    assert_eq!(toast(&state), ("Folder moved to the trash.", true));
    let effects = state.update(Action::Undo);
    assert_eq!(changes(&effects), [renamed("Trash/Tender 2", "Projects/Tender")]);
}

#[test]
fn no_trash_takes_itself_what_is_in_it_or_what_it_is_in() {
    let mut state = folders();
    assert_eq!(in_trash(&mut state, "Trash"), None);
    let mut locked = special("Trash", SpecialUse::Trash);
    locked.no_inferiors = true;
    lists(&mut state, vec![Mailbox::plain("INBOX"), Mailbox::plain("Old"), locked]);
    assert_eq!(in_trash(&mut state, "Old"), None);
    let within = special("Mail/Trash", SpecialUse::Trash);
    let rest = ["INBOX", "Mail", "Mail/Trash/Old", "New"].map(Mailbox::plain);
    lists(&mut state, rest.into_iter().chain([within]).collect());
    assert_eq!(in_trash(&mut state, "Mail"), None);
    assert_eq!(in_trash(&mut state, "Mail/Trash/Old"), None);
    assert_eq!(in_trash(&mut state, "New").as_deref(), Some("Mail/Trash/New"));
}

#[test]
fn the_open_folder_that_goes_gives_way_to_the_one_it_was_in() {
    for (path, change, next) in [
        ("Projects/Tender/2026", deleted("Projects/Tender/2026", false), "Projects/Tender"),
        // What holds only folders cannot be opened.
        ("Projects/Tender", deleted("Projects/Tender", false), "INBOX"),
        // Everything inside goes along.
        ("Projects/Tender/2026", deleted("Projects", true), "INBOX"),
    ] {
        let mut state = folders();
        open(&mut state, path, 3);
        let effects = done(&mut state, change);
        assert_eq!(state.open.as_ref().map(|(_, open)| open), Some(&name(next)), "{path}");
        assert!(sent(&effects).iter().any(|sent| sent.contains("OpenMailbox")), "{effects:?}");
    }
    let mut state = folders();
    open(&mut state, "Archive", 3);
    assert!(done(&mut state, deleted("Projects", true)).is_empty(), "another one stays open");
}

#[test]
fn what_went_to_the_trash_is_not_looked_at_any_more() {
    let mut state = folders();
    open(&mut state, "Projects/Tender/2026", 3);
    wish(&mut state, "Projects/Tender/2026", FolderWish::Delete);
    act(&mut state, FolderAct::MoveToTrash);
    done(&mut state, renamed("Projects/Tender/2026", "Trash/2026"));
    assert_eq!(state.open.as_ref().map(|(_, open)| open), Some(&name("Projects/Tender")));
}
