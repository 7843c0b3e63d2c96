//! `mailpane show`: one mail file in words, or as JSON, without a window.
//!
//! Everything a mail says comes out with its control characters written out, so that nothing in it
//! can steer the terminal.

mod json;
mod words;

use std::io::Write;
use std::path::Path;

use crate::files::whole;
use crate::mime::preview::{self, Detected, PackedFile, Preview};
use crate::mime::{self, Attachment, Document, ParsedMessage, Prefer, TransferDecoder};
use crate::model::{Address, Part, PartKind, RawHeader, TransferEncoding};
use crate::reading::{self, Content, Form, Reading};
use crate::text;

/// Encoded bytes of an attachment that are looked into for a preview.
const PREVIEW_BYTES: usize = 4 * 1024 * 1024;

/// Attachments that are looked into.
const PREVIEWS_LIMIT: usize = 100;

/// Everything that is known about one mail.
struct Report {
    fields: Vec<RawHeader>,
    /// Who sent an older message on as it was.
    resent_from: Vec<Address>,
    /// What the window would show.
    reading: Reading,
    root: Part,
    other_form: Option<Document>,
    attachments: Vec<Described>,
    /// An invitation that belongs to the text, rather than being a file.
    invitation: Option<Preview>,
    /// Files that stand uuencoded in the text.
    in_text: Vec<PackedFile>,
    warnings: Vec<String>,
}

struct Described {
    attachment: Attachment,
    detected: Detected,
    preview: Option<Preview>,
}

/// Reads the mail in `path` and writes what it is to `out`. The error is one sentence.
pub fn run(path: &Path, json: bool, out: &mut dyn Write) -> Result<(), String> {
    let bytes = whole::read(path)?;
    let message = whole::message(path, &bytes)?;
    let report = examine(&message);
    let printed =
        if json { format!("{:#}\n", json::report(&report)) } else { words::report(&report) };
    match out.write_all(printed.as_bytes()).and_then(|()| out.flush()) {
        // Whoever read along has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| format!("The result cannot be written: {error}.")),
    }
}

fn examine(message: &ParsedMessage<'_>) -> Report {
    let headers = mime::read_headers(message.header);
    let reading = reading::of_parsed(message, Form::Text);
    let shown = reading.body.shown_part.as_ref().and_then(|id| message.root.find(id));
    let in_text = shown.map(|part| preview::uuencoded_files(&decoded(message, part)));
    let attachments: Vec<Described> =
        reading.attachments.iter().map(|one| describe(message, one.clone())).collect();
    let mut warnings = headers.sender_warnings();
    warnings.extend(message.problems.iter().map(|problem| (*problem).to_owned()));
    warnings.extend(attachments.iter().take(PREVIEWS_LIMIT).flat_map(attachment_warnings));
    warnings.extend(link_warnings(&reading.body.text.text));
    Report {
        fields: mime::all_headers(message.header),
        resent_from: headers.resent_from,
        other_form: mime::choose(&message.root, Prefer::Text).other_form,
        invitation: invitation(message, &attachments),
        in_text: in_text.unwrap_or_default(),
        root: message.root.clone(),
        reading,
        attachments,
        warnings,
    }
}

/// The bytes of a part without its transfer encoding, as far as previews look.
fn decoded(message: &ParsedMessage<'_>, part: &Part) -> Vec<u8> {
    let bytes = message.part_bytes(&part.id);
    let kept = bytes.get(..PREVIEW_BYTES).unwrap_or(bytes);
    let mut decoder = TransferDecoder::new(part.encoding);
    let mut out = Vec::with_capacity(kept.len());
    decoder.push(kept, &mut out);
    decoder.finish(&mut out);
    out
}

fn describe(message: &ParsedMessage<'_>, attachment: Attachment) -> Described {
    let part = message.root.find(&attachment.part);
    let bytes = part.map(|part| decoded(message, part)).unwrap_or_default();
    let detected = preview::detect(&attachment.media_type, &attachment.name, &bytes);
    let charset = part.and_then(|part| part.charset.as_deref());
    let preview = preview::preview(detected.kind, &bytes, charset);
    Described { attachment, detected, preview }
}

/// The calendar entry beside the text, where it is no file of its own.
fn invitation(message: &ParsedMessage<'_>, attachments: &[Described]) -> Option<Preview> {
    let is_file = |part: &Part| attachments.iter().any(|file| file.attachment.part == part.id);
    let part = find(&message.root, |part| part.media_type == "text/calendar" && !is_file(part))?;
    let bytes = decoded(message, part);
    preview::preview(preview::Kind::Calendar, &bytes, part.charset.as_deref())
}

fn attachment_warnings(described: &Described) -> Vec<String> {
    let Described { attachment, detected, preview } = described;
    let inside = match preview {
        Some(Preview::Archive(archive)) => archive.warning.clone(),
        Some(Preview::Files(files)) => files
            .iter()
            .find_map(|file| Some(format!("{}: {}", file.name, mime::name_warning(&file.name)?))),
        Some(Preview::Picture(size)) if !size.is_reasonable() => {
            Some("The picture is too large to be shown.".to_owned())
        }
        _ => None,
    };
    let all = [mime::name_warning(&attachment.name), detected.mismatch.clone(), inside];
    let named = |warning| format!("Attachment {}: {warning}", attachment.name);
    all.into_iter().flatten().map(named).collect()
}

