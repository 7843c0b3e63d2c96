//! What the tests of imports share: files, the wish, and its end.

use std::fs;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mailpane::engine::{
    Command, Event, ImportCommand, ImportEvent, ImportId, ImportOutcome, ImportTarget,
};
use tempfile::TempDir;

use crate::script::{Line, client, serve_each, server};
use crate::support::client::{ACCOUNT, Client, mailbox};

pub const SEPARATOR: &str = "From a@example.org Mon Jan  1 10:00:00 2024\n";
pub const ID: ImportId = ImportId(1);

pub fn uid(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

/// The message of this number as it lies in a file.
pub fn message(number: u32) -> String {
    format!("Message-ID: <{number}@x>\nSubject: {number}\n\nHello.\n")
}

/// The same as a server gets it.
pub fn sent(number: u32) -> Vec<u8> {
    message(number).replace('\n', "\r\n").into_bytes()
}

/// An mbox of these messages, in a folder that goes with the value.
pub fn mbox(numbers: impl IntoIterator<Item = u32>) -> (TempDir, PathBuf) {
    let all: String =
        numbers.into_iter().map(|number| format!("{SEPARATOR}{}\n", message(number))).collect();
    file("mail.mbox", all.as_bytes())
}

pub fn file(name: &str, content: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, content).unwrap();
    (folder, path)
}

pub fn target(name: &str) -> ImportTarget {
    ImportTarget { id: ID, account: ACCOUNT, mailbox: mailbox(name) }
}

pub fn start(client: &Client, name: &str, paths: &[&Path]) {
    let paths: Arc<[PathBuf]> = paths.iter().map(|path| path.to_path_buf()).collect();
    let command = ImportCommand::Files { target: target(name), paths };
    client.send(Command::Import(command));
}

pub fn import(client: &Client, name: &str, paths: &[&Path]) -> Arc<ImportOutcome> {
    start(client, name, paths);
    ended(client)
}

/// The end; fails where a question comes before it.
pub fn ended(client: &Client) -> Arc<ImportOutcome> {
    client.expect("the end of the import", |event| match event {
        Event::Import(ImportEvent::Ended { outcome, .. }) => Some(Arc::clone(outcome)),
        Event::Import(ImportEvent::Duplicates { .. }) => panic!("a question"),
        _ => None,
    })
}

/// How many are there already, and of how many.
pub fn asked(client: &Client) -> (u32, u32) {
    client.expect("the question", |event| match event {
        Event::Import(ImportEvent::Duplicates { duplicates, total, .. }) => {
            Some((*duplicates, *total))
        }
        Event::Import(ImportEvent::Ended { outcome, .. }) => panic!("{outcome:?}"),
        _ => None,
    })
}

pub fn answer(client: &Client, skip: bool) {
    client.send(Command::Import(ImportCommand::Answer { id: ID, skip }));
}

/// The UIDs of those that are in, as far as the server said.
pub fn added(outcome: &ImportOutcome) -> Vec<u32> {
    outcome.added.iter().flat_map(|one| &one.uids).map(|(uid, _)| uid.get()).collect()
}

/// The worker's own connection, which only lists.
pub fn listing() -> Vec<Line> {
    vec![
        server("* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS] hi\r\n"),
        client(
            "m1 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY))",
        ),
        server("* LIST () \"/\" INBOX\r\nm1 OK that is all\r\n"),
    ]
}

/// A connection of the import: the folder is opened, and then this from tag m2 on.
pub fn import_line(capabilities: &str, exists: u32, uid_next: u32, rest: Vec<Line>) -> Vec<Line> {
    let open = vec![
        server(&format!("* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n")),
        client("m1 SELECT \"Box\""),
        server(&format!(
            "* {exists} EXISTS\r\n* FLAGS (\\Seen \\Flagged)\r\n* OK [PERMANENTFLAGS (\\Seen)] x\r\n\
             * OK [UIDVALIDITY 9] x\r\n* OK [UIDNEXT {uid_next}] x\r\nm1 OK [READ-WRITE] in\r\n"
        )),
    ];
    [open, rest].concat()
}

/// A worker that has listed its folders, and imports by these connections.
pub fn play(mut scripts: Vec<Vec<Line>>) -> Client {
    scripts.insert(0, listing());
    let client = Client::played(serve_each(scripts), false);
    client.tree();
    client
}

/// One message of a command that has begun, its literal unasked; `last` ends the command.
pub fn literal(number: u32, begins: &str, last: bool) -> Vec<Line> {
    let bytes = sent(number);
    let length = bytes.len();
    let mut lines = vec![
        client(&format!("{begins}() \" 1-Jan-2024 10:00:00 +0000\" {{{length}+}}")),
        Line::ClientBytes(bytes),
    ];
    if last {
        lines.push(client(""));
    }
    lines
}

/// An APPEND of these messages in one command.
pub fn append(tag: u32, numbers: &[u32]) -> Vec<Line> {
    let mut lines = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let begins = if at == 0 { format!("m{tag} APPEND \"Box\" ") } else { " ".to_owned() };
        lines.extend(literal(*number, &begins, at + 1 == numbers.len()));
    }
    lines
}
