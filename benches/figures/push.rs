//! How soon mail that arrives is known to the window, after the server said so.

use std::time::{Duration, Instant};

use mailpane::engine::Event;
use mailpane::model::Security;
use mailpane::wire::Direction;

use crate::figures::Figures;
use crate::support;
use crate::support::client::{Client, account, mail};
use crate::support::dovecot::Dovecot;

/// Messages that arrive; the slowest counts.
const ARRIVALS: u32 = 5;

pub fn measure(figures: &mut Figures, server: &Dovecot) {
    let account = account("bob", Security::Tls, server.tls_port, Some(&server.certs.ca));
    let client = Client::start(account, Some(support::dovecot::BOB_PASSWORD));
    client.open("INBOX");
    let mut other = server.client("bob", support::dovecot::BOB_PASSWORD);
    let slowest = (1..=ARRIVALS)
        .map(|count| {
            // Two "+" a message: the watcher listens again before the next one comes.
            support::eventually("IDLE", || pushes(&client, "+ ") >= count as usize);
            other.append("INBOX", "", &mail("fresh", "Hi."));
            client.expect("new mail", |event| {
                matches!(event, Event::ExistsChanged { exists, .. } if *exists == count)
                    .then_some(())
            });
            known_after(&client, &format!("* {count} EXISTS"), Instant::now())
        })
        .max()
        .unwrap_or_default();
    let slowest_ms = slowest.as_secs_f64() * 1_000.0;
    figures.at_most("new mail, after the server's push", "ms", 1_000.0, slowest_ms, 0);
}

/// Lines the watcher's connection has heard that begin so.
fn pushes(client: &Client, text: &str) -> usize {
    let heard = |line: &&mailpane::wire::LogLine| {
        line.connection == 2 && line.direction == Direction::Received && line.text.starts_with(text)
    };
    client.handle.log().lines().iter().filter(heard).count()
}

/// From the moment the watcher heard the line to `now`.
fn known_after(client: &Client, text: &str, now: Instant) -> Duration {
    let lines = client.handle.log().lines();
    let heard = lines.iter().rev().find(|line| line.connection == 2 && line.text.starts_with(text));
    heard.map_or(Duration::MAX, |line| now.duration_since(line.at))
}
