//! Messages become files: what is asked, what the server is asked for, and what is said.

use std::path::PathBuf;
use std::sync::Arc;

use mailpane::app::{
    Acting, Action, Choose, Dialog, Effect, ExportAct, ExportQuestion, State, Wish,
};
use mailpane::engine::{
    Chosen, Command, Event, ExportCommand, ExportEvent, ExportForm, ExportId, ExportOutcome,
    ExportProgress, ExportRequest, IfExists,
};
use mailpane::model::{ConnectionState, Failure, FailureKind};

use super::replies::{inbox, name};
use super::window::{ACCOUNT, number};

fn question(state: &State) -> ExportQuestion {
    match &state.dialog {
        Some(Dialog::Export(question)) => ExportQuestion::clone(question),
        other => panic!("a question, got {other:?}"),
    }
}

fn asked_for_path(effects: &[Effect]) -> (ExportId, String) {
    match effects {
        [Effect::AskExportPath { id, suggested_name, .. }] => (*id, suggested_name.clone()),
        other => panic!("a path is asked for, got {other:?}"),
    }
}

fn begun(effects: Vec<Effect>) -> ExportRequest {
    match effects.into_iter().next() {
        Some(Effect::Send(ACCOUNT, Command::Export(ExportCommand::Begin(request)))) => *request,
        other => panic!("an export, got {other:?}"),
    }
}

/// The chosen rows, exported like this.
fn export(state: &mut State, form: ExportForm, path: &str) -> ExportRequest {
    state.update(Action::Act(Acting::List, Wish::AskExport));
    let effects = state.update(Action::Export(ExportAct::Choose(form)));
    let (id, _) = asked_for_path(&effects);
    let path = Some(PathBuf::from(path));
    begun(state.update(Action::Export(ExportAct::PathChosen { id, path })))
}

fn ended(state: &mut State, request: ExportRequest, done: u32, failure: Option<Failure>) {
    let id = request.id;
    let outcome = ExportOutcome {
        request,
        total: 3,
        done,
        done_bytes: 0,
        gone: 0,
        unreadable: 0,
        unreadable_text: None,
        path: None,
        failure,
    };
    let outcome = Arc::new(outcome);
    state.apply(Event::Export(ExportEvent::Ended { id, outcome }));
}

#[test]
fn a_choice_is_asked_about_then_its_path_then_it_goes() {
    let mut state = inbox(50);
    state.update(Action::Choose(Choose::ThroughBy { by: 2 }));
    state.update(Action::Act(Acting::List, Wish::AskExport));
    let asked = question(&state);
    assert_eq!((asked.words.as_str(), asked.count), ("3 messages from Inbox", Some(3)));
    assert_eq!((asked.bytes, asked.form), (Some(6_000), ExportForm::Eml));
    // What is meant is what was chosen when it was asked.
    state.update(Action::MoveSelection { by: 5 });
    let effects = state.update(Action::Export(ExportAct::Choose(ExportForm::Mbox)));
    let (id, suggested) = asked_for_path(&effects);
    assert_eq!((suggested.as_str(), state.dialog.is_none()), ("Inbox.mbox", true));
    let path = Some(PathBuf::from("/home/ann/a.mbox"));
    let request = begun(state.update(Action::Export(ExportAct::PathChosen { id, path })));
    assert_eq!((request.form, request.if_exists), (ExportForm::Mbox, IfExists::Replace));
    assert_eq!(request.uid_validity, Some(number(7)));
    assert_eq!(request.messages, [Chosen::Uids([1_048, 1_049, 1_050].map(number).into())]);
    let job = &state.exports.jobs[&id];
    assert_eq!(job.words, "Exporting 3 messages from Inbox to a.mbox");
    // The next one begins with what was chosen last.
    state.update(Action::Act(Acting::List, Wish::AskExport));
    assert_eq!(question(&state).form, ExportForm::Mbox);
}

#[test]
fn a_folder_is_exported_whole_open_or_not_and_also_where_only_looking_is_allowed() {
    let mut state = inbox(50);
    state.look_only = true;
    assert_eq!(state.can_act(Acting::List, &Wish::AskExport), Ok(()));
    let ask = |mailbox| Action::Export(ExportAct::AskFolder { account: ACCOUNT, mailbox });
    state.update(ask(name("Archive")));
    let asked = question(&state);
    assert!(asked.words.ends_with("of Archive"), "{}", asked.words);
    let effects = state.update(Action::Export(ExportAct::Choose(ExportForm::Eml)));
    let (id, suggested) = asked_for_path(&effects);
    assert_eq!(suggested, "", "a folder is asked for");
    let path = Some(PathBuf::from("/home/ann/Mail"));
    let request = begun(state.update(Action::Export(ExportAct::PathChosen { id, path })));
    assert_eq!((request.messages, request.uid_validity), (vec![Chosen::Everything], None));
}

