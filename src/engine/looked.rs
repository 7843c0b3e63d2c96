//! Which messages are looked at, and in which form: pure, no threads.

use std::collections::VecDeque;

use crate::model::{MailboxName, MessageKey};
use crate::reading::Form;

/// Messages that are remembered; there are fewer windows. What is left is said, so this bounds only
/// what nobody says.
const MESSAGES_LIMIT: usize = 64;

/// The messages that were asked for and not left, each in its newest form, the newest at the end.
#[derive(Debug, Default)]
pub struct Looked(VecDeque<(MessageKey, Form)>);

impl Looked {
    pub fn show(&mut self, key: MessageKey, form: Form) {
        self.leave(&key);
        self.0.push_back((key, form));
        if self.0.len() > MESSAGES_LIMIT {
            self.0.pop_front();
        }
    }

    /// No place shows it any more.
    pub fn leave(&mut self, key: &MessageKey) {
        self.0.retain(|(shown, _)| shown != key);
    }

    /// Messages of a mailbox that has another name are known by that.
    pub fn rename(&mut self, renamed: &dyn Fn(&MailboxName) -> Option<MailboxName>) {
        for (key, _) in &mut self.0 {
            if let Some(new) = renamed(&key.mailbox) {
                key.mailbox = new;
            }
        }
    }

    /// In which form a message is looked at; the usual one where that is not known.
    pub fn form(&self, key: &MessageKey) -> Form {
        let found = self.0.iter().find(|(shown, _)| shown == key);
        found.map(|(_, form)| *form).unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::model::AccountId;

    fn key(uid: u32) -> MessageKey {
        let uid = NonZeroU32::new(uid).unwrap();
        let mailbox = MailboxName::inbox();
        MessageKey { account: AccountId(0), mailbox, uid_validity: uid, uid }
    }

    #[test]
    fn a_message_is_known_in_its_newest_form_until_it_is_left() {
        let mut looked = Looked::default();
        looked.show(key(1), Form::Html);
        looked.show(key(1), Form::Text);
        looked.show(key(2), Form::Html);
        assert_eq!(looked.form(&key(1)), Form::Text, "whatever else is shown");
        looked.leave(&key(1));
        assert_eq!((looked.form(&key(1)), looked.0.len()), (Form::default(), 1));
    }

    #[test]
    fn messages_that_nobody_leaves_are_forgotten_at_last() {
        let mut looked = Looked::default();
        for uid in 1..1_000 {
            looked.show(key(uid), Form::Text);
        }
        assert_eq!(looked.0.len(), MESSAGES_LIMIT);
        assert_eq!(looked.form(&key(999)), Form::Text);
    }
}
