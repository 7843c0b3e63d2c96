//! What the user did, and what the shell shall do about it.

use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::{ChangeId, Command, ExportForm, ExportId, PageCommand, PageId, Place, SaveId};
use crate::html::Image;
use crate::model::{Account, AccountId, MailboxName, MessageKey, Order, PartId, Secret, SortKey};

use super::columns::{Columns, Density};
use super::console::{ConsoleAct, ConsoleEffect};
use super::dialogs::AccountForm;
use super::export::ExportAct;
use super::folders::FolderAct;
use super::import::{ImportAct, ImportEffect};
use super::info::InfoAct;
use super::list::Scroll;
use super::packed::{FileInside, Written};
use super::page::PageAct;
use super::print::{PrintId, PrintJob};
use super::wish::{Acting, Choose, Wish};

/// The three panes, for keyboard focus (F6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pane {
    Folders,
    #[default]
    Messages,
    Message,
}

impl Pane {
    /// The one F6 goes to from here.
    pub fn next(self) -> Self {
        match self {
            Self::Folders => Self::Messages,
            Self::Messages => Self::Message,
            Self::Message => Self::Folders,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    #[default]
    System,
    Light,
    Dark,
}

/// Widths in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PaneWidths {
    pub folders_pt: f32,
    pub messages_pt: f32,
}

impl Default for PaneWidths {
    /// The sketch of the window at 1280 points.
    fn default() -> Self {
        Self { folders_pt: 224.0, messages_pt: 388.0 }
    }
}

/// How a message is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// As it was meant, where it is HTML.
    #[default]
    Page,
    /// HTML in the window's own fonts and colours.
    Reader,
    /// As text: the sender's own where there is one.
    Text,
}

/// What the user did to a message that is open somewhere.
#[derive(Clone, Debug, PartialEq)]
pub enum MessageAct {
    /// The body's first screen was painted.
    Painted,
    ShowMoreText,
    ShowAllHeaders(bool),
    /// The tree of its parts.
    ShowParts(bool),
    Retry,
    ChooseLook(Look),
    /// Fetch the pictures of the message that wait because they are large.
    LoadPictures,
    /// In text and reader mode; empty words end it.
    Find(String),
    FindNext,
    FindPrevious,
    /// Fetch the pictures that this message's pages name on the network, once.
    LoadRemote,
    /// From now on, for mail of this sender that the server confirmed.
    TrustSender(bool),
    /// Unfolds or folds a quote; `block` is the index of its first block.
    ToggleQuote {
        block: usize,
    },
    SaveAttachment {
        part: PartId,
    },
    SaveAllAttachments,
    /// One of the files inside an opened attachment.
    SaveInside {
        index: usize,
    },
    SaveAllInside,
    /// As .eml.
    SaveMessage,
    /// Look at an attachment without saving it.
    OpenPart {
        part: PartId,
    },
    /// Hand it to another program, after a question.
    OpenPartWith {
        part: PartId,
    },
    /// The raw source, in a window of its own.
    OpenSource,
    OpenInWindow,
    Print,
    SavePdf,
    /// In a window: the message after or before this one in the list.
    Next,
    Previous,
}

