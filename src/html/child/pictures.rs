//! The pictures that a page can show: those that came with the mail, and those written into it.
//!
//! A picture is looked at before it is decoded: 48 kB of PNG can hold 400 million pixels.

use std::io::Cursor;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use blitz_traits::net::{Bytes, NetHandler, NetProvider, Request};

use super::super::protocol::Image;
use super::super::sanitise::limits::{DATA_IMAGE_LIMIT_BYTES, DATA_IMAGES_LIMIT};
use super::super::sanitise::{Picture, Pictures, remote};
use super::ink::{Ink, ink};

/// One picture: that of a good telephone camera. Decoded it takes four bytes a pixel, twice.
const IMAGE_LIMIT_PIXELS: u64 = 16_000_000;

/// All pictures of a page: 120 MB decoded, and as much again when painted.
const PAGE_LIMIT_PIXELS: u64 = 32_000_000;

const TOO_LARGE: &str = "(the picture is too large)";
const UNREADABLE: &str = "(the picture cannot be read)";

/// The scheme under which pictures are known to the layout engine: `mail:3`.
const SCHEME: &str = "mail";

#[derive(Debug, Default)]
pub struct PictureStore {
    pictures: Vec<Stored>,
    data_count: usize,
    pixels: u64,
    /// Tell in the address what those without a ground are painted in.
    tells_ink: bool,
}

#[derive(Debug)]
struct Stored {
    names: Vec<String>,
    bytes: Bytes,
    /// Looked at when the page first names it.
    found: Option<Picture>,
}

impl PictureStore {
    pub fn new(images: Vec<Image>) -> Self {
        let stored = |image: Image| {
            let mut names = image.names;
            let asked: Vec<String> = names.iter().filter_map(|name| as_asked(name)).collect();
            names.extend(asked);
            Stored { names, bytes: image.bytes.into(), found: None }
        };
        Self { pictures: images.into_iter().map(stored).collect(), ..Self::default() }
    }

    /// The same for a sheet, whose rules ask for the ink of its pictures: `mail:3#dark`.
    #[must_use]
    pub fn telling_ink(self) -> Self {
        Self { tells_ink: true, ..self }
    }

    /// What answers the layout engine.
    pub fn into_loader(self) -> Arc<Loader> {
        let shown = |stored: Stored| match stored.found {
            Some(Picture::Shown(_)) => stored.bytes,
            _ => Bytes::new(),
        };
        Arc::new(Loader {
            pictures: self.pictures.into_iter().map(shown).collect(),
            asked: Mutex::new(0),
        })
    }

    fn look_at(&mut self, index: usize) -> Picture {
        let Some(stored) = self.pictures.get_mut(index) else { return Picture::Missing };
        if let Some(found) = &stored.found {
            return found.clone();
        }
        let found = match pixels(&stored.bytes) {
            None => Picture::Refused(UNREADABLE),
            Some(pixels)
                if pixels > IMAGE_LIMIT_PIXELS || self.pixels + pixels > PAGE_LIMIT_PIXELS =>
            {
                Picture::Refused(TOO_LARGE)
            }
            Some(pixels) => {
                self.pixels += pixels;
                let ink = if self.tells_ink { ink(&stored.bytes) } else { None };
                let mark = match ink {
                    Some(Ink::Dark) => "#dark",
                    Some(Ink::Light) => "#light",
                    None => "",
                };
                Picture::Shown(format!("{SCHEME}:{index}{mark}"))
            }
        };
        stored.found = Some(found.clone());
        found
    }
}

impl Pictures for PictureStore {
    fn find(&mut self, address: &str) -> Picture {
        let address = address.trim();
        if let Some(data) = strip_scheme(address, "data:") {
            // The same picture is often repeated: a spacer, a bullet.
            let known = self.pictures.iter().position(|stored| stored.names == [address]);
            if let Some(index) = known {
                return self.look_at(index);
            }
            if self.data_count >= DATA_IMAGES_LIMIT || data.len() > DATA_IMAGE_LIMIT_BYTES {
                return Picture::Refused(TOO_LARGE);
            }
            let Some(bytes) = decode_data(data) else { return Picture::Refused(UNREADABLE) };
            self.data_count += 1;
            let names = vec![address.to_owned()];
            self.pictures.push(Stored { names, bytes: bytes.into(), found: None });
            return self.look_at(self.pictures.len() - 1);
        }
        let wanted = match strip_scheme(address, "cid:") {
            // RFC 2392 §2: the identifier is percent-encoded in the address.
            Some(id) => format!("cid:{}", String::from_utf8_lossy(&percent_decoded(id))),
            None => address.to_owned(),
        };
        if wanted.is_empty() {
            return Picture::Missing;
        }
        let asked = as_asked(&wanted);
        let is_wanted = |stored: &Stored| {
            stored.names.iter().any(|name| *name == wanted || Some(name) == asked.as_ref())
        };
        match self.pictures.iter().position(is_wanted) {
            Some(index) => self.look_at(index),
            None => Picture::Missing,
        }
    }
}

/// A network address as it is asked for: a page may write `HTTP://Example.com/a b.png`, and what was
/// fetched is named `http://example.com/a%20b.png`. `None` where no host would be asked.
fn as_asked(address: &str) -> Option<String> {
    remote(address).map(String::from)
}

