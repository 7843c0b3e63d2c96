//! The console: the live protocol log of all accounts, and a line for commands typed by hand.
//!
//! Nothing of it is kept when the program ends. The log comes from the shell while the console is open
//! ([`ConsoleEvent::Logged`](crate::engine::ConsoleEvent)); what is typed goes to a connection of its
//! own, and what may change the server is asked about first.

mod acts;
mod answers;
mod ask;
mod complete;
mod desk;
mod log;
mod pick;
mod rows;
mod save;
mod update;
mod words;

pub use acts::{ConsoleAct, ConsoleEffect};
pub use ask::{ConsoleQuestion, PathFor};
pub use complete::{Candidate, Completion, FolderNames, complete};
pub use desk::{Desk, DeskRow, RowKind, Running};
pub use log::{Connection, LogFilter, LogRow, LogView};
pub use pick::Picked;
pub use words::{clock_time, connection_name, log_text};

use crate::model::AccountId;

use super::state::State;

/// Height of the panel at first: a dozen lines of the log and the line to type in.
pub const CONSOLE_HEIGHT_PT: f32 = 300.0;

/// Which of the two is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ConsoleView {
    #[default]
    Log,
    /// Lines typed by hand, and their answers.
    Commands,
}

/// All of the console.
#[derive(Debug)]
pub struct Console {
    pub is_open: bool,
    /// As dragged; the window may have less room.
    pub height_pt: f32,
    pub view: ConsoleView,
    pub log: LogView,
    pub desk: Desk,
    /// Literals are kept in the log, too.
    pub keeps_content: bool,
    /// What became of a save: a sentence, until something else is done here.
    pub note: Option<String>,
}

impl Default for Console {
    fn default() -> Self {
        Self {
            is_open: false,
            height_pt: CONSOLE_HEIGHT_PT,
            view: ConsoleView::default(),
            log: LogView::default(),
            desk: Desk::default(),
            keeps_content: false,
            note: None,
        }
    }
}

impl State {
    /// The serial number of the newest line of an account's log that is held, where new ones are wanted.
    pub fn wants_log(&self, account: AccountId) -> Option<u64> {
        (self.console.is_open && !self.console.log.paused).then(|| self.console.log.taken(account))
    }

    /// The account that a typed line goes to: the chosen one, else the open one, else the first.
    pub fn console_account(&self) -> Option<AccountId> {
        let chosen = self.console.desk.account.filter(|id| self.account(*id).is_some());
        let open = self.open.as_ref().map(|(account, _)| *account);
        chosen.or(open).or_else(|| self.accounts.first().map(|view| view.id))
    }
}
