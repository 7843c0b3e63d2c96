//! The engine against the demo account's server: commands in, events out, over the in-memory pipe.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::io::Read as _;
use std::net::TcpListener;
use std::num::NonZeroU32;

use mailpane::demo::DemoServer;
use mailpane::engine::{
    ChangeId, ChangeRequest, Chosen, Command, Event, MailboxChange, MessageChange, Place,
};
use mailpane::model::{FailureKind, Flag, Secret, Security};
use mailpane::reading::Form;

use support::client::{ACCOUNT, Client, account, mail, mail_with_attachment, mailbox};

fn connect(server: &DemoServer) -> Client {
    Client::demo(server, false, Some("demo"))
}

/// An account with `count` messages in its INBOX.
fn server(count: u32) -> DemoServer {
    let server = DemoServer::empty();
    for n in 1..=count {
        let received = 1_795_000_000 + i64::from(n);
        server.append("INBOX", &[], received, mail(&format!("number {n}"), "Hello."));
    }
    server
}

#[test]
fn logging_in_lists_the_folders_and_the_newest_rows() {
    let client = connect(&server(100));
    let (exists, _) = client.open("INBOX");
    assert_eq!(exists, 100);
    let rows = client.rows();
    let subjects: Vec<_> = rows.iter().map(|(seq, row)| (*seq, row.text.subject.clone())).collect();
    assert!(subjects.contains(&(100, "number 100".to_owned())), "{subjects:?}");
    assert_eq!(rows.len(), 30);
}

#[test]
fn a_message_shows_its_text_and_headers() {
    let client = connect(&server(3));
    let (key, _) = client.newest("INBOX");
    let body = client.body(&key);
    assert_eq!(body.subject, "number 3");
    assert_eq!(body.from[0].address, "mara@example.org");
    assert_eq!(body.text.text.trim_end(), "Hello.");
}

#[test]
fn new_mail_appears_by_itself() {
    let server = server(3);
    let client = connect(&server);
    client.open("INBOX");
    server.append("INBOX", &[], 1_795_100_000, mail("fresh", "Hi."));
    let exists = client.expect("the new message", |event| match event {
        Event::ExistsChanged { exists, .. } => Some(*exists),
        _ => None,
    });
    assert_eq!(exists, 4);
}

#[test]
fn a_message_that_goes_elsewhere_goes_here() {
    let server = server(3);
    let client = connect(&server);
    let (key, _) = client.newest("INBOX");
    server.expunge("INBOX", key.uid.get());
    let seq = client.expect("the expunge", |event| match event {
        Event::Expunged { seq, .. } => Some(*seq),
        _ => None,
    });
    assert_eq!(seq, 3);
}

#[test]
fn flags_are_stored_and_shown_as_the_server_holds_them() {
    let client = connect(&server(3));
    let (key, row) = client.newest("INBOX");
    assert!(!row.flags.has(Flag::Flagged));
    client.set_flag(&key, Flag::Flagged, true).expect("the server stores it");
}

#[test]
fn a_look_only_account_changes_nothing() {
    let client = Client::demo(&server(3), true, Some("demo"));
    let (key, _) = client.newest("INBOX");
    let failure = client.set_flag(&key, Flag::Seen, true).expect_err("nothing is changed");
    assert_eq!(failure.kind, FailureKind::LookOnly);
}

#[test]
fn folders_are_made_renamed_and_deleted() {
    let client = connect(&server(1));
    client.open("INBOX");
    let (plans, old) = (mailbox("Plans"), mailbox("Old plans"));
    for change in [
        MailboxChange::created(plans.clone()),
        MailboxChange::Renamed { from: plans, to: old.clone() },
        MailboxChange::deleted(old),
    ] {
        client.change(&change).expect("the server does it");
    }
}

#[test]
fn a_refused_folder_says_so_in_the_servers_words() {
    let server = server(1);
    server.refuse("CREATE", "no room for folders");
    let client = connect(&server);
    client.open("INBOX");
    let create = MailboxChange::created(mailbox("Plans"));
    let failure = client.change(&create).expect_err("the server refuses");
    assert!(failure.server_text.is_some_and(|text| text.contains("no room for folders")));
}

#[test]
fn a_lost_connection_comes_back_with_the_same_folder() {
    let server = server(5);
    let client = connect(&server);
    client.open("INBOX");
    client.rows();
    server.hang_up();
    // A click ends the wait for the next try.
    client.send(Command::Refresh);
    client.failed();
    client.send(Command::RetryNow);
    let exists = client.expect("the folder again", |event| match event {
        Event::MailboxOpened { exists, .. } => Some(*exists),
        _ => None,
    });
    assert_eq!(exists, 5);
}

