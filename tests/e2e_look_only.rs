//! An account is locked and unlocked in the window: the file says so, and the server feels it.

#![allow(clippy::expect_used)]

mod support;

use std::fs;

use support::atspi::{named, naming};
use support::dovecot::Dovecot;
use support::imap::Client;
use support::steps::{
    WHOLE_DESKTOP, button, folder, letter, on_a_desktop, row, settings_with, wait_for,
};

#[test]
fn a_locked_account_leaves_mail_unread_until_it_is_unlocked_by_one_click() {
    let server = Dovecot::start();
    let mut other = server.client("alice", "secret");
    other.append("INBOX", "", &letter("Ann <a@example.org>", "Tickets", "Two."));
    on_a_desktop("e2e_look_only", WHOLE_DESKTOP, |stage| {
        let settings = settings_with(stage, "starttls", server.port, &server.certs.ca);
        let file = settings.join("accounts.toml");
        let before = fs::read_to_string(&file).expect("the settings");
        stage.open(&["--config-dir", &settings.display().to_string()]);
        stage.see.wait(&row("Ann, Tickets"));

        stage.click(&button("Account menu"));
        stage.click(&named("Look only").role("menu item"));
        let lock = button("Look only. Allow changes…");
        stage.see.wait(&lock);
        let says = |words: &str| fs::read_to_string(&file).is_ok_and(|text| text.contains(words));
        wait_for("the file to say so", || says("look_only = true").then_some(()));
        let now = fs::read_to_string(&file).expect("the settings");
        assert_eq!(now.replace("look_only = true\n", ""), before, "and nothing else changes");
        stage.see.wait_state(&button("New folder"), "enabled", false);
        stage.click(&row("Ann, Tickets"));
        stage.wait_for_words("Two.");
        assert!(!is_seen(&mut other));

        stage.click(&lock);
        stage.click(&button("Allow changes"));
        stage.see.wait_gone(&lock);
        wait_for("the file to say so", || says("look_only = false").then_some(()));
        stage.see.wait_state(&button("New folder"), "enabled", true);
        stage.click(&folder("Archive"));
        stage.click(&folder("Inbox"));
        stage.click(&row("Ann, Tickets"));
        wait_for("the message to be read", || is_seen(&mut other).then_some(()));
        stage.quit();
    });
}

#[test]
fn with_the_flag_nothing_is_marked_and_no_account_can_be_unlocked() {
    let server = Dovecot::start();
    let mut other = server.client("alice", "secret");
    other.append("INBOX", "", &letter("Ann <a@example.org>", "Tickets", "Two."));
    on_a_desktop("e2e_look_only_flag", WHOLE_DESKTOP, |stage| {
        let settings = settings_with(stage, "starttls", server.port, &server.certs.ca);
        let before = fs::read_to_string(settings.join("accounts.toml")).expect("the settings");
        stage.open(&["--look-only", "--config-dir", &settings.display().to_string()]);
        stage.click(&row("Ann, Tickets"));
        stage.wait_for_words("Two.");
        let (x, y) = stage.see.wait_state(&button("New folder"), "enabled", false).middle();
        stage.desktop.point_at(x, y);
        stage.see.wait(&naming("This account is look-only: nothing on the server is changed."));
        stage.click(&button("Look only. Allow changes…"));
        stage.see.wait(&naming("mailpane was started with --look-only"));
        assert!(stage.see.find(&button("Allow changes")).is_none());
        stage.click(&button("Close"));
        // The next answer comes behind whatever the message brought about.
        stage.click(&folder("Archive"));
        stage.see.wait(&naming("Archive").role("heading"));
        assert!(!is_seen(&mut other));
        let now = fs::read_to_string(settings.join("accounts.toml")).expect("the settings");
        assert_eq!(now, before);
        stage.quit();
    });
}

fn is_seen(other: &mut Client) -> bool {
    other.command("EXAMINE INBOX");
    other.command("FETCH 1 (FLAGS)").iter().any(|line| line.contains("\\Seen"))
}
