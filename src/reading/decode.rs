//! From the fetched bytes of a message to what is shown of it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::html::{self, Article, sanitise};
use crate::mime;
use crate::model::{BodyText, Part, PartId};

use super::{Form, PICTURE_LIMIT_BYTES, PageSource, PictureRef, Reading};

/// Pictures of the message that one page may name; a newsletter has a few dozen.
const PICTURES_LIMIT: usize = 200;

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
    let shown = mime::choose(fetched.structure, fetched.form.prefer());
    let main = fetched.main.and_then(|(id, bytes)| Some((fetched.structure.find(id)?, bytes)));
    let Decoded { text, page, too_large } = match main {
        Some((part, bytes)) => {
            text_and_page((fetched.structure, part), bytes, fetched.is_whole, &shown.pictures)
        }
        None => Decoded::default(),
    };
    let blocks = mime::blocks(&text.text).into();
    let text = (fetched.main.map(|(id, _)| id.clone()), text);
    let is_shown = |part: &PartId| {
        let forms = [&shown.main, &shown.other_form];
        forms.into_iter().flatten().any(|document| document.part == *part)
            || page.as_ref().is_some_and(|page| names(page, part))
    };
    let mut attachments = mime::attachments_with(fetched.structure, &too_large);
    attachments.retain(|attachment| !is_shown(&attachment.part));
    let structure = Arc::clone(fetched.structure);
    let body = Arc::new(mime::body(fetched.header, authority, structure, text));
    Reading {
        body,
        blocks,
        attachments: attachments.into(),
        form: if page.is_some() { Form::Html } else { Form::Text },
        article: page.as_deref().map(article_of),
        page,
        has_other_form: shown.other_form.is_some(),
        ..Reading::default()
    }
}

/// A page for the reader's own layout.
pub(super) fn article_of(page: &PageSource) -> Arc<Article> {
    Arc::new(html::article(&page.html))
}

/// Whether a page shows this part of its message as a picture.
pub(super) fn names(page: &PageSource, part: &PartId) -> bool {
    page.pictures.iter().any(|picture| picture.part == *part)
}

/// Lists parts of the message beside what is listed already: pictures that no page shows after all.
pub(super) fn list_too(reading: &mut Reading, parts: &[PartId]) {
    let Some(structure) = reading.body.structure.as_ref().filter(|_| !parts.is_empty()) else {
        return;
    };
    let listed = reading.attachments.iter().map(|attachment| &attachment.part);
    let listed: BTreeSet<&PartId> = listed.chain(parts).collect();
    let mut all = mime::attachments_with(structure, parts);
    all.retain(|attachment| listed.contains(&attachment.part));
    reading.attachments = all.into();
}

/// What a part says.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub text: BodyText,
    /// Where it is HTML.
    pub page: Option<Arc<PageSource>>,
    /// Pictures that the page names and that are too large to be shown in it.
    pub too_large: Vec<PartId>,
}

/// The text of a part, and the page where it is HTML. `bytes` are as sent.
pub(super) fn text_and_page(
    (structure, part): (&Part, &Part),
    bytes: &[u8],
    is_whole: bool,
    pictures: &mime::Pictures,
) -> Decoded {
    let read = bytes.len() as u64;
    let total = if is_whole { read } else { part.size_bytes.max(read + 1) };
    let text = mime::decode_text(part, bytes, total, !is_whole);
    if !text.from_html {
        return Decoded { text, ..Decoded::default() };
    }
    let html = mime::decode_html(part, bytes);
    let named = named_pictures(&html, structure, pictures);
    let (pictures, too_large): (Vec<_>, Vec<_>) =
        named.into_iter().partition(|picture| picture.encoded_bytes <= PICTURE_LIMIT_BYTES);
    let too_large = too_large.into_iter().map(|picture| picture.part).collect();
    let page = Some(Arc::new(PageSource { html, pictures, ..PageSource::default() }));
    Decoded { text, page, too_large }
}

/// The pictures of the message that the page really names, each under the name it is looked for.
fn named_pictures(html: &str, structure: &Part, pictures: &mime::Pictures) -> Vec<PictureRef> {
    if pictures.is_empty() {
        return Vec::new();
    }
    let mut asked = Asked { pictures, found: Vec::new(), names: BTreeSet::new() };
    // The same reading of the page as the one that is laid out: attributes, styles and all.
    sanitise::sanitise(html, &mut asked);
    let found = asked.found.into_iter();
    found
        .filter_map(|(name, id)| {
            let part = structure.find(&id)?;
            let (encoding, encoded_bytes) = (part.encoding, part.size_bytes);
            Some(PictureRef { name, part: id, encoding, encoded_bytes })
        })
        .collect()
}

/// Notes what a page asks for.
struct Asked<'a> {
    pictures: &'a mime::Pictures,
    /// In the order of the page.
    found: Vec<(String, PartId)>,
    names: BTreeSet<String>,
}

