//! Everything in a folder at once, also in one that is not open.

use mailpane::app::{Action, Dialog, FolderWish, State};
use mailpane::engine::{ChangeRequest, Chosen, Command, Mark, MessageChange};
use mailpane::model::Flag;

use super::window::number;
use super::{folders, name, open, survey, wish};

fn requests(effects: Vec<mailpane::app::Effect>) -> Vec<ChangeRequest> {
    let request = |effect| match effect {
        mailpane::app::Effect::Send(_, Command::ChangeMessages(request)) => Some(request),
        _ => None,
    };
    effects.into_iter().filter_map(request).collect()
}

fn unseen(state: &State, path: &str) -> Option<u32> {
    state.accounts[0].mailbox(&name(path))?.counts.map(|counts| counts.unseen)
}

#[test]
fn a_folder_is_marked_read_without_being_opened() {
    let mut state = folders();
    let asked = requests(wish(&mut state, "Projects/Tender", FolderWish::MarkAllRead));
    let [request] = asked.as_slice() else { panic!("one change: {asked:?}") };
    assert_eq!((&request.mailbox, request.uid_validity), (&name("Projects/Tender"), None));
    assert_eq!(request.messages, Chosen::Everything);
    let mark = Mark::Flag(Flag::Seen);
    assert_eq!(request.change, MessageChange::Mark { mark, on: true });
    assert_eq!(unseen(&state, "Projects/Tender"), Some(0), "the tree shows it at once");
    assert!(state.open.as_ref().is_some_and(|(_, open)| open.is_inbox()));
}

#[test]
fn the_listed_folder_is_marked_row_by_row() {
    let mut state = folders();
    open(&mut state, "Projects/Tender", 3);
    let asked = requests(wish(&mut state, "Projects/Tender", FolderWish::MarkAllRead));
    assert!(asked.iter().all(|request| request.uid_validity.is_some()), "{asked:?}");
    let seen = |state: &State| {
        let list = state.list.as_ref().expect("a list");
        let row = |uid| list.row_by_uid(number(uid)).map(|(_, row)| row.flags);
        (1_001..=1_003).all(|uid| row(uid).is_some_and(|flags| flags.has(Flag::Seen)))
    };
    assert!(seen(&state));
}

#[test]
fn what_came_after_the_count_stays_also_where_the_answer_does_not_wait_for_it() {
    let mut state = folders();
    let mut mailboxes = super::tree();
    let trash = mailboxes.last_mut().expect("the trash");
    trash.counts = trash.counts.map(|counts| mailpane::model::MailboxCounts {
        uid_next: Some(number(42)),
        uid_validity: Some(number(7)),
        ..counts
    });
    super::lists(&mut state, mailboxes);
    wish(&mut state, "Trash", FolderWish::Empty);
    let asked = requests(state.update(Action::ConfirmDelete));
    let [request] = asked.as_slice() else { panic!("one change: {asked:?}") };
    let counted = Chosen::Range { first: number(1), last: number(41) };
    assert_eq!((request.uid_validity, &request.messages), (Some(number(7)), &counted));
}

#[test]
fn the_trash_is_emptied_after_a_question_with_the_servers_number() {
    let mut state = folders();
    wish(&mut state, "Trash", FolderWish::Empty);
    let count = |state: &State| match &state.dialog {
        Some(Dialog::DeleteMessages(question)) => question.count,
        other => panic!("a question, got {other:?}"),
    };
    assert_eq!(count(&state), 41);
    state.apply(survey("Trash", 43, &[]));
    assert_eq!(count(&state), 43);
    let asked = requests(state.update(Action::ConfirmDelete));
    let [request] = asked.as_slice() else { panic!("one change: {asked:?}") };
    assert_eq!((&request.mailbox, request.uid_validity), (&name("Trash"), Some(number(7))));
    let counted = Chosen::Range { first: number(1), last: number(1_000) };
    assert_eq!((&request.messages, &request.change), (&counted, &MessageChange::Delete));
    assert_eq!(unseen(&state, "Trash"), Some(0));
}
