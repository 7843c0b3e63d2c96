//! A real server's messages in their parts: what comes with a message and what only when it is
//! asked for, in pieces that survive a lost connection.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "dovecot_parts/files.rs"]
mod files;
#[path = "dovecot_parts/pictures.rs"]
mod pictures_tests;
#[path = "dovecot_parts/source.rs"]
mod source_tests;
mod support;

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroU32;
use std::sync::Arc;

use base64::Engine as _;
use mailpane::engine::{Command, Event, FetchId, IfExists, Place, SaveId, SaveRequest};
use mailpane::html::Image;
use mailpane::model::{
    Failure, FailureKind, MessageKey, Part, PartId, PartKind, Purpose, Security, TransferEncoding,
};
use mailpane::reading::{Content, Form, Opened, PictureRef};

use support::client::{Client, account, key, mail};
use support::dovecot::Dovecot;
use support::link::{Character, Link};

/// At this rate 2 MB take a second: time for whoever clicks or cuts meanwhile.
const SLOW: Character =
    Character { round_trip: std::time::Duration::ZERO, kbit_per_s: 16_000, cut_after_bytes: 0 };

/// Bytes that no compression makes fewer.
fn noise(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..count).map(|_| next()).collect()
}

/// In lines of 76 characters.
fn base64(bytes: &[u8]) -> String {
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    let lines = encoded.as_bytes().chunks(76);
    lines.map(|line| std::str::from_utf8(line).expect("ASCII").to_owned() + "\r\n").collect()
}

/// A mail of parts, each with its own header fields.
fn mixed(subject: &str, subtype: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut mail = format!(
        "From: Mara <mara@example.org>\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/{subtype}; boundary=line-{subtype}\r\n\r\n"
    );
    for (header, body) in parts {
        mail += &format!("--line-{subtype}\r\n{header}\r\n\r\n{body}\r\n");
    }
    (mail + &format!("--line-{subtype}--\r\n")).into_bytes()
}

const TEXT: &str = "Content-Type: text/plain; charset=utf-8";
const HTML: &str = "Content-Type: text/html; charset=utf-8";
const FILE: &str = "Content-Type: application/octet-stream\r\n\
    Content-Disposition: attachment; filename=data.bin\r\nContent-Transfer-Encoding: base64";

/// A server with these mails in alice's INBOX, opened.
struct Desk {
    // Dropped in this order: who talks goes before who answers.
    client: Client,
    link: Link,
    keys: Vec<MessageKey>,
    _dovecot: Dovecot,
}

fn opened(mails: &[Vec<u8>], character: Character) -> Desk {
    let dovecot = Dovecot::start();
    let mut other = dovecot.client("alice", "secret");
    for mail in mails {
        other.append("INBOX", "", mail);
    }
    let link = Link::start(dovecot.port, character);
    let account = account("alice", Security::Plaintext, link.port, None);
    let client = Client::start(account, Some("secret"));
    let (newest, _) = client.newest("INBOX");
    let uid = |number: u32| NonZeroU32::new(number).expect("not zero");
    let keys = (1..=mails.len() as u32)
        .map(|number| key("INBOX", newest.uid_validity, uid(number)))
        .collect();
    Desk { client, link, keys, _dovecot: dovecot }
}

/// The part of a structure at this place.
fn part<'a>(structure: &'a Part, id: &[u32]) -> &'a Part {
    structure.find(&PartId(id.to_vec())).expect("the part")
}

/// The whole message, to open or to save.
fn whole(structure: &Part) -> Part {
    Part {
        id: PartId::default(),
        media_type: "message/rfc822".to_owned(),
        encoding: TransferEncoding::Identity,
        kind: PartKind::Message(None),
        ..structure.clone()
    }
}

/// Where the pieces of one part began that were asked for, in order.
fn offsets(client: &Client, item: &str) -> Vec<u64> {
    let begin = |line: &String| {
        let (_, rest) = line.split_once(item)?;
        rest.strip_prefix('<')?.split('.').next()?.parse().ok()
    };
    client.sent().iter().filter(|line| line.starts_with("UID FETCH")).filter_map(begin).collect()
}

