//! A program that a test starts, and stops again when the test is over.

use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for a program to be ready; they need 0.1 to 0.3 s, and a loaded machine more.
pub const START_LIMIT: Duration = Duration::from_secs(20);

/// After a polite request to end, this long; then it is killed.
const STOP_LIMIT: Duration = Duration::from_secs(10);

/// Pause between two looks at something that nobody announces.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Characters of a log shown when a start fails.
const LOG_TAIL: usize = 3000;

/// A started program; dropping it ends it, and waits until it is gone.
#[derive(Debug)]
pub struct Running {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Running {
    /// Starts `command`, its output going to the file `log`. A program that is not installed
    /// fails the test with a sentence.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Self {
        let file = File::create(log).expect("the temporary folder takes files");
        command.stdout(file.try_clone().expect("a file handle can be doubled"));
        Self::start_with_stdout(name, command.stderr(file), log)
    }

    /// As [`Running::start`], for a program whose standard output somebody reads.
    pub fn start_with_stdout(name: &str, command: &mut Command, log: &Path) -> Self {
        let child = command.spawn().unwrap_or_else(|error| {
            panic!(
                "{name} ({:?}) cannot be started: {error}. \"make test\" installs what the tests need.",
                command.get_program()
            )
        });
        Self { name: name.to_owned(), child, log: log.to_owned() }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// The exit status, where the program is over.
    pub fn exited(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("a child can be asked for")
    }

    /// Waits until `ready` answers, and fails the test where it does not or the program ends.
    pub fn wait_until<T>(&mut self, what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
        let end = Instant::now() + START_LIMIT;
        loop {
            if let Some(value) = ready() {
                return value;
            }
            if let Some(status) = self.exited() {
                panic!("{} ended ({status}) before {what}. {}", self.name, self.log_tail());
            }
            assert!(
                Instant::now() < end,
                "{} runs, but after {} s there is no sign of {what}. {}",
                self.name,
                START_LIMIT.as_secs(),
                self.log_tail()
            );
            thread::sleep(LOOK_AGAIN);
        }
    }

    /// Waits for the program to end by itself; fails the test when it does not.
    pub fn wait_for_exit(&mut self, limit: Duration) -> ExitStatus {
        self.ended_within(limit).unwrap_or_else(|| {
            let (name, seconds) = (&self.name, limit.as_secs_f32());
            panic!("{name} still runs after {seconds} s. {}{}", self.threads(), self.log_tail())
        })
    }

    /// Asks it to end (SIGTERM), then waits; kills it where that does not help.
    pub fn stop(&mut self) {
        if self.exited().is_some() {
            return;
        }
        signal("TERM", self.id());
        if self.ended_within(STOP_LIMIT).is_none() {
            self.child.kill().ok();
            self.child.wait().ok();
        }
    }

    /// What the program wrote last, as a sentence for a failing test.
    pub fn log_tail(&self) -> String {
        log_tail(&self.log)
    }

    /// What each of its threads waits for, as sentences, where the system tells (`proc(5)`).
    fn threads(&self) -> String {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.id()));
        let told = tasks.into_iter().flatten().flatten().map(|task| {
            let read = |name: &str| fs::read_to_string(task.path().join(name)).unwrap_or_default();
            let (name, wait, call) = (read("comm"), read("wchan"), read("syscall"));
            format!("Thread {} waits in {wait} ({}). ", name.trim(), call.trim())
        });
        told.collect()
    }

    fn ended_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        loop {
            if let Some(status) = self.exited() {
                return Some(status);
            }
            if Instant::now() >= end {
                return None;
            }
            thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Sends a signal to one process that the caller started.
pub fn signal(name: &str, process_id: u32) {
    let line = format!("kill -{name} {process_id}");
    Command::new("sh").args(["-c", &line]).stderr(Stdio::null()).status().ok();
}

/// The end of a log file, as a sentence.
pub fn log_tail(log: &Path) -> String {
    let bytes = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let skipped = text.chars().count().saturating_sub(LOG_TAIL);
    let tail: String = text.chars().skip(skipped).collect();
    match tail.trim() {
        "" => format!("It wrote nothing to {}.", log.display()),
        tail => format!("Its log ends with:\n{tail}"),
    }
}

/// Runs a program to its end; fails the test with what it said where it fails.
pub fn run(command: &mut Command) -> Vec<u8> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("{command:?} cannot be started: {error}."));
    assert!(
        output.status.success(),
        "{command:?} failed ({}): {}",
        output.status,
        String::from_utf8_lossy(&output.stderr).trim()
    );
    output.stdout
}

/// A port that nothing listens on at this moment.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
    listener.local_addr().expect("a bound socket has an address").port()
}

/// True where the tests run as root, who may hand files to other users.
pub fn is_root() -> bool {
    id("-u") == "0"
}

/// What `id` says with one option: `-u`, `-un`, `-gn`.
pub fn id(option: &str) -> String {
    String::from_utf8_lossy(&run(Command::new("id").arg(option))).trim().to_owned()
}

/// Gives a folder and all in it to another user; only root may.
pub fn give_to(owner: &str, path: &Path) {
    run(Command::new("chown").arg("-R").arg(owner).arg(path));
}

/// Lets other users walk through a temporary folder, which is private when new.
pub fn open_to_all(path: &Path) {
    run(Command::new("chmod").arg("755").arg(path));
}
