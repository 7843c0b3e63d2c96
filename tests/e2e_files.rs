//! Mail files given to the program: a window on them without any account.

#![allow(clippy::expect_used)]

mod support;

use std::fs;

use support::atspi::naming;
use support::steps::{WHOLE_DESKTOP, everything_in, folder, on_a_desktop, row};

const SEPARATOR: &str = "From a@example.org Mon Jan  1 10:00:00 2024\n";

#[test]
fn files_are_listed_and_read_in_a_private_window_that_writes_nothing() {
    on_a_desktop("e2e_files", WHOLE_DESKTOP, |stage| {
        let place = stage.desktop.home().join("mails");
        fs::create_dir(&place).expect("a folder");
        let letter = place.join("letter.eml");
        let mails = place.join("archive.mbox");
        fs::write(&letter, "From: Ann <a@example.org>\nSubject: Tickets\n\nTwo for Thursday.\n")
            .expect("it is written");
        let mbox: String = (0..30)
            .map(|n| {
                format!("{SEPARATOR}From: Jo <j@example.org>\nSubject: Note {n}\n\ntext {n}\n\n")
            })
            .collect();
        fs::write(&mails, mbox).expect("it is written");
        let before = everything_in(&place);
        let times: Vec<_> = before.iter().map(|path| modified(path)).collect();
        let arguments = [&letter, &mails].map(|path| path.display().to_string());
        stage.open(&["--private", &arguments[0], &arguments[1]]);
        // One mail was opened to be read: it is on the screen without a click.
        stage.wait_for_words("Two for Thursday.");
        stage.see.wait(&row("Ann, Tickets"));
        stage.see.wait(&naming("archive.mbox").role("tree item"));
        stage.click(&folder("Inbox").last());
        stage.click(&row("Jo, Note 29"));
        stage.wait_for_words("text 29");
        stage.quit();
        assert_eq!(everything_in(&place), before, "nothing beside the files");
        assert_eq!(before.iter().map(|path| modified(path)).collect::<Vec<_>>(), times);
    });
}

fn modified(path: &std::path::Path) -> std::time::SystemTime {
    fs::metadata(path).and_then(|data| data.modified()).expect("a time")
}
