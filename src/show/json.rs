//! What is known about a mail as JSON. Names stay as they are once they are here: scripts use them.

use serde_json::{Value, json};

use super::{Described, Report, children, encoding_name, kind_name};
use crate::mime::preview::{Attendee, Invite, PackedFile, Preview, When, Zone};
use crate::mime::{self, DocumentKind};
use crate::model::{Address, Body, Disposition, Part};
use crate::reading::{Content, Document};

pub(super) fn report(report: &Report) -> Value {
    let fields: Value =
        report.fields.iter().map(|f| json!({ "name": f.name, "value": f.value })).collect();
    let unsubscribe: Value = report
        .reading
        .body
        .unsubscribe
        .iter()
        .map(|way| json!({ "link": way.link, "shown": way.shown }))
        .collect();
    let body = &report.reading.body;
    let text = &body.text;
    let mut all = headers_json(body);
    let rest = json!({
        "resent_from": addresses(&report.resent_from),
        "verdict": body.verdict.words(),
        "unsubscribe": unsubscribe,
        "headers": fields,
        "structure": part_json(&report.root),
        "shown_part": body.shown_part.as_ref().map(ToString::to_string),
        "other_form": report.other_form.as_ref().map(form_json),
        "text": text.text,
        "text_from_html": text.from_html,
        "text_read_bytes": text.read_bytes,
        "text_total_bytes": text.total_bytes,
        "text_note": text.note,
        "below": report.reading.below.iter().map(below_json).collect::<Value>(),
        "invitation": report.invitation.as_ref().map(preview_json),
        "files_in_text": files(&report.in_text),
        "attachments": report.attachments.iter().map(attachment_json).collect::<Value>(),
        "warnings": report.warnings,
    });
    if let (Value::Object(all), Value::Object(rest)) = (&mut all, rest) {
        all.extend(rest);
    }
    all
}

fn headers_json(headers: &Body) -> Value {
    json!({
        "from": addresses(&headers.from),
        "sender": addresses(&headers.sender),
        "reply_to": addresses(&headers.reply_to),
        "to": addresses(&headers.to),
        "cc": addresses(&headers.cc),
        "subject": headers.subject,
        "date": headers.date,
        "date_unix_secs": headers.date_unix_secs,
    })
}

fn addresses(list: &[Address]) -> Value {
    list.iter().map(|a| json!({ "name": a.name, "address": a.address })).collect()
}

fn form_json(document: &mime::Document) -> Value {
    let kind = if document.kind == DocumentKind::Html { "html" } else { "text" };
    json!({ "part": document.part.to_string(), "kind": kind })
}

fn below_json(document: &Document) -> Value {
    let (message, text) = match &document.content {
        Content::Text(text) => (None, Some(&text.body.text)),
        Content::Message(inside) => (Some(headers_json(&inside.body)), Some(&inside.body.text)),
        Content::Picture(_) | Content::NotFetched { .. } => (None, None),
    };
    json!({
        "part": document.part.to_string(),
        "kind": kind_name(&document.content),
        "message": message,
        "text": text.map_or("", |text| &text.text),
        "text_note": text.and_then(|text| text.note.as_ref()),
    })
}

fn attachment_json(described: &Described) -> Value {
    let Described { attachment: a, detected, preview } = described;
    json!({
        "part": a.part.to_string(), "name": a.name, "safe_name": a.safe_name,
        "media_type": a.media_type, "size_bytes": a.size_bytes,
        "encoding": encoding_name(a.encoding), "warning": mime::name_warning(&a.name),
        "kind": detected.kind.words(), "mismatch": detected.mismatch,
        "preview": preview.as_ref().map(preview_json),
    })
}

fn files(list: &[PackedFile]) -> Value {
    list.iter()
        .map(|file| {
            json!({
                "name": file.name, "safe_name": file.safe_name, "size_bytes": file.bytes.len(),
                "warning": mime::name_warning(&file.name),
            })
        })
        .collect()
}

fn preview_json(preview: &Preview) -> Value {
    match preview {
        Preview::Invite(invite) => invite_json(invite),
        Preview::Contacts(cards) => cards
            .iter()
            .map(|card| {
                json!({
                    "name": card.name, "organization": card.organization, "title": card.title,
                    "emails": card.emails, "phones": card.phones, "addresses": card.addresses,
                    "urls": card.urls, "birthday": card.birthday, "note": card.note,
                })
            })
            .collect(),
        Preview::Table(table) => {
            json!({ "columns": table.columns, "rows": table.rows, "cut": table.cut })
        }
        Preview::Archive(archive) => {
            let entry = |entry: &mime::preview::ArchiveEntry| {
                json!({
                    "path": entry.path, "safe_name": entry.safe_name,
                    "size_bytes": entry.size_bytes, "is_folder": entry.is_folder,
                    "encrypted": entry.encrypted, "escapes": entry.escapes,
                })
            };
            let entries: Value = archive.entries.iter().map(entry).collect();
            json!({ "total": archive.total, "entries": entries, "warning": archive.warning })
        }
        Preview::Files(list) => json!({ "files": files(list) }),
        Preview::Picture(size) => {
            json!({ "width_px": size.width_px, "height_px": size.height_px })
        }
    }
}

fn invite_json(invite: &Invite) -> Value {
    let person = |person: &Attendee| json!({ "name": person.name, "address": person.address, "answer": person.answer });
    json!({
        "method": invite.method, "summary": invite.summary, "description": invite.description,
        "place": invite.place, "start": invite.start.as_ref().map(when),
        "end": invite.end.as_ref().map(when), "repeats": invite.repeats,
        "organizer": invite.organizer.as_ref().map(person),
        "attendees": invite.attendees.iter().map(person).collect::<Value>(),
        "more_events": invite.more_events,
    })
}

/// `2025-07-01`, or `2025-07-01T15:00:00` with its zone behind it.
pub(super) fn when(when: &When) -> String {
    let date = format!("{:04}-{:02}-{:02}", when.year, when.month, when.day);
    let Some((hour, minute, second)) = when.time else { return date };
    let zone = match &when.zone {
        Zone::Floating => String::new(),
        Zone::Utc => "Z".to_owned(),
        Zone::Named(name) => format!(" {name}"),
    };
    format!("{date}T{hour:02}:{minute:02}:{second:02}{zone}")
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
        "content_location": part.content_location,
        "disposition": match part.disposition {
            Disposition::Unspecified => Value::Null,
            Disposition::Inline => json!("inline"),
            Disposition::Attachment => json!("attachment"),
        },
        "parts": parts,
    })
}
