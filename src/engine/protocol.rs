//! The only vocabulary between the UI thread and the account workers.
//!
//! ```text
//! ui ──Action──▶ app::update ──Command──▶ worker ──Event──▶ app::apply ──▶ ui
//! ```
//!
//! Commands state what the user wants now; they carry no replies. Events state what has become
//! true; an event never asks the UI to do something.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use crate::html::Image;
use crate::model::{
    AccountId, ConnectionState, Failure, Flag, Flags, Mailbox, MailboxName, MessageKey, Order,
    Part, PartId, RawHeader, Row, Secret, ThreadNode, TrafficByPurpose, TransferEncoding,
};
use crate::reading::{Form, Opened, PictureRef, Reading};

use super::pages::PageEvent;

/// A place on the screen where one message is read: the pane, or a window of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place(pub u32);

impl Place {
    /// The pane beside the list; windows count from 1.
    pub const PANE: Self = Self(0);
}

/// Names one fetching of a part, to be looked at without saving it, while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FetchId(pub u32);

/// A part to be opened without saving it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartRequest {
    pub id: FetchId,
    pub key: MessageKey,
    /// Its own, as the structure says; an empty [`PartId`] is the whole message.
    pub part: Arc<Part>,
}

/// Names one saving of an attachment while the program runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SaveId(pub u32);

/// What to save, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaveRequest {
    pub id: SaveId,
    pub key: MessageKey,
    /// Empty: the whole message, as it is on the server.
    pub part: PartId,
    pub encoding: TransferEncoding,
    /// Bytes as encoded on the server, for the progress bar.
    pub encoded_bytes: u64,
    /// Chosen by the user.
    pub path: PathBuf,
    pub if_exists: IfExists,
}

/// What becomes of a file that has the chosen name already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfExists {
    /// The user confirmed it in the file dialog.
    Replace,
    /// `name (2).ext` and so on.
    NewName,
    Refuse,
}

/// What a row in view shows beyond its first answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    pub seq: u32,
    pub uid: NonZeroU32,
    pub part: Arc<Part>,
    pub has_attachment: bool,
    /// `None` where the server has no previews.
    pub preview: Option<Arc<str>>,
}

/// Which rows are looked at. Sequence numbers are as of the last event the asker has seen; rows
/// come back with their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowsAsked {
    /// At most 200 of them.
    Range { first_seq: u32, last_seq: u32 },
    /// At most 200, in any order.
    Set(Vec<u32>),
    /// Places in an order that the server makes: 0 is the top; at most 200. With `whole` a server
    /// that cannot page may send the places of all messages, however many.
    Sorted { order: Order, first: u32, last: u32, whole: bool },
}

/// Why an order or the conversations of a mailbox are not to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unavailable {
    /// The server has no such command.
    NotOffered,
    /// It would come whole: this many bytes.
    TooLarge {
        estimated_bytes: u64,
    },
    Refused(Failure),
}

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
    Save(SaveRequest),
    CancelSave(SaveId),
    CreateMailbox {
        mailbox: MailboxName,
    },
    RenameMailbox {
        from: MailboxName,
        to: MailboxName,
    },
    DeleteMailbox {
        mailbox: MailboxName,
    },
    /// Ask what is new in the open mailbox and list the mailboxes again.
    Refresh,
    /// Log in with this secret; with `remember` it goes to the keyring after the login worked.
    UseSecret {
        secret: Secret,
        remember: bool,
    },
    /// Stop the login that is under way or would be tried again, drop the secret typed for it, and
    /// ask for one. [`AccountHandle::send`](super::AccountHandle::send) ends the connection itself.
    CancelLogin,
    /// Skip the back-off wait and connect at once.
    RetryNow,
    /// Log out (RFC 3501 §6.1.3) and end the thread.
    Stop,
}

/// A change to a mailbox that the user asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailboxChange {
    Created(MailboxName),
    Renamed { from: MailboxName, to: MailboxName },
    Deleted(MailboxName),
}