#[test]
fn without_a_password_the_user_is_asked_once_and_then_logged_in() {
    let client = Client::demo(&server(1), false, None);
    assert_eq!(client.asked(), None);
    let secret = Secret::new("demo".to_owned());
    client.send(Command::UseSecret { secret, remember: false });
    client.ready();
}

#[test]
fn a_login_that_is_cancelled_ends_at_once_and_waits_for_another_password() {
    // A server that says nothing: the login would take as long as a step may.
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    let port = silent.local_addr().expect("a bound socket has an address").port();
    let client = Client::start(account("me", Security::Plaintext, port, None), Some("first"));
    let (mut connection, _) = silent.accept().expect("it connects");
    client.send(Command::CancelLogin);
    assert_eq!(client.asked(), None, "asked, and nothing called a failure");
    let mut said = Vec::new();
    connection.read_to_end(&mut said).expect("the connection was closed");
    let secret = Secret::new("second".to_owned());
    client.send(Command::UseSecret { secret, remember: false });
    silent.accept().expect("it connects again");
}

#[test]
fn what_is_refused_here_asks_the_server_nothing() {
    let client = Client::demo(&server(1), true, Some("demo"));
    client.open("INBOX");
    client.tree();
    let refused = client.change(&MailboxChange::created(mailbox("Plans")));
    assert_eq!(refused.expect_err("nothing is changed").kind, FailureKind::LookOnly);
    // Comes after whatever the refusal would have sent.
    client.listed_again();
    let lists = client.sent().iter().filter(|line| line.starts_with("LIST")).count();
    assert_eq!(lists, 2, "at the login and now: {}", client.log_text());
}

#[test]
fn an_attachment_of_many_pieces_is_saved_whole() {
    let bytes: Vec<u8> = (0..1_000_000u32).map(|n| (n % 251) as u8).collect();
    let server = server(1);
    server.append("INBOX", &[], 1_795_100_000, mail_with_attachment(&bytes));
    let client = connect(&server);
    let (key, _) = client.newest("INBOX");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("data.bin");
    client.save(&key, &path);
    client.saved();
    assert!(std::fs::read(&path).expect("the file") == bytes, "the file differs from the mail");
}

#[test]
fn a_message_that_is_gone_says_so() {
    let server = server(2);
    let client = Client::demo(&server, true, Some("demo"));
    let (mut key, _) = client.newest("INBOX");
    key.uid = NonZeroU32::new(9_999).expect("not zero");
    client.send(Command::ShowMessage {
        place: Place::PANE,
        form: Form::Text,
        key,
        structure: None,
    });
    let failure = client.message_failure();
    assert_eq!(failure.kind, FailureKind::MessageGone);
}

#[test]
fn a_flag_set_just_before_the_end_still_reaches_the_server() {
    let server = server(3);
    let client = connect(&server);
    let (key, _) = client.newest("INBOX");
    client.handle.send(Command::SetFlag { key: key.clone(), flag: Flag::Flagged, on: true });
    client.handle.send(Command::Stop);
    client.expect("the flag", |event| match event {
        Event::FlagsChanged { uid, flags, .. } if *uid == Some(key.uid) => {
            flags.has(Flag::Flagged).then_some(())
        }
        _ => None,
    });
}

#[test]
fn a_folder_that_cannot_be_opened_again_is_said_to_be_gone() {
    let server = server(1);
    server.fill("Plans", 2);
    let client = connect(&server);
    client.open("Plans");
    client.rows();
    // Neither the folder of a change nor, behind it, the one on the screen.
    server.refuse("SELECT", "no such folder");
    server.refuse("SELECT", "no such folder");
    let change = ChangeRequest {
        id: ChangeId(1),
        account: ACCOUNT,
        mailbox: mailbox("INBOX"),
        uid_validity: None,
        messages: Chosen::Everything,
        change: MessageChange::Delete,
    };
    assert!(client.change_messages(&change).failure.is_some());
    client.send(Command::Refresh);
    let failure = client.expect("the folder's end", |event| match event {
        Event::MailboxFailed { mailbox: of, failure, .. } if *of == mailbox("Plans") => {
            Some(failure.clone())
        }
        _ => None,
    });
    assert_eq!(failure.server_text.as_deref(), Some("no such folder"));
}
