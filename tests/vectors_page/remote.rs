//! What would be fetched while a mail is read: nothing is, and the hosts are named.

use std::io::ErrorKind;
use std::net::TcpListener;

use mailpane::mime;

use super::{clean, fetchable, html};

/// What the bar above the message says of an element.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Told {
    /// Its host, and a picture that can be asked for.
    Picture,
    /// Its host; it is never fetched, not even when asked.
    Host,
    /// Nothing: no host would be contacted.
    Nothing,
}

use Told::{Host, Nothing, Picture};

/// Each with its number, and `LEAK` where the address stands.
const ELEMENTS: &[(&str, &str, Told)] = &[
    ("V052", "<img src=LEAK/a.png>", Picture),
    ("V053", "<img srcset='LEAK/a.png 2x, x.png'>", Host),
    ("V053", "<picture><source srcset=LEAK/a.png><img src=x></picture>", Host),
    ("V054", "<body background=LEAK/a.png>x", Picture),
    ("V055", "<p style='background-image:url(LEAK/a.png)'>x", Picture),
    ("V056", "<link rel=stylesheet href=LEAK/a.css>", Host),
    ("V057", "<link rel=stylesheet href=cid:sheet>", Nothing),
    ("V058", "<style>@import url(LEAK/a.css);</style>", Host),
    ("V058", "<style>@import 'LEAK/a.css' screen;</style>", Host),
    ("V059", "<style>p::before{content:url('LEAK/a.png')}</style><p>x", Picture),
    ("V060", "<p style='behavior:url(LEAK/a.htc)'>x", Picture),
    ("V061", "<style>@font-face{font-family:x;src:url(LEAK/a.woff)}</style>", Host),
    ("V062", "<iframe src=LEAK/></iframe>", Host),
    (
        "V063",
        "<iframe src='data:text/html,<meta http-equiv=refresh content=\"0;url=LEAK/\">'></iframe>",
        Nothing,
    ),
    ("V064", "<iframe src='data:text/html,<img src=LEAK/>'></iframe>", Nothing),
    ("V065", "<iframe src='view-source:LEAK/'></iframe>", Nothing),
    ("V066", "<meta http-equiv=refresh content='0; url=LEAK/'>", Host),
    ("V067", "<object data=LEAK/a.swf>x</object>", Host),
    ("V068", "<embed src=LEAK/a.swf>", Host),
    ("V069", "<applet codebase=LEAK/ code=x>x</applet>", Host),
    ("V070", "<audio src=LEAK/a.mp3 autoplay></audio>", Host),
    ("V071", "<bgsound src=LEAK/a.mid>", Host),
    ("V072", "<video src=LEAK/a.mp4 autoplay></video>", Host),
    ("V073", "<video poster=LEAK/a.png></video>", Host),
    ("V074", "<video><source src=LEAK/a.mp4></video>", Host),
    ("V075", "<form><input type=image src=LEAK/a.png></form>", Host),
    ("V076", "<script src=LEAK/a.js></script>", Host),
    ("V077", "<sc<script></script>ript src=LEAK/a.js></script>", Nothing),
    ("V078", "<svg><image xlink:href=LEAK/a.png /></svg>", Host),
    ("V079", "<img src=cid:drawing>", Nothing),
    ("V080", "<html manifest=LEAK/a.appcache>x", Host),
    ("V081", "<link rel=prefetch href=LEAK/>", Host),
    ("V082", "<link rel=dns-prefetch href=LEAK/>", Host),
    ("V083", "<a href=LEAK/>x</a>", Nothing),
    ("V084", "<link rel=alternate href=LEAK/><link rel=search href=LEAK/>", Host),
    ("V087", "<p style='cursor:url(LEAK/a.cur),auto'>x", Picture),
    ("V088", "<ul style='list-style-image:url(LEAK/a.png)'><li>x</ul>", Picture),
    ("V089", "<p style='border-image:url(LEAK/a.png) 1'>x", Picture),
    ("V089", "<p style='mask:url(LEAK/a.svg#m)'>x", Picture),
    ("V089", "<p style='float:left;shape-outside:url(LEAK/a.png)'>x", Picture),
    ("V090", "<p style='background:image(\"LEAK/a.png\")'>x", Picture),
    ("V090", "<p style='background:ur\\6c (LEAK/a.png)'>x", Picture),
    ("V090", "<p style='background:image-set(\"LEAK/a.png\" 1x)'>x", Picture),
    ("V091", "<p style='--x:url(LEAK/a.png);background:var(--x)'>x", Picture),
    ("V091", "<p data-x=LEAK/a.png style='background:attr(data-x url)'>x", Nothing),
    ("V092", "<base href=LEAK/><img src=a.png>", Host),
    ("V093", "<a href=x ping=LEAK/>x</a>", Host),
    ("V093", "<a href=x attributionsrc=LEAK/>x</a>", Host),
    ("V094", "<iframe srcdoc='<img src=LEAK/>'></iframe>", Nothing),
    ("V095", "<svg><filter><feImage href=LEAK/a.png /></filter></svg>", Host),
    ("V095", "<svg><use xlink:href=LEAK/a.svg#x /></svg>", Host),
    ("V095", "<svg><style>@font-face{src:url(LEAK/a.svg)}</style></svg>", Host),
    ("V095", "<svg><rect style='fill:url(LEAK/a.svg#g)' /></svg>", Picture),
    ("V096", "<!DOCTYPE html PUBLIC 'x' 'LEAK/a.dtd'>x", Nothing),
    ("V096", "<?xml-stylesheet href='LEAK/a.xsl'?>x", Nothing),
    ("V096", "<!DOCTYPE x [<!ENTITY e SYSTEM 'LEAK/'>]><p>&e;", Nothing),
    ("V097", "<!--[if mso]><img src=LEAK/a.png><![endif]-->x", Nothing),
    ("V098", "<link rel=preconnect href=LEAK/>", Host),
    ("V098", "<link rel=modulepreload href=LEAK/a.js>", Host),
    ("V099", "<img src='cid:LEAK/a.png'>", Nothing),
    ("V099", "<base href=cid:x><img src='mid:LEAK/a.png'>", Nothing),
];

