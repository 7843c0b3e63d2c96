//! What a server says of an account and of a folder, and who may do what: by the engine, on played
//! servers, the demo account's and real ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "info/asking.rs"]
mod asking;
#[path = "info/odd.rs"]
mod odd;
#[path = "info/played.rs"]
mod played;
#[path = "support/script.rs"]
mod script;
#[path = "info/servers.rs"]
mod servers;
mod support;
