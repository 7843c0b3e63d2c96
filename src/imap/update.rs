//! What a session reports while a call runs, in the order of the wire.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::model::{Flags, Mailbox, Part, Row};

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
    Structure {
        seq: u32,
        uid: NonZeroU32,
        part: Arc<Part>,
    },
    Flags {
        seq: u32,
        uid: Option<NonZeroU32>,
        flags: Flags,
    },
    /// The server's words for the user (RFC 3501 §7.1 ALERT): bounded, untrusted.
    Alert(String),
    /// All UIDs known before are dead.
    UidValidity(NonZeroU32),
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
    /// Only in the result of the call, where the list was asked for.
    pub mailboxes: Option<Vec<Mailbox>>,
}
