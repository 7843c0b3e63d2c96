//! SORT, ESORT, PARTIAL and the saved result.

use super::client::{Client, three, with};
use mailpane::demo::DemoServer;

/// Four mails whose order of arrival is 2 4 3 1.
fn four() -> DemoServer {
    with(&[
        (
            400,
            "From: Zoe <b@x>\nTo: q@x\nSubject: Re: plan\nDate: Sun, 22 Nov 2026 10:00:00 +0200",
            "1",
        ),
        (
            100,
            "From: c@x\nTo: Q@x\nCc: z@x\nSubject: apple\nDate: Sun, 22 Nov 2026 09:00:00 +0000",
            "22",
        ),
        (300, "From: Anne <a@x>\nSubject: PLAN\nDate: Sun, 22 Nov 2026 07:00:00 +0000", "333"),
        (200, "To: p@x\nSubject: [list] Apple (fwd)\nDate: Sun, 22 Nov 2026 00:30:00 -0800", "4"),
    ])
}

fn open(server: &DemoServer) -> Client {
    let mut client = Client::logged_in(server);
    client.asks("SELECT INBOX");
    client
}

#[test]
fn messages_are_sorted_by_what_is_asked_for() {
    let mut client = open(&four());
    for (criteria, expected) in [
        ("ARRIVAL", "2 4 3 1"),
        ("REVERSE ARRIVAL", "1 3 4 2"),
        ("DATE", "3 1 4 2"),
        ("FROM", "4 3 1 2"),
        ("SUBJECT REVERSE DATE", "2 4 1 3"),
        ("TO", "3 4 1 2"),
        ("REVERSE CC ARRIVAL", "2 4 3 1"),
    ] {
        let answer = client.asks(&format!("SORT ({criteria}) UTF-8 ALL"));
        assert_eq!(
            answer,
            [format!("* SORT {expected}"), "x OK Searched".to_owned()],
            "{criteria}"
        );
    }
    assert_eq!(client.asks("SORT (SIZE) UTF-8 LARGER 9999"), ["* SORT", "x OK Searched"]);
}

#[test]
fn uid_sort_names_uids_and_a_search_narrows_it() {
    let server = four();
    server.expunge("INBOX", 1);
    let mut client = open(&server);
    assert_eq!(client.asks("UID SORT (REVERSE ARRIVAL) UTF-8 ALL")[0], "* SORT 3 4 2");
    assert_eq!(client.asks("SORT (REVERSE ARRIVAL) US-ASCII ALL")[0], "* SORT 2 3 1");
    assert_eq!(client.asks("UID SORT (ARRIVAL) UTF-8 SUBJECT apple")[0], "* SORT 2 4");
}

#[test]
fn a_page_of_a_sort_comes_in_its_order() {
    let mut client = open(&four());
    for (options, expected) in [
        ("PARTIAL 1:2", "PARTIAL (1:2 1,3)"),
        ("PARTIAL 3:50", "PARTIAL (3:50 4,2)"),
        ("PARTIAL -1:-2", "PARTIAL (-1:-2 4,2)"),
        ("PARTIAL 4294967294:4294967295", "PARTIAL (4294967294:4294967295 NIL)"),
        ("MIN MAX COUNT", "MIN 1 MAX 2 COUNT 4"),
        ("ALL", "ALL 1,3:4,2"),
        ("CONTEXT COUNT PARTIAL 1:1", "COUNT 4 PARTIAL (1:1 1)"),
    ] {
        let answer = client.asks(&format!("SORT RETURN ({options}) (REVERSE ARRIVAL) UTF-8 ALL"));
        assert_eq!(answer[0], format!("* ESEARCH (TAG \"x\") {expected}"), "{options}");
    }
    assert_eq!(
        client.asks("UID SEARCH RETURN (PARTIAL 2:3) ALL")[0],
        "* ESEARCH (TAG \"x\") UID PARTIAL (2:3 2:3)"
    );
}

