//! A whole message that is at hand: a file, or a message inside a message.

use std::sync::Arc;

use crate::html::Image;
use crate::mime::{self, DocumentKind, ParsedMessage, TransferDecoder};
use crate::model::{Part, PartId, PartKind};

use super::pictures::{Room, picture_page};
use super::{Content, Document, Fetched, Form, PageSource, Reading, decode};

/// The window fetches and shows this much of a text at first.
const TEXT_BYTES: usize = 256 * 1024;

/// HTML that the layout reads of a page; the text made of it is bounded lower.
const PAGE_BYTES: usize = 8 * 1024 * 1024;

/// Messages inside each other that are read; a deeper one stays an attachment.
const MESSAGES_DEEP: u32 = 3;

/// Reads a whole message. `None` where the bytes do not begin with a header.
///
/// Nobody vouches for a file, so the verdict is `NotVerified`.
pub fn local(bytes: &[u8], form: Form) -> Option<Reading> {
    inside(bytes, form, &PartId::default())
}

/// As [`local`], for the message that is the part `at` of another: parts are named as the outer
/// message's server names them (RFC 3501 §6.4.5), so that they can be fetched and saved.
pub fn inside(bytes: &[u8], form: Form, at: &PartId) -> Option<Reading> {
    let message = mime::parse_message(bytes)?;
    Some(Walk { form, room: Room::default() }.read(&message, at, MESSAGES_DEEP))
}

/// Reads a message that was taken apart already.
pub fn of_parsed(message: &ParsedMessage<'_>, form: Form) -> Reading {
    Walk { form, room: Room::default() }.read(message, &PartId::default(), MESSAGES_DEEP)
}

/// What one message and those inside it share.
struct Walk {
    form: Form,
    room: Room,
}

impl Walk {
    fn read(&mut self, message: &ParsedMessage<'_>, at: &PartId, deep: u32) -> Reading {
        let root = &message.root;
        let shown = mime::choose(root, self.form.prefer());
        let structure = Arc::new(root.clone());
        let main = shown.main.as_ref().map(|main| {
            let limit = if main.kind == DocumentKind::Html { PAGE_BYTES } else { TEXT_BYTES };
            (&main.part, beginning(message.part_bytes(&main.part), limit))
        });
        let is_whole = main.is_none_or(|(id, kept)| kept.len() == message.part_bytes(id).len());
        let header = message.header;
        let fetched = Fetched { header, structure: &structure, main, is_whole, form: self.form };
        let mut reading = decode(&fetched, None);
        if let Some(page) = &mut reading.page {
            let page = Arc::make_mut(page);
            page.images = self.pictures(message);
            page.pictures.clear();
        }
        let below = shown.below.iter();
        let below: Vec<Document> =
            below.filter_map(|document| self.document(message, document, at, deep)).collect();
        let is_below = |part: &PartId| shown.below.iter().any(|below| below.part == *part);
        reading.attachments =
            reading.attachments.iter().filter(|one| !is_below(&one.part)).cloned().collect();
        reading.below = below.into();
        if !at.0.is_empty() {
            rename(&mut reading, at);
        }
        reading
    }

    fn document(
        &mut self,
        message: &ParsedMessage<'_>,
        shown: &mime::Document,
        at: &PartId,
        deep: u32,
    ) -> Option<Document> {
        let part = message.root.find(&shown.part)?;
        let bytes = message.part_bytes(&part.id);
        let content = match shown.kind {
            DocumentKind::Text | DocumentKind::Html => {
                let mut reading = part_reading(part, bytes);
                if let Some(page) = &mut reading.page {
                    Arc::make_mut(page).images = self.pictures(message);
                }
                Content::Text(Arc::new(reading))
            }
            DocumentKind::Picture => match self.room.take(&decoded(part, bytes)) {
                Some(kept) => Content::Picture(Arc::new(picture_page(&name_of(part), kept))),
                None => not_fetched(part),
            },
            DocumentKind::Message => {
                let inner = joined(at, &part.id);
                match (deep.checked_sub(1), mime::parse_message(&decoded(part, bytes))) {
                    (Some(deep), Some(inside)) => {
                        Content::Message(Arc::new(self.read(&inside, &inner, deep)))
                    }
                    _ => not_fetched(part),
                }
            }
        };
        Some(Document { part: joined(at, &part.id), name: name_of(part), content })
    }

