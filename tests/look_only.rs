//! Look, don't touch: whatever is asked of a look-only account, nothing leaves that could change its
//! server.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "look_only/commands.rs"]
mod commands;
#[path = "look_only/lines.rs"]
mod lines;
mod support;

use std::fs;

use mailpane::engine::{Command, ConsoleCommand, ConsoleEnd, ConsoleEvent, Event};
use mailpane::model::{ConnectionState, FailureKind, Security};

use commands::{At, COUNT, example, typed};
use support::client::{Client, account, key};
use support::dovecot::Dovecot;
use support::eventually;

/// Verbs that change something, or may: written down anew here, so that the list inside the program
/// is held against another one.
const CHANGING: [&str; 19] = [
    "APPEND",
    "COPY",
    "CREATE",
    "DELETE",
    "DELETEACL",
    "EXPUNGE",
    "MOVE",
    "MULTIAPPEND",
    "NOTIFY",
    "RENAME",
    "REPLACE",
    "SELECT",
    "SETACL",
    "SETANNOTATION",
    "SETMETADATA",
    "SETQUOTA",
    "STORE",
    "SUBSCRIBE",
    "UNSUBSCRIBE",
];

const MAIL: &[u8] = b"From: a@example.org\r\nSubject: One\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n\
    --b\r\nContent-Type: image/png; name=x.png\r\nContent-Transfer-Encoding: base64\r\n\
    Content-Disposition: attachment\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";

/// Everything that a changed account would show, as another client sees it.
fn state(server: &Dovecot) -> Vec<String> {
    let mut other = server.client("alice", "secret");
    let mut all = other.command("LIST \"\" \"*\"");
    all.extend(other.command("LSUB \"\" \"*\""));
    for name in ["INBOX", "Archive", "Trash"] {
        all.extend(other.command(&format!("GETACL {name}")));
        all.extend(
            other.command(&format!("STATUS {name} (MESSAGES RECENT UNSEEN UIDNEXT UIDVALIDITY)")),
        );
        all.extend(other.command(&format!("EXAMINE {name}")));
        if all.iter().rev().take(12).any(|line| line.contains("* 0 EXISTS")) {
            continue;
        }
        all.extend(other.command("FETCH 1:* (UID FLAGS)"));
    }
    // Another look at the mailbox counts its own changes: of time, not of mail.
    all.retain(|line| !line.contains("HIGHESTMODSEQ"));
    // What a server guesses of new mail, and in which order it tells, are its own affair.
    let told = |line: String| line.replace("\\UnMarked ", "").replace("\\Marked ", "");
    let mut all: Vec<String> = all.into_iter().map(told).collect();
    all.sort();
    all
}

/// Whether a line that was sent, without its tag, could change something.
fn could_change(line: &str) -> bool {
    let line = line.to_ascii_uppercase();
    let mut words = line.split(' ');
    let mut verb = words.next().unwrap_or_default();
    if verb == "UID" {
        verb = words.next().unwrap_or_default();
    }
    let sets_seen = verb == "FETCH" && (line.contains("BODY[") || line.contains("BINARY["));
    CHANGING.contains(&verb) || sets_seen
}

/// A look-only account, INBOX open, its message known.
fn looking(server: &Dovecot) -> (Client, At) {
    let mut alice = account("alice", Security::Plaintext, server.port, None);
    alice.look_only = true;
    let client = Client::start(alice, Some("secret"));
    let (_, uid_validity) = client.open("INBOX");
    let rows = client.rows();
    let folder = tempfile::tempdir().unwrap();
    let mbox = folder.path().join("mail.mbox");
    fs::write(&mbox, "From a@example.org Mon Jan  1 10:00:00 2024\nSubject: In\n\nHello.\n")
        .unwrap();
    let at = At { key: key("INBOX", uid_validity, rows[0].1.uid), folder, mbox };
    (client, at)
}

