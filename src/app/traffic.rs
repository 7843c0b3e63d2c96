//! What an account has sent and received, as the meter shows it.

use std::collections::VecDeque;

use crate::model::{Traffic, TrafficByPurpose};

/// A rate is taken over this long: short enough to fall soon after the last byte, long enough
/// not to jump.
const RATE_SECS: i64 = 5;

/// Counters of one account.
#[derive(Clone, Debug, Default)]
pub struct TrafficView {
    pub by_purpose: TrafficByPurpose,
    /// Bytes that compression kept off the wire.
    pub compression_saved_bytes: u64,
    /// Seconds of the clock, and the bytes either way up to their end.
    samples: VecDeque<(i64, u64)>,
}

impl TrafficView {
    pub(super) fn changed(&mut self, total: Traffic, now_unix_secs: i64) {
        let bytes = total.bytes_in.saturating_add(total.bytes_out);
        match self.samples.back_mut() {
            Some((at, held)) if *at == now_unix_secs => *held = bytes,
            // A clock that was set back begins anew.
            Some((at, _)) if *at > now_unix_secs => {
                self.samples.clear();
                self.samples.push_back((now_unix_secs, bytes));
            }
            Some(_) | None => self.samples.push_back((now_unix_secs, bytes)),
        }
        // One sample from before the window stays: it is what the others are compared with.
        while self.samples.get(1).is_some_and(|(at, _)| *at <= now_unix_secs - RATE_SECS) {
            self.samples.pop_front();
        }
    }

    /// Bytes a second, either way, over the last seconds.
    pub fn bytes_per_sec(&self, now_unix_secs: i64) -> u64 {
        let begin = now_unix_secs - RATE_SECS;
        let before = self.samples.iter().rev().find(|(at, _)| *at <= begin);
        let Some((_, first)) = before.or_else(|| self.samples.front()) else { return 0 };
        let Some((_, last)) = self.samples.back() else { return 0 };
        last.saturating_sub(*first) / RATE_SECS as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(bytes_in: u64) -> Traffic {
        Traffic { bytes_in, ..Traffic::default() }
    }

    #[test]
    fn the_rate_is_that_of_the_last_seconds() {
        let mut view = TrafficView::default();
        assert_eq!(view.bytes_per_sec(100), 0);
        for second in 0..=20 {
            view.changed(bytes(second * 1_000), 100 + second as i64);
        }
        assert_eq!(view.bytes_per_sec(120), 1_000);
        assert_eq!(view.bytes_per_sec(123), 400);
        assert_eq!(view.bytes_per_sec(126), 0, "nothing came");
        assert!(view.samples.len() <= RATE_SECS as usize + 2);
    }

    #[test]
    fn a_clock_that_is_set_back_begins_anew() {
        let mut view = TrafficView::default();
        view.changed(bytes(1_000), 100);
        view.changed(bytes(5_000), 50);
        assert_eq!(view.bytes_per_sec(50), 0);
    }
}
