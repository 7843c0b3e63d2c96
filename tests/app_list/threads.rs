//! Conversations: made by the server, or of the rows round the view.

use std::sync::Arc;

use mailpane::app::{Acting, Action, Effect, ListNote, ListSettings, RowAt, State, Wish};
use mailpane::engine::{Command, Event, Place, RowsAsked, Unavailable};
use mailpane::model::{ConnectionInfo, ConnectionState, MailboxName, Row, ThreadLinks, ThreadNode};

use super::window::{ACCOUNT, exists, expunged, list, opened, row, rows, sent, window};

fn threads(nodes: &[(u32, u16)]) -> Event {
    let nodes = nodes.iter().map(|(seq, depth)| ThreadNode { seq: *seq, depth: *depth }).collect();
    Event::ThreadsLoaded { account: ACCOUNT, mailbox: MailboxName::inbox(), nodes }
}

fn asks_threads(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Send(_, Command::ListThreads { .. })))
}

fn lines(state: &State) -> Vec<u32> {
    (0..list(state).len()).filter_map(|line| list(state).seq_at(line)).collect()
}

/// Six messages: 1 ← 3 ← 6 and 2 ← 4; 5 stands alone.
fn threaded() -> State {
    let mut state = window(6);
    let effects = state.update(Action::ToggleThreads);
    assert!(asks_threads(&effects), "{effects:?}");
    state.apply(threads(&[(1, 0), (3, 1), (6, 2), (2, 0), (4, 1), (5, 0)]));
    state
}

#[test]
fn conversations_are_folded_with_their_count_and_the_newest_first() {
    let state = threaded();
    assert_eq!(lines(&state), [6, 5, 4]);
    let mark = list(&state).entry(0).thread.expect("a conversation");
    assert_eq!((mark.count, mark.unread, mark.depth), (3, 3, 0));
    assert!(mark.is_head && mark.can_fold && !mark.expanded);
    assert_eq!(list(&state).entry(1).thread, None, "alone");
}

#[test]
fn unread_messages_inside_count_while_it_is_folded() {
    let mut state = threaded();
    state.update(Action::SelectRow { index: 0 });
    state.update(Action::Act(Acting::At(Place::PANE), Wish::Read(true)));
    assert_eq!(list(&state).entry(0).thread.map(|mark| mark.unread), Some(2));
}

#[test]
fn the_keys_open_a_conversation_go_into_it_and_close_it() {
    let mut state = threaded();
    state.update(Action::SelectRow { index: 0 });
    state.update(Action::ExpandThread);
    assert_eq!(lines(&state), [1, 3, 6, 5, 4]);
    assert_eq!(list(&state).cursor(), Some(2), "still on the message that is open");
    let depths: Vec<u16> =
        (0..3).filter_map(|line| list(&state).entry(line).thread).map(|mark| mark.depth).collect();
    assert_eq!(depths, [0, 1, 2]);
    state.update(Action::CollapseThread);
    assert_eq!(lines(&state), [6, 5, 4]);
    assert_eq!(list(&state).cursor(), Some(0));
    state.update(Action::ToggleThread { index: 2 });
    assert_eq!(lines(&state), [6, 5, 2, 4]);
}

#[test]
fn what_is_unfolded_stays_so_and_the_cursor_stays_on_its_message() {
    let mut state = threaded();
    state.update(Action::ToggleThread { index: 0 });
    state.update(Action::SelectRow { index: 1 });
    let effects = state.apply(exists(7));
    assert!(asks_threads(&effects), "the new message may belong to one: {effects:?}");
    assert_eq!(lines(&state), [7, 1, 3, 6, 5, 4], "alone until then");
    state.apply(threads(&[(1, 0), (3, 1), (6, 2), (2, 0), (4, 1), (7, 2), (5, 0)]));
    assert_eq!(lines(&state), [7, 1, 3, 6, 5]);
    assert_eq!(list(&state).cursor_uid().map(|uid| uid.get()), Some(1_003));
    assert_eq!(list(&state).cursor(), Some(2));
    state.apply(expunged(1));
    assert_eq!(lines(&state), [6, 2, 5, 4], "its answers moved up");
    assert_eq!(list(&state).cursor_uid().map(|uid| uid.get()), Some(1_003));
}

#[test]
fn the_rows_of_the_lines_are_asked_for_by_number() {
    let mut state = window(1_000);
    state.update(Action::ToggleThreads);
    let pairs: Vec<(u32, u16)> = (1..=500).flat_map(|n| [(n, 0), (n + 500, 1)]).collect();
    let effects = state.apply(threads(&pairs));
    assert_eq!(list(&state).len(), 500);
    assert!(asked(&effects).is_none(), "the newest are there: {effects:?}");
    let effects = super::window::scroll(&mut state, 100);
    let Some(RowsAsked::Set(seqs)) = asked(&effects) else { panic!("a set: {effects:?}") };
    assert_eq!((seqs.len(), seqs[0], seqs[30]), (31, 880, 910));
}