    /// The pictures of a message that a page can name, as far as there is room.
    fn pictures(&mut self, message: &ParsedMessage<'_>) -> Vec<Image> {
        let mut found = Vec::new();
        let mut waiting = vec![&message.root];
        while let Some(part) = waiting.pop() {
            match &part.kind {
                PartKind::Multipart(parts) => waiting.extend(parts.iter().rev()),
                // Parts of another message are not this one's pictures.
                PartKind::Message(_) => {}
                PartKind::Leaf => {
                    let names = names_of(part);
                    if names.is_empty() || !part.media_type.starts_with("image/") {
                        continue;
                    }
                    let bytes = decoded(part, message.part_bytes(&part.id));
                    found.extend(self.room.take(&bytes).map(|bytes| Image { names, bytes }));
                }
            }
        }
        found
    }
}

/// A text or HTML part by itself, as a document without header fields.
pub fn part_reading(part: &Part, bytes: &[u8]) -> Reading {
    let kept = beginning(bytes, if is_page(part) { PAGE_BYTES } else { TEXT_BYTES });
    let text = mime::decode_text(part, kept, bytes.len() as u64, kept.len() < bytes.len());
    let page = text.from_html.then(|| {
        let html = mime::decode_html(part, kept);
        Arc::new(PageSource { html, ..PageSource::default() })
    });
    let form = if page.is_some() { Form::Html } else { Form::Text };
    let blocks = mime::blocks(&text.text).into();
    let body = mime::body(b"", None, None, (Some(part.id.clone()), text));
    Reading { body: Arc::new(body), blocks, page, form, ..Reading::default() }
}

/// The bytes of a part without its transfer encoding.
pub(super) fn decoded(part: &Part, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut decoder = TransferDecoder::new(part.encoding);
    decoder.push(bytes, &mut out);
    decoder.finish(&mut out);
    out
}

fn beginning(bytes: &[u8], limit: usize) -> &[u8] {
    bytes.get(..limit).unwrap_or(bytes)
}

fn is_page(part: &Part) -> bool {
    matches!(part.media_type.as_str(), "text/html" | "text/x-amp-html")
}

fn name_of(part: &Part) -> String {
    part.file_name.clone().unwrap_or_default()
}

/// How a page names this picture.
fn names_of(part: &Part) -> Vec<String> {
    let id = part.content_id.as_ref().filter(|id| !id.is_empty()).map(|id| format!("cid:{id}"));
    let location = part.content_location.clone().filter(|location| !location.is_empty());
    id.into_iter().chain(location).collect()
}

fn not_fetched(part: &Part) -> Content {
    Content::NotFetched { media_type: part.media_type.clone(), encoded_bytes: part.size_bytes }
}

/// The place of a part of the message at `at`.
fn joined(at: &PartId, part: &PartId) -> PartId {
    PartId([at.0.as_slice(), &part.0].concat())
}

/// Names every part as the outer message does. The documents below have their names already.
fn rename(reading: &mut Reading, at: &PartId) {
    let body = Arc::make_mut(&mut reading.body);
    if let Some(structure) = &mut body.structure {
        rename_parts(Arc::make_mut(structure), at);
    }
    body.shown_part = body.shown_part.as_ref().map(|part| joined(at, part));
    let renamed = reading.attachments.iter().cloned().map(|mut attachment| {
        attachment.part = joined(at, &attachment.part);
        attachment
    });
    reading.attachments = renamed.collect();
}

fn rename_parts(root: &mut Part, at: &PartId) {
    let mut waiting = vec![root];
    while let Some(part) = waiting.pop() {
        part.id = joined(at, &part.id);
        match &mut part.kind {
            PartKind::Leaf | PartKind::Message(None) => {}
            PartKind::Multipart(parts) => waiting.extend(parts),
            PartKind::Message(Some(inside)) => waiting.push(inside),
        }
    }
}

#[cfg(test)]
#[path = "local_tests.rs"]
mod tests;
