//! What was done last, for ten seconds, with the way back where there is one.

use std::time::Duration;

use egui::accesskit::{Live, Role};
use egui::{Align, Layout, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, State, Toast};
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::wrapped::{self, Room};
use crate::ui::{icons, widgets};

use super::cards;

/// Long enough to read a sentence and to change one's mind; Ctrl+Z works longer.
const SHOWN_S: f64 = 10.0;
/// Room for the buttons beside the words.
const BUTTONS_PT: f32 = 120.0;
/// Longest sentence: a folder's name can be long.
const MAX_LINES: usize = 2;
/// Nothing is narrower than this: a short word alone would look lost.
const MIN_WORDS_PT: f32 = 96.0;

/// How long the toast has left. It stands still while the pointer or the keyboard is on it.
#[derive(Debug, Default)]
pub(super) struct ToastDraft {
    serial: u32,
    left_s: f64,
    /// The time of the last frame, as egui counts it; `None` while nothing was counted.
    seen_s: Option<f64>,
    held: bool,
    /// It is told once that it is over.
    over: bool,
}

impl ToastDraft {
    /// Counts the time since the last frame, and has the window painted when it is over.
    pub(super) fn follow(&mut self, ui: &Ui, state: &State, actions: &mut Vec<Action>) {
        let Some(toast) = &state.toast else {
            *self = Self::default();
            return;
        };
        let now_s = ui.input(|input| input.time);
        if self.serial != toast.serial || self.seen_s.is_none() {
            *self = Self {
                serial: toast.serial,
                left_s: SHOWN_S,
                seen_s: Some(now_s),
                ..Self::default()
            };
        }
        self.count(now_s);
        if self.left_s <= 0.0 {
            if !std::mem::replace(&mut self.over, true) {
                actions.push(Action::ToastGone(toast.serial));
            }
        } else if !self.held {
            ui.ctx().request_repaint_after(Duration::from_secs_f64(self.left_s));
        }
    }

    /// Takes off what has passed, unless it was held when the last frame was painted.
    fn count(&mut self, now_s: f64) {
        let before_s = self.seen_s.replace(now_s).unwrap_or(now_s);
        if !self.held {
            self.left_s -= (now_s - before_s).max(0.0);
        }
    }
}

/// Shows it as a card, at most this wide.
pub(super) fn card_ui(
    ui: &mut Ui,
    state: &State,
    (draft, width_pt): (&mut ToastDraft, f32),
    actions: &mut Vec<Action>,
) {
    let Some(toast) = &state.toast else { return };
    let frame = cards::frame(ui);
    let shown = frame.show(ui, |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            words_ui(ui, toast, width_pt - BUTTONS_PT);
            let mut has_focus = false;
            if toast.can_undo {
                let undo = widgets::link_button(ui, "Undo");
                has_focus |= undo.has_focus();
                if undo.on_hover_text("Take it back (Ctrl+Z)").clicked() {
                    actions.push(Action::Undo);
                }
            }
            let close = widgets::icon_button(ui, icons::CLOSE, "Close");
            has_focus |= close.has_focus();
            if close.clicked() {
                actions.push(Action::ToastGone(toast.serial));
            }
            has_focus
        })
        .inner
    });
    let pointer = ui.input(|input| input.pointer.latest_pos());
    draft.held = shown.inner || pointer.is_some_and(|at| shown.response.rect.contains(at));
}

fn words_ui(ui: &mut Ui, toast: &Toast, width_pt: f32) {
    let tokens = theme::tokens(ui);
    let look = Look::new(theme::regular(INTERFACE_PT), tokens.text);
    let room = Room { width_pt, max_rows: MAX_LINES, halign: Align::LEFT };
    let galley = wrapped::galley(ui, &toast.text, &look, room);
    let height_pt = galley.size().y.max(widgets::BUTTON_HEIGHT_PT);
    let size = vec2(galley.size().x.max(MIN_WORDS_PT).ceil(), height_pt);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let top = rect.center().y - galley.size().y / 2.0;
    let cut = galley.elided;
    ui.painter().galley(egui::pos2(rect.left(), top.round()), galley, tokens.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &toast.text));
    response.ctx.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    if cut {
        response.on_hover_text(&toast.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_stands_still_while_the_pointer_is_on_it() {
        let mut draft = ToastDraft { left_s: SHOWN_S, seen_s: Some(100.0), ..Default::default() };
        draft.count(104.0);
        assert_eq!(draft.left_s, 6.0);
        draft.held = true;
        draft.count(190.0);
        assert_eq!(draft.left_s, 6.0);
        draft.held = false;
        draft.count(197.0);
        assert!(draft.left_s < 0.0);
    }
}
