//! What was known by a folder's old name goes on under the new one.

use mailpane::app::{Action, Dialog, FolderAct, FolderWish, MessageAct, State, ViewState};
use mailpane::engine::{Event, Place};
use mailpane::model::{Mailbox, MessageKey};

use super::window::{ACCOUNT, number, sent};
use super::{act, done, folders, lists, name, open, renamed, tree, wish};

fn path(text: &str) -> Vec<String> {
    text.split('/').map(str::to_owned).collect()
}

/// The server did a renaming that was asked for in the dialog: its list first, then its word.
fn rename(state: &mut State, from: &str, to: &str) -> Vec<mailpane::app::Effect> {
    wish(state, from, FolderWish::Rename);
    let (parent, leaf) = to.rsplit_once('/').map_or((None, to), |(up, leaf)| (Some(up), leaf));
    act(state, FolderAct::Rename { typed: leaf.to_owned(), parent: parent.map(name) });
    let renamed_one = |mailbox: Mailbox| {
        let delimiter = mailbox.delimiter;
        match mailbox.name.renamed(&name(from), &name(to), delimiter) {
            Some(new) => {
                let plain = Mailbox::plain(&String::from_utf8_lossy(new.as_bytes()));
                let Mailbox { full_name, path, .. } = plain;
                Mailbox { name: new, full_name, path, ..mailbox }
            }
            None => mailbox,
        }
    };
    lists(state, tree().into_iter().map(renamed_one).collect());
    done(state, renamed(from, to))
}

fn key(mailbox: &str, uid: u32) -> MessageKey {
    MessageKey {
        account: ACCOUNT,
        mailbox: name(mailbox),
        uid_validity: number(7),
        uid: number(uid),
    }
}

#[test]
fn the_open_folder_its_rows_and_its_message_follow_it_and_so_do_those_inside() {
    for (from, to, was, is) in [
        ("Projects/Tender", "Projects/Bids", "Projects/Tender", "Projects/Bids"),
        ("Projects/Tender", "Archive/Bids", "Projects/Tender/2026", "Archive/Bids/2026"),
        // What holds only folders is renamed as any other.
        ("Projects", "Work", "Projects/Tender", "Work/Tender"),
    ] {
        let mut state = folders();
        open(&mut state, was, 3);
        state.update(Action::SelectRow { index: 1 });
        state.apply(Event::MessageLoaded { key: key(was, 1_002), reading: Default::default() });
        state.update(Action::Message(Place::PANE, MessageAct::OpenInWindow));
        let effects = rename(&mut state, from, to);
        assert_eq!(state.open.as_ref().map(|(_, open)| open), Some(&name(is)));
        let list = state.list.as_ref().expect("a list");
        assert_eq!((&list.mailbox, list.rows_held(), list.cursor()), (&name(is), 3, Some(1)));
        assert!(sent(&effects).is_empty(), "its worker goes on by the new name: {effects:?}");
        for view in state.views() {
            assert_eq!(view.selected.key, key(is, 1_002));
            assert!(!view.is_gone());
        }
        assert_eq!(state.views().count(), 2, "the pane and the window");
        assert!(matches!(super::toast(&state), (_, true)));
    }
}

#[test]
fn a_message_that_was_on_its_way_comes_by_the_new_name() {
    let mut state = folders();
    open(&mut state, "Projects/Tender", 3);
    state.update(Action::SelectRow { index: 1 });
    assert!(state.message.as_ref().is_some_and(|view| matches!(view.state, ViewState::Loading)));
    rename(&mut state, "Projects/Tender", "Bids");
    state.apply(Event::MessageLoaded { key: key("Bids", 1_002), reading: Default::default() });
    assert!(state.message.as_ref().is_some_and(|view| matches!(view.state, ViewState::Shown(_))));
}

#[test]
fn closed_branches_stay_closed() {
    let mut state = folders();
    for closed in ["Projects/Tender", "Archive"] {
        state.update(Action::ToggleBranch { account: ACCOUNT, path: path(closed) });
    }
    rename(&mut state, "Projects", "Work");
    let closed = &state.accounts[0].closed_branches;
    let wanted: std::collections::BTreeSet<_> = [path("Work/Tender"), path("Archive")].into();
    assert_eq!(*closed, wanted);
    let renamed = state.folders.renamed.as_ref().expect("for the tree's cursor");
    assert_eq!((&renamed.from, &renamed.to), (&path("Projects"), &path("Work")));
}

#[test]
fn folders_used_last_are_offered_under_their_new_names() {
    let mut state = folders();
    state.update(Action::SelectRow { index: 0 });
    let to = name("Projects/Tender/2026");
    state.update(Action::Act(mailpane::app::Acting::List, mailpane::app::Wish::MoveTo(to)));
    rename(&mut state, "Projects/Tender", "Bids");
    state.update(Action::Act(mailpane::app::Acting::List, mailpane::app::Wish::AskMoveTo));
    let Some(Dialog::MoveTo(question)) = &state.dialog else { panic!("{:?}", state.dialog) };
    assert_eq!(*question.recent, [name("Bids/2026")]);
}
