//! FETCH responses: the items of one message (RFC 3501 §7.4.2).

use std::num::NonZeroU32;
use std::sync::Arc;

use super::value::{Value, number};
use super::{bodystructure, envelope, flags};
use crate::imap::date;
use crate::model::{Flags, Keyword, Part, PartId};
use crate::text::{charset, visible};

/// What one FETCH response says of one message. A field that did not come is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetch {
    pub seq: u32,
    pub uid: Option<NonZeroU32>,
    pub flags: Option<Flags>,
    /// Came with the flags.
    pub keywords: Arc<[Keyword]>,
    /// Seconds since 1970.
    pub internal_date: Option<i64>,
    pub size_bytes: Option<u64>,
    /// `Some(None)`: it came and could not be read.
    pub envelope: Option<Option<envelope::Envelope>>,
    pub structure: Option<Part>,
    /// `Some(None)`: the server has none at hand (RFC 8970 §3.1).
    pub preview: Option<Option<Arc<str>>>,
    pub sections: Vec<Section>,
}

/// The bytes of one `BODY[…]` or `BINARY[…]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// `BINARY[…]`: the server undid the transfer encoding (RFC 3516 §4.3).
    pub is_decoded: bool,
    /// Between the brackets, upper case: `1.2`, `HEADER.FIELDS (FROM TO)`, empty for all.
    pub name: String,
    /// First byte, where only a piece was asked for.
    pub offset: u64,
    /// Empty where the server says NIL.
    pub bytes: Vec<u8>,
}

impl Fetch {
    /// Takes the bytes of a `BODY[…]` out, by a test of its name, where they begin at `offset`.
    pub fn take_section(&mut self, offset: u64, is: impl Fn(&str) -> bool) -> Option<Vec<u8>> {
        self.take(|section| !section.is_decoded && section.offset == offset && is(&section.name))
    }

    /// Takes the bytes of a `BINARY[name]` out, where they begin at `offset`.
    pub fn take_decoded(&mut self, offset: u64, name: &str) -> Option<Vec<u8>> {
        self.take(|section| section.is_decoded && section.offset == offset && section.name == name)
    }

    fn take(&mut self, is: impl Fn(&Section) -> bool) -> Option<Vec<u8>> {
        let at = self.sections.iter().position(is)?;
        Some(self.sections.swap_remove(at).bytes)
    }
}

/// Reads the list behind `* n FETCH`; items that are not known are skipped with their value.
pub fn read(seq: u32, value: &Value<'_>) -> Fetch {
    let mut fetch = Fetch { seq, ..Fetch::default() };
    let mut items = value.list().unwrap_or_default().iter();
    while let Some(name) = items.next() {
        // A value without a name: the server lost count. The next atom is a name again.
        let Value::Atom(name) = name else { continue };
        let Some(value) = items.next() else { break };
        item(&mut fetch, &name.to_ascii_uppercase(), value);
    }
    fetch
}

fn item(fetch: &mut Fetch, name: &[u8], value: &Value<'_>) {
    match name {
        b"UID" => {
            let uid = value.number().and_then(|uid| u32::try_from(uid).ok());
            fetch.uid = uid.and_then(NonZeroU32::new);
        }
        b"FLAGS" => {
            fetch.flags = value.list().map(flags::flags);
            fetch.keywords = value.list().map(flags::keywords_of_message).unwrap_or_default();
        }
        b"INTERNALDATE" => fetch.internal_date = value.bytes().and_then(date::read_internal),
        b"RFC822.SIZE" => fetch.size_bytes = value.number(),
        b"ENVELOPE" => fetch.envelope = Some(envelope::read(value)),
        b"BODYSTRUCTURE" => fetch.structure = Some(structure(value)),
        b"PREVIEW" => fetch.preview = Some(value.bytes().map(preview)),
        _ => fetch.sections.extend(section(name, value)),
    }
}

/// The beginning of a text on one line.
fn preview(bytes: &[u8]) -> Arc<str> {
    /// RFC 8970 §3: what a server may send.
    const CHARACTERS: usize = 200;
    /// Four bytes to a character at most, and room for spaces that are folded.
    const BYTES: usize = CHARACTERS * 4 + 400;
    let text = charset::decode_short(bytes.get(..BYTES).unwrap_or(bytes));
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&line).chars().take(CHARACTERS).collect::<String>().into()
}

fn structure(value: &Value<'_>) -> Part {
    match value {
        Value::List(_) => bodystructure::read(value),
        Value::Nil | Value::Atom(_) | Value::Text(_) | Value::TooDeep => {
            bodystructure::unreadable(PartId::default())
        }
    }
}

