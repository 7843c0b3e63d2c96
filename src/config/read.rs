//! Reads `accounts.toml` strictly: an unknown key or a wrong value is an error with its place.
//!
//! The file is walked as a tree with spans instead of being deserialised, because the error must
//! name the line *and* the key for every kind of mistake.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::ConfigError;
use super::error::clip;
use super::file::MAX_FILE_BYTES;
use crate::model::{Account, AuthMethod, SecretSource, Security};

/// Most accounts in one file; each may have a thread and two connections.
pub const MAX_ACCOUNTS: usize = 500;

/// Longest name, user or host. A host name has at most 253 bytes (RFC 1035 §2.3.4), an address at
/// most 254 (RFC 5321 §4.5.3.1.3).
const MAX_TEXT_BYTES: usize = 254;

/// Longest command; far more than a pipeline needs.
const MAX_COMMAND_BYTES: usize = 4096;

/// Every key of an account, in the order in which new accounts are written.
pub(super) const KEYS: [&str; 12] = [
    "name",
    "user",
    "host",
    "port",
    "security",
    "tunnel",
    "auth",
    "secret",
    "secret_command",
    "ca_file",
    "pin_sha256",
    "look_only",
];

/// The accounts of the file's text, in its order.
pub(super) fn accounts(path: &Path, text: &str) -> Result<Vec<Account>, ConfigError> {
    let source = Source { path, text };
    if text.len() as u64 > MAX_FILE_BYTES {
        return Err(ConfigError::new(path, "The accounts do not fit into 1 MiB."));
    }
    let root = DeTable::parse(text).map_err(|error| {
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        source.error(error.span(), format!("The file is not valid TOML: {}.", clip(&message)))
    })?;
    let mut accounts = Vec::new();
    let mut names = BTreeSet::new();
    for (key, value) in root.get_ref().iter() {
        if key.get_ref() != "account" {
            let sentence = "This key is unknown; known is [[account]].";
            return Err(source.error(Some(key.span()), sentence).with_key(key.get_ref()));
        }
        let DeValue::Array(tables) = value.get_ref() else {
            let sentence = "Accounts are written as [[account]], with two brackets on each side.";
            return Err(source.error(Some(key.span()), sentence).with_key("account"));
        };
        for table in tables.iter() {
            let DeValue::Table(keys) = table.get_ref() else {
                let sentence = "Accounts are written as [[account]], with keys below.";
                return Err(source.error(Some(table.span()), sentence).with_key("account"));
            };
            let fields = Fields { source, table: keys, span: table.span() };
            let account = fields.account()?;
            if accounts.len() == MAX_ACCOUNTS {
                let sentence = format!("There are more than {MAX_ACCOUNTS} accounts.");
                return Err(source.error(Some(table.span()), sentence).with_key("account"));
            }
            if !names.insert(account.name.clone()) {
                let sentence = format!(
                    "Two accounts are called {}. Give one another name.",
                    clip(&account.name)
                );
                return Err(fields.error("name", sentence));
            }
            accounts.push(account);
        }
    }
    Ok(accounts)
}

#[derive(Clone, Copy)]
struct Source<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn error(&self, span: Option<Range<usize>>, sentence: impl Into<String>) -> ConfigError {
        let error = ConfigError::new(self.path, sentence);
        let Some(span) = span else { return error };
        let newlines = self.text.bytes().take(span.start).filter(|byte| *byte == b'\n').count();
        error.at(u32::try_from(newlines + 1).unwrap_or(u32::MAX))
    }
}

/// The keys of one `[[account]]`.
struct Fields<'a> {
    source: Source<'a>,
    table: &'a DeTable<'a>,
    span: Range<usize>,
}

