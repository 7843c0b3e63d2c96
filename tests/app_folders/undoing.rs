//! The way back of what was done to folders.

use mailpane::app::{Action, FolderAct, FolderWish, State};
use mailpane::engine::{Command, Event, MailboxChange};
use mailpane::model::{Failure, FailureKind, Mailbox};

use super::window::ACCOUNT;
use super::{act, changes, done, folders, lists, name, renamed, survey, toast, tree, wish};

fn subscribed(path: &str, on: bool) -> MailboxChange {
    MailboxChange::Subscribed { mailbox: name(path), on }
}

/// A folder that was made just now.
fn made() -> State {
    let mut state = folders();
    wish(&mut state, "INBOX", FolderWish::New);
    let typed = "Plans".to_owned();
    act(&mut state, FolderAct::Create { typed, parent: None, special_use: None });
    let mut mailboxes = tree();
    mailboxes.push(Mailbox::plain("Plans"));
    lists(&mut state, mailboxes);
    done(&mut state, MailboxChange::created(name("Plans")));
    state
}

#[test]
fn a_renaming_is_undone_by_another_and_not_twice() {
    let mut state = folders();
    wish(&mut state, "Old", FolderWish::Rename);
    act(&mut state, FolderAct::Rename { typed: "New".to_owned(), parent: None });
    done(&mut state, renamed("Old", "New"));
    assert_eq!(toast(&state), ("Folder renamed.", true));
    assert_eq!(changes(&state.update(Action::Undo)), [renamed("New", "Old")]);
    done(&mut state, renamed("New", "Old"));
    assert_eq!(toast(&state), ("Undone.", false));
    assert!(state.update(Action::Undo).is_empty());
}

#[test]
fn a_subscription_is_undone_and_what_is_hidden_is_said() {
    let mut state = folders();
    let effects = wish(&mut state, "Old", FolderWish::Subscribe(false));
    assert_eq!(changes(&effects), [subscribed("Old", false)]);
    done(&mut state, subscribed("Old", false));
    let said = "No longer subscribed to Old. “Show all folders” shows it.";
    assert_eq!(toast(&state), (said, true));
    assert_eq!(changes(&state.update(Action::Undo)), [subscribed("Old", true)]);
}

#[test]
fn what_was_made_goes_again_only_while_it_is_empty() {
    for (messages, goes) in [(0, true), (1, false)] {
        let mut state = made();
        let effects = state.update(Action::Undo);
        let looks = matches!(
            &effects[..],
            [mailpane::app::Effect::Send(ACCOUNT, Command::SurveyMailbox { .. })]
        );
        assert!(looks, "{effects:?}");
        let effects = state.apply(survey("Plans", messages, &[]));
        let wanted = MailboxChange::deleted(name("Plans"));
        assert_eq!(changes(&effects), if goes { vec![wanted] } else { Vec::new() });
        if !goes {
            assert!(toast(&state).0.contains("not empty any more"));
        }
    }
}

#[test]
fn two_that_were_made_go_again_though_neither_look_was_answered() {
    let mut state = made();
    wish(&mut state, "INBOX", FolderWish::New);
    let typed = "Bids".to_owned();
    act(&mut state, FolderAct::Create { typed, parent: None, special_use: None });
    done(&mut state, MailboxChange::created(name("Bids")));
    for _ in 0..2 {
        assert_eq!(state.update(Action::Undo).len(), 1, "each is looked at");
    }
    for path in ["Bids", "Plans"] {
        let effects = state.apply(survey(path, 0, &[]));
        assert_eq!(changes(&effects), [MailboxChange::deleted(name(path))]);
    }
}

#[test]
fn several_levels_made_at_once_have_no_exact_way_back() {
    let mut state = folders();
    wish(&mut state, "INBOX", FolderWish::New);
    let typed = "a/b".to_owned();
    act(&mut state, FolderAct::Create { typed, parent: None, special_use: None });
    done(&mut state, MailboxChange::created(name("a/b")));
    assert_eq!(toast(&state), ("Folder created.", false));
}

#[test]
fn the_way_back_follows_a_folder_that_is_renamed_later() {
    let mut state = folders();
    wish(&mut state, "Projects/Tender/2026", FolderWish::Rename);
    let parent = Some(name("Projects/Tender"));
    act(&mut state, FolderAct::Rename { typed: "Bids".to_owned(), parent });
    done(&mut state, renamed("Projects/Tender/2026", "Projects/Tender/Bids"));
    wish(&mut state, "Projects", FolderWish::Rename);
    act(&mut state, FolderAct::Rename { typed: "Work".to_owned(), parent: None });
    done(&mut state, renamed("Projects", "Work"));
    // The last one first; what it brings back is followed too.
    assert_eq!(changes(&state.update(Action::Undo)), [renamed("Work", "Projects")]);
    done(&mut state, renamed("Work", "Projects"));
    let back = renamed("Projects/Tender/Bids", "Projects/Tender/2026");
    assert_eq!(changes(&state.update(Action::Undo)), [back]);
}

#[test]
fn an_undo_that_the_server_refuses_is_told() {
    let mut state = folders();
    wish(&mut state, "Old", FolderWish::Subscribe(false));
    done(&mut state, subscribed("Old", false));
    state.update(Action::Undo);
    let failure = Failure::new(FailureKind::Refused, "The server did not do it.");
    let change = subscribed("Old", true);
    state.apply(Event::MailboxChangeFailed { account: ACCOUNT, change, failure });
    assert_eq!(state.notices.len(), 1);
}
