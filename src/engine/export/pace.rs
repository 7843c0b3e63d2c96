//! How much one step fetches: much where the line is fast, little where a click would wait for it.

use std::time::Duration;

use crate::imap::WHOLE_PIECE_BYTES;

/// A step that took less may be longer.
const SHORT: Duration = Duration::from_millis(100);
/// A step that took more keeps a click waiting.
const LONG: Duration = Duration::from_millis(300);

/// Pieces of a step: 256 KiB, as all that is fetched in pieces; 8 MiB are 80 ms at 100 MB/s.
const MOST_PIECES: u32 = 32;

/// What a step may bring.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pieces: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self { pieces: 1 }
    }
}

impl Pace {
    pub fn pieces(self) -> u32 {
        self.pieces
    }

    pub fn bytes(self) -> u64 {
        u64::from(self.pieces) * u64::from(WHOLE_PIECE_BYTES)
    }

    /// A step that brought so many bytes took so long.
    pub fn took(&mut self, bytes: u64, took: Duration) {
        if took > LONG {
            self.pieces = (self.pieces / 2).max(1);
        } else if took < SHORT && bytes >= self.bytes() / 2 {
            self.pieces = (self.pieces * 2).min(MOST_PIECES);
        }
    }

    /// The connection broke: who knows what the next one is like.
    pub fn start_again(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_line_gets_long_steps_and_a_slow_one_short_steps() {
        let mut pace = Pace::default();
        (0..10).for_each(|_| pace.took(pace.bytes(), Duration::from_millis(20)));
        assert_eq!(pace.pieces(), MOST_PIECES);
        pace.took(1_000, Duration::from_millis(400));
        assert_eq!(pace.pieces(), MOST_PIECES / 2);
        pace.took(1_000, Duration::from_millis(20));
        assert_eq!(pace.pieces(), MOST_PIECES / 2, "little came fast: that says nothing");
        (0..10).for_each(|_| pace.took(pace.bytes(), Duration::from_secs(2)));
        assert_eq!(pace.pieces(), 1);
    }
}