/// V052 to V084, V087 to V099.
#[test]
fn no_element_leaves_an_address_and_hosts_are_named() {
    for (id, element, told) in ELEMENTS {
        let element = element.replace("LEAK", "http://leak.example");
        for html in [element.clone(), format!("<table><tr><td>{element}"), format!("x{element}x")] {
            let page = clean(&html);
            let left = fetchable(&page);
            assert!(!left.contains("leak.example"), "{id} {html}: {left}");
            let hosts: Vec<_> = page.blocked.hosts.iter().collect();
            let expected: &[&str] = if *told == Nothing { &[] } else { &["leak.example"] };
            // Some elements are none in the middle of a text: then nothing is asked for at all.
            let is_alone = html == element;
            if is_alone {
                assert_eq!(hosts, expected, "{id} {html}");
                let images = page.blocked.images.len();
                assert_eq!(
                    images,
                    usize::from(*told == Picture),
                    "{id} {html}: {:?}",
                    page.blocked
                );
            }
        }
    }
}

/// V052 to V084 in one list: every number has an element.
#[test]
fn every_number_of_the_list_is_tried() {
    let numbers = (52..=84).chain(87..=99);
    for number in numbers {
        let id = format!("V{number:03}");
        assert!(ELEMENTS.iter().any(|(found, ..)| *found == id), "{id}");
    }
}

/// V086: all of them in one mail, laid out and painted by the child, with a host that listens.
#[test]
fn no_host_hears_of_a_mail_that_names_it_everywhere() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("it does not wait");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let all: String =
        ELEMENTS.iter().map(|(_, element, _)| element.replace("LEAK", &address)).collect();
    let mut view = html::laid_out(&all, 600.0);
    assert_eq!(view.page().blocked.hosts, ["127.0.0.1"]);
    view.resize(300.0, 2.0).expect("it is laid out again");
    let area = mailpane::html::TileArea { left: 0, top: 0, width: 600, height: 600 };
    view.tile(area).expect("it is painted");
    drop(view);
    let heard = listener.accept().map(|_| ()).expect_err("nobody came");
    assert_eq!(heard.kind(), ErrorKind::WouldBlock);
}

/// V085, V100: fields that ask for an answer, a logo or a face are words in a list of fields.
#[test]
fn header_fields_are_shown_and_nothing_is_looked_up() {
    let header = b"From: a@bank.example\r\nDisposition-Notification-To: spy@leak.example\r\n\
        Return-Receipt-To: spy@leak.example\r\nBIMI-Selector: v=BIMI1; s=x\r\n\
        BIMI-Location: v=BIMI1; l=https://leak.example/a.svg\r\nFace: AAAA\r\n\
        X-Image-URL: http://leak.example/a.png\r\nList-Unsubscribe: <https://leak.example/u>\r\n";
    let all = mime::all_headers(header);
    assert_eq!(all.len(), 8);
    // Only what a click may open is told apart, with its host to be shown first.
    let ways = mime::read_headers(header).unsubscribe;
    assert_eq!(ways.len(), 1, "{ways:?}");
    assert!(format!("{ways:?}").contains("leak.example"));
}

/// V099: a part that says it lies elsewhere is a file without content.
#[test]
fn a_part_that_lies_elsewhere_is_not_fetched() {
    let mail = b"Content-Type: message/external-body; access-type=URL;\r\n \
        URL=\"http://leak.example/x\"\r\n\r\nContent-Type: text/plain\r\n\r\n";
    let message = mime::parse_message(mail).expect("it begins like a mail");
    assert_eq!(mime::choose_text(&message.root), None);
    let files = mime::attachments(&message.root);
    assert!(files.iter().all(|file| file.size_bytes < 100), "{files:?}");
}

/// V101, V102: signatures and keys are parts like others; nothing is asked about them.
#[test]
fn a_signature_is_a_file_and_no_word_about_it_is_said() {
    for (protocol, kind) in [
        ("application/pkcs7-signature", "application/pkcs7-signature; name=smime.p7s"),
        ("application/pgp-signature", "application/pgp-signature; name=signature.asc"),
    ] {
        let mail = format!(
            "From: a@b.example\r\nContent-Type: multipart/signed; boundary=o; protocol=\"{protocol}\"\
             \r\n\r\n--o\r\n\r\nHello.\r\n--o\r\nContent-Type: {kind}\r\n\r\nhttp://ocsp.leak.example/\r\n--o--\r\n"
        );
        let message = mime::parse_message(mail.as_bytes()).expect("it begins like a mail");
        let shown = mime::choose_text(&message.root).expect("a text");
        assert_eq!(message.part_bytes(&shown), b"Hello.");
        let headers = mime::read_headers(mail.as_bytes());
        assert!(headers.sender_warnings().is_empty());
    }
}
