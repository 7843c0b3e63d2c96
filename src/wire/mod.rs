//! Bytes to and from a server: transports, limits, deadlines, meter, protocol log.
//!
//! ```text
//! imap ─bytes─▶ Framed ─▶ deflate or not ─▶ TLS or not ─▶ Guard (deadlines, meter, kill) ─▶ socket,
//! imap ◀─responses─ Framer ◀── inflate ◀─────────┴───────────────────┘            tunnel, pipe
//! ```
//!
//! What a response means is not known here: a response is one line with its literals (RFC 3501
//! §7), bounded before it is stored. STARTTLS and COMPRESS are talked by [`crate::imap`]; only
//! the switch happens here. Nothing here waits without a limit, and [`KillSwitch`] ends every wait at once.

mod connect;
mod deflate;
mod endpoint;
mod error;
mod framed;
mod framer;
mod gate;
mod guard;
mod hello;
mod interrupt;
mod kill;
mod limits;
mod link;
mod log;
mod meter;
mod pipe;
mod stream;
mod tls;
mod tunnel;

#[cfg(test)]
mod tests;

pub use endpoint::{Endpoint, LocalConnector, Shared, TcpSecurity, TlsOptions};
pub use error::WireError;
pub use framed::Framed;
pub use framer::{Framer, Whole};
pub use gate::is_harmless;
pub use interrupt::Interrupt;
pub use kill::KillSwitch;
pub use limits::{CONNECT_LIMIT, Limits, SILENCE_LIMIT, STEP_LIMIT};
pub use log::{Direction, LogLine, Login, ProtocolLog, Role};
pub use meter::Meter;
pub use pipe::{PipeEnd, PipeKill, PipeReader, PipeWriter, pipe};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks even after a panic elsewhere: the values under our locks are whole after each statement.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
