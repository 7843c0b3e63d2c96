//! Servers that are broken or mean harm after the login: each ends in a clear error or a skipped
//! row, never in a panic or a hang. What they do before is in `hostile_login`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/hostile.rs"]
mod hostile;
#[path = "support/script.rs"]
mod script;

use hostile::{ignore, opened, uid};
use mailpane::imap::{ImapError, Recovery, RowItems, Session, SessionOptions, Update};
use mailpane::model::{MailboxName, PartId, PartKind};
use mailpane::wire::{Shared, WireError};
use script::{Line, client, serve, server, server_bytes};

const ROWS: &str = "m2 FETCH 1:3 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)";
const STRUCTURES: &str = "m2 FETCH 1:3 (UID BODYSTRUCTURE)";
const GOOD_ROW: &str = "* 3 FETCH (UID 9 FLAGS () INTERNALDATE \"01-Jan-2024 00:00:00 +0000\" \
                        RFC822.SIZE 5 ENVELOPE (NIL \"good\" NIL NIL NIL NIL NIL NIL NIL NIL))\r\n";

/// Fetches the three rows of [`opened`] and proves afterwards that the session is in step.
fn rows(answer: &[u8]) -> Vec<Update> {
    let mut bytes = answer.to_vec();
    bytes.extend(GOOD_ROW.as_bytes());
    bytes.extend(b"m2 OK\r\n");
    let (mut session, served) =
        opened(vec![client(ROWS), server_bytes(bytes), client("m3 NOOP"), server("m3 OK\r\n")]);
    let mut updates = Vec::new();
    session.fetch_rows(1, 3, RowItems::default(), &mut |update| updates.push(update)).unwrap();
    session.noop(&mut ignore).unwrap();
    drop(session);
    served.finish();
    updates
}

fn subjects(updates: &[Update]) -> Vec<(u32, String)> {
    let row = |update: &Update| match update {
        Update::Row { seq, row } => Some((*seq, row.text.subject.clone())),
        _ => None,
    };
    updates.iter().filter_map(row).collect()
}

fn good() -> Vec<(u32, String)> {
    vec![(3, "good".to_owned())]
}

// Framing.

#[test]
fn a_cut_connection_is_said_so() {
    for part in ["* 1 FET", "* 1 FETCH (BODY[1] {100}\r\nabc"] {
        let (mut session, served) = opened(vec![client("m2 NOOP"), server(part), Line::Close]);
        let error = session.noop(&mut ignore).unwrap_err();
        assert!(matches!(error, ImapError::Wire(WireError::Closed)), "{error:?}");
        let error = session.noop(&mut ignore).unwrap_err();
        assert_eq!(error.recovery(), Recovery::Reconnect);
        served.finish();
    }
}

#[test]
fn giants_are_refused_before_they_are_stored() {
    let endless_line = [b"* OK ".as_slice(), &[b'x'; 3_000_000]].concat();
    let many_literals = b"* 1 FETCH ("
        .iter()
        .copied()
        .chain(b"{900000}\r\n".iter().copied().chain(vec![b'x'; 900_000]).cycle().take(12_000_000))
        .collect::<Vec<u8>>();
    for giant in [
        b"* 1 FETCH (BODY[1] {4294967295}\r\n".to_vec(),
        b"* 1 FETCH (BODY[1] {99999999999999999999}\r\n".to_vec(),
        endless_line,
        many_literals,
    ] {
        let (mut session, served) = opened(vec![client("m2 NOOP"), server_bytes(giant)]);
        let error = session.noop(&mut ignore).unwrap_err();
        assert!(matches!(error, ImapError::Wire(WireError::Limit(_))), "{error:?}");
        drop(session);
        served.finish();
    }
}

#[test]
fn a_wrong_tag_ends_the_session() {
    for answer in ["m9 OK\r\n", "m1 OK\r\n", "a1 OK\r\n", "m2 OK\r\nm2 OK\r\n"] {
        let script = vec![client("m2 NOOP"), server(answer), client("m3 NOOP")];
        let (mut session, served) = opened(script);
        let result = session.noop(&mut ignore).and_then(|()| session.noop(&mut ignore));
        assert!(matches!(result, Err(ImapError::Protocol { .. })), "{answer}: {result:?}");
        drop((session, served));
    }
}

