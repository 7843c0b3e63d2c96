//! The stream of one connection, with TLS or without, and how each endpoint gets one.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};

use native_tls::TlsStream;

use super::guard::{Clock, Guard, Notes};
use super::link::Link;
use super::tls::{self, Facts};
use super::tunnel::Tunnel;
use super::{Endpoint, Limits, Shared, TcpSecurity, WireError, connect};
use crate::model::Purpose;

#[derive(Debug)]
pub(super) enum Stream {
    Plain(Guard),
    Tls(TlsStream<Guard>, Facts),
    /// A failed switch to TLS used the connection up.
    Gone,
}

/// Connects as the endpoint says. The tunnel's command must be kept as long as the stream.
pub(super) fn open(
    endpoint: &Endpoint,
    shared: &Shared,
    limits: Limits,
) -> Result<(Stream, Option<Tunnel>), WireError> {
    let guard = |link| {
        let clock = Clock::new(limits.silence, limits.step);
        Guard::new(link, clock, Arc::clone(&shared.meter), &shared.kill)
    };
    match endpoint {
        Endpoint::Tcp { host, port, security } => {
            let socket = connect::connect(host, *port, &shared.kill)?;
            shared.meter.add_round_trip(Purpose::Connect);
            let guard = guard(Link::Tcp(socket))?;
            match security {
                TcpSecurity::Tls(options) => {
                    let (stream, facts) = tls::handshake(guard, host, options)?;
                    Ok((Stream::Tls(stream, facts), None))
                }
                TcpSecurity::StartTls(_) | TcpSecurity::Plaintext => {
                    Ok((Stream::Plain(guard), None))
                }
            }
        }
        Endpoint::Tunnel { command } => {
            let (pipe, tunnel) = Tunnel::start(command, &shared.kill)?;
            Ok((Stream::Plain(guard(Link::Pipe(pipe))?), Some(tunnel)))
        }
        Endpoint::Local(connector) => {
            let pipe = connector.connect().map_err(WireError::Unreachable)?;
            Ok((Stream::Plain(guard(Link::Pipe(pipe))?), None))
        }
    }
}

impl Stream {
    pub(super) fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(guard) => guard.write_all(bytes),
            Self::Tls(stream, _) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Self::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    pub(super) fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(guard) => guard.read(buf),
            Self::Tls(stream, _) => stream.read(buf),
            Self::Gone => Err(io::ErrorKind::NotConnected.into()),
        }
    }

    /// Whether the TLS library holds bytes that were not read yet.
    pub(super) fn holds_bytes(&self) -> bool {
        match self {
            Self::Tls(stream, _) => stream.buffered_read_size().is_ok_and(|count| count > 0),
            Self::Plain(_) | Self::Gone => false,
        }
    }

    pub(super) fn facts(&self) -> Option<&Facts> {
        match self {
            Self::Tls(_, facts) => Some(facts),
            Self::Plain(_) | Self::Gone => None,
        }
    }

    pub(super) fn notes(&self) -> Arc<Mutex<Notes>> {
        match self {
            Self::Plain(guard) => guard.notes(),
            Self::Tls(stream, _) => stream.get_ref().notes(),
            Self::Gone => Arc::default(),
        }
    }

    pub(super) fn guard_mut(&mut self) -> Result<&mut Guard, WireError> {
        match self {
            Self::Plain(guard) => Ok(guard),
            Self::Tls(stream, _) => Ok(stream.get_mut()),
            Self::Gone => Err(WireError::Closed),
        }
    }
}