#[test]
fn the_last_page_of_a_large_folder_comes_in_one_write() {
    let server = DemoServer::empty();
    server.fill("Big", 2_000);
    let mut client = Client::logged_in(&server);
    client.says(
        "a SELECT Big\r\nb SORT RETURN (SAVE PARTIAL 1:50) (REVERSE ARRIVAL) UTF-8 ALL\r\n\
         c FETCH $ (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)",
    );
    while !client.line().starts_with("a OK") {}
    let numbers: Vec<String> = (1_951..=2_000).rev().map(|number| number.to_string()).collect();
    let page = format!("* ESEARCH (TAG \"b\") PARTIAL (1:50 {})", numbers.join(","));
    client.hears(&[&page, "b OK Searched"]);
    for number in 1_951..=2_000 {
        let row = client.line();
        assert!(row.starts_with(&format!("* {number} FETCH (UID {number} FLAGS (")), "{row}");
    }
    client.hears(&["c OK Fetched"]);
}

#[test]
fn the_saved_result_stands_for_its_messages_everywhere() {
    let server = three();
    server.expunge("INBOX", 1);
    let mut client = open(&server);
    assert_eq!(client.asks("SEARCH RETURN (SAVE) UNSEEN"), ["x OK Searched"]);
    assert_eq!(client.asks("FETCH $ (UID)"), ["* 2 FETCH (UID 3)", "x OK Fetched"]);
    assert_eq!(client.asks("UID FETCH $ (FLAGS)"), ["* 2 FETCH (UID 3 FLAGS ())", "x OK Fetched"]);
    assert_eq!(client.asks("SEARCH NOT $")[0], "* SEARCH 1");
    assert_eq!(client.asks("UID SEARCH OR UID $ SEEN")[0], "* SEARCH 2 3");
    assert_eq!(client.asks("SORT (ARRIVAL) UTF-8 $")[0], "* SORT 2");
    assert_eq!(client.asks("STORE $ +FLAGS (\\Flagged)")[0], "* 2 FETCH (FLAGS (\\Flagged))");
    assert_eq!(
        client.asks("SEARCH RETURN (SAVE MIN COUNT) ALL")[0],
        "* ESEARCH (TAG \"x\") MIN 1 COUNT 2"
    );
    assert_eq!(client.asks("FETCH $ (UID)").len(), 3);
    assert_eq!(client.asks("COPY $ INBOX").len(), 2);
    server.expunge("INBOX", 2);
    assert_eq!(client.asks("NOOP")[0], "* 1 EXPUNGE");
    assert_eq!(client.asks("FETCH $ (UID)"), ["* 1 FETCH (UID 3)", "x OK Fetched"]);
}

#[test]
fn nothing_saved_is_no_message_and_no_error() {
    let mut client = open(&three());
    let nothing = ["x OK Nothing is saved"];
    assert_eq!(client.asks("FETCH $ (UID)"), nothing);
    assert_eq!(client.asks("UID STORE $ +FLAGS (\\Seen)"), nothing);
    assert_eq!(client.asks("SEARCH $"), ["* SEARCH", "x OK Searched"]);
    client.asks("SEARCH RETURN (SAVE) ALL");
    assert!(client.asks("SEARCH RETURN (SAVE) CHARSET KOI8-R ALL")[0].contains("BADCHARSET"));
    assert_eq!(client.asks("FETCH $ (UID)"), nothing, "RFC 5182 §2.1");
    client.asks("SEARCH RETURN (SAVE) ALL");
    client.asks("EXAMINE INBOX");
    assert_eq!(client.asks("FETCH $ (UID)"), nothing, "a new folder begins anew");
    assert_eq!(client.asks("SEARCH KEYWORD $"), ["* SEARCH", "x OK Searched"]);
}

