//! Twelve pages written for the project, laid out by the child process: where their lines stand,
//! what they link to, what is found and selected in them, and what of them is painted.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "html_pages/golden.rs"]
mod golden;
mod html;

use html::{laid_out, page, run, runs, text};
use mailpane::html::{Load, Point, TileArea, View};

/// Rounding of fonts and spacing between systems, in CSS pixels.
const TOLERANCE: f32 = 6.0;

#[test]
fn columns_of_a_newsletter_stand_side_by_side_in_the_middle() {
    let view = page("01-newsletter", 700.0);
    let (left, right) = (run(&view, "Left column"), run(&view, "Right column"));
    assert!((left.rect.y - right.rect.y).abs() < 1.0, "{left:?} {right:?}");
    assert!((left.rect.x - 62.0).abs() < TOLERANCE, "{left:?}");
    assert!((right.rect.x - 362.0).abs() < 3.0 * TOLERANCE, "{right:?}");
    let heading = run(&view, "What is new");
    assert!((heading.rect.x - 74.0).abs() < TOLERANCE && heading.rect.y > 120.0, "{heading:?}");
    let links: Vec<_> = view.page().links.iter().map(|link| link.href.as_str()).collect();
    assert_eq!(links, ["https://harbour.example/read", "https://harbour.example/stop"]);
    let button = &view.page().links[0];
    assert_eq!(button.text, "Read all of it");
    let middle = button.rects[0].x + button.rects[0].width / 2.0;
    assert!((middle - 350.0).abs() < TOLERANCE, "{button:?}");
}

#[test]
fn a_container_cell_that_is_a_block_is_shown_and_centred() {
    let view = page("02-stacked-cells", 900.0);
    assert!(text(&view).contains("Hi there,") && text(&view).contains("call"), "{}", text(&view));
    let hello = run(&view, "Hi there,");
    assert!(hello.rect.x > 150.0 && hello.rect.x < 250.0, "{hello:?}");
}

#[test]
fn columns_stack_where_the_page_is_narrow_and_stand_side_by_side_again_where_it_is_wide() {
    let mut view = page("03-stacked-on-narrow", 700.0);
    let names = ["Alpha column", "Beta column", "Gamma column"];
    let places = |view: &View| names.map(|name| run(view, name).rect);
    for width in [700.0, 400.0, 700.0] {
        view.resize(width, 1.0).expect("it is laid out again");
        let [a, b, c] = places(&view);
        if width < 500.0 {
            assert!(
                a.y + a.height <= b.y + 1.0 && b.y + b.height <= c.y + 1.0,
                "{a:?} {b:?} {c:?}"
            );
            assert!((a.x - c.x).abs() < 1.0, "{a:?} {c:?}");
        } else {
            assert!((a.y - c.y).abs() < 1.0 && a.x < b.x && b.x < c.x, "{a:?} {b:?} {c:?}");
        }
    }
}

#[test]
fn a_reply_shows_every_script_and_its_quotation() {
    let view = page("04-reply", 700.0);
    let text = text(&view);
    for words in ["bring the keys", "call Łukasz", "日本語のテキスト", "שלום עולם", "old mill"]
    {
        assert!(text.contains(words), "{words} in {text}");
    }
    let hebrew = run(&view, "שלום").rect;
    assert!(hebrew.x > 400.0, "it begins at the right: {hebrew:?}");
    let quotation = run(&view, "Shall we meet").rect;
    let attribution = run(&view, "On Tue, Ann").rect;
    assert!(quotation.x > attribution.x + 5.0, "{quotation:?} {attribution:?}");
}

#[test]
fn words_for_another_program_stay_hidden() {
    let office = text(&page("05-office", 700.0));
    assert!(!office.contains("hidden words") && office.contains("shown to all others"), "{office}");
    assert!(office.contains("minutes") && office.contains("Who"), "{office}");
    let preview = page("11-hidden-words", 700.0);
    assert_eq!(text(&preview), "Visible words");
}

#[test]
fn attributes_of_old_pages_count() {
    let view = page("06-nineties", 700.0);
    let heading = run(&view, "The Weekly Letter").rect;
    assert!((heading.x + heading.width / 2.0 - 350.0).abs() < TOLERANCE, "{heading:?}");
    assert!(heading.height > 22.0, "the font is larger: {heading:?}");
    let (upper, right) = (run(&view, "Upper case").rect, run(&view, "right side").rect);
    assert!((upper.y - right.y).abs() < 1.0 && upper.x > 150.0, "{upper:?} {right:?}");
    assert!(right.x + right.width < 550.0, "the table is in the middle: {right:?}");
    let both = run(&view, "both").rect;
    assert!((both.x + both.width / 2.0 - 350.0).abs() < TOLERANCE, "{both:?}");
}

