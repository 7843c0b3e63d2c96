//! Messages brought in, and carried to another account: what the window shows and asks for, by
//! accessible names.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/frame.rs"]
mod frame;
#[path = "ui_import/moved.rs"]
mod moved_tests;

use std::path::PathBuf;
use std::sync::Arc;

use egui::Modifiers;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{
    AccountView, Acting, Action, Dialog, Effect, ImportAct, ImportEffect, ImportQuestion, State,
    Wish,
};
use mailpane::engine::{
    Command, CopiedTo, Event, ImportCommand, ImportEvent, ImportId, ImportOutcome, ImportProgress,
    ImportStage, ImportTarget, MessageChange,
};
use mailpane::model::{
    Account, AccountId, ConnectionInfo, ConnectionState, Failure, FailureKind, MailboxName,
    Security, SpecialUse,
};

use frame::{WORK, Window, mailbox, reading, window};

type Frame = Harness<'static, Window>;

const HOME: AccountId = AccountId(1);
const ID: ImportId = ImportId(0);

fn name(path: &str) -> MailboxName {
    MailboxName::new(path.as_bytes())
}

/// Two accounts, the first one's inbox open.
fn two() -> State {
    let mut state = reading(20);
    let account = Account::new("Home", "mara@home.example", "imap.home.example", Security::Tls);
    let mut view = AccountView::new(HOME, account);
    view.connection = ConnectionState::Ready(Arc::new(ConnectionInfo::default()));
    view.mailboxes = Some(Arc::from([
        mailbox("INBOX", Some(SpecialUse::Inbox), 0),
        mailbox("Archive", Some(SpecialUse::Archive), 0),
    ]));
    state.accounts.push(view);
    state
}

fn live(state: State) -> Frame {
    let mut frame = window(state);
    frame.state_mut().live = true;
    frame
}

fn files() -> Vec<PathBuf> {
    vec![PathBuf::from("/mail/old.mbox")]
}

fn import(state: &mut State) -> Vec<Effect> {
    let (account, mailbox) = (HOME, name("Archive"));
    let paths = Some(files());
    state.update(Action::Import(ImportAct::PathsChosen { account, mailbox, paths }))
}

fn target() -> ImportTarget {
    ImportTarget { id: ID, account: HOME, mailbox: name("Archive") }
}

fn outcome(total: u32, done: u32) -> ImportOutcome {
    let failure = Failure::new(FailureKind::Cancelled, "You stopped it.");
    ImportOutcome { total, done, failure: None, ..ImportOutcome::failed(target(), failure) }
}

fn end(state: &mut State, outcome: ImportOutcome) -> Vec<Effect> {
    state.apply(Event::Import(ImportEvent::Ended { id: ID, outcome: Arc::new(outcome) }))
}

fn progress(state: &mut State, progress: ImportProgress) {
    state.apply(Event::Import(ImportEvent::Progress { id: ID, progress }));
}

fn added(uids: &[u32]) -> Vec<CopiedTo> {
    let uids = uids.iter().map(|uid| ((*uid).try_into().unwrap(), (*uid).try_into().unwrap()));
    vec![CopiedTo { uid_validity: 7.try_into().unwrap(), uids: uids.collect() }]
}

#[test]
fn files_that_were_chosen_are_sent_for_and_the_card_says_how_far_it_is() {
    let mut state = two();
    let effects = import(&mut state);
    let [Effect::Send(HOME, Command::Import(ImportCommand::Files { target: to, paths }))] =
        &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((to, &paths[..]), (&target(), &files()[..]));
    let mut frame = window(state);
    frame.get_by_label("Looking through the files");
    let sending = ImportProgress {
        stage: ImportStage::Sending,
        messages: 300,
        total_messages: 10_000,
        bytes: 3_000_000,
        total_bytes: 100_000_000,
    };
    progress(&mut frame.state_mut().state, sending);
    frame.run();
    let said = "Importing 10,000 messages into Archive of Home, 300 of 10,000, 3.0 MB of 100 MB";
    let bar = frame.get_by_label(said);
    assert_eq!(bar.accesskit_node().role(), Role::ProgressIndicator);
    let waiting = ImportProgress { stage: ImportStage::Waiting, ..sending };
    progress(&mut frame.state_mut().state, waiting);
    frame.run();
    frame.get_by_label_contains("Waiting for the connection");
    frame.get_by_label("Stop").click();
    frame.run();
    let stop = |action: &Action| matches!(action, Action::Import(ImportAct::Stop(ID)));
    assert!(frame.state().actions.iter().any(stop), "{:?}", frame.state().actions);
}

