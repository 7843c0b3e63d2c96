//! Changes the text of `accounts.toml` and leaves the user's comments, order and spelling alone.
//!
//! Text in, text out: only what differs is touched, and a file that does not read is refused
//! before anything is changed.

use std::path::Path;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value};

use super::ConfigError;
use super::error::clip;
use super::read::{self, AUTH, SECURITY};
use crate::model::{Account, AuthMethod, SecretSource, Security};

/// The text with the account behind everything that is there.
pub(super) fn add(path: &Path, text: &str, account: &Account) -> Result<String, ConfigError> {
    read::accounts(path, text)?;
    tables(&mut parse(path, text)?, path)?;
    let mut table = Table::new();
    for (key, value) in fields(account) {
        set(&mut table, key, value);
    }
    let mut array = ArrayOfTables::new();
    array.push(table);
    let mut addition = DocumentMut::new();
    addition.insert("account", Item::ArrayOfTables(array));
    // Appended as text, so that a comment at the end of the file stays where it is.
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    verified(path, format!("{text}{gap}{addition}"), account)
}

/// The text with the account `name` turned into `account`.
pub(super) fn update(
    path: &Path,
    text: &str,
    name: &str,
    account: &Account,
) -> Result<String, ConfigError> {
    let (index, old) = find(path, text, name)?;
    let mut document = parse(path, text)?;
    let Some(table) = tables(&mut document, path)?.and_then(|tables| tables.get_mut(index)) else {
        return Err(unknown(path, name));
    };
    let old_fields = fields(&old);
    for (key, value) in fields(account) {
        let before = old_fields.iter().find(|(old_key, _)| *old_key == key);
        let same = before.is_some_and(|(_, old_value)| print(old_value) == print(&value));
        // The default port follows the security: an unwritten port may now mean another one.
        let port_moves = key == "port" && old.security != account.security;
        if !same || port_moves {
            set(table, key, value);
        }
    }
    verified(path, document.to_string(), account)
}

/// The text with the account `name` for looking only, or not. A key that the user wrote stays and says
/// which; one that is not there is added only where it says something.
pub(super) fn set_look_only(
    path: &Path,
    text: &str,
    name: &str,
    on: bool,
) -> Result<String, ConfigError> {
    const KEY: &str = "look_only";
    let (index, old) = find(path, text, name)?;
    let mut document = parse(path, text)?;
    let Some(table) = tables(&mut document, path)?.and_then(|tables| tables.get_mut(index)) else {
        return Err(unknown(path, name));
    };
    if on || table.contains_key(KEY) {
        set(table, KEY, Some(Value::from(on)));
    }
    verified(path, document.to_string(), &Account { look_only: on, ..old })
}

/// The text without the account `name` and the comment that stands right above it.
pub(super) fn remove(path: &Path, text: &str, name: &str) -> Result<String, ConfigError> {
    let (index, _) = find(path, text, name)?;
    let mut document = parse(path, text)?;
    let Some(tables) = tables(&mut document, path)? else { return Err(unknown(path, name)) };
    let removed = tables.get(index).map(|table| above(table).to_owned()).unwrap_or_default();
    tables.remove(index);
    // What a blank line sets apart (the head of the file) is not the account's comment.
    let kept = match removed.rfind("\n\n") {
        Some(blank) => removed.get(..blank + 2).unwrap_or_default(),
        None => "",
    };
    if let Some(next) = tables.get_mut(index) {
        let comment = above(next).trim_start_matches('\n').to_owned();
        next.decor_mut().set_prefix(format!("{kept}{comment}"));
    } else {
        let trailing = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing(format!("{kept}{trailing}"));
    }
    let text = document.to_string();
    read::accounts(path, &text)?;
    Ok(text)
}

/// The comments and blank lines before the table's head.
fn above(table: &Table) -> &str {
    table.decor().prefix().and_then(|prefix| prefix.as_str()).unwrap_or_default()
}

