//! Orders that the server makes, and what is shown where it cannot.

use mailpane::app::{Action, Effect, ListNote, RowAt, State};
use mailpane::engine::{Command, Event, RowsAsked, Unavailable};
use mailpane::model::{Failure, FailureKind, ListView, MailboxName, Order, SortKey};

use super::window::{ACCOUNT, exists, expunged, list, rows, scroll, sent, window};

const BY_SENDER: Order = Order { key: SortKey::Sender, descending: false };

fn places(first: u32, seqs: &[u32]) -> Event {
    Event::OrderLoaded {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        order: BY_SENDER,
        first,
        seqs: seqs.to_vec(),
        whole: false,
    }
}

fn unavailable(reason: Unavailable) -> Event {
    let mailbox = MailboxName::inbox();
    Event::OrderUnavailable { account: ACCOUNT, mailbox, order: BY_SENDER, reason }
}

fn asked(effects: &[Effect]) -> Option<RowsAsked> {
    effects.iter().find_map(|effect| match effect {
        Effect::Send(_, Command::ShowRows { rows, .. }) => Some(rows.clone()),
        _ => None,
    })
}

fn order(state: &State) -> Order {
    list(state).view.order
}

/// 100 messages by sender; places 0 to 29 are 71, 72, … with their rows.
fn sorted() -> State {
    let mut state = window(100);
    state.update(Action::SetOrder(BY_SENDER));
    let seqs: Vec<u32> = (0..30).map(|place| 71 + place).collect();
    state.apply(places(0, &seqs));
    state.apply(rows(seqs.iter().map(|seq| (*seq, seq + 1_000))));
    state
}

#[test]
fn a_click_on_a_column_sorts_and_another_turns_it_round() {
    let mut state = window(100);
    state.update(Action::SortBy(SortKey::Sender));
    assert_eq!(order(&state), BY_SENDER);
    state.update(Action::SortBy(SortKey::Sender));
    assert_eq!(order(&state), Order { key: SortKey::Sender, descending: true });
    state.update(Action::SortBy(SortKey::Size));
    assert_eq!(order(&state), Order { key: SortKey::Size, descending: true }, "largest first");
}

#[test]
fn the_oldest_first_needs_no_sorting() {
    let mut state = window(100);
    let oldest = Order { key: SortKey::Arrival, descending: false };
    let effects = state.update(Action::SetOrder(oldest));
    assert_eq!(asked(&effects), Some(RowsAsked::Range { first_seq: 1, last_seq: 21 }));
    state.apply(rows((1..=21).map(|seq| (seq, seq + 1_000))));
    let RowAt::Loaded(row) = list(&state).row_at(0) else { panic!("the oldest is there") };
    assert_eq!(row.uid.get(), 1_001);
    state.apply(exists(101));
    assert_eq!(list(&state).scroll.top, 0, "new mail is at the other end");
}

#[test]
fn an_order_is_asked_for_by_the_page() {
    let mut state = window(100_000);
    let effects = state.update(Action::SetOrder(BY_SENDER));
    let page = |first, last| RowsAsked::Sorted { order: BY_SENDER, first, last, whole: false };
    assert_eq!(asked(&effects), Some(page(0, 20)));
    let effects = scroll(&mut state, 70_000);
    assert_eq!(asked(&effects), Some(page(69_990, 70_020)));
    let effects = state.apply(places(69_990, &(1..=31).collect::<Vec<u32>>()));
    assert_eq!(asked(&effects), None, "their rows follow");
    let effects = state.apply(rows((1..=20).map(|seq| (seq, seq + 1_000))));
    assert_eq!(asked(&effects), Some(RowsAsked::Set((21..=31).collect())), "known by number");
}

#[test]
fn a_row_stands_where_the_server_sorted_it() {
    let state = sorted();
    let RowAt::Loaded(row) = list(&state).row_at(3) else { panic!("loaded") };
    assert_eq!(row.uid.get(), 1_074);
    assert_eq!(list(&state).entry(50).seq, None, "nobody knows yet");
}

