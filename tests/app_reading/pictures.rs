//! Pictures that came with a message: which are fetched, when they are seen, which wait.

use std::collections::BTreeSet;
use std::sync::Arc;

use mailpane::app::{
    Action, Effect, Look, MessageAct, PICTURES_UNASKED_BYTES, PageAct, PageViewport, State,
};
use mailpane::engine::{Event, PageCommand, PageId};
use mailpane::html::Image;
use mailpane::model::{ConnectionInfo, ConnectionState, PartId};
use mailpane::reading::{Content, Document, Reading};

use super::mails::{
    FIRST, SHAPE, act, areas_of, fetched_pictures, image, in_view, laid_out, letter, load_of,
    loaded, newest, newsletter, open, page, paint_all, pane, pane_page, part, picture, show_page,
    tall, to_pages,
};
use super::window::{ACCOUNT, key};

fn came(images: &[Arc<Image>], is_last: bool) -> Event {
    Event::PicturesLoaded { key: key(FIRST), images: images.to_vec(), is_last }
}

/// A letter with a photograph below it.
fn with_photo(bytes: u64) -> Reading {
    let mut reading = letter();
    let photo = part(&[2], "image/jpeg", Some("me.jpg"));
    let structure =
        super::mails::multipart("multipart/mixed", vec![part(&[1], "text/plain", None), photo]);
    let mut body = (*reading.body).clone();
    body.structure = Some(Arc::new(structure));
    reading.body = Arc::new(body);
    let not_fetched = |id: u32, media_type: &str| Document {
        part: PartId(vec![id]),
        name: "me.jpg".to_owned(),
        content: Content::NotFetched { media_type: media_type.to_owned(), encoded_bytes: bytes },
    };
    reading.below = vec![not_fetched(2, "image/jpeg"), not_fetched(3, "application/pdf")].into();
    reading
}

fn photo_page(state: &State) -> Option<PageId> {
    state.page_below(pane(state), &PartId(vec![2]))
}

#[test]
fn small_pictures_come_with_the_message_and_are_laid_out_together() {
    let pictures = vec![picture("cid:a", &[2], 50_000), picture("cid:b", &[3], 50_000)];
    let (mut state, effects) = open(newsletter(pictures));
    assert_eq!(fetched_pictures(&effects), ["cid:a", "cid:b"]);
    show_page(&mut state, tall(900.0));
    assert!(state.apply(came(&[image("cid:a", 40_000)], false)).is_empty(), "the rest follows");
    let effects = state.apply(came(&[image("cid:b", 40_000)], true));
    assert_eq!(load_of(&effects).map(|load| load.images.len()), Some(2));
}

#[test]
fn pictures_stay_while_the_message_is_read_in_another_way() {
    let pictures = vec![picture("cid:a", &[2], 50_000), picture("cid:b", &[3], 50_000)];
    let (mut state, _) = open(newsletter(pictures));
    show_page(&mut state, tall(900.0));
    state.apply(came(&[image("cid:a", 100)], false));
    act(&mut state, MessageAct::ChooseLook(Look::Reader));
    state.apply(came(&[image("cid:b", 100)], true));
    act(&mut state, MessageAct::ChooseLook(Look::Page));
    let id = pane_page(&state);
    let effects = in_view(&mut state, id, SHAPE, 0.0);
    assert_eq!(load_of(&effects).map(|load| load.images.len()), Some(2));
}

#[test]
fn a_large_picture_is_seen_before_the_others_come() {
    let pictures = vec![picture("cid:a", &[2], 2_000_000), picture("cid:b", &[3], 50_000)];
    let (mut state, _) = open(newsletter(pictures));
    show_page(&mut state, tall(900.0));
    let effects = state.apply(came(&[image("cid:a", 1_500_000)], false));
    assert!(load_of(&effects).is_some());
}

#[test]
fn pictures_that_come_before_the_page_has_a_place_are_there_at_once() {
    let (mut state, _) = open(newsletter(vec![picture("cid:a", &[2], 50_000)]));
    assert!(state.apply(came(&[image("cid:a", 100), image("cid:other", 100)], true)).is_empty());
    let id = pane_page(&state);
    let effects = in_view(&mut state, id, SHAPE, 0.0);
    assert_eq!(load_of(&effects).map(|load| load.images.len()), Some(1), "only what it names");
}

