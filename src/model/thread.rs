//! Conversations: what the server says of them (RFC 5256 §4), and what a message says itself.

use std::sync::Arc;

/// One message of a conversation. A list of these in pre-order is a forest: a node of depth 0
/// begins a conversation, a deeper one answers the nearest shallower one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadNode {
    pub seq: u32,
    /// 0 for the first message of a conversation; levels below 64 are cut to 64.
    pub depth: u16,
}

/// How a message names itself and those before it: hashes of Message-IDs (RFC 5322 §3.6.4), which
/// are long and chosen by the sender.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadLinks {
    /// 0 where the message has no Message-ID.
    pub id: u64,
    /// The oldest first, the parent last; at most 20.
    pub references: Arc<[u64]>,
}
