//! The last lines of the protocol, for the console: bounded, and without secrets.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

use super::lock;

/// Lines kept: some minutes of use, at most 1 MB.
const LINES: usize = 2000;

/// Bytes kept of one line: enough to know it by; bodies and secrets are left out anyway.
pub(super) const LINE_BYTES: usize = 512;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Sent,
    Received,
    /// Not on the wire: what the connection itself did.
    Note,
}

/// One line of the protocol log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    pub at: Instant,
    /// Numbers the connections of the account from 1.
    pub connection: u32,
    pub direction: Direction,
    /// Without control characters; literals as `{N bytes}`, secrets as `…`. From a server it is
    /// untrusted.
    pub text: String,
    /// Size of the whole line or response on the wire, above TLS and compression.
    pub bytes: u64,
}

/// A ring of the last 2,000 lines of one account's connections.
#[derive(Debug, Default)]
pub struct ProtocolLog {
    lines: Mutex<VecDeque<LogLine>>,
    connections: AtomicU32,
}

impl ProtocolLog {
    /// The lines kept, oldest first.
    pub fn lines(&self) -> Vec<LogLine> {
        lock(&self.lines).iter().cloned().collect()
    }

    pub(super) fn next_connection(&self) -> u32 {
        self.connections.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
    }

    pub(super) fn add(&self, line: LogLine) {
        let mut lines = lock(&self.lines);
        if lines.len() >= LINES {
            lines.pop_front();
        }
        lines.push_back(line);
    }
}

/// Adds bytes to a text for the log, at most up to [`LINE_BYTES`]; false when it is full.
pub(super) fn append(text: &mut String, bytes: &[u8]) -> bool {
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
    use super::*;

    #[test]
    fn the_log_keeps_the_newest_lines_only() {
        let log = ProtocolLog::default();
        for bytes in 0..=LINES as u64 {
            log.add(LogLine {
                at: Instant::now(),
                connection: 1,
                direction: Direction::Sent,
                text: String::new(),
                bytes,
            });
        }
        let lines = log.lines();
        assert_eq!(lines.len(), LINES);
        assert_eq!(lines.first().unwrap().bytes, 1);
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
