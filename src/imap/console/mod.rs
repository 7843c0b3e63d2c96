//! Commands typed by hand, on a connection of their own, and the answers as they came.
//!
//! - `line`: what was typed, read so that it is one command and nothing more.
//! - `words`: the commands there are, for completion and for what is said before one is sent.
//! - `talk`: the connection: begin a command, hear what comes, answer what the server asks.
//! - `parts`: a line on its way out, literals with it.
//! - `shown`: an answer as lines that are safe to show, bounded.
//!
//! Nothing here reads what an answer means but its tag, and nothing is sent that was not typed.

mod line;
mod parts;
mod shown;
mod talk;
mod words;

pub use line::{TypedLine, mask};
pub use shown::{Shown, shown};
pub use talk::{Asked, Console, Heard, Running};
pub use words::{CommandWord, command_words, find_word};
