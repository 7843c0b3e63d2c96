//! What the window shows, and how it changes: pure values in, pure values out.
//!
//! [`State::update`] takes what the user did, [`State::apply`] takes what has become true; both
//! return what the shell shall do. Nothing here knows egui, threads, files, sockets or the clock:
//! the time of day comes in with [`Action::Tick`].

mod accounts;
mod action;
mod apply;
mod dates;
mod dialogs;
mod dialogs_update;
mod folders;
mod list;
mod message;
mod saves;
mod saves_update;
mod state;
mod update;

pub use action::{Action, Effect, Pane, PaneWidths, ThemeChoice};
pub use dates::{Clock, byte_size, grouped, list_date, long_date};
pub use dialogs::{AccountForm, Dialog, Field, FolderPlace, LinkQuestion};
pub use folders::{FolderLine, folder_lines};
pub use list::{ListState, MessageList, RowAt, Scroll};
pub use message::{MessageView, SelectedMessage, ViewState};
pub use saves::{SaveJob, SaveState};
pub use state::{AccountView, Notice, NoticeKind, State};
