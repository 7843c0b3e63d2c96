//! Orders, conversations, sets of rows and what they show later, line by line.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/script.rs"]
mod script;

use mailpane::imap::{ImapError, NotSorted, Places, RowItems, Session, SortAbility, Update};
use mailpane::model::{Order, SortKey, ThreadNode};
use script::{Line, client, opened, server};

const ROWS: &str = "(UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)";
const DATE: Order = Order { key: SortKey::Date, descending: true };

fn ignore(_: Update) {}

fn rows(seqs: &[u32], tag: &str) -> Line {
    let row =
        |seq: &u32| format!("* {seq} FETCH (UID {seq}0 FLAGS () ENVELOPE (NIL \"{seq}\" NIL))");
    let rows: Vec<String> = seqs.iter().map(row).collect();
    server(&format!("{}\r\n{tag} OK\r\n", rows.join("\r\n")))
}

fn places(order: Order, first: u32, last: u32) -> Places {
    Places { order, first, last, whole: false }
}

fn sorted(session: &mut Session, places: &Places) -> Vec<String> {
    let mut said = Vec::new();
    let on = &mut |update| match update {
        Update::Order { first, seqs, whole, .. } => said.push(format!("{first} {seqs:?} {whole}")),
        Update::Row { seq, .. } => said.push(seq.to_string()),
        Update::NotSorted { reason, .. } => said.push(format!("{reason:?}")),
        other => said.push(format!("{other:?}")),
    };
    session.sort_page(places, RowItems::default(), on).unwrap();
    said
}

#[test]
fn a_page_of_an_order_takes_one_wait() {
    let (mut session, served) = opened(
        "SORT SORT=DISPLAY ESORT SEARCHRES CONTEXT=SEARCH",
        1_000,
        vec![
            client("m2 SORT RETURN (SAVE PARTIAL 51:53) (REVERSE DATE) UTF-8 ALL"),
            client(&format!("m3 FETCH $ {ROWS}")),
            server("* ESEARCH (TAG \"m2\") PARTIAL (51:53 7,900,6)\r\nm2 OK\r\n"),
            rows(&[6, 7, 900], "m3"),
            // Behind the end.
            client("m4 SORT RETURN (SAVE PARTIAL 2001:2002) (DISPLAYFROM) UTF-8 ALL"),
            client(&format!("m5 FETCH $ {ROWS}")),
            server("* ESEARCH (TAG \"m4\") PARTIAL (2001:2002 NIL)\r\nm4 OK\r\nm5 OK\r\n"),
        ],
    );
    assert_eq!(session.can_sort(SortKey::Date), SortAbility::Paged);
    assert_eq!(
        sorted(&mut session, &places(DATE, 50, 52)),
        ["50 [7, 900, 6] false", "6", "7", "900"]
    );
    let sender = Order { key: SortKey::Sender, descending: false };
    assert_eq!(sorted(&mut session, &places(sender, 2_000, 2_001)), ["2000 [] false"]);
    drop(session);
    served.finish();
}

#[test]
fn without_searchres_a_page_takes_two() {
    let (mut session, served) = opened(
        "SORT ESORT CONTEXT=SORT",
        9,
        vec![
            client("m2 SORT RETURN (PARTIAL 1:3) (REVERSE DATE) UTF-8 ALL"),
            server("* ESEARCH (TAG \"m2\") PARTIAL (1:3 3,9,4)\r\nm2 OK\r\n"),
            client(&format!("m3 FETCH 3:4,9 {ROWS}")),
            rows(&[3, 4, 9], "m3"),
        ],
    );
    assert_eq!(sorted(&mut session, &places(DATE, 0, 2)), ["0 [3, 9, 4] false", "3", "4", "9"]);
    drop(session);
    served.finish();
}

#[test]
fn a_whole_order_is_asked_for_once_until_the_numbers_move() {
    let (mut session, served) = opened(
        "SORT ESORT",
        4,
        vec![
            client("m2 SORT (REVERSE DATE) UTF-8 ALL"),
            server("* SORT 2 4 1 3 3 99\r\nm2 OK\r\n"),
            client(&format!("m3 FETCH 2,4 {ROWS}")),
            rows(&[2, 4], "m3"),
            client(&format!("m4 FETCH 1,3 {ROWS}")),
            server("* 1 FETCH (UID 10 ENVELOPE (NIL \"1\" NIL))\r\n* 5 EXISTS\r\nm4 OK\r\n"),
            client("m5 SORT (REVERSE DATE) UTF-8 ALL"),
            server("* SORT 5 2 4 1 3\r\nm5 OK\r\n"),
            client(&format!("m6 FETCH 5 {ROWS}")),
            rows(&[5], "m6"),
        ],
    );
    assert_eq!(session.can_sort(SortKey::Subject), SortAbility::Whole);
    assert_eq!(sorted(&mut session, &places(DATE, 0, 1)), ["0 [2, 4, 1, 3] true", "2", "4"]);
    assert_eq!(sorted(&mut session, &places(DATE, 2, 3)), ["1", "Exists(5)"]);
    assert_eq!(sorted(&mut session, &places(DATE, 0, 0)), ["0 [5, 2, 4, 1, 3] true", "5"]);
    drop(session);
    served.finish();
}

