//! Mailboxes: what LIST and STATUS say of them.

use std::num::NonZeroU32;
use std::sync::Arc;

/// A mailbox name exactly as the server spells it on the wire, decoded from quoted or literal
/// form but not from modified UTF-7 (RFC 3501 §5.1.3). Never shown; always sent back unchanged.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailboxName(Arc<[u8]>);

impl MailboxName {
    pub fn new(bytes: &[u8]) -> Self {
        // INBOX is case-insensitive (RFC 3501 §5.1); one spelling makes comparing simple.
        if bytes.eq_ignore_ascii_case(b"INBOX") {
            return Self(Arc::from(&b"INBOX"[..]));
        }
        Self(Arc::from(bytes))
    }

    pub fn inbox() -> Self {
        Self::new(b"INBOX")
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn is_inbox(&self) -> bool {
        &*self.0 == b"INBOX"
    }
}

/// What a mailbox is for (RFC 6154), told by the server or guessed from its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SpecialUse {
    Inbox,
    Drafts,
    Sent,
    Archive,
    All,
    Flagged,
    Important,
    Junk,
    Trash,
}

/// Counts from STATUS (RFC 3501 §7.2.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MailboxCounts {
    pub messages: u32,
    pub unseen: u32,
    pub uid_next: Option<NonZeroU32>,
    pub uid_validity: Option<NonZeroU32>,
    /// Of all messages together (RFC 8438), where it was asked for.
    pub size_bytes: Option<u64>,
}

/// Where mailboxes of one kind stand (RFC 2342).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    /// Begins every name in it, its delimiter included: `INBOX.`; empty where names begin at once.
    pub prefix: MailboxName,
    pub delimiter: Option<char>,
}

/// The name spaces of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Namespaces {
    pub personal: Vec<Namespace>,
    pub other: Vec<Namespace>,
    pub shared: Vec<Namespace>,
}

/// One mailbox as LIST reports it (RFC 3501 §7.2.2, RFC 5258).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    pub name: MailboxName,
    /// The whole name decoded for people, control characters made visible.
    pub full_name: String,
    /// `full_name` cut at the delimiter; at least one part, never more than 64.
    pub path: Vec<String>,
    /// `None` where the server has a flat name space (NIL).
    pub delimiter: Option<char>,
    /// `\Noselect` or `\NonExistent`: it holds mailboxes, never messages.
    pub selectable: bool,
    pub subscribed: bool,
    /// `\Noinferiors`: no mailbox can be made inside.
    pub no_inferiors: bool,
    pub special_use: Option<SpecialUse>,
    pub counts: Option<MailboxCounts>,
}

impl Mailbox {
    /// A mailbox that can be opened, its levels divided by `/` and in ASCII, of which no more is known.
    pub fn plain(path: &str) -> Self {
        Self {
            name: MailboxName::new(path.as_bytes()),
            full_name: path.to_owned(),
            path: path.split('/').map(str::to_owned).collect(),
            delimiter: Some('/'),
            selectable: true,
            subscribed: true,
            no_inferiors: false,
            special_use: None,
            counts: None,
        }
    }

    /// The last part of the name, for the tree.
    pub fn leaf(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}
