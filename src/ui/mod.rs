//! The window: state in, actions out.
//!
//! ```text
//! top bar
//! notices
//! folders │ messages │ message
//! console
//! status bar
//! ```
//!
//! Views read [`State`] and add to a list of [`Action`]s; they change nothing. What is being typed
//! or dragged, and where a view is scrolled to, lives in [`Drafts`] and nowhere else. Nothing here
//! knows threads, files or sockets.

mod account_line;
pub mod article;
mod bidi;
mod blank;
mod changes;
mod chips;
mod console;
pub mod dialogs;
mod embolden;
mod find_field;
mod folder_bar;
mod folder_drag;
mod folder_menu;
mod folder_row;
mod folder_targets;
mod folder_tree;
pub mod fonts;
pub mod icons;
mod import;
mod info;
mod keys;
mod list;
pub mod message;
mod notices;
pub mod page;
mod panes;
mod scroll;
mod search;
mod status_bar;
mod tags;
pub mod text;
pub mod theme;
mod top_bar;
mod traffic;
mod tree_cache;
pub mod widgets;
pub mod windows;
mod wrapped;

use egui::accesskit::Role;
use egui::{Popup, Rect, Ui, UiBuilder};

use crate::app::{Action, Pane, PaneWidths, State};
use crate::engine::Place;

use blank::Blank;

/// What lives between frames and is no business of the program: half-typed words, scroll
/// positions, a divider on its way.
#[derive(Default)]
pub struct Drafts {
    pub dialogs: dialogs::Drafts,
    pub message: message::Drafts,
    tree: folder_tree::Drafts,
    list: list::Drafts,
    traffic: traffic::Drafts,
    console: console::Drafts,
    changes: changes::cards::Drafts,
    /// Of the windows beside the main one.
    pub windows: windows::Drafts,
    /// The window whose user the open dialog asks.
    pub asked_in: Place,
    dragged: Option<PaneWidths>,
    /// The pane with the keyboard was chosen by a key, so it is shown which one it is.
    pane_by_key: bool,
}

impl std::fmt::Debug for Drafts {
    /// A password may be half typed: nothing of it is printed.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Drafts").finish_non_exhaustive()
    }
}

/// Fonts and both themes. Once, before the first frame.
pub fn install(ctx: &egui::Context) {
    fonts::install(ctx);
    theme::install(ctx);
}

/// Everything in the window.
pub fn window_ui(ui: &mut Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    drafts.tree.refresh(state);
    traffic::keys(ui, state, actions);
    console::keys(ui, state, &mut drafts.console, actions);
    // An open menu has the keyboard.
    if !Popup::is_any_open(ui.ctx()) {
        keys::read(ui, state, drafts, actions);
    }
    let window = ui.max_rect();
    ui.painter().rect_filled(window, 0.0, theme::tokens(ui).panel);
    let notices = notices::Notices::lay_out(ui, state, window.width());
    let widths = panes::fitting(window.width(), drafts.dragged.unwrap_or(state.panes));
    let places = panes::places(window, notices.height_pt(), widths);
    let (places, console_room) = console::split(places, state);
    top_bar::top_bar_ui(ui, places.top, state, actions);
    notices.show(ui, places.top, state, actions);
    if state.accounts.is_empty() {
        let room = places.folders.union(places.message);
        let mut middle = pane(ui, room, "Messages");
        match &state.accounts_problem {
            Some(sentence) => _ = blank::show(&mut middle, &Blank::unreadable(sentence)),
            None => {
                blank::show_with(&mut middle, &Blank::welcome(), Action::OpenAddAccount, actions);
            }
        }
    } else {
        folders_ui(ui, places.folders, state, &mut drafts.tree, actions);
        messages_ui(ui, places.messages, state, drafts, actions);
        let mut right = pane(ui, places.message, "Message");
        message::message_ui(&mut right, state, Place::PANE, &mut drafts.message, actions);
        follow_pointer(ui, &places, state, drafts, actions);
        if drafts.pane_by_key {
            focus_line(ui, &places, state.focus);
        }
        panes::dividers(ui, &places, widths, &mut drafts.dragged, actions);
    }
    if let Some(room) = console_room {
        let mut below = pane(ui, room, "Console");
        console::panel_ui(&mut below, state, &mut drafts.console, actions);
    }
    let status = pane(ui, places.status, "Status");
    let target = drafts.message.link_target();
    status_bar::status_ui(&status, state, target, actions);
    let over_foot = window.with_max_y(places.message.bottom());
    changes::cards::cards_ui(ui, over_foot, state, &mut drafts.changes, actions);
    changes::drag::label_ui(ui, drafts.tree.refusal);
    folder_drag::label_ui(ui, drafts.tree.refusal);
    import::drop::follow(ui, state, drafts.tree.files_under.take(), actions);
    traffic::panel_ui(ui, places.status, state, &mut drafts.traffic, actions);
    if drafts.asked_in == Place::PANE || state.dialog.is_none() {
        dialogs::dialog_ui(ui, state, &mut drafts.dialogs, actions);
    }
    drafts.list.follow(actions);
}