impl sanitise::Pictures for Asked<'_> {
    fn find(&mut self, address: &str) -> sanitise::Picture {
        if self.found.len() < PICTURES_LIMIT
            && let Some((name, part)) = self.pictures.named(address)
            && self.names.insert(name.clone())
        {
            self.found.push((name, part.clone()));
        }
        sanitise::Picture::Missing
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::super::{below, join};
    use super::*;

    const MAIL: &str = "From: a@example.org\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n\
        --m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n\
        --r\r\nContent-Type: text/html\r\n\r\n\
        <body background='plan.png'><img src='cid:a%20b@x'><img src=\"CID:a b@x\">\
        <p style='background:url(cid:c@x)'>Hi <a href='cid:d@x'>no picture</a>\r\n\
        --r\r\nContent-Type: image/png\r\nContent-ID: <a b@x>\r\n\r\n1\r\n\
        --r\r\nContent-Type: image/png\r\nContent-ID: <c@x>\r\n\r\n22\r\n\
        --r\r\nContent-Type: image/png; name=d.png\r\nContent-ID: <d@x>\r\n\
        Content-Disposition: attachment\r\n\r\n3\r\n--r--\r\n\
        --m\r\nContent-Type: image/png\r\nContent-Location: plan.png\r\n\r\n4444\r\n--m--\r\n";

    fn read(mail: &str, form: Form) -> Reading {
        let message = mime::parse_message(mail.as_bytes()).unwrap();
        let structure = Arc::new(message.root.clone());
        let main = mime::choose(&structure, form.prefer()).main.map(|main| main.part);
        let main = main.as_ref().map(|id| (id, message.part_bytes(id)));
        let (header, structure) = (message.header, &structure);
        decode(&Fetched { header, structure, main, is_whole: true, form }, None)
    }

    #[test]
    fn a_page_has_the_pictures_that_it_names_and_the_rest_are_attachments() {
        let reading = read(MAIL, Form::Html);
        let page = reading.page.as_ref().unwrap();
        let found: Vec<_> = page
            .pictures
            .iter()
            .map(|picture| (picture.name.as_str(), picture.part.to_string(), picture.encoded_bytes))
            .collect();
        assert_eq!(
            found,
            [
                ("plan.png", "2".to_owned(), 4),
                ("cid:a b@x", "1.2".to_owned(), 1),
                ("cid:c@x", "1.3".to_owned(), 2)
            ]
        );
        let listed: Vec<_> = reading.attachments.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(listed, ["d.png"]);
    }

    #[test]
    fn a_picture_that_is_too_large_for_its_page_is_listed() {
        let in_main = MAIL.to_owned();
        let second = "--m\r\nContent-Type: text/html\r\n\r\n<img src='cid:a b@x'>\r\n--m\r\n";
        let in_below = MAIL
            .replace("<img src='cid:a%20b@x'><img src=\"CID:a b@x\">", "")
            .replace("--m\r\nContent-Type: image", &format!("{second}Content-Type: image"));
        let size = usize::try_from(PICTURE_LIMIT_BYTES).unwrap();
        for (bytes, expected) in
            [(size, &["d.png"] as &[_]), (size + 1, &["part-1.2.png", "d.png"])]
        {
            for mail in [&in_main, &in_below] {
                let picture = format!("<a b@x>\r\n\r\n{}", "1".repeat(bytes));
                let mail = mail.replace("<a b@x>\r\n\r\n1", &picture);
                let reading = read(&mail, Form::Html);
                let message = mime::parse_message(mail.as_bytes()).unwrap();
                let bytes = |part: &PartId| Some(message.part_bytes(part).to_vec());
                let below = below(&message.root, Form::Html, &bytes, &|_, _, _| None);
                let reading = join(reading, below.into());
                let names = reading.attachments.iter().map(|one| one.safe_name.as_str());
                assert_eq!(names.collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn the_form_says_what_is_shown_and_whether_there_is_another() {
        let both = "From: a@example.org\r\nContent-Type: multipart/alternative; boundary=m\r\n\r\n\
            --m\r\nContent-Type: text/plain\r\n\r\nplain\r\n\
            --m\r\nContent-Type: text/html; name=page.html\r\n\r\n<b>rich</b>\r\n--m--\r\n";
        let html = read(both, Form::Html);
        assert_eq!((html.form, html.has_other_form, html.page.is_some()), (Form::Html, true, true));
        assert!(html.body.text.text.contains("rich") && html.attachments.is_empty());
        assert_eq!(html.article.as_ref().unwrap().blocks.len(), 1);
        let text = read(both, Form::Text);
        assert_eq!((text.form, text.has_other_form, text.page.is_none()), (Form::Text, true, true));
        let alone = read("Content-Type: text/html\r\n\r\n<b>x", Form::Text);
        assert_eq!((alone.form, alone.has_other_form), (Form::Html, false));
    }

    #[test]
    fn a_page_that_names_a_million_pictures_costs_a_bounded_list() {
        let mut mail = MAIL.replace("<body", &"<img src='cid:c@x'>".repeat(100_000));
        let reading = read(&mail, Form::Html);
        assert_eq!(reading.page.unwrap().pictures.len(), 2);
        let images: String = (0..1_000).map(|n| format!("<img src='cid:{n}@x'>")).collect();
        let parts: String = (0..1_000)
            .map(|n| format!("--r\r\nContent-Type: image/png\r\nContent-ID: <{n}@x>\r\n\r\n1\r\n"))
            .collect();
        mail = MAIL.replace("<body", &images).replacen("--r\r\nContent-Type: image", &parts, 1);
        assert!(read(&mail, Form::Html).page.unwrap().pictures.len() <= PICTURES_LIMIT);
    }
}
