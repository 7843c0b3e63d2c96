//! How each mailbox is listed, remembered by account and mailbox.

use crate::model::{ListView, MailboxName};

use super::list::{PAGE_CACHE_BYTES, THREADS_SERVER_LIMIT};

/// Mailboxes whose view is remembered; those changed longest ago are forgotten.
pub const MAX_VIEWS: usize = 200;

/// Limits of the list that `window.toml` may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListSettings {
    /// Messages of a mailbox up to which the server is asked for its conversations.
    pub threads_limit: u32,
    /// Bytes of rows held.
    pub row_cache_bytes: usize,
}

impl Default for ListSettings {
    fn default() -> Self {
        Self { threads_limit: THREADS_SERVER_LIMIT, row_cache_bytes: PAGE_CACHE_BYTES }
    }
}

/// One mailbox that is not listed as all are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RememberedView {
    /// The account's name, which is what the settings know of it.
    pub account: String,
    pub mailbox: MailboxName,
    pub view: ListView,
}

/// The views that differ from the usual one, those changed last at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MailboxViews(Vec<RememberedView>);

impl MailboxViews {
    pub fn new(views: impl IntoIterator<Item = RememberedView>) -> Self {
        let mut remembered = Self::default();
        for view in views {
            remembered.set(&view.account, &view.mailbox, view.view);
        }
        remembered
    }

    pub fn get(&self, account: &str, mailbox: &MailboxName) -> ListView {
        self.0
            .iter()
            .find(|held| held.account == account && held.mailbox == *mailbox)
            .map(|held| held.view)
            .unwrap_or_default()
    }

    pub fn set(&mut self, account: &str, mailbox: &MailboxName, view: ListView) {
        self.0.retain(|held| held.account != account || held.mailbox != *mailbox);
        if view == ListView::default() {
            return;
        }
        let (account, mailbox) = (account.to_owned(), mailbox.clone());
        self.0.push(RememberedView { account, mailbox, view });
        if self.0.len() > MAX_VIEWS {
            self.0.remove(0);
        }
    }

    /// Mailboxes of an account have other names now; whether any of these.
    pub(super) fn follow(
        &mut self,
        account: &str,
        renamed: impl Fn(&MailboxName) -> Option<MailboxName>,
    ) -> bool {
        let mut any = false;
        for held in self.0.iter_mut().filter(|held| held.account == account) {
            if let Some(name) = renamed(&held.mailbox) {
                held.mailbox = name;
                any = true;
            }
        }
        any
    }

    pub fn iter(&self) -> impl Iterator<Item = &RememberedView> {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THREADED: ListView = ListView {
        order: crate::model::Order { key: crate::model::SortKey::Arrival, descending: true },
        threads: true,
    };

    #[test]
    fn a_mailbox_is_listed_as_it_was_left() {
        let mut views = MailboxViews::default();
        let inbox = MailboxName::inbox();
        views.set("Work", &inbox, THREADED);
        assert_eq!(views.get("Work", &inbox), THREADED);
        assert_eq!(views.get("Home", &inbox), ListView::default());
        views.set("Work", &inbox, ListView::default());
        assert_eq!(views.iter().count(), 0, "the usual view needs no remembering");
    }

    #[test]
    fn the_views_changed_longest_ago_are_forgotten() {
        let mut views = MailboxViews::default();
        let name = |n: usize| MailboxName::new(format!("Box {n}").as_bytes());
        for n in 0..MAX_VIEWS + 5 {
            views.set("Work", &name(n), THREADED);
        }
        assert_eq!(views.iter().count(), MAX_VIEWS);
        assert_eq!(views.get("Work", &name(4)), ListView::default());
        assert_eq!(views.get("Work", &name(5)), THREADED);
    }
}
