//! Where a server is, and what the connections of one account share.

use std::fmt;
use std::io;
use std::sync::Arc;

use super::{KillSwitch, Meter, PipeEnd, ProtocolLog, Role};

/// One way to reach a server. Each [`Framed::open`](super::Framed::open) makes a new connection.
#[derive(Clone, Debug)]
pub enum Endpoint {
    Tcp {
        /// A name or an IP address; IPv6 with or without brackets.
        host: String,
        port: u16,
        security: TcpSecurity,
    },
    /// A command whose stdin and stdout carry the protocol; run by the system's shell.
    Tunnel { command: String },
    /// A server inside the program: the demo account and tests.
    Local(LocalConnector),
}

/// How the bytes of a TCP connection are protected.
#[derive(Clone, Debug)]
pub enum TcpSecurity {
    /// TLS from the first byte (RFC 8314 §3).
    Tls(TlsOptions),
    /// Plain until [`Framed::start_tls`](super::Framed::start_tls) (RFC 3501 §6.2.1).
    StartTls(TlsOptions),
    Plaintext,
}

/// What the user accepts beside the certificates that the system trusts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsOptions {
    /// Root certificates in PEM form, trusted beside the system's.
    pub ca_pem: Option<Vec<u8>>,
    /// SHA-256 of the one certificate (DER) accepted; nothing else about it is then checked.
    pub pin_sha256: Option<[u8; 32]>,
}

type Connect = dyn Fn() -> io::Result<PipeEnd> + Send + Sync;

/// Makes connections to a server inside the program.
#[derive(Clone)]
pub struct LocalConnector(Arc<Connect>);

impl LocalConnector {
    pub fn new(connect: impl Fn() -> io::Result<PipeEnd> + Send + Sync + 'static) -> Self {
        Self(Arc::new(connect))
    }

    pub(super) fn connect(&self) -> io::Result<PipeEnd> {
        (self.0)()
    }
}

impl fmt::Debug for LocalConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalConnector")
    }
}

/// What the connections of one account share, except `kill`: each connection has a switch of its
/// own, made with [`Shared::with_own_kill`].
#[derive(Clone, Debug, Default)]
pub struct Shared {
    pub meter: Arc<Meter>,
    pub log: Arc<ProtocolLog>,
    pub kill: KillSwitch,
    /// Connections let nothing out that could change the server.
    pub look_only: bool,
    /// What the connections are there for, for the log.
    pub role: Role,
}

impl Shared {
    pub fn new() -> Self {
        Self::default()
    }

    /// The same meter and log, and a fresh switch for one more connection.
    #[must_use]
    pub fn with_own_kill(&self) -> Self {
        Self { kill: KillSwitch::new(), ..self.clone() }
    }
}
