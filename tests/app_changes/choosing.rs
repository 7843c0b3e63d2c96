//! Rows that are chosen, one by one, in a row, all of them.

use mailpane::app::{Action, Choose, Scroll, State, Wish};
use mailpane::engine::{Chosen, Command, Event, RowsAsked};
use mailpane::model::{MailboxName, Order, SortKey, ThreadNode};

use super::replies::{act, inbox, requests, uids};
use super::window::{ACCOUNT, exists, expunged, list, number, opened_with_next, rows};

fn choose(state: &mut State, choose: Choose) {
    state.update(Action::Choose(choose));
}

fn chosen(state: &State) -> Vec<u32> {
    (0..list(state).len()).filter(|line| list(state).is_chosen(*line)).collect()
}

#[test]
fn a_plain_click_chooses_nothing_beside_the_cursor() {
    let mut state = inbox(50);
    assert!(!list(&state).has_choice());
    assert_eq!(state.acting_count(mailpane::app::Acting::List), 1, "the row under the cursor");
    choose(&mut state, Choose::Toggle { index: 4 });
    assert!(list(&state).has_choice());
    state.update(Action::SelectRow { index: 2 });
    assert_eq!((list(&state).has_choice(), list(&state).chosen_count()), (false, 0));
}

#[test]
fn a_click_with_ctrl_adds_to_the_row_under_the_cursor_and_takes_away_again() {
    let mut state = inbox(50);
    choose(&mut state, Choose::Toggle { index: 4 });
    choose(&mut state, Choose::Toggle { index: 6 });
    assert_eq!(chosen(&state), [0, 4, 6]);
    choose(&mut state, Choose::Toggle { index: 4 });
    assert_eq!((chosen(&state), list(&state).chosen_count()), (vec![0, 6], 2));
    assert_eq!(list(&state).cursor(), Some(4));
}

#[test]
fn shift_chooses_from_where_the_choice_began() {
    let mut state = inbox(50);
    state.update(Action::SelectRow { index: 10 });
    choose(&mut state, Choose::Through { index: 13 });
    assert_eq!(chosen(&state), [10, 11, 12, 13]);
    choose(&mut state, Choose::Through { index: 8 });
    assert_eq!(chosen(&state), [8, 9, 10], "the other way from the same row");
    choose(&mut state, Choose::ThroughBy { by: 1 });
    assert_eq!(chosen(&state), [9, 10]);
    choose(&mut state, Choose::Nothing);
    assert!(!list(&state).has_choice());
    assert_eq!(list(&state).cursor(), Some(9));
}

#[test]
fn the_cursor_passes_rows_by_and_the_choice_stays() {
    let mut state = inbox(50);
    choose(&mut state, Choose::PassBy { by: 3 });
    assert_eq!((chosen(&state), list(&state).cursor()), (vec![0], Some(3)));
    let open = |state: &State| state.message.as_ref().map(|view| view.selected.key.uid.get());
    assert_eq!(open(&state), Some(1_050), "what is chosen is looked at");
    choose(&mut state, Choose::Toggle { index: 3 });
    choose(&mut state, Choose::PassBy { by: 2 });
    assert_eq!((chosen(&state), list(&state).cursor()), (vec![0, 3], Some(5)));
    assert_eq!(uids(&act(&mut state, Wish::Flagged(true))), [1_047, 1_050]);
    choose(&mut state, Choose::PassBy { by: -99 });
    assert_eq!((chosen(&state), list(&state).cursor()), (vec![0, 3], Some(0)));
    choose(&mut state, Choose::PassBy { by: i64::from(u32::MAX) });
    assert_eq!(list(&state).cursor(), Some(49));
    choose(&mut state, Choose::ThroughBy { by: -1 });
    assert_eq!(chosen(&state), (3..=48).collect::<Vec<_>>(), "from where it was changed last");
}

#[test]
fn fifty_thousand_rows_are_chosen_without_reading_them() {
    let mut state = inbox(60_000);
    choose(&mut state, Choose::Through { index: 49_999 });
    assert_eq!(list(&state).chosen_count(), 50_000);
    assert!(list(&state).is_chosen(30_000) && !list(&state).is_chosen(50_000));
    // Its last row is read before the server can be told where it ends.
    let effects = state.update(Action::Act(mailpane::app::Acting::List, Wish::Flagged(true)));
    assert!(requests(&effects).is_empty(), "not before it is known by UID: {effects:?}");
    let effects = state.apply(rows((10_001..=10_030).map(|seq| (seq, seq + 1_000))));
    let asked = requests(&effects);
    let [change] = asked.as_slice() else { panic!("the wish waited for the row: {effects:?}") };
    let (first, last) = (number(11_001), number(61_000));
    assert_eq!(change.messages, Chosen::Range { first, last });
}

