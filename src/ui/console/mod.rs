//! The console, below the panes: the protocol log as it comes, and a line for commands typed by hand.
//!
//! ```text
//! Log  Commands │ filter, accounts, Pause, Show content │ Copy Save Clear ×
//! rows
//! account ▾  the line                                      Send
//! ```
//!
//! Ctrl+` opens and closes it. Only the rows in view are laid out.

mod button;
mod head;
mod line;
mod line_keys;
mod literals;
mod log;
mod proposals;
mod transcript;

use egui::{CursorIcon, Key, Modifiers, Rect, Sense, Ui, UiBuilder, pos2};

use crate::app::{Action, ConsoleAct, ConsoleView, Dialog, State};

use super::panes::Places;
use super::theme;

pub use button::button_ui;

/// Height of the bar over the rows.
const HEAD_PT: f32 = 40.0;
/// Height of the line to type in.
const LINE_PT: f32 = 44.0;
/// Height of a row.
const ROW_PT: f32 = 18.0;
const PADDING_PT: f32 = 12.0;
/// What the panes keep of the window.
const MIN_PANES_PT: f32 = 160.0;
/// Least height of the panel: three lines and the line to type in.
const MIN_PANEL_PT: f32 = 140.0;
/// Half the strip round the upper edge that can be grabbed.
const GRAB_PT: f32 = 4.0;

/// What is typed and looked at, between frames.
#[derive(Debug, Default)]
pub struct Drafts {
    line: line::LineDraft,
    filter: String,
    wants_line: bool,
    /// A question of the console is open: the line has the keyboard again after it.
    asking: bool,
}

/// Takes Ctrl+` before the panes' keys are read.
pub fn keys(ui: &Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    let pressed = || ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Backtick));
    if state.dialog.is_none() && pressed() {
        drafts.wants_line = !state.console.is_open;
        actions.push(Action::Console(ConsoleAct::Open(!state.console.is_open)));
    }
}

/// Takes the panel's room from the panes, where it is open.
pub fn split(mut places: Places, state: &State) -> (Places, Option<Rect>) {
    if !state.console.is_open {
        return (places, None);
    }
    let all_pt = places.status.top() - places.folders.top();
    let most_pt = (all_pt - MIN_PANES_PT).max(MIN_PANEL_PT);
    let height_pt = state.console.height_pt.clamp(MIN_PANEL_PT, most_pt).round();
    let top = (places.status.top() - height_pt).max(places.top.bottom());
    for pane in [&mut places.folders, &mut places.messages, &mut places.message] {
        pane.max.y = top;
    }
    let room = Rect::from_min_max(pos2(places.status.left(), top), places.status.right_top());
    (places, Some(room))
}

/// Shows the panel into the room that it got; `pane` is its region.
pub fn panel_ui(pane: &mut Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    let room = pane.max_rect();
    let tokens = theme::tokens(pane);
    pane.painter().rect_filled(room, 0.0, tokens.panel);
    let head = room.with_max_y(room.top() + HEAD_PT);
    let foot_pt = (LINE_PT + line::extra_pt(state, &drafts.line)).min(room.height() - HEAD_PT);
    let foot = room.with_min_y(room.bottom() - foot_pt);
    let rows = Rect::from_min_max(head.left_bottom(), foot.right_top());
    let mut child = |salt: &str, room: Rect, add: &mut dyn FnMut(&mut Ui)| {
        let mut child = pane.new_child(UiBuilder::new().id_salt(salt).max_rect(room));
        child.shrink_clip_rect(room);
        add(&mut child);
    };
    child("head", head, &mut |ui| head::head_ui(ui, state, &mut drafts.filter, actions));
    child("rows", rows, &mut |ui| match state.console.view {
        ConsoleView::Log => log::rows_ui(ui, state, actions),
        ConsoleView::Commands => transcript::rows_ui(ui, state, actions),
    });
    let asking = matches!(state.dialog, Some(Dialog::Console(_)));
    let was_asking = std::mem::replace(&mut drafts.asking, asking);
    let focus = std::mem::take(&mut drafts.wants_line) || (was_asking && !asking);
    child("line", foot, &mut |ui| line::line_ui(ui, state, (&mut drafts.line, focus), actions));
    edge_ui(pane, room, actions);
}

/// The upper edge, which is dragged.
fn edge_ui(ui: &Ui, room: Rect, actions: &mut Vec<Action>) {
    let strip = room.with_min_y(room.top() - GRAB_PT).with_max_y(room.top() + GRAB_PT);
    let id = ui.unique_id().with("edge");
    // The strip reaches into the panes above.
    let response =
        ui.interact(strip, id, Sense::DRAG).on_hover_and_drag_cursor(CursorIcon::ResizeRow);
    let tokens = theme::tokens(ui);
    let lit = response.dragged() || response.hovered();
    let color = if lit { tokens.accent } else { tokens.line };
    ui.painter().rect_filled(room.with_max_y(room.top() + 1.0), 0.0, color);
    if response.dragged()
        && let Some(at) = response.interact_pointer_pos()
    {
        let height_pt = (room.bottom() - at.y).max(MIN_PANEL_PT);
        actions.push(Action::Console(ConsoleAct::Resized(height_pt)));
    }
}
