//! Messages: rows of the list, and what is shown of one.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::{AccountId, Keyword, MailboxName, Part, ThreadLinks};

/// Names one message on one server for as long as the mailbox keeps its UIDs.
///
/// If the server reports another UIDVALIDITY, every key with the old value is dead and must not be
/// sent again (RFC 3501 §2.3.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageKey {
    pub account: AccountId,
    pub mailbox: MailboxName,
    pub uid_validity: NonZeroU32,
    pub uid: NonZeroU32,
}

/// A name and an address as the sender wrote them (RFC 5322 §3.4), encoded words decoded in the
/// name only, control and bidi characters made visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Empty where none was given.
    pub name: String,
    /// `local@domain`; what is there where it is not well-formed; never decoded.
    pub address: String,
}

impl Address {
    /// The name where there is one, else the address.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.address } else { &self.name }
    }
}

/// A system flag the window knows (RFC 3501 §2.3.2, RFC 9051 §2.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    Seen,
    Answered,
    Flagged,
    Deleted,
    Draft,
    /// The keyword `$Forwarded`.
    Forwarded,
}

/// Flags of one message; keywords stand beside them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Flags(u8);

impl Flags {
    /// All of them.
    pub const ALL: Self = Self(0b11_1111);

    fn bit(flag: Flag) -> u8 {
        match flag {
            Flag::Seen => 1,
            Flag::Answered => 2,
            Flag::Flagged => 4,
            Flag::Deleted => 8,
            Flag::Draft => 16,
            Flag::Forwarded => 32,
        }
    }

    pub fn has(self, flag: Flag) -> bool {
        self.0 & Self::bit(flag) != 0
    }

    pub fn set(&mut self, flag: Flag, on: bool) {
        if on {
            self.0 |= Self::bit(flag);
        } else {
            self.0 &= !Self::bit(flag);
        }
    }

    #[must_use]
    pub fn with(mut self, flag: Flag) -> Self {
        self.set(flag, true);
        self
    }
}

/// What a row says, decoded and ready to show; shared, because the list and the open message both
/// hold it. Each string is at most 1,024 bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowText {
    pub from: Address,
    pub subject: String,
    /// Seconds since 1970-01-01T00:00:00Z: INTERNALDATE, or the Date header where it is missing.
    pub received_unix_secs: i64,
    /// RFC822.SIZE: bytes of the whole message before any decoding.
    pub size_bytes: u64,
    /// The server's row could not be read; the texts are empty.
    pub unreadable: bool,
}

/// One line of the message list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub uid: NonZeroU32,
    pub flags: Flags,
    /// At most 16, each once, in the order of the server; `$Forwarded` is among the flags.
    pub keywords: Arc<[Keyword]>,
    /// `None` until BODYSTRUCTURE was read.
    pub has_attachment: Option<bool>,
    pub text: Arc<RowText>,
    /// The beginning of the text on one line, at most 200 characters (RFC 8970); `None` where the
    /// server has none or was not asked yet.
    pub preview: Option<Arc<str>>,
    /// Only where conversations are made of them.
    pub links: Option<Arc<ThreadLinks>>,
}

/// One header field, in the message's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawHeader {
    pub name: String,
    /// Unfolded and decoded; control and bidi characters made visible.
    pub value: String,
}

/// Readable text of a part, decoded to lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BodyText {
    pub text: String,
    /// The text was made from HTML.
    pub from_html: bool,
    /// Bytes of the encoded part read so far, from its first byte.
    pub read_bytes: u64,
    /// Bytes of the encoded part on the server.
    pub total_bytes: u64,
    /// One plain sentence about what is odd (a wrong charset, broken base64), if anything is.
    pub note: Option<String>,
}

/// What the account's own mail server found out about who sent a message (RFC 8601).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Nobody who can be believed said anything, or who sent it is ambiguous.
    #[default]
    NotVerified,
    /// The mail came from whom it says it came from; the host of the sender's address, in ASCII.
    Confirmed { domain: String },
    /// The server checked, and it did not.
    Failed { domain: String },
}

impl Verdict {
    /// The verdict in words, without a full stop.
    pub fn words(&self) -> String {
        match self {
            Self::NotVerified => "Not verified".to_owned(),
            Self::Confirmed { domain } => format!("{domain} confirmed by your server"),
            Self::Failed { domain } => {
                format!("Failed: your server found that {domain} did not send this")
            }
        }
    }
}

/// A way to stop mail of this kind, as the sender offers it (RFC 2369).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsubscribe {
    /// `https:`, `http:` or `mailto:`, rebuilt from what was read; to be opened by a click only.
    pub link: String,
    /// The host it leads to, or the address it writes to.
    pub shown: String,
}

/// What is shown of a message: its headers, its structure and the readable text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    pub from: Vec<Address>,
    pub sender: Vec<Address>,
    pub reply_to: Vec<Address>,
    pub to: Vec<Address>,
    pub cc: Vec<Address>,
    pub subject: String,
    /// The Date header as written, and in seconds since 1970 where it can be read.
    pub date: Option<String>,
    pub date_unix_secs: Option<i64>,
    /// Plain sentences about a sender who is ambiguous or made to deceive.
    pub sender_warnings: Vec<String>,
    pub verdict: Verdict,
    pub unsubscribe: Vec<Unsubscribe>,
    pub structure: Option<Arc<Part>>,
    /// The part shown as text; `None` where the message has no text to show.
    pub shown_part: Option<super::PartId>,
    pub text: BodyText,
}
