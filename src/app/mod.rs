//! What the window shows, and how it changes: pure values in, pure values out.
//!
//! [`State::update`] takes what the user did, [`State::apply`] takes what has become true; both
//! return what the shell shall do. Nothing here knows egui, threads, files, sockets or the clock:
//! the time of day comes in with [`Action::Tick`].

mod accounts;
mod acting;
mod action;
mod apply;
mod apply_list;
mod below;
mod change_words;
mod changed;
mod changing;
mod columns;
mod console;
mod dates;
mod days;
mod dialogs;
mod dialogs_update;
mod export;
mod export_update;
mod export_words;
mod fetches;
mod folders;
mod import;
mod import_moved;
mod import_update;
mod import_words;
mod info;
mod info_update;
mod info_words;
mod kept;
mod list;
mod looks;
mod message;
mod outside;
mod packed;
mod page;
mod pictures;
mod places;
mod print;
mod read_ahead;
mod remote;
mod returned;
mod saves;
mod saves_update;
mod sheet;
mod state;
mod tags;
mod title;
mod traffic;
mod undo;
mod update;
mod update_list;
mod update_message;
mod update_windows;
mod views;
mod windows;
mod wish;
mod wishes;

pub use crate::text::grouped;
pub use action::{Action, Effect, Look, MessageAct, Pane, PaneWidths, ThemeChoice};
pub use columns::{Column, ColumnKind, Columns, Density};
pub use console::{
    CONSOLE_HEIGHT_PT, Candidate, Completion, Connection, Console, ConsoleAct, ConsoleEffect,
    ConsoleQuestion, ConsoleView, Desk, DeskRow, FolderNames, LogFilter, LogRow, LogView, PathFor,
    Picked, RowKind, Running, clock_time, complete, connection_name, log_text,
};
pub use dates::{Clock, byte_size, list_date, long_date};
pub use days::{DayGroup, day_group};
pub use dialogs::{AccountForm, Dialog, Field, LinkQuestion, OpenQuestion};
pub use export::{ExportAct, ExportJob, ExportQuestion, Exports, PathQuestion};
pub use fetches::SOURCE_LIMIT_BYTES;
pub use folders::{
    CheckedName, Counted, FolderAct, FolderAsk, FolderDialog, FolderId, FolderLine, FolderWish,
    FolderWork, PreviewLine, Renamed, delete_lines, folder_lines, is_typed, level_words,
    name_to_type, rename_lines, use_name,
};
pub use import::{ImportAct, ImportEffect, ImportJob, ImportQuestion, Imports, there_already};
pub use info::{FolderSheet, InfoAct, InfoDialog, InfoState, Read};
pub use info_words::{
    Held, RightsGroup, is_nearly_full, my_rights_words, namespace_words, quota_words,
    rights_groups, use_words,
};
pub use list::{
    Entry, ListNote, ListState, MessageList, PAGE_CACHE_BYTES, RowAt, Scroll, THREADS_MOST,
    THREADS_SERVER_LIMIT, ThreadMark, key_words,
};
pub use message::{BodyShown, MessageView, Remote, SelectedMessage, ShownAs, TextFind, ViewState};
pub use packed::{FileInside, Written};
pub use page::{
    PAGE_TILES_BYTES, PageAct, PageFind, PageLayout, PageView, PageViewport, STRIP_HEIGHT_PX,
    STRIP_WIDTH_LIMIT_PX,
};
pub use pictures::PICTURES_UNASKED_BYTES;
pub use print::{PrintId, PrintJob, PrintTo};
pub use read_ahead::ReadAhead;
pub use remote::TRUSTED_SENDERS_LIMIT;
pub use saves::{Packed, SaveJob, SaveState};
pub use state::{AccountView, Notice, NoticeKind, State, ZOOM_PERCENT};
pub use tags::{KNOWN_TAGS, tag_name};
pub use traffic::TrafficView;
pub use update_windows::CanGo;
pub use views::{ListSettings, MAX_VIEWS, MailboxViews, RememberedView};
pub use windows::{OpenWindow, OpenedView, SourceView, WINDOWS_LIMIT, WindowKind};
pub use wish::{Acting, ChangeJob, Choose, DeleteQuestion, FolderQuestion, Toast, Wish};
pub use wishes::Wishes;
