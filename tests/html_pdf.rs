//! PDFs that are looked at: the first page as it is painted and told by the child, and files made to
//! crash, to hang or to fill the memory.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "html_pdf/hostile.rs"]
mod hostile;
mod html;
#[path = "html_pdf/make.rs"]
mod make;

use html::{load, renderer, run, runs, text};
use mailpane::html::{HtmlFailure, PDF_LIMIT_BYTES, PdfFault, PdfLoad, Point, TileArea, View};
use make::{Made, box_and_words};

const RED: [u8; 4] = [255, 0, 0, 255];
const WHITE: [u8; 4] = [255; 4];

/// CSS pixels for a point.
const PX: f32 = 96.0 / 72.0;

fn show(bytes: Vec<u8>, scale: f32) -> Result<View, HtmlFailure> {
    renderer().blank().expect("a child").render_pdf(PdfLoad { bytes, scale })
}

fn shown(made: Made) -> View {
    show(made.bytes(), 1.0).expect("the page is shown")
}

/// A page with a box and two lines.
fn page() -> Made {
    Made { content: box_and_words(), ..Made::default() }
}

/// The colour of the pixel at a place in device pixels.
fn pixel(view: &mut View, left: f32, top: f32) -> [u8; 4] {
    let area = TileArea { left: left as u32, top: top as u32, width: 1, height: 1 };
    view.tile(area).expect("a pixel").rgba.try_into().expect("four bytes")
}

/// Darkest light of an area in CSS pixels, at scale 1.
fn darkest(view: &mut View, area: TileArea) -> u8 {
    let tile = view.tile(area).expect("a tile");
    tile.rgba
        .chunks(4)
        .map(|pixel| pixel[..3].iter().copied().max().unwrap_or(0))
        .min()
        .expect("pixels")
}

/// That the box is red and what is round it white; `scale` in device pixels for a CSS pixel.
fn assert_box(view: &mut View, scale: f32) {
    let device = |points: f32| points * PX * scale;
    for (x, y, expected) in [
        (102.0, 602.0, RED),
        (298.0, 698.0, RED),
        (97.0, 650.0, WHITE),
        (303.0, 650.0, WHITE),
        (200.0, 597.0, WHITE),
        (200.0, 703.0, WHITE),
    ] {
        let found = pixel(view, device(x), device(842.0 - y));
        assert_eq!(found, expected, "{x}, {y} at scale {scale}");
    }
}

#[test]
fn the_first_page_is_painted_as_it_was_made() {
    let mut view = shown(Made { pages: 12, ..page() });
    let page = view.page();
    assert_eq!(page.pdf_pages, 12);
    assert!((page.width - 595.0 * PX).abs() < 0.5 && (page.height - 842.0 * PX).abs() < 0.5);
    assert_box(&mut view, 1.0);
    let words = run(&view, "Invoice 2026-17").rect;
    assert!((words.x - 100.0 * PX).abs() < 2.0, "{words:?}");
    let below = words.y + words.height;
    assert!(words.y < 342.0 * PX && below > 342.0 * PX, "{words:?}");
    let area = |top: f32| TileArea { left: 134, top: top as u32, width: 240, height: 24 };
    assert!(darkest(&mut view, area(words.y + 4.0)) < 0x40, "letters are black");
    assert_eq!(darkest(&mut view, area(below + 90.0)), 0xff, "nothing stands there");
}

#[test]
fn a_finer_screen_and_a_larger_zoom_paint_more_pixels_of_the_same_page() {
    let mut view = shown(page());
    let width = view.page().width;
    // The last is larger than is painted at once: 7,140 × 10,104 pixels.
    for scale in [0.5, 2.0, 9.0] {
        view.resize(700.0, scale).expect("another scale");
        assert_eq!(view.page().width, width);
        assert_box(&mut view, scale);
    }
}

#[test]
fn a_page_is_turned_and_cut_as_its_author_wants() {
    let view = shown(Made { rotate: 90, ..page() });
    assert!(view.page().width > view.page().height);
    let mut part = shown(Made { media_box: [90.0, 590.0, 310.0, 710.0], ..page() });
    assert!((part.page().width - 220.0 * PX).abs() < 0.5);
    assert_eq!(pixel(&mut part, 5.0 * PX, 60.0 * PX), WHITE);
    assert_eq!(pixel(&mut part, 15.0 * PX, 60.0 * PX), RED);
    let wall = shown(Made { media_box: [0.0, 0.0, 3_000.0, 2_000.0], ..page() });
    assert!((wall.page().width - 1_600.0).abs() < 0.5, "a plan is made smaller");
}