#[test]
fn pictures_that_would_take_long_wait_for_a_click() {
    let large = picture("cid:large", &[2], PICTURES_UNASKED_BYTES);
    let pictures = vec![picture("cid:small", &[3], 1_000), large];
    let (mut state, effects) = open(newsletter(pictures));
    assert_eq!(fetched_pictures(&effects), ["cid:small"]);
    assert_eq!(pane(&state).pictures_waiting_bytes, PICTURES_UNASKED_BYTES);
    let effects = act(&mut state, MessageAct::LoadPictures);
    assert!(fetched_pictures(&effects).contains(&"cid:large".to_owned()));
    assert_eq!(pane(&state).pictures_waiting_bytes, 0);
    assert!(act(&mut state, MessageAct::LoadPictures).is_empty(), "once");
}

#[test]
fn text_and_reader_mode_fetch_no_pictures() {
    let mut state = super::window::window(50);
    state.update(Action::SetLook(Look::Reader));
    state.update(Action::SelectRow { index: 0 });
    let effects = state.apply(loaded(FIRST, newsletter(vec![picture("cid:a", &[2], 50_000)])));
    assert!(fetched_pictures(&effects).is_empty(), "{effects:?}");
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Page));
    assert_eq!(fetched_pictures(&effects), ["cid:a"]);
}

#[test]
fn a_photograph_below_a_letter_is_a_page_of_its_own() {
    let (mut state, effects) = open(with_photo(90_000));
    assert_eq!(fetched_pictures(&effects), ["cid:part-2"], "and no other part");
    assert!(photo_page(&state).is_none());
    state.apply(came(&[image("cid:part-2", 60_000)], true));
    let id = photo_page(&state).expect("it is there");
    let effects = in_view(&mut state, id, SHAPE, 0.0);
    let load = load_of(&effects).expect("laid out where it is in view");
    assert!(load.source.html.contains("cid:part-2") && load.images.len() == 1);
    let effects = state.apply(laid_out(id, 1, SHAPE, tall(400.0)));
    assert_eq!(areas_of(&effects).len(), 1);
    paint_all(&mut state, id, 1, &effects);
    assert!(page(&state, id).shown.is_some());
    let effects = act(&mut state, MessageAct::Print);
    let [Effect::Print(job)] = &effects[..] else { panic!("printed, got {effects:?}") };
    assert_eq!((job.images.len(), job.images_below[&PartId(vec![2])].len()), (0, 1));
    let effects = state.apply(loaded(FIRST, with_photo(90_000)));
    assert!(fetched_pictures(&effects).is_empty(), "it is there: {effects:?}");
}

/// A letter with so many photographs below it, all of which came.
fn with_photos(count: u32) -> State {
    let mut reading = letter();
    let parts = 2..2 + count;
    let all = parts.clone().map(|id| part(&[id], "image/jpeg", None)).collect();
    let mut body = (*reading.body).clone();
    body.structure = Some(Arc::new(super::mails::multipart("multipart/mixed", all)));
    reading.body = Arc::new(body);
    let document = |id: u32| {
        let (media_type, encoded_bytes) = ("image/jpeg".to_owned(), 1_000);
        let content = Content::NotFetched { media_type, encoded_bytes };
        Document { part: PartId(vec![id]), name: String::new(), content }
    };
    reading.below = parts.clone().map(document).collect();
    let (mut state, _) = open(reading);
    let images: Vec<_> = parts.map(|id| image(&format!("cid:part-{id}"), 700)).collect();
    state.apply(came(&images, true));
    state
}

