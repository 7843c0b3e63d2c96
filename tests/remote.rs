//! Pictures from the network: what is asked, what is taken, and what is never reached.
//! Together they are V103 of the attacks on mail programs that the project knows.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "remote/server.rs"]
mod server;

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use mailpane::remote::{Limits, Loaded, Loader, Policy, USER_AGENT};

use server::{Server, reply};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR and so on";

/// Every name leads to this server, on every port but that of HTTPS, and it may be reached.
fn only(server: &Server) -> Policy {
    let address = server.address;
    let nobody = closed_port();
    Policy {
        lookup: Arc::new(move |_, port| Ok(vec![if port == 443 { nobody } else { address }])),
        trusted: vec![address, nobody],
        ..Policy::internet()
    }
}

/// A port that was free a moment ago.
fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a free port")
}

fn load(policy: Policy, addresses: &[&str]) -> Loaded {
    let addresses: Vec<_> = addresses.iter().map(|one| (*one).to_owned()).collect();
    Loader::new(policy).load(&addresses)
}

fn failed(loaded: &Loaded) -> (usize, u32) {
    (loaded.pictures.len(), loaded.failed)
}

#[test]
fn a_picture_comes_and_the_request_says_nothing_of_who_asks() {
    let server = Server::start(|_, stream| reply(stream, "200 OK", &["Set-Cookie: id=7"], PNG));
    let address = "http://me:secret@pictures.example:8080/a.png?for=alice#part";
    let loaded = load(only(&server), &[address]);
    assert_eq!(failed(&loaded), (1, 0));
    assert_eq!((loaded.pictures[0].address.as_str(), &*loaded.pictures[0].bytes), (address, PNG));
    let mut request = server.requests().remove(0);
    assert_eq!(request.remove(0), "GET /a.png?for=alice");
    request.sort_by_key(|line| line.to_ascii_lowercase());
    let expected = [
        "accept: image/webp, image/png, image/jpeg, image/gif, image/bmp".to_owned(),
        "host: pictures.example:8080".to_owned(),
        format!("user-agent: {USER_AGENT}"),
    ];
    assert_eq!(request, expected, "and no line more");
}

#[test]
fn cookies_are_not_sent_back_and_a_redirect_names_no_page_it_came_from() {
    let server = Server::start(|lines, stream| match lines[0].as_str() {
        "GET /a" => {
            let headers = ["Set-Cookie: id=7; Path=/", "Location: /b", "ETag: \"7\""];
            reply(stream, "302 Found", &headers, b"");
        }
        _ => reply(stream, "200 OK", &["Set-Cookie: id=8"], PNG),
    });
    let here = "http://pictures.example:8080";
    let loaded = load(only(&server), &[&format!("{here}/a"), &format!("{here}/b")]);
    assert_eq!(failed(&loaded), (2, 0));
    assert_eq!(server.requests().len(), 3);
    for line in server.requests().concat() {
        let name = line.split(':').next().unwrap_or_default().to_ascii_lowercase();
        assert!(!matches!(&*name, "cookie" | "referer" | "if-none-match"), "{line}");
    }
}

#[test]
fn a_redirect_into_a_private_network_is_not_followed() {
    let inside = TcpListener::bind("127.0.0.1:0").expect("a free port");
    inside.set_nonblocking(true).expect("it can be asked");
    let server = Server::start(|lines, stream| {
        let to = match lines[0].as_str() {
            "GET /number" => "http://2130706433:8080/",
            "GET /mapped" => "http://[::ffff:10.0.0.1]/",
            "GET /cloud" => "http://169.254.169.254/latest/meta-data/",
            "GET /file" => "file:///etc/passwd",
            _ => "http://inside.example/",
        };
        reply(stream, "307 Temporary Redirect", &[&format!("Location: {to}")], b"");
    });
    let (outside, hidden) = (server.address, inside.local_addr().expect("it has one"));
    let policy = Policy {
        lookup: Arc::new(move |host, _| {
            Ok(vec![if host == "inside.example" { hidden } else { outside }])
        }),
        trusted: vec![outside],
        ..Policy::internet()
    };
    let asked: Vec<_> = ["number", "mapped", "cloud", "file", "name"]
        .map(|path| format!("http://pictures.example:8080/{path}"))
        .to_vec();
    let loaded = Loader::new(policy).load(&asked);
    assert_eq!(failed(&loaded), (0, 5));
    assert_eq!(server.paths().len(), 5, "each was asked for once");
    assert!(inside.accept().is_err(), "nobody came");
}

#[test]
fn a_name_with_one_private_address_is_not_asked_at_all() {
    let server = Server::start(|_, stream| reply(stream, "200 OK", &[], PNG));
    let address = server.address;
    let public = "1.1.1.1:8080".parse().expect("an address");
    let policy =
        Policy { lookup: Arc::new(move |_, _| Ok(vec![public, address])), ..Policy::internet() };
    assert_eq!(failed(&load(policy, &["http://pictures.example:8080/"])), (0, 1));
    assert_eq!(server.paths().len(), 0);
}

