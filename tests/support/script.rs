//! A scripted IMAP server: it says its lines, and fails the test where the client says another one
//! than the script has. Tests with it read like transcripts and never sleep.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "deflate.rs"]
mod deflate;

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use deflate::Deflating;
use mailpane::imap::{Session, SessionOptions};
use mailpane::model::MailboxName;
use mailpane::wire::{Endpoint, LocalConnector, Shared, TcpSecurity, pipe};

/// One line of a script.
#[derive(Clone, Debug)]
pub enum Line {
    /// The client must send exactly this line (CRLF is implied).
    Client(String),
    /// The client must send exactly these bytes: a literal.
    ClientBytes(Vec<u8>),
    /// The server sends these bytes as they are, in one write.
    Server(Vec<u8>),
    /// From here on both sides speak deflate (RFC 4978); comes right behind the OK.
    Deflate,
    /// Nothing more is read or said until the test lets the server go on.
    Wait(crossbeam_channel::Receiver<()>),
    /// The server closes the connection.
    Close,
}

pub fn client(line: &str) -> Line {
    Line::Client(line.to_owned())
}

pub fn server(text: &str) -> Line {
    Line::Server(text.as_bytes().to_vec())
}

pub fn server_bytes(bytes: impl Into<Vec<u8>>) -> Line {
    Line::Server(bytes.into())
}

/// A session with INBOX of `exists` messages open and nothing fetched, and then this script.
pub fn opened(capabilities: &str, exists: u32, rest: Vec<Line>) -> (Session, Served) {
    let mut script = vec![
        server(&format!("* PREAUTH [CAPABILITY IMAP4rev1 {capabilities}] hi\r\n")),
        client("m1 SELECT \"INBOX\""),
        server(&format!("* {exists} EXISTS\r\n* OK [UIDVALIDITY 9] x\r\nm1 OK in\r\n")),
    ];
    script.extend(rest);
    let (endpoint, served) = serve(script);
    let mut session =
        Session::open(&endpoint, None, &SessionOptions::default(), &Shared::new()).unwrap();
    session.open_mailbox(&MailboxName::inbox(), 0, false, &mut |_| {}).unwrap();
    (session, served)
}

/// A running script; [`Served::finish`] tells whether the talk went as written.
pub struct Served(JoinHandle<Result<(), String>>);

impl Served {
    /// Waits for the server, which ends when the client has closed. Fails the test where the
    /// client said anything that is not in the script, or left something out.
    pub fn finish(self) {
        if let Err(difference) = self.0.join().expect("the script itself runs") {
            panic!("{difference}");
        }
    }
}

/// Serves one connection over an in-memory pipe.
pub fn serve(script: Vec<Line>) -> (Endpoint, Served) {
    let (ours, theirs) = pipe();
    let theirs = Mutex::new(Some(theirs));
    let connector = LocalConnector::new(move || {
        theirs.lock().unwrap().take().ok_or_else(|| io::ErrorKind::ConnectionRefused.into())
    });
    (Endpoint::Local(connector), run(ours, script))
}

/// Serves one connection after the other, each by its script; a further one is refused.
pub fn serve_each(scripts: Vec<Vec<Line>>) -> Endpoint {
    let scripts = Mutex::new(VecDeque::from(scripts));
    Endpoint::Local(LocalConnector::new(move || {
        let script = scripts.lock().unwrap().pop_front();
        let script = script.ok_or(io::ErrorKind::ConnectionRefused)?;
        let (ours, theirs) = pipe();
        run(ours, script);
        Ok(theirs)
    }))
}

/// As [`serve_each`], but never two at a time: a watcher that asks for a connection beside the one
/// that is played gets one on which nothing is ever said.
pub fn serve_in_turn(scripts: Vec<Vec<Line>>) -> Endpoint {
    let scripts = Mutex::new(VecDeque::from(scripts));
    let busy = Arc::new(AtomicBool::new(false));
    let silent = Mutex::new(Vec::new());
    Endpoint::Local(LocalConnector::new(move || {
        if busy.load(Ordering::SeqCst) {
            let (ours, theirs) = pipe();
            silent.lock().unwrap().push(ours);
            return Ok(theirs);
        }
        let script = scripts.lock().unwrap().pop_front();
        let script = script.ok_or(io::ErrorKind::ConnectionRefused)?;
        busy.store(true, Ordering::SeqCst);
        let (mut ours, theirs) = pipe();
        let busy = Arc::clone(&busy);
        let playing = move || {
            let _ = play(&mut ours, script);
            // Before the client can find out that it is over.
            busy.store(false, Ordering::SeqCst);
        };
        std::thread::Builder::new().name("script".to_owned()).spawn(playing)?;
        Ok(theirs)
    }))
}

/// Serves one connection at a free port of the loopback interface.
pub fn serve_tcp(security: TcpSecurity, script: Vec<Line>) -> (Endpoint, Served) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let thread = std::thread::Builder::new().name("script".to_owned()).spawn(move || {
        let (stream, _) = listener.accept().map_err(|error| error.to_string())?;
        play(stream, script)
    });
    let endpoint = Endpoint::Tcp { host: "127.0.0.1".to_owned(), port, security };
    (endpoint, Served(thread.unwrap()))
}

fn run(stream: impl Read + Write + Send + 'static, script: Vec<Line>) -> Served {
    let thread =
        std::thread::Builder::new().name("script".to_owned()).spawn(move || play(stream, script));
    Served(thread.unwrap())
}

fn play(stream: impl Read + Write, script: Vec<Line>) -> Result<(), String> {
    let mut stream = Deflating::new(stream);
    for (number, line) in script.into_iter().enumerate() {
        match line {
            Line::Client(wanted) => {
                let got = read_line(&mut stream);
                if got != format!("{wanted}\r\n").as_bytes() {
                    let got = String::from_utf8_lossy(&got).into_owned();
                    return Err(format!("line {number}: expected {wanted:?}, got {got:?}"));
                }
            }
            Line::ClientBytes(wanted) => {
                let mut got = vec![0; wanted.len()];
                stream.read_exact(&mut got).map_err(|e| format!("line {number}: {e}"))?;
                if got != wanted {
                    return Err(format!("line {number}: expected {wanted:?}, got {got:?}"));
                }
            }
            // A client that has gone needs no answer; the next line it should say tells.
            Line::Server(bytes) => drop(stream.write_all(&bytes).and_then(|()| stream.flush())),
            Line::Deflate => stream.start(),
            Line::Wait(go) => drop(go.recv()),
            Line::Close => return Ok(()),
        }
    }
    let rest = read_line(&mut stream);
    if rest.is_empty() {
        return Ok(());
    }
    Err(format!("the client said more: {:?}", String::from_utf8_lossy(&rest)))
}

/// One line with its CRLF; what there is of it where the client closes.
fn read_line(stream: &mut impl Read) -> Vec<u8> {
    let mut line = Vec::new();
    let mut byte = [0];
    while let Ok(1) = stream.read(&mut byte) {
        line.push(byte[0]);
        if byte[0] == b'\n' {
            break;
        }
    }
    line
}
