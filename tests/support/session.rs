//! One session without a worker: its calls, its updates, and how often it waited for the server.

use std::collections::BTreeMap;

use mailpane::imap::{Credentials, Session, SessionOptions, Update};
use mailpane::model::{AuthMethod, Row, Secret};
use mailpane::wire::{Endpoint, Shared, TcpSecurity};

/// A look-only session without encryption, and what counts its round trips.
pub fn session(port: u16, user: &str) -> (Session, Shared) {
    let shared = Shared::new();
    let endpoint =
        Endpoint::Tcp { host: "127.0.0.1".to_owned(), port, security: TcpSecurity::Plaintext };
    let credentials = Credentials {
        user: user.to_owned(),
        secret: Secret::new("secret".to_owned()),
        method: AuthMethod::Password,
    };
    let options = SessionOptions { look_only: true };
    let session = Session::open(&endpoint, Some(&credentials), &options, &shared);
    (session.expect("a login"), shared)
}

/// Round trips of one exchange.
pub fn waits(shared: &Shared, exchange: impl FnOnce()) -> u64 {
    let before = shared.meter.traffic().round_trips;
    exchange();
    shared.meter.traffic().round_trips - before
}

/// The rows among the updates.
pub fn rows(updates: &[Update]) -> BTreeMap<u32, Row> {
    let row = |update: &Update| match update {
        Update::Row { seq, row } => Some((*seq, row.clone())),
        _ => None,
    };
    updates.iter().filter_map(row).collect()
}
