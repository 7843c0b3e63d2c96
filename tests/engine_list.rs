//! What the list asks of the engine: details of rows in view, reading ahead, orders, conversations.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use mailpane::demo::DemoServer;
use mailpane::engine::{Command, Event};
use mailpane::model::MessageKey;
use mailpane::reading::Form;

use support::client::{Client, key, mail, mailbox};

/// An account with three short letters in its INBOX, opened.
fn letters() -> (DemoServer, Client, Vec<MessageKey>) {
    let server = DemoServer::empty();
    for n in 1..=3 {
        server.append("INBOX", &[], 1_795_000_000 + n, mail(&format!("number {n}"), "Hello."));
    }
    let client = Client::demo(&server, false, Some("demo"));
    let (_, uid_validity) = client.open("INBOX");
    let rows = client.rows_of(1..=3);
    let keys = rows.values().map(|row| key("INBOX", uid_validity, row.uid)).collect();
    (server, client, keys)
}

#[test]
fn details_come_for_the_rows_asked_for_and_no_others() {
    let (_server, client, _) = letters();
    client.send(Command::ShowDetails { mailbox: mailbox("INBOX"), seqs: vec![1, 3] });
    let seqs = client.expect("the details", |event| match event {
        Event::DetailsLoaded { details, .. } => {
            Some(details.iter().map(|one| one.seq).collect::<Vec<_>>())
        }
        _ => None,
    });
    assert_eq!(seqs, [1, 3]);
}

#[test]
fn a_letter_is_read_ahead_also_before_its_structure_is_known() {
    let (_server, client, keys) = letters();
    let read = |wanted: &MessageKey| {
        client.expect("the letter", |event| match event {
            Event::MessageLoaded { key, reading } if key == wanted => {
                Some(reading.body.subject.clone())
            }
            _ => None,
        })
    };
    client.send(Command::Prefetch { form: Form::Text, key: keys[0].clone(), structure: None });
    assert_eq!(read(&keys[0]), "number 1");
    client.send(Command::ShowDetails { mailbox: mailbox("INBOX"), seqs: vec![2] });
    let structure = client.expect("the structure", |event| match event {
        Event::DetailsLoaded { details, .. } => Some(details[0].part.clone()),
        _ => None,
    });
    client.send(Command::Prefetch {
        form: Form::Text,
        key: keys[1].clone(),
        structure: Some(structure),
    });
    assert_eq!(read(&keys[1]), "number 2");
}