/// `BODY[name]` or `BODY[name]<offset>`, and the same with `BINARY`.
fn section(name: &[u8], value: &Value<'_>) -> Option<Section> {
    let decoded = name.strip_prefix(b"BINARY[");
    let is_decoded = decoded.is_some();
    let inside = decoded.or_else(|| name.strip_prefix(b"BODY["))?;
    let end = inside.iter().rposition(|b| *b == b']')?;
    let (section, tail) = inside.split_at(end);
    let offset = match tail.strip_prefix(b"]<").and_then(|tail| tail.strip_suffix(b">")) {
        Some(digits) => number(digits)?,
        None => 0,
    };
    let bytes = match value {
        Value::Nil => Vec::new(),
        Value::Atom(bytes) => bytes.to_vec(),
        Value::Text(bytes) => bytes.to_vec(),
        Value::List(_) | Value::TooDeep => return None,
    };
    Some(Section { is_decoded, name: String::from_utf8_lossy(section).into_owned(), offset, bytes })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use crate::imap::reader::value::values;
    use crate::model::Flag;

    fn fetch(text: &[u8]) -> Fetch {
        read(3, &values(text)[0])
    }

    #[test]
    fn a_full_row_is_read() {
        let got = fetch(
            b"(UID 7 FLAGS (\\Seen $Forwarded \\* [x] Junk) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" \
              RFC822.SIZE 5000000000 MODSEQ (12) X-GM-MSGID 99 ENVELOPE (NIL \"s\" NIL))",
        );
        assert_eq!((got.seq, got.uid), (3, NonZeroU32::new(7)));
        assert!(got.flags.unwrap().has(Flag::Seen) && got.flags.unwrap().has(Flag::Forwarded));
        assert_eq!(got.internal_date, Some(837_596_665));
        assert_eq!(got.size_bytes, Some(5_000_000_000));
        assert_eq!(got.envelope.unwrap().unwrap().subject, "s");
    }

    #[test]
    fn sections_carry_their_name_and_offset() {
        let mut got = fetch(
            b"(body[header.fields (from)]<0> {4}\r\na\r\n\r BODY[1.2]<4096> \"x\" BODY[2] NIL \
              BINARY[1.2]<0> ~{2}\r\ny\0)",
        );
        assert_eq!(got.take_decoded(0, "1.2").unwrap(), b"y\0");
        let header = got.take_section(0, |name| name.starts_with("HEADER.FIELDS"));
        assert_eq!(header.unwrap(), b"a\r\n\r");
        assert_eq!(got.take_section(0, |name| name == "1.2"), None);
        assert_eq!(got.take_section(4096, |name| name == "1.2").unwrap(), b"x");
        assert_eq!(got.take_section(0, |name| name == "2").unwrap(), b"");
    }

    #[test]
    fn nil_and_nonsense_leave_the_rest_alone() {
        let got = fetch(
            b"(INTERNALDATE NIL RFC822.SIZE NIL UID 0 ENVELOPE NIL BODYSTRUCTURE NIL (a) FLAGS NIL)",
        );
        assert_eq!(
            (got.internal_date, got.size_bytes, got.uid, got.flags),
            (None, None, None, None)
        );
        assert_eq!(got.envelope, Some(None));
        assert_eq!(got.structure.unwrap().media_type, "application/octet-stream");
        for bad in [&b"NIL"[..], b"()", b"(UID", b"(UID)", b"(BODY[ x)", b"(BODY[1]<x> y)"] {
            assert!(fetch(bad).sections.is_empty());
        }
    }

    #[test]
    fn a_preview_is_one_bounded_line() {
        let preview = |text: &str| fetch(format!("(PREVIEW {text})").as_bytes()).preview.unwrap();
        assert_eq!(
            preview("\"Gr\u{fc}\u{df}e  aus\tZypern\"").as_deref(),
            Some("Grüße aus Zypern")
        );
        assert_eq!(preview("{5}\r\na\r\n\u{1b}b").as_deref(), Some("a ⟨U+001B⟩b"));
        assert_eq!((preview("NIL"), preview("\"\"").as_deref()), (None, Some("")));
        let long = format!("{{4000}}\r\n{}", "é".repeat(2000));
        assert_eq!(preview(&long).unwrap().chars().count(), 200);
    }

    #[test]
    fn ten_thousand_flags_are_six_bits_and_a_few_keywords() {
        let keywords: String = (0..10_000).map(|n| format!("kw{n} ")).collect();
        let got = fetch(format!("(FLAGS (\\Seen {keywords}))").as_bytes());
        assert_eq!(got.flags, Some(Flags::default().with(Flag::Seen)));
        assert_eq!(got.keywords.len(), 16);
    }
}
