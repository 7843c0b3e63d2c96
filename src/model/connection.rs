//! What is known about an account's connection, in the words the window shows.

use std::sync::Arc;

use super::Failure;

/// Bytes and waits since the account was opened, over all its connections.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes from the server, below TLS where they can be counted there.
    pub bytes_in: u64,
    pub bytes_out: u64,
    /// Times the program had to wait for the server: the TCP handshake is 1, each flight of the
    /// TLS handshake 1, then each write that follows a read 1.
    pub round_trips: u64,
}

/// The certificate a server showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateSummary {
    pub sha256: [u8; 32],
}

/// What a login found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConnectionInfo {
    /// `"TLSv1.3"` and the like; `None` without TLS or where it cannot be told.
    pub tls_version: Option<String>,
    pub certificate: Option<CertificateSummary>,
    /// Capabilities after login, upper case (RFC 3501 §7.2.1).
    pub capabilities: Vec<String>,
    /// The server's own name (RFC 2971), bounded and without control characters.
    pub server_name: Option<String>,
    /// One round trip in milliseconds, measured on the first command.
    pub round_trip_ms: Option<u32>,
    /// `"tcp"` where bytes are counted below TLS, else `"tls"`.
    pub layer: &'static str,
}

/// Where an account's command connection is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ConnectionState {
    /// Not connected, and nothing under way.
    #[default]
    Offline,
    Connecting,
    LoggingIn,
    /// Waiting for the user to type the password. `failure` says why the last one did not do.
    NeedsSecret {
        failure: Option<Failure>,
    },
    Ready(Arc<ConnectionInfo>),
    /// It failed; tried again by itself after `retry_in_secs`, or never where `None`.
    Failed {
        failure: Failure,
        retry_in_secs: Option<u32>,
    },
}
