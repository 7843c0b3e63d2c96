//! The twelve pages and some more as pictures, made small and compared with a tolerance.
//!
//! A picture is an eighth of its page in each direction, so that where things stand and what colour
//! they have is compared, and not how letters are drawn. After a change that is meant,
//! `MAILPANE_PICTURES=write` writes them anew, to be looked at before they are kept.

use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage, imageops};
use mailpane::html::{TileArea, View};

use super::html::page;

const WIDTH: u32 = 704;

/// Pages are as high as this, in pixels; what is further down is not compared.
const HEIGHT_LIMIT: u32 = 960;

/// How much smaller a picture is.
const SHRINK: u32 = 8;

/// Difference of a pixel in one colour, of 255, that other fonts and rounding explain.
const PIXEL_TOLERANCE: u8 = 60;

/// Pixels, of a hundred, that may differ by more: words that break elsewhere.
const ODD_PIXELS_PERCENT: usize = 3;

const PAGES: &[&str] = &[
    "01-newsletter",
    "02-stacked-cells",
    "03-stacked-on-narrow",
    "04-reply",
    "05-office",
    "06-nineties",
    "07-rtl-table",
    "08-wide-pictures",
    "09-remote",
    "10-inline-blocks",
    "11-hidden-words",
    "12-form-and-details",
    "13-lists",
    "14-blocked-pictures",
];

fn stored(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/html/pictures");
    folder.join(format!("{name}.png"))
}

/// The upper part of a page, small.
fn small(view: &mut View) -> RgbImage {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let height = (view.page().height.ceil() as u32).clamp(SHRINK, HEIGHT_LIMIT);
    let area = TileArea { left: 0, top: 0, width: WIDTH, height };
    let tile = view.tile(area).expect("it is painted");
    let pixel = |x: u32, y: u32| {
        let at = ((y * WIDTH + x) * 4) as usize;
        Rgb([tile.rgba[at], tile.rgba[at + 1], tile.rgba[at + 2]])
    };
    let whole = RgbImage::from_fn(WIDTH, height, pixel);
    imageops::thumbnail(&whole, WIDTH / SHRINK, height.div_ceil(SHRINK))
}

#[test]
fn pages_look_as_they_did() {
    let is_writing = std::env::var("MAILPANE_PICTURES").is_ok_and(|value| value == "write");
    let mut faults = Vec::new();
    for name in PAGES {
        #[allow(clippy::cast_precision_loss)]
        let picture = small(&mut page(name, WIDTH as f32));
        if is_writing {
            picture.save(stored(name)).expect("it is written");
            continue;
        }
        let expected = image::open(stored(name)).expect("a picture").to_rgb8();
        if let Some(fault) = difference(&picture, &expected) {
            faults.push(format!("{name}: {fault}"));
        }
    }
    assert!(!is_writing, "written; look at them and run again without writing");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn difference(found: &RgbImage, expected: &RgbImage) -> Option<String> {
    let (higher, lower) =
        (found.height().max(expected.height()), found.height().min(expected.height()));
    if (higher - lower) * SHRINK > 24 {
        return Some(format!("{} high, expected {}", found.height(), expected.height()));
    }
    let is_odd = |(a, b): (&Rgb<u8>, &Rgb<u8>)| {
        a.0.iter().zip(b.0).any(|(a, b)| a.abs_diff(b) > PIXEL_TOLERANCE)
    };
    // Both have the same width, so that pixels of the lower one stand at the same places.
    let all = (lower * expected.width()) as usize;
    let odd = found.pixels().zip(expected.pixels()).filter(|pair| is_odd(*pair)).count();
    (odd * 100 > all * ODD_PIXELS_PERCENT).then(|| format!("{odd} of {all} pixels differ"))
}
