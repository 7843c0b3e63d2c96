//! Plain connections: limits, deadlines, kill, interrupt, meter.

use std::sync::mpsc;
use std::time::Instant;

use super::*;

fn short(silence_ms: u64, step_ms: u64) -> Limits {
    Limits {
        silence: Duration::from_millis(silence_ms),
        step: Duration::from_millis(step_ms),
        ..Limits::default()
    }
}

fn open(port: u16) -> Framed {
    Framed::open(&plain(port), &Shared::new()).unwrap()
}

#[test]
fn a_silent_server_cannot_hold_us() {
    let (port, server) = serve(until_closed);
    let mut framed = Framed::open_with(&plain(port), &Shared::new(), short(50, 60_000)).unwrap();
    assert!(matches!(framed.read_response(), Err(WireError::Silence { .. })));
    drop(framed);
    server.join().unwrap();
}

#[test]
fn a_drip_of_bytes_ends_at_the_deadline_of_the_step() {
    let (stop, stopped) = mpsc::sync_channel::<()>(0);
    let (port, server) = serve(move |mut socket| {
        // The pace of the drip: far below the limit of silence.
        while stopped.recv_timeout(Duration::from_millis(2)) == Err(mpsc::RecvTimeoutError::Timeout)
        {
            socket.write_all(b"x").ok();
        }
    });
    let mut framed = Framed::open_with(&plain(port), &Shared::new(), short(20_000, 100)).unwrap();
    let started = Instant::now();
    assert!(matches!(framed.read_response(), Err(WireError::Deadline { .. })));
    assert!(started.elapsed() < PATIENCE);
    drop(stop);
    server.join().unwrap();
}

#[test]
fn a_server_that_reads_nothing_cannot_hold_a_write() {
    let (stop, stopped) = mpsc::sync_channel::<()>(0);
    let (port, server) = serve(move |socket| {
        stopped.recv().ok();
        drop(socket);
    });
    let mut framed = Framed::open_with(&plain(port), &Shared::new(), short(50, 60_000)).unwrap();
    let error = framed.write(&vec![b'x'; 64 << 20]).unwrap_err();
    assert!(matches!(error, WireError::Silence { .. }));
    drop(stop);
    server.join().unwrap();
}

#[test]
fn a_new_step_has_its_own_deadline() {
    let (port, server) = serve(|mut socket| {
        socket.write_all(b"* OK one\r\n").unwrap();
        until_closed(socket)
    });
    let mut framed = open(port);
    framed.set_deadline(Duration::ZERO);
    framed.set_deadline(PATIENCE);
    assert_eq!(framed.read_response().unwrap(), b"* OK one\r\n");
    framed.set_deadline(Duration::from_millis(1));
    assert!(matches!(framed.read_response(), Err(WireError::Deadline { .. })));
    drop(framed);
    server.join().unwrap();
}

#[test]
fn a_line_cut_in_a_literal_is_a_closed_connection() {
    let (port, server) = serve(|mut socket| socket.write_all(b"* 1 FETCH (X {10}\r\nabc").unwrap());
    let mut framed = open(port);
    assert!(matches!(framed.read_response(), Err(WireError::Closed)));
    server.join().unwrap();
}

#[test]
fn an_oversized_literal_ends_the_connection() {
    let (port, server) = serve(|mut socket| {
        socket.write_all(b"* 1 FETCH (X {4294967295}\r\n").unwrap();
        until_closed(socket)
    });
    let mut framed = open(port);
    assert!(matches!(framed.read_response(), Err(WireError::Limit("literal"))));
    drop(framed);
    server.join().unwrap();
}

#[test]
fn a_closed_port_refuses() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = Framed::open(&plain(port), &Shared::new()).unwrap_err();
    assert!(matches!(error, WireError::Refused), "{error:?}");
}

#[test]
fn a_name_that_cannot_exist_is_unknown() {
    let endpoint = tcp("nothing.invalid", 993, TcpSecurity::Plaintext);
    let error = Framed::open(&endpoint, &Shared::new()).unwrap_err();
    assert!(matches!(error, WireError::UnknownHost), "{error:?}");
}

#[test]
fn a_kill_frees_a_blocked_read_at_once() {
    let (port, server) = serve(|mut socket| {
        socket.write_all(b"* OK\r\n").unwrap();
        until_closed(socket)
    });
    let shared = Shared::new();
    let mut framed = Framed::open(&plain(port), &shared).unwrap();
    framed.read_response().unwrap();
    let kill = shared.kill.clone();
    let killer = in_thread(move || kill.kill());
    assert!(matches!(framed.read_response(), Err(WireError::Killed)));
    assert!(matches!(framed.write(b"a1 NOOP\r\n"), Err(WireError::Killed)));
    killer.join().unwrap();
    server.join().unwrap();
}

#[test]
fn a_kill_ends_a_tls_handshake() {
    let shared = Shared::new();
    let kill = shared.kill.clone();
    let (port, server) = serve(move |socket| {
        kill.kill();
        until_closed(socket)
    });
    let endpoint = tcp("127.0.0.1", port, TcpSecurity::Tls(TlsOptions::default()));
    assert!(matches!(Framed::open(&endpoint, &shared), Err(WireError::Killed)));
    server.join().unwrap();
}

