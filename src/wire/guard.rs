//! The stream below TLS: applies deadlines and the kill switch, and counts.
//!
//! TLS libraries pass errors on in their own ways, so the reason why a read ended is kept in
//! [`Notes`], which outlive a failed handshake.

use std::io::{self, Read, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::hello::HELLO_BYTES;
use super::kill::Attached;
use super::limits::end_of;
use super::link::Link;
use super::{Interrupt, KillSwitch, Meter, WireError, lock};
use crate::model::Purpose;

/// How often a quiet wait looks at its interrupt: two wake-ups a second are a hundredth of a percent
/// of a core, and whoever waits for the other mailbox to be watched has its rows already.
const INTERRUPT_POLL: Duration = Duration::from_millis(500);

/// Why we ended a read or write ourselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Silence(Duration),
    Deadline(Duration),
    Killed,
}

/// What is known about the stream when TLS only says "failed".
#[derive(Debug, Default)]
pub(super) struct Notes {
    fault: Option<Fault>,
    /// The server closed its side.
    pub(super) ended: bool,
    /// The first bytes of the server after TLS began, at most [`HELLO_BYTES`].
    pub(super) hello: Vec<u8>,
    watch_hello: bool,
}

impl Notes {
    /// The error that stands for what we did ourselves, if we did.
    pub(super) fn take_own_error(&mut self) -> Option<WireError> {
        Some(match self.fault.take()? {
            Fault::Silence(limit) => WireError::Silence { limit },
            Fault::Deadline(limit) => WireError::Deadline { limit },
            Fault::Killed => WireError::Killed,
        })
    }
}

#[derive(Debug)]
struct QuietWait {
    end: Instant,
    interrupt: Interrupt,
}

/// Which limits apply now.
#[derive(Debug)]
pub(super) struct Clock {
    silence: Duration,
    step: Duration,
    step_end: Instant,
    quiet: Option<QuietWait>,
}

impl Clock {
    pub(super) fn new(silence: Duration, step: Duration) -> Self {
        Self { silence, step, step_end: end_of(step), quiet: None }
    }

    pub(super) fn start_step(&mut self, step: Duration) {
        self.step = step;
        self.step_end = end_of(step);
        self.quiet = None;
    }

    /// Begins the step anew, with the limit it had.
    pub(super) fn restart_step(&mut self) {
        self.start_step(self.step);
    }

    pub(super) fn set_silence(&mut self, silence: Duration) {
        self.silence = silence;
    }

    /// From now on a read that finds nothing ends with `WouldBlock` after `limit` or at the
    /// interrupt, until a step starts.
    pub(super) fn start_quiet_wait(&mut self, limit: Duration, interrupt: &Interrupt) {
        self.quiet = Some(QuietWait { end: end_of(limit), interrupt: interrupt.clone() });
    }

    /// How long a wait that began at `begun` may go on; zero means not at all.
    fn step_wait(&self, begun: Instant) -> Result<Duration, Fault> {
        let now = Instant::now();
        let step_left = self.step_end.saturating_duration_since(now);
        if step_left.is_zero() {
            return Err(Fault::Deadline(self.step));
        }
        let silence_left = self.silence.saturating_sub(now.saturating_duration_since(begun));
        if silence_left.is_zero() {
            return Err(Fault::Silence(self.silence));
        }
        Ok(step_left.min(silence_left))
    }
}

/// See the module.
#[derive(Debug)]
pub(super) struct Guard {
    link: Link,
    pub(super) clock: Clock,
    notes: Arc<Mutex<Notes>>,
    meter: Arc<Meter>,
    /// What is counted from now on is counted as this.
    pub(super) purpose: Purpose,
    kill: KillSwitch,
    _attached: Attached,
    /// Something was sent that no byte has come after: the next byte ends a round trip.
    awaiting_answer: bool,
}

impl Guard {
    pub(super) fn new(
        link: Link,
        clock: Clock,
        meter: Arc<Meter>,
        kill: &KillSwitch,
    ) -> Result<Self, WireError> {
        let attached = link.attach(kill)?;
        let (notes, kill) = (Arc::default(), kill.clone());
        Ok(Self {
            link,
            clock,
            notes,
            meter,
            purpose: Purpose::default(),
            kill,
            _attached: attached,
            awaiting_answer: false,
        })
    }

    pub(super) fn meter(&self) -> Arc<Meter> {
        Arc::clone(&self.meter)
    }

    pub(super) fn notes(&self) -> Arc<Mutex<Notes>> {
        Arc::clone(&self.notes)
    }

    /// Keeps the first bytes that come from now on.
    pub(super) fn watch_hello(&self) {
        let mut notes = lock(&self.notes);
        notes.hello.clear();
        notes.watch_hello = true;
    }

    fn fail(&self, fault: Fault) -> io::Error {
        lock(&self.notes).fault = Some(fault);
        io::ErrorKind::TimedOut.into()
    }

    /// Time for one try to read; `WouldBlock` at the end of a quiet wait.
    fn read_wait(&self, begun: Instant) -> io::Result<Duration> {
        let Some(quiet) = &self.clock.quiet else {
            return self.clock.step_wait(begun).map_err(|fault| self.fail(fault));
        };
        let left = quiet.end.saturating_duration_since(Instant::now());
        if left.is_zero() || quiet.interrupt.is_raised() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        Ok(left.min(INTERRUPT_POLL))
    }

    fn count_read(&mut self, bytes: &[u8]) {
        self.meter.add_in(self.purpose, bytes.len());
        if std::mem::take(&mut self.awaiting_answer) {
            self.meter.add_round_trip(self.purpose);
        }
        let mut notes = lock(&self.notes);
        if notes.watch_hello {
            let room = HELLO_BYTES.saturating_sub(notes.hello.len()).min(bytes.len());
            notes.hello.extend_from_slice(bytes.get(..room).unwrap_or_default());
            notes.watch_hello = notes.hello.len() < HELLO_BYTES;
        }
    }
}

/// Whether a try ended for its own short limit and not because the stream is broken.
fn may_try_again(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), WouldBlock | TimedOut | Interrupted)
}

impl Read for Guard {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let begun = Instant::now();
        loop {
            if self.kill.is_killed() {
                return Err(self.fail(Fault::Killed));
            }
            let wait = self.read_wait(begun)?;
            match self.link.read_within(buf, wait) {
                Err(error) if may_try_again(&error) => {}
                // A shutdown by the switch looks like an end or an error; the loop tells.
                Ok(0) | Err(_) if self.kill.is_killed() => {}
                Ok(0) => {
                    lock(&self.notes).ended = true;
                    return Ok(0);
                }
                Ok(count) => {
                    self.count_read(buf.get(..count).unwrap_or_default());
                    return Ok(count);
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Write for Guard {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let begun = Instant::now();
        loop {
            if self.kill.is_killed() {
                return Err(self.fail(Fault::Killed));
            }
            let wait = self.clock.step_wait(begun).map_err(|fault| self.fail(fault))?;
            match self.link.write_within(buf, wait) {
                Err(error) if may_try_again(&error) => {}
                Err(_) if self.kill.is_killed() => {}
                Ok(count) => {
                    self.meter.add_out(self.purpose, count);
                    self.awaiting_answer = true;
                    return Ok(count);
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
