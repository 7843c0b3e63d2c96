//! What leaves the program: saved messages, files for other programs, prints.

use std::path::PathBuf;

use mailpane::app::{
    Action, Dialog, Effect, Look, MessageAct, OpenQuestion, PrintId, PrintTo, State,
};
use mailpane::engine::{Command, Event, Place, SaveId};
use mailpane::mime::Attachment;
use mailpane::model::{Body, Failure, FailureKind, PartId, TransferEncoding};

use super::mails::{act, commands, image, loaded, newsletter, open, picture, show_page, tall};
use super::window::key;

fn attachment(name: &str, media_type: &str) -> Attachment {
    Attachment {
        part: PartId(vec![2]),
        name: name.to_owned(),
        safe_name: mailpane::mime::safe_file_name(name),
        media_type: media_type.to_owned(),
        size_bytes: 750,
        encoded_bytes: 1_000,
        encoding: TransferEncoding::Base64,
    }
}

fn open_with(name: &str, media_type: &str) -> State {
    let mut reading = newsletter(Vec::new());
    reading.attachments = vec![attachment(name, media_type)].into();
    let (mut state, _) = open(reading);
    act(&mut state, MessageAct::OpenPartWith { part: PartId(vec![2]) });
    state
}

fn question(state: &State) -> &OpenQuestion {
    match &state.dialog {
        Some(Dialog::OpenWith(question)) => question,
        other => panic!("a question, got {other:?}"),
    }
}

fn saved(effects: &[Effect]) -> Option<(PartId, PathBuf)> {
    commands(effects).into_iter().find_map(|command| match command {
        Command::Save(request) => Some((request.part.clone(), request.path.clone())),
        _ => None,
    })
}

#[test]
fn another_program_gets_a_file_only_after_a_question() {
    let mut state = open_with("plan.pdf", "application/pdf");
    assert_eq!(question(&state).warning, None);
    let effects = state.update(Action::ConfirmOpenWith);
    let [Effect::MakePrivateFile { id, safe_name }] = &effects[..] else {
        panic!("a place of its own, got {effects:?}");
    };
    assert_eq!(safe_name, "plan.pdf");
    let (id, path) = (*id, PathBuf::from("/run/user/1/mailpane-x/plan.pdf"));
    let effects = state.update(Action::PrivateFileReady { id, path: Some(path.clone()) });
    assert_eq!(saved(&effects), Some((PartId(vec![2]), path.clone())));
    let effects = state.apply(Event::SaveFinished { id, path: path.clone() });
    assert!(matches!(&effects[..], [Effect::OpenFile(file)] if *file == path), "{effects:?}");
    assert!(state.saves.is_empty());
}

#[test]
fn without_a_yes_nothing_is_written() {
    let mut state = open_with("plan.pdf", "application/pdf");
    assert!(state.update(Action::CloseDialog).is_empty());
    assert!(state.update(Action::ConfirmOpenWith).is_empty());
    assert!(state.saves.is_empty());
}

#[test]
fn programs_and_scripts_are_never_opened() {
    let names = "a.desktop a.lnk a.url a.scf a.jar a.hta a.js a.vbs a.iso a.img a.one a.svg a.html \
        a.xhtml a.mht a.webloc a.command a.AppImage a.exe a.sh";
    for name in names.split(' ') {
        let mut state = open_with(name, "application/octet-stream");
        assert!(question(&state).warning.is_some(), "{name} is warned of");
        assert!(!question(&state).may_open(), "{name}");
        assert!(state.update(Action::ConfirmOpenWith).is_empty(), "{name}");
        assert!(state.dialog.is_some(), "the question stays: it offers to save");
    }
}

#[test]
fn a_name_that_deceives_is_warned_of() {
    let state = open_with("invoice⟨U+202E⟩fdp.exe", "application/pdf");
    let warning = question(&state).warning.as_deref().expect("a warning");
    assert!(warning.contains(".exe"), "{warning}");
    let state = open_with("letter.zip", "image/png");
    assert!(question(&state).warning.is_some(), "it is not what the mail says");
}

