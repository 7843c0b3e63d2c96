//! How long to wait before the next connection.

use std::hash::{BuildHasher, RandomState};
use std::time::Duration;

/// First wait: a server that restarts is back by then.
const FIRST: Duration = Duration::from_secs(2);
/// Longest wait: short enough that a returning network is noticed, long enough to be no burden.
const LONGEST: Duration = Duration::from_secs(80);
/// A session that lasted this long was a good one: the next failure starts from the beginning.
pub const GOOD_SESSION: Duration = Duration::from_secs(30);

/// Doubling waits with jitter, so that many clients do not come back at the same moment.
#[derive(Debug, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// The wait before the next try: 2 s doubling to 80 s, plus up to a quarter.
    pub fn next_wait(&mut self) -> Duration {
        let base = FIRST.saturating_mul(1 << self.failures.min(6)).min(LONGEST);
        self.failures = self.failures.saturating_add(1);
        // The standard library's hash keys are random for each state: enough for jitter.
        let random = RandomState::new().hash_one(self.failures) % 256;
        base + base.mul_f64(random as f64 / 1_024.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_eighty_seconds_and_a_quarter() {
        let mut backoff = Backoff::default();
        for base in [2, 4, 8, 16, 32, 64, 80, 80] {
            let wait = backoff.next_wait();
            assert!(wait >= Duration::from_secs(base), "{wait:?} is under {base} s");
            assert!(wait <= Duration::from_secs(base).mul_f64(1.25), "{wait:?} for {base} s");
        }
        backoff.reset();
        assert!(backoff.next_wait() < Duration::from_secs(3));
    }
}
