//! Messages brought in, from files or from another account, on connections of their own: a click
//! never waits for a long message on its way.
//!
//! ```text
//! files ─▶ Source ─▶ Plan ─▶ batch ─▶ APPEND ─▶ answered │ in doubt ─▶ look ─▶ in, or again
//! give ──▶ pipe ──┘
//! ```
//!
//! - `source`: which messages there are, and their bytes in pieces.
//! - `plan`: which go next, and what became of each. Pure.
//! - `line`: a connection that is made anew when it is lost.
//! - `run`: the thread that takes, and `verify` what it looks at before anything goes elsewhere;
//!   `give`: the one that gives, and `bodies` the bytes.
//!
//! Memory holds 200 bytes for a message, and at most 2 MiB of their contents.

mod bodies;
mod compare;
mod give;
mod item;
mod line;
mod pipe;
mod plan;
mod run;
mod source;
mod start;
mod taken;
mod tell;
mod verify;
mod words;

pub use pipe::{Inlet, Outlet, pipe};
pub(super) use start::Imports;
