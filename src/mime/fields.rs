//! A header block split into its fields (RFC 5322 §2.2), before any of them is understood.
//!
//! Bounded and linear. Lines end with LF, CRLF or, where a message holds no LF, with CR.

/// Fields read of one header.
pub(super) const FIELDS_LIMIT: usize = 2_000;

/// Bytes kept of one value; the encoded-word decoder and the window need far less.
pub(super) const VALUE_LIMIT_BYTES: usize = 8 * 1024;

/// A longer name is no name.
const NAME_LIMIT_BYTES: usize = 256;

/// One field as it stands in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) name: &'a [u8],
    /// With its folds, without the last line end; cut at [`VALUE_LIMIT_BYTES`].
    pub(super) value: &'a [u8],
}

impl Field<'_> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name.as_bytes())
    }
}

/// The byte that ends lines in this message.
pub(super) fn line_end(message: &[u8]) -> u8 {
    if message.contains(&b'\n') { b'\n' } else { b'\r' }
}

/// The first line, its line end included; empty at the end of the input.
pub(super) fn first_line(bytes: &[u8], line_end: u8) -> &[u8] {
    let length = bytes.iter().position(|byte| *byte == line_end).map_or(bytes.len(), |at| at + 1);
    bytes.get(..length).unwrap_or(bytes)
}

pub(super) fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The name of the field that a line begins, if it begins one. White space before the colon is
/// accepted (RFC 5322 §4.5).
pub(super) fn field_name(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(NAME_LIMIT_BYTES).position(|byte| *byte == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    (!name.is_empty() && name.iter().all(u8::is_ascii_graphic)).then_some(name)
}

/// The fields of a header block in order; lines that belong to none are left out.
pub(super) fn split(header: &[u8]) -> Vec<Field<'_>> {
    let line_end = line_end(header);
    let mut fields = Vec::new();
    let mut rest = header;
    while !rest.is_empty() && fields.len() < FIELDS_LIMIT {
        let line = first_line(rest, line_end);
        let name = field_name(line);
        let mut length = line.len();
        // A line that begins with white space goes on with the field.
        while matches!(rest.get(length), Some(b' ' | b'\t')) {
            length += first_line(rest.get(length..).unwrap_or_default(), line_end).len();
        }
        if let Some(name) = name {
            let colon = line.iter().position(|byte| *byte == b':').unwrap_or_default();
            let value = without_line_end(rest.get(colon + 1..length).unwrap_or_default());
            let value = value.get(..VALUE_LIMIT_BYTES).unwrap_or(value).trim_ascii_start();
            fields.push(Field { name, value });
        } else if without_line_end(line).is_empty() {
            break;
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    fields
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    fn pairs(header: &[u8]) -> Vec<(String, String)> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        split(header).iter().map(|field| (text(field.name), text(field.value))).collect()
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn folded_fields_are_one_and_the_body_is_not_read() {
        let header = b"Subject: a\r\n b\r\nX : y\r\n\r\nTo: body\r\n";
        assert_eq!(pairs(header), [pair("Subject", "a\r\n b"), pair("X", "y")]);
    }

    #[test]
    fn lines_end_with_whatever_the_message_uses() {
        assert_eq!(pairs(b"A: 1\nB: 2\n"), [pair("A", "1"), pair("B", "2")]);
        assert_eq!(pairs(b"A: 1\rB: 2\r"), [pair("A", "1"), pair("B", "2")]);
    }

    #[test]
    fn lines_that_are_no_fields_are_left_out() {
        assert_eq!(pairs(b"no colon here\r\nA b: c\r\n: d\r\nE: f"), [pair("E", "f")]);
    }

    #[test]
    fn a_million_fields_and_a_value_of_megabytes_are_cut() {
        assert_eq!(split(&b"A: b\r\n".repeat(1_000_000)).len(), FIELDS_LIMIT);
        let long = format!("A: {}\r\nB: c\r\n", "x".repeat(5_000_000));
        let fields = split(long.as_bytes());
        assert!(fields[0].value.len() <= VALUE_LIMIT_BYTES);
        assert!(fields[1].is("b"));
    }
}
