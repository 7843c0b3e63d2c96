//! The framer on byte sequences, good and hostile.

use proptest::prelude::*;

use super::*;

fn limits() -> Limits {
    Limits::default()
}

/// All responses in `bytes` when they come in pieces of `piece` bytes.
fn frame(bytes: &[u8], piece: usize, limits: Limits) -> Result<Vec<Vec<u8>>, WireError> {
    let mut framer = Framer::new(limits);
    let mut responses = Vec::new();
    for piece in bytes.chunks(piece) {
        framer.push(piece);
        while let Some(whole) = framer.next_response()? {
            responses.push(whole.bytes);
        }
    }
    Ok(responses)
}

fn broken(bytes: &[u8], limits: Limits) -> &'static str {
    match frame(bytes, 7, limits) {
        Err(WireError::Limit(limit)) => limit,
        other => panic!("expected a broken limit, got {other:?}"),
    }
}

#[test]
fn responses_come_out_whole_however_the_bytes_are_cut() {
    let parts: [&[u8]; 8] = [
        b"* OK ready\r\n",
        b"* 1 FETCH (BODY[] {5}\r\n)\r\n\"( UID 7)\r\n",
        b"* 2 FETCH (X {0}\r\n Y {3+}\r\nabc Z ~{2}\r\n\0\n)\r\n",
        b"* LIST () \"/\" \"a{5}\"\r\n",
        b"+ go on {4}\r\n",
        b"* 3 FETCH (X {3}\r\nabc\r\n",
        b"* X {12\r\n",
        b"a1 OK done\r\n",
    ];
    let all = parts.concat();
    for piece in 1..all.len() {
        assert_eq!(frame(&all, piece, limits()).unwrap(), parts, "pieces of {piece}");
    }
}

#[test]
fn lone_line_feeds_are_accepted_and_empty_lines_skipped() {
    let seen = frame(b"\r\n\n* OK a\n\r\n* X {2}\n\n\n b\n", 3, limits()).unwrap();
    assert_eq!(seen, [b"* OK a\r\n".to_vec(), b"* X {2}\r\n\n\n b\r\n".to_vec()]);
}

#[test]
fn a_mailbox_name_in_human_text_announces_nothing() {
    for text in ["a1 NO no mailbox foo{5}\r\n", "* BYE {9}\r\n", "* no [ALERT] x {1}\r\n"] {
        assert_eq!(frame(text.as_bytes(), 4, limits()).unwrap(), [text.as_bytes()]);
    }
    let code = b"* NO [BADCHARSET ({5}\r\nUTF-8)] sorry {3}\r\n".to_vec();
    assert_eq!(frame(&code, 4, limits()).unwrap(), [code]);
}

#[test]
fn an_endless_line_is_refused() {
    let line = vec![b'x'; limits().line_bytes + 1];
    assert_eq!(broken(&line, limits()), "line");
    let many = b"* X (\"y\" {0}\r\n".repeat(limits().lines_bytes / 10);
    assert_eq!(broken(&many, limits()), "response");
}

#[test]
fn a_literal_is_refused_before_it_is_stored() {
    for size in ["1048577", "4294967295", "99999999999999999999", "18446744073709551616"] {
        assert_eq!(broken(format!("* X {{{size}}}\r\n").as_bytes(), limits()), "literal");
    }
    let small = Limits { response_bytes: 30, ..limits() };
    assert_eq!(broken(b"* X {9}\r\n123456789 {9}\r\n", small), "response");
}

#[test]
fn a_broken_limit_stays_broken() {
    let mut framer = Framer::new(limits());
    framer.push(b"* X {99999999}\r\n* OK fine\r\n");
    for _ in 0..2 {
        assert!(matches!(framer.next_response(), Err(WireError::Limit("literal"))));
    }
    assert!(!framer.has_bytes());
}

#[test]
fn too_deep_a_response_is_left_out_and_the_next_one_read() {
    let mut framer = Framer::new(limits());
    let deep =
        format!("* 1 FETCH (BODYSTRUCTURE {}{})\r\n", "(".repeat(10_000), ")".repeat(10_000));
    framer.push(deep.as_bytes());
    framer.push(b"a1 OK done\r\n");
    assert!(matches!(framer.next_response(), Err(WireError::Limit("nesting"))));
    assert_eq!(framer.next_response().unwrap().unwrap().bytes, b"a1 OK done\r\n");
}

#[test]
fn nesting_counts_over_literals_but_not_in_quotes_literals_or_text() {
    let two = Limits { nesting: 2, ..limits() };
    let good: [&[u8]; 4] = [
        b"* X (\"((((\\\"((\" ())\r\n",
        b"* X ({4}\r\n(((( ())\r\n",
        b"* OK (((((\r\n",
        b"* X ()()()()\r\n",
    ];
    for response in good {
        assert_eq!(frame(response, 5, two).unwrap(), [response]);
    }
    assert_eq!(broken(b"* X (( {1}\r\nx (\r\n", two), "nesting");
}

#[test]
fn places_of_literals_are_told() {
    let mut framer = Framer::new(limits());
    framer.push(b"* X {3}\r\nabc {0}\r\n\r\n");
    assert_eq!(framer.next_response().unwrap().unwrap().literals, [9..12, 18..18]);
}

proptest! {
    #[test]
    fn any_bytes_give_the_same_responses_in_any_pieces(
        bytes in proptest::collection::vec(
            prop_oneof![
                Just(b'\r'), Just(b'\n'), Just(b'{'), Just(b'}'), Just(b'('), Just(b'"'),
                Just(b'*'), Just(b' '), b'0'..=b'9', any::<u8>(),
            ],
            0..400,
        ),
        piece in 1_usize..50,
    ) {
        let tight = Limits {
            line_bytes: 60, lines_bytes: 100, literal_bytes: 50, response_bytes: 120, nesting: 3,
            ..limits()
        };
        let whole = frame(&bytes, bytes.len().max(1), tight).map_err(|error| error.to_string());
        let pieces = frame(&bytes, piece, tight).map_err(|error| error.to_string());
        prop_assert_eq!(&whole, &pieces);
        for response in whole.unwrap_or_default() {
            prop_assert!(response.ends_with(b"\r\n") && response.len() > 2);
            prop_assert!(response.len() <= tight.response_bytes + 2);
        }
    }
}
