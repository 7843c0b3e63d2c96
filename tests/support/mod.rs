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
pub mod cyrus;
pub mod desktop;
pub mod dovecot;
pub mod fill;
pub mod imap;
pub mod input;
pub mod link;
pub mod mail;
pub mod process;
