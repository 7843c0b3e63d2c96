//! Splits a raw header into fields, and a field with parameters into its pieces.

/// One header field as it stands in the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field<'a> {
    pub name: &'a [u8],
    /// Everything behind the colon, folded lines and line ends included.
    pub value: &'a [u8],
    /// The whole field with its line ends.
    pub whole: &'a [u8],
}

/// A value such as `text/plain; charset=utf-8`: what stands first, and the parameters as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    pub first: Vec<u8>,
    pub list: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Parameters {
    /// The first parameter of this name.
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        let found = self.list.iter().find(|(key, _)| key.eq_ignore_ascii_case(name.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    }
}

/// Length of the line that starts `bytes`, its LF included.
pub fn line_length(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |place| place + 1)
}

/// Length of the header that starts `bytes`, the empty line behind it included.
pub fn header_length(bytes: &[u8]) -> usize {
    let mut end = 0;
    while let Some(rest) = bytes.get(end..).filter(|rest| !rest.is_empty()) {
        let length = line_length(rest);
        end += length;
        if matches!(rest.get(..length), Some(b"\r\n" | b"\n")) {
            break;
        }
    }
    end
}

/// The fields of a header; lines that belong to no field are passed over.
pub fn fields(header: &[u8]) -> Vec<Field<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    while let Some(rest) = header.get(start..).filter(|rest| !rest.is_empty()) {
        let mut length = line_length(rest);
        while rest.get(length).is_some_and(|byte| matches!(byte, b' ' | b'\t')) {
            length += line_length(rest.get(length..).unwrap_or_default());
        }
        let whole = rest.get(..length).unwrap_or_default();
        if let Some(colon) = whole.iter().position(|byte| *byte == b':') {
            let name = whole.get(..colon).unwrap_or_default().trim_ascii_end();
            let value = whole.get(colon + 1..).unwrap_or_default();
            if !name.is_empty() && !name.contains(&b'\n') {
                found.push(Field { name, value, whole });
            }
        }
        start += length;
    }
    found
}

/// The unfolded value of the first field of this name.
pub fn value(header: &[u8], name: &str) -> Option<Vec<u8>> {
    let all = fields(header);
    let found = all.iter().find(|field| field.name.eq_ignore_ascii_case(name.as_bytes()))?;
    Some(unfold(found.value))
}

/// The unfolded values of all fields of this name, joined by commas (for address fields).
pub fn joined(header: &[u8], name: &str) -> Option<Vec<u8>> {
    let all = fields(header);
    let same = all.iter().filter(|field| field.name.eq_ignore_ascii_case(name.as_bytes()));
    let values: Vec<Vec<u8>> = same.map(|field| unfold(field.value)).collect();
    if values.is_empty() { None } else { Some(values.join(&b", "[..])) }
}

/// Takes line ends out and white space off both ends (RFC 5322 §2.2.3).
pub fn unfold(value: &[u8]) -> Vec<u8> {
    let line: Vec<u8> =
        value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    line.trim_ascii().to_vec()
}

/// Reads `first; name=value; name="value"`, comments left out.
pub fn parameters(value: &[u8]) -> Parameters {
    let mut pieces = split_unquoted(value, b';').into_iter();
    let first = pieces.next().map(|piece| unquote(&piece)).unwrap_or_default();
    let pair = |piece: Vec<u8>| {
        let equals = piece.iter().position(|byte| *byte == b'=')?;
        let name = piece.get(..equals)?.trim_ascii().to_vec();
        let value = unquote(piece.get(equals + 1..)?);
        (!name.is_empty()).then_some((name, value))
    };
    Parameters { first, list: pieces.filter_map(pair).collect() }
}

/// Splits at a separator outside quotes and comments; comments are dropped, quotes kept.
pub fn split_unquoted(value: &[u8], separator: u8) -> Vec<Vec<u8>> {
    let (mut pieces, mut piece) = (Vec::new(), Vec::new());
    let (mut quoted, mut comments) = (false, 0_u32);
    let mut bytes = value.iter().copied();
    while let Some(byte) = bytes.next() {
        match byte {
            b'\\' if quoted || comments > 0 => {
                let next = bytes.next();
                if comments == 0 {
                    piece.push(byte);
                    piece.extend(next);
                }
            }
            b'"' if comments == 0 => {
                quoted = !quoted;
                piece.push(byte);
            }
            b'(' if !quoted => comments += 1,
            b')' if !quoted && comments > 0 => comments -= 1,
            _ if comments > 0 => {}
            _ if byte == separator && !quoted => pieces.push(std::mem::take(&mut piece)),
            _ => piece.push(byte),
        }
    }
    pieces.push(piece);
    pieces
}

/// Takes white space and one pair of quotes off, and backslashes in between.
pub fn unquote(piece: &[u8]) -> Vec<u8> {
    let piece = piece.trim_ascii();
    let Some(rest) = piece.strip_prefix(b"\"") else { return piece.to_vec() };
    let inner = rest.strip_suffix(b"\"").unwrap_or(rest);
    let (mut plain, mut escaped) = (Vec::with_capacity(inner.len()), false);
    for byte in inner {
        if *byte == b'\\' && !escaped {
            escaped = true;
        } else {
            plain.push(*byte);
            escaped = false;
        }
    }
    plain
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

    #[test]
    fn folded_fields_stay_whole_and_junk_lines_are_passed_over() {
        let header = b"Subject: one\r\n two\r\nJunk line\r\nTo: a@example.org\r\n\r\n";
        let found = fields(header);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].whole, b"Subject: one\r\n two\r\n");
        assert_eq!(value(header, "subject").unwrap(), b"one two");
        assert_eq!(header_length(b"A: 1\r\n\r\nbody"), 8);
        assert_eq!(header_length(b"A: 1"), 4);
    }

    #[test]
    fn parameters_are_split_outside_quotes_and_comments() {
        let found = parameters(br#"text/plain (a;b); charset="utf-8"; name="x;\"y\".txt"; odd"#);
        assert_eq!(found.first, b"text/plain");
        assert_eq!(found.get("Charset").unwrap(), b"utf-8");
        assert_eq!(found.get("name").unwrap(), br#"x;"y".txt"#);
        assert_eq!(found.list.len(), 2);
    }
}
