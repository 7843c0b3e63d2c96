//! Pages on the screen: what is painted of them, what stays while they change, find and select.

use std::sync::Arc;

use mailpane::app::{Action, Effect, MessageAct, PAGE_TILES_BYTES, PageAct, STRIP_HEIGHT_PX};
use mailpane::engine::{Event, PageCommand, PageEvent, PageShape};
use mailpane::html::{Match, Point, Rect, Selection, TileArea};

use super::mails::{
    FIRST, SHAPE, act, areas_of, in_view, laid_out, load_of, loaded, newsletter, open, page,
    paint_all, painted, pane_page, show_page, tall, to_pages,
};

fn numbers(effects: &[Effect]) -> Vec<u32> {
    areas_of(effects).iter().map(|area| area.top / STRIP_HEIGHT_PX).collect()
}

#[test]
fn what_is_in_view_is_painted_first_and_a_screen_around_it_next() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = pane_page(&state);
    in_view(&mut state, id, SHAPE, 2_000.0);
    let effects = state.apply(laid_out(id, 1, SHAPE, tall(10_000.0)));
    assert_eq!(numbers(&effects), [3, 4, 5, 6, 7, 2]);
    assert!(areas_of(&effects).iter().all(|area| area.width == 700));
}

#[test]
fn a_page_comes_onto_the_screen_when_all_that_is_in_view_is_painted() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = pane_page(&state);
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = state.apply(laid_out(id, 1, SHAPE, tall(1_500.0)));
    let areas = areas_of(&effects);
    state.apply(painted(id, 1, areas[1]));
    assert!(page(&state, id).shown.is_none(), "its first strip lacks");
    state.apply(painted(id, 1, areas[0]));
    assert_eq!(page(&state, id).shown.as_ref().map(|shown| shown.tiles.len()), Some(2));
    assert!(page(&state, id).next.is_none());
}

#[test]
fn strips_are_asked_for_only_when_others_are_wanted() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = pane_page(&state);
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = state.apply(laid_out(id, 1, SHAPE, tall(10_000.0)));
    assert_eq!(numbers(&effects), [0, 1, 2, 3]);
    assert!(in_view(&mut state, id, SHAPE, 1.0).is_empty(), "the same strips");
    let effects = in_view(&mut state, id, SHAPE, 1_100.0);
    assert_eq!(numbers(&effects), [2, 3, 4, 5, 1, 0]);
    paint_all(&mut state, id, 1, &effects);
    assert!(in_view(&mut state, id, SHAPE, 1_101.0).is_empty(), "all is there");
    assert_eq!(numbers(&in_view(&mut state, id, SHAPE, 1_700.0)), [6]);
}

#[test]
fn the_old_layout_stays_until_the_new_one_is_painted() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    let narrow = PageShape { width: 500.0, scale: 1.0 };
    let effects = in_view(&mut state, id, narrow, 0.0);
    assert!(
        matches!(to_pages(&effects)[..], [PageCommand::Reshape { shape, .. }] if *shape == narrow)
    );
    // Nothing more is asked for before that is on the screen, however often the edge moves.
    let narrower = PageShape { width: 400.0, scale: 1.0 };
    assert!(in_view(&mut state, id, narrower, 0.0).is_empty());
    let effects = state.apply(laid_out(id, 2, narrow, tall(1_300.0)));
    assert_eq!(page(&state, id).shown.as_ref().map(|shown| shown.number), Some(1));
    let effects = paint_all(&mut state, id, 2, &effects);
    assert_eq!(page(&state, id).shown.as_ref().map(|shown| shown.number), Some(2));
    assert!(
        matches!(to_pages(&effects)[..], [PageCommand::Reshape { shape, .. }, ..] if *shape == narrower),
        "then the newest: {effects:?}"
    );
}

#[test]
fn a_shape_that_is_there_already_is_not_asked_for() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    assert!(in_view(&mut state, id, SHAPE, 0.0).is_empty());
    let nonsense = PageShape { width: f32::NAN, scale: 1.0 };
    assert!(in_view(&mut state, id, nonsense, 0.0).is_empty(), "no screen says this");
}

