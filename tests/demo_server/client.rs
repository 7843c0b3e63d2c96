//! A client of the demo account's server, and accounts for it.

use std::io::{BufRead, BufReader, Write};
use std::time::Duration;

use mailpane::demo::DemoServer;
use mailpane::wire::PipeEnd;

/// Longest wait for one line; only a broken server gets there.
const LIMIT: Duration = Duration::from_secs(20);

/// A client that reads like a transcript.
pub struct Client(pub BufReader<PipeEnd>);

impl Client {
    pub fn new(server: &DemoServer) -> Self {
        let mut pipe = server.connect().unwrap();
        pipe.set_read_timeout(Some(LIMIT));
        let mut client = Self(BufReader::new(pipe));
        assert!(client.line().starts_with("* OK [CAPABILITY IMAP4rev1 "));
        client
    }

    pub fn logged_in(server: &DemoServer) -> Self {
        let mut client = Self::new(server);
        client.says("l LOGIN demo secret");
        assert!(client.line().starts_with("l OK [CAPABILITY IMAP4rev1 "));
        client
    }

    pub fn says(&mut self, line: &str) {
        self.0.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
    }

    pub fn line(&mut self) -> String {
        let mut line = Vec::new();
        self.0.read_until(b'\n', &mut line).unwrap();
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }

    #[track_caller]
    pub fn hears(&mut self, lines: &[&str]) {
        for line in lines {
            assert_eq!(self.line(), *line);
        }
    }

    /// Sends a command tagged "x"; everything up to and with its tagged answer.
    pub fn asks(&mut self, command: &str) -> Vec<String> {
        self.says(&format!("x {command}"));
        let mut lines = Vec::new();
        loop {
            lines.push(self.line());
            if lines.last().unwrap().starts_with("x ") {
                return lines;
            }
        }
    }
}

/// An account with three short mails in INBOX, the second one seen.
pub fn three() -> DemoServer {
    let server = DemoServer::empty();
    for (number, flags) in [(1, &[][..]), (2, &["\\Seen"]), (3, &[])] {
        let mail = format!(
            "From: \"Weber, Jonas\" <j@example.net>\r\nTo: demo@example.org\r\n\
             Subject: =?utf-8?q?n_{number}?=\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\
             Message-ID: <{number}@example.net>\r\n\r\nbody {number}\r\n"
        );
        server.append("INBOX", flags, 1_795_345_200 + number, mail.into_bytes());
    }
    server
}

/// An account with these mails in INBOX: arrival in seconds, header lines, body.
pub fn with(mails: &[(i64, &str, &str)]) -> DemoServer {
    let server = DemoServer::empty();
    for (arrival_s, header, body) in mails {
        let mail = format!("{}\r\n\r\n{body}\r\n", header.replace('\n', "\r\n"));
        server.append("INBOX", &[], *arrival_s, mail.into_bytes());
    }
    server
}
