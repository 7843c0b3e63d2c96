//! Mailboxes made, renamed, deleted and subscribed to, and what is known of one before that.

use std::num::NonZeroU32;

use crate::model::{MailboxName, SpecialUse};

/// A change to a mailbox that the user asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MailboxChange {
    /// Also what it is to stand in, where that is not there (RFC 3501 §6.3.3).
    Created {
        mailbox: MailboxName,
        /// Only where the server offers CREATE-SPECIAL-USE (RFC 6154 §3).
        special_use: Option<SpecialUse>,
    },
    /// With all inside it. Of INBOX the messages move and it stays, empty, with what is inside it
    /// (RFC 3501 §6.3.5).
    Renamed {
        from: MailboxName,
        to: MailboxName,
    },
    Deleted {
        mailbox: MailboxName,
        /// Those inside it too, deepest first; else they stay.
        inside: bool,
    },
    Subscribed {
        mailbox: MailboxName,
        on: bool,
    },
}

impl MailboxChange {
    /// A mailbox of no special use.
    pub fn created(mailbox: MailboxName) -> Self {
        Self::Created { mailbox, special_use: None }
    }

    /// This one alone.
    pub fn deleted(mailbox: MailboxName) -> Self {
        Self::Deleted { mailbox, inside: false }
    }
}

/// What a mailbox holds, to be said before it is renamed or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxSurvey {
    pub mailbox: MailboxName,
    /// Of itself alone; `None` where the server does not say, or it holds no messages by its kind.
    pub messages: Option<u32>,
    pub unseen: Option<u32>,
    /// Of itself: no message that was counted has this UID or a higher one.
    pub uid_next: Option<NonZeroU32>,
    /// The UIDVALIDITY that goes with it.
    pub uid_validity: Option<NonZeroU32>,
    /// At most [`MailboxSurvey::INSIDE_LIMIT`], in the order of the tree.
    pub inside: Vec<SurveyedInside>,
    pub inside_total: u32,
    /// Every mailbox that can hold messages was counted; else sums are at least so much.
    pub counted: bool,
    /// Of it and all inside.
    pub subscribed: u32,
    /// Of it and all inside; of the server's word or by their names.
    pub special_uses: Vec<SpecialUse>,
}

/// A mailbox inside the one that is surveyed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyedInside {
    pub name: MailboxName,
    pub messages: Option<u32>,
    pub unseen: Option<u32>,
    pub special_use: Option<SpecialUse>,
    pub subscribed: bool,
}

impl MailboxSurvey {
    /// Mailboxes asked for their counts: a second or two of the server's time.
    pub const INSIDE_LIMIT: usize = 200;

    /// Messages in it and in all inside.
    pub fn messages_total(&self) -> u32 {
        let inside = self.inside.iter().filter_map(|one| one.messages);
        inside.chain(self.messages).fold(0, u32::saturating_add)
    }

    /// Unread messages in it and in all inside.
    pub fn unseen_total(&self) -> u32 {
        let inside = self.inside.iter().filter_map(|one| one.unseen);
        inside.chain(self.unseen).fold(0, u32::saturating_add)
    }
}