fn asked(effects: &[Effect]) -> Option<RowsAsked> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(_, Command::ShowRows { rows, .. }) => Some(rows.clone()),
        _ => None,
    })
}

#[test]
fn another_order_ends_conversations_and_conversations_end_another_order() {
    let mut state = threaded();
    state.update(Action::SortBy(mailpane::model::SortKey::Size));
    assert!(!list(&state).view.threads);
    state.update(Action::ToggleThreads);
    assert!(list(&state).view.threads);
    assert_eq!(list(&state).view.order, mailpane::model::Order::default());
}

#[test]
fn the_oldest_conversation_may_stand_first() {
    let mut state = threaded();
    let effects = state.update(Action::SortBy(mailpane::model::SortKey::Arrival));
    assert_eq!(lines(&state), [4, 5, 6]);
    assert!(!asks_threads(&effects), "they are known");
}

fn linked(seq: u32, id: u64, references: &[u64]) -> (u32, Row) {
    let links = ThreadLinks { id, references: references.into() };
    (seq, Row { links: Some(Arc::new(links)), ..row(seq + 1_000) })
}

#[test]
fn without_thread_the_rows_around_the_view_say_what_belongs_together() {
    let mut state = window(6);
    state.update(Action::ToggleThreads);
    let effects = state.apply(Event::ThreadsUnavailable {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        reason: Unavailable::NotOffered,
    });
    assert_eq!(list(&state).note, Some(ListNote::ThreadsNotOffered));
    assert!(sent(&effects)[0].contains("links: true"), "{effects:?}");
    let rows = vec![
        linked(6, 60, &[10]),
        linked(5, 50, &[10, 60]),
        linked(4, 40, &[]),
        linked(3, 30, &[]),
        linked(2, 20, &[]),
        linked(1, 10, &[]),
    ];
    let mailbox = MailboxName::inbox();
    let effects = state.apply(Event::RowsLoaded { account: ACCOUNT, mailbox, rows });
    assert!(asked(&effects).is_none(), "they have their links now: {effects:?}");
    assert_eq!(lines(&state), [6, 5, 4, 3, 2, 1], "no row moves or hides");
    let mark = |line| list(&state).entry(line).thread.map(|mark| (mark.count, mark.depth));
    assert_eq!((mark(0), mark(1), mark(5)), (Some((3, 0)), Some((3, 1)), Some((3, 0))));
    assert_eq!(mark(2), None);
    assert!(list(&state).entry(0).thread.is_some_and(|mark| !mark.can_fold));
}

#[test]
fn a_mailbox_above_the_limit_does_not_ask_for_all_its_conversations() {
    let mut state = window(100);
    state.list_settings = ListSettings { threads_limit: 99, ..ListSettings::default() };
    let effects = state.update(Action::ToggleThreads);
    assert!(!asks_threads(&effects));
    assert_eq!(list(&state).note, Some(ListNote::ThreadsTooLarge { messages: 100 }));
}

#[test]
fn a_server_known_to_have_no_thread_is_not_asked() {
    let mut state = window(100);
    let info = ConnectionInfo {
        capabilities: vec!["IMAP4REV1".to_owned(), "SORT".to_owned()],
        ..ConnectionInfo::default()
    };
    let ready = ConnectionState::Ready(Arc::new(info));
    state.apply(Event::ConnectionChanged { account: ACCOUNT, state: ready });
    let effects = state.update(Action::ToggleThreads);
    assert!(!asks_threads(&effects));
    assert_eq!(list(&state).note, Some(ListNote::ThreadsNotOffered));
    let mailbox = MailboxName::new(b"Sent");
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox });
    let effects =
        state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::inbox() });
    assert!(sent(&effects)[0].contains("links: true"), "at once: {effects:?}");
}

#[test]
fn conversations_are_asked_for_again_with_the_mailbox() {
    let mut state = threaded();
    let effects = state.apply(opened(8, 7));
    assert!(asks_threads(&effects), "{effects:?}");
    assert_eq!(list(&state).len(), 8, "by arrival meanwhile");
    state.apply(rows((1..=8).map(|seq| (seq, seq + 1_000))));
    assert!(matches!(list(&state).row_at(7), RowAt::Loaded(_)));
    let effects = state.update(Action::Refresh);
    assert!(!asks_threads(&effects) || list(&state).view.threads);
}
