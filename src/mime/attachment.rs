//! What a message carries beside its text: names, sizes and types for the list and for saving.
//!
//! Decided from the structure alone. What is already part of the text on screen (pictures inside
//! HTML, signatures, the invitation beside its words) is no attachment.

use std::collections::BTreeMap;

use crate::model::{Disposition, Part, PartId, PartKind, TransferEncoding};

use super::choose::{DEPTH_LIMIT, choose_text, is_body_text};
use super::file_name::{numbered, safe_file_name};

/// Attachments listed of one message.
const LIST_LIMIT: usize = 10_000;

/// One thing that can be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub part: PartId,
    /// As the sender wrote it, for showing; control and bidi characters are visible.
    pub name: String,
    /// For the disk: see [`safe_file_name`]; different for each attachment of a message.
    pub safe_name: String,
    pub media_type: String,
    /// Bytes after decoding, estimated.
    pub size_bytes: u64,
    /// Bytes as encoded on the server; what a download moves.
    pub encoded_bytes: u64,
    pub encoding: TransferEncoding,
}

/// The attachments of a message in its order; at most 10,000.
pub fn attachments(root: &Part) -> Vec<Attachment> {
    attachments_with(root, &[])
}

/// The same with parts that are none by themselves, such as pictures that a page does not show.
pub fn attachments_with(root: &Part, more: &[PartId]) -> Vec<Attachment> {
    let shown = choose_text(root);
    let mut taken = BTreeMap::new();
    let mut list = Vec::new();
    visit(root, more, &mut |part| {
        if list.len() < LIST_LIMIT && shown.as_ref() != Some(&part.id) {
            list.push(describe(part, &mut taken));
        }
    });
    list
}

/// Any one part as something that can be saved, be it listed or not.
pub fn attachment_of(part: &Part) -> Attachment {
    describe(part, &mut BTreeMap::new())
}

/// Whether [`attachments`] would list anything.
pub fn has_attachment(root: &Part) -> bool {
    let shown = choose_text(root);
    let mut found = false;
    visit(root, &[], &mut |part| found |= shown.as_ref() != Some(&part.id));
    found
}

/// Calls `each` for every part that may be an attachment, and for those of `more`.
fn visit(root: &Part, more: &[PartId], each: &mut dyn FnMut(&Part)) {
    // Part, type of the multipart around it, levels below the root.
    let mut waiting = vec![(root, "", 0_usize)];
    while let Some((part, around, depth)) = waiting.pop() {
        match &part.kind {
            PartKind::Multipart(parts) if depth < DEPTH_LIMIT => {
                let around = part.media_type.as_str();
                waiting.extend(parts.iter().rev().map(|part| (part, around, depth + 1)));
            }
            PartKind::Multipart(_) => {}
            PartKind::Leaf | PartKind::Message(_) => {
                if counts(part, around) || more.contains(&part.id) {
                    each(part);
                }
            }
        }
    }
}

fn counts(part: &Part, around: &str) -> bool {
    match part.media_type.as_str() {
        "application/pgp-signature"
        | "application/pkcs7-signature"
        | "application/x-pkcs7-signature"
        | "application/pgp-encrypted" => false,
        _ if part.disposition == Disposition::Attachment => true,
        "text/calendar" => around != "multipart/alternative" && part.file_name.is_some(),
        "message/delivery-status" | "message/disposition-notification" | "text/rfc822-headers" => {
            false
        }
        media_type if media_type.starts_with("image/") => {
            // A page names its pictures in either way.
            let is_named = part.content_id.is_some() || part.content_location.is_some();
            around != "multipart/related" || !is_named
        }
        _ if is_body_text(part) => part.file_name.is_some() && around != "multipart/alternative",
        _ => true,
    }
}

