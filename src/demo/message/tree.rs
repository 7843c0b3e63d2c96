//! The MIME tree of a message as byte ranges (RFC 2046 §5.1), for any bytes whatever.

use std::ops::Range;

use super::header::{self, Parameters};

/// Deeper parts are not taken apart; real mail stays below ten.
const MAX_DEPTH: u32 = 20;

/// Most parts of one multipart; the rest of its body is left alone.
const MAX_PARTS: usize = 1_000;

/// One part, or the message itself. Ranges are places in the whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    /// Ends behind the empty line.
    pub header: Range<usize>,
    pub body: Range<usize>,
    pub content_type: Parameters,
    pub kind: Kind,
}

/// What an entity holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Leaf,
    /// At least one part.
    Multipart(Vec<Entity>),
    /// A message/rfc822 part: the message inside.
    Message(Box<Entity>),
}

/// Takes a whole message apart.
pub fn parse(raw: &[u8]) -> Entity {
    entity(raw, 0..raw.len(), "text/plain", MAX_DEPTH)
}

fn entity(raw: &[u8], range: Range<usize>, default_type: &str, depth: u32) -> Entity {
    let bytes = raw.get(range.clone()).unwrap_or_default();
    let split = range.start + header::header_length(bytes);
    let header_bytes = raw.get(range.start..split).unwrap_or_default();
    let given = header::value(header_bytes, "Content-Type").unwrap_or_default();
    let mut content_type = header::parameters(&given);
    if !content_type.first.contains(&b'/') {
        content_type.first = default_type.as_bytes().to_vec();
    }
    let body = split..range.end;
    let kind = kind(raw, &body, &content_type, depth);
    Entity { header: range.start..split, body, content_type, kind }
}

fn kind(raw: &[u8], body: &Range<usize>, content_type: &Parameters, depth: u32) -> Kind {
    let media = content_type.first.to_ascii_lowercase();
    let Some(depth) = depth.checked_sub(1) else { return Kind::Leaf };
    if media == b"message/rfc822" {
        return Kind::Message(Box::new(entity(raw, body.clone(), "text/plain", depth)));
    }
    if !media.starts_with(b"multipart/") {
        return Kind::Leaf;
    }
    let inner = if media == b"multipart/digest" { "message/rfc822" } else { "text/plain" };
    let boundary = content_type.get("boundary").unwrap_or_default();
    let ranges = part_ranges(raw, body, boundary);
    let parts: Vec<Entity> =
        ranges.into_iter().map(|range| entity(raw, range, inner, depth)).collect();
    if !parts.is_empty() {
        return Kind::Multipart(parts);
    }
    // BODYSTRUCTURE has no multipart without parts, so there is one empty part at the end.
    let end = body.end..body.end;
    Kind::Multipart(vec![entity(raw, end, "text/plain", 0)])
}

/// Where the parts lie; the line end before a boundary belongs to the boundary.
fn part_ranges(raw: &[u8], body: &Range<usize>, boundary: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut place = body.start;
    while place < body.end && !boundary.is_empty() {
        let rest = raw.get(place..body.end).unwrap_or_default();
        let length = header::line_length(rest);
        let line = rest.get(..length).unwrap_or_default().trim_ascii_end();
        let tail = line.strip_prefix(b"--").and_then(|line| line.strip_prefix(boundary));
        if let Some(tail @ (b"" | b"--")) = tail {
            if let Some(start) = open {
                found.push(start..before_line_end(raw, start, place));
            }
            open = (tail.is_empty() && found.len() < MAX_PARTS).then_some(place + length);
            if open.is_none() {
                return found;
            }
        }
        place += length;
    }
    found.extend(open.map(|start| start..body.end));
    found
}

fn before_line_end(raw: &[u8], start: usize, end: usize) -> usize {
    let bytes = raw.get(start..end).unwrap_or_default();
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    start + bytes.strip_suffix(b"\r").unwrap_or(bytes).len()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn parts(entity: &Entity) -> &[Entity] {
        match &entity.kind {
            Kind::Multipart(parts) => parts,
            _ => &[],
        }
    }

    #[test]
    fn parts_end_before_the_line_end_of_the_boundary() {
        let raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\npre\r\n--b\r\n\r\none\r\n--b \r\nA: 1\r\n\r\ntwo\r\n--b--\r\npost";
        let tree = parse(raw);
        let bodies: Vec<&[u8]> = parts(&tree).iter().map(|part| &raw[part.body.clone()]).collect();
        assert_eq!(bodies, [&b"one"[..], b"two"]);
    }

    #[test]
    fn an_unterminated_multipart_ends_with_the_message() {
        let raw =
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\none\r\n--b\r\n\r\ntwo";
        assert_eq!(&raw[parts(&parse(raw))[1].body.clone()], b"two");
        let none = parse(b"Content-Type: multipart/mixed\r\n\r\n--\r\nx");
        assert_eq!(parts(&none).len(), 1);
        assert!(parts(&none)[0].body.is_empty());
    }

    #[test]
    fn nesting_without_end_is_cut() {
        let raw = b"Content-Type: message/rfc822\r\n\r\n".repeat(10_000);
        let mut depth = 0;
        let mut at = &parse(&raw);
        while let Kind::Message(inner) = &at.kind {
            (depth, at) = (depth + 1, inner);
        }
        assert_eq!(depth, MAX_DEPTH);
    }
}
