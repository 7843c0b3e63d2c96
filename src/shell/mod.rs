//! The program around the state: the windows, the threads behind it, files, dialogs, clipboard.
//!
//! The shell wires everything and decides nothing: it hands actions and events to
//! [`crate::app::State`] and carries out the effects that come back.

#[cfg(target_os = "linux")]
mod accessible;
mod console;
mod effects;
mod file_dialogs;
mod fonts;
mod imports;
mod list_settings;
mod locals;
mod message_settings;
mod pictures;
mod printing;
mod private;
mod private_folder;
mod program;
mod services;
mod start;
mod system_theme;
mod tracing;
mod window;
mod windows;

pub use private::without_core_dumps;
pub use program::Launch;
pub use start::{StartError, Wanted, run};
pub use window::Window;
