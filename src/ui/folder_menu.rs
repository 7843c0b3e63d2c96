//! What can be done with a folder, as the lines of a menu over its row.
//!
//! [`lines`] is a list: who can do more with a folder adds a line there. What may be done says
//! [`State::can_folder`]; nothing is decided here.

use egui::{Pos2, Ui};

use crate::app::{
    AccountView, Action, ExportAct, FolderAct, FolderId, FolderLine, FolderWish, ImportAct,
    InfoAct, State,
};
use crate::model::{AccountId, SpecialUse};

use super::chips;

/// One thing that can be done.
pub struct Line {
    pub label: &'static str,
    /// What does the same while the tree has the keyboard; empty where nothing does.
    pub keys: &'static str,
    /// Why not, where it cannot be.
    pub allowed: Result<(), &'static str>,
    pub action: Action,
}

impl Line {
    fn wish(state: &State, label: &'static str, (folder, wish): (&FolderId, FolderWish)) -> Self {
        let allowed = state.can_folder(folder, &wish);
        let keys = keys_of(&wish);
        Self { label, keys, allowed, action: Action::Folder(FolderAct::Wish(folder.clone(), wish)) }
    }
}

/// See [`super::keys`].
fn keys_of(wish: &FolderWish) -> &'static str {
    match wish {
        FolderWish::Rename => "F2",
        FolderWish::Move => "M",
        FolderWish::MarkAllRead => "U",
        FolderWish::Subscribe(_) => "S",
        FolderWish::Empty => "Shift+Del",
        FolderWish::Delete => "Del",
        FolderWish::New | FolderWish::NewInside | FolderWish::MoveInto(_) => "",
    }
}

/// Where a menu was opened, and over which folder.
#[derive(Clone, Debug, PartialEq)]
pub struct MenuAt {
    pub account: AccountId,
    pub path: Vec<String>,
    pub at: Pos2,
    /// Counts up: one that opens while another is open is another one.
    pub serial: u32,
}

impl MenuAt {
    fn id(&self) -> egui::Id {
        egui::Id::unique(("menu of the folders", self.serial))
    }

    /// It stays until something beside it is clicked.
    pub fn is_open(&self, ui: &Ui) -> bool {
        egui::Popup::is_id_open(ui.ctx(), self.id())
    }
}

/// All of it, in groups; of a folder that is only a part of other names what makes one inside.
pub fn lines(state: &State, view: &AccountView, line: &FolderLine) -> Vec<Vec<Line>> {
    let Some(mailbox) = line.folder.clone() else { return Vec::new() };
    let folder = FolderId { account: view.id, mailbox };
    let one = |label, wish| Line::wish(state, label, (&folder, wish));
    let mut messages = message_lines(line, &one);
    messages.push(subscribe_line(view, &folder, &one));
    vec![
        vec![open_line(&folder, line), one("New folder inside", FolderWish::NewInside)],
        vec![one("Rename…", FolderWish::Rename), one("Move folder to…", FolderWish::Move)],
        messages,
        file_lines(state, &folder),
        vec![one("Delete folder…", FolderWish::Delete)],
        vec![properties_line(&folder, line)],
    ]
}

/// What goes between the folder and files of this machine.
fn file_lines(state: &State, folder: &FolderId) -> Vec<Line> {
    let FolderId { account, mailbox } = folder.clone();
    let import = Line {
        label: "Import…",
        keys: "",
        allowed: state.can_import(account, &mailbox),
        action: Action::Import(ImportAct::Ask { account, mailbox: mailbox.clone() }),
    };
    let export = Line {
        label: "Export…",
        keys: "",
        allowed: state.can_export(account, &mailbox),
        action: Action::Export(ExportAct::AskFolder { account, mailbox }),
    };
    vec![import, export]
}

fn properties_line(folder: &FolderId, line: &FolderLine) -> Line {
    let FolderId { account, mailbox } = folder.clone();
    let allowed = line.name.as_ref().map(|_| ()).ok_or("The server does not list this folder.");
    let action = Action::Info(InfoAct::OpenFolder { account, mailbox });
    Line { label: "Folder properties…", keys: "Alt+Enter", allowed, action }
}

fn open_line(folder: &FolderId, line: &FolderLine) -> Line {
    let FolderId { account, mailbox } = folder.clone();
    let allowed = match &line.name {
        Some(_) if line.selectable => Ok(()),
        Some(_) | None => Err("This folder holds other folders, not messages."),
    };
    let action = Action::SelectMailbox { account, mailbox };
    Line { label: "Open", keys: "Enter", allowed, action }
}

/// What is done with all messages in it.
fn message_lines(line: &FolderLine, one: &impl Fn(&'static str, FolderWish) -> Line) -> Vec<Line> {
    let empty = match line.special_use {
        Some(SpecialUse::Trash) => Some("Empty trash…"),
        Some(SpecialUse::Junk) => Some("Empty junk…"),
        Some(_) | None => None,
    };
    let mut lines = vec![one("Mark all read", FolderWish::MarkAllRead)];
    lines.extend(empty.map(|label| one(label, FolderWish::Empty)));
    lines
}

fn subscribe_line(
    view: &AccountView,
    folder: &FolderId,
    one: &impl Fn(&'static str, FolderWish) -> Line,
) -> Line {
    let subscribed = view.mailbox(&folder.mailbox).is_some_and(|mailbox| mailbox.subscribed);
    let label = if subscribed { "Unsubscribe" } else { "Subscribe" };
    one(label, FolderWish::Subscribe(!subscribed))
}

/// The menu where it was opened; `opens` in the frame that opens it.
pub fn menu_ui(
    ui: &Ui,
    state: &State,
    ((menu, opens), line): ((&MenuAt, bool), &FolderLine),
    actions: &mut Vec<Action>,
) {
    let Some(view) = state.account(menu.account) else { return };
    chips::wide_menu_at(ui, (menu.id(), menu.at), (opens, "Folder actions"), |ui| {
        for (index, group) in lines(state, view, line).into_iter().enumerate() {
            if index > 0 {
                chips::rule(ui);
            }
            for Line { label, keys, allowed, action } in group {
                let response = chips::item_with_keys(ui, (label, keys), allowed);
                if allowed.is_ok() && response.clicked() {
                    actions.push(action);
                    ui.close();
                }
            }
        }
    });
}
