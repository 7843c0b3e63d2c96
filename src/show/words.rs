//! What is known about a mail in words, for a terminal.

use std::fmt::Write as _;

use super::json::when;
use super::{Described, Report, children, encoding_name};
use crate::mime::preview::{Invite, PackedFile, Preview};
use crate::model::{BodyText, Part, TransferEncoding};
use crate::reading::{Content, Document};

/// Lines of a table, an archive or a list of cards that are printed.
const LINES_LIMIT: usize = 20;

// Writing to a String cannot fail, so the results are let go throughout.
pub(super) fn report(report: &Report) -> String {
    let mut out = String::new();
    for field in &report.fields {
        let _ = writeln!(out, "{}: {}", field.name, field.value);
    }
    let body = &report.reading.body;
    let _ = writeln!(out, "\nSender\n  {}", body.verdict.words());
    for way in &body.unsubscribe {
        let _ = writeln!(out, "  Unsubscribe at {}: {}", way.shown, way.link);
    }
    out.push_str("\nParts\n");
    tree(&report.root, &mut out);
    match &body.shown_part {
        None => out.push_str("\nNo text to show\n"),
        Some(part) => {
            let kind = if body.text.from_html { ", made from HTML" } else { "" };
            let _ = writeln!(out, "\nText (part {part}{kind})\n");
            text(&body.text, &mut out);
        }
    }
    for below in &*report.reading.below {
        document(below, &mut out);
    }
    if let Some(Preview::Invite(found)) = &report.invitation {
        out.push_str("\nInvitation\n");
        invite(found, &mut out);
    }
    if !report.attachments.is_empty() {
        out.push_str("\nAttachments\n");
    }
    for described in &report.attachments {
        attachment(described, &mut out);
    }
    if !report.in_text.is_empty() {
        out.push_str("\nFiles in the text\n");
        files(&report.in_text, &mut out);
    }
    let notes: Vec<_> = body.text.note.iter().chain(&report.warnings).collect();
    if !notes.is_empty() {
        out.push_str("\nWarnings\n");
    }
    for note in notes {
        let _ = writeln!(out, "  {note}");
    }
    out
}

fn text(text: &BodyText, out: &mut String) {
    let _ = writeln!(out, "{}", text.text.trim_end_matches('\n'));
    if text.read_bytes < text.total_bytes {
        let _ = writeln!(out, "\n(The first {} of {} bytes.)", text.read_bytes, text.total_bytes);
    }
}

/// A document below the text, under a heading of its own.
fn document(document: &Document, out: &mut String) {
    let (what, words) = match &document.content {
        Content::Text(text) if text.page.is_some() => ("Text made from HTML", Some(text)),
        Content::Text(text) => ("Text", Some(text)),
        Content::Message(inside) => ("Message", Some(inside)),
        Content::Picture(_) => ("Picture", None),
        Content::NotFetched { media_type, .. } => (media_type.as_str(), None),
    };
    let _ = writeln!(out, "\n{what} (part {})", document.part);
    let Some(reading) = words else { return };
    if matches!(document.content, Content::Message(_)) {
        for from in &reading.body.from {
            let _ = writeln!(out, "  From: {} <{}>", from.name, from.address);
        }
        let _ = writeln!(out, "  Subject: {}", reading.body.subject);
        if let Some(date) = &reading.body.date {
            let _ = writeln!(out, "  Date: {date}");
        }
    }
    out.push('\n');
    text(&reading.body.text, out);
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

fn attachment(described: &Described, out: &mut String) {
    let Described { attachment, detected, preview } = described;
    let _ = writeln!(
        out,
        "  {}  {}, {}, about {} bytes, part {}",
        attachment.name,
        detected.kind.words(),
        attachment.media_type,
        attachment.size_bytes,
        attachment.part
    );
    if attachment.safe_name != attachment.name {
        let _ = writeln!(out, "    saved as {}", attachment.safe_name);
    }
    match preview {
        None => {}
        Some(Preview::Invite(found)) => invite(found, out),
        Some(Preview::Contacts(cards)) => {
            for card in cards.iter().take(LINES_LIMIT) {
                let reach = [card.emails.as_slice(), card.phones.as_slice()].concat().join(", ");
                let _ = writeln!(out, "    {}: {reach}", card.name);
            }
        }
        Some(Preview::Table(table)) => {
            let _ = writeln!(out, "    {} columns, {} rows", table.columns, table.rows.len());
            for row in table.rows.iter().take(LINES_LIMIT) {
                let _ = writeln!(out, "    {}", row.join(" | "));
            }
        }
        Some(Preview::Archive(archive)) => {
            let _ = writeln!(out, "    {} entries", archive.total);
            for entry in archive.entries.iter().take(LINES_LIMIT) {
                let locked = if entry.encrypted { ", encrypted" } else { "" };
                let _ = writeln!(out, "    {}  {} bytes{locked}", entry.path, entry.size_bytes);
            }
        }
        Some(Preview::Files(list)) => files(list, out),
        Some(Preview::Picture(size)) => {
            let _ = writeln!(out, "    {} × {} pixels", size.width_px, size.height_px);
        }
    }
}

fn files(list: &[PackedFile], out: &mut String) {
    for file in list.iter().take(LINES_LIMIT) {
        let _ = writeln!(out, "    {}  {} bytes", file.safe_name, file.bytes.len());
    }
}

fn invite(invite: &Invite, out: &mut String) {
    let times = [("Start", &invite.start), ("End", &invite.end)];
    let _ = writeln!(out, "    {} {}", invite.method, invite.summary);
    for (word, time) in times {
        if let Some(time) = time {
            let _ = writeln!(out, "    {word}: {}", when(time));
        }
    }
    if !invite.place.is_empty() {
        let _ = writeln!(out, "    Place: {}", invite.place);
    }
    let people = invite.organizer.iter().map(|person| ("From", person));
    let people = people.chain(invite.attendees.iter().map(|person| ("With", person)));
    for (word, person) in people.take(LINES_LIMIT) {
        let answer = if person.answer.is_empty() { "" } else { " " };
        let _ = writeln!(
            out,
            "    {word}: {} <{}>{answer}{}",
            person.name, person.address, person.answer
        );
    }
}