#[test]
fn a_goodbye_explains_the_end() {
    let (mut session, served) =
        opened(vec![client("m2 NOOP"), server("* BYE shutting down\r\n"), Line::Close]);
    let error = session.noop(&mut ignore).unwrap_err();
    assert!(matches!(error, ImapError::Bye { server_text } if server_text == "shutting down"));
    served.finish();
}

#[test]
fn unknown_lines_empty_lines_and_bare_line_feeds_are_skipped() {
    let noise = "* XFOO (((\r\n\r\n* ESEARCH (TAG \"x\") ALL 1:3\r\n* THREAD (1)(2 3)\n* \r\n*\r\n\
                 * 5\r\n* SORT 1 2 (MODSEQ 3)\r\n+ what\r\n* QUOTA {3}\r\na\nb (x)\r\n";
    assert_eq!(subjects(&rows(noise.as_bytes())), good());
}

// Status responses where none is expected.

#[test]
fn untagged_status_lines_do_no_harm() {
    let (endpoint, served) = serve(vec![
        server("* PREAUTH [CAPABILITY IMAP4rev1] hi\r\n"),
        client("m1 SELECT \"INBOX\""),
        server("* NO [ALERT] disk nearly full\r\n* BAD hm\r\n* PREAUTH again\r\n* 1 EXISTS\r\n"),
        server("* NO \u{c9}chec\r\nm1 OK \u{fc}\r\n"),
        client("m2 FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"),
        server(
            "* NO one is broken\r\n* 1 FETCH (UID 5 ENVELOPE (NIL \"s\" NIL))\r\nm2 NO some failed\r\n",
        ),
    ]);
    let mut session =
        Session::open(&endpoint, None, &SessionOptions::default(), &Shared::new()).unwrap();
    let mut updates = Vec::new();
    let opened = session
        .open_mailbox(&MailboxName::inbox(), 50, false, &mut |update| updates.push(update))
        .unwrap();
    assert_eq!((opened.exists, opened.uid_validity_known), (1, false));
    assert!(matches!(&updates[0], Update::Alert(text) if text == "disk nearly full"));
    assert_eq!(subjects(&updates), [(1, "s".to_owned())]);
    drop(session);
    served.finish();
}

#[test]
fn a_refusal_keeps_the_servers_words_and_its_code() {
    let (mut session, served) = opened(vec![
        client(ROWS),
        server("m2 NO [SERVERBUG] oh no\r\n"),
        client("m3 NOOP"),
        server("m3 OK\r\n"),
    ]);
    let error = session.fetch_rows(1, 3, RowItems::default(), &mut ignore).unwrap_err();
    assert!(matches!(&error, ImapError::Refused { server_text, .. } if server_text == "oh no"));
    assert_eq!(error.recovery(), Recovery::KeepSession);
    session.noop(&mut ignore).unwrap();
    drop(session);
    served.finish();
}

// Rows.

#[test]
fn one_bad_row_costs_one_row() {
    let bad: &[&[u8]] = &[
        b"* 1 FETCH (UID 7 ENVELOPE NIL)\r\n",
        b"* 1 FETCH (UID 7 INTERNALDATE NIL RFC822.SIZE NIL ENVELOPE (NIL))\r\n",
        b"* 1 FETCH (UID 7 ENVELOPE (NIL (NIL) NIL))\r\n",
        b"* 1 FETCH (UID 7 ENVELOPE \"nonsense\" FLAGS NIL)\r\n",
    ];
    for row in bad {
        let updates = rows(row);
        let [Update::Row { seq: 1, row }, Update::Row { seq: 3, .. }] = updates.as_slice() else {
            panic!("{updates:?}")
        };
        assert!(row.text.unreadable && row.text.subject.is_empty());
    }
    for row in [
        &b"* 1 FETCH (ENVELOPE (NIL \"no uid\" NIL))\r\n"[..],
        b"* 1 FETCH (UID 0 ENVELOPE (NIL \"uid 0\" NIL))\r\n",
        b"* 1 FETCH NIL\r\n",
        b"* 1 FETCH\r\n",
        b"* 99 FETCH (UID 70 ENVELOPE (NIL \"not there\" NIL))\r\n",
        b"* 0 FETCH (UID 70 ENVELOPE (NIL \"no number\" NIL))\r\n",
    ] {
        assert_eq!(subjects(&rows(row)), good(), "{row:?}");
    }
}

