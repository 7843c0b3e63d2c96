//! The program around the state: the window, the threads behind it, files, dialogs, clipboard.
//!
//! The shell wires everything and decides nothing: it hands actions and events to
//! [`crate::app::State`] and carries out the effects that come back.

mod effects;
mod fonts;
mod list_settings;
mod private;
mod services;
mod start;
mod system_theme;
mod tracing;
mod window;

pub use start::{StartError, Wanted, run};
pub use window::{Launch, Window};
