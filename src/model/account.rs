//! What the user told us about an account; no secret is ever part of it.

use std::path::PathBuf;

/// Names an account while the program runs; never reused, never stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub u16);

/// How the bytes are protected on the way to the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314 §3.2); port 993.
    #[default]
    Tls,
    /// STARTTLS before anything else (RFC 3501 §6.2.1); never falls back to plaintext; port 143.
    StartTls,
    /// No protection: everyone on the way can read along. Only where the user asked for it.
    Plaintext,
    /// The stdin and stdout of a command, like Python's `IMAP4_stream`.
    Tunnel,
}

impl Security {
    /// The port registered for this way to connect; 0 where there is none.
    pub fn default_port(self) -> u16 {
        match self {
            Self::Tls => 993,
            Self::StartTls | Self::Plaintext => 143,
            Self::Tunnel => 0,
        }
    }
}

/// How the user proves who they are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuthMethod {
    /// AUTHENTICATE PLAIN (RFC 4616) where offered, else LOGIN.
    #[default]
    Password,
    /// Google's and Microsoft's XOAUTH2; the secret is an access token.
    XOAuth2,
    /// OAUTHBEARER (RFC 7628); the secret is an access token.
    OAuthBearer,
}

/// Where the password or token comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SecretSource {
    /// The password store of the system.
    #[default]
    Keyring,
    /// The user types it at each start.
    Ask,
    /// The first line of this command's output.
    Command(String),
}

/// One account as written in `accounts.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Shown in the tree; unique among the accounts.
    pub name: String,
    pub user: String,
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// The command behind [`Security::Tunnel`]; run by the system's shell.
    pub tunnel: Option<String>,
    pub auth: AuthMethod,
    pub secret: SecretSource,
    /// Trusted beside the system's store; relative to the config folder.
    pub ca_file: Option<PathBuf>,
    /// SHA-256 of the one certificate (DER) accepted for this account.
    pub pin_sha256: Option<[u8; 32]>,
    /// EXAMINE and BODY.PEEK only; nothing that changes the server is sent.
    pub look_only: bool,
}

impl Account {
    /// An account with everything optional left out.
    pub fn new(name: &str, user: &str, host: &str, security: Security) -> Self {
        Self {
            name: name.to_owned(),
            user: user.to_owned(),
            host: host.to_owned(),
            port: security.default_port(),
            security,
            tunnel: None,
            auth: AuthMethod::Password,
            secret: SecretSource::Keyring,
            ca_file: None,
            pin_sha256: None,
            look_only: false,
        }
    }
}
