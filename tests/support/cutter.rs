//! A proxy that cuts one of its connections, by default the first, after so many lines, and so many bytes of the next.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

/// No server behind it offers compression, so that lines are lines on the wire: the word is written
/// over, by one of its length.
const COMPRESSION: (&[u8], &[u8]) = (b"COMPRESS=DEFLATE", b"X-NOT-COMPRESSED");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// What the client says.
    Up,
    Down,
}

/// Where the connection breaks, counted from when it is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Cut {
    pub way: Way,
    pub lines: u32,
    pub bytes: u32,
}

#[derive(Debug, Default)]
struct Shared {
    wanted: Mutex<Option<Cut>>,
    is_cut: AtomicBool,
}

/// A running proxy; it ends with the test.
#[derive(Debug)]
pub struct Cutter {
    pub port: u16,
    shared: Arc<Shared>,
}

impl Cutter {
    pub fn start(to_port: u16) -> Self {
        Self::start_at(to_port, 0)
    }

    /// One that cuts its connection of this number, counted from 0.
    pub fn start_at(to_port: u16, number: usize) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::<Shared>::default();
        let ours = Arc::clone(&shared);
        named("cutter", move || {
            for (index, client) in listener.incoming().flatten().enumerate() {
                let server = TcpStream::connect(("127.0.0.1", to_port)).unwrap();
                let shared = (index == number).then(|| Arc::clone(&ours));
                for (way, from, to) in [(Way::Up, &client, &server), (Way::Down, &server, &client)]
                {
                    let (from, to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    to.set_nodelay(true).ok();
                    let shared = shared.clone();
                    named("cutter-carry", move || carry(way, from, to, shared.as_deref()));
                }
            }
        });
        Self { port, shared }
    }

    pub fn cut(&self, cut: Cut) {
        *self.shared.wanted.lock().unwrap() = Some(cut);
    }

    /// Whether it came to that.
    pub fn is_cut(&self) -> bool {
        self.shared.is_cut.load(Ordering::SeqCst)
    }
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) {
    thread::Builder::new().name(name.to_owned()).spawn(work).unwrap();
}

fn carry(way: Way, mut from: TcpStream, mut to: TcpStream, shared: Option<&Shared>) {
    let mut piece = [0; 4096];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        let piece = &mut piece[..count];
        if way == Way::Down {
            hide_compression(piece);
        }
        let piece = &*piece;
        let (passed, is_cut) = shared.map_or((piece, false), |shared| pass(shared, way, piece));
        if to.write_all(passed).is_err() || is_cut {
            break;
        }
    }
    from.shutdown(Shutdown::Both).ok();
    to.shutdown(Shutdown::Both).ok();
}

fn hide_compression(piece: &mut [u8]) {
    let (offer, other) = COMPRESSION;
    let at = piece.windows(offer.len()).position(|bytes| bytes == offer);
    if let Some(at) = at {
        piece[at..at + offer.len()].copy_from_slice(other);
    }
}

/// What of a piece still passes, and whether the connection breaks behind it.
fn pass<'a>(shared: &Shared, way: Way, piece: &'a [u8]) -> (&'a [u8], bool) {
    let mut wanted = shared.wanted.lock().unwrap();
    let Some(cut) = wanted.as_mut().filter(|cut| cut.way == way) else { return (piece, false) };
    for (at, byte) in piece.iter().enumerate() {
        if cut.lines == 0 && cut.bytes == 0 {
            shared.is_cut.store(true, Ordering::SeqCst);
            return (&piece[..at], true);
        }
        if cut.lines == 0 {
            cut.bytes -= 1;
        } else if *byte == b'\n' {
            cut.lines -= 1;
        }
    }
    // On the edge of a piece: nothing more passes of the next.
    let is_cut = cut.lines == 0 && cut.bytes == 0;
    shared.is_cut.fetch_or(is_cut, Ordering::SeqCst);
    (piece, is_cut)
}
