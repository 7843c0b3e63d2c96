//! What the window wishes.

use std::sync::Arc;

use crate::model::{Flag, MailboxName, MessageKey, Order, Part, Secret};
use crate::reading::{Form, PictureRef};

use crate::engine::info::InfoCommand;

use super::change::{ChangeId, ChangeRequest};
use super::console::ConsoleCommand;
use super::export::ExportCommand;
use super::import::ImportCommand;
use super::mailboxes::MailboxChange;
use super::values::{FetchId, PartRequest, Place, RowsAsked, SaveId, SaveRequest};

/// A wish sent to one account's worker. Sending never blocks the UI thread.
#[derive(Debug)]
pub enum Command {
    /// Make `mailbox` the open one and load its newest `rows`. Replaces any earlier one.
    OpenMailbox {
        mailbox: MailboxName,
        rows: u32,
        order: Order,
        /// Rows bring their `ThreadLinks`.
        links: bool,
        /// Messages when the mailbox was last heard of: saves a round trip where it is still true.
        known_exists: Option<u32>,
    },
    /// The user looks at these rows; replaces the previous wish.
    ShowRows {
        mailbox: MailboxName,
        rows: RowsAsked,
        links: bool,
    },
    /// Structure and preview of rows in view, at most 200; replaces the previous wish.
    ShowDetails {
        mailbox: MailboxName,
        seqs: Vec<u32>,
    },
    /// The conversations of the open mailbox, made by the server.
    ListThreads {
        mailbox: MailboxName,
    },
    /// Read a message that is small and likely to be looked at next; replaces the previous wish and is
    /// dropped without an event when another message is shown or it fails.
    Prefetch {
        key: MessageKey,
        structure: Option<Arc<Part>>,
        form: Form,
    },
    /// The user looks at this message: run before all other work; replaces the message wished for at
    /// this place before. `structure` where it is known already saves a round trip.
    ShowMessage {
        place: Place,
        key: MessageKey,
        structure: Option<Arc<Part>>,
        form: Form,
    },
    /// No place shows this message any more: what was wished for it is dropped, and its text is held
    /// no longer.
    LeaveMessage {
        key: MessageKey,
    },
    /// Pictures that the page of a message shows; answered by `PicturesLoaded`, in several pieces.
    FetchPictures {
        key: MessageKey,
        pictures: Vec<PictureRef>,
    },
    /// Fetch an attachment to look at it, in pieces; resumed after a lost connection.
    OpenPart(PartRequest),
    /// Stops a part or a source.
    CancelFetch(FetchId),
    /// The message as it is on the server, from its first byte on, in pieces of 256 KiB.
    ReadSource {
        id: FetchId,
        key: MessageKey,
    },
    /// The next 256 KiB of the text that is shown.
    ShowMoreText {
        key: MessageKey,
    },
    /// All header fields of a message.
    ShowHeaders {
        key: MessageKey,
    },
    SetFlag {
        key: MessageKey,
        flag: Flag,
        on: bool,
    },
    /// Marks, moves, copies or deletes messages; answered by `ChangeProgress` and `MessagesChanged`.
    /// Runs in the order asked for.
    ChangeMessages(ChangeRequest),
    /// Stops after the piece that is under way.
    CancelChange(ChangeId),
    /// Messages brought in from files, or from and to another account; answered by `Event::Import`.
    Import(ImportCommand),
    Save(SaveRequest),
    CancelSave(SaveId),
    /// Of messages taken out into files.
    Export(ExportCommand),
    /// Makes, renames, deletes or subscribes to a mailbox; answered by `MailboxChanged` or
    /// `MailboxChangeFailed`. Runs in the order asked for.
    ChangeMailbox(MailboxChange),
    /// Count what is in a mailbox and inside it, at most 200 mailboxes; replaces the previous wish.
    SurveyMailbox {
        mailbox: MailboxName,
    },
    /// About the account and its folders.
    Info(InfoCommand),
    /// Ask what is new in the open mailbox and list the mailboxes again.
    Refresh,
    /// Log in with this secret; with `remember` it goes to the keyring after the login worked.
    UseSecret {
        secret: Secret,
        remember: bool,
    },
    /// Stop the login that is under way or would be tried again, drop the secret typed for it, and
    /// ask for one. [`AccountHandle::send`](crate::engine::AccountHandle::send) ends the connection itself.
    CancelLogin,
    /// For the console's own connection; passes by the worker.
    Console(ConsoleCommand),
    /// Skip the back-off wait and connect at once.
    RetryNow,
    /// Log out (RFC 3501 §6.1.3) and end the thread.
    Stop,
}
