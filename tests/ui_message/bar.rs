//! The bar above the message: the forms it has, and what a narrow pane puts into the menu.

use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, Look, MessageAct, State};
use mailpane::engine::Place;

use super::page_tests::{newsletter, page_state, painted};
use super::{Window, arrived, body, click, settled, window, window_of};

/// It was painted before, so it is read.
fn html() -> State {
    let mut state = page_state(Some(painted(newsletter())));
    state.update(Action::Message(Place::PANE, MessageAct::Painted));
    state
}

fn acts(actions: Vec<Action>) -> Vec<MessageAct> {
    let acts = actions.into_iter().filter_map(|action| match action {
        Action::Message(Place::PANE, act) => Some(act),
        _ => None,
    });
    acts.collect()
}

fn is_chosen(window: &Window<'_>, name: &str) -> bool {
    window.get_by_label(name).accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

#[test]
fn the_switch_offers_the_forms_that_the_message_has() {
    let mut shown = window(html());
    settled(&mut shown);
    assert!(is_chosen(&shown, "HTML") && !is_chosen(&shown, "Text"));
    assert!(shown.query_by_label("Reader").is_none(), "this one was not read as an article");
    assert_eq!(acts(click(&mut shown, "Text")), [MessageAct::ChooseLook(Look::Text)]);
    assert!(acts(click(&mut shown, "HTML")).is_empty(), "it is shown already");
    let plain = window(arrived(body("x"), &[]));
    assert!(plain.query_by_label("HTML").is_none() && plain.query_by_label("Text").is_none());
}

#[test]
fn the_buttons_say_what_they_are_for() {
    let mut window = window(html());
    assert_eq!(acts(click(&mut window, "Source")), [MessageAct::OpenSource]);
    assert_eq!(acts(click(&mut window, "Open in window")), [MessageAct::OpenInWindow]);
    for (name, act) in [
        ("Parts", MessageAct::ShowParts(true)),
        ("All headers", MessageAct::ShowAllHeaders(true)),
        ("Save as .eml…", MessageAct::SaveMessage),
        ("Print…", MessageAct::Print),
        ("Save as PDF…", MessageAct::SavePdf),
    ] {
        click(&mut window, "More");
        assert_eq!(acts(click(&mut window, name)), [act]);
    }
}

#[test]
fn a_narrow_pane_has_the_rest_in_its_menu() {
    for width in [280.0, 340.0, 420.0, 500.0, 668.0] {
        let mut window = window_of(html(), [width, 600.0]);
        settled(&mut window);
        for name in ["Mark unread", "Flag", "More"] {
            let rect = window.get_by_label(name).rect();
            assert!(rect.left() >= 8.0 && rect.right() <= width - 8.0, "{name} at {width}: {rect}");
        }
        click(&mut window, "More");
        for name in ["HTML", "Text", "Source", "Open in window"] {
            window.get_by_label(name);
        }
    }
}

#[test]
fn no_two_controls_of_the_bar_lie_over_each_other() {
    for width in (280..=760).step_by(12) {
        let mut state = html();
        state.zoom_percent = 125;
        let mut window = window_of(state, [width as f32, 600.0]);
        settled(&mut window);
        let names = ["Mark unread", "Flag", "HTML", "Text", "Source", "Open in window", "More"];
        let mut rects: Vec<egui::Rect> =
            names.iter().filter_map(|name| window.query_by_label(name)).map(|n| n.rect()).collect();
        rects.extend(window.query_by_label_contains("Zoom 125").map(|node| node.rect()));
        rects.sort_by(|a, b| a.left().total_cmp(&b.left()));
        for pair in rects.windows(2) {
            assert!(pair[0].right() <= pair[1].left() + 0.5, "at {width}: {pair:?}");
        }
    }
}

#[test]
fn the_zoom_shows_while_it_is_not_the_usual_one() {
    let mut state = html();
    assert!(window(html()).query_by_label_contains("Zoom").is_none());
    state.zoom_percent = 150;
    let mut window = window(state);
    let clicked = click(&mut window, "Zoom 150 %, back to 100 %");
    assert!(clicked.iter().any(|action| matches!(action, Action::SetZoom(100))), "{clicked:?}");
}