/// A fact reported by one account's worker.
///
/// Facts about the open mailbox come in the order of the wire: sequence numbers are true at that
/// point of the order and move with each `Expunged`.
#[derive(Clone, Debug)]
pub enum Event {
    ConnectionChanged {
        account: AccountId,
        state: ConnectionState,
    },
    /// At most ten a second, and once at the end of each piece of work.
    TrafficChanged {
        account: AccountId,
        /// Its total is what the account has cost.
        by_purpose: Box<TrafficByPurpose>,
        /// Bytes that did not have to be received because the server compressed them.
        compression_saved_bytes: u64,
    },
    /// All mailboxes of the account, in the order of the tree.
    MailboxesListed {
        account: AccountId,
        mailboxes: Arc<[Mailbox]>,
    },
    UnseenChanged {
        account: AccountId,
        mailbox: MailboxName,
        unseen: u32,
    },
    /// SELECT or EXAMINE was answered. Also after a reconnect: then rows already held are dead
    /// only if `uid_validity` differs.
    MailboxOpened {
        account: AccountId,
        mailbox: MailboxName,
        exists: u32,
        uid_validity: NonZeroU32,
        /// `None` where the server does not say.
        uid_next: Option<NonZeroU32>,
        read_only: bool,
        /// The rows of the order asked for follow by themselves.
        page_follows: bool,
    },
    MailboxFailed {
        account: AccountId,
        mailbox: MailboxName,
        failure: Failure,
    },
    /// Rows with their sequence numbers, in no particular order.
    RowsLoaded {
        account: AccountId,
        mailbox: MailboxName,
        rows: Vec<(u32, Row)>,
    },
    /// Attachment sign and preview of rows (and one round trip saved later).
    DetailsLoaded {
        account: AccountId,
        mailbox: MailboxName,
        details: Vec<Details>,
    },
    /// What stands at the places `first` and following in this order, as sequence numbers. Rows
    /// of them follow. With `whole` these are all places.
    OrderLoaded {
        account: AccountId,
        mailbox: MailboxName,
        order: Order,
        first: u32,
        seqs: Vec<u32>,
        whole: bool,
    },
    OrderUnavailable {
        account: AccountId,
        mailbox: MailboxName,
        order: Order,
        reason: Unavailable,
    },
    ThreadsLoaded {
        account: AccountId,
        mailbox: MailboxName,
        /// In pre-order, each message at most once.
        nodes: Arc<[ThreadNode]>,
    },
    ThreadsUnavailable {
        account: AccountId,
        mailbox: MailboxName,
        reason: Unavailable,
    },
    ExistsChanged {
        account: AccountId,
        mailbox: MailboxName,
        exists: u32,
    },
    /// The message at this sequence number is gone; every higher number moves down by one.
    Expunged {
        account: AccountId,
        mailbox: MailboxName,
        seq: u32,
    },
    FlagsChanged {
        account: AccountId,
        mailbox: MailboxName,
        seq: u32,
        uid: Option<NonZeroU32>,
        flags: Flags,
    },
    /// The message is ready to show, or was read ahead; sent again as more of its text arrives.
    MessageLoaded {
        key: MessageKey,
        /// Decoded on the worker, so that the UI thread parses nothing.
        reading: Arc<Reading>,
    },
    /// Some of the pictures asked for. A picture that could not be had is left out; nothing follows
    /// the last ones.
    PicturesLoaded {
        key: MessageKey,
        images: Vec<Arc<Image>>,
        is_last: bool,
    },
    /// Bytes as encoded. At most ten a second.
    PartProgress {
        id: FetchId,
        done_bytes: u64,
        total_bytes: u64,
    },
    PartOpened {
        id: FetchId,
        opened: Arc<Opened>,
    },
    /// A piece of a message's source: bytes made visible as text, line by line.
    SourceRead {
        id: FetchId,
        text: Arc<str>,
        done_bytes: u64,
        total_bytes: u64,
        is_last: bool,
    },
    /// Of a part or a source; what was read of it stands.
    FetchFailed {
        id: FetchId,
        failure: Failure,
    },
    /// Of a page on the screen.
    Page(PageEvent),
    MessageFailed {
        key: MessageKey,
        failure: Failure,
    },
    HeadersLoaded {
        key: MessageKey,
        headers: Arc<[RawHeader]>,
    },
    /// A flag could not be stored; the list shows what the server holds again.
    FlagFailed {
        key: MessageKey,
        flag: Flag,
        on: bool,
        failure: Failure,
    },
    /// Bytes as encoded. At most ten a second.
    SaveProgress {
        id: SaveId,
        done_bytes: u64,
        total_bytes: u64,
    },
    SaveFinished {
        id: SaveId,
        path: PathBuf,
    },
    SaveFailed {
        id: SaveId,
        failure: Failure,
    },
    /// The server did it, and the tree was listed again.
    MailboxChanged {
        account: AccountId,
        change: MailboxChange,
    },
    MailboxChangeFailed {
        account: AccountId,
        change: MailboxChange,
        failure: Failure,
    },
    /// The secret could not be kept; the login stands.
    SecretNotKept {
        account: AccountId,
        failure: Failure,
    },
    /// `[ALERT]` text of the server: at most 1,024 bytes, shown marked as the server's.
    Alert {
        account: AccountId,
        text: String,
    },
}
