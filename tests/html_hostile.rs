//! Pages made to crash, to hang or to fill the memory: each ends in a page or in one sentence, and
//! the next mail is shown as if nothing had been.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod html;

use std::fmt::Write as _;

use html::{load, renderer, text};
use mailpane::html::{HtmlFailure, Image, Load};

/// Lays `html` out; whatever comes of it, the next page must be well.
fn survives(name: &str, html: &str) -> Result<String, HtmlFailure> {
    let mut renderer = renderer();
    let outcome = renderer.render(load(html, 700.0)).map(|view| text(&view));
    let next = renderer.render(load("<p>well</p>", 700.0)).expect("the next page");
    assert_eq!(text(&next), "well", "after {name}");
    outcome
}

#[test]
fn nesting_of_any_kind_and_depth_is_a_page() {
    for unit in
        ["<div>", "<b>", "<table><tr><td>", "<b><i><a><u>", "<blockquote>", "<ul><li>", "<span>"]
    {
        let page = survives(unit, &format!("{}deep", unit.repeat(10_000)));
        assert!(page.is_ok_and(|page| page.contains("deep")), "{unit}");
    }
}

#[test]
fn a_million_elements_end_in_a_page_or_a_sentence() {
    let page = survives("many", &"<p>x".repeat(1_000_000));
    assert!(matches!(page, Ok(_) | Err(HtmlFailure::Late)), "{page:?}");
}

#[test]
fn what_makes_the_engine_panic_is_a_page() {
    for html in [
        "<img src=\"http://[bad\">well",
        "<link href=\"https://exa mple:99999/\" rel=stylesheet>well",
        "<table><tr><td>a<td colspan=65535>well",
        "<style>p{width:calc(1% + 1e38px - 1e38%)}</style><p>well",
        "<table><tr><td rowspan=65534 colspan=1000>well<tr><td>x</table>",
        "<col span=65535><table><col span=99999><tr><td>well",
        "<p style='width:1e30px;height:-1e30px;margin:1e38px'>well",
        "<p style='font-size:1e9px'>x</p><p>well",
        "<style>*{display:table-cell}</style>well",
        "<style>*{display:contents}</style><p>well",
        "<style>*{display:flex;position:absolute}</style><p>well",
        "<style>html{display:none}</style>well",
        "<style>td{display:grid}tr{display:inline}</style><table><tr><td>well",
        "<base href='http://['>well<a href='http://['>x</a>",
        "<frameset><frame src=x></frameset>",
        "",
        "\u{0}\u{feff}well",
    ] {
        let page = survives(html, html);
        assert!(page.is_ok(), "{html}: {page:?}");
    }
}

#[test]
fn style_sheets_that_multiply_end() {
    let mut variables = "<style>:root{--a0:x;".to_owned();
    for level in 1..60 {
        let _ = write!(variables, "--a{level}:var(--a{0}) var(--a{0});", level - 1);
    }
    variables.push_str("}p{font-family:var(--a59)}</style><p>well");
    let selectors = format!(
        "<style>{}</style>{}",
        "div:has(p):not(:has(a))>*{color:red}".repeat(200),
        "<div><p>x</p></div>".repeat(500)
    );
    let deep = format!("<style>{}</style><p>well", "@media all{".repeat(20_000));
    let calc = format!("<p style='width:{}1px{}'>well", "calc(".repeat(5_000), ")".repeat(5_000));
    let grid =
        "<div style='display:grid;grid:repeat(100000,1px)/repeat(100000,1px)'>x</div><p>well";
    for (name, html) in [
        ("variables", &*variables),
        ("selectors", &selectors),
        ("media", &deep),
        ("calc", &calc),
        ("grid", grid),
    ] {
        let page = survives(name, html);
        assert!(
            matches!(page, Ok(_) | Err(HtmlFailure::Late | HtmlFailure::Died)),
            "{name}: {page:?}"
        );
    }
}

#[test]
fn one_endless_word_and_ten_thousand_rows_are_pages() {
    let word = survives("word", &format!("<p>{}</p>well", "x".repeat(300_000)));
    assert!(word.is_ok_and(|page| page.contains("well")));
    let rows = survives("rows", &format!("<table>{}</table>", "<tr><td>a<td>b".repeat(9_000)));
    assert!(matches!(rows, Ok(_) | Err(HtmlFailure::Late)), "{rows:?}");
    let marks = survives("marks", &format!("<p>e{}</p>well", "\u{301}".repeat(50_000)));
    assert!(marks.is_ok() || marks == Err(HtmlFailure::Late), "{marks:?}");
}

#[test]
fn a_picture_of_four_hundred_million_pixels_is_words() {
    let bomb = bomb(20_000, 20_000);
    let images = vec![Image { names: vec!["cid:bomb".to_owned()], bytes: bomb }];
    let view = renderer()
        .render(Load { images, ..load("<img src=cid:bomb alt=Boats><p>well", 700.0) })
        .expect("the page is laid out");
    let text = text(&view);
    assert!(text.contains("Boats (the picture is too large)") && text.contains("well"), "{text}");
}

#[test]
fn a_mail_larger_than_a_request_is_refused_before_it_is_sent() {
    let images = vec![Image { names: Vec::new(), bytes: vec![0; 100 * 1024 * 1024] }];
    let outcome = renderer().render(Load { images, ..load("x", 700.0) });
    assert_eq!(outcome.err(), Some(HtmlFailure::TooLarge));
}

/// A PNG of one colour, by its header that wide and high.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut png = Vec::new();
    let encoder = image::codecs::png::PngEncoder::new(&mut png);
    image::ImageEncoder::write_image(encoder, &[0; 3], 1, 1, image::ExtendedColorType::Rgb8)
        .expect("a vector takes all");
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    // The check sum of the header (PNG §5.5).
    let mut crc = u32::MAX;
    for byte in &png[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}
