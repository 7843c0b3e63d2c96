//! PREVIEW: how the text of a message begins (RFC 8970).

use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;

use super::message::header;
use super::message::tree::{self, Entity, Kind};
use crate::text::charset;

/// Longest preview in characters; RFC 8970 §4.1 recommends 200 and allows 256.
const MAX_CHARS: usize = 200;

/// The first words of the text of a message on one line; empty where there is no text.
///
/// What is quoted from another mail is passed over unless there is nothing else.
pub fn of(raw: &[u8]) -> String {
    let root = tree::parse(raw);
    let found = leaf(raw, &root, b"text/plain").or_else(|| leaf(raw, &root, b"text/html"));
    let body = found.map(|part| decoded(raw, part)).unwrap_or_default();
    let own = folded(body.lines().filter(|line| !line.trim_start().starts_with('>')));
    if own.is_empty() { folded(body.lines()) } else { own }
}

/// The first part of this type that is no attachment; the tree bounds the depth.
fn leaf<'a>(raw: &[u8], entity: &'a Entity, media: &[u8]) -> Option<&'a Entity> {
    match &entity.kind {
        Kind::Multipart(parts) => parts.iter().find_map(|part| leaf(raw, part, media)),
        Kind::Message(_) => None,
        Kind::Leaf => {
            let attached = field(raw, entity, "Content-Disposition").is_some_and(|value| {
                header::parameters(&value).first.eq_ignore_ascii_case(b"attachment")
            });
            (entity.content_type.first.eq_ignore_ascii_case(media) && !attached).then_some(entity)
        }
    }
}

fn decoded(raw: &[u8], part: &Entity) -> String {
    let body = raw.get(part.body.clone()).unwrap_or_default();
    let encoding = field(raw, part, "Content-Transfer-Encoding").unwrap_or_default();
    let bytes = match encoding.to_ascii_lowercase().as_slice() {
        b"base64" => base64(body),
        b"quoted-printable" => quoted_printable_decode(body).unwrap_or_else(|| body.to_vec()),
        _ => body.to_vec(),
    };
    let label = part.content_type.get("charset").map(String::from_utf8_lossy);
    let (text, _) = charset::decode(label.as_deref(), &bytes);
    if part.content_type.first.eq_ignore_ascii_case(b"text/html") {
        html_to_text(&text)
    } else {
        text
    }
}

/// Decodes up to the padding; what a list put behind it is no base64.
fn base64(body: &[u8]) -> Vec<u8> {
    let end = body.iter().position(|byte| *byte == b'=').unwrap_or(body.len());
    let (mut bytes, mut bits, mut held) = (Vec::with_capacity(end / 4 * 3), 0_u32, 0_u32);
    for byte in body.get(..end).unwrap_or_default() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        (bits, held) = (((bits << 6) | u32::from(value)) & 0xffff, held + 6);
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).unwrap_or(0));
        }
    }
    bytes
}

fn field(raw: &[u8], entity: &Entity, name: &str) -> Option<Vec<u8>> {
    header::value(raw.get(entity.header.clone()).unwrap_or_default(), name)
}

fn folded<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut length = 0;
    for word in lines.flat_map(str::split_whitespace) {
        if length > 0 {
            text.push(' ');
            length += 1;
        }
        for c in word.chars().filter(|c| !c.is_control()) {
            if length >= MAX_CHARS {
                return text.trim_end().to_owned();
            }
            text.push(c);
            length += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_decoded_and_put_on_one_line() {
        let raw = b"Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n> old\r\nHallo  B=FCro,\r\n\r\n\tdas\x07 war=\r\n es.\r\n";
        assert_eq!(of(raw), "Hallo B\u{fc}ro, das war es.");
        assert_eq!(of(b"Subject: x\r\n\r\n> only\r\n> quoted\r\n"), "> only > quoted");
    }

    #[test]
    fn pages_lose_their_marks_and_messages_without_text_are_empty() {
        let raw = b"Content-Type: text/html\r\n\r\n<style>p { color: red }</style><p>One &amp; <b>two</b></p>";
        assert_eq!(of(raw), "One & two");
        assert_eq!(
            of(b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA"),
            ""
        );
        assert_eq!(of(b""), "");
    }

    #[test]
    fn base64_ends_with_its_padding_and_attachments_are_passed_over() {
        let raw = b"Content-Transfer-Encoding: base64\r\n\r\nSGFsbG8g\r\nUm9iaW4=\r\n____\r\nlist footer\r\n";
        assert_eq!(of(raw), "Hallo Robin");
        let raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Disposition: attachment\r\n\r\nfile\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>page</p>\r\n--b--\r\n";
        assert_eq!(of(raw), "page");
    }

    #[test]
    fn a_preview_has_an_end() {
        let raw = [&b"Subject: x\r\n\r\n"[..], "\u{4f1a} ".repeat(100_000).as_bytes()].concat();
        let text = of(&raw);
        assert_eq!(text.chars().count(), 199); // 100 characters and the spaces between them.
        assert!(of(&[&b"\r\n"[..], &[b'x'; 1_000]].concat()).len() == MAX_CHARS);
    }
}
