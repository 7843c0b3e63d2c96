//! Choosing messages and what is done with them, by accessible names: state in, actions out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

#[path = "support/frame.rs"]
mod frame;

#[path = "ui_changes/buttons.rs"]
mod button_tests;
#[path = "ui_changes/cards.rs"]
mod card_tests;
#[path = "ui_changes/choose.rs"]
mod choose_tests;
#[path = "ui_changes/dialogs.rs"]
mod dialog_tests;
#[path = "ui_changes/drag.rs"]
mod drag_tests;
#[path = "ui_changes/export.rs"]
mod export_tests;
#[path = "ui_changes/tags.rs"]
mod tag_tests;

use std::sync::Arc;

use egui::Modifiers;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use egui_kittest::{Harness, Node};
use mailpane::app::{Action, State};
use mailpane::engine::Event;
use mailpane::model::{Flags, MailboxName, SpecialUse};

use frame::{WORK, Window, mailbox, reading, row, window};

type Frame = Harness<'static, Window>;

/// An inbox of unread letters, all loaded, beside every folder that something can go to.
fn letters(count: u32) -> State {
    let mut state = reading(count);
    let mut projects = mailbox("Projects", None, 0);
    projects.selectable = false;
    state.accounts[0].mailboxes = Some(Arc::from([
        mailbox("INBOX", Some(SpecialUse::Inbox), count),
        mailbox("Archive", Some(SpecialUse::Archive), 0),
        mailbox("Junk", Some(SpecialUse::Junk), 0),
        projects,
        mailbox("Projects/Tender", None, 3),
        mailbox("Trash", Some(SpecialUse::Trash), 0),
    ]));
    let rows = (0..count).map(|line| {
        let subject = format!("Letter {line}");
        (count - line, row(1_000 - line, "Mara", &subject, Flags::default()))
    });
    let rows = rows.collect();
    state.apply(Event::RowsLoaded { account: WORK, mailbox: MailboxName::inbox(), rows });
    state
}

/// The row of a letter.
fn letter(line: u32) -> String {
    format!("Mara, Letter {line}, 10:42, unread")
}

/// A window that does what the view asks for.
fn live(state: State) -> Frame {
    let mut frame = window(state);
    frame.state_mut().live = true;
    frame
}

/// A click with these keys held, on the only control of this name.
fn click(frame: &mut Frame, name: &str, modifiers: Modifiers) {
    // A folder of the tree may be called as a button is.
    let is_meant = |node: &Node<'_>| node.accesskit_node().role() != Role::TreeItem;
    let node = frame.get_all_by_label(name).find(is_meant).expect(name);
    if modifiers.is_none() {
        node.click()
    } else {
        node.click_modifiers(modifiers)
    }
    frame.run();
}

fn press(frame: &mut Frame, modifiers: Modifiers, key: egui::Key) {
    frame.key_press_modifiers(modifiers, key);
    frame.run();
}

/// What was said since the last call, but where the view is.
fn said(frame: &mut Frame) -> Vec<Action> {
    let said = std::mem::take(&mut frame.state_mut().actions);
    said.into_iter().filter(|action| !matches!(action, Action::Scrolled(_))).collect()
}
