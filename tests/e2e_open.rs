//! An attachment for another program (V160, V161): in a private folder, for this user only, and gone
//! when the window is, or when it opens again after a crash.

#![cfg(unix)]
#![allow(clippy::expect_used, clippy::indexing_slicing)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use support::atspi::named;
use support::dovecot::Dovecot;
use support::steps::{
    Stage, WHOLE_DESKTOP, button, everything_in, on_a_desktop, read_trace, row, settings_with,
    wait_for,
};

const WORDS: &str = "stanchion, 4 pieces\r\n";

/// Stands for the program that the system has for a file: it notes what it was given.
const OPENER: &str = "#!/bin/sh\n\
    cp -- \"$1\" \"$HOME/opened.copy\"\n\
    printf '%s\\n' \"$#\" \"$1\" > \"$HOME/opened.new\"\n\
    mv \"$HOME/opened.new\" \"$HOME/opened\"\n";

#[test]
fn a_file_for_another_program_is_private_and_does_not_stay() {
    let server = Dovecot::start();
    server.client("alice", "secret").append("INBOX", "", &with_attachment());
    on_a_desktop("e2e_open", WHOLE_DESKTOP, |stage| {
        let settings = settings_with(stage, "tls", server.tls_port, &server.certs.ca);
        let runtime = stage.desktop.home().join("run");
        let trace = stage.desktop.home().join("trace.jsonl");

        let path = hand_on(stage, &settings, &trace);
        assert!(path.starts_with(&runtime), "in memory where there is some: {}", path.display());
        assert_eq!(path.file_name().expect("a name"), "parts list.bin");
        assert_eq!(mode(&path), 0o600, "no program, and nobody else's");
        let folders: Vec<_> = path.ancestors().skip(1).take(2).collect();
        assert!(folders.iter().all(|folder| mode(folder) == 0o700), "{folders:?}");
        stage.quit();
        assert_eq!(left_in(&runtime), Vec::<PathBuf>::new());
        let closed = read_trace(&trace).pop().expect("the last line");
        assert_eq!(closed["files_removed"], 2, "the file, and what says that the folder is in use");

        let path = hand_on(stage, &settings, &trace);
        stage.crash();
        assert!(path.exists(), "a crash tidies nothing up");
        open(stage, &settings, &trace);
        wait_for("what the crash left is gone", || left_in(&runtime).is_empty().then_some(()));
        stage.quit();
    });
}

/// Opens the window, and the attachment with another program; returns what the program was given.
fn hand_on(stage: &mut Stage, settings: &Path, trace: &Path) -> PathBuf {
    let note = stage.desktop.home().join("opened");
    let _ = fs::remove_file(&note);
    open(stage, settings, trace);
    stage.click(&row("Parts"));
    stage.wait_for_words("The list is attached.");
    stage.click(&button("More").last());
    stage.click(&named("Open with another program…"));
    stage.wait_for_words("private folder");
    assert_eq!(left_in(&stage.desktop.home().join("run")), Vec::<PathBuf>::new(), "not yet");
    stage.click(&button("Open").last());
    let given = wait_for("another program has it", || fs::read_to_string(&note).ok());
    let (count, path) = given.trim_end().split_once('\n').expect("two lines");
    assert_eq!(count, "1", "one argument, whatever is in the name");
    let copy = fs::read_to_string(stage.desktop.home().join("opened.copy"));
    assert_eq!(copy.expect("the program could read it"), WORDS);
    PathBuf::from(path)
}

fn open(stage: &mut Stage, settings: &Path, trace: &Path) {
    let programs = stage.desktop.home().join("programs");
    fs::create_dir_all(&programs).expect("the home takes folders");
    let opener = programs.join("xdg-open");
    fs::write(&opener, OPENER).expect("the folder takes files");
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let mut paths = vec![programs];
    paths.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    let mut command = stage.command(&["--config-dir", &settings.display().to_string()]);
    command.arg("--trace").arg(trace);
    stage.open_with(command.env("PATH", std::env::join_paths(paths).expect("plain names")));
}

fn left_in(runtime: &Path) -> Vec<PathBuf> {
    let is_private = |path: &PathBuf| path.display().to_string().contains("mailpane-private-");
    everything_in(runtime).into_iter().filter(is_private).collect()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

fn with_attachment() -> Vec<u8> {
    format!(
        "From: Mara Lindqvist <mara@example.org>\r\nTo: Alice <alice@example.com>\r\n\
         Subject: Parts\r\nDate: Mon, 5 Oct 2026 09:30:00 +0000\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nThe list is attached.\r\n\r\n--b\r\n\
         Content-Type: application/octet-stream\r\n\
         Content-Disposition: attachment; filename=\"parts list.bin\"\r\n\r\n{}\r\n--b--\r\n",
        WORDS
    )
    .into_bytes()
}
