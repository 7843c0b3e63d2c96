//! The console from the line that is typed to the server's answer: every command of Python's imaplib, what
//! look-only lets out, lost and stopped connections, and what is kept of secrets.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

#[path = "console/answers.rs"]
mod answers;
#[path = "console/imaplib.rs"]
mod imaplib;
#[path = "console/look_only.rs"]
mod look_only;
#[path = "console/secrets.rs"]
mod secrets;
#[path = "console/talk.rs"]
mod talk;
#[path = "console/wire.rs"]
mod wire;
