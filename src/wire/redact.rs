//! Turns what one connection says into lines for the protocol log, with secrets cut out.
//!
//! After LOGIN or AUTHENTICATE every line of ours is hidden until the server answers that tag:
//! the secret may follow as a literal or as the answer to a challenge.

use std::sync::Arc;
use std::time::Instant;

use super::framer::{Whole, literal_announced};
use super::log::{Direction, LogLine, ProtocolLog, append};

/// What stands for a secret.
const HIDDEN: &str = "…";

/// The log of one connection.
#[derive(Debug)]
pub(super) struct ConnectionLog {
    log: Arc<ProtocolLog>,
    connection: u32,
    /// Tag of the login that is under way.
    login: Option<Vec<u8>>,
    /// Tag of the command that was begun last.
    last_tag: Vec<u8>,
    /// Bytes of a literal of ours that are still to be sent.
    literal_left: u64,
    /// The next line of ours goes on after a literal.
    continues: bool,
}

impl ConnectionLog {
    pub(super) fn new(log: Arc<ProtocolLog>) -> Self {
        let connection = log.next_connection();
        Self {
            log,
            connection,
            login: None,
            last_tag: Vec::new(),
            literal_left: 0,
            continues: false,
        }
    }

    pub(super) fn note(&self, text: &str) {
        self.add(Direction::Note, text.to_owned(), 0);
    }

    /// Logs what is sent in one write: any number of lines and literals, also parts of them.
    pub(super) fn sent(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            if self.literal_left > 0 {
                let skip = usize::try_from(self.literal_left).unwrap_or(usize::MAX);
                let skip = skip.min(bytes.len());
                self.literal_left -= skip as u64;
                bytes = bytes.get(skip..).unwrap_or_default();
                continue;
            }
            let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |at| at + 1);
            let (line, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
            self.sent_line(line);
            bytes = rest;
        }
    }

    /// Logs `shown` instead of `bytes`; the lines that follow are hidden as after a login.
    pub(super) fn sent_secret(&mut self, bytes: &[u8], shown: &str) {
        let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if let Some((tag, _)) = login_command(line) {
            self.login = Some(tag.to_vec());
            self.last_tag = tag.to_vec();
        }
        let mut text = String::new();
        append(&mut text, shown.as_bytes());
        self.add(Direction::Sent, text, bytes.len() as u64);
    }

    fn sent_line(&mut self, line: &[u8]) {
        let content = line.strip_suffix(b"\n").unwrap_or(line);
        let content = content.strip_suffix(b"\r").unwrap_or(content);
        let literal = literal_announced(content);
        let continues = std::mem::replace(&mut self.continues, literal.is_some());
        self.literal_left = literal.unwrap_or(0);
        if content.is_empty() && continues {
            return;
        }
        if !continues && self.login.is_none() {
            self.last_tag = content.split(|byte| *byte == b' ').next().unwrap_or_default().to_vec();
        }
        let mut text = String::new();
        if self.login.is_some() {
            text.push_str(HIDDEN);
        } else if let Some((tag, shown)) = login_command(content).filter(|_| !continues) {
            append(&mut text, shown);
            text.push(' ');
            text.push_str(HIDDEN);
            self.login = Some(tag.to_vec());
        } else if let (Some(size), Some(open)) =
            (literal, content.iter().rposition(|byte| *byte == b'{'))
        {
            append(&mut text, content.get(..open).unwrap_or_default());
            append(&mut text, size_text(size).as_bytes());
        } else {
            append(&mut text, content);
        }
        self.add(Direction::Sent, text, line.len() as u64);
    }

    pub(super) fn received(&mut self, whole: &Whole) {
        let tag = whole.bytes.split(|byte| *byte == b' ').next().unwrap_or_default();
        if self.login.as_deref() == Some(tag) {
            self.login = None;
        }
        if self.last_tag == tag {
            // A literal that was refused never comes; what follows is a new command.
            self.literal_left = 0;
            self.continues = false;
        }
        let text = if self.login.is_some() && whole.bytes.starts_with(b"+") {
            format!("+ {HIDDEN}") // A challenge may hold the user's name or token.
        } else {
            response_text(whole)
        };
        self.add(Direction::Received, text, whole.bytes.len() as u64);
    }

    fn add(&self, direction: Direction, text: String, bytes: u64) {
        let at = Instant::now();
        self.log.add(LogLine { at, connection: self.connection, direction, text, bytes });
    }
}

fn size_text(size: u64) -> String {
    format!("{{{size} bytes}}")
}

/// A response in one line, with the sizes of its literals in place of them.
fn response_text(whole: &Whole) -> String {
    let mut text = String::new();
    let mut at = 0;
    for literal in &whole.literals {
        let line = whole.bytes.get(at..literal.start).unwrap_or_default();
        let shown = line.iter().rposition(|byte| *byte == b'{').unwrap_or(line.len());
        let fits = append(&mut text, line.get(..shown).unwrap_or_default())
            && append(&mut text, size_text(literal.len() as u64).as_bytes());
        if !fits {
            return text;
        }
        at = literal.end;
    }
    let line = whole.bytes.get(at..).unwrap_or_default();
    append(&mut text, line.strip_suffix(b"\r\n").unwrap_or(line));
    text
}

/// The tag of a LOGIN or AUTHENTICATE, and what of the line may be shown.
fn login_command(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let mut words = line.split(|byte| *byte == b' ');
    let (tag, command) = (words.next()?, words.next()?);
    let shown = if command.eq_ignore_ascii_case(b"LOGIN") {
        tag.len() + 1 + command.len()
    } else if command.eq_ignore_ascii_case(b"AUTHENTICATE") {
        tag.len() + 1 + command.len() + 1 + words.next().unwrap_or_default().len()
    } else {
        return None;
    };
    Some((tag, line.get(..shown).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{Framer, Limits};
    use super::*;

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
        let mut log = ConnectionLog::new(Arc::default());
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
        let mut log = ConnectionLog::new(Arc::default());
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
        let mut log = ConnectionLog::new(Arc::default());
        log.sent(b"a1 LOGIN {9}\r\n");
        log.received(&whole(b"a1 NO too long\r\n"));
        log.sent(b"a2 LOGIN me hunter2\r\n");
        assert_eq!(texts(&log), ["a1 LOGIN …", "a1 NO too long", "a2 LOGIN …"]);
    }

    /// V178.
    #[test]
    fn a_secret_write_shows_only_what_it_is_told_to_show() {
        let mut log = ConnectionLog::new(Arc::default());
        log.sent_secret(b"a1 AUTHENTICATE PLAIN\r\n", "a1 AUTHENTICATE PLAIN");
        log.sent(b"AG1lAGh1bnRlcjI=\r\n");
        assert_eq!(texts(&log), ["a1 AUTHENTICATE PLAIN", "…"]);
    }

    /// V178.
    #[test]
    fn literals_are_logged_by_their_size() {
        let mut log = ConnectionLog::new(Arc::default());
        log.sent(b"a1 APPEND x {11+}\r\nbody LOGIN x\r\na2 NOOP\r\n");
        log.received(&whole(b"* 1 FETCH (BODY[] {4}\r\n{9}\r UID 7)\r\n"));
        let expected =
            ["a1 APPEND x {11 bytes}", "x", "a2 NOOP", "* 1 FETCH (BODY[] {4 bytes} UID 7)"];
        assert_eq!(texts(&log), expected);
    }
}
