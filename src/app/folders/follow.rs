//! A folder has another name: whatever is known by the old one follows, and so does what is inside it.

use crate::engine::MessageChange;
use crate::model::{AccountId, MailboxName, MessageKey};

use super::super::action::Effect;
use super::super::changing::Changing;
use super::super::state::State;
use super::super::windows::WindowKind;
use super::names::path_of;

/// A folder whose path in the tree changed, for what views remember of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Counts up.
    pub serial: u32,
    pub account: AccountId,
    pub from: Vec<String>,
    pub to: Vec<String>,
}

impl Renamed {
    /// The path that a path became; `None` where it is none of these.
    pub fn path(&self, path: &[String]) -> Option<Vec<String>> {
        let rest = path.strip_prefix(self.from.as_slice())?;
        Some(self.to.iter().chain(rest).cloned().collect())
    }
}

/// A renaming that was done; of the inbox it changes no name.
#[derive(Clone, Debug)]
pub(in crate::app) struct Renaming {
    pub account: AccountId,
    pub from: MailboxName,
    pub to: MailboxName,
    pub delimiter: Option<char>,
}

impl Renaming {
    /// The new name of a folder; `None` where it keeps its own.
    pub fn of(&self, name: &MailboxName) -> Option<MailboxName> {
        name.renamed(&self.from, &self.to, self.delimiter)
    }

    pub fn follow(&self, name: &mut MailboxName) {
        if let Some(new) = self.of(name) {
            *name = new;
        }
    }

    pub fn follow_key(&self, key: &mut MessageKey) {
        if key.account == self.account {
            self.follow(&mut key.mailbox);
        }
    }
}

impl State {
    /// `path` is where the folder stood in the tree.
    pub(super) fn follow(&mut self, renaming: &Renaming, path: &[String]) -> Vec<Effect> {
        self.follow_branches(renaming, path);
        self.follow_wishes(renaming);
        for view in self.views_mut() {
            renaming.follow_key(&mut view.selected.key);
        }
        for window in &mut self.windows {
            match &mut window.kind {
                WindowKind::Message(_) => {}
                WindowKind::Source(view) => renaming.follow_key(&mut view.key),
                WindowKind::Opened(view) => renaming.follow_key(&mut view.key),
            }
        }
        for job in self.saves.values_mut() {
            renaming.follow_key(&mut job.request.key);
        }
        if let Some(key) = &mut self.warmed {
            renaming.follow_key(key);
        }
        self.read_ahead.follow(|key| renaming.follow_key(key));
        let mut effects = self.follow_open(renaming);
        effects.extend(self.follow_views(renaming));
        effects
    }

    /// The list goes on where it is: the worker opens the same folder again by its new name, and what
    /// was asked of it waits for that. One that was clicked meanwhile is asked for anew: by its old
    /// name there may be another one, or none.
    fn follow_open(&mut self, renaming: &Renaming) -> Vec<Effect> {
        let account = renaming.account;
        if let Some((of, open)) = &mut self.open
            && *of == account
        {
            renaming.follow(open);
        }
        let Some(list) = self.list.as_mut().filter(|list| list.account == account) else {
            return Vec::new();
        };
        let Some(new) = renaming.of(&list.mailbox) else { return Vec::new() };
        list.mailbox = new;
        let is_opening = list.uid_validity.is_none();
        if is_opening { self.open_list().into_iter().collect() } else { Vec::new() }
    }

    /// Closed branches, and what the views of the tree remember.
    fn follow_branches(&mut self, renaming: &Renaming, path: &[String]) {
        let Some(view) = self.account_mut(renaming.account) else { return };
        let to = path_of(view.mailboxes.as_deref().unwrap_or_default(), &renaming.to);
        if path.is_empty() || to.is_empty() {
            return;
        }
        let renamed = Renamed { serial: 0, account: renaming.account, from: path.to_vec(), to };
        let closed = std::mem::take(&mut view.closed_branches);
        let follow = |path: Vec<String>| renamed.path(&path).unwrap_or(path);
        view.closed_branches = closed.into_iter().map(follow).collect();
        let serial = self.folders.renamed.as_ref().map_or(0, |last| last.serial.wrapping_add(1));
        self.folders.renamed = Some(Renamed { serial, ..renamed });
    }

    /// How each folder is listed, as the settings know it.
    fn follow_views(&mut self, renaming: &Renaming) -> Vec<Effect> {
        let Some(view) = self.account(renaming.account) else { return Vec::new() };
        let account = view.account.name.clone();
        if self.views.follow(&account, |name| renaming.of(name)) {
            return vec![Effect::KeepSettings];
        }
        Vec::new()
    }

    /// Its messages stand in another folder now and are not known by their UIDs there; it stays, empty.
    pub(super) fn inbox_moved(&mut self, account: AccountId) -> Vec<Effect> {
        let inbox = MailboxName::inbox();
        self.mailbox_gone(account, &inbox);
        match &self.list {
            Some(list) if list.account == account && list.mailbox == inbox => {
                self.list = None;
                self.select_mailbox(account, inbox)
            }
            Some(_) | None => Vec::new(),
        }
    }
}

impl Changing {
    /// Folders have other names now. The server did what was asked for before in the old ones.
    pub(in crate::app) fn follow(&mut self, renaming: &Renaming) {
        let here = self.running.values_mut();
        for running in here.filter(|running| running.request.account == renaming.account) {
            renaming.follow(&mut running.request.mailbox);
            if let Some(to) = &mut running.unread.to {
                renaming.follow(to);
            }
            follow_change(&mut running.request.change, renaming);
        }
        self.undo.follow(renaming);
    }
}

/// Where a change takes messages has another name now.
pub(in crate::app) fn follow_change(change: &mut MessageChange, renaming: &Renaming) {
    match change {
        MessageChange::Move { to } | MessageChange::Copy { to } => renaming.follow(to),
        MessageChange::Mark { .. } | MessageChange::Delete => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_follow_as_names_do() {
        let path = |text: &str| text.split('/').map(str::to_owned).collect::<Vec<_>>();
        let renamed =
            Renamed { serial: 0, account: AccountId(0), from: path("a/b"), to: path("x") };
        assert_eq!(renamed.path(&path("a/b/c")), Some(path("x/c")));
        assert_eq!(renamed.path(&path("a")), None);
    }
}
