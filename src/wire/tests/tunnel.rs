//! Tunnels: the command's output, end, errors and kill.
#![cfg(unix)]

use super::*;
use crate::model::FailureKind;

fn open(command: &str, shared: &Shared) -> Framed {
    Framed::open(&Endpoint::Tunnel { command: command.to_owned() }, shared).unwrap()
}

#[test]
fn a_command_carries_the_protocol_both_ways() {
    let shared = Shared::new();
    let mut framed = open("echo '* PREAUTH hi'; exec cat", &shared);
    assert_eq!(framed.read_response().unwrap(), b"* PREAUTH hi\r\n");
    framed.write(b"a1 OK echo\r\n").unwrap();
    assert_eq!(framed.read_response().unwrap(), b"a1 OK echo\r\n");
    let traffic = shared.meter.traffic();
    assert_eq!((traffic.bytes_in, traffic.bytes_out, traffic.round_trips), (25, 12, 1));
}

#[test]
fn a_command_carries_compressed_bytes_too() {
    let shared = Shared::new();
    let mut framed = open("echo '* PREAUTH hi'; exec cat", &shared);
    framed.read_response().unwrap();
    framed.start_compression().unwrap();
    // The command sends back what it gets: our own stream is read as the server's.
    for _ in 0..2 {
        framed.write(b"a1 OK echo echo echo echo echo\r\n").unwrap();
        assert_eq!(framed.read_response().unwrap(), b"a1 OK echo echo echo echo echo\r\n");
    }
    let traffic = shared.meter.traffic();
    assert_eq!(traffic.bytes_in, traffic.bytes_out + b"* PREAUTH hi\n".len() as u64);
    assert_eq!(shared.meter.compression_saved_bytes(), 64 - traffic.bytes_out);
}

#[test]
fn a_command_that_ends_early_says_why() {
    let mut framed = open("echo 'Permission denied (publickey).' >&2; exit 255", &Shared::new());
    let error = framed.read_response().unwrap_err();
    let failure = error.to_failure("", 0);
    assert_eq!(failure.kind, FailureKind::Command);
    assert!(failure.sentence.contains("exit status 255"), "{}", failure.sentence);
    assert_eq!(failure.server_text.unwrap(), "Permission denied (publickey).");
}

#[test]
fn endless_errors_are_kept_to_their_end_only() {
    let mut framed = open("yes error | head -c 1000000 >&2; echo last >&2; exit 1", &Shared::new());
    match framed.read_response() {
        Err(WireError::Tunnel { stderr, .. }) => {
            assert!(stderr.len() <= 4096);
            assert!(stderr.ends_with("last\n"));
        }
        other => panic!("expected a failed tunnel, got {other:?}"),
    }
}

#[test]
fn a_kill_ends_the_command() {
    let shared = Shared::new();
    let mut framed = open("echo '* OK'; exec cat", &shared);
    framed.read_response().unwrap();
    let kill = shared.kill.clone();
    let killer = in_thread(move || kill.kill());
    assert!(matches!(framed.read_response(), Err(WireError::Killed)));
    killer.join().unwrap();
}