#[test]
fn no_private_folder_is_said_and_nothing_opens() {
    let mut state = open_with("plan.pdf", "application/pdf");
    state.update(Action::ConfirmOpenWith);
    let id = *state.saves.keys().next().expect("one");
    assert!(state.update(Action::PrivateFileReady { id, path: None }).is_empty());
    assert_eq!((state.saves.len(), state.notices.len()), (0, 1));
}

#[test]
fn a_file_for_another_program_that_cannot_be_fetched_says_why() {
    let mut state = open_with("plan.pdf", "application/pdf");
    state.update(Action::ConfirmOpenWith);
    let id = *state.saves.keys().next().expect("one");
    state.update(Action::PrivateFileReady { id, path: Some("/run/x/plan.pdf".into()) });
    let failure = Failure::new(FailureKind::MessageGone, "The message is no longer there.");
    assert!(state.apply(Event::SaveFailed { id, failure }).is_empty());
    assert_eq!(state.saves.len(), 1, "beside the attachment");
}

#[test]
fn a_question_is_not_replaced_by_another() {
    let mut state = open_with("plan.pdf", "application/pdf");
    let asked = state.dialog.clone();
    let link = || Action::ClickLink { target: "https://a.example/".into(), text: "a".into() };
    let part = PartId(vec![2]);
    let again = Action::Message(Place::PANE, MessageAct::OpenPartWith { part });
    for action in [link(), again, Action::OpenAddAccount, Action::OpenNewFolder] {
        let effects = state.update(action);
        assert!(matches!(effects[..], [Effect::FocusQuestion]), "{effects:?}");
        assert_eq!(state.dialog, asked);
    }
    state.update(Action::CloseDialog);
    assert!(state.update(link()).is_empty());
    assert!(matches!(state.dialog, Some(Dialog::OpenLink(_))));
}

#[test]
fn a_path_that_is_not_typed_leaves_the_file_to_be_saved_anew() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let part = PartId(vec![2]);
    let save = |state: &mut State| {
        act(state, MessageAct::SaveAttachment { part: part.clone() });
        let id = *state.saves.keys().next_back().expect("one");
        state.update(Action::SaveDialogMissing { id })
    };
    assert!(save(&mut state).is_empty());
    assert!(matches!(state.dialog, Some(Dialog::SavePath { .. })));
    state.update(Action::CloseDialog);
    assert!(state.saves.is_empty() && state.dialog.is_none());
    // Nor does it take the place of a question that is open.
    state.update(Action::ClickLink { target: "https://a.example/".into(), text: "a".into() });
    assert!(matches!(save(&mut state)[..], [Effect::FocusQuestion]));
    assert!(matches!(state.dialog, Some(Dialog::OpenLink(_))));
    assert_eq!((state.saves.len(), state.notices.len()), (0, 1), "it is said");
}

#[test]
fn a_message_is_saved_whole_under_its_subject() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = act(&mut state, MessageAct::SaveMessage);
    let [Effect::AskSavePath { id, suggested_name }] = &effects[..] else {
        panic!("asks where, got {effects:?}");
    };
    assert_eq!(suggested_name, "subject 1050.eml");
    let path = PathBuf::from("/tmp/subject 1050.eml");
    let id = *id;
    let effects = state.update(Action::SavePathChosen { id, path: Some(path.clone()) });
    assert_eq!(saved(&effects), Some((PartId::default(), path.clone())));
    state.apply(Event::SaveFinished { id, path });
    assert!(state.saves.is_empty());
    assert_eq!(state.notices[0].text, "The message was saved as subject 1050.eml.");
}

#[test]
fn a_message_that_could_not_be_saved_says_why() {
    let (mut state, _) = open(newsletter(Vec::new()));
    act(&mut state, MessageAct::SaveMessage);
    let id = SaveId(0);
    state.update(Action::SavePathChosen { id, path: Some("/tmp/x.eml".into()) });
    let failure = Failure::new(FailureKind::File, "There is no room on the disk.");
    state.apply(Event::SaveFailed { id, failure });
    assert_eq!(state.notices[0].text, "There is no room on the disk.");
}

