//! Marking a text with the pointer and the keyboard, and copying it as it was written.

use std::sync::Arc;

use egui::{Event, Key, Modifiers, Pos2, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Look, Pane};
use mailpane::html::{Article, ArticleBlock, ArticleKind};
use mailpane::model::PartId;
use mailpane::reading::{Content, Document, Opened, Reading};

use super::states::{arrived, opened, text, words};
use super::{Window, beside, keyed_pane, settled};

const MAIL: &str = "Dear Jonas,\n\nthe notes are here:\ntwo pages.\n\n> May I see them?\n";
const HEBREW: &str = "שלום עולם וברוכים הבאים";

/// The pane with the keyboard, and a message in it.
fn reading<'a>(reading: Reading) -> Window<'a> {
    let mut state = arrived(reading);
    state.focus = Pane::Message;
    let mut window = keyed_pane(state);
    settled(&mut window);
    window
}

fn in_reader<'a>(kinds: Vec<(u8, ArticleKind)>) -> Window<'a> {
    let block = |(quote_level, kind)| ArticleBlock { quote_level, kind };
    let article = Article { blocks: kinds.into_iter().map(block).collect(), is_cut: false };
    let mut state = arrived(Reading { article: Some(Arc::new(article)), ..text("as text") });
    state.focus = Pane::Message;
    state.message.as_mut().expect("it is open").look = Look::Reader;
    let mut window = keyed_pane(state);
    settled(&mut window);
    window
}

fn copied(window: &mut Window<'_>) -> Option<String> {
    window.event(Event::Copy);
    settled(window).into_iter().find_map(|action| match action {
        Action::CopyText(text) => Some(text),
        _ => None,
    })
}

fn drag(window: &mut Window<'_>, from: Pos2, to: Pos2) {
    window.hover_at(from);
    window.drag_at(from);
    window.step();
    window.hover_at(to);
    window.step();
    window.drop_at(to);
    settled(window);
}

fn clicks(window: &mut Window<'_>, at: Pos2, count: usize) {
    // However long a frame takes here.
    window.ctx.options_mut(|options| options.input_options.max_double_click_delay = 60.0);
    window.hover_at(at);
    for _ in 0..count {
        window.drag_at(at);
        window.drop_at(at);
    }
    settled(window);
}

fn press_all(window: &mut Window<'_>) {
    window.key_press_modifiers(Modifiers::COMMAND, Key::A);
    settled(window);
}

#[test]
fn all_of_a_text_is_copied_as_it_came() {
    let mut window = reading(text(MAIL));
    assert_eq!(copied(&mut window), None, "nothing is marked");
    press_all(&mut window);
    assert_eq!(copied(&mut window).as_deref(), Some(MAIL));
    let beside = window.get_by_label("Dear Jonas,").rect().right_bottom() + vec2(200.0, 400.0);
    clicks(&mut window, beside, 1);
    assert_eq!(copied(&mut window), None, "a press elsewhere ends it");
}

#[test]
fn a_drag_over_paragraphs_marks_what_is_between() {
    let mut window = reading(text(MAIL));
    let first = window.get_by_label("Dear Jonas,").rect();
    let last = window.get_by_label("May I see them?").rect();
    let (from, to) = (first.left_top() + vec2(1.0, 5.0), last.right_center() - vec2(1.0, 0.0));
    for (from, to) in [(from, to), (to, from)] {
        drag(&mut window, from, to);
        let marked = copied(&mut window).expect("it is marked");
        assert_eq!(marked.trim_end(), MAIL.trim_end(), "with the mark of its quote");
    }
}

#[test]
fn two_clicks_mark_a_word_and_three_a_paragraph() {
    let mut window = reading(text(MAIL));
    let at = window.get_by_label_contains("the notes").rect().left_top() + vec2(40.0, 8.0);
    clicks(&mut window, at, 2);
    assert_eq!(copied(&mut window).as_deref(), Some("notes"));
    let mut window = reading(text(MAIL));
    clicks(&mut window, at, 3);
    assert_eq!(copied(&mut window).as_deref(), Some("the notes are here:\ntwo pages."));
}

#[test]
fn words_that_read_from_the_right_are_copied_in_the_order_they_were_written() {
    let mut window = reading(text(HEBREW));
    let rect = window.get_by_label(HEBREW).rect();
    let right = pos2(rect.right() - 2.0, rect.center().y);
    clicks(&mut window, right, 2);
    assert_eq!(copied(&mut window).as_deref(), Some("שלום"));
    let mut window = reading(text(HEBREW));
    drag(&mut window, right, pos2(rect.left() + 2.0, rect.center().y));
    assert!(HEBREW.starts_with(copied(&mut window).expect("it is marked").trim()));
    press_all(&mut window);
    assert_eq!(copied(&mut window).as_deref(), Some(HEBREW));
}