#[test]
fn those_that_are_there_already_are_asked_about_and_each_answer_is_sent() {
    for (button, skips) in
        [("Skip them", Some(true)), ("Import all", Some(false)), ("Cancel", None)]
    {
        let mut state = two();
        import(&mut state);
        let event = ImportEvent::Duplicates { id: ID, duplicates: 12, total: 300 };
        state.apply(Event::Import(event));
        let mut frame = window(state);
        frame.get_by_label("12 of 300 messages are in Archive of Home already.");
        frame.get_by_label(button).click();
        frame.run();
        let actions = std::mem::take(&mut frame.state_mut().actions);
        let state = &mut frame.state_mut().state;
        let effects: Vec<Effect> =
            actions.into_iter().flat_map(|action| state.update(action)).collect();
        let sent = |command: &ImportCommand| match command {
            ImportCommand::Answer { id: ID, skip } => Some(Some(*skip)),
            ImportCommand::Stop(ID) => Some(None),
            _ => None,
        };
        let answers: Vec<Option<bool>> = effects
            .iter()
            .filter_map(|effect| match effect {
                Effect::Send(HOME, Command::Import(command)) => sent(command),
                _ => None,
            })
            .collect();
        assert_eq!(answers, [skips], "{button}");
        assert!(state.dialog.is_none());
    }
}

#[test]
fn a_question_that_comes_behind_another_one_waits_on_the_card() {
    let mut state = two();
    import(&mut state);
    state.update(Action::OpenAddAccount);
    let event = ImportEvent::Duplicates { id: ID, duplicates: 1, total: 1 };
    state.apply(Event::Import(event));
    assert!(matches!(state.dialog, Some(Dialog::AddAccount { .. })));
    state.update(Action::CloseDialog);
    let mut frame = live(state);
    frame.get_by_label("The message is in Archive of Home already");
    frame.get_by_label("Decide…").click();
    frame.run();
    frame.get_by_label("Skip it");
}

#[test]
fn what_is_in_is_said_and_can_be_undone_exactly() {
    let mut state = two();
    import(&mut state);
    let effects = end(&mut state, ImportOutcome { added: added(&[4, 5]), ..outcome(2, 2) });
    assert!(matches!(effects[..], [Effect::Send(HOME, Command::Refresh)]), "{effects:?}");
    let toast = state.toast.as_ref().expect("it is said");
    assert_eq!(toast.text, "2 messages imported into Archive of Home.");
    assert!(toast.can_undo);
    let effects = state.update(Action::Undo);
    let [Effect::Send(HOME, Command::ChangeMessages(request)), ..] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!((&request.mailbox, &request.change), (&name("Archive"), &MessageChange::Delete));
    assert_eq!(request.uid_validity.map(|it| it.get()), Some(7));
}

#[test]
fn an_end_in_the_middle_is_a_notice_that_says_how_many_are_in() {
    let mut state = two();
    import(&mut state);
    let failure = Failure::new(FailureKind::Disconnected, "imap.home.example closed the line.");
    let failure = failure.with_server_text(Some("full".to_owned()));
    end(&mut state, ImportOutcome { failure: Some(failure), ..outcome(300, 120) });
    let notice = state.notices.last().expect("a notice");
    assert_eq!(
        notice.text,
        "120 of 300 messages were imported into Archive of Home. imap.home.example closed the line."
    );
    assert_eq!(notice.server_text, Some(("Home".to_owned(), "full".to_owned())));
    assert!(state.toast.is_none() && state.imports.jobs.is_empty());
}

#[test]
fn files_dropped_over_a_folder_are_asked_about_with_its_name() {
    let mut frame = live(two());
    let place = frame.get_by_role_and_label(Role::TreeItem, "Archive").rect().center();
    frame.hover_at(place);
    frame.run();
    frame.input_mut().dropped_files.push(Arc::new(Dropped(PathBuf::from("/mail/old.mbox"))));
    frame.run();
    frame.get_by_label("Import the messages of this file into Archive of Home?");
    frame.get_by_label("old.mbox");
    frame.get_by_role_and_label(Role::Button, "Import").click();
    frame.run();
    assert_eq!(frame.state().state.imports.jobs.len(), 1);
    frame.get_by_label("Looking through the files");
}

/// A file of another program.
#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("nobody reads it here".to_owned())
    }
}

