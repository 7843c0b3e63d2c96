//! What a change to many messages costs: writes to the server, and time on loopback.

use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use mailpane::engine::{
    ChangeId, ChangeOutcome, ChangeRequest, Chosen, Command, Event, Mark, MessageChange,
};
use mailpane::model::{Flag, Purpose, Security};

use crate::bring;
use crate::figures::Figures;
use crate::stage::Stage;
use crate::support::client::{ACCOUNT, Client, account, mailbox};
use crate::support::dovecot::BOB_PASSWORD;
use crate::support::fill::fill;
use crate::support::mail::Kind;

const MESSAGES: u32 = 10_000;
/// One write for each thousand.
const WRITES: f64 = 10.0;
const DELETE_SECS: f64 = 3.0;

const FROM: &str = "Managed";
const TO: &str = "Managed elsewhere";

pub fn measure(figures: &mut Figures, stage: &Stage) {
    figures.section("10,000 messages on Dovecot, loopback");
    let server = stage.dovecot();
    let mut other = server.client("bob", BOB_PASSWORD);
    fill(&mut other, FROM, MESSAGES as usize, Kind { short: true, ..Kind::default() });
    other.command(&format!("CREATE \"{TO}\""));
    let account = account("bob", Security::Tls, server.tls_port, Some(&server.certs.ca));
    let client = Client::start(account, Some(BOB_PASSWORD));
    let mut next = 0;
    let mut run = |from: &str, change: MessageChange| {
        next += 1;
        one_change(&client, from, (ChangeId(next), change))
    };
    let read = MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on: true };
    let (_, writes, took) = run(FROM, read);
    figures.at_most("mark as read: writes", "", WRITES, writes, 0);
    figures.known("mark as read", "s", took.as_secs_f64(), 2);
    let (outcome, writes, took) = run(FROM, MessageChange::Move { to: mailbox(TO) });
    assert_eq!(outcome.done.len(), MESSAGES as usize, "all of them moved");
    figures.at_most("move: writes", "", WRITES, writes, 0);
    figures.known("move", "s", took.as_secs_f64(), 2);
    let (outcome, writes, took) = run(TO, MessageChange::Delete);
    assert_eq!(outcome.done.len(), MESSAGES as usize, "all of them went");
    figures.at_most("delete: writes", "", WRITES, writes, 0);
    figures.at_most("delete", "s", DELETE_SECS, took.as_secs_f64(), 2);
    bring::measure(figures, stage);
}

/// Changes all messages of a mailbox: what became of it, the writes it took, and the time.
fn one_change(
    client: &Client,
    from: &str,
    (id, change): (ChangeId, MessageChange),
) -> (ChangeOutcome, f64, Duration) {
    let (_, uid_validity) = client.open(from);
    client.rows();
    client.listed_again(); // What comes behind the first page has been done: compression.
    let uids = (1..=MESSAGES).filter_map(NonZeroU32::new);
    let request = ChangeRequest {
        id,
        account: ACCOUNT,
        mailbox: mailbox(from),
        uid_validity: Some(uid_validity),
        messages: Chosen::Uids(uids.collect()),
        change,
    };
    let writes = || client.handle.meter().by_purpose().get(Purpose::Other).round_trips as f64;
    let (before, began) = (writes(), Instant::now());
    client.send(Command::ChangeMessages(request));
    let outcome = client.expect("the end of the change", |event| match event {
        Event::MessagesChanged { id: of, outcome } if *of == id => Some(outcome.clone()),
        _ => None,
    });
    (ChangeOutcome::clone(&outcome), writes() - before, began.elapsed())
}
