//! The child process itself: what it cannot do, and what the program does with one that hangs, dies
//! or floods its pipe.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod html;

use std::process::Command;
use std::time::Duration;

use html::{PROGRAM, load, renderer, run, text};
use mailpane::html::protocol::{Answer, VERSION};
use mailpane::html::{HtmlFailure, Program, Renderer, WORKER_OPTION};

/// Short for a child that will never answer; long enough for the shell to start.
const DEADLINE: Duration = Duration::from_secs(2);

/// What becomes of a mail whose child is this shell command.
fn with_child(command: &str) -> HtmlFailure {
    let program = Program { path: "/bin/sh".into(), arguments: vec!["-c".into(), command.into()] };
    let mut renderer = Renderer::with_program(program).with_deadline(DEADLINE);
    renderer.render(load("<p>x", 700.0)).expect_err("it is no layout")
}

/// A shell command that says hello as a child does.
fn hello(version: &str) -> String {
    let payload = Answer::Hello { version: version.to_owned() }.encode();
    let length = u32::try_from(payload.len()).expect("it is short").to_le_bytes();
    let octal: String = length.iter().chain(&payload).map(|byte| format!("\\{byte:03o}")).collect();
    format!("printf '{octal}'")
}

#[test]
fn a_child_that_hangs_dies_or_floods_costs_its_mail_the_layout() {
    assert_eq!(with_child("exec sleep 1000"), HtmlFailure::Late);
    assert_eq!(with_child("exit 3"), HtmlFailure::Died);
    assert_eq!(with_child("kill -9 $$"), HtmlFailure::Died);
    assert_eq!(with_child("exec yes"), HtmlFailure::Flooded);
    assert_eq!(with_child("exec cat /dev/zero"), HtmlFailure::Broken);
    assert_eq!(with_child(&hello("another build")), HtmlFailure::Broken);
    let greeting = hello(VERSION);
    assert_eq!(with_child(&format!("{greeting}; exec sleep 1000")), HtmlFailure::Late);
    assert_eq!(
        with_child(&format!("{greeting}; exec 3>&1; exec cat >/dev/null")),
        HtmlFailure::Late
    );
    assert_eq!(with_child(&format!("{greeting}; exec yes")), HtmlFailure::Flooded);
    assert_eq!(with_child(&format!("{greeting}; {greeting}; exec sleep 9")), HtmlFailure::Broken);
}

#[test]
fn a_program_that_is_not_there_is_a_sentence() {
    let program = Program { path: "/nowhere/mailpane".into(), arguments: Vec::new() };
    let failure = Renderer::with_program(program).render(load("x", 700.0)).expect_err("no child");
    assert_eq!(failure, HtmlFailure::NotStarted);
    assert!(failure.to_string().ends_with("."));
}

#[test]
fn a_child_that_hangs_with_its_input_full_is_late_too() {
    let program = Program { path: "/bin/sleep".into(), arguments: vec!["1000".into()] };
    let mut renderer = Renderer::with_program(program).with_deadline(Duration::from_millis(500));
    let large = "x".repeat(4 * 1024 * 1024);
    assert_eq!(renderer.render(load(&large, 700.0)).expect_err("late"), HtmlFailure::Late);
}

#[test]
#[cfg(target_os = "linux")]
fn from_inside_the_sandbox_nothing_can_be_opened_connected_or_started() {
    let output =
        Command::new(PROGRAM).args([WORKER_OPTION, "probe"]).output().expect("the program runs");
    let report = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success() && report.lines().count() >= 9, "{report}");
    for line in report.lines() {
        assert!(line.ends_with(": refused"), "{report}");
    }
    assert!(!std::env::temp_dir().join("mailpane-probe").exists());
}

#[test]
fn views_live_side_by_side_and_end_one_by_one() {
    let mut renderer = renderer();
    renderer.warm();
    let mut first = renderer.render(load("<p>first page</p>", 700.0)).expect("the first page");
    renderer.warm();
    let second = renderer.render(load("<p>second page</p>", 700.0)).expect("the second page");
    assert_eq!(text(&second), "second page");
    drop(second);
    assert_eq!(first.find("first").expect("it is alive").len(), 1);
    assert_eq!(run(&first, "first page").text, "first page");
}

#[test]
fn the_option_is_not_in_the_help() {
    let output = Command::new(PROGRAM).arg("--help").output().expect("the program runs");
    let help = String::from_utf8_lossy(&output.stdout);
    assert!(help.contains("render") && !help.contains("html-worker"), "{help}");
}
