//! Opening a mailbox, line by line: what goes out in one write, and what one more turn repairs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;

use mailpane::imap::{ImapError, NotSorted, Opening, RowItems, Session, SessionOptions, Update};
use mailpane::model::{MailboxName, Order, SortKey};
use mailpane::wire::Shared;
use script::{Line, Served, client, serve, server};

const SORTS: &str = "IMAP4rev1 SORT ESORT SEARCHRES CONTEXT=SEARCH";
const ROWS: &str = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)";

fn session(capabilities: &str, look_only: bool, rest: Vec<Line>) -> (Session, Served) {
    let mut script = vec![server(&format!("* PREAUTH [CAPABILITY {capabilities}] hi\r\n"))];
    script.extend(rest);
    let (endpoint, served) = serve(script);
    let options = SessionOptions { look_only };
    (Session::open(&endpoint, None, &options, &Shared::new()).unwrap(), served)
}

/// What EXAMINE or SELECT says, and its OK.
fn selected(exists: u32, tag: &str) -> Line {
    server(&format!("* {exists} EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n{tag} OK [READ-WRITE] in\r\n"))
}

/// Rows whose UID is ten times their number, and the answer.
fn rows(seqs: &[u32], tag: &str) -> Line {
    let row =
        |seq: &u32| format!("* {seq} FETCH (UID {seq}0 FLAGS () ENVELOPE (NIL \"{seq}\" NIL))");
    let rows: Vec<String> = seqs.iter().map(row).collect();
    server(&format!("{}\r\n{tag} OK\r\n", rows.join("\r\n")))
}

fn opening(rows: u32) -> Opening {
    Opening::new(MailboxName::inbox(), rows)
}

fn by(key: SortKey) -> Order {
    Order { key, descending: false }
}

fn select(session: &mut Session, opening: &Opening) -> Vec<Update> {
    let mut updates = Vec::new();
    session.select(opening, &mut |update| updates.push(update)).unwrap();
    updates
}

/// `open`, a number for each row, `tree`, and whatever else there is, in order.
fn outline(updates: &[Update]) -> Vec<String> {
    let word = |update: &Update| match update {
        Update::Opened(_) => "open".to_owned(),
        Update::Row { seq, row } => {
            assert_eq!(row.uid.get(), seq * 10, "a wrong row");
            seq.to_string()
        }
        Update::Mailboxes(_) => "tree".to_owned(),
        Update::Order { first, seqs, whole, .. } => format!("order {first} {seqs:?} {whole}"),
        Update::NotSorted { reason, .. } => format!("{reason:?}"),
        other => format!("{other:?}"),
    };
    updates.iter().map(word).collect()
}

#[test]
fn everything_goes_out_in_one_write_and_rows_come_before_the_tree() {
    let capabilities = "IMAP4rev1 ID NAMESPACE SORT ESORT SEARCHRES CONTEXT=SEARCH LIST-EXTENDED \
                        LIST-STATUS SPECIAL-USE";
    let (mut session, served) = session(
        capabilities,
        true,
        vec![
            client("m1 ID (\"name\" \"mailpane\")"),
            client("m2 NAMESPACE"),
            client("m3 EXAMINE \"INBOX\""),
            client("m4 SORT RETURN (SAVE PARTIAL 1:2) (REVERSE ARRIVAL) UTF-8 ALL"),
            client(&format!("m5 FETCH $ {ROWS}")),
            client(
                "m6 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN SPECIAL-USE STATUS (MESSAGES UNSEEN \
                 UIDNEXT UIDVALIDITY))",
            ),
            // Nothing was answered up to here.
            server("m1 OK\r\n* NAMESPACE ((\"\" \"/\")) NIL ((\"Shared/\" \"/\"))\r\nm2 OK\r\n"),
            selected(9, "m3"),
            server("* ESEARCH (TAG \"m4\") PARTIAL (1:2 9,8)\r\nm4 OK\r\n"),
            rows(&[8, 9], "m5"),
            server("* LIST () \"/\" INBOX\r\nm6 OK\r\n"),
            // Another folder: what is known is not asked again.
            client("m7 EXAMINE \"a\""),
            client("m8 SORT RETURN (SAVE PARTIAL 1:2) (REVERSE ARRIVAL) UTF-8 ALL"),
            client(&format!("m9 FETCH $ {ROWS}")),
            selected(0, "m7"),
            server("* ESEARCH (TAG \"m8\") PARTIAL (1:2 NIL)\r\nm8 OK\r\nm9 BAD nothing saved\r\n"),
        ],
    );
    let updates = select(&mut session, &Opening { with_list: true, ..opening(2) });
    assert_eq!(outline(&updates), ["open", "8", "9", "tree"]);
    assert_eq!(session.namespaces().shared[0].prefix.as_bytes(), b"Shared/");
    let empty = Opening::new(MailboxName::new(b"a"), 2);
    assert_eq!(outline(&select(&mut session, &empty)), ["open"]);
    drop(session);
    served.finish();
}

