//! Counts what crosses the wire, for all connections of one account together.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::Traffic;

/// Running totals of one account; readable from any thread at any time.
#[derive(Debug, Default)]
pub struct Meter {
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    round_trips: AtomicU64,
}

impl Meter {
    /// The totals now. The three numbers are read one after the other, not as one.
    pub fn traffic(&self) -> Traffic {
        Traffic {
            bytes_in: self.bytes_in.load(Ordering::Relaxed),
            bytes_out: self.bytes_out.load(Ordering::Relaxed),
            round_trips: self.round_trips.load(Ordering::Relaxed),
        }
    }

    pub(super) fn add_in(&self, bytes: usize) {
        self.bytes_in.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn add_out(&self, bytes: usize) {
        self.bytes_out.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    pub(super) fn add_round_trip(&self) {
        self.round_trips.fetch_add(1, Ordering::Relaxed);
    }
}