/// `taken` holds each name in lower case, with the number its last namesake got.
fn describe(part: &Part, taken: &mut BTreeMap<String, u32>) -> Attachment {
    let name = match &part.file_name {
        Some(name) if !name.trim().is_empty() => name.clone(),
        _ => default_name(part),
    };
    let base = safe_file_name(&name);
    let mut safe_name = base.clone();
    // Case does not tell names apart on every disk.
    while taken.contains_key(&safe_name.to_lowercase()) {
        let number = taken.entry(base.to_lowercase()).or_insert(1);
        *number += 1;
        safe_name = numbered(&base, *number);
    }
    taken.insert(safe_name.to_lowercase(), 1);
    Attachment {
        part: part.id.clone(),
        name,
        safe_name,
        media_type: part.media_type.clone(),
        size_bytes: part.decoded_size_estimate(),
        encoded_bytes: part.size_bytes,
        encoding: part.encoding,
    }
}

fn default_name(part: &Part) -> String {
    let ending = match part.media_type.as_str() {
        "message/rfc822" | "message/global" => return "message.eml".to_owned(),
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/csv" => "csv",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/gif" => "gif",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        _ => "bin",
    };
    if part.id.0.is_empty() {
        format!("part.{ending}")
    } else {
        format!("part-{}.{ending}", part.id)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::mime::choose::tests::{leaf, message, multipart};

    fn named(part: Part, name: &str) -> Part {
        Part { file_name: Some(name.to_owned()), ..part }
    }

    fn names(root: &Part) -> Vec<String> {
        let list = attachments(root);
        assert_eq!(has_attachment(root), !list.is_empty());
        list.into_iter().map(|attachment| attachment.safe_name).collect()
    }

    #[test]
    fn the_text_on_screen_is_no_attachment() {
        assert!(names(&leaf(&[1], "text/plain")).is_empty());
        let both = vec![leaf(&[1], "text/plain"), leaf(&[2], "text/html")];
        assert!(names(&multipart(&[], "alternative", both)).is_empty());
        assert!(names(&named(leaf(&[1], "text/plain"), "body.txt")).is_empty());
    }

    #[test]
    fn files_are_listed_in_order_with_names_of_their_own() {
        let parts = vec![
            leaf(&[1], "text/plain"),
            named(leaf(&[2], "application/pdf"), "Report.pdf"),
            named(leaf(&[3], "application/pdf"), "report.pdf"),
            leaf(&[4], "image/png"),
            message(&[5], None),
            named(leaf(&[6], "text/plain"), "notes.txt"),
        ];
        let expected = ["Report.pdf", "report (2).pdf", "part-4.png", "message.eml", "notes.txt"];
        assert_eq!(names(&multipart(&[], "mixed", parts)), expected);
    }

    #[test]
    fn pictures_of_the_page_signatures_and_invitations_do_not_count() {
        let picture = Part { content_id: Some("a@b".to_owned()), ..leaf(&[1, 2], "image/png") };
        let related = multipart(&[1], "related", vec![leaf(&[1, 1], "text/html"), picture]);
        let located =
            Part { content_location: Some("b.png".to_owned()), ..leaf(&[1, 2], "image/png") };
        let page = vec![leaf(&[1, 1], "text/html"), located];
        assert!(names(&multipart(&[1], "related", page)).is_empty());
        let signature = named(leaf(&[2], "application/pgp-signature"), "signature.asc");
        assert!(names(&multipart(&[], "signed", vec![related, signature])).is_empty());
        let invite = vec![leaf(&[1], "text/plain"), leaf(&[2], "text/calendar")];
        assert!(names(&multipart(&[], "alternative", invite)).is_empty());
    }

    #[test]
    fn a_size_is_the_size_on_disk() {
        let part = Part { encoding: TransferEncoding::Base64, ..leaf(&[1], "application/pdf") };
        assert_eq!(attachments(&part)[0].size_bytes, part.decoded_size_estimate());
    }

    #[test]
    fn a_hundred_thousand_parts_are_cut_at_the_limit() {
        let parts = (1..=100_000).map(|n| named(leaf(&[n], "image/png"), "a.png")).collect();
        assert_eq!(attachments(&multipart(&[], "mixed", parts)).len(), LIST_LIMIT);
    }
}
