//! The order of a list and what is folded in it.

/// What a list is ordered by (RFC 5256 §3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SortKey {
    /// As the messages came into the mailbox: the order of sequence numbers, which every server has.
    #[default]
    Arrival,
    /// The Date header.
    Date,
    Sender,
    /// The base subject, without `Re:` and the like (RFC 5256 §2.1).
    Subject,
    /// RFC822.SIZE.
    Size,
}

/// A key and a direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Order {
    pub key: SortKey,
    /// Newest, largest or last of the alphabet at the top.
    pub descending: bool,
}

impl Default for Order {
    /// Newest first.
    fn default() -> Self {
        Self { key: SortKey::Arrival, descending: true }
    }
}

/// How one mailbox is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ListView {
    pub order: Order,
    /// Messages of one conversation stand together.
    pub threads: bool,
}
