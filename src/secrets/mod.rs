//! Where passwords and tokens come from: the system's password store, or a command.
//!
//! Every call here may block for long: a locked store waits for the user at a dialog of the
//! system's, a command runs up to its limit. Never call it from the UI thread. Nothing here knows
//! about servers or egui, and no secret is ever logged.

mod command;
mod store;

use std::sync::Arc;

use crate::model::{Account, Failure, FailureKind, Secret, SecretSource};

/// Longest secret that is kept or used; access tokens are the long ones, at a few KiB.
pub const MAX_SECRET_BYTES: usize = 64 * 1024;

/// Why a secret could not be had, kept or taken away.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// No store answers: no session bus, no secret service. The next call tries again.
    #[error("no password store on this system")]
    NoStore,
    /// The store is there but gives nothing out.
    #[error("the password store is locked")]
    Locked,
    /// The store answered with something else; its words.
    #[error("the password store failed: {0}")]
    Store(String),
    /// The command of the account failed; a whole sentence.
    #[error("{0}")]
    Command(String),
    #[error("the secret is longer than {MAX_SECRET_BYTES} bytes")]
    TooLong,
}

impl SecretError {
    /// What the window says, and what the user can do.
    pub fn to_failure(&self) -> Failure {
        let sentence = match self {
            Self::NoStore => {
                "There is no password store on this system: the password is asked at each start."
                    .to_owned()
            }
            Self::Locked => {
                "The password store is locked: unlock it or type the password.".to_owned()
            }
            Self::Store(words) => {
                format!("The password store failed ({words}): the password is asked at each start.")
            }
            Self::Command(sentence) => {
                return Failure::new(FailureKind::Command, sentence.as_str());
            }
            Self::TooLong => "The password is longer than 64 KiB and is not kept.".to_owned(),
        };
        Failure::new(FailureKind::Keyring, sentence)
    }
}

/// Access to the secrets of all accounts. Cheap to clone; the clones share one store.
#[derive(Clone, Debug)]
pub struct Secrets {
    store: Arc<store::Store>,
    private: bool,
}

impl Secrets {
    /// The store of this system; nothing is opened before the first call. With `private` it is
    /// read but never written.
    pub fn system(private: bool) -> Self {
        Self { store: Arc::new(store::Store::new(store::open_system_store)), private }
    }

    /// The account's secret; `None` where the user has to type it.
    pub fn load(&self, account: &Account) -> Result<Option<Secret>, SecretError> {
        match &account.secret {
            SecretSource::Ask => Ok(None),
            SecretSource::Command(command) => command::run(command).map(Some),
            SecretSource::Keyring => self.store.get(&entry_name(account)),
        }
    }

    /// Keeps the secret in the store; `Ok(false)` where the account or `private` forbids it.
    pub fn store(&self, account: &Account, secret: &Secret) -> Result<bool, SecretError> {
        if self.private || account.secret != SecretSource::Keyring {
            return Ok(false);
        }
        if secret.expose().len() > MAX_SECRET_BYTES {
            return Err(SecretError::TooLong);
        }
        self.store.set(&entry_name(account), secret)?;
        Ok(true)
    }

    /// Takes the secret out of the store; `Ok(false)` where none was there or `private` forbids it.
    ///
    /// Works for every account: it may have been kept before the account was set to ask.
    pub fn delete(&self, account: &Account) -> Result<bool, SecretError> {
        if self.private {
            return Ok(false);
        }
        self.store.delete(&entry_name(account))
    }
}

/// The store's name for the account: where the secret is valid, so that another host or user never
/// gets it, whatever the account is called.
fn entry_name(account: &Account) -> String {
    match &account.tunnel {
        Some(command) => format!("{}@tunnel:{command}", account.user),
        None => format!("{}@{}:{}", account.user, account.host.to_lowercase(), account.port),
    }
}

#[cfg(test)]
mod tests;
