//! One message taken apart the way IMAP shows it: header fields, MIME tree, ENVELOPE,
//! BODYSTRUCTURE and sections.
//!
//! Bytes stay as they are: encoded words, charsets and transfer encodings are the client's
//! business. Nothing here knows about mailboxes or connections.

pub mod address;
pub mod header;
pub mod section;
pub mod structure;
pub mod tree;

use imap_codec::imap_types::core::{IString, Literal, NString};

/// Bytes as a quoted string where possible, else as a literal.
///
/// A NUL, which no literal may hold (RFC 3501 §9), goes out as a question mark.
pub fn text(bytes: &[u8]) -> IString<'static> {
    let clean: Vec<u8> = bytes.iter().map(|byte| if *byte == 0 { b'?' } else { *byte }).collect();
    IString::try_from(clean).unwrap_or_else(|_| IString::Literal(Literal::unvalidated(Vec::new())))
}

/// As [`text`], with NIL for what is not there.
pub fn optional(bytes: Option<&[u8]>) -> NString<'static> {
    NString(bytes.map(text))
}
