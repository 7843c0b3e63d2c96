//! From the fetched bytes of a text part to lines people can read.
//!
//! Transfer encoding, charset, HTML, flowed lines, control characters, in that order. Works on a
//! beginning of a part as well as on the whole: where it was cut nothing odd appears.

use crate::model::{BodyText, Part};
use crate::text;

use super::{flowed, html, html_tag, transfer::TransferDecoder};

/// HTML that is searched for the charset it names itself (the WHATWG limit is 1,024).
const META_LIMIT_BYTES: usize = 4096;

const NOTE_DAMAGED: &str = "Parts of this text were damaged on the way and are left out.";
const NOTE_HTML_CUT: &str = "The page is very long; its end is not shown.";

/// Decodes the first `bytes` of a text part that is `total` bytes long on the server.
///
/// `truncated` says that more follows on the server, so that a character or line cut in half at
/// the end is left out rather than taken for damage.
pub fn decode_text(part: &Part, bytes: &[u8], total: u64, truncated: bool) -> BodyText {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut decoder = TransferDecoder::new(part.encoding);
    decoder.push(bytes, &mut decoded);
    decoder.finish(&mut decoded);
    let from_html = matches!(part.media_type.as_str(), "text/html" | "text/x-amp-html");
    let meta = if from_html && part.charset.is_none() { meta_charset(&decoded) } else { None };
    let label = part.charset.as_deref().or(meta.as_deref());
    let (decoded, charset_note) = decode_charset(label, &decoded, truncated);

    let (readable, html_note) = if from_html {
        let (readable, cut) = html::to_text(&decoded);
        (readable, cut.then_some(NOTE_HTML_CUT))
    } else {
        let lines = unify_line_ends(&decoded);
        (if part.flowed { flowed::reflow(&lines, part.delsp) } else { lines }, None)
    };
    let note = decoder.damaged().then_some(NOTE_DAMAGED).or(charset_note).or(html_note);
    BodyText {
        text: text::visible_lines(&readable),
        from_html,
        read_bytes: bytes.len() as u64,
        total_bytes: total,
        note: note.map(str::to_owned),
    }
}

/// The document in a `text/html` part, or in its beginning, as its author wrote it: for the layout,
/// not to be shown as text.
pub fn decode_html(part: &Part, bytes: &[u8]) -> String {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut decoder = TransferDecoder::new(part.encoding);
    decoder.push(bytes, &mut decoded);
    decoder.finish(&mut decoded);
    let meta = if part.charset.is_none() { meta_charset(&decoded) } else { None };
    let label = part.charset.as_deref().or(meta.as_deref());
    // A whole page loses nothing that way: it ends with a tag.
    decode_charset(label, &decoded, true).0
}

fn decode_charset(
    label: Option<&str>,
    bytes: &[u8],
    truncated: bool,
) -> (String, Option<&'static str>) {
    if !truncated {
        return text::charset::decode(label, bytes);
    }
    // A UTF-8 character cut in half must not make the whole look like another charset.
    let bytes = match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => {
            bytes.get(..error.valid_up_to()).unwrap_or(bytes)
        }
        _ => bytes,
    };
    // Nor must half an escape of a 7-bit charset (three bytes, like `ESC $ B`) show.
    let tail_from = bytes.len().saturating_sub(3);
    let escape = bytes.iter().skip(tail_from).position(|byte| *byte == 0x1b);
    let bytes = bytes.get(..escape.map_or(bytes.len(), |at| tail_from + at)).unwrap_or(bytes);
    let (mut decoded, note) = text::charset::decode(label, bytes);
    while decoded.ends_with(char::REPLACEMENT_CHARACTER) {
        decoded.pop();
    }
    // The cut itself is the only damage: nothing to tell.
    let only_cut = !decoded.contains(char::REPLACEMENT_CHARACTER)
        && text::charset::decode(label, bytes).0.len() > decoded.len();
    (decoded, note.filter(|_| !only_cut))
}

/// CRLF and lone CR to LF; NUL and form feed, which say nothing in text, go.
fn unify_line_ends(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\r' => {
                if characters.peek() != Some(&'\n') {
                    out.push('\n');
                }
            }
            '\0' | '\u{c}' | '\u{feff}' => {}
            other => out.push(other),
        }
    }
    out
}

/// The charset an HTML document names in a `meta` element.
fn meta_charset(html: &[u8]) -> Option<String> {
    let start = html.get(..META_LIMIT_BYTES).unwrap_or(html);
    let ascii: String =
        start.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect();
    html_tag::Tokens::new(&ascii).find_map(|token| match token {
        html_tag::Token::Open(tag) if tag.name == "meta" => {
            let named = tag.attribute("charset").map(str::to_owned);
            named.or_else(|| {
                let content = tag.attribute("content")?.to_ascii_lowercase();
                let (_, label) = content.split_once("charset=")?;
                label.split([';', ' ']).next().map(str::to_owned)
            })
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests;
