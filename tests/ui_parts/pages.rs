//! Pages beside the main one: HTML that was attached, and the pictures of messages inside.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{
    Action, MessageAct, OpenedView, PageAct, PageLayout, PageView, State, WindowKind,
};
use mailpane::engine::{PageId, PageShape};
use mailpane::html::{Blocked, Link, Page, Rect, Tile, TileArea};
use mailpane::model::PartId;
use mailpane::reading::{Content, Document, Opened, PageSource, Reading};

use super::states::{WINDOW, arrived, article, opened, text};
use super::{beside, click, pane, settled};

const PAGE: PageId = PageId(3);
/// In CSS pixels.
const WIDTH: u32 = 400;
const HEIGHT: u32 = 200;

/// A page that is on the screen.
fn shown(page: Page) -> PageView {
    let area = TileArea { left: 0, top: 0, width: WIDTH, height: HEIGHT };
    let rgba = vec![255; (WIDTH * HEIGHT * 4) as usize];
    let page = Page { width: WIDTH as f32, height: HEIGHT as f32, ..page };
    let mut view = PageView::new(PAGE, Arc::new(PageSource::default()));
    view.shown = Some(PageLayout {
        number: 1,
        shape: PageShape { width: WIDTH as f32, scale: 1.0 },
        page: Arc::new(page),
        tiles: BTreeMap::from([((0, 0), Arc::new(Tile { area, rgba }))]),
    });
    view
}

/// A page that names a picture of another host.
fn remote() -> Page {
    let blocked = Blocked {
        hosts: vec!["img.example".to_owned()],
        images: vec!["https://img.example/a.png".to_owned()],
        ..Blocked::default()
    };
    Page { blocked, ..Page::default() }
}

/// The first picture of the article, where it is in a sheet.
fn sheet() -> Page {
    let rects = vec![Rect { x: 0.0, y: 0.0, width: 300.0, height: 180.0 }];
    let link = Link { href: "#2".to_owned(), text: String::new(), rects };
    Page { links: vec![link], ..Page::default() }
}

fn inside() -> Reading {
    Reading { article: Some(Arc::new(article())), ..text("The notes") }
}

fn opened_mut(state: &mut State) -> &mut OpenedView {
    match state.windows.first_mut().map(|window| &mut window.kind) {
        Some(WindowKind::Opened(view)) => view,
        other => panic!("got {other:?}"),
    }
}

#[test]
fn html_from_an_attachment_says_what_it_would_contact_and_loads_it_by_a_click() {
    let source = Arc::new(PageSource::default());
    let message = Opened::Message(Arc::new(text("The notes")));
    for (it, words) in [
        (Opened::Page(source), "This file would contact img.example."),
        (message, "This message would contact img.example."),
    ] {
        let mut state = opened("text/html", "page.html", Some(it));
        opened_mut(&mut state).page = Some(PAGE);
        state.pages = BTreeMap::from([(PAGE, shown(remote()))]);
        let mut window = beside(state);
        settled(&mut window);
        window.get_by_label(words);
        let clicked = click(&mut window, "Load remote content");
        assert!(
            matches!(clicked[..], [Action::Message(WINDOW, MessageAct::LoadRemote)]),
            "{clicked:?}"
        );
    }
}

#[test]
fn what_html_below_a_letter_would_contact_stands_above_the_letter() {
    let part = PartId(vec![2]);
    let content = Content::Text(Arc::new(inside()));
    let document = Document { part: part.clone(), name: "more.html".to_owned(), content };
    let mut state = arrived(Reading { below: vec![document].into(), ..text("Dear Jonas") });
    let view = state.message.as_mut().expect("it is open");
    view.pages_below.insert(part, PAGE);
    state.pages = BTreeMap::from([(PAGE, shown(remote()))]);
    let mut window = pane(state);
    settled(&mut window);
    let bar = window.get_by_label("This message would contact img.example.").rect();
    assert!(bar.bottom() < window.get_by_label("Dear Jonas").rect().top());
}

#[test]
fn the_pictures_of_a_message_inside_stand_between_its_words() {
    let part = PartId(vec![2]);
    let content = Content::Message(Arc::new(inside()));
    let document = Document { part: part.clone(), name: String::new(), content };
    let mut state = arrived(Reading { below: vec![document].into(), ..text("Dear Jonas") });
    let view = state.message.as_mut().expect("it is open");
    view.sheets_below.insert(part, PAGE);
    state.pages = BTreeMap::from([(PAGE, shown(sheet()))]);
    let mut window = pane(state);
    settled(&mut window);
    let picture = window.get_by_role_and_label(Role::Image, "The new quay").rect();
    assert_eq!(picture.size(), egui::vec2(300.0, 180.0));
}

#[test]
fn an_opened_message_in_reader_mode_shows_its_pictures() {
    let mut state = opened("message/rfc822", "a.eml", Some(Opened::Message(Arc::new(inside()))));
    opened_mut(&mut state).sheet = Some(PAGE);
    state.pages = BTreeMap::from([(PAGE, shown(sheet()))]);
    let mut window = beside(state);
    settled(&mut window);
    let picture = window.get_by_role_and_label(Role::Image, "The new quay").rect();
    assert_eq!(picture.size(), egui::vec2(300.0, 180.0));
}

/// A letter with a photograph below it that was not fetched with it.
fn with_photo(letter: &str) -> State {
    let (media_type, encoded_bytes) = ("image/jpeg".to_owned(), 90_000);
    let content = Content::NotFetched { media_type, encoded_bytes };
    let document = Document { part: PartId(vec![2]), name: "garden.jpg".to_owned(), content };
    arrived(Reading { below: vec![document].into(), ..text(letter) })
}

fn see_photo(state: &mut State, view: PageView) {
    let message = state.message.as_mut().expect("it is open");
    message.pages_below = BTreeMap::from([(PartId(vec![2]), PAGE)]);
    state.pages = BTreeMap::from([(PAGE, view)]);
}

#[test]
fn a_photograph_below_a_letter_is_a_line_until_it_came_and_then_itself() {
    let mut window = pane(with_photo("The notes"));
    settled(&mut window);
    window.get_by_label("Show");
    let mut state = with_photo("The notes");
    see_photo(&mut state, shown(Page::default()));
    let mut window = pane(state);
    settled(&mut window);
    assert!(window.query_by_label("Show").is_none(), "it is there");
    let page = window.get_by_role_and_label(Role::Document, "garden.jpg").rect();
    assert_eq!(page.height(), HEIGHT as f32);
    let line = window.get_by_label_contains("garden.jpg, ").rect();
    assert!(line.bottom() <= page.top());
}

#[test]
fn a_photograph_far_below_asks_for_nothing_before_it_comes_into_view() {
    let asks = |letter: &str| {
        let mut state = with_photo(letter);
        see_photo(&mut state, PageView::new(PAGE, Arc::new(PageSource::default())));
        let actions = settled(&mut pane(state));
        actions.iter().any(|action| matches!(action, Action::Page(PAGE, PageAct::InView(_))))
    };
    assert!(asks("The notes"));
    assert!(!asks(&"A long letter.\n\n".repeat(500)));
}