#[test]
fn a_limit_that_no_clock_can_hold_is_no_limit() {
    let (port, server) = serve(|mut socket| socket.write_all(b"* OK\r\n").unwrap());
    let mut framed = open(port);
    framed.set_deadline(Duration::MAX);
    let response = framed.read_response_within(Duration::MAX, &Interrupt::new()).unwrap();
    assert_eq!(response.unwrap(), b"* OK\r\n");
    server.join().unwrap();
}

#[test]
fn a_killed_switch_makes_no_connection() {
    let shared = Shared::new();
    shared.kill.kill();
    assert!(matches!(Framed::open(&plain(1), &shared), Err(WireError::Killed)));
    let other = shared.with_own_kill();
    assert!(!other.kill.is_killed());
}

#[test]
fn an_interrupt_ends_a_quiet_wait_and_the_connection_lives_on() {
    let (port, server) = serve(|mut socket| {
        assert_eq!(line(&socket), "DONE\r\n");
        socket.write_all(b"\r\n* 1 EXISTS\r\na1 OK\r\n").unwrap();
        until_closed(socket)
    });
    let mut framed = open(port);
    let interrupt = Interrupt::new();
    let other = interrupt.clone();
    let raiser = in_thread(move || other.raise());
    assert!(framed.read_response_within(PATIENCE, &interrupt).unwrap().is_none());
    assert!(interrupt.take());
    framed.write(b"DONE\r\n").unwrap();
    let first = framed.read_response_within(PATIENCE, &interrupt).unwrap();
    assert_eq!(first.unwrap(), b"* 1 EXISTS\r\n");
    assert!(framed.has_buffered());
    let limit = Duration::ZERO;
    assert_eq!(framed.read_response_within(limit, &interrupt).unwrap().unwrap(), b"a1 OK\r\n");
    assert!(framed.read_response_within(limit, &interrupt).unwrap().is_none());
    drop((framed, raiser.join()));
    server.join().unwrap();
}

#[test]
fn a_quiet_wait_counts_for_no_step_and_a_begun_response_is_read_to_its_end() {
    let (go, gone) = mpsc::sync_channel::<()>(0);
    let (port, server) = serve(move |mut socket| {
        socket.write_all(b"* 1 EXI").unwrap();
        gone.recv().unwrap();
        socket.write_all(b"STS\r\n").unwrap();
        until_closed(socket)
    });
    let mut framed = open(port);
    let reader = in_thread(move || {
        let response = framed.read_response_within(PATIENCE, &Interrupt::new());
        (framed, response)
    });
    go.send(()).unwrap();
    let (mut framed, response) = reader.join().unwrap();
    assert_eq!(response.unwrap().unwrap(), b"* 1 EXISTS\r\n");
    framed.set_deadline(Duration::from_millis(1));
    let quiet = Duration::from_millis(20);
    assert!(framed.read_response_within(quiet, &Interrupt::new()).unwrap().is_none());
    drop(framed);
    server.join().unwrap();
}

#[test]
fn bytes_and_round_trips_are_counted() {
    let (port, server) = serve(|mut socket| {
        socket.write_all(b"* OK hello\r\n").unwrap();
        for tag in ["a1", "a2"] {
            line(&socket);
            socket.write_all(format!("{tag} OK\r\n").as_bytes()).unwrap();
        }
        until_closed(socket)
    });
    let shared = Shared::new();
    let mut framed = Framed::open(&plain(port), &shared).unwrap();
    assert_eq!(shared.meter.traffic().round_trips, 1);
    framed.read_response().unwrap();
    assert_eq!(shared.meter.traffic().round_trips, 1);
    for command in [b"a1 NOOP\r\n", b"a2 NOOP\r\n"] {
        framed.write(command).unwrap();
        framed.read_response().unwrap();
    }
    let traffic = shared.meter.traffic();
    assert_eq!((traffic.bytes_in, traffic.bytes_out, traffic.round_trips), (26, 18, 3));
    assert_eq!(framed.layer(), "tcp");
    let texts: Vec<_> = shared.log.lines().into_iter().map(|line| line.text).collect();
    assert_eq!(texts, ["connected", "* OK hello", "a1 NOOP", "a1 OK", "a2 NOOP", "a2 OK"]);
    drop(framed);
    server.join().unwrap();
}

#[test]
fn a_server_inside_the_program_is_reached_over_a_pipe() {
    let connector = LocalConnector::new(|| {
        let (ours, mut theirs) = pipe();
        in_thread(move || {
            theirs.write_all(b"* PREAUTH\r\n").unwrap();
            until_closed(theirs)
        });
        Ok(ours)
    });
    let shared = Shared::new();
    let mut framed = Framed::open(&Endpoint::Local(connector), &shared).unwrap();
    assert_eq!(framed.read_response().unwrap(), b"* PREAUTH\r\n");
    assert!(framed.tls_version().is_none());
    let kill = shared.kill.clone();
    let killer = in_thread(move || kill.kill());
    assert!(matches!(framed.read_response(), Err(WireError::Killed)));
    killer.join().unwrap();
}
