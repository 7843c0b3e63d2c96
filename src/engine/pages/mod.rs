//! Pages on the screen: mail HTML in its child processes, each on a thread of its own.

mod protocol;

pub use protocol::{PageCommand, PageEvent, PageId, PageLoad, PageShape};