#[test]
fn a_message_of_a_hundred_megabytes_shows_its_text_after_one_wait_and_little_traffic() {
    let file = base64(&noise(24_000_000));
    let picture = base64(&noise(400_000));
    let text = "A line of the letter that everybody reads first.\r\n".repeat(100);
    let parts = [
        (TEXT, text.as_str()),
        (FILE, &file),
        (
            "Content-Type: image/png\r\nContent-Disposition: inline\r\n\
          Content-Transfer-Encoding: base64",
            &picture,
        ),
        (FILE, &file),
        (FILE, &file),
        (TEXT, "A word below."),
    ];
    let mail = mixed("large", "mixed", &parts);
    assert!(mail.len() > 98_000_000, "{}", mail.len());
    let desk = opened(&[mail], Character::default());
    let Desk { client, link, keys, .. } = &desk;
    let structure = client.structure("INBOX", 1);
    // Told behind the details.
    client
        .expect("their cost", |event| matches!(event, Event::TrafficChanged { .. }).then_some(()));
    let trips = || client.traffic().get(Purpose::Text).round_trips;
    let before = (trips(), link.traffic()[0].down);
    let reading = client.show(Place::PANE, &keys[0], (Some(structure), Form::default()));
    let trips = trips() - before.0;
    let bytes = link.traffic()[0].down - before.1;
    println!("large_message round_trips={trips} bytes={bytes}");
    assert_eq!(trips, 1);
    assert!(bytes < 100_000, "{bytes} bytes");
    assert!(reading.body.text.text.contains("everybody reads first"));
    let names: Vec<_> = reading.attachments.iter().map(|one| one.safe_name.as_str()).collect();
    assert_eq!(names, ["data.bin", "part-3.png", "data (2).bin", "data (3).bin"]);
    assert!(
        matches!(&reading.below[0].content, Content::NotFetched { media_type, .. } if media_type == "image/png"),
        "{:?}",
        reading.below
    );
    let Content::Text(word) = &reading.below[1].content else { panic!("{:?}", reading.below) };
    assert_eq!(word.body.text.text.trim_end(), "A word below.");
}

#[test]
fn what_stands_below_the_text_comes_with_it_and_can_be_saved() {
    let inner = String::from_utf8(mail("inside", "Grüße from inside.")).expect("UTF-8");
    let long = "x".repeat(70_000);
    let parts = [
        (TEXT, "The letter."),
        (HTML, "<p>A <b>page</b> below"),
        ("Content-Type: message/rfc822", inner.as_str()),
        ("Content-Type: text/plain; name=notes.txt\r\nContent-Disposition: inline", "Notes."),
        ("Content-Type: message/rfc822", &(inner.clone() + &long)),
    ];
    let desk = opened(&[mixed("below", "mixed", &parts)], Character::default());
    let Desk { client, keys, .. } = &desk;
    // Two waits where the structure is not known; the same is shown.
    for structure in [None, Some(client.structure("INBOX", 1))] {
        let reading = client.show(Place::PANE, &keys[0], (structure, Form::Html));
        assert_eq!(reading.body.text.text.trim_end(), "The letter.");
        let below: Vec<_> = reading.below.iter().map(|one| (one.part.0[0], &one.content)).collect();
        let [
            (2, Content::Text(page)),
            (3, Content::Message(inside)),
            (4, Content::Text(notes)),
            (5, Content::NotFetched { encoded_bytes, .. }),
        ] = below.as_slice()
        else {
            panic!("{below:#?}");
        };
        assert!(page.page.as_ref().is_some_and(|page| page.html.contains("<b>page</b>")));
        assert_eq!(inside.body.subject, "inside");
        assert!(inside.body.text.text.contains("Grüße from inside."));
        assert_eq!(notes.body.text.text.trim_end(), "Notes.");
        assert!(*encoded_bytes > 70_000);
        let listed: Vec<_> = reading.attachments.iter().map(|one| one.part.0[0]).collect();
        assert_eq!(listed, [3, 4, 5], "what can be saved, shown or not");
    }
}