fn strip_scheme<'a>(address: &'a str, scheme: &str) -> Option<&'a str> {
    let (found, rest) = address.split_at_checked(scheme.len())?;
    found.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// Width times height as the header of the picture tells; `None` where no decoder takes it.
fn pixels(bytes: &[u8]) -> Option<u64> {
    let reader = image::ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    Some(u64::from(width) * u64::from(height))
}

/// `[type][;base64],data` (RFC 2397 §3); whatever type it claims, the bytes decide.
fn decode_data(data: &str) -> Option<Vec<u8>> {
    let (head, body) = data.split_once(',')?;
    let body = percent_decoded(body);
    if !head.to_ascii_lowercase().trim_end().ends_with(";base64") {
        return Some(body);
    }
    let compact: Vec<u8> = body.into_iter().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(&STANDARD, config).decode(compact).ok()
}

/// RFC 3986 §2.1; a `%` without two digits stays as it is.
fn percent_decoded(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digit = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (first, digit(0), digit(1)) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

/// Answers every request of the layout engine at once: with a picture of the mail, or with
/// nothing. An unanswered request would keep the page from ever being laid out.
#[derive(Debug)]
pub struct Loader {
    pictures: Vec<Bytes>,
    asked: Mutex<usize>,
}

impl Loader {
    /// Requests so far.
    pub fn asked(&self) -> usize {
        self.asked.lock().map_or(0, |asked| *asked)
    }
}

impl NetProvider for Loader {
    fn fetch(&self, _document: usize, request: Request, handler: Box<dyn NetHandler>) {
        if let Ok(mut asked) = self.asked.lock() {
            *asked += 1;
        }
        let index = (request.url.scheme() == SCHEME)
            .then(|| request.url.path().parse::<usize>().ok())
            .flatten();
        let bytes = index.and_then(|index| self.pictures.get(index).cloned());
        handler.bytes(request.url.to_string(), bytes.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One white pixel.
    const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==";

    fn store(names: &[&str], bytes: &[u8]) -> PictureStore {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        PictureStore::new(vec![Image { names, bytes: bytes.to_vec() }])
    }

    fn pixel() -> Vec<u8> {
        decode_data(&format!("image/png;base64,{PIXEL}")).expect("it is base64")
    }

    /// A PNG header that claims these sides, and nothing after it.
    fn claims(width: u32, height: u32) -> Vec<u8> {
        let mut png = pixel();
        png[16..20].copy_from_slice(&width.to_be_bytes());
        png[20..24].copy_from_slice(&height.to_be_bytes());
        // The check sum of the header (PNG §5.5) is computed anew.
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

    #[test]
    fn pictures_are_found_by_every_name_they_have() {
        let mut store = store(&["cid:a b@c", "https://h.example/p.png"], &pixel());
        let shown = Picture::Shown("mail:0".to_owned());
        for address in ["cid:a%20b@c", "CID:a b@c", " cid:a b@c ", "https://h.example/p.png"] {
            assert_eq!(store.find(address), shown, "{address}");
        }
        for address in ["", "cid:", "cid:x", "https://h.example/"] {
            assert_eq!(store.find(address), Picture::Missing, "{address}");
        }
    }

    #[test]
    fn a_fetched_picture_is_found_however_the_page_writes_its_address() {
        let name = "http://example.com/a%20b.png";
        let shown = Picture::Shown("mail:0".to_owned());
        for address in [name, "HTTP://Example.com/a b.png", "http://example.com:80/x/../a b.png"] {
            assert_eq!(store(&[name], &pixel()).find(address), shown, "{address}");
        }
        // A part may have been named as carelessly (Content-Location).
        assert_eq!(store(&["HTTP://Example.com/a b.png"], &pixel()).find(name), shown);
        for address in ["https://example.com/a b.png", "http://example.com/A b.png", "a b.png"] {
            assert_eq!(store(&[name], &pixel()).find(address), Picture::Missing, "{address}");
        }
    }

    #[test]
    fn pictures_in_the_page_are_decoded_once() {
        let mut store = PictureStore::default();
        for _ in 0..3 {
            let address = format!("data:image/gif;charset=x;base64,{PIXEL}");
            assert_eq!(store.find(&address), Picture::Shown("mail:0".to_owned()));
        }
        assert_eq!(store.find("data:,hello"), Picture::Refused(UNREADABLE));
        assert_eq!(store.find("data:image/png;base64,!!"), Picture::Refused(UNREADABLE));
        assert_eq!(store.find("data:image/svg+xml,<svg/>"), Picture::Refused(UNREADABLE));
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_decoded() {
        let mut one = store(&["cid:b"], &claims(20_000, 20_000));
        assert_eq!(one.find("cid:b"), Picture::Refused(TOO_LARGE));
        let images = (0..3).map(|index| Image {
            names: vec![format!("cid:{index}")],
            bytes: claims(4_000, 3_999),
        });
        let mut many = PictureStore::new(images.collect());
        assert_eq!(many.find("cid:0"), Picture::Shown("mail:0".to_owned()));
        assert_eq!(many.find("cid:1"), Picture::Shown("mail:1".to_owned()));
        assert_eq!(many.find("cid:2"), Picture::Refused(TOO_LARGE));
    }
}
