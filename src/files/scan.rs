//! Finds out where the messages of a file stand, and lists them as they are found.

use std::io;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::Sender;

use crate::demo::{DemoServer, MessageSource};
use crate::mime::mbox::{Framed, Scanner};
use crate::mime::read_headers;

use super::source::FileSource;

/// Bytes read at a time.
const PIECE_BYTES: usize = 1024 * 1024;

/// What was found is listed this often: each time costs the window a look at its list.
const LIST_EVERY: Duration = Duration::from_millis(500);

/// The mailbox that all messages of a file are in.
const INBOX: &str = "INBOX";

/// Lists a file that is one message; `beginning` holds its header.
pub fn one_message(
    source: &Arc<FileSource>,
    server: &DemoServer,
    beginning: &[u8],
) -> io::Result<()> {
    let sent = read_headers(beginning).date_unix_secs;
    let framed = Framed {
        separator_at: 0,
        start: 0,
        end: source.length_bytes()?,
        quoted_lines: 0,
        date_unix_secs: sent.or_else(|| Some(source.written_unix_secs())),
    };
    list(source, server, &[framed]);
    Ok(())
}

/// Looks through an mbox on a thread of its own; `done` is dropped at the end. Where not all of the
/// file is listed, it gets a sentence before; `shown` is the file's name in it.
pub fn start(
    source: &Arc<FileSource>,
    server: &DemoServer,
    shown: String,
    done: Sender<String>,
) -> io::Result<()> {
    let (source, server) = (Arc::clone(source), server.clone());
    let thread = thread::Builder::new().name("scan".to_owned());
    thread.spawn(move || {
        if let Some(sentence) = told(scan(&source, &server), server.messages(INBOX), &shown) {
            // Nobody has to be told once the program ends.
            let _ = done.send(sentence);
        }
    })?;
    Ok(())
}

/// What is to be said of a file of which `count` messages are listed.
fn told(outcome: io::Result<bool>, count: usize, shown: &str) -> Option<String> {
    match outcome {
        Ok(false) => None,
        Ok(true) => Some(format!("{shown} holds more mails than can be listed: {count} are.")),
        Err(error) => Some(format!(
            "{shown} cannot be read to its end: {error}. {count} mails of it are listed."
        )),
    }
}

/// Whether there are more messages than are listed.
fn scan(source: &Arc<FileSource>, server: &DemoServer) -> io::Result<bool> {
    let mut found = Vec::new();
    let scanned = scan_into(source, server, &mut found);
    // What was found before an error can be read.
    list(source, server, &found);
    scanned
}

fn scan_into(
    source: &Arc<FileSource>,
    server: &DemoServer,
    found: &mut Vec<Framed>,
) -> io::Result<bool> {
    let mut scanner = Scanner::default();
    let mut piece = vec![0; PIECE_BYTES];
    let (mut at, mut listed) = (0, Instant::now());
    loop {
        let read = source.read_at(at, &mut piece)?;
        if read == 0 {
            break;
        }
        at += read as u64;
        scanner.push(piece.get(..read).unwrap_or_default(), found);
        if listed.elapsed() >= LIST_EVERY {
            list(source, server, &std::mem::take(found));
            listed = Instant::now();
        }
    }
    let is_cut = scanner.is_cut();
    scanner.finish(found);
    Ok(is_cut)
}

fn list(source: &Arc<FileSource>, server: &DemoServer, found: &[Framed]) {
    let placed = source.add(found);
    let messages: Arc<dyn MessageSource> = Arc::<FileSource>::clone(source);
    server.append_from(&messages, &placed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_not_listed_whole_says_so() {
        assert_eq!(told(Ok(false), 7, "a.mbox"), None);
        let more = told(Ok(true), 1_000_000, "a.mbox").expect("a sentence");
        assert_eq!(more, "a.mbox holds more mails than can be listed: 1000000 are.");
        let broken = told(Err(io::Error::other("bad disk")), 7, "a.mbox").expect("a sentence");
        assert_eq!(broken, "a.mbox cannot be read to its end: bad disk. 7 mails of it are listed.");
    }

    #[test]
    fn what_was_found_before_an_error_is_listed() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.mbox");
        std::fs::write(&path, "").expect("it is written");
        // Opened for writing only: it cannot be read.
        let file = std::fs::OpenOptions::new().write(true).open(path).expect("it opens");
        let source = Arc::new(FileSource::new(file, 0, "a.mbox"));
        let server = DemoServer::for_user("x");
        let found =
            Framed { separator_at: 0, start: 0, end: 9, quoted_lines: 0, date_unix_secs: None };
        let mut found = vec![found];
        assert!(scan_into(&source, &server, &mut found).is_err());
        assert_eq!(found.len(), 1);
        assert!(scan(&source, &server).is_err());
    }
}
