//! Sources and parts in windows of their own: fetched piece by piece, stopped, fetched again.

use std::sync::Arc;

use mailpane::app::{
    Action, Effect, MessageAct, OpenedView, SOURCE_LIMIT_BYTES, SourceView, State, WindowKind,
};
use mailpane::engine::{Command, Event, FetchId, PageCommand, Place};
use mailpane::mime::preview::Archive;
use mailpane::model::{Failure, FailureKind, PartId};
use mailpane::reading::{Opened, PageSource};

use super::mails::{SHAPE, act, commands, in_view, kind, newest, newsletter, open, to_pages};
use super::window::key;

fn source(state: &State, place: Place) -> &SourceView {
    match kind(state, place) {
        WindowKind::Source(view) => view,
        other => panic!("a source, got {other:?}"),
    }
}

fn opened(state: &State, place: Place) -> &OpenedView {
    match kind(state, place) {
        WindowKind::Opened(view) => view,
        other => panic!("an opened part, got {other:?}"),
    }
}

fn piece(id: FetchId, text: &str, is_last: bool) -> Event {
    let (text, done_bytes) = (Arc::from(text), 5);
    Event::SourceRead { id, text, done_bytes, total_bytes: 2_000, is_last }
}

fn pdf() -> MessageAct {
    MessageAct::OpenPart { part: PartId(vec![2]) }
}

fn with_source() -> (State, Place, FetchId) {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = act(&mut state, MessageAct::OpenSource);
    let [Command::ReadSource { id, key: of }] = commands(&effects)[..] else {
        panic!("read from the server, got {effects:?}");
    };
    assert_eq!(*of, key(1_050));
    let (id, place) = (*id, newest(&state));
    (state, place, id)
}

pub fn with_part() -> (State, Place, FetchId) {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = act(&mut state, pdf());
    let [Command::OpenPart(request)] = commands(&effects)[..] else {
        panic!("fetched in pieces, got {effects:?}");
    };
    assert_eq!(request.part.media_type, "application/pdf");
    let (id, place) = (request.id, newest(&state));
    (state, place, id)
}

#[test]
fn the_source_comes_piece_by_piece() {
    let (mut state, place, id) = with_source();
    assert_eq!(state.windows[0].title, "Source of subject 1050");
    assert_eq!(source(&state, place).total_bytes, 2_000, "as the list says");
    state.apply(piece(id, "From: a\n", false));
    assert!(source(&state, place).is_fetching());
    state.apply(piece(id, "\nDear Bob\n", true));
    let view = source(&state, place);
    assert_eq!((view.pieces.len(), view.is_whole, view.is_fetching()), (2, true, false));
    state.apply(piece(id, "more", false));
    assert_eq!(source(&state, place).pieces.len(), 2, "nothing follows the last piece");
}

#[test]
fn a_source_of_which_more_came_than_anyone_reads_is_stopped() {
    let (mut state, place, id) = with_source();
    let half = "x".repeat(SOURCE_LIMIT_BYTES / 2 + 1);
    assert!(state.apply(piece(id, &half, false)).is_empty());
    assert!(state.apply(piece(id, &half, false)).is_empty());
    let effects = state.apply(piece(id, "y", false));
    assert!(matches!(commands(&effects)[..], [Command::CancelFetch(of)] if *of == id));
    let sentence = source(&state, place).failure.as_ref().map(|why| why.sentence.as_str());
    assert!(sentence.is_some_and(|why| why.contains("Save the message")), "{sentence:?}");
}

#[test]
fn closing_a_window_stops_what_is_fetched_for_it() {
    let (mut state, place, id) = with_source();
    let effects = state.update(Action::CloseWindow(place));
    assert!(matches!(commands(&effects)[..], [Command::CancelFetch(of)] if *of == id));
    assert!(state.apply(piece(id, "late", true)).is_empty());
    let (mut state, place, id) = with_part();
    state.apply(Event::PartOpened { id, opened: Arc::new(Opened::Nothing("No preview.")) });
    assert!(state.update(Action::CloseWindow(place)).is_empty(), "it was all there");
}

#[test]
fn the_source_and_a_part_have_one_window_each() {
    let (mut state, place, _) = with_source();
    let effects = act(&mut state, MessageAct::OpenSource);
    assert!(matches!(effects[..], [Effect::FocusWindow(of)] if of == place), "{effects:?}");
    act(&mut state, pdf());
    let part = newest(&state);
    let effects = act(&mut state, pdf());
    assert!(matches!(effects[..], [Effect::FocusWindow(of)] if of == part), "{effects:?}");
    assert_eq!(state.windows.len(), 2);
}

