//! The last lines of the protocol, for the console: bounded, and without secrets.
//!
//! Every connection of an account writes into one [`ProtocolLog`]; whoever shows it asks for what is
//! new since a serial number. What a line may say is decided in `connection`, before it is kept.

mod connection;
mod content;
mod login;
mod response;

pub use login::Login;

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::lock;

pub(super) use connection::ConnectionLog;

/// Bytes kept of one account's lines: some hours of reading mail.
const KEPT_BYTES: usize = 2 * 1024 * 1024;

/// What a line costs beside its text, roughly; so that empty lines are bounded, too.
const LINE_COST_BYTES: usize = 128;

/// Bytes kept of one line: enough to know it by; bodies and secrets are left out anyway.
const LINE_BYTES: usize = 512;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Sent,
    Received,
    /// Not on the wire: what the connection itself did.
    Note,
}

/// What a connection is there for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// What the user looks at and does.
    #[default]
    Mail,
    /// It only listens for new mail.
    Watch,
    /// Commands typed by hand.
    Console,
}

/// One line of the protocol log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Counts the lines of the account from 1, without gaps.
    pub serial: u64,
    /// The machine's clock, in milliseconds since 1970-01-01T00:00:00Z.
    pub at_unix_ms: u64,
    /// Numbers the connections of the account from 1.
    pub connection: u32,
    pub role: Role,
    pub direction: Direction,
    /// Without control characters; literals as `{N bytes}`, secrets as `…`. From a server it is
    /// untrusted.
    pub text: String,
    /// Size of the whole line or response on the wire, above TLS and compression; 0 of content.
    pub bytes: u64,
    /// On a tagged answer: the time since the write of its command.
    pub round_trip: Option<Duration>,
    /// A line of the literals of the line before; only while [`ProtocolLog::keep_content`] is on.
    pub is_content: bool,
}

/// The last 2 MB of lines of one account's connections.
#[derive(Debug, Default)]
pub struct ProtocolLog {
    ring: Mutex<Ring>,
    connections: AtomicU32,
    keeps_content: AtomicBool,
    listener: Mutex<Option<Listener>>,
    /// The listener was woken and has not asked since.
    told: AtomicBool,
}

#[derive(Debug, Default)]
struct Ring {
    lines: VecDeque<Arc<LogLine>>,
    /// Of all lines together, with what each costs beside its text.
    bytes: usize,
    /// Serial number of the newest line.
    newest: u64,
}

impl Ring {
    /// The lines stay, so that serial numbers go on without a gap; their words go.
    fn forget_content(&mut self) {
        for line in self.lines.iter_mut().filter(|line| line.is_content) {
            self.bytes = self.bytes.saturating_sub(line.text.len());
            let text = FORGOTTEN.to_owned();
            self.bytes += text.len();
            *line = Arc::new(LogLine { text, ..LogLine::clone(line) });
        }
    }
}

/// Stands for content that is not kept any more.
const FORGOTTEN: &str = "…";

/// Woken when there are new lines.
#[derive(Clone)]
struct Listener(Arc<dyn Fn() + Send + Sync>);

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

impl ProtocolLog {
    /// The lines kept, oldest first.
    pub fn lines(&self) -> Vec<LogLine> {
        self.since(0).iter().map(|line| LogLine::clone(line)).collect()
    }

    /// The lines kept after the one with this serial number, oldest first. Where the first of them is
    /// not the next one, those between were dropped.
    ///
    /// The lock is held for as long as it takes to count references to what is new.
    pub fn since(&self, serial: u64) -> Vec<Arc<LogLine>> {
        self.told.store(false, Ordering::SeqCst);
        let ring = lock(&self.ring);
        let new = usize::try_from(ring.newest.saturating_sub(serial)).unwrap_or(usize::MAX);
        let first = ring.lines.len().saturating_sub(new);
        ring.lines.range(first..).cloned().collect()
    }

    /// Calls `wake` once when lines come, and again when they do after the next [`Self::since`];
    /// from the connections' threads, so it must not wait.
    pub fn listen(&self, wake: Option<Arc<dyn Fn() + Send + Sync>>) {
        *lock(&self.listener) = wake.map(Listener);
        self.told.store(false, Ordering::SeqCst);
    }

