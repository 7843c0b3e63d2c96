//! Compressed connections: round trips, hostile streams, waits and what is counted.

use std::sync::{Mutex, mpsc};

use flate2::{Compress, Decompress, FlushCompress, FlushDecompress};
use proptest::prelude::*;

use super::*;
use crate::model::Purpose;

/// The mark that a flush leaves: five bytes that unpack to nothing.
const EMPTY_BLOCK: &[u8] = &[0, 0, 0, 0xff, 0xff];

/// What a server sends, each part in one flush of the same stream.
fn packed(parts: &[&[u8]]) -> Vec<u8> {
    let mut compress = Compress::new(flate2::Compression::default(), false);
    let mut all = Vec::new();
    for part in parts {
        all.reserve(part.len() + 1000);
        compress.compress_vec(part, &mut all, FlushCompress::Sync).unwrap();
    }
    assert_eq!(compress.total_in(), parts.concat().len() as u64);
    all
}

/// A connection to the returned pipe end.
fn open_with(shared: &Shared, limits: Limits) -> (Framed, PipeEnd) {
    let (ours, theirs) = pipe();
    let ours = Mutex::new(Some(ours));
    let connector = LocalConnector::new(move || {
        lock(&ours).take().ok_or_else(|| std::io::ErrorKind::ConnectionRefused.into())
    });
    (Framed::open_with(&Endpoint::Local(connector), shared, limits).unwrap(), theirs)
}

/// A connection that has read the OK to COMPRESS; `behind` came in one piece with it.
fn compressed_with(shared: &Shared, limits: Limits, behind: &[u8]) -> (Framed, PipeEnd) {
    let (mut framed, mut server) = open_with(shared, limits);
    server.write_all(&[b"c1 OK deflate\r\n", behind].concat()).unwrap();
    assert_eq!(framed.read_response().unwrap(), b"c1 OK deflate\r\n");
    framed.start_compression().unwrap();
    (framed, server)
}

fn compressed(behind: &[u8]) -> (Framed, PipeEnd) {
    compressed_with(&Shared::new(), Limits::default(), behind)
}

fn at_once(framed: &mut Framed) -> Option<Vec<u8>> {
    framed.read_response_within(Duration::ZERO, &Interrupt::new()).unwrap()
}

#[test]
fn both_ways_are_deflate_after_the_switch() {
    let (mut framed, mut server) = compressed(b"");
    assert!(framed.is_compressed());
    let mut inflate = Decompress::new(false);
    let mut compress = Compress::new(flate2::Compression::default(), false);
    for command in [&b"a1 NOOP\r\n"[..], b"a2 FETCH 1:* (UID FLAGS)\r\n"] {
        framed.write(command).unwrap();
        let mut wire = [0; 200];
        let count = server.read(&mut wire).unwrap();
        let mut plain = Vec::with_capacity(200);
        inflate.decompress_vec(&wire[..count], &mut plain, FlushDecompress::None).unwrap();
        // One write can be read by itself: the server need not wait for the next.
        assert_eq!(plain, command);
        let mut answer = Vec::with_capacity(200);
        compress.compress_vec(command, &mut answer, FlushCompress::Sync).unwrap();
        server.write_all(&answer).unwrap();
        assert_eq!(framed.read_response().unwrap(), command);
    }
}

#[test]
fn what_came_behind_the_ok_is_compressed_already() {
    let (mut framed, _server) = compressed(&packed(&[b"* 1 EXISTS\r\n"]));
    assert!(framed.has_buffered());
    assert_eq!(framed.read_response().unwrap(), b"* 1 EXISTS\r\n");
    assert!(!framed.has_buffered());
}

#[test]
fn responses_come_whole_however_the_network_cuts_them() {
    let parts: [&[u8]; 3] =
        [b"* 1 FETCH (BODY[] {5}\r\nhello)\r\n", b"* 2 FETCH (UID 2)\r\n", b"a1 OK done\r\n"];
    let bytes = packed(&parts);
    for behind in 0..=bytes.len() {
        let (mut framed, mut server) = compressed(&bytes[..behind]);
        let rest = bytes[behind..].to_vec();
        let writer = in_thread(move || {
            for byte in rest {
                server.write_all(&[byte]).unwrap();
            }
            server
        });
        for part in parts {
            assert_eq!(framed.read_response().unwrap(), part, "{behind} bytes behind the OK");
        }
        drop(writer.join());
    }
}

