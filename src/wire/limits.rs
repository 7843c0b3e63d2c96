//! How much and how long: the numbers that bound one connection, with their reasons.

use std::time::{Duration, Instant};

/// Longest wait for a TCP handshake with one address, and for the name lookup before it.
///
/// Four lost SYNs are sent again within 15 s; who has not answered then is not there.
pub const CONNECT_LIMIT: Duration = Duration::from_secs(15);

/// Longest time without a single byte from the server while something is expected.
pub const SILENCE_LIMIT: Duration = Duration::from_secs(30);

/// Longest time for one step, however lively the server is: ends a drip of single bytes.
pub const STEP_LIMIT: Duration = Duration::from_secs(120);

/// Stands for "no limit" where a caller names one that no clock can hold.
const FAR_AWAY: Duration = Duration::from_secs(365 * 24 * 3600);

/// The moment `limit` from now.
pub(super) fn end_of(limit: Duration) -> Instant {
    let now = Instant::now();
    now.checked_add(limit).unwrap_or(now + FAR_AWAY)
}

/// What one connection accepts from its server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// One line outside literals. A FETCH row with its envelope takes 1 to 4 KiB.
    pub line_bytes: usize,
    /// All lines of one response together, without the literals between them.
    pub lines_bytes: usize,
    /// One literal. Bodies are asked for in pieces of 256 KiB; servers may send more than asked.
    pub literal_bytes: usize,
    /// One response: lines and literals.
    pub response_bytes: usize,
    /// Open parentheses. Mail nests a dozen parts; a parser that recurses survives 100.
    pub nesting: usize,
    /// See [`SILENCE_LIMIT`].
    pub silence: Duration,
    /// Limit of a step until [`Framed::set_deadline`](super::Framed::set_deadline) names another;
    /// see [`STEP_LIMIT`].
    pub step: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_bytes: 64 * 1024,
            lines_bytes: 512 * 1024,
            literal_bytes: 1024 * 1024,
            response_bytes: 8 * 1024 * 1024,
            nesting: 100,
            silence: SILENCE_LIMIT,
            step: STEP_LIMIT,
        }
    }
}
