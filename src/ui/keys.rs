//! The keyboard: what each key does while no dialog is open and nothing is being typed.
//!
//! Letters work wherever the pointer is. Arrows, Enter and Space belong to a control that was
//! reached with Tab, and to the pane with the keyboard otherwise. A slow frame may hold several
//! presses: each counts once, in the order typed, and means what it means after the one before.

use egui::{Event, Key, Modifiers, Ui};

use crate::app::{
    Acting, Action, FolderAct, FolderId, FolderWish, InfoAct, MessageAct, MessageList, Pane, State,
};
use crate::engine::Place;
use crate::model::AccountId;

use super::Drafts;
use super::changes;
use super::folder_row::chosen;
use super::folder_tree;
use super::list::choose;
use super::message;
use super::tree_cache::Branch;

/// Folders that a page key moves by; about a third of a tall tree, so that the eye can follow.
const PAGE_FOLDERS: usize = 10;

/// Reads the keys of this frame. What is not ours stays for the controls.
pub fn read(ui: &Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    if state.dialog.is_some() || ui.ctx().text_edit_focused() {
        return;
    }
    // A control with the focus ring has the arrows, Enter and Space.
    let on_control = ui.memory(|memory| memory.focused().is_some());
    if state.focus == Pane::Folders && !on_control && drafts.tree.cursor.is_none() {
        place_cursor(state, &mut drafts.tree, |here| here);
    }
    let mut keyboard =
        Keyboard { state, drafts, actions, pane: state.focus, on_control, asking: false };
    let mut events = ui.input_mut(|input| std::mem::take(&mut input.events));
    events.retain(|event| match event {
        Event::Key { key, pressed: true, modifiers, repeat, .. } => {
            !keyboard.press(*key, *modifiers, *repeat)
        }
        // What is marked on a page; of other texts egui knows what is marked.
        Event::Copy => !message::copy(state, Place::PANE, keyboard.actions),
        _ => true,
    });
    ui.input_mut(|input| input.events = events);
}

/// The keys of one frame, one by one.
struct Keyboard<'a> {
    state: &'a State,
    drafts: &'a mut Drafts,
    actions: &'a mut Vec<Action>,
    /// The pane with the keyboard after the keys so far; the state follows when the frame is over.
    pane: Pane,
    on_control: bool,
    /// A key has just opened a dialog: what is typed behind it is not meant for the window.
    asking: bool,
}

