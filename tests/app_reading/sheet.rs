//! Pictures in reader mode: the hidden page that holds them comes and goes with the look.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mailpane::app::{Action, Effect, Look, MessageAct, Remote, State};
use mailpane::engine::{Event, PageCommand, PageEvent, PageId};
use mailpane::html::{Article, ArticleBlock, ArticleKind, HtmlFailure, Image, Load, TileArea};
use mailpane::reading::{PictureRef, Reading};

use super::mails::{
    FIRST, SHAPE, act, areas_of, fetched_pictures, image as held, in_view, laid_out, load_of,
    loaded, newsletter, open, page, pane, picture, remote, show_page, tall, to_pages,
};
use super::window::{key, window};

/// 20 by 10 pixels.
const PNG: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAABQAAAAKCAIAAAA7N+mxAAAAFUlEQVR42mP4z8BANmIY1TyqmRACADFExzlExWpRAAAAAElFTkSuQmCC";
/// 1,000 by 100 pixels.
const WIDE: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAA+gAAABkAQAAAAA9Qid3AAAAI0lEQVR42u3BAQ0AAADCoPdPbQ8HFAAAAAAAAAAAAAAAwKcBMTgAASmnAbwAAAAASUVORK5CYII=";
const REMOTE: &str = "https://img.example/a.png";

/// A newsletter whose article has these pictures.
fn with_pictures(names: &[&str], carried: Vec<PictureRef>) -> Reading {
    let picture = |name: &&str| ArticleBlock {
        quote_level: 0,
        kind: ArticleKind::Picture { name: (*name).to_owned(), alt: "A picture".to_owned() },
    };
    let article = Article { blocks: names.iter().map(picture).collect(), is_cut: false };
    Reading { article: Some(Arc::new(article)), ..newsletter(carried) }
}

/// The message read in reader mode.
fn read(reading: Reading) -> (State, Vec<Effect>) {
    let mut state = window(50);
    let mut effects = state.update(Action::SetLook(Look::Reader));
    effects.extend(state.update(Action::SelectRow { index: 0 }));
    effects.extend(state.apply(loaded(FIRST, reading)));
    (state, effects)
}

fn sheet(state: &State) -> Option<PageId> {
    state.sheet(pane(state))
}

fn came(images: &[Arc<Image>]) -> Event {
    Event::PicturesLoaded { key: key(FIRST), images: images.to_vec(), is_last: true }
}

fn closes(effects: &[Effect], page: PageId) -> bool {
    to_pages(effects)
        .iter()
        .any(|command| matches!(command, PageCommand::Close { id } if *id == page))
}

fn fetches_remote(effects: &[Effect]) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::FetchRemote { .. }))
}

#[test]
fn pictures_that_the_message_carries_are_asked_for_and_laid_out_when_they_are_seen() {
    let carried = vec![picture("cid:a", &[2], 50_000)];
    let (mut state, effects) = read(with_pictures(&["cid:a", REMOTE], carried));
    assert_eq!(fetched_pictures(&effects), ["cid:a"]);
    let id = sheet(&state).expect("a sheet");
    assert!(!page(&state, id).source.html.contains(REMOTE), "nothing of the network");
    let effects = in_view(&mut state, id, SHAPE, 0.0);
    assert!(load_of(&effects).is_some());
    state.apply(laid_out(id, 1, SHAPE, tall(0.0)));
    let effects = state.apply(came(&[held("cid:a", 100)]));
    assert_eq!(load_of(&effects).map(|load| load.images.len()), Some(1));
    let effects = state.apply(laid_out(id, 2, SHAPE, tall(400.0)));
    assert_eq!(areas_of(&effects).len(), 1, "what is in view is painted");
}

#[test]
fn nothing_is_fetched_from_the_network_in_reader_mode() {
    let (mut state, mut effects) = read(with_pictures(&[REMOTE], Vec::new()));
    assert!(sheet(&state).is_none() && state.pages.is_empty());
    effects.extend(act(&mut state, MessageAct::LoadRemote));
    assert!(!fetches_remote(&effects), "{effects:?}");
    assert_eq!(pane(&state).remote, Remote::Blocked);
}

#[test]
fn pictures_that_the_user_loaded_for_the_page_are_there_in_reader_mode() {
    let (mut state, _) = open(with_pictures(&[REMOTE], Vec::new()));
    let effects = show_page(&mut state, remote(&[REMOTE], 0));
    assert!(!fetches_remote(&effects));
    assert!(fetches_remote(&act(&mut state, MessageAct::LoadRemote)));
    let id = super::mails::pane_page(&state);
    let images = vec![held(REMOTE, 100)];
    state.update(Action::RemoteLoaded { page: id, images, failed: 0 });
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Reader));
    assert!(closes(&effects, id) && !fetches_remote(&effects));
    let sheet = sheet(&state).expect("a sheet");
    let effects = in_view(&mut state, sheet, SHAPE, 0.0);
    let load = load_of(&effects).expect("it is laid out");
    assert!(load.source.html.contains(REMOTE) && load.images.len() == 1);
}

