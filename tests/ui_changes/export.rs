//! Messages become files: where that is offered, what is asked, and how far it is.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{
    Acting, Action, Choose, Dialog, ExportAct, ExportJob, ExportQuestion, PathQuestion, State, Wish,
};
use mailpane::engine::{ExportForm, ExportId, ExportProgress};
use mailpane::model::{ConnectionState, MailboxName};

use super::{Frame, WORK, click, letters, press, said, window};

fn asking(count: Option<u32>, path: Option<PathQuestion>) -> Frame {
    let mut state = letters(20);
    let form = if path.is_some() { ExportForm::Mbox } else { ExportForm::Eml };
    state.dialog = Some(Dialog::Export(Box::new(ExportQuestion {
        account: WORK,
        mailbox: MailboxName::inbox(),
        words: "3 messages from Inbox".to_owned(),
        count,
        bytes: Some(24_000),
        form,
        path,
    })));
    let mut frame = window(state);
    frame.run();
    frame
}

fn exports(frame: &mut Frame) -> Vec<ExportAct> {
    let act = |action| match action {
        Action::Export(act) => Some(act),
        _ => None,
    };
    said(frame).into_iter().filter_map(act).collect()
}

#[test]
fn it_is_offered_for_what_is_chosen() {
    let mut state = letters(20);
    state.update(Action::Choose(Choose::All));
    let mut frame = window(state);
    frame.get_all_by_label("More").last().expect("a menu").click();
    frame.run();
    click(&mut frame, "Export…", Modifiers::NONE);
    let acts = said(&mut frame);
    assert!(
        acts.iter().any(|act| matches!(act, Action::Act(Acting::List, Wish::AskExport))),
        "{acts:?}"
    );
}

#[test]
fn the_form_is_chosen_by_mouse_or_keyboard() {
    let mut frame = asking(Some(3), None);
    frame.get_by_label("3 messages from Inbox, 24 kB.");
    let eml = frame.get_by_role_and_label(Role::RadioButton, "An .eml file for each message");
    assert!(eml.is_focused(), "the keyboard begins at what was chosen last");
    press(&mut frame, Modifiers::NONE, Key::Enter);
    assert_eq!(exports(&mut frame), [ExportAct::Choose(ExportForm::Eml)]);
    click(&mut frame, "One mbox file for all of them", Modifiers::NONE);
    click(&mut frame, "Choose file…", Modifiers::NONE);
    assert_eq!(exports(&mut frame), [ExportAct::Choose(ExportForm::Mbox)]);
    press(&mut frame, Modifiers::NONE, Key::Escape);
    assert!(matches!(said(&mut frame)[..], [Action::CloseDialog]));
}

#[test]
fn of_one_message_the_words_are_about_one() {
    let frame = asking(Some(1), None);
    frame.get_by_role_and_label(Role::RadioButton, "An .eml file");
    frame.get_by_role_and_label(Role::RadioButton, "An mbox file");
}

#[test]
fn a_path_is_typed_where_the_machine_has_no_dialog() {
    let path = PathQuestion { id: ExportId(4), suggested: "Inbox.mbox".to_owned(), failure: None };
    let mut frame = asking(Some(3), Some(path));
    let field = frame.get_by_role_and_label(Role::TextInput, "Path");
    assert_eq!(field.accesskit_node().value().as_deref(), Some("~/Downloads/Inbox.mbox"));
    press(&mut frame, Modifiers::NONE, Key::Enter);
    let acts = exports(&mut frame);
    let [ExportAct::SubmitPath(path)] = &acts[..] else { panic!("{acts:?}") };
    assert!(path.starts_with('/') && path.ends_with("/Downloads/Inbox.mbox"), "{path}");
}

fn running(state: &mut State, stopping: bool) {
    let job = ExportJob {
        id: ExportId(4),
        account: WORK,
        words: "Exporting all 1,204 messages of Archive to Archive.mbox".to_owned(),
        progress: ExportProgress {
            settled: 301,
            total: 1_204,
            done_bytes: 12_000_000,
            total_bytes: None,
        },
        stopping,
    };
    state.exports.jobs.insert(job.id, job);
}

#[test]
fn what_is_under_way_says_how_far_and_can_be_stopped() {
    let mut state = letters(20);
    running(&mut state, false);
    let mut frame = window(state);
    let bar = frame.get_by_role(Role::ProgressIndicator);
    let node = bar.accesskit_node();
    assert_eq!(
        node.label().as_deref(),
        Some("Exporting all 1,204 messages of Archive to Archive.mbox, 301 of 1,204, 12.0 MB")
    );
    assert_eq!(node.data().numeric_value(), Some(25.0));
    click(&mut frame, "Stop", Modifiers::NONE);
    assert_eq!(exports(&mut frame), [ExportAct::Stop(ExportId(4))]);
    running(&mut frame.state_mut().state, true);
    frame.run();
    assert!(frame.get_by_label("Stopping…").accesskit_node().is_disabled());
}

#[test]
fn while_the_connection_is_lost_it_is_said_that_it_waits() {
    let mut state = letters(20);
    running(&mut state, false);
    state.accounts[0].connection = ConnectionState::Offline;
    let frame = window(state);
    let label = frame.get_by_role(Role::ProgressIndicator).accesskit_node().label();
    assert!(label.as_deref().unwrap_or_default().ends_with(", Waiting for the connection"));
}
