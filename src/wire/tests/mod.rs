//! Whole connections against small servers on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::string_slice)]

mod certificates;
mod compression;
mod framed;
mod framer;
mod tls;
mod tunnel;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

use super::*;

/// Long enough to never matter on a busy machine, short enough to end a broken test.
const PATIENCE: Duration = Duration::from_secs(30);

fn in_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::Builder::new().name("wire-test".into()).spawn(work).unwrap()
}

/// Serves one connection with `script`; the port, and the thread to join.
fn serve<T: Send + 'static>(
    script: impl FnOnce(TcpStream) -> T + Send + 'static,
) -> (u16, JoinHandle<T>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = in_thread(move || {
        let (socket, _) = listener.accept().unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        script(socket)
    });
    (port, server)
}

fn tcp(host: &str, port: u16, security: TcpSecurity) -> Endpoint {
    Endpoint::Tcp { host: host.to_owned(), port, security }
}

fn plain(port: u16) -> Endpoint {
    tcp("127.0.0.1", port, TcpSecurity::Plaintext)
}

/// Blocks until the client closes; what it still sent.
fn until_closed(mut socket: impl Read) -> Vec<u8> {
    let mut rest = Vec::new();
    socket.read_to_end(&mut rest).ok();
    rest
}

/// Reads one line from the client, with its end.
fn line(socket: &TcpStream) -> String {
    let mut text = String::new();
    // One byte at a time: nothing of the next line may be lost with the reader.
    BufReader::with_capacity(1, socket).read_line(&mut text).unwrap();
    text
}
