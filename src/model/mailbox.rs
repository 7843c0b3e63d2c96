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

    /// Whether this one stands inside `outer`, at whatever depth.
    pub fn is_inside(&self, outer: &Self, delimiter: Option<char>) -> bool {
        self.inside(outer, delimiter).is_some()
    }

    /// The name that this one has after `from` became `to`; `None` where it keeps its own. What is
    /// inside INBOX stays there (RFC 3501 §6.3.5).
    #[must_use]
    pub fn renamed(&self, from: &Self, to: &Self, delimiter: Option<char>) -> Option<Self> {
        if from.is_inbox() {
            return None;
        }
        if self == from {
            return Some(to.clone());
        }
        let rest = self.inside(from, delimiter)?;
        Some(Self::new(&[to.as_bytes(), rest].concat()))
    }

    /// The one that this one stands in; `None` at the top.
    #[must_use]
    pub fn parent(&self, delimiter: Option<char>) -> Option<Self> {
        let delimiter = u8::try_from(delimiter?).ok()?;
        let at = self.0.iter().rposition(|byte| *byte == delimiter)?;
        Some(Self::new(self.0.get(..at)?)).filter(|parent| !parent.0.is_empty())
    }

    /// What follows `outer` where this one stands inside it, the delimiter first.
    pub fn inside(&self, outer: &Self, delimiter: Option<char>) -> Option<&[u8]> {
        let delimiter = u8::try_from(delimiter?).ok()?;
        let rest = self.0.strip_prefix(outer.as_bytes())?;
        (rest.len() > 1 && rest.first() == Some(&delimiter)).then_some(rest)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text.as_bytes())
    }

    #[test]
    fn what_is_inside_goes_with_a_name_and_what_is_beside_does_not() {
        let (from, to) = (name("a"), name("x/y"));
        let after = |text: &str| name(text).renamed(&from, &to, Some('/'));
        assert_eq!(after("a"), Some(name("x/y")));
        assert_eq!(after("a/b/c"), Some(name("x/y/b/c")));
        for beside in ["ab", "b/a", "A/b", "a/", "a.b"] {
            assert_eq!(after(beside), None, "{beside}");
        }
        assert_eq!(name("a/b").renamed(&from, &to, None), None, "a flat name space");
        assert_eq!(name("INBOX/b").renamed(&MailboxName::inbox(), &to, Some('/')), None);
        assert_eq!(MailboxName::inbox().renamed(&MailboxName::inbox(), &to, Some('/')), None);
    }

    #[test]
    fn a_name_has_the_parent_that_its_delimiter_says() {
        assert_eq!(name("a/b/c").parent(Some('/')), Some(name("a/b")));
        assert_eq!(name("inbox/b").parent(Some('/')), Some(MailboxName::inbox()));
        for top in ["a", "/a", "a.b"] {
            assert_eq!(name(top).parent(Some('/')), None, "{top}");
        }
        assert_eq!(name("a/b").parent(None), None);
    }
}
