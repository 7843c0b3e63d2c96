//! Servers that are broken or mean harm about mailboxes and while nothing happens: lists of
//! anything, answers to changes, an IDLE that is none.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/manage.rs"]
mod manage;
#[path = "support/script.rs"]
mod script;

use std::time::Duration;

use hostile::{ignore, opened, uid};
use mailpane::imap::{ImapError, MailboxCommand, Pushed, Recovery, Session, SessionOptions};
use mailpane::model::{Flag, MailboxName};
use mailpane::wire::{Interrupt, Shared, WireError};
use manage::manage;
use script::{Line, client, serve, server, server_bytes};

// Mailboxes.

#[test]
fn a_list_of_anything_is_a_tree() {
    let mut list = Vec::new();
    list.extend(b"* LIST () \"/\" \"&broken\"\r\n* LIST () \"\" \"a\\\"b\\\\c\"\r\n".iter());
    list.extend(
        b"* LIST () NIL {7}\r\nx\r\ny\0\xff\r\n* LIST (\\Noselect) \"/\" ../../etc\r\n".iter(),
    );
    list.extend(
        "* LIST () \"/\" \"r\u{202e}lo\" (CHILDINFO (x))\r\n* LIST\r\n* LIST () (\r\n".as_bytes(),
    );
    list.extend(format!("* LIST () \"/\" {}\r\n", vec!["d"; 500].join("/")).as_bytes());
    list.extend(format!("* LIST () \"/\" {{300000}}\r\n{}\r\n", "n".repeat(300_000)).as_bytes());
    for number in 0..20_000 {
        list.extend(format!("* LIST () \"/\" b{number}\r\n").as_bytes());
    }
    list.extend(b"m1 OK\r\n");
    let (endpoint, served) = serve(vec![
        server("* PREAUTH [CAPABILITY IMAP4rev1 LIST-EXTENDED LIST-STATUS] hi\r\n"),
        client(
            "m1 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT UIDVALIDITY))",
        ),
        server_bytes(list),
        client("m2 SELECT \"a\\\"b\\\\c\""),
        server("m2 NO\r\n"),
    ]);
    let mut session =
        Session::open(&endpoint, None, &SessionOptions::default(), &Shared::new()).unwrap();
    let mailboxes = session.list(&mut ignore).unwrap();
    assert_eq!(mailboxes.len(), 20_007);
    let find = |bytes: &[u8]| mailboxes.iter().find(|m| m.name.as_bytes() == bytes).unwrap();
    assert_eq!(find("r\u{202e}lo".as_bytes()).full_name, "r⟨U+202E⟩lo");
    assert_eq!(find(b"../../etc").path, ["..", "..", "etc"]);
    assert_eq!(find(b"&broken").full_name, "&broken");
    assert!(mailboxes.iter().all(|m| m.path.len() <= 64 && m.full_name.len() <= 1024));
    // What cannot be sent is refused before it is; what can goes back as it came.
    let odd = mailboxes.iter().find(|m| m.full_name.starts_with("x⟨U+000D⟩")).unwrap();
    let refused = session.open_mailbox(&odd.name, 10, false, &mut ignore);
    assert!(matches!(refused, Err(ImapError::BadArgument(_))));
    let refused = session.open_mailbox(&find(b"a\"b\\c").name, 10, false, &mut ignore);
    assert!(matches!(refused, Err(ImapError::Refused { .. })));
    drop(session);
    served.finish();
}

fn created(mailbox: &MailboxName) -> MailboxCommand {
    MailboxCommand::Create { mailbox: mailbox.clone(), special_use: None }
}

#[test]
fn a_name_cannot_carry_a_second_command() {
    let (mut session, served) = opened(vec![]);
    let evil = MailboxName::new(b"foo\r\nA1 DELETE INBOX");
    let plain = MailboxName::new(b"a");
    let on = &mut ignore;
    let mut all = vec![session.open_mailbox(&evil, 1, true, on).map(drop)];
    let subscribe = |on| MailboxCommand::Subscribe { mailbox: evil.clone(), on };
    for command in [
        created(&evil),
        MailboxCommand::Rename { from: plain.clone(), to: evil.clone() },
        MailboxCommand::Rename { from: evil.clone(), to: plain },
        MailboxCommand::Delete(evil.clone()),
        subscribe(true),
        subscribe(false),
    ] {
        all.push(manage(&mut session, command, on));
    }
    assert!(all.iter().all(|result| matches!(result, Err(ImapError::BadArgument(_)))));
    drop(session);
    served.finish();
}

#[test]
fn odd_answers_to_a_change_are_passed_over() {
    let (mut session, served) = opened(vec![
        client("m2 CREATE \"a\""),
        server(
            "* 1 FETCH (INTERNALDATE NIL)\r\n* BAD x\r\n+ go\r\n* XFOO\r\n* CAPABILITY IMAP4rev2\r\nm2 OK [X \u{fc}] \u{c9}\r\n",
        ),
        client("m3 UID STORE 7 +FLAGS (\\Seen)"),
        Line::Close,
    ]);
    let a = MailboxName::new(b"a");
    manage(&mut session, created(&a), &mut ignore).unwrap();
    let error = session.store_flags(uid(7), Flag::Seen, true, &mut ignore).unwrap_err();
    assert!(matches!(error, ImapError::Wire(WireError::Closed)), "{error:?}");
    served.finish();
}

// IDLE.

#[test]
fn an_idle_that_is_answered_at_once_is_not_tried_again() {
    for answer in ["m2 OK what\r\n", "m2 BAD no\r\n", "* 1 RECENT\r\nm2 NO\r\n"] {
        let (mut session, served) =
            opened(vec![client("m2 IDLE"), server(answer), client("m3 NOOP"), server("m3 OK\r\n")]);
        let quiet = Interrupt::new();
        let mut wait = || session.wait_for_push(Duration::ZERO, &quiet, &mut ignore).unwrap();
        assert_eq!((wait(), wait()), (Pushed::Nothing, Pushed::Nothing));
        drop(session);
        served.finish();
    }
}

#[test]
fn a_server_that_ignores_done_is_left() {
    let (mut session, served) =
        opened(vec![client("m2 IDLE"), server("+ idling\r\n"), client("DONE")]);
    let error = session.wait_for_push(Duration::ZERO, &Interrupt::new(), &mut ignore).unwrap_err();
    assert!(matches!(error, ImapError::Wire(WireError::Silence { .. })), "{error:?}");
    served.finish();
}

#[test]
fn a_server_that_never_says_go_on_is_left() {
    let (mut session, served) = opened(vec![client("m2 IDLE"), server("* OK wait\r\n")]);
    let error = session.wait_for_push(Duration::ZERO, &Interrupt::new(), &mut ignore).unwrap_err();
    assert_eq!(error.recovery(), Recovery::Reconnect);
    drop(session);
    served.finish();
}
