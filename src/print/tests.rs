use super::*;
use crate::reading::{Form, local};

const MAIL: &str = "From: Ann <ann@b.example>\r\nReply-To: c@d.example\r\nTo: e@f.example\r\n\
    Subject: Plan <b>\r\nDate: Tue, 1 Jul 2025 10:00:00 +0200\r\n\
    Content-Type: multipart/mixed; boundary=m\r\n\r\n\
    --m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n\
    --a\r\n\r\nplain < text\r\n--a\r\nContent-Type: text/html\r\n\r\n<b>rich</b>\r\n--a--\r\n\
    --m\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninside\r\n\
    --m\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\nx\r\n--m--\r\n";

fn printed(form: Form, as_meant: bool) -> Vec<String> {
    let reading = Arc::new(local(MAIL.as_bytes(), form).expect("it is a mail"));
    let job = Job { reading, images: Vec::new(), as_meant, paper: Paper::A4 };
    documents(&job).into_iter().map(|load| load.html).collect()
}

#[test]
fn the_head_says_who_wrote_and_what_came_along() {
    let documents = printed(Form::Html, true);
    let head = &documents[0];
    for words in [
        "<h1>Plan &lt;b></h1>",
        "Ann &lt;ann@b.example>",
        "c@d.example",
        "e@f.example",
        "1 Jul 2025",
        "a.pdf",
    ] {
        assert!(head.contains(words), "{words}: {head}");
    }
    assert!(!head.contains("Sender"));
}

#[test]
fn each_part_stays_a_document_of_its_own() {
    let documents = printed(Form::Html, true);
    assert_eq!(documents.len(), 4, "{documents:?}");
    assert!(documents[1].contains("<b>rich</b>") && !documents[1].contains("Plan"));
    assert!(documents[2].contains("inner") && documents[3].contains("inside"));
}

#[test]
fn as_text_a_mail_is_its_lines_and_nothing_in_it_is_an_element() {
    let documents = printed(Form::Text, false);
    assert!(documents[1].contains("<pre>\nplain &lt; text"), "{}", documents[1]);
    let from_html = printed(Form::Html, false);
    assert!(from_html[1].contains("rich") && !from_html[1].contains("<b>"), "{}", from_html[1]);
}
