//! From one account to another: two workers, and the pipe between them.

use std::sync::Arc;

use mailpane::demo::DemoServer;
use mailpane::engine::import::pipe;
use mailpane::engine::{Chosen, Command, GiveRequest, ImportCommand, ImportOutcome, LeftOutWhy};
use mailpane::model::{FailureKind, Flag, Security};

use crate::hand::{ID, added, ended, import_line, listing, play, sent, target, uid};
use crate::script::{Line, client, serve_each, server};
use crate::support::client::{ACCOUNT, Client, account, mailbox};
use crate::support::cyrus::Cyrus;
use crate::support::dovecot::Dovecot;

pub fn request(messages: Vec<Chosen>, uid_validity: Option<u32>) -> GiveRequest {
    let uid_validity = uid_validity.map(uid);
    GiveRequest { id: ID, account: ACCOUNT, mailbox: mailbox("INBOX"), uid_validity, messages }
}

/// Has messages of one's INBOX go to a folder of the other's.
pub fn carry(
    (giver, taker): (&Client, &Client),
    folder: &str,
    request: GiveRequest,
) -> Arc<ImportOutcome> {
    let (to, from) = pipe();
    giver.send(Command::Import(ImportCommand::Give { request, to }));
    let take = ImportCommand::Take { target: target(folder), from, verified: true };
    taker.send(Command::Import(take));
    ended(taker)
}

pub fn all() -> GiveRequest {
    request(vec![Chosen::Everything], None)
}

pub fn demo(messages: u32) -> (DemoServer, Client) {
    let server = DemoServer::empty();
    server.fill("Archive", 0);
    server.fill("INBOX", 0);
    for number in 1..=messages {
        server.append("INBOX", &["\\Seen", "Work"], 1_700_000_000, sent(number));
    }
    let client = Client::demo(&server, false, Some("demo"));
    client.tree();
    (server, client)
}

#[test]
fn messages_go_to_another_account_with_all_that_is_known_of_them() {
    let (_first, giver) = demo(300);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", all());
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.total), (None, 300, 300));
    assert_eq!((outcome.taken.len(), outcome.unverified), (300, 0));
    assert_eq!((added(&outcome).len(), there.messages("Archive")), (300, 300));
    let (exists, _) = taker.open("Archive");
    let rows = taker.rows_of(exists..=exists);
    let row = &rows[&exists];
    assert!(row.flags.has(Flag::Seen));
    assert_eq!(row.keywords[0].as_str(), "Work");
    assert_eq!(row.text.received_unix_secs, 1_700_000_000);
    assert_eq!(row.text.size_bytes, sent(300).len() as u64);
}

#[test]
fn a_long_message_goes_in_pieces_and_what_may_only_be_looked_at_can_be_copied() {
    let server = DemoServer::empty();
    let long = format!("Subject: long\r\n\r\n{}", "0123456789abc\r\n".repeat(300_000));
    server.append("INBOX", &[], 1_700_000_000, sent(1));
    server.append("INBOX", &[], 1_700_000_000, long.clone().into_bytes());
    let giver = Client::demo(&server, true, Some("demo"));
    let (there, taker) = demo(0);
    let outcome =
        carry((&giver, &taker), "Archive", request(vec![Chosen::Uids(Arc::from([uid(2)]))], None));
    assert_eq!((outcome.failure.as_ref(), outcome.done, there.messages("Archive")), (None, 1, 1));
    let (exists, _) = taker.open("Archive");
    let rows = taker.rows_of(exists..=exists);
    assert_eq!(rows[&exists].text.size_bytes, long.len() as u64);
    assert_eq!(server.messages("INBOX"), 2, "nothing is taken away here");
}

#[test]
fn a_target_that_only_looks_refuses_with_its_sentence() {
    let (_first, giver) = demo(1);
    let server = DemoServer::empty();
    let taker = Client::demo(&server, true, Some("demo"));
    let outcome = carry((&giver, &taker), "Archive", all());
    assert_eq!(outcome.failure.as_ref().map(|why| why.kind), Some(FailureKind::LookOnly));
}

