//! What `BODY[section]<offset.length>` names (RFC 3501 §6.4.5), as raw bytes.

use std::borrow::Cow;
use std::num::NonZeroU32;

use imap_codec::imap_types::core::AString;
use imap_codec::imap_types::fetch::{Part, Section};

use super::header;
use super::tree::{Entity, Kind};

/// The bytes of a section; `None` when the message has no such part.
pub fn bytes<'a>(
    raw: &'a [u8],
    root: &Entity,
    section: Option<&Section<'_>>,
) -> Option<Cow<'a, [u8]>> {
    let range = match section {
        None => 0..raw.len(),
        Some(Section::Part(part)) => find(root, part)?.body.clone(),
        Some(Section::Mime(part)) => find(root, part)?.header.clone(),
        Some(Section::Header(part)) => message(root, part.as_ref())?.header.clone(),
        Some(Section::Text(part)) => message(root, part.as_ref())?.body.clone(),
        Some(Section::HeaderFields(part, names)) => {
            let header = raw.get(message(root, part.as_ref())?.header.clone())?;
            return Some(Cow::Owned(some_fields(header, names.as_ref(), true)));
        }
        Some(Section::HeaderFieldsNot(part, names)) => {
            let header = raw.get(message(root, part.as_ref())?.header.clone())?;
            return Some(Cow::Owned(some_fields(header, names.as_ref(), false)));
        }
    };
    raw.get(range).map(Cow::Borrowed)
}

/// Cuts out the part that `<offset.length>` names; behind the end there is nothing.
pub fn cut(bytes: &[u8], partial: Option<(u32, NonZeroU32)>) -> &[u8] {
    let Some((offset, length)) = partial else { return bytes };
    let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    let from = bytes.get(place(offset)..).unwrap_or_default();
    from.get(..place(length.get())).unwrap_or(from)
}

/// The entity of a part number. Below a message part the numbers go on inside that message.
fn find<'a>(root: &'a Entity, part: &Part) -> Option<&'a Entity> {
    let mut at = root;
    let mut single = true; // Whether number 1 may stand for a message that has no parts.
    for number in part.0.as_ref() {
        let place = usize::try_from(number.get()).ok()?.checked_sub(1)?;
        let container = match &at.kind {
            Kind::Message(inner) if !std::ptr::eq(at, root) || !single => {
                single = true;
                inner
            }
            _ => at,
        };
        at = match &container.kind {
            Kind::Multipart(parts) => parts.get(place)?,
            Kind::Leaf | Kind::Message(_) if place == 0 && single => container,
            Kind::Leaf | Kind::Message(_) => return None,
        };
        single = false;
    }
    Some(at)
}

/// The message that HEADER and TEXT speak of: the whole, or the one inside a message part.
fn message<'a>(root: &'a Entity, part: Option<&Part>) -> Option<&'a Entity> {
    let Some(part) = part else { return Some(root) };
    match &find(root, part)?.kind {
        Kind::Message(inner) => Some(inner),
        Kind::Leaf | Kind::Multipart(_) => None,
    }
}

fn some_fields(header_bytes: &[u8], names: &[AString<'_>], wanted: bool) -> Vec<u8> {
    let named = |field: &header::Field<'_>| {
        names.iter().any(|name| field.name.eq_ignore_ascii_case(name.as_ref()))
    };
    let fields = header::fields(header_bytes).into_iter();
    let mut kept: Vec<u8> = fields
        .filter(|field| named(field) == wanted)
        .flat_map(|field| field.whole.to_vec())
        .collect();
    kept.extend_from_slice(b"\r\n");
    kept
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::message::tree;
    use imap_codec::imap_types::core::Vec1;

    const NESTED: &[u8] = b"Content-Type: multipart/mixed; boundary=a\r\nX: 1\r\n\r\n\
        --a\r\n\r\nfirst\r\n\
        --a\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nA: b\r\n\r\ndeep\r\n--b--\r\n\
        --a\r\nContent-Type: message/rfc822\r\n\r\nSubject: flat\r\n\r\nplain\r\n--a--\r\n";

    fn part(numbers: &[u32]) -> Part {
        let list: Vec<NonZeroU32> = numbers.iter().map(|n| NonZeroU32::new(*n).unwrap()).collect();
        Part(Vec1::try_from(list).unwrap())
    }

    fn shown(raw: &[u8], section: &Section<'_>) -> Option<String> {
        let found = bytes(raw, &tree::parse(raw), Some(section))?;
        Some(String::from_utf8(found.into_owned()).unwrap())
    }

    #[test]
    fn part_numbers_go_on_inside_a_message_part() {
        let body = |numbers: &[u32]| shown(NESTED, &Section::Part(part(numbers)));
        assert_eq!(body(&[1]).as_deref(), Some("first"));
        assert_eq!(body(&[2, 1]).as_deref(), Some("deep"));
        assert_eq!(body(&[3, 1]).as_deref(), Some("plain"));
        assert_eq!(body(&[3]).as_deref(), Some("Subject: flat\r\n\r\nplain"));
        for missing in [&[4][..], &[1, 1], &[3, 2], &[3, 1, 1], &[2, 1, 1]] {
            assert_eq!(body(missing), None, "{missing:?}");
        }
        assert_eq!(shown(NESTED, &Section::Mime(part(&[2, 1]))).as_deref(), Some("A: b\r\n\r\n"));
        let header = shown(NESTED, &Section::Header(Some(part(&[3]))));
        assert_eq!(header.as_deref(), Some("Subject: flat\r\n\r\n"));
    }

    #[test]
    fn a_message_without_parts_has_part_one() {
        let raw = b"A: 1\r\n\r\nhello";
        assert_eq!(shown(raw, &Section::Part(part(&[1]))).as_deref(), Some("hello"));
        let forwarded = b"Content-Type: message/rfc822\r\n\r\nS: 1\r\n\r\nin";
        assert_eq!(shown(forwarded, &Section::Part(part(&[1]))).as_deref(), Some("S: 1\r\n\r\nin"));
        assert_eq!(shown(forwarded, &Section::Part(part(&[1, 1]))).as_deref(), Some("in"));
    }

    #[test]
    fn chosen_fields_end_with_an_empty_line_and_pieces_are_cut() {
        let names = Vec1::from(AString::try_from("x").unwrap());
        assert_eq!(
            shown(NESTED, &Section::HeaderFields(None, names)).as_deref(),
            Some("X: 1\r\n\r\n")
        );
        let length = NonZeroU32::new(3).unwrap();
        assert_eq!(cut(b"abcdef", Some((1, length))), b"bcd");
        assert_eq!(cut(b"abc", Some((9, length))), b"");
    }
}
