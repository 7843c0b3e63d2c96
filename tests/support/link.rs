//! A proxy on loopback that plays a slow link and counts what crosses it.
//!
//! Each direction is delayed by half the round trip, the first bytes of a connection by one round
//! trip more (the TCP handshake), and capped at a rate. The sleeps here are the link itself.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// What the link is like; the default only counts.
#[derive(Clone, Copy, Debug, Default)]
pub struct Character {
    pub round_trip: Duration,
    /// Kilobits per second and direction; 0: no cap.
    pub kbit_per_s: u32,
    /// Bytes from the server after which a connection is cut; 0: never.
    pub cut_after_bytes: u64,
}

/// What one connection has carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Bytes that the client has sent, and those that have reached it.
    pub up: u64,
    pub down: u64,
    /// How often the client spoke after it had heard the server, its first word included: what it
    /// sends while an answer is still on its way costs no turn. The TCP handshake is not in it.
    pub turns: u32,
    client_spoke_last: bool,
}

/// A running proxy. Dropping it cuts every connection and waits for its listening thread.
#[derive(Debug)]
pub struct Link {
    pub port: u16,
    shared: Arc<Shared>,
    listener: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Shared {
    closing: AtomicBool,
    traffic: Mutex<Vec<Traffic>>,
    open: Mutex<Open>,
    sockets: Mutex<Vec<TcpStream>>,
}

/// How many connections there are at once.
#[derive(Debug, Default)]
struct Open {
    now: usize,
    most: usize,
}

/// What the four threads of a connection share; with the last of them the connection is over.
struct Carrier {
    shared: Arc<Shared>,
    /// Which of [`Shared::traffic`].
    index: usize,
}

impl Carrier {
    fn count(&self, count: impl FnOnce(&mut Traffic)) {
        count(&mut self.shared.traffic.lock().expect("no holder panics")[self.index]);
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        self.shared.open.lock().expect("no holder panics").now -= 1;
    }
}

impl Link {
    /// Listens on a free port and connects what comes to `to_port`.
    pub fn start(to_port: u16, character: Character) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let shared = Arc::<Shared>::default();
        let ours = Arc::clone(&shared);
        let listener = named("link-listen", move || {
            for client in listener.incoming().flatten() {
                if ours.closing.load(Ordering::SeqCst) {
                    return;
                }
                // A server that is down is met by the client as a closed connection.
                if let Ok(server) = TcpStream::connect(("127.0.0.1", to_port)) {
                    carry(&ours, character, client, server);
                }
            }
        });
        Self { port, shared, listener: Some(listener) }
    }

    /// Every connection so far, in the order they came.
    pub fn traffic(&self) -> Vec<Traffic> {
        self.shared.traffic.lock().expect("no holder panics").clone()
    }

    /// The most connections that were open at the same time.
    pub fn most_open(&self) -> usize {
        self.shared.open.lock().expect("no holder panics").most
    }

    /// Cuts every open connection, as a lost network does; new ones are taken.
    pub fn cut(&self) {
        for socket in self.shared.sockets.lock().expect("no holder panics").drain(..) {
            socket.shutdown(Shutdown::Both).ok();
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        self.cut();
        // Wakes the listener, which then sees that it is over.
        TcpStream::connect_timeout(
            &SocketAddr::from(([127, 0, 0, 1], self.port)),
            Duration::from_secs(1),
        )
        .ok();
        if let Some(listener) = self.listener.take() {
            listener.join().ok();
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

fn carry(shared: &Arc<Shared>, character: Character, client: TcpStream, server: TcpStream) {
    let carrier = Arc::new(opened(shared));
    let double = |socket: &TcpStream| socket.try_clone().expect("a socket can be doubled");
    client.set_nodelay(true).ok();
    server.set_nodelay(true).ok();
    shared.sockets.lock().expect("no holder panics").extend([double(&client), double(&server)]);
    let ways = [(Way::Up, double(&client), double(&server)), (Way::Down, server, client)];
    for (way, from, to) in ways {
        // 64 pieces of 4 kB under way: more than any rate and delay here fill.
        let (pieces, arrivals) = sync_channel(64);
        let (reads, writes) = (Arc::clone(&carrier), Arc::clone(&carrier));
        named("link-read", move || read(&reads, way, character, from, &pieces));
        named("link-write", move || deliver(&writes, way, &arrivals, character, to));
    }
}

fn opened(shared: &Arc<Shared>) -> Carrier {
    let mut open = shared.open.lock().expect("no holder panics");
    open.now += 1;
    open.most = open.most.max(open.now);
    let mut traffic = shared.traffic.lock().expect("no holder panics");
    traffic.push(Traffic::default());
    Carrier { shared: Arc::clone(shared), index: traffic.len() - 1 }
}

/// Takes bytes from one side and says when they are due on the other.
fn read(
    carrier: &Carrier,
    way: Way,
    character: Character,
    mut from: TcpStream,
    pieces: &SyncSender<(Instant, Vec<u8>)>,
) {
    let mut handshake = character.round_trip;
    let mut piece = vec![0; if character.kbit_per_s == 0 { 256 * 1024 } else { 4096 }];
    let mut taken = 0;
    while let Ok(count @ 1..) = from.read(&mut piece) {
        let received = Instant::now();
        taken += count as u64;
        if way == Way::Up {
            carrier.count(|traffic| {
                traffic.up += count as u64;
                traffic.turns += u32::from(!traffic.client_spoke_last);
                traffic.client_spoke_last = true;
            });
        }
        let due = received + character.round_trip / 2 + std::mem::take(&mut handshake);
        if pieces.send((due, piece[..count].to_vec())).is_err() {
            return;
        }
        if way == Way::Down && (1..=taken).contains(&character.cut_after_bytes) {
            return;
        }
    }
}

/// Writes each piece when it is due, no faster than the rate; then closes this direction.
fn deliver(
    carrier: &Carrier,
    way: Way,
    arrivals: &Receiver<(Instant, Vec<u8>)>,
    character: Character,
    mut to: TcpStream,
) {
    let mut free_at = Instant::now();
    for (due, piece) in arrivals {
        let start = due.max(free_at);
        let thousandths = piece.len() as u64 * 8 * 1000;
        let sending_us = thousandths.checked_div(u64::from(character.kbit_per_s)).unwrap_or(0);
        free_at = start + Duration::from_micros(sending_us);
        thread::sleep(free_at.saturating_duration_since(Instant::now()));
        if way == Way::Down {
            // Before the write: what the client says to it comes after it.
            carrier.count(|traffic| {
                traffic.down += piece.len() as u64;
                traffic.client_spoke_last = false;
            });
        }
        if to.write_all(&piece).is_err() {
            return;
        }
    }
    to.shutdown(Shutdown::Write).ok();
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::Builder::new().name(name.to_owned()).spawn(work).expect("the system has threads")
}
