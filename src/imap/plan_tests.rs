//! The capability sets of known servers after the login, and what is planned for each.

use super::*;

const DOVECOT_23: &str = "IMAP4REV1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY \
    THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT MULTIAPPEND URL-PARTIAL CATENATE UNSELECT \
    CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH ESORT SEARCHRES \
    WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE \
    SAVEDATE LITERAL+ NOTIFY SPECIAL-USE COMPRESS=DEFLATE";
const CYRUS_36: &str = "IMAP4REV1 LITERAL+ ID ENABLE ACL BINARY CATENATE CHILDREN CONDSTORE \
    CREATE-SPECIAL-USE ESEARCH ESORT LIST-EXTENDED LIST-MYRIGHTS LIST-STATUS METADATA MOVE \
    MULTIAPPEND NAMESPACE OBJECTID PREVIEW QRESYNC QUOTA SAVEDATE SEARCH=FUZZY SORT SORT=DISPLAY \
    SPECIAL-USE STATUS=SIZE THREAD=ORDEREDSUBJECT THREAD=REFERENCES UIDPLUS UNSELECT WITHIN \
    THREAD=REFS SORT=MODSEQ SORT=UID COMPRESS=DEFLATE IDLE";
const COURIER: &str = "IMAP4REV1 UIDPLUS CHILDREN NAMESPACE THREAD=ORDEREDSUBJECT \
    THREAD=REFERENCES SORT QUOTA IDLE ACL ACL2=UNION";
const GMAIL: &str = "IMAP4REV1 UNSELECT IDLE NAMESPACE QUOTA ID XLIST CHILDREN X-GM-EXT-1 UIDPLUS \
    COMPRESS=DEFLATE ENABLE MOVE CONDSTORE ESEARCH UTF8=ACCEPT LIST-EXTENDED LIST-STATUS LITERAL- \
    SPECIAL-USE APPENDLIMIT=35651584";
const EXCHANGE: &str = "IMAP4 IMAP4REV1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT \
    CHILDREN IDLE NAMESPACE LITERAL+";
const YAHOO: &str = "IMAP4REV1 ID MOVE NAMESPACE XYMHIGHESTMODSEQ UIDPLUS LITERAL+ CHILDREN \
    UNSELECT OBJECTID STATUS=SIZE LIST-EXTENDED LIST-STATUS ESEARCH PARTIAL UIDONLY";
const ICLOUD: &str = "IMAP4 IMAP4REV1 XAPPLEPUSHSERVICE ID IDLE NAMESPACE UIDPLUS CHILDREN BINARY \
    UNSELECT SORT CATENATE URLAUTH LANGUAGE ESEARCH ESORT THREAD=ORDEREDSUBJECT \
    THREAD=REFERENCES ENABLE CONTEXT=SEARCH CONTEXT=SORT WITHIN SASL-IR SEARCHRES QRESYNC CONDSTORE";
const ZOHO: &str = "IMAP4REV1 UNSELECT CHILDREN XLIST NAMESPACE IDLE MOVE ID UIDPLUS ESEARCH \
    ENABLE CONDSTORE SPECIAL-USE";

fn capabilities(words: &str) -> Capabilities {
    Capabilities::new(words.split_ascii_whitespace().map(str::to_owned))
}

fn first_open() -> Knowledge {
    Knowledge { with_list: true, rows: 50, ..Knowledge::default() }
}

fn chosen(words: &str, known: Knowledge) -> PagePlan {
    plan(&capabilities(words), &known).page().expect("rows are wanted")
}

const SAVED: PagePlan = PagePlan::SavedSort { order: NEWEST, rows: 50 };
const NEWEST: Order = Order { key: SortKey::Arrival, descending: true };
const LAST: PagePlan = PagePlan::Partial { newest: true, rows: 50 };
const GUESS: PagePlan = PagePlan::Speculate { first: 951, last: 1000 };