#[test]
fn rows_that_other_parsers_give_up_on_are_read() {
    let readable: &[(&[u8], &str)] = &[
        (b"* 1 FETCH (UID 7 ENVELOPE (NIL \"Gr\xc3\xbc\xc3\x9fe\" NIL))\r\n", "Grüße"),
        (b"* 1 FETCH (UID 7 ENVELOPE (NIL \"Gr\xfc\xdfe\" NIL))\r\n", "Grüße"),
        (b"* 1 FETCH (UID 7 ENVELOPE (NIL \"a\0b\" NIL))\r\n", "a⟨U+0000⟩b"),
        (b"* 1 FETCH (UID 7 ENVELOPE (NIL \"say \\\"hi\\\" \\\\o/\" ()))\r\n", "say \"hi\" \\o/"),
        (b"* 1 FETCH (UID 7 ENVELOPE (NIL {4}\r\n\\\"a) ((NIL NIL NIL NIL))))\r\n", "\\\"a)"),
        (b"* 1 FETCH (UID 7  RFC822.SIZE 9999999999999 ENVELOPE(NIL \"s\"NIL))\r\n", "s"),
        (b"* 1 FETCH (X-GM-LABELS (\\Inbox {1}\r\n() PREVIEW NIL UID 7 ENVELOPE (NIL \"s\" NIL\r\n", "s"),
        (b"* 1 FETCH (UID 7 FLAGS (\\* [x] NIL) ENVELOPE (NIL \"s\" NIL))\r\n", "s"),
    ];
    for (row, subject) in readable {
        let want = vec![(1, (*subject).to_owned()), good().remove(0)];
        assert_eq!(subjects(&rows(row)), want, "{}", String::from_utf8_lossy(row));
    }
}

#[test]
fn floods_within_a_row_stay_small() {
    let flags =
        format!("* 1 FETCH (UID 7 FLAGS ({}) ENVELOPE (NIL \"s\" NIL))\r\n", "k ".repeat(10_000));
    assert_eq!(subjects(&rows(flags.as_bytes())).len(), 2);
    let to = "(\"Somebody With A Name\" NIL \"somebody\" \"example.example\")".repeat(5_000);
    let many =
        format!("* 1 FETCH (UID 7 ENVELOPE (NIL \"s\" (NIL) NIL NIL ({to}) NIL NIL NIL NIL))\r\n");
    assert_eq!(subjects(&rows(many.as_bytes())).len(), 2);
    let literals =
        format!("* 1 FETCH (UID 7 X ({}) ENVELOPE (NIL \"s\" NIL))\r\n", "{1}\r\nx".repeat(4_000));
    assert_eq!(subjects(&rows(literals.as_bytes())).len(), 2);
    let subject =
        format!("* 1 FETCH (UID 7 ENVELOPE (NIL {{900000}}\r\n{} NIL))\r\n", "x".repeat(900_000));
    assert!(subjects(&rows(subject.as_bytes()))[0].1.len() <= 1024);
}

#[test]
fn a_row_comes_once_and_only_where_it_was_asked_for() {
    let twice = "* 1 FETCH (UID 7 ENVELOPE (NIL \"first\" NIL))\r\n* 1 FETCH (UID 8 ENVELOPE (NIL \"second\" NIL))\r\n";
    assert_eq!(subjects(&rows(twice.as_bytes()))[0].1, "first");
}

