//! New folder, Rename folder and Delete folder by their buttons, each confirmed by the server, and
//! a refusal in the server's words.

#![allow(clippy::expect_used)]

mod support;

use support::atspi::{named, naming};
use support::dovecot::Dovecot;
use support::imap::Client;
use support::steps::{
    Stage, WHOLE_DESKTOP, button, entry, folder, letter, on_a_desktop, row, settings_with, wait_for,
};

#[test]
fn folders_are_made_renamed_and_deleted_by_buttons() {
    let server = Dovecot::start();
    let mut other = server.client("alice", "secret");
    on_a_desktop("e2e_folders", WHOLE_DESKTOP, |stage| {
        open(stage, &server);
        make(stage, "Travel 2026");
        stage.see.wait(&folder("Travel 2026"));
        assert!(exists(&mut other, "Travel 2026"));
        other.append("Travel 2026", "", &letter("Ann <a@example.org>", "Tickets", "Two."));

        stage.click(&folder("Travel 2026"));
        stage.see.wait(&row("Ann, Tickets"));
        stage.click(&button("Rename folder"));
        stage.type_into(&entry("Folder name"), "Journeys");
        stage.see.wait_state(&button("Rename"), "enabled", true);
        stage.click(&button("Rename"));
        stage.see.wait(&folder("Journeys"));
        stage.see.wait_gone(&folder("Travel 2026"));
        assert!(exists(&mut other, "Journeys") && !exists(&mut other, "Travel 2026"));
        stage.see.wait(&row("Ann, Tickets"));

        // To the trash first, and back.
        let question = naming("Delete “Journeys”?");
        stage.click(&button("Delete folder"));
        stage.see.wait(&question);
        stage.see.wait(&named("1 message, 1 unread"));
        stage.click(&button("Cancel"));
        stage.see.wait_gone(&question);
        assert!(exists(&mut other, "Journeys"));
        stage.click(&button("Delete folder"));
        stage.see.wait_state(&button("Move to trash"), "enabled", true);
        stage.click(&button("Move to trash"));
        stage.see.wait_gone(&question);
        wait_for("the folder in the trash", || exists(&mut other, "Trash/Journeys").then_some(()));
        stage.click(&button("Undo"));
        stage.see.wait(&naming("Undone."));
        assert!(exists(&mut other, "Journeys") && !exists(&mut other, "Trash/Journeys"));

        // For good only by its name.
        stage.click(&folder("Journeys"));
        stage.see.wait(&row("Ann, Tickets"));
        stage.click(&button("Delete folder"));
        stage.see.wait(&naming("1 message"));
        stage.see.wait_state(&button("Delete for good"), "enabled", false);
        stage.type_into(&entry("Folder name"), "Journeys");
        stage.click(&button("Delete for good"));
        stage.see.wait_gone(&question);
        stage.see.wait_gone(&folder("Journeys"));
        assert!(!exists(&mut other, "Journeys"));
        stage.quit();
    });
}

#[test]
fn a_folder_inside_another_stands_below_it() {
    let server = Dovecot::start();
    let mut other = server.client("alice", "secret");
    on_a_desktop("e2e_folders_inside", WHOLE_DESKTOP, |stage| {
        open(stage, &server);
        stage.click(&folder("Archive"));
        stage.see.wait(&naming("Archive").role("heading"));
        stage.click(&button("New folder"));
        stage.click(&button("Place: Top level"));
        // It has the keyboard at once; what a screen reader is told of is the folder that Enter takes.
        stage.see.wait(&entry("Place"));
        stage.desktop.type_text("archive");
        stage.see.wait(&named("Archive").role("list item"));
        stage.desktop.press(&["Return"]);
        stage.see.wait(&button("Place: Archive"));
        stage.type_into(&entry("Folder name"), "2026");
        stage.click(&button("Create"));
        stage.see.wait(&named("2026").role("tree item"));
        assert!(exists(&mut other, "Archive/2026"));
        stage.quit();
    });
}

#[test]
fn a_refusal_is_told_in_the_servers_words_and_leaves_the_form_open() {
    let server = Dovecot::start();
    let mut other = server.client("alice", "secret");
    on_a_desktop("e2e_folders_refused", WHOLE_DESKTOP, |stage| {
        open(stage, &server);
        // What is there already is known before the server is asked.
        stage.click(&button("New folder"));
        stage.type_into(&entry("Folder name"), "Archive");
        stage.wait_for_words("There is a folder of this name already.");
        stage.see.wait_state(&button("Create"), "enabled", false);
        stage.type_into(&entry("Folder name"), "up/../../etc");
        stage.click(&button("Create"));
        let words = stage.wait_for_words("The server says");
        assert!(words.contains("Invalid mailbox name"), "{words}");

        // The form is still there, and another name is taken.
        stage.type_into(&entry("Folder name"), "Archive 2");
        stage.click(&button("Create"));
        stage.see.wait_gone(&entry("Folder name"));
        stage.see.wait(&folder("Archive 2"));
        wait_for("the server has the folder", || exists(&mut other, "Archive 2").then_some(()));
        stage.quit();
    });
}

fn open(stage: &mut Stage, server: &Dovecot) {
    let settings = settings_with(stage, "starttls", server.port, &server.certs.ca);
    stage.open(&["--config-dir", &settings.display().to_string()]);
    stage.see.wait(&folder("Archive"));
    stage.see.wait_state(&button("New folder"), "enabled", true);
}

/// Fills in "New folder" for one at the top level, and sends it.
fn make(stage: &mut Stage, name: &str) {
    stage.click(&button("New folder"));
    stage.type_into(&entry("Folder name"), name);
    stage.see.wait(&button("Place: Top level"));
    stage.click(&button("Create"));
}

fn exists(other: &mut Client, mailbox: &str) -> bool {
    !other.command(&format!("LIST \"\" \"{mailbox}\"")).is_empty()
}
