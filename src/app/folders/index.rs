//! A server's list of folders, ready to be asked: every frame asks for folders by name and by use many
//! times over, and an account can have 50,000.

use std::sync::Arc;

use crate::model::{Mailbox, MailboxName, SpecialUse};

use super::super::state::AccountView;
use super::may;

/// Made once for a list, when that comes.
#[derive(Debug, Default)]
pub struct FolderIndex {
    /// What it is of; held, so that another list can never have its address.
    list: Option<Arc<[Mailbox]>>,
    /// Places in the list, by name; of equal names the first one first.
    by_name: Vec<usize>,
    /// Places of those that are for something, in the list's order.
    special: Vec<usize>,
    delimiter: Option<char>,
}

impl FolderIndex {
    /// Sorts the names: some 20 ms for 50,000 in no order. Of the list before, with other counts,
    /// the order is kept.
    fn refresh(&mut self, list: &Arc<[Mailbox]>) {
        let old = self.list.as_deref().unwrap_or_default();
        let same_names = old.len() == list.len()
            && old.iter().zip(list.iter()).all(|(old, new)| old.name == new.name);
        if !same_names {
            self.by_name = (0..list.len()).collect();
            self.by_name.sort_by_key(|place| list.get(*place).map(|mailbox| &mailbox.name));
        }
        let special = list.iter().enumerate().filter(|(_, mailbox)| mailbox.special_use.is_some());
        self.special = special.map(|(place, _)| place).collect();
        self.delimiter = list.iter().find_map(|mailbox| mailbox.delimiter);
        self.list = Some(Arc::clone(list));
    }

    fn is_of(&self, list: &Arc<[Mailbox]>) -> bool {
        self.list.as_ref().is_some_and(|held| Arc::ptr_eq(held, list))
    }

    fn find(&self, name: &MailboxName) -> Option<usize> {
        let list = self.list.as_deref()?;
        let name_at = |place: usize| list.get(place).map(|mailbox| &mailbox.name);
        let at = self.by_name.partition_point(|place| name_at(*place) < Some(name));
        self.by_name.get(at).copied().filter(|place| name_at(*place) == Some(name))
    }
}

impl AccountView {
    /// Takes over what the server listed.
    pub fn set_mailboxes(&mut self, mailboxes: Arc<[Mailbox]>) {
        self.index.refresh(&mailboxes);
        self.mailboxes = Some(mailboxes);
    }

    /// Where a folder stands in the list. Logarithmic in their number; linear where the list was not
    /// set by [`Self::set_mailboxes`].
    pub fn position(&self, name: &MailboxName) -> Option<usize> {
        let mailboxes = self.mailboxes.as_ref()?;
        if self.index.is_of(mailboxes) {
            return self.index.find(name);
        }
        mailboxes.iter().position(|mailbox| mailbox.name == *name)
    }

    pub fn mailbox(&self, name: &MailboxName) -> Option<&Mailbox> {
        self.mailboxes.as_deref()?.get(self.position(name)?)
    }

    /// Those that are for something, in the list's order.
    pub fn special_mailboxes(&self) -> impl Iterator<Item = &Mailbox> {
        let mailboxes = self.mailboxes.as_ref();
        let is_indexed = mailboxes.is_some_and(|mailboxes| self.index.is_of(mailboxes));
        let all = mailboxes.map(AsRef::as_ref).unwrap_or_default();
        let indexed: &[usize] = if is_indexed { &self.index.special } else { &[] };
        let unindexed = if is_indexed { &[][..] } else { all };
        let found = indexed.iter().filter_map(|place| all.get(*place));
        found.chain(unindexed.iter().filter(|mailbox| mailbox.special_use.is_some()))
    }

    /// What divides levels on this server; `None` where it has no folders inside folders.
    pub fn delimiter(&self) -> Option<char> {
        let mailboxes = self.mailboxes.as_ref()?;
        if self.index.is_of(mailboxes) {
            return self.index.delimiter;
        }
        mailboxes.iter().find_map(|mailbox| mailbox.delimiter)
    }

    /// Uses that no folder of this account is for.
    pub fn lacking_uses(&self) -> impl Iterator<Item = SpecialUse> {
        may::MAKEABLE_USES.into_iter().filter(|wanted| {
            self.special_mailboxes().all(|mailbox| mailbox.special_use != Some(*wanted))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, AccountId, Security};

    fn view() -> AccountView {
        let account = Account::new("Work", "me", "imap.example.org", Security::Tls);
        AccountView::new(AccountId(0), account)
    }

    fn name(text: &str) -> MailboxName {
        MailboxName::new(text.as_bytes())
    }

    #[test]
    fn a_folder_is_found_in_a_list_of_any_order() {
        let names = ["INBOX", "b", "a/z", "a", "Z", "b", "a/b"];
        let mut view = view();
        view.set_mailboxes(names.into_iter().map(Mailbox::plain).collect());
        for one in names {
            let first = names.iter().position(|other| *other == one);
            assert_eq!(view.position(&name(one)), first, "{one}");
        }
        assert_eq!(view.position(&name("c")), None);
        assert_eq!(view.position(&name("")), None);
        assert_eq!(view.delimiter(), Some('/'));
    }

    #[test]
    fn another_list_is_never_asked_by_the_old_order() {
        let mut view = view();
        view.set_mailboxes(["a", "b"].into_iter().map(Mailbox::plain).collect());
        view.set_mailboxes(["b", "c", "a"].into_iter().map(Mailbox::plain).collect());
        assert_eq!(view.position(&name("a")), Some(2));
        let trash = Mailbox { special_use: Some(SpecialUse::Trash), ..Mailbox::plain("a") };
        view.mailboxes = Some(Arc::from([Mailbox::plain("c"), trash]));
        assert_eq!(view.position(&name("a")), Some(1));
        assert_eq!(view.position(&name("b")), None);
        assert_eq!(view.special_mailboxes().count(), 1);
    }

    #[test]
    fn counts_and_uses_that_change_are_seen() {
        let mut view = view();
        view.set_mailboxes(["a", "b"].into_iter().map(Mailbox::plain).collect());
        assert!(view.lacking_uses().any(|lacking| lacking == SpecialUse::Trash));
        let trash = Mailbox { special_use: Some(SpecialUse::Trash), ..Mailbox::plain("b") };
        view.set_mailboxes(Arc::from([Mailbox::plain("a"), trash]));
        assert!(view.lacking_uses().all(|lacking| lacking != SpecialUse::Trash));
        assert_eq!(view.mailbox(&name("b")).map(Mailbox::leaf), Some("b"));
        assert_eq!(view.special_mailboxes().map(Mailbox::leaf).collect::<Vec<_>>(), ["b"]);
    }
}
