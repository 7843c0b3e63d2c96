//! One mailbox of the demo account and its messages.

use std::sync::Arc;

use super::flags::Flags;
use super::message::header;
use super::source::MessageSource;
use super::synthetic;

/// What a message is made of: kept bytes, or a number from which the bytes are made or read when
/// asked.
#[derive(Clone, Debug)]
pub enum Content {
    Kept(Arc<[u8]>),
    Synthetic(u32),
    Elsewhere { source: Arc<dyn MessageSource>, number: u32, size_bytes: usize },
}

impl Content {
    /// The whole message as RFC 5322 bytes.
    pub fn bytes(&self) -> Arc<[u8]> {
        match self {
            Self::Kept(bytes) => Arc::clone(bytes),
            Self::Synthetic(number) => synthetic::message(*number).into(),
            Self::Elsewhere { source, number, .. } => source.message(*number),
        }
    }

    /// The header, with the empty line behind it.
    pub fn header(&self) -> Vec<u8> {
        match self {
            Self::Kept(bytes) => head(bytes),
            Self::Synthetic(number) => head(&synthetic::message(*number)),
            Self::Elsewhere { source, number, .. } => source.header(*number),
        }
    }

    /// Length of the message in bytes.
    pub fn length(&self) -> usize {
        match self {
            Self::Kept(bytes) => bytes.len(),
            Self::Synthetic(number) => synthetic::message(*number).len(),
            Self::Elsewhere { size_bytes, .. } => *size_bytes,
        }
    }
}

fn head(bytes: &[u8]) -> Vec<u8> {
    bytes.get(..header::header_length(bytes)).unwrap_or_default().to_vec()
}

/// One message of a mailbox.
#[derive(Clone, Debug)]
pub struct Message {
    pub uid: u32,
    /// INTERNALDATE in seconds since 1970, UTC.
    pub date_s: i64,
    pub flags: Flags,
    pub content: Content,
    /// Store version of the last flag change, and the connection that made it.
    pub modified: u64,
    pub modified_by: u64,
}

/// One mailbox; its UIDVALIDITY is unique in the account and stays when it is renamed.
#[derive(Clone, Debug)]
pub struct Mailbox {
    pub uid_validity: u32,
    pub uid_next: u32,
    /// In the order of their UIDs.
    pub messages: Vec<Message>,
    pub selectable: bool,
    pub special_use: Option<String>,
    /// What others may do with it.
    pub others: super::rights::Others,
    /// Store version of the last change of any kind.
    pub version: u64,
}

impl Mailbox {
    /// The message with this UID.
    pub fn message(&self, uid: u32) -> Option<&Message> {
        let place = self.messages.binary_search_by_key(&uid, |message| message.uid).ok()?;
        self.messages.get(place)
    }

    /// Number of messages without `\Seen`.
    pub fn unseen(&self) -> u32 {
        count(self.messages.iter().filter(|message| !message.flags.has("\\Seen")).count())
    }

    /// Bytes of all messages together.
    pub fn size_bytes(&self) -> u64 {
        let length =
            |message: &Message| u64::try_from(message.content.length()).unwrap_or(u64::MAX);
        self.messages.iter().map(length).fold(0, u64::saturating_add)
    }
}

/// Lengths here are bounded far below 2^32; the cut is for the type only.
pub fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
