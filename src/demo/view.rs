//! What one connection has told its client about the selected mailbox.
//!
//! Sequence numbers are the places in [`View::uids`]: they move only when the client was told
//! (RFC 3501 §7.4.1), whatever other connections did meanwhile.

use imap_codec::imap_types::core::Vec1;
use imap_codec::imap_types::fetch::MessageDataItem;
use imap_codec::imap_types::response::Data;

use super::mailbox::{Mailbox, count};
use std::num::NonZeroU32;

/// The selected mailbox of one connection.
#[derive(Debug)]
pub struct View {
    pub uid_validity: u32,
    pub read_only: bool,
    /// UIDs in the order of their sequence numbers.
    pub uids: Vec<u32>,
    /// UIDs that the last search with SAVE kept, ascending (RFC 5182); some may be gone by now.
    pub saved: Vec<u32>,
    /// The connection, to pass over flag changes that it made itself.
    connection: u64,
    /// Mailbox version up to which everything was told, and up to which flags were.
    told: u64,
    flags_told: u64,
}

impl View {
    /// A view of the mailbox as it is now.
    pub fn new(mailbox: &Mailbox, connection: u64, read_only: bool) -> Self {
        Self {
            uid_validity: mailbox.uid_validity,
            read_only,
            uids: mailbox.messages.iter().map(|message| message.uid).collect(),
            saved: Vec::new(),
            connection,
            told: mailbox.version,
            flags_told: mailbox.version,
        }
    }

    /// What the client has to be told; without `expunges` those wait (RFC 3501 §7.4.1).
    pub fn news(&mut self, mailbox: &Mailbox, expunges: bool) -> Vec<Data<'static>> {
        if self.told == mailbox.version {
            return Vec::new();
        }
        let mut news = Vec::new();
        if expunges {
            self.drop_expunged(mailbox, &mut news);
            self.told = mailbox.version;
        }
        let last = self.uids.last().copied().unwrap_or(0);
        let first_new = mailbox.messages.partition_point(|message| message.uid <= last);
        let new = mailbox.messages.get(first_new..).unwrap_or_default();
        if !new.is_empty() {
            self.uids.extend(new.iter().map(|message| message.uid));
            news.push(Data::Exists(count(self.uids.len())));
        }
        self.flag_news(mailbox, &mut news);
        self.flags_told = mailbox.version;
        news
    }

    fn drop_expunged(&mut self, mailbox: &Mailbox, news: &mut Vec<Data<'static>>) {
        let mut kept = Vec::with_capacity(self.uids.len());
        for uid in &self.uids {
            if mailbox.message(*uid).is_some() {
                kept.push(*uid);
            } else if let Some(number) = sequence_number(kept.len()) {
                // Those before it that went are gone already, so it is the next after the kept.
                news.push(Data::Expunge(number));
            }
        }
        self.uids = kept;
    }

    fn flag_news(&self, mailbox: &Mailbox, news: &mut Vec<Data<'static>>) {
        for message in &mailbox.messages {
            if message.modified <= self.flags_told || message.modified_by == self.connection {
                continue;
            }
            let Ok(place) = self.uids.binary_search(&message.uid) else { continue };
            let (Some(seq), Some(uid)) = (sequence_number(place), NonZeroU32::new(message.uid))
            else {
                continue;
            };
            let flags = MessageDataItem::Flags(message.flags.to_fetch());
            if let Ok(items) = Vec1::try_from(vec![MessageDataItem::Uid(uid), flags]) {
                news.push(Data::Fetch { seq, items });
            }
        }
    }
}

/// The sequence number of a place counted from 0.
pub fn sequence_number(place: usize) -> Option<NonZeroU32> {
    NonZeroU32::new(count(place.saturating_add(1)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::demo::flags::Flags;
    use crate::demo::mailbox::Content;
    use crate::demo::store::Store;

    fn three() -> (Store, u32) {
        let mut store = Store::empty();
        for number in 1..=3 {
            store.append("INBOX", Flags::default(), 0, Content::Synthetic(number)).unwrap();
        }
        let validity = store.selectable("INBOX").unwrap().uid_validity;
        (store, validity)
    }

    #[test]
    fn expunges_are_numbered_as_if_told_one_by_one() {
        let (mut store, validity) = three();
        let mut view = View::new(store.selectable("INBOX").unwrap(), 1, false);
        store.expunge(validity, &[1, 2]);
        let news = view.news(store.selectable("INBOX").unwrap(), true);
        let one = Data::expunge(1).unwrap();
        assert_eq!(news, [one.clone(), one]);
        assert_eq!(view.uids, [3]);
    }

    #[test]
    fn expunges_wait_while_they_are_not_allowed_and_new_mail_does_not() {
        let (mut store, validity) = three();
        let mut view = View::new(store.selectable("INBOX").unwrap(), 1, false);
        store.expunge(validity, &[2]);
        store.append("INBOX", Flags::default(), 0, Content::Synthetic(4)).unwrap();
        assert_eq!(view.news(store.selectable("INBOX").unwrap(), false), [Data::Exists(4)]);
        let news = view.news(store.selectable("INBOX").unwrap(), true);
        assert_eq!(news, [Data::expunge(2).unwrap()]);
        assert!(view.news(store.selectable("INBOX").unwrap(), true).is_empty());
    }

    #[test]
    fn flag_changes_are_told_to_all_but_the_one_who_made_them() {
        let (mut store, validity) = three();
        let mut mine = View::new(store.selectable("INBOX").unwrap(), 1, false);
        let mut other = View::new(store.selectable("INBOX").unwrap(), 2, false);
        store.change_flags(validity, &[2], 1, |flags| flags.set("\\Seen", true));
        assert_eq!(mine.news(store.selectable("INBOX").unwrap(), false).len(), 0);
        assert_eq!(other.news(store.selectable("INBOX").unwrap(), false).len(), 1);
        assert_eq!(other.news(store.selectable("INBOX").unwrap(), true).len(), 0);
    }
}
