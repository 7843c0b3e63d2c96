//! The system's password store through the keyring crates.
//!
//! The `keyring` crate opens its store once per process and remembers a failure for good. Here a
//! failed store is tried again at the next call (a secret service may start later), and a store
//! that broke (its service was restarted) is opened anew once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use keyring_core::{CredentialStore, Entry, Error};

use super::SecretError;
use crate::model::Secret;

/// Under which all entries stand; people see it in their system's password manager.
const SERVICE: &str = "mailpane";

type Opener = fn() -> keyring_core::Result<Arc<CredentialStore>>;

/// A store that is opened when first needed.
pub(super) struct Store {
    open: Opener,
    // Shared by the workers of all accounts; held only to read or replace the handle.
    opened: Mutex<Option<Arc<CredentialStore>>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Store")
    }
}

impl Store {
    pub(super) fn new(open: Opener) -> Self {
        Self { open, opened: Mutex::new(None) }
    }

    pub(super) fn get(&self, name: &str) -> Result<Option<Secret>, SecretError> {
        match self.with_entry(name, Entry::get_password) {
            Ok(password) => Ok(Some(Secret::new(password))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(explain(error)),
        }
    }

    pub(super) fn set(&self, name: &str, secret: &Secret) -> Result<(), SecretError> {
        self.with_entry(name, |entry| entry.set_password(secret.expose())).map_err(explain)
    }

    /// Whether there was something to delete.
    pub(super) fn delete(&self, name: &str) -> Result<bool, SecretError> {
        match self.with_entry(name, Entry::delete_credential) {
            Ok(()) => Ok(true),
            Err(Error::NoEntry) => Ok(false),
            Err(error) => Err(explain(error)),
        }
    }

    fn with_entry<T>(
        &self,
        name: &str,
        work: impl Fn(&Entry) -> keyring_core::Result<T>,
    ) -> keyring_core::Result<T> {
        let (store, is_new) = self.store()?;
        match store.build(SERVICE, name, None).and_then(|entry| work(&entry)) {
            // The connection to the service may be stale: one more time with a new one.
            Err(Error::PlatformFailure(_)) if !is_new => {
                *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = None;
                let (store, _) = self.store()?;
                work(&store.build(SERVICE, name, None)?)
            }
            result => result,
        }
    }

    /// The store, and whether it was opened just now.
    fn store(&self) -> keyring_core::Result<(Arc<CredentialStore>, bool)> {
        let current = self.opened.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(store) = current {
            return Ok((store, false));
        }
        // Not under the lock: opening talks to another process.
        let store = (self.open)()?;
        *self.opened.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&store));
        Ok((store, true))
    }
}

/// The platform's store: Keychain, Credential Manager, or the Secret Service.
#[cfg(not(target_os = "linux"))]
pub(super) fn open_system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    // These stores need no connection, so the one attempt of the `keyring` crate is enough.
    if keyring::Entry::store_status().is_err() {
        return Err(Error::NoDefaultStore);
    }
    keyring_core::get_default_store().ok_or(Error::NoDefaultStore)
}

/// The Secret Service: by the `keyring` crate the first time, directly every time after.
#[cfg(target_os = "linux")]
pub(super) fn open_system_store() -> keyring_core::Result<Arc<CredentialStore>> {
    use std::sync::atomic::{AtomicBool, Ordering};

    static TRIED: AtomicBool = AtomicBool::new(false);

    if !TRIED.swap(true, Ordering::SeqCst) && keyring::Entry::store_status().is_ok() {
        return keyring_core::get_default_store().ok_or(Error::NoDefaultStore);
    }
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

fn explain(error: Error) -> SecretError {
    match error {
        Error::NoDefaultStore | Error::PlatformFailure(_) => SecretError::NoStore,
        Error::NoStorageAccess(_) => SecretError::Locked,
        // Only the kind is told: these carry the stored bytes.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            SecretError::Store("the entry is not text".to_owned())
        }
        Error::Ambiguous(_) => SecretError::Store("there are several entries".to_owned()),
        Error::TooLong(..) => SecretError::Store("the password is too long for it".to_owned()),
        error => SecretError::Store(super::command::one_line(&error.to_string())),
    }
}
