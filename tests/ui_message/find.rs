//! Find in message: the bar, its keys, and what it tells the page.

use std::sync::Arc;

use egui::{Event, Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, MessageAct, PageAct, PageFind};
use mailpane::engine::Place;
use mailpane::html::Match;

use super::page_tests::{PAGE, newsletter, page_mut, page_state, painted};
use super::{Window, arrived, body, click, settled, window};

fn page_acts(actions: Vec<Action>) -> Vec<PageAct> {
    let acts = actions.into_iter().filter_map(|action| match action {
        Action::Page(PAGE, PageAct::InView(_)) => None,
        Action::Page(PAGE, act) => Some(act),
        _ => None,
    });
    acts.collect()
}

/// The bar is open and three places were found.
fn found<'a>() -> Window<'a> {
    let mut window = window(page_state(Some(painted(newsletter()))));
    settled(&mut window);
    window.state_mut().message.open_find();
    settled(&mut window);
    window.event(Event::Text("sale".to_owned()));
    let told = page_acts(settled(&mut window));
    assert_eq!(told, [PageAct::Find("sale".to_owned())]);
    let matches = Arc::from(vec![Match::default(); 3]);
    page_mut(&mut window).find = Some(PageFind { words: "sale".to_owned(), matches, current: 1 });
    settled(&mut window);
    window
}

#[test]
fn what_is_typed_is_looked_for_and_counted() {
    let window = found();
    window.get_by_label("2 of 3");
}

#[test]
fn enter_and_the_arrows_go_from_place_to_place() {
    let mut window = found();
    window.key_press(Key::Enter);
    assert_eq!(page_acts(settled(&mut window)), [PageAct::FindNext]);
    window.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    assert_eq!(page_acts(settled(&mut window)), [PageAct::FindPrevious], "it kept the keyboard");
    window.key_press(Key::F3);
    assert_eq!(page_acts(settled(&mut window)), [PageAct::FindNext]);
    assert_eq!(page_acts(click(&mut window, "Next match")), [PageAct::FindNext]);
    assert_eq!(page_acts(click(&mut window, "Previous match")), [PageAct::FindPrevious]);
}

#[test]
fn escape_closes_the_bar_and_the_page_forgets_its_marks() {
    let mut window = found();
    window.key_press(Key::Escape);
    assert_eq!(page_acts(settled(&mut window)), [PageAct::Find(String::new())]);
    assert!(window.query_by_label("Close find").is_none());
}

#[test]
fn words_that_are_nowhere_are_told() {
    let mut window = found();
    page_mut(&mut window).find =
        Some(PageFind { words: "sale".to_owned(), matches: Arc::from([]), current: 0 });
    settled(&mut window);
    window.get_by_label("Not found");
    assert!(click(&mut window, "Next match").is_empty(), "there is nowhere to go");
}

#[test]
fn words_in_a_text_are_counted_here_and_the_place_comes_into_view() {
    let text: String = (0..200).map(|n| format!("paragraph {n}\n\n")).collect();
    let mut window = window(arrived(body(&text), &[]));
    settled(&mut window);
    window.state_mut().message.open_find();
    settled(&mut window);
    window.event(Event::Text("Paragraph 19".to_owned()));
    for action in settled(&mut window) {
        window.state_mut().state.update(action);
    }
    settled(&mut window);
    window.get_by_label("1 of 11");
    window.get_by_label("paragraph 19");
    window.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    for action in settled(&mut window) {
        window.state_mut().state.update(action);
    }
    settled(&mut window);
    window.get_by_label("11 of 11");
    window.get_by_label("paragraph 199");
    window.key_press(Key::Escape);
    let said = settled(&mut window);
    assert!(
        said.iter().any(|action| matches!(
            action,
            Action::Message(Place::PANE, MessageAct::Find(words)) if words.is_empty()
        )),
        "{said:?}"
    );
}
