//! How soon what a second client does is known to the window, after the server said so.

use std::time::{Duration, Instant, SystemTime};

use mailpane::engine::Event;
use mailpane::model::{Flag, Security};
use mailpane::wire::{Direction, LogLine};

use crate::figures::Figures;
use crate::support;
use crate::support::client::{Client, account, mail};
use crate::support::dovecot::Dovecot;
use crate::support::imap;

/// Messages that arrive, get a flag and go; the slowest of each counts.
const MESSAGES: u32 = 5;
const GOAL_MS: f64 = 1_000.0;
/// The watcher's connection: the second one, which only listens.
const WATCHER: u32 = 2;

pub fn measure(figures: &mut Figures, server: &Dovecot) {
    let account = account("bob", Security::Tls, server.tls_port, Some(&server.certs.ca));
    let client = Client::start(account, Some(support::dovecot::BOB_PASSWORD));
    client.open("INBOX");
    let mut other = server.client("bob", support::dovecot::BOB_PASSWORD);
    let arrivals = (1..=MESSAGES).map(|seq| arrival(&client, &mut other, seq));
    say(figures, "new mail, after the server's push", arrivals);
    other.command("SELECT INBOX");
    let flags = (1..=MESSAGES).map(|seq| flag(&client, &mut other, seq, Flag::Flagged));
    say(figures, "a flag set elsewhere, after the push", flags);
    // From the last one down, so that every push has a number of its own.
    let expunges = (1..=MESSAGES).rev().map(|seq| expunge(&client, &mut other, seq));
    say(figures, "a message gone elsewhere, after the push", expunges);
}

fn say(figures: &mut Figures, what: &str, waits: impl Iterator<Item = Duration>) {
    let slowest = waits.max().unwrap_or(Duration::MAX);
    figures.at_most(what, "ms", GOAL_MS, slowest.as_secs_f64() * 1_000.0, 0);
}

fn arrival(client: &Client, other: &mut imap::Client, count: u32) -> Duration {
    listening(client);
    let began = Instant::now();
    other.append("INBOX", "", &mail("fresh", "Hi."));
    known_after(
        (client, began),
        &format!("* {count} EXISTS"),
        |event| matches!(event, Event::ExistsChanged { exists, .. } if *exists == count),
    )
}

fn flag(client: &Client, other: &mut imap::Client, number: u32, flag: Flag) -> Duration {
    listening(client);
    let word = if flag == Flag::Flagged { "\\Flagged" } else { "\\Deleted" };
    let began = Instant::now();
    other.command(&format!("STORE {number} +FLAGS.SILENT ({word})"));
    known_after(
        (client, began),
        &format!("* {number} FETCH"),
        |event| matches!(event, Event::FlagsChanged { seq, flags, .. } if *seq == number && flags.has(flag)),
    )
}

fn expunge(client: &Client, other: &mut imap::Client, number: u32) -> Duration {
    // The flag's own push first, so that it is not taken for the one that counts.
    flag(client, other, number, Flag::Deleted);
    listening(client);
    let began = Instant::now();
    other.command("EXPUNGE");
    known_after(
        (client, began),
        &format!("* {number} EXPUNGE"),
        |event| matches!(event, Event::Expunged { seq, .. } if *seq == number),
    )
}

/// Waits until the watcher's IDLE runs: each began with "+" and all but this one ended with DONE.
fn listening(client: &Client) {
    support::eventually("IDLE", || {
        let lines = client.handle.log().lines();
        let count = |direction, text: &str| {
            lines.iter().filter(|line| is_watchers(line, direction, text)).count()
        };
        count(Direction::Received, "+ ") > count(Direction::Sent, "DONE")
    });
}

/// From the moment the watcher heard the line to the moment the window's end has the event. Zero
/// where the worker, which looks now and then, read of it before the push came.
fn known_after(
    (client, began): (&Client, Instant),
    text: &str,
    is_it: impl Fn(&Event) -> bool,
) -> Duration {
    client.expect(text, |event| is_it(event).then_some(()));
    let known_unix_ms = unix_ms();
    // The log has the clock's time, to the millisecond.
    let began_unix_ms = known_unix_ms.saturating_sub(began.elapsed().as_millis() as u64);
    let lines = client.handle.log().lines();
    let heard = lines.iter().find(|line| {
        line.at_unix_ms >= began_unix_ms && is_watchers(line, Direction::Received, text)
    });
    heard.map_or(Duration::ZERO, |line| {
        Duration::from_millis(known_unix_ms.saturating_sub(line.at_unix_ms))
    })
}

fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}

fn is_watchers(line: &LogLine, direction: Direction, text: &str) -> bool {
    line.connection == WATCHER && line.direction == direction && line.text.starts_with(text)
}
