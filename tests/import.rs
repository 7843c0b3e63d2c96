//! Messages brought in by the engine: from files and from another account, played servers that refuse
//! and break off at every stage, the demo account's server, and real ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "import/carried.rs"]
mod carried;
#[path = "import/cuts.rs"]
mod cuts;
#[path = "import/given.rs"]
mod given;
#[path = "import/hand.rs"]
mod hand;
#[path = "import/locked.rs"]
mod locked;
#[path = "import/proven.rs"]
mod proven;
#[path = "import/refusals.rs"]
mod refusals;
#[path = "support/script.rs"]
mod script;
#[path = "import/servers.rs"]
mod servers;
mod support;
#[path = "import/sweep.rs"]
mod sweep;
