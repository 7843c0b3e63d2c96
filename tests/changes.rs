//! Changes to many messages by the engine: played servers that refuse and break off at every stage,
//! the demo account's server, and real ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "changes/broken.rs"]
mod broken;
#[path = "changes/cuts.rs"]
mod cuts;
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
#[path = "changes/sweep_all.rs"]
mod sweep_all;
#[path = "changes/sweep_junk.rs"]
mod sweep_junk;
