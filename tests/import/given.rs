//! Sources that are wrong about sizes, lose messages meanwhile, or cannot send them: what arrives is
//! whole, and what cannot is counted and left.

use mailpane::engine::{Chosen, GiveRequest, ImportOutcome, LeftOutWhy};

use crate::carried::{ask, bodies, carry, demo, giver, giving, head, heads, request, two, whole};
use crate::hand::{sent, uid};
use crate::script::{Line, client, server, server_bytes};

/// What a piece of a message holds at most.
const PIECE_BYTES: usize = 262_144;

fn four() -> GiveRequest {
    request(vec![Chosen::Uids(std::sync::Arc::from([uid(4)]))], Some(9))
}

fn taken(outcome: &ImportOutcome) -> Vec<u32> {
    outcome.taken.iter().map(|uid| uid.get()).collect()
}

/// Message 4, so many bytes long.
fn long(bytes: usize) -> Vec<u8> {
    let mut message = sent(4);
    message.resize(bytes, b'x');
    message
}

/// What is known of message 4 alone.
fn alone(tag: u32, announced: usize) -> Vec<Line> {
    let said = format!("{}m{tag} OK\r\n", head(1, 4, announced as u64));
    vec![client(&ask(tag, "4")), server(&said)]
}

/// One piece of message 4.
fn piece(tag: u32, message: &[u8], offset: usize) -> Vec<Line> {
    let end = message.len().min(offset + PIECE_BYTES);
    let bytes = &message[offset..end];
    let head = format!("* 1 FETCH (UID 4 BODY[]<{offset}> {{{}}}\r\n", bytes.len());
    let tail = format!(")\r\nm{tag} OK\r\n");
    vec![
        client(&format!("m{tag} UID FETCH 4 (UID BODY.PEEK[]<{offset}.{PIECE_BYTES}>)")),
        server_bytes([head.into_bytes(), bytes.to_vec(), tail.into_bytes()].concat()),
    ]
}

/// All pieces of message 4 from `tag` on, and the next tag: until one is short where that is what was
/// announced, else until nothing comes, and it is looked whether the message is still there.
fn pieces(mut tag: u32, message: &[u8], announced: usize) -> (Vec<Line>, u32) {
    let (mut lines, mut offset) = (Vec::new(), 0);
    loop {
        lines.extend(piece(tag, message, offset));
        tag += 1;
        let bytes = message.len().min(offset + PIECE_BYTES) - offset;
        offset += bytes;
        if bytes == 0 {
            if offset < announced {
                lines.extend(alone(tag, announced));
                tag += 1;
            }
            return (lines, tag);
        }
        if bytes < PIECE_BYTES && offset == announced {
            return (lines, tag);
        }
    }
}

/// Carries message 4, announced and really so many bytes long, from a source that plays this; what
/// arrives must be all of it.
fn arrives_whole(real: usize, script: Vec<Line>) {
    let giver = giver(vec![giving(script)]);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", four());
    assert_eq!((outcome.failure.as_ref(), outcome.done, there.messages("Archive")), (None, 1, 1));
    let (exists, _) = taker.open("Archive");
    let rows = taker.rows_of(exists..=exists);
    assert_eq!(rows[&exists].text.size_bytes, real as u64);
    assert_eq!((taken(&outcome), outcome.unverified), (vec![4], 0));
}

#[test]
fn a_message_longer_than_announced_arrives_whole() {
    let (announced, message) = (523_000, long(525_000));
    let (rest, _) = pieces(3, &message, announced);
    arrives_whole(message.len(), [alone(2, announced), rest].concat());
}

#[test]
fn a_message_announced_as_small_that_is_not_comes_in_pieces() {
    let message = long(300_000);
    let (rest, _) = pieces(4, &message, 7);
    let script = [alone(2, 7), piece(3, &message, 0), rest].concat();
    arrives_whole(message.len(), script);
}

#[test]
fn a_message_announced_as_small_that_is_too_long_to_be_held_goes_by_itself() {
    let message = long(2_500_000);
    let (first, tag) = pieces(4, &message, 7);
    let (again, _) = pieces(tag, &message, message.len());
    let script = [alone(2, 7), piece(3, &message, 0), first, again].concat();
    arrives_whole(message.len(), script);
}

