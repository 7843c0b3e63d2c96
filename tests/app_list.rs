//! The list: what stands where, what is asked for, and what stays when mail comes and goes.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "app_list/asking.rs"]
mod asking;
#[path = "app_list/model.rs"]
mod model_tests;
#[path = "app_list/order.rs"]
mod order_tests;
#[path = "app_list/reading.rs"]
mod reading;
#[path = "app_list/server.rs"]
mod server;
#[path = "app_list/threads.rs"]
mod thread_tests;
#[path = "app_list/window.rs"]
mod window;

use mailpane::app::{Action, Effect, ListState, RowAt, Scroll};
use mailpane::engine::{Command, Event, RowsAsked};
use mailpane::model::MailboxName;
use window::{ACCOUNT, opened, rows, sent, window};

#[test]
fn the_newest_message_is_at_the_top() {
    let state = window(500);
    let list = state.list.as_ref().expect("a list");
    let RowAt::Loaded(row) = list.row_at(0) else { panic!("the newest row is there") };
    assert_eq!(row.uid.get(), 1_500);
    assert!(matches!(list.row_at(499), RowAt::Placeholder));
}

#[test]
fn only_the_rows_in_view_and_a_margin_are_asked_for() {
    let mut state = window(100_000);
    let effects =
        state.update(Action::Scrolled(Scroll { top: 50_000, offset_pt: 0.0, visible: 10 }));
    let [
        Effect::Send(
            ACCOUNT,
            Command::ShowRows { rows: RowsAsked::Range { first_seq, last_seq }, .. },
        ),
    ] = effects.as_slice()
    else {
        panic!("one request, got {effects:?}");
    };
    // Line 50,000 is sequence number 50,000; ten rows, one in part, ten more on each side.
    assert_eq!((*first_seq, *last_seq), (49_980, 50_010));
    let again = state.update(Action::Scrolled(Scroll { top: 50_000, offset_pt: 3.0, visible: 10 }));
    assert!(again.is_empty(), "the same rows are asked for once: {again:?}");
}

#[test]
fn new_mail_does_not_move_what_is_read() {
    let mut state = window(500);
    state.update(Action::Scrolled(Scroll { top: 20, offset_pt: 4.0, visible: 10 }));
    state.apply(Event::ExistsChanged {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        exists: 503,
    });
    let list = state.list.as_ref().expect("a list");
    assert_eq!((list.scroll.top, list.scroll.offset_pt), (23, 4.0));
}

#[test]
fn new_mail_shows_at_once_at_the_top() {
    let mut state = window(50);
    let effects = state.apply(Event::ExistsChanged {
        account: ACCOUNT,
        mailbox: MailboxName::inbox(),
        exists: 51,
    });
    let wanted = sent(&effects);
    assert!(wanted[0].contains("first_seq: 51, last_seq: 51"), "{wanted:?}");
    assert_eq!(state.list.as_ref().map(|list| list.scroll.top), Some(0));
}

#[test]
fn after_a_reconnect_the_rows_in_view_stay_and_are_read_anew() {
    let mut state = window(50);
    state.update(Action::Scrolled(Scroll { top: 25, offset_pt: 0.0, visible: 10 }));
    let effects = state.apply(opened(50, 7));
    let list = state.list.as_ref().expect("a list");
    assert!(matches!(list.row_at(25), RowAt::Loaded(_)), "nothing flickers");
    let wanted = sent(&effects);
    assert!(wanted[0].contains("ShowRows"), "flags may have changed meanwhile: {effects:?}");
}

#[test]
fn a_row_chosen_before_it_is_there_opens_when_it_comes() {
    let mut state = window(100_000);
    state.update(Action::SelectLast);
    assert!(state.message.is_none());
    let effects = state.apply(rows((1..=30).map(|seq| (seq, seq + 1_000))));
    let opened = effects
        .iter()
        .any(|effect| matches!(effect, Effect::Send(_, Command::ShowMessage { key, .. }) if key.uid.get() == 1_001));
    assert!(opened, "{effects:?}");
}

#[test]
fn facts_about_a_folder_left_behind_change_nothing() {
    let mut state = window(50);
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::new(b"Sent") });
    state.apply(rows((1..=50).map(|seq| (seq, seq + 1_000))));
    state.apply(opened(50, 7));
    let list = state.list.as_ref().expect("a list");
    assert_eq!((list.rows_held(), &list.state), (0, &ListState::Opening));
}
