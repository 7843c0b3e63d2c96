//! A message: what is asked for in one wait, what is guessed, and what is read again.

use super::*;

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
