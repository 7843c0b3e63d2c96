//! What a session reports while a call runs, in the order of the wire.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::permits::Permits;
use crate::model::{Flags, Keyword, Mailbox, Order, Part, Row};

/// One thing that became true. Sequence numbers are right at this point of the order.
#[derive(Clone, Debug)]
pub enum Update {
    /// Another mailbox is open now.
    Opened(Opened),
    Mailboxes(Vec<Mailbox>),
    /// This many messages are in the mailbox.
    Exists(u32),
    /// The message of this sequence number is gone; those after it moved down by one.
    Expunged(u32),
    Vanished(Vec<NonZeroU32>),
    /// `text.unreadable` where the server's row could not be read.
    Row {
        seq: u32,
        row: Row,
    },
    /// What a row shows beyond its first answer. May come twice: the second time with a preview.
    Details {
        seq: u32,
        uid: NonZeroU32,
        part: Arc<Part>,
        /// One line of at most 200 characters; `None` where there is none, or none yet.
        preview: Option<Arc<str>>,
    },
    /// What stands at the places `first` and following in this order; each number at most once, and
    /// each in the mailbox. The rows of a page come behind it. With `whole` these are all places.
    Order {
        order: Order,
        first: u32,
        seqs: Vec<u32>,
        whole: bool,
    },
    /// The rows of this order cannot be had; rows that follow are those that arrived last.
    NotSorted {
        order: Order,
        reason: NotSorted,
    },
    Flags {
        seq: u32,
        uid: Option<NonZeroU32>,
        flags: Flags,
        keywords: Arc<[Keyword]>,
    },
    /// The server's words for the user (RFC 3501 §7.1 ALERT): bounded, untrusted.
    Alert(String),
    /// All UIDs known before are dead.
    UidValidity(NonZeroU32),
}

/// Why a server's order is not to be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotSorted {
    /// The server has no such command.
    NotOffered,
    /// It would come whole: about this many bytes.
    TooLarge { estimated_bytes: u64 },
    /// The server's words: bounded, untrusted.
    Refused { server_text: String },
}

/// What SELECT or EXAMINE said (RFC 3501 §6.3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    pub exists: u32,
    /// 1 where the server does not say.
    pub uid_validity: NonZeroU32,
    pub uid_validity_known: bool,
    pub uid_next: Option<NonZeroU32>,
    pub read_only: bool,
    pub permits: Permits,
    /// Only in the result of the call, where the list was asked for.
    pub mailboxes: Option<Vec<Mailbox>>,
}
