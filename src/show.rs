//! `mailpane show`: one mail file in words, or as JSON, without a window.
//!
//! Everything a mail says comes out with its control characters written out, so that nothing in it
//! can steer the terminal.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::path::Path;

use serde_json::{Value, json};

use crate::mime::{self, Attachment, Headers, ParsedMessage};
use crate::model::{Address, BodyText, Disposition, Part, PartKind, RawHeader, TransferEncoding};
use crate::text;

/// Mail servers refuse messages far below this; more would only fill memory.
const FILE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// The window fetches and shows this much of a text at first.
const TEXT_BYTES: usize = 256 * 1024;

/// Everything that is known about one mail.
struct Report {
    fields: Vec<RawHeader>,
    headers: Headers,
    root: Part,
    shown: Option<String>,
    text: BodyText,
    attachments: Vec<Attachment>,
    warnings: Vec<String>,
}

/// Reads the mail in `path` and writes what it is to `out`. The error is one sentence.
pub fn run(path: &Path, json: bool, out: &mut dyn Write) -> Result<(), String> {
    let shown_path = text::visible(&path.display().to_string());
    let bytes = read(path).map_err(|error| format!("{shown_path} cannot be read: {error}."))?;
    if bytes.len() as u64 > FILE_LIMIT_BYTES {
        let limit_mib = FILE_LIMIT_BYTES / 1024 / 1024;
        return Err(format!("{shown_path} is longer than {limit_mib} MiB, so it is not read."));
    }
    let message = mime::parse_message(&bytes).ok_or_else(|| {
        format!("{shown_path} is not a mail: it does not begin with a header such as “From: …”.")
    })?;
    let report = examine(&message);
    let printed = if json { format!("{:#}\n", to_json(&report)) } else { to_text(&report) };
    match out.write_all(printed.as_bytes()).and_then(|()| out.flush()) {
        // Whoever read along has seen enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|error| format!("The result cannot be written: {error}.")),
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(FILE_LIMIT_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn examine(message: &ParsedMessage<'_>) -> Report {
    let headers = mime::read_headers(message.header);
    let shown = mime::choose_text(&message.root);
    let text = shown
        .as_ref()
        .and_then(|id| find(&message.root, &id.0).map(|part| (part, message.part_bytes(id))))
        .map(|(part, bytes)| {
            let kept = bytes.get(..TEXT_BYTES).unwrap_or(bytes);
            mime::decode_text(part, kept, bytes.len() as u64, kept.len() < bytes.len())
        })
        .unwrap_or_default();
    let attachments = mime::attachments(&message.root);
    let mut warnings = headers.sender_warnings();
    warnings.extend(message.problems.iter().map(|problem| (*problem).to_owned()));
    warnings.extend(attachments.iter().filter_map(|attachment| {
        mime::name_warning(&attachment.name)
            .map(|warning| format!("Attachment {}: {warning}", attachment.name))
    }));
    warnings.extend(link_warnings(&text.text));
    Report {
        fields: mime::all_headers(message.header),
        headers,
        shown: shown.map(|id| id.to_string()),
        root: message.root.clone(),
        text,
        attachments,
        warnings,
    }
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

/// The part that has this number and content; a message shares its number with the multipart in it.
fn find<'a>(root: &'a Part, id: &[u32]) -> Option<&'a Part> {
    let mut waiting = vec![root];
    while let Some(part) = waiting.pop() {
        match &part.kind {
            PartKind::Leaf if part.id.0 == id => return Some(part),
            PartKind::Leaf => {}
            PartKind::Multipart(parts) => waiting.extend(parts),
            PartKind::Message(inside) => waiting.extend(inside.iter().map(|part| &**part)),
        }
    }
    None
}

fn to_text(report: &Report) -> String {
    let mut out = String::new();
    for field in &report.fields {
        let _ = writeln!(out, "{}: {}", field.name, field.value);
    }
    out.push_str("\nParts\n");
    tree(&report.root, &mut out);
    match &report.shown {
        None => out.push_str("\nNo text to show\n"),
        Some(id) => {
            let kind = if report.text.from_html { ", made from HTML" } else { "" };
            let _ = writeln!(out, "\nText (part {id}{kind})\n");
            let _ = writeln!(out, "{}", report.text.text.trim_end_matches('\n'));
            if report.text.read_bytes < report.text.total_bytes {
                let _ = writeln!(
                    out,
                    "\n(The first {} of {} bytes.)",
                    report.text.read_bytes, report.text.total_bytes
                );
            }
        }
    }
    if !report.attachments.is_empty() {
        out.push_str("\nAttachments\n");
    }
    for attachment in &report.attachments {
        let _ = writeln!(
            out,
            "  {}  {}, about {} bytes, part {}",
            attachment.name, attachment.media_type, attachment.size_bytes, attachment.part
        );
        if attachment.safe_name != attachment.name {
            let _ = writeln!(out, "    saved as {}", attachment.safe_name);
        }
    }
    let notes: Vec<_> = report.text.note.iter().chain(&report.warnings).collect();
    if !notes.is_empty() {
        out.push_str("\nWarnings\n");
    }
    for note in notes {
        let _ = writeln!(out, "  {note}");
    }
    out
}

/// One line for each part, indented by its level.
fn tree(root: &Part, out: &mut String) {
    let mut waiting = vec![(root, 1_usize)];
    while let Some((part, level)) = waiting.pop() {
        let indent = "  ".repeat(level);
        let number = if part.id.0.is_empty() { String::new() } else { format!("{} ", part.id) };
        let _ = write!(out, "{indent}{number}{}", part.media_type);
        if let Some(charset) = &part.charset {
            let _ = write!(out, ", {charset}");
        }
        if part.encoding != TransferEncoding::Identity {
            let _ = write!(out, ", {}", encoding_name(part.encoding));
        }
        let _ = write!(out, ", {} bytes", part.size_bytes);
        if let Some(name) = &part.file_name {
            let _ = write!(out, ", {name}");
        }
        out.push('\n');
        waiting.extend(children(part).into_iter().rev().map(|part| (part, level + 1)));
    }
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
        TransferEncoding::Unknown => "unknown encoding",
    }
}

fn to_json(report: &Report) -> Value {
    let addresses = |list: &[Address]| -> Value {
        list.iter().map(|a| json!({ "name": a.name, "address": a.address })).collect()
    };
    let fields: Value =
        report.fields.iter().map(|f| json!({ "name": f.name, "value": f.value })).collect();
    let attachments: Value = report
        .attachments
        .iter()
        .map(|a| {
            json!({
                "part": a.part.to_string(), "name": a.name, "safe_name": a.safe_name,
                "media_type": a.media_type, "size_bytes": a.size_bytes,
                "encoding": encoding_name(a.encoding), "warning": mime::name_warning(&a.name),
            })
        })
        .collect();
    let headers = &report.headers;
    json!({
        "from": addresses(&headers.from),
        "sender": addresses(&headers.sender),
        "reply_to": addresses(&headers.reply_to),
        "to": addresses(&headers.to),
        "cc": addresses(&headers.cc),
        "subject": headers.subject,
        "date": headers.date,
        "date_unix_secs": headers.date_unix_secs,
        "headers": fields,
        "structure": part_json(&report.root),
        "shown_part": report.shown,
        "text": report.text.text,
        "text_from_html": report.text.from_html,
        "text_read_bytes": report.text.read_bytes,
        "text_total_bytes": report.text.total_bytes,
        "text_note": report.text.note,
        "attachments": attachments,
        "warnings": report.warnings,
    })
}

/// Recursion is as deep as the tree, which [`mime::parse_message`] bounds at about a hundred.
fn part_json(part: &Part) -> Value {
    let parts: Vec<Value> = children(part).into_iter().map(part_json).collect();
    json!({
        "id": part.id.to_string(),
        "media_type": part.media_type,
        "charset": part.charset,
        "encoding": encoding_name(part.encoding),
        "size_bytes": part.size_bytes,
        "file_name": part.file_name,
        "content_id": part.content_id,
        "disposition": match part.disposition {
            Disposition::Unspecified => Value::Null,
            Disposition::Inline => json!("inline"),
            Disposition::Attachment => json!("attachment"),
        },
        "parts": parts,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;

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
