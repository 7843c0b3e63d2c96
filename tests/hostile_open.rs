//! A server that lies while a mailbox is opened in one write, or about its order: clear state, no
//! panic, no wrong row.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;

use mailpane::imap::{ImapError, Opening, Places, RowItems, Session, SessionOptions, Update};
use mailpane::model::{MailboxName, Order, SortKey};
use mailpane::wire::Shared;
use script::{Line, Served, client, serve, server};

const CAPABILITIES: &str = "SORT ESORT SEARCHRES CONTEXT=SEARCH THREAD=REFS";
const ROWS: &str = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)";
const PAGE: &str = "* ESEARCH (TAG \"m2\") PARTIAL (1:2 3,2)\r\nm2 OK\r\n";
const SELECTED: &str = "* 3 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\nm1 OK in\r\n";

fn ignore(_: Update) {}

fn row(seq: u32) -> String {
    format!("* {seq} FETCH (UID {seq}0 FLAGS () ENVELOPE (NIL \"{seq}\" NIL))\r\n")
}

fn session(script: Vec<Line>) -> (Session, Served) {
    let mut whole =
        vec![server(&format!("* PREAUTH [CAPABILITY IMAP4rev1 {CAPABILITIES}] hi\r\n"))];
    whole.extend(script);
    let (endpoint, served) = serve(whole);
    (Session::open(&endpoint, None, &SessionOptions::default(), &Shared::new()).unwrap(), served)
}

/// The one write of a mailbox with a page of two, its answers, and further lines.
fn opening(answers: &str, rest: Vec<Line>) -> (Session, Served) {
    let mut script = vec![
        client("m1 SELECT \"INBOX\""),
        client("m2 SORT RETURN (SAVE PARTIAL 1:2) (REVERSE ARRIVAL) UTF-8 ALL"),
        client(&format!("m3 FETCH $ {ROWS}")),
        server(answers),
    ];
    script.extend(rest);
    session(script)
}

/// The rows that were reported, and what came of it.
fn select(session: &mut Session) -> (Vec<u32>, Result<u32, ImapError>) {
    let mut rows = Vec::new();
    let on = &mut |update| {
        if let Update::Row { seq, row } = update {
            assert_eq!(row.uid.get(), seq * 10, "a wrong row");
            rows.push(seq);
        }
    };
    let result = session.select(&Opening::new(MailboxName::inbox(), 2), on);
    (rows, result.map(|opened| opened.exists))
}

#[test]
fn another_uidvalidity_in_any_phase_asks_for_the_mailbox_again() {
    let changed = "* OK [UIDVALIDITY 10] new\r\n";
    for (answers, wanted) in [
        // Before its OK the last word counts.
        (format!("{changed}{SELECTED}{PAGE}{}{}m3 OK\r\n", row(2), row(3)), Some(vec![2, 3])),
        (format!("{SELECTED}{changed}{PAGE}{}{}m3 OK\r\n", row(2), row(3)), None),
        (format!("{SELECTED}{PAGE}{changed}{}{}m3 OK\r\n", row(2), row(3)), None),
        (format!("{SELECTED}{PAGE}{}{}m3 OK\r\n", row(2), changed), None),
    ] {
        let rest = vec![client("m4 NOOP"), server("m4 OK\r\n")];
        let (mut session, served) = opening(&answers, rest);
        let (rows, result) = select(&mut session);
        match wanted {
            Some(wanted) => assert_eq!((rows, result.unwrap()), (wanted, 3)),
            None => {
                assert!(matches!(result, Err(ImapError::MailboxRebuilt)), "{answers}: {result:?}");
                assert!(rows.len() <= 1, "rows of the new mailbox under the old one's name");
            }
        }
        // The session is in step.
        session.noop(&mut ignore).unwrap();
        drop(session);
        served.finish();
    }
}

#[test]
fn counts_that_cannot_be_ask_for_the_mailbox_again() {
    for lie in ["* 2 EXISTS\r\n", "* 4 EXPUNGE\r\n", "* 0 EXPUNGE\r\n", "* VANISHED 1:5\r\n"] {
        let answers = format!("{SELECTED}{PAGE}{}{lie}{}m3 OK\r\n", row(2), row(3));
        let (mut session, served) = opening(&answers, vec![]);
        let (rows, result) = select(&mut session);
        assert!(matches!(result, Err(ImapError::MailboxRebuilt)), "{lie}: {result:?}");
        assert_eq!(rows, [2], "{lie}");
        drop(session);
        served.finish();
    }
}

