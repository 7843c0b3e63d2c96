//! Finds a server's addresses and connects to the first that answers (RFC 8305, simplified).
//!
//! Neither the name lookup nor a TCP handshake can be stopped from outside, so each runs on a
//! thread of its own that ends at its limit; whoever waits here can be freed at once.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};

use super::{CONNECT_LIMIT, KillSwitch, WireError};

/// Head start of each address over the next (RFC 8305 §5).
const STAGGER: Duration = Duration::from_millis(250);

/// Addresses tried: a name with more has all its servers behind the first ones.
const ADDRESSES: usize = 8;

/// Idle time before the first keep-alive probe: shorter than the memory of home routers.
const KEEPALIVE_AFTER: Duration = Duration::from_secs(120);
const KEEPALIVE_EVERY: Duration = Duration::from_secs(15);

/// Connects by TCP; at most [`CONNECT_LIMIT`] for the lookup and for each address.
pub(super) fn connect(host: &str, port: u16, kill: &KillSwitch) -> Result<TcpStream, WireError> {
    let addresses = resolve(bare(host), port, kill)?;
    let dial = |address: SocketAddr| TcpStream::connect_timeout(&address, CONNECT_LIMIT);
    let socket = race(addresses, Arc::new(dial), kill)?;
    // Commands are small and wait for answers: never hold one back to fill a packet.
    socket.set_nodelay(true).map_err(WireError::Io)?;
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE_AFTER).with_interval(KEEPALIVE_EVERY);
    // A system without keep-alive still works; the limits above TCP find a dead line later.
    SockRef::from(&socket).set_tcp_keepalive(&keepalive).ok();
    Ok(socket)
}

/// The host without the brackets that people put around IPv6 addresses.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

enum Report<T> {
    Done(T),
    Killed,
}

/// A channel that work and the switch can answer on without ever waiting.
fn reports<T: Send + 'static>(room: usize) -> (SyncSender<Report<T>>, Receiver<Report<T>>) {
    sync_channel(room + 1)
}

fn start(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), WireError> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop).map_err(WireError::Io)
}

fn resolve(host: &str, port: u16, kill: &KillSwitch) -> Result<Vec<SocketAddr>, WireError> {
    if let Ok(address) = host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, port)]);
    }
    let (sender, receiver) = reports::<io::Result<Vec<SocketAddr>>>(1);
    let killed = sender.clone();
    let _attached = kill.attach(move || drop(killed.try_send(Report::Killed)))?;
    let host = host.to_owned();
    start("wire-resolve", move || {
        let found = (host.as_str(), port).to_socket_addrs().map(Iterator::collect);
        drop(sender.try_send(Report::Done(found)));
    })?;
    match receiver.recv_timeout(CONNECT_LIMIT) {
        Ok(Report::Done(Ok(addresses))) if !addresses.is_empty() => Ok(interleave(addresses)),
        Ok(Report::Done(_)) => Err(WireError::UnknownHost),
        Ok(Report::Killed) => Err(WireError::Killed),
        Err(_) => Err(WireError::ConnectTimeout { limit: CONNECT_LIMIT }),
    }
}

/// Both families in turn, the system's favourite first (RFC 8305 §4).
fn interleave(addresses: Vec<SocketAddr>) -> Vec<SocketAddr> {
    let first_is_v6 = addresses.first().is_some_and(SocketAddr::is_ipv6);
    let (mut one, mut other): (VecDeque<_>, VecDeque<_>) =
        addresses.into_iter().partition(|address| address.is_ipv6() == first_is_v6);
    let mut mixed = Vec::new();
    while mixed.len() < ADDRESSES && !(one.is_empty() && other.is_empty()) {
        mixed.extend(one.pop_front());
        mixed.extend(other.pop_front());
    }
    mixed.truncate(ADDRESSES);
    mixed
}

type Dial<T> = Arc<dyn Fn(SocketAddr) -> io::Result<T> + Send + Sync>;

