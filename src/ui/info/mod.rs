//! What a server says of an account and of a folder, who may do what, and the lock of an account.

mod account;
mod facts;
mod folder;
pub mod menu;
mod quota;
mod rights;
mod unlock;

use egui::{Key, Modifiers, ScrollArea, Ui};

use crate::app::{Action, InfoDialog, State};

use super::dialogs::foot;
use super::widgets;

/// Width of a card with facts: a name, a gap and a line of words.
pub const CARD_PT: f32 = 580.0;

/// What is being changed in a card.
#[derive(Debug, Default)]
pub struct Draft {
    rights: rights::Draft,
}

/// What stands above a card.
pub fn title(dialog: &InfoDialog) -> &'static str {
    match dialog {
        InfoDialog::Account { .. } => "Account details",
        InfoDialog::Folder(_) => "Folder properties",
        InfoDialog::Unlock { .. } => "Allow changes?",
    }
}

/// Whether a card has facts, and so is wider than a question.
pub fn is_wide(dialog: &InfoDialog) -> bool {
    !matches!(dialog, InfoDialog::Unlock { .. })
}

/// One of the cards; `room_pt` is how high it may be, `opened` whether it has just been opened.
pub fn show(
    ui: &mut Ui,
    state: &State,
    dialog: &InfoDialog,
    (draft, room_pt, opened): (&mut Draft, f32, bool),
    actions: &mut Vec<Action>,
) {
    match dialog {
        InfoDialog::Account { account, read } => {
            let Some(view) = state.account(*account) else {
                actions.push(Action::CloseDialog);
                return;
            };
            scrolled(ui, (room_pt, opened), |ui| account::show(ui, state, (view, read), actions));
            close(ui, opened, actions);
        }
        InfoDialog::Folder(sheet) => {
            let view = state.account(sheet.account);
            let Some((view, mailbox)) =
                view.and_then(|view| Some((view, view.mailbox(&sheet.mailbox)?)))
            else {
                actions.push(Action::CloseDialog);
                return;
            };
            let rights = &mut draft.rights;
            scrolled(ui, (room_pt, opened), |ui| {
                folder::show(ui, state, (view, mailbox, sheet), rights, actions);
            });
            close(ui, opened, actions);
        }
        InfoDialog::Unlock { account } => {
            unlock::show(ui, state, (*account, opened), actions);
        }
    }
}

fn scrolled(ui: &mut Ui, (room_pt, opened): (f32, bool), add: impl FnOnce(&mut Ui)) {
    // As high as its facts at once: egui would let it grow over several frames.
    let facts = ScrollArea::vertical().max_height(room_pt).min_scrolled_height(room_pt);
    // egui remembers how far down the last one was.
    let facts = if opened { facts.vertical_scroll_offset(0.0) } else { facts };
    facts.show(ui, |ui| {
        // The bar stands beside the words, not on them.
        ui.set_width(ui.available_width() - 14.0);
        add(ui);
    });
}

/// The one button at the foot; it has the keyboard, so that Enter closes what was only read.
fn close(ui: &mut Ui, opened: bool, actions: &mut Vec<Action>) {
    ui.add_space(16.0);
    foot::row(ui, |ui| {
        let response = widgets::outline_button(ui, "Close", true);
        if opened {
            response.request_focus();
        }
        let enter = response.has_focus()
            && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
        if response.clicked() || enter {
            actions.push(Action::CloseDialog);
        }
    });
}