#[test]
fn a_message_is_read_in_the_form_that_is_wished_for() {
    let both = mixed("both", "alternative", &[(TEXT, "as text"), (HTML, "<p>as a page")]);
    let desk = opened(&[both], Character::default());
    let Desk { client, keys, .. } = &desk;
    let structure = Some(client.structure("INBOX", 1));
    let page = client.show(Place::PANE, &keys[0], (structure.clone(), Form::Html));
    assert_eq!((page.form, page.has_other_form), (Form::Html, true));
    assert!(page.page.as_ref().is_some_and(|page| page.html.contains("as a page")));
    let text = client.show(Place::PANE, &keys[0], (structure, Form::Text));
    assert_eq!((text.form, text.has_other_form), (Form::Text, true));
    assert_eq!(text.body.text.text.trim_end(), "as text");
}

#[test]
fn two_messages_are_open_at_once_and_each_has_more_text() {
    let long = |word: &str| mail(word, &format!("{word} and so on\r\n").repeat(60_000));
    let desk = opened(&[long("first"), long("second")], Character::default());
    let Desk { client, keys, .. } = &desk;
    let shown = [(Place::PANE, &keys[0]), (Place(1), &keys[1])].map(|(place, key)| {
        let reading = client.show(place, key, (None, Form::Html));
        assert!(reading.body.text.read_bytes < reading.body.text.total_bytes);
        reading.body.text.read_bytes
    });
    for (key, before) in keys.iter().zip(shown) {
        client.send(Command::ShowMoreText { key: key.clone() });
        let more = client.reading(key);
        assert_eq!(more.body.text.read_bytes, before * 2, "{}", more.body.subject);
    }
    // The pane's folder goes; the window reads on.
    client.open("Sent");
    client.send(Command::ShowMoreText { key: keys[1].clone() });
    let more = client.reading(&keys[1]);
    assert_eq!((more.body.subject.as_str(), more.body.text.read_bytes), ("second", shown[1] * 3));
    assert_eq!(offsets(client, "BODY.PEEK[1]").iter().filter(|at| **at > 0).count(), 3);
}

#[test]
fn a_window_reads_on_when_the_pane_shows_another_message() {
    let long = mail("long", &"and so on\r\n".repeat(90_000));
    let desk = opened(&[long, mail("next", "Hi.")], Character::default());
    let Desk { client, keys, .. } = &desk;
    let first = client.show(Place::PANE, &keys[0], (None, Form::Text)).body.text.read_bytes;
    // In one go, so that the worker has both wishes when it hears of the other message.
    client.send(Command::ShowMoreText { key: keys[0].clone() });
    client.send(Command::ShowHeaders { key: keys[0].clone() });
    client.show(Place::PANE, &keys[1], (None, Form::Text));
    client.expect("the fields", |event| match event {
        Event::HeadersLoaded { key, .. } => (*key == keys[0]).then_some(()),
        _ => None,
    });
    client.send(Command::ShowMoreText { key: keys[0].clone() });
    let more = client.expect("more text", |event| match event {
        Event::MessageLoaded { key, reading } if *key == keys[0] => {
            let read = reading.body.text.read_bytes;
            (read > first * 2).then_some(reading.form)
        }
        _ => None,
    });
    assert_eq!(more, Form::Text);
}

#[test]
fn a_message_that_was_left_is_read_again_before_more_of_it() {
    let desk = opened(&[mail("long", &"and so on\r\n".repeat(90_000))], Character::default());
    let Desk { client, keys, .. } = &desk;
    let first = client.show(Place::PANE, &keys[0], (None, Form::Text)).body.text.read_bytes;
    client.send(Command::LeaveMessage { key: keys[0].clone() });
    client.send(Command::ShowMoreText { key: keys[0].clone() });
    let read = [(); 2].map(|()| client.reading(&keys[0]).body.text.read_bytes);
    assert_eq!(read, [first, first * 2], "its text was held no longer");
}
