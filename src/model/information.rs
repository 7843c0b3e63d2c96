//! What a server says of an account and of one of its mailboxes when it is asked.

use std::sync::Arc;

use super::extension::Extension;
use super::keyword::Keyword;
use super::mailbox::{MailboxCounts, Namespaces};
use super::message::Flag;
use super::rights::{Acl, Grantable, Rights};

/// An answer, or why there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Told<T> {
    /// The server has no command that asks for it.
    #[default]
    NotOffered,
    /// The server does not say it; its words, at most 1,024 bytes, possibly none.
    Refused(String),
    Said(T),
}

impl<T> Told<T> {
    pub fn said(&self) -> Option<&T> {
        match self {
            Self::Said(value) => Some(value),
            Self::NotOffered | Self::Refused(_) => None,
        }
    }
}

/// What a limit is about (RFC 9208 §5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceKind {
    /// In units of 1,024 bytes.
    Storage,
    Messages,
    Mailboxes,
    /// The server's own word, upper case, at most 64 bytes.
    Other(String),
}

/// How much of one thing there is and may be, in the unit of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaResource {
    pub kind: ResourceKind,
    pub used: u64,
    pub limit: u64,
}

impl QuotaResource {
    /// How full it is: 0 to 1, also where more is used than may be.
    pub fn fraction(&self) -> f32 {
        if self.used >= self.limit {
            return 1.0;
        }
        (self.used as f64 / self.limit as f64) as f32
    }
}

/// A quota root: mailboxes that share their limits (RFC 9208 §3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// For people, control characters made visible, at most 256 bytes; empty where it has no name.
    pub root: String,
    /// At most 20.
    pub resources: Vec<QuotaResource>,
}

/// The quota roots that count for a mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotas {
    /// At most 50, in the server's order.
    pub roots: Vec<Quota>,
    /// Those that are not among them.
    pub left_out: usize,
}

/// Which marks a mailbox keeps (RFC 3501 §7.1 PERMANENTFLAGS).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMarks {
    pub flags: Vec<Flag>,
    /// At most 200.
    pub keywords: Arc<[Keyword]>,
    /// Keywords that nobody used yet can be set, too.
    pub new_keywords: bool,
    /// It was opened for reading only: then servers name none.
    pub read_only: bool,
}

/// What a server says of one mailbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FolderInfo {
    pub counts: Told<MailboxCounts>,
    /// The server can tell a mailbox's size (RFC 8438).
    pub has_size: bool,
    pub quotas: Told<Quotas>,
    /// Of the user who is logged in.
    pub rights: Told<Rights>,
    pub acl: Told<Acl>,
    /// What can be given to others, and to the user.
    pub grantable: Grantable,
    pub own_grantable: Grantable,
    /// It knows the rights of RFC 4314, not only those of RFC 2086.
    pub new_rights: bool,
    /// `None` where it is not the mailbox that is open.
    pub kept: Option<KeptMarks>,
}

/// What a server says of an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountInfo {
    /// Of INBOX: on all servers that is what the user's mail counts against.
    pub quotas: Told<Quotas>,
    pub namespaces: Told<Namespaces>,
    /// Everything that this program makes use of, and whether the server has it.
    pub extensions: Vec<(&'static Extension, bool)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_full_at_most() {
        let resource = |used, limit| QuotaResource { kind: ResourceKind::Storage, used, limit };
        assert!((resource(1, 4).fraction() - 0.25).abs() < 1e-6);
        assert!(resource(0, 4).fraction().abs() < 1e-6);
        for (used, limit) in [(5, 4), (0, 0), (1, 0), (u64::MAX, u64::MAX)] {
            assert!((resource(used, limit).fraction() - 1.0).abs() < 1e-6, "{used} of {limit}");
        }
    }
}
