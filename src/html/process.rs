//! One child process: started, spoken to with a deadline, and ended.

use std::ffi::OsString;
use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::HtmlFailure;
use super::frame::{read_frame, write_frame};
use super::protocol::{ANSWER_LIMIT_BYTES, Answer, Request, VERSION};

/// Whatever the child does, it has done it within this time. A newsletter takes 20 ms, 1 MB of HTML
/// a quarter of a second.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// The program that is started, and with which arguments.
#[derive(Clone, Debug)]
pub struct Program {
    pub path: PathBuf,
    pub arguments: Vec<OsString>,
}

impl Program {
    /// This very executable, as the child.
    ///
    /// On Linux by its open file: an upgrade may have put another program under its name.
    pub fn this() -> io::Result<Self> {
        let path = if cfg!(target_os = "linux") {
            PathBuf::from("/proc/self/exe")
        } else {
            std::env::current_exe()?
        };
        Ok(Self { path, arguments: vec![super::WORKER_OPTION.into()] })
    }
}

/// Variables that the child keeps: they say where fonts are. Nothing else of the session is its
/// business.
const VARIABLES: &[&str] = &[
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
    "XDG_DATA_DIRS",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "FONTCONFIG_SYSROOT",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LD_LIBRARY_PATH",
    "SystemRoot",
    "WINDIR",
];

/// Large pieces of memory go back to the system when they are let go: a tile is 2 MB, and what is
/// parsed is let go before the layout takes as much again.
const ALLOCATOR: Option<(&str, &str)> = if cfg!(all(target_os = "linux", target_env = "gnu")) {
    Some((
        "GLIBC_TUNABLES",
        "glibc.malloc.mmap_threshold=131072:glibc.malloc.trim_threshold=131072",
    ))
} else {
    None
};

/// Ends a child from any thread, also while another waits for its answer: that wait ends at once,
/// with [`HtmlFailure::Died`].
#[derive(Clone, Debug)]
pub struct KillSwitch(Arc<Mutex<Child>>);

impl KillSwitch {
    /// Never waits. Who holds the child at this moment is ending it, or asks whether it lives
    /// (`Worker::is_alive`): after asking, look whether the child is still wanted.
    pub fn kill(&self) {
        if let Ok(mut child) = self.0.try_lock() {
            // It may have ended by itself.
            child.kill().ok();
        }
    }
}

/// A running child. It is ended when this is dropped.
#[derive(Debug)]
pub struct Worker {
    /// Shared with the switches that end it.
    child: Arc<Mutex<Child>>,
    requests: Sender<Vec<u8>>,
    answers: Receiver<Result<Vec<u8>, HtmlFailure>>,
    said_hello: bool,
}

impl Worker {
    /// Starts it and does not wait: it gets ready on its own.
    pub fn start(program: &Program) -> Result<Self, HtmlFailure> {
        let mut command = Command::new(&program.path);
        command
            .args(&program.arguments)
            .env_clear()
            .envs(VARIABLES.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
            .envs(ALLOCATOR)
            .current_dir(if cfg!(unix) { "/" } else { "." })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| {
            log::warn!("html worker not started: {error}");
            HtmlFailure::NotStarted
        })?;
        let (Some(stdin), Some(mut stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(HtmlFailure::NotStarted);
        };
        // One request at a time, so that one place is enough; a child that floods its pipe fills
        // its own buffer and no more.
        let (requests, outgoing) = bounded::<Vec<u8>>(1);
        let (incoming, answers) = bounded(1);
        let child = Arc::new(Mutex::new(child));
        let worker = Self { child, requests, answers, said_hello: false };
        let writer = thread::Builder::new().name("html-writer".to_owned()).spawn(move || {
            let mut stdin = BufWriter::new(stdin);
            while let Ok(frame) = outgoing.recv() {
                // A child that ended is found by the reader.
                if write_frame(&mut stdin, &frame).is_err() {
                    return;
                }
            }
        });
        let reader = thread::Builder::new().name("html-reader".to_owned()).spawn(move || {
            loop {
                let frame = match read_frame(&mut stdout, ANSWER_LIMIT_BYTES) {
                    Ok(Some(frame)) => Ok(frame),
                    Ok(None) => Err(HtmlFailure::Died),
                    Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                        Err(HtmlFailure::Flooded)
                    }
                    Err(_) => Err(HtmlFailure::Died),
                };
                let is_last = frame.is_err();
                if incoming.send(frame).is_err() || is_last {
                    return;
                }
            }
        });
        if writer.is_err() || reader.is_err() {
            worker.end();
            return Err(HtmlFailure::NotStarted);
        }
        Ok(worker)
    }

    pub fn kill_switch(&self) -> KillSwitch {
        KillSwitch(Arc::clone(&self.child))
    }

    /// Whether it still runs, as far as is known.
    pub fn is_alive(&self) -> bool {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(child.try_wait(), Ok(None))
    }

    /// Asks and waits for the answer, at most [`DEADLINE`]. After a failure it is ended.
    pub fn ask(&mut self, request: &Request, deadline: Duration) -> Result<Answer, HtmlFailure> {
        let outcome = self.try_ask(request, Instant::now() + deadline);
        if outcome.is_err() {
            self.end();
        }
        outcome
    }

    fn try_ask(&mut self, request: &Request, until: Instant) -> Result<Answer, HtmlFailure> {
        if !self.said_hello {
            match self.receive(until)? {
                Answer::Hello { version } if version == VERSION => self.said_hello = true,
                _ => return Err(HtmlFailure::Broken),
            }
        }
        let left = until.saturating_duration_since(Instant::now());
        self.requests.send_timeout(request.encode(), left).map_err(|_| HtmlFailure::Died)?;
        match self.receive(until)? {
            Answer::Failed => Err(HtmlFailure::Failed),
            Answer::NoPdf(fault) => Err(HtmlFailure::Pdf(fault)),
            answer => Ok(answer),
        }
    }

    fn receive(&self, until: Instant) -> Result<Answer, HtmlFailure> {
        let frame = self.answers.recv_deadline(until).map_err(|error| match error {
            RecvTimeoutError::Timeout => HtmlFailure::Late,
            RecvTimeoutError::Disconnected => HtmlFailure::Died,
        })??;
        Answer::decode(&frame).map_err(|_| HtmlFailure::Broken)
    }

    /// Ends it at once and takes it off the system's list.
    fn end(&self) {
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        // It may have ended by itself.
        child.kill().ok();
        child.wait().ok();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.end();
    }
}
