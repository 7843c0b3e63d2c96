//! Threads and channels: one account is one command worker and one watcher.
//!
//! ```text
//!            Command (bounded)             ┌───────── watcher: IDLE on a connection of its own
//!   shell ───────────────────▶ worker ◀────┘ push
//!         ◀───────────────────  │ JobQueue ─▶ one step ─▶ imap over wire (blocking, bounded)
//!            Event (bounded) + wake()
//! ```
//!
//! The engine knows no window: it wakes whoever listens by a plain callback. Stopping has three
//! words: *superseded* (a job replaced before it began), *cancelled* (between two steps), *killed*
//! (the socket is shut down from outside).

mod account;
mod backoff;
mod changes;
mod commands;
mod console;
mod download;
mod events;
mod export;
pub mod import;
mod inbox;
mod info;
mod job;
mod list_steps;
mod load;
mod login;
mod looked;
mod mailboxes;
mod message_steps;
pub mod pages;
mod part;
mod pictures;
mod protocol;
mod queue;
mod save;
mod source;
mod steps;
mod translate;
mod tree;
mod watcher;
mod worker;

pub use account::{AccountHandle, AccountSetup, endpoint_of};
pub use events::EventSender;
pub use info::{InfoCommand, InfoEvent};
pub use pages::{PageCommand, PageEvent, PageId, PageLoad, PageShape, Pages};
pub use protocol::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, ConsoleCommand, ConsoleEnd,
    ConsoleEvent, ConsoleLiteral, ConsoleRun, CopiedTo, Details, Event, ExportCommand, ExportEvent,
    ExportForm, ExportId, ExportOutcome, ExportProgress, ExportRequest, FetchId, GiveRequest,
    IfExists, ImportCommand, ImportEvent, ImportId, ImportOutcome, ImportProgress, ImportStage,
    ImportTarget, LeftOut, LeftOutWhy, MailboxChange, MailboxSurvey, Mark, MessageChange,
    PartRequest, Place, RowsAsked, RunId, SaveId, SaveRequest, SurveyedInside, Unavailable,
};
pub use save::write_whole;

/// What the console shows and proposes, as the wire and the session write it.
pub use crate::imap::{Asked, CommandWord, TypedLine, command_words, find_word, mask};
pub use crate::wire::{Direction, LogLine, Role};
