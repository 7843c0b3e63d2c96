//! COMPRESS=DEFLATE (RFC 4978) against a real server, on every way to reach one, and against a
//! script line by line.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;
mod support;

use std::fs;
use std::time::Duration;

use mailpane::model::Purpose;
use mailpane::wire::{Endpoint, Framed, Interrupt, Shared, TcpSecurity, TlsOptions};

use script::{Line, client, serve, server};
use support::client::mail;
use support::dovecot::Dovecot;

const MESSAGES: usize = 120;

const FETCH: &str = "FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY.PEEK[])";

fn filled() -> Dovecot {
    let dovecot = Dovecot::start();
    let mut client = dovecot.client("alice", "secret");
    for number in 1..=MESSAGES {
        client.append("INBOX", "\\Seen", &mail(&format!("number {number}"), "Some words.\r\n"));
    }
    dovecot
}

/// A connection of the tests' own that knows nothing of IMAP but tags.
struct Talk {
    framed: Framed,
    shared: Shared,
}

impl Talk {
    fn open(endpoint: &Endpoint) -> Self {
        let shared = Shared::new();
        let mut framed = Framed::open(endpoint, &shared).expect("a connection");
        framed.read_response().expect("a greeting");
        Self { framed, shared }
    }

    /// Sends one command; everything before its OK.
    fn command(&mut self, command: &str) -> Vec<String> {
        self.framed.write(format!("t {command}\r\n").as_bytes()).expect("a write");
        let mut untagged = Vec::new();
        loop {
            let response = self.framed.read_response().expect("an answer");
            let text = String::from_utf8(response).expect("test mail is ASCII");
            if text.starts_with("t ") {
                assert!(text.starts_with("t OK"), "{command}: {text}");
                return untagged;
            }
            untagged.push(text);
        }
    }
}

fn tcp(port: u16, security: TcpSecurity) -> Endpoint {
    Endpoint::Tcp { host: "127.0.0.1".to_owned(), port, security }
}

/// Reads all mail twice, compressed and not, and compares what it says and what it cost.
fn assert_same_mail_for_less(endpoint: &Endpoint) {
    let mut all = Vec::new();
    for compress in [false, true] {
        let mut talk = Talk::open(endpoint);
        talk.command("LOGIN alice secret");
        if compress {
            talk.command("COMPRESS DEFLATE");
            talk.framed.start_compression().expect("the right moment");
        }
        talk.command("EXAMINE INBOX");
        talk.framed.set_purpose(Purpose::Rows);
        let rows = talk.command(FETCH);
        assert_eq!(rows.len(), MESSAGES);
        assert!(!talk.framed.has_buffered(), "nothing comes behind the answer");
        let saved = talk.shared.meter.compression_saved_bytes();
        all.push((rows, talk.shared.meter.by_purpose().get(Purpose::Rows).bytes_in, saved));
        talk.command("LOGOUT");
    }
    let [(plain, plain_bytes, plain_saved), (packed, packed_bytes, saved)] = &all[..] else {
        panic!("two runs");
    };
    assert!(plain == packed, "the same rows");
    // Rows of one mailbox repeat themselves.
    assert!(packed_bytes * 5 < *plain_bytes, "{packed_bytes} of {plain_bytes} bytes");
    assert_eq!(*plain_saved, 0);
    assert!(*saved > plain_bytes / 2, "{saved} of {plain_bytes} bytes");
}

#[test]
fn a_mailbox_costs_a_fifth_when_it_is_read_compressed() {
    let dovecot = filled();
    let options = TlsOptions {
        ca_pem: Some(fs::read(&dovecot.certs.ca).expect("the CA")),
        ..TlsOptions::default()
    };
    assert_same_mail_for_less(&tcp(dovecot.port, TcpSecurity::Plaintext));
    assert_same_mail_for_less(&tcp(dovecot.tls_port, TcpSecurity::Tls(options)));
    assert_same_mail_for_less(&Endpoint::Tunnel { command: dovecot.tunnel() });
}

#[test]
fn new_mail_is_pushed_through_compression() {
    let dovecot = Dovecot::start();
    let options = TlsOptions {
        ca_pem: Some(fs::read(&dovecot.certs.ca).expect("the CA")),
        ..TlsOptions::default()
    };
    let mut talk = Talk::open(&tcp(dovecot.tls_port, TcpSecurity::Tls(options)));
    talk.command("LOGIN alice secret");
    talk.command("COMPRESS DEFLATE");
    talk.framed.start_compression().expect("the right moment");
    talk.command("SELECT INBOX");
    talk.framed.set_purpose(Purpose::Watch);
    talk.framed.write(b"t IDLE\r\n").expect("a write");
    assert!(talk.framed.read_response().expect("an answer").starts_with(b"+"));
    dovecot.client("alice", "secret").append("INBOX", "", &mail("pushed", "Hi."));
    let pushed = talk
        .framed
        .read_response_within(Duration::from_secs(30), &Interrupt::new())
        .expect("the connection lives")
        .expect("a push");
    assert_eq!(pushed, b"* 1 EXISTS\r\n");
    assert!(talk.shared.meter.by_purpose().get(Purpose::Watch).bytes_in > 0);
    talk.framed.write(b"DONE\r\n").expect("a write");
    while !talk.framed.read_response().expect("an answer").starts_with(b"t OK") {}
}

#[test]
fn a_script_can_speak_deflate() {
    let (endpoint, served) = serve(vec![
        server("* OK ready\r\n"),
        client("t COMPRESS DEFLATE"),
        server("t OK deflate\r\n"),
        Line::Deflate,
        client("t NOOP"),
        server("* 3 EXISTS\r\nt OK done\r\n"),
    ]);
    let mut talk = Talk::open(&endpoint);
    talk.command("COMPRESS DEFLATE");
    talk.framed.start_compression().expect("the right moment");
    assert_eq!(talk.command("NOOP"), ["* 3 EXISTS\r\n"]);
    drop(talk);
    served.finish();
}
