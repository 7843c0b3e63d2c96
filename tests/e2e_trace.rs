//! `--trace FILE`: every event with its fields, in the order of time, and silence while idle.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use serde_json::Value;

use support::dovecot::Dovecot;
use support::fill::fill;
use support::mail::Kind;
use support::steps::{
    Stage, WHOLE_DESKTOP, folder, letter, on_a_desktop, read_trace, row, settings_with, wait_for,
};

/// Fields of every event about an account.
const TOTALS: [&str; 5] = ["account", "bytes_in", "bytes_out", "round_trips", "layer"];

/// A `frames` line comes within a second after the last pass; then there is nothing to tell.
const SETTLED: Duration = Duration::from_secs(2);

/// How long nothing happens.
const IDLE: Duration = Duration::from_secs(5);

const MESSAGES: usize = 500;

#[test]
fn every_event_of_the_trace_has_its_fields() {
    let server = Dovecot::start();
    let mut other = server.client("alice", "secret");
    fill(&mut other, "INBOX", MESSAGES, Kind::default());
    let letter = letter("Ann <a@example.org>", "Tickets", "Two for Thursday.");
    other.append("INBOX", "", &letter);
    on_a_desktop("e2e_trace", WHOLE_DESKTOP, |stage| {
        let settings = settings_with(stage, "tls", server.tls_port, &server.certs.ca);
        let trace = trace_of(stage);
        let (settings, file) = (settings.display().to_string(), trace.display().to_string());
        stage.open(&["--config-dir", &settings, "--trace", &file]);
        stage.click(&row("Ann, Tickets"));
        stage.wait_for_words("Two for Thursday.");
        stage.click(&folder("Sent"));
        stage.wait_for_words("No messages");
        stage.quit();

        let lines = read_trace(&trace);
        in_order_of_time(&lines);
        has_fields(one(&lines, "first_frame"), &[]);
        let connected = one(&lines, "connected");
        has_fields(connected, &["security", "tls_version"]);
        assert_eq!(
            (&connected["account"], &connected["security"]),
            (&"Work".into(), &"tls".into())
        );
        assert!(connected["tls_version"].as_str().is_some_and(|v| v.starts_with("TLSv1.")));
        let opened: Vec<_> = all(&lines, "mailbox_opened").collect();
        has_fields(opened[0], &["mailbox", "exists"]);
        assert_eq!(opened[0]["exists"], MESSAGES + 1);
        assert_eq!(
            (&opened[0]["mailbox"], &opened[1]["mailbox"]),
            (&"INBOX".into(), &"Sent".into())
        );

        let rows = all(&lines, "rows_shown").next().expect("rows were shown");
        has_fields(rows, &["mailbox", "first", "rows", "exists"]);
        assert_eq!((&rows["mailbox"], &rows["first"]), (&"INBOX".into(), &0.into()));
        assert!(rows["rows"].as_u64().is_some_and(|rows| (5..60).contains(&rows)), "{rows}");
        let shown = one(&lines, "message_shown");
        has_fields(shown, &["mailbox", "uid", "kind"]);
        assert_eq!((&shown["uid"], &shown["kind"]), (&(MESSAGES + 1).into(), &"text".into()));
        for line in all(&lines, "memory") {
            assert!(line["rss_bytes"].as_u64().is_some_and(|bytes| bytes > 1_000_000), "{line}");
        }
        let told = all(&lines, "rows_shown").count() + 1;
        assert_eq!(all(&lines, "memory").count(), told, "one with each rows_shown, message_shown");
        for line in all(&lines, "frames") {
            has_fields(line, &["count", "cpu_ms_median", "cpu_ms_max"]);
        }
        let closed = lines.last().expect("lines");
        assert_eq!((&closed["event"], &closed["accounts"]), (&"closed".into(), &1.into()));
        has_fields(
            closed,
            &["accounts", "bytes_in", "bytes_out", "files_written", "files_removed"],
        );
        assert!(closed["bytes_in"].as_u64() >= shown["bytes_in"].as_u64());
    });
}

#[test]
fn an_idle_window_paints_nothing() {
    on_a_desktop("e2e_trace_idle", WHOLE_DESKTOP, |stage| {
        let trace = trace_of(stage);
        stage.open(&["--demo", "--trace", &trace.display().to_string()]);
        stage.desktop.press(&["j"]);
        stage.wait_for_words("Could you be there on Tuesday");
        let mut lines = read_trace(&trace).len();
        wait_for("a quiet trace", || {
            thread::sleep(SETTLED);
            let before = std::mem::replace(&mut lines, read_trace(&trace).len());
            (before == lines).then_some(())
        });
        // Not a wait for something: that nothing comes can only be seen by waiting.
        thread::sleep(IDLE);
        assert_eq!(read_trace(&trace).len(), lines, "nothing to tell while idle");
        stage.desktop.press(&["j"]);
        wait_for("the next message in the trace", || {
            let shown = read_trace(&trace);
            (all(&shown, "message_shown").count() == 2).then_some(())
        });
        stage.quit();
        let lines = read_trace(&trace);
        in_order_of_time(&lines);
        let times: Vec<_> = all(&lines, "message_shown").map(time_ms).collect();
        assert!(times[1] - times[0] > IDLE.as_secs_f64() * 1000.0);
    });
}

fn trace_of(stage: &Stage) -> PathBuf {
    stage.desktop.home().join("trace.jsonl")
}

fn all<'a>(lines: &'a [Value], event: &'a str) -> impl Iterator<Item = &'a Value> {
    lines.iter().filter(move |line| line["event"] == event)
}

fn one<'a>(lines: &'a [Value], event: &'a str) -> &'a Value {
    let mut found = all(lines, event);
    let line = found.next().unwrap_or_else(|| panic!("no line {event} in {lines:#?}"));
    assert!(found.next().is_none(), "more than one line {event}");
    line
}

fn time_ms(line: &Value) -> f64 {
    line["t_ms"].as_f64().unwrap_or_else(|| panic!("no time in {line}"))
}

fn in_order_of_time(lines: &[Value]) {
    for pair in lines.windows(2) {
        assert!(time_ms(&pair[0]) <= time_ms(&pair[1]), "{} comes before {}", pair[0], pair[1]);
    }
}

/// Exactly these fields beside time and name; an event about an account has its totals too.
fn has_fields(line: &Value, own: &[&str]) {
    let mut found: Vec<_> =
        line.as_object().expect("an object").keys().map(String::as_str).collect();
    let mut expected = [&["t_ms", "event"], own].concat();
    if line.get("account").is_some() {
        expected.extend(TOTALS);
        assert!(line["layer"] == "tcp" || line["layer"] == "tls", "{line}");
        assert!(line["round_trips"].as_u64().is_some_and(|trips| trips > 0), "{line}");
    }
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{line}");
}
