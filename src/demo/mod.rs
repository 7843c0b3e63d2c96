//! The demo account: an IMAP server inside the program, in memory, over a pipe.
//!
//! The same server shows mail files: their messages come from a [`MessageSource`] when asked for.
//! It speaks real IMAP4rev1 with the extensions that mailpane uses, so everything the program can
//! do works on it; it is also the UI tests' server. It must not know the window, the network or the
//! disk. Who changes the account calls [`DemoServer`]; who speaks IMAP gets a connection of it.
//!
//! ```text
//! connector ─▶ pipe ─▶ connection (one thread) ─▶ store (all mailboxes, one lock)
//!                          │ answer, fetch, search (sort, thread), list, change
//!                          │ message (MIME, ENVELOPE), preview, subject
//! ```

mod answer;
mod append;
mod change;
mod command;
mod connection;
mod create_command;
mod fetch;
mod fetch_command;
mod flags;
mod list;
mod list_command;
mod mailbox;
mod message;
mod preview;
mod returning;
mod rights;
mod sample;
mod saved;
mod search;
mod search_key;
mod search_text;
mod select;
mod server;
mod set;
mod sort;
mod source;
mod spans;
mod store;
mod subject;
mod synthetic;
mod thread;
mod thread_forest;
mod view;

pub use server::DemoServer;
pub use source::{MessageSource, Placed};
