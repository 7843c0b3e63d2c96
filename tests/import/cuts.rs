//! The connection breaks at every stage: nothing is lost, nothing is in twice unsaid, and what is
//! said is true.

use crate::hand::{added, append, import, import_line, literal, mbox, play};
use crate::script::{Line, client, server};
use mailpane::model::FailureKind;

const MULTI: &str = "MULTIAPPEND UIDPLUS LITERAL+";
const SINGLE: &str = "UIDPLUS LITERAL+";

/// The look at what arrived since UID 5.
fn look(tag: u32, standing: &str) -> Vec<Line> {
    vec![
        client(&format!(
            "m{tag} UID FETCH 5:* (UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
        )),
        server(&format!("{standing}m{tag} OK\r\n")),
    ]
}

/// What the look finds of a message.
fn standing(seq: u32, uid: u32, id: &str) -> String {
    let header = format!("Message-ID: {id}\r\n\r\n");
    let length = header.len();
    format!(
        "* {seq} FETCH (UID {uid} RFC822.SIZE 55 BODY[HEADER.FIELDS (MESSAGE-ID)] {{{length}}}\r\n{header})\r\n"
    )
}

fn ok(tag: u32, uids: &str) -> Line {
    server(&format!("m{tag} OK [APPENDUID 9 {uids}] in\r\n"))
}

#[test]
fn a_command_whose_answer_did_not_come_is_not_sent_again_where_it_was_done() {
    let (_folder, path) = mbox([1, 2]);
    let cut = [append(2, &[1, 2]), vec![Line::Close]].concat();
    let there = standing(1, 5, "<1@x>") + &standing(2, 6, "<2@x>");
    let client =
        play(vec![import_line(MULTI, 0, 5, cut), import_line(MULTI, 2, 7, look(2, &there))]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.total), (None, 2, 2));
    assert_eq!((added(&outcome), outcome.unsure), (vec![5, 6], 0), "the way back is exact");
}

#[test]
fn a_command_that_never_arrived_is_sent_again_after_a_look() {
    let (_folder, path) = mbox([1, 2]);
    let cut = [append(2, &[1, 2]), vec![Line::Close]].concat();
    let again = [append(2, &[1, 2]), vec![ok(2, "5:6")]].concat();
    let client = play(vec![import_line(MULTI, 0, 5, cut), import_line(MULTI, 0, 5, again)]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 2));
    assert_eq!(added(&outcome), [5, 6]);
}

#[test]
fn a_literal_that_was_cut_is_sent_again_without_a_look() {
    let (_folder, path) = mbox([1]);
    let mut cut = literal(1, "m2 APPEND \"Box\" ", false);
    if let Some(Line::ClientBytes(bytes)) = cut.last_mut() {
        bytes.truncate(10);
    }
    cut.push(Line::Close);
    let again = [append(2, &[1]), vec![ok(2, "5")]].concat();
    // All of it was handed over, so it might be in: a mailbox that is empty needs no look.
    let client = play(vec![import_line(MULTI, 0, 5, cut), import_line(MULTI, 0, 5, again)]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 1));
}

#[test]
fn of_single_commands_those_that_arrived_are_found_and_the_others_sent() {
    let (_folder, path) = mbox([1, 2, 3]);
    let cut =
        [append(2, &[1]), append(3, &[2]), append(4, &[3]), vec![ok(2, "5"), Line::Close]].concat();
    // Somebody else's message stands between them.
    let there = standing(2, 6, "<other@x>") + &standing(3, 7, "<2@x>");
    let look = vec![
        client("m2 UID FETCH 6:* (UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"),
        server(&format!("{there}m2 OK\r\n")),
    ];
    let again = [look, append(3, &[3]), vec![ok(3, "8")]].concat();
    let client = play(vec![import_line(SINGLE, 0, 5, cut), import_line(SINGLE, 3, 8, again)]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 3));
    assert_eq!(added(&outcome), [5, 7, 8]);
}

#[test]
fn a_folder_that_was_rebuilt_meanwhile_leaves_it_open_and_says_so() {
    let (_folder, path) = mbox([1, 2]);
    let cut = [append(2, &[1, 2]), vec![Line::Close]].concat();
    let rebuilt = vec![
        server(&format!("* PREAUTH [CAPABILITY IMAP4rev1 {MULTI}] hi\r\n")),
        client("m1 SELECT \"Box\""),
        server("* 2 EXISTS\r\n* OK [UIDVALIDITY 10] x\r\n* OK [UIDNEXT 3] x\r\nm1 OK in\r\n"),
    ];
    let client = play(vec![import_line(MULTI, 0, 5, cut), rebuilt]);
    let outcome = import(&client, "Box", &[&path]);
    let failure = outcome.failure.as_ref().expect("a sentence");
    assert_eq!(failure.kind, FailureKind::MailboxRebuilt);
    assert!(failure.sentence.contains("2 messages more may be in"), "{failure:?}");
    assert_eq!((outcome.done, outcome.unsure), (0, 2));
}

#[test]
fn a_message_that_kills_the_connection_each_time_is_given_up() {
    let (_folder, path) = mbox([1]);
    let cut = || import_line(MULTI, 0, 5, [append(2, &[1]), vec![Line::Close]].concat());
    let client = play(vec![cut(), cut(), cut(), import_line(MULTI, 0, 5, Vec::new())]);
    let outcome = import(&client, "Box", &[&path]);
    let failure = outcome.failure.as_ref().expect("a sentence");
    assert!(failure.sentence.contains("each time over the same message"), "{failure:?}");
    assert_eq!((outcome.done, outcome.unsure, outcome.total), (0, 0, 1));
}

#[test]
fn a_connection_lost_before_anything_was_sent_costs_nothing() {
    let (_folder, path) = mbox([1]);
    let again = import_line(MULTI, 0, 5, [append(2, &[1]), vec![ok(2, "5")]].concat());
    let client = play(vec![vec![Line::Close], again]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 1));
}
