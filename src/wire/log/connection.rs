//! Turns what one connection says into lines for the protocol log, with secrets cut out.
//!
//! After LOGIN or AUTHENTICATE every line of ours is hidden until the server answers that tag:
//! the secret may follow as a literal or as the answer to a challenge.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::super::framer::{Whole, literal_announced};
use super::login::{self, Login};
use super::{Direction, LogLine, ProtocolLog, Role, append, content, response};

/// What stands for a secret.
const HIDDEN: &str = "…";

/// Commands whose answers are waited for; a batch has a dozen.
const RUNNING: usize = 256;

/// The log of one connection.
#[derive(Debug)]
pub struct ConnectionLog {
    log: Arc<ProtocolLog>,
    connection: u32,
    role: Role,
    login: Option<Login>,
    /// Tag of the command that was begun last.
    last_tag: Vec<u8>,
    /// When which command was sent, until it is answered.
    running: VecDeque<(Vec<u8>, Instant)>,
    /// Bytes of a literal of ours that are still to be sent, and its size.
    literal_left: u64,
    literal_bytes: u64,
    /// The beginning of that literal, where it is kept.
    literal: Vec<u8>,
    /// The next line of ours goes on after a literal.
    continues: bool,
}

impl ConnectionLog {
    pub fn new(log: Arc<ProtocolLog>, role: Role) -> Self {
        let connection = log.next_connection();
        Self {
            log,
            connection,
            role,
            login: None,
            last_tag: Vec::new(),
            running: VecDeque::new(),
            literal_left: 0,
            literal_bytes: 0,
            literal: Vec::new(),
            continues: false,
        }
    }

    pub fn note(&self, text: &str) {
        self.add(Direction::Note, text.to_owned(), 0, None);
    }

    /// Logs what is sent in one write: any number of lines and literals, also parts of them.
    pub fn sent(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.literal_left > 0 {
                let count = usize::try_from(self.literal_left).unwrap_or(usize::MAX);
                let (piece, rest) = bytes.split_at_checked(count).unwrap_or((bytes, &[]));
                self.sent_literal(piece);
                bytes = rest;
                continue;
            }
            let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
            let (line, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
            self.sent_line(line);
            bytes = rest;
        }
    }

    /// Logs `shown` instead of `bytes`; the lines that follow are hidden as after a login.
    pub fn sent_secret(&mut self, bytes: &[u8], shown: &str) {
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if let Some((login, _)) = Login::begun(line) {
            self.begin(login.tag().to_vec());
            self.login = Some(login);
        }
        let mut text = String::new();
        append(&mut text, shown.as_bytes());
        self.add(Direction::Sent, text, bytes.len() as u64, None);
    }

    fn sent_literal(&mut self, piece: &[u8]) {
        self.literal_left = self.literal_left.saturating_sub(piece.len() as u64);
        if let Some(login) = &mut self.login {
            login.goes_on(piece);
            return;
        }
        if self.log.keeps_content() {
            let room = content::CONTENT_BYTES.saturating_sub(self.literal.len());
            self.literal.extend_from_slice(piece.get(..room).unwrap_or(piece));
        }
        if self.literal_left == 0 {
            let literal = std::mem::take(&mut self.literal);
            self.add_content(Direction::Sent, &literal, self.literal_bytes);
        }
    }