#[test]
fn without_a_file_dialog_a_path_is_typed() {
    let mut state = two();
    let (account, mailbox) = (HOME, name("Archive"));
    state.update(Action::Import(ImportAct::DialogMissing { account, mailbox }));
    let mut frame = live(state);
    frame.get_by_label("Path").type_text("old.mbox");
    frame.run();
    frame.get_by_role_and_label(Role::Button, "Import").click();
    frame.run();
    frame.get_by_label("Type the whole path of the file, from the root.");
    assert!(matches!(
        frame.state().state.dialog,
        Some(Dialog::Import(ImportQuestion::Path { .. }))
    ));
}

#[test]
fn an_account_for_looking_takes_nothing_and_says_why() {
    let mut state = two();
    state.accounts[1].account.look_only = true;
    assert!(import(&mut state).is_empty());
    assert_eq!(state.toast.expect("why").text, "This account is for looking only.");
    assert!(state.imports.jobs.is_empty());
}

#[test]
fn the_folder_dialog_offers_other_accounts_and_a_move_takes_away_what_was_taken_over() {
    let mut state = two();
    state.update(Action::SelectRow { index: 0 });
    state.update(Action::Act(Acting::List, Wish::AskMoveTo));
    let mut frame = window(state);
    frame.get_by_label("Archive, account Home").click();
    frame.run();
    let actions = std::mem::take(&mut frame.state_mut().actions);
    let state = &mut frame.state_mut().state;
    let effects: Vec<Effect> =
        actions.into_iter().flat_map(|action| state.update(action)).collect();
    let carried = effects.iter().find_map(|effect| match effect {
        Effect::Import(ImportEffect::Carry { target, request, verified }) => {
            Some((target.clone(), request.clone(), *verified))
        }
        _ => None,
    });
    let (to, request, verified) = carried.expect("it is carried");
    assert_eq!((to, request.account, verified), (target(), WORK, true));
    assert!(request.mailbox.is_inbox());
    let taken: Arc<[std::num::NonZeroU32]> = Arc::from([1.try_into().unwrap()]);
    let effects = end(state, ImportOutcome { taken, ..outcome(1, 1) });
    let deleted = effects.iter().find_map(|effect| match effect {
        Effect::Send(WORK, Command::ChangeMessages(request)) => Some(request.clone()),
        _ => None,
    });
    let deleted = deleted.expect("it goes where it was");
    assert_eq!((deleted.change, deleted.mailbox.is_inbox()), (MessageChange::Delete, true));
}

#[test]
fn a_copy_to_another_account_takes_nothing_away_even_where_it_was_only_looked_at() {
    let mut state = two();
    state.accounts[0].account.look_only = true;
    state.update(Action::SelectRow { index: 0 });
    assert_eq!(state.can_act(Acting::List, &Wish::AskCopyTo), Ok(()));
    assert!(state.can_act(Acting::List, &Wish::AskMoveTo).is_err());
    let (account, mailbox) = (HOME, name("Archive"));
    let carry =
        |copy| ImportAct::Carry { acting: Acting::List, account, mailbox: mailbox.clone(), copy };
    assert!(state.update(Action::Import(carry(false))).is_empty(), "it may not go");
    assert_eq!(state.update(Action::Import(carry(true))).len(), 1);
    let taken: Arc<[std::num::NonZeroU32]> = Arc::from([1.try_into().unwrap()]);
    let effects = end(&mut state, ImportOutcome { taken, ..outcome(1, 1) });
    let is_change = |effect: &Effect| matches!(effect, Effect::Send(_, Command::ChangeMessages(_)));
    assert!(!effects.iter().any(is_change), "{effects:?}");
    assert_eq!(state.toast.expect("it is said").text, "1 message copied to Archive of Home.");
}

#[test]
fn a_row_dragged_to_another_account_is_carried_there() {
    let mut state = two();
    state.update(Action::SelectRow { index: 0 });
    let mut frame = window(state);
    let row = "Mara Lindqvist, Notes";
    let from = frame.get_by_label_contains(row).rect().center();
    let to = frame.get_by_role_and_label(Role::TreeItem, "Archive").rect().center();
    frame.hover_at(from);
    frame.run();
    frame.drag_at(from);
    frame.run();
    for part in [0.2, 0.6, 1.0] {
        frame.hover_at(from + (to - from) * part);
        frame.step();
    }
    let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
    frame.event(egui::Event::PointerButton { pos: to, button, pressed: false, modifiers });
    frame.run();
    let is_carried = |action: &Action| {
        matches!(action, Action::Import(ImportAct::Carry { account: HOME, copy: false, .. }))
    };
    assert!(frame.state().actions.iter().any(is_carried), "{:?}", frame.state().actions);
}