impl Keyboard<'_> {
    /// Does what the key says. False where it says nothing here.
    fn press(&mut self, key: Key, modifiers: Modifiers, repeat: bool) -> bool {
        if self.asking {
            return false;
        }
        if key == Key::N && modifiers.matches_logically(Modifiers::COMMAND) {
            self.ask(FolderWish::New);
            return true;
        }
        if self.pane == Pane::Folders && self.on_folder(key, modifiers, repeat) {
            return true;
        }
        if key == Key::Enter && modifiers.matches_exact(Modifiers::ALT) {
            self.folder_properties();
            return true;
        }
        if changes::keys::is_undo(key, modifiers) {
            self.actions.push(Action::Undo);
            return true;
        }
        if self.choose(key, modifiers) || self.act(key, modifiers, repeat) {
            return true;
        }
        let at = (Place::PANE, self.pane == Pane::Message);
        let drafts = (&mut self.drafts.message, &mut *self.actions);
        if message::shortcut(self.state, at, (key, modifiers), drafts) {
            return true;
        }
        modifiers.matches_logically(Modifiers::NONE)
            && (self.window_key(key) || self.letter(key) || self.pane_key(key))
    }

    /// Which rows are chosen, and their menu, while the list has the keyboard.
    fn choose(&mut self, key: Key, modifiers: Modifiers) -> bool {
        let on_control = self.on_control && key != Key::A;
        let Some(list) = self.state.list.as_ref() else { return false };
        if self.pane != Pane::Messages || on_control {
            return false;
        }
        let asks_menu = (key == Key::F10 && modifiers.shift_only()) || key == Key::Menu;
        if asks_menu && list.cursor().is_some() {
            self.drafts.list.open_menu();
            return true;
        }
        let chosen = choose::key(list, key, modifiers, self.page());
        // Esc closes what stands over the message first.
        if key == Key::Escape && chosen.is_some() && self.drafts.message.close_find(self.actions) {
            return true;
        }
        self.actions.extend(chosen.map(Action::Choose));
        chosen.is_some()
    }

    /// What is done with messages.
    fn act(&mut self, key: Key, modifiers: Modifiers, repeat: bool) -> bool {
        let Some(wish) = changes::keys::wish(key, modifiers, repeat) else { return false };
        // In the tree it would look as if a folder went.
        if changes::keys::removes(&wish) && self.pane == Pane::Folders {
            return false;
        }
        let acting = self.acting();
        self.asking |= changes::keys::asks(&wish) && self.state.can_act(acting, &wish).is_ok();
        self.actions.push(Action::Act(acting, wish));
        true
    }

    /// What the keys act on: the choice, else what has the keyboard, the open message or the row
    /// under the cursor.
    fn acting(&self) -> Acting {
        let list = self.state.list.as_ref();
        let is_open = self.state.message.is_some();
        let in_message = self.pane == Pane::Message && is_open;
        let has_cursor = list.is_some_and(|list| list.cursor().is_some());
        if list.is_some_and(MessageList::has_choice) || (!in_message && (has_cursor || !is_open)) {
            Acting::List
        } else {
            Acting::At(Place::PANE)
        }
    }

    /// Lines of one screen, less one, so that the eye keeps its place.
    fn page(&self) -> i64 {
        let visible = self.state.list.as_ref().map_or(1, |list| list.scroll.visible);
        i64::from(visible.saturating_sub(2).max(1))
    }

    fn window_key(&mut self, key: Key) -> bool {
        match key {
            Key::F2 => self.ask(FolderWish::Rename),
            Key::F5 => self.actions.push(Action::Refresh),
            Key::F6 => {
                self.drafts.pane_by_key = true;
                self.pane = self.pane.next();
                self.actions.push(Action::NextPane);
            }
            Key::Escape if self.drafts.message.close_find(self.actions) => {}
            Key::Escape if self.pane != Pane::Messages => self.go_to(Pane::Messages),
            _ => return false,
        }
        true
    }

    /// Wishes something for a folder: the one under the cursor while the tree has the keyboard, else
    /// the open one.
    fn ask(&mut self, wish: FolderWish) {
        let in_tree = if self.pane == Pane::Folders { self.folder() } else { None };
        let of_open = self.state.open.clone();
        let of_open = of_open.map(|(account, mailbox)| FolderId { account, mailbox });
        let Some(folder) = in_tree.or(of_open) else { return };
        let can = self.state.can_folder(&folder, &wish).is_ok();
        let act = FolderAct::Wish(folder, wish);
        self.asking |= can && act.asks();
        self.actions.push(Action::Folder(act));
    }

    /// The folder under the tree's cursor.
    fn folder(&self) -> Option<FolderId> {
        let tree = &self.drafts.tree;
        let (account, index) = cursor(self.state, tree)?;
        let line = tree.cache.branch(account)?.lines.get(index)?;
        Some(FolderId { account, mailbox: line.folder.clone()? })
    }

    /// The menu of the folder under the cursor, and what is done with that folder by a key: with the
    /// keyboard here a letter that marks or moves messages is about all of them, or the folder.
    fn on_folder(&mut self, key: Key, modifiers: Modifiers, repeat: bool) -> bool {
        let asks_menu = (key == Key::F10 && modifiers.shift_only()) || key == Key::Menu;
        let deletes = key == Key::Delete || (cfg!(target_os = "macos") && key == Key::Backspace);
        if asks_menu && !self.on_control {
            place_cursor(self.state, &mut self.drafts.tree, |here| here);
            self.drafts.tree.menu_wanted = true;
            return true;
        }
        let wish = match key {
            _ if deletes && modifiers.is_none() => Some(FolderWish::Delete),
            _ if deletes && modifiers.shift_only() => Some(FolderWish::Empty),
            Key::M if modifiers.is_none() => Some(FolderWish::Move),
            Key::U if modifiers.is_none() => Some(FolderWish::MarkAllRead),
            Key::S if modifiers.is_none() => self.subscription(),
            _ => None,
        };
        let Some(wish) = wish.filter(|_| !repeat) else { return false };
        self.ask(wish);
        true
    }

    /// The other one than there is.
    fn subscription(&self) -> Option<FolderWish> {
        let folder = self.folder()?;
        let mailbox = self.state.account(folder.account)?.mailbox(&folder.mailbox);
        Some(FolderWish::Subscribe(!mailbox.is_some_and(|mailbox| mailbox.subscribed)))
    }

    /// Of the folder under the cursor while the tree has the keyboard, else of the open one.
    fn folder_properties(&mut self) {
        let tree = &self.drafts.tree;
        let under_cursor = || {
            let (account, index) = cursor(self.state, tree)?;
            let name = tree.cache.branch(account)?.lines.get(index)?.name.clone()?;
            Some((account, name))
        };
        let in_tree = self.pane == Pane::Folders;
        let folder = if in_tree { under_cursor() } else { self.state.open.clone() };
        if let Some((account, mailbox)) = folder {
            self.asking = true;
            self.actions.push(Action::Info(InfoAct::OpenFolder { account, mailbox }));
        }
    }

    fn letter(&mut self, key: Key) -> bool {
        let action = match key {
            Key::J => Action::MoveSelection { by: 1 },
            Key::K => Action::MoveSelection { by: -1 },
            Key::N => Action::NextUnread,
            _ => return false,
        };
        self.actions.push(action);
        true
    }

    fn pane_key(&mut self, key: Key) -> bool {
        if self.on_control {
            return false;
        }
        match self.pane {
            Pane::Folders => self.folder_key(key),
            Pane::Messages => self.list_key(key) || self.space(key),
            Pane::Message => self.message_key(key) || self.space(key),
        }
    }

    fn go_to(&mut self, pane: Pane) {
        self.pane = pane;
        self.actions.push(Action::FocusPane(pane));
    }

    /// A screen of text, and the next unread message after the last one.
    fn space(&mut self, key: Key) -> bool {
        if key != Key::Space {
            return false;
        }
        let was_at_end = self.drafts.message.page_down();
        if was_at_end {
            self.actions.push(Action::NextUnread);
        }
        true
    }

    /// The text scrolls; j and k still go from message to message. Enter, which opened the message
    /// here, opens it in a window.
    fn message_key(&mut self, key: Key) -> bool {
        if key == Key::Enter && self.state.message.is_some() {
            self.actions.push(Action::Message(Place::PANE, MessageAct::OpenInWindow));
            return true;
        }
        message::scroll(&mut self.drafts.message, key)
    }

    fn list_key(&mut self, key: Key) -> bool {
        let page = self.page();
        let action = match key {
            Key::ArrowDown => Action::MoveSelection { by: 1 },
            Key::ArrowUp => Action::MoveSelection { by: -1 },
            Key::PageDown => Action::MoveSelection { by: page },
            Key::PageUp => Action::MoveSelection { by: -page },
            Key::ArrowRight => Action::ExpandThread,
            Key::ArrowLeft => Action::CollapseThread,
            Key::Home => Action::SelectFirst,
            Key::End => Action::SelectLast,
            // The row that is chosen by then: a key before it in this frame may have moved on.
            Key::Enter => Action::MoveSelection { by: 0 },
            _ => return false,
        };
        self.actions.push(action);
        if key == Key::Enter {
            self.drafts.pane_by_key = true;
            self.go_to(Pane::Message);
        }
        true
    }

    /// The arrows move a cursor; only Enter opens, so that passing a folder asks the server nothing.
    fn folder_key(&mut self, key: Key) -> bool {
        let tree = &mut self.drafts.tree;
        match key {
            Key::ArrowDown => place_cursor(self.state, tree, |here| here.saturating_add(1)),
            Key::ArrowUp => place_cursor(self.state, tree, |here| here.saturating_sub(1)),
            Key::PageDown => {
                place_cursor(self.state, tree, |here| here.saturating_add(PAGE_FOLDERS));
            }
            Key::PageUp => {
                place_cursor(self.state, tree, |here| here.saturating_sub(PAGE_FOLDERS));
            }
            Key::Home => place_cursor(self.state, tree, |_| 0),
            Key::End => place_cursor(self.state, tree, |_| usize::MAX),
            Key::ArrowLeft => self.toggle_branch(true),
            Key::ArrowRight => self.toggle_branch(false),
            Key::Enter => {
                if let Some((account, index)) = cursor(self.state, tree)
                    && let Some(line) = tree.cache.branch(account).and_then(|b| b.lines.get(index))
                {
                    self.actions.extend(chosen(account, line));
                }
            }
            _ => return false,
        }
        true
    }

    /// Closes the branch under the cursor, or opens it.
    fn toggle_branch(&mut self, when_open: bool) {
        let tree = &self.drafts.tree;
        let Some((account, index)) = cursor(self.state, tree) else { return };
        let line = tree.cache.branch(account).and_then(|branch| branch.lines.get(index));
        let Some(line) = line.filter(|line| line.has_children && line.is_open == when_open) else {
            return;
        };
        self.actions.push(Action::ToggleBranch { account, path: line.path.clone() });
    }
}