/// One thing the user did. Views make these; they change nothing themselves.
#[derive(Debug)]
pub enum Action {
    // Time and window.
    /// The clock of the machine, once a minute and at start.
    Tick {
        now_unix_secs: i64,
    },
    PanesResized(PaneWidths),
    ChooseTheme(ThemeChoice),
    FocusPane(Pane),
    NextPane,
    // Folders.
    SelectMailbox {
        account: AccountId,
        mailbox: MailboxName,
    },
    /// Opens or closes a branch of the tree; `path` is the folder's decoded path.
    ToggleBranch {
        account: AccountId,
        path: Vec<String>,
    },
    /// Every mailbox, or only the subscribed ones.
    ShowAllFolders(bool),
    Refresh,
    RetryNow(AccountId),
    // The list.
    Scrolled(Scroll),
    /// Index 0 is the top of the list.
    SelectRow {
        index: u32,
    },
    /// Moves the selection by lines; negative is towards the top.
    MoveSelection {
        by: i64,
    },
    SelectFirst,
    SelectLast,
    /// The next unread message among the rows that are loaded.
    NextUnread,
    SetOrder(Order),
    /// The head of a column was clicked: the same one again turns the order round.
    SortBy(SortKey),
    /// Read the places of all messages, as the note said it would cost.
    SortAnyway,
    ToggleThreads,
    /// Folds or unfolds the conversation at a line.
    ToggleThread {
        index: u32,
    },
    /// Unfolds the conversation at the cursor.
    ExpandThread,
    /// Folds the conversation at the cursor.
    CollapseThread,
    SetDensity(Density),
    ColumnsChanged(Columns),
    /// The panel with what was sent and received.
    OpenMeter(bool),
    /// Of rows in the list.
    Choose(Choose),
    // Changes to messages.
    Act(Acting, Wish),
    /// The dialog's main button: the folder that was found.
    SubmitFolder(MailboxName),
    /// The question before messages go for good was answered with yes.
    ConfirmDelete,
    CancelChange(ChangeId),
    /// About messages that are brought in.
    Import(ImportAct),
    /// Takes back what was done last (Ctrl+Z, and the toast's button).
    Undo,
    /// Its ten seconds are over, or it was closed; the number is [`Toast::serial`](super::Toast).
    ToastGone(u32),
    // The message.
    /// Of the message at this place.
    Message(Place, MessageAct),
    /// Of a page on the screen.
    Page(PageId, PageAct),
    /// Pictures from the network, which the user asked for; `failed` counts those that could not be had.
    RemoteLoaded {
        page: PageId,
        images: Vec<Arc<Image>>,
        failed: u32,
    },
    CloseWindow(Place),
    /// The message under the cursor, in a window of its own: Enter once more, or a double click.
    OpenSelectedInWindow,
    /// Stop fetching the source or the part in this window; what came stays.
    CancelFetch(Place),
    /// Fetch it again after it failed or was stopped.
    RetryFetch(Place),
    /// Whether the window is dark now, whoever decided that; pages may follow it.
    ThemeIsDark(bool),
    /// The question before an attachment is handed to another program was answered with yes.
    ConfirmOpenWith,
    /// A place for it in a folder that is emptied at exit; `None` where there is none.
    PrivateFileReady {
        id: SaveId,
        path: Option<PathBuf>,
    },
    /// The file dialog for a PDF was answered; `None` where it was closed.
    PdfPathChosen {
        id: PrintId,
        path: Option<PathBuf>,
    },
    /// A message went to the printer or into a PDF, or did not; a sentence either way.
    Printed(Result<String, String>),
    /// How messages are looked at from now on.
    SetLook(Look),
    /// Pages at this many percent; 50 to 300.
    SetZoom(u16),
    /// A link in a mail was clicked: ask before anything opens.
    ClickLink {
        target: String,
        text: String,
    },
    CopyText(String),
    // Attachments.
    /// The file dialog was answered; `None` where it was closed.
    SavePathChosen {
        id: SaveId,
        path: Option<PathBuf>,
    },
    /// The folder dialog for all attachments was answered; the order is that of `ids`.
    SaveFolderChosen {
        ids: Vec<SaveId>,
        folder: Option<PathBuf>,
    },
    /// There is no file dialog on this machine: ask for a path in the window.
    SaveDialogMissing {
        id: SaveId,
    },
    /// Files inside an attachment are written: the name each got, or why it was not.
    FilesWritten(Written),
    CancelSave(SaveId),
    /// Of messages taken out into files.
    Export(ExportAct),
    DismissSave(SaveId),
    // Dialogs.
    OpenAddAccount,
    /// Round the open folder.
    OpenNewFolder,
    /// Of the open folder.
    OpenRenameFolder,
    OpenDeleteFolder,
    /// Of any folder, and the buttons of the dialogs about one.
    Folder(FolderAct),
    /// The dialog's main button, with what was typed.
    SubmitAccount {
        form: Box<AccountForm>,
        secret: Secret,
    },
    SubmitSecret {
        account: AccountId,
        secret: Secret,
        remember: bool,
    },
    ConfirmLink,
    SubmitSavePath {
        id: SaveId,
        path: String,
    },
    CloseDialog,
    /// About an account or a folder.
    Info(InfoAct),
    OpenRemoveAccount(AccountId),
    ConfirmRemoveAccount,
    DismissNotice(usize),
    Console(ConsoleAct),
    Quit,
}

/// One thing the shell shall do.
#[derive(Debug)]
pub enum Effect {
    Send(AccountId, Command),
    /// Start the workers of this account.
    StartAccount {
        id: AccountId,
        account: Box<Account>,
        secret: Option<Secret>,
        remember: bool,
    },
    /// End the workers of this account.
    StopAccount(AccountId),
    /// Append to `accounts.toml`.
    KeepAccount(Box<Account>),
    ForgetAccount(Box<Account>),
    /// Write to `accounts.toml` whether the account is for looking only, and nothing else.
    KeepLookOnly(Box<Account>),
    /// Remember window settings.
    KeepSettings,
    AskSavePath {
        id: SaveId,
        suggested_name: String,
    },
    Import(ImportEffect),
    AskSaveFolder {
        ids: Vec<SaveId>,
    },
    /// Where messages go: a file that is named like this at first, or a folder.
    AskExportPath {
        id: ExportId,
        form: ExportForm,
        suggested_name: String,
    },
    /// Already confirmed by the user; absolute and checked.
    OpenLink(String),
    Copy(String),
    /// One line of the trace, for what has just become visible.
    TraceMessageShown {
        key: MessageKey,
        kind: crate::app::ShownAs,
    },
    /// Bring the window of this place to the front.
    FocusWindow(Place),
    /// Bring the window to the front whose question waits for its answer.
    FocusQuestion,
    /// To the threads that lay pages out.
    Page(PageCommand),
    /// The user asked for these pictures from the network.
    FetchRemote {
        page: PageId,
        addresses: Vec<String>,
    },
    /// Nobody waits for them any more.
    CancelRemote(PageId),
    /// Make a place for a file that another program will open.
    MakePrivateFile {
        id: SaveId,
        safe_name: String,
    },
    /// Files inside an attachment, to paths the user chose; answered by [`Action::FilesWritten`].
    WriteFiles(Vec<FileInside>),
    /// Hand a file to the system; asked and confirmed.
    OpenFile(PathBuf),
    /// Where the PDF goes; answered by [`Action::PdfPathChosen`].
    AskPdfPath {
        id: PrintId,
        suggested_name: String,
    },
    Print(Box<PrintJob>),
    Console(ConsoleEffect),
    Quit,
}
