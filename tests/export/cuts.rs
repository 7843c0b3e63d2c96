//! The connection breaks at every stage of an export: what lies there in the end is the same to the
//! byte, and no message comes twice.

use std::io::{self, Write};
use std::sync::Mutex;
use std::thread;

use mailpane::demo::DemoServer;
use mailpane::engine::ExportForm;
use mailpane::wire::{Endpoint, LocalConnector, pipe};

use crate::hand::{begin, ended_at_last, files, wish};
use crate::support::client::{Client, mail};

/// A line that breaks after so many bytes.
struct Breaking<W> {
    line: W,
    left: usize,
}

impl<W: Write> Write for Breaking<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let count = self.line.write(&bytes[..bytes.len().min(self.left)])?;
        self.left -= count;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.line.flush()
    }
}

/// A server whose connections break after so many bytes of it: the first after the first number, and
/// so on; behind those none does.
fn breaking(server: &DemoServer, cuts: Vec<usize>) -> Endpoint {
    let server = server.clone();
    let cuts = Mutex::new(cuts.into_iter());
    Endpoint::Local(LocalConnector::new(move || {
        let left = cuts.lock().unwrap().next().unwrap_or(usize::MAX);
        let (ours, theirs) = pipe();
        let (reader, line) = theirs.split();
        let server = server.clone();
        let serving = thread::Builder::new().name("breaking server".to_owned());
        serving.spawn(move || server.serve(reader, Breaking { line, left }))?;
        Ok(ours)
    }))
}

fn filled() -> DemoServer {
    let server = DemoServer::for_user("me");
    let long = |lines: usize| "From here on it is long.\r\n".repeat(lines);
    for (number, lines) in [1, 40, 26_000, 3, 12_000, 0, 500].into_iter().enumerate() {
        let seen: &[&str] = if number % 2 == 0 { &["\\Seen"] } else { &[] };
        server.append(
            "INBOX",
            seen,
            1_795_000_000,
            mail(&format!("number {number}"), &long(lines)),
        );
    }
    server
}

/// What lies in the folder after an export over such a line.
fn exported(
    server: &DemoServer,
    form: ExportForm,
    cuts: Vec<usize>,
) -> std::collections::BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let client = Client::played(breaking(server, cuts.clone()), true);
    begin(&client, wish("INBOX", form, folder.path()));
    let outcome = ended_at_last(&client);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 7), "{cuts:?}");
    assert_eq!((outcome.gone, outcome.unreadable, outcome.total), (0, 0, 7), "{cuts:?}");
    files(folder.path())
}

#[test]
fn a_line_that_breaks_anywhere_leaves_the_same_files() {
    let server = filled();
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let whole = exported(&server, form, Vec::new());
        assert_eq!(whole.len(), if form == ExportForm::Mbox { 1 } else { 7 });
        let bytes: usize = whole.values().map(Vec::len).sum();
        // Densely where all is said that is not mail, and in every piece.
        let stages = (1..60).map(|at| at * 37).chain((1..40).map(|at| at * bytes / 38));
        for cut in stages {
            assert!(exported(&server, form, vec![cut]) == whole, "{form:?} cut at {cut}");
        }
    }
}

#[test]
fn a_line_that_breaks_again_and_again_gets_there() {
    let server = filled();
    for form in [ExportForm::Mbox, ExportForm::Eml] {
        let whole = exported(&server, form, Vec::new());
        // Each connection brings a piece or two.
        let cuts = (0..12).map(|number| 290_000 + number * 1_000).collect();
        assert!(exported(&server, form, cuts) == whole, "{form:?}");
    }
}