#[test]
fn a_source_that_was_rebuilt_gives_nothing() {
    let (_first, giver) = demo(1);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", request(vec![Chosen::Everything], Some(77)));
    assert_eq!(outcome.failure.as_ref().map(|why| why.kind), Some(FailureKind::MailboxRebuilt));
    assert_eq!(there.messages("Archive"), 0);
}

/// The giver's connection: INBOX is looked at, and then this from tag m2 on.
pub fn giving(rest: Vec<Line>) -> Vec<Line> {
    let open = vec![
        server("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"),
        client("m1 EXAMINE \"INBOX\""),
        server("* 2 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\nm1 OK in\r\n"),
    ];
    [open, rest].concat()
}

/// What is known of the messages 4 and 5, of which the server says that they have so many bytes.
pub fn heads(tag: u32, bytes: usize) -> Vec<Line> {
    let said = format!("{}{}m{tag} OK\r\n", head(1, 4, bytes as u64), head(2, 5, bytes as u64));
    vec![client(&ask(tag, "4:5")), server(&said)]
}

/// The question for what is known of messages.
pub fn ask(tag: u32, set: &str) -> String {
    format!(
        "m{tag} UID FETCH {set} (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
    )
}

/// What is known of one message.
pub fn head(seq: u32, number: u32, bytes: u64) -> String {
    let header = format!("Message-ID: <{number}@x>\r\n\r\n");
    let length = header.len();
    format!(
        "* {seq} FETCH (UID {number} FLAGS () INTERNALDATE \" 1-Jan-2024 10:00:00 +0000\" \
         RFC822.SIZE {bytes} BODY[HEADER.FIELDS (MESSAGE-ID)] {{{length}}}\r\n{header})\r\n"
    )
}

/// The command for messages that are announced as small.
pub fn whole(tag: u32, set: &str) -> String {
    format!("m{tag} UID FETCH {set} (UID BODY.PEEK[]<0.262144>)")
}

pub fn bodies(tag: u32, set: &str, numbers: &[u32]) -> Vec<Line> {
    let mut said = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let bytes = sent(*number);
        let head = format!("* {} FETCH (UID {number} BODY[]<0> {{{}}}\r\n", at + 1, bytes.len());
        said.extend([head.into_bytes(), bytes, b")\r\n".to_vec()].concat());
    }
    said.extend(format!("m{tag} OK\r\n").into_bytes());
    vec![client(&whole(tag, set)), Line::Server(said)]
}

pub fn two() -> GiveRequest {
    request(vec![Chosen::Uids(Arc::from([uid(4), uid(5)]))], Some(9))
}

pub fn giver(mut scripts: Vec<Vec<Line>>) -> Client {
    scripts.insert(0, listing());
    let client = Client::played(serve_each(scripts), false);
    client.tree();
    client
}

#[test]
fn a_source_that_lies_about_sizes_and_one_that_lost_a_message_are_no_trouble() {
    let giver =
        giver(vec![giving([heads(2, 7), bodies(3, "4:5", &[5]), bodies(4, "4", &[])].concat())]);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", two());
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.total), (None, 1, 2));
    let left = &outcome.left_out[0];
    assert_eq!((left.count, left.why), (1, LeftOutWhy::Gone));
    let taken: Vec<u32> = outcome.taken.iter().map(|uid| uid.get()).collect();
    assert_eq!((taken, there.messages("Archive")), (vec![5], 1));
}

#[test]
fn a_connection_that_the_source_loses_is_made_anew_and_nothing_is_sent_twice() {
    let lost = giving([heads(2, 43), vec![Line::Close]].concat());
    let giver = giver(vec![lost, giving(bodies(2, "4:5", &[4, 5]))]);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", two());
    assert_eq!((outcome.failure.as_ref(), outcome.done, there.messages("Archive")), (None, 2, 2));
}

