//! The folder tree's lines, kept from frame to frame.
//!
//! An account can have hundreds of thousands of folders. Cutting their names into a tree is done
//! when the folders or the open branches change, never for a frame.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::app::{AccountView, FolderLine, State, folder_lines};
use crate::model::{AccountId, Mailbox, MailboxName};

/// One account's lines, and what they were made from.
#[derive(Debug)]
pub struct Branch {
    pub account: AccountId,
    pub lines: Vec<FolderLine>,
    /// Some folders are not subscribed: there is something to switch.
    pub has_unsubscribed: bool,
    /// Held, so that a new list can never have the address of the old one.
    mailboxes: Option<Arc<[Mailbox]>>,
    closed: BTreeSet<Vec<String>>,
    all: bool,
}

impl Branch {
    fn new(view: &AccountView, all: bool) -> Self {
        let has_unsubscribed = view
            .mailboxes
            .as_ref()
            .is_some_and(|all| all.iter().any(|m| !m.subscribed && !always_shown(m)));
        Self {
            account: view.id,
            lines: folder_lines(view, all),
            has_unsubscribed,
            mailboxes: view.mailboxes.clone(),
            closed: view.closed_branches.clone(),
            all,
        }
    }

    fn is_of(&self, view: &AccountView, all: bool) -> bool {
        self.account == view.id
            && self.all == all
            && same_list(self.mailboxes.as_ref(), view.mailboxes.as_ref())
            && self.closed == view.closed_branches
    }
}

/// The lines of all accounts, and where the open folder is among its account's.
#[derive(Debug, Default)]
pub struct TreeCache {
    branches: Vec<Branch>,
    open: Option<OpenFolder>,
}

#[derive(Debug)]
struct OpenFolder {
    account: AccountId,
    name: MailboxName,
    mailboxes: Arc<[Mailbox]>,
    index: usize,
}

impl TreeCache {
    /// Makes anew what no longer fits the state. Returns whether anything had to be made.
    pub fn refresh(&mut self, state: &State) -> bool {
        let mut made = false;
        self.branches.truncate(state.accounts.len());
        for (index, view) in state.accounts.iter().enumerate() {
            match self.branches.get_mut(index) {
                Some(branch) if branch.is_of(view, state.show_all_folders) => continue,
                Some(branch) => *branch = Branch::new(view, state.show_all_folders),
                None => self.branches.push(Branch::new(view, state.show_all_folders)),
            }
            made = true;
        }
        self.find_open(state);
        made
    }

    /// In the order of the accounts.
    pub fn branches(&self) -> &[Branch] {
        &self.branches
    }

    pub fn branch(&self, account: AccountId) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.account == account)
    }

    /// The open folder, without a search through all of them.
    pub fn open_mailbox(&self) -> Option<&Mailbox> {
        let open = self.open.as_ref()?;
        open.mailboxes.get(open.index)
    }

    fn find_open(&mut self, state: &State) {
        let found = state.open.as_ref().and_then(|(account, name)| {
            let view = state.account(*account)?;
            Some((view, name, view.mailboxes.as_ref()?))
        });
        let Some((view, name, mailboxes)) = found else {
            self.open = None;
            return;
        };
        let known = self.open.as_ref().is_some_and(|open| {
            open.account == view.id && open.name == *name && Arc::ptr_eq(&open.mailboxes, mailboxes)
        });
        if !known {
            self.open = view.position(name).map(|index| OpenFolder {
                account: view.id,
                name: name.clone(),
                mailboxes: Arc::clone(mailboxes),
                index,
            });
        }
    }
}

fn same_list(a: Option<&Arc<[Mailbox]>>, b: Option<&Arc<[Mailbox]>>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => Arc::ptr_eq(a, b),
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// What shows though it is not subscribed.
fn always_shown(mailbox: &Mailbox) -> bool {
    mailbox.name.is_inbox() || mailbox.special_use.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Security};

    fn state(folders: usize) -> State {
        let account = Account::new("Work", "me", "imap.example.org", Security::Tls);
        let mut view = AccountView::new(AccountId(1), account);
        view.mailboxes = Some((0..folders).map(mailbox).collect());
        let mut state = State::default();
        state.accounts.push(view);
        state
    }

    fn mailbox(number: usize) -> Mailbox {
        let name = format!("Folder {number}");
        Mailbox { subscribed: number.is_multiple_of(2), ..Mailbox::plain(&name) }
    }

    #[test]
    fn nothing_is_made_twice_while_nothing_changes() {
        let state = state(10);
        let mut cache = TreeCache::default();
        assert!(cache.refresh(&state));
        assert!(!cache.refresh(&state));
    }

    #[test]
    fn a_change_of_folders_branches_or_the_switch_is_seen() {
        let mut state = state(10);
        let mut cache = TreeCache::default();
        cache.refresh(&state);
        let lines = |cache: &TreeCache| cache.branches().first().map(|b| b.lines.len());
        assert_eq!(lines(&cache), Some(5));
        state.show_all_folders = true;
        assert!(cache.refresh(&state));
        assert_eq!(lines(&cache), Some(10));
        if let Some(view) = state.accounts.first_mut() {
            view.closed_branches.insert(vec!["Folder 1".to_owned()]);
        }
        assert!(cache.refresh(&state));
        if let Some(view) = state.accounts.first_mut() {
            view.mailboxes = Some((0..3).map(mailbox).collect());
        }
        assert!(cache.refresh(&state));
        assert_eq!(lines(&cache), Some(3));
        state.accounts.clear();
        cache.refresh(&state);
        assert!(cache.branches().is_empty());
    }

    #[test]
    fn the_open_folder_is_found() {
        let mut state = state(10);
        state.open = Some((AccountId(1), MailboxName::new(b"Folder 7")));
        let mut cache = TreeCache::default();
        cache.refresh(&state);
        assert_eq!(cache.open_mailbox().map(Mailbox::leaf), Some("Folder 7"));
        state.open = None;
        cache.refresh(&state);
        assert!(cache.open_mailbox().is_none());
    }
}