#[test]
fn a_bomb_is_unpacked_no_further_than_to_the_limit_it_breaks() {
    let shared = Shared::new();
    let bomb = packed(&[&vec![b'x'; 32 << 20]]);
    let (mut framed, mut server) = compressed_with(&shared, Limits::default(), b"");
    let writer = in_thread(move || server.write_all(&bomb));
    assert!(matches!(framed.read_response(), Err(WireError::Limit("line"))));
    let limit = Limits::default().line_bytes as u64;
    assert!(shared.meter.compression_saved_bytes() < limit + 16 * 1024);
    drop(framed);
    writer.join().unwrap().ok();
}

#[test]
fn a_large_literal_comes_through_compression_whole() {
    let body: Vec<u8> = (0..1_000_000_u32).map(|n| (n % 251) as u8).collect();
    let head = format!("* 1 FETCH (BODY[] {{{}}}\r\n", body.len());
    let response = [head.as_bytes(), &body, b")\r\n"].concat();
    let bytes = packed(&[&response]);
    let (mut framed, mut server) = compressed(b"");
    let writer = in_thread(move || server.write_all(&bytes).map(|()| server));
    assert!(framed.read_response().unwrap() == response);
    writer.join().unwrap().unwrap();
}

#[test]
fn a_server_that_does_not_compress_after_all_gets_a_sentence() {
    let (mut framed, mut server) = compressed(b"");
    // Any first letters could be deflate; it takes some lines to know.
    for number in 1..=20 {
        server.write_all(format!("* {number} FETCH (UID {number})\r\n").as_bytes()).unwrap();
    }
    let error = framed.read_response().unwrap_err();
    assert!(matches!(error, WireError::Compression), "{error:?}");
    let failure = error.to_failure("mail.test", 993);
    assert!(failure.sentence.contains("mail.test sent compressed data"), "{failure:?}");
}

#[test]
fn what_the_server_said_last_is_read_before_its_end() {
    let whole = packed(&[b"* BYE\r\n", b"* 1 FETCH (UID 1)\r\n"]);
    let (mut framed, server) = compressed(&whole[..whole.len() - 8]);
    drop(server);
    assert_eq!(framed.read_response().unwrap(), b"* BYE\r\n");
    assert!(matches!(framed.read_response(), Err(WireError::Closed)));
    // The stream itself is ended by a last block while the connection stays open.
    let (mut framed, _server) = compressed(&[packed(&[b"* BYE\r\n"]), vec![0x03, 0x00]].concat());
    assert_eq!(framed.read_response().unwrap(), b"* BYE\r\n");
    assert!(framed.has_buffered());
    assert!(matches!(framed.read_response(), Err(WireError::Closed)));
}

#[test]
fn a_quiet_wait_first_gives_out_what_is_held_compressed() {
    // More than one piece of what is unpacked at once, from few bytes on the wire.
    let line: &[u8] = b"* 1 EXISTS\r\n";
    let (mut framed, _server) = compressed(&packed(&[&line.repeat(5000)]));
    for left in (0..5000).rev() {
        assert_eq!(at_once(&mut framed).unwrap(), line);
        assert_eq!(framed.has_buffered(), left > 0, "{left} left");
    }
    assert!(at_once(&mut framed).is_none());
}

#[test]
fn the_mark_of_a_flush_is_nothing_to_wait_for() {
    // The response fills one unpacked piece to the byte, so that only the mark is left.
    let mut response = vec![b'x'; 16 * 1024];
    response.splice(16 * 1024 - 2.., *b"\r\n");
    let behind = [packed(&[&response]), EMPTY_BLOCK.to_vec()].concat();
    let (mut framed, _server) = compressed(&behind);
    assert_eq!(at_once(&mut framed).unwrap(), response);
    assert!(!framed.has_buffered());
    assert!(at_once(&mut framed).is_none());
}

#[test]
fn a_drip_of_empty_blocks_ends_at_the_deadline_of_the_step() {
    let limits = Limits { step: Duration::from_millis(100), ..Limits::default() };
    let (mut framed, mut server) = compressed_with(&Shared::new(), limits, b"");
    let (stop, stopped) = mpsc::sync_channel::<()>(0);
    let dripping = in_thread(move || {
        // The pace of the drip: far below the limit of silence.
        while stopped.recv_timeout(Duration::from_millis(2)) == Err(mpsc::RecvTimeoutError::Timeout)
        {
            server.write_all(EMPTY_BLOCK).ok();
        }
    });
    assert!(matches!(framed.read_response(), Err(WireError::Deadline { .. })));
    let quiet = framed.read_response_within(Duration::from_millis(20), &Interrupt::new());
    assert!(quiet.unwrap().is_none());
    drop(stop);
    dripping.join().unwrap();
}

