//! Which message is looked at where: pure, no threads.

use std::collections::BTreeMap;

use crate::model::MessageKey;
use crate::reading::Form;

use super::protocol::Place;

/// Places that are remembered; nobody tells when a window closes, so the oldest is forgotten.
const PLACES_LIMIT: usize = 64;

/// The newest message of each place.
#[derive(Debug, Default)]
pub struct Places(BTreeMap<Place, (MessageKey, Form)>);

impl Places {
    /// Notes a message; the one before it, where it is looked at nowhere any more.
    pub fn show(&mut self, place: Place, key: MessageKey, form: Form) -> Option<MessageKey> {
        let before = self.0.insert(place, (key, form)).map(|(key, _)| key);
        if self.0.len() > PLACES_LIMIT {
            let oldest = self.0.keys().find(|place| **place != Place::PANE).copied();
            oldest.and_then(|place| self.0.remove(&place));
        }
        before.filter(|key| self.of(key).is_none())
    }

    /// Nothing is looked at there; the message that was, where it is looked at nowhere any more.
    pub fn leave(&mut self, place: Place) -> Option<MessageKey> {
        let (key, _) = self.0.remove(&place)?;
        Some(key).filter(|key| self.of(key).is_none())
    }

    /// A place where a message is looked at, and in which form.
    pub fn of(&self, key: &MessageKey) -> Option<(Place, Form)> {
        let found = self.0.iter().find(|(_, (shown, _))| shown == key);
        found.map(|(place, (_, form))| (*place, *form))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::{AccountId, MailboxName};

    fn key(uid: u32) -> MessageKey {
        let uid = NonZeroU32::new(uid).unwrap();
        let mailbox = MailboxName::inbox();
        MessageKey { account: AccountId(0), mailbox, uid_validity: uid, uid }
    }

    #[test]
    fn a_message_is_left_when_its_last_place_shows_another() {
        let mut places = Places::default();
        let html = Form::Html;
        assert_eq!(places.show(Place::PANE, key(1), html), None);
        assert_eq!(places.show(Place(1), key(1), Form::Text), None);
        assert_eq!(places.show(Place::PANE, key(2), html), None, "a window shows it still");
        assert_eq!(places.of(&key(1)), Some((Place(1), Form::Text)));
        assert_eq!(places.show(Place(1), key(2), html), Some(key(1)));
        assert_eq!(places.leave(Place::PANE), None);
        assert_eq!(places.leave(Place(1)), Some(key(2)));
        assert_eq!(places.of(&key(2)), None);
    }

    #[test]
    fn the_same_message_again_is_not_left() {
        let mut places = Places::default();
        places.show(Place::PANE, key(1), Form::Html);
        assert_eq!(places.show(Place::PANE, key(1), Form::Text), None);
    }

    #[test]
    fn windows_that_were_closed_are_forgotten_at_last() {
        let mut places = Places::default();
        for number in 0..1_000 {
            places.show(Place(number), key(number + 1), Form::Html);
        }
        assert_eq!(places.0.len(), PLACES_LIMIT);
        assert!(places.of(&key(1)).is_some() && places.of(&key(1_000)).is_some());
    }
}
