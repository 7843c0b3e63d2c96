//! The keyboard: what each key does while no dialog is open and nothing is being typed.
//!
//! Letters work wherever the pointer is. Arrows, Enter and Space belong to a control that was
//! reached with Tab, and to the pane with the keyboard otherwise.

use egui::{Key, Modifiers, Ui};

use crate::app::{Action, MessageList, Pane, State};
use crate::model::Flag;

use super::Drafts;
use super::folder_bar;
use super::folder_row::chosen;
use super::folder_tree;
use super::message;

/// Lines of text that an arrow key moves by; one would be slow to hold down.
const ARROW_LINES: f32 = 2.0;

/// Reads the keys of this frame.
pub fn read(ui: &Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    if state.dialog.is_some() || ui.ctx().text_edit_focused() {
        return;
    }
    window_keys(ui, state, drafts, actions);
    letters(ui, actions);
    // A control with the focus ring has the arrows, Enter and Space.
    if ui.memory(|memory| memory.focused().is_some()) {
        return;
    }
    match state.focus {
        Pane::Folders => folder_keys(ui, state, &mut drafts.tree, actions),
        Pane::Messages => list_keys(ui, state, drafts, actions),
        Pane::Message => message_keys(ui, &mut drafts.message),
    }
    if state.focus != Pane::Folders && pressed(ui, Key::Space) {
        let was_at_end = drafts.message.page_down();
        if was_at_end {
            actions.push(Action::NextUnread);
        }
    }
}

fn pressed(ui: &Ui, key: Key) -> bool {
    ui.input_mut(|input| input.consume_key(Modifiers::NONE, key))
}

fn window_keys(ui: &Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    let open = drafts.tree.cache.open_mailbox();
    if pressed(ui, Key::F2) && folder_bar::rename_allowed(state, open) {
        actions.push(Action::OpenRenameFolder);
    }
    if pressed(ui, Key::F5) {
        actions.push(Action::Refresh);
    }
    let new_folder = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::N));
    if new_folder && folder_bar::create_allowed(state, open) {
        actions.push(Action::OpenNewFolder);
    }
    if pressed(ui, Key::F6) {
        drafts.pane_by_key = true;
        actions.push(Action::NextPane);
    }
    if pressed(ui, Key::Escape) && state.focus != Pane::Messages {
        actions.push(Action::FocusPane(Pane::Messages));
    }
}

fn letters(ui: &Ui, actions: &mut Vec<Action>) {
    let keys: [(Key, fn() -> Action); 5] = [
        (Key::J, || Action::MoveSelection { by: 1 }),
        (Key::K, || Action::MoveSelection { by: -1 }),
        (Key::N, || Action::NextUnread),
        (Key::U, || Action::ToggleFlag(Flag::Seen)),
        (Key::S, || Action::ToggleFlag(Flag::Flagged)),
    ];
    for (key, action) in keys {
        if pressed(ui, key) {
            actions.push(action());
        }
    }
}

fn list_keys(ui: &Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    // A page leaves one row in view, so that the eye keeps its place.
    let visible = state.list.as_ref().map_or(1, |list| list.scroll.visible);
    let page = i64::from(visible.saturating_sub(2).max(1));
    let moves =
        [(Key::ArrowDown, 1), (Key::ArrowUp, -1), (Key::PageDown, page), (Key::PageUp, -page)];
    for (key, by) in moves {
        if pressed(ui, key) {
            actions.push(Action::MoveSelection { by });
        }
    }
    if pressed(ui, Key::ArrowRight) {
        actions.push(Action::ExpandThread);
    }
    if pressed(ui, Key::ArrowLeft) {
        actions.push(Action::CollapseThread);
    }
    if pressed(ui, Key::Home) {
        actions.push(Action::SelectFirst);
    }
    if pressed(ui, Key::End) {
        actions.push(Action::SelectLast);
    }
    if pressed(ui, Key::Enter) {
        actions.push(match state.list.as_ref().and_then(MessageList::cursor) {
            Some(index) => Action::SelectRow { index },
            None => Action::SelectFirst,
        });
        drafts.pane_by_key = true;
        actions.push(Action::FocusPane(Pane::Message));
    }
}

/// One way to move the text.
type Move = fn(&mut message::Drafts);

/// The text scrolls; j and k still go from message to message.
fn message_keys(ui: &Ui, message: &mut message::Drafts) {
    let keys: [(Key, Move); 6] = [
        (Key::ArrowDown, |message| message.lines(ARROW_LINES)),
        (Key::ArrowUp, |message| message.lines(-ARROW_LINES)),
        (Key::PageDown, |message| _ = message.page_down()),
        (Key::PageUp, message::Drafts::page_up),
        (Key::Home, message::Drafts::to_start),
        (Key::End, message::Drafts::to_end),
    ];
    for (key, scroll) in keys {
        if pressed(ui, key) {
            scroll(message);
        }
    }
}

/// The arrows move a cursor; only Enter opens, so that passing a folder asks the server nothing.
fn folder_keys(ui: &Ui, state: &State, tree: &mut folder_tree::Drafts, actions: &mut Vec<Action>) {
    let branches = tree.cache.branches();
    let flat = |(account, index): (crate::model::AccountId, usize)| {
        let before: usize =
            branches.iter().take_while(|b| b.account != account).map(|b| b.lines.len()).sum();
        before + index
    };
    let all: usize = branches.iter().map(|branch| branch.lines.len()).sum();
    let Some(last) = all.checked_sub(1) else { return };
    let here = tree.cursor.or_else(|| open_line(state, tree)).map_or(0, flat).min(last);
    let page = 10;
    let keys = [
        (Key::ArrowDown, here.saturating_add(1)),
        (Key::ArrowUp, here.saturating_sub(1)),
        (Key::PageDown, here.saturating_add(page)),
        (Key::PageUp, here.saturating_sub(page)),
        (Key::Home, 0),
        (Key::End, last),
    ];
    let target = keys.into_iter().find(|(key, _)| pressed(ui, *key)).map(|(_, to)| to.min(last));
    let Some(cursor) = nth(branches, target.unwrap_or(here)) else { return };
    let line = tree.cache.branch(cursor.0).and_then(|branch| branch.lines.get(cursor.1));
    if let Some(line) = line {
        let toggles = [(Key::ArrowLeft, true), (Key::ArrowRight, false)];
        for (key, when_open) in toggles {
            if pressed(ui, key) && line.has_children && line.is_open == when_open {
                let path = line.path.clone();
                actions.push(Action::ToggleBranch { account: cursor.0, path });
            }
        }
        if pressed(ui, Key::Enter) {
            actions.extend(chosen(cursor.0, line));
        }
    }
    if target.is_some() || tree.cursor.is_none() {
        tree.cursor = Some(cursor);
        tree.show_cursor = true;
    }
}

/// The line of the open folder.
fn open_line(
    state: &State,
    tree: &folder_tree::Drafts,
) -> Option<(crate::model::AccountId, usize)> {
    let (account, name) = state.open.as_ref()?;
    let branch = tree.cache.branch(*account)?;
    let index = branch.lines.iter().position(|line| line.name.as_ref() == Some(name))?;
    Some((*account, index))
}

/// The line at a place counted over all accounts.
fn nth(
    branches: &[super::tree_cache::Branch],
    mut at: usize,
) -> Option<(crate::model::AccountId, usize)> {
    for branch in branches {
        if at < branch.lines.len() {
            return Some((branch.account, at));
        }
        at -= branch.lines.len();
    }
    None
}
