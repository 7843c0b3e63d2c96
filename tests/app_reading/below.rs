//! HTML below the main part, in messages inside, and in messages that were opened: pages as they were
//! meant, and the pictures of what is read in reader mode.

use std::sync::Arc;

use mailpane::app::{Action, Effect, Look, MessageAct, OpenedView, Remote, State, WindowKind};
use mailpane::engine::{Command, Event, PageCommand, PageId, Place};
use mailpane::html::{Article, ArticleBlock, ArticleKind, Image};
use mailpane::model::PartId;
use mailpane::reading::{Content, Document, Opened, PageSource, PictureRef, Reading};

use super::mails::{
    FIRST, SHAPE, act, commands, fetched_pictures, image, in_view, kind, laid_out, letter, load_of,
    loaded, newest, newsletter, page, paint_all, pane, picture, remote, tall, to_pages,
};
use super::window::{key, window};

const REMOTE: &str = "https://img.example/a.png";

fn below() -> PartId {
    PartId(vec![2])
}

/// A page with one picture, and the article of it.
fn html(name: &str, source: PageSource) -> Reading {
    let kind = ArticleKind::Picture { name: name.to_owned(), alt: "A picture".to_owned() };
    let block = ArticleBlock { quote_level: 0, kind };
    let article = Article { blocks: vec![block], is_cut: false };
    let source = PageSource { html: format!("<img src=\"{name}\">"), ..source };
    Reading { page: Some(Arc::new(source)), article: Some(Arc::new(article)), ..Reading::default() }
}

/// HTML whose picture the message carries.
fn carrying(name: &str, carried: PictureRef) -> Content {
    let source = PageSource { pictures: vec![carried], ..PageSource::default() };
    Content::Text(Arc::new(html(name, source)))
}

/// A message inside: all it carries came with it.
fn inside(name: &str) -> Content {
    let images = vec![Image { names: vec![name.to_owned()], bytes: vec![1; 9] }];
    Content::Message(Arc::new(html(name, PageSource { images, ..PageSource::default() })))
}

fn with_below(reading: Reading, content: Content) -> Reading {
    let document = Document { part: below(), name: String::new(), content };
    Reading { below: vec![document].into(), ..reading }
}

fn read(look: Look, reading: Reading) -> (State, Vec<Effect>) {
    let mut state = window(50);
    let mut effects = state.update(Action::SetLook(look));
    effects.extend(state.update(Action::SelectRow { index: 0 }));
    effects.extend(state.apply(loaded(FIRST, reading)));
    (state, effects)
}

fn came(images: &[Arc<Image>]) -> Event {
    Event::PicturesLoaded { key: key(FIRST), images: images.to_vec(), is_last: true }
}

fn sheet_below(state: &State) -> Option<PageId> {
    pane(state).sheets_below.get(&below()).copied()
}

fn closes(effects: &[Effect], page: PageId) -> bool {
    to_pages(effects)
        .iter()
        .any(|command| matches!(command, PageCommand::Close { id } if *id == page))
}

/// Opens the attached message in a window of its own.
fn open_attached(look: Look, reading: Reading) -> (State, Place) {
    let (mut state, _) = read(look, newsletter(Vec::new()));
    let effects = act(&mut state, MessageAct::OpenPart { part: below() });
    let [Command::OpenPart(request)] = commands(&effects)[..] else {
        panic!("got {effects:?}");
    };
    let opened = Arc::new(Opened::Message(Arc::new(reading)));
    let id = request.id;
    state.apply(Event::PartOpened { id, opened });
    let place = newest(&state);
    (state, place)
}

fn opened(state: &State, place: Place) -> &OpenedView {
    match kind(state, place) {
        WindowKind::Opened(view) => view,
        other => panic!("got {other:?}"),
    }
}

#[test]
fn in_reader_mode_the_pictures_of_html_below_are_asked_for_and_laid_out() {
    let content = carrying("cid:a", picture("cid:a", &[3], 50_000));
    let (mut state, effects) = read(Look::Reader, with_below(letter(), content));
    assert_eq!(fetched_pictures(&effects), ["cid:a"]);
    assert!(pane(&state).pages_below.is_empty(), "it is no page");
    let id = sheet_below(&state).expect("a sheet");
    assert!(load_of(&in_view(&mut state, id, SHAPE, 0.0)).is_some());
    state.apply(laid_out(id, 1, SHAPE, tall(0.0)));
    let effects = state.apply(came(&[image("cid:a", 100)]));
    assert_eq!(load_of(&effects).map(|load| load.images.len()), Some(1));
}

