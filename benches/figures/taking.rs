//! What it costs to take a large folder out into files: time on loopback, and memory.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use mailpane::engine::{
    Chosen, Command, Event, ExportCommand, ExportEvent, ExportForm, ExportId, ExportRequest,
    IfExists,
};
use mailpane::model::Security;

use crate::figures::Figures;
use crate::memory;
use crate::stage::Stage;
use crate::support::client::{ACCOUNT, Client, account, mailbox};
use crate::support::dovecot::BOB_PASSWORD;
use crate::support::fill::fill;
use crate::support::mail::Kind;

const FOLDER: &str = "Taken out";
/// 7,000 messages of 100 kB and 20 of 14 MB: 1 GB.
const SMALL: usize = 7_000;
const SMALL_BYTES: usize = 75_000;
const LARGE: usize = 20;
const LARGE_BYTES: usize = 10 * 1024 * 1024;

const LEAST_MB_PER_S: f64 = 50.0;
const MOST_MORE_MB: f64 = 20.0;

/// Longest wait for one of them.
const PATIENCE: Duration = Duration::from_secs(600);

pub fn measure(figures: &mut Figures, stage: &Stage) {
    figures.section("1 GB on Dovecot, loopback, taken out");
    let server = stage.dovecot();
    let mut other = server.client("bob", BOB_PASSWORD);
    let small = Kind { seed: 7, large: SMALL, large_bytes: SMALL_BYTES, ..Kind::default() };
    fill(&mut other, FOLDER, SMALL, small);
    let large = Kind { seed: 8, large: LARGE, large_bytes: LARGE_BYTES, ..Kind::default() };
    fill(&mut other, FOLDER, LARGE, large);
    let account = account("bob", Security::Tls, server.tls_port, Some(&server.certs.ca));
    let client = Client::start(account, Some(BOB_PASSWORD));
    client.tree();
    let forms = [("as mbox", ExportForm::Mbox), ("as .eml files", ExportForm::Eml)];
    for (number, (what, form)) in forms.into_iter().enumerate() {
        let folder = tempfile::tempdir().expect("a folder");
        let id = ExportId(number as u32);
        let (mb_per_s, more_mb) = one(&client, (id, form), folder.path());
        figures.at_least(&format!("{what}: speed"), "MB/s", LEAST_MB_PER_S, mb_per_s, 0);
        figures.at_most(&format!("{what}: more memory"), "MB", MOST_MORE_MB, more_mb, 1);
    }
}

/// Megabytes a second, and how much more memory than before was in RAM at the most.
fn one(client: &Client, (id, form): (ExportId, ExportForm), folder: &Path) -> (f64, f64) {
    let path = match form {
        ExportForm::Mbox => folder.join("all.mbox"),
        ExportForm::Eml => folder.to_owned(),
    };
    let request = ExportRequest {
        id,
        account: ACCOUNT,
        mailbox: mailbox(FOLDER),
        uid_validity: None,
        messages: vec![Chosen::Everything],
        form,
        path,
        if_exists: IfExists::Refuse,
        zone: TimeZone::UTC,
    };
    let (before_mb, began) = (memory::begin_mb(), Instant::now());
    client.send(Command::Export(ExportCommand::Begin(Box::new(request))));
    let outcome = client.within(PATIENCE, |event| match event {
        Event::Export(ExportEvent::Ended { id: of, outcome }) if *of == id => Some(outcome.clone()),
        _ => None,
    });
    let took = began.elapsed();
    let outcome = outcome.expect("it ends");
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, (SMALL + LARGE) as u32));
    let more_mb = memory::most_mb() - before_mb;
    (outcome.done_bytes as f64 / 1e6 / took.as_secs_f64(), more_mb)
}