#[test]
fn any_part_can_be_saved() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let effects = act(&mut state, MessageAct::SaveAttachment { part: PartId(vec![1, 2]) });
    assert!(
        matches!(&effects[..], [Effect::AskSavePath { suggested_name, .. }]
            if suggested_name == "part-1.2.html"),
        "{effects:?}"
    );
}

#[test]
fn a_message_is_printed_as_it_is_seen() {
    let (mut state, _) = open(newsletter(vec![picture("cid:a", &[2], 1_000)]));
    show_page(&mut state, tall(900.0));
    let images = vec![image("cid:a", 700)];
    state.apply(Event::PicturesLoaded { key: key(1_050), images, is_last: true });
    let effects = act(&mut state, MessageAct::Print);
    let [Effect::Print(job)] = &effects[..] else { panic!("printed, got {effects:?}") };
    assert_eq!((job.look, job.images.len(), &job.to), (Look::Page, 1, &PrintTo::Printer));
    act(&mut state, MessageAct::ChooseLook(Look::Reader));
    let effects = act(&mut state, MessageAct::Print);
    assert!(matches!(&effects[..], [Effect::Print(job)] if job.look == Look::Reader));
}

fn asked_pdf(state: &mut State) -> PrintId {
    let effects = act(state, MessageAct::SavePdf);
    let [Effect::AskPdfPath { id, suggested_name }] = &effects[..] else {
        panic!("asks where, got {effects:?}");
    };
    assert!(suggested_name.ends_with(".pdf"), "{suggested_name}");
    *id
}

#[test]
fn a_pdf_is_saved_where_the_user_says() {
    let (mut state, _) = open(newsletter(Vec::new()));
    let id = asked_pdf(&mut state);
    assert!(state.update(Action::PdfPathChosen { id, path: None }).is_empty());
    let path = Some(PathBuf::from("/tmp/news.pdf"));
    let late = Action::PdfPathChosen { id, path: path.clone() };
    assert!(state.update(late).is_empty(), "each answer counts once");
    let id = asked_pdf(&mut state);
    let effects = state.update(Action::PdfPathChosen { id, path });
    assert!(matches!(&effects[..], [Effect::Print(job)] if matches!(&job.to, PrintTo::File(_))));
    state.update(Action::Printed(Err("There is no printer.".to_owned())));
    state.update(Action::Printed(Ok("The PDF was saved.".to_owned())));
    assert_eq!(state.notices.len(), 2);
}

#[test]
fn a_pdf_holds_the_message_it_was_asked_for_whatever_is_shown_since() {
    let with_subject = |subject: &str| {
        let mut reading = newsletter(Vec::new());
        let body = Body { subject: subject.to_owned(), ..(*reading.body).clone() };
        reading.body = std::sync::Arc::new(body);
        reading
    };
    let (mut state, _) = open(with_subject("first"));
    let id = asked_pdf(&mut state);
    state.update(Action::MoveSelection { by: 1 });
    let path = || Some(PathBuf::from("/tmp/first.pdf"));
    let effects = state.update(Action::PdfPathChosen { id, path: path() });
    let printed = |effects: &[Effect]| match effects {
        [Effect::Print(job)] => job.reading.body.subject.clone(),
        other => panic!("printed, got {other:?}"),
    };
    assert_eq!(printed(&effects), "first", "while the next one is on its way");
    state.apply(loaded(1_049, with_subject("second")));
    let id = asked_pdf(&mut state);
    act(&mut state, MessageAct::OpenInWindow);
    state.update(Action::SelectRow { index: 0 });
    let effects = state.update(Action::PdfPathChosen { id, path: path() });
    assert_eq!(printed(&effects), "second");
}

#[test]
fn nothing_is_printed_before_it_was_read() {
    let mut state = super::window::window(50);
    state.update(Action::SelectRow { index: 0 });
    assert!(act(&mut state, MessageAct::Print).is_empty());
    assert!(act(&mut state, MessageAct::SavePdf).is_empty());
}