#[test]
fn its_words_are_read_found_and_copied() {
    let mut view = shown(page());
    assert_eq!(runs(&view), ["Invoice 2026-17", "Due on Monday"]);
    let starts: Vec<bool> = view.page().runs.iter().map(|run| run.starts_block).collect();
    assert_eq!(starts, [true, false], "two lines of one paragraph");
    assert_eq!(view.find("invoice  2026").expect("an answer").len(), 1);
    assert_eq!(view.find("17 due").expect("over a line's end")[0].rects.len(), 2);
    assert!(view.find("nothing").expect("an answer").is_empty());
    let (first, last) = (run(&view, "Invoice").rect, run(&view, "Due").rect);
    let at = |rect: mailpane::html::Rect, part: f32| Point {
        x: rect.x + rect.width * part,
        y: rect.y + rect.height / 2.0,
    };
    let all = view.select(Point::default(), Point { x: 794.0, y: 1_123.0 }).expect("all");
    assert_eq!(all.text, "Invoice 2026-17\nDue on Monday");
    let some = view.select(at(last, -0.1), at(first, 1.1)).expect("the second line's beginning");
    assert_eq!(some.text, "", "between the end of a line and the start of the next is nothing");
    let line = view.select(at(first, -0.1), at(first, 1.1)).expect("a line");
    assert_eq!((line.text.as_str(), line.rects.len()), ("Invoice 2026-17", 1));
    let second = view.select(at(first, 1.1), at(last, 1.1)).expect("a line");
    assert_eq!(second.text, "Due on Monday");
}

#[test]
fn east_asian_letters_come_from_the_system_where_the_file_has_none() {
    let mut content = b"BT /F1 40 Tf 100 500 Td <".to_vec();
    content.extend("中文发票".encode_utf16().flat_map(|unit| format!("{unit:04x}").into_bytes()));
    content.extend(b"> Tj ET");
    let font = Some(("STSong-Light", "GB1", "UniGB-UCS2-H"));
    let mut view = shown(Made { content, east_asian: font, ..Made::default() });
    assert_eq!(text(&view), "中文发票");
    for letter in 0..4 {
        let left = ((100.0 + 40.0 * letter as f32) * PX) as u32;
        let area = TileArea { left, top: (310.0 * PX) as u32, width: 53, height: 46 };
        assert!(darkest(&mut view, area) < 0x60, "letter {letter} is there");
    }
}

#[test]
fn what_is_no_pdf_or_has_no_page_is_a_sentence() {
    for (bytes, fault) in [
        (Vec::new(), PdfFault::Damaged),
        (b"%PDF-1.7".to_vec(), PdfFault::Damaged),
        (b"<html>not found</html>".to_vec(), PdfFault::Damaged),
        (Made { pages: 0, ..Made::default() }.bytes(), PdfFault::Empty),
        (hostile::locked(), PdfFault::Locked),
    ] {
        let told = String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
        let failure = show(bytes, 1.0).err();
        assert_eq!(failure, Some(HtmlFailure::Pdf(fault)), "{told}");
        assert!(fault.to_string().ends_with('.'));
    }
    let large = vec![b' '; PDF_LIMIT_BYTES + 1];
    assert_eq!(show(large, 1.0).err(), Some(HtmlFailure::TooLarge));
}

/// Shows all of a PDF; whatever comes of it, the next page must be well.
fn survives(name: &str, bytes: Vec<u8>) -> Result<(), HtmlFailure> {
    let mut renderer = renderer();
    let child = renderer.blank().expect("a child");
    let outcome = child.render_pdf(PdfLoad { bytes, scale: 1.0 }).and_then(|mut view| {
        let height = (view.page().height as u32).clamp(1, 1_000);
        let tile = view.tile(TileArea { left: 0, top: 0, width: 800, height });
        tile.map(|_| ())
    });
    let next = renderer.render(load("<p>well</p>", 700.0)).expect("the next page");
    assert_eq!(text(&next), "well", "after {name}");
    outcome
}

#[test]
fn a_file_that_breaks_off_anywhere_is_a_page_or_a_sentence() {
    let whole = Made { pages: 3, ..page() }.bytes();
    for part in 1..8 {
        let cut = whole[..whole.len() * part / 8].to_vec();
        let outcome = survives("a cut", cut);
        assert!(matches!(outcome, Ok(()) | Err(HtmlFailure::Pdf(_))), "{part}/8: {outcome:?}");
    }
}

#[test]
fn what_is_made_to_harm_ends_in_a_page_or_a_sentence() {
    for (name, bytes) in hostile::all() {
        let outcome = survives(name, bytes);
        println!("{name}: {outcome:?}");
        let ended = matches!(
            outcome,
            Ok(())
                | Err(HtmlFailure::Late
                    | HtmlFailure::Died
                    | HtmlFailure::Failed
                    | HtmlFailure::Pdf(_))
        );
        assert!(ended, "{name}: {outcome:?}");
    }
}

#[test]
fn sides_that_no_paper_has_are_a_page_of_bounded_size() {
    for media_box in [
        [0.0, 0.0, 1e9, 1e9],
        [0.0, 0.0, 1.0, 1e9],
        [-1e30, -1e30, 1e30, 1e30],
        [0.0, 0.0, 0.0, 0.0],
        [500.0, 500.0, 0.0, 0.0],
        [0.0, 0.0, 1e-9, 1e-9],
    ] {
        let view = shown(Made { media_box, ..page() });
        let (width, height) = (view.page().width, view.page().height);
        assert!((1.0..=1_600.5).contains(&width), "{media_box:?}: {width}");
        assert!((1.0..=19_200.5).contains(&height), "{media_box:?}: {height}");
        survives("sides", Made { media_box, ..page() }.bytes()).expect("it is painted");
    }
}
