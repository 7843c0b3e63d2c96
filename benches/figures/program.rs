//! The built program with one account, its trace, and what the system says of its process.

use std::fs;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::stage::Login;
use crate::support::desktop::Desktop;
use crate::support::link::{Character, Link, Traffic};
use crate::support::process::Running;

/// Longest wait for something that must happen, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_AGAIN: Duration = Duration::from_millis(10);
/// Nothing told, sent or received for so long: everything under way is done. The trace is up to
/// a second behind.
const QUIET: Duration = Duration::from_millis(2500);
/// How often the link's counters are noted: far finer than any round trip.
const NOTE_EVERY: Duration = Duration::from_millis(5);

/// The slow link of all the promises: 200 ms there and back, 1 Mbit/s each way.
pub const SLOW: Character =
    Character { round_trip: Duration::from_millis(200), kbit_per_s: 1000, cut_after_bytes: 0 };

/// The window and its panes, so that the mouse finds its way.
pub const WIDTH_PT: i32 = 1280;
pub const HEIGHT_PT: i32 = 800;
pub const FOLDERS_PT: i32 = 220;
pub const MESSAGES_PT: i32 = 390;

/// The running program. Dropping it ends it.
pub struct Program<'a> {
    pub running: Running,
    pub desktop: &'a Desktop,
    pub link: Link,
    started: Instant,
    round_trip: Duration,
    /// The link's counters over time.
    notes: Vec<(Instant, Vec<Traffic>)>,
    /// Lines of the trace that were waited for already.
    seen: usize,
    folder: TempDir,
}

impl<'a> Program<'a> {
    /// Starts it with one account, over TLS, through a link of that character.
    pub fn start(desktop: &'a Desktop, login: Login<'_>, character: Character) -> Self {
        let link = Link::start(login.tls_port, character);
        let user = login.user;
        let folder = tempfile::Builder::new().prefix("mailpane-bench").tempdir().expect("a folder");
        let account = format!(
            "[[account]]\nname = \"{user}\"\nuser = \"{user}\"\nhost = \"localhost\"\nport = {}\n\
             secret = \"command\"\nsecret_command = \"echo secret\"\nca_file = \"{}\"\n",
            link.port,
            login.ca_file.display()
        );
        let window = format!(
            "width_points = {WIDTH_PT}.0\nheight_points = {HEIGHT_PT}.0\n\
             folders_width_points = {FOLDERS_PT}.0\nlist_width_points = {MESSAGES_PT}.0\n"
        );
        for (name, text) in [("accounts.toml", account), ("window.toml", window)] {
            fs::write(folder.path().join(name), text).expect("the folder takes files");
        }
        let mut command = desktop.command(env!("CARGO_BIN_EXE_mailpane"));
        command.arg("--config-dir").arg(folder.path());
        command.arg("--trace").arg(folder.path().join("trace"));
        let started = Instant::now();
        let running = desktop.spawn("mailpane", &mut command);
        let round_trip = character.round_trip;
        Self { running, desktop, link, started, round_trip, notes: Vec::new(), seen: 0, folder }
    }

    /// Waits for the next line of the trace with this event; later waits look behind it.
    pub fn next(&mut self, event: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            self.note();
            let lines = self.trace();
            let found = lines.iter().skip(self.seen).position(|line| line["event"] == event);
            if let Some(at) = found.map(|at| self.seen + at) {
                self.seen = at + 1;
                return lines[at].clone();
            }
            if let Some(status) = self.running.exited() {
                panic!("mailpane ended ({status}). {}", self.running.log_tail());
            }
            assert!(
                Instant::now() < end,
                "No {event} after {} s; the trace ends with {:?}. {}",
                PATIENCE.as_secs(),
                lines.last(),
                self.running.log_tail()
            );
            thread::sleep(NOTE_EVERY);
        }
    }

    /// The last line of the trace with this event.
    pub fn last(&self, event: &str) -> Value {
        let found = self.trace().into_iter().rev().find(|line| line["event"] == event);
        found.unwrap_or_else(|| panic!("There was no {event}."))
    }

    /// Waits until nothing happens any more; later waits look at what comes then. Returns a mark
    /// for [`Program::passes`].
    pub fn settle(&mut self) -> usize {
        let end = Instant::now() + PATIENCE;
        let state = |program: &Self| (program.trace().len(), program.link.traffic());
        let (mut last, mut since) = (state(self), Instant::now());
        while since.elapsed() < QUIET {
            assert!(Instant::now() < end, "mailpane never comes to rest: {last:?}");
            thread::sleep(LOOK_AGAIN);
            let now = state(self);
            if now != last {
                (last, since) = (now, Instant::now());
            }
        }
        self.seen = last.0;
        self.seen
    }

    /// When a line of the trace was told.
    pub fn moment(&self, line: &Value) -> Instant {
        self.started + Duration::from_secs_f64(line["t_ms"].as_f64().unwrap_or_default() / 1000.0)
    }

    /// What the command connection had carried for what was painted at a moment that
    /// [`Program::next`] waited through. What was asked for since the answer came, within half a
    /// round trip, is not in it.
    pub fn heard_until(&self, moment: Instant) -> Traffic {
        let asked = moment.checked_sub(self.round_trip / 2).unwrap_or(moment);
        let mut heard = self.carried_at(moment);
        heard.turns = self.carried_at(asked).turns;
        heard
    }

    fn carried_at(&self, moment: Instant) -> Traffic {
        let before = self.notes.iter().rev().find(|(noted, _)| *noted <= moment);
        before.and_then(|(_, traffic)| traffic.first()).copied().unwrap_or_default()
    }

    /// Passes painted since a mark, as (count, median, most) of each `frames` line.
    pub fn passes(&self, mark: usize) -> Vec<(u64, f64, f64)> {
        let lines = self.trace();
        let frames = lines.iter().skip(mark).filter(|line| line["event"] == "frames");
        let number = |line: &Value, key: &str| line[key].as_f64().unwrap_or_default();
        frames
            .map(|line| {
                let count = line["count"].as_u64().unwrap_or_default();
                (count, number(line, "cpu_ms_median"), number(line, "cpu_ms_max"))
            })
            .collect()
    }

    /// CPU time of all its threads that run now (`proc_pid_schedstat`, in nanoseconds).
    pub fn cpu(&self) -> Duration {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.running.id()));
        let tasks = tasks.expect("the program runs").flatten();
        let nanos = tasks.filter_map(|task| {
            let stat = fs::read_to_string(task.path().join("schedstat")).ok()?;
            stat.split_whitespace().next()?.parse::<u64>().ok()
        });
        Duration::from_nanos(nanos.sum())
    }

    /// Memory in RAM now (VmRSS), in megabytes of 1,000,000 bytes.
    pub fn rss_mb(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.running.id()));
        let status = status.expect("the program runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        number.expect("Linux tells the RSS in kB") * 1024.0 / 1e6
    }

    fn note(&mut self) {
        self.notes.push((Instant::now(), self.link.traffic()));
    }

    fn trace(&self) -> Vec<Value> {
        let path: PathBuf = self.folder.path().join("trace");
        let text = fs::read_to_string(path).unwrap_or_default();
        // The last line may be half written.
        text.lines().map_while(|line| serde_json::from_str(line).ok()).collect()
    }
}
