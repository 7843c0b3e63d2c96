//! Which parts of a message are shown, and as what.
//!
//! Each part is a document of its own: parts are never joined, so nothing in one can change how
//! another looks, or end up inside it. Decided from the structure alone.

use crate::model::{Disposition, Part, PartId, PartKind};

use super::choose::{DEPTH_LIMIT, Prefer, is_body_text, main_part, related_root};
use super::pictures::Pictures;

/// Documents shown below the main one; the rest are attachments.
const BELOW_LIMIT: usize = 50;

/// A longer text below the main one is an attachment: it would have to be fetched with the message.
const BELOW_TEXT_BYTES: u64 = 64 * 1024;

/// How a document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentKind {
    Text,
    Html,
    /// A picture by itself.
    Picture,
    /// A message inside: with headers of its own, and chosen by [`choose`] from its own structure.
    Message,
}

/// One part that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub part: PartId,
    pub kind: DocumentKind,
}

/// What is shown of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The text of the message; `None` where it has none.
    pub main: Option<Document>,
    /// The same text in the other form (HTML for text, text for HTML), where the sender sent both.
    pub other_form: Option<Document>,
    /// What stands below the text, in the message's order.
    pub below: Vec<Document>,
    pub pictures: Pictures,
}

/// Chooses what is shown of a message, or of a message inside one.
pub fn choose(root: &Part, prefer: Prefer) -> Shown {
    let main = main_part(root, prefer);
    let other = match prefer {
        Prefer::Text => Prefer::Html,
        Prefer::Html => Prefer::Text,
    };
    let other_form = main_part(root, other).filter(|other| {
        main.is_some_and(|main| main.id != other.id && text_kind(main) != text_kind(other))
    });
    let mut walk = Walk { main: main.map(|part| &part.id), shown: Shown::default() };
    walk.visit(root, DEPTH_LIMIT, "");
    let document = |part: &Part| Document { part: part.id.clone(), kind: text_kind(part) };
    Shown { main: main.map(document), other_form: other_form.map(document), ..walk.shown }
}

fn text_kind(part: &Part) -> DocumentKind {
    match part.media_type.as_str() {
        "text/html" | "text/x-amp-html" => DocumentKind::Html,
        _ => DocumentKind::Text,
    }
}

struct Walk<'a> {
    main: Option<&'a PartId>,
    shown: Shown,
}

impl Walk<'_> {
    /// `around` is the type of the multipart around the part. As deep as [`DEPTH_LIMIT`].
    fn visit(&mut self, part: &Part, depth: usize, around: &str) {
        let Some(depth) = depth.checked_sub(1) else { return };
        match &part.kind {
            PartKind::Multipart(parts) => self.multipart(part, parts, depth),
            PartKind::Leaf => {
                self.shown.pictures.add(part);
                if let Some(kind) = below_kind(part, around) {
                    self.below(part, kind);
                }
            }
            PartKind::Message(inside) => {
                let entered = self.main.is_some_and(|main| main.0.starts_with(&part.id.0));
                match inside {
                    // The main text is its text: what belongs to it belongs to the whole.
                    Some(inside) if entered => self.visit(inside, depth, ""),
                    _ if part.disposition == Disposition::Attachment => {}
                    _ => self.below(part, DocumentKind::Message),
                }
            }
        }
    }

    fn multipart(&mut self, part: &Part, parts: &[Part], depth: usize) {
        match part.media_type.as_str() {
            // Other forms of the same: only pictures inside them are wanted.
            "multipart/alternative" => {
                for inside in parts {
                    self.visit_quietly(inside, depth, "multipart/alternative");
                }
            }
            "multipart/related" => {
                let root = related_root(part, parts).map(|root| &root.id);
                for inside in parts {
                    if root == Some(&inside.id) {
                        self.visit(inside, depth, "multipart/related");
                    } else {
                        self.visit_quietly(inside, depth, "multipart/related");
                    }
                }
            }
            // Of a signed part, what was signed is shown; of a report, what people are to read. A
            // signature says nothing, and what was sent back stays an attachment.
            around @ ("multipart/signed" | "multipart/report") => {
                if let Some(first) = parts.first() {
                    self.visit(first, depth, around);
                }
            }
            around => {
                for inside in parts {
                    self.visit(inside, depth, around);
                }
            }
        }
    }

    /// Visits for pictures only.
    fn visit_quietly(&mut self, part: &Part, depth: usize, around: &str) {
        let below = std::mem::take(&mut self.shown.below);
        self.visit(part, depth, around);
        self.shown.below = below;
    }

    fn below(&mut self, part: &Part, kind: DocumentKind) {
        if self.main != Some(&part.id) && self.shown.below.len() < BELOW_LIMIT {
            self.shown.below.push(Document { part: part.id.clone(), kind });
        }
    }
}

