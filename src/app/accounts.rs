//! Accounts coming, connecting and going.

use crate::model::{
    Account, AccountId, ConnectionState, Failure, FailureKind, MailboxName, Secret, Security,
};

use super::action::Effect;
use super::dialogs::{AccountForm, Dialog, check_form, secret_source};
use super::list::ListState;
use super::state::{AccountView, State};

impl State {
    /// Starts the configured accounts and opens the first one's INBOX at once, so that its rows
    /// come with the login and not after it.
    pub fn start(&mut self, accounts: Vec<Account>) -> Vec<Effect> {
        let mut effects = Vec::new();
        for account in accounts {
            effects.extend(self.add_account(account, None, false).1);
        }
        if let Some(first) = self.accounts.first() {
            let id = first.id;
            effects.extend(self.select_mailbox(id, MailboxName::inbox()));
        }
        effects
    }

    fn add_account(
        &mut self,
        account: Account,
        secret: Option<Secret>,
        remember: bool,
    ) -> (AccountId, Vec<Effect>) {
        let id = AccountId(self.next_account);
        self.next_account = self.next_account.saturating_add(1);
        let mut view = AccountView::new(id, account.clone());
        view.connection = ConnectionState::Connecting;
        self.accounts.push(view);
        (id, vec![Effect::StartAccount { id, account: Box::new(account), secret, remember }])
    }

    /// Connect was pressed: checks the form, then tries the account.
    pub(super) fn submit_account(&mut self, form: AccountForm, secret: Secret) -> Vec<Effect> {
        let mut effects = self.drop_trial();
        let taken: Vec<&str> =
            self.accounts.iter().map(|view| view.account.name.as_str()).collect();
        if let Some((field, sentence)) = check_form(&form, &taken) {
            let failure = Failure::new(FailureKind::Refused, sentence);
            self.dialog =
                Some(Dialog::AddAccount { trying: None, failure: Some((Some(field), failure)) });
            return effects;
        }
        let mut account = form.account;
        let remember = form.remember && !self.private;
        if account.secret == crate::model::SecretSource::Keyring {
            account.secret = secret_source(remember);
        }
        // A tunnel command often logs in by itself and needs no password.
        let secret =
            Some(secret).filter(|s| !(s.is_empty() && account.security == Security::Tunnel));
        let (id, start) = self.add_account(account, secret, remember);
        if let Some(view) = self.account_mut(id) {
            view.unproven = true;
        }
        self.dialog = Some(Dialog::AddAccount { trying: Some(id), failure: None });
        effects.extend(start);
        effects
    }

    /// Ends the account that the form is trying, if any.
    pub(super) fn drop_trial(&mut self) -> Vec<Effect> {
        let Some(Dialog::AddAccount { trying, .. }) = &mut self.dialog else { return Vec::new() };
        let Some(id) = trying.take() else { return Vec::new() };
        self.accounts.retain(|view| view.id != id);
        self.console_forgets(id);
        vec![Effect::StopAccount(id)]
    }

    pub(super) fn connection_changed(
        &mut self,
        account: AccountId,
        state: ConnectionState,
    ) -> Vec<Effect> {
        let Some(view) = self.account_mut(account) else { return Vec::new() };
        view.connection = state.clone();
        let unproven = view.unproven;
        match state {
            ConnectionState::Ready(_) => {
                self.read_ahead.forget_asked();
                let mut effects = self.logged_in(account);
                effects.extend(self.ask_pictures_again(account));
                effects
            }
            ConnectionState::NeedsSecret { failure } if unproven => {
                let failure = failure.unwrap_or_else(|| {
                    Failure::new(FailureKind::LoginRefused, "Type the password of this account.")
                });
                self.trial_failed(account, failure)
            }
            ConnectionState::Failed { failure, .. } if unproven => {
                self.trial_failed(account, failure)
            }
            ConnectionState::NeedsSecret { failure } => {
                let same = self.dialog.as_ref().is_some_and(
                    |dialog| matches!(dialog, Dialog::Password { account: of, .. } if *of == account),
                );
                let declined = self.account(account).is_some_and(|view| view.password_declined);
                if (self.dialog.is_none() && !declined) || same {
                    self.dialog = Some(Dialog::Password { account, failure });
                }
                Vec::new()
            }
            ConnectionState::Failed { failure, .. } => {
                if let Some(list) = &mut self.list
                    && list.account == account
                    && list.state == ListState::Opening
                {
                    list.state = ListState::Failed(failure);
                }
                Vec::new()
            }
            ConnectionState::Offline | ConnectionState::Connecting | ConnectionState::LoggingIn => {
                if let Some(list) = &mut self.list
                    && list.account == account
                    && matches!(list.state, ListState::Failed(_))
                {
                    list.state = ListState::Opening;
                }
                Vec::new()
            }
        }
    }

    fn logged_in(&mut self, account: AccountId) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(view) = self.account_mut(account) {
            view.password_declined = false;
        }
        if self.dialog.as_ref().and_then(Dialog::account) == Some(account)
            && matches!(self.dialog, Some(Dialog::AddAccount { .. } | Dialog::Password { .. }))
        {
            self.dialog = None;
        }
        if let Some(view) = self.account_mut(account)
            && std::mem::replace(&mut view.unproven, false)
        {
            let kept = view.account.clone();
            effects.push(Effect::KeepAccount(Box::new(kept)));
            effects.extend(self.select_mailbox(account, MailboxName::inbox()));
        }
        effects
    }

    fn trial_failed(&mut self, account: AccountId, failure: Failure) -> Vec<Effect> {
        self.accounts.retain(|view| view.id != account);
        self.console_forgets(account);
        if let Some(dialog) = &mut self.dialog {
            dialog.failed(failure);
        }
        vec![Effect::StopAccount(account)]
    }

    pub(super) fn remove_account(&mut self, id: AccountId) -> Vec<Effect> {
        let Some(index) = self.accounts.iter().position(|view| view.id == id) else {
            return Vec::new();
        };
        let view = self.accounts.remove(index);
        self.saves.retain(|_, job| job.request.key.account != id);
        self.read_ahead.forget_account(id);
        self.forget_changes(id);
        self.folders.forget_account(id);
        self.forget_exports(id);
        self.console_forgets(id);
        let mut effects = self.forget_imports(id);
        effects.push(Effect::StopAccount(id));
        effects.extend(self.close_windows_of(id));
        if self.open.as_ref().is_some_and(|(open, _)| *open == id) {
            self.open = None;
            self.list = None;
            effects.extend(self.leave_pane());
        }
        effects.push(Effect::ForgetAccount(Box::new(view.account)));
        if let Some(first) = self.accounts.first().filter(|_| self.open.is_none()) {
            let id = first.id;
            effects.extend(self.select_mailbox(id, MailboxName::inbox()));
        }
        effects
    }
}
