//! What servers refuse, and what is said then.

use mailpane::engine::{Command, Event, ImportCommand, ImportEvent, ImportStage, LeftOutWhy};
use mailpane::model::FailureKind;

use crate::hand::{
    ID, added, answer, append, asked, ended, import, import_line, mbox, play, start,
};
use crate::script::{Line, client, server};
use crate::support::client::Client;
use mailpane::demo::DemoServer;

const MULTI: &str = "MULTIAPPEND UIDPLUS LITERAL+";
const SINGLE: &str = "UIDPLUS LITERAL+";

fn no(tag: u32, words: &str) -> Line {
    server(&format!("m{tag} NO {words}\r\n"))
}

#[test]
fn a_refusal_that_is_about_all_of_them_ends_it_with_the_servers_words() {
    for (words, sentence) in [
        ("[TRYCREATE] no such box", "The folder to put the messages in is not there any more."),
        ("[OVERQUOTA] full", "mail.example has no room left for these messages."),
        ("[NOPERM] not yours", "mail.example gives this account no right to take the messages."),
    ] {
        let (_folder, path) = mbox([1, 2]);
        let refused = [append(2, &[1, 2]), vec![no(2, words)]].concat();
        let client = play(vec![import_line(MULTI, 0, 5, refused)]);
        let outcome = import(&client, "Box", &[&path]);
        let failure = outcome.failure.as_ref().expect("a sentence");
        assert_eq!(failure.sentence, sentence);
        let own = words.split_once("] ").expect("words").1;
        assert_eq!(failure.server_text.as_deref(), Some(own));
        assert_eq!((outcome.done, outcome.total, outcome.unsure), (0, 2, 0));
    }
}

#[test]
fn of_several_in_one_command_the_one_that_is_too_big_is_left_out() {
    let (_folder, path) = mbox([1, 2, 3]);
    let talk = [
        append(2, &[1, 2, 3]),
        vec![no(2, "[TOOBIG] one of them")],
        append(3, &[1]),
        vec![server("m3 OK [APPENDUID 9 5] in\r\n")],
        append(4, &[2]),
        vec![no(4, "[TOOBIG] this one")],
        append(5, &[3]),
        vec![server("m5 OK [APPENDUID 9 6] in\r\n")],
    ];
    let client = play(vec![import_line(MULTI, 0, 5, talk.concat())]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 2));
    assert_eq!(added(&outcome), [5, 6]);
    let left = &outcome.left_out[0];
    assert_eq!((left.count, left.why), (1, LeftOutWhy::TooBig));
    assert_eq!(left.server_text.as_deref(), Some("this one"));
}

#[test]
fn messages_beyond_the_announced_limit_are_never_sent() {
    let (_folder, path) = mbox([1, 2]);
    let client = play(vec![import_line(&format!("{MULTI} APPENDLIMIT=10"), 0, 5, Vec::new())]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.total), (None, 0, 2));
    assert_eq!((outcome.left_out[0].count, outcome.left_out[0].why), (2, LeftOutWhy::TooBig));
}

#[test]
fn a_server_without_unasked_literals_is_asked_for_each() {
    let (_folder, path) = mbox([1, 2]);
    let asked_for = |tag: u32, number: u32| {
        let bytes = crate::hand::sent(number);
        let length = bytes.len();
        let date = "\" 1-Jan-2024 10:00:00 +0000\"";
        vec![
            client(&format!("m{tag} APPEND \"Box\" () {date} {{{length}}}")),
            server("+ go on\r\n"),
            Line::ClientBytes(bytes),
            client(""),
        ]
    };
    let talk = [
        asked_for(2, 1),
        vec![server("* 1 EXISTS\r\nm2 OK in\r\n")],
        asked_for(3, 2),
        vec![server("m3 OK in\r\n")],
    ];
    let client = play(vec![import_line("", 0, 5, talk.concat())]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 2));
    assert!(outcome.added.is_empty(), "nobody said where they are");
}

#[test]
fn a_literal_that_is_not_wanted_is_not_sent() {
    let (_folder, path) = mbox([1]);
    let length = crate::hand::sent(1).len();
    let date = "\" 1-Jan-2024 10:00:00 +0000\"";
    let talk =
        vec![client(&format!("m2 APPEND \"Box\" () {date} {{{length}}}")), no(2, "[TOOBIG] no")];
    let client = play(vec![import_line("", 0, 5, talk)]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.left_out[0].why), (None, LeftOutWhy::TooBig));
}

#[test]
fn a_server_that_refuses_one_after_the_other_is_left_in_peace() {
    let (_folder, path) = mbox(1..=8);
    let sent: Vec<Line> = (1..=8).flat_map(|number| append(number + 1, &[number])).collect();
    let answers = (2..=9).map(|tag| no(tag, "not today")).collect();
    let client = play(vec![import_line(SINGLE, 0, 5, [sent, answers].concat())]);
    let outcome = import(&client, "Box", &[&path]);
    let failure = outcome.failure.as_ref().expect("a sentence");
    assert_eq!(
        failure.sentence,
        "mail.example refused to take the messages. It did so several times in a row."
    );
    assert_eq!(failure.server_text.as_deref(), Some("not today"));
}

