//! What was moved goes from where it was only when it was seen to stand whole where it went.

use std::sync::Arc;

use mailpane::engine::import::pipe;
use mailpane::engine::{Command, Event, ImportCommand, ImportEvent, ImportOutcome, ImportStage};

use crate::carried::{bodies, giver, giving, heads, two};
use crate::hand::{ID, ended, import_line, play, sent, target};
use crate::script::{Line, client, server};
use crate::support::client::Client;

/// What is asked of those that are in.
const ITEMS: &str = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";

fn append(tag: u32, number: u32) -> Vec<Line> {
    let bytes = sent(number);
    let head =
        format!("m{tag} APPEND \"Box\" () \" 1-Jan-2024 10:00:00 +0000\" {{{}+}}", bytes.len());
    vec![client(&head), Line::ClientBytes(bytes), client("")]
}

/// What stands at the target: sequence number, UID, the number in its Message-ID and its size.
fn standing(seq: u32, uid: u32, number: u32, bytes: usize) -> String {
    let header = format!("Message-ID: <{number}@x>\r\n\r\n");
    let length = header.len();
    format!(
        "* {seq} FETCH (UID {uid} RFC822.SIZE {bytes} BODY[HEADER.FIELDS (MESSAGE-ID)] {{{length}}}\r\n\
         {header})\r\n"
    )
}

/// Messages 4 and 5 go to a target with these connections.
fn moves(target_plays: Vec<Vec<Line>>) -> (Client, Client) {
    let script = [heads(2, sent(4).len()), bodies(3, "4:5", &[4, 5])].concat();
    let (giver, taker) = (giver(vec![giving(script)]), play(target_plays));
    let (to, from) = pipe();
    giver.send(Command::Import(ImportCommand::Give { request: two(), to }));
    let take = ImportCommand::Take { target: target("Box"), from, verified: true };
    taker.send(Command::Import(take));
    (giver, taker)
}

fn moved(target_plays: Vec<Vec<Line>>) -> Arc<ImportOutcome> {
    let (_giver, taker) = moves(target_plays);
    ended(&taker)
}

fn seen(outcome: &ImportOutcome) -> (u32, Vec<u32>, u32) {
    let taken = outcome.taken.iter().map(|uid| uid.get()).collect();
    (outcome.done, taken, outcome.unverified)
}

#[test]
fn a_target_that_names_no_uids_is_looked_through_for_what_came() {
    let bytes = sent(4).len();
    // Of message 5 there is less than was sent, and something of the same size is another one.
    let said = format!(
        "{}{}{}m4 OK\r\n",
        standing(1, 7, 4, bytes),
        standing(2, 8, 5, bytes - 1),
        standing(3, 9, 6, bytes)
    );
    let talk = [
        append(2, 4),
        append(3, 5),
        vec![server("m2 OK in\r\nm3 OK in\r\n")],
        vec![client(&format!("m4 UID FETCH 7:* {ITEMS}")), server(&said)],
    ];
    let outcome = moved(vec![import_line("LITERAL+", 0, 7, talk.concat())]);
    assert_eq!(outcome.failure, None);
    assert_eq!(seen(&outcome), (2, vec![4], 1));
}

#[test]
fn what_is_found_by_its_message_id_alone_after_a_lost_line_stays_where_it_was() {
    const KNOWN: &str = "UIDPLUS LITERAL+";
    let bytes = sent(4).len();
    let cut = [append(2, 4), append(3, 5), vec![Line::Close]].concat();
    let there = standing(1, 7, 4, bytes - 1) + &standing(2, 8, 5, bytes);
    let look =
        vec![client(&format!("m2 UID FETCH 7:* {ITEMS}")), server(&format!("{there}m2 OK\r\n"))];
    let plays = vec![import_line(KNOWN, 0, 7, cut), import_line(KNOWN, 2, 9, look)];
    let outcome = moved(plays);
    assert_eq!(outcome.failure, None);
    assert_eq!(seen(&outcome), (2, vec![5], 1));
}

/// Both are in, and this is what the target says when it is asked what stands there.
fn asked_for(said: Line) -> Vec<Vec<Line>> {
    let talk = [
        append(2, 4),
        append(3, 5),
        vec![server("m2 OK [APPENDUID 9 7] in\r\nm3 OK [APPENDUID 9 8] in\r\n")],
        vec![client(&format!("m4 UID FETCH 7:8 {ITEMS}")), said],
    ];
    vec![import_line("UIDPLUS LITERAL+", 0, 7, talk.concat())]
}

#[test]
fn less_than_was_sent_is_no_proof_though_the_message_id_is_the_same_and_more_is() {
    let bytes = sent(4).len();
    let said = standing(1, 7, 4, bytes - 1) + &standing(2, 8, 5, bytes + 30) + "m4 OK\r\n";
    assert_eq!(seen(&moved(asked_for(server(&said)))), (2, vec![5], 1));
}

#[test]
fn where_the_target_does_not_say_what_stands_there_everything_stays() {
    let outcome = moved(asked_for(server("m4 NO not now\r\n")));
    assert_eq!(outcome.failure, None);
    assert_eq!(seen(&outcome), (2, Vec::new(), 2));
}

#[test]
fn where_the_line_breaks_over_the_look_everything_stays() {
    let (_giver, taker) = moves(asked_for(Line::Close));
    taker.expect("the wait for another connection", |event| match event {
        Event::Import(ImportEvent::Progress { progress, .. })
            if progress.stage == ImportStage::Waiting && progress.messages == 2 =>
        {
            Some(())
        }
        _ => None,
    });
    taker.send(Command::Import(ImportCommand::Stop(ID)));
    assert_eq!(seen(&ended(&taker)), (2, Vec::new(), 2));
}
