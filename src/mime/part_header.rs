//! What the Content-… fields of one part say (RFC 2045, RFC 2183).
//!
//! Of two fields of one name the first counts, everywhere: in the list, on screen and on disk.

use crate::model::{Disposition, Part, PartId, PartKind, TransferEncoding};
use crate::text;

use super::fields::Field;
use super::params;

/// Longest boundary that is used; RFC 2046 §5.1.1 allows 70.
const BOUNDARY_LIMIT_BYTES: usize = 256;

/// Bytes of a Content-ID or charset that are kept.
const LABEL_LIMIT_BYTES: usize = 512;

const TWO_TYPES: &str = "A part has two Content-Type fields; the first counts.";
const TWO_ENCODINGS: &str = "A part has two Content-Transfer-Encoding fields; the first counts.";
const ODD_TYPE: &str = "A part has a Content-Type that cannot be read.";
const ODD_ENCODING: &str = "A part has a transfer encoding that is not known here.";

#[derive(Debug)]
pub(super) struct PartHeader {
    /// Without number, size and inner parts.
    pub(super) part: Part,
    /// Of a multipart; `None` where there is none, or an empty one.
    pub(super) boundary: Option<Vec<u8>>,
    pub(super) problems: Vec<&'static str>,
}

/// Reads the fields of one part. Inside a digest a part without a type is a message (RFC 2046
/// §5.1.5).
pub(super) fn read_part_header(fields: &[Field<'_>], in_digest: bool) -> PartHeader {
    let first = |name: &str| fields.iter().find(|field| field.is(name)).map(|field| field.value);
    let twice = |name: &str| fields.iter().filter(|field| field.is(name)).nth(1).is_some();
    let mut problems = Vec::new();
    if twice("Content-Type") {
        problems.push(TWO_TYPES);
    }
    if twice("Content-Transfer-Encoding") {
        problems.push(TWO_ENCODINGS);
    }
    let content_type = first("Content-Type").map(params::parse).unwrap_or_default();
    let disposition = first("Content-Disposition").map(params::parse).unwrap_or_default();
    let encoding = encoding(first("Content-Transfer-Encoding").unwrap_or_default());
    if encoding == TransferEncoding::Unknown {
        problems.push(ODD_ENCODING);
    }
    let is_named =
        |name: &str| content_type.text("format").is_some_and(|v| v.eq_ignore_ascii_case(name));
    let part = Part {
        id: PartId::default(),
        media_type: media_type(&content_type.value, in_digest, &mut problems),
        charset: content_type
            .text("charset")
            .map(|label| text::cut(label.to_ascii_lowercase(), LABEL_LIMIT_BYTES)),
        file_name: disposition.text("filename").or_else(|| content_type.text("name")),
        content_id: first("Content-ID").map(|id| {
            let id = text::cut(text::header::decode(id), LABEL_LIMIT_BYTES);
            id.trim_matches(['<', '>', ' ']).to_owned()
        }),
        content_location: first("Content-Location").map(|location| {
            text::cut(text::header::decode(location), LABEL_LIMIT_BYTES).replace(' ', "")
        }),
        start: content_type
            .text("start")
            .map(|id| text::cut(id, LABEL_LIMIT_BYTES).trim_matches(['<', '>', ' ']).to_owned()),
        disposition: match disposition.value.as_str() {
            "" => Disposition::Unspecified,
            "inline" => Disposition::Inline,
            // An unknown one is treated like an attachment (RFC 2183 §2.8).
            _ => Disposition::Attachment,
        },
        encoding,
        size_bytes: 0,
        flowed: is_named("flowed"),
        delsp: content_type.text("delsp").is_some_and(|v| v.eq_ignore_ascii_case("yes")),
        kind: PartKind::Leaf,
    };
    let boundary = content_type.raw("boundary").map(<[u8]>::trim_ascii_end);
    let boundary = boundary.filter(|b| !b.is_empty() && b.len() <= BOUNDARY_LIMIT_BYTES);
    PartHeader { part, boundary: boundary.map(<[u8]>::to_vec), problems }
}

fn media_type(value: &str, in_digest: bool, problems: &mut Vec<&'static str>) -> String {
    if value.is_empty() {
        return if in_digest { "message/rfc822" } else { "text/plain" }.to_owned();
    }
    match value.split_once('/') {
        Some((kind, subtype))
            if !kind.is_empty() && !subtype.is_empty() && !subtype.contains('/') =>
        {
            value.to_owned()
        }
        _ => {
            problems.push(ODD_TYPE);
            // `text` alone is what some senders write for plain text.
            if value.trim_end_matches('/') == "text" {
                "text/plain"
            } else {
                "application/octet-stream"
            }
            .to_owned()
        }
    }
}

fn encoding(value: &[u8]) -> TransferEncoding {
    // Comments and parameters have no place here, but occur.
    let word =
        value.trim_ascii().split(|b| matches!(b, b' ' | b';' | b'(' | b'\t' | b'\r' | b'\n'));
    let word = word.map(<[u8]>::to_ascii_lowercase).next().unwrap_or_default();
    match word.as_slice() {
        b"" | b"7bit" | b"8bit" | b"binary" | b"7-bit" | b"8-bit" | b"none" => {
            TransferEncoding::Identity
        }
        b"base64" => TransferEncoding::Base64,
        b"quoted-printable" => TransferEncoding::QuotedPrintable,
        _ => TransferEncoding::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime::fields::split;

    fn read(header: &str) -> PartHeader {
        read_part_header(&split(header.as_bytes()), false)
    }

    #[test]
    fn a_part_says_what_it_is() {
        let header = read(
            "Content-Type: Text/Plain; charset=\"GBK\"; format=Flowed; delsp=yes; name=a.txt\r\n\
             Content-Transfer-Encoding: BASE64 (x)\r\nContent-ID: <a@b>\r\n\
             Content-Disposition: attachment; filename*=utf-8''%e4%bd%a0.txt; filename=b.txt\r\n",
        );
        let part = header.part;
        assert_eq!(
            (part.media_type.as_str(), part.charset.as_deref()),
            ("text/plain", Some("gbk"))
        );
        assert_eq!(part.file_name.as_deref(), Some("你.txt"));
        assert_eq!((part.flowed, part.delsp), (true, true));
        assert_eq!(part.encoding, TransferEncoding::Base64);
        assert_eq!(part.content_id.as_deref(), Some("a@b"));
        assert_eq!(part.disposition, Disposition::Attachment);
        assert!(header.problems.is_empty());
    }

    #[test]
    fn of_two_fields_the_first_counts_and_it_is_said() {
        let header = read(
            "Content-Type: text/html\r\nContent-Type: text/plain\r\n\
             Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64\r\n",
        );
        assert_eq!(header.part.media_type, "text/html");
        assert_eq!(header.part.encoding, TransferEncoding::Identity);
        assert_eq!(header.problems, [TWO_TYPES, TWO_ENCODINGS]);
    }

    #[test]
    fn what_cannot_be_read_has_a_type_all_the_same() {
        for (field, expected) in [
            ("", "text/plain"),
            ("Content-Type:\r\n", "text/plain"),
            ("Content-Type: text\r\n", "text/plain"),
            ("Content-Type: a/b/c\r\n", "application/octet-stream"),
            ("Content-Type: ;;;\r\n", "text/plain"),
            ("Content-Type: /\r\n", "application/octet-stream"),
        ] {
            assert_eq!(read(field).part.media_type, expected, "{field}");
        }
        assert_eq!(read_part_header(&[], true).part.media_type, "message/rfc822");
    }

    #[test]
    fn an_empty_or_endless_boundary_is_none() {
        assert_eq!(read("Content-Type: multipart/mixed; boundary=\"\"\r\n").boundary, None);
        assert_eq!(read("Content-Type: multipart/mixed\r\n").boundary, None);
        let long = format!("Content-Type: multipart/mixed; boundary={}\r\n", "x".repeat(500));
        assert_eq!(read(&long).boundary, None);
        let header = read("Content-Type: multipart/mixed; boundary=\".*|(a+)+$\"\r\n");
        assert_eq!(header.boundary.as_deref(), Some(&b".*|(a+)+$"[..]));
    }
}
