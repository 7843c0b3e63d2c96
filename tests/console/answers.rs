//! Stopped, closed, cut and endless: what becomes of the line, and that the next one goes out.

use mailpane::demo::DemoServer;
use mailpane::engine::{Asked, Command, ConsoleCommand, ConsoleEnd};
use mailpane::model::FailureKind;
use mailpane::wire::Role;

use crate::support::client::mail;
use crate::support::dovecot::Dovecot;
use crate::support::eventually;
use crate::talk::Talk;

fn server() -> DemoServer {
    let server = DemoServer::empty();
    server.append("INBOX", &[], 1_795_000_000, mail("first", "Hello."));
    server
}

#[test]
fn stop_ends_what_waits_and_the_next_line_gets_a_new_connection() {
    let talk = Talk::demo(&server(), false);
    let id = talk.begin("IDLE", &[]);
    assert_eq!(talk.asked(id), Asked::Done);
    talk.client.send(Command::Console(ConsoleCommand::Stop(id)));
    assert_eq!(talk.end(id).end, ConsoleEnd::Stopped);
    let answer = talk.run("NOOP");
    assert!(answer.is_ok() && answer.told.contains("connection of its own"), "{answer:?}");
    assert!(talk.run("NOOP").told.is_empty(), "it is kept");
}

#[test]
fn a_wait_for_a_secret_can_be_stopped_too() {
    let dovecot = Dovecot::start();
    let talk = Talk::dovecot(&dovecot);
    let id = talk.begin("AUTHENTICATE PLAIN", &[]);
    assert_eq!(talk.asked(id), Asked::Secret);
    talk.client.send(Command::Console(ConsoleCommand::Stop(id)));
    assert_eq!(talk.end(id).end, ConsoleEnd::Stopped);
}

#[test]
fn a_connection_that_the_server_closed_is_made_anew_and_said() {
    let dovecot = Dovecot::start();
    let talk = Talk::dovecot(&dovecot);
    assert!(talk.run("EXAMINE INBOX").is_ok());
    dovecot.doveadm(&["kick", "alice"]);
    // The connection may live for a moment longer.
    eventually("the new connection", || {
        let answer = talk.run("NOOP");
        answer.is_ok() && answer.told.contains("The server had closed the connection")
    });
}

#[test]
fn closing_the_console_logs_its_connection_out() {
    let talk = Talk::demo(&server(), false);
    assert!(talk.run("NOOP").is_ok());
    talk.client.send(Command::Console(ConsoleCommand::Close));
    eventually("the goodbye", || {
        let lines = talk.client.handle.log().lines();
        lines.iter().any(|line| line.role == Role::Console && line.text.ends_with("LOGOUT"))
    });
    let answer = talk.run("NOOP");
    assert!(answer.is_ok() && answer.told.contains("connection of its own"), "{answer:?}");
}

#[test]
fn an_account_that_is_not_connected_says_so() {
    let client = crate::support::client::Client::demo(&server(), false, None);
    client.asked();
    let talk = Talk::unready(client);
    let answer = talk.run("NOOP");
    assert!(answer.failure().sentence.contains("not connected"), "{answer:?}");
}

#[test]
fn literals_that_do_not_fit_are_refused_before_anything_is_sent() {
    let talk = Talk::demo(&server(), false);
    let answer = talk.run_with("APPEND INBOX {9}", &["hello"]);
    assert_eq!(answer.failure().kind, FailureKind::Refused);
    assert!(answer.failure().sentence.contains("9 bytes, and the literal has 5"), "{answer:?}");
    let answer = talk.run_with("APPEND INBOX {}", &["a\0b"]);
    assert!(answer.failure().sentence.contains("NUL"), "{answer:?}");
    let answer = talk.run("APPEND INBOX {}");
    assert!(answer.failure().sentence.contains("no bytes"), "{answer:?}");
    assert!(talk.run("NOOP").is_ok());
}

#[test]
fn an_answer_of_megabytes_is_shown_in_part_and_read_to_its_end() {
    let server = DemoServer::empty();
    let body = format!("Subject: big\r\n\r\n{}\r\n", "x".repeat(3_000_000));
    server.append("INBOX", &[], 1_795_000_000, body.into_bytes());
    let talk = Talk::demo(&server, false);
    assert!(talk.run("EXAMINE INBOX").is_ok());
    let answer = talk.run("FETCH 1 BODY.PEEK[]");
    assert!(answer.is_ok(), "{:?}", answer.end);
    assert!(answer.said.len() < 10_000 && answer.said.contains("more bytes of this literal"));
    assert!(answer.left_out_bytes > 2_900_000, "{}", answer.left_out_bytes);
    assert!(talk.run("FETCH 1 BODY.PEEK[]<0.10>").said.contains("Subject: b"));
}

#[test]
fn a_compressed_connection_goes_on() {
    let dovecot = Dovecot::start();
    let talk = Talk::dovecot(&dovecot);
    assert!(talk.run("COMPRESS DEFLATE").is_ok());
    assert!(talk.run("LIST \"\" *").is_ok());
}
