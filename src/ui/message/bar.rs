//! The bar above the message: what can be done with it.

use egui::{Align, Layout, Ui, vec2};

use crate::app::{Action, MessageAct, MessageView, State, ViewState};
use crate::model::{Flag, Flags};
use crate::ui::widgets;

/// Height of the bar, as of every bar above a pane.
pub(super) const BAR_PT: f32 = 48.0;
/// The buttons' own padding: their words stand on the pane's margin.
const OUTDENT_PT: f32 = 8.0;

/// Shows the bar in the pane's margins.
pub(super) fn bar_ui(ui: &mut Ui, state: &State, view: &MessageView, actions: &mut Vec<Action>) {
    let size = vec2(ui.available_width(), BAR_PT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(super::MARGIN_PT - OUTDENT_PT);
        flags_ui(ui, state, view, actions);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(super::MARGIN_PT - OUTDENT_PT);
            headers_toggle(ui, view, actions);
        });
    });
}

/// The message's flags as the list knows them; `None` while its row is not there.
fn flags(state: &State, view: &MessageView) -> Option<Flags> {
    let list = state.list.as_ref()?;
    let same =
        list.account == view.selected.key.account && list.mailbox == view.selected.key.mailbox;
    list.row_by_uid(view.selected.key.uid).filter(|_| same).map(|(_, row)| row.flags)
}

/// Why nothing can be changed, if so.
fn refusal(state: &State, view: &MessageView) -> Option<&'static str> {
    if matches!(view.state, ViewState::Gone(_)) {
        return Some("This message was deleted.");
    }
    if state.is_look_only() {
        return Some("This account is look-only: nothing on the server is changed.");
    }
    if state.list.as_ref().is_some_and(|list| list.read_only) {
        return Some("The server opened this folder for reading only.");
    }
    None
}

fn flags_ui(ui: &mut Ui, state: &State, view: &MessageView, actions: &mut Vec<Action>) {
    let flags = flags(state, view);
    let refusal = refusal(state, view);
    let enabled = refusal.is_none() && flags.is_some();
    let seen = flags.is_some_and(|flags| flags.has(Flag::Seen));
    let flagged = flags.is_some_and(|flags| flags.has(Flag::Flagged));
    let word = if seen { "Mark unread" } else { "Mark read" };
    let read = widgets::bar_button(ui, None, word, enabled);
    if read.clicked() {
        actions
            .push(Action::Message(view.place, MessageAct::SetFlag { flag: Flag::Seen, on: !seen }));
    }
    let flag = widgets::toggle_button(ui, "Flag", (flagged, enabled));
    if flag.clicked() {
        actions.push(Action::Message(view.place, MessageAct::ToggleFlag(Flag::Flagged)));
    }
    if let Some(reason) = refusal {
        read.on_disabled_hover_text(reason);
        flag.on_disabled_hover_text(reason);
    }
}

fn headers_toggle(ui: &mut Ui, view: &MessageView, actions: &mut Vec<Action>) {
    if widgets::toggle_button(ui, "All headers", (view.show_all_headers, true)).clicked() {
        actions
            .push(Action::Message(view.place, MessageAct::ShowAllHeaders(!view.show_all_headers)));
    }
}
