//! Content-Type and Content-Disposition fields cut into their parameters (RFC 2045 §5.1).
//!
//! Reads what senders write, unquoted names with spaces too. What the values mean (RFC 2231) is
//! decided in [`crate::text::params`], for these fields and for what servers send alike.

use crate::text;

/// Parameters read of one field.
const PARAMETERS_LIMIT: usize = 200;

/// Bytes kept of one value.
const VALUE_LIMIT_BYTES: usize = 8 * 1024;

/// A media type or disposition is never longer.
const TYPE_LIMIT_BYTES: usize = 256;

/// A field such as `text/plain; charset=utf-8`.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    /// What stands before the first `;`, lower case, white space taken out.
    pub(super) value: String,
    /// Names and unquoted values in order.
    pairs: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Parameters {
    /// The value of a parameter decoded for showing.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        text::params::value(&self.pairs, name)
    }

    /// The bytes of a parameter as they are: a boundary. Of two the first counts.
    pub(super) fn raw(&self, wanted: &str) -> Option<&[u8]> {
        let found =
            self.pairs.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()));
        found.map(|(_, value)| value.as_slice())
    }
}

pub(super) fn parse(field: &[u8]) -> Parameters {
    let (value, mut rest) = split_at_semicolon(field);
    let value: Vec<u8> = value
        .iter()
        .copied()
        .take(TYPE_LIMIT_BYTES)
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let value = text::visible(&String::from_utf8_lossy(&value).to_ascii_lowercase());
    let mut pairs = Vec::new();
    while !rest.is_empty() && pairs.len() < PARAMETERS_LIMIT {
        let (parameter, after) = split_at_semicolon(rest);
        rest = after;
        let Some(equals) = parameter.iter().position(|byte| *byte == b'=') else { continue };
        let (name, value) = parameter.split_at(equals);
        let value = unquote(value.get(1..).unwrap_or_default().trim_ascii());
        pairs.push((name.trim_ascii().to_vec(), value));
    }
    Parameters { value, pairs }
}

/// Splits at the first `;` outside quotes.
fn split_at_semicolon(bytes: &[u8]) -> (&[u8], &[u8]) {
    let (mut quoted, mut escaped) = (false, false);
    let end = bytes.iter().position(|byte| {
        let ends = *byte == b';' && !quoted;
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
        ends
    });
    let end = end.unwrap_or(bytes.len());
    (bytes.get(..end).unwrap_or_default(), bytes.get(end + 1..).unwrap_or_default())
}

fn unquote(value: &[u8]) -> Vec<u8> {
    let Some(inside) = value.strip_prefix(b"\"") else {
        return value.get(..VALUE_LIMIT_BYTES).unwrap_or(value).to_vec();
    };
    let mut out = Vec::new();
    let mut escaped = false;
    for byte in inside.iter().take(VALUE_LIMIT_BYTES) {
        match byte {
            // A backslash escapes a quote and itself only: `C:\x` is what some senders write.
            b'"' | b'\\' if escaped => {
                out.push(*byte);
                escaped = false;
                continue;
            }
            b'"' => break,
            _ => {}
        }
        if escaped {
            out.push(b'\\');
        }
        escaped = *byte == b'\\';
        if !escaped && !matches!(byte, b'\r' | b'\n') {
            out.push(*byte);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_of(field: &str) -> Option<String> {
        parse(field.as_bytes()).text("filename")
    }

    #[test]
    fn plain_and_quoted_values_are_read() {
        let parsed = parse(b"Text/Plain ; Charset=\"UTF-8\"; format=flowed;; x");
        assert_eq!(parsed.value, "text/plain");
        assert_eq!(parsed.text("charset").as_deref(), Some("UTF-8"));
        assert_eq!(parsed.text("format").as_deref(), Some("flowed"));
        assert_eq!(name_of("attachment; filename=my report.pdf").as_deref(), Some("my report.pdf"));
        assert_eq!(name_of(r#"a; filename="a;b\"c\x.txt""#).as_deref(), Some(r#"a;b"c\x.txt"#));
    }

    #[test]
    fn the_extended_form_wins_over_the_plain_one() {
        let field = "attachment; filename=\"plain.txt\"; filename*=UTF-8''%e2%82%ac.txt";
        assert_eq!(name_of(field).as_deref(), Some("€.txt"));
    }

    #[test]
    fn pieces_are_joined_in_their_order_before_they_are_decoded() {
        let field = "a; filename*1*=%9F%98%80.pdf; filename*0*=utf-8''smile%F0";
        assert_eq!(name_of(field).as_deref(), Some("smile😀.pdf"));
        assert_eq!(name_of("a; filename*0=one; filename*1=two.txt").as_deref(), Some("onetwo.txt"));
        assert_eq!(name_of("a; filename*=gb18030''%c4%e3.txt").as_deref(), Some("你.txt"));
    }

    #[test]
    fn encoded_words_in_parameters_are_read_although_forbidden() {
        let field = "a; filename=\"=?utf-8?B?5L2g5Q==?=\r\n =?utf-8?B?pb0udHh0?=\"";
        assert_eq!(name_of(field).as_deref(), Some("你好.txt"));
    }

    #[test]
    fn nothing_deceptive_comes_out() {
        assert_eq!(
            name_of("a; filename*=utf-8''a%00%0d%0ab%e2%80%aec").as_deref(),
            Some("a⟨U+0000⟩⟨U+000D⟩⟨U+000A⟩b⟨U+202E⟩c")
        );
    }

    #[test]
    fn hostile_fields_end() {
        for unit in ["filename*1=a;", "\"", ";", "filename*99999999999=x;", "a=\"\\", "%"] {
            let field = format!("x; {}", unit.repeat(100_000));
            assert!(parse(field.as_bytes()).value.len() < 600);
        }
    }
}
