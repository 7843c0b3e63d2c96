//! What has become true.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::info::InfoEvent;
use crate::engine::pages::PageEvent;
use crate::html::Image;
use crate::model::{
    AccountId, ConnectionState, Failure, Flag, Flags, Keyword, Mailbox, MailboxName, MessageKey,
    Order, RawHeader, Row, ThreadNode, TrafficByPurpose,
};
use crate::reading::{Opened, Reading};

use super::change::{ChangeId, ChangeOutcome};
use super::console::ConsoleEvent;
use super::export::ExportEvent;
use super::import::ImportEvent;
use super::mailboxes::{MailboxChange, MailboxSurvey};
use super::values::{Details, FetchId, SaveId, Unavailable};

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
        /// Flags that stay where they are set (RFC 3501 §7.1 PERMANENTFLAGS); all of them where the
        /// server does not say.
        kept: Flags,
        /// Messages can be given keywords that nobody used here yet (RFC 3501 §7.1
        /// PERMANENTFLAGS).
        new_keywords: bool,
        /// Keywords that messages can be given here: those in use, at most 200.
        keywords: Arc<[Keyword]>,
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
        /// As in [`Row::keywords`].
        keywords: Arc<[Keyword]>,
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
    /// What the server says of the account and its folders.
    Info(InfoEvent),
    /// Of a page on the screen.
    Page(PageEvent),
    Console(ConsoleEvent),
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
    /// Messages. At most ten a second, and never of a change that one exchange does.
    ChangeProgress {
        id: ChangeId,
        done: u32,
        total: u32,
    },
    /// Always the last word on a change. What it changed in the open mailbox was told before, but for
    /// marks on more than 200 messages at a time: their new flags are not sent one by one.
    MessagesChanged {
        id: ChangeId,
        outcome: Arc<ChangeOutcome>,
    },
    /// Of messages that are brought in.
    Import(ImportEvent),
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
    /// Of messages taken out into files.
    Export(ExportEvent),
    /// The server did it, and the tree was listed again. A mailbox on the screen that has another name
    /// is opened under it next (`MailboxOpened`). What a server takes along that it should not, such as
    /// what is inside INBOX, is told by a change of its own before that.
    MailboxChanged {
        account: AccountId,
        change: MailboxChange,
    },
    /// Nothing of it was done, or what the sentence says; the list told before has it so.
    MailboxChangeFailed {
        account: AccountId,
        change: MailboxChange,
        failure: Failure,
    },
    /// What a mailbox and those inside it hold.
    MailboxSurveyed {
        account: AccountId,
        survey: Arc<MailboxSurvey>,
    },
    MailboxSurveyFailed {
        account: AccountId,
        mailbox: MailboxName,
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