#[test]
fn a_name_that_changes_its_address_is_connected_where_it_was_checked() {
    let outside = Server::start(|_, stream| reply(stream, "200 OK", &[], PNG));
    let inside = Server::start(|_, stream| reply(stream, "200 OK", &[], PNG));
    let (good, bad) = (outside.address, inside.address);
    let lookups = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&lookups);
    let policy = Policy {
        lookup: Arc::new(move |_, _| {
            let is_first = count.fetch_add(1, Ordering::Relaxed) == 0;
            Ok(vec![if is_first { good } else { bad }])
        }),
        trusted: vec![good],
        limits: Limits { at_once: 1, ..Limits::default() },
    };
    let address = "http://pictures.example:8080/";
    let loaded = load(policy, &[address, address]);
    assert_eq!(failed(&loaded), (1, 1), "the second look-up led inside, and was refused");
    assert_eq!((outside.paths().len(), inside.paths().len()), (1, 0));
    assert_eq!(lookups.load(Ordering::Relaxed), 2, "one look-up for each connection, and no more");
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let server = Server::start(|lines, stream| {
        let body: &[u8] = match lines[0].as_str() {
            "GET /svg" => b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "GET /page" => b"<!doctype html><title>No</title>",
            "GET /gzip" => b"\x1f\x8b\x08\0\0\0\0\0\0\0 packed",
            "GET /short" => b"\x89PN",
            _ => b"",
        };
        reply(stream, "200 OK", &["Content-Type: image/png"], body);
    });
    let asked: Vec<_> = ["svg", "page", "gzip", "short", "nothing"]
        .map(|path| format!("http://pictures.example:8080/{path}"))
        .to_vec();
    assert_eq!(failed(&Loader::new(only(&server)).load(&asked)), (0, 5));
}

#[test]
fn an_answer_that_is_no_success_is_no_picture() {
    let server = Server::start(|lines, stream| {
        let status = lines[0].trim_start_matches("GET /").replace('-', " ");
        reply(stream, &status, &[], PNG);
    });
    let asked: Vec<_> = ["404-No", "500-No", "204-No", "206-Part", "301-Nowhere"]
        .map(|path| format!("http://pictures.example:8080/{path}"))
        .to_vec();
    assert_eq!(failed(&Loader::new(only(&server)).load(&asked)), (0, 5));
}

#[test]
fn more_than_five_redirects_lead_nowhere() {
    let server = Server::start(|lines, stream| {
        let left: u32 = lines[0].trim_start_matches("GET /").parse().unwrap_or_default();
        match left {
            0 => reply(stream, "200 OK", &[], PNG),
            _ => {
                let location = format!("Location: /{}", left - 1);
                reply(stream, "302 Found", &[&location], b"");
            }
        }
    });
    let here = "http://pictures.example:8080";
    assert_eq!(failed(&load(only(&server), &[&format!("{here}/5")])), (1, 0));
    assert_eq!(failed(&load(only(&server), &[&format!("{here}/6")])), (0, 1));
    assert_eq!(server.paths().len(), 12);
}

#[test]
fn a_body_that_does_not_end_is_cut_off() {
    let (sent, told) = mpsc::sync_channel(1);
    let sent = Mutex::new(Some(sent));
    let server = Server::start(move |_, stream| {
        let head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
        let mut bytes = 0_u64;
        let _ = stream.write_all(head).and_then(|()| stream.write_all(PNG));
        while stream.write_all(&[7; 64 * 1024]).is_ok() {
            bytes += 64 * 1024;
        }
        if let Some(sent) = sent.lock().expect("no thread panicked").take() {
            sent.send(bytes).expect("the test listens");
        }
    });
    let limits = Limits { picture_bytes: 1 << 20, ..Limits::default() };
    let loaded =
        load(Policy { limits, ..only(&server) }, &["http://pictures.example:8080/endless"]);
    assert_eq!(failed(&loaded), (0, 1));
    let sent = told.recv().expect("the connection was closed");
    assert!(sent < 64 << 20, "{sent} bytes went into a connection that nobody reads");
}

#[test]
fn a_body_that_says_it_is_too_large_is_not_read() {
    let server = Server::start(|_, stream| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 8388609\r\n\r\n";
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(PNG));
    });
    assert_eq!(failed(&load(only(&server), &["http://pictures.example:8080/large"])), (0, 1));
}

