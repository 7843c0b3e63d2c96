use super::*;
use crate::model::Verdict;

fn read(mail: &str) -> Reading {
    local(mail.replace('\n', "\r\n").as_bytes(), Form::Html).expect("it is a mail")
}

fn mixed(parts: &[&str]) -> String {
    let parts: String = parts.iter().map(|part| format!("--b\n{part}\n")).collect();
    format!(
        "From: a@b.example\nSubject: s\nContent-Type: multipart/mixed; boundary=b\n\n{parts}--b--\n"
    )
}

#[test]
fn what_is_no_mail_is_not_read() {
    assert!(local(b"\x89PNG\r\n", Form::Html).is_none());
    assert!(local(b"", Form::Html).is_none());
}

#[test]
fn a_file_is_read_as_a_message_of_a_server_would_be() {
    let reading = read(&mixed(&[
        "Content-Type: text/plain; charset=utf-8\n\nhello",
        "Content-Disposition: attachment; filename=a.pdf\nContent-Type: application/pdf\n\nx",
    ]));
    assert_eq!(
        (reading.body.subject.as_str(), &reading.body.verdict),
        ("s", &Verdict::NotVerified)
    );
    assert_eq!(reading.body.text.text, "hello");
    assert!(reading.page.is_none() && reading.blocks.len() == 1);
    assert_eq!(reading.attachments.len(), 1);
    assert_eq!(reading.attachments[0].part, PartId(vec![2]));
}

#[test]
fn a_page_has_its_pictures_and_its_other_form() {
    let mail = "Content-Type: multipart/related; boundary=r\n\n--r\n\
        Content-Type: multipart/alternative; boundary=a\n\n--a\n\nplain\n\
        --a\nContent-Type: text/html\n\n<img src=\"cid:one@x\"><img src=\"at.png\">\n--a--\n\
        --r\nContent-Type: image/png\nContent-ID: <one@x>\nContent-Transfer-Encoding: base64\n\nQUJD\n\
        --r\nContent-Type: image/png\nContent-Location: at.png\n\nPNG\n--r--\n";
    let reading = read(mail);
    let page = reading.page.expect("a page");
    let named: Vec<_> = page.images.iter().map(|image| (&*image.names[0], &*image.bytes)).collect();
    assert_eq!(named, [("cid:one@x", &b"ABC"[..]), ("at.png", b"PNG")]);
    assert!(reading.has_other_form && reading.form == Form::Html);
    let text = local(mail.as_bytes(), Form::Text).expect("a mail");
    assert!(text.page.is_none() && text.body.text.text.contains("plain"));
}

#[test]
fn pictures_that_there_is_no_room_for_are_attachments() {
    let page: String = (0..6).map(|n| format!("<img src=cid:{n}@x>")).collect();
    let pictures: String = (0..6)
        .map(|n| {
            let size = if n == 1 { 8 * 1024 * 1024 + 1 } else { 7 * 1024 * 1024 };
            let picture = "x".repeat(size);
            format!(
                "--r\nContent-Type: image/png; name={n}.png\nContent-ID: <{n}@x>\n\n{picture}\n"
            )
        })
        .collect();
    let reading = read(&format!(
        "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n{page}\n{pictures}--r--\n"
    ));
    let page = reading.page.expect("a page");
    let shown: Vec<_> = page.images.iter().map(|image| image.names[0].as_str()).collect();
    assert_eq!(shown, ["cid:0@x", "cid:2@x", "cid:3@x", "cid:4@x"]);
    let listed: Vec<_> = reading.attachments.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(listed, ["1.png", "5.png"]);
}

#[test]
fn documents_below_are_each_their_own() {
    let reading = read(&mixed(&[
        "Content-Type: text/plain\n\nfirst",
        "Content-Type: text/html\n\n<p>second",
        "Content-Type: image/png\nContent-Disposition: inline; filename=cat.png\n\nPNG",
    ]));
    let [page, picture] = &*reading.below else { panic!("{:?}", reading.below) };
    let Content::Text(page) = &page.content else { panic!("{page:?}") };
    assert!(page.page.as_ref().is_some_and(|page| page.html.contains("second")));
    assert_eq!(page.body.text.text.trim(), "second");
    let Content::Picture(shown) = &picture.content else { panic!("{picture:?}") };
    assert_eq!((picture.name.as_str(), shown.images.len()), ("cat.png", 1));
    // It can be saved all the same.
    let listed: Vec<_> = reading.attachments.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(listed, ["cat.png"]);
}

/// A message in a message in a message, as deep as wanted; the parts are named by the outermost.
fn nested(levels: u32) -> String {
    (0..levels).fold("Subject: inmost\n\ndeep".to_owned(), |inside, level| {
        format!(
            "Subject: {level}\nContent-Type: multipart/mixed; boundary=b{level}\n\n\
             --b{level}\nContent-Type: text/plain\n\ntext\n\
             --b{level}\nContent-Type: message/rfc822\n\n{inside}\n--b{level}--\n"
        )
    })
}

#[test]
fn messages_inside_are_read_three_deep_and_named_by_the_outermost() {
    let mut reading = Arc::new(read(&nested(5)));
    let mut at = Vec::new();
    for _ in 0..3 {
        let below = reading.below[0].clone();
        at.push(2);
        assert_eq!(below.part, PartId(at.clone()));
        let Content::Message(inside) = below.content else { panic!("{below:?}") };
        let text = PartId([at.as_slice(), &[1]].concat());
        assert_eq!(inside.body.shown_part, Some(text.clone()));
        assert!(inside.body.structure.as_ref().is_some_and(|part| part.find(&text).is_some()));
        reading = inside;
    }
    let Content::NotFetched { media_type, .. } = &reading.below[0].content else {
        panic!("{:?}", reading.below)
    };
    assert_eq!(media_type, "message/rfc822");
}

#[test]
fn a_very_long_text_is_read_in_part_and_says_so() {
    let mail = format!("Subject: x\r\n\r\n{}", "line\r\n".repeat(100_000));
    let text = local(mail.as_bytes(), Form::Html).expect("a mail").body.text.clone();
    assert_eq!((text.read_bytes, text.total_bytes), (TEXT_BYTES as u64, 600_000));
}
