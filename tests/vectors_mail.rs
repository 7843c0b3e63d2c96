//! Mails made to deceive or to break a reader, each with what a safe reader does.
//!
//! The numbers in the comments are those of the list the project keeps of known attacks.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

use mailpane::mime::{self, Headers, ParsedMessage};
use mailpane::model::Verdict;

#[path = "vectors_mail/attachment.rs"]
mod attachment;
#[path = "vectors_mail/link.rs"]
mod link;
#[path = "vectors_mail/mime.rs"]
mod mime_trees;
#[path = "vectors_mail/misc.rs"]
mod misc;
#[path = "vectors_mail/sender.rs"]
mod sender;

fn headers(header: &str) -> Headers {
    mime::read_headers(header.as_bytes())
}

fn warnings(header: &str) -> String {
    headers(header).sender_warnings().join(" ")
}

fn parsed(mail: &[u8]) -> ParsedMessage<'_> {
    mime::parse_message(mail).expect("it begins like a mail")
}

/// The verdict with the account's own server believed.
fn verdict(header: &str) -> Verdict {
    let own = mime::Authority { id: "mx.example.org".to_owned(), under_border: false };
    Verdict::of(header.as_bytes(), Some(&own))
}

/// The text the window shows of a mail.
fn text(mail: &[u8]) -> String {
    let message = parsed(mail);
    let Some(id) = mime::choose_text(&message.root) else { return String::new() };
    let part = find(&message.root, &id);
    let bytes = message.part_bytes(&id);
    mime::decode_text(part, bytes, bytes.len() as u64, false).text
}

fn find<'a>(
    root: &'a mailpane::model::Part,
    id: &mailpane::model::PartId,
) -> &'a mailpane::model::Part {
    use mailpane::model::PartKind;
    let mut waiting = vec![root];
    while let Some(part) = waiting.pop() {
        match &part.kind {
            PartKind::Leaf if part.id == *id => return part,
            PartKind::Leaf | PartKind::Message(None) => {}
            PartKind::Multipart(parts) => waiting.extend(parts),
            PartKind::Message(Some(inside)) => waiting.push(inside),
        }
    }
    panic!("no part {id}")
}