    fn sent_line(&mut self, line: &[u8]) {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let literal = literal_announced(content);
        let continues = std::mem::replace(&mut self.continues, literal.is_some());
        self.literal_left = literal.unwrap_or(0);
        self.literal_bytes = self.literal_left;
        self.literal.clear();
        if content.is_empty() && continues {
            return;
        }
        if !continues && self.login.is_none() {
            self.begin(content.split(|byte| *byte == b' ').next().unwrap_or_default().to_vec());
        }
        let mut text = String::new();
        if let Some(login) = &mut self.login {
            login.goes_on(content);
            text.push_str(HIDDEN);
        } else if let Some((login, shown)) = Login::begun(content).filter(|_| !continues) {
            append(&mut text, &shown);
            text.push(' ');
            text.push_str(HIDDEN);
            self.login = Some(login);
        } else if let Some(shown) = login::grant(content).filter(|_| !continues) {
            append(&mut text, &shown);
            text.push_str(HIDDEN);
        } else if let (Some(size), Some(open)) =
            (literal, content.iter().rposition(|byte| *byte == b'{'))
        {
            append(&mut text, content.get(..open).unwrap_or_default());
            append(&mut text, response::size_text(size).as_bytes());
        } else {
            append(&mut text, content);
        }
        self.add(Direction::Sent, text, line.len() as u64, None);
    }

    /// A command was sent.
    fn begin(&mut self, tag: Vec<u8>) {
        if self.running.len() >= RUNNING {
            self.running.pop_front();
        }
        self.running.push_back((tag.clone(), Instant::now()));
        self.last_tag = tag;
    }

    pub fn received(&mut self, whole: &Whole) {
        let tag = whole.bytes.split(|byte| *byte == b' ').next().unwrap_or_default();
        let running = self.running.iter().position(|(running, _)| running == tag);
        let sent = running.and_then(|at| self.running.remove(at));
        let round_trip = sent.map(|(_, at)| at.elapsed());
        let is_echo = self.login.as_ref().is_some_and(|login| login.is_echoed(whole));
        let mut is_secret = self.login.is_some();
        if self.login.as_ref().is_some_and(|login| login.tag() == tag) {
            self.login = None;
        }
        if self.last_tag == tag {
            // A literal that was refused never comes; what follows is a new command.
            self.literal_left = 0;
            self.continues = false;
        }
        let keeps_content = self.log.keeps_content();
        let text = if is_echo {
            let tag = String::from_utf8_lossy(tag).into_owned();
            format!("{tag} {HIDDEN}")
        } else if is_secret && whole.bytes.starts_with(b"+") {
            format!("+ {HIDDEN}") // A challenge may hold the user's name or token.
        } else if let Some(shown) = login::grant(&whole.bytes) {
            is_secret = true;
            format!("{}{HIDDEN}", String::from_utf8_lossy(&shown))
        } else {
            response::text(whole, keeps_content)
        };
        self.add(Direction::Received, text, whole.bytes.len() as u64, round_trip);
        if keeps_content && !is_secret {
            self.received_content(whole);
        }
    }

    /// The literals of a response, up to a bound for all of them.
    fn received_content(&self, whole: &Whole) {
        let mut room = content::CONTENT_BYTES;
        for literal in &whole.literals {
            let bytes = whole.bytes.get(literal.clone()).unwrap_or_default();
            let kept = bytes.get(..room).unwrap_or(bytes);
            self.add_content(Direction::Received, kept, bytes.len() as u64);
            room = room.saturating_sub(kept.len());
        }
    }

    fn add_content(&self, direction: Direction, kept: &[u8], total_bytes: u64) {
        if !self.log.keeps_content() || total_bytes == 0 {
            return;
        }
        for text in content::lines(kept, total_bytes) {
            self.log.add(LogLine { is_content: true, ..self.line(direction, text) });
        }
    }

    fn add(&self, direction: Direction, text: String, bytes: u64, round_trip: Option<Duration>) {
        self.log.add(LogLine { bytes, round_trip, ..self.line(direction, text) });
    }

