//! The keyboard on the demo account: every key does what the list of keys says.

#![allow(clippy::expect_used)]

mod support;

use support::atspi::{Control, named, naming};
use support::steps::{Stage, WHOLE_DESKTOP, entry, folder, on_a_desktop, row, wait_for};

const FIRST: &str = "Mara Lindqvist, Notes from the site visit";
const FIRST_TEXT: &str = "Could you be there on Tuesday";
const SECOND: &str = "陈伟, 会议记录";
const THIRD: &str = "Harbour Review, [harbour/wire] Review requested on #412";

#[test]
fn letters_walk_through_the_list_and_change_what_is_open() {
    on_a_desktop("e2e_keys_letters", WHOLE_DESKTOP, |stage| {
        open(stage);
        stage.desktop.press(&["j"]);
        chosen(stage, FIRST);
        stage.wait_for_words(FIRST_TEXT);
        loses(stage, FIRST, ", unread");
        stage.desktop.press(&["j"]);
        chosen(stage, SECOND);
        stage.desktop.press(&["j"]);
        chosen(stage, THIRD);
        stage.desktop.press(&["k"]);
        chosen(stage, SECOND);
        loses(stage, SECOND, ", unread");

        stage.desktop.press(&["u"]);
        gets(stage, SECOND, ", unread");
        stage.desktop.press(&["u"]);
        loses(stage, SECOND, ", unread");
        stage.desktop.press(&["s"]);
        gets(stage, SECOND, ", flagged");
        stage.desktop.press(&["s"]);
        loses(stage, SECOND, ", flagged");
        stage.quit();
    });
}

#[test]
fn enter_goes_into_the_message_space_through_it_and_escape_back() {
    on_a_desktop("e2e_keys_panes", WHOLE_DESKTOP, |stage| {
        open(stage);
        stage.desktop.press(&["j"]);
        chosen(stage, FIRST);
        stage.wait_for_words(FIRST_TEXT);
        // The arrows belong to the list until Enter, and again after Escape. The flag shows when
        // the key before it has been read.
        stage.desktop.press(&["Return", "s"]);
        gets(stage, FIRST, ", flagged");
        stage.desktop.press(&["Down", "s"]);
        loses(stage, FIRST, ", flagged");
        chosen(stage, FIRST);
        stage.desktop.press(&["Escape", "s"]);
        gets(stage, FIRST, ", flagged");
        stage.desktop.press(&["Down"]);
        chosen(stage, SECOND);
        loses(stage, SECOND, ", unread");
        stage.desktop.press(&["u"]);
        gets(stage, SECOND, ", unread");
        stage.desktop.press(&["Up"]);
        chosen(stage, FIRST);
        // Space goes to the end of the message, and then to the next unread one.
        stage.wait_for_words(FIRST_TEXT);
        stage.desktop.press(&["space", "space"]);
        chosen(stage, SECOND);
        stage.quit();
    });
}

#[test]
fn function_keys_rename_and_refresh_and_control_n_makes_a_folder() {
    on_a_desktop("e2e_keys_folders", WHOLE_DESKTOP, |stage| {
        open(stage);
        stage.click(&folder("Tender"));
        stage.see.wait(&naming("Tender").role("heading"));
        stage.see.wait_state(&named("Rename folder").role("button"), "enabled", true);
        stage.desktop.press(&["F2"]);
        stage.see.wait_state(&entry("Folder name"), "focused", true);
        assert_eq!(stage.see.text(&entry("Folder name")), "Tender");
        stage.desktop.press(&["Escape"]);
        stage.see.wait_gone(&entry("Folder name"));

        stage.desktop.press(&["ctrl+n"]);
        stage.see.wait_state(&entry("Folder name"), "focused", true);
        assert_eq!(stage.see.text(&entry("Folder name")), "");
        stage.desktop.press(&["Escape"]);
        stage.see.wait_gone(&entry("Folder name"));

        let before = traffic(stage);
        stage.desktop.press(&["F5"]);
        wait_for("the server was asked", || (traffic(stage) != before).then_some(()));
        stage.quit();
    });
}

fn open(stage: &mut Stage) {
    stage.open(&["--demo"]);
    stage.see.wait(&row(FIRST));
}

/// Bytes and round trips of the whole session, as the status line says them.
fn traffic(stage: &mut Stage) -> String {
    stage.wait_for_words("In all:")
}

fn chosen(stage: &mut Stage, part: &str) {
    stage.see.wait_state(&row(part), "selected", true);
}

fn gets(stage: &mut Stage, part: &str, words: &str) {
    says(stage, &row(part), words, true);
}

fn loses(stage: &mut Stage, part: &str, words: &str) {
    says(stage, &row(part), words, false);
}

fn says(stage: &mut Stage, row: &Control, words: &str, wanted: bool) {
    wait_for(&format!("{row:?} with {words}: {wanted}"), || {
        (stage.see.wait(row).name.contains(words) == wanted).then_some(())
    });
}
