//! What is read before it is asked for, and what stays when messages come and go.

use std::sync::Arc;

use mailpane::app::{Action, Effect, Look, MessageAct, State, ViewState};
use mailpane::engine::{Command, Details, Event, Place};
use mailpane::model::{MailboxName, MessageKey, Part, PartId, PartKind};

use super::window::{
    ACCOUNT, expunged, key, list, load_message, number, opened, opened_with_next, part, rows,
    scroll, window,
};

fn prefetched(effects: &[Effect]) -> Option<u32> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(_, Command::Prefetch { key, .. }) => Some(key.uid.get()),
        _ => None,
    })
}

fn asks_message(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Send(_, Command::ShowMessage { .. })))
}

/// Opens a line, brings its message and paints it; returns what was read ahead for it.
fn read(state: &mut State, index: u32, uid: u32) -> Option<u32> {
    state.update(Action::SelectRow { index });
    load_message(state, uid);
    prefetched(&state.update(Action::Message(Place::PANE, MessageAct::Painted)))
}

fn with_details(state: &mut State, seq: u32, text_bytes: u64) -> Vec<Effect> {
    state.apply(details_of(seq, part(text_bytes)))
}

fn details_of(seq: u32, part: Arc<Part>) -> Event {
    let uid = number(seq + 1_000);
    let details = Details { seq, uid, part, has_attachment: false, preview: None };
    Event::DetailsLoaded { account: ACCOUNT, mailbox: MailboxName::inbox(), details: vec![details] }
}

#[test]
fn the_next_message_is_there_before_it_is_opened() {
    let mut state = window(50);
    assert_eq!(read(&mut state, 3, 1_047), Some(1_046), "once the one asked for is painted");
    load_message(&mut state, 1_046);
    let effects = state.update(Action::MoveSelection { by: 1 });
    assert!(!asks_message(&effects), "{effects:?}");
    let view = state.message.as_ref().expect("open");
    assert!(matches!(view.state, ViewState::Shown(_)), "at once");
    assert_eq!(
        prefetched(&state.update(Action::Message(Place::PANE, MessageAct::Painted))),
        Some(1_045)
    );
}

#[test]
fn it_is_the_one_in_reading_direction() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 10 });
    state.update(Action::MoveSelection { by: -1 });
    load_message(&mut state, 1_041);
    assert_eq!(
        prefetched(&state.update(Action::Message(Place::PANE, MessageAct::Painted))),
        Some(1_042)
    );
}

#[test]
fn a_large_text_waits_until_it_is_asked_for() {
    let mut state = window(50);
    with_details(&mut state, 46, 65 << 10);
    assert_eq!(read(&mut state, 3, 1_047), None);
    with_details(&mut state, 45, 64 << 10);
    assert_eq!(read(&mut state, 4, 1_046), Some(1_045), "an attachment does not count");
}

#[test]
fn a_message_whose_html_is_long_is_not_read_ahead_for_its_short_text() {
    let leaf =
        |id, media_type, size_bytes| Part { size_bytes, ..Part::new(PartId(vec![id]), media_type) };
    let both = vec![leaf(1, "text/plain", 2_000), leaf(2, "text/html", 200_000)];
    let kind = PartKind::Multipart(both);
    let both = Part { kind, ..Part::new(PartId::default(), "multipart/alternative") };
    for (look, read_ahead) in [(Look::Page, None), (Look::Text, Some(1_046))] {
        let mut state = window(50);
        state.update(Action::SetLook(look));
        state.apply(details_of(46, Arc::new(both.clone())));
        assert_eq!(read(&mut state, 3, 1_047), read_ahead, "{look:?}");
    }
}

#[test]
fn nothing_is_read_ahead_twice_or_after_the_message_was_left() {
    let mut state = window(50);
    assert_eq!(read(&mut state, 3, 1_047), Some(1_046));
    assert_eq!(prefetched(&with_details(&mut state, 46, 10)), None);
    state.update(Action::SelectRow { index: 20 });
    assert_eq!(prefetched(&with_details(&mut state, 29, 10)), None, "not painted yet");
}

#[test]
fn going_back_costs_nothing() {
    let mut state = window(50);
    read(&mut state, 3, 1_047);
    read(&mut state, 9, 1_041);
    assert!(!asks_message(&state.update(Action::SelectRow { index: 3 })));
}