#[test]
fn all_are_chosen_and_what_comes_in_later_is_not() {
    let mut state = inbox(60_000);
    choose(&mut state, Choose::All);
    assert_eq!(list(&state).chosen_count(), 60_000);
    state.apply(exists(60_002));
    state.apply(rows([(60_001, 61_001), (60_002, 61_002)].into_iter()));
    assert_eq!(list(&state).chosen_count(), 60_000);
    assert_eq!((list(&state).is_chosen(1), list(&state).is_chosen(2)), (false, true));
    state.apply(expunged(59_999));
    assert_eq!(list(&state).chosen_count(), 59_999);
    let change = act(&mut state, Wish::Read(true));
    let (first, last) = (number(1), number(61_000));
    assert_eq!(change.messages, Chosen::Range { first, last });
}

#[test]
fn what_is_chosen_outlives_expunges_new_mail_and_a_reconnect() {
    let mut state = inbox(50);
    state.update(Action::SelectRow { index: 5 });
    choose(&mut state, Choose::Toggle { index: 8 });
    state.apply(expunged(43));
    state.apply(exists(50));
    assert_eq!(chosen(&state), [6, 8], "1045 and 1042, the one between them gone");
    // Two went and three came while nobody looked.
    state.apply(opened_with_next(51, 7, Some(1_060)));
    assert_eq!(list(&state).chosen_count(), 2, "as far as anybody knows");
    state.apply(rows((31..=40).map(|seq| (seq, seq + 1_001)).chain([(41, 1_044), (42, 1_045)])));
    assert_eq!((chosen(&state), list(&state).chosen_count()), (vec![9], 1), "1042 went");
    assert_eq!(uids(&act(&mut state, Wish::Archive)), [1_045]);
}

#[test]
fn another_order_keeps_what_is_chosen() {
    let mut state = inbox(50);
    choose(&mut state, Choose::Toggle { index: 2 });
    state.update(Action::SetOrder(Order { key: SortKey::Arrival, descending: false }));
    assert_eq!(chosen(&state), [47, 49]);
    assert_eq!(uids(&act(&mut state, Wish::Archive)), [1_048, 1_050]);
}

#[test]
fn a_folded_conversation_is_all_its_messages() {
    let mut state = inbox(50);
    state.update(Action::ToggleThreads);
    let nodes = [(20, 0), (50, 1), (30, 1), (49, 0)];
    let nodes: Vec<ThreadNode> =
        nodes.into_iter().map(|(seq, depth)| ThreadNode { seq, depth }).collect();
    let mailbox = MailboxName::inbox();
    state.apply(Event::ThreadsLoaded { account: ACCOUNT, mailbox, nodes: nodes.into() });
    choose(&mut state, Choose::Toggle { index: 1 });
    assert_eq!((chosen(&state), list(&state).chosen_count()), (vec![0, 1], 4));
    state.update(Action::SelectRow { index: 0 });
    assert_eq!(state.acting_count(mailpane::app::Acting::List), 3);
    assert_eq!(uids(&act(&mut state, Wish::Archive)), [1_020, 1_030, 1_050]);
    assert_eq!(list(&state).len(), 47);
}

#[test]
fn in_a_servers_order_what_is_not_known_yet_is_read_and_chosen_then() {
    let mut state = inbox(1_000);
    let order = Order { key: SortKey::Sender, descending: false };
    state.update(Action::SetOrder(order));
    let page = |first: u32, count: u32| Event::OrderLoaded {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        order,
        first,
        // An order of its own: every other message.
        seqs: (first..first + count).map(|place| 1_000 - (place * 7) % 1_000).collect(),
        whole: false,
    };
    let read = |first: u32, count: u32| {
        rows(
            (first..first + count).map(|place| 1_000 - (place * 7) % 1_000).map(|s| (s, s + 1_000)),
        )
    };
    state.apply(page(0, 40));
    state.apply(read(0, 40));
    state.update(Action::SelectRow { index: 0 });
    let effects = state.update(Action::Choose(Choose::Through { index: 300 }));
    let asked = format!("{effects:?}");
    assert!(asked.contains("Sorted"), "{asked}");
    assert_eq!(list(&state).chosen_count(), 40, "the truth so far");
    state.update(Action::Scrolled(Scroll { top: 0, offset_pt: 0.0, visible: 10 }));
    for first in [40, 200] {
        state.apply(page(first, 200));
        let effects = state.apply(read(first, 200));
        let more = effects.iter().any(|effect| {
            matches!(
                effect,
                mailpane::app::Effect::Send(
                    _,
                    Command::ShowRows { rows: RowsAsked::Sorted { .. }, .. }
                )
            )
        });
        assert_eq!(more, first == 40, "one page after the other: {effects:?}");
    }
    assert_eq!(list(&state).chosen_count(), 301);
}