#[test]
fn a_message_inside_has_its_pictures_also_where_the_main_part_is_a_page() {
    for look in [Look::Page, Look::Reader] {
        let reading = with_below(newsletter(Vec::new()), inside("cid:a"));
        let (mut state, effects) = read(look, reading);
        assert!(fetched_pictures(&effects).is_empty(), "they came with it: {effects:?}");
        let id = sheet_below(&state).expect("a sheet");
        let effects = in_view(&mut state, id, SHAPE, 0.0);
        let source = load_of(&effects).map(|load| Arc::clone(&load.source)).expect("laid out");
        assert!(source.html.contains("cid:a") && source.images.len() == 1);
        let effects = act(&mut state, MessageAct::ChooseLook(Look::Text));
        assert!(closes(&effects, id) && sheet_below(&state).is_none(), "text has no pictures");
    }
}

#[test]
fn pictures_below_stay_while_the_message_is_read_in_another_way() {
    let content = carrying("cid:a", picture("cid:a", &[3], 50_000));
    let (mut state, _) = read(Look::Page, with_below(newsletter(Vec::new()), content));
    state.apply(came(&[image("cid:a", 100)]));
    for look in [Look::Reader, Look::Page] {
        let effects = act(&mut state, MessageAct::ChooseLook(look));
        assert!(fetched_pictures(&effects).is_empty(), "{look:?}: {effects:?}");
        let id = match look {
            Look::Reader => sheet_below(&state),
            Look::Page | Look::Text => state.page_below(pane(&state), &below()),
        };
        assert!(page(&state, id.expect("it is shown")).has_image("cid:a"), "{look:?}");
    }
}

#[test]
fn only_so_many_children_are_started_for_one_message() {
    let document = |id: u32| Document {
        part: PartId(vec![id]),
        name: String::new(),
        content: inside("cid:a"),
    };
    let reading = Reading { below: (2..40).map(document).collect(), ..letter() };
    let (mut state, _) = read(Look::Reader, reading);
    assert_eq!(pane(&state).sheets_below.len(), 6);
    state.update(Action::SelectRow { index: 1 });
    assert!(state.pages.is_empty(), "they go with the message");
}

#[test]
fn what_html_below_a_letter_would_fetch_is_counted_and_fetched_by_a_click() {
    let content = Content::Text(Arc::new(html(REMOTE, PageSource::default())));
    let (mut state, _) = read(Look::Page, with_below(letter(), content));
    let id = state.page_below(pane(&state), &below()).expect("a page");
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = state.apply(laid_out(id, 1, SHAPE, remote(&[REMOTE], 0)));
    paint_all(&mut state, id, 1, &effects);
    assert_eq!(state.blocked_at(Place::PANE).images, [REMOTE]);
    let effects = act(&mut state, MessageAct::LoadRemote);
    assert!(matches!(&effects[..], [Effect::FetchRemote { page, .. }] if *page == id));
    state.update(Action::RemoteLoaded { page: id, images: vec![image(REMOTE, 9)], failed: 0 });
    act(&mut state, MessageAct::ChooseLook(Look::Reader));
    let sheet = sheet_below(&state).expect("it is there in reader mode too");
    assert!(page(&state, sheet).has_image(REMOTE));
}

#[test]
fn an_opened_message_in_reader_mode_has_the_pictures_that_came_with_it() {
    let images = vec![Image { names: vec!["cid:a".to_owned()], bytes: vec![1] }];
    let reading = html("cid:a", PageSource { images, ..PageSource::default() });
    let photo = Content::Picture(Arc::new(PageSource::default()));
    let (mut state, place) = open_attached(Look::Reader, with_below(reading, photo));
    let view = opened(&state, place);
    assert!(view.page.is_none() && view.pages_below.contains_key(&below()));
    let sheet = view.sheet.expect("a sheet");
    let effects = in_view(&mut state, sheet, SHAPE, 0.0);
    assert_eq!(load_of(&effects).map(|load| load.source.images.len()), Some(1));
    let pages = state.pages.len();
    let effects = state.update(Action::CloseWindow(place));
    assert!(closes(&effects, sheet) && state.pages.len() == pages - 2, "{effects:?}");
}

#[test]
fn the_pages_of_an_opened_message_load_their_remote_pictures_together() {
    let reading = html(REMOTE, PageSource::default());
    let content = Content::Text(Arc::new(html(REMOTE, PageSource::default())));
    let (mut state, place) = open_attached(Look::Page, with_below(reading, content));
    let view = opened(&state, place);
    let pages = [view.page.expect("a page"), view.pages_below[&below()]];
    for id in pages {
        in_view(&mut state, id, SHAPE, 0.0);
        state.apply(laid_out(id, 1, SHAPE, remote(&[REMOTE], 0)));
    }
    let effects = state.update(Action::Message(place, MessageAct::LoadRemote));
    assert_eq!(effects.len(), 2, "{effects:?}");
    assert_eq!(state.remote_at(place), Remote::Loading);
    for page in pages {
        state.update(Action::RemoteLoaded { page, images: Vec::new(), failed: 1 });
    }
    assert_eq!(state.remote_at(place), Remote::Loaded { failed: 2 });
}
