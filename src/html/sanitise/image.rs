//! The place that a picture takes, and whether anybody would see it.

use super::legacy;
use super::tree::Element;

/// A side of a picture that is a line or a spacer, in CSS pixels.
const THIN_SIDE_PX: f32 = 8.0;

/// Both sides of a picture that nobody can see, in CSS pixels.
const INVISIBLE_SIDE_PX: f32 = 2.0;

/// Width and height that a picture would have, so that the page does not jump when it is loaded.
pub fn box_of(image: &Element) -> String {
    let side = |name| image.attribute(name).and_then(legacy::pixels).filter(|px| *px > 0.0);
    let percent = image.attribute("width").is_some_and(|width| width.trim().ends_with('%'));
    let is_thin = |name| side(name).is_some_and(|px| px <= THIN_SIDE_PX);
    let is_silent = image.attribute("alt").is_none_or(|alt| alt.trim().is_empty());
    // What only keeps other things apart is no picture that anyone misses.
    let plain = if is_silent && (is_thin("width") || is_thin("height")) {
        "padding:0;border-width:0;background:none;"
    } else {
        ""
    };
    let sides = match (side("width"), side("height")) {
        (Some(width), Some(height)) => {
            format!("width:{width}px;height:{height}px;aspect-ratio:{width}/{height};")
        }
        (Some(width), None) => format!("width:{width}px;"),
        (None, Some(height)) if percent => format!("width:100%;height:{height}px;"),
        (None, Some(height)) => format!("height:{height}px;min-width:{height}px;"),
        (None, None) if percent => "width:100%;".to_owned(),
        (None, None) if image.attribute("alt").is_some_and(|alt| alt.trim().is_empty()) => {
            // Decoration without a size: nothing is missed.
            "padding:0;border-width:0;".to_owned()
        }
        (None, None) => "min-width:16px;min-height:16px;".to_owned(),
    };
    sides + plain
}

/// Whether a picture only keeps other things apart: nobody sees it, or it is thin and says nothing.
pub fn is_spacer(image: &Element) -> bool {
    let is_thin =
        |name| image.attribute(name).and_then(legacy::pixels).is_some_and(|px| px <= THIN_SIDE_PX);
    let is_silent = image.attribute("alt").is_none_or(|alt| alt.trim().is_empty());
    is_invisible(image) || (is_silent && (is_thin("width") || is_thin("height")))
}

/// Whether a picture is too small to be seen, or hidden: by its attributes, or by its own style.
pub fn is_invisible(image: &Element) -> bool {
    let style = image.attribute("style").unwrap_or_default().to_ascii_lowercase();
    let declaration = |property: &str| {
        style.split(';').find_map(|one| {
            let (name, value) = one.split_once(':')?;
            (name.trim() == property).then(|| value.trim())
        })
    };
    if declaration("display").is_some_and(|value| value.starts_with("none")) {
        return true;
    }
    let side = |name: &str| {
        let written = declaration(name).or(image.attribute(name))?;
        legacy::pixels(written)
    };
    let is_small = |name| side(name).is_some_and(|px| px <= INVISIBLE_SIDE_PX);
    is_small("width") && is_small("height")
}