#[test]
fn where_dates_do_not_follow_the_numbers_the_rest_comes_by_number() {
    let (mut session, served) = session(
        SORTS,
        false,
        vec![
            client("m1 SELECT \"INBOX\""),
            client("m2 SORT RETURN (SAVE PARTIAL 1:3) (REVERSE ARRIVAL) UTF-8 ALL"),
            client(&format!("m3 FETCH $ {ROWS}")),
            selected(9, "m1"),
            server("* ESEARCH (TAG \"m2\") PARTIAL (1:3 8,2,9)\r\nm2 OK\r\n"),
            rows(&[2, 8, 9], "m3"),
            client(&format!("m4 FETCH 7 {ROWS}")),
            rows(&[7], "m4"),
            // Once is enough: next time by number at once.
            client("m5 SELECT \"INBOX\""),
            client(&format!("m6 FETCH 7:9 {ROWS}")),
            selected(9, "m5"),
            rows(&[7, 8, 9], "m6"),
        ],
    );
    assert_eq!(outline(&select(&mut session, &opening(3))), ["open", "2", "8", "9", "7"]);
    let again = Opening { known_exists: Some(9), ..opening(3) };
    assert_eq!(outline(&select(&mut session, &again)), ["open", "7", "8", "9"]);
    drop(session);
    served.finish();
}

#[test]
fn a_server_that_refuses_what_it_announces_is_asked_by_number_from_then_on() {
    let (mut session, served) = session(
        SORTS,
        false,
        vec![
            client("m1 SELECT \"INBOX\""),
            client("m2 SORT RETURN (SAVE PARTIAL 1:2) (REVERSE ARRIVAL) UTF-8 ALL"),
            client(&format!("m3 FETCH $ {ROWS}")),
            selected(3, "m1"),
            server("m2 NO not today\r\nm3 BAD what\r\n"),
            client(&format!("m4 FETCH 2:3 {ROWS}")),
            rows(&[2, 3], "m4"),
            client("m5 SELECT \"INBOX\""),
            selected(3, "m5"),
            client(&format!("m6 FETCH 2:3 {ROWS}")),
            rows(&[2, 3], "m6"),
        ],
    );
    for _ in 0..2 {
        assert_eq!(outline(&select(&mut session, &opening(2))), ["open", "2", "3"]);
    }
    drop(session);
    served.finish();
}

#[test]
fn the_last_by_number_are_asked_for_where_the_server_knows_how() {
    let (mut session, served) = session(
        "IMAP4rev1 PARTIAL SORT ESORT SEARCHRES CONTEXT=SORT",
        false,
        vec![
            client("m1 SELECT \"INBOX\""),
            client(&format!("m2 UID FETCH 1:* {ROWS} (PARTIAL -1:-2)")),
            selected(9, "m1"),
            rows(&[8, 9], "m2"),
            client("m3 SELECT \"INBOX\""),
            client(&format!("m4 UID FETCH 1:* {ROWS} (PARTIAL 1:2)")),
            selected(9, "m3"),
            server("m4 BAD no\r\n"),
            client(&format!("m5 FETCH 1:2 {ROWS}")),
            rows(&[1, 2], "m5"),
        ],
    );
    assert_eq!(outline(&select(&mut session, &opening(2))), ["open", "8", "9"]);
    let oldest = Opening { order: by(SortKey::Arrival), ..opening(2) };
    assert_eq!(outline(&select(&mut session, &oldest)), ["open", "1", "2"]);
    drop(session);
    served.finish();
}