#[test]
fn a_large_order_comes_whole_only_where_that_was_allowed() {
    let numbers: Vec<String> = (1..=30_000).rev().map(|n: u32| n.to_string()).collect();
    let (mut session, served) = opened(
        "SORT",
        30_000,
        vec![
            client("m2 SORT (REVERSE DATE) UTF-8 ALL"),
            server(&format!("* SORT {}\r\nm2 OK\r\n", numbers.join(" "))),
            client(&format!("m3 FETCH 29999:30000 {ROWS}")),
            rows(&[29_999, 30_000], "m3"),
        ],
    );
    let page = places(DATE, 0, 1);
    assert_eq!(sorted(&mut session, &page), ["TooLarge { estimated_bytes: 180000 }"]);
    let said = sorted(&mut session, &Places { whole: true, ..page });
    assert!(said[0].starts_with("0 [30000, 29999, ") && said[0].ends_with(", 1] true"));
    assert_eq!(said[1..], ["29999", "30000"]);
    drop(session);
    served.finish();
}

#[test]
fn refusals_are_words_and_not_the_end() {
    let (mut session, served) = opened(
        "SORT ESORT SEARCHRES CONTEXT=SEARCH",
        3,
        vec![
            client("m2 SORT RETURN (SAVE PARTIAL 1:2) (REVERSE DATE) UTF-8 ALL"),
            client(&format!("m3 FETCH $ {ROWS}")),
            server("m2 BAD PARTIAL?\r\nm3 BAD $?\r\n"),
            client("m4 SORT (REVERSE DATE) UTF-8 ALL"),
            server("m4 NO [SERVERBUG] index broken\r\n"),
            client("m5 SORT (SIZE) UTF-8 ALL"),
            server("m5 OK but where is it\r\n"),
        ],
    );
    let mut reasons = Vec::new();
    for order in [DATE, Order { key: SortKey::Size, descending: false }] {
        let on = &mut |update| match update {
            Update::NotSorted { reason: NotSorted::Refused { server_text }, .. } => {
                reasons.push(server_text);
            }
            other => panic!("{other:?}"),
        };
        session.sort_page(&places(order, 0, 1), RowItems::default(), on).unwrap();
    }
    assert_eq!(reasons, ["index broken", "but where is it"]);
    assert_eq!(session.can_sort(SortKey::Date), SortAbility::Whole);
    drop(session);
    served.finish();
    let (mut none, served) = opened("", 3, vec![]);
    assert_eq!(sorted(&mut none, &places(DATE, 0, 1)), ["NotOffered"]);
    drop(none);
    served.finish();
}

#[test]
fn the_order_of_arrival_needs_no_sorting() {
    let (mut session, served) =
        opened("", 9, vec![client(&format!("m2 FETCH 7:8 {ROWS}")), rows(&[7, 8], "m2")]);
    assert_eq!(session.can_sort(SortKey::Arrival), SortAbility::Paged);
    let arrival = places(Order::default(), 1, 2);
    assert_eq!(sorted(&mut session, &arrival), ["1 [8, 7] false", "7", "8"]);
    drop(session);
    served.finish();
}

#[test]
fn rows_are_fetched_by_any_set_of_numbers() {
    let (mut session, served) = opened(
        "",
        9,
        vec![
            client(&format!("m2 FETCH 2:4,9 {ROWS}")),
            // One goes before its row comes: the others are known by their new numbers.
            server("* 3 EXPUNGE\r\n"),
            rows(&[2, 3, 8], "m2"),
        ],
    );
    let mut seen = Vec::new();
    let on = &mut |update| match update {
        Update::Row { seq, .. } => seen.push(seq),
        Update::Expunged(3) => {}
        other => panic!("{other:?}"),
    };
    session.fetch_row_set(&[9, 4, 2, 3, 3, 0, 10, 99], RowItems::default(), on).unwrap();
    session.fetch_row_set(&[0, 99], RowItems::default(), on).unwrap();
    assert_eq!(seen, [2, 3, 8]);
    drop(session);
    served.finish();
}

