//! Messages on their way from the list to a folder of the tree, under the pointer.
//!
//! What is dragged is the choice, or the row that was pressed, which is chosen for it. Letting go
//! over a folder moves them there, with Ctrl it copies.

use std::sync::Arc;

use egui::{
    Context, CursorIcon, DragAndDrop, Event, Id, LayerId, Modifiers, Order, Rect, Response, Stroke,
    StrokeKind, Ui, pos2, vec2,
};

use crate::app::{Acting, Action, FolderLine, ImportAct, MessageList, State, Wish};
use crate::model::{AccountId, MailboxName};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};

use super::messages;

/// How near to an edge of the tree it begins to move, and how fast at the edge itself.
const EDGE_PT: f32 = 36.0;
const EDGE_PT_PER_S: f32 = 480.0;
/// Longest step of one frame: a slow one must not jump.
const MOST_STEP_S: f32 = 0.05;
/// From the pointer's tip to the label: beside the pointer, not below it.
const LABEL_PT: egui::Vec2 = vec2(14.0, 10.0);
const LABEL_HEIGHT_PT: f32 = 26.0;
const PADDING_PT: f32 = 10.0;
/// Longest reason beside the pointer.
const MOST_LABEL_PT: f32 = 360.0;

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dragged {
    pub account: AccountId,
    pub from: MailboxName,
    pub count: u32,
}

/// How a folder looks while something is dragged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Target {
    /// Nothing is dragged, or it could be dropped here.
    #[default]
    Plain,
    /// It cannot take it.
    Faded,
    /// It would take it now.
    Lit,
}

/// Begins where a row is dragged away; the row becomes the choice where it is not in it.
pub fn begin(response: &Response, list: &MessageList, index: u32, actions: &mut Vec<Action>) {
    if !response.drag_started_by(egui::PointerButton::Primary) {
        return;
    }
    let count = if list.is_chosen(index) {
        list.chosen_count()
    } else {
        if list.has_choice() || list.cursor() != Some(index) {
            actions.push(Action::SelectRow { index });
        }
        // A folded conversation goes as a whole, as it does by every other way.
        let folded = list.entry(index).thread.filter(|mark| mark.is_head && !mark.expanded);
        folded.filter(|mark| mark.can_fold).map_or(1, |mark| mark.count)
    };
    let dragged = Dragged { account: list.account, from: list.mailbox.clone(), count };
    DragAndDrop::set_payload(&response.ctx, dragged);
}

/// What is dragged now, if messages are.
pub fn dragged(context: &Context) -> Option<Arc<Dragged>> {
    DragAndDrop::payload::<Dragged>(context)
}

/// Whether a folder can take what is dragged, and why not.
pub fn takes(
    state: &State,
    dragged: &Dragged,
    (account, line): (AccountId, &FolderLine),
    modifiers: Modifiers,
) -> Result<Action, &'static str> {
    let name = match &line.name {
        Some(name) if line.selectable => name,
        Some(_) | None => return Err("This folder holds other folders, not messages."),
    };
    let copy = copies(modifiers);
    if account != dragged.account {
        let (acting, mailbox) = (Acting::List, name.clone());
        let carry = ImportAct::Carry { acting, account, mailbox, copy };
        return state.can_carry(acting, (account, name), copy).map(|()| Action::Import(carry));
    }
    if *name == dragged.from {
        return Err("The messages are in this folder.");
    }
    let wish = if copy { Wish::CopyTo(name.clone()) } else { Wish::MoveTo(name.clone()) };
    state.can_act(Acting::List, &wish).map(|()| Action::Act(Acting::List, wish))
}

/// Does it where the pointer was let go over this folder.
pub fn drop_on(ui: &Ui, action: Action, actions: &mut Vec<Action>) {
    if ui.input(|input| input.pointer.any_released())
        && DragAndDrop::take_payload::<Dragged>(ui.ctx()).is_some()
    {
        actions.push(action);
    }
}

/// The keys held with the button that was let go in this frame, or held now: a slow frame may hold
/// their release too.
pub fn modifiers(ui: &Ui) -> Modifiers {
    ui.input(|input| {
        let with_button = input.events.iter().rev().find_map(|event| match event {
            Event::PointerButton { pressed: false, modifiers, .. } => Some(*modifiers),
            _ => None,
        });
        with_button.unwrap_or(input.modifiers)
    })
}

fn copies(modifiers: Modifiers) -> bool {
    modifiers.ctrl || modifiers.command || (cfg!(target_os = "macos") && modifiers.alt)
}

/// By how much a list of targets moves because the pointer is near its edge, in points.
pub fn autoscroll(ui: &Ui, room: Rect) -> f64 {
    let Some(at) = ui.input(|input| input.pointer.latest_pos()).filter(|at| room.contains(*at))
    else {
        return 0.0;
    };
    let above = (room.top() + EDGE_PT - at.y).max(0.0);
    let below = (at.y - room.bottom() + EDGE_PT).max(0.0);
    let share = ((below - above) / EDGE_PT).clamp(-1.0, 1.0);
    if share == 0.0 {
        return 0.0;
    }
    ui.ctx().request_repaint();
    let step_s = ui.input(|input| input.stable_dt).min(MOST_STEP_S);
    f64::from(share * EDGE_PT_PER_S * step_s)
}

/// What is dragged, beside the pointer; `refusal` where it cannot be let go here.
pub fn label_ui(ui: &Ui, refusal: Option<&str>) {
    let Some(dragged) = dragged(ui.ctx()) else { return };
    let copies = copies(modifiers(ui));
    if refusal.is_none() && copies {
        ui.ctx().set_cursor_icon(CursorIcon::Copy);
    }
    let count = messages(dragged.count);
    let words = if copies { format!("Copy {count}") } else { count };
    label_at_pointer(ui, &words, refusal);
}

/// Words beside the pointer, and why what is dragged cannot be let go here.
pub fn label_at_pointer(ui: &Ui, words: &str, refusal: Option<&str>) {
    let Some(at) = ui.input(|input| input.pointer.latest_pos()) else { return };
    if refusal.is_some() {
        ui.ctx().set_cursor_icon(CursorIcon::NotAllowed);
    }
    let tokens = theme::tokens(ui);
    let look = Look::new(theme::medium(INTERFACE_PT), tokens.text);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let galley = text::one_line(ui, words, &look, MOST_LABEL_PT);
    let why = refusal.map(|words| text::one_line(ui, words, &dim, MOST_LABEL_PT));
    let why_pt = why.as_ref().map_or(0.0, |why| why.size().x + PADDING_PT);
    let size = vec2(galley.size().x + why_pt + 2.0 * PADDING_PT, LABEL_HEIGHT_PT);
    let window = ui.ctx().content_rect();
    let left = (at.x + LABEL_PT.x).min(window.right() - size.x);
    let top = (at.y + LABEL_PT.y).min(window.bottom() - size.y);
    let rect = Rect::from_min_size(pos2(left.round(), top.round()), size);
    let layer = LayerId::new(Order::Tooltip, Id::unique("dragged"));
    let painter = ui.ctx().layer_painter(layer);
    let line = Stroke::new(1.0, tokens.line);
    painter.rect(rect, theme::RADIUS_PT, tokens.panel, line, StrokeKind::Inside);
    let y = |height: f32| (rect.center().y - height / 2.0).round();
    let words_at = pos2(rect.left() + PADDING_PT, y(galley.size().y));
    let after = words_at.x + galley.size().x + PADDING_PT;
    painter.galley(words_at, galley, tokens.text);
    if let Some(why) = why {
        painter.galley(pos2(after, y(why.size().y)), why, tokens.dim);
    }
}
