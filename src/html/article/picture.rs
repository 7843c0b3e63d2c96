//! The pictures of a page.

use crate::html::sanitise::{self, Element};
use crate::text;

/// The longest name of a picture: one that is written into the page is a `data:` address.
const NAME_LIMIT_BYTES: usize = 256 * 1024;

/// A picture with a side so small stands among the words, in CSS pixels.
const SMALL_PICTURE_PX: f32 = 32.0;

#[derive(Debug)]
pub(super) struct Picture {
    pub name: String,
    /// In one line; empty where it says nothing.
    pub alt: String,
    /// It stands among the words: a face, an icon.
    pub is_small: bool,
}

/// What an `<img>` shows; `None` where it only keeps other things apart.
pub(super) fn read(element: &Element) -> Option<Picture> {
    if sanitise::is_spacer(element) {
        return None;
    }
    let alt = element.attribute("alt").unwrap_or_default();
    let alt = text::visible(&alt.split_whitespace().collect::<Vec<_>>().join(" "));
    let side = |name: &str| {
        let written = element.attribute(name)?.trim().trim_end_matches("px");
        written.parse::<f32>().ok()
    };
    let is_small =
        ["width", "height"].iter().any(|name| side(name).is_some_and(|px| px <= SMALL_PICTURE_PX));
    let name = element.attribute("src").unwrap_or_default();
    let name = if name.len() <= NAME_LIMIT_BYTES { name } else { "" };
    Some(Picture { name: name.to_owned(), alt, is_small })
}
