//! Messages that go, folders that are rebuilt or renamed, accounts that are removed, while they are
//! open in windows.

use std::sync::Arc;

use mailpane::app::{Acting, Action, Effect, MessageAct, State, ViewState, Wish};
use mailpane::engine::{Event, MailboxChange, Place};
use mailpane::model::{Failure, FailureKind, MailboxName};

use super::mails::{
    FIRST, SHAPE, act, commands, in_view, letter, loaded, newest, newsletter, open, to_pages,
};
use super::window::{ACCOUNT, expunged, key, opened};

fn is_gone(state: &State, place: Place) -> bool {
    matches!(state.view(place).expect("open").state, ViewState::Gone(Some(_)))
}

fn in_both() -> (State, Place) {
    let (mut state, _) = open(newsletter(Vec::new()));
    act(&mut state, MessageAct::OpenInWindow);
    let place = newest(&state);
    (state, place)
}

#[test]
fn a_message_deleted_elsewhere_stays_readable_in_its_window_and_asks_for_nothing() {
    let (mut state, place) = in_both();
    state.apply(expunged(50));
    assert!(is_gone(&state, place) && is_gone(&state, Place::PANE));
    for act in [
        MessageAct::ShowMoreText,
        MessageAct::ShowAllHeaders(true),
        MessageAct::LoadPictures,
        MessageAct::OpenSource,
        MessageAct::SaveMessage,
        MessageAct::SaveAllAttachments,
        MessageAct::Retry,
        MessageAct::OpenPart { part: mailpane::model::PartId(vec![2]) },
        MessageAct::Painted,
    ] {
        let effects = state.update(Action::Message(place, act.clone()));
        assert!(commands(&effects).is_empty(), "{act:?} {effects:?}");
    }
    let effects = state.update(Action::Act(Acting::At(place), Wish::ToggleFlagged));
    assert!(commands(&effects).is_empty(), "{effects:?}");
    assert!(state.notices.iter().any(|notice| notice.text.contains("deleted")), "it says why");
    assert!(state.view(place).is_some_and(|view| !view.show_all_headers), "they can never come");
    assert_eq!(state.windows.len(), 1);
    let page = state.view(place).and_then(|view| view.page).expect("its page stays");
    assert!(!to_pages(&in_view(&mut state, page, SHAPE, 0.0)).is_empty());
}

#[test]
fn header_fields_that_could_not_be_had_are_waited_for_no_longer() {
    let (mut state, _) = open(letter());
    let shown = |state: &State| state.message.as_ref().is_some_and(|view| view.show_all_headers);
    assert_eq!(commands(&act(&mut state, MessageAct::ShowAllHeaders(true))).len(), 1);
    assert!(shown(&state));
    let failure = Failure::new(FailureKind::Refused, "The server refuses.");
    state.apply(Event::MessageFailed { key: key(FIRST), failure });
    assert!(!shown(&state) && state.notices.len() == 1, "it says why");
    // They are asked for again, and once there they stay.
    assert_eq!(commands(&act(&mut state, MessageAct::ShowAllHeaders(true))).len(), 1);
    state.apply(Event::HeadersLoaded { key: key(FIRST), headers: Arc::from([]) });
    let failure = Failure::new(FailureKind::Refused, "No more text.");
    state.apply(Event::MessageFailed { key: key(FIRST), failure });
    assert!(shown(&state));
}

#[test]
fn another_uidvalidity_lets_go_of_every_window_of_the_folder() {
    let (mut state, place) = in_both();
    state.apply(opened(50, 8));
    assert!(is_gone(&state, place) && is_gone(&state, Place::PANE));
    assert!(!state.can_go(place).next);
}

#[test]
fn a_message_that_the_server_says_is_gone_is_gone() {
    let (mut state, place) = in_both();
    let failure = Failure::new(FailureKind::MessageGone, "The message is no longer there.");
    state.apply(Event::MessageFailed { key: key(FIRST), failure });
    assert!(is_gone(&state, place));
}

#[test]
fn the_windows_of_a_removed_account_close_with_it() {
    let (mut state, place) = in_both();
    act(&mut state, MessageAct::OpenSource);
    let page = state.view(place).and_then(|view| view.page).expect("a page");
    in_view(&mut state, page, SHAPE, 0.0);
    state.update(Action::OpenRemoveAccount(ACCOUNT));
    let effects = state.update(Action::ConfirmRemoveAccount);
    assert!(state.windows.is_empty() && state.message.is_none() && state.pages.is_empty());
    assert!(!to_pages(&effects).is_empty(), "children end: {effects:?}");
    assert!(matches!(effects[0], Effect::StopAccount(ACCOUNT)));
    assert!(commands(&effects).is_empty(), "there is nobody to tell");
    assert!(state.apply(loaded(FIRST, letter())).is_empty());
}

#[test]
fn windows_of_a_folder_that_is_deleted_and_of_an_inbox_that_is_renamed_keep_what_was_read() {
    let to = MailboxName::new(b"Letters");
    // RFC 3501 §6.3.5: its messages stand in the new folder, by numbers that nobody tells.
    let renamed = MailboxChange::Renamed { from: MailboxName::inbox(), to };
    for change in [renamed, MailboxChange::deleted(MailboxName::inbox())] {
        let (mut state, place) = in_both();
        state.apply(Event::MailboxChanged { account: ACCOUNT, change });
        assert!(is_gone(&state, place));
    }
}

#[test]
fn another_folder_closes_the_message_of_the_pane_and_its_child() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let page = super::mails::pane_page(&state);
    in_view(&mut state, page, SHAPE, 0.0);
    let effects = state
        .update(Action::SelectMailbox { account: ACCOUNT, mailbox: MailboxName::new(b"Sent") });
    assert_eq!(to_pages(&effects).len(), 1, "{effects:?}");
    assert!(state.message.is_none() && state.pages.is_empty());
}
