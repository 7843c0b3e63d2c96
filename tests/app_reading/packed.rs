//! What is inside an opened attachment: files that are at hand, parts of a message inside.

use std::path::PathBuf;
use std::sync::Arc;

use mailpane::app::{Action, Effect, FileInside, MessageAct, SaveJob, SaveState, State};
use mailpane::engine::{Command, Event, IfExists, Place, SaveId};
use mailpane::mime::preview::PackedFile;
use mailpane::model::{Failure, FailureKind, Part, PartId, PartKind};
use mailpane::reading::{Opened, Reading};

use super::fetches::with_part;
use super::mails::{act, commands, multipart, newest, newsletter, open, part};

fn container() -> (State, Place) {
    let file = |name: &str| PackedFile {
        name: name.to_owned(),
        safe_name: name.to_owned(),
        bytes: name.as_bytes().to_vec(),
    };
    let (mut state, place, id) = with_part();
    let files = Opened::Files(vec![file("plan.doc"), file("run.exe")]);
    state.apply(Event::PartOpened { id, opened: Arc::new(files) });
    (state, place)
}

fn ask(state: &mut State, place: Place, act: MessageAct) -> Vec<Effect> {
    state.update(Action::Message(place, act))
}

fn written(effects: Vec<Effect>) -> Vec<FileInside> {
    match <[Effect; 1]>::try_from(effects) {
        Ok([Effect::WriteFiles(files)]) => files,
        other => panic!("files to write, got {other:?}"),
    }
}

fn job(state: &State, id: SaveId) -> &SaveJob {
    state.saves.get(&id).expect("it is saved")
}

/// Asks for the second file; its number, and what is written once a path is chosen.
fn second(state: &mut State, place: Place) -> (SaveId, Vec<FileInside>) {
    let effects = ask(state, place, MessageAct::SaveInside { index: 1 });
    let [Effect::AskSavePath { id, suggested_name }] = &effects[..] else {
        panic!("a question, got {effects:?}");
    };
    assert_eq!(suggested_name, "run.exe");
    let path = Some(PathBuf::from("/home/me/run.exe"));
    (*id, written(state.update(Action::SavePathChosen { id: *id, path })))
}

#[test]
fn a_file_inside_a_container_is_written_where_the_user_says() {
    let (mut state, place) = container();
    let (id, files) = second(&mut state, place);
    assert_eq!((files.len(), files[0].id, files[0].if_exists), (1, id, IfExists::Replace));
    assert_eq!(files[0].bytes(), b"run.exe");
    assert_eq!(job(&state, id).state, SaveState::Running { done_bytes: 0, total_bytes: 7 });
    let path = files[0].path.clone();
    assert!(state.update(Action::FilesWritten(vec![(id, Ok(path.clone()))])).is_empty());
    assert_eq!(job(&state, id).state, SaveState::Done(path));
    let of = job(&state, id);
    assert!(of.is_of_packed(&of.request.key, &PartId(vec![2]), 1));
    assert!(!of.is_of(&of.request.key, &PartId(vec![2])), "the container itself was not saved");
    let (again, _) = second(&mut state, place);
    assert_eq!(state.saves.keys().collect::<Vec<_>>(), [&again], "the newest one is shown");
}

#[test]
fn a_file_that_could_not_be_written_says_why_and_is_asked_for_again() {
    let (mut state, place) = container();
    let (id, _) = second(&mut state, place);
    let failure = Failure::new(FailureKind::File, "The disk is full.");
    state.update(Action::FilesWritten(vec![(id, Err(failure.clone()))]));
    assert_eq!(job(&state, id).state, SaveState::Failed(failure));
    let (_, files) = second(&mut state, place);
    assert_eq!(files[0].bytes(), b"run.exe");
}

