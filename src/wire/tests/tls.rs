//! Protected connections: which certificates are accepted, and what the failures are called.

use super::certificates::{Made, certificates};
use super::*;

/// A TLS server that greets, answers one command and waits for the end; what it was sent.
fn tls_server(made: &'static Made) -> (u16, JoinHandle<Vec<u8>>) {
    let acceptor = made.acceptor();
    serve(move |socket| {
        let Ok(mut stream) = acceptor.accept(socket) else { return Vec::new() };
        let mut seen = [0; 9];
        if stream.write_all(b"* OK hello\r\n").is_err() || stream.read_exact(&mut seen).is_err() {
            return Vec::new();
        }
        stream.write_all(b"a1 OK\r\n").ok();
        until_closed(stream);
        seen.to_vec()
    })
}

fn with_ca() -> TlsOptions {
    TlsOptions { ca_pem: Some(certificates().ca_pem.clone()), pin_sha256: None }
}

fn open(host: &str, made: &'static Made, options: TlsOptions) -> Result<Framed, WireError> {
    let (port, server) = tls_server(made);
    let opened = Framed::open(&tcp(host, port, TcpSecurity::Tls(options)), &Shared::new());
    if opened.is_err() {
        assert_eq!(server.join().unwrap(), b"", "nothing may be sent after a failed handshake");
    }
    opened
}

#[test]
fn a_certificate_of_a_trusted_issuer_is_accepted() {
    let (port, server) = tls_server(&certificates().good);
    let shared = Shared::new();
    let endpoint = tcp("127.0.0.1", port, TcpSecurity::Tls(with_ca()));
    let mut framed = Framed::open(&endpoint, &shared).unwrap();
    assert_eq!(framed.read_response().unwrap(), b"* OK hello\r\n");
    framed.write(b"a1 NOOP\r\n").unwrap();
    assert_eq!(framed.read_response().unwrap(), b"a1 OK\r\n");
    assert!(framed.tls_version().is_some());
    assert!(framed.certificate().is_some());
    // TCP, hello, end of the handshake (TLS 1.2) or with it the greeting (TLS 1.3), command.
    assert_eq!(shared.meter.traffic().round_trips, 4);
    assert!(shared.meter.traffic().bytes_in > 500, "bytes are counted below TLS");
    assert!(framed.read_response_within(Duration::ZERO, &Interrupt::new()).unwrap().is_none());
    drop(framed);
    server.join().unwrap();
}

#[test]
fn both_versions_of_tls_in_use_are_told_and_counted() {
    // The greeting of TLS 1.3 comes with the answer to the end of our handshake.
    for (option, version) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3")] {
        let (port, mut server) = certificates().good.s_server(option);
        server.stdin.as_mut().unwrap().write_all(b"* OK hello\r\n").unwrap();
        let shared = Shared::new();
        let endpoint = tcp("127.0.0.1", port, TcpSecurity::Tls(with_ca()));
        let mut framed = Framed::open(&endpoint, &shared).unwrap();
        assert_eq!(framed.read_response().unwrap(), b"* OK hello\r\n");
        assert_eq!(framed.tls_version().unwrap(), version);
        assert_eq!(shared.meter.traffic().round_trips, 3, "{version}");
        server.kill().unwrap();
        server.wait().unwrap();
        assert!(matches!(framed.read_response(), Err(WireError::Closed)));
    }
}

#[test]
fn the_name_is_checked_for_names_and_addresses() {
    assert!(open("localhost", &certificates().good, with_ca()).is_ok());
    for host in ["localhost", "127.0.0.1"] {
        let error = open(host, &certificates().other_name, with_ca()).unwrap_err();
        assert!(matches!(error, WireError::CertificateWrongName), "{host}: {error:?}");
    }
}

#[test]
fn an_expired_certificate_is_named_as_such() {
    let error = open("127.0.0.1", &certificates().expired, with_ca()).unwrap_err();
    assert!(matches!(error, WireError::CertificateExpired), "{error:?}");
}

#[test]
fn an_issuer_nobody_knows_is_not_trusted() {
    for made in [&certificates().good, &certificates().self_signed] {
        let error = open("127.0.0.1", made, TlsOptions::default()).unwrap_err();
        assert!(matches!(error, WireError::CertificateUnknownIssuer), "{error:?}");
    }
}

#[test]
fn a_pinned_certificate_is_accepted_whatever_else_is_wrong_with_it() {
    let made = &certificates().expired;
    let first = open("127.0.0.1", made, pinned([0; 32])).unwrap_err();
    let WireError::CertificateChanged { sha256 } = first else { panic!("{first:?}") };
    let framed = open("localhost", made, pinned(sha256)).unwrap();
    assert_eq!(framed.certificate().unwrap().sha256, sha256);
    let other = open("localhost", &certificates().good, pinned(sha256)).unwrap_err();
    assert!(matches!(other, WireError::CertificateChanged { .. }), "{other:?}");
}

