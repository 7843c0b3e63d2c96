//! What a session says on the wire, line by line, and what it makes of the answers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/manage.rs"]
mod manage;
#[path = "imap_session/message.rs"]
mod message;
#[path = "support/script.rs"]
mod script;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use mailpane::imap::{ImapError, MailboxCommand, Piece, Pushed, Session, SessionOptions, Update};
use mailpane::model::{Flag, MailboxName, Part, PartId, SpecialUse};
use mailpane::text::names;
use mailpane::wire::{Interrupt, Shared};
use manage::manage;
use script::{Line, Served, client, serve, server, server_bytes};

const MODERN: &str =
    "IMAP4rev1 SASL-IR AUTH=PLAIN LITERAL+ ESEARCH IDLE ID LIST-EXTENDED LIST-STATUS SPECIAL-USE";
const OLD: &str = "IMAP4rev1";

const SELECTED: &str = "* FLAGS (\\Seen)\r\n* 3 EXISTS\r\n* 0 RECENT\r\n\
    * OK [UIDVALIDITY 9] ok\r\n* OK [UIDNEXT 40] ok\r\n";

fn uid(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap()
}

fn ignore(_: Update) {}

/// A session on a server that greets with PREAUTH and these capabilities.
fn preauth(capabilities: &str, look_only: bool, rest: Vec<Line>) -> (Session, Served) {
    let mut script = vec![server(&format!("* PREAUTH [CAPABILITY {capabilities}] hi\r\n"))];
    script.extend(rest);
    let (endpoint, served) = serve(script);
    let options = SessionOptions { look_only };
    (Session::open(&endpoint, None, &options, &Shared::new()).unwrap(), served)
}

/// As [`preauth`], with INBOX of three messages open and nothing fetched.
fn opened(capabilities: &str, rest: Vec<Line>) -> (Session, Served) {
    let mut script =
        vec![client("m1 SELECT \"INBOX\""), server(SELECTED), server("m1 OK [READ-WRITE] in\r\n")];
    script.extend(rest);
    let (mut session, served) = preauth(capabilities, false, script);
    session.open_mailbox(&MailboxName::inbox(), 0, false, &mut ignore).unwrap();
    (session, served)
}

#[test]
fn a_mailbox_its_list_and_its_newest_rows_take_two_waits() {
    let (mut session, served) = preauth(
        MODERN,
        false,
        vec![
            client("m1 ID (\"name\" \"mailpane\")"),
            client("m2 SELECT \"INBOX\""),
            server("* ID (\"name\" \"Dovecot\")\r\nm1 OK\r\n"),
            server(SELECTED),
            server("m2 OK [READ-WRITE] in\r\n"),
            client("m3 FETCH 2:3 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"),
            client(
                "m4 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES UNSEEN \
             UIDNEXT UIDVALIDITY))",
            ),
            server_bytes(
                "* 2 FETCH (UID 8 FLAGS (\\Seen) INTERNALDATE \"01-Jan-2024 00:00:00 +0000\" \
             RFC822.SIZE 77 ENVELOPE (NIL {8}\r\nGr\u{fc}\u{df}e?"
                    .as_bytes(),
            ),
            server(" ((NIL NIL \"a\" \"b.example\"))))\r\n* 4 EXISTS\r\n"),
            // Answered out of order, as Dovecot does.
            server("* LIST (\\Sent) \"/\" out\r\n* LIST (\\Subscribed) \"/\" INBOX\r\n"),
            server("* STATUS INBOX (MESSAGES 3 UNSEEN 1 UIDNEXT 40 UIDVALIDITY 9)\r\nm4 OK\r\n"),
            server("* 3 FETCH (UID 9 FLAGS () RFC822.SIZE 5 ENVELOPE (NIL NIL NIL))\r\nm3 OK\r\n"),
        ],
    );
    let mut updates = Vec::new();
    let opened =
        session.open_mailbox(&MailboxName::inbox(), 2, true, &mut |u| updates.push(u)).unwrap();
    assert_eq!((opened.exists, opened.uid_validity, opened.read_only), (3, uid(9), false));
    let mailboxes = opened.mailboxes.unwrap();
    assert_eq!(mailboxes[0].counts.unwrap().unseen, 1);
    assert_eq!(mailboxes[1].special_use, Some(SpecialUse::Sent));
    let [
        Update::Opened(_),
        Update::Row { seq: 2, row },
        Update::Exists(4),
        Update::Row { seq: 3, .. },
        Update::Mailboxes(_),
    ] = updates.as_slice()
    else {
        panic!("{updates:?}")
    };
    assert_eq!(
        (row.text.subject.as_str(), row.text.from.address.as_str()),
        ("Grüße?", "a@b.example")
    );
    assert_eq!((row.text.received_unix_secs, row.text.size_bytes), (1_704_067_200, 77));
    assert!(row.flags.has(Flag::Seen));
    assert_eq!(session.info().server_name.as_deref(), Some("Dovecot"));
    drop(session);
    served.finish();
}

