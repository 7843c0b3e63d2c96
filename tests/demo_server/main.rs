//! The demo account's server, line by line over the in-memory pipe.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod client;
mod order;
mod preview;
mod threads;

use std::io::{BufRead, Read};

use client::{Client, three};
use mailpane::demo::DemoServer;

#[test]
fn login_is_by_the_user_demo_and_any_password() {
    let server = DemoServer::empty();
    let mut client = Client::new(&server);
    client.says("a SELECT INBOX");
    client.hears(&["a BAD Log in first"]);
    client.says("b LOGIN other x");
    client.hears(&["b NO [AUTHENTICATIONFAILED] The user of this account is \"demo\""]);
    client.says("c AUTHENTICATE PLAIN");
    client.hears(&["+"]);
    client.says("AGRlbW8AeA==");
    assert!(client.line().starts_with("c OK [CAPABILITY "));
    let mut client = Client::new(&server);
    client.says("a AUTHENTICATE PLAIN AGRlbW8AeA==");
    assert!(client.line().starts_with("a OK [CAPABILITY "));
    client.says("b LOGOUT");
    client.hears(&["* BYE Until next time", "b OK Goodbye"]);
    let mut rest = Vec::new();
    assert_eq!(client.0.read_to_end(&mut rest).unwrap(), 0);
}

#[test]
fn a_first_page_is_served_in_one_write() {
    let mut client = Client::logged_in(&three());
    client.says("a SELECT INBOX\r\nb FETCH 2:3 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)");
    client.hears(&[
        r"* FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
        r"* OK [PERMANENTFLAGS (\Answered \Flagged \Deleted \Seen \Draft \*)] Flags that stay",
        "* 3 EXISTS",
        "* 0 RECENT",
        "* OK [UNSEEN 1] First unread",
        "* OK [UIDVALIDITY 1700000001] UIDs stay",
        "* OK [UIDNEXT 4] Next UID",
        "a OK [READ-WRITE] Opened",
        r#"* 2 FETCH (UID 2 FLAGS (\Seen) INTERNALDATE "22-Nov-2026 11:00:02 +0000" RFC822.SIZE 164 ENVELOPE ("Sun, 22 Nov 2026 10:00:00 +0000" "=?utf-8?q?n_2?=" (("Weber, Jonas" NIL "j" "example.net")) (("Weber, Jonas" NIL "j" "example.net")) (("Weber, Jonas" NIL "j" "example.net")) ((NIL NIL "demo" "example.org")) NIL NIL NIL "<2@example.net>"))"#,
        r#"* 3 FETCH (UID 3 FLAGS () INTERNALDATE "22-Nov-2026 11:00:03 +0000" RFC822.SIZE 164 ENVELOPE ("Sun, 22 Nov 2026 10:00:00 +0000" "=?utf-8?q?n_3?=" (("Weber, Jonas" NIL "j" "example.net")) (("Weber, Jonas" NIL "j" "example.net")) (("Weber, Jonas" NIL "j" "example.net")) ((NIL NIL "demo" "example.org")) NIL NIL NIL "<3@example.net>"))"#,
        "b OK Fetched",
    ]);
}

#[test]
fn sections_are_cut_and_reading_without_peek_marks_read() {
    let mut client = Client::logged_in(&three());
    client.asks("SELECT INBOX");
    let peeked = client.asks("UID FETCH 1 (BODY.PEEK[HEADER.FIELDS (Subject)] BODY.PEEK[1]<2.4>)");
    assert_eq!(
        peeked,
        [
            "* 1 FETCH (UID 1 BODY[HEADER.FIELDS (Subject)] {28}",
            "Subject: =?utf-8?q?n_1?=",
            "",
            " BODY[1]<2> \"dy 1\")",
            "x OK Fetched"
        ]
    );
    let read = client.asks("UID FETCH 1 (BODY[TEXT])").join("\n");
    assert!(read.ends_with("body 1\n FLAGS (\\Seen))\nx OK Fetched"), "{read}");
    assert_eq!(client.asks("FETCH 4 FLAGS"), ["x BAD There is no message of this number"]);
    assert_eq!(client.asks("UID FETCH 9 (FLAGS)"), ["x OK Fetched"]);
}

#[test]
fn idle_pushes_what_others_do_at_once() {
    let server = three();
    let mut client = Client::logged_in(&server);
    client.asks("SELECT INBOX");
    client.says("i IDLE");
    client.hears(&["+ idling"]);
    server.append("INBOX", &[], 0, b"Subject: new\r\n\r\n".to_vec());
    client.hears(&["* 4 EXISTS"]);
    server.set_flags("INBOX", 3, &["\\Flagged"]);
    client.hears(&[r"* 3 FETCH (UID 3 FLAGS (\Flagged))"]);
    let mut other = Client::logged_in(&server);
    other.asks("SELECT INBOX");
    other.asks("STORE 1 +FLAGS.SILENT (\\Deleted)");
    client.hears(&[r"* 1 FETCH (UID 1 FLAGS (\Deleted))"]);
    assert_eq!(other.asks("EXPUNGE"), ["* 1 EXPUNGE", "x OK Removed"]);
    client.hears(&["* 1 EXPUNGE"]);
    client.says("DONE");
    client.hears(&["i OK Done"]);
    assert_eq!(client.asks("NOOP"), ["x OK Nothing done"]);
}

