//! `mailpane check`: connects, logs in, and tells what the server is and what it lacks.
//!
//! Opens no window and no mailbox, and sends nothing that changes anything. Everything goes to one
//! writer, so that a test reads what a user reads.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::cli::Target;
use crate::config::ConfigDir;
use crate::imap::{Credentials, ImapError, Session, SessionOptions};
use crate::model::{
    Account, AuthMethod, ConnectionInfo, EXTENSIONS, Extension, Failure, Secret, SecretSource,
    Security, Traffic,
};
use crate::secrets::{MAX_SECRET_BYTES, Secrets};
use crate::wire::Shared;

/// Connects to `target` and prints what was found to `out`; the error is one line for the user.
pub fn run(
    target: &Target,
    config: &ConfigDir,
    look_only: bool,
    out: &mut dyn Write,
) -> Result<(), String> {
    let mut account = account_of(target, config)?;
    account.look_only |= look_only;
    let secrets = Secrets::system(config.is_private());
    check(&account, config, &mut |account| find_secret(account, &secrets), out)
}

/// The account that is meant; a URL is an account that is asked for its password.
fn account_of(target: &Target, config: &ConfigDir) -> Result<Account, String> {
    match target {
        Target::Account(name) => {
            let accounts = config.load_accounts().map_err(|error| error.to_string())?;
            let found = accounts.into_iter().find(|account| account.name == *name);
            found.ok_or_else(|| {
                let file = config.accounts_file();
                format!("There is no account called {name} in {}.", file.display())
            })
        }
        Target::Server { security, user, host, port } => {
            let mut account = Account::new(host, user, host, *security);
            account.port = *port;
            account.secret = SecretSource::Ask;
            Ok(account)
        }
    }
}

/// Tells the secret of an account, asking the user where nobody else knows it.
type FindSecret<'a> = dyn FnMut(&Account) -> Result<Secret, String> + 'a;

fn check(
    account: &Account,
    config: &ConfigDir,
    find_secret: &mut FindSecret<'_>,
    out: &mut dyn Write,
) -> Result<(), String> {
    let shared = Shared::new();
    let session = open(account, config, find_secret, &shared)?;
    let capabilities = session.capabilities();
    let is_missing = |extension: &&Extension| !extension.is_offered(|word| capabilities.has(word));
    let missing: Vec<_> = EXTENSIONS.iter().filter(is_missing).collect();
    let info = session.info();
    let printed = print_report(account, &info, &missing, out);
    session.logout();
    printed
        .and_then(|()| print_traffic(shared.meter.traffic(), info.layer, out))
        .map_err(|error| format!("The report cannot be printed: {error}."))
}

fn open(
    account: &Account,
    config: &ConfigDir,
    find_secret: &mut FindSecret<'_>,
    shared: &Shared,
) -> Result<Session, String> {
    let endpoint = crate::engine::endpoint_of(account, config).map_err(told)?;
    let options = SessionOptions { look_only: account.look_only };
    let told_error = |error: ImapError| told(error.to_failure(&account.host, account.port));
    // The other end of a tunnel may have logged in by itself: ask only where it did not.
    if account.security == Security::Tunnel {
        match Session::open(&endpoint, None, &options, shared) {
            Err(ImapError::NeedsSecret) => {}
            result => return result.map_err(told_error),
        }
    }
    let credentials = Credentials {
        user: account.user.clone(),
        secret: find_secret(account)?,
        method: account.auth,
    };
    Session::open(&endpoint, Some(&credentials), &options, &shared.with_own_kill())
        .map_err(told_error)
}

fn told(failure: Failure) -> String {
    match failure.server_text {
        Some(text) => format!("{} The server says: {}", failure.sentence, clean(&text)),
        None => failure.sentence,
    }
}

