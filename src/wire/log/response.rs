//! A response in one line: literals by their size, and the words of mail too, however they come.

use super::super::framer::Whole;
use super::append;

/// A response in one line, with the sizes of its literals in place of them; with `is_open`, the words
/// of mail that came as quoted strings stay.
pub fn text(whole: &Whole, is_open: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    let is_fetch = !is_open && is_fetch(&whole.bytes);
    let visible = |line: &[u8]| if is_fetch { without_mail(line) } else { line.to_vec() };
    for literal in &whole.literals {
        let line = whole.bytes.get(at..literal.start).unwrap_or_default();
        let shown = line.iter().rposition(|byte| *byte == b'{').unwrap_or(line.len());
        let line = visible(line.get(..shown).unwrap_or_default());
        let fits = append(&mut text, &line)
            && append(&mut text, size_text(literal.len() as u64).as_bytes());
        if !fits {
            return text;
        }
        at = literal.end;
    }
    let line = whole.bytes.get(at..).unwrap_or_default();
    append(&mut text, &visible(line.strip_suffix(b"\r\n").unwrap_or(line)));
    text
}

pub fn size_text(size: u64) -> String {
    format!("{{{size} bytes}}")
}

fn is_fetch(response: &[u8]) -> bool {
    let mut words = response.split(|byte| *byte == b' ');
    words.next() == Some(b"*")
        && words.nth(1).is_some_and(|word| word.eq_ignore_ascii_case(b"FETCH"))
}

/// A line of a FETCH answer with the size in place of each quoted string that is a body or a preview
/// of one (RFC 3501 §7.4.2: an nstring may be quoted; RFC 8970).
fn without_mail(line: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some(open) = rest.iter().position(|byte| *byte == b'"') {
        let (before, quoted) = rest.split_at_checked(open).unwrap_or((rest, &[]));
        out.extend_from_slice(before);
        let end = quoted_end(quoted);
        let (string, after) = quoted.split_at_checked(end).unwrap_or((quoted, &[]));
        if names_mail(&out) {
            out.extend_from_slice(size_text(string.len().saturating_sub(2) as u64).as_bytes());
        } else {
            out.extend_from_slice(string);
        }
        rest = after;
    }
    out.extend_from_slice(rest);
    out
}

/// Bytes of a quoted string with its quotes.
fn quoted_end(quoted: &[u8]) -> usize {
    let mut escaped = false;
    for (at, byte) in quoted.iter().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    quoted.len()
}

/// Whether the item named last is text of a mail: `BODY[…]<0>`, `BINARY[…]`, `RFC822.TEXT`,
/// `PREVIEW`, or its forerunners `SNIPPET (FUZZY "…")`.
fn names_mail(before: &[u8]) -> bool {
    let Some(before) = before.strip_suffix(b" ") else { return false };
    let word = before.rsplit(|byte| matches!(byte, b' ' | b'(')).next().unwrap_or_default();
    let named =
        [&b"RFC822"[..], b"RFC822.TEXT", b"RFC822.HEADER", b"PREVIEW", b"SNIPPET", b"FUZZY"];
    word.ends_with(b"]")
        || (word.ends_with(b">") && word.contains(&b']'))
        || named.iter().any(|name| word.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::wire::{Framer, Limits};

    fn shown(response: &[u8], is_open: bool) -> String {
        let mut framer = Framer::new(Limits::default());
        framer.push(response);
        text(&framer.next_response().unwrap().unwrap(), is_open)
    }

    #[test]
    fn words_of_mail_are_left_out_though_they_come_quoted() {
        let response =
            b"* 1 FETCH (BODY[TEXT] \"se\\\"cret\" BODY[1]<0> \"two\" RFC822.TEXT \"three\" \
              PREVIEW \"four\" ENVELOPE (\"date\" \"subject\") UID 7)\r\n";
        assert_eq!(
            shown(response, false),
            "* 1 FETCH (BODY[TEXT] {8 bytes} BODY[1]<0> {3 bytes} RFC822.TEXT {5 bytes} \
             PREVIEW {4 bytes} ENVELOPE (\"date\" \"subject\") UID 7)"
        );
        assert!(shown(response, true).contains("PREVIEW \"four\""));
        // What stands beside a literal is read in the same way.
        let response = b"* 1 fetch (BODY[1] {1}\r\nx BODY[2] \"hidden\" UID 1)\r\n";
        assert_eq!(shown(response, false), "* 1 fetch (BODY[1] {1 bytes} BODY[2] {6 bytes} UID 1)");
        assert!(shown(b"* LIST () \"/\" \"BODY[1] x\"\r\n", false).contains("BODY[1] x"));
    }
}
