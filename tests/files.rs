//! Mail files, shown without a server as everything of a server is.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use mailpane::engine::{Command, Event, Place};
use mailpane::files::MailFile;
use mailpane::model::{FailureKind, Flag, MessageKey};
use mailpane::reading::{Content, Form, Reading, local};

use support::client::Client;

const SEPARATOR: &str = "From a@example.org Mon Jan  1 10:00:00 2024\n";

fn write(folder: &Path, name: &str, content: &str) -> PathBuf {
    let path = folder.join(name);
    fs::write(&path, content).expect("it is written");
    path
}

fn open(path: &Path) -> Client {
    let file = MailFile::open(path).expect("it is a mail file");
    file.wait(Duration::from_secs(30));
    Client::local(&file.server, file.account, "any")
}

fn reading(client: &Client, key: &MessageKey, form: Form) -> Arc<Reading> {
    let (place, structure) = (Place::PANE, None);
    client.send(Command::ShowMessage { place, key: key.clone(), structure, form });
    client.expect("the message", |event| match event {
        Event::MessageLoaded { key: of, reading } if of == key => Some(Arc::clone(reading)),
        Event::MessageFailed { failure, .. } => panic!("{failure:?}"),
        _ => None,
    })
}

const LETTER: &str = "From: Ann <ann@example.org>\nSubject: Tickets\n\
    Content-Type: multipart/mixed; boundary=b\n\n--b\n\nTwo for Thursday.\n>From the office\n--b\n\
    Content-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\n\
    AAECAwQFBgcICQ==\n--b--\n";

#[test]
fn an_mbox_is_listed_read_and_its_attachments_are_saved() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = format!("{SEPARATOR}Subject: older\n\none\n\n{SEPARATOR}{LETTER}");
    let path = write(folder.path(), "mails.mbox", &content);
    let client = open(&path);
    let (key, row) = client.newest("INBOX");
    assert_eq!(
        (row.text.subject.as_str(), row.text.received_unix_secs),
        ("Tickets", 1_704_103_200)
    );
    assert!(row.flags.has(Flag::Seen));
    let reading = reading(&client, &key, Form::Html);
    // mboxrd: one mark is taken off.
    assert_eq!(reading.body.text.text, "Two for Thursday.\nFrom the office");
    let saved = folder.path().join("a.bin");
    client.save(&key, &saved);
    client.saved();
    assert_eq!(fs::read(saved).expect("it is there"), (0..10).collect::<Vec<u8>>());
}

#[test]
fn nothing_of_a_file_is_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = format!("{SEPARATOR}{LETTER}\n{SEPARATOR}{LETTER}");
    let path = write(folder.path(), "mails.mbox", &content);
    let before = fs::metadata(&path).and_then(|data| data.modified()).expect("a time");
    let client = open(&path);
    let (key, _) = client.newest("INBOX");
    reading(&client, &key, Form::Text);
    let failure = client.set_flag(&key, Flag::Flagged, true).expect_err("nothing is changed");
    assert_eq!(failure.kind, FailureKind::LookOnly);
    drop(client);
    assert_eq!(fs::read_to_string(&path).expect("it is there"), content);
    assert_eq!(fs::metadata(&path).and_then(|data| data.modified()).expect("a time"), before);
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_file_that_goes_while_it_is_open_says_so_in_place_of_its_messages() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write(folder.path(), "mails.mbox", &format!("{SEPARATOR}{LETTER}"));
    let client = open(&path);
    let (key, _) = client.newest("INBOX");
    fs::write(&path, "").expect("it is written");
    let text = reading(&client, &key, Form::Text).body.text.text.clone();
    assert!(text.contains("was changed or removed"), "{text}");
}

/// What of a reading a person sees.
fn seen(reading: &Reading) -> String {
    let below: Vec<String> = reading
        .below
        .iter()
        .map(|document| match &document.content {
            Content::Text(text) => format!("text {} {}", document.part, text.body.text.text),
            Content::Message(message) => format!("message {} {}", document.part, seen(message)),
            // A picture of a server follows; one of a file is there.
            Content::Picture(_) => format!("picture {}", document.part),
            Content::NotFetched { media_type, .. } if media_type.starts_with("image/") => {
                format!("picture {}", document.part)
            }
            Content::NotFetched { media_type, .. } => format!("{media_type} {}", document.part),
        })
        .collect();
    let files: Vec<_> = reading.attachments.iter().map(|file| (&file.part, &file.name)).collect();
    format!(
        "{:?} {:?} {} {:?} {:?} {:?} {} {below:#?}",
        reading.body.from,
        reading.body.subject,
        reading.body.text.text,
        reading.page.as_ref().map(|page| &page.html),
        files,
        reading.form,
        reading.has_other_form,
    )
}

/// What `show` and `render` read is [`local`]; the window reads through the engine.
#[test]
fn every_mail_is_read_from_a_file_as_the_window_reads_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/mails");
    let mut compared = 0;
    let mut others = std::collections::BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.extension().is_none_or(|extension| extension != "eml") {
            continue;
        }
        let bytes = fs::read(&path).expect("it can be read");
        let client = open(&path);
        let (key, _) = client.newest("INBOX");
        for form in [Form::Html, Form::Text] {
            let told = seen(&reading(&client, &key, form));
            // IMAP cannot carry a zero (RFC 3501 §9), so the server puts another character.
            let expected = seen(&local(&bytes, form).expect("it is a mail"));
            let expected = expected.replace("⟨U+0000⟩", "?");
            if told != expected {
                let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
                others.insert((name, told, expected));
            }
            compared += 1;
        }
    }
    assert!(compared >= 120, "only {compared}");
    let names: std::collections::BTreeSet<&str> =
        others.iter().map(|(name, ..)| name.as_str()).collect();
    // A structure of IMAP has no way to say that a multipart has no parts, and no line of it ends with a
    // lone CR.
    let known = ["life-broken-boundary", "text-cr-only", "tree-no-boundary"];
    assert!(names.iter().all(|name| known.contains(name)), "{others:#?}");
}