/// Links that are likely to deceive, each once, the first twenty.
fn link_warnings(text: &str) -> Vec<String> {
    let mut warnings: Vec<String> = Vec::new();
    for link in mime::blocks(text).iter().flat_map(|block| &block.links) {
        let Some(warning) = mime::link_target(&link.url).warning else { continue };
        let warning = format!("Link {}: {warning}", text::visible(&link.url));
        if warnings.len() < 20 && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }
    warnings
}

/// The first part in the message's order that is wanted.
fn find(root: &Part, wanted: impl Fn(&Part) -> bool) -> Option<&Part> {
    let mut waiting = vec![root];
    while let Some(part) = waiting.pop() {
        if wanted(part) {
            return Some(part);
        }
        waiting.extend(children(part).into_iter().rev());
    }
    None
}

fn children(part: &Part) -> Vec<&Part> {
    match &part.kind {
        PartKind::Leaf => Vec::new(),
        PartKind::Multipart(parts) => parts.iter().collect(),
        PartKind::Message(inside) => inside.iter().map(|part| &**part).collect(),
    }
}

fn encoding_name(encoding: TransferEncoding) -> &'static str {
    match encoding {
        TransferEncoding::Identity => "identity",
        TransferEncoding::Base64 => "base64",
        TransferEncoding::QuotedPrintable => "quoted-printable",
        TransferEncoding::Unknown => "unknown",
    }
}

/// As what a document below the text is shown: one word for scripts.
fn kind_name(content: &Content) -> &'static str {
    match content {
        Content::Text(text) if text.page.is_some() => "html",
        Content::Text(_) => "text",
        Content::Message(_) => "message",
        Content::Picture(_) => "picture",
        Content::NotFetched { media_type, .. } if media_type.starts_with("image/") => "picture",
        Content::NotFetched { .. } => "message",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const MAIL: &[u8] = b"From: \"a@bank.com\" <x@evil.example>\r\nFrom: second@evil.example\r\n\
        Subject: =?utf-8?Q?Gr=C3=BC=1B[31m=C3=9Fe?=\r\nX-Odd: a\x1b]0;title\x07b\r\n\
        Date: Thu, 01 Jan 1970 00:00:01 GMT\r\n\
        Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/plain; charset=gbk\r\n\r\n\
        \xc4\xe3\xba\xc3 http://bank.com@evil.example/ \x1b[2J\r\n--o\r\nContent-Type: application/x; name=\"\x1b[1m\"\r\n\
        Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--o--\r\n";

    fn show(mail: &[u8], json: bool) -> Result<String, String> {
        let folder = std::env::temp_dir().join(format!(
            "mailpane-show-{}-{json}-{}",
            std::process::id(),
            mail.len()
        ));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("mail.eml");
        std::fs::write(&path, mail).unwrap();
        let mut out = Vec::new();
        let result = run(&path, json, &mut out);
        std::fs::remove_dir_all(&folder).unwrap();
        result.map(|()| String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_mail_is_shown_in_words() {
        let shown = show(MAIL, false).unwrap();
        for expected in [
            "Subject: Grü⟨U+001B⟩[31mße\n",
            "\n  multipart/mixed, ",
            "\n    1 text/plain, gbk, ",
            "\n    2 application/x, base64, 4 bytes, a⟨U+202E⟩fdp.exe\n",
            "Text (part 1)\n\n你好 http://bank.com@evil.example/ ⟨U+001B⟩[2J\n",
            "ambiguous",
            "looks like the address a@bank.com",
            "leads to evil.example",
            "can run",
        ] {
            assert!(shown.contains(expected), "{expected:?} is missing in\n{shown}");
        }
    }

    #[test]
    fn nothing_in_a_mail_steers_the_terminal() {
        for json in [false, true] {
            let shown = show(MAIL, json).unwrap();
            assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown}");
            assert!(!shown.contains('\u{202e}'));
        }
    }

    #[test]
    fn json_holds_the_same() {
        let value: Value = serde_json::from_str(&show(MAIL, true).unwrap()).unwrap();
        assert_eq!(value["from"][0]["address"], "x@evil.example");
        assert_eq!(value["date_unix_secs"], 1);
        assert_eq!(value["structure"]["parts"][1]["file_name"], "a⟨U+202E⟩fdp.exe");
        assert_eq!(
            (&value["shown_part"], &value["attachments"][0]["size_bytes"]),
            (&json!("1"), &json!(3))
        );
        assert!(value["warnings"].as_array().is_some_and(|warnings| warnings.len() >= 3));
    }

    #[test]
    fn what_is_no_mail_gets_a_sentence() {
        let error = show(b"\x89PNG\r\n", false).unwrap_err();
        assert!(error.contains("is not a mail"), "{error}");
        let error = run(Path::new("/nowhere/x\x1b.eml"), false, &mut Vec::new()).unwrap_err();
        assert!(error.contains("cannot be read") && !error.contains('\u{1b}'), "{error}");
    }

    #[test]
    fn a_mail_without_text_says_so() {
        let shown = show(b"Content-Type: image/png\r\n\r\nx", false).unwrap();
        assert!(shown.contains("No text to show") && shown.contains("part-1.png"), "{shown}");
    }

    #[test]
    fn a_very_long_text_is_shown_in_part() {
        let mail = format!("Subject: x\r\n\r\n{}", "line\r\n".repeat(100_000));
        let shown = show(mail.as_bytes(), false).unwrap();
        assert!(shown.contains("(The first 262144 of 600000 bytes.)"));
    }
}
