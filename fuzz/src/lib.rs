//! The layers that read foreign bytes, compiled without the window.
#![allow(dead_code, reason = "only what a target reaches is used here")]

#[path = "../../src/imap/mod.rs"]
pub mod imap;
#[path = "../../src/mime/mod.rs"]
pub mod mime;
#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/html/sanitise/mod.rs"]
pub mod sanitise;
#[path = "../../src/text/mod.rs"]
pub mod text;
#[path = "../../src/wire/mod.rs"]
pub mod wire;
