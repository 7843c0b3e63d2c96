//! Trees, charsets and sizes that break readers.

use mailpane::mime::{self, preview};

use super::{headers, parsed, text};

/// V136, V138.
#[test]
fn trees_of_any_depth_end_in_an_attachment() {
    let mut parts = String::new();
    for n in 0..10_000 {
        parts.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"));
    }
    let message = parsed(parts.as_bytes());
    assert!(message.problems.iter().any(|problem| problem.contains("too deep")));
    assert!(mime::attachments(&message.root).len() <= 1);
    let nested = "Content-Type: message/rfc822\r\n\r\n".repeat(500);
    assert!(parsed(nested.as_bytes()).problems.iter().any(|p| p.contains("too deep")));
}

/// V137.
#[test]
fn a_hundred_thousand_parts_are_capped() {
    let part = "--o\r\nContent-Disposition: attachment\r\n\r\nx\r\n".repeat(100_000);
    let mail = format!("Content-Type: multipart/mixed; boundary=o\r\n\r\n{part}--o--\r\n");
    let message = parsed(mail.as_bytes());
    assert!(mime::attachments(&message.root).len() <= 10_000);
    assert!(message.problems.iter().any(|problem| problem.contains("too many")));
}

/// V139.
#[test]
fn compressed_content_is_listed_and_never_unpacked() {
    let mail = b"Content-Type: application/gzip; name=42.gz\r\nContent-Encoding: gzip\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nH4sIAAAA\r\n";
    let message = parsed(mail);
    let list = mime::attachments(&message.root);
    // The size is that of the file as it is, not of what is packed in it.
    assert!(list.len() == 1 && list[0].size_bytes < 10);
    assert_eq!(preview::preview(preview::Kind::Archive, b"\x1f\x8b\x08", None), None);
}

/// V140.
#[test]
fn a_header_of_a_million_lines_is_cut() {
    let header = "X-A: b\r\n".repeat(1_000_000);
    assert!(mime::all_headers(header.as_bytes()).len() <= 2_000);
    let long = format!("Subject: {}\r\nFrom: a@b.example\r\n", "x".repeat(50 * 1024 * 1024));
    let found = headers(&long);
    assert!(found.subject.len() <= 1_024);
    assert_eq!(found.from[0].address, "a@b.example");
}

/// V141.
#[test]
fn a_hundred_thousand_encoded_words_are_read_as_far_as_they_go() {
    for word in ["=?utf-8?Q?=C3?= =?utf-8?Q?=A4?= ", "=?nope?B?////?= ", "=?", "=?utf-8?Q?"] {
        let found = headers(&format!("Subject: {}\r\n", word.repeat(100_000)));
        assert!(found.subject.len() <= 1_024);
    }
    assert_eq!(headers("Subject: =?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=\r\n").subject, "Grüße");
}

/// V143.
#[test]
fn a_date_that_cannot_be_gives_none() {
    for date in ["-1 Jan -1 00:00:00 +0000", "Fri, 13 Dec 99999999999 00:00:00 +0000", ""] {
        assert_eq!(headers(&format!("Date: {date}\r\n")).date_unix_secs, None, "{date}");
    }
}

/// V144.
#[test]
fn a_multipart_with_an_odd_boundary_is_read_the_same_each_time() {
    for boundary in [
        "",
        "; boundary=",
        "; boundary=\"\"",
        "; boundary=\".*(a+)+$\"",
        "; boundary=o; boundary=p",
    ] {
        let mail = format!("Content-Type: multipart/mixed{boundary}\r\n\r\n--o\r\n\r\nhello\r\n");
        let first = parsed(mail.as_bytes());
        assert_eq!(first.root, parsed(mail.as_bytes()).root);
        assert!(!first.problems.is_empty(), "{boundary}");
    }
}

/// V145.
#[test]
fn of_two_types_the_first_counts_everywhere_and_it_is_said() {
    let mail = b"Content-Type: text/plain; name=a.txt\r\nContent-Type: application/x-msdownload; \
        name=b.exe\r\nContent-Disposition: attachment\r\n\r\nx";
    let message = parsed(mail);
    assert_eq!(message.root.media_type, "text/plain");
    assert_eq!(mime::attachments(&message.root)[0].safe_name, "a.txt");
    assert!(message.problems.iter().any(|problem| problem.contains("two Content-Type")));
}

/// V146.
#[test]
fn a_picture_is_measured_before_it_is_decoded() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x75\x30\0\0\x75\x30";
    assert!(!preview::picture_size(png).expect("a size").is_reasonable());
}

/// V147.
#[test]
fn a_flood_of_marks_in_a_subject_is_cut() {
    let found = headers(&format!("Subject: {}\r\n", "Z\u{351}\u{352}👩\u{202e}".repeat(50_000)));
    assert!(found.subject.len() <= 1_024 && !found.subject.contains('\u{202e}'));
}

/// V148.
#[test]
fn a_page_of_a_million_nodes_ends_in_bounded_text() {
    for unit in ["<table><tr><td>", "<div>", "<b x=1>y"] {
        let html = unit.repeat(1_000_000 / unit.len());
        let mail = format!("Content-Type: text/html\r\n\r\n{html}");
        assert!(text(mail.as_bytes()).len() < 16 * 1024 * 1024);
    }
}

/// V149.
#[test]
fn a_line_of_megabytes_is_cut_into_blocks() {
    let mail = format!("Subject: x\r\n\r\n{}", "word ".repeat(1_000_000));
    let blocks = mime::blocks(&text(mail.as_bytes()));
    assert!(blocks.iter().all(|block| block.text.len() <= 4 * 1024));
}

/// V150.
#[test]
fn what_is_listed_is_what_is_saved() {
    let mail = b"Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\n\
        Content-Type: application/octet-stream; name=harmless.txt\r\n\
        Content-Disposition: attachment; filename=\"eicar.com\"; filename*=utf-8''real.exe\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nTVqQ\r\n--o--\r\n";
    let message = parsed(mail);
    let file = &mime::attachments(&message.root)[0];
    assert_eq!((file.name.as_str(), file.safe_name.as_str()), ("real.exe", "real.exe"));
    assert_eq!(message.part_bytes(&file.part), b"TVqQ");
    assert!(mime::name_warning(&file.name).is_some());
}
