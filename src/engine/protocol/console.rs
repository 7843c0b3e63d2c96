//! What the console wishes, and what it is told: lines typed by hand, answers, the protocol log.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::imap::{Asked, TypedLine};
use crate::model::{AccountId, Failure, Secret};
use crate::wire::LogLine;

/// Names one line sent by hand while the program runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId(pub u32);

/// The bytes of a literal.
#[derive(Clone, PartialEq, Eq)]
pub enum ConsoleLiteral {
    /// Line ends become CRLF.
    Text(String),
    /// A file chosen by the user, as it is; at most 64 MB.
    File(PathBuf),
}

impl std::fmt::Debug for ConsoleLiteral {
    /// A text may be a password or a mail.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::File(path) => f.debug_tuple("File").field(path).finish(),
        }
    }
}

/// A line to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleRun {
    pub id: RunId,
    pub line: TypedLine,
    /// In the order of the line; as many as it has.
    pub literals: Vec<ConsoleLiteral>,
    /// Only what is harmless may leave, also where the worker was not told yet that this is so.
    pub look_only: bool,
}

/// A wish of the console. One line runs at a time; further ones wait.
#[derive(Debug)]
pub enum ConsoleCommand {
    /// On a connection of its own, which is opened for it where none is open; answered by `Sent`, any
    /// number of `Said`, and `Ended`.
    Run(Box<ConsoleRun>),
    /// The line that the server asked for: DONE, or a secret.
    Answer(Secret),
    /// Shuts the console's connection down, whatever waits on it.
    Stop(RunId),
    /// The console was closed: its connection is, too.
    Close,
}

/// How a line ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsoleEnd {
    /// By its tagged answer; `took` is the time since it was sent.
    Answered { is_ok: bool, took: Duration },
    /// The user stopped it.
    Stopped,
    /// Nothing was sent, or the connection was lost.
    Failed(Failure),
}

/// A fact for the console.
#[derive(Clone, Debug)]
pub enum ConsoleEvent {
    /// Lines of the protocol log, oldest first; `lost` lines before them were dropped unseen.
    Logged { account: AccountId, lines: Vec<Arc<LogLine>>, lost: u64 },
    /// A connection of its own is open; what the server can do, in upper case.
    Opened { account: AccountId, capabilities: Arc<[String]> },
    /// What is done, in a sentence.
    Told { account: AccountId, run: RunId, sentence: String },
    /// The line as it left, with its tag and without secrets.
    Sent { account: AccountId, run: RunId, text: String },
    /// Lines of the answer, as they came; at most 1 MB of each.
    Said { account: AccountId, run: RunId, text: Arc<str> },
    /// The server waits for a line.
    Asked { account: AccountId, run: RunId, asked: Asked },
    /// Always the last word on a line. `left_out_bytes` of its answer were not told.
    Ended { account: AccountId, run: RunId, end: ConsoleEnd, left_out_bytes: u64 },
}
