//! Accounts whose servers are part of the program: the sample account, and mail files.

use std::collections::BTreeMap;

use crate::app::{Action, State};
use crate::demo::DemoServer;
use crate::model::{Account, AccountId};

/// They stand before the others in the tree.
#[derive(Debug, Default)]
pub struct Locals(BTreeMap<AccountId, Local>);

#[derive(Debug)]
struct Local {
    account: Account,
    server: DemoServer,
    /// Its only message was shown without a click.
    is_shown_alone: bool,
}

impl Locals {
    /// `first` is the number that the first of them will get.
    pub fn new(first: u16, accounts: Vec<(Account, DemoServer)>) -> Self {
        let local = |(number, (account, server))| {
            (AccountId(number), Local { account, server, is_shown_alone: false })
        };
        Self((first..).zip(accounts).map(local).collect())
    }

    pub fn accounts(&self) -> impl Iterator<Item = Account> {
        self.0.values().map(|local| local.account.clone())
    }

    pub fn server(&self, id: AccountId) -> Option<DemoServer> {
        self.0.get(&id).map(|local| local.server.clone())
    }

    /// Whether this is one of them. An account that is kept may be named as a mail file is.
    pub fn holds(&self, account: &Account) -> bool {
        // It may have been locked or unlocked since.
        let same = |local: &Local| {
            Account { look_only: local.account.look_only, ..account.clone() } == local.account
        };
        self.0.values().any(same)
    }

    pub fn ids(&self) -> impl Iterator<Item = AccountId> {
        self.0.keys().copied()
    }

    /// What follows from rows that have come: a file that is one mail was opened to be read, so that
    /// nobody has to click on its only row.
    pub fn rows_came(&mut self, account: AccountId, state: &State) -> Option<Action> {
        let local = self.0.get_mut(&account).filter(|_| !state.demo)?;
        let list = state.list.as_ref().filter(|list| list.account == account)?;
        if list.exists != 1 || std::mem::replace(&mut local.is_shown_alone, true) {
            return None;
        }
        state.message.is_none().then_some(Action::SelectRow { index: 0 })
    }
}
