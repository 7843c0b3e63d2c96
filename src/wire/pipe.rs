//! A duplex byte pipe inside the program, with the limits and the end of a socket.
//!
//! Two lanes, one each way, each with a bounded buffer. Dropping a reader or writer ends its lane
//! for the other side, so a pipe behaves like a TCP connection that was closed.

use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::limits::end_of;
use super::lock;

/// Bytes under way in one direction: about the socket buffers of a loopback connection.
const LANE_BYTES: usize = 64 * 1024;

#[derive(Debug, Default)]
struct Lane {
    state: Mutex<LaneState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct LaneState {
    bytes: VecDeque<u8>,
    writer_gone: bool,
    reader_gone: bool,
    killed: bool,
}

impl Lane {
    fn update(&self, change: impl FnOnce(&mut LaneState)) {
        change(&mut lock(&self.state));
        self.changed.notify_all();
    }

    /// Waits until `ready` answers something; `TimedOut` at the end of `limit`.
    fn wait<T>(
        &self,
        limit: Option<Duration>,
        mut ready: impl FnMut(&mut LaneState) -> Option<T>,
    ) -> io::Result<T> {
        let end = limit.map(end_of);
        let mut state = lock(&self.state);
        loop {
            if state.killed {
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            if let Some(answer) = ready(&mut state) {
                drop(state);
                self.changed.notify_all();
                return Ok(answer);
            }
            state = match end {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(end) => {
                    let left = end.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                    let waited = self.changed.wait_timeout(state, left);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

/// The reading half of a [`PipeEnd`].
#[derive(Debug)]
pub struct PipeReader {
    lane: Arc<Lane>,
    limit: Option<Duration>,
}

impl Read for PipeReader {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        self.lane.wait(self.limit, |state| {
            if state.bytes.is_empty() {
                return state.writer_gone.then_some(0);
            }
            // Reading from a VecDeque copies what is there and cannot fail.
            state.bytes.read(buf).ok()
        })
    }
}

impl Drop for PipeReader {
    fn drop(&mut self) {
        self.lane.update(|state| {
            state.reader_gone = true;
            state.bytes = VecDeque::new();
        });
    }
}

/// The writing half of a [`PipeEnd`].
#[derive(Debug)]
pub struct PipeWriter {
    lane: Arc<Lane>,
    limit: Option<Duration>,
}

impl Write for PipeWriter {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        let written = self.lane.wait(self.limit, |state| {
            if state.reader_gone {
                return Some(None);
            }
            let room = LANE_BYTES.saturating_sub(state.bytes.len()).min(buf.len());
            let piece = buf.get(..room).unwrap_or_default();
            state.bytes.extend(piece);
            (room > 0).then_some(Some(room))
        })?;
        written.ok_or_else(|| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for PipeWriter {
    fn drop(&mut self) {
        self.lane.update(|state| state.writer_gone = true);
    }
}

/// One end of a duplex pipe: what is written here is read at the other end.
#[derive(Debug)]
pub struct PipeEnd {
    reader: PipeReader,
    writer: PipeWriter,
}

impl PipeEnd {
    /// Longest wait of one read; `None` waits for ever. A read that ends so fails with `TimedOut`.
    pub fn set_read_timeout(&mut self, limit: Option<Duration>) {
        self.reader.limit = limit;
    }

    /// Longest wait of one write for room.
    pub fn set_write_timeout(&mut self, limit: Option<Duration>) {
        self.writer.limit = limit;
    }

    /// The two halves, for two threads.
    pub fn split(self) -> (PipeReader, PipeWriter) {
        (self.reader, self.writer)
    }

    /// A handle that ends every read and write of both ends, from any thread.
    pub fn kill_handle(&self) -> PipeKill {
        PipeKill { lanes: [Arc::clone(&self.reader.lane), Arc::clone(&self.writer.lane)] }
    }
}

impl Read for PipeEnd {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buf)
    }
}

impl Write for PipeEnd {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        self.writer.write(buf)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Ends a pipe: every read and write of both ends fails with `ConnectionAborted` from now on.
#[derive(Clone, Debug)]
pub struct PipeKill {
    lanes: [Arc<Lane>; 2],
}

impl PipeKill {
    pub fn kill(&self) {
        for lane in &self.lanes {
            lane.update(|state| state.killed = true);
        }
    }
}

/// A duplex pipe of 64 KiB each way; see [`PipeEnd`].
pub fn pipe() -> (PipeEnd, PipeEnd) {
    let (there, back) = (Arc::new(Lane::default()), Arc::new(Lane::default()));
    let end = |read: &Arc<Lane>, write: &Arc<Lane>| PipeEnd {
        reader: PipeReader { lane: Arc::clone(read), limit: None },
        writer: PipeWriter { lane: Arc::clone(write), limit: None },
    };
    (end(&back, &there), end(&there, &back))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;

    fn in_thread<T: Send + 'static>(
        work: impl FnOnce() -> T + Send + 'static,
    ) -> std::thread::JoinHandle<T> {
        std::thread::Builder::new().name("pipe-test".into()).spawn(work).unwrap()
    }

    #[test]
    fn bytes_cross_both_ways_and_a_dropped_end_is_the_end() {
        let (mut a, mut b) = pipe();
        a.write_all(b"ping").unwrap();
        let mut four = [0; 4];
        b.read_exact(&mut four).unwrap();
        assert_eq!(&four, b"ping");
        b.write_all(b"pong").unwrap();
        drop(b);
        let mut rest = Vec::new();
        a.read_to_end(&mut rest).unwrap();
        assert_eq!(rest, b"pong");
        assert_eq!(a.write(b"x").unwrap_err().kind(), io::ErrorKind::BrokenPipe);
    }

    #[test]
    fn a_large_transfer_passes_through_the_small_buffer_whole() {
        let (a, b) = pipe();
        let data: Vec<u8> = (0..1_000_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let sent = data.clone();
        let writer = in_thread(move || a.split().1.write_all(&sent).unwrap());
        let mut seen = Vec::new();
        b.split().0.read_to_end(&mut seen).unwrap();
        writer.join().unwrap();
        assert_eq!(seen, data);
    }

    #[test]
    fn reads_and_full_writes_end_at_their_limits() {
        let (mut a, _b) = pipe();
        a.set_read_timeout(Some(Duration::from_millis(1)));
        a.set_write_timeout(Some(Duration::from_millis(1)));
        assert_eq!(a.read(&mut [0]).unwrap_err().kind(), io::ErrorKind::TimedOut);
        assert_eq!(a.write(&[0; 2 * LANE_BYTES]).unwrap(), LANE_BYTES);
        assert_eq!(a.write(&[0]).unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[test]
    fn a_kill_frees_a_blocked_read() {
        let (mut a, b) = pipe();
        let kill = a.kill_handle();
        let reader = in_thread(move || a.read(&mut [0]).unwrap_err().kind());
        kill.kill();
        assert_eq!(reader.join().unwrap(), io::ErrorKind::ConnectionAborted);
        drop(b);
    }
}