impl Fields<'_> {
    fn account(&self) -> Result<Account, ConfigError> {
        self.refuse_unknown_keys()?;
        let name = self.required("name")?;
        let security = self.choice("security", &SECURITY)?.unwrap_or_default();
        let is_tunnel = security == Security::Tunnel;
        // A tunnel may end in a session that is logged in already (PREAUTH, RFC 3501 §7.1.4).
        let (user, host) = if is_tunnel {
            (self.line("user")?.unwrap_or_default(), self.line("host")?.unwrap_or_default())
        } else {
            (self.required("user")?, self.required("host")?)
        };
        if host.contains(|c: char| c.is_whitespace() || matches!(c, '/' | '@')) {
            let sentence = "A host is a plain name or address such as imap.example.org.";
            return Err(self.error("host", sentence));
        }
        let mut account = Account::new(&name, &user, &host, security);
        account.port = self.port()?.unwrap_or(security.default_port());
        let tunnel = self.command("tunnel")?;
        let secret_command = self.command("secret_command")?;
        if is_tunnel {
            account.tunnel = Some(self.needed(tunnel, "tunnel", "security = \"tunnel\"")?);
        }
        account.auth = self.choice("auth", &AUTH)?.unwrap_or_default();
        account.secret = match self.choice("secret", &SECRET)?.unwrap_or(SecretKind::Keyring) {
            SecretKind::Keyring => SecretSource::Keyring,
            SecretKind::Ask => SecretSource::Ask,
            SecretKind::Command => SecretSource::Command(self.needed(
                secret_command,
                "secret_command",
                "secret = \"command\"",
            )?),
        };
        account.ca_file = self.text("ca_file", MAX_COMMAND_BYTES)?.map(PathBuf::from);
        account.pin_sha256 = self.pin()?;
        account.look_only = self.look_only()?;
        Ok(account)
    }

    fn refuse_unknown_keys(&self) -> Result<(), ConfigError> {
        for (key, _) in self.table.iter() {
            if !KEYS.contains(&key.get_ref().as_ref()) {
                let known = KEYS.join(", ");
                let sentence = format!("This key is unknown in an account; known are {known}.");
                return Err(self.error(key.get_ref(), sentence));
            }
        }
        Ok(())
    }

    /// An error at the key, or at the account's head where the key is not there.
    fn error(&self, key: &str, sentence: impl Into<String>) -> ConfigError {
        let span = self.entry(key).map_or(self.span.clone(), |(key, _)| key.span());
        self.source.error(Some(span), sentence).with_key(key)
    }

    fn entry(&self, key: &str) -> Option<(&Spanned<DeString<'_>>, &DeValue<'_>)> {
        let (key, value) = self.table.get_key_value(key)?;
        Some((key, value.get_ref()))
    }

    fn text(&self, key: &str, most_bytes: usize) -> Result<Option<String>, ConfigError> {
        let Some((_, value)) = self.entry(key) else { return Ok(None) };
        let DeValue::String(text) = value else {
            return Err(self.error(key, "The value is a text in quotes."));
        };
        if text.trim().is_empty() {
            return Err(self.error(key, "The value is empty."));
        }
        if text.len() > most_bytes {
            return Err(self.error(key, format!("The value is longer than {most_bytes} bytes.")));
        }
        if text.chars().any(char::is_control) {
            let sentence = "The value is one line without control characters.";
            return Err(self.error(key, sentence));
        }
        Ok(Some(text.to_string()))
    }

    fn line(&self, key: &str) -> Result<Option<String>, ConfigError> {
        self.text(key, MAX_TEXT_BYTES)
    }

    fn required(&self, key: &str) -> Result<String, ConfigError> {
        match self.line(key)? {
            Some(text) => Ok(text),
            None => Err(self.error(key, "The account lacks this key. Add it.")),
        }
    }

    fn command(&self, key: &str) -> Result<Option<String>, ConfigError> {
        self.text(key, MAX_COMMAND_BYTES)
    }

    fn needed(&self, value: Option<String>, key: &str, by: &str) -> Result<String, ConfigError> {
        value.ok_or_else(|| {
            self.error(key, format!("The account lacks this key, which {by} needs."))
        })
    }

    fn choice<T: Copy>(&self, key: &str, choices: &[(&str, T)]) -> Result<Option<T>, ConfigError> {
        let Some((_, value)) = self.entry(key) else { return Ok(None) };
        let chosen = match value {
            DeValue::String(text) => choices.iter().find(|(word, _)| *word == text.as_ref()),
            _ => None,
        };
        match chosen {
            Some((_, value)) => Ok(Some(*value)),
            None => {
                let words: Vec<_> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
                Err(self.error(key, format!("The value is one of {}.", words.join(", "))))
            }
        }
    }

    fn port(&self) -> Result<Option<u16>, ConfigError> {
        let Some((_, value)) = self.entry("port") else { return Ok(None) };
        let number = match value {
            DeValue::Integer(integer) => {
                u16::from_str_radix(integer.as_str(), integer.radix()).ok()
            }
            _ => None,
        };
        match number {
            Some(port) if port > 0 => Ok(Some(port)),
            _ => Err(self.error("port", "The value is a whole number from 1 to 65535.")),
        }
    }

    fn pin(&self) -> Result<Option<[u8; 32]>, ConfigError> {
        let Some(text) = self.line("pin_sha256")? else { return Ok(None) };
        match parse_pin(&text) {
            Some(pin) => Ok(Some(pin)),
            None => {
                let sentence = "The value is the certificate's SHA-256: 64 hexadecimal digits.";
                Err(self.error("pin_sha256", sentence))
            }
        }
    }

    fn look_only(&self) -> Result<bool, ConfigError> {
        match self.entry("look_only") {
            None => Ok(false),
            Some((_, DeValue::Boolean(look_only))) => Ok(*look_only),
            Some(_) => Err(self.error("look_only", "The value is true or false.")),
        }
    }
}

/// 32 bytes from 64 hexadecimal digits, with or without the colons other programs print.
fn parse_pin(text: &str) -> Option<[u8; 32]> {
    let mut pin = [0_u8; 32];
    let mut digits = text.chars().filter(|c| *c != ':');
    for byte in &mut pin {
        let high = digits.next()?.to_digit(16)?;
        let low = digits.next()?.to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    digits.next().is_none().then_some(pin)
}

#[derive(Clone, Copy)]
enum SecretKind {
    Keyring,
    Ask,
    Command,
}

pub(super) const SECURITY: [(&str, Security); 4] = [
    ("tls", Security::Tls),
    ("starttls", Security::StartTls),
    ("plaintext", Security::Plaintext),
    ("tunnel", Security::Tunnel),
];

pub(super) const AUTH: [(&str, AuthMethod); 3] = [
    ("password", AuthMethod::Password),
    ("xoauth2", AuthMethod::XOAuth2),
    ("oauthbearer", AuthMethod::OAuthBearer),
];

const SECRET: [(&str, SecretKind); 3] =
    [("keyring", SecretKind::Keyring), ("ask", SecretKind::Ask), ("command", SecretKind::Command)];
