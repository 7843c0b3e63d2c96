//! What commands and events carry: places, requests, and the names of things under way.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;

use crate::model::{Failure, MessageKey, Order, Part, PartId, TransferEncoding};

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