/// What was written must read back as the same account: the values come from a form.
fn verified(path: &Path, text: String, account: &Account) -> Result<String, ConfigError> {
    let mut expected = account.clone();
    if expected.security != Security::Tunnel {
        expected.tunnel = None;
    }
    if read::accounts(path, &text)?.contains(&expected) {
        return Ok(text);
    }
    let sentence = format!("The account {} cannot be written to this file.", clip(&account.name));
    Err(ConfigError::new(path, sentence))
}

fn find(path: &Path, text: &str, name: &str) -> Result<(usize, Account), ConfigError> {
    let accounts = read::accounts(path, text)?;
    let found = accounts.into_iter().enumerate().find(|(_, account)| account.name == name);
    found.ok_or_else(|| unknown(path, name))
}

fn unknown(path: &Path, name: &str) -> ConfigError {
    ConfigError::new(path, format!("There is no account called {}.", clip(name)))
}

fn parse(path: &Path, text: &str) -> Result<DocumentMut, ConfigError> {
    text.parse().map_err(|_| ConfigError::new(path, "The file is not valid TOML."))
}

fn tables<'a>(
    document: &'a mut DocumentMut,
    path: &Path,
) -> Result<Option<&'a mut ArrayOfTables>, ConfigError> {
    match document.get_mut("account") {
        None => Ok(None),
        Some(Item::ArrayOfTables(tables)) => Ok(Some(tables)),
        Some(Item::None | Item::Value(_) | Item::Table(_)) => {
            let sentence = "The accounts are written as an inline list, which is not changed from \
                            here. Write them as [[account]], or change the file by hand.";
            Err(ConfigError::new(path, sentence).with_key("account"))
        }
    }
}

fn print(value: &Option<Value>) -> Option<String> {
    value.as_ref().map(Value::to_string)
}

/// Sets, replaces or takes out one key; the spacing and comment around a value stay.
fn set(table: &mut Table, key: &str, value: Option<Value>) {
    let Some(mut value) = value else {
        table.remove(key);
        return;
    };
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

/// The account's keys in the order of a new account; `None` where the default says the same.
///
/// `tunnel` and `secret_command` are left out where they do not count: what the user keeps there
/// stays.
fn fields(account: &Account) -> Vec<(&'static str, Option<Value>)> {
    let text = |text: &str| (!text.is_empty()).then(|| Value::from(text));
    let port = (account.port > 0).then(|| Value::from(i64::from(account.port)));
    let mut fields = vec![
        ("name", text(&account.name)),
        ("user", text(&account.user)),
        ("host", text(&account.host)),
        ("port", port),
        ("security", word(&SECURITY, account.security).and_then(text)),
    ];
    if account.security == Security::Tunnel {
        fields.push(("tunnel", account.tunnel.as_deref().and_then(text)));
    }
    let auth = word(&AUTH, account.auth).filter(|_| account.auth != AuthMethod::Password);
    fields.push(("auth", auth.and_then(text)));
    match &account.secret {
        SecretSource::Keyring => fields.push(("secret", None)),
        SecretSource::Ask => fields.push(("secret", text("ask"))),
        SecretSource::Command(command) => {
            fields.push(("secret", text("command")));
            fields.push(("secret_command", text(command)));
        }
    }
    let ca_file = account.ca_file.as_ref().map(|path| Value::from(path.to_string_lossy().as_ref()));
    fields.push(("ca_file", ca_file));
    let hex = |pin: [u8; 32]| pin.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    fields.push(("pin_sha256", account.pin_sha256.map(|pin| Value::from(hex(pin)))));
    fields.push(("look_only", account.look_only.then(|| Value::from(true))));
    fields
}

fn word<T: PartialEq>(words: &[(&'static str, T)], value: T) -> Option<&'static str> {
    words.iter().find(|(_, one)| *one == value).map(|(word, _)| *word)
}