#[test]
fn new_mail_leaves_what_is_read_in_place_until_the_order_is_known_anew() {
    let mut state = sorted();
    scroll(&mut state, 5);
    state.update(Action::SelectRow { index: 8 });
    let effects = state.apply(exists(101));
    assert!(matches!(asked(&effects), Some(RowsAsked::Sorted { .. })), "{effects:?}");
    let seq_at_top = list(&state).seq_at(5);
    assert_eq!(seq_at_top, Some(76), "shown meanwhile");
    // The new message is third: everything behind it is one further down.
    let seqs: Vec<u32> = [71, 72, 101].into_iter().chain(73..100).collect();
    state.apply(places(0, &seqs));
    let now = list(&state);
    assert_eq!((now.scroll.top, now.seq_at(now.scroll.top)), (6, Some(76)));
    assert_eq!((now.cursor(), now.cursor_seq()), (Some(9), Some(79)));
}

#[test]
fn a_message_that_goes_from_a_known_place_asks_for_nothing() {
    let mut state = sorted();
    let effects = state.apply(expunged(73));
    assert_eq!(asked(&effects), None);
    assert_eq!(list(&state).seq_at(2), Some(73), "what was 74");
    let effects = state.apply(expunged(1));
    assert!(matches!(asked(&effects), Some(RowsAsked::Sorted { .. })), "its place was not known");
}

#[test]
fn a_server_that_cannot_sort_shows_the_order_of_arrival_and_says_so() {
    let mut state = window(100);
    state.update(Action::SetOrder(BY_SENDER));
    state.apply(unavailable(Unavailable::NotOffered));
    assert_eq!(order(&state), Order::default());
    let note = list(&state).note.as_ref().expect("a line that says so");
    assert_eq!(*note, ListNote::CannotSort { key: SortKey::Sender });
    assert!(matches!(list(&state).row_at(0), RowAt::Loaded(_)), "the rows are still there");
    assert_eq!(state.views.iter().count(), 0, "not tried again next time");
    state.update(Action::SetOrder(Order { key: SortKey::Arrival, descending: false }));
    assert_eq!(list(&state).note, None);
}

#[test]
fn all_places_are_read_only_when_the_user_says_so() {
    let mut state = window(100);
    state.update(Action::SetOrder(BY_SENDER));
    state.apply(unavailable(Unavailable::TooLarge { estimated_bytes: 7_000_000 }));
    assert_eq!(order(&state), Order::default());
    assert!(list(&state).note.as_ref().is_some_and(ListNote::offers_sort_anyway));
    let effects = state.update(Action::SortAnyway);
    let whole = RowsAsked::Sorted { order: BY_SENDER, first: 0, last: 20, whole: true };
    assert_eq!(asked(&effects), Some(whole));
    assert!(state.update(Action::SortAnyway).is_empty(), "once");
    state.apply(Event::OrderLoaded {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        order: BY_SENDER,
        first: 0,
        seqs: (1..=100).collect(),
        whole: true,
    });
    assert_eq!(list(&state).seq_at(99), Some(100));
}

#[test]
fn places_of_an_order_left_behind_change_nothing() {
    let mut state = sorted();
    state.update(Action::SortBy(SortKey::Sender));
    state.apply(places(0, &[1, 2, 3]));
    assert_eq!(list(&state).seq_at(0), None);
    let failure = Failure::new(FailureKind::Refused, "The server refused to sort.");
    state.apply(unavailable(Unavailable::Refused(failure)));
    assert!(order(&state).descending && list(&state).note.is_none());
}

#[test]
fn a_mailbox_is_listed_as_it_was_left() {
    let mut state = window(100);
    let effects = state.update(Action::SetOrder(BY_SENDER));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::KeepSettings)));
    let sent_box = MailboxName::new(b"Sent");
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: sent_box });
    assert_eq!(list(&state).view, ListView::default(), "each mailbox has its own");
    let effects =
        state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::inbox() });
    assert_eq!(order(&state), BY_SENDER);
    assert!(sent(&effects)[0].contains("Sender"), "opened in its order at once: {effects:?}");
    assert!(sent(&effects)[0].contains("known_exists: Some(41)"), "{effects:?}");
}
