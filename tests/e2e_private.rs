//! Nothing is left behind: with `--private`, and with the demo account, no folder that a program
//! may write to holds anything afterwards.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::atspi::naming;
use support::dovecot::Dovecot;
use support::steps::{
    Stage, WHOLE_DESKTOP, everything_in, folder, letter, on_a_desktop, read_trace, row,
    settings_with,
};

/// Every variable that leads to a folder of the user's.
const FOLDERS: [&str; 7] = [
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_CACHE_HOME",
    "XDG_DATA_HOME",
    "XDG_STATE_HOME",
    "XDG_RUNTIME_DIR",
    "TMPDIR",
];

#[test]
fn a_private_window_writes_nothing() {
    let server = Dovecot::start();
    let letter = letter("Ann <a@example.org>", "Tickets", "Two for Thursday.");
    server.client("alice", "secret").append("INBOX", "", &letter);
    on_a_desktop("e2e_private", WHOLE_DESKTOP, |stage| {
        let settings = settings_with(stage, "tls", server.tls_port, &server.certs.ca);
        let accounts = fs::read_to_string(settings.join("accounts.toml")).expect("it was written");
        let home = open(stage, &["--private", "--config-dir", &settings.display().to_string()]);
        stage.click(&row("Ann, Tickets"));
        stage.wait_for_words("Two for Thursday.");
        stage.click(&folder("Sent"));
        stage.wait_for_words("No messages");
        change_what_would_be_remembered(stage);
        stage.quit();
        nothing_was_written(stage, &home);
        let left = everything_in(&settings);
        assert_eq!(left, [settings.join("accounts.toml")], "nothing beside it");
        let after = fs::read_to_string(&left[0]).expect("it is there");
        assert_eq!(after, accounts, "the file is as it was");
    });
}

#[test]
fn the_demo_account_writes_nothing() {
    on_a_desktop("e2e_private_demo", WHOLE_DESKTOP, |stage| {
        let home = open(stage, &["--demo"]);
        stage.click(&row("Mara Lindqvist, Notes from the site visit"));
        stage.wait_for_words("Could you be there on Tuesday");
        stage.click(&folder("Newsletters"));
        stage.click(&row("Weekly Byte, Small tools that stay"));
        stage.wait_for_words("Mark unread");
        change_what_would_be_remembered(stage);
        stage.quit();
        nothing_was_written(stage, &home);
    });
}

fn change_what_would_be_remembered(stage: &mut Stage) {
    stage.click(&naming("Use the light theme").role("button"));
    stage.wait_for_words("Use the dark theme");
}

fn trace_of(stage: &Stage) -> PathBuf {
    stage.desktop.home().join("trace.jsonl")
}

/// Opens the window as somebody whose every folder is empty; returns the folder round them.
fn open(stage: &mut Stage, arguments: &[&str]) -> PathBuf {
    let home = stage.desktop.home().join("somebody");
    let mut command = stage.command(arguments);
    for name in FOLDERS {
        let folder = home.join(name);
        fs::create_dir_all(&folder).expect("the folder takes folders");
        command.env(name, folder);
    }
    stage.open_with(command.arg("--trace").arg(trace_of(stage)));
    home
}

fn nothing_was_written(stage: &Stage, home: &Path) {
    let mut expected: Vec<_> = FOLDERS.iter().map(|name| home.join(name)).collect();
    let mut found = everything_in(home);
    expected.sort();
    found.sort();
    assert_eq!(found, expected, "the folders are there, and nothing in them");
    let trace = read_trace(&trace_of(stage));
    let closed = trace.iter().find(|line| line["event"] == "closed").expect("the last line");
    assert_eq!(closed["files_written"], 0);
}
