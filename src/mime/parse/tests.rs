#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

use super::*;
use crate::mime::{attachments, choose_text};

/// `[]multipart/mixed([1]text/plain [2]image/png)`
fn shape(part: &Part) -> String {
    let inside: Vec<&Part> = match &part.kind {
        PartKind::Leaf => Vec::new(),
        PartKind::Multipart(parts) => parts.iter().collect(),
        PartKind::Message(inside) => inside.iter().map(|part| &**part).collect(),
    };
    let mut out = format!("{} {}", part.id, part.media_type).trim().to_owned();
    if !inside.is_empty() {
        let shapes: Vec<_> = inside.into_iter().map(shape).collect();
        out.push_str(&format!("({})", shapes.join(", ")));
    }
    out
}

fn bytes_of<'a>(message: &ParsedMessage<'a>, id: &[u32]) -> &'a [u8] {
    message.part_bytes(&PartId(id.to_vec()))
}

const MIXED: &[u8] =
    b"From: a@b\r\nSubject: x\r\nContent-Type: multipart/mixed; boundary=o\r\n\r\n\
    preamble\r\n--o\r\nContent-Type: multipart/alternative; boundary=\"i\"\r\n\r\n\
    --i\r\n\r\nplain\r\n--i\r\nContent-Type: text/html\r\n\r\n<p>html\r\n--i--\r\n\r\n\
    --o\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\
    Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\none\r\n--m\r\n\r\ntwo\r\n--m--\r\n\
    --o\r\nContent-Type: message/rfc822\r\n\r\nSubject: flat\r\n\r\nbody\r\n--o--\r\nepilogue\r\n";

#[test]
fn parts_have_the_numbers_a_server_gives_them() {
    let message = parse_message(MIXED).unwrap();
    assert_eq!(
        shape(&message.root),
        "multipart/mixed(1 multipart/alternative(1.1 text/plain, 1.2 text/html), \
         2 message/rfc822(2 multipart/mixed(2.1 text/plain, 2.2 text/plain)), \
         3 message/rfc822(3.1 text/plain))"
    );
    assert_eq!(bytes_of(&message, &[1, 1]), b"plain");
    assert_eq!(bytes_of(&message, &[1, 2]), b"<p>html");
    assert_eq!(bytes_of(&message, &[2, 2]), b"two");
    assert_eq!(bytes_of(&message, &[3]), b"Subject: flat\r\n\r\nbody");
    assert_eq!(bytes_of(&message, &[3, 1]), b"body");
    assert_eq!(bytes_of(&message, &[9]), b"");
    assert!(message.header.ends_with(b"boundary=o\r\n"));
    assert!(message.problems.is_empty(), "{:?}", message.problems);
    assert_eq!(choose_text(&message.root), Some(PartId(vec![1, 1])));
    assert_eq!(attachments(&message.root).len(), 2);
}

#[test]
fn a_simple_message_is_part_1() {
    for text in ["Subject: x\r\n\r\nbody", "Subject: x\n\nbody", "Subject: x\r\rbody"] {
        let message = parse_message(text.as_bytes()).unwrap();
        assert_eq!(shape(&message.root), "1 text/plain");
        assert_eq!(bytes_of(&message, &[1]), b"body", "{text:?}");
    }
    let mbox = parse_message(b"From a@b Mon Jan  1\nSubject: x\n\nbody").unwrap();
    assert_eq!(mbox.header, b"Subject: x\n");
    assert_eq!(bytes_of(&parse_message(b"Subject: x").unwrap(), &[1]), b"");
}

#[test]
fn what_is_no_mail_is_none() {
    for bytes in [&b""[..], b"\n", b"hello world\n", b"\x89PNG\r\n\x1a\n", b"<html>:", b"From "] {
        assert!(parse_message(bytes).is_none(), "{bytes:?}");
    }
}

#[test]
fn a_multipart_without_boundary_shows_its_text_and_is_called_malformed() {
    for parameter in ["", "; boundary=", "; boundary=\"\""] {
        let mail = format!("Content-Type: multipart/mixed{parameter}\r\n\r\n--x\r\n\r\nhello\r\n");
        let message = parse_message(mail.as_bytes()).unwrap();
        assert_eq!(shape(&message.root), "1 text/plain");
        assert_eq!(message.problems.len(), 1);
        assert!(bytes_of(&message, &[1]).ends_with(b"hello\r\n"));
    }
}

#[test]
fn boundaries_are_compared_as_they_are() {
    let mail =
        b"Content-Type: multipart/mixed; boundary=\".*\"\n\n--abc\n--.*x\n--.*  \n\nhit\n--.*--\n";
    let message = parse_message(mail).unwrap();
    assert_eq!(shape(&message.root), "multipart/mixed(1 text/plain)");
    assert_eq!(bytes_of(&message, &[1]), b"hit");
}