    /// From now on, whether the literals of commands and answers are kept too, up to 8 KiB of each
    /// response; what was kept of them goes with the switch. What belongs to a login never is kept.
    pub fn keep_content(&self, on: bool) {
        if self.keeps_content.swap(on, Ordering::Relaxed) && !on {
            lock(&self.ring).forget_content();
        }
    }

    pub fn keeps_content(&self) -> bool {
        self.keeps_content.load(Ordering::Relaxed)
    }

    fn next_connection(&self) -> u32 {
        self.connections.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
    }

    /// Adds a line; its serial number and its time are given here.
    fn add(&self, mut line: LogLine) {
        {
            let mut ring = lock(&self.ring);
            ring.newest += 1;
            line.serial = ring.newest;
            line.at_unix_ms = now_unix_ms();
            ring.bytes += cost(&line);
            ring.lines.push_back(Arc::new(line));
            while ring.bytes > KEPT_BYTES {
                let Some(oldest) = ring.lines.pop_front() else { break };
                ring.bytes = ring.bytes.saturating_sub(cost(&oldest));
            }
        }
        let listener = lock(&self.listener).clone();
        if let Some(Listener(wake)) = listener
            && !self.told.swap(true, Ordering::SeqCst)
        {
            wake();
        }
    }
}

fn cost(line: &LogLine) -> usize {
    line.text.len() + LINE_COST_BYTES
}

fn now_unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Adds bytes to a text for the log, at most up to [`LINE_BYTES`]; false when it is full.
fn append(text: &mut String, bytes: &[u8]) -> bool {
    // A character takes at most four bytes, so no more than this can be needed.
    let room = LINE_BYTES.saturating_sub(text.len());
    let piece = bytes.get(..room.min(bytes.len())).unwrap_or_default();
    for c in String::from_utf8_lossy(piece).chars() {
        let c = if c.is_control() { char::REPLACEMENT_CHARACTER } else { c };
        if text.len() + c.len_utf8() > LINE_BYTES {
            return false;
        }
        text.push(c);
    }
    text.len() < LINE_BYTES
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::atomic::AtomicUsize;

    use super::*;

    fn line(text: &str) -> LogLine {
        LogLine {
            serial: 0,
            at_unix_ms: 0,
            connection: 1,
            role: Role::Mail,
            direction: Direction::Sent,
            text: text.to_owned(),
            bytes: 0,
            round_trip: None,
            is_content: false,
        }
    }

    #[test]
    fn the_log_keeps_the_newest_lines_only_and_numbers_them() {
        let log = ProtocolLog::default();
        let (long, count) = ("x".repeat(LINE_BYTES), 10_000);
        for _ in 0..count {
            log.add(line(&long));
        }
        let kept = log.since(0);
        assert_eq!(kept.last().unwrap().serial, count);
        assert_eq!(kept.len(), KEPT_BYTES / (LINE_BYTES + LINE_COST_BYTES));
        assert!(kept.windows(2).all(|pair| pair[0].serial + 1 == pair[1].serial));
        assert_eq!(log.since(count - 2).len(), 2);
        assert!(log.since(count).is_empty());
        for _ in 0..100_000 {
            log.add(line(""));
        }
        assert!(log.since(0).len() <= KEPT_BYTES / LINE_COST_BYTES, "lines without words end, too");
    }

    #[test]
    fn who_listens_is_woken_once_for_what_came_since_it_asked() {
        let (log, woken) = (ProtocolLog::default(), Arc::new(AtomicUsize::new(0)));
        let count = Arc::clone(&woken);
        log.listen(Some(Arc::new(move || _ = count.fetch_add(1, Ordering::SeqCst))));
        log.add(line("a"));
        log.add(line("b"));
        assert_eq!(woken.load(Ordering::SeqCst), 1);
        assert_eq!(log.since(0).len(), 2);
        log.add(line("c"));
        assert_eq!(woken.load(Ordering::SeqCst), 2);
        log.listen(None);
        log.add(line("d"));
        assert_eq!(woken.load(Ordering::SeqCst), 2);
    }

    #[test]
    fn no_line_is_long_or_holds_control_characters() {
        let mut text = String::new();
        assert!(append(&mut text, b"* OK \x1b[31m\x00\xff"));
        assert_eq!(text, "* OK \u{fffd}[31m\u{fffd}\u{fffd}");
        assert!(!append(&mut text, "é".repeat(2000).as_bytes()));
        assert!(text.len() <= LINE_BYTES);
    }
}