/// The folder the keys act on: the one they went to, or the open one.
fn cursor(state: &State, tree: &folder_tree::Drafts) -> Option<(AccountId, usize)> {
    let branches = tree.cache.branches();
    let all: usize = branches.iter().map(|branch| branch.lines.len()).sum();
    nth(branches, place(state, tree).min(all.checked_sub(1)?))
}

/// Moves the cursor over the lines of all accounts, counted from 0; past an end it stays there.
fn place_cursor(state: &State, tree: &mut folder_tree::Drafts, to: impl FnOnce(usize) -> usize) {
    let branches = tree.cache.branches();
    let all: usize = branches.iter().map(|branch| branch.lines.len()).sum();
    let Some(last) = all.checked_sub(1) else { return };
    let Some(cursor) = nth(branches, to(place(state, tree).min(last)).min(last)) else { return };
    let line = tree.cache.branch(cursor.0).and_then(|branch| branch.lines.get(cursor.1));
    tree.anchor = line.map(|line| (cursor.0, line.path.clone()));
    tree.cursor = Some(cursor);
    tree.show_cursor = true;
}

/// Where the cursor is, counted over all accounts. A tree that has changed may be shorter by now.
fn place(state: &State, tree: &folder_tree::Drafts) -> usize {
    let Some((account, index)) = tree.cursor.or_else(|| open_line(state, tree)) else { return 0 };
    let before = tree.cache.branches().iter().take_while(|branch| branch.account != account);
    before.map(|branch| branch.lines.len()).sum::<usize>().saturating_add(index)
}

/// The line of the open folder.
fn open_line(state: &State, tree: &folder_tree::Drafts) -> Option<(AccountId, usize)> {
    let (account, name) = state.open.as_ref()?;
    let branch = tree.cache.branch(*account)?;
    let index = branch.lines.iter().position(|line| line.name.as_ref() == Some(name))?;
    Some((*account, index))
}

/// The line at a place counted over all accounts.
fn nth(branches: &[Branch], mut at: usize) -> Option<(AccountId, usize)> {
    for branch in branches {
        if at < branch.lines.len() {
            return Some((branch.account, at));
        }
        at -= branch.lines.len();
    }
    None
}