#[test]
fn the_sheet_goes_with_the_look_and_what_came_for_it_stays() {
    let carried = vec![picture("cid:a", &[2], 50_000)];
    let (mut state, _) = read(with_pictures(&["cid:a"], carried));
    let id = sheet(&state).expect("a sheet");
    in_view(&mut state, id, SHAPE, 0.0);
    state.apply(came(&[held("cid:a", 100)]));
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Page));
    assert!(closes(&effects, id) && sheet(&state).is_none() && !state.pages.contains_key(&id));
    let main = super::mails::pane_page(&state);
    assert!(page(&state, main).has_image("cid:a"));
    let effects = act(&mut state, MessageAct::ChooseLook(Look::Reader));
    assert!(fetched_pictures(&effects).is_empty(), "it is there: {effects:?}");
    let again = sheet(&state).expect("a sheet");
    assert!(page(&state, again).has_image("cid:a"));
}

#[test]
fn the_sheet_goes_with_the_message() {
    let (mut state, _) = read(with_pictures(&["data:image/png;base64,AA=="], Vec::new()));
    let id = sheet(&state).expect("a sheet");
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = state.update(Action::SelectRow { index: 1 });
    assert!(closes(&effects, id) && state.pages.is_empty());
}

#[test]
fn the_same_message_read_once_more_is_not_laid_out_anew() {
    let reading = || with_pictures(&["data:,x"], Vec::new());
    let (mut state, _) = read(reading());
    let id = sheet(&state).expect("a sheet");
    in_view(&mut state, id, SHAPE, 0.0);
    state.apply(laid_out(id, 1, SHAPE, tall(0.0)));
    let effects = state.apply(loaded(FIRST, reading()));
    assert_eq!(sheet(&state), Some(id));
    assert!(to_pages(&effects).is_empty(), "{effects:?}");
}

#[test]
fn pictures_that_cannot_be_laid_out_stay_boxes() {
    let (mut state, _) = read(with_pictures(&["data:,x"], Vec::new()));
    let id = sheet(&state).expect("a sheet");
    in_view(&mut state, id, SHAPE, 0.0);
    state.apply(Event::Page(PageEvent::Failed { id, failure: HtmlFailure::Died }));
    assert!(sheet(&state).is_none());
}

/// 100 by 40 pixels: a bar of ink on nothing.
fn logo(ink: [u8; 3]) -> String {
    let [red, green, blue] = ink;
    let pixel = |x: u32, y: u32| match (30..70).contains(&x) && (10..30).contains(&y) {
        true => image::Rgba([red, green, blue, 255]),
        false => image::Rgba([0; 4]),
    };
    let mut png = std::io::Cursor::new(Vec::new());
    let picture = image::RgbaImage::from_fn(100, 40, pixel);
    picture.write_to(&mut png, image::ImageFormat::Png).expect("it is encoded");
    format!("data:image/png;base64,{}", STANDARD.encode(png.into_inner()))
}

/// How light the picture's ground and its middle are in a window of this theme, of 255, and how wide
/// it stands there.
fn lights(picture: &str, dark: bool) -> (u8, u8, f32) {
    let (state, _) = read(with_pictures(&[picture], Vec::new()));
    let source = &page(&state, sheet(&state).expect("a sheet")).source;
    let load = Load { dark, ..super::html::load(&source.html, 300.0) };
    let mut view = super::html::renderer().render(load).expect("it is laid out");
    let rect = *view.page().links[0].rects.last().expect("a picture");
    let (width, height) = (rect.width as u32, rect.height as u32);
    let area = TileArea { left: 0, top: 0, width, height };
    let rgba = view.tile(area).expect("it is painted").rgba;
    let light = |x: u32, y: u32| rgba[((y * width + x) * 4 + 1) as usize];
    (light(width / 2, 3), light(width / 2, height / 2), rect.width)
}

#[test]
fn what_the_ground_of_the_window_would_hide_stands_on_a_card() {
    let (black, white, blue) = (logo([0, 0, 0]), logo([255; 3]), logo([0, 140, 220]));
    for (picture, dark, is_light, width) in [
        (&black, true, true, 116.0),
        (&black, false, true, 100.0),
        (&white, true, false, 100.0),
        (&white, false, false, 116.0),
        (&blue, true, false, 100.0),
        (&blue, false, true, 100.0),
    ] {
        let (ground, middle, shown) = lights(picture, dark);
        assert_eq!(ground > 128, is_light, "{dark} {ground}");
        assert!(ground.abs_diff(middle) > 60, "{dark}: {middle} on {ground}");
        assert_eq!(shown, width, "with the room round it, where it has a card");
    }
}

#[test]
fn the_child_tells_how_large_each_picture_is_and_which_it_cannot_read() {
    let (state, _) = read(with_pictures(&[PNG, "data:image/png;base64,AA==", WIDE], Vec::new()));
    let source = &page(&state, sheet(&state).expect("a sheet")).source;
    let view = super::html::laid_out(&source.html, 300.0);
    let told: Vec<(&str, bool, (f32, f32))> = view
        .page()
        .links
        .iter()
        .filter_map(|link| {
            let rect = link.rects.last()?;
            Some((&*link.href, link.text.is_empty(), (rect.width, rect.height)))
        })
        .collect();
    let [first, unreadable, wide] = told[..] else { panic!("got {told:?}") };
    assert_eq!(first, ("#0", true, (20.0, 10.0)), "no wider than it is");
    assert!(unreadable.0 == "#1" && !unreadable.1, "words in its place: {unreadable:?}");
    assert_eq!(wide, ("#2", true, (300.0, 30.0)), "made to fit");
}
