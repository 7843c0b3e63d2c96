//! BODYSTRUCTURE to a tree of parts (RFC 3501 §7.4.2).
//!
//! Lenient about everything that servers get wrong: NIL where a string belongs, missing line
//! counts, lists without spaces. What cannot be understood becomes a leaf of
//! `application/octet-stream`, which can still be saved.

use super::value::Value;
use crate::model::{Disposition, Part, PartId, PartKind, TransferEncoding};
use crate::text::{charset, cut, params, visible};

/// Parts of one message that are kept; the rest is left out. Real mail has a few dozen.
const PARTS_LIMIT: usize = 2_000;

/// Longest name, type or charset kept of a part.
const TEXT_LIMIT_BYTES: usize = 1024;

/// Reads a structure; the parts of a message stand at `1`, `2`, …, a single one at `1`.
///
/// Recursion is bounded by [`super::value::DEPTH_LIMIT`], below which values do not exist.
pub fn read(value: &Value<'_>) -> Part {
    let mut budget = PARTS_LIMIT;
    match value.list() {
        Some(fields) if !fields.is_empty() => top(fields, &PartId::default(), &mut budget),
        _ => unreadable(PartId::default()),
    }
}

/// Stands for a structure that could not be read: the message as one thing to save.
pub fn unreadable(id: PartId) -> Part {
    Part::new(id, "application/octet-stream")
}

