//! Folders: the lines of the tree, what can be done with one, what is asked before, and what follows.
//!
//! ```text
//! FolderAct ──may?──▶ question ──answer──▶ Command::ChangeMailbox ──▶ heard: what was under the old
//!                        ▲ numbers                                    name follows, the toast, the way back
//! ```

mod ask;
mod asked;
mod back;
mod emptying;
mod follow;
mod heard;
mod index;
mod lines;
mod may;
mod names;
mod submit;
mod words;

pub use asked::{Counted, FolderAct, FolderAsk, FolderDialog, FolderId, FolderWish};
pub use back::FolderWork;
pub use follow::Renamed;
pub use lines::{FolderLine, folder_lines};
pub use names::{is_typed, level_words, name_to_type};
pub use submit::CheckedName;
pub use words::{PreviewLine, delete_lines, rename_lines, use_name};

pub(super) use back::FolderBack;
pub(super) use follow::{Renaming, follow_change};
pub(super) use index::FolderIndex;
