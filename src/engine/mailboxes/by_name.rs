//! A tree to look names up in.

use std::collections::BTreeMap;

use crate::model::{Mailbox, MailboxName};

/// A tree by its names: a change may be about half of 50,000 mailboxes, and a walk for each
/// would take minutes.
#[derive(Debug)]
pub struct ByName<'a>(BTreeMap<&'a MailboxName, &'a Mailbox>);

impl<'a> ByName<'a> {
    pub fn new(tree: &'a [Mailbox]) -> Self {
        Self(tree.iter().map(|mailbox| (&mailbox.name, mailbox)).collect())
    }

    pub fn get(&self, name: &MailboxName) -> Option<&'a Mailbox> {
        self.0.get(name).copied()
    }

    pub fn has(&self, name: &MailboxName) -> bool {
        self.0.contains_key(name)
    }

    pub fn can_be_opened(&self, name: &MailboxName) -> bool {
        self.get(name).is_some_and(|mailbox| mailbox.selectable)
    }

    pub fn is_subscribed(&self, name: &MailboxName) -> bool {
        self.get(name).is_some_and(|mailbox| mailbox.subscribed)
    }
}
