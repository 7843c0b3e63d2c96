//! Counts what crosses the wire, and what for, for all connections of one account together.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::model::{Purpose, Traffic, TrafficByPurpose};

/// Running totals of one account; readable from any thread at any time.
#[derive(Debug, Default)]
pub struct Meter {
    by_purpose: [Counters; Purpose::ALL.len()],
    /// Bytes that came compressed, and what became of them.
    packed_bytes: AtomicU64,
    unpacked_bytes: AtomicU64,
}

#[derive(Debug, Default)]
struct Counters {
    bytes_in: AtomicU64,
    bytes_out: AtomicU64,
    round_trips: AtomicU64,
}

impl Meter {
    /// The totals now. The numbers are read one after the other, not as one.
    pub fn traffic(&self) -> Traffic {
        self.by_purpose().total()
    }

    /// The totals now, by what the bytes were for; their sum is [`Meter::traffic`].
    pub fn by_purpose(&self) -> TrafficByPurpose {
        TrafficByPurpose::new(|purpose| {
            self.by_purpose.get(purpose as usize).map(Counters::traffic).unwrap_or_default()
        })
    }

    /// Bytes that did not have to be received because the server compressed them; 0 where
    /// compression cost more than it saved.
    pub fn compression_saved_bytes(&self) -> u64 {
        let packed = self.packed_bytes.load(Ordering::Relaxed);
        self.unpacked_bytes.load(Ordering::Relaxed).saturating_sub(packed)
    }

    pub(super) fn add_in(&self, purpose: Purpose, bytes: usize) {
        self.add(purpose, |counters| &counters.bytes_in, bytes as u64);
    }

    pub(super) fn add_out(&self, purpose: Purpose, bytes: usize) {
        self.add(purpose, |counters| &counters.bytes_out, bytes as u64);
    }

    pub(super) fn add_round_trip(&self, purpose: Purpose) {
        self.add(purpose, |counters| &counters.round_trips, 1);
    }

    pub(super) fn add_unpacked(&self, packed_bytes: usize, unpacked_bytes: usize) {
        self.packed_bytes.fetch_add(packed_bytes as u64, Ordering::Relaxed);
        self.unpacked_bytes.fetch_add(unpacked_bytes as u64, Ordering::Relaxed);
    }

    fn add(&self, purpose: Purpose, counter: fn(&Counters) -> &AtomicU64, count: u64) {
        if let Some(counters) = self.by_purpose.get(purpose as usize) {
            counter(counters).fetch_add(count, Ordering::Relaxed);
        }
    }
}

impl Counters {
    fn traffic(&self) -> Traffic {
        Traffic {
            bytes_in: self.bytes_in.load(Ordering::Relaxed),
            bytes_out: self.bytes_out.load(Ordering::Relaxed),
            round_trips: self.round_trips.load(Ordering::Relaxed),
        }
    }
}
