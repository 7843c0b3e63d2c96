//! The lowest stream: a socket or a pipe, with limits on each single read and write.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use super::PipeEnd;
use super::WireError;
use super::kill::{Attached, KillSwitch};

/// What carries the bytes. A tunnel is a pipe whose other end feeds a command.
#[derive(Debug)]
pub(super) enum Link {
    Tcp(TcpStream),
    Pipe(PipeEnd),
}

/// The shortest limit a socket takes; zero would mean none.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);

impl Link {
    /// Lets the switch end this link's reads and writes.
    pub(super) fn attach(&self, kill: &KillSwitch) -> Result<Attached, WireError> {
        match self {
            Self::Tcp(socket) => {
                let socket = socket.try_clone().map_err(WireError::Io)?;
                kill.attach(move || {
                    socket.shutdown(Shutdown::Both).ok();
                })
            }
            Self::Pipe(pipe) => {
                let pipe = pipe.kill_handle();
                kill.attach(move || pipe.kill())
            }
        }
    }

    /// Reads what is there, waiting at most `limit` for the first byte.
    pub(super) fn read_within(&mut self, buf: &mut [u8], limit: Duration) -> io::Result<usize> {
        let limit = Some(limit.max(SHORTEST_WAIT));
        match self {
            Self::Tcp(socket) => {
                socket.set_read_timeout(limit)?;
                socket.read(buf)
            }
            Self::Pipe(pipe) => {
                pipe.set_read_timeout(limit);
                pipe.read(buf)
            }
        }
    }

    /// Writes what there is room for, waiting at most `limit` for room.
    pub(super) fn write_within(&mut self, buf: &[u8], limit: Duration) -> io::Result<usize> {
        let limit = Some(limit.max(SHORTEST_WAIT));
        match self {
            Self::Tcp(socket) => {
                socket.set_write_timeout(limit)?;
                socket.write(buf)
            }
            Self::Pipe(pipe) => {
                pipe.set_write_timeout(limit);
                pipe.write(buf)
            }
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        match self {
            // Closes the connection even while a kill hook still holds a copy of the socket.
            Self::Tcp(socket) => {
                socket.shutdown(Shutdown::Both).ok();
            }
            Self::Pipe(_) => {}
        }
    }
}
