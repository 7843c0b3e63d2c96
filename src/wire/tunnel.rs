//! A command whose stdin and stdout carry the protocol (like imaplib's `IMAP4_stream`).
//!
//! Pipes of a process know no read limits, so two threads copy between them and a pipe of our
//! own, which does. They end with the process, or with our end of the pipe.

use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::kill::Attached;
use super::{KillSwitch, PipeEnd, WireError, lock, pipe};

/// Kept of what the command says on stderr: the end of it, where the reason stands.
const STDERR_BYTES: usize = 4096;

/// After its output ended, a command gets this long to say why and to exit.
const FAREWELL: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
struct Stderr {
    tail: Mutex<StderrTail>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct StderrTail {
    bytes: Vec<u8>,
    ended: bool,
}

/// A running tunnel command; dropping it ends the command.
#[derive(Debug)]
pub(super) struct Tunnel {
    child: Arc<Mutex<Child>>,
    stderr: Arc<Stderr>,
    _attached: Attached,
}

impl Tunnel {
    /// Starts the command; the pipe end is its stdin and stdout.
    pub(super) fn start(command: &str, kill: &KillSwitch) -> Result<(PipeEnd, Self), WireError> {
        let mut child = shell(command)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| not_started(&error))?;
        let (input, output, errors) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let child = Arc::new(Mutex::new(child));
        let hook = Arc::clone(&child);
        let attached = kill.attach(move || drop(lock(&hook).kill()))?;
        let tunnel = Self { child, stderr: Arc::default(), _attached: attached };
        let (ours, theirs) = pipe();
        let (mut from_us, mut to_us) = theirs.split();
        copy("wire-tunnel-in", move || {
            if let Some(mut input) = input {
                io::copy(&mut from_us, &mut input).ok();
            }
        })?;
        copy("wire-tunnel-out", move || {
            if let Some(mut output) = output {
                io::copy(&mut output, &mut to_us).ok();
            }
        })?;
        let stderr = Arc::clone(&tunnel.stderr);
        copy("wire-tunnel-err", move || {
            if let Some(mut errors) = errors {
                stderr.keep_tail(&mut errors);
            }
            stderr.end();
        })?;
        Ok((ours, tunnel))
    }

    /// The error for a tunnel whose output has ended: how the command exited, and what it said.
    pub(super) fn ended(&self) -> WireError {
        let end = Instant::now() + FAREWELL;
        let stderr = self.stderr.wait_until(end);
        let mut status = lock(&self.child).try_wait();
        while matches!(status, Ok(None)) && Instant::now() < end {
            // The standard library can only ask whether a process is over.
            thread::sleep(Duration::from_millis(5));
            status = lock(&self.child).try_wait();
        }
        let sentence = match status {
            Ok(Some(status)) => match status.code() {
                Some(0) => "The tunnel command ended the connection.".to_owned(),
                Some(code) => format!(
                    "The tunnel command ended with exit status {code}. Try the command in a \
                     terminal, then correct it in the account."
                ),
                None => "The tunnel command was killed.".to_owned(),
            },
            Ok(None) | Err(_) => "The tunnel command closed its output.".to_owned(),
        };
        WireError::Tunnel { sentence, stderr }
    }
}

impl Drop for Tunnel {
    fn drop(&mut self) {
        let mut child = lock(&self.child);
        child.kill().ok();
        // Reaps it; a killed process is over at once.
        child.wait().ok();
    }
}

impl Stderr {
    fn keep_tail(&self, errors: &mut impl Read) {
        let mut piece = [0; 1024];
        while let Ok(count @ 1..) = errors.read(&mut piece) {
            let bytes = &mut lock(&self.tail).bytes;
            bytes.extend_from_slice(piece.get(..count).unwrap_or_default());
            let extra = bytes.len().saturating_sub(STDERR_BYTES);
            bytes.drain(..extra);
        }
    }

    fn end(&self) {
        lock(&self.tail).ended = true;
        self.changed.notify_all();
    }

    fn wait_until(&self, end: Instant) -> String {
        let left = end.saturating_duration_since(Instant::now());
        let tail = lock(&self.tail);
        let waited = self.changed.wait_timeout_while(tail, left, |tail| !tail.ended);
        let (tail, _) = waited.unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&tail.bytes).into_owned()
    }
}

fn copy(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), WireError> {
    let spawned = thread::Builder::new().name(name.to_owned()).spawn(work);
    spawned.map(drop).map_err(|error| not_started(&error))
}

fn not_started(error: &io::Error) -> WireError {
    let sentence = format!("The tunnel command could not be started: {error}.");
    WireError::Tunnel { sentence, stderr: String::new() }
}

#[cfg(not(windows))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("/bin/sh");
    shell.arg("-c").arg(command);
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    use std::os::windows::process::CommandExt;
    /// Without it a console window opens beside ours.
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    let mut shell = Command::new("cmd");
    // As typed: cmd has quoting rules of its own.
    shell.arg("/C").raw_arg(command).creation_flags(CREATE_NO_WINDOW);
    shell
}
