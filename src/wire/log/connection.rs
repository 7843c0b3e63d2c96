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
        let is_echo = self.login.as_ref().is_some_and(|login| login.is_echoed(&whole.bytes));
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
#[path = "connection_tests.rs"]
mod tests;