#[test]
fn a_shorter_layout_is_painted_where_the_view_will_stop() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = pane_page(&state);
    in_view(&mut state, id, SHAPE, 4_000.0);
    let effects = state.apply(laid_out(id, 1, SHAPE, tall(5_000.0)));
    paint_all(&mut state, id, 1, &effects);
    let wide = PageShape { width: 1_400.0, scale: 1.0 };
    in_view(&mut state, id, wide, 4_000.0);
    let effects = state.apply(laid_out(id, 2, wide, tall(2_500.0)));
    assert_eq!(numbers(&effects)[..2], [3, 4], "its last screen");
    assert_eq!(page(&state, id).shown.as_ref().map(|shown| shown.number), Some(1));
}

#[test]
fn strips_of_a_layout_that_is_gone_and_strips_of_no_layout_are_dropped() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    let held = |state: &mailpane::app::State| {
        page(state, id).shown.as_ref().map_or(0, |shown| shown.tiles.len())
    };
    let before = held(&state);
    let strange = TileArea { left: 5, top: 0, width: 700, height: 512 };
    state.apply(painted(id, 1, strange));
    state.apply(painted(id, 9, TileArea { left: 0, top: 0, width: 700, height: 512 }));
    let area = TileArea { left: 0, top: 512, width: 700, height: 388 };
    let tile = mailpane::html::Tile { area, rgba: vec![0; 16] };
    state.apply(Event::Page(PageEvent::Painted { id, layout: 1, tile: Arc::new(tile) }));
    assert_eq!(held(&state), before);
    state.apply(laid_out(id, 1, SHAPE, tall(10.0)));
    assert!(page(&state, id).next.is_none(), "this layout was there before");
}

#[test]
fn a_long_page_holds_no_more_than_it_may() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = pane_page(&state);
    let shape = PageShape { width: 2_000.0, scale: 2.0 };
    let mut effects = in_view(&mut state, id, shape, 0.0);
    assert!(load_of(&effects).is_some());
    effects = state.apply(laid_out(id, 1, shape, tall(1e6)));
    for screen in 1_u16..40 {
        paint_all(&mut state, id, 1, &effects);
        effects = in_view(&mut state, id, shape, f32::from(screen) * 600.0);
        let shown = page(&state, id).shown.as_ref().expect("shown");
        let bytes: usize = shown.tiles.values().map(|tile| tile.rgba.len()).sum();
        assert!(bytes <= PAGE_TILES_BYTES, "{bytes}");
    }
}

#[test]
fn more_of_a_long_message_is_laid_out_on_the_same_page() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    let again = state.apply(loaded(FIRST, newsletter(Vec::new())));
    assert!(to_pages(&again).is_empty(), "the same page: {again:?}");
    let mut more = newsletter(Vec::new());
    let source = mailpane::reading::PageSource {
        html: "<p>News<p>More".to_owned(),
        ..mailpane::reading::PageSource::default()
    };
    more.page = Some(Arc::new(source));
    let effects = state.apply(loaded(FIRST, more));
    assert_eq!(pane_page(&state), id);
    assert_eq!(load_of(&effects).map(|load| load.source.html.as_str()), Some("<p>News<p>More"));
    assert!(page(&state, id).shown.is_some(), "and what is there stays until then");
}

#[test]
fn another_message_ends_the_child_of_the_one_before() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = pane_page(&state);
    in_view(&mut state, id, SHAPE, 0.0);
    let effects = state.update(Action::MoveSelection { by: 1 });
    assert!(
        matches!(to_pages(&effects)[..], [PageCommand::Close { id: closed }] if *closed == id),
        "{effects:?}"
    );
    assert!(state.pages.is_empty());
    let late = state.apply(laid_out(id, 1, SHAPE, tall(900.0)));
    assert!(late.is_empty() && state.pages.is_empty(), "what it says now is about nothing");
}

#[test]
fn a_page_that_was_never_laid_out_has_no_child_to_end() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = state.update(Action::MoveSelection { by: 1 });
    assert!(to_pages(&effects).is_empty(), "{effects:?}");
}

#[test]
fn a_darker_window_lays_its_pages_out_anew() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let effects = state.update(Action::ThemeIsDark(true));
    assert_eq!(load_of(&effects).map(|load| load.dark), Some(true));
    assert!(state.update(Action::ThemeIsDark(true)).is_empty());
}

fn found(id: mailpane::engine::PageId, layout: u32, words: &str, tops: &[f32]) -> Event {
    let at = |top: &f32| Match { rects: vec![Rect { y: *top, ..Rect::default() }] };
    let matches = tops.iter().map(at).collect();
    Event::Page(PageEvent::Found { id, layout, words: words.to_owned(), matches })
}

