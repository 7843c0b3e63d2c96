//! One message to be brought in, whatever it comes from.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::imap::{Outgoing, Permits, message_number};
use crate::model::{Flag, Flags, Keyword};

/// What is known of a message before its bytes are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub size_bytes: u64,
    pub flags: Flags,
    pub keywords: Arc<[Keyword]>,
    pub date_unix_secs: Option<i64>,
    /// With its brackets, in ASCII; only of files.
    pub message_id: Option<Box<str>>,
    /// Stands for the Message-ID; 0 where there is none.
    pub number: u64,
    /// Its UID in another account.
    pub uid: Option<NonZeroU32>,
}

impl Item {
    /// As the server gets it: with the flags and keywords that the mailbox keeps.
    pub fn outgoing(&self, permits: &Permits) -> Outgoing {
        const FLAGS: [Flag; 6] = [
            Flag::Seen,
            Flag::Answered,
            Flag::Flagged,
            Flag::Deleted,
            Flag::Draft,
            Flag::Forwarded,
        ];
        let kept = FLAGS.into_iter().filter(|flag| self.flags.has(*flag) && permits.allows(*flag));
        let keywords = self.keywords.iter().filter(|keyword| permits.allows_keyword(keyword));
        Outgoing {
            size_bytes: self.size_bytes,
            flags: kept.fold(Flags::default(), Flags::with),
            keywords: keywords.cloned().collect(),
            date_unix_secs: self.date_unix_secs,
        }
    }
}

impl From<&crate::files::incoming::Message> for Item {
    fn from(message: &crate::files::incoming::Message) -> Self {
        let number = message.message_id.as_deref().map_or(0, |id| message_number(id.as_bytes()));
        Self {
            size_bytes: message.size_bytes,
            flags: message.flags,
            keywords: Arc::clone(&message.keywords),
            date_unix_secs: message.date_unix_secs,
            message_id: message.message_id.clone(),
            number,
            uid: None,
        }
    }
}