fn details(session: &mut Session, seqs: &[u32]) -> Vec<(u32, Option<String>)> {
    let mut seen = Vec::new();
    let on = &mut |update| match update {
        Update::Details { seq, preview, .. } => seen.push((seq, preview.map(|p| p.to_string()))),
        Update::Expunged(_) => {}
        other => panic!("{other:?}"),
    };
    session.fetch_details(seqs, on).unwrap();
    seen
}

const PLAIN: &str = "BODYSTRUCTURE (\"TEXT\" \"PLAIN\" NIL NIL NIL \"7bit\" 1 1)";

#[test]
fn previews_at_hand_come_at_once_and_the_others_behind_them() {
    let (mut session, served) = opened(
        "PREVIEW",
        9,
        vec![
            client("m2 FETCH 5,7:8 (UID BODYSTRUCTURE PREVIEW (LAZY))"),
            server(&format!("* 5 FETCH (UID 50 {PLAIN} PREVIEW \"at hand\")\r\n")),
            server(&format!("* 7 FETCH (UID 70 {PLAIN} PREVIEW NIL)\r\n")),
            server(&format!("* 8 FETCH (PREVIEW NIL {PLAIN} UID 80)\r\n* 1 EXPUNGE\r\nm2 OK\r\n")),
            client("m3 FETCH 6:7 (UID PREVIEW)"),
            server("* 6 FETCH (UID 70 PREVIEW {6}\r\nre\r\nad)\r\n"),
            // Not the message that had this number.
            server("* 7 FETCH (UID 81 PREVIEW \"another\")\r\nm3 OK\r\n"),
        ],
    );
    let wanted =
        [(5, Some("at hand".to_owned())), (7, None), (8, None), (6, Some("re ad".to_owned()))];
    assert_eq!(details(&mut session, &[8, 5, 7]), wanted);
    drop(session);
    served.finish();
}

#[test]
fn a_server_without_previews_or_that_refuses_them_gives_structures() {
    let (mut session, served) = opened(
        "PREVIEW",
        9,
        vec![
            client("m2 FETCH 5 (UID BODYSTRUCTURE PREVIEW (LAZY))"),
            server("m2 BAD PREVIEW?\r\n"),
            client("m3 FETCH 5 (UID BODYSTRUCTURE)"),
            server(&format!("* 5 FETCH (UID 50 {PLAIN})\r\nm3 OK\r\n")),
            client("m4 FETCH 6 (UID BODYSTRUCTURE)"),
            server(&format!("* 6 FETCH (UID 60 {PLAIN})\r\nm4 OK\r\n")),
        ],
    );
    assert_eq!(details(&mut session, &[5]), [(5, None)]);
    assert_eq!(details(&mut session, &[6]), [(6, None)]);
    drop(session);
    served.finish();
}

fn node(seq: u32, depth: u16) -> ThreadNode {
    ThreadNode { seq, depth }
}

#[test]
fn conversations_come_with_the_numbers_of_the_end() {
    let (mut session, served) = opened(
        "THREAD=ORDEREDSUBJECT THREAD=REFERENCES THREAD=REFS",
        6,
        vec![
            client("m2 THREAD REFS UTF-8 ALL"),
            server("* THREAD (2)(1 (3)(5 4))(6 6 99)\r\n* 1 EXPUNGE\r\nm2 OK\r\n"),
            client("m3 THREAD REFS UTF-8 ALL"),
            server("m3 NO busy\r\n"),
        ],
    );
    let got = session.threads(&mut ignore).unwrap();
    assert_eq!(got, [node(1, 0), node(2, 0), node(4, 1), node(3, 2), node(5, 0)]);
    let refused = session.threads(&mut ignore);
    assert!(
        matches!(refused, Err(ImapError::Refused { server_text, .. }) if server_text == "busy")
    );
    drop(session);
    served.finish();
    let (mut none, served) = opened("THREAD=ORDEREDSUBJECT", 6, vec![]);
    assert!(!none.can_thread());
    assert!(matches!(none.threads(&mut ignore), Err(ImapError::Refused { .. })));
    drop(none);
    served.finish();
}

#[test]
fn a_refused_compression_is_no_failure() {
    let (mut session, served) = opened(
        "COMPRESS=DEFLATE",
        3,
        vec![
            client("m2 COMPRESS DEFLATE"),
            server("m2 NO [COMPRESSIONACTIVE] by TLS\r\n"),
            client("m3 NOOP"),
            server("m3 OK\r\n"),
        ],
    );
    assert!(!session.compress(&mut ignore).unwrap());
    assert!(!session.compress(&mut ignore).unwrap());
    session.noop(&mut ignore).unwrap();
    drop(session);
    served.finish();
}