#[test]
fn the_pictures_of_a_message_have_a_bound_together() {
    let server = Server::start(|_, stream| {
        let mut body = PNG.to_vec();
        body.resize(400_000, 7);
        reply(stream, "200 OK", &[], &body);
    });
    let limits = Limits { message_bytes: 1 << 20, pictures: 4, at_once: 1, ..Limits::default() };
    let asked: Vec<_> =
        (0..6).map(|number| format!("http://pictures.example:8080/{number}")).collect();
    let loaded = Loader::new(Policy { limits, ..only(&server) }).load(&asked);
    assert_eq!(failed(&loaded), (2, 4), "two fit; two are beyond the number");
    let kept: Vec<_> = loaded.pictures.iter().map(|one| one.address.as_str()).collect();
    assert_eq!(kept, &asked[..2], "in the order of the page");
    assert_eq!(server.paths().len(), 4);
}

#[test]
fn a_host_that_trickles_is_left_when_its_time_is_over() {
    let (release, held) = mpsc::sync_channel::<()>(0);
    let held = Mutex::new(held);
    let server = Server::start(move |_, stream| {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n\x89PNG";
        let _ = stream.write_all(head);
        let _ = held.lock().expect("no thread panicked").recv(); // Until the test is over.
    });
    let limits = Limits { picture: Duration::from_millis(300), ..Limits::default() };
    let loaded = load(Policy { limits, ..only(&server) }, &["http://pictures.example:8080/slow"]);
    assert_eq!(failed(&loaded), (0, 1));
    drop(release);
}

#[test]
fn a_name_that_nobody_answers_for_is_left_when_its_time_is_over() {
    let (release, held) = mpsc::sync_channel::<()>(0);
    let held = Mutex::new(held);
    let policy = Policy {
        lookup: Arc::new(move |_, _| {
            let _ = held.lock().expect("no thread panicked").recv(); // Until the test is over.
            Err(std::io::ErrorKind::NotFound.into())
        }),
        limits: Limits { lookup: Duration::from_millis(100), ..Limits::default() },
        ..Policy::internet()
    };
    assert_eq!(failed(&load(policy, &["http://pictures.example:8080/"])), (0, 1));
    drop(release);
}

#[test]
fn stopping_ends_a_request_that_waits() {
    let (arrived, came) = mpsc::sync_channel(1);
    let (release, held) = mpsc::sync_channel::<()>(0);
    let held = Mutex::new(held);
    let server = Server::start(move |_, _| {
        arrived.send(()).expect("the test listens");
        let _ = held.lock().expect("no thread panicked").recv(); // Until the test is over.
    });
    // Longer than any test may take: only the stop can end it.
    let long = Duration::from_secs(3_600);
    let limits = Limits { picture: long, message: long, at_once: 1, ..Limits::default() };
    let loader = Loader::new(Policy { limits, ..only(&server) });
    let stopper = loader.stopper();
    let asked = ["a", "b"].map(|path| format!("http://pictures.example:8080/{path}"));
    let loaded = std::thread::scope(|scope| {
        let loading = scope.spawn(|| loader.load(&asked));
        came.recv().expect("the request arrived");
        stopper.stop();
        loading.join().expect("it ends")
    });
    assert_eq!(failed(&loaded), (0, 2));
    assert_eq!(server.paths().len(), 1, "the second was not asked for");
    drop(release);
}

#[test]
fn a_plain_address_is_tried_over_tls_first_and_then_as_it_is() {
    let plain = Server::start(|_, stream| reply(stream, "200 OK", &[], PNG));
    let safe = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let (with_tls, without) = (safe.local_addr().expect("it has one"), plain.address);
    let policy = Policy {
        lookup: Arc::new(move |_, port| Ok(vec![if port == 443 { with_tls } else { without }])),
        trusted: vec![with_tls, without],
        ..Policy::internet()
    };
    let (loaded, hello) = std::thread::scope(|scope| {
        let listening = scope.spawn(|| {
            let (mut stream, _) = safe.accept().expect("it is tried");
            let mut first = [0];
            std::io::Read::read_exact(&mut stream, &mut first).expect("it says hello");
            first[0]
        });
        let loaded = load(policy.clone(), &["http://pictures.example/a.png"]);
        (loaded, listening.join().expect("it was reached"))
    });
    assert_eq!(hello, 0x16, "a TLS handshake (RFC 8446 §5.1)");
    assert_eq!(failed(&loaded), (1, 0));
    assert_eq!(plain.paths(), ["GET /a.png"]);
}

#[test]
fn the_program_itself_trusts_no_private_address() {
    assert!(Policy::internet().trusted.is_empty());
    let server = Server::start(|_, stream| reply(stream, "200 OK", &[], PNG));
    let policy = Policy { trusted: Vec::new(), ..only(&server) };
    assert_eq!(failed(&load(policy, &["http://pictures.example:8080/"])), (0, 1));
    assert_eq!(server.paths().len(), 0);
}
