//! A web server on loopback that answers as it is told and remembers what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Answers a connection; gets the request's lines, and the stream after them.
pub type Answer = dyn Fn(&[String], &mut TcpStream) + Send + Sync;

/// Ends with the test's process: every test runs in one of its own.
pub struct Server {
    pub address: SocketAddr,
    requests: Arc<Mutex<Vec<Vec<String>>>>,
}

impl Server {
    pub fn start(answer: impl Fn(&[String], &mut TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer): (_, Arc<Answer>) = (Arc::clone(&requests), Arc::new(answer));
        in_background(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                in_background(move || serve(stream, &seen, &*answer));
            }
        });
        Self { address, requests }
    }

    /// The requests so far: their lines, the first one without its version.
    pub fn requests(&self) -> Vec<Vec<String>> {
        self.requests.lock().expect("no thread panicked").clone()
    }

    /// The paths asked for so far.
    pub fn paths(&self) -> Vec<String> {
        let first = |lines: Vec<String>| lines.into_iter().next().unwrap_or_default();
        self.requests().into_iter().map(first).collect()
    }
}

fn in_background(work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().name("web server".to_owned()).spawn(work).expect("a thread");
}

/// One request a connection: each answer says so.
fn serve(mut stream: TcpStream, seen: &Mutex<Vec<Vec<String>>>, answer: &Answer) {
    let reader = BufReader::new(stream.try_clone().expect("a second handle"));
    let lines = reader.lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let mut lines: Vec<_> = lines.collect();
    // A connection that only says hello in TLS is no request.
    let Some(first) = lines.first_mut().filter(|line| line.ends_with(" HTTP/1.1")) else {
        return;
    };
    *first = first.trim_end_matches(" HTTP/1.1").to_owned();
    seen.lock().expect("no thread panicked").push(lines.clone());
    answer(&lines, &mut stream);
}

/// Writes a whole answer; who hangs up early misses the rest.
pub fn reply(stream: &mut TcpStream, status: &str, headers: &[&str], body: &[u8]) {
    let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    for header in headers {
        head.push_str(&format!("{header}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}