#[test]
fn the_first_column_of_a_page_from_right_to_left_stands_at_the_right() {
    let view = page("07-rtl-table", 700.0);
    let [first, second, third] = ["الأول", "الثاني", "الثالث"].map(|name| run(&view, name).rect.x);
    assert!(first > second && second > third, "{first} {second} {third}");
}

#[test]
fn cells_grow_with_the_pictures_in_them() {
    let view = page("08-wide-pictures", 700.0);
    let after = run(&view, "after").rect;
    assert!(after.x >= 500.0, "{after:?}");
}

#[test]
fn blocked_pictures_leave_their_words_and_are_counted() {
    let view = page("09-remote", 700.0);
    let blocked = &view.page().blocked;
    assert_eq!(blocked.hosts, ["cdn.example", "count.example", "fonts.example"]);
    assert_eq!(blocked.trackers, 1);
    assert!(blocked.images.contains(&"https://cdn.example/photo.jpg".to_owned()), "{blocked:?}");
    assert!(!blocked.images.iter().any(|image| image.contains("count")), "{blocked:?}");
    assert!(!blocked.images.iter().any(|image| image.contains("fonts")), "{blocked:?}");
    let text = text(&view);
    assert!(text.contains("The Logo") && text.contains("A photo of boats"), "{text}");
    let logo = run(&view, "The Logo").rect;
    assert!(logo.y < run(&view, "A photo").rect.y, "{logo:?}");
}

#[test]
fn inline_blocks_keep_the_space_between_them() {
    let view = page("10-inline-blocks", 700.0);
    for pair in [["Home", "About"], ["About", "Works"], ["One", "Two"], ["Two", "Three"]] {
        let [first, second] = pair.map(|name| run(&view, name).rect);
        let gap = second.x - (first.x + first.width);
        assert!((2.0..10.0).contains(&gap), "{pair:?}: {gap}");
    }
}

