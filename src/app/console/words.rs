//! Lines of the log in words: on the screen, in a search, and in a file.

use std::fmt::Write as _;
use std::time::Duration;

use crate::app::dates::{Clock, byte_size};
use crate::engine::{Direction, LogLine, Role};
use crate::text::{grouped, visible};

use super::log::LogRow;

/// The time of day with milliseconds, where the user is: `14:03:22.123`.
pub fn clock_time(clock: &Clock, unix_ms: u64) -> String {
    time(clock, unix_ms, "%H:%M:%S")
}

fn time(clock: &Clock, unix_ms: u64, pattern: &str) -> String {
    let secs = i64::try_from(unix_ms / 1_000).unwrap_or_default();
    let when = clock.at(secs).map(|when| when.strftime(pattern).to_string()).unwrap_or_default();
    format!("{when}.{:03}", unix_ms % 1_000)
}

/// `Work 2`; of a connection that is not there for what the user looks at also what it is there for.
pub fn connection_name(account: &str, number: u32, role: Role) -> String {
    match role {
        Role::Mail => format!("{account} {number}"),
        Role::Watch => format!("{account} {number} (listening)"),
        Role::Console => format!("{account} {number} (console)"),
    }
}

/// `45 ms`, `0.4 ms`, `2.1 s`.
pub(super) fn took(time: Duration) -> String {
    let micros = time.as_micros();
    if micros < 10_000 {
        format!("{:.1} ms", time.as_secs_f64() * 1_000.0)
    } else if micros < 1_000_000 {
        format!("{} ms", time.as_millis())
    } else {
        format!("{:.1} s", time.as_secs_f64())
    }
}

/// What words are looked for in, in lower case.
pub(super) fn searched(row: &LogRow) -> String {
    match row {
        LogRow::Line { name, line, .. } => {
            format!("{} {}", connection_name(name, line.connection, line.role), line.text)
                .to_lowercase()
        }
        LogRow::Lost { name, .. } => name.to_lowercase(),
    }
}

impl LogRow {
    /// What the line says, safe to show.
    pub fn text(&self) -> String {
        match self {
            Self::Line { line, .. } => visible(&line.text),
            Self::Lost { name, count, .. } => {
                format!("{} lines of {name} came and went unseen", grouped(*count))
            }
        }
    }

    /// Size and round trip, as far as it has them: `312 B, 45 ms`.
    pub fn figures(&self) -> String {
        let Self::Line { line, .. } = self else { return String::new() };
        let size = (line.bytes > 0).then(|| byte_size(line.bytes));
        let time = line.round_trip.map(took);
        [size, time].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// All of it in one line, for screen readers and hover.
    pub fn spoken(&self, clock: &Clock) -> String {
        let Self::Line { name, line, .. } = self else { return self.text() };
        let who = connection_name(name, line.connection, line.role);
        let what = match line.direction {
            Direction::Sent => "sent",
            Direction::Received => "received",
            Direction::Note => "note",
        };
        let figures = self.figures();
        let comma = if figures.is_empty() { "" } else { ", " };
        let time = clock_time(clock, line.at_unix_ms);
        format!("{time}, {who}, {what}: {}{comma}{figures}", self.text())
    }
}

/// Rows as lines of a file: date, time, connection, direction, size, round trip, text.
pub fn log_text<'a>(clock: &Clock, rows: impl Iterator<Item = &'a LogRow>) -> String {
    let mut out = String::new();
    for row in rows {
        match row {
            LogRow::Line { name, line, .. } => push_line(&mut out, clock, name, line),
            LogRow::Lost { .. } => _ = writeln!(out, "… {}", row.text()),
        }
    }
    out
}

fn push_line(out: &mut String, clock: &Clock, name: &str, line: &LogLine) {
    if line.is_content {
        // Set off, so that no line of a mail can pass for one of the log.
        let _ = writeln!(out, "    | {}", visible(&line.text));
        return;
    }
    let when = time(clock, line.at_unix_ms, "%Y-%m-%d %H:%M:%S");
    let who = connection_name(name, line.connection, line.role);
    let arrow = match line.direction {
        Direction::Sent => "->",
        Direction::Received => "<-",
        Direction::Note => "--",
    };
    let _ = write!(out, "{when}  {who}  {arrow}  ");
    if line.bytes > 0 {
        let _ = write!(out, "{} B  ", line.bytes);
    }
    if let Some(round_trip) = line.round_trip {
        let _ = write!(out, "{:.1} ms  ", round_trip.as_secs_f64() * 1_000.0);
    }
    let _ = writeln!(out, "{}", visible(&line.text));
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::AccountId;

    fn row(direction: Direction, text: &str, round_trip: Option<Duration>) -> LogRow {
        let line = LogLine {
            serial: 1,
            at_unix_ms: 1_763_906_602_007,
            connection: 2,
            role: Role::Watch,
            direction,
            text: text.to_owned(),
            bytes: 312,
            round_trip,
            is_content: false,
        };
        LogRow::Line { account: AccountId(0), name: "Work".into(), line: Arc::new(line) }
    }

    #[test]
    fn a_line_of_the_file_says_when_who_and_how_long() {
        let clock = Clock::default();
        let rows = [
            row(Direction::Sent, "m1 NOOP", None),
            row(Direction::Received, "m1 OK \u{202e}", Some(Duration::from_micros(45_210))),
        ];
        assert_eq!(
            log_text(&clock, rows.iter()),
            "2025-11-23 14:03:22.007  Work 2 (listening)  ->  312 B  m1 NOOP\n\
             2025-11-23 14:03:22.007  Work 2 (listening)  <-  312 B  45.2 ms  m1 OK ⟨U+202E⟩\n"
        );
        let [_, answer] = &rows;
        assert_eq!(
            answer.spoken(&clock),
            "14:03:22.007, Work 2 (listening), received: m1 OK ⟨U+202E⟩, 312 B, 45 ms"
        );
    }

    #[test]
    fn times_are_as_exact_as_they_are_short() {
        let words = [420, 9_999, 45_210, 2_140_000].map(|us| took(Duration::from_micros(us)));
        assert_eq!(words, ["0.4 ms", "10.0 ms", "45 ms", "2.1 s"]);
    }
}
