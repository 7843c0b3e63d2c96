//! Pictures of a message: how many are kept, and the page that shows one by itself.

use crate::html::Image;

use super::PageSource;

/// One picture, decoded from its transfer encoding: that of a good camera.
const PICTURE_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// All pictures of a message and of those inside it.
const PICTURES_LIMIT_BYTES: usize = 32 * 1024 * 1024;

/// Pictures of a message; the process that lays out takes no more.
const PICTURES_LIMIT: usize = 1_000;

/// How a page that shows one picture names it.
const NAME: &str = "cid:picture";

/// Room for the pictures of one message.
#[derive(Debug)]
pub(super) struct Room {
    left_bytes: usize,
    left: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { left_bytes: PICTURES_LIMIT_BYTES, left: PICTURES_LIMIT }
    }
}

impl Room {
    /// The picture, where there is room for it.
    pub fn take(&mut self, picture: Vec<u8>) -> Option<Vec<u8>> {
        let fits = (1..=PICTURE_LIMIT_BYTES.min(self.left_bytes)).contains(&picture.len());
        let left = self.left.checked_sub(1).filter(|_| fits)?;
        (self.left, self.left_bytes) = (left, self.left_bytes - picture.len());
        Some(picture)
    }
}

/// A page that shows one picture, no wider than the pane. `alt` stands there where it cannot be read.
pub fn picture_page(alt: &str, picture: Vec<u8>) -> PageSource {
    let images = vec![Image { names: vec![NAME.to_owned()], bytes: picture }];
    PageSource { images, ..picture_frame(alt, NAME) }
}

/// The same page before its picture is there: `name` is how the picture will be named.
pub fn picture_frame(alt: &str, name: &str) -> PageSource {
    let html = format!(
        "<body style=\"margin:0\"><img style=\"display:block;max-width:100%;height:auto\" \
         src=\"{}\" alt=\"{}\">",
        escaped(name),
        escaped(alt)
    );
    PageSource { html, ..PageSource::default() }
}

/// Text that may stand in HTML, also in an attribute between double quotes.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_taken_while_there_is_room() {
        let mut room = Room::default();
        assert!(room.take(Vec::new()).is_none());
        assert!(room.take(vec![0; PICTURE_LIMIT_BYTES + 1]).is_none());
        for _ in 0..4 {
            assert!(room.take(vec![0; PICTURE_LIMIT_BYTES]).is_some());
        }
        assert!(room.take(vec![1]).is_none());
        let mut room = Room::default();
        assert_eq!((0..2_000).filter(|_| room.take(vec![1]).is_some()).count(), PICTURES_LIMIT);
    }

    #[test]
    fn a_name_cannot_leave_its_attribute() {
        let page = picture_page("a\"><script>", vec![1]);
        assert!(page.html.contains("alt=\"a&quot;>&lt;script>\""), "{}", page.html);
        assert_eq!(page.images[0].names, [NAME]);
    }
}