    fn line(&self, direction: Direction, text: String) -> LogLine {
        LogLine {
            serial: 0,
            at_unix_ms: 0,
            connection: self.connection,
            role: self.role,
            direction,
            text,
            bytes: 0,
            round_trip: None,
            is_content: false,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::wire::{Framer, Limits};

    fn texts(log: &ConnectionLog) -> Vec<String> {
        log.log.lines().into_iter().map(|line| line.text).collect()
    }

    fn whole(bytes: &[u8]) -> Whole {
        let mut framer = Framer::new(Limits::default());
        framer.push(bytes);
        framer.next_response().unwrap().unwrap()
    }

    #[test]
    fn a_password_never_reaches_the_log() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.sent(b"a1 LOGIN me \"hunter2\"\r\n");
        log.received(&whole(b"a1 OK hello\r\n"));
        log.sent(b"a2 login {2+}\r\nme {7}\r\n");
        log.received(&whole(b"+ go on\r\n"));
        log.sent(b"hunter2\r\n");
        log.received(&whole(b"a2 OK hello\r\n"));
        log.sent(b"a3 NOOP\r\n");
        let texts = texts(&log);
        assert!(!texts.join("\n").contains("hunter2"), "{texts:?}");
        assert_eq!(texts.first().unwrap(), "a1 LOGIN …");
        assert_eq!(texts.last().unwrap(), "a3 NOOP");
    }

    /// V178.
    #[test]
    fn the_answers_of_an_authenticate_are_hidden_until_its_tag_is_answered() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.sent(b"a1 AUTHENTICATE XOAUTH2 dG9rZW4=\r\n");
        log.received(&whole(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n"));
        log.sent(b"dG9rZW4=\r\n");
        log.received(&whole(b"a1 NO sorry\r\n"));
        log.sent(b"a2 LOGOUT\r\n");
        let expected = ["a1 AUTHENTICATE XOAUTH2 …", "+ …", "…", "a1 NO sorry", "a2 LOGOUT"];
        assert_eq!(texts(&log), expected);
    }

    /// V178.
    #[test]
    fn a_refused_literal_does_not_lay_the_next_login_open() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.sent(b"a1 LOGIN {9}\r\n");
        log.received(&whole(b"a1 NO too long\r\n"));
        log.sent(b"a2 LOGIN me hunter2\r\n");
        assert_eq!(texts(&log), ["a1 LOGIN …", "a1 NO too long", "a2 LOGIN …"]);
    }

    /// V178.
    #[test]
    fn a_secret_write_shows_only_what_it_is_told_to_show() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.sent_secret(b"a1 AUTHENTICATE PLAIN\r\n", "a1 AUTHENTICATE PLAIN");
        log.sent(b"AG1lAGh1bnRlcjI=\r\n");
        assert_eq!(texts(&log), ["a1 AUTHENTICATE PLAIN", "…"]);
    }