fn pinned(sha256: [u8; 32]) -> TlsOptions {
    TlsOptions { ca_pem: None, pin_sha256: Some(sha256) }
}

#[test]
fn a_ca_file_without_a_certificate_is_named() {
    let options = TlsOptions { ca_pem: Some(b"nothing".to_vec()), pin_sha256: None };
    let error = open("127.0.0.1", &certificates().good, options).unwrap_err();
    assert!(error.to_string().contains("CA file"), "{error:?}");
}

/// The error of a TLS connection to a server that answers the hello with `answer`.
fn answered(answer: &'static [u8]) -> WireError {
    let (port, server) = serve(move |mut socket| {
        socket.read_exact(&mut [0; 5]).unwrap();
        socket.write_all(answer).unwrap();
        until_closed(socket)
    });
    let endpoint = tcp("127.0.0.1", port, TcpSecurity::Tls(TlsOptions::default()));
    let error = Framed::open(&endpoint, &Shared::new()).unwrap_err();
    server.join().unwrap();
    error
}

#[test]
fn a_server_with_old_tls_only_is_refused_by_name() {
    assert!(matches!(answered(b"\x15\x03\x01\x00\x02\x02\x46"), WireError::TlsTooOld));
    let hello = b"\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02\
        12345678901234567890123456789012\x00\xc0\x13\x00";
    let error = answered(hello);
    assert!(matches!(error, WireError::TlsTooOld), "{error:?}");
}

#[test]
fn a_server_without_tls_is_told_apart() {
    let error = answered(b"* OK IMAP4rev1 ready\r\n");
    assert!(error.to_string().contains("without TLS"), "{error:?}");
}

#[test]
fn a_server_that_is_silent_in_the_handshake_cannot_hold_us() {
    let (port, server) = serve(until_closed);
    let limits = Limits { silence: Duration::from_millis(50), ..Limits::default() };
    let endpoint = tcp("127.0.0.1", port, TcpSecurity::Tls(TlsOptions::default()));
    let error = Framed::open_with(&endpoint, &Shared::new(), limits).unwrap_err();
    assert!(matches!(error, WireError::Silence { .. }), "{error:?}");
    server.join().unwrap();
}

#[test]
fn starttls_protects_what_follows() {
    let acceptor = certificates().good.acceptor();
    let (port, server) = serve(move |mut socket| {
        socket.write_all(b"* OK\r\n").unwrap();
        assert_eq!(line(&socket), "a1 STARTTLS\r\n");
        socket.write_all(b"a1 OK\r\n").unwrap();
        let mut stream = acceptor.accept(socket).unwrap();
        stream.write_all(b"* SAFE\r\n").unwrap();
        until_closed(stream)
    });
    let endpoint = tcp("localhost", port, TcpSecurity::StartTls(with_ca()));
    let mut framed = Framed::open(&endpoint, &Shared::new()).unwrap();
    framed.read_response().unwrap();
    framed.write(b"a1 STARTTLS\r\n").unwrap();
    framed.read_response().unwrap();
    framed.start_tls().unwrap();
    assert_eq!(framed.read_response().unwrap(), b"* SAFE\r\n");
    assert!(framed.tls_version().is_some());
    drop(framed);
    server.join().unwrap();
}

#[test]
fn bytes_put_in_before_tls_end_the_connection() {
    let (port, server) = serve(|mut socket| {
        socket.write_all(b"a1 OK begin\r\n* PREAUTH evil\r\n").unwrap();
        until_closed(socket)
    });
    let endpoint = tcp("127.0.0.1", port, TcpSecurity::StartTls(with_ca()));
    let mut framed = Framed::open(&endpoint, &Shared::new()).unwrap();
    framed.read_response().unwrap();
    assert!(matches!(framed.start_tls(), Err(WireError::InjectedBeforeTls)));
    assert!(matches!(framed.write(b"a2 LOGIN\r\n"), Err(WireError::Closed)));
    assert!(matches!(framed.read_response(), Err(WireError::Closed)));
    assert_eq!(server.join().unwrap(), b"", "nothing was sent");
}

#[test]
fn a_plain_connection_has_no_tls_to_switch_to() {
    let (port, server) = serve(until_closed);
    let mut framed = Framed::open(&plain(port), &Shared::new()).unwrap();
    assert!(matches!(framed.start_tls(), Err(WireError::Tls(_))));
    server.join().unwrap();
}
