//! How much is fetched, how long it may take, and whom names are asked of.

use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

/// The addresses of a host and port. Blocks.
pub type Lookup = Arc<dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync>;

/// Bounds of what one message may fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub pictures: usize,
    pub picture_bytes: u64,
    /// Received for one message, whether it was of use or not.
    pub message_bytes: u64,
    pub redirects: u32,
    /// Requests under way.
    pub at_once: usize,
    pub lookup: Duration,
    /// To all addresses of a host together, with TLS.
    pub connect: Duration,
    /// For HTTPS where the mail says HTTP: a host without it must not cost a whole wait.
    pub connect_safely: Duration,
    /// From the first request for a picture to its last byte, redirects and all.
    pub picture: Duration,
    pub message: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // The largest newsletters seen have some 60.
            pictures: 100,
            // A photograph of a camera, which a mail shows at a tenth of its size.
            picture_bytes: 8 << 20,
            // What the child that lays the page out takes beside 8 MiB of HTML, three times over.
            message_bytes: 32 << 20,
            redirects: 5,
            at_once: 4,
            lookup: Duration::from_secs(5),
            connect: Duration::from_secs(10),
            connect_safely: Duration::from_secs(4),
            picture: Duration::from_secs(20),
            message: Duration::from_secs(60),
        }
    }
}

/// Whom to ask and what to believe.
#[derive(Clone)]
pub struct Policy {
    pub limits: Limits,
    pub lookup: Lookup,
    /// Connected to although they are not public. Empty in the program; tests name their servers.
    pub trusted: Vec<SocketAddr>,
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Policy").field("limits", &self.limits).finish_non_exhaustive()
    }
}

impl Policy {
    /// The program's: names as the system knows them, public addresses only.
    pub fn internet() -> Self {
        let lookup = |host: &str, port: u16| Ok((host, port).to_socket_addrs()?.collect());
        Self { limits: Limits::default(), lookup: Arc::new(lookup), trusted: Vec::new() }
    }
}