#[test]
fn refusals_with_messages_between_them_that_went_in_end_nothing() {
    let (_folder, path) = mbox(1..=8);
    let sent: Vec<Line> = (1..=8).flat_map(|number| append(number + 1, &[number])).collect();
    let answer = |tag: u32| match tag {
        4 | 9 => server(&format!("m{tag} OK [APPENDUID 9 {tag}] in\r\n")),
        _ => no(tag, "not this one"),
    };
    let answers = (2..=9).map(answer).collect();
    let client = play(vec![import_line(SINGLE, 0, 4, [sent, answers].concat())]);
    let outcome = import(&client, "Box", &[&path]);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.total), (None, 2, 8));
    assert_eq!((outcome.left_out[0].count, outcome.left_out[0].why), (6, LeftOutWhy::Refused));
}

#[test]
fn an_account_that_only_looks_takes_nothing() {
    let server = DemoServer::empty();
    server.fill("INBOX", 0);
    let client = Client::demo(&server, true, Some("demo"));
    client.tree();
    let (_folder, path) = mbox([1]);
    let outcome = import(&client, "INBOX", &[&path]);
    let failure = outcome.failure.as_ref().expect("a sentence");
    assert_eq!(failure.kind, FailureKind::LookOnly);
    assert_eq!(server.messages("INBOX"), 0);
}

#[test]
fn what_is_there_already_is_asked_about_before_anything_is_sent() {
    let server = DemoServer::empty();
    server.fill("Box", 0);
    let client = Client::demo(&server, false, Some("demo"));
    client.tree();
    let (_first, two) = mbox([1, 2]);
    assert_eq!(import(&client, "Box", &[&two]).done, 2);
    let (_second, four) = mbox(1..=4);
    start(&client, "Box", &[&four]);
    assert_eq!(asked(&client), (2, 4));
    assert_eq!(server.messages("Box"), 2);
    answer(&client, true);
    let outcome = ended(&client);
    assert_eq!((outcome.failure.as_ref(), outcome.done, server.messages("Box")), (None, 2, 4));
    assert_eq!((outcome.left_out[0].count, outcome.left_out[0].why), (2, LeftOutWhy::There));
    start(&client, "Box", &[&four]);
    assert_eq!(asked(&client), (4, 4));
    answer(&client, false);
    assert_eq!((ended(&client).done, server.messages("Box")), (4, 8));
    start(&client, "Box", &[&four]);
    asked(&client);
    client.send(Command::Import(ImportCommand::Stop(ID)));
    let outcome = ended(&client);
    assert_eq!(outcome.failure.as_ref().map(|why| why.kind), Some(FailureKind::Cancelled));
    assert_eq!((outcome.done, server.messages("Box")), (0, 8));
}

#[test]
fn a_large_folder_is_searched_instead_of_read() {
    let server = DemoServer::empty();
    server.fill("Box", 3_000);
    let client = Client::demo(&server, false, Some("demo"));
    client.tree();
    let (_folder, path) = mbox([1, 2]);
    assert_eq!(import(&client, "Box", &[&path]).done, 2);
    start(&client, "Box", &[&path]);
    assert_eq!(asked(&client), (2, 2));
    let searches = client.sent().iter().filter(|line| line.starts_with("UID SEARCH")).count();
    assert_eq!(searches, 2);
}

#[test]
fn a_long_message_is_stopped_in_the_middle_and_is_not_in() {
    let long = format!("Subject: long\n\n{}", "a line of it\n".repeat(400_000));
    let (_folder, path) = crate::hand::file("long.eml", long.as_bytes());
    // The server reads nothing behind the head of the message: the pipe is full soon.
    let (go, wait) = crossbeam_channel::bounded(0);
    let length = long.replace('\n', "\r\n").len();
    let head = begins(length);
    let talk = vec![Line::ClientBytes(head), Line::Wait(wait), Line::Close];
    let client = play(vec![import_line(MULTI, 0, 5, talk)]);
    start(&client, "Box", &[&path]);
    client.expect("progress", |event| match event {
        Event::Import(ImportEvent::Progress { progress, .. })
            if progress.stage == ImportStage::Sending =>
        {
            Some(())
        }
        _ => None,
    });
    client.send(Command::Import(ImportCommand::Stop(ID)));
    // Also the worker has taken the wish in.
    client.send(Command::Refresh);
    drop(go);
    let outcome = ended(&client);
    assert_eq!(outcome.failure.as_ref().map(|why| why.kind), Some(FailureKind::Cancelled));
    assert_eq!((outcome.done, outcome.unsure, outcome.total), (0, 0, 1));
}

/// The beginning of the command; its date is that of the file, so no more of it is known.
fn begins(length: usize) -> Vec<u8> {
    assert!(length > 1_000_000);
    b"m2 APPEND \"Box\" () \"".to_vec()
}
