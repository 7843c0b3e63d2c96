//! What is typed into the account form, and what follows from it.
//!
//! Fields the user has not touched follow the address; a field once typed in is left alone.

use crate::app::AccountForm;
use crate::config;
use crate::model::{Account, Failure, SecretSource, Security};

use super::secret_text::SecretText;

/// The account form.
#[derive(Debug)]
pub(super) struct AccountDraft {
    pub name: String,
    pub user: String,
    pub password: SecretText,
    pub password_shown: bool,
    pub server: String,
    pub port: String,
    pub security: Security,
    pub tunnel: String,
    pub remember: bool,
    pub advanced: bool,
    pub ca_file: String,
    pub look_only: bool,
    /// What the provider wants the user to know.
    pub note: Option<&'static str>,
    pub typed: Typed,
    /// The failure that was shown last.
    noted: Option<Failure>,
}

/// Fields that the user typed in.
#[derive(Debug, Default)]
pub(super) struct Typed {
    pub server: bool,
    pub port: bool,
    pub security: bool,
}

impl Default for AccountDraft {
    fn default() -> Self {
        Self {
            name: String::new(),
            user: String::new(),
            password: SecretText::default(),
            password_shown: false,
            server: String::new(),
            port: Security::Tls.default_port().to_string(),
            security: Security::Tls,
            tunnel: String::new(),
            remember: true,
            advanced: false,
            ca_file: String::new(),
            look_only: false,
            note: None,
            typed: Typed::default(),
            noted: None,
        }
    }
}

impl AccountDraft {
    /// Whether a failure has come since the last frame.
    pub(super) fn take_note(&mut self, failure: Option<&Failure>) -> bool {
        if self.noted.as_ref() == failure {
            return false;
        }
        self.noted = failure.cloned();
        failure.is_some()
    }

    /// The address changed: fill in what is known of its provider.
    pub(super) fn follow_address(&mut self) {
        let guess = config::guess(&self.user);
        self.note = guess.as_ref().and_then(|guess| guess.note);
        let Some(guess) = guess else { return };
        if !self.typed.server {
            self.server = guess.host;
        }
        if !self.typed.security {
            self.security = guess.security;
        }
        if !self.typed.port {
            self.port = guess.port.to_string();
        }
    }

    /// The security was chosen: the port follows, unless it was typed.
    pub(super) fn choose(&mut self, security: Security) {
        self.security = security;
        self.typed.security = true;
        if !self.typed.port {
            self.port = match security {
                Security::Tunnel => String::new(),
                Security::Tls | Security::StartTls | Security::Plaintext => {
                    security.default_port().to_string()
                }
            };
        }
    }

    /// The form as it is sent. A port that is no port becomes 0, which the check refuses in words.
    pub(super) fn form(&self, private: bool) -> AccountForm {
        let user = self.user.trim();
        let name = if self.name.trim().is_empty() { user } else { self.name.trim() };
        let mut account = Account::new(name, &self.login(), self.server.trim(), self.security);
        let remember = self.remember && !private;
        account.secret = if remember { SecretSource::Keyring } else { SecretSource::Ask };
        account.look_only = self.look_only;
        account.ca_file = Some(self.ca_file.trim()).filter(|path| !path.is_empty()).map(Into::into);
        if self.security == Security::Tunnel {
            account.tunnel = Some(self.tunnel.trim().to_owned());
        } else {
            account.port = self.port.trim().parse().unwrap_or(0);
        }
        AccountForm { account, remember }
    }

    /// The login name: what was typed, or the part of the address that the provider's own server
    /// wants.
    fn login(&self) -> String {
        let user = self.user.trim();
        match config::guess(user) {
            Some(guess) if guess.host == self.server.trim() => guess.user,
            Some(_) | None => user.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(address: &str) -> AccountDraft {
        let mut draft = AccountDraft { user: address.to_owned(), ..AccountDraft::default() };
        draft.follow_address();
        draft
    }

    #[test]
    fn the_address_fills_in_its_server() {
        let draft = typed("ann@gmail.com");
        assert_eq!((draft.server.as_str(), draft.port.as_str()), ("imap.gmail.com", "993"));
        assert!(draft.note.is_some());
        assert_eq!(draft.form(false).account.name, "ann@gmail.com");
    }

    #[test]
    fn what_was_typed_is_left_alone() {
        let mut draft = typed("ann@example.org");
        draft.server = "mail.example.org".to_owned();
        draft.typed.server = true;
        draft.user = "ann@gmail.com".to_owned();
        draft.follow_address();
        assert_eq!(draft.server, "mail.example.org");
    }

    #[test]
    fn the_port_follows_the_security_until_it_is_typed() {
        let mut draft = typed("ann@example.org");
        draft.choose(Security::StartTls);
        assert_eq!(draft.port, "143");
        draft.port = "1143".to_owned();
        draft.typed.port = true;
        draft.choose(Security::Tls);
        assert_eq!(draft.port, "1143");
    }

    #[test]
    fn a_port_that_is_no_port_is_sent_as_none() {
        for port in ["", "x", "70000", "-1", "0"] {
            let mut draft = typed("ann@example.org");
            draft.port = port.to_owned();
            assert_eq!(draft.form(false).account.port, 0, "{port}");
        }
    }

    #[test]
    fn nothing_is_remembered_in_private() {
        let form = typed("ann@example.org").form(true);
        assert!(!form.remember);
        assert_eq!(form.account.secret, SecretSource::Ask);
    }
}
