//! `--trace FILE`: one JSON object per line about what the program does, for scripts and tests.
//!
//! Events are handed over without waiting and written by a thread of their own, so that the UI
//! thread never touches a file. A line never holds mail text or a secret. The trace file is the
//! user's wish and is not counted by [`crate::footprint`].

mod writer;

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::{Map, Value};

use crate::model::{Security, Traffic};

/// Lines that may wait for the disk; a second of the busiest scrolling. More are dropped.
const WAITING_LINES: usize = 1024;

/// The moment this process began, as well as the system tells.
///
/// Call it first thing in `main`: where the system does not tell, it is the first call.
pub fn process_start() -> Instant {
    static START: OnceLock<Instant> = OnceLock::new();
    *START.get_or_init(|| {
        let now = Instant::now();
        now.checked_sub(process_age().unwrap_or_default()).unwrap_or(now)
    })
}

/// Time since the process was made, in steps of 10 ms (`proc_pid_stat(5)`, field 22).
///
/// `None` above a minute: then a shell has become this program (`exec`), or the clocks differ.
fn process_age() -> Option<Duration> {
    const TICKS_PER_SEC: f64 = 100.0; // USER_HZ, the same on every Linux.
    const MOST_SECS: f64 = 60.0;
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let uptime = fs::read_to_string("/proc/uptime").ok()?;
    // The program's name in brackets may hold spaces; after it, the third field follows.
    let (_, fields) = stat.rsplit_once(')')?;
    let start_ticks: f64 = fields.split_whitespace().nth(22 - 3)?.parse().ok()?;
    let uptime_secs: f64 = uptime.split_whitespace().next()?.parse().ok()?;
    let age_secs = uptime_secs - start_ticks / TICKS_PER_SEC;
    (0.0..=MOST_SECS).contains(&age_secs).then(|| Duration::from_secs_f64(age_secs))
}

/// Which account an event is about, and its running totals.
#[derive(Clone, Copy, Debug)]
pub struct AccountTotals<'a> {
    pub account: &'a str,
    pub traffic: Traffic,
    /// `"tcp"` where bytes are counted below TLS, else `"tls"`.
    pub layer: &'static str,
}

/// How the shown body was painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShownKind {
    Text,
    Html,
    /// HTML that could not be laid out, shown as text.
    Fallback,
}

/// The trace, or none. Cheap to clone; the clones write to one file.
#[derive(Clone, Debug)]
pub struct Trace {
    inner: Option<Arc<Inner>>,
}

#[derive(Debug)]
struct Inner {
    lines: SyncSender<Message>,
    // Taken by whoever closes the trace first.
    writer: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug)]
enum Message {
    Line(Line),
    /// As a line, with the memory measured when it is written.
    Memory(Line),
    /// The window was painted.
    Pass {
        cpu_ms: f64,
    },
    /// The last line; what was painted comes before it.
    Closed(Line),
    End,
}

#[derive(Debug, Serialize)]
struct Line {
    t_ms: f64,
    event: &'static str,
    #[serde(flatten)]
    fields: Map<String, Value>,
}

impl Trace {
    /// No trace: every event costs nothing.
    pub fn off() -> Self {
        Self { inner: None }
    }

    /// Appends to `path`, which is made where it is missing.
    pub fn to_file(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().append(true).create(true).open(path)?;
        let (lines, waiting) = sync_channel(WAITING_LINES);
        let writer = thread::Builder::new()
            .name("trace".to_owned())
            .spawn(move || writer::run(file, &waiting))?;
        let inner = Inner { lines, writer: Mutex::new(Some(writer)) };
        Ok(Self { inner: Some(Arc::new(inner)) })
    }

    /// Whether events go anywhere: what is costly to measure can be left out.
    pub fn is_on(&self) -> bool {
        self.inner.is_some()
    }

    /// Writes an event with its fields. Never waits: with the disk behind, the line is lost.
    pub fn event(&self, name: &'static str, fields: &[(&str, Value)]) {
        if let Some(inner) = &self.inner {
            inner.lines.try_send(Message::Line(line(name, fields))).ok();
        }
    }

    /// The first frame was painted.
    pub fn first_frame(&self) {
        self.event("first_frame", &[]);
    }

    /// The account is logged in.
    pub fn connected(&self, on: &AccountTotals<'_>, security: Security, tls_version: Option<&str>) {
        let security = match security {
            Security::Tls => "tls",
            Security::StartTls => "starttls",
            Security::Plaintext => "plaintext",
            Security::Tunnel => "tunnel",
        };
        let own = [("security", security.into()), ("tls_version", tls_version.into())];
        self.account_event("connected", on, own);
    }

    /// SELECT or EXAMINE was answered.
    pub fn mailbox_opened(&self, on: &AccountTotals<'_>, mailbox: &str, exists: u32) {
        let own = [("mailbox", mailbox.into()), ("exists", exists.into())];
        self.account_event("mailbox_opened", on, own);
    }

    /// The visible rows are painted for the first time or after a jump; then the memory.
    pub fn rows_shown(&self, on: &AccountTotals<'_>, rows: &RowsShown<'_>) {
        let own = [
            ("mailbox", rows.mailbox.into()),
            ("first", rows.first.into()),
            ("rows", rows.rows.into()),
            ("exists", rows.exists.into()),
        ];
        self.account_event("rows_shown", on, own);
        self.memory();
    }

    /// The body's first part is painted; then the memory.
    pub fn message_shown(&self, on: &AccountTotals<'_>, mailbox: &str, uid: u32, kind: ShownKind) {
        let kind = serde_json::to_value(kind).unwrap_or_default();
        let own = [("mailbox", mailbox.into()), ("uid", uid.into()), ("kind", kind)];
        self.account_event("message_shown", on, own);
        self.memory();
    }

