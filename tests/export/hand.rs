//! What the tests share: what is asked for, what became of it, and what lies in the folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use mailpane::engine::{
    Chosen, Command, Event, ExportCommand, ExportEvent, ExportForm, ExportId, ExportOutcome,
    ExportRequest, IfExists,
};
use mailpane::mime::mbox;
use mailpane::model::ConnectionState;

use crate::support::client::{ACCOUNT, Client, mailbox};

pub const ID: ExportId = ExportId(1);

/// All of a mailbox; into `folder/all.mbox`, or into the folder itself.
pub fn wish(name: &str, form: ExportForm, folder: &Path) -> ExportRequest {
    ExportRequest {
        id: ID,
        account: ACCOUNT,
        mailbox: mailbox(name),
        uid_validity: None,
        messages: vec![Chosen::Everything],
        form,
        path: match form {
            ExportForm::Eml => folder.to_owned(),
            ExportForm::Mbox => folder.join("all.mbox"),
        },
        if_exists: IfExists::Refuse,
        zone: TimeZone::UTC,
    }
}

pub fn begin(client: &Client, wish: ExportRequest) {
    client.send(Command::Export(ExportCommand::Begin(Box::new(wish))));
}

/// What became of it.
pub fn ended(client: &Client) -> Arc<ExportOutcome> {
    client.expect("the end of the export", |event| match event {
        Event::Export(ExportEvent::Ended { id: ID, outcome }) => Some(Arc::clone(outcome)),
        _ => None,
    })
}

pub fn export(client: &Client, wish: ExportRequest) -> Arc<ExportOutcome> {
    begin(client, wish);
    ended(client)
}

/// As [`ended`], coming back at once after each lost connection.
pub fn ended_at_last(client: &Client) -> Arc<ExportOutcome> {
    loop {
        let outcome = client.expect("the end, or a lost connection", |event| match event {
            Event::Export(ExportEvent::Ended { id: ID, outcome }) => {
                Some(Some(Arc::clone(outcome)))
            }
            Event::ConnectionChanged { state: ConnectionState::Failed { .. }, .. } => Some(None),
            _ => None,
        });
        match outcome {
            Some(outcome) => return outcome,
            None => client.send(Command::RetryNow),
        }
    }
}

/// Every file in a folder, by name.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The messages of an mbox as they were, but for line ends and what the export noted of flags.
pub fn messages(path: &Path) -> Vec<Vec<u8>> {
    let file = std::fs::read(path).unwrap();
    mbox::messages(&file).map(|range| without_notes(&mbox::unquoted(&file[range]))).collect()
}

fn without_notes(message: &[u8]) -> Vec<u8> {
    let notes: [&[u8]; 3] = [b"Status: ", b"X-Status: ", b"X-Keywords: "];
    let mut in_header = true;
    let lines = message.split_inclusive(|byte| *byte == b'\n');
    let kept = lines.filter(|line| {
        in_header &= line != b"\n";
        !in_header || !notes.iter().any(|note| line.starts_with(note))
    });
    kept.flatten().copied().collect()
}

/// With LF, as an mbox has it.
pub fn with_lf(message: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(message).replace("\r\n", "\n").into_bytes()
}
