//! The same on servers that are real, and on the demo account's.

use std::path::Path;

use mailpane::demo::DemoServer;
use mailpane::model::{Account, Flag, Row, Security};

use crate::hand::{SEPARATOR, added, answer, asked, ended, file, import, start};
use crate::support::client::{Client, account};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;

/// Three messages with all that a file can say of them.
fn three() -> String {
    let one = "Status: RO\nX-Status: AF\nX-Keywords: Work $Label1\nMessage-ID: <1@x>\nSubject: one\n\n\
               From now on\n>From quoted\n";
    let two = "X-Mozilla-Status: 0001\nMessage-ID: <2@x>\nSubject: two\n\nx";
    let three = "Message-ID: <3@x>\nSubject: three\n\nno end of line";
    format!("{SEPARATOR}{one}\n{SEPARATOR}{two}\n\n{SEPARATOR}{three}")
}

fn by_subject(client: &Client, name: &str) -> Vec<Row> {
    let (exists, _) = client.open(name);
    let mut rows: Vec<Row> =
        if exists == 0 { Vec::new() } else { client.rows_of(1..=exists).into_values().collect() };
    rows.sort_by_key(|row| row.uid);
    rows
}

/// Everything that can be done with files, into an empty Archive.
fn every_import(client: &Client) {
    client.tree();
    let (_folder, path) = file("three.mbox", three().as_bytes());
    let outcome = import(client, "Archive", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.total), (None, 3, 3));
    assert_eq!(added(&outcome), [1, 2, 3], "{outcome:?}");
    let rows = by_subject(client, "Archive");
    let subjects: Vec<&str> = rows.iter().map(|row| row.text.subject.as_str()).collect();
    assert_eq!(subjects, ["one", "two", "three"]);
    let flags = rows[0].flags;
    assert!([Flag::Seen, Flag::Answered, Flag::Flagged].into_iter().all(|flag| flags.has(flag)));
    let keywords: Vec<&str> = rows[0].keywords.iter().map(|one| one.as_str()).collect();
    assert_eq!(keywords.len(), 2, "{keywords:?}");
    assert!(rows[1].flags.has(Flag::Seen) && !rows[2].flags.has(Flag::Seen));
    assert!(rows.iter().all(|row| row.text.received_unix_secs == 1_704_103_200), "{rows:?}");
    assert_eq!(rows[2].text.size_bytes, 19 + 16 + 2 + 14);

    start(client, "Archive", &[&path]);
    assert_eq!(asked(client), (3, 3));
    answer(client, true);
    let outcome = ended(client);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.left_out[0].count), (None, 0, 3));

    let many: String = (0..600)
        .map(|n| {
            format!("{SEPARATOR}Message-ID: <m{n}@x>\nSubject: {n}\n\n{}\n\n", "y".repeat(3_000))
        })
        .collect();
    let (_folder, path) = file("many.mbox", many.as_bytes());
    let (_other, long) =
        file("long.eml", format!("Subject: l\n\n{}\n", "z".repeat(3_000_000)).as_bytes());
    let outcome = import(client, "Archive", &[&path, &long]);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 601));
    assert_eq!(added(&outcome).len(), 601);
    assert_eq!(client.open("Archive").0, 604);
    refuses_what_is_no_mail(client);
}

fn refuses_what_is_no_mail(client: &Client) {
    let (_folder, path) = file("picture.png", b"\x89PNG\r\n");
    let outcome = import(client, "Archive", &[&path, Path::new("/nonexistent.mbox")]);
    let failure = outcome.failure.as_ref().expect("a sentence");
    assert_eq!(outcome.problems.len(), 2);
    assert!(failure.sentence.contains(".mbox cannot be read"), "{failure:?}");
}

fn on(user: &str, port: u16, ca: &Path) -> Account {
    account(user, Security::Tls, port, Some(ca))
}

#[test]
fn the_demo_server_takes_all_of_it() {
    let server = DemoServer::empty();
    server.fill("INBOX", 0);
    server.fill("Archive", 0);
    every_import(&Client::demo(&server, false, Some("demo")));
}

#[test]
fn dovecot_takes_all_of_it() {
    let dovecot = Dovecot::start();
    let account = on("alice", dovecot.tls_port, &dovecot.certs.ca);
    every_import(&Client::start(account, Some("secret")));
}

#[test]
fn cyrus_takes_all_of_it() {
    let cyrus = Cyrus::start();
    let account = on("alice", cyrus.tls_port, &cyrus.certs.ca);
    every_import(&Client::start(account, Some("secret")));
}
