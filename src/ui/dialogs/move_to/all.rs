//! The folders of several accounts that may be meant: those of the messages' own account first, then
//! those of each other one.

use std::sync::Arc;

use crate::app::{AccountView, FolderQuestion, State};
use crate::model::{AccountId, Mailbox, MailboxName};

use super::found::Found;

/// The folders of one account that can be chosen.
#[derive(Debug)]
struct Listed {
    account: AccountId,
    /// Its name, where it is not the one that the messages are in.
    other: Option<String>,
    found: Found,
}

/// A folder that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit<'a> {
    pub account: AccountId,
    pub mailbox: &'a Mailbox,
    /// Messages went there lately.
    pub recent: bool,
    /// The account's name, where it is another one.
    pub other: Option<&'a str>,
}

/// See the module.
#[derive(Debug)]
pub(super) struct All(Vec<Listed>);

/// Which accounts, with their lists; the first is the messages' own, unless it may only be looked at.
fn lists<'a>(
    state: &'a State,
    question: &FolderQuestion,
) -> impl Iterator<Item = (&'a AccountView, &'a Arc<[Mailbox]>, bool)> {
    let own = state.account(question.account);
    let own = own.filter(|view| !state.look_only && !view.account.look_only);
    let others = state.other_accounts(question.account).map(|view| (view, true));
    own.map(|view| (view, false))
        .into_iter()
        .chain(others)
        .filter_map(|(view, is_other)| Some((view, view.mailboxes.as_ref()?, is_other)))
}

impl All {
    pub(super) fn new(state: &State, question: &FolderQuestion) -> Self {
        let listed = |(view, mailboxes, is_other): (&AccountView, &Arc<[Mailbox]>, bool)| {
            // Elsewhere no folder is the one they are in, and none was used last.
            let (from, recent) = (MailboxName::new(b""), Arc::from([]));
            let elsewhere = FolderQuestion { from, recent, ..question.clone() };
            let other = is_other.then(|| view.account.name.clone());
            let found = Found::new(mailboxes, if is_other { &elsewhere } else { question });
            Listed { account: view.id, other, found }
        };
        Self(lists(state, question).map(listed).collect())
    }

    /// It was made from what the servers have listed now.
    pub(super) fn is_of(&self, state: &State, question: &FolderQuestion) -> bool {
        let mut held = self.0.iter();
        let is_same = |(view, mailboxes, _): (&AccountView, &Arc<[Mailbox]>, bool)| {
            held.next().is_some_and(|it| it.account == view.id && it.found.is_of(mailboxes))
        };
        lists(state, question).all(is_same) && held.next().is_none()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Finds what was typed now; false where that is the same as before. Words of an account's name
    /// mean its folders.
    pub(super) fn look_for(&mut self, typed: &str) -> bool {
        let mut is_new = false;
        for listed in &mut self.0 {
            let Some(name) = &listed.other else {
                is_new |= listed.found.look_for(typed);
                continue;
            };
            let name = name.to_lowercase();
            let words = typed.split_whitespace();
            let words = words.filter(|word| !name.contains(&word.to_lowercase()));
            is_new |= listed.found.look_for(&words.collect::<Vec<_>>().join(" "));
        }
        is_new
    }

    /// Folders found.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|listed| listed.found.len()).sum()
    }

    /// There is no folder to choose, whatever is typed.
    pub(super) fn offers_none(&self) -> bool {
        self.0.iter().all(|listed| listed.found.offers_none())
    }

    /// Folders that can be chosen at all.
    pub(super) fn offered(&self) -> usize {
        self.0.iter().map(|listed| listed.found.offered()).sum()
    }

    /// The folder at a line.
    pub(super) fn at(&self, mut line: usize) -> Option<Hit<'_>> {
        for Listed { account, other, found } in &self.0 {
            if let Some((mailbox, recent)) = found.at(line) {
                let other = other.as_deref();
                return Some(Hit { account: *account, mailbox, recent, other });
            }
            line = line.checked_sub(found.len())?;
        }
        None
    }

    /// The line of a folder; linear, for when a server's list has changed.
    pub(super) fn line_of(&self, account: AccountId, name: &MailboxName) -> Option<usize> {
        let mut before = 0;
        for listed in &self.0 {
            if listed.account == account {
                return Some(before + listed.found.line_of(name)?);
            }
            before += listed.found.len();
        }
        None
    }
}
