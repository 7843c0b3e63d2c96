//! Pictures on the network: never by themselves, only this message's, only for a confirmed sender.

use std::sync::Arc;

use mailpane::app::{Action, Effect, Look, MessageAct, Remote, State};
use mailpane::engine::{Event, PageEvent, PageShape, Place};
use mailpane::html::HtmlFailure;
use mailpane::model::{PartId, Verdict};
use mailpane::reading::{Content, Document, PageSource, Reading};

use super::mails::{
    act, image, in_view, laid_out, load_of, newsletter, open, page, paint_all, pane, pane_page,
    remote, show_page,
};

const LOGO: &str = "https://img.example/logo.png";
const PHOTO: &str = "https://img.example/photo.jpg";

fn asked(effects: &[Effect]) -> Vec<String> {
    effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::FetchRemote { addresses, .. } => Some(addresses.clone()),
            _ => None,
        })
        .flatten()
        .collect()
}

fn shown_with_remote() -> (State, Vec<Effect>) {
    let (mut state, mut effects) = open(newsletter(Vec::new()));
    effects.extend(show_page(&mut state, remote(&[LOGO, PHOTO], 2)));
    (state, effects)
}

fn came(state: &mut State, names: &[&str], failed: u32) -> Vec<Effect> {
    let page = pane_page(state);
    let images = names.iter().map(|name| image(name, 100)).collect();
    state.update(Action::RemoteLoaded { page, images, failed })
}

fn unconfirmed() -> Reading {
    let mut reading = newsletter(Vec::new());
    let mut body = (*reading.body).clone();
    body.verdict = Verdict::NotVerified;
    reading.body = Arc::new(body);
    reading
}

#[test]
fn nothing_is_fetched_and_what_would_be_is_counted() {
    let (state, effects) = shown_with_remote();
    assert!(asked(&effects).is_empty(), "{effects:?}");
    let blocked = state.blocked_at(Place::PANE);
    assert_eq!((blocked.hosts.as_slice(), blocked.trackers), (&["img.example".to_owned()][..], 2));
    assert_eq!(blocked.images, [LOGO, PHOTO]);
    assert_eq!(state.remote_at(Place::PANE), Remote::Blocked);
}

#[test]
fn one_click_fetches_the_pictures_of_this_message_once() {
    let (mut state, _) = shown_with_remote();
    assert_eq!(asked(&act(&mut state, MessageAct::LoadRemote)), [LOGO, PHOTO]);
    assert_eq!(pane(&state).remote, Remote::Loading);
    assert!(act(&mut state, MessageAct::LoadRemote).is_empty(), "they are on their way");
    let effects = came(&mut state, &[LOGO], 1);
    assert_eq!(load_of(&effects).map(|load| load.images.len()), Some(1));
    assert_eq!(pane(&state).remote, Remote::Loaded { failed: 1 });
    assert_eq!(state.blocked_at(Place::PANE).images, [PHOTO]);
    assert!(came(&mut state, &[PHOTO], 0).is_empty(), "nobody asked for this");
    // What failed may be asked for again.
    assert_eq!(asked(&act(&mut state, MessageAct::LoadRemote)), [PHOTO]);
}

#[test]
fn pictures_for_a_message_that_is_closed_are_not_waited_for() {
    let (mut state, _) = shown_with_remote();
    act(&mut state, MessageAct::LoadRemote);
    let id = pane_page(&state);
    let effects = state.update(Action::MoveSelection { by: 1 });
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CancelRemote(of) if *of == id)));
    let images = vec![image(LOGO, 100)];
    let effects = state.update(Action::RemoteLoaded { page: id, images, failed: 0 });
    assert!(effects.is_empty() && state.pages.is_empty());
}

#[test]
fn a_page_that_fails_waits_for_no_pictures() {
    let (mut state, _) = shown_with_remote();
    act(&mut state, MessageAct::LoadRemote);
    let id = pane_page(&state);
    let effects = state.apply(Event::Page(PageEvent::Failed { id, failure: HtmlFailure::Died }));
    assert!(matches!(effects[..], [Effect::CancelRemote(of)] if of == id), "{effects:?}");
    assert!(act(&mut state, MessageAct::LoadRemote).is_empty());
}

#[test]
fn a_confirmed_sender_may_be_trusted_from_now_on() {
    let (mut state, _) = shown_with_remote();
    assert_eq!(state.sender_to_trust(pane(&state)).as_deref(), Some("ann@shop.example"));
    let effects = act(&mut state, MessageAct::TrustSender(true));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::KeepSettings)));
    assert_eq!(asked(&effects), [LOGO, PHOTO], "and now: it was asked for");
    // The next message of this sender loads them by itself, once.
    state.message = None;
    state.update(Action::SelectRow { index: 3 });
    state.apply(super::mails::loaded(1_047, newsletter(Vec::new())));
    let effects = show_page(&mut state, remote(&[LOGO], 0));
    assert_eq!(asked(&effects), [LOGO]);
    let id = pane_page(&state);
    came(&mut state, &[], 1);
    let narrow = PageShape { width: 500.0, scale: 1.0 };
    in_view(&mut state, id, narrow, 0.0);
    let effects = state.apply(laid_out(id, 2, narrow, remote(&[LOGO], 0)));
    assert!(asked(&effects).is_empty(), "what failed is not tried again and again");
    paint_all(&mut state, id, 2, &effects);
    act(&mut state, MessageAct::TrustSender(false));
    assert!(state.trusted_senders.is_empty());
}