#[test]
fn an_expunge_waits_until_sequence_numbers_are_free() {
    let server = three();
    let mut client = Client::logged_in(&server);
    client.asks("SELECT INBOX");
    server.expunge("INBOX", 2);
    assert_eq!(
        client.asks("FETCH 1:3 (UID)"),
        [
            "* 1 FETCH (UID 1)",
            "* 3 FETCH (UID 3)",
            "x NO [EXPUNGEISSUED] Some of the messages are gone"
        ]
    );
    assert_eq!(client.asks("SEARCH ALL"), ["* SEARCH 1 3", "x OK Searched"]);
    assert_eq!(client.asks("NOOP"), ["* 2 EXPUNGE", "x OK Nothing done"]);
    assert_eq!(client.asks("FETCH 2 (UID)"), ["* 2 FETCH (UID 3)", "x OK Fetched"]);
}

#[test]
fn folders_are_made_renamed_listed_and_deleted() {
    let mut client = Client::logged_in(&three());
    assert_eq!(client.asks("CREATE \"B&APw-ro/2026\""), ["x OK Created"]);
    assert_eq!(client.asks("CREATE inbox")[0], "x NO [ALREADYEXISTS] This folder exists already");
    assert_eq!(client.asks("SUBSCRIBE \"B&APw-ro/2026\""), ["x OK Noted"]);
    assert_eq!(client.asks("RENAME \"B&APw-ro\" Office"), ["x OK Renamed"]);
    assert_eq!(
        client.asks("LIST \"\" * RETURN (SUBSCRIBED CHILDREN STATUS (MESSAGES UNSEEN))"),
        [
            r#"* LIST (\HasNoChildren \Subscribed) "/" INBOX"#,
            "* STATUS INBOX (MESSAGES 3 UNSEEN 2)",
            r#"* LIST (\HasChildren) "/" Office"#,
            "* STATUS Office (MESSAGES 0 UNSEEN 0)",
            r#"* LIST (\HasNoChildren) "/" Office/2026"#,
            "* STATUS Office/2026 (MESSAGES 0 UNSEEN 0)",
            "x OK Listed"
        ]
    );
    assert_eq!(client.asks("DELETE Office"), ["x OK Deleted"]);
    assert_eq!(
        client.asks("LIST \"\" \"O%\""),
        [r#"* LIST (\Noselect \HasChildren) "/" Office"#, "x OK Listed"]
    );
    assert_eq!(
        client.asks("LSUB \"\" %"),
        [r#"* LSUB (\Noselect) "/" B&APw-ro"#, r#"* LSUB () "/" INBOX"#, "x OK Listed"]
    );
    assert_eq!(
        client.asks("LIST \"\" INBOX RETURN (STATUS (SIZE))")[1],
        "* STATUS INBOX (SIZE 492)",
        "RFC 8438"
    );
    assert_eq!(client.asks("DELETE nowhere"), ["x NO [NONEXISTENT] No such folder"]);
    assert_eq!(
        client.asks("STATUS INBOX (UIDNEXT SIZE)"),
        ["* STATUS INBOX (UIDNEXT 4 SIZE 492)", "x OK Counted"]
    );
}

#[test]
fn moving_copying_and_adding_name_the_new_uids() {
    let mut client = Client::logged_in(&three());
    client.asks("CREATE Archive");
    client.asks("SELECT INBOX");
    assert_eq!(
        client.asks("UID MOVE 1,3 Archive"),
        ["* OK [COPYUID 1700000002 1,3 1:2] Moved", "* 1 EXPUNGE", "* 2 EXPUNGE", "x OK Moved"]
    );
    assert_eq!(client.asks("COPY 1 Archive"), ["x OK [COPYUID 1700000002 2 3] Copied"]);
    assert_eq!(client.asks("COPY 1 nowhere"), ["x NO [TRYCREATE] No such folder"]);
    client.says("a APPEND INBOX (\\Seen) \"01-Nov-2026 08:00:00 +0100\" {14}");
    client.hears(&["+ Go ahead"]);
    client.says("Subject: x\r\n\r\n");
    client.hears(&["* 2 EXISTS", "a OK [APPENDUID 1700000001 4] Added"]);
    client.asks("STORE 2 FLAGS (\\Deleted)");
    assert_eq!(client.asks("UID EXPUNGE 1:3"), ["x OK Removed"]);
    assert_eq!(client.asks("UID EXPUNGE 4"), ["* 2 EXPUNGE", "x OK Removed"]);
}

#[test]
fn what_was_opened_for_reading_stays_as_it_is() {
    let mut client = Client::logged_in(&three());
    assert!(client.asks("EXAMINE INBOX").contains(&"x OK [READ-ONLY] Opened".to_owned()));
    let refused = ["x NO The folder was opened for reading only"];
    assert_eq!(client.asks("STORE 1 +FLAGS (\\Seen)"), refused);
    assert_eq!(client.asks("MOVE 1 INBOX"), refused);
    assert_eq!(client.asks("EXPUNGE"), refused);
    assert!(!client.asks("FETCH 1 (FLAGS BODY[])").join("").contains("\\Seen"));
    assert_eq!(client.asks("UNSELECT"), ["x OK Closed"]);
    assert_eq!(client.asks("FETCH 1 FLAGS"), ["x BAD Select a folder first"]);
}

#[test]
fn searches_find_numbers_uids_and_counts() {
    let server = three();
    server.expunge("INBOX", 1);
    let mut client = Client::logged_in(&server);
    client.asks("SELECT INBOX");
    assert_eq!(client.asks("SEARCH UNSEEN"), ["* SEARCH 2", "x OK Searched"]);
    assert_eq!(client.asks("UID SEARCH SUBJECT \"n 3\""), ["* SEARCH 3", "x OK Searched"]);
    assert_eq!(
        client.asks("SEARCH RETURN (COUNT) UNSEEN"),
        ["* ESEARCH (TAG \"x\") COUNT 1", "x OK Searched"]
    );
    assert_eq!(
        client.asks("UID SEARCH RETURN (MIN MAX ALL) ALL"),
        ["* ESEARCH (TAG \"x\") UID MIN 2 MAX 3 ALL 2:3", "x OK Searched"]
    );
    assert!(client.asks("SEARCH CHARSET KOI8-R ALL")[0].starts_with("x NO [BADCHARSET"));
}

#[test]
fn refusals_and_broken_lines_can_be_played() {
    let server = three();
    let mut client = Client::logged_in(&server);
    server.refuse("create", "The disk is full");
    assert_eq!(client.asks("CREATE a"), ["x NO The disk is full"]);
    assert_eq!(client.asks("CREATE a"), ["x OK Created"]);
    assert_eq!(client.asks("NONSENSE"), ["x BAD I cannot read this command"]);
    server.hang_up();
    assert!(client.0.read_until(b'\n', &mut Vec::new()).is_err());
    Client::logged_in(&server);
}

#[test]
fn a_folder_that_goes_away_ends_the_connections_in_it() {
    let server = three();
    let (mut client, mut other) = (Client::logged_in(&server), Client::logged_in(&server));
    client.asks("CREATE a");
    client.asks("SELECT a");
    other.asks("RENAME a b");
    assert_eq!(client.asks("NOOP"), ["x OK Nothing done"]);
    other.asks("DELETE b");
    client.says("y NOOP");
    client.hears(&["* BYE The selected folder was deleted", ""]);
}

#[test]
fn a_hundred_thousand_messages_open_at_once() {
    let server = DemoServer::empty();
    server.fill("Big", 100_000);
    let mut client = Client::logged_in(&server);
    assert!(client.asks("SELECT Big").contains(&"* 100000 EXISTS".to_owned()));
    let rows = client.asks("FETCH 99951:100000 (UID FLAGS RFC822.SIZE ENVELOPE)");
    assert_eq!(rows.len(), 51);
    assert!(rows[49].contains("Draft of chapter 100000") || rows[49].contains(" 100000\""));
    assert_eq!(client.asks("SEARCH RETURN (COUNT) UNSEEN")[0], "* ESEARCH (TAG \"x\") COUNT 14285");
}

#[test]
fn every_answer_about_every_sample_mail_can_be_read() {
    use imap_codec::ResponseCodec;
    use imap_codec::decode::Decoder;
    let server = DemoServer::sample_at(1_795_345_200);
    let mut client = Client::logged_in(&server);
    let mut seen = 0;
    for line in client.asks("LIST \"\" *") {
        let Some((attributes, name)) = line.split_once(" \"/\" ") else { continue };
        if attributes.contains("Noselect") {
            continue;
        }
        client.asks(&format!("EXAMINE {name}"));
        client.says("f FETCH 1:* (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)");
        let mut bytes = Vec::new();
        loop {
            client.0.read_until(b'\n', &mut bytes).unwrap();
            match ResponseCodec::new().decode(&bytes) {
                Ok((rest, _)) => {
                    assert!(rest.is_empty());
                    if bytes.starts_with(b"f ") {
                        break;
                    }
                    seen += 1;
                    bytes.clear();
                }
                // A literal goes on in the next lines.
                Err(_) => assert!(bytes.len() < 100_000, "{}", String::from_utf8_lossy(&bytes)),
            }
        }
    }
    assert!(seen > 190, "{seen}");
}
