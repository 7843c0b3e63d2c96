//! Folders made, renamed, moved, deleted: what is asked, what the server is told, what follows from its
//! answer, and the way back.

#![allow(clippy::expect_used, clippy::indexing_slicing)]

#[path = "app_folders/asking.rs"]
mod asking_tests;
#[path = "app_folders/deleting.rs"]
mod deleting_tests;
#[path = "app_folders/everything.rs"]
mod everything_tests;
#[path = "app_folders/following.rs"]
mod following_tests;
#[path = "app_folders/undoing.rs"]
mod undoing_tests;
#[path = "app_list/window.rs"]
mod window;

use std::sync::Arc;

use mailpane::app::{Action, Dialog, Effect, FolderAct, FolderDialog, FolderId, FolderWish, State};
use mailpane::engine::{Command, Event, MailboxChange, MailboxSurvey, SurveyedInside};
use mailpane::model::{
    ConnectionInfo, ConnectionState, Mailbox, MailboxCounts, MailboxName, SpecialUse,
};

use window::{ACCOUNT, mailbox, number};

fn name(path: &str) -> MailboxName {
    MailboxName::new(path.as_bytes())
}

fn special(path: &str, used: SpecialUse) -> Mailbox {
    Mailbox { special_use: Some(used), ..mailbox(path, 2) }
}

fn empty(path: &str) -> Mailbox {
    Mailbox { counts: Some(MailboxCounts::default()), ..Mailbox::plain(path) }
}

/// A tree of every kind: 41 messages in each but in `Old`.
fn tree() -> Vec<Mailbox> {
    let mut projects = mailbox("Projects", 0);
    projects.selectable = false;
    projects.counts = None;
    let mut leaf = mailbox("Locked", 0);
    leaf.no_inferiors = true;
    vec![
        special("INBOX", SpecialUse::Inbox),
        special("Archive", SpecialUse::Archive),
        leaf,
        empty("Old"),
        projects,
        mailbox("Projects/Tender", 3),
        mailbox("Projects/Tender/2026", 1),
        special("Trash", SpecialUse::Trash),
    ]
}

/// The inbox is open.
fn folders() -> State {
    let mut state = window::window(50);
    lists(&mut state, tree());
    state
}

fn lists(state: &mut State, mailboxes: Vec<Mailbox>) {
    state.apply(Event::MailboxesListed { account: ACCOUNT, mailboxes: mailboxes.into() });
}

fn id(path: &str) -> FolderId {
    FolderId { account: ACCOUNT, mailbox: name(path) }
}

fn wish(state: &mut State, path: &str, wish: FolderWish) -> Vec<Effect> {
    state.update(Action::Folder(FolderAct::Wish(id(path), wish)))
}

fn act(state: &mut State, act: FolderAct) -> Vec<Effect> {
    state.update(Action::Folder(act))
}

/// What the server is asked to change.
fn changes(effects: &[Effect]) -> Vec<MailboxChange> {
    let change = |effect: &Effect| match effect {
        Effect::Send(ACCOUNT, Command::ChangeMailbox(change)) => Some(change.clone()),
        _ => None,
    };
    effects.iter().filter_map(change).collect()
}

fn renamed(from: &str, to: &str) -> MailboxChange {
    MailboxChange::Renamed { from: name(from), to: name(to) }
}

/// The server did it; its list came before.
fn done(state: &mut State, change: MailboxChange) -> Vec<Effect> {
    state.apply(Event::MailboxChanged { account: ACCOUNT, change })
}

fn toast(state: &State) -> (&str, bool) {
    let toast = state.toast.as_ref().expect("something was said");
    (&toast.text, toast.can_undo)
}

fn dialog(state: &State) -> &FolderDialog {
    match &state.dialog {
        Some(Dialog::Folder(dialog)) => dialog,
        other => panic!("a question about a folder, got {other:?}"),
    }
}

/// What the server counted: messages of its own, and of each folder inside.
fn survey(path: &str, messages: u32, inside: &[u32]) -> Event {
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
        uid_next: Some(number(1_001)),
        uid_validity: Some(number(7)),
        inside: inside.iter().map(one).collect(),
        inside_total: inside.len() as u32,
        counted: true,
        subscribed: 1,
        special_uses: Vec::new(),
    };
    Event::MailboxSurveyed { account: ACCOUNT, survey: Arc::new(survey) }
}

/// Opens a folder, as the server answers it.
fn open(state: &mut State, path: &str, exists: u32) {
    state.update(Action::SelectMailbox { account: ACCOUNT, mailbox: name(path) });
    state.apply(Event::MailboxOpened {
        account: ACCOUNT,
        mailbox: name(path),
        exists,
        uid_validity: number(7),
        read_only: false,
        uid_next: None,
        page_follows: true,
        kept: mailpane::model::Flags::ALL,
        new_keywords: true,
        keywords: Arc::default(),
    });
    let rows = (1..=exists).map(|seq| (seq, window::row(seq + 1_000))).collect();
    state.apply(Event::RowsLoaded { account: ACCOUNT, mailbox: name(path), rows });
}

/// A server with these capabilities.
fn offers(state: &mut State, capabilities: &[&str]) {
    let capabilities = capabilities.iter().map(ToString::to_string).collect();
    let info = ConnectionInfo { capabilities, ..ConnectionInfo::default() };
    let ready = ConnectionState::Ready(Arc::new(info));
    state.apply(Event::ConnectionChanged { account: ACCOUNT, state: ready });
}
