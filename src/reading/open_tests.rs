use super::*;
use crate::model::{Disposition, PartId};

fn part(media_type: &str, name: &str) -> Part {
    Part {
        file_name: Some(name.to_owned()),
        disposition: Disposition::Attachment,
        encoding: TransferEncoding::Base64,
        ..Part::new(PartId(vec![2]), media_type)
    }
}

fn opened(media_type: &str, name: &str, bytes: &[u8]) -> Opened {
    open(&part(media_type, name), bytes.to_vec())
}

fn page(media_type: &str, name: &str, bytes: &[u8]) -> Arc<PageSource> {
    match opened(media_type, name, bytes) {
        Opened::Page(page) => page,
        other => panic!("{name} is no page: {other:?}"),
    }
}

fn nothing(media_type: &str, name: &str, bytes: &[u8]) -> &'static str {
    match opened(media_type, name, bytes) {
        Opened::Nothing(sentence) => sentence,
        other => panic!("{name} is something: {other:?}"),
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x10\0\0\0\x10";

#[test]
fn a_picture_is_a_page_with_one_picture() {
    let page = page("image/png", "cat.png", PNG);
    assert!(page.images.len() == 1 && page.images[0].bytes == PNG, "{page:?}");
    assert!(page.html.contains("cid:picture") && page.html.contains("alt=\"cat.png\""));
    let bomb = [&PNG[..16], b"\0\0\x75\x30\0\0\x75\x30"].concat();
    assert!(nothing("image/png", "bomb.png", &bomb).contains("too large"));
    assert!(nothing("image/heic", "a.heic", b"\0\0\0\x18????heic").contains("picture"));
}

#[test]
fn text_and_code_are_pages_and_code_has_colours() {
    let text = page("text/plain", "notes.txt", b"one\r\ntwo <b>\x1b[2J");
    assert!(text.html.contains("one\ntwo &lt;b>⟨U+001B⟩[2J"), "{}", text.html);
    let code = page("application/octet-stream", "main.rs", b"fn main() {}\n");
    assert!(code.html.contains("<span class=k>"), "{}", code.html);
    let script = page("application/x-sh", "run.sh", b"#!/bin/sh\necho $HOME\n");
    assert!(script.html.contains("echo"), "{}", script.html);
    let wide = page("text/plain", "wide.txt", b"\xff\xfeh\0i\0");
    assert!(wide.html.contains(">\nhi</pre>"), "{}", wide.html);
}

#[test]
fn an_html_file_is_a_page_of_its_own_and_a_drawing_is_its_source() {
    let file = page("text/html", "a.html", b"<meta charset=latin1><p>gr\xfcn");
    assert!(file.html.contains("<p>grün"), "{}", file.html);
    let drawing = page("image/svg+xml", "a.svg", b"<svg><script>x()</script></svg>");
    assert!(drawing.html.contains("&lt;") && !drawing.html.contains("<script>"));
}

#[test]
fn a_message_is_read_under_the_part_that_it_is() {
    let mail = b"From: a@b.example\r\nSubject: in\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\n\r\nhello\r\n--b\r\nContent-Disposition: attachment; filename=a.bin\r\n\r\nx\r\n--b--\r\n";
    let Opened::Message(reading) = opened("message/rfc822", "in.eml", mail) else {
        panic!("no message")
    };
    assert_eq!(reading.body.subject, "in");
    assert_eq!(reading.body.shown_part, Some(PartId(vec![2, 1])));
    assert_eq!(reading.attachments[0].part, PartId(vec![2, 2]));
    let broken = page("message/rfc822", "in.eml", b"no header here\n");
    assert!(broken.html.contains("no header here"));
}

#[test]
fn models_are_made_of_calendars_cards_tables_archives_and_containers() {
    let invite = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Plan\r\n\
        DTSTART:20250701T150000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    assert!(matches!(opened("text/calendar", "a.ics", invite), Opened::Invite(_)));
    let card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ann\r\nEND:VCARD\r\n";
    assert!(matches!(opened("text/vcard", "a.vcf", card), Opened::Contacts(_)));
    assert!(matches!(opened("text/csv", "a.csv", b"a,b\n1,2\n"), Opened::Table(_)));
    let zip = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    assert!(matches!(opened("application/zip", "a.zip", &zip), Opened::Archive(_)));
    let packed = b"begin 644 a.txt\n#0V%T\n`\nend\n";
    assert!(matches!(opened("text/plain", "a.uue", packed), Opened::Files(_)));
}

#[test]
fn what_cannot_be_shown_says_why() {
    for (media_type, name, bytes) in [
        ("application/x-msdownload", "a.exe", &b"MZ\x90\0\x03\0\0\0"[..]),
        ("application/octet-stream", "a.bin", b"\0\x01\x02"),
        ("application/octet-stream", "a.bin", b""),
        ("application/vnd.ms-excel", "a.xls", b"\xd0\xcf\x11\xe0"),
        ("audio/mpeg", "a.mp3", b"ID3\x03"),
        ("video/mp4", "a.mp4", b"\0\0\0\x18ftypmp42"),
        ("application/gzip", "a.gz", b"\x1f\x8b\x08"),
        ("application/ms-tnef", "winmail.dat", b"\x78\x9f\x3e\x22"),
    ] {
        let sentence = nothing(media_type, name, bytes);
        assert!(sentence.ends_with('.'), "{name}: {sentence}");
    }
}

#[test]
fn a_pdf_is_a_page_and_nothing_else_is_in_it() {
    let file = page("application/octet-stream", "plan.pdf", b"%PDF-1.7 and so on");
    assert_eq!(file.pdf.as_deref().map(Vec::as_slice), Some(&b"%PDF-1.7 and so on"[..]));
    assert!(file.html.is_empty() && file.images.is_empty());
    let unnamed = page("application/octet-stream", "plan", b"%PDF-1.7 and so on");
    assert!(unnamed.pdf.is_some(), "the content counts");
    assert!(nothing("application/pdf", "plan.pdf", b"").contains("empty"));
    let large = [&b"%PDF-1.7"[..], &vec![b' '; PDF_LIMIT_BYTES]].concat();
    assert!(nothing("application/pdf", "plan.pdf", &large).contains("32 MiB"));
}
