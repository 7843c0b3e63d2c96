//! Choosing rows: what clicks and keys mean, and what a screen reader can do.

use egui::accesskit::{Action as Access, ActionData, CustomAction};
use egui::{Key, Modifiers, Pos2, Response, Ui};

use crate::app::{Action, Choose, MessageList, Pane};

use super::super::changes::drag;

/// The number of the one action of a row that AccessKit has no name for.
const TOGGLE: i32 = 1;

/// Whether a row is one of those that will be acted on: of the choice, or the only one.
pub fn is_chosen(list: &MessageList, index: u32) -> bool {
    if list.has_choice() { list.is_chosen(index) } else { list.cursor() == Some(index) }
}

/// Clicks and drags of a row. Returns where its menu is wanted.
pub fn row_ui(
    ui: &Ui,
    response: &Response,
    (list, index): (&MessageList, u32),
    actions: &mut Vec<Action>,
) -> Option<Pos2> {
    let chosen = is_chosen(list, index);
    if response.clicked() {
        actions.push(Action::FocusPane(Pane::Messages));
        let modifiers = drag::modifiers(ui);
        actions.push(clicked(modifiers, index));
        if response.double_clicked() && modifiers.is_none() {
            actions.push(Action::OpenSelectedInWindow);
        }
    }
    drag::begin(response, list, index, actions);
    describe(response, list.has_choice() && chosen, index, actions);
    let by_reader =
        ui.input(|input| input.has_accesskit_action_request(response.id, Access::ShowContextMenu));
    if !response.secondary_clicked() && !by_reader {
        return None;
    }
    actions.push(Action::FocusPane(Pane::Messages));
    if !chosen {
        actions.push(Action::SelectRow { index });
    }
    response.interact_pointer_pos().or_else(|| Some(response.rect.left_bottom()))
}

fn clicked(modifiers: Modifiers, index: u32) -> Action {
    if modifiers.shift {
        Action::Choose(Choose::Through { index })
    } else if modifiers.command {
        Action::Choose(Choose::Toggle { index })
    } else {
        Action::SelectRow { index }
    }
}

/// The menu, and one more or one less, without a pointer.
fn describe(response: &Response, chosen: bool, index: u32, actions: &mut Vec<Action>) {
    response.ctx.accesskit_node_builder(response.id, |node| {
        node.add_action(Access::ShowContextMenu);
        node.add_action(Access::CustomAction);
        let words = if chosen { "Take out of the choice" } else { "Add to the choice" };
        node.set_custom_actions([CustomAction { id: TOGGLE, description: words.to_owned() }]);
    });
    let toggled = response.ctx.input(|input| {
        input
            .accesskit_action_requests(response.id, Access::CustomAction)
            .any(|request| matches!(request.data, Some(ActionData::CustomAction(TOGGLE))))
    });
    if toggled {
        actions.push(Action::Choose(Choose::Toggle { index }));
    }
}

/// What a key means for the choice, where the list has the keyboard; `page` is the lines of one
/// screen.
pub fn key(list: &MessageList, key: Key, modifiers: Modifiers, page: i64) -> Option<Choose> {
    if modifiers.shift_only() {
        let by = |by| Some(Choose::ThroughBy { by });
        return match key {
            Key::ArrowDown => by(1),
            Key::ArrowUp => by(-1),
            Key::PageDown => by(page),
            Key::PageUp => by(-page),
            Key::Home => Some(Choose::Through { index: 0 }),
            Key::End => Some(Choose::Through { index: list.len().checked_sub(1)? }),
            _ => None,
        };
    }
    let with_ctrl = (modifiers.ctrl || modifiers.command) && !modifiers.shift && !modifiers.alt;
    let pass = |by| Some(Choose::PassBy { by }).filter(|_| with_ctrl);
    match key {
        Key::ArrowDown => pass(1),
        Key::ArrowUp => pass(-1),
        Key::PageDown => pass(page),
        Key::PageUp => pass(-page),
        Key::Home => pass(-i64::from(u32::MAX)),
        Key::End => pass(i64::from(u32::MAX)),
        Key::A if with_ctrl => Some(Choose::All),
        Key::Space if with_ctrl => list.cursor().map(|index| Choose::Toggle { index }),
        Key::Escape if modifiers.is_none() && list.has_choice() => Some(Choose::Nothing),
        _ => None,
    }
}