#[test]
fn forms_are_shown_and_scripts_are_not() {
    let view = page("12-form-and-details", 700.0);
    let text = text(&view);
    for words in ["Ann", "yes", "red", "Send it", "More", "Folded words", "cell two"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(!text.contains("never") && !text.contains("blue"), "{text}");
    let (caption, cell) = (run(&view, "Caption words").rect, run(&view, "cell one").rect);
    assert!(caption.y + caption.height <= cell.y + 2.0, "{caption:?} {cell:?}");
}

#[test]
fn words_are_found_in_either_case_where_they_stand() {
    let mut view = page("04-reply", 700.0);
    let line = run(&view, "Shall we meet").rect;
    let found = view.find("the OLD  mill").expect("it looks");
    assert_eq!(found.len(), 1, "{found:?}");
    let rect = found[0].rects[0];
    assert!(rect.x > line.x && rect.width > 20.0, "{rect:?} in {line:?}");
    assert!((rect.y - line.y).abs() < 4.0, "{rect:?} in {line:?}");
    assert_eq!(view.find("absent words").expect("it looks"), []);
    assert_eq!(view.find("  ").expect("it looks"), []);
    let mut hidden = page("11-hidden-words", 700.0);
    assert_eq!(hidden.find("preview").expect("it looks"), []);
}

#[test]
fn one_point_selects_the_word_there() {
    let mut view = laid_out("<p>You <b>don't</b> go, 会议", 400.0);
    let rect = run(&view, "You").rect;
    let at = Point { x: rect.x + rect.width * 0.3, y: rect.y + rect.height / 2.0 };
    assert_eq!(view.select(at, at).expect("it selects").text, "don't");
    let beside = Point { x: 390.0, ..at };
    let text = view.select(beside, beside).expect("it selects").text;
    assert!(text == "议" || text == "会议", "the last one: {text}");
}

#[test]
fn text_between_two_points_is_selected_in_either_order() {
    let mut view = laid_out("<p>First line here</p><p>Second line</p><p>Third</p>", 700.0);
    let (first, third) = (run(&view, "First").rect, run(&view, "Third").rect);
    let from = Point { x: 0.0, y: first.y + 2.0 };
    let to = Point { x: 600.0, y: third.y + 2.0 };
    let down = view.select(from, to).expect("it selects");
    assert_eq!(down.text, "First line here\nSecond line\nThird");
    assert_eq!(down.rects.len(), 3, "{down:?}");
    assert_eq!(view.select(to, from).expect("it selects"), down);
    let middle = Point { x: first.x + first.width / 2.0, y: first.y + first.height / 2.0 };
    let part = view.select(from, middle).expect("it selects");
    assert!("First line here".starts_with(&part.text) && part.text.len() > 3, "{part:?}");
    let below = view.select(from, Point { x: 0.0, y: 1e9 }).expect("it selects");
    assert!(below.text.ends_with("Second line\n"), "{below:?}");
}

#[test]
fn tiles_show_the_page_and_fit_together() {
    let mut view = page("01-newsletter", 700.0);
    let area = |left, top, width, height| TileArea { left, top, width, height };
    let whole = view.tile(area(0, 0, 700, 200)).expect("it is painted");
    let pixel = |x: usize, y: usize| &whole.rgba[(y * 700 + x) * 4..][..4];
    assert_eq!(pixel(350, 60), [37, 99, 235, 255], "the picture at the top");
    assert_eq!(pixel(10, 10), [0xee, 0xf1, 0xf5, 255], "the paper beside it");
    let upper = view.tile(area(0, 0, 700, 77)).expect("it is painted");
    let lower = view.tile(area(0, 77, 700, 123)).expect("it is painted");
    assert!([upper.rgba, lower.rgba].concat() == whole.rgba, "two tiles are one picture");
    view.resize(700.0, 2.0).expect("it is laid out again");
    let fine = view.tile(area(700, 120, 2, 2)).expect("it is painted");
    assert_eq!(fine.rgba[..4], [37, 99, 235, 255], "twice as fine");
    assert!(view.tile(area(0, 0, 0, 10)).is_err());
    assert!(view.tile(area(0, 0, 16_000, 16_000)).is_err());
    assert!(view.tile(area(0, 0, 10, 10)).is_ok(), "a refused tile ends nothing");
}

#[test]
fn columns_are_as_wide_as_their_table_lets_them_be() {
    let cells =
        |width: &str| format!("<td width={width}>one<td width={width}>two<td width={width}>three");
    for (name, table, third_x) in [
        (
            "too wide",
            format!("<table width=600 cellspacing=0 cellpadding=9><tr>{}</table>", cells("300")),
            417.0,
        ),
        (
            "too narrow",
            format!("<table width=600 cellspacing=0 cellpadding=9><tr>{}</table>", cells("50")),
            417.0,
        ),
        (
            "shares",
            format!("<table width=600 cellspacing=0 cellpadding=9><tr>{}</table>", cells("20%")),
            417.0,
        ),
        (
            "below a cell over all",
            format!(
                "<table width=600 cellspacing=0 cellpadding=9><tr><td colspan=3 width=600>all<tr>{}</table>",
                cells("33%")
            ),
            417.0,
        ),
    ] {
        let view = laid_out(&table, 700.0);
        let third = run(&view, "three").rect;
        assert!((third.x - third_x).abs() < TOLERANCE, "{name}: {third:?}");
        assert!(view.page().width <= 701.0, "{name} does not overflow: {}", view.page().width);
    }
}

#[test]
fn a_media_query_for_dark_themes_is_followed_where_the_theme_is_dark() {
    let html = "<style>body{background:#fff}@media (prefers-color-scheme:dark){body{background:#101010}}</style>x";
    for (dark, paper) in [(false, 255), (true, 16)] {
        let load = Load { dark, ..html::load(html, 300.0) };
        let mut view = html::renderer().render(load).expect("it is laid out");
        let area = TileArea { left: 100, top: 20, width: 1, height: 1 };
        assert_eq!(view.tile(area).expect("it is painted").rgba[0], paper, "dark: {dark}");
    }
}

#[test]
fn runs_are_told_in_the_order_of_the_page() {
    let view = laid_out("<p>one <b>two</b> three</p><table><tr><td>four<td>five</table>six", 700.0);
    assert_eq!(runs(&view), ["one two three", "four", "five", "six"]);
    assert!(view.page().runs.iter().all(|run| run.starts_block));
}

#[test]
fn items_have_their_numbers_at_the_side_where_reading_begins() {
    let view = page("13-lists", 700.0);
    let (decimal, letter) = (run(&view, "one decimal").rect, run(&view, "one letter").rect);
    assert!(letter.x > decimal.x + 30.0, "{decimal:?} {letter:?}");
    let (roman, set) = (run(&view, "four roman").rect, run(&view, "seven set").rect);
    assert!((roman.x - decimal.x).abs() < TOLERANCE, "{roman:?} {decimal:?}");
    assert!((set.x - decimal.x).abs() < TOLERANCE, "{set:?} {decimal:?}");
    let hebrew = run(&view, "אחד").rect;
    assert!(hebrew.x + hebrew.width > 620.0, "{hebrew:?}");
}

#[test]
fn the_place_of_a_picture_that_is_not_there_is_kept_with_its_words() {
    let view = page("14-blocked-pictures", 700.0);
    let [words, next] = ["Words in a box", "No size"].map(|words| run(&view, words).rect);
    assert!(next.x > words.x + 190.0, "the box is as wide as the picture: {words:?} {next:?}");
    let (left, right) = (run(&view, "fluid").rect, run(&view, "half").rect);
    assert!(right.x > 330.0 && left.x < 40.0, "halves stay halves: {left:?} {right:?}");
    let link = &view.page().links[0];
    assert_eq!((link.href.as_str(), link.text.as_str()), ("https://b.example/", "Linked"));
    assert_eq!(view.page().blocked.images.len(), 7);
}
