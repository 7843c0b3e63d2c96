//! An attachment opened without saving it: what it is decides what is shown.

use std::sync::Arc;

use crate::html::PDF_LIMIT_BYTES;
use crate::mime;
use crate::mime::preview::{self, Detected, Kind, Preview};
use crate::model::{Part, TransferEncoding};
use crate::text;

use super::code::text_page;
use super::pictures::picture_page;
use super::{Form, Opened, PageSource, local};

/// Bytes at the beginning of a file that tell whether it is text.
const SAMPLE_BYTES: usize = 8 * 1024;

/// Opens an attachment: `bytes` are all of it, transfer encoding undone.
///
/// The content counts before the name, and the name before the type. Nothing in it is run, unpacked
/// to a disk, or fetched.
pub fn open(part: &Part, bytes: Vec<u8>) -> Opened {
    let name = part.file_name.as_deref().unwrap_or_default();
    let Detected { kind, .. } = preview::detect(&part.media_type, name, &bytes);
    let charset = part.charset.as_deref();
    match preview::preview(kind, &bytes, charset) {
        Some(Preview::Invite(invite)) => return Opened::Invite(invite),
        Some(Preview::Contacts(cards)) => return Opened::Contacts(cards),
        Some(Preview::Table(table)) => return Opened::Table(table),
        Some(Preview::Archive(archive)) => return Opened::Archive(archive),
        Some(Preview::Files(files)) => return Opened::Files(files),
        Some(Preview::Picture(size)) if size.is_reasonable() => {
            return Opened::Page(Arc::new(picture_page(name, bytes)));
        }
        Some(Preview::Picture(_)) => {
            return Opened::Nothing("The picture is too large to be shown.");
        }
        None => {}
    }
    match kind {
        Kind::Html if !is_drawing(part, name, &bytes) => {
            let decoded = Part { encoding: TransferEncoding::Identity, ..part.clone() };
            let html = mime::decode_html(&decoded, &bytes);
            Opened::Page(Arc::new(PageSource { html, ..PageSource::default() }))
        }
        Kind::Message => match local::inside(&bytes, Form::Html, &part.id) {
            Some(reading) => Opened::Message(Arc::new(reading)),
            None => as_text(part, name, &bytes),
        },
        // What is not what it is called may still be read: a broken calendar entry is text.
        Kind::Text
        | Kind::Html
        | Kind::Calendar
        | Kind::Contact
        | Kind::Table
        | Kind::Program
        | Kind::Other => as_text(part, name, &bytes),
        Kind::Archive => Opened::Nothing("Of archives, only ZIP files can be looked into."),
        Kind::Tnef => Opened::Nothing("There is no file in this container, or it is damaged."),
        Kind::Picture => {
            Opened::Nothing("The picture is damaged, or of a kind that cannot be shown here.")
        }
        Kind::Office => {
            Opened::Nothing("Office documents are not shown here: save it and open it elsewhere.")
        }
        Kind::Pdf if bytes.is_empty() => Opened::Nothing("The file is empty."),
        Kind::Pdf if bytes.len() > PDF_LIMIT_BYTES => {
            Opened::Nothing("The PDF is larger than 32 MiB: save it and open it elsewhere.")
        }
        Kind::Pdf => Opened::Page(Arc::new(PageSource {
            pdf: Some(Arc::new(bytes)),
            ..PageSource::default()
        })),
        Kind::Sound => {
            Opened::Nothing("Sounds are not played here: save it and open it elsewhere.")
        }
        Kind::Film => Opened::Nothing("Films are not shown here: save it and open it elsewhere."),
    }
}

fn as_text(part: &Part, name: &str, bytes: &[u8]) -> Opened {
    if bytes.is_empty() {
        return Opened::Nothing("The file is empty.");
    }
    if !is_text(part, bytes) {
        return Opened::Nothing("There is nothing in this file that can be shown.");
    }
    let files = preview::uuencoded_files(bytes);
    if !files.is_empty() {
        return Opened::Files(files);
    }
    let label = wide(bytes).or(part.charset.as_deref());
    let decoded = text::charset::decode(label, bytes).0;
    let unified = decoded.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    Opened::Page(Arc::new(text_page(&text::visible_lines(&unified), name, &part.media_type)))
}

/// Whether a file can be read by people. What a mail calls text is shown whatever it is, unless it
/// holds zeros, which no text but that in two bytes a character does.
fn is_text(part: &Part, bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let is_called_wide = part.charset.as_deref().is_some_and(|name| name.starts_with("utf-16"));
    if wide(bytes).is_some() || is_called_wide {
        return true;
    }
    let is_control =
        |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    let controls = sample.iter().filter(is_control).count();
    !sample.contains(&0) && controls * 100 <= sample.len()
}

/// The charset that a byte order mark tells, where it is one of two bytes a character.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, ..] => Some("utf-16le"),
        [0xfe, 0xff, ..] => Some("utf-16be"),
        _ => None,
    }
}

/// SVG can name files and run scripts, and the layout leaves it out: its source is shown.
fn is_drawing(part: &Part, name: &str, bytes: &[u8]) -> bool {
    let begins = |with: &[u8]| {
        let start = bytes.trim_ascii_start();
        start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
    };
    let is_called = part.media_type == "image/svg+xml"
        || name.len() > 4 && name.to_ascii_lowercase().ends_with(".svg");
    begins(b"<svg") || is_called && !begins(b"<html") && !begins(b"<!doctype html")
}

#[cfg(test)]
#[path = "open_tests.rs"]
mod tests;