#[test]
fn all_files_go_to_one_folder_together_and_over_no_other_file() {
    let (mut state, place) = container();
    let effects = ask(&mut state, place, MessageAct::SaveAllInside);
    let [Effect::AskSaveFolder { ids }] = &effects[..] else { panic!("{effects:?}") };
    let folder = Some(PathBuf::from("/home/me"));
    let files = written(state.update(Action::SaveFolderChosen { ids: ids.clone(), folder }));
    let paths: Vec<_> = files.iter().map(|file| file.path.to_string_lossy()).collect();
    assert_eq!(paths, ["/home/me/plan.doc", "/home/me/run.exe"]);
    assert!(files.iter().all(|file| file.if_exists == IfExists::NewName));
    assert!(commands(&state.update(Action::CancelSave(ids[0]))).is_empty(), "no server sends it");
}

#[test]
fn a_dialog_that_is_closed_saves_nothing() {
    let (mut state, place) = container();
    let effects = ask(&mut state, place, MessageAct::SaveInside { index: 0 });
    let [Effect::AskSavePath { id, .. }] = effects[..] else { panic!("{effects:?}") };
    assert!(state.update(Action::SavePathChosen { id, path: None }).is_empty());
    assert!(state.saves.is_empty());
    for (place, act) in [
        (place, MessageAct::SaveInside { index: 9 }),
        (Place::PANE, MessageAct::SaveInside { index: 0 }),
        (Place::PANE, MessageAct::SaveAllInside),
    ] {
        assert!(ask(&mut state, place, act.clone()).is_empty(), "{act:?}");
    }
}

fn with_message_inside() -> State {
    let inside = Part {
        kind: PartKind::Multipart(vec![
            part(&[3, 1], "text/plain", None),
            part(&[3, 2], "application/pdf", Some("inside.pdf")),
        ]),
        ..part(&[3], "multipart/mixed", None)
    };
    let message = Part {
        kind: PartKind::Message(Some(Box::new(inside))),
        ..part(&[3], "message/rfc822", Some("fwd.eml"))
    };
    let mut reading: Reading = newsletter(Vec::new());
    let structure = multipart("multipart/mixed", vec![part(&[1], "text/plain", None), message]);
    Arc::make_mut(&mut reading.body).structure = Some(Arc::new(structure));
    open(reading).0
}

#[test]
fn what_a_message_inside_carries_is_opened_and_saved_from_the_server() {
    let mut state = with_message_inside();
    let inside = PartId(vec![3, 2]);
    act(&mut state, MessageAct::OpenPart { part: PartId(vec![3]) });
    let window = newest(&state);
    for place in [Place::PANE, window] {
        assert!(state.part_on_server(place, &inside).is_some(), "{place:?}");
        let effects = ask(&mut state, place, MessageAct::SaveAttachment { part: inside.clone() });
        let [Effect::AskSavePath { id, suggested_name }] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!(suggested_name, "inside.pdf");
        let path = Some(PathBuf::from("/home/me/inside.pdf"));
        let effects = state.update(Action::SavePathChosen { id: *id, path });
        assert!(
            matches!(commands(&effects)[..], [Command::Save(request)] if request.part == inside),
            "{effects:?}"
        );
    }
    let effects = ask(&mut state, window, MessageAct::OpenPart { part: inside.clone() });
    let [Command::OpenPart(request)] = commands(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((&request.part.id, state.windows.len()), (&inside, 2));
}

#[test]
fn what_the_server_does_not_see_in_a_message_is_not_asked_for() {
    let mut state = with_message_inside();
    let unseen = PartId(vec![3, 9]);
    act(&mut state, MessageAct::OpenPart { part: PartId(vec![3]) });
    for place in [Place::PANE, newest(&state)] {
        assert!(state.part_on_server(place, &unseen).is_none());
        let effects = ask(&mut state, place, MessageAct::OpenPart { part: unseen.clone() });
        assert!(effects.is_empty(), "{effects:?}");
    }
    assert!(state.part_on_server(Place(99), &unseen).is_none());
}
