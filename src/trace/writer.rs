//! The trace's own thread: lines in their order, and one `frames` line a second while passes come.
//!
//! Knows the file and nothing of the program. It sleeps until something is handed over, or until
//! the second of the passes under way is over: while the window is idle, so is this.

use std::fs::{self, File};
use std::io::Write;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::{Line, Message, line, rounded};

/// The time that one `frames` line sums up.
const FRAMES_EVERY: Duration = Duration::from_secs(1);

/// Passes since the last `frames` line.
#[derive(Default)]
struct Passes {
    cpu_ms: Vec<f64>,
    began: Option<Instant>,
}

impl Passes {
    fn add(&mut self, cpu_ms: f64) {
        self.began.get_or_insert_with(Instant::now);
        self.cpu_ms.push(cpu_ms);
    }

    /// How long until the line is due; `None` where nothing was painted.
    fn due_in(&self) -> Option<Duration> {
        self.began.map(|began| FRAMES_EVERY.saturating_sub(began.elapsed()))
    }

    fn take_line(&mut self) -> Option<Line> {
        self.began.take()?;
        let mut cpu_ms = std::mem::take(&mut self.cpu_ms);
        cpu_ms.sort_by(f64::total_cmp);
        let median = cpu_ms.get(cpu_ms.len() / 2).copied().unwrap_or_default();
        let most = cpu_ms.last().copied().unwrap_or_default();
        let fields = [
            ("count", cpu_ms.len().into()),
            ("cpu_ms_median", rounded(median, 1000.0).into()),
            ("cpu_ms_max", rounded(most, 1000.0).into()),
        ];
        Some(line("frames", &fields))
    }
}

/// Finished lines on their way to the file.
#[derive(Default)]
struct Lines {
    text: Vec<u8>,
    /// A line is stamped before it waits here; one that is made here may overtake it.
    last_t_ms: f64,
}

impl Lines {
    /// Appends a line; its time is never before that of the line above it.
    fn put(&mut self, line: Option<Line>) {
        let Some(mut line) = line else { return };
        line.t_ms = line.t_ms.max(self.last_t_ms);
        if serde_json::to_writer(&mut self.text, &line).is_ok() {
            self.text.push(b'\n');
            self.last_t_ms = line.t_ms;
        }
    }
}

/// Writes what is handed over, everything that waits in one write, until the end is said.
pub(super) fn run(mut file: File, waiting: &Receiver<Message>) {
    let mut lines = Lines::default();
    let mut passes = Passes::default();
    let mut ended = false;
    while !ended {
        lines.text.clear();
        match next(waiting, &passes) {
            Ok(message) => ended = put(&mut lines, &mut passes, message),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        while let Ok(message) = waiting.try_recv() {
            ended |= put(&mut lines, &mut passes, message);
        }
        if passes.due_in().is_some_and(|left| left.is_zero()) {
            lines.put(passes.take_line());
        }
        if let Err(error) = file.write_all(&lines.text) {
            log::warn!("the trace ends here: {error}");
            return;
        }
    }
}

fn next(waiting: &Receiver<Message>, passes: &Passes) -> Result<Message, RecvTimeoutError> {
    match passes.due_in() {
        Some(left) => waiting.recv_timeout(left),
        None => waiting.recv().map_err(|_| RecvTimeoutError::Disconnected),
    }
}

/// Appends what one message says; true where it is the last one.
fn put(lines: &mut Lines, passes: &mut Passes, message: Message) -> bool {
    match message {
        Message::End => return true,
        Message::Pass { cpu_ms } => passes.add(cpu_ms),
        Message::Line(line) => lines.put(Some(line)),
        Message::Memory(mut line) => {
            if let Some(rss_bytes) = rss_bytes() {
                line.fields.insert("rss_bytes".to_owned(), rss_bytes.into());
                lines.put(Some(line));
            }
        }
        Message::Closed(line) => {
            lines.put(passes.take_line());
            lines.put(Some(line));
        }
    }
    false
}

/// Memory of this process that is in RAM now (`proc_pid_status(5)`, VmRSS); `None` where the system
/// does not tell.
fn rss_bytes() -> Option<u64> {
    // Not statm: that counts pages, whose size only an unsafe call tells.
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = value.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn passes_become_one_line_with_the_middle_and_the_most() {
        let mut passes = Passes::default();
        assert!(passes.due_in().is_none() && passes.take_line().is_none());
        for cpu_ms in [9.0, 1.0, 1.23456] {
            passes.add(cpu_ms);
        }
        assert!(passes.due_in().unwrap() <= FRAMES_EVERY);
        let line = passes.take_line().unwrap();
        let field = |name: &str| line.fields.get(name).unwrap().as_f64().unwrap();
        assert_eq!(
            (field("count"), field("cpu_ms_median"), field("cpu_ms_max")),
            (3.0, 1.235, 9.0)
        );
        assert!(passes.take_line().is_none(), "nothing is told twice");
    }

    #[test]
    fn a_line_that_was_overtaken_is_not_dated_back() {
        let mut lines = Lines::default();
        for t_ms in [2.0, 1.0, 3.0] {
            lines.put(Some(Line { t_ms, event: "x", fields: serde_json::Map::new() }));
        }
        let text = String::from_utf8(lines.text).unwrap();
        let line = |t_ms: &str| format!("{{\"t_ms\":{t_ms},\"event\":\"x\"}}\n");
        assert_eq!(text, [line("2.0"), line("2.0"), line("3.0")].concat());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_memory_of_this_process_is_known() {
        assert!(rss_bytes().unwrap() > 100_000);
    }
}