/// Dials the addresses one after the other without waiting for the slow; the first answer wins.
fn race<T: Send + 'static>(
    addresses: Vec<SocketAddr>,
    dial: Dial<T>,
    kill: &KillSwitch,
) -> Result<T, WireError> {
    let (sender, receiver) = reports::<io::Result<T>>(addresses.len());
    let killed = sender.clone();
    let _attached = kill.attach(move || drop(killed.try_send(Report::Killed)))?;
    let mut waiting = addresses.into_iter();
    let mut under_way = 0_usize;
    let mut worst = None;
    loop {
        if let Some(address) = waiting.next() {
            let (dial, sender) = (Arc::clone(&dial), sender.clone());
            // A late answer finds nobody and is closed with the channel.
            start("wire-connect", move || drop(sender.try_send(Report::Done(dial(address)))))?;
            under_way += 1;
        } else if under_way == 0 {
            return Err(worst.unwrap_or(WireError::UnknownHost));
        }
        let patience = if waiting.len() > 0 { STAGGER } else { CONNECT_LIMIT + STAGGER };
        match receiver.recv_timeout(patience) {
            Ok(Report::Done(Ok(connection))) => return Ok(connection),
            Ok(Report::Done(Err(error))) => {
                under_way -= 1;
                worst = Some(more_telling(worst, dial_error(error)));
            }
            Ok(Report::Killed) => return Err(WireError::Killed),
            Err(RecvTimeoutError::Timeout) if waiting.len() > 0 => {}
            Err(_) => return Err(WireError::ConnectTimeout { limit: CONNECT_LIMIT }),
        }
    }
}

fn dial_error(error: io::Error) -> WireError {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => WireError::Refused,
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => {
            WireError::ConnectTimeout { limit: CONNECT_LIMIT }
        }
        _ => WireError::Unreachable(error),
    }
}

/// Of two failed addresses the one that says more: somebody refused, nobody answered, no way there.
fn more_telling(old: Option<WireError>, new: WireError) -> WireError {
    let weight = |error: &WireError| match error {
        WireError::Refused => 2,
        WireError::ConnectTimeout { .. } => 1,
        _ => 0,
    };
    match old {
        Some(old) if weight(&old) >= weight(&new) => old,
        _ => new,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Mutex;

    use super::super::lock;
    use super::*;

    fn address(text: &str) -> SocketAddr {
        text.parse().unwrap()
    }

    #[test]
    fn families_take_turns_and_the_list_is_bounded() {
        let mut found: Vec<_> = (1..20).map(|n| address(&format!("[fd00::{n}]:1"))).collect();
        found.push(address("10.0.0.1:1"));
        let mixed = interleave(found);
        assert_eq!(mixed.get(1).unwrap(), &address("10.0.0.1:1"));
        assert!(mixed.len() <= ADDRESSES);
    }

    #[test]
    fn a_dead_address_does_not_hold_up_the_next() {
        // The first dial blocks until the test is over.
        let (release, blocked) = sync_channel::<()>(0);
        let blocked = Mutex::new(blocked);
        let dial = move |to: SocketAddr| {
            if to.port() == 1 {
                lock(&blocked).recv().ok();
            }
            Ok(to.port())
        };
        let addresses = vec![address("[::1]:1"), address("127.0.0.1:2")];
        assert_eq!(race(addresses, Arc::new(dial), &KillSwitch::new()).unwrap(), 2);
        drop(release);
    }

    #[test]
    fn a_family_that_never_answers_does_not_hold_up_the_other() {
        let mut found: Vec<_> = (1..5).map(|n| address(&format!("[fd00::{n}]:1"))).collect();
        found.push(address("10.0.0.1:1"));
        let (release, blocked) = sync_channel::<()>(0);
        let blocked = Mutex::new(blocked);
        let dial = move |to: SocketAddr| {
            if to.is_ipv6() {
                lock(&blocked).recv().ok();
            }
            Ok(to)
        };
        let won = race(interleave(found), Arc::new(dial), &KillSwitch::new()).unwrap();
        assert_eq!(won, address("10.0.0.1:1"));
        drop(release);
    }

    #[test]
    fn when_all_fail_the_most_telling_reason_is_given() {
        let dial = |to: SocketAddr| -> io::Result<()> {
            Err(match to.port() {
                1 => io::ErrorKind::NetworkUnreachable.into(),
                2 => io::ErrorKind::ConnectionRefused.into(),
                _ => io::ErrorKind::TimedOut.into(),
            })
        };
        let all = (1..=3).map(|port| SocketAddr::from(([127, 0, 0, 1], port))).collect();
        let error = race(all, Arc::new(dial), &KillSwitch::new()).unwrap_err();
        assert!(matches!(error, WireError::Refused));
    }

    #[test]
    fn a_kill_ends_a_connect_that_nobody_answers() {
        let kill = KillSwitch::new();
        let (release, blocked) = sync_channel::<()>(0);
        let blocked = Mutex::new(blocked);
        let thrown = kill.clone();
        let dial = move |_: SocketAddr| {
            thrown.kill();
            lock(&blocked).recv().ok();
            Ok(())
        };
        let error = race(vec![address("127.0.0.1:1")], Arc::new(dial), &kill).unwrap_err();
        assert!(matches!(error, WireError::Killed));
        drop(release);
    }

    #[test]
    fn brackets_around_an_address_are_not_part_of_it() {
        assert_eq!(bare("[::1]"), "::1");
        assert_eq!(bare("mail.test"), "mail.test");
    }
}