#[test]
fn an_interrupt_and_a_kill_end_compressed_waits() {
    let shared = Shared::new();
    let (mut framed, mut server) = compressed_with(&shared, Limits::default(), EMPTY_BLOCK);
    let interrupt = Interrupt::new();
    let other = interrupt.clone();
    let raiser = in_thread(move || other.raise());
    assert!(framed.read_response_within(PATIENCE, &interrupt).unwrap().is_none());
    raiser.join().unwrap();
    server.write_all(&packed(&[b"* 1 EXISTS\r\n"])).unwrap();
    assert_eq!(framed.read_response().unwrap(), b"* 1 EXISTS\r\n");
    let kill = shared.kill.clone();
    let killer = in_thread(move || kill.kill());
    assert!(matches!(framed.read_response(), Err(WireError::Killed)));
    killer.join().unwrap();
}

#[test]
fn the_meter_counts_the_wire_and_knows_what_was_saved() {
    let shared = Shared::new();
    let answer = b"* 7 FETCH (UID 7 FLAGS (\\Seen))\r\n".repeat(50);
    let wire = packed(&[&answer]);
    let (mut framed, _server) = compressed_with(&shared, Limits::default(), &wire);
    assert_eq!(shared.meter.compression_saved_bytes(), 0);
    for _ in 0..50 {
        framed.read_response().unwrap();
    }
    let ok = b"c1 OK deflate\r\n".len();
    assert_eq!(shared.meter.traffic().bytes_in, (ok + wire.len()) as u64);
    assert_eq!(shared.meter.compression_saved_bytes(), (answer.len() - wire.len()) as u64);
    framed.write(&b"a1 NOOP NOOP NOOP\r\n".repeat(20)).unwrap();
    assert!(shared.meter.traffic().bytes_out < 60);
    assert_eq!(shared.log.lines().last().unwrap().text, "a1 NOOP NOOP NOOP");
}

#[test]
fn traffic_is_counted_as_what_the_connection_is_used_for() {
    let shared = Shared::new();
    let (mut worker, mut one) = open_with(&shared, Limits::default());
    let (mut watcher, mut two) = open_with(&shared.with_own_kill(), Limits::default());
    one.write_all(b"* OK\r\n").unwrap();
    worker.read_response().unwrap();
    worker.set_purpose(Purpose::Rows);
    watcher.set_purpose(Purpose::Watch);
    worker.write(b"a1 FETCH\r\n").unwrap();
    one.write_all(b"a1 OK done\r\n").unwrap();
    worker.read_response().unwrap();
    watcher.write(b"a1 IDLE\r\n").unwrap();
    two.write_all(b"+ \r\n").unwrap();
    watcher.read_response().unwrap();
    let seen: Vec<_> = shared
        .meter
        .by_purpose()
        .iter()
        .map(|(purpose, t)| (purpose, [t.bytes_in, t.bytes_out, t.round_trips]))
        .filter(|(_, numbers)| *numbers != [0; 3])
        .collect();
    assert_eq!(
        seen,
        [(Purpose::Rows, [12, 10, 1]), (Purpose::Connect, [6, 0, 0]), (Purpose::Watch, [4, 9, 1])]
    );
    assert_eq!(shared.meter.by_purpose().total(), shared.meter.traffic());
}

#[test]
fn compression_is_switched_on_once_at_the_right_place_and_no_tls_comes_after_it() {
    let (mut framed, _server) = compressed(b"");
    assert!(matches!(framed.start_compression(), Err(WireError::Compression)));
    assert!(matches!(framed.read_response(), Err(WireError::Closed)));
    let (mut framed, _server) = compressed(b"");
    assert!(matches!(framed.start_tls(), Err(WireError::Tls(_))));
    // A response that was begun before the switch cannot be taken back.
    let (mut framed, mut server) = open_with(&Shared::new(), Limits::default());
    server.write_all(b"c1 OK deflate\r\n* 1 EXI").unwrap();
    framed.read_response().unwrap();
    drop(server);
    assert!(framed.read_response().is_err());
    assert!(matches!(framed.start_compression(), Err(WireError::Compression)));
}

proptest! {
    #[test]
    fn no_bytes_make_a_compressed_connection_panic_or_hang(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        behind in 0_usize..400,
    ) {
        let (head, rest) = bytes.split_at(behind.min(bytes.len()));
        let (mut framed, mut server) = compressed(head);
        server.write_all(rest).unwrap();
        drop(server);
        loop {
            match framed.read_response() {
                Ok(response) => prop_assert!(response.ends_with(b"\r\n")),
                Err(error) if error.keeps_connection() => {}
                Err(_) => break,
            }
        }
    }
}
