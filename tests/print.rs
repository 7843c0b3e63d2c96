//! Messages on paper, made by the built program's child process and read by another program.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod html;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use html::renderer;
use mailpane::html::{Paper, Pdf, Program, Renderer, WORKER_OPTION};
use mailpane::print::{self, Job};
use mailpane::reading::{Form, Reading, local};

fn printed(mail: &str, as_meant: bool) -> Pdf {
    let reading = local(mail.as_bytes(), Form::Html).expect("it is a mail");
    let job = job(reading, as_meant, Paper::A4);
    print::pdf(&job, &mut renderer().with_deadline(print::DEADLINE)).expect("it is printed")
}

fn job(reading: Reading, as_meant: bool, paper: Paper) -> Job {
    let (images, images_below) = (Vec::new(), BTreeMap::new());
    Job { reading: Arc::new(reading), images, images_below, as_meant, paper }
}

/// What Poppler's program says about a file.
fn told(program: &str, pdf: &Pdf, arguments: &[&str]) -> String {
    String::from_utf8(told_bytes(program, pdf, arguments)).expect("it is UTF-8")
}

fn told_bytes(program: &str, pdf: &Pdf, arguments: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.pdf");
    fs::write(&path, &pdf.bytes).expect("it is written");
    let mut command = Command::new(program);
    let output = command.arg(&path).args(arguments).output();
    let output = output.expect("poppler-utils is there; packaging/setup.sh installs it");
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && complaints.is_empty(), "{program}: {complaints}");
    output.stdout
}

/// A sheet as others paint it, a CSS pixel for each of its own.
fn painted(pdf: &Pdf, arguments: &[&str]) -> image::DynamicImage {
    let arguments = [&["-r", "96", "-png"], arguments].concat();
    let picture = told_bytes("pdftoppm", pdf, &arguments);
    image::load_from_memory(&picture).expect("it is a picture")
}

/// The text of each sheet.
fn sheets(pdf: &Pdf) -> Vec<String> {
    let text = told("pdftotext", pdf, &["-layout", "-"]);
    text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect()
}

/// A picture as PNG in base64.
fn encoded(picture: &image::RgbaImage) -> String {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a picture");
    base64::Engine::encode(&base64::engine::general_purpose::STANDARD, bytes.into_inner())
}

fn mail(content_type: &str, body: &str) -> String {
    format!(
        "From: Mara Lindqvist <mara@example.org>\r\nTo: me@example.org\r\nSubject: The quarterly plan\r\n\
         Date: Tue, 1 Jul 2025 10:00:00 +0200\r\nContent-Type: {content_type}; charset=utf-8\r\n\r\n{body}"
    )
}