#[test]
fn arguments_that_cannot_be_meant_are_refused() {
    let mut client = open(&three());
    for command in [
        "SORT RETURN (PARTIAL 0:5) (ARRIVAL) UTF-8 ALL",
        "SORT RETURN (PARTIAL 1:99999999999999999999) (ARRIVAL) UTF-8 ALL",
        "SORT RETURN (PARTIAL 1:-1) (ARRIVAL) UTF-8 ALL",
        "SORT RETURN (PARTIAL 1:5 ALL) (ARRIVAL) UTF-8 ALL",
        "SORT RETURN (PARTIAL 1:5 (ARRIVAL) UTF-8 ALL",
        "SORT RETURN (ODD) (ARRIVAL) UTF-8 ALL",
        "SORT () UTF-8 ALL",
        "SORT (COLOUR) UTF-8 ALL",
        "SORT (ARRIVAL) UTF-8",
        "SORT (ARRIVAL)",
        "SORT",
        "SEARCH 1,$",
        "FETCH $,1 (UID)",
        "FETCH 1:4 (UID)",
        "SEARCH 4",
    ] {
        let answer = client.asks(command);
        assert!(answer.len() == 1 && answer[0].starts_with("x BAD "), "{command}: {answer:?}");
    }
    assert!(client.asks("SORT (ARRIVAL) KOI8-R ALL")[0].starts_with("x NO [BADCHARSET"));
    assert!(client.asks("THREAD REFS KOI8-R ALL")[0].starts_with("x NO [BADCHARSET"));
    let many = "REVERSE SUBJECT ".repeat(3_000);
    assert_eq!(client.asks(&format!("SORT ({}) UTF-8 ALL", many.trim_end()))[0], "* SORT 3 2 1");
}

#[test]
fn updates_are_refused_and_the_search_is_answered() {
    let mut client = open(&three());
    assert_eq!(
        client.asks("SEARCH RETURN (UPDATE COUNT) UNSEEN"),
        [
            "* ESEARCH (TAG \"x\") COUNT 2",
            "* NO [NOUPDATE \"x\"] Ask again to see changes",
            "x OK Searched"
        ]
    );
    assert!(client.asks("CANCELUPDATE \"x\"")[0].starts_with("x BAD "));
}

#[test]
fn an_expunge_waits_while_a_sort_is_answered_in_numbers() {
    let server = three();
    let mut client = open(&server);
    server.expunge("INBOX", 2);
    assert_eq!(client.asks("SORT (REVERSE ARRIVAL) UTF-8 ALL"), ["* SORT 3 1", "x OK Searched"]);
    assert_eq!(client.asks("THREAD REFS UTF-8 ALL"), ["* THREAD (1)(3)", "x OK Searched"]);
    assert_eq!(
        client.asks("UID SORT (REVERSE ARRIVAL) UTF-8 ALL"),
        ["* SORT 3 1", "* 2 EXPUNGE", "x OK Searched"]
    );
}

#[test]
fn what_is_announced_is_what_the_plans_look_for() {
    let mut client = Client::logged_in(&three());
    let line = client.asks("CAPABILITY")[0].clone();
    for name in [
        "SORT",
        "ESORT",
        "ESEARCH",
        "SEARCHRES",
        "PARTIAL",
        "CONTEXT=SEARCH",
        "CONTEXT=SORT",
        "THREAD=REFERENCES",
        "THREAD=REFS",
        "PREVIEW",
        "STATUS=SIZE",
        "NAMESPACE",
        "ENABLE",
        "UNSELECT",
    ] {
        assert!(line.split(' ').any(|word| word == name), "{name} in {line}");
    }
    assert_eq!(client.asks("SORT (ARRIVAL) UTF-8 ALL"), ["x BAD Select a folder first"]);
    assert_eq!(client.asks("THREAD REFS UTF-8 ALL"), ["x BAD Select a folder first"]);
    assert_eq!(client.asks("NAMESPACE")[0], r#"* NAMESPACE (("" "/")) NIL NIL"#);
    assert_eq!(client.asks("ENABLE CONDSTORE")[0], "* ENABLED");
}

#[test]
fn sample_mails_arrived_in_the_order_of_their_numbers_but_for_the_archive() {
    let server = DemoServer::sample_at(1_795_345_200);
    let mut client = Client::logged_in(&server);
    let mut disagree = Vec::new();
    for name in ["INBOX", "Sent", "Archive", "Newsletters", "Junk"] {
        client.asks(&format!("EXAMINE {name}"));
        let sorted = client.asks("SORT (ARRIVAL) UTF-8 ALL")[0].clone();
        if sorted.replace("SORT", "SEARCH") != client.asks("SEARCH ALL")[0] {
            disagree.push(name);
        }
    }
    assert_eq!(disagree, ["Archive"]);
}