#[test]
fn a_part_says_how_far_it_is_and_becomes_a_page() {
    let (mut state, place, id) = with_part();
    assert_eq!(state.windows[0].title, "plan.pdf");
    state.apply(Event::PartProgress { id, done_bytes: 400, total_bytes: 1_200 });
    assert_eq!((opened(&state, place).done_bytes, opened(&state, place).total_bytes), (400, 1_200));
    let page = Opened::Page(Arc::new(PageSource::default()));
    state.apply(Event::PartOpened { id, opened: Arc::new(page) });
    let page = opened(&state, place).page.expect("shown as a page");
    let effects = in_view(&mut state, page, SHAPE, 0.0);
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Load { .. }]));
    let effects = state.update(Action::CloseWindow(place));
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Close { .. }]), "{effects:?}");
    assert!(!state.pages.contains_key(&page));
}

#[test]
fn a_message_inside_is_shown_with_its_page() {
    let (mut state, place, id) = with_part();
    let inside = Opened::Message(Arc::new(newsletter(Vec::new())));
    state.apply(Event::PartOpened { id, opened: Arc::new(inside) });
    let view = opened(&state, place);
    assert!(view.page.is_some() && view.reading().is_some());
}

#[test]
fn what_is_no_page_is_shown_as_what_it_is() {
    let (mut state, place, id) = with_part();
    let archive = Opened::Archive(Archive::default());
    state.apply(Event::PartOpened { id, opened: Arc::new(archive) });
    let view = opened(&state, place);
    assert!(matches!(view.opened.as_deref(), Some(Opened::Archive(_))));
    assert_eq!((view.page, view.done_bytes), (None, view.total_bytes));
}

#[test]
fn a_fetch_is_stopped_and_begun_again() {
    let (mut state, place, id) = with_part();
    let effects = state.update(Action::CancelFetch(place));
    assert!(matches!(commands(&effects)[..], [Command::CancelFetch(of)] if *of == id));
    let kind = opened(&state, place).failure.as_ref().map(|failure| failure.kind);
    assert_eq!(kind, Some(FailureKind::Cancelled));
    assert!(state.update(Action::CancelFetch(place)).is_empty(), "once");
    let late = Arc::new(Opened::Nothing("No preview."));
    state.apply(Event::PartOpened { id, opened: late });
    assert!(opened(&state, place).opened.is_none());
    let effects = state.update(Action::RetryFetch(place));
    let [Command::OpenPart(request)] = commands(&effects)[..] else {
        panic!("from the beginning, got {effects:?}");
    };
    assert_ne!(request.id, id, "what is left of the first is about nothing");
    assert!(opened(&state, place).is_fetching());
}

#[test]
fn a_failure_stands_in_the_window_with_what_came() {
    let (mut state, place, id) = with_source();
    state.apply(piece(id, "From: a\n", false));
    let failure = Failure::new(FailureKind::MessageGone, "The message is no longer there.");
    state.apply(Event::FetchFailed { id, failure: failure.clone() });
    assert_eq!(source(&state, place).failure.as_ref(), Some(&failure));
    assert_eq!(source(&state, place).pieces.len(), 1);
    let effects = state.update(Action::RetryFetch(place));
    assert!(matches!(commands(&effects)[..], [Command::ReadSource { .. }]));
    assert!(source(&state, place).pieces.is_empty());
    assert!(state.update(Action::RetryFetch(place)).is_empty(), "it is under way");
}

#[test]
fn any_part_of_the_tree_can_be_opened_and_no_other() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = act(&mut state, MessageAct::OpenPart { part: PartId(vec![1, 1]) });
    assert!(matches!(commands(&effects)[..], [Command::OpenPart(_)]));
    let effects = act(&mut state, MessageAct::OpenPart { part: PartId(vec![9]) });
    assert!(effects.is_empty());
}

#[test]
fn the_message_is_saved_from_the_window_with_its_source() {
    let (mut state, place, _) = with_source();
    let effects = state.update(Action::Message(place, MessageAct::SaveMessage));
    assert!(
        matches!(&effects[..], [Effect::AskSavePath { suggested_name, .. }]
            if suggested_name == "subject 1050.eml"),
        "{effects:?}"
    );
}