#[test]
fn an_old_server_is_listed_with_lsub_and_status() {
    let (mut session, served) = preauth(
        OLD,
        false,
        vec![
            client("m1 LIST \"\" \"*\""),
            client("m2 LSUB \"\" \"*\""),
            server("* LIST (\\Noselect) \"/\" top\r\n* LIST () \"/\" {5}\r\ntop/a\r\nm1 OK\r\n"),
            server("* LSUB () \"/\" top/a\r\nm2 OK\r\n"),
            client("m3 STATUS \"top/a\" (MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"),
            server("* STATUS \"top/a\" (MESSAGES 5 UNSEEN 2)\r\nm3 OK\r\n"),
        ],
    );
    let mailboxes = session.list(&mut ignore).unwrap();
    assert_eq!(mailboxes[1].path, ["top", "a"]);
    assert!(mailboxes[1].subscribed && !mailboxes[0].selectable);
    assert_eq!(mailboxes[1].counts.unwrap().unseen, 2);
    drop(session);
    served.finish();
}

#[test]
fn changes_are_sent_and_what_comes_with_them_is_reported() {
    let umlaut = names::encode_utf7("Entwürfe & \"mehr\"").unwrap();
    let latin = MailboxName::new(b"Gr\xfc");
    let (mut session, served) = opened(
        "IMAP4rev1",
        vec![
            client("m2 UID STORE 7 +FLAGS (\\Seen)"),
            server("* 2 FETCH (UID 7 FLAGS (\\Seen))\r\nm2 OK\r\n"),
            client("m3 CREATE \"Entw&APw-rfe &- \\\"mehr\\\"\""),
            server("* 2 EXPUNGE\r\n* XFOO\r\n* NO [ALERT] nearly full\r\nm3 OK\r\n"),
            client("m4 RENAME \"Entw&APw-rfe &- \\\"mehr\\\"\" \"b\""),
            server("m4 NO [CANNOT] \u{c9}chec\r\n"),
            client("m5 DELETE {3}"),
            server("+ go\r\n"),
            Line::ClientBytes(b"Gr\xfc\r\n".to_vec()),
            server("m5 OK\r\n"),
            client("m6 UNSUBSCRIBE \"b\""),
            server("m6 OK\r\n"),
        ],
    );
    let mut updates = Vec::new();
    let on = &mut |update| updates.push(update);
    session.store_flags(uid(7), Flag::Seen, true, on).unwrap();
    let b = MailboxName::new(b"b");
    manage(&mut session, MailboxCommand::Create { mailbox: umlaut.clone(), special_use: None }, on)
        .unwrap();
    let renamed = MailboxCommand::Rename { from: umlaut, to: b.clone() };
    let refused = manage(&mut session, renamed, on);
    let Err(ImapError::Refused { server_text, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(server_text, "Échec");
    manage(&mut session, MailboxCommand::Delete(latin), on).unwrap();
    manage(&mut session, MailboxCommand::Subscribe { mailbox: b, on: false }, on).unwrap();
    assert!(matches!(
        updates.as_slice(),
        [Update::Flags { seq: 2, .. }, Update::Expunged(2), Update::Alert(_)]
    ));
    drop(session);
    served.finish();
}

#[test]
fn look_only_examines_and_changes_nothing() {
    let (mut session, served) = preauth(
        OLD,
        true,
        vec![client("m1 EXAMINE \"a\""), server(SELECTED), server("m1 OK [READ-ONLY] in\r\n")],
    );
    let a = MailboxName::new(b"a");
    assert!(session.open_mailbox(&a, 0, false, &mut ignore).unwrap().read_only);
    let all = [
        session.store_flags(uid(1), Flag::Seen, true, &mut ignore),
        manage(&mut session, MailboxCommand::Delete(a), &mut ignore),
    ];
    assert!(all.iter().all(|result| matches!(result, Err(ImapError::LookOnly))));
    drop(session);
    served.finish();
}

#[test]
fn a_look_only_session_goes_on_after_a_literal_that_the_server_refused() {
    let (mut session, served) = preauth(
        OLD,
        true,
        vec![
            client("m1 EXAMINE {3}"),
            server("m1 NO no folder like that\r\n"),
            client("m2 EXAMINE \"a\""),
            server(SELECTED),
            server("m2 OK [READ-ONLY] in\r\n"),
        ],
    );
    let refused = session.open_mailbox(&MailboxName::new(b"Gr\xfc"), 0, false, &mut ignore);
    assert!(matches!(refused, Err(ImapError::Refused { .. })), "{refused:?}");
    session.open_mailbox(&MailboxName::new(b"a"), 0, false, &mut ignore).unwrap();
    drop(session);
    served.finish();
}

#[test]
fn counts_come_by_esearch_or_status() {
    let (mut session, served) = opened(
        "IMAP4rev1 ESEARCH",
        vec![
            client("m2 NOOP"),
            server("* 4 EXISTS\r\nm2 OK\r\n"),
            client("m3 SEARCH RETURN (COUNT) UNSEEN"),
            server("* ESEARCH (TAG \"m3\") COUNT 2\r\nm3 OK\r\n"),
        ],
    );
    assert_eq!(session.sync(&mut ignore).unwrap(), 2);
    drop(session);
    served.finish();
    let (mut session, served) = opened(
        OLD,
        vec![
            client("m2 STATUS \"INBOX\" (MESSAGES UNSEEN)"),
            server(
                "* STATUS other (MESSAGES 9 UNSEEN 9)\r\n* STATUS \"inbox\" (UNSEEN 1)\r\nm2 OK\r\n",
            ),
        ],
    );
    assert_eq!(session.unseen_count(&mut ignore).unwrap(), 1);
    drop(session);
    served.finish();
}

#[test]
fn idle_loses_nothing_before_within_and_after() {
    let (mut session, served) = opened(
        "IMAP4rev1 IDLE",
        vec![
            client("m2 IDLE"),
            server("* 4 EXISTS\r\n+ idling\r\n"),
            client("DONE"),
            server("* 1 EXPUNGE\r\nm2 OK\r\n"),
            client("m3 IDLE"),
            server("+ idling\r\n* OK Still here\r\n* 2 FETCH (FLAGS (\\Seen))\r\n"),
            client("DONE"),
            server("m3 OK\r\n"),
            client("m4 IDLE"),
            server("+ idling\r\n"),
            client("DONE"),
            server("m4 OK\r\n"),
        ],
    );
    let quiet = Interrupt::new();
    let mut updates = Vec::new();
    let on = &mut |update| updates.push(update);
    let long = Duration::from_secs(60);
    assert_eq!(session.wait_for_push(long, &quiet, on).unwrap(), Pushed::Something);
    assert_eq!(session.wait_for_push(long, &quiet, on).unwrap(), Pushed::Something);
    quiet.raise();
    assert_eq!(session.wait_for_push(long, &quiet, on).unwrap(), Pushed::Interrupted);
    assert!(!quiet.take());
    assert!(matches!(
        updates.as_slice(),
        [Update::Exists(4), Update::Expunged(1), Update::Flags { seq: 2, .. }]
    ));
    drop(session);
    served.finish();
}

#[test]
fn a_server_without_idle_is_polled() {
    let (mut session, served) = opened(
        OLD,
        vec![
            client("m2 NOOP"),
            server("* 5 EXISTS\r\nm2 OK\r\n"),
            client("m3 LOGOUT"),
            server("* BYE\r\nm3 OK\r\n"),
        ],
    );
    let pushed = session.wait_for_push(Duration::ZERO, &Interrupt::new(), &mut ignore).unwrap();
    assert_eq!(pushed, Pushed::Something);
    session.logout();
    served.finish();
}
