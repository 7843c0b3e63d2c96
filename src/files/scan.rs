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

/// Looks through an mbox on a thread of its own; `done` is dropped at the end.
pub fn start(source: &Arc<FileSource>, server: &DemoServer, done: Sender<()>) -> io::Result<()> {
    let (source, server) = (Arc::clone(source), server.clone());
    let thread = thread::Builder::new().name("scan".to_owned());
    thread.spawn(move || {
        if let Err(error) = scan(&source, &server) {
            log::warn!("file_not_scanned_to_its_end error={error}");
        }
        drop(done);
    })?;
    Ok(())
}

fn scan(source: &Arc<FileSource>, server: &DemoServer) -> io::Result<()> {
    let mut scanner = Scanner::default();
    let mut found = Vec::new();
    let mut piece = vec![0; PIECE_BYTES];
    let (mut at, mut listed) = (0, Instant::now());
    loop {
        let read = source.read_at(at, &mut piece)?;
        if read == 0 {
            break;
        }
        at += read as u64;
        scanner.push(piece.get(..read).unwrap_or_default(), &mut found);
        if listed.elapsed() >= LIST_EVERY {
            list(source, server, &std::mem::take(&mut found));
            listed = Instant::now();
        }
    }
    scanner.finish(&mut found);
    list(source, server, &found);
    Ok(())
}

fn list(source: &Arc<FileSource>, server: &DemoServer, found: &[Framed]) {
    let placed = source.add(found);
    let messages: Arc<dyn MessageSource> = Arc::<FileSource>::clone(source);
    server.append_from(&messages, &placed);
}