#[test]
fn finding_goes_on_from_what_is_in_view_and_round() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = pane_page(&state);
    in_view(&mut state, id, SHAPE, 300.0);
    let effects = state.apply(laid_out(id, 1, SHAPE, tall(3_000.0)));
    paint_all(&mut state, id, 1, &effects);
    let effects = state.update(Action::Page(id, PageAct::Find("news".to_owned())));
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Find { words, .. }] if words == "news"));
    state.apply(found(id, 1, "new", &[1.0]));
    state.apply(found(id, 1, "news", &[10.0, 500.0, 900.0]));
    let current = |state: &mailpane::app::State| {
        page(state, id).find.as_ref().map(|find| (find.current, find.matches.len()))
    };
    assert_eq!(current(&state), Some((1, 3)), "of these words, and below the top of the view");
    state.update(Action::Page(id, PageAct::FindNext));
    state.update(Action::Page(id, PageAct::FindNext));
    assert_eq!(current(&state), Some((0, 3)));
    state.update(Action::Page(id, PageAct::FindPrevious));
    assert_eq!(current(&state), Some((2, 3)));
    state.update(Action::Page(id, PageAct::Find(String::new())));
    assert_eq!(current(&state), None);
}

#[test]
fn what_is_found_is_found_again_in_another_layout() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    state.update(Action::Page(id, PageAct::Find("news".to_owned())));
    state.apply(found(id, 1, "news", &[10.0, 20.0]));
    state.update(Action::Page(id, PageAct::FindNext));
    let narrow = PageShape { width: 500.0, scale: 1.0 };
    in_view(&mut state, id, narrow, 0.0);
    let effects = state.apply(laid_out(id, 2, narrow, tall(1_000.0)));
    assert!(to_pages(&effects).iter().any(|c| matches!(c, PageCommand::Find { .. })));
    state.apply(found(id, 2, "news", &[15.0, 35.0]));
    let tops = |state: &mailpane::app::State| {
        let find = page(state, id).find.as_ref().expect("looking for it");
        let tops: Vec<f32> = find.matches.iter().map(|found| found.rects[0].y).collect();
        (find.current, tops)
    };
    assert_eq!(tops(&state), (1, vec![10.0, 20.0]), "marks belong to what is on the screen");
    paint_all(&mut state, id, 2, &effects);
    assert_eq!(tops(&state), (1, vec![15.0, 35.0]));
}

#[test]
fn what_is_selected_is_copied_also_when_it_was_not_there_yet() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    let effects = state.update(Action::Page(id, PageAct::SelectAll));
    let [PageCommand::Select { from, to, .. }] = to_pages(&effects)[..] else {
        panic!("all of it, got {effects:?}");
    };
    assert_eq!((*from, *to), (Point::default(), Point { x: 700.0, y: 900.0 }));
    assert!(state.update(Action::Page(id, PageAct::CopySelection)).is_empty());
    let selection = Arc::new(Selection { text: "News".to_owned(), rects: Vec::new() });
    let selected = |layout| {
        let selection = Arc::clone(&selection);
        Event::Page(PageEvent::Selected { id, layout, selection })
    };
    assert!(state.apply(selected(7)).is_empty(), "not of this layout");
    let effects = state.apply(selected(1));
    assert!(matches!(&effects[..], [Effect::Copy(text)] if text == "News"), "{effects:?}");
    let effects = state.update(Action::Page(id, PageAct::CopySelection));
    assert!(matches!(&effects[..], [Effect::Copy(_)]));
    state.update(Action::Page(id, PageAct::ClearSelection));
    assert!(state.update(Action::Page(id, PageAct::CopySelection)).is_empty());
}

#[test]
fn closing_a_message_closes_its_page_even_after_it_failed() {
    let (mut state, _) = open(newsletter(Vec::new()));
    show_page(&mut state, tall(900.0));
    let id = pane_page(&state);
    let failure = mailpane::html::HtmlFailure::Flooded;
    state.apply(Event::Page(PageEvent::Failed { id, failure }));
    assert!(in_view(&mut state, id, SHAPE, 5.0).is_empty(), "nothing more is asked of it");
    let effects = state.update(Action::MoveSelection { by: 1 });
    assert!(matches!(to_pages(&effects)[..], [PageCommand::Close { .. }]), "{effects:?}");
    let effects = act(&mut state, MessageAct::ShowParts(true));
    assert!(effects.is_empty());
}