#[test]
fn rows_that_were_never_asked_for_are_not_shown() {
    let stray = [row(1), row(4), row(4_000_000_000 / 10)].concat();
    // Before the mailbox is open, among the rows, and twice.
    let answers = format!(
        "{}{SELECTED}{}{PAGE}{}{stray}{}{}m3 OK\r\n",
        row(2),
        row(1),
        row(3),
        row(2),
        row(2)
    );
    let (mut session, served) = opening(&answers, vec![]);
    let (rows, result) = select(&mut session);
    assert_eq!((rows, result.unwrap()), (vec![3, 2], 3));
    drop(session);
    served.finish();
}

#[test]
fn a_message_that_goes_while_its_page_comes_moves_the_others() {
    let answers = format!("{SELECTED}{PAGE}* 1 EXPUNGE\r\n{}m3 OK\r\n", row(2));
    let rest = vec![client(&format!("m4 FETCH 1 {ROWS}")), server(&format!("{}m4 OK\r\n", row(1)))];
    let (mut session, served) = opening(&answers, rest);
    let (rows, result) = select(&mut session);
    assert_eq!((rows, result.unwrap()), (vec![2, 1], 3));
    drop(session);
    served.finish();
}

#[test]
fn an_order_of_nonsense_is_a_page_by_number() {
    let long: Vec<String> = (1..=5_000).map(|n: u32| n.to_string()).collect();
    for page in [
        "PARTIAL (1:2 99,4294967295)".to_owned(),
        "PARTIAL (1:2 1:4294967295)".to_owned(),
        format!("PARTIAL (1:2 {})", long.join(",")),
        "PARTIAL (1:2 (((".to_owned(),
        "COUNT 4".to_owned(),
    ] {
        let answers = format!("{SELECTED}* ESEARCH (TAG \"m2\") {page}\r\nm2 OK\r\nm3 OK\r\n");
        let rest = vec![
            client(&format!("m4 FETCH 2:3 {ROWS}")),
            server(&format!("{}{}m4 OK\r\n", row(2), row(3))),
        ];
        let (mut session, served) = opening(&answers, rest);
        let (rows, result) = select(&mut session);
        assert_eq!((rows, result.unwrap()), (vec![2, 3], 3), "{page}");
        drop(session);
        served.finish();
    }
}

#[test]
fn rows_that_cannot_be_read_are_tried_once_more_and_no_further() {
    let answers = format!("{SELECTED}{PAGE}* 2 FETCH (ENVELOPE\r\n{}m3 OK\r\n", row(3));
    let rest = vec![
        client(&format!("m4 FETCH 2 {ROWS}")),
        server("* 2 FETCH (UID x ENVELOPE NIL)\r\nm4 NO this one is broken\r\n"),
    ];
    let (mut session, served) = opening(&answers, rest);
    let (rows, result) = select(&mut session);
    assert_eq!((rows, result.unwrap()), (vec![3], 3));
    drop(session);
    served.finish();
}

#[test]
fn four_billion_messages_cost_a_page() {
    let many = "* 4294967295 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\nm1 OK in\r\n";
    let answers = format!("{many}m2 NO too many\r\nm3 NO\r\n");
    let rest = vec![
        client(&format!("m4 FETCH 4294967294:4294967295 {ROWS}")),
        server("m4 OK none there\r\n"),
        client("m5 THREAD REFS UTF-8 ALL"),
        server("* THREAD (4294967295 1)(4294967296)((((1)))\r\nm5 OK\r\n"),
    ];
    let (mut session, served) = opening(&answers, rest);
    let (rows, result) = select(&mut session);
    assert_eq!((rows, result.unwrap()), (vec![], u32::MAX));
    let order = Order { key: SortKey::Date, descending: true };
    let places = Places { order, first: 0, last: u32::MAX, whole: false };
    let mut updates = Vec::new();
    session.sort_page(&places, RowItems::default(), &mut |update| updates.push(update)).unwrap();
    assert!(matches!(updates.as_slice(), [Update::NotSorted { .. }]), "{updates:?}");
    let threads = session.threads(&mut ignore).unwrap();
    assert_eq!(threads.iter().map(|node| node.seq).collect::<Vec<_>>(), [u32::MAX, 1]);
    drop(session);
    served.finish();
}

#[test]
fn a_conversation_without_bottom_is_flat_and_a_flood_of_them_is_bounded() {
    let deep = "(1 ".repeat(100_000);
    let flood = "(2)(3)".repeat(100_000);
    let answers = format!("{SELECTED}{PAGE}{}{}m3 OK\r\n", row(2), row(3));
    let rest = vec![
        client("m4 THREAD REFS UTF-8 ALL"),
        server(&format!("* THREAD {deep}{flood}\r\n* THREAD (1)\r\nm4 OK\r\n")),
    ];
    let (mut session, served) = opening(&answers, rest);
    select(&mut session).1.unwrap();
    let threads = session.threads(&mut ignore).unwrap();
    assert_eq!(threads.len(), 3);
    drop(session);
    served.finish();
}