#[test]
fn an_unended_multipart_gives_what_is_there() {
    let mail = b"Content-Type: multipart/mixed; boundary=o\n\n--o\n\none\n--o\n\ntwo\nthree";
    let message = parse_message(mail).unwrap();
    assert_eq!(bytes_of(&message, &[2]), b"two\nthree");
    assert_eq!(message.problems, ["The message ends before its last part does."]);
}

#[test]
fn a_multipart_whose_boundary_never_comes_is_read_as_text() {
    let mail = b"Subject: x\nContent-Type: multipart/mixed; boundary=o\n\n--other\n\nhello\n";
    let message = parse_message(mail).unwrap();
    assert_eq!(shape(&message.root), "1 text/plain");
    assert_eq!(bytes_of(&message, &[1]), b"--other\n\nhello\n");
    assert_eq!(choose_text(&message.root), Some(PartId(vec![1])));
    assert_eq!(message.problems, ["The message ends before its last part does."]);
    let inside = b"Content-Type: multipart/mixed; boundary=o\n\n--o\n\
        Content-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=i\n\nin\n--o\n\
        Content-Type: multipart/related; boundary=k\n\nbeside\n--o--\n";
    let message = parse_message(inside).unwrap();
    let expected = "multipart/mixed(1 message/rfc822(1.1 text/plain), 2 text/plain)";
    assert_eq!(shape(&message.root), expected);
    assert_eq!(
        (bytes_of(&message, &[1, 1]), bytes_of(&message, &[2])),
        (&b"in"[..], &b"beside"[..])
    );
    // With nothing in it there is nothing to read.
    let empty = b"Content-Type: multipart/mixed; boundary=o\n\n \n";
    assert_eq!(shape(&parse_message(empty).unwrap().root), "multipart/mixed");
}

#[test]
fn the_boundary_of_the_outer_ends_the_inner() {
    let mail = b"Content-Type: multipart/mixed; boundary=o\n\n--o\n\
        Content-Type: multipart/mixed; boundary=i\n\n--i\n\nin\n--o\n\nout\n--o--\n--i\n\nlate\n";
    let message = parse_message(mail).unwrap();
    assert_eq!(
        shape(&message.root),
        "multipart/mixed(1 multipart/mixed(1.1 text/plain), 2 text/plain)"
    );
    assert_eq!((bytes_of(&message, &[1, 1]), bytes_of(&message, &[2])), (&b"in"[..], &b"out"[..]));
}

#[test]
fn a_part_without_header_is_text_and_a_digest_holds_messages() {
    let mail = b"Content-Type: multipart/digest; boundary=o\n\n--o\n\nSubject: a\n\nx\n--o\n\nSubject: b\n\ny\n--o--\n";
    let message = parse_message(mail).unwrap();
    assert_eq!(
        shape(&message.root),
        "multipart/digest(1 message/rfc822(1.1 text/plain), 2 message/rfc822(2.1 text/plain))"
    );
    let bare = b"Content-Type: multipart/mixed; boundary=o\n\n--o\nno header here\n--o--\n";
    assert_eq!(bytes_of(&parse_message(bare).unwrap(), &[1]), b"no header here");
}

#[test]
fn nesting_of_any_depth_is_cut_and_the_rest_is_an_attachment() {
    let mut multiparts = String::new();
    for depth in 0..10_000 {
        multiparts
            .push_str(&format!("Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n"));
    }
    let messages = "Content-Type: message/rfc822\n\n".repeat(100_000);
    for mail in [multiparts, messages] {
        let message = parse_message(mail.as_bytes()).unwrap();
        assert!(message.problems.iter().any(|problem| problem.contains("deep")));
        let listed = attachments(&message.root);
        assert_eq!(listed.len(), 1);
        let _ = (message.root.clone(), shape(&message.root));
    }
}

#[test]
fn a_hundred_thousand_parts_are_cut() {
    let mail =
        format!("Content-Type: multipart/mixed; boundary=o\n\n{}", "--o\n\nx\n".repeat(100_000));
    let message = parse_message(mail.as_bytes()).unwrap();
    let PartKind::Multipart(parts) = &message.root.kind else { panic!("a multipart") };
    assert!(parts.len() < PARTS_LIMIT && !message.problems.is_empty());
}

#[test]
fn a_hostile_message_takes_linear_time() {
    let deep: String = (0..100)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"))
        .collect();
    for line in ["--b\n", "\n", "-", "a: b\n", " \n", "--b99\n", "--b0\n"] {
        let mail = format!("{deep}{}", line.repeat(2_000_000 / line.len()));
        assert!(parse_message(mail.as_bytes()).is_some(), "{line:?}");
    }
}

#[test]
fn mail_parser_sees_the_same_leaves_in_honest_mail() {
    let message = parse_message(MIXED).unwrap();
    let theirs = mail_parser::MessageParser::default().parse(MIXED).unwrap();
    assert_eq!(theirs.body_text(0).unwrap().trim(), "plain");
    assert_eq!(theirs.attachment_count(), attachments(&message.root).len());
}
