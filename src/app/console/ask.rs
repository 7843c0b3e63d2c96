//! What the console asks before it does it.

use crate::engine::ConsoleRun;
use crate::model::{AccountId, Failure};

/// What a path is chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFor {
    /// What is shown, as text.
    Save,
    /// The bytes of the literal of this number.
    Literal(usize),
}

/// A question of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleQuestion {
    /// Whether a line that may change the server is sent.
    Send {
        account: AccountId,
        /// Of the account.
        name: String,
        /// What the line does, in a sentence.
        sentence: String,
        run: Box<ConsoleRun>,
    },
    /// Whether literals are kept in the log.
    Content,
    /// A path to type, where there is no file dialog.
    Path { what: PathFor, suggested: String, failure: Option<Failure> },
}