    /// The window was painted once. The passes of a second become one `frames` line.
    pub fn pass(&self, cpu_ms: f64) {
        if let Some(inner) = &self.inner {
            inner.lines.try_send(Message::Pass { cpu_ms }).ok();
        }
    }

    /// The program ends: how many accounts, and their traffic together. The files are counted here.
    pub fn closed(&self, accounts: usize, traffic: Traffic) {
        let own = [
            ("accounts", accounts.into()),
            ("bytes_in", traffic.bytes_in.into()),
            ("bytes_out", traffic.bytes_out.into()),
            ("files_written", crate::footprint::files_written().into()),
            ("files_removed", crate::footprint::files_removed().into()),
        ];
        if let Some(inner) = &self.inner {
            // The one line that waits for room: nothing is painted any more, and tests rely on it.
            inner.lines.send(Message::Closed(line("closed", &own))).ok();
        }
    }

    /// Writes what waits and ends the writer; events after it go nowhere. Waits for the disk.
    pub fn close(&self) {
        let Some(inner) = &self.inner else { return };
        let writer = inner.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            inner.lines.send(Message::End).ok(); // It has ended already after a failed write.
            writer.join().ok();
        }
    }

    fn memory(&self) {
        if let Some(inner) = &self.inner {
            inner.lines.try_send(Message::Memory(line("memory", &[]))).ok();
        }
    }

    fn account_event<const N: usize>(
        &self,
        name: &'static str,
        on: &AccountTotals<'_>,
        own: [(&str, Value); N],
    ) {
        if !self.is_on() {
            return;
        }
        let mut fields = vec![
            ("account", on.account.into()),
            ("bytes_in", on.traffic.bytes_in.into()),
            ("bytes_out", on.traffic.bytes_out.into()),
            ("round_trips", on.traffic.round_trips.into()),
            ("layer", on.layer.into()),
        ];
        fields.extend(own);
        self.event(name, &fields);
    }
}

/// What is painted of the list.
#[derive(Clone, Copy, Debug)]
pub struct RowsShown<'a> {
    pub mailbox: &'a str,
    /// The first visible row, counted from the newest, which is 0.
    pub first: u32,
    /// How many rows are visible.
    pub rows: u32,
    pub exists: u32,
}

fn line(event: &'static str, fields: &[(&str, Value)]) -> Line {
    let t_ms = rounded(process_start().elapsed().as_secs_f64() * 1000.0, 10.0);
    let fields = fields.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    Line { t_ms, event, fields }
}

/// `value` to the nearest of `steps` in one.
fn rounded(value: f64, steps: f64) -> f64 {
    (value * steps).round() / steps
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn totals() -> AccountTotals<'static> {
        let traffic = Traffic { bytes_in: 7, bytes_out: 5, round_trips: 3 };
        AccountTotals { account: "Work", traffic, layer: "tcp" }
    }

    fn read(path: &Path) -> Vec<Value> {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn every_event_is_one_line_with_time_and_name_first() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace.jsonl");
        let trace = Trace::to_file(&path).unwrap();
        trace.first_frame();
        trace.connected(&totals(), Security::StartTls, Some("TLSv1.3"));
        trace.clone().mailbox_opened(&totals(), "INBOX", 9);
        trace.rows_shown(&totals(), &RowsShown { mailbox: "a\nb", first: 0, rows: 4, exists: 9 });
        trace.message_shown(&totals(), "INBOX", 4, ShownKind::Fallback);
        trace.pass(1.23456);
        trace.closed(2, totals().traffic);
        trace.close();
        trace.first_frame(); // Goes nowhere.
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("{\"t_ms\":"), "{text}");
        let lines = read(&path);
        let events: Vec<_> = lines.iter().map(|line| line["event"].as_str().unwrap()).collect();
        let mut expected = vec!["first_frame", "connected", "mailbox_opened", "rows_shown"];
        expected.extend(["memory", "message_shown", "memory", "frames", "closed"]);
        if !cfg!(target_os = "linux") {
            expected.retain(|event| *event != "memory");
        }
        assert_eq!(events, expected);
        assert_eq!(lines[1]["security"], "starttls");
        assert_eq!((&lines[1]["bytes_in"], &lines[1]["layer"]), (&7.into(), &"tcp".into()));
        assert_eq!(lines[3]["mailbox"], "a\nb");
        assert_eq!(lines.iter().find(|line| line["kind"] == "fallback").unwrap()["uid"], 4);
        assert!(lines.iter().all(|line| line["t_ms"].is_f64()));
        let frames = lines.iter().find(|line| line["event"] == "frames").unwrap();
        assert_eq!(frames["cpu_ms_median"], 1.235);
        assert_eq!(lines.last().unwrap()["accounts"], 2);
    }

    #[test]
    fn a_second_run_appends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trace.jsonl");
        for _ in 0..2 {
            let trace = Trace::to_file(&path).unwrap();
            trace.first_frame();
            trace.close();
            trace.close();
        }
        assert_eq!(read(&path).len(), 2);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Trace::to_file(folder.path()).is_err());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_costs_the_trace_and_nothing_else() {
        let trace = Trace::to_file(Path::new("/dev/full")).unwrap();
        for _ in 0..5000 {
            trace.first_frame();
        }
        trace.close();
    }

    #[test]
    fn no_trace_costs_nothing() {
        let trace = Trace::off();
        assert!(!trace.is_on());
        trace.rows_shown(&totals(), &RowsShown { mailbox: "x", first: 0, rows: 0, exists: 0 });
        trace.close();
    }

    #[test]
    fn this_process_began_before_now() {
        assert!(process_start() <= Instant::now());
    }
}
