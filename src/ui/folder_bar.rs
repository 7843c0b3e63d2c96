//! What can be done with folders: the buttons over the list and under the tree, and when they may
//! be used.

use egui::accesskit::Role;
use egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, pos2, vec2};

use crate::app::{Action, State};
use crate::model::Mailbox;

use super::message_list::{counts, plain_name};
use super::text::{self, Look};
use super::theme::{self, INTERFACE_PT};
use super::{icons, scroll, widgets};

/// Height of the bar over the list.
pub const HEAD_PT: f32 = 40.0;
/// Height of one line of the bar under the tree.
pub const FOOT_PT: f32 = 40.0;
const SWITCH_PT: f32 = 28.0;
const PADDING_PT: f32 = 14.0;
/// Narrowest tree that has room for both buttons with their words.
const WORDS_PT: f32 = 218.0;

/// Whether the open folder's account can be changed; the reason where not.
fn may_change(state: &State, open: Option<&Mailbox>) -> Result<(), &'static str> {
    let Some((account, _)) = &state.open else { return Err("Choose a folder first.") };
    if state.is_look_only() {
        return Err("This account is look-only: nothing on the server is changed.");
    }
    if !state.account(*account).is_some_and(crate::app::AccountView::is_ready) {
        return Err("There is no connection to the server.");
    }
    if open.is_none() {
        return Err("The server does not list this folder.");
    }
    Ok(())
}

/// Whether the open folder can be renamed or deleted.
fn may_move(state: &State, open: Option<&Mailbox>, verb: &'static str) -> Result<(), &'static str> {
    may_change(state, open)?;
    if open.is_some_and(|mailbox| mailbox.name.is_inbox()) {
        return Err(verb);
    }
    Ok(())
}

/// The keys of the folder buttons do what the buttons do, and only when they can.
pub fn rename_allowed(state: &State, open: Option<&Mailbox>) -> bool {
    may_move(state, open, "").is_ok()
}

/// As [`rename_allowed`], for a new folder.
pub fn create_allowed(state: &State, open: Option<&Mailbox>) -> bool {
    may_change(state, open).is_ok()
}

/// The open folder's name as it is shown.
pub fn open_name(state: &State, open: Option<&Mailbox>) -> String {
    match (&state.open, open) {
        (Some((_, name)), _) if name.is_inbox() => "Inbox".to_owned(),
        (Some(_), Some(mailbox)) => mailbox.leaf().to_owned(),
        (Some((_, name)), None) => plain_name(name),
        (None, _) => String::new(),
    }
}

/// Name, counts and buttons of the open folder.
pub fn head_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &State,
    open: Option<&Mailbox>,
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 1.0), 0.0, tokens.line);
    if state.open.is_none() {
        return;
    }
    let layout = Layout::right_to_left(Align::Center);
    let inside = rect.shrink2(vec2(8.0, 0.0));
    let mut bar =
        ui.new_child(UiBuilder::new().id_salt("folder bar").max_rect(inside).layout(layout));
    bar.spacing_mut().item_spacing.x = 0.0;
    let delete = may_move(state, open, "The inbox cannot be deleted.");
    if widgets::icon_button_if(&mut bar, icons::TRASH, "Delete folder", delete).clicked() {
        actions.push(Action::OpenDeleteFolder);
    }
    let rename = may_move(state, open, "The inbox cannot be renamed.");
    if widgets::icon_button_if(&mut bar, icons::RENAME, "Rename folder", rename).clicked() {
        actions.push(Action::OpenRenameFolder);
    }
    let words = Rect::from_min_max(
        pos2(rect.left() + PADDING_PT, rect.top()),
        pos2(bar.min_rect().left() - 8.0, rect.bottom()),
    );
    head_words(ui, words, state, open);
}

fn head_words(ui: &Ui, words: Rect, state: &State, open: Option<&Mailbox>) {
    let tokens = theme::tokens(ui);
    let name = open_name(state, open);
    let look = Look::new(theme::strong(14.0), tokens.text);
    let place = text::paint(ui, words, &name, &look);
    let unseen = open.and_then(|mailbox| mailbox.counts).map(|counts| counts.unseen);
    let said = state.list.as_ref().map(|list| counts(list, unseen)).unwrap_or_default();
    let rest = words.with_min_x(place.right() + 10.0);
    if rest.width() > 40.0 {
        text::paint(ui, rest, &said, &Look::new(theme::regular(INTERFACE_PT), tokens.dim));
    }
    let response = ui.interact(words, scroll::row_id(ui, "folder head"), Sense::hover());
    response.widget_info(|| {
        let both = if said.is_empty() { name.clone() } else { format!("{name}, {said}") };
        egui::WidgetInfo::labeled(Role::Heading, true, both)
    });
    if let Some(mailbox) = open
        && mailbox.path.len() > 1
    {
        response.on_hover_text(&mailbox.full_name);
    }
}

/// Height of what stands under the tree.
pub fn foot_pt(has_switch: bool) -> f32 {
    FOOT_PT + if has_switch { SWITCH_PT } else { 0.0 }
}

/// Under the tree: which folders show, New folder, Add account.
pub fn foot_ui(
    ui: &mut Ui,
    state: &State,
    (open, has_switch): (Option<&Mailbox>, bool),
    actions: &mut Vec<Action>,
) {
    let rect = ui.max_rect();
    if has_switch {
        let place = rect.with_max_y(rect.top() + SWITCH_PT).shrink2(vec2(PADDING_PT, 0.0));
        let builder = UiBuilder::new().id_salt("switch").max_rect(place);
        let layout = Layout::left_to_right(Align::Center);
        let mut line = ui.new_child(builder.layout(layout));
        // The box is all there is to see of it: a hairline would be too faint.
        line.visuals_mut().widgets.inactive.bg_stroke.color = theme::tokens(ui).dim;
        let mut all = state.show_all_folders;
        let hint = "Also folders that are not subscribed on the server";
        if line.checkbox(&mut all, "Show all folders").on_hover_text(hint).changed() {
            actions.push(Action::ShowAllFolders(all));
        }
    }
    let place = rect.with_min_y(rect.bottom() - FOOT_PT).shrink2(vec2(6.0, 0.0));
    let create = may_change(state, open);
    let left = Layout::left_to_right(Align::Center);
    let right = Layout::right_to_left(Align::Center);
    let with_words = rect.width() >= WORDS_PT;
    let mut side = |salt: &str, layout| {
        ui.new_child(UiBuilder::new().id_salt(salt).max_rect(place).layout(layout))
    };
    let mut at_left = side("new folder", left);
    let mut at_right = side("add account", right);
    let (new, add) = if with_words {
        let new = widgets::bar_button(&mut at_left, Some(icons::ADD), "New folder", create.is_ok());
        let add = widgets::bar_button(&mut at_right, Some(icons::ADD), "Add account", true);
        (new, add)
    } else {
        let new = widgets::icon_button_if(&mut at_left, icons::NEW_FOLDER, "New folder", create);
        (new, widgets::icon_button(&mut at_right, icons::ADD, "Add account"))
    };
    if new.clicked() {
        actions.push(Action::OpenNewFolder);
    }
    if let (true, Err(reason)) = (with_words, create) {
        new.on_disabled_hover_text(reason);
    }
    if add.clicked() {
        actions.push(Action::OpenAddAccount);
    }
}
