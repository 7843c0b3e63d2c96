//! From the fetched bytes of a message to what is shown of it.

use std::sync::Arc;

use crate::mime;
use crate::model::{BodyText, Part, PartId};

use super::{Form, PageSource, Reading};

/// What was fetched of a message so far.
#[derive(Clone, Copy, Debug)]
pub struct Fetched<'a> {
    /// Header fields, as sent.
    pub header: &'a [u8],
    pub structure: &'a Arc<Part>,
    /// The main part and its bytes as sent, from its first one on.
    pub main: Option<(&'a PartId, &'a [u8])>,
    /// There is no more of the main part.
    pub is_whole: bool,
    pub form: Form,
}

/// Decodes what is there. `authority` is whose word on the sender counts.
pub fn decode(fetched: &Fetched<'_>, authority: Option<&mime::Authority>) -> Reading {
    let shown = fetched.main.and_then(|(id, bytes)| Some((fetched.structure.find(id)?, bytes)));
    let (text, page) = match shown {
        Some((part, bytes)) => {
            let read = bytes.len() as u64;
            let total = if fetched.is_whole { read } else { part.size_bytes.max(read + 1) };
            let text = mime::decode_text(part, bytes, total, !fetched.is_whole);
            let page = text.from_html.then(|| {
                let html = mime::decode_html(part, bytes);
                Arc::new(PageSource { html, ..PageSource::default() })
            });
            (text, page)
        }
        None => (BodyText::default(), None),
    };
    let blocks = mime::blocks(&text.text).into();
    let text = (fetched.main.map(|(id, _)| id.clone()), text);
    let structure = Arc::clone(fetched.structure);
    let attachments = mime::attachments(&structure).into();
    let has_other_form = mime::choose(&structure, fetched.form.prefer()).other_form.is_some();
    let body = Arc::new(mime::body(fetched.header, authority, structure, text));
    let form = if page.is_some() { Form::Html } else { Form::Text };
    Reading { body, blocks, attachments, page, form, has_other_form, ..Reading::default() }
}
