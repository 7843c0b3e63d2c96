//! A message shown as it was meant: tiles, what is reported of the view, links, marks.

#[path = "page_marks.rs"]
mod marks;
#[path = "page_remote.rs"]
mod remote_tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Acting, Action, Look, MessageAct, PageAct, PageLayout, PageView, State, Wish};
use mailpane::engine::{PageId, PageShape, Place};
use mailpane::html::{
    Blocked, HtmlFailure, Link, Match, Page, Rect, Selection, TextRun, Tile, TileArea,
};
use mailpane::reading::{PageSource, Reading};

use super::{Window, body, click, key, loading, settled, window, window_of};

pub const PAGE: PageId = PageId(4);
/// The window of 760 points less its own margins and the pane's, plus the page's own.
const WIDTH: f32 = 712.0;
const HEIGHT: f32 = 1_200.0;

fn rect(x: f32, y: f32, width: f32, height: f32) -> Rect {
    Rect { x, y, width, height }
}

fn run(y: f32, text: &str) -> TextRun {
    TextRun { rect: rect(8.0, y, 300.0, 20.0), text: text.to_owned(), starts_block: true }
}

fn link(y: f32, text: &str, href: &str) -> Link {
    let (text, href) = (text.to_owned(), href.to_owned());
    Link { href, text, rects: vec![rect(8.0, y, 80.0, 20.0)] }
}

pub fn newsletter() -> Page {
    Page {
        width: WIDTH,
        height: HEIGHT,
        runs: vec![run(10.0, "Spring sale"), run(40.0, "Read more"), run(1_100.0, "The end")],
        links: vec![
            link(40.0, "Read more", "https://shop.example/sale"),
            link(1_100.0, "", "https://shop.example/foot"),
        ],
        ..Page::default()
    }
}

fn tile(top: u32, height: u32) -> Arc<Tile> {
    let area = TileArea { left: 0, top, width: WIDTH as u32, height };
    Arc::new(Tile { area, rgba: vec![0xee; area.width as usize * height as usize * 4] })
}

pub fn layout(page: Page, tiles: &[(u32, u32)]) -> PageLayout {
    let tiles = tiles.iter().map(|(top, height)| ((*top, 0), tile(*top, *height)));
    let shape = PageShape { width: WIDTH, scale: 1.0 };
    PageLayout { number: 1, shape, page: Arc::new(page), tiles: tiles.collect() }
}

/// All of it is painted.
pub fn painted(page: Page) -> PageLayout {
    layout(page, &[(0, 512), (512, 688)])
}

/// The message with its page as the threads have made it so far.
pub fn page_state(shown: Option<PageLayout>) -> State {
    let mut state = loading();
    let mut text = body("Spring sale");
    text.text.from_html = true;
    let source = Arc::new(PageSource::default());
    let reading = Reading {
        blocks: mailpane::mime::blocks(&text.text.text).into(),
        body: Arc::new(text),
        page: Some(Arc::clone(&source)),
        ..Reading::default()
    };
    state.apply(mailpane::engine::Event::MessageLoaded { key: key(), reading: Arc::new(reading) });
    let message = state.message.as_mut().expect("it is open");
    message.page = Some(PAGE);
    message.look = Look::Page;
    let mut page = PageView::new(PAGE, source);
    page.shown = shown;
    state.pages = BTreeMap::from([(PAGE, page)]);
    state
}

pub fn page_mut<'a>(window: &'a mut Window<'_>) -> &'a mut PageView {
    window.state_mut().state.pages.get_mut(&PAGE).expect("the page")
}

fn in_view(actions: &[Action]) -> Vec<(PageShape, f32, f32)> {
    let said = actions.iter().filter_map(|action| match action {
        Action::Page(PAGE, PageAct::InView(view)) => Some((view.shape, view.top, view.bottom)),
        _ => None,
    });
    said.collect()
}

fn acts(actions: Vec<Action>) -> Vec<PageAct> {
    let acts = actions.into_iter().filter_map(|action| match action {
        Action::Page(PAGE, PageAct::InView(_)) => None,
        Action::Page(PAGE, act) => Some(act),
        _ => None,
    });
    acts.collect()
}

fn is_painted(actions: &[Action]) -> bool {
    actions.iter().any(|action| matches!(action, Action::Message(Place::PANE, MessageAct::Painted)))
}

#[test]
fn before_the_first_layout_the_room_is_reported_and_bars_stand_there() {
    let mut window = window(page_state(None));
    let actions = settled(&mut window);
    let [(shape, top, bottom)] = in_view(&actions)[..] else { panic!("got {actions:?}") };
    assert_eq!((shape, top), (PageShape { width: WIDTH, scale: 1.0 }, 0.0));
    assert!((500.0..900.0).contains(&bottom), "{bottom}");
    window.get_by_label("Fetching the message");
    assert!(!is_painted(&actions));
    window.step();
    assert!(window.state().actions.is_empty(), "it is said once");
}

#[test]
fn a_page_is_shown_once_its_tiles_are_there() {
    let mut window = window(page_state(Some(layout(newsletter(), &[]))));
    assert!(!is_painted(&settled(&mut window)));
    window.get_by_label("Fetching the message");
    page_mut(&mut window).shown = Some(layout(newsletter(), &[(0, 256)]));
    assert!(!is_painted(&settled(&mut window)), "half of the view is missing");
    assert!(window.query_by_label("Fetching the message").is_none());
    page_mut(&mut window).shown = Some(painted(newsletter()));
    assert!(is_painted(&settled(&mut window)));
}

