//! What the user does in the console, and what the shell shall do about it.

use std::path::PathBuf;

use crate::engine::ConsoleLiteral;
use crate::model::{AccountId, Failure, Secret};

use super::{Connection, ConsoleView, PathFor};

/// One thing the user did in the console.
#[derive(Debug)]
pub enum ConsoleAct {
    Open(bool),
    /// Points.
    Resized(f32),
    Show(ConsoleView),
    // The log.
    FilterWords(String),
    FilterAccount(Option<AccountId>),
    FilterConnection(Connection),
    Pause(bool),
    Clear,
    /// A click on the row of this number; with `extend` Shift was held.
    Pick {
        number: u64,
        extend: bool,
    },
    /// The marked rows, else all that are shown.
    Copy,
    Save,
    /// On: asked about first.
    KeepContent(bool),
    /// The question was answered with yes.
    Confirm,
    // The line.
    UseAccount(AccountId),
    /// Enter: what was typed, which may hold a password.
    Send {
        typed: Secret,
        literals: Vec<ConsoleLiteral>,
    },
    /// What the server asked for.
    Answer(Secret),
    Stop,
    /// Choose a file for the literal of this number.
    AskFile(usize),
    /// Not that file.
    DropFile(usize),
    // Answers of the shell.
    /// The file dialog was answered; `None` where it was closed.
    PathChosen(PathFor, Option<PathBuf>),
    /// There is none on this machine: ask for a path in the window.
    NoDialog(PathFor),
    /// The path typed in its place.
    SubmitPath(String),
    /// Where the text was written, or why it was not.
    Saved(Result<PathBuf, Failure>),
}

/// One thing the shell shall do for the console.
#[derive(Debug)]
pub enum ConsoleEffect {
    /// Answered by [`ConsoleAct::PathChosen`] or [`ConsoleAct::NoDialog`].
    AskPath { what: PathFor, suggested_name: String },
    /// To a path the user chose; answered by [`ConsoleAct::Saved`]. `replace` where the dialog has asked
    /// about a file that is there.
    Write { path: PathBuf, text: String, replace: bool },
}
