//! What the integration tests stand on: real servers, a slow link, a desktop of their own.
//!
//! Everything here is started by the test that wants it, on free loopback ports and in temporary
//! folders, and is gone when its value is dropped. What cannot be started fails the test with a
//! sentence; nothing is skipped.

// Each test file uses its part of this, and the compiler sees the rest as dead.
#![allow(dead_code)]
// Helpers of tests panic with a sentence: that is how a test says what is wrong.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

pub mod atspi;
pub mod certs;
pub mod client;
pub mod cutter;
pub mod cyrus;
pub mod desktop;
pub mod dovecot;
pub mod fill;
pub mod imap;
pub mod input;
pub mod link;
pub mod mail;
pub mod process;
pub mod session;

use std::thread;
use std::time::{Duration, Instant};

/// Waits for something that nobody announces; fails the test where it does not come in 30 s.
pub fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !is_so() {
        assert!(Instant::now() < end, "after 30 s there is no sign of {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
pub mod steps;
