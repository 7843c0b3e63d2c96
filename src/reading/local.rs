//! A whole message that is at hand: a file, or a message inside a message.

use std::cell::RefCell;
use std::sync::Arc;

use crate::html::Image;
use crate::mime::{self, DocumentKind, ParsedMessage};
use crate::model::{Part, PartId, PartKind};

use super::below::{below, decoded, join};
use super::decode::list_too;
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
    Some(Walk { form, room: RefCell::default() }.read(&message, at, MESSAGES_DEEP))
}

/// Reads a message that was taken apart already.
pub fn of_parsed(message: &ParsedMessage<'_>, form: Form) -> Reading {
    Walk { form, room: RefCell::default() }.read(message, &PartId::default(), MESSAGES_DEEP)
}

/// What one message and those inside it share.
struct Walk {
    form: Form,
    room: RefCell<Room>,
}

impl Walk {
    fn read(&self, message: &ParsedMessage<'_>, at: &PartId, deep: u32) -> Reading {
        let structure = Arc::new(message.root.clone());
        let main = mime::choose(&structure, self.form.prefer()).main;
        let main = main.as_ref().map(|main| {
            let limit = if main.kind == DocumentKind::Html { PAGE_BYTES } else { TEXT_BYTES };
            let bytes = message.part_bytes(&main.part);
            (&main.part, bytes.get(..limit).unwrap_or(bytes))
        });
        let is_whole = main.is_none_or(|(id, kept)| kept.len() == message.part_bytes(id).len());
        let (header, form) = (message.header, self.form);
        let reading =
            decode(&Fetched { header, structure: &structure, main, is_whole, form }, None);
        let read_inside = |bytes: &[u8], _: Form, part: &PartId| {
            let deep = deep.checked_sub(1)?;
            Some(self.read(&mime::parse_message(bytes)?, &joined(at, part), deep))
        };
        let whole = |part: &PartId| Some(message.part_bytes(part).to_vec());
        let mut below = below(&structure, form, &whole, &read_inside);
        for document in &mut below {
            self.take_picture(message, document);
        }
        let mut reading = join(reading, below.into());
        self.take_pictures(message, &mut reading);
        if !at.0.is_empty() {
            rename(&mut reading, at);
        }
        reading
    }

    /// A picture below the text becomes a page of its own.
    fn take_picture(&self, message: &ParsedMessage<'_>, document: &mut Document) {
        if !matches!(document.content, Content::NotFetched { .. }) {
            return;
        }
        let Some(part) = message.root.find(&document.part) else { return };
        if !part.media_type.starts_with("image/") {
            return;
        }
        let bytes = decoded(part, message.part_bytes(&part.id));
        if let Some(bytes) = self.room.borrow_mut().take(bytes) {
            document.content = Content::Picture(Arc::new(picture_page(&document.name, bytes)));
        }
    }

    /// The pictures that pages name, as far as there is room; the others are attachments.
    fn take_pictures(&self, message: &ParsedMessage<'_>, reading: &mut Reading) {
        let mut left_out = Vec::new();
        if let Some(page) = &mut reading.page
            && !page.pictures.is_empty()
        {
            left_out.extend(self.fill(message, Arc::make_mut(page)));
        }
        let below = reading.below.iter().cloned().map(|mut document| {
            if let Content::Text(text) = &mut document.content
                && let Some(page) = &mut Arc::make_mut(text).page
            {
                left_out.extend(self.fill(message, Arc::make_mut(page)));
            }
            document
        });
        reading.below = below.collect();
        list_too(reading, &left_out);
    }

    /// Gives a page its pictures; those that there is no room for.
    fn fill(&self, message: &ParsedMessage<'_>, page: &mut PageSource) -> Vec<PartId> {
        let mut left_out = Vec::new();
        for picture in std::mem::take(&mut page.pictures) {
            let Some(part) = message.root.find(&picture.part) else { continue };
            let bytes = decoded(part, message.part_bytes(&part.id));
            match self.room.borrow_mut().take(bytes) {
                Some(bytes) => page.images.push(Image { names: vec![picture.name], bytes }),
                None => left_out.push(picture.part),
            }
        }
        left_out
    }
}

/// The place of a part of the message at `at`.
fn joined(at: &PartId, part: &PartId) -> PartId {
    PartId([at.0.as_slice(), &part.0].concat())
}

/// Names every part as the outer message does; a message inside was named when it was read.
fn rename(reading: &mut Reading, at: &PartId) {
    let body = Arc::make_mut(&mut reading.body);
    if let Some(structure) = &mut body.structure {
        rename_parts(Arc::make_mut(structure), at);
    }
    body.shown_part = body.shown_part.as_ref().map(|part| joined(at, part));
    let attachments = reading.attachments.iter().cloned().map(|mut attachment| {
        attachment.part = joined(at, &attachment.part);
        attachment
    });
    reading.attachments = attachments.collect();
    let below = reading.below.iter().cloned().map(|mut document| {
        document.part = joined(at, &document.part);
        if let Content::Text(text) = &mut document.content {
            let body = &mut Arc::make_mut(text).body;
            Arc::make_mut(body).shown_part = Some(document.part.clone());
        }
        document
    });
    reading.below = below.collect();
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
