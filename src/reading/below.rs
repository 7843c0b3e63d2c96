//! What stands below the main part of a message that comes from a server: what of it is fetched
//! with the message, and what is shown of it.

use std::sync::Arc;

use crate::mime::{self, DocumentKind};
use crate::model::{Body, Part, PartId};

use super::decode::{Decoded, article_of, list_too, names, text_and_page};
use super::{Content, Document, Form, Reading};

/// A longer text, or a message inside that is longer, is fetched only when it is asked for.
const ONE_LIMIT_BYTES: u64 = 64 * 1024;

/// All of them together: a second on a line of 2 Mbit/s.
const ALL_LIMIT_BYTES: u64 = 256 * 1024;

/// A larger picture is not fetched by itself, nor for the page that names it, so it is listed as an
/// attachment: 8 MiB in base64.
pub const PICTURE_LIMIT_BYTES: u64 = 11 * 1024 * 1024;

/// Room for a server that counts line ends in its own way.
const SLACK_BYTES: u32 = 256;

/// One part to fetch with the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithMessage {
    pub part: PartId,
    /// Bytes to ask for, as encoded. Where so many come, the part is longer than it should be.
    pub limit_bytes: u32,
}

/// The main part in this form.
pub fn main_part(structure: &Part, form: Form) -> Option<PartId> {
    mime::choose(structure, form.prefer()).main.map(|main| main.part)
}

/// The parts below the main one that are fetched together with it, in the message's order.
pub fn with_message(structure: &Part, form: Form) -> Vec<WithMessage> {
    let mut all_bytes = 0;
    let shown = mime::choose(structure, form.prefer());
    let small = |document: mime::Document| {
        let part = structure.find(&document.part)?;
        let is_text = match document.kind {
            DocumentKind::Text | DocumentKind::Html | DocumentKind::Message => true,
            DocumentKind::Picture => false,
        };
        let bytes = part.size_bytes;
        if !is_text || bytes > ONE_LIMIT_BYTES || all_bytes + bytes > ALL_LIMIT_BYTES {
            return None;
        }
        all_bytes += bytes;
        let limit_bytes = u32::try_from(bytes).unwrap_or(u32::MAX).saturating_add(SLACK_BYTES);
        Some(WithMessage { part: document.part, limit_bytes })
    };
    shown.below.into_iter().filter_map(small).collect()
}

/// Reads the message that is the part named, of its decoded bytes.
type ReadInside<'a> = &'a dyn Fn(&[u8], Form, &PartId) -> Option<Reading>;

/// The documents below the main part. `fetched` gives the bytes of a part, as sent, where all of
/// them are there.
pub fn below(
    structure: &Part,
    form: Form,
    fetched: &dyn Fn(&PartId) -> Option<Vec<u8>>,
    read_inside: ReadInside<'_>,
) -> Vec<Document> {
    let shown = mime::choose(structure, form.prefer());
    let document = |document: &mime::Document| {
        let part = structure.find(&document.part)?;
        let content = match (document.kind, fetched(&document.part)) {
            (DocumentKind::Text | DocumentKind::Html, Some(bytes)) => {
                Some(Content::Text(Arc::new(text((structure, part), &bytes, &shown.pictures))))
            }
            (DocumentKind::Message, Some(bytes)) => {
                let bytes = decoded(part, &bytes);
                read_inside(&bytes, form, &part.id).map(|inside| Content::Message(Arc::new(inside)))
            }
            (DocumentKind::Picture, _) | (_, None) => None,
        };
        let not_fetched = || Content::NotFetched {
            media_type: part.media_type.clone(),
            encoded_bytes: part.size_bytes,
        };
        Some(Document {
            part: part.id.clone(),
            name: part.file_name.clone().unwrap_or_default(),
            content: content.unwrap_or_else(not_fetched),
        })
    };
    shown.below.iter().filter_map(document).collect()
}

/// The message with what stands below it. The pictures of its pages are no attachments; files and
/// messages that are shown still are, because they can be saved.
pub fn join(mut reading: Reading, below: Arc<[Document]>) -> Reading {
    let is_named = |part: &PartId| below.iter().any(|document| has_picture(document, part));
    if reading.attachments.iter().any(|one| is_named(&one.part)) {
        let left = reading.attachments.iter().filter(|one| !is_named(&one.part));
        reading.attachments = left.cloned().collect();
    }
    let too_large: Vec<PartId> = below.iter().flat_map(too_large).collect();
    list_too(&mut reading, &too_large);
    reading.below = below;
    reading
}

/// Whether the page of a document below shows this part as one of its pictures.
fn has_picture(document: &Document, part: &PartId) -> bool {
    match &document.content {
        Content::Text(text) => text.page.as_ref().is_some_and(|page| names(page, part)),
        Content::Message(_) | Content::Picture(_) | Content::NotFetched { .. } => false,
    }
}

/// What the page of a document below names and cannot show.
fn too_large(document: &Document) -> Vec<PartId> {
    match &document.content {
        Content::Text(text) => text.attachments.iter().map(|one| one.part.clone()).collect(),
        Content::Message(_) | Content::Picture(_) | Content::NotFetched { .. } => Vec::new(),
    }
}

/// A text below the main one: without header fields. Its attachments are the pictures that its page
/// names and cannot show.
fn text((structure, part): (&Part, &Part), bytes: &[u8], pictures: &mime::Pictures) -> Reading {
    let decoded = text_and_page((structure, part), bytes, true, pictures);
    let Decoded { text, page, too_large } = decoded;
    let too_large = too_large.iter().filter_map(|part| structure.find(part));
    let blocks = mime::blocks(&text.text).into();
    let body = Body { shown_part: Some(part.id.clone()), text, ..Body::default() };
    Reading {
        body: Arc::new(body),
        blocks,
        attachments: too_large.map(mime::attachment_of).collect(),
        form: if page.is_some() { Form::Html } else { Form::Text },
        article: page.as_deref().map(article_of),
        page,
        ..Reading::default()
    }
}

pub(super) fn decoded(part: &Part, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut decoder = mime::TransferDecoder::new(part.encoding);
    decoder.push(bytes, &mut out);
    decoder.finish(&mut out);
    out
}