#[test]
fn what_was_read_ahead_dies_with_its_message_and_with_its_mailbox() {
    let mut state = window(50);
    read(&mut state, 3, 1_047);
    load_message(&mut state, 1_046);
    state.apply(expunged(46));
    assert!(state.read_ahead.len() == 1, "only the open one is left");
    state.apply(opened(49, 8));
    assert!(state.read_ahead.is_empty());
    let late = MessageKey { uid_validity: number(7), ..key(1_046) };
    state.apply(Event::MessageLoaded { key: late, reading: Arc::default() });
    state.apply(rows((1..=49).map(|seq| (seq, seq + 997))));
    let effects = state.update(Action::SelectRow { index: 0 });
    assert!(asks_message(&effects), "the same UID is another message now");
}

#[test]
fn a_message_deleted_far_from_the_view_is_known_to_be_gone() {
    let mut state = window(100_000);
    read(&mut state, 0, 101_000);
    for screen in 1..2_000 {
        let top = screen * 40;
        scroll(&mut state, top);
        let first = 100_000 - top - 12;
        state.apply(rows((first..first + 12).map(|seq| (seq, seq + 1_000))));
    }
    state.apply(expunged(100_000));
    let view = state.message.as_ref().expect("still shown");
    assert!(matches!(view.state, ViewState::Gone(_)), "{:?}", view.state);
}

#[test]
fn a_reconnect_that_changed_messages_unseen_puts_the_right_ones_in_their_place() {
    let mut state = window(50);
    scroll(&mut state, 25);
    // One went and one came: the same count, other numbers.
    state.apply(opened(50, 7));
    let lines = 15..46;
    state.apply(rows(lines.map(|line| 50 - line).map(|seq| (seq, seq + 1_001))));
    for line in 15..46 {
        let seq = list(&state).seq_at(line).expect("inside");
        assert_eq!(list(&state).row(seq).map(|row| row.uid.get()), Some(seq + 1_001));
    }
}

#[test]
fn a_reconnect_tells_by_the_next_uid_that_rows_are_other_messages_now() {
    let mut state = window(50);
    state.apply(opened_with_next(50, 7, Some(1_051)));
    state.apply(rows((40..=50).map(|seq| (seq, seq + 1_000))));
    state.apply(opened_with_next(50, 7, Some(1_051)));
    assert!(list(&state).row(50).is_some(), "nothing came, and as many are there: nothing went");
    state.apply(opened_with_next(50, 7, Some(1_052)));
    assert!(list(&state).row(50).is_none(), "one came, so one went, and nobody knows which");
}

#[test]
fn after_a_reconnect_the_cursor_finds_its_message_under_its_new_number() {
    let mut state = window(50);
    state.update(Action::SelectRow { index: 5 });
    // Three came and one of the older ones went.
    state.apply(opened(52, 7));
    assert_eq!(list(&state).cursor(), None, "nobody knows where it is");
    state.apply(rows((30..=52).map(|seq| (seq, seq + 1_001))));
    assert_eq!(list(&state).cursor(), Some(8));
    assert_eq!(list(&state).cursor_uid(), Some(number(1_045)));
}

#[test]
fn the_title_says_what_is_unread_where() {
    let mut state = window(50);
    assert_eq!(state.title(), "Inbox (3) – Work – mailpane");
    let mailbox = MailboxName::new(b"Sent/2025");
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox });
    assert_eq!(state.title(), "2025 – Work – mailpane");
    assert_eq!(State::default().title(), "mailpane");
}

#[test]
fn a_message_that_went_while_the_connection_was_down_is_said_to_be_gone() {
    let mut state = window(50);
    read(&mut state, 3, 1_047);
    let is_gone = |state: &State| state.message.as_ref().is_some_and(|view| view.is_gone());
    // Two came meanwhile, and this one went.
    state.apply(opened_with_next(51, 7, Some(1_053)));
    state.apply(rows((48..=51).map(|seq| (seq, seq + 1_001))));
    assert!(!is_gone(&state), "it may stand before these");
    state.apply(rows((40..=47).map(|seq| (seq, seq + 1_000 + u32::from(seq == 47)))));
    assert!(is_gone(&state), "between 1,046 and 1,048 is nothing");
}