#[test]
fn a_text_mail_is_text_on_paper_with_its_head() {
    let pdf = printed(
        &mail("text/plain", "Hello,\r\n\r\nfirst office affair < and > Grüße 你好\r\n"),
        true,
    );
    let text = &sheets(&pdf)[0];
    for words in [
        "The quarterly plan",
        "Mara Lindqvist <mara@example.org>",
        "1 Jul 2025",
        "first office affair < and > Grüße 你好",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!((pdf.sheets, pdf.is_cut), (1, false));
}

#[test]
fn html_is_printed_as_its_sender_made_it() {
    let page = "<table width=600 bgcolor=#eeeeee><tr><td><h2>Sale</h2><ul><li>one<li>two</ul>\
        <p style='opacity:.5'>faint</p><p style='background:linear-gradient(red,blue);color:white'>bright\
        <p><a href='https://example.org/'>a link</a> <b>bold</b> <i>slanted</i></table>";
    let text = sheets(&printed(&mail("text/html", page), true)).concat();
    for words in ["Sale", "one", "two", "faint", "bright", "a link bold slanted"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let as_text = sheets(&printed(&mail("text/html", page), false)).concat();
    assert!(as_text.contains("Sale") && as_text.contains("a link"), "{as_text}");
}

#[test]
fn sheets_end_between_lines_and_no_line_is_lost_or_said_twice() {
    let lines: String = (0..400).map(|n| format!("line number {n:03} of the text\r\n")).collect();
    let pdf = printed(&mail("text/plain", &lines), true);
    let sheets = sheets(&pdf);
    assert!((6..=10).contains(&sheets.len()), "{} sheets", sheets.len());
    assert_eq!(pdf.sheets as usize, sheets.len());
    let found: Vec<&str> = sheets
        .iter()
        .flat_map(|sheet| sheet.lines())
        .filter(|line| line.contains("line number"))
        .collect();
    let expected: Vec<String> =
        (0..400).map(|n| format!("line number {n:03} of the text")).collect();
    assert_eq!(found.iter().map(|line| line.trim()).collect::<Vec<_>>(), expected);
    // No letter reaches into the margin: a line that is cut would.
    let boxes = told("pdftotext", &pdf, &["-bbox", "-"]);
    for word in boxes.lines().filter(|line| line.contains("<word")) {
        let side = |name: &str| -> f32 {
            let value = word.split(&format!("{name}=\"")).nth(1).expect("a box");
            value.split('"').next().and_then(|value| value.parse().ok()).expect("a number")
        };
        let (top, bottom) = (side("yMin"), side("yMax"));
        assert!(top > 35.0 && bottom < Paper::A4.height_pt - 35.0, "{word}");
    }
}

#[test]
fn a_message_beyond_two_hundred_sheets_is_cut_and_says_so() {
    let pdf = printed(&mail("text/html", &"<p style='height:900px'>x</p>".repeat(400)), true);
    assert_eq!((pdf.sheets, pdf.is_cut), (200, true));
}

#[test]
fn a_page_that_is_too_large_is_not_said_to_lack_sheets() {
    let pdf = printed(&mail("text/html", &"<i></i>".repeat(130_000)), true);
    assert_eq!((pdf.is_cut, pdf.lacks_parts), (false, true));
}

#[test]
fn a_picture_at_the_end_of_a_sheet_goes_to_the_next_one_whole() {
    let picture = image::RgbaImage::from_pixel(60, 300, image::Rgba([0, 0, 255, 255]));
    let data = encoded(&picture);
    // A sheet has room for 1,009 CSS pixels; head and words take less than a fourth of it.
    let page = format!(
        "<div style='height:650px'>words</div><img src='data:image/png;base64,{data}'><p>after"
    );
    let pdf = printed(&mail("text/html", &page), true);
    assert_eq!(pdf.sheets, 2);
    let blue = |sheet: &str| {
        let painted = painted(&pdf, &["-f", sheet, "-l", sheet]).into_rgb8();
        painted.pixels().filter(|pixel| pixel.0[2] > 200 && pixel.0[0] < 60).count()
    };
    // Where a sheet ends within a pixel, others paint all of that pixel.
    assert!(blue("1") <= 60 && blue("2") > 60 * 290, "{} {}", blue("1"), blue("2"));
}

#[test]
fn pictures_emoji_and_what_is_too_wide_are_on_the_paper() {
    let picture =
        image::RgbaImage::from_fn(300, 200, |x, y| image::Rgba([x as u8, y as u8, 90, 200]));
    let data = encoded(&picture);
    let page = format!(
        "<p>Before 😀 after<p><img src='data:image/png;base64,{data}'><div style='width:1500px;background:#ddd'>wide</div>"
    );
    let pdf = printed(&mail("text/html", &page), true);
    let images = told("pdfimages", &pdf, &["-list"]);
    assert!(
        images.lines().count() >= 4,
        "two pictures and a mask under two lines of titles: {images}"
    );
    let text = sheets(&pdf).concat();
    assert!(text.contains("Before") && text.contains("after") && text.contains("wide"), "{text}");
}

#[test]
fn bold_letters_of_a_variable_font_are_bold_and_can_be_searched() {
    let folder = tempfile::tempdir().expect("a folder");
    let font = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/fonts");
    let config = folder.path().join("fonts.conf");
    let fonts = format!(
        "<?xml version='1.0'?><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>",
        font.display(),
        folder.path().display()
    );
    fs::write(&config, fonts).expect("it is written");
    let variable = format!("FONTCONFIG_FILE={}", config.display());
    let program = Program {
        path: "/usr/bin/env".into(),
        arguments: vec![variable.into(), html::PROGRAM.into(), WORKER_OPTION.into()],
    };
    // The bars of the font are three times as wide where they are bold.
    let ink = |page: &str| {
        let mail = mail("text/html", &format!("<body style='font:40px Varied'>{page}"));
        let reading = local(mail.as_bytes(), Form::Html).expect("it is a mail");
        let job = job(reading, true, Paper::A4);
        let mut renderer = Renderer::with_program(program.clone()).with_deadline(print::DEADLINE);
        let pdf = print::pdf(&job, &mut renderer).expect("it is printed");
        assert!(sheets(&pdf)[0].contains("ABC"), "{:?}", sheets(&pdf));
        let picture = painted(&pdf, &[]).into_luma8();
        picture.pixels().filter(|pixel| pixel.0[0] < 128).count()
    };
    let (none, regular, bold) =
        (ink("<i style='color:white'>ABC</i>"), ink("ABC"), ink("<b>ABC</b>"));
    let (regular, bold) = (regular - none, bold - none);
    assert!(bold > regular * 5 / 2 && bold < regular * 7 / 2, "{regular} {bold}");
}

#[test]
fn every_mail_of_the_collection_is_a_file_that_others_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/mails");
    let mut renderer = renderer().with_deadline(print::DEADLINE);
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_none_or(|extension| extension != "eml") {
            continue;
        }
        let bytes = fs::read(&path).expect("it can be read");
        let reading = local(&bytes, Form::Html).expect("it is a mail");
        let job = job(reading, true, Paper::LETTER);
        let pdf =
            print::pdf(&job, &mut renderer).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        let about = told("pdfinfo", &pdf, &[]);
        assert!(
            about.contains("Creator:         mailpane") && about.contains("letter"),
            "{path:?}: {about}"
        );
    }
}
