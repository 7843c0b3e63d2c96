//! Mailboxes made, renamed, deleted, subscribed to and counted by the engine: played servers that
//! refuse and break off at every stage, the demo account's server, and real ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "mailboxes/cuts.rs"]
mod cuts;
#[path = "mailboxes/meanwhile.rs"]
mod meanwhile;
#[path = "mailboxes/names.rs"]
mod names;
#[path = "mailboxes/open.rs"]
mod open;
#[path = "mailboxes/played.rs"]
mod played;
#[path = "mailboxes/refusals.rs"]
mod refusals;
#[path = "support/script.rs"]
mod script;
#[path = "mailboxes/servers.rs"]
mod servers;
mod support;