#[test]
fn nobody_is_trusted_whom_the_server_did_not_confirm() {
    let (mut state, _) = open(unconfirmed());
    state.trusted_senders.insert("ann@shop.example".to_owned());
    let effects = show_page(&mut state, remote(&[LOGO], 0));
    assert!(asked(&effects).is_empty(), "a name alone says nothing");
    state.trusted_senders.clear();
    assert!(act(&mut state, MessageAct::TrustSender(true)).is_empty());
    assert!(state.trusted_senders.is_empty());
}

#[test]
fn with_private_nobody_is_trusted() {
    let (mut state, _) = open(newsletter(Vec::new()));
    state.private = true;
    state.trusted_senders.insert("ann@shop.example".to_owned());
    let effects = show_page(&mut state, remote(&[LOGO], 0));
    assert!(asked(&effects).is_empty());
    assert!(act(&mut state, MessageAct::TrustSender(true)).is_empty());
    assert_eq!(asked(&act(&mut state, MessageAct::LoadRemote)), [LOGO], "once, by a click");
}

#[test]
fn a_sender_whose_domain_is_not_the_confirmed_one_is_not_trusted() {
    let mut reading = newsletter(Vec::new());
    let mut body = (*reading.body).clone();
    body.verdict = Verdict::Confirmed { domain: "other.example".to_owned() };
    reading.body = Arc::new(body);
    let (state, _) = open(reading);
    assert_eq!(state.sender_to_trust(pane(&state)), None);
}

#[test]
fn a_full_list_of_senders_says_so_and_still_shows_this_message() {
    let (mut state, _) = shown_with_remote();
    state.trusted_senders =
        (0..mailpane::app::TRUSTED_SENDERS_LIMIT).map(|n| format!("{n}@x.example")).collect();
    let effects = act(&mut state, MessageAct::TrustSender(true));
    assert_eq!(asked(&effects), [LOGO, PHOTO]);
    assert_eq!(state.notices.len(), 1);
    assert!(page(&state, pane_page(&state)).shown.is_some());
}

#[test]
fn pictures_that_were_given_up_may_be_asked_for_again() {
    let (mut state, _) = shown_with_remote();
    act(&mut state, MessageAct::LoadRemote);
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Reader));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::CancelRemote(_))));
    assert_eq!(pane(&state).remote, Remote::Blocked);
    act(&mut state, MessageAct::ChooseLook(Look::Page));
    show_page(&mut state, remote(&[LOGO, PHOTO], 0));
    assert!(state.has_unasked(Place::PANE), "the bar is there");
    assert_eq!(asked(&act(&mut state, MessageAct::LoadRemote)), [LOGO, PHOTO]);
}

#[test]
fn a_trusted_senders_pictures_come_also_after_another_look() {
    let (mut state, _) = open(newsletter(Vec::new()));
    state.trusted_senders.insert("ann@shop.example".to_owned());
    assert_eq!(asked(&show_page(&mut state, remote(&[LOGO], 0))), [LOGO]);
    act(&mut state, MessageAct::ChooseLook(Look::Reader));
    act(&mut state, MessageAct::ChooseLook(Look::Page));
    assert_eq!(asked(&show_page(&mut state, remote(&[LOGO], 0))), [LOGO]);
}

#[test]
fn what_is_named_later_is_asked_about_and_what_failed_is_not() {
    let (mut state, _) = shown_with_remote();
    act(&mut state, MessageAct::LoadRemote);
    came(&mut state, &[LOGO], 1);
    assert!(!state.has_unasked(Place::PANE), "one failed, and that is said");
    let id = pane_page(&state);
    let narrow = PageShape { width: 500.0, scale: 1.0 };
    in_view(&mut state, id, narrow, 0.0);
    state.apply(laid_out(id, 3, narrow, remote(&[LOGO, PHOTO, "https://img.example/c.png"], 0)));
    assert!(state.has_unasked(Place::PANE));
}

#[test]
fn pages_below_load_a_trusted_senders_pictures_too() {
    let mut reading = newsletter(Vec::new());
    let source = PageSource { html: "<p>More".to_owned(), ..PageSource::default() };
    let text = Reading { page: Some(Arc::new(source)), ..Reading::default() };
    let (name, content) = (String::new(), Content::Text(Arc::new(text)));
    let part = PartId(vec![2]);
    reading.below = vec![Document { part: part.clone(), name, content }].into();
    let (mut state, _) = open(reading);
    state.trusted_senders.insert("ann@shop.example".to_owned());
    show_page(&mut state, remote(&[LOGO], 0));
    came(&mut state, &[LOGO], 0);
    let id = state.page_below(pane(&state), &part).expect("a page");
    in_view(&mut state, id, PageShape { width: 700.0, scale: 1.0 }, 0.0);
    let shape = PageShape { width: 700.0, scale: 1.0 };
    let effects = state.apply(laid_out(id, 1, shape, remote(&[PHOTO], 0)));
    assert_eq!(asked(&effects), [PHOTO]);
}

#[test]
fn five_hundred_pictures_are_counted_once_each() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let names: Vec<String> = (0..500).map(|n| format!("https://img.example/{}", n % 250)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    show_page(&mut state, remote(&names, 0));
    let blocked = state.blocked_at(Place::PANE);
    assert_eq!((blocked.images.len(), blocked.hosts.len()), (250, 1));
}
