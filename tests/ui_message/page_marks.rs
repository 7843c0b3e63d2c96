//! What is marked on a page, by hand or by a search, and its menus.

use super::*;

#[test]
fn press_and_drag_marks_and_a_click_ends_it() {
    let mut window = window(page_state(Some(painted(newsletter()))));
    settled(&mut window);
    let at = window.get_by_label("Spring sale").rect();
    window.hover_at(at.left_center());
    window.drag_at(at.left_center());
    window.step();
    window.hover_at(at.center());
    window.step();
    let said = acts(std::mem::take(&mut window.state_mut().actions));
    let Some(PageAct::Select { from, to }) = said.last() else { panic!("got {said:?}") };
    assert_eq!((from.x, from.y, to.x, to.y), (8.0, 20.0, 158.0, 20.0));
    window.drop_at(at.center());
    settled(&mut window);
    let rects = vec![rect(8.0, 10.0, 150.0, 20.0)];
    page_mut(&mut window).selection =
        Some(Arc::new(Selection { text: "Spring".to_owned(), rects }));
    settled(&mut window);
    let below = at.center() + egui::vec2(200.0, 150.0);
    window.hover_at(below);
    window.drag_at(below);
    window.drop_at(below);
    assert_eq!(acts(settled(&mut window)), [PageAct::ClearSelection]);
}

#[test]
fn two_clicks_ask_for_the_word_there() {
    let mut window = window(page_state(Some(painted(newsletter()))));
    settled(&mut window);
    let at = window.get_by_label("Spring sale").rect().center();
    // However long a frame takes here.
    window.ctx.options_mut(|options| options.input_options.max_double_click_delay = 60.0);
    window.hover_at(at);
    for _ in 0..2 {
        window.drag_at(at);
        window.drop_at(at);
    }
    let said = acts(settled(&mut window));
    assert!(
        matches!(said.last(), Some(PageAct::Select { from, to }) if from == to),
        "got {said:?}"
    );
}

#[test]
fn the_menu_of_the_page_copies_what_is_marked() {
    let mut state = page_state(Some(painted(newsletter())));
    state.pages.get_mut(&PAGE).expect("the page").selection =
        Some(Arc::new(Selection { text: "Spring".to_owned(), rects: Vec::new() }));
    let mut window = window(state);
    settled(&mut window);
    window.get_by_label("Message text: Notes from the site visit").click_secondary();
    settled(&mut window);
    window.get_by_label("Select all");
    assert_eq!(acts(click(&mut window, "Copy")), [PageAct::CopySelection]);
}

#[test]
fn the_menu_of_a_link_copies_where_it_leads() {
    let mut window = window(page_state(Some(painted(newsletter()))));
    settled(&mut window);
    window.get_by_role_and_label(egui::accesskit::Role::Link, "Read more").click_secondary();
    settled(&mut window);
    let copied = click(&mut window, "Copy link address");
    assert!(
        copied.iter().any(|action| matches!(
            action,
            Action::CopyText(text) if text == "https://shop.example/sale"
        )),
        "{copied:?}"
    );
}

#[test]
fn marks_of_a_search_do_not_move_the_page_that_shows_them() {
    let mut window = window(page_state(Some(painted(newsletter()))));
    settled(&mut window);
    let matches = Arc::from([Match { rects: vec![rect(8.0, 10.0, 40.0, 20.0)] }]);
    page_mut(&mut window).find =
        Some(mailpane::app::PageFind { words: "spring".to_owned(), matches, current: 0 });
    assert!(in_view(&settled(&mut window)).is_empty());
}

#[test]
fn the_match_far_below_comes_into_view() {
    let mut window = window_of(page_state(Some(painted(newsletter()))), [760.0, 500.0]);
    settled(&mut window);
    let matches = Arc::from([Match { rects: vec![rect(8.0, 1_100.0, 40.0, 20.0)] }]);
    page_mut(&mut window).find =
        Some(mailpane::app::PageFind { words: "end".to_owned(), matches, current: 0 });
    let said = in_view(&settled(&mut window));
    let (_, top, bottom) = said[said.len() - 1];
    assert!(top < 1_100.0 && bottom > 1_120.0, "{top} to {bottom}");
}
