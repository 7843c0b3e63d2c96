//! How fast bytes come, from totals seen now and then.

use std::collections::VecDeque;

/// What "now" means: long enough to be read, short enough to see a download end.
pub const WINDOW_SECS: f64 = 4.0;
/// Totals remembered at most; the window paints at 60 Hz while much comes.
const MAX_SAMPLES: usize = 256;

/// Totals with the times at which they were seen.
#[derive(Debug, Default)]
pub struct Rate {
    samples: VecDeque<(f64, u64)>,
}

impl Rate {
    /// Notes a total; `now_secs` never goes back.
    pub fn observe(&mut self, now_secs: f64, total_bytes: u64) {
        // One total older than the window stays: it is where the window's bytes began.
        while self.samples.get(1).is_some_and(|(at, _)| now_secs - at >= WINDOW_SECS)
            || self.samples.len() >= MAX_SAMPLES
        {
            self.samples.pop_front();
        }
        self.samples.push_back((now_secs, total_bytes));
    }

    /// Bytes per second over the window, 0 where nothing came. The first total is no rate yet.
    pub fn bytes_per_sec(&self) -> u64 {
        let (Some((_, first)), Some((_, last))) = (self.samples.front(), self.samples.back())
        else {
            return 0;
        };
        (last.saturating_sub(*first) as f64 / WINDOW_SECS).round() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_stream_has_its_rate_and_silence_has_none() {
        let mut rate = Rate::default();
        assert_eq!(rate.bytes_per_sec(), 0);
        for tenth in 0..100 {
            rate.observe(f64::from(tenth) / 10.0, tenth as u64 * 100);
        }
        let steady = rate.bytes_per_sec();
        assert!((950..=1_050).contains(&steady), "{steady}");
        for second in 10..20 {
            rate.observe(f64::from(second), 9_900);
        }
        assert_eq!(rate.bytes_per_sec(), 0);
    }

    #[test]
    fn what_came_before_anyone_looked_is_no_rate() {
        let mut rate = Rate::default();
        rate.observe(5.0, 1_000_000);
        assert_eq!(rate.bytes_per_sec(), 0);
    }

    #[test]
    fn no_number_of_frames_makes_it_grow() {
        let mut rate = Rate::default();
        for frame in 0..10_000 {
            rate.observe(f64::from(frame) / 1_000.0, 0);
        }
        assert!(rate.samples.len() <= MAX_SAMPLES);
    }
}
