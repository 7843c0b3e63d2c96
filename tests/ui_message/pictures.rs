//! Pictures in reader mode: cut out of their sheet, or boxes with their words.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Look, PageAct, PageLayout, PageView, PageViewport, State};
use mailpane::engine::{Event, PageId, PageShape};
use mailpane::html::{Article, ArticleBlock, ArticleKind, Link, Page, Rect, Tile, TileArea, Words};
use mailpane::reading::{PageSource, Reading};

use super::{Window, body, key, loading, settled, window};

const SHEET: PageId = PageId(4);
/// Of the sheet, in CSS pixels.
const WIDTH: u32 = 400;
const HEIGHT: u32 = 304;

fn block(kind: ArticleKind) -> ArticleBlock {
    ArticleBlock { quote_level: 0, kind }
}

fn picture(name: &str, alt: &str) -> ArticleBlock {
    block(ArticleKind::Picture { name: name.to_owned(), alt: alt.to_owned() })
}

/// Words, a picture that came with the message, one that is blocked, and one more that came.
fn article() -> Article {
    let text = "Look at this:".to_owned();
    let words = block(ArticleKind::Paragraph(Words { text, ..Words::default() }));
    let blocked = picture("https://img.example/b.png", "A blocked one");
    let blocks =
        vec![words, picture("cid:a", "The house"), blocked, picture("cid:c", "The garden")];
    Article { blocks, is_cut: false }
}

fn link(number: usize, y: f32, (width, height): (f32, f32)) -> Link {
    let rects = vec![Rect { x: 0.0, y, width, height }];
    Link { href: format!("#{number}"), text: String::new(), rects }
}

fn layout(links: Vec<Link>) -> PageLayout {
    let area = TileArea { left: 0, top: 0, width: WIDTH, height: HEIGHT };
    let rgba = vec![255; (WIDTH * HEIGHT * 4) as usize];
    let page = Page { width: WIDTH as f32, height: HEIGHT as f32, links, ..Page::default() };
    PageLayout {
        number: 1,
        shape: PageShape { width: WIDTH as f32, scale: 1.0 },
        page: Arc::new(page),
        tiles: BTreeMap::from([((0, 0), Arc::new(Tile { area, rgba }))]),
    }
}

fn state(shown: Option<PageLayout>) -> State {
    let mut state = loading();
    state.update(Action::SetLook(Look::Reader));
    let source = Arc::new(PageSource::default());
    let reading = Reading {
        body: Arc::new(body("Look at this:")),
        page: Some(Arc::clone(&source)),
        article: Some(Arc::new(article())),
        ..Reading::default()
    };
    state.apply(Event::MessageLoaded { key: key(), reading: Arc::new(reading) });
    let message = state.message.as_mut().expect("it is open");
    message.look = Look::Reader;
    message.sheet = Some(SHEET);
    let mut page = PageView::new(SHEET, source);
    page.shown = shown;
    state.pages = BTreeMap::from([(SHEET, page)]);
    state
}

fn said(actions: &[Action]) -> Vec<PageViewport> {
    let said = actions.iter().filter_map(|action| match action {
        Action::Page(SHEET, PageAct::InView(view)) => Some(*view),
        _ => None,
    });
    said.collect()
}

fn image_rect(window: &Window<'_>, name: &str) -> egui::Rect {
    window.get_by_role_and_label(Role::Image, name).rect()
}

/// Where parts of the sheet can be seen on the screen.
fn painted(window: &Window<'_>) -> Vec<egui::Rect> {
    let shapes = window.output().shapes.iter();
    let of_sheet = shapes.filter_map(|clipped| match &clipped.shape {
        egui::Shape::Rect(rect) => rect.brush.is_some().then_some(clipped.clip_rect),
        _ => None,
    });
    of_sheet.collect()
}

#[test]
fn pictures_stand_between_the_words_at_their_own_size() {
    let links = vec![link(1, 0.0, (300.0, 200.0)), link(3, 204.0, (100.0, 80.0))];
    let mut window = window(state(Some(layout(links))));
    let actions = settled(&mut window);
    let house = image_rect(&window, "The house");
    assert_eq!(house.size(), egui::vec2(300.0, 200.0));
    assert_eq!(image_rect(&window, "The garden").size(), egui::vec2(100.0, 80.0));
    let blocked = image_rect(&window, "A blocked one");
    assert!(blocked.top() > house.bottom() && blocked.height() < 60.0, "a box: {blocked}");
    assert_eq!(painted(&window), [house, image_rect(&window, "The garden")]);
    let last = said(&actions).pop().expect("it is said what is in view");
    assert_eq!((last.top, last.bottom), (0.0, 284.0), "from the first to the last");
    window.step();
    assert!(said(&window.state().actions).is_empty(), "it is said once");
}

#[test]
fn before_the_pictures_are_laid_out_boxes_say_what_they_are() {
    let mut window = window(state(None));
    let actions = settled(&mut window);
    assert!(image_rect(&window, "The house").height() < 60.0);
    let [view] = said(&actions)[..] else { panic!("got {actions:?}") };
    assert!(view.shape.width > 300.0, "laid out for the column: {view:?}");
}

#[test]
fn a_picture_that_could_not_be_decoded_is_a_box() {
    let words = Link { text: "(cannot be read)".to_owned(), ..link(1, 0.0, (157.0, 200.0)) };
    let links = vec![words, link(3, f32::NAN, (f32::INFINITY, 9.0))];
    let mut window = window(state(Some(layout(links))));
    settled(&mut window);
    assert!((30.0..60.0).contains(&image_rect(&window, "The house").height()));
    assert!((30.0..60.0).contains(&image_rect(&window, "The garden").height()));
}

#[test]
fn a_picture_wider_than_the_column_is_made_to_fit() {
    let mut window = window(state(Some(layout(vec![link(1, 0.0, (4_000.0, 2_000.0))]))));
    settled(&mut window);
    let house = image_rect(&window, "The house");
    assert!(house.width() < 760.0, "{house}");
    assert!((house.width() / house.height() - 2.0).abs() < 0.01, "{house}");
}
