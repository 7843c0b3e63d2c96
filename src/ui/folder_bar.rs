//! What can be done with folders: when, and the buttons under the tree.

use egui::{Align, Layout, Ui, UiBuilder, vec2};

use crate::app::{Action, FolderId, FolderWish, State};

use super::{icons, theme, widgets};

/// Height of one line of the bar under the tree.
pub const FOOT_PT: f32 = 40.0;
const SWITCH_PT: f32 = 28.0;
const PADDING_PT: f32 = 14.0;
/// Narrowest tree that has room for both buttons with their words.
const WORDS_PT: f32 = 218.0;

/// Whether this can be done with the open folder; the reason where not.
pub fn allowed(state: &State, wish: &FolderWish) -> Result<(), &'static str> {
    let Some((account, mailbox)) = state.open.clone() else { return Err("Choose a folder first.") };
    state.can_folder(&FolderId { account, mailbox }, wish)
}

/// Height of what stands under the tree.
pub fn foot_pt(has_switch: bool) -> f32 {
    FOOT_PT + if has_switch { SWITCH_PT } else { 0.0 }
}

/// Under the tree: which folders show, New folder, Add account.
pub fn foot_ui(ui: &mut Ui, state: &State, has_switch: bool, actions: &mut Vec<Action>) {
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
    let create = allowed(state, &FolderWish::New);
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
