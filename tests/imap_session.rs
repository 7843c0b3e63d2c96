//! What a session says on the wire, line by line, and what it makes of the answers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use mailpane::imap::{ImapError, Piece, Pushed, Session, SessionOptions, Update};
use mailpane::model::{Flag, MailboxName, Part, PartId, SpecialUse};
use mailpane::text::names;
use mailpane::wire::{Interrupt, Shared};
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

fn leaf(id: &[u32]) -> Arc<Part> {
    Arc::new(Part::new(PartId(id.to_vec()), "text/plain"))
}

const FIELDS: &str = "BODY.PEEK[HEADER.FIELDS (FROM SENDER RESENT-FROM REPLY-TO TO CC SUBJECT DATE \
    LIST-UNSUBSCRIBE)]<0.65536> BODY.PEEK[HEADER.FIELDS (RECEIVED AUTHENTICATION-RESULTS)]<0.1536>";
const GUESS: &str = "BODY.PEEK[1]<0.16384>";

#[test]
fn a_message_of_known_structure_takes_one_wait() {
    let (mut session, served) = opened(
        OLD,
        vec![
            client(&format!("m2 UID FETCH 7 (UID FLAGS {FIELDS} BODY.PEEK[1.2]<0.262144>)")),
            // Another message first: never taken for the one asked for.
            server("* 1 FETCH (UID 6 BODY[1.2]<0> \"wrong\")\r\n"),
            server("* 2 FETCH (UID 7 FLAGS (\\Seen) BODY[HEADER.FIELDS (From)]<0> {6}\r\nA: b\r\n"),
            server(" BODY[HEADER.FIELDS (Received X)]<0> {8}\r\nC: d\r\n\r\n"),
            server(" BODY[1.2]<0> {2}\r\nhi)\r\nm2 OK\r\n"),
        ],
    );
    let got = session.fetch_message(uid(7), Some(leaf(&[1, 2])), &whole, &mut ignore).unwrap();
    assert_eq!(
        (got.header.as_slice(), got.parts),
        (&b"A: b\r\nC: d\r\n\r\n"[..], vec![(PartId(vec![1, 2]), b"hi".to_vec())])
    );
    drop(session);
    served.finish();
}

/// The first 256 KiB of the part itself.
fn whole(part: &Part) -> Vec<Piece> {
    vec![Piece::first(part.id.clone(), 256 * 1024)]
}

#[test]
fn what_stands_below_the_text_comes_in_the_same_wait() {
    let (mut session, served) = opened(
        OLD,
        vec![
            client(&format!(
                "m2 UID FETCH 7 (UID FLAGS {FIELDS} BODY.PEEK[1]<0.262144> BODY.PEEK[3]<0.300>)"
            )),
            server("* 2 FETCH (UID 7 BODY[3]<0> \"below\" BODY[1]<0> \"text\")\r\n"),
            server("* 2 FETCH (UID 7 BODY[HEADER.FIELDS (From)]<0> {6}\r\nA: b\r\n)\r\nm2 OK\r\n"),
        ],
    );
    let choose = |_: &Part| {
        vec![Piece::first(PartId(vec![1]), 256 * 1024), Piece::first(PartId(vec![3]), 300)]
    };
    let structure = Some(leaf(&[1]));
    let got = session.fetch_message(uid(7), structure, &choose, &mut ignore).unwrap();
    let texts: Vec<_> = got.parts.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    assert_eq!(texts, [&b"text"[..], b"below"]);
    drop(session);
    served.finish();
}

#[test]
fn a_server_that_decodes_is_asked_to_and_one_that_cannot_is_not_asked_twice() {
    let (mut session, served) = opened(
        "IMAP4rev1 BINARY",
        vec![
            client("m2 UID FETCH 7 (UID BINARY.PEEK[2]<0.10>)"),
            server("* 2 FETCH (UID 7 BINARY[2]<0> ~{4}\r\na\0\r\n)\r\nm2 OK\r\n"),
            client("m3 UID FETCH 7 (UID BINARY.PEEK[3]<4.10>)"),
            server("m3 NO [UNKNOWN-CTE] what is x-odd?\r\n"),
            client("m4 UID FETCH 7 (UID BINARY.PEEK[2]<0.10>)"),
            server("m4 BAD what?\r\n"),
        ],
    );
    let mut decoded = |part: u32, offset: u64| {
        let part = PartId(vec![part]);
        session.fetch_decoded(uid(7), &part, (offset, 10), &mut ignore).unwrap()
    };
    assert_eq!(decoded(2, 0).as_deref(), Some(&b"a\0\r\n"[..]));
    assert_eq!(decoded(3, 4), None);
    assert_eq!(decoded(2, 0), None);
    assert!(!session.can_decode());
    drop(session);
    served.finish();
}

const SINGLE: &str = "BODYSTRUCTURE (\"text\" \"plain\" NIL NIL NIL \"7bit\" 2 1)";

