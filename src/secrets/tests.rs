#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use keyring_core::{CredentialStore, Entry, Error, mock};

use super::*;
use crate::model::Security;

fn account(user: &str) -> Account {
    Account::new("Work", user, "Imap.Example.org", Security::Tls)
}

fn secrets(open: fn() -> keyring_core::Result<Arc<CredentialStore>>, private: bool) -> Secrets {
    Secrets { store: Arc::new(store::Store::new(open)), private }
}

fn fresh() -> keyring_core::Result<Arc<CredentialStore>> {
    Ok(mock::Store::new()?)
}

fn platform(words: &str) -> Error {
    Error::PlatformFailure(std::io::Error::other(words).into())
}

/// A store whose next call for the account fails with `error`.
fn failing_with(error: Error, account: &Account) -> keyring_core::Result<Arc<CredentialStore>> {
    let store = fresh()?;
    let entry: Entry = store.build("mailpane", &entry_name(account), None)?;
    entry.as_any().downcast_ref::<mock::Cred>().expect("the mock's own").set_error(error);
    Ok(store)
}

#[test]
fn a_secret_is_kept_found_and_deleted() {
    let secrets = secrets(fresh, false);
    let account = account("me@example.org");
    assert!(secrets.load(&account).unwrap().is_none());
    assert!(secrets.store(&account, &Secret::new("pä ss".to_owned())).unwrap());
    assert_eq!(secrets.clone().load(&account).unwrap().unwrap().expose(), "pä ss");
    assert!(secrets.delete(&account).unwrap());
    assert!(!secrets.delete(&account).unwrap());
    assert!(secrets.load(&account).unwrap().is_none());
}

#[test]
fn an_entry_is_named_by_user_host_and_port() {
    assert_eq!(entry_name(&account("me@d")), "me@d@imap.example.org:993");
    let mut tunnel = Account::new("T", "me", "", Security::Tunnel);
    tunnel.tunnel = Some("ssh host imap".to_owned());
    assert_eq!(entry_name(&tunnel), "me@tunnel:ssh host imap");
}

#[test]
fn another_user_or_host_never_gets_the_secret() {
    let secrets = secrets(fresh, false);
    secrets.store(&account("a"), &Secret::new("x".to_owned())).unwrap();
    assert!(secrets.load(&account("b")).unwrap().is_none());
    let elsewhere = Account::new("Work", "a", "evil.example", Security::Tls);
    assert!(secrets.load(&elsewhere).unwrap().is_none());
}

#[test]
fn private_reads_but_never_writes() {
    let secrets = secrets(fresh, true);
    let account = account("me");
    assert!(!secrets.store(&account, &Secret::new("x".to_owned())).unwrap());
    assert!(secrets.load(&account).unwrap().is_none());
    assert!(!secrets.delete(&account).unwrap());
}

#[test]
fn an_account_that_asks_keeps_nothing() {
    let secrets = secrets(fresh, false);
    let asking = Account { secret: SecretSource::Ask, ..account("me") };
    assert!(!secrets.store(&asking, &Secret::new("x".to_owned())).unwrap());
    assert!(secrets.load(&asking).unwrap().is_none());
    assert!(secrets.load(&account("me")).unwrap().is_none());
}

#[cfg(unix)]
#[test]
fn an_account_with_a_command_asks_the_command() {
    let secrets = secrets(|| Err(Error::NoDefaultStore), false);
    let command = Account { secret: SecretSource::Command("echo tok".to_owned()), ..account("me") };
    assert_eq!(secrets.load(&command).unwrap().unwrap().expose(), "tok");
    let failing = Account { secret: SecretSource::Command("exit 4".to_owned()), ..account("me") };
    let failure = secrets.load(&failing).unwrap_err().to_failure();
    assert_eq!(failure.kind, FailureKind::Command);
}

#[test]
fn no_store_and_a_locked_store_are_told_in_plain_words() {
    let none = secrets(|| Err(platform("no bus")), false).load(&account("me")).unwrap_err();
    assert_eq!(none, SecretError::NoStore);
    assert!(none.to_failure().sentence.starts_with("There is no password store on this system"));
    let locked = || failing_with(Error::NoStorageAccess("prompt".into()), &account("me"));
    let locked = secrets(locked, false).load(&account("me")).unwrap_err();
    assert_eq!(locked, SecretError::Locked);
    assert!(locked.to_failure().sentence.contains("unlock it or type the password"));
}

#[test]
fn a_store_that_was_not_there_is_tried_again() {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let open = || match CALLS.fetch_add(1, Ordering::SeqCst) {
        0 => Err(platform("not yet")),
        _ => fresh(),
    };
    let secrets = secrets(open, false);
    assert_eq!(secrets.load(&account("me")).unwrap_err(), SecretError::NoStore);
    assert!(secrets.store(&account("me"), &Secret::new("x".to_owned())).unwrap());
    assert_eq!(secrets.load(&account("me")).unwrap().unwrap().expose(), "x");
    assert_eq!(CALLS.load(Ordering::SeqCst), 2, "a store that works is kept");
}

#[test]
fn a_store_whose_service_restarted_is_opened_anew() {
    static STORES: Mutex<Vec<Arc<CredentialStore>>> = Mutex::new(Vec::new());
    let open = || {
        let store = fresh()?;
        STORES.lock().unwrap().push(Arc::clone(&store));
        Ok(store)
    };
    let secrets = secrets(open, false);
    let account = account("me");
    assert!(secrets.load(&account).unwrap().is_none());
    let first = STORES.lock().unwrap().first().cloned().unwrap();
    let entry = first.build("mailpane", &entry_name(&account), None).unwrap();
    entry.as_any().downcast_ref::<mock::Cred>().unwrap().set_error(platform("gone"));
    assert!(secrets.store(&account, &Secret::new("x".to_owned())).unwrap());
    assert_eq!(STORES.lock().unwrap().len(), 2);
    assert_eq!(secrets.load(&account).unwrap().unwrap().expose(), "x");
}

#[test]
fn a_broken_entry_is_told_without_its_bytes() {
    let open = || failing_with(Error::BadEncoding(b"hunter2".to_vec()), &account("me"));
    let error = secrets(open, false).load(&account("me")).unwrap_err();
    assert!(!error.to_failure().sentence.contains("hunter2"));
    assert!(error.to_string().contains("not text"), "{error}");
}

#[test]
fn an_enormous_secret_is_refused() {
    let secret = Secret::new("x".repeat(MAX_SECRET_BYTES + 1));
    let error = secrets(fresh, false).store(&account("me"), &secret).unwrap_err();
    assert_eq!(error, SecretError::TooLong);
}