#[test]
fn a_long_message_that_is_shorter_or_longer_than_announced_is_sent_again_as_it_is() {
    // The last one ends where a piece does, as far as was announced.
    for (announced, real) in
        [(3_000_000, 2_500_000), (2_200_000, 2_500_000), (2_359_296, 2_400_000)]
    {
        let message = long(real);
        let (first, tag) = pieces(3, &message, announced);
        let (again, _) = pieces(tag, &message, real);
        arrives_whole(real, [alone(2, announced), first, again].concat());
    }
}

#[test]
fn a_long_message_that_goes_between_two_pieces_is_left_out() {
    let message = long(525_000);
    let cut = vec![
        client("m4 UID FETCH 4 (UID BODY.PEEK[]<262144.262144>)"),
        server("* 1 FETCH (UID 4 BODY[]<262144> NIL)\r\nm4 OK done\r\n"),
        client(&ask(5, "4")),
        server("m5 OK nothing\r\n"),
    ];
    let script = [alone(2, 525_000), piece(3, &message, 0), cut].concat();
    let giver = giver(vec![giving(script)]);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", four());
    assert_eq!((outcome.failure.as_ref(), outcome.done, there.messages("Archive")), (None, 0, 0));
    assert_eq!((outcome.left_out[0].count, outcome.left_out[0].why), (1, LeftOutWhy::Gone));
    assert!(outcome.taken.is_empty());
}

/// Of two messages only 5 can be had: it arrives, and the other is counted with the server's words.
fn only_five(script: Vec<Line>, total: u32, words: Option<&str>) {
    let giver = giver(vec![giving(script)]);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", two());
    assert_eq!((outcome.failure.as_ref(), outcome.done, outcome.total), (None, 1, total));
    let left = &outcome.left_out[0];
    assert_eq!((left.count, left.why, left.server_text.as_deref()), (1, LeftOutWhy::Gone, words));
    assert_eq!((taken(&outcome), there.messages("Archive")), (vec![5], 1));
}

#[test]
fn a_message_that_goes_while_it_is_asked_for_is_no_empty_message() {
    let mut both = bodies(3, "4:5", &[5]);
    if let Some(Line::Server(said)) = both.last_mut() {
        let gone = b"* 1 FETCH (UID 4 BODY[]<0> NIL)\r\n".to_vec();
        *said = [gone, std::mem::take(said)].concat();
    }
    let alone = vec![client(&whole(4, "4")), server("m4 NO [EXPUNGEISSUED] gone\r\n")];
    only_five([heads(2, 43), both, alone].concat(), 2, None);
}

#[test]
fn a_message_that_the_source_cannot_send_is_left_out_and_the_others_go() {
    let refused = vec![client(&whole(3, "4:5")), server("m3 NO [SERVERBUG] broken file\r\n")];
    let alone = vec![client(&whole(4, "4")), server("m4 NO [SERVERBUG] broken file\r\n")];
    only_five(
        [heads(2, 43), refused, alone, bodies(5, "5", &[5])].concat(),
        2,
        Some("broken file"),
    );
}

#[test]
fn a_message_that_the_source_cannot_speak_of_is_found_by_halves() {
    let refused = vec![client(&ask(2, "4:5")), server("m2 NO [SERVERBUG] broken index\r\n")];
    let alone = vec![client(&ask(3, "4")), server("m3 NO [SERVERBUG] broken index\r\n")];
    let said = format!("{}m4 OK\r\n", head(2, 5, 43));
    let other = vec![client(&ask(4, "5")), server(&said)];
    only_five([refused, alone, other, bodies(5, "5", &[5])].concat(), 1, Some("broken index"));
}

#[test]
fn a_size_that_no_message_can_have_is_left_out() {
    let said = format!("{}{}m2 OK\r\n", head(1, 4, u64::MAX - 50), head(2, 5, 100));
    let known = vec![client(&ask(2, "4:5")), server(&said)];
    let giver = giver(vec![giving([known, bodies(3, "5", &[5])].concat())]);
    let (there, taker) = demo(0);
    let outcome = carry((&giver, &taker), "Archive", two());
    assert_eq!((outcome.failure.as_ref(), outcome.done, there.messages("Archive")), (None, 1, 1));
    assert_eq!((outcome.left_out[0].count, outcome.left_out[0].why), (1, LeftOutWhy::TooBig));
    assert_eq!(taken(&outcome), [5]);
}
