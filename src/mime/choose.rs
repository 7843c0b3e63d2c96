//! Which part of a message the window shows as text.
//!
//! Decided from the structure alone, before any part is fetched.

use crate::model::{Disposition, Part, PartId, PartKind};

/// Levels of the tree that are looked into. What is deeper is not shown as text.
pub(super) const DEPTH_LIMIT: usize = 100;

/// A text part this short says nothing: many senders put an empty one beside their HTML.
const EMPTY_PART_BYTES: u64 = 4;

/// What the reader wants to see where a message says the same in several forms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prefer {
    #[default]
    Text,
    Html,
}

/// The part to show as text; `None` where the message has none.
///
/// Plain text before HTML where both say the same (RFC 2046 §5.1.4); else the first text that is
/// not an attachment. A message inside the message is entered only when nothing else has text.
pub fn choose_text(root: &Part) -> Option<PartId> {
    main_part(root, Prefer::Text).map(|part| part.id.clone())
}

/// As [`choose_text`], for either preference.
pub(super) fn main_part(root: &Part, prefer: Prefer) -> Option<&Part> {
    let search = |enter_messages| Search { prefer, enter_messages };
    find(root, search(false), DEPTH_LIMIT).or_else(|| find(root, search(true), DEPTH_LIMIT))
}

#[derive(Clone, Copy)]
struct Search {
    prefer: Prefer,
    enter_messages: bool,
}

/// The part of a `multipart/related` that the others belong to: the one named by `start`, else the
/// first (RFC 2387 §3.2).
pub(super) fn related_root<'a>(of: &'a Part, parts: &'a [Part]) -> Option<&'a Part> {
    let named = of.start.as_ref().and_then(|start| {
        parts.iter().find(|part| part.content_id.as_ref().is_some_and(|id| id == start))
    });
    named.or_else(|| parts.first())
}

fn find(part: &Part, search: Search, depth: usize) -> Option<&Part> {
    let depth = depth.checked_sub(1)?;
    match &part.kind {
        PartKind::Leaf => is_body_text(part).then_some(part),
        PartKind::Message(Some(inside)) if search.enter_messages => find(inside, search, depth),
        PartKind::Message(_) => None,
        PartKind::Multipart(parts) => {
            let mut best: Option<(u8, &Part)> = None;
            let is_choice = part.media_type == "multipart/alternative";
            let first = match part.media_type.as_str() {
                "multipart/related" => related_root(part, parts),
                _ => None,
            };
            let ordered = first.into_iter().chain(parts);
            for found in ordered.filter_map(|part| find(part, search, depth)) {
                let rank = rank(found, is_choice.then_some(search.prefer));
                if best.is_none_or(|(best_rank, _)| rank < best_rank) {
                    best = Some((rank, found));
                }
                if rank == 0 {
                    break;
                }
            }
            best.map(|(_, found)| found)
        }
    }
}

/// 0 is best. Outside of a choice the order of the parts decides, but not for an empty one.
fn rank(part: &Part, choice: Option<Prefer>) -> u8 {
    if part.size_bytes <= EMPTY_PART_BYTES {
        return 3;
    }
    match (choice, part.media_type.as_str()) {
        (None, _) | (Some(Prefer::Text), "text/plain") | (Some(Prefer::Html), "text/html") => 0,
        (Some(_), "text/plain" | "text/html") => 1,
        (Some(_), _) => 2,
    }
}

/// Text people write to be read in the message, not a file that happens to be text.
pub(super) fn is_body_text(part: &Part) -> bool {
    let readable = matches!(
        part.media_type.as_str(),
        // "text" without a subtype is what some senders write for plain text.
        "text/plain"
            | "text/html"
            | "text"
            | "text/"
            | "text/enriched"
            | "text/richtext"
            | "text/markdown"
            | "text/x-markdown"
            | "text/x-amp-html"
    );
    readable && part.disposition != Disposition::Attachment
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn leaf(id: &[u32], media_type: &str) -> Part {
        Part { size_bytes: 1_000, ..Part::new(PartId(id.to_vec()), media_type) }
    }

    pub(crate) fn multipart(id: &[u32], subtype: &str, parts: Vec<Part>) -> Part {
        let kind = PartKind::Multipart(parts);
        Part { kind, ..leaf(id, &format!("multipart/{subtype}")) }
    }

    pub(crate) fn message(id: &[u32], inside: Option<Part>) -> Part {
        Part { kind: PartKind::Message(inside.map(Box::new)), ..leaf(id, "message/rfc822") }
    }

    fn chosen(root: &Part) -> String {
        choose_text(root).map_or_else(|| "none".to_owned(), |id| id.to_string())
    }

    #[test]
    fn plain_text_is_preferred_to_html_that_says_the_same() {
        let html_first = vec![leaf(&[1], "text/html"), leaf(&[2], "text/plain")];
        assert_eq!(chosen(&multipart(&[], "alternative", html_first)), "2");
        let related = multipart(&[2], "related", vec![leaf(&[2, 1], "text/html")]);
        let mut plain = leaf(&[1], "text/plain");
        let root =
            |plain: &Part| multipart(&[], "alternative", vec![plain.clone(), related.clone()]);
        assert_eq!(chosen(&root(&plain)), "1");
        plain.size_bytes = 2;
        assert_eq!(chosen(&root(&plain)), "2.1");
    }

    #[test]
    fn the_first_text_that_is_no_attachment_is_shown() {
        let attached = Part { disposition: Disposition::Attachment, ..leaf(&[1], "text/plain") };
        let parts = vec![attached.clone(), leaf(&[2], "text/html"), leaf(&[3], "text/plain")];
        assert_eq!(chosen(&multipart(&[], "mixed", parts)), "2");
        assert_eq!(chosen(&multipart(&[], "mixed", vec![attached])), "none");
        assert_eq!(chosen(&leaf(&[1], "text/plain")), "1");
        assert_eq!(chosen(&leaf(&[1], "application/pdf")), "none");
    }

    #[test]
    fn a_signed_message_and_a_report_show_their_text() {
        let signed = vec![leaf(&[1], "text/plain"), leaf(&[2], "application/pgp-signature")];
        assert_eq!(chosen(&multipart(&[], "signed", signed)), "1");
        let returned = message(&[3], Some(leaf(&[3, 1], "text/plain")));
        let report =
            vec![leaf(&[1], "text/plain"), leaf(&[2], "message/delivery-status"), returned];
        assert_eq!(chosen(&multipart(&[], "report", report)), "1");
    }

    #[test]
    fn a_message_inside_is_entered_only_when_nothing_else_has_text() {
        let inside = || message(&[1], Some(leaf(&[1, 1], "text/plain")));
        assert_eq!(chosen(&multipart(&[], "mixed", vec![inside()])), "1.1");
        let both = vec![inside(), leaf(&[2], "text/html")];
        assert_eq!(chosen(&multipart(&[], "mixed", both)), "2");
        assert_eq!(chosen(&message(&[1], None)), "none");
    }

    #[test]
    fn a_tree_deeper_than_the_limit_is_not_followed() {
        let mut part = leaf(&[1], "text/plain");
        for _ in 0..=DEPTH_LIMIT {
            part = multipart(&[], "mixed", vec![part]);
        }
        assert_eq!(chosen(&part), "none");
    }
}