/// A whole message, outermost or nested: its only part is numbered `1` inside `within`, its
/// multipart has the number of the message itself (RFC 3501 §6.4.5).
fn top(fields: &[Value<'_>], within: &PartId, budget: &mut usize) -> Part {
    if is_multipart(fields) {
        part(fields, within.clone(), budget)
    } else {
        part(fields, child(within, 0), budget)
    }
}

fn child(of: &PartId, index: usize) -> PartId {
    let mut numbers = of.0.clone();
    numbers.push(u32::try_from(index + 1).unwrap_or(u32::MAX));
    PartId(numbers)
}

fn is_multipart(fields: &[Value<'_>]) -> bool {
    matches!(fields.first(), Some(Value::List(_) | Value::TooDeep))
}

fn part(fields: &[Value<'_>], id: PartId, budget: &mut usize) -> Part {
    *budget = budget.saturating_sub(1);
    if is_multipart(fields) { multipart(fields, id, budget) } else { single(fields, id, budget) }
}

fn multipart(fields: &[Value<'_>], id: PartId, budget: &mut usize) -> Part {
    let is_part = |value: &&Value<'_>| matches!(value, Value::List(_) | Value::TooDeep);
    let mut parts = Vec::new();
    for (index, value) in fields.iter().take_while(is_part).enumerate() {
        if *budget == 0 {
            break;
        }
        parts.push(match value.list() {
            Some(inside) if !inside.is_empty() => part(inside, child(&id, index), budget),
            _ => unreadable(child(&id, index)),
        });
    }
    let after = fields.iter().skip_while(is_part).collect::<Vec<_>>();
    let subtype = after.first().and_then(|value| value.bytes()).unwrap_or(b"mixed");
    let media_type = format!("multipart/{}", token(subtype));
    // Behind the subtype: the parameters (RFC 3501 §7.4.2).
    let start = after.get(1).and_then(|found| params::value(&pairs(found), "start"));
    let start = start.map(|id| cut(id, TEXT_LIMIT_BYTES).trim_matches(['<', '>', ' ']).to_owned());
    Part { start, media_type, kind: PartKind::Multipart(parts), ..unreadable(id) }
}

fn single(fields: &[Value<'_>], id: PartId, budget: &mut usize) -> Part {
    let bytes = |index: usize| fields.get(index).and_then(Value::bytes);
    let media_type = match (bytes(0), bytes(1)) {
        (Some(kind), Some(subtype)) if !kind.is_empty() && !subtype.is_empty() => {
            format!("{}/{}", token(kind), token(subtype))
        }
        (Some(kind), _) if kind.eq_ignore_ascii_case(b"text") => "text/plain".to_owned(),
        _ => "application/octet-stream".to_owned(),
    };
    let type_params = fields.get(2).map(pairs).unwrap_or_default();
    let (disposition, disposition_params) = disposition(fields);
    let file_name = params::value(&disposition_params, "filename")
        .or_else(|| params::value(&type_params, "name"))
        .filter(|name| !name.is_empty())
        .map(|name| cut(name, TEXT_LIMIT_BYTES));
    let param =
        |name: &str| params::value(&type_params, name).map(|value| value.to_ascii_lowercase());
    // The last of the extensions: after MD5, disposition and language. Of a text the count of lines
    // stands before them; of a message envelope, structure and lines do.
    let before = match &media_type {
        message if message.starts_with("message/") && fields.len() > 10 => 10,
        text if text.starts_with("text/") => 8,
        _ => 7,
    };
    let location = bytes(before + 3).filter(|text| !text.is_empty());
    let kind = kind(fields, &media_type, &id, budget);
    Part {
        charset: param("charset").filter(|label| !label.is_empty()).map(|l| cut(l, 64)),
        file_name,
        content_id: bytes(3).map(content_id).filter(|id| !id.is_empty()),
        content_location: location.map(content_id),
        start: None,
        disposition,
        encoding: encoding(bytes(5)),
        size_bytes: fields.get(6).and_then(Value::number).unwrap_or(0),
        flowed: media_type == "text/plain" && param("format").as_deref() == Some("flowed"),
        delsp: param("delsp").as_deref() == Some("yes"),
        media_type,
        id,
        kind,
    }
}

fn kind(fields: &[Value<'_>], media_type: &str, id: &PartId, budget: &mut usize) -> PartKind {
    if !matches!(media_type, "message/rfc822" | "message/global") {
        return PartKind::Leaf;
    }
    // Type, subtype, parameters, id, description, encoding, size, envelope, structure.
    let inside = match fields.get(8).and_then(Value::list) {
        Some(inside) if !inside.is_empty() && *budget > 0 => {
            Some(Box::new(top(inside, id, budget)))
        }
        _ => None,
    };
    PartKind::Message(inside)
}

/// `(type (name value …))` behind the fixed fields: the only list of that shape there, so missing
/// line counts and checksums do no harm.
fn disposition<'v>(fields: &'v [Value<'_>]) -> (Disposition, Pairs<'v>) {
    for field in fields.iter().skip(7).filter_map(Value::list) {
        let [kind, params] = field else { continue };
        let (Some(kind), Value::Nil | Value::List(_)) = (kind.bytes(), params) else { continue };
        let disposition = if kind.eq_ignore_ascii_case(b"inline") {
            Disposition::Inline
        } else {
            Disposition::Attachment // RFC 2183 §2.8: unknown ones are attachments.
        };
        return (disposition, pairs(params));
    }
    (Disposition::Unspecified, Vec::new())
}

/// Parameters: names and raw values.
type Pairs<'v> = Vec<(&'v [u8], &'v [u8])>;

fn pairs<'v>(value: &'v Value<'_>) -> Pairs<'v> {
    let items = value.list().unwrap_or_default();
    let pair = |pair: &'v [Value<'_>]| match pair {
        [name, value] => Some((name.bytes()?, value.bytes().unwrap_or_default())),
        _ => None,
    };
    items.chunks(2).filter_map(pair).collect()
}

fn encoding(name: Option<&[u8]>) -> TransferEncoding {
    let name = name.unwrap_or_default().trim_ascii().to_ascii_lowercase();
    match name.as_slice() {
        b"" | b"7bit" | b"8bit" | b"binary" => TransferEncoding::Identity,
        b"base64" => TransferEncoding::Base64,
        b"quoted-printable" => TransferEncoding::QuotedPrintable,
        _ => TransferEncoding::Unknown,
    }
}

fn content_id(bytes: &[u8]) -> String {
    let text = charset::decode_short(bytes.get(..TEXT_LIMIT_BYTES).unwrap_or(bytes));
    cut(visible(text.trim().trim_start_matches('<').trim_end_matches('>')), TEXT_LIMIT_BYTES)
}

/// One half of a media type: lower case, nothing but token characters, short.
fn token(bytes: &[u8]) -> String {
    let keep = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.' | b'_');
    bytes.iter().filter(keep).take(64).map(|b| char::from(b.to_ascii_lowercase())).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::imap::reader::value::{DEPTH_LIMIT, values};

    fn structure(text: &str) -> Part {
        read(&values(text.as_bytes())[0])
    }

    /// Ids and types in order, for short comparisons.
    fn outline(part: &Part) -> Vec<String> {
        let mut out = vec![format!("{} {}", part.id, part.media_type)];
        match &part.kind {
            PartKind::Leaf | PartKind::Message(None) => {}
            PartKind::Multipart(parts) => parts.iter().for_each(|p| out.extend(outline(p))),
            PartKind::Message(Some(inside)) => out.extend(outline(inside)),
        }
        out
    }

    const TEXT: &str =
        r#"("TEXT" "PLAIN" ("CHARSET" "UTF-8" "format" "Flowed") NIL NIL "7BIT" 42 2)"#;

    #[test]
    fn a_plain_message_is_part_one() {
        let part = structure(TEXT);
        assert_eq!(outline(&part), ["1 text/plain"]);
        assert_eq!(
            (part.charset.as_deref(), part.size_bytes, part.flowed),
            (Some("utf-8"), 42, true)
        );
    }

    #[test]
    fn nested_parts_are_numbered_as_fetch_wants_them() {
        let inner = format!(r#"({TEXT}{TEXT} "ALTERNATIVE" NIL NIL)"#);
        let message = format!(
            r#"("message" "rfc822" NIL NIL NIL "7bit" 9 (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) {inner} 3)"#
        );
        let one = format!(r#"("message" "rfc822" NIL NIL NIL "7bit" 9 NIL {TEXT} 3)"#);
        let part = structure(&format!(r#"({inner}{message} {one} "MIXED")"#));
        assert_eq!(
            outline(&part),
            [
                " multipart/mixed",
                "1 multipart/alternative",
                "1.1 text/plain",
                "1.2 text/plain",
                "2 message/rfc822",
                "2 multipart/alternative",
                "2.1 text/plain",
                "2.2 text/plain",
                "3 message/rfc822",
                "3.1 text/plain",
            ]
        );
    }

    #[test]
    fn an_attachment_has_its_name_and_size() {
        let part = structure(
            r#"("APPLICATION" "PDF" ("NAME" "old.pdf") "<a@b>" NIL "BASE64" 1234 NIL ("ATTACHMENT" ("FILENAME*" "utf-8''%E4%BD%A0.pdf")) NIL NIL)"#,
        );
        assert_eq!(part.file_name.as_deref(), Some("你.pdf"));
        assert_eq!(part.content_id.as_deref(), Some("a@b"));
        assert_eq!(
            (part.disposition, part.encoding),
            (Disposition::Attachment, TransferEncoding::Base64)
        );
        assert_eq!(part.size_bytes, 1234);
    }

    #[test]
    fn odd_structures_are_read_as_far_as_they_go() {
        for odd in [
            "NIL",
            "()",
            "(NIL)",
            "(NIL NIL)",
            "\"x\"",
            "(())",
            "((((",
            "(\"TEXT\")",
            "(\"a\" (\"b\"))",
        ] {
            assert!(!structure(odd).media_type.is_empty(), "{odd}");
        }
        let part = structure(r#"("TEXT" "HTML" NIL NIL NIL NIL NIL)"#);
        assert_eq!((part.media_type.as_str(), part.size_bytes), ("text/html", 0));
        let part = structure(r#"("TEXT" "PLAIN" ("CHARSET" NIL "NAME" {4}"#);
        assert_eq!(part.charset, None);
        let part =
            structure(r#"("AUDIO" "X" ("NAME" "a") NIL NIL "base64" 99999999999 ("inline" NIL))"#);
        assert_eq!((part.size_bytes, part.disposition), (99_999_999_999, Disposition::Inline));
        assert_eq!(
            outline(&structure(r#"("MESSAGE" "GLOBAL" NIL NIL NIL "8bit" 5)"#)),
            ["1 message/global"]
        );
    }

    #[test]
    fn nesting_without_end_is_cut() {
        let deep = format!("{}{TEXT}{}", "(".repeat(10_000), " \"MIXED\")".repeat(10_000));
        let mut part = &structure(&deep);
        let mut depth = 0;
        while let PartKind::Multipart(parts) = &part.kind {
            part = &parts[0];
            depth += 1;
        }
        assert!((50..=DEPTH_LIMIT).contains(&depth), "{depth}");
        assert_eq!(part.media_type, "application/octet-stream");
        let flat = format!("({} \"MIXED\")", TEXT.repeat(20_000));
        assert!(outline(&structure(&flat)).len() <= PARTS_LIMIT + 1);
    }
}
