//! An account that is locked in the middle of an import: behind the lock nothing more leaves.

use crossbeam_channel::{Sender, bounded};
use mailpane::engine::import::pipe;
use mailpane::engine::{Command, Event, ImportCommand, InfoCommand, InfoEvent};
use mailpane::model::FailureKind;

use crate::carried::{bodies, giver, giving, heads, two};
use crate::hand::{append, ended, import_line, listing, mbox, play, sent, start, target};
use crate::script::{Line, client, serve_each, server};
use crate::support::client::Client;

/// Locks the account, and only then lets the played server go on.
fn lock(client: &Client, go: Sender<()>) {
    client.send(Command::Info(InfoCommand::SetLookOnly(true)));
    client.expect("the lock", |event| {
        matches!(event, Event::Info(InfoEvent::LookOnly { on: true, .. })).then_some(())
    });
    drop(go);
}

#[test]
fn a_batch_that_has_begun_does_not_go_on_behind_the_lock() {
    let (_folder, path) = mbox([1, 2]);
    let (go, wait) = bounded(0);
    let (begun, beginning) = bounded(0);
    let head = |begins: &str, number: u32| {
        let bytes = sent(number).len();
        client(&format!("{begins}() \" 1-Jan-2024 10:00:00 +0000\" {{{bytes}}}"))
    };
    let talk = vec![
        head("m2 APPEND \"Box\" ", 1),
        Line::Wait(beginning),
        Line::Wait(wait),
        server("+ go on\r\n"),
        Line::ClientBytes(sent(1)),
        head(" ", 2),
        server("+ go on\r\n"),
        Line::ClientBytes(sent(2)),
        client(""),
        server("m2 OK [APPENDUID 9 5:6] in\r\n"),
    ];
    let line = import_line("MULTIAPPEND UIDPLUS", 0, 5, talk);
    let client = Client::played(serve_each(vec![listing(), line, listing()]), false);
    client.tree();
    start(&client, "Box", &[&path]);
    begun.send(()).expect("the command has begun");
    lock(&client, go);
    let outcome = ended(&client);
    assert_eq!(outcome.failure.as_ref().map(|why| why.kind), Some(FailureKind::Cancelled));
    assert_eq!((outcome.done, outcome.unsure, outcome.total), (0, 0, 2));
}

#[test]
fn what_still_comes_from_the_other_account_is_not_sent_behind_the_lock() {
    let (go, wait) = bounded(0);
    let (begun, beginning) = bounded(0);
    let mut late = bodies(3, "4:5", &[4, 5]);
    late.insert(1, Line::Wait(wait));
    late.insert(1, Line::Wait(beginning));
    let giver = giver(vec![giving([heads(2, sent(4).len()), late].concat())]);
    let talk = [append(2, &[4, 5]), vec![server("m2 OK [APPENDUID 9 5:6] in\r\n")]].concat();
    let taker = play(vec![import_line("MULTIAPPEND UIDPLUS LITERAL+", 0, 5, talk)]);
    let (to, from) = pipe();
    giver.send(Command::Import(ImportCommand::Give { request: two(), to }));
    let take = ImportCommand::Take { target: target("Box"), from, verified: false };
    taker.send(Command::Import(take));
    begun.send(()).expect("the messages are asked for");
    lock(&taker, go);
    let outcome = ended(&taker);
    assert_eq!(outcome.failure.as_ref().map(|why| why.kind), Some(FailureKind::Cancelled));
    assert_eq!((outcome.done, outcome.unsure, outcome.total), (0, 0, 2));
}