fn below_kind(part: &Part, around: &str) -> Option<DocumentKind> {
    if part.disposition == Disposition::Attachment {
        return None;
    }
    if is_body_text(part) && part.size_bytes <= BELOW_TEXT_BYTES {
        return Some(text_kind(part));
    }
    let is_patch = matches!(part.media_type.as_str(), "text/x-diff" | "text/x-patch");
    if is_patch && part.size_bytes <= BELOW_TEXT_BYTES {
        return Some(DocumentKind::Text);
    }
    let is_picture = part.media_type.starts_with("image/") && part.media_type != "image/svg+xml";
    let is_inline = part.disposition == Disposition::Inline && around != "multipart/related";
    (is_picture && is_inline).then_some(DocumentKind::Picture)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::mime::choose::tests::{leaf, message, multipart};

    fn picture(id: &[u32], cid: &str) -> Part {
        Part { content_id: Some(cid.to_owned()), ..leaf(id, "image/png") }
    }

    /// `main|other form|below`
    fn shape(root: &Part, prefer: Prefer) -> String {
        let shown = choose(root, prefer);
        let name = |document: &Document| {
            let kind = match document.kind {
                DocumentKind::Text => 't',
                DocumentKind::Html => 'h',
                DocumentKind::Picture => 'p',
                DocumentKind::Message => 'm',
            };
            format!("{kind}{}", document.part)
        };
        let one = |document: &Option<Document>| document.as_ref().map_or(String::new(), name);
        let below: Vec<_> = shown.below.iter().map(name).collect();
        format!("{}|{}|{}", one(&shown.main), one(&shown.other_form), below.join(" "))
    }

    #[test]
    fn a_choice_has_two_forms() {
        let both = vec![leaf(&[1], "text/plain"), leaf(&[2], "text/html")];
        let root = multipart(&[], "alternative", both);
        assert_eq!(shape(&root, Prefer::Text), "t1|h2|");
        assert_eq!(shape(&root, Prefer::Html), "h2|t1|");
        assert_eq!(shape(&leaf(&[1], "text/html"), Prefer::Text), "h1||");
    }

    #[test]
    fn a_page_begins_with_the_part_that_start_names() {
        let parts = vec![
            picture(&[1], "p@x"),
            Part { content_id: Some("page@x".to_owned()), ..leaf(&[2], "text/html") },
            leaf(&[3], "text/html"),
        ];
        let related = multipart(&[], "related", parts);
        assert_eq!(
            shape(&Part { start: Some("page@x".to_owned()), ..related.clone() }, Prefer::Html),
            "h2||"
        );
        assert_eq!(shape(&related, Prefer::Html), "h2||");
    }

    #[test]
    fn texts_pictures_and_messages_stand_below_the_text() {
        let inline = |part: Part| Part { disposition: Disposition::Inline, ..part };
        let attached = |part: Part| Part { disposition: Disposition::Attachment, ..part };
        let large = Part { size_bytes: BELOW_TEXT_BYTES + 1, ..leaf(&[3], "text/plain") };
        let parts = vec![
            leaf(&[1], "text/plain"),
            leaf(&[2], "text/html"),
            large,
            attached(leaf(&[4], "text/plain")),
            inline(leaf(&[5], "image/png")),
            leaf(&[6], "image/png"),
            inline(leaf(&[7], "image/svg+xml")),
            message(&[8], Some(leaf(&[8, 1], "text/plain"))),
            attached(message(&[9], None)),
        ];
        assert_eq!(shape(&multipart(&[], "mixed", parts), Prefer::Text), "t1||h2 p5 m8");
    }

    #[test]
    fn a_signature_and_what_a_report_returns_are_not_shown() {
        let signed = vec![leaf(&[1], "text/plain"), leaf(&[2], "text/plain")];
        assert_eq!(shape(&multipart(&[], "signed", signed), Prefer::Text), "t1||");
        let report =
            vec![leaf(&[1], "text/plain"), message(&[3], Some(leaf(&[3, 1], "text/plain")))];
        assert_eq!(shape(&multipart(&[], "report", report), Prefer::Text), "t1||");
    }

    #[test]
    fn a_digest_is_its_messages_and_each_is_chosen_by_itself() {
        let inside = |id: &[u32]| {
            let text = leaf(&[id, &[1]].concat(), "text/plain");
            message(id, Some(text))
        };
        let digest = multipart(&[2], "digest", vec![inside(&[2, 1]), inside(&[2, 2])]);
        let root = multipart(&[], "mixed", vec![leaf(&[1], "text/plain"), digest]);
        assert_eq!(shape(&root, Prefer::Text), "t1||m2.1 m2.2");
        assert_eq!(shape(&multipart(&[], "mixed", vec![inside(&[1])]), Prefer::Text), "t1.1||");
    }

    #[test]
    fn a_hundred_thousand_parts_and_any_depth_are_bounded() {
        let parts = (1..=1_000).map(|n| leaf(&[n], "text/plain")).collect();
        assert_eq!(choose(&multipart(&[], "mixed", parts), Prefer::Text).below.len(), BELOW_LIMIT);
        let mut part = leaf(&[1], "text/plain");
        for _ in 0..1_000 {
            part = multipart(&[], "mixed", vec![part]);
        }
        assert_eq!(shape(&part, Prefer::Text), "||");
    }
}
