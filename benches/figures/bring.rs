//! What an import costs: time on loopback, writes, and memory.

use std::fs;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use mailpane::engine::{
    Command, Event, ImportCommand, ImportEvent, ImportId, ImportOutcome, ImportTarget,
};
use mailpane::model::{Purpose, Security};

use crate::figures::Figures;
use crate::memory;
use crate::stage::Stage;
use crate::support::client::{ACCOUNT, Client, account, mailbox};
use crate::support::dovecot::BOB_PASSWORD;

const MESSAGES: u32 = 10_000;
/// Together 100 MB.
const MESSAGE_BYTES: usize = 10_000;
const IMPORT_SECS: f64 = 15.0;
/// 200 bytes for a message, and what is on its way.
const MORE_MB: f64 = 20.0;

const TO: &str = "Brought in";

pub fn measure(figures: &mut Figures, stage: &Stage) {
    figures.section("Import of 10,000 messages, 100 MB, to Dovecot, loopback");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("all.mbox");
    write_mbox(&path);
    let server = stage.dovecot();
    server.client("bob", BOB_PASSWORD).command(&format!("CREATE \"{TO}\""));
    let account = account("bob", Security::Tls, server.tls_port, Some(&server.certs.ca));
    let client = Client::start(account, Some(BOB_PASSWORD));
    client.tree();
    let writes = || client.handle.meter().by_purpose().get(Purpose::Other).round_trips as f64;
    let (before, before_mb) = (writes(), memory::begin_mb());
    let began = Instant::now();
    let outcome = import(&client, &path);
    let took = began.elapsed();
    let more_mb = memory::most_mb() - before_mb;
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, MESSAGES), "all of them are in");
    figures.at_most("import", "s", IMPORT_SECS, took.as_secs_f64(), 2);
    figures.known("import: writes that were answered", "", writes() - before, 0);
    figures.at_most("import: more memory", "MB", MORE_MB, more_mb.max(0.0), 1);
}

fn import(client: &Client, path: &Path) -> Arc<ImportOutcome> {
    let target = ImportTarget { id: ImportId(1), account: ACCOUNT, mailbox: mailbox(TO) };
    let paths = Arc::from([path.to_owned()]);
    client.send(Command::Import(ImportCommand::Files { target, paths }));
    client.expect("the end of the import", |event| match event {
        Event::Import(ImportEvent::Ended { outcome, .. }) => Some(Arc::clone(outcome)),
        _ => None,
    })
}

fn write_mbox(path: &Path) {
    let mut file = BufWriter::new(fs::File::create(path).expect("a file"));
    let line = "What is said here is said again until there is enough of it to be sent.\n";
    for number in 1..=MESSAGES {
        let head = format!(
            "From ann@harbour.example Mon Jan  1 10:00:00 2024\nStatus: RO\n\
             From: Ann <ann@harbour.example>\nSubject: Letter {number}\n\
             Message-ID: <{number}@harbour.example>\n\n"
        );
        let lines = MESSAGE_BYTES.saturating_sub(head.len()) / (line.len() + 1);
        writeln!(file, "{head}{}", line.repeat(lines)).expect("it is written");
    }
    file.flush().expect("it is written");
}