#[test]
fn an_article_is_copied_as_a_plain_mail() {
    let item = |text| ArticleKind::Item { depth: 0, marker: "•".to_owned(), words: words(text) };
    let row = ArticleKind::Row { cells: vec![words("Berth"), words("Ship")], is_head: false };
    let mut window = in_reader(vec![
        (0, ArticleKind::Heading { level: 1, words: words("News") }),
        (0, item("one")),
        (0, item("two")),
        (1, ArticleKind::Paragraph(words("quoted"))),
        (0, row),
    ]);
    press_all(&mut window);
    let whole = "News\n• one\n• two\n\n> quoted\nBerth\tShip";
    assert_eq!(copied(&mut window).as_deref(), Some(whole));
    let from = window.get_by_label("one").rect().left_center() + vec2(1.0, 0.0);
    let to = window.get_by_label("Ship").rect().left_center() + vec2(300.0, 0.0);
    drag(&mut window, from, to);
    assert_eq!(copied(&mut window).as_deref(), Some("• one\n• two\n\n> quoted\nBerth\tShip"));
    let cell = window.get_by_label("Ship").rect().left_center() + vec2(4.0, 0.0);
    clicks(&mut window, cell, 3);
    assert_eq!(copied(&mut window).as_deref(), Some("Ship"));
}

#[test]
fn all_means_the_text_that_was_pressed_last() {
    let content = Content::Text(Arc::new(text("Attached as text.")));
    let below = Document { part: PartId(vec![2]), name: "notes.txt".to_owned(), content };
    let mut window = reading(Reading { below: vec![below].into(), ..text(MAIL) });
    press_all(&mut window);
    assert_eq!(copied(&mut window).as_deref(), Some(MAIL));
    let at = window.get_by_label("Attached as text.").rect().left_center() + vec2(3.0, 0.0);
    clicks(&mut window, at, 1);
    press_all(&mut window);
    assert_eq!(copied(&mut window).as_deref(), Some("Attached as text."));
}

#[test]
fn the_menu_copies_what_is_marked_and_marks_all() {
    let mut window = reading(text(MAIL));
    window.get_by_label("Dear Jonas,").click_secondary();
    settled(&mut window);
    assert!(window.query_by_label("Copy").is_none(), "nothing is marked");
    window.get_by_label("Select all").click();
    settled(&mut window);
    window.get_by_label("Dear Jonas,").click_secondary();
    settled(&mut window);
    window.get_by_label("Copy").click();
    let actions = settled(&mut window);
    assert!(
        actions.iter().any(|action| matches!(action, Action::CopyText(text) if text == MAIL)),
        "{actions:?}"
    );
}

#[test]
fn a_message_in_a_window_of_its_own_is_copied_whole() {
    let message = Opened::Message(Arc::new(text(MAIL)));
    let mut window = beside(opened("message/rfc822", "a.eml", Some(message)));
    settled(&mut window);
    press_all(&mut window);
    assert_eq!(copied(&mut window).as_deref(), Some(MAIL));
}

#[test]
fn a_long_text_is_marked_beyond_what_is_seen() {
    let mail: String = (0..2_000).map(|line| format!("paragraph {line}\n\n")).collect();
    let mut window = reading(text(&mail));
    let from = window.get_by_label("paragraph 0").rect().left_center() + vec2(1.0, 0.0);
    drag(&mut window, from, from + vec2(0.0, 60.0));
    // Shift and a press elsewhere go on from there.
    window.state_mut().message.page_down();
    settled(&mut window);
    let seen = window.query_all_by_label_contains("paragraph ").nth(20).map(|node| node.rect());
    let to = seen.expect("some are in view").left_center() + vec2(1.0, 0.0);
    window.event(Event::PointerMoved(to));
    for pressed in [true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::SHIFT);
        window.event_modifiers(
            Event::PointerButton { pos: to, button, pressed, modifiers },
            modifiers,
        );
    }
    settled(&mut window);
    let marked = copied(&mut window).expect("it is marked");
    assert!(marked.starts_with("paragraph 0\n\nparagraph 1\n\n"), "{marked}");
    assert!(mail.starts_with(&marked) && marked.lines().count() > 20, "{}", marked.lines().count());
}
