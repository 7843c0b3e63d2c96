//! Messages read before they are opened, so that the next one is there at once.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::model::{AccountId, MailboxName, MessageKey, Part, Row};
use crate::reading::{self, Form, Reading};

/// Text read ahead at most: a message that is opened without it costs one round trip, and one that
/// is never opened shall not cost more than that is worth.
pub const PREFETCH_LIMIT_BYTES: u64 = 64 << 10;
/// Messages kept; more than anybody goes back and forth.
const MAX_MESSAGES: usize = 8;
/// Bytes of text and headers kept.
const MAX_BYTES: usize = 1 << 20;
/// What a message takes beside its texts.
const BASE_BYTES: usize = 1_024;

/// Bytes of a reading, about: the text is there twice, whole and cut into blocks.
fn bytes(reading: &Reading) -> usize {
    let body = &reading.body;
    let addresses = [&body.from, &body.sender, &body.reply_to, &body.to, &body.cc];
    let addresses: usize =
        addresses.into_iter().flatten().map(|one| one.name.len() + one.address.len()).sum();
    let html = reading.page.as_ref().map_or(0, |page| {
        page.html.len() + page.images.iter().map(|image| image.bytes.len()).sum::<usize>()
    });
    BASE_BYTES + 2 * body.text.text.len() + html + body.subject.len() + addresses
}

/// A few messages, the newest last.
#[derive(Debug, Default)]
pub struct ReadAhead {
    messages: VecDeque<(MessageKey, Arc<Reading>)>,
    /// What was asked for last.
    asked: Option<MessageKey>,
}

impl ReadAhead {
    pub(super) fn get(&self, key: &MessageKey) -> Option<&Arc<Reading>> {
        self.messages.iter().find(|(held, _)| held == key).map(|(_, message)| message)
    }

    /// Whether a message has to be asked for; it is from now on.
    pub(super) fn ask(&mut self, key: &MessageKey) -> bool {
        if self.asked.as_ref() == Some(key) || self.get(key).is_some() {
            return false;
        }
        self.asked = Some(key.clone());
        true
    }

    /// Keeps a message that was asked for, or was shown and may be gone back to.
    pub(super) fn keep(&mut self, key: &MessageKey, message: Arc<Reading>) {
        self.messages.retain(|(held, _)| held != key);
        let mut total = bytes(&message);
        if total > MAX_BYTES {
            return;
        }
        self.messages.push_back((key.clone(), message));
        // From the newest on, as many as fit.
        let mut kept = 0;
        for (_, message) in self.messages.iter().rev().skip(1) {
            total += bytes(message);
            if total > MAX_BYTES || kept + 1 >= MAX_MESSAGES {
                break;
            }
            kept += 1;
        }
        let dropped = self.messages.len().saturating_sub(kept + 1);
        self.messages.drain(..dropped);
    }

    /// The message is gone.
    pub(super) fn forget(&mut self, account: AccountId, mailbox: &MailboxName, uid: NonZeroU32) {
        self.messages
            .retain(|(key, _)| key.uid != uid || key.account != account || key.mailbox != *mailbox);
    }

    /// These messages, ascending, are gone.
    pub(super) fn forget_all(
        &mut self,
        account: &AccountId,
        mailbox: &MailboxName,
        gone: &[NonZeroU32],
    ) {
        self.messages.retain(|(key, _)| {
            key.account != *account
                || key.mailbox != *mailbox
                || gone.binary_search(&key.uid).is_err()
        });
    }

    /// Every UID with another UIDVALIDITY is dead (RFC 3501 §2.3.1.1).
    pub(super) fn forget_rebuilt(
        &mut self,
        account: AccountId,
        mailbox: &MailboxName,
        uid_validity: NonZeroU32,
    ) {
        self.messages.retain(|(key, _)| {
            key.uid_validity == uid_validity || key.account != account || key.mailbox != *mailbox
        });
        self.asked = None;
    }

    /// Folders have other names now.
    pub(super) fn follow(&mut self, rename: impl Fn(&mut MessageKey)) {
        self.messages.iter_mut().for_each(|(key, _)| rename(key));
        self.asked = None;
    }

    pub(super) fn forget_account(&mut self, account: AccountId) {
        self.messages.retain(|(key, _)| key.account != account);
    }

    /// The connection may have lost what was asked for.
    pub(super) fn forget_asked(&mut self) {
        self.asked = None;
    }

    pub fn len(&self) -> usize {
        self.messages.len()
    }

    pub fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }
}

/// Whether a message is small enough to read it unasked: by the size of its main part in this form,
/// or by its own while its structure is not known.
pub(super) fn is_small(row: &Row, structure: Option<&Part>, form: Form) -> bool {
    let Some(root) = structure else {
        return row.text.size_bytes <= PREFETCH_LIMIT_BYTES;
    };
    let Some(id) = reading::main_part(root, form) else { return true };
    root.find(&id).is_none_or(|part| part.size_bytes <= PREFETCH_LIMIT_BYTES)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::model::{Body, BodyText};

    fn key(uid: u32, uid_validity: u32) -> MessageKey {
        MessageKey {
            account: AccountId(0),
            mailbox: MailboxName::inbox(),
            uid_validity: NonZeroU32::new(uid_validity).unwrap(),
            uid: NonZeroU32::new(uid).unwrap(),
        }
    }

    fn message(bytes: usize) -> Arc<Reading> {
        let text = BodyText { text: "x".repeat(bytes), ..BodyText::default() };
        let body = Arc::new(Body { text, ..Body::default() });
        Arc::new(Reading { body, ..Reading::default() })
    }

    #[test]
    fn a_few_small_messages_are_kept_and_the_oldest_goes_first() {
        let mut ahead = ReadAhead::default();
        for uid in 1..=10 {
            ahead.keep(&key(uid, 1), message(10));
        }
        assert_eq!(ahead.len(), MAX_MESSAGES);
        assert!(ahead.get(&key(2, 1)).is_none() && ahead.get(&key(3, 1)).is_some());
    }

    #[test]
    fn large_messages_are_kept_within_the_bytes() {
        let mut ahead = ReadAhead::default();
        for uid in 1..=3 {
            ahead.keep(&key(uid, 1), message(200 << 10));
        }
        assert_eq!(ahead.len(), 2, "each is held twice, whole and in blocks");
        ahead.keep(&key(4, 1), message(MAX_BYTES));
        assert!(ahead.get(&key(4, 1)).is_none());
    }

    #[test]
    fn what_is_gone_or_dead_is_forgotten() {
        let mut ahead = ReadAhead::default();
        ahead.keep(&key(1, 1), message(1));
        ahead.keep(&key(2, 1), message(1));
        ahead.keep(&key(3, 2), message(1));
        ahead.forget(AccountId(0), &MailboxName::inbox(), key(1, 1).uid);
        assert!(ahead.get(&key(1, 1)).is_none());
        ahead.forget_rebuilt(AccountId(0), &MailboxName::inbox(), key(3, 2).uid_validity);
        assert_eq!(ahead.len(), 1);
    }

    #[test]
    fn a_message_is_asked_for_once() {
        let mut ahead = ReadAhead::default();
        assert!(ahead.ask(&key(1, 1)));
        assert!(!ahead.ask(&key(1, 1)));
        ahead.keep(&key(2, 1), message(1));
        assert!(!ahead.ask(&key(2, 1)), "it is there");
    }
}
