//! A response in one line: literals by their size, and the words of mail too, however they come.

use super::super::framer::Whole;
use super::append;

/// A response in one line, with the sizes of its literals in place of them; with `is_open`, the words
/// of mail that came as quoted strings stay.
pub fn text(whole: &Whole, is_open: bool) -> String {
    let mut text = String::new();
    let mut at = 0;
    let mut cutter = (!is_open && is_fetch(&whole.bytes)).then(Cutter::default);
    let mut visible = |line: &[u8]| match &mut cutter {
        Some(cutter) => cutter.without_mail(line),
        None => line.to_vec(),
    };
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

/// A list whose strings come from the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum List {
    /// Subject, names and addresses (RFC 3501 §7.4.2).
    Envelope,
    /// How the mail is built, with the names of its files and the envelopes of mails inside.
    Structure,
}

/// Words of a structure that name a kind, a charset or an encoding; any other may be a file's name.
const STRUCTURE_WORDS: [&[u8]; 48] = [
    b"text",
    b"plain",
    b"html",
    b"calendar",
    b"mixed",
    b"alternative",
    b"related",
    b"signed",
    b"encrypted",
    b"report",
    b"digest",
    b"message",
    b"rfc822",
    b"delivery-status",
    b"image",
    b"png",
    b"jpeg",
    b"gif",
    b"svg+xml",
    b"audio",
    b"video",
    b"application",
    b"octet-stream",
    b"pdf",
    b"zip",
    b"pgp-signature",
    b"pkcs7-signature",
    b"charset",
    b"name",
    b"filename",
    b"boundary",
    b"format",
    b"flowed",
    b"delsp",
    b"type",
    b"protocol",
    b"micalg",
    b"us-ascii",
    b"utf-8",
    b"iso-8859-1",
    b"windows-1252",
    b"7bit",
    b"8bit",
    b"base64",
    b"quoted-printable",
    b"inline",
    b"attachment",
    b"size",
];

/// Cuts the words of mail out of a FETCH answer that comes in several lines, with literals between.
#[derive(Debug, Default)]
struct Cutter {
    depth: usize,
    /// The list that this is in, and the depth of what is in it.
    inside: Option<(List, usize)>,
}

impl Cutter {
    /// The next line with the size in place of each quoted string that is a body or a preview of one
    /// (RFC 3501 §7.4.2: an nstring may be quoted; RFC 8970), or stands in a [`List`].
    fn without_mail(&mut self, line: &[u8]) -> Vec<u8> {
        let mut out = Vec::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = rest.iter().position(|byte| matches!(byte, b'"' | b'(' | b')')) {
            let (before, marked) = rest.split_at_checked(at).unwrap_or((rest, &[]));
            out.extend_from_slice(before);
            let (mark, behind) = marked.split_at_checked(1).unwrap_or((marked, &[]));
            if mark == b"\"" {
                let (string, after) =
                    marked.split_at_checked(quoted_end(marked)).unwrap_or((marked, &[]));
                if self.hides(string, &out) {
                    let size = string.len().saturating_sub(2) as u64;
                    out.extend_from_slice(size_text(size).as_bytes());
                } else {
                    out.extend_from_slice(string);
                }
                rest = after;
                continue;
            }
            if mark == b"(" {
                self.depth += 1;
                let list = list_named(&out).map(|list| (list, self.depth));
                self.inside = self.inside.or(list);
            } else {
                self.inside = self.inside.filter(|(_, depth)| *depth < self.depth);
                self.depth = self.depth.saturating_sub(1);
            }
            out.extend_from_slice(mark);
            rest = behind;
        }
        out.extend_from_slice(rest);
        out
    }

    fn hides(&self, string: &[u8], before: &[u8]) -> bool {
        match self.inside {
            Some((List::Envelope, _)) => true,
            Some((List::Structure, _)) => {
                let word = string.get(1..string.len().saturating_sub(1)).unwrap_or_default();
                !word.is_empty()
                    && !STRUCTURE_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known))
            }
            None => names_mail(before),
        }
    }
}

/// The list that begins behind this.
fn list_named(before: &[u8]) -> Option<List> {
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let word = before.rsplit(|byte| matches!(byte, b' ' | b'(')).next().unwrap_or_default();
    if word.eq_ignore_ascii_case(b"ENVELOPE") {
        Some(List::Envelope)
    } else if word.eq_ignore_ascii_case(b"BODYSTRUCTURE") || word.eq_ignore_ascii_case(b"BODY") {
        Some(List::Structure)
    } else {
        None
    }
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
             PREVIEW {4 bytes} ENVELOPE ({4 bytes} {7 bytes}) UID 7)"
        );
        assert!(shown(response, true).contains("PREVIEW \"four\""));
        // What stands beside a literal is read in the same way.
        let response = b"* 1 fetch (BODY[1] {1}\r\nx BODY[2] \"hidden\" UID 1)\r\n";
        assert_eq!(shown(response, false), "* 1 fetch (BODY[1] {1 bytes} BODY[2] {6 bytes} UID 1)");
        assert!(shown(b"* LIST () \"/\" \"BODY[1] x\"\r\n", false).contains("BODY[1] x"));
    }

    #[test]
    fn subjects_addresses_and_names_of_files_are_words_of_mail_however_they_come() {
        let response = b"* 1 FETCH (ENVELOPE (NIL \"se)(cret\" ((\"Ann\" NIL {3}\r\nann \"a.example\")) NIL) \
                         FLAGS (\\Seen) BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \
                         \"7BIT\" 5 1) (\"IMAGE\" \"PNG\" (\"NAME\" \"me.png\")) \"MIXED\") X-KIND \"shown\")\r\n";
        let cut = shown(response, false);
        assert_eq!(
            cut,
            "* 1 FETCH (ENVELOPE (NIL {8 bytes} (({3 bytes} NIL {3 bytes} {9 bytes})) NIL) \
             FLAGS (\\Seen) BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"utf-8\") NIL NIL \
             \"7BIT\" 5 1) (\"IMAGE\" \"PNG\" (\"NAME\" {6 bytes})) \"MIXED\") X-KIND \"shown\")"
        );
        assert!(shown(response, true).contains("se)(cret"));
    }
}
