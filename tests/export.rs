//! Messages taken out into files by the engine: from the demo account's server, Dovecot and Cyrus, over
//! connections that break off at every stage, and by played servers that refuse.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

#[path = "export/cuts.rs"]
mod cuts;
#[path = "export/disk.rs"]
mod disk;
#[path = "export/hand.rs"]
mod hand;
#[allow(dead_code)]
#[path = "changes/played.rs"]
mod played;
#[path = "export/refusals.rs"]
mod refusals;
#[path = "support/script.rs"]
mod script;
#[path = "export/servers.rs"]
mod servers;
mod support;