#[test]
fn a_tile_that_is_not_what_it_says_is_not_painted() {
    let mut broken = layout(newsletter(), &[]);
    let area = TileArea { left: 0, top: 0, width: u32::MAX, height: u32::MAX };
    broken.tiles.insert((0, 0), Arc::new(Tile { area, rgba: vec![0; 64] }));
    let mut window = window(page_state(Some(broken)));
    assert!(!is_painted(&settled(&mut window)));
}

#[test]
fn nothing_is_said_or_painted_while_nothing_changes() {
    let mut window = window(page_state(Some(painted(newsletter()))));
    settled(&mut window);
    window.state_mut().state.message.as_mut().expect("open").painted = true;
    settled(&mut window);
    window.step();
    assert!(window.state().actions.is_empty());
    let delay = window.output().viewport_output.values().map(|output| output.repaint_delay).min();
    assert_eq!(delay, Some(std::time::Duration::MAX), "no frame is asked for");
}

#[test]
fn scrolling_reports_what_comes_into_view() {
    let mut window = window_of(page_state(Some(painted(newsletter()))), [760.0, 500.0]);
    settled(&mut window);
    window.state_mut().message.page_down();
    let said = in_view(&settled(&mut window));
    assert!(said.last().is_some_and(|(_, top, _)| *top > 100.0), "{said:?}");
}

#[test]
fn the_zoom_is_part_of_the_shape() {
    let mut state = page_state(Some(painted(newsletter())));
    state.zoom_percent = 200;
    let said = in_view(&settled(&mut window(state)));
    assert_eq!(said[0].0, PageShape { width: WIDTH / 2.0, scale: 2.0 });
}

#[test]
fn a_page_that_needs_more_room_is_asked_for_smaller() {
    let wide = Page { width: 890.0, ..newsletter() };
    let said = in_view(&settled(&mut window(page_state(Some(painted(wide))))));
    let (shape, ..) = said[said.len() - 1];
    assert_eq!((shape.width, shape.scale), (890.0, 0.8));
}

#[test]
fn the_text_and_the_links_are_there_for_screen_readers() {
    let mut window = window_of(page_state(Some(painted(newsletter()))), [760.0, 600.0]);
    settled(&mut window);
    window.get_by_label("Spring sale");
    let page = window.get_by_label("Message text: Notes from the site visit");
    assert_eq!(page.accesskit_node().role(), egui::accesskit::Role::Document);
    let links = egui::accesskit::Role::Link;
    window.get_by_role_and_label(links, "Read more");
    window.get_by_role_and_label(links, "Link to shop.example");
}

#[test]
fn a_link_shows_its_true_target_and_asks() {
    let mut window = window(page_state(Some(painted(newsletter()))));
    settled(&mut window);
    let at = window.get_by_role_and_label(egui::accesskit::Role::Link, "Read more").rect();
    window.hover_at(at.center());
    settled(&mut window);
    assert_eq!(window.state().message.link_target(), Some("https://shop.example/sale"));
    window.drag_at(at.center());
    window.drop_at(at.center());
    let clicked = settled(&mut window);
    let asked = clicked.iter().find_map(|action| match action {
        Action::ClickLink { target, text } => Some((target.as_str(), text.as_str())),
        _ => None,
    });
    assert_eq!(asked, Some(("https://shop.example/sale", "Read more")), "{clicked:?}");
    window.hover_at(egui::pos2(1.0, 1.0));
    settled(&mut window);
    assert_eq!(window.state().message.link_target(), None);
}

#[test]
fn the_keyboard_comes_to_a_link_far_below_and_the_page_follows() {
    let mut window = window_of(page_state(Some(painted(newsletter()))), [760.0, 500.0]);
    window.state_mut().state.message.as_mut().expect("open").painted = true;
    settled(&mut window);
    let far = "https://shop.example/foot";
    for _ in 0..30 {
        window.key_press(egui::Key::Tab);
        settled(&mut window);
        if window.state().message.link_target() == Some(far) {
            let role = egui::accesskit::Role::Link;
            let rect = window.get_by_role_and_label(role, "Link to shop.example").rect();
            assert!((0.0..500.0).contains(&rect.center().y), "{rect}");
            window.key_press(egui::Key::Enter);
            let clicked = settled(&mut window);
            assert!(
                clicked.iter().any(
                    |action| matches!(action, Action::ClickLink { target, .. } if target == far)
                )
            );
            return;
        }
    }
    panic!("Tab never came to the link");
}

#[test]
fn a_link_over_everything_counts_only_on_the_page() {
    let mut page = newsletter();
    page.links = vec![link(0.0, "everywhere", "https://evil.example/")];
    page.links[0].rects = vec![rect(-5_000.0, -5_000.0, 20_000.0, 20_000.0)];
    let mut window = window(page_state(Some(painted(page))));
    settled(&mut window);
    let clicked = click(&mut window, "Mark unread");
    assert!(
        matches!(clicked[..], [Action::Act(Acting::At(Place::PANE), Wish::Read(false))]),
        "{clicked:?}"
    );
}

#[test]
fn a_page_that_failed_is_text_with_one_line_why() {
    let mut state = page_state(None);
    state.pages.get_mut(&PAGE).expect("the page").failure = Some(HtmlFailure::Late);
    let mut window = window(state);
    assert!(is_painted(&settled(&mut window)), "the text is painted");
    window.get_by_label(&HtmlFailure::Late.to_string());
    window.get_by_label("Spring sale");
    assert!(window.query_by_label("Shown as text; the message is HTML.").is_none());
}