#[test]
fn without_a_file_dialog_the_window_asks_and_nothing_is_replaced() {
    let mut state = inbox(50);
    state.update(Action::Act(Acting::List, Wish::AskExport));
    let effects = state.update(Action::Export(ExportAct::Choose(ExportForm::Mbox)));
    let (id, _) = asked_for_path(&effects);
    state.update(Action::Export(ExportAct::PathDialogMissing { id }));
    let path = question(&state).path.expect("a path is asked for");
    assert_eq!((path.suggested.as_str(), path.failure), ("Inbox.mbox", None));
    let submit = |path: &str| Action::Export(ExportAct::SubmitPath(path.to_owned()));
    assert!(state.update(submit("a.mbox")).is_empty());
    let failure = question(&state).path.and_then(|path| path.failure).expect("a sentence");
    assert_eq!(failure.sentence, "Type the whole path of the file, from the root.");
    let request = begun(state.update(submit(" /home/ann/a.mbox ")));
    assert_eq!(request.if_exists, IfExists::Refuse);
    assert_eq!(request.path, PathBuf::from("/home/ann/a.mbox"));
    assert!(state.dialog.is_none());
}

#[test]
fn what_is_closed_is_not_exported() {
    let mut state = inbox(50);
    state.update(Action::Act(Acting::List, Wish::AskExport));
    state.update(Action::CloseDialog);
    assert!(state.update(Action::Export(ExportAct::Choose(ExportForm::Eml))).is_empty());
    state.update(Action::Act(Acting::List, Wish::AskExport));
    let effects = state.update(Action::Export(ExportAct::Choose(ExportForm::Eml)));
    let (id, _) = asked_for_path(&effects);
    let closed = Action::Export(ExportAct::PathChosen { id, path: None });
    assert!(state.update(closed).is_empty() && state.exports.jobs.is_empty());
}

#[test]
fn its_progress_is_shown_and_it_can_be_stopped() {
    let mut state = inbox(50);
    let request = export(&mut state, ExportForm::Eml, "/home/ann/Mail");
    let id = request.id;
    let progress =
        ExportProgress { settled: 1, total: 3, done_bytes: 500, total_bytes: Some(2_000) };
    state.apply(Event::Export(ExportEvent::Progress { id, progress }));
    assert!((state.exports.jobs[&id].share() - 0.25).abs() < f64::EPSILON, "by bytes");
    let effects = state.update(Action::Export(ExportAct::Stop(id)));
    assert!(matches!(
        effects[..],
        [Effect::Send(ACCOUNT, Command::Export(ExportCommand::Stop(of)))] if of == id
    ));
    assert!(state.exports.jobs[&id].stopping);
    let why = Failure::new(FailureKind::Cancelled, "You stopped it.");
    ended(&mut state, request, 1, Some(why));
    assert!(state.exports.jobs.is_empty() && state.notices.is_empty());
    assert_eq!(
        state.toast.as_ref().expect("a toast").text,
        "The export was stopped: 1 of 3 messages was written to the folder Mail before."
    );
}

#[test]
fn the_end_is_said_once_and_a_failure_stays_until_it_is_closed() {
    let mut state = inbox(50);
    let request = export(&mut state, ExportForm::Mbox, "/home/ann/a.mbox");
    ended(&mut state, request, 3, None);
    let toast = state.toast.as_ref().expect("a toast");
    assert_eq!((toast.text.as_str(), toast.can_undo), ("3 messages exported to a.mbox.", false));
    let request = export(&mut state, ExportForm::Mbox, "/home/ann/a.mbox");
    let why = Failure::new(FailureKind::File, "The disk is full.");
    ended(&mut state, request, 0, Some(why));
    let notice = state.notices.last().expect("a notice");
    assert_eq!(notice.text, "The export was not finished; no file was made. The disk is full.");
}

#[test]
fn without_a_connection_none_begins_and_one_that_runs_waits() {
    let mut state = inbox(50);
    let request = export(&mut state, ExportForm::Eml, "/home/ann/Mail");
    state.apply(Event::ConnectionChanged { account: ACCOUNT, state: ConnectionState::Offline });
    assert!(state.exports.jobs.contains_key(&request.id));
    let why = Err("There is no connection to the server.");
    assert_eq!(state.can_act(Acting::List, &Wish::AskExport), why);
    assert_eq!(state.can_export(ACCOUNT, &name("Archive")), why);
}
