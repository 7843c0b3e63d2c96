//! Marking text on a page with the pointer.

use egui::style::ScrollAnimation;
use egui::{CursorIcon, PointerButton, Popup, Rect, Response, Ui, vec2};

use crate::app::{Action, PageAct, PageView};
use crate::html::{Page, Point};
use crate::ui::chips;

use super::fit::Place;
use super::words::Words;

/// From the view's edge to where the page begins to move under a drag.
const EDGE_PT: f32 = 24.0;
/// Fastest that the page moves, in points a frame.
const MOST_SCROLL_PT: f32 = 32.0;

/// So small a way from a place is that place, in CSS pixels.
const SLIVER_PX: f32 = 0.01;

/// A selection on its way.
#[derive(Debug, Default)]
pub(super) struct Marking {
    /// Where the button went down.
    from: Option<Point>,
    /// What was asked for last.
    to: Option<Point>,
}

/// What the pointer is over.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub view: &'a PageView,
    pub page: &'a Page,
    pub words: &'a Words,
    pub place: Place,
    /// What is in view of the page.
    pub in_view: Rect,
    /// What is in view of everything that scrolls with it.
    pub around: Rect,
}

impl Marking {
    /// Press and drag marks, two clicks mark a word, three a paragraph, Shift and a click marks up to there, a
    /// click alone ends it.
    pub fn pointer(
        &mut self,
        ui: &Ui,
        response: &Response,
        ground: &Ground<'_>,
        actions: &mut Vec<Action>,
    ) {
        let id = ground.view.id;
        let pointer = response.interact_pointer_pos();
        if response.drag_started_by(PointerButton::Primary) {
            let origin = ui.input(|input| input.pointer.press_origin());
            self.from = origin.or(pointer).map(|at| ground.place.point(at));
            self.to = None;
        }
        if ground.view.selection.is_some() && pressed_beside(ui, ground) {
            actions.push(Action::Page(id, PageAct::ClearSelection));
        }
        let mut select = |from: Point, to: Point| {
            actions.push(Action::Page(id, PageAct::Select { from, to }));
        };
        if response.dragged_by(PointerButton::Primary)
            && let (Some(from), Some(at)) = (self.from, pointer)
        {
            let to = whole(ground.place.point(at));
            if self.to != Some(to) {
                self.to = Some(to);
                // A drag that comes back to where it began means nothing, not a word.
                let from = if from == to { Point { x: from.x + SLIVER_PX, ..from } } else { from };
                select(from, to);
            }
            scroll_with_drag(ui, at.y, ground.in_view);
            return;
        }
        let Some(at) = pointer.map(|at| ground.place.point(at)) else { return };
        if response.triple_clicked() {
            if let Some((from, to)) = ground.words.paragraph(ground.page, at) {
                select(from, to);
            }
        } else if response.double_clicked() {
            // Both ends in one place: the word there.
            select(at, at);
        } else if response.clicked() {
            let shift = ui.input(|input| input.modifiers.shift);
            match self.from.filter(|_| shift) {
                Some(from) => select(from, at),
                None => {
                    self.from = Some(at);
                    if ground.view.selection.is_some() {
                        actions.push(Action::Page(id, PageAct::ClearSelection));
                    }
                }
            }
        }
    }
}

/// The button went down on what stands above or below the page: what is marked there now is what
/// will be copied.
fn pressed_beside(ui: &Ui, ground: &Ground<'_>) -> bool {
    let at =
        ui.input(|input| input.pointer.interact_pos().filter(|_| input.pointer.primary_pressed()));
    let is_beside = |at| ground.around.contains(at) && !ground.in_view.contains(at);
    !Popup::is_any_open(ui.ctx()) && at.is_some_and(is_beside)
}

/// The menu of the page, and its pointer over text.
pub(super) fn menu(response: &Response, ground: &Ground<'_>, actions: &mut Vec<Action>) {
    let id = ground.view.id;
    chips::context_menu(response, "Message text", |ui| {
        let marked = ground.view.selection.as_ref().is_some_and(|it| !it.text.is_empty());
        if marked && chips::item(ui, "Copy", None).clicked() {
            actions.push(Action::Page(id, PageAct::CopySelection));
            ui.close();
        }
        if chips::item(ui, "Select all", None).clicked() {
            actions.push(Action::Page(id, PageAct::SelectAll));
            ui.close();
        }
    });
}

/// The pointer over text is a bar, as everywhere.
pub(super) fn cursor(ui: &Ui, response: &Response, ground: &Ground<'_>) {
    let Some(at) = response.hover_pos().map(|at| ground.place.point(at)) else { return };
    if ground.page.runs.iter().any(|run| run.rect.contains(at)) {
        ui.ctx().set_cursor_icon(CursorIcon::Text);
    }
}

/// Moves a text while the pointer is at the view's edge with the button down.
pub fn scroll_with_drag(ui: &Ui, y: f32, view: Rect) {
    let over = (y - (view.bottom() - EDGE_PT)).max(0.0) - (view.top() + EDGE_PT - y).max(0.0);
    if over != 0.0 {
        let by = (-over / 2.0).clamp(-MOST_SCROLL_PT, MOST_SCROLL_PT);
        ui.scroll_with_delta_animation(vec2(0.0, by), ScrollAnimation::none());
        ui.ctx().request_repaint();
    }
}

/// A pointer that trembles within a pixel marks nothing new.
fn whole(at: Point) -> Point {
    Point { x: at.x.round(), y: at.y.round() }
}