/// Waits until all that was asked is done, and ends the worker.
fn finished(client: &Client) {
    client.send(Command::RetryNow);
    client.send(Command::Refresh);
    let done = client.within(support::client::PATIENCE, |event| match event {
        Event::MailboxesListed { .. } => Some(()),
        // It was told to stop using its password.
        Event::ConnectionChanged { state: ConnectionState::NeedsSecret { .. }, .. } => Some(()),
        _ => None,
    });
    assert!(done.is_some() || client.handle.is_finished(), "the worker answers");
    client.handle.stop();
    eventually("the end of the worker", || client.handle.is_finished());
}

#[test]
fn no_command_of_the_window_changes_a_server_that_is_only_looked_at() {
    let server = Dovecot::start();
    let mut second = server.client("alice", "secret");
    for flags in ["", "\\Seen", "\\Flagged"] {
        second.append("INBOX", flags, MAIL);
    }
    second.append("Archive", "", MAIL);
    drop(second);
    let before = state(&server);
    for index in 0..COUNT {
        let (client, at) = looking(&server);
        let command = example(index, &at);
        let name = format!("{command:?}");
        let ends = matches!(command, Command::Stop);
        let is_typed = matches!(command, Command::Console(ConsoleCommand::Run(_)));
        client.send(command);
        if is_typed {
            assert!(matches!(ended(&client), ConsoleEnd::Failed(_)), "{name}");
        }
        if ends {
            eventually("the end of the worker", || client.handle.is_finished());
        } else {
            finished(&client);
        }
        let sent = client.sent();
        assert!(sent.iter().any(|line| line.starts_with("EXAMINE")), "{name}: {sent:#?}");
        let bad: Vec<_> = sent.iter().filter(|line| could_change(line)).collect();
        assert!(bad.is_empty(), "{name} sent {bad:?}");
    }
    assert_eq!(state(&server), before);
}

/// How a line typed by hand ended.
fn ended(client: &Client) -> ConsoleEnd {
    client.expect("the end of the line", |event| match event {
        Event::Console(ConsoleEvent::Ended { end, .. }) => Some(end.clone()),
        _ => None,
    })
}

#[test]
fn no_line_typed_by_hand_changes_a_server_that_is_only_looked_at() {
    let server = Dovecot::start();
    server.client("alice", "secret").append("INBOX", "", MAIL);
    let before = state(&server);
    let (client, _at) = looking(&server);
    for (line, passes) in lines::IMAPLIB {
        // Secrets, and what waits for a second line, are the console's own tests.
        let is_alone = !["AUTHENTICATE", "IDLE", "LOGIN", "LOGOUT", "STARTTLS"]
            .iter()
            .any(|name| line.starts_with(name));
        if !is_alone {
            continue;
        }
        let literals: &[&str] = if line.contains('{') { &["hello"] } else { &[] };
        client.send(typed(line, literals));
        match ended(&client) {
            ConsoleEnd::Answered { .. } => assert!(*passes, "{line}"),
            ConsoleEnd::Failed(failure) => {
                assert!(!passes, "{line}: {failure:?}");
                assert_eq!(failure.kind, FailureKind::LookOnly, "{line}");
            }
            ConsoleEnd::Stopped => panic!("{line} was stopped"),
        }
    }
    assert!(client.sent().iter().any(|line| line.starts_with("GETACL")), "it did send something");
    let bad: Vec<_> = client.sent().into_iter().filter(|line| could_change(line)).collect();
    assert!(bad.is_empty(), "{bad:?}");
    assert_eq!(state(&server), before);
}

#[test]
fn the_check_would_notice_a_change() {
    for line in ["UID STORE 1 +FLAGS (\\Seen)", "select INBOX", "FETCH 1 BODY[]", "APPEND x {3+}"] {
        assert!(could_change(line), "{line}");
    }
    for line in ["UID FETCH 1 (BODY.PEEK[1] BINARY.PEEK[2])", "EXAMINE INBOX", "IDLE", "DONE"] {
        assert!(!could_change(line), "{line}");
    }
}
