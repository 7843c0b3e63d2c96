//! A flag that ends a quiet wait from another thread and leaves the connection usable.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use super::limits::end_of;
use super::lock;

/// Ends a waiting [`Framed::read_response_within`](super::Framed::read_response_within).
///
/// Stays raised until somebody takes it, so that it cannot be missed between two waits. A waiting
/// read notices it within half a second.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<(Mutex<bool>, Condvar)>);

impl Interrupt {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn raise(&self) {
        let (raised, changed) = &*self.0;
        *lock(raised) = true;
        changed.notify_all();
    }

    /// Lowers the flag; true if it was raised.
    pub fn take(&self) -> bool {
        std::mem::take(&mut *lock(&self.0.0))
    }

    pub fn is_raised(&self) -> bool {
        *lock(&self.0.0)
    }

    /// Waits on nothing but the flag; true if it is raised within `limit`. Does not lower it.
    pub fn wait(&self, limit: Duration) -> bool {
        let end = end_of(limit);
        let (raised, changed) = &*self.0;
        let mut guard = lock(raised);
        while !*guard {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            guard = changed
                .wait_timeout(guard, left)
                .unwrap_or_else(std::sync::PoisonError::into_inner)
                .0;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_raised_interrupt_waits_to_be_taken_once() {
        let interrupt = Interrupt::new();
        assert!(!interrupt.take());
        interrupt.clone().raise();
        assert!(interrupt.is_raised());
        assert!(interrupt.wait(Duration::ZERO));
        assert!(interrupt.take());
        assert!(!interrupt.take());
    }

    #[test]
    fn raising_from_another_thread_ends_the_wait() {
        let interrupt = Interrupt::new();
        let other = interrupt.clone();
        let raiser =
            std::thread::Builder::new().name("raiser".into()).spawn(move || other.raise()).unwrap();
        assert!(interrupt.wait(Duration::from_secs(60)));
        raiser.join().unwrap();
    }
}