#[test]
fn each_known_server_gets_the_shortest_way_it_can_go() {
    let again = Knowledge { known_exists: Some(1000), ..first_open() };
    for (server, words, first_time, later) in [
        ("Dovecot 2.3", DOVECOT_23, SAVED, SAVED),
        ("Cyrus 3.6", CYRUS_36, PagePlan::NextTurn, GUESS),
        ("Courier", COURIER, PagePlan::NextTurn, GUESS),
        ("Gmail", GMAIL, PagePlan::NextTurn, GUESS),
        ("Exchange", EXCHANGE, PagePlan::NextTurn, GUESS),
        ("Yahoo", YAHOO, LAST, LAST),
        ("iCloud", ICLOUD, SAVED, SAVED),
        ("Zoho", ZOHO, PagePlan::NextTurn, GUESS),
    ] {
        assert_eq!(chosen(words, first_open()), first_time, "{server}");
        assert_eq!(chosen(words, again), later, "{server}");
    }
}

#[test]
fn sorted_pages_come_with_the_opening_only_where_the_server_can_page() {
    let order = Order { key: SortKey::Subject, descending: false };
    let known = Knowledge { order, known_exists: Some(1000), ..first_open() };
    let paged = PagePlan::SavedSort { order, rows: 50 };
    for (words, wanted) in [
        (DOVECOT_23, paged),
        (ICLOUD, paged),
        (CYRUS_36, PagePlan::NextTurn),
        (COURIER, PagePlan::NextTurn),
        (GMAIL, PagePlan::NextTurn),
        // It can say "the last by number", which is no answer to this question.
        (YAHOO, PagePlan::NextTurn),
    ] {
        assert_eq!(chosen(words, known), wanted, "{words}");
    }
}

#[test]
fn rows_come_before_the_tree_and_what_is_known_is_not_asked_again() {
    let all = plan(&capabilities(DOVECOT_23), &first_open());
    assert_eq!(all.steps, [Step::Id, Step::Namespace, Step::Open, Step::Page(SAVED), Step::List]);
    assert_eq!(all.split(), (all.steps.as_slice(), &[][..]));
    let known = Knowledge { introduced: true, namespaces_known: true, ..first_open() };
    let steps = plan(&capabilities(CYRUS_36), &known);
    // The list waits with the page: its bytes would stand before the rows.
    assert_eq!(steps.split(), (&[Step::Open][..], &[Step::List][..]));
    let order = Order { key: SortKey::Date, descending: true };
    let sorted = plan(&capabilities(CYRUS_36), &Knowledge { order, ..known });
    assert_eq!(sorted.split(), (&[Step::Open, Step::List][..], &[][..]));
    let bare = Knowledge { rows: 0, with_list: false, ..known };
    assert_eq!(plan(&capabilities(CYRUS_36), &bare).steps, [Step::Open]);
    assert_eq!(plan(&capabilities("IMAP4REV1"), &first_open()).split().0, [Step::Open]);
}

#[test]
fn what_failed_once_is_not_tried_again() {
    let refused = Knowledge { saved_sort_fails: true, partial_fails: true, ..first_open() };
    assert_eq!(chosen(DOVECOT_23, refused), PagePlan::NextTurn);
    assert_eq!(chosen(YAHOO, refused), PagePlan::NextTurn);
    let moved_in = Knowledge { dates_disagree: true, known_exists: Some(1000), ..first_open() };
    assert_eq!(chosen(DOVECOT_23, moved_in), GUESS);
    // The order by another key does not depend on what arrived when.
    let order = Order { key: SortKey::Size, descending: true };
    let sorted = Knowledge { order, ..moved_in };
    assert_eq!(chosen(DOVECOT_23, sorted), PagePlan::SavedSort { order, rows: 50 });
}

#[test]
fn guesses_stay_within_the_mailbox_and_the_limit() {
    let guess = |known_exists, rows, descending| {
        let order = Order { key: SortKey::Arrival, descending };
        chosen(GMAIL, Knowledge { known_exists, rows, order, ..Knowledge::default() })
    };
    assert_eq!(guess(Some(7), 50, true), PagePlan::Speculate { first: 1, last: 7 });
    assert_eq!(guess(Some(0), 50, true), PagePlan::NextTurn);
    assert_eq!(guess(Some(1000), 50, false), PagePlan::Speculate { first: 1, last: 50 });
    assert_eq!(guess(Some(7), 50, false), PagePlan::Speculate { first: 1, last: 7 });
    let last = u32::MAX;
    assert_eq!(
        guess(Some(last), 100_000, true),
        PagePlan::Speculate { first: last - (PAGE_LIMIT - 1), last }
    );
}
