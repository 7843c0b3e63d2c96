//! What is done with folders, by accessible names: the menu over a row, the keys, dragging, the dialogs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/frame.rs"]
mod frame;

#[path = "ui_folders/deleting.rs"]
mod deleting_tests;
#[path = "ui_folders/dragging.rs"]
mod dragging_tests;
#[path = "ui_folders/menu.rs"]
mod menu_tests;
#[path = "ui_folders/naming.rs"]
mod naming_tests;

use std::sync::Arc;

use egui::Modifiers;
use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use mailpane::app::{Action, FolderAct, FolderId, FolderWish, State};
use mailpane::engine::{Event, MailboxSurvey, SurveyedInside};
use mailpane::model::{
    ConnectionInfo, ConnectionState, Failure, FailureKind, MailboxCounts, MailboxName, SpecialUse,
};

use frame::{WORK, Window, mailbox, reading, window};

type Frame = Harness<'static, Window>;

/// The inbox is open; beside it stands a folder of every kind.
fn folders() -> State {
    let mut state = reading(50);
    let mut projects = mailbox("Projects", None, 0);
    projects.selectable = false;
    let mut old = mailbox("Old", None, 0);
    old.counts = Some(MailboxCounts::default());
    state.accounts[0].mailboxes = Some(Arc::from([
        mailbox("INBOX", Some(SpecialUse::Inbox), 12),
        mailbox("Archive", Some(SpecialUse::Archive), 0),
        old,
        projects,
        mailbox("Projects/Tender", None, 3),
        mailbox("Projects/Tender/2026", None, 0),
        mailbox("Trash", Some(SpecialUse::Trash), 0),
    ]));
    state
}

fn name(path: &str) -> MailboxName {
    MailboxName::new(path.as_bytes())
}

fn id(path: &str) -> FolderId {
    FolderId { account: WORK, mailbox: name(path) }
}

/// A window that does what the view asks for.
fn live(state: State) -> Frame {
    let mut frame = window(state);
    frame.state_mut().live = true;
    frame
}

/// Opens a question about a folder.
fn asking(mut state: State, path: &str, wish: FolderWish) -> Frame {
    state.update(Action::Folder(FolderAct::Wish(id(path), wish)));
    let mut frame = window(state);
    frame.run();
    frame.state_mut().actions.clear();
    frame
}

/// What the server counted: messages, and those of each folder inside.
fn counted(frame: &mut Frame, path: &str, messages: u32, inside: &[u32]) {
    let one = |messages: &u32| SurveyedInside {
        name: name(&format!("{path}/x")),
        messages: Some(*messages),
        unseen: Some(0),
        special_use: None,
        subscribed: true,
    };
    let survey = MailboxSurvey {
        mailbox: name(path),
        messages: Some(messages),
        unseen: Some(0),
        uid_next: None,
        uid_validity: None,
        inside: inside.iter().map(one).collect(),
        inside_total: inside.len() as u32,
        counted: true,
        subscribed: 0,
        special_uses: Vec::new(),
    };
    let survey = Arc::new(survey);
    frame.state_mut().state.apply(Event::MailboxSurveyed { account: WORK, survey });
    frame.run();
}

/// The server did not say what is in it.
fn not_counted(frame: &mut Frame, path: &str) {
    let failure = Failure::new(FailureKind::Refused, "The server refused.");
    let event = Event::MailboxSurveyFailed { account: WORK, mailbox: name(path), failure };
    frame.state_mut().state.apply(event);
    frame.run();
}

/// What was done with folders since the last call.
fn acts(frame: &mut Frame) -> Vec<FolderAct> {
    let act = |action| match action {
        Action::Folder(act) => Some(act),
        _ => None,
    };
    std::mem::take(&mut frame.state_mut().actions).into_iter().filter_map(act).collect()
}

fn press(frame: &mut Frame, modifiers: Modifiers, key: egui::Key) {
    frame.key_press_modifiers(modifiers, key);
    frame.run();
}

fn button(frame: &mut Frame, label: &str) {
    frame.get_by_role_and_label(Role::Button, label).click();
    frame.run();
}

fn is_disabled(frame: &Frame, role: Role, label: &str) -> bool {
    frame.get_by_role_and_label(role, label).accesskit_node().is_disabled()
}

/// Types into the field that has the keyboard.
fn typed(frame: &mut Frame, text: &str) {
    frame.event(egui::Event::Text(text.to_owned()));
    frame.run();
}

/// Puts the keyboard into a field, and types.
fn type_into(frame: &mut Frame, field: &str, text: &str) {
    let input = frame.get_by(|node| {
        node.label().as_deref() == Some(field) && egui::accessibility::is_input(node.role())
    });
    input.focus();
    frame.run();
    typed(frame, text);
}

fn offers(state: &mut State, capability: &str) {
    let capabilities = vec![capability.to_owned()];
    let info = ConnectionInfo { capabilities, ..ConnectionInfo::default() };
    state.accounts[0].connection = ConnectionState::Ready(Arc::new(info));
}
