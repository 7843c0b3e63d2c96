//! Changes to many messages by the engine: played servers that refuse and break off at every stage,
//! the demo account's server, and real ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "changes/cuts.rs"]
mod cuts;
#[path = "changes/cutter.rs"]
mod cutter;
#[path = "changes/folders.rs"]
mod folders;
#[path = "changes/played.rs"]
mod played;
#[path = "changes/refusals.rs"]
mod refusals;
#[path = "support/script.rs"]
mod script;
#[path = "changes/servers.rs"]
mod servers;
mod support;
#[path = "changes/sweep.rs"]
mod sweep;