#[test]
fn a_known_count_saves_a_turn_and_a_wrong_one_costs_none() {
    for (exists, asked, answer, repaired, wanted) in [
        (5, "4:5", rows(&[4, 5], "m2"), None, vec!["open", "4", "5"]),
        // One came: what was fetched is right all the same.
        (6, "4:5", rows(&[4, 5], "m2"), Some((6, "6")), vec!["open", "4", "5", "6"]),
        // Two went.
        (3, "4:5", server("m2 BAD no such message\r\n"), Some((3, "2:3")), vec!["open", "2", "3"]),
        (3, "4:5", server("m2 NO\r\n"), Some((3, "2:3")), vec!["open", "2", "3"]),
        (0, "4:5", server("m2 BAD empty\r\n"), None, vec!["open"]),
    ] {
        let mut script = vec![
            client("m1 SELECT \"INBOX\""),
            client(&format!("m2 FETCH {asked} {ROWS}")),
            selected(exists, "m1"),
            answer,
        ];
        if let Some((_, set)) = repaired {
            let seqs: &[u32] = if set == "6" { &[6] } else { &[2, 3] };
            script.extend([client(&format!("m3 FETCH {set} {ROWS}")), rows(seqs, "m3")]);
        }
        let (mut session, served) = session("IMAP4rev1", false, script);
        let known = Opening { known_exists: Some(5), ..opening(2) };
        assert_eq!(outline(&select(&mut session, &known)), wanted, "{exists}");
        drop(session);
        served.finish();
    }
}

#[test]
fn an_order_comes_with_the_mailbox_and_before_its_rows() {
    let (mut session, served) = session(
        SORTS,
        false,
        vec![
            client("m1 SELECT \"INBOX\""),
            client("m2 SORT RETURN (SAVE PARTIAL 1:3) (SUBJECT) UTF-8 ALL"),
            client(&format!("m3 FETCH $ {ROWS}")),
            selected(9, "m1"),
            // Twice the same, one that is not there, and one more than was asked for.
            server("* ESEARCH (TAG \"m2\") PARTIAL (1:3 7,7,44,2,5,6)\r\nm2 OK\r\n"),
            server("* 8 FETCH (UID 80 ENVELOPE (NIL \"not asked for\" NIL))\r\n"),
            rows(&[2, 5, 7], "m3"),
        ],
    );
    let sorted = Opening { order: by(SortKey::Subject), ..opening(3) };
    let updates = select(&mut session, &sorted);
    assert_eq!(outline(&updates), ["open", "order 0 [7, 2, 5] false", "2", "5", "7"]);
    drop(session);
    served.finish();
}

#[test]
fn an_order_that_cannot_be_had_is_said_so_and_the_newest_rows_come() {
    let sorted = Opening { order: by(SortKey::Size), ..opening(2) };
    let newest = [client(&format!("m2 FETCH 2:3 {ROWS}")), rows(&[2, 3], "m2")];
    let mut script = vec![client("m1 SELECT \"INBOX\""), selected(3, "m1")];
    script.extend(newest);
    let (mut old, served) = session("IMAP4rev1", false, script);
    assert_eq!(outline(&select(&mut old, &sorted)), ["open", "NotOffered", "2", "3"]);
    drop(old);
    served.finish();
    // A server that sends all numbers or none.
    let (mut whole, served) = session(
        "IMAP4rev1 SORT",
        false,
        vec![
            client("m1 SELECT \"INBOX\""),
            selected(3, "m1"),
            client("m2 SORT (SIZE) UTF-8 ALL"),
            server("* SORT 2 3 1\r\nm2 OK\r\n"),
            client(&format!("m3 FETCH 2:3 {ROWS}")),
            rows(&[2, 3], "m3"),
        ],
    );
    let updates = select(&mut whole, &sorted);
    assert_eq!(outline(&updates), ["open", "order 0 [2, 3, 1] true", "2", "3"]);
    drop(whole);
    served.finish();
    let (mut large, served) = session(
        "IMAP4rev1 SORT",
        false,
        vec![
            client("m1 SELECT \"INBOX\""),
            selected(20_001, "m1"),
            client(&format!("m2 FETCH 20000:20001 {ROWS}")),
            rows(&[20_000, 20_001], "m2"),
        ],
    );
    let updates = select(&mut large, &sorted);
    let reason = NotSorted::TooLarge { estimated_bytes: 120_006 };
    assert!(matches!(&updates[1], Update::NotSorted { reason: said, .. } if *said == reason));
    assert_eq!(outline(&updates)[2..], ["20000", "20001"]);
    drop(large);
    served.finish();
}