#[test]
fn of_many_pictures_those_out_of_view_give_up_their_child_processes() {
    let mut state = with_photos(50);
    assert_eq!(pane(&state).pages_below.len(), 50);
    let mut children = BTreeSet::new();
    let mut see = |state: &mut State, number: u32| {
        let id = state.page_below(pane(state), &PartId(vec![number])).expect("it is there");
        let effects = in_view(state, id, SHAPE, 0.0);
        for command in to_pages(&effects) {
            match command {
                PageCommand::Load { id, .. } => assert!(children.insert(*id), "once"),
                PageCommand::Close { id } => assert!(children.remove(id)),
                _ => {}
            }
        }
        assert!(children.len() <= 7, "{}", children.len());
        let effects = state.apply(laid_out(id, 1, SHAPE, tall(400.0)));
        paint_all(state, id, 1, &effects);
        assert!(page(state, id).shown.as_ref().is_some_and(|shown| !shown.tiles.is_empty()));
        let away = PageViewport { shape: SHAPE, top: 0.0, bottom: 0.0 };
        state.update(Action::Page(id, PageAct::InView(away)));
    };
    for number in 2..52 {
        see(&mut state, number);
    }
    // One that rests keeps its place, asks for nothing, and comes back.
    let first = photo_page(&state).expect("it is there");
    let resting = page(&state, first).shown.as_ref().expect("its place");
    assert!(resting.page.height == 400.0 && resting.tiles.is_empty());
    let away = PageViewport { shape: SHAPE, top: 0.0, bottom: 0.0 };
    assert!(state.update(Action::Page(first, PageAct::InView(away))).is_empty());
    assert!(
        to_pages(&state.update(Action::ThemeIsDark(true)))
            .iter()
            .all(|command| { !matches!(command, PageCommand::Load { id, .. } if *id == first) })
    );
    see(&mut state, 2);
}

#[test]
fn pictures_that_are_all_in_view_stay() {
    let mut state = with_photos(12);
    let ids: Vec<PageId> = pane(&state).pages_below.values().copied().collect();
    for id in &ids {
        let effects = in_view(&mut state, *id, SHAPE, 0.0);
        assert!(matches!(to_pages(&effects)[..], [PageCommand::Load { .. }]), "{effects:?}");
    }
    assert!(ids.iter().all(|id| state.pages.contains_key(id)));
}

#[test]
fn a_large_photograph_waits_and_a_huge_one_is_an_attachment() {
    let (state, effects) = open(with_photo(6_000_000));
    assert!(fetched_pictures(&effects).is_empty());
    assert_eq!(pane(&state).pictures_waiting_bytes, 6_000_000);
    let (state, _) = open(with_photo(mailpane::reading::PICTURE_LIMIT_BYTES + 1));
    assert_eq!(pane(&state).pictures_waiting_bytes, 0);
}

#[test]
fn after_a_lost_connection_what_had_not_come_is_asked_for_again() {
    let pictures = vec![picture("cid:a", &[2], 1_000), picture("cid:b", &[3], 1_000)];
    let (mut state, _) = open(newsletter(pictures));
    state.apply(came(&[image("cid:a", 700)], false));
    let ready = || Event::ConnectionChanged {
        account: ACCOUNT,
        state: ConnectionState::Ready(Arc::new(ConnectionInfo::default())),
    };
    assert_eq!(fetched_pictures(&state.apply(ready())), ["cid:b"]);
    state.apply(came(&[image("cid:b", 700)], true));
    assert!(fetched_pictures(&state.apply(ready())).is_empty());
}

#[test]
fn a_window_with_the_same_message_has_its_pictures_already() {
    let (mut state, _) = open(newsletter(vec![picture("cid:a", &[2], 1_000)]));
    show_page(&mut state, tall(900.0));
    state.apply(came(&[image("cid:a", 700)], true));
    let effects = act(&mut state, MessageAct::OpenInWindow);
    assert!(fetched_pictures(&effects).is_empty(), "{effects:?}");
    let place = newest(&state);
    let id = state.view(place).and_then(|view| view.page).expect("a page of its own");
    assert!(page(&state, id).has_image("cid:a"));
}

#[test]
fn two_places_that_wait_for_pictures_ask_once_for_all_of_them() {
    let (mut state, _) = open(newsletter(vec![picture("cid:a", &[2], 1_000)]));
    let effects = act(&mut state, MessageAct::OpenInWindow);
    assert_eq!(fetched_pictures(&effects), ["cid:a"], "the newest wish holds the older one");
    state.apply(came(&[image("cid:a", 700)], true));
    let pages: Vec<PageId> = state.pages.keys().copied().collect();
    assert_eq!(pages.len(), 2);
    assert!(pages.iter().all(|id| page(&state, *id).has_image("cid:a")));
}