#[test]
fn a_connection_that_the_target_loses_is_made_anew_and_what_is_in_doubt_is_looked_for() {
    let bytes = sent(4).len();
    let again = [heads(2, bytes), bodies(3, "4:5", &[4, 5]), bodies(4, "5", &[5])].concat();
    let giver = giver(vec![giving(again)]);
    let append = |tag: u32, number: u32| {
        vec![
            client(&format!(
                "m{tag} APPEND \"Box\" () \" 1-Jan-2024 10:00:00 +0000\" {{{bytes}+}}"
            )),
            Line::ClientBytes(sent(number)),
            client(""),
        ]
    };
    const FIRST: &str = "UIDPLUS LITERAL+";
    let cut = [append(2, 4), append(3, 5), vec![Line::Close]].concat();
    let header = "Message-ID: <4@x>\r\n\r\n";
    let items = "(UID RFC822.SIZE BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])";
    let standing = |seq: u32, uid: u32| {
        format!(
            "* {seq} FETCH (UID {uid} RFC822.SIZE {bytes} BODY[HEADER.FIELDS (MESSAGE-ID)] {{{}}}\r\n{header})\r\n",
            header.len()
        )
    };
    let rest = [
        vec![
            client(&format!("m2 UID FETCH 7:* {items}")),
            server(&format!("{}m2 OK\r\n", standing(1, 7))),
        ],
        append(3, 5),
        vec![
            server("m3 OK [APPENDUID 9 8] in\r\n"),
            client(&format!("m4 UID FETCH 8 {items}")),
            server(&format!("{}m4 OK\r\n", standing(2, 8))),
        ],
    ]
    .concat();
    let taker = play(vec![import_line(FIRST, 0, 7, cut), import_line(FIRST, 1, 8, rest)]);
    let (to, from) = pipe();
    giver.send(Command::Import(ImportCommand::Give { request: two(), to }));
    let take = ImportCommand::Take { target: target("Box"), from, verified: true };
    taker.send(Command::Import(take));
    let outcome = ended(&taker);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.unsure), (None, 2, 0));
    assert_eq!(added(&outcome), [7, 8]);
}

#[test]
fn stopping_either_side_ends_both_and_says_what_is_in() {
    let (_first, giver) = demo(1);
    let (to, from) = pipe();
    let taker = demo(0).1;
    let take = ImportCommand::Take { target: target("Archive"), from, verified: false };
    taker.send(Command::Import(take));
    taker.send(Command::Import(ImportCommand::Stop(ID)));
    let outcome = ended(&taker);
    assert_eq!(outcome.failure.as_ref().map(|why| why.kind), Some(FailureKind::Cancelled));
    giver.send(Command::Import(ImportCommand::Give { request: all(), to }));
    let (_second, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", all());
    assert_eq!((outcome.failure.as_ref(), outcome.done), (None, 1), "it goes on serving others");
}

#[test]
fn dovecot_and_cyrus_give_each_other_their_mail() {
    let (dovecot, cyrus) = (Dovecot::start(), Cyrus::start());
    let mut other = dovecot.client("alice", "secret");
    for number in 1..=5 {
        other.append("INBOX", "\\Flagged Work", &sent(number));
    }
    let ours = account("alice", Security::Tls, dovecot.tls_port, Some(&dovecot.certs.ca));
    let theirs = account("alice", Security::Tls, cyrus.tls_port, Some(&cyrus.certs.ca));
    let (ours, theirs) =
        (Client::start(ours, Some("secret")), Client::start(theirs, Some("secret")));
    ours.tree();
    theirs.tree();
    let outcome = carry((&ours, &theirs), "Archive", all());
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.taken.len()), (None, 5, 5));
    let back = GiveRequest { mailbox: mailbox("Archive"), ..all() };
    let outcome = carry((&theirs, &ours), "Archive", back);
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.taken.len()), (None, 5, 5));
    let (exists, _) = ours.open("Archive");
    let rows = ours.rows_of(1..=exists);
    assert!(rows.values().all(|row| row.flags.has(Flag::Flagged) && row.keywords.len() == 1));
}
