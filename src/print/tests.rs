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
    documents(&job(reading, as_meant)).loads.into_iter().map(|load| load.html).collect()
}

fn job(reading: Arc<Reading>, as_meant: bool) -> Job {
    let (images, images_below) = (Vec::new(), BTreeMap::new());
    Job { reading, images, images_below, as_meant, paper: Paper::A4 }
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

fn image(name: &str, bytes: &[u8]) -> Arc<Image> {
    Arc::new(Image { names: vec![name.to_owned()], bytes: bytes.to_vec() })
}

fn document(part: u32, content: Content) -> Document {
    Document { part: PartId(vec![part]), name: format!("{part}.png"), content }
}

fn page(html: &str) -> Arc<Reading> {
    let page = PageSource { html: html.to_owned(), ..PageSource::default() };
    Arc::new(Reading { page: Some(Arc::new(page)), ..Reading::default() })
}

#[test]
fn each_document_has_the_pictures_that_came_for_it_and_no_other() {
    let not_fetched =
        || Content::NotFetched { media_type: "image/png".to_owned(), encoded_bytes: 3 };
    let below = vec![
        document(2, Content::Text(page("two"))),
        document(3, not_fetched()),
        document(4, not_fetched()),
    ];
    let reading = Reading { below: below.into(), ..(*page("one")).clone() };
    let job = Job {
        images: vec![image("https://a.example/1", b"1")],
        images_below: BTreeMap::from([
            (PartId(vec![2]), vec![image("cid:2", b"22")]),
            (PartId(vec![3]), vec![image("cid:part-3", b"333")]),
        ]),
        ..job(Arc::new(reading), true)
    };
    let documents = documents(&job);
    let pictures: Vec<Vec<&[u8]>> = documents
        .loads
        .iter()
        .map(|load| load.images.iter().map(|image| &*image.bytes).collect())
        .collect();
    assert_eq!(pictures, [&[] as &[&[u8]], &[b"1"], &[b"22"], &[b"333"], &[]]);
    let html = |number: usize| documents.loads[number].html.as_str();
    assert!(html(3).contains("<img") && html(3).contains("alt=\"3.png\""), "{}", html(3));
    assert!(html(4).contains("4.png was not loaded."), "{}", html(4));
}

#[test]
fn a_page_that_did_not_come_to_its_end_says_so() {
    let mut reading = (*page("the beginning")).clone();
    let mut body = crate::model::Body::default();
    (body.text.read_bytes, body.text.total_bytes) = (10, 20);
    reading.body = Arc::new(body);
    let reading = Arc::new(reading);
    for as_meant in [true, false] {
        let job = job(Arc::clone(&reading), as_meant);
        let documents = documents(&job);
        let last = documents.loads.last().expect("a document");
        assert!(last.html.contains("The rest of this text was not loaded."), "{}", last.html);
    }
}

#[test]
fn of_more_documents_than_a_file_takes_the_first_are_printed_and_that_is_known() {
    for (count, is_cut) in [(DOCUMENTS_LIMIT - 2, false), (DOCUMENTS_LIMIT, true)] {
        let below = (0..count).map(|_| document(2, Content::Text(page("two")))).collect();
        let reading = Reading { below, ..(*page("one")).clone() };
        let job = job(Arc::new(reading), true);
        let documents = documents(&job);
        assert_eq!((documents.loads.len(), documents.is_cut), (DOCUMENTS_LIMIT, is_cut));
    }
}
