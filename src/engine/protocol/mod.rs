//! The only vocabulary between the UI thread and the account workers.
//!
//! ```text
//! ui ──Action──▶ app::update ──Command──▶ worker ──Event──▶ app::apply ──▶ ui
//! ```
//!
//! Commands state what the user wants now; they carry no replies. Events state what has become
//! true; an event never asks the UI to do something.

mod change;
mod command;
mod console;
mod event;
mod export;
mod import;
mod mailboxes;
mod values;

pub use change::{ChangeId, ChangeOutcome, ChangeRequest, Chosen, CopiedTo, Mark, MessageChange};
pub use command::Command;
pub use console::{ConsoleCommand, ConsoleEnd, ConsoleEvent, ConsoleLiteral, ConsoleRun, RunId};
pub use event::Event;
pub use export::{
    ExportCommand, ExportEvent, ExportForm, ExportId, ExportOutcome, ExportProgress, ExportRequest,
};
pub use import::{
    GiveRequest, ImportCommand, ImportEvent, ImportId, ImportOutcome, ImportProgress, ImportStage,
    ImportTarget, LeftOut, LeftOutWhy,
};
pub use mailboxes::{MailboxChange, MailboxSurvey, SurveyedInside};
pub use values::{
    Details, FetchId, IfExists, PartRequest, Place, RowsAsked, SaveId, SaveRequest, Unavailable,
};