fn print_report(
    account: &Account,
    info: &ConnectionInfo,
    missing: &[&Extension],
    out: &mut dyn Write,
) -> io::Result<()> {
    let place = match &account.tunnel {
        Some(command) => command.clone(),
        None => format!("{}, port {}", account.host, account.port),
    };
    writeln!(out, "Server        {place}")?;
    if let Some(name) = &info.server_name {
        writeln!(out, "Name          {}", clean(name))?;
    }
    writeln!(out, "Security      {}", security_words(account.security, info))?;
    if let Some(certificate) = &info.certificate {
        let hex: String = certificate.sha256.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(out, "Certificate   SHA-256 {hex}")?;
    }
    let look_only = if account.look_only { ", look-only" } else { "" };
    writeln!(out, "Logged in as  {}{look_only}", account.user)?;
    if let Some(round_trip_ms) = info.round_trip_ms {
        writeln!(out, "Round trip    {round_trip_ms} ms")?;
    }
    writeln!(out, "Capabilities")?;
    for line in wrapped(&info.capabilities) {
        writeln!(out, "  {line}")?;
    }
    if missing.is_empty() {
        return writeln!(out, "Nothing this program uses is missing.");
    }
    writeln!(out, "Missing, and what that costs")?;
    for extension in missing {
        writeln!(out, "  {:<14}{}", extension.name, extension.cost)?;
    }
    Ok(())
}

fn print_traffic(traffic: Traffic, layer: &str, out: &mut dyn Write) -> io::Result<()> {
    let Traffic { bytes_in, bytes_out, round_trips } = traffic;
    let layer = if layer == "tcp" { "" } else { " (without TLS's own)" };
    writeln!(
        out,
        "Traffic       {bytes_in} bytes in, {bytes_out} bytes out{layer}, {round_trips} round trips"
    )
}

fn security_words(security: Security, info: &ConnectionInfo) -> String {
    let version = info.tls_version.as_deref().unwrap_or("TLS");
    match security {
        Security::Tls => version.to_owned(),
        Security::StartTls => format!("{version}, begun by STARTTLS"),
        Security::Plaintext => "none: everyone on the way can read along".to_owned(),
        Security::Tunnel => "that of the tunnel command".to_owned(),
    }
}

/// The server's words in lines for a terminal; at most 500 words of them.
fn wrapped(words: &[String]) -> Vec<String> {
    const LINE_CHARS: usize = 76; // With the indent, a terminal of 80.
    const MOST_WORDS: usize = 500; // A dozen times what any server announces.
    let mut lines: Vec<String> = Vec::new();
    for word in words.iter().take(MOST_WORDS).map(|word| clean(word)) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE_CHARS => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Text from the server as a terminal may get it: 1,024 characters, no control characters.
fn clean(text: &str) -> String {
    const SHOWN_CHARS: usize = 1024;
    text.chars().map(|c| if c.is_control() { '\u{FFFD}' } else { c }).take(SHOWN_CHARS).collect()
}

/// The secret from where the account says, else from the terminal, else from standard input.
fn find_secret(account: &Account, secrets: &Secrets) -> Result<Secret, String> {
    match secrets.load(account) {
        Ok(Some(secret)) => return Ok(secret),
        Ok(None) => {}
        // A command that fails is to be mended; a store that fails can be done without.
        Err(error) if matches!(account.secret, SecretSource::Command(_)) => {
            return Err(told(error.to_failure()));
        }
        Err(error) => eprintln!("{}", error.to_failure().sentence),
    }
    if io::stdin().is_terminal() {
        let what = match account.auth {
            AuthMethod::Password => "Password",
            AuthMethod::XOAuth2 | AuthMethod::OAuthBearer => "Access token",
        };
        return rpassword::prompt_password(format!("{what} for {}: ", account.user))
            .map(Secret::new)
            .map_err(|error| format!("The password could not be asked for: {error}."));
    }
    first_line(io::stdin().lock())
}

/// The first line of standard input, for scripts.
fn first_line(input: impl BufRead) -> Result<Secret, String> {
    // Room for everything at once: a text that grows leaves copies of the secret behind.
    let mut line = String::with_capacity(MAX_SECRET_BYTES + 2);
    input
        .take(MAX_SECRET_BYTES as u64 + 2)
        .read_line(&mut line)
        .map_err(|error| format!("The password could not be read: {error}."))?;
    while line.ends_with(['\n', '\r']) {
        line.pop();
    }
    if line.len() > MAX_SECRET_BYTES {
        return Err("The password is longer than 64 KiB.".to_owned());
    }
    if line.is_empty() {
        return Err("A password is needed: type it at the terminal, or give it as the first line \
                    of standard input."
            .to_owned());
    }
    Ok(Secret::new(line))
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