#[test]
fn a_structure_without_bottom_is_unreadable_and_nothing_else_is() {
    let deep =
        format!("* 1 FETCH (UID 7 BODYSTRUCTURE {}{})\r\n", "(".repeat(10_000), ")".repeat(10_000));
    for (bad, readable) in [
        (deep.as_str(), false),
        ("* 1 FETCH (UID 7 BODYSTRUCTURE NIL)\r\n", false),
        (
            "* 1 FETCH (UID 7 BODYSTRUCTURE (\"TEXT\" \"PLAIN\" (\"CHARSET\" NIL) NIL NIL NIL NIL NIL))\r\n",
            true,
        ),
        (
            "* 1 FETCH (UID 7 BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" NIL NIL NIL \"7bit\" 1 1) (\"message\" \"global\" NIL NIL NIL \"8bit\" 9) \"MIXED\"))\r\n",
            true,
        ),
    ] {
        let (mut session, served) = opened(vec![
            client(STRUCTURES),
            server(bad),
            server(
                "* 2 FETCH (UID 8 BODYSTRUCTURE (\"TEXT\" \"HTML\" NIL NIL NIL \"7bit\" 1 1))\r\nm2 OK\r\n",
            ),
        ]);
        let mut parts = Vec::new();
        let on = &mut |update| {
            if let Update::Details { part, .. } = update {
                parts.push(part);
            }
        };
        session.fetch_details(&[1, 2, 3], on).unwrap();
        let mut first = parts[0].as_ref();
        while let PartKind::Multipart(inside) = &first.kind {
            first = &inside[0];
        }
        assert_eq!(first.media_type != "application/octet-stream", readable);
        assert_eq!(parts[1].media_type, "text/html");
        drop(session);
        served.finish();
    }
}

// Messages.

#[test]
fn the_bytes_of_another_message_or_place_are_not_taken() {
    for answer in [
        "* 2 FETCH (UID 8 BODY[1]<0> \"other uid\")\r\n",
        "* 2 FETCH (BODY[1]<0> \"no uid\")\r\n",
        "* 2 FETCH (UID 7 BODY[2]<0> \"other part\")\r\n",
        "* 2 FETCH (UID 7 BODY[1]<9> \"other place\")\r\n",
        "* 2 FETCH (UID 7 FLAGS ())\r\n",
    ] {
        let (mut session, served) = opened(vec![
            client("m2 UID FETCH 7 (UID BODY.PEEK[1]<0.10>)"),
            server(answer),
            server("m2 OK\r\n"),
        ]);
        let got = session.fetch_piece(uid(7), &PartId(vec![1]), 0, 10, &mut ignore);
        assert!(matches!(got, Err(ImapError::MessageGone)), "{answer}");
        drop(session);
        served.finish();
    }
}

#[test]
fn more_than_was_asked_for_is_cut() {
    let (mut session, served) = opened(vec![
        client("m2 UID FETCH 7 (UID BODY.PEEK[1]<0.10>)"),
        server("* 2 FETCH (UID 7 BODY[1] {20}\r\n01234567890123456789)\r\nm2 OK\r\n"),
    ]);
    let got = session.fetch_piece(uid(7), &PartId(vec![1]), 0, 10, &mut ignore).unwrap();
    assert_eq!(got, b"0123456789");
    drop(session);
    served.finish();
}

// Numbering.

#[test]
fn numbering_that_cannot_be_asks_for_the_mailbox_again() {
    for lie in [
        "* 2 EXISTS",
        "* 0 EXPUNGE",
        "* 4 EXPUNGE",
        "* OK [UIDVALIDITY 10] new",
        "* VANISHED 1:4294967295",
    ] {
        let (mut session, served) = opened(vec![
            client("m2 NOOP"),
            server(&format!("{lie}\r\nm2 OK\r\n")),
            client("m3 NOOP"),
            server("m3 OK\r\n"),
        ]);
        let error = session.noop(&mut ignore).unwrap_err();
        assert!(matches!(error, ImapError::MailboxRebuilt), "{lie}");
        assert_eq!(error.recovery(), Recovery::KeepSession);
        session.noop(&mut ignore).unwrap();
        drop(session);
        served.finish();
    }
}

#[test]
fn four_billion_messages_are_a_number() {
    let (mut session, served) = opened(vec![
        client("m2 NOOP"),
        server("* 4294967295 EXISTS\r\n* 4294967296 EXISTS\r\nm2 OK\r\n"),
    ]);
    let mut updates = Vec::new();
    session.noop(&mut |update| updates.push(update)).unwrap();
    assert!(matches!(updates.as_slice(), [Update::Exists(u32::MAX)]));
    drop(session);
    served.finish();
}