/// A named region with a room of its own.
fn pane(ui: &mut Ui, room: Rect, name: &str) -> Ui {
    let mut pane = ui.new_child(UiBuilder::new().id_salt(name).max_rect(room));
    pane.shrink_clip_rect(room);
    widgets::named_node(ui, pane.unique_id(), (Role::Region, name), room);
    pane
}

fn folders_ui(
    ui: &mut Ui,
    room: Rect,
    state: &State,
    tree: &mut folder_tree::Drafts,
    actions: &mut Vec<Action>,
) {
    let mut pane = pane(ui, room, "Folders");
    pane.painter().rect_filled(room, 0.0, theme::tokens(ui).side);
    let has_switch = tree.cache.branches().iter().any(|branch| branch.has_unsubscribed);
    let split = room.bottom() - folder_bar::foot_pt(has_switch);
    let rows = UiBuilder::new().id_salt("tree").max_rect(room.with_max_y(split));
    folder_tree::tree_ui(&mut pane.new_child(rows), state, tree, actions);
    let foot = UiBuilder::new().id_salt("foot").max_rect(room.with_min_y(split));
    let mut foot = pane.new_child(foot);
    folder_bar::foot_ui(&mut foot, state, has_switch, actions);
}

fn messages_ui(
    ui: &mut Ui,
    room: Rect,
    state: &State,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    let mut pane = pane(ui, room, "Messages");
    let open = drafts.tree.cache.open_mailbox();
    let split = room.top() + list::head::HEAD_PT;
    list::head::head_ui(&mut pane, room.with_max_y(split), state, open, actions);
    let rows = UiBuilder::new().id_salt("list").max_rect(room.with_min_y(split));
    let folder = list::head::open_name(state, open);
    let mut rows = pane.new_child(rows);
    list::list_ui(&mut rows, state, &folder, &mut drafts.list, actions);
}

/// A press in the text gives it the keyboard, so that the arrows scroll it.
fn follow_pointer(
    ui: &Ui,
    places: &panes::Places,
    state: &State,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    let pressed =
        ui.input(|input| input.pointer.interact_pos().filter(|_| input.pointer.primary_pressed()));
    let Some(at) = pressed.filter(|_| state.dialog.is_none()) else { return };
    drafts.pane_by_key = false;
    if places.message.contains(at) && state.message.is_some() && state.focus != Pane::Message {
        actions.push(Action::FocusPane(Pane::Message));
    }
}

/// Shows where the keyboard is, when it is not where it usually is.
fn focus_line(ui: &Ui, places: &panes::Places, focus: Pane) {
    let room = match focus {
        Pane::Folders => places.folders,
        Pane::Messages => return,
        Pane::Message => places.message,
    };
    let line = room.with_max_y(room.top() + theme::FOCUS_RING_PT);
    ui.painter().rect_filled(line, 0.0, theme::tokens(ui).accent);
}