#[test]
fn rows_bring_their_links_where_conversations_are_made_of_them() {
    let items =
        "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY.PEEK[HEADER.FIELDS (REFERENCES)])";
    let envelope = |reply: &str, id: &str| {
        format!("ENVELOPE (NIL \"s\" NIL NIL NIL NIL NIL NIL {reply} \"<{id}@x>\")")
    };
    let (mut session, served) = session(
        "IMAP4rev1",
        false,
        vec![
            client("m1 SELECT \"INBOX\""),
            selected(3, "m1"),
            client(&format!("m2 FETCH 1:3 {items}")),
            server(&format!(
                "* 1 FETCH (UID 10 {} BODY[HEADER.FIELDS (REFERENCES)] {{2}}\r\n\r\n)\r\n",
                envelope("NIL", "a")
            )),
            server(&format!(
                "* 2 FETCH (UID 20 {} BODY[HEADER.FIELDS (References)] {{2}}\r\n\r\n)\r\n",
                envelope("\"<a@x> of Monday\"", "b")
            )),
            server(&format!(
                "* 3 FETCH (UID 30 {} BODY[HEADER.FIELDS (REFERENCES)] {{27}}\r\n\
                 References: <a@x>\r\n <b@x>\r\n)\r\nm2 OK\r\n",
                envelope("\"<z@x>\"", "c")
            )),
        ],
    );
    let linked = Opening { items: RowItems { links: true }, ..opening(3) };
    let links: Vec<_> = select(&mut session, &linked)
        .into_iter()
        .filter_map(|update| match update {
            Update::Row { row, .. } => row.links,
            _ => None,
        })
        .collect();
    assert_eq!((links[0].references.len(), &*links[1].references), (0, &[links[0].id][..]));
    assert_eq!(*links[2].references, [links[0].id, links[1].id]);
    drop(session);
    served.finish();
}

#[test]
fn a_mailbox_that_cannot_be_opened_costs_no_rows_and_no_tree() {
    for (capabilities, script) in [
        (
            "IMAP4rev1 SORT ESORT SEARCHRES CONTEXT=SEARCH LIST-EXTENDED LIST-STATUS",
            vec![
                client("m1 SELECT \"INBOX\""),
                client("m2 SORT RETURN (SAVE PARTIAL 1:2) (REVERSE ARRIVAL) UTF-8 ALL"),
                client(&format!("m3 FETCH $ {ROWS}")),
                client(
                    "m4 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT \
                     UIDVALIDITY))",
                ),
                server("* 3 EXISTS\r\nm1 NO gone\r\nm2 BAD no mailbox\r\n"),
                // Rows of a mailbox that was open before, perhaps.
                rows(&[2, 3], "m3"),
                server("* LIST () \"/\" a\r\nm4 OK\r\n"),
            ],
        ),
        (
            "IMAP4rev1 LIST-EXTENDED LIST-STATUS",
            vec![
                client("m1 SELECT \"INBOX\""),
                server("m1 NO gone\r\n"),
                client(
                    "m2 LIST \"\" \"*\" RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN UIDNEXT \
                     UIDVALIDITY))",
                ),
                server("* LIST () \"/\" a\r\nm2 OK\r\n"),
            ],
        ),
    ] {
        let (mut session, served) = session(capabilities, false, script);
        let mut updates = Vec::new();
        let with_list = Opening { with_list: true, ..opening(2) };
        let refused = session.select(&with_list, &mut |update| updates.push(update));
        let Err(ImapError::Refused { server_text, .. }) = refused else { panic!("{refused:?}") };
        assert_eq!(server_text, "gone");
        assert_eq!(outline(&updates), ["tree"]);
        drop(session);
        served.finish();
    }
}