    /// V178.
    #[test]
    fn literals_are_logged_by_their_size() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.sent(b"a1 APPEND x {11+}\r\nbody LOGIN x\r\na2 NOOP\r\n");
        log.received(&whole(b"* 1 FETCH (BODY[] {4}\r\n{9}\r UID 7)\r\n"));
        let expected =
            ["a1 APPEND x {11 bytes}", "x", "a2 NOOP", "* 1 FETCH (BODY[] {4 bytes} UID 7)"];
        assert_eq!(texts(&log), expected);
    }

    #[test]
    fn however_a_secret_travels_it_is_not_kept_even_with_content() {
        let challenge = &b"+ PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+\r\n"[..];
        let talks: [&[&[u8]]; 8] = [
            &[b"a1 LOGIN me \"hunter2\"\r\n"],
            &[b"a1  login\tme hunter2\r\n"],
            &[b"a1 LOGIN {2}\r\n", b"+ go on\r\n", b"me {7}\r\n", b"+ go on\r\n", b"hunter2\r\n"],
            &[b"a1 LOGIN {2+}\r\nme {7+}\r\nhunter2\r\n"],
            &[b"a1 AUTHENTICATE PLAIN hunter2\r\n"],
            &[b"a1 AUTHENTICATE PLAIN\r\n", b"+ \r\n", b"hunter2\r\n"],
            &[b"a1 AUTHENTICATE XOAUTH2 hunter2\r\n", b"+ eyJzdGF0dXMi\r\n", b"\r\n"],
            &[b"a1 AUTHENTICATE CRAM-MD5\r\n", challenge, b"hunter2\r\n"],
        ];
        for talk in talks {
            let mut log = ConnectionLog::new(Arc::default(), Role::Console);
            log.log.keep_content(true);
            for said in talk {
                if said.starts_with(b"+") { log.received(&whole(said)) } else { log.sent(said) }
            }
            // Servers that do not understand like to repeat what they did not understand.
            log.received(&whole(b"a1 BAD what is LOGIN me hunter2\r\n"));
            log.sent(b"a2 NOOP\r\n");
            let texts = texts(&log);
            let all = texts.join("\n");
            for secret in ["hunter2", "aHVudGVyMg", "eyJz", "PDE4"] {
                assert!(!all.contains(secret), "{texts:?}");
            }
            assert_eq!(texts.last().unwrap(), "a2 NOOP", "{texts:?}");
        }
    }

    #[test]
    fn an_honest_answer_to_a_login_is_kept() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.sent(b"a1 LOGIN me \"hunter2\"\r\n");
        log.received(&whole(b"a1 OK [CAPABILITY IMAP4rev1] me is logged in\r\n"));
        assert_eq!(texts(&log).last().unwrap(), "a1 OK [CAPABILITY IMAP4rev1] me is logged in");
    }

    #[test]
    fn what_grants_access_by_itself_is_hidden_both_ways() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Console);
        log.sent(b"a1 GENURLAUTH \"imap://me@x/INBOX;uid=1;urlauth=anonymous\" INTERNAL\r\n");
        log.received(&whole(
            b"* GENURLAUTH \"imap://x:internal:91354a473744909de610943775f92038\"\r\n",
        ));
        assert_eq!(texts(&log), ["a1 GENURLAUTH …", "* GENURLAUTH …"]);
    }

    #[test]
    fn content_is_kept_from_when_it_is_asked_for_and_up_to_a_bound() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.received(&whole(b"* 1 FETCH (BODY[] {4}\r\nbody UID 7)\r\n"));
        log.log.keep_content(true);
        log.received(&whole(b"* 2 FETCH (BODY[] {9}\r\nab\r\n\r\n\x1bcd UID 7)\r\n"));
        log.sent(b"a1 APPEND x {11+}\r\none\r\n");
        log.sent(b"two\r\n!\r\n");
        log.received(&whole(b"a1 OK done\r\n"));
        let kept: Vec<_> =
            log.log.lines().into_iter().map(|line| (line.is_content, line.text)).collect();
        let line = |text: &str| (false, text.to_owned());
        let inside = |text: &str| (true, text.to_owned());
        assert_eq!(
            kept,
            [
                line("* 1 FETCH (BODY[] {4 bytes} UID 7)"),
                line("* 2 FETCH (BODY[] {9 bytes} UID 7)"),
                inside("ab"),
                inside(""),
                inside("\u{fffd}cd"),
                line("a1 APPEND x {11 bytes}"),
                inside("one"),
                inside("two"),
                inside("!"),
                line("a1 OK done"),
            ]
        );
        let large = [&b"* 3 FETCH (BODY[] {100000}\r\n"[..], &[b'x'; 100_000], b")\r\n"].concat();
        log.received(&whole(&large));
        let lines = log.log.lines();
        assert_eq!(lines.last().unwrap().text, "… 91,808 more bytes");
        assert!(lines.iter().all(|line| line.text.len() <= super::super::LINE_BYTES));
    }

    #[test]
    fn the_tagged_answer_says_how_long_it_took() {
        let mut log = ConnectionLog::new(Arc::default(), Role::Mail);
        log.sent(b"a1 NOOP\r\na2 NOOP\r\n");
        log.received(&whole(b"* 3 EXISTS\r\n"));
        log.received(&whole(b"a2 OK two\r\n"));
        log.received(&whole(b"a1 OK one\r\n"));
        log.received(&whole(b"a1 OK again\r\n"));
        let timed: Vec<_> =
            log.log.lines().into_iter().map(|line| line.round_trip.is_some()).collect();
        assert_eq!(timed, [false, false, false, true, true, false]);
    }
}
