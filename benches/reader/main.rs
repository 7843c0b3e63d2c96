//! Criterion: how fast answers become rows. A session on an in-memory pipe reads what a real Dovecot
//! said, captured in `rows.imap` and `structures.imap`; a thread plays the server.
//!
//! `cargo bench --locked --bench reader`. The time of one hand-over between two threads is in it.

#![allow(clippy::expect_used)]

use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::sync::Mutex;
use std::thread;

use criterion::{Criterion, Throughput};
use mailpane::imap::{RowItems, Session, SessionOptions, Update};
use mailpane::model::MailboxName;
use mailpane::wire::{Endpoint, LocalConnector, PipeEnd, Shared, pipe};

/// Answers to `FETCH 1:50 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)`: 50 messages of every kind
/// that `tests/support/mail.rs` makes.
const ROWS: &[u8] = include_bytes!("rows.imap");
/// The same messages' answers to `FETCH 1:50 (UID BODYSTRUCTURE)`.
const STRUCTURES: &[u8] = include_bytes!("structures.imap");
const CAPTURED: u32 = 50;

fn main() {
    let mut criterion = Criterion::default().sample_size(50).configure_from_args();
    let mut session = session();
    let mut group = criterion.benchmark_group("reader");
    group.throughput(Throughput::Elements(u64::from(CAPTURED)));
    group.bench_function("rows", |bencher| {
        bencher.iter(|| {
            let mut rows = 0;
            let mut count = |update| rows += u32::from(matches!(update, Update::Row { .. }));
            let items = RowItems::default();
            session.fetch_rows(1, CAPTURED, items, &mut count).expect("the server answers");
            assert_eq!(black_box(rows), CAPTURED);
        });
    });
    let asked: Vec<u32> = (1..=CAPTURED).collect();
    group.bench_function("structures", |bencher| {
        bencher.iter(|| {
            let mut parts = 0;
            let mut count = |update| parts += u32::from(matches!(update, Update::Details { .. }));
            session.fetch_details(&asked, &mut count).expect("the server answers");
            assert_eq!(black_box(parts), CAPTURED);
        });
    });
    group.finish();
    criterion.final_summary();
}

/// A session with the captured mailbox open.
fn session() -> Session {
    let (ours, theirs) = pipe();
    let theirs = Mutex::new(Some(theirs));
    let connector = LocalConnector::new(move || {
        let end = theirs.lock().expect("no holder panics").take();
        end.ok_or_else(|| std::io::ErrorKind::ConnectionRefused.into())
    });
    let server = thread::Builder::new().name("server".to_owned());
    server.spawn(move || serve(ours)).expect("the system has threads");
    let options = SessionOptions { look_only: true };
    let mut session = Session::open(&Endpoint::Local(connector), None, &options, &Shared::new())
        .expect("the server greets");
    session.open_mailbox(&MailboxName::inbox(), 0, false, &mut |_| {}).expect("it opens");
    session
}

/// Answers every FETCH with what was captured, until the session is gone.
fn serve(end: PipeEnd) -> std::io::Result<()> {
    let mut lines = BufReader::new(end);
    lines.get_mut().write_all(b"* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")?;
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        let (tag, command) = line.split_once(' ').unwrap_or_default();
        let untagged: &[u8] = if command.contains("BODYSTRUCTURE") {
            STRUCTURES
        } else if command.contains("ENVELOPE") {
            ROWS
        } else if command.starts_with("EXAMINE") {
            b"* 50 EXISTS\r\n* OK [UIDVALIDITY 1] ok\r\n"
        } else {
            b""
        };
        let answer = [untagged, format!("{tag} OK done\r\n").as_bytes()].concat();
        lines.get_mut().write_all(&answer)?;
        line.clear();
    }
    Ok(())
}