#[test]
fn a_short_message_of_unknown_structure_takes_one_wait_too() {
    let (mut session, served) = opened(
        OLD,
        vec![
            client(&format!("m2 UID FETCH 7 (UID FLAGS BODYSTRUCTURE {FIELDS} {GUESS})")),
            server(&format!("* 2 FETCH ({SINGLE} UID 7)\r\n")),
            server("* 2 FETCH (UID 7 BODY[HEADER.FIELDS (From)]<0> \"A: b\")\r\n"),
            server("* 2 FETCH (UID 7 BODY[1]<0> \"hi\")\r\nm2 OK\r\n"),
            client("m3 UID FETCH 7 (UID BODY.PEEK[1]<100.50>)"),
            server("* 2 FETCH (UID 7 BODY[1]<100> \"\")\r\nm3 OK\r\n"),
            client("m4 UID FETCH 8 (UID BODY.PEEK[HEADER]<0.262144>)"),
            server("m4 OK nothing\r\n"),
        ],
    );
    let got = session.fetch_message(uid(7), None, &whole, &mut ignore).unwrap();
    assert_eq!(
        (got.header.as_slice(), got.parts),
        (&b"A: b"[..], vec![(PartId(vec![1]), b"hi".to_vec())])
    );
    let piece = session.fetch_piece(uid(7), &PartId(vec![1]), 100, 50, &mut ignore).unwrap();
    assert!(piece.is_empty());
    let gone = session.fetch_header(uid(8), &mut ignore);
    assert!(matches!(gone, Err(ImapError::MessageGone)));
    drop(session);
    served.finish();
}

#[test]
fn a_guess_that_is_cut_or_missing_is_read_again_from_the_start() {
    let long = "x".repeat(16_384);
    for guessed in [format!("{{16384}}\r\n{long}"), "NIL".to_owned()] {
        let (mut session, served) = opened(
            OLD,
            vec![
                client(&format!("m2 UID FETCH 7 (UID FLAGS BODYSTRUCTURE {FIELDS} {GUESS})")),
                server(&format!("* 2 FETCH (UID 7 {SINGLE} BODY[1]<0> {guessed})\r\nm2 OK\r\n")),
                client("m3 UID FETCH 7 (UID BODY.PEEK[1]<0.262144>)"),
                server("* 2 FETCH (UID 7 BODY[1]<0> \"all of it\")\r\nm3 OK\r\n"),
            ],
        );
        let got = session.fetch_message(uid(7), None, &whole, &mut ignore).unwrap();
        assert_eq!(got.parts, [(PartId(vec![1]), b"all of it".to_vec())]);
        drop(session);
        served.finish();
    }
}

#[test]
fn a_message_that_goes_at_this_moment_is_gone_and_not_empty() {
    let (mut session, served) = opened(
        OLD,
        vec![
            client("m2 UID FETCH 7 (UID BODY.PEEK[1]<0.50>)"),
            server("* 2 FETCH (UID 7 BODY[1]<0> NIL)\r\n* 2 EXPUNGE\r\n"),
            server("m2 OK [EXPUNGEISSUED] Some messages were already expunged\r\n"),
        ],
    );
    let mut updates = Vec::new();
    let piece = session.fetch_piece(uid(7), &PartId(vec![1]), 0, 50, &mut |u| updates.push(u));
    assert!(matches!(piece, Err(ImapError::MessageGone)), "{piece:?}");
    assert!(matches!(updates.as_slice(), [Update::Expunged(2)]), "{updates:?}");
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
            client("a2 CREATE \"Entw&APw-rfe &- \\\"mehr\\\"\""),
            server("* 2 EXPUNGE\r\n* XFOO\r\n* NO [ALERT] nearly full\r\na2 OK\r\n"),
            client("a3 RENAME \"Entw&APw-rfe &- \\\"mehr\\\"\" \"b\""),
            server("a3 NO [ALREADYEXISTS] \u{c9}chec\r\n"),
            client("m3 DELETE {3}"),
            server("+ go\r\n"),
            Line::ClientBytes(b"Gr\xfc\r\n".to_vec()),
            server("m3 OK\r\n"),
            client("a4 UNSUBSCRIBE \"b\""),
            server("a4 OK\r\n"),
        ],
    );
    let mut updates = Vec::new();
    let on = &mut |update| updates.push(update);
    session.store_flags(uid(7), Flag::Seen, true, on).unwrap();
    session.create(&umlaut, on).unwrap();
    let refused = session.rename(&umlaut, &MailboxName::new(b"b"), on);
    let Err(ImapError::Refused { server_text, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(server_text, "Échec");
    session.delete(&latin, on).unwrap();
    session.subscribe(&MailboxName::new(b"b"), false, on).unwrap();
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
        session.create(&a, &mut ignore),
        session.rename(&a, &a, &mut ignore),
        session.delete(&a, &mut ignore),
        session.subscribe(&a, true, &mut ignore),
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
