//! The question before an attachment goes to another program.

use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Dialog, MessageAct, OpenQuestion, State};
use mailpane::engine::Place;

use super::states::{arrived, attachment, key, text};
use super::{click, pane, settled};

fn asked(media_type: &str, name: &str) -> State {
    let mut state = arrived(text("x"));
    let attachment = attachment(2, media_type, name);
    let warning = mailpane::mime::name_warning(name);
    let question = OpenQuestion { key: key(), attachment, warning };
    state.dialog = Some(Dialog::OpenWith(Box::new(question)));
    state
}

#[test]
fn the_file_is_named_and_opens_only_after_a_yes() {
    let mut window = pane(asked("application/msword", "letter.doc"));
    settled(&mut window);
    window.get_by_label("letter.doc");
    window.get_by_label("Word document · 180 kB");
    let clicked = click(&mut window, "Open");
    assert!(matches!(clicked.as_slice(), [Action::ConfirmOpenWith]), "{clicked:?}");
    let clicked = click(&mut window, "Cancel");
    assert!(matches!(clicked.as_slice(), [Action::CloseDialog]), "{clicked:?}");
}

#[test]
fn it_can_be_saved_instead() {
    let mut window = pane(asked("application/msword", "letter.doc"));
    let clicked = click(&mut window, "Save instead");
    assert!(
        matches!(
            clicked.as_slice(),
            [Action::CloseDialog, Action::Message(Place::PANE, MessageAct::SaveAttachment { .. })]
        ),
        "{clicked:?}"
    );
}

#[test]
fn a_program_is_never_started_from_a_mail() {
    let mut window = pane(asked("application/pdf", "invoice.pdf.exe"));
    settled(&mut window);
    assert!(window.query_by_label("Open").is_none());
    window.get_by_label("This file can run or open other programs (.exe).");
    window.get_by_label("Save instead");
}

#[test]
fn a_private_session_says_that_a_file_will_be_written() {
    let mut state = asked("application/msword", "letter.doc");
    state.private = true;
    let mut window = pane(state);
    settled(&mut window);
    let words = "With --private nothing is written to this machine: this file would be.";
    window.get_by_label(words);
}
