//! The columns of the compact list: how they share the room, and their header.

use egui::accesskit::{Role, SortDirection};
use egui::{CursorIcon, Rangef, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::app::{Action, ColumnKind, Columns};
use crate::model::{Order, SortKey};

use super::super::text::{self, Look};
use super::super::theme::{self, SECONDARY_PT};
use super::super::{chips, icons, scroll, widgets};
use super::row::{LEFT_PT, RIGHT_PT};

/// Height of the header; as high as a row, so that it stays quiet.
pub const HEADER_PT: f32 = 26.0;
/// Space between two columns.
const GAP_PT: f32 = 12.0;
/// What a subject needs to be told from another.
const MIN_SUBJECT_PT: f32 = 120.0;
/// Narrowest and widest column that can be dragged: "10:42", and a long name.
pub const WIDTHS_PT: Rangef = Rangef { min: 44.0, max: 480.0 };
/// A sender is cut to this before the date gives way.
const MIN_SENDER_PT: f32 = 80.0;
/// Half the strip round a column's edge that can be grabbed.
const GRAB_PT: f32 = 4.0;
const ARROW_PT: f32 = 12.0;

/// A column in a list of some width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    pub kind: ColumnKind,
    pub left: f32,
    pub right: f32,
}

impl Placed {
    /// The column's part of a row.
    pub fn of(&self, row: Rect) -> Rect {
        row.with_min_x(self.left).with_max_x(self.right)
    }

    /// Numbers and dates stand against the right edge.
    pub fn is_right(&self) -> bool {
        match self.kind {
            ColumnKind::Sender | ColumnKind::Subject => false,
            ColumnKind::Date | ColumnKind::Size => true,
        }
    }
}

/// The columns between two edges. The subject takes what is left; where that is too little, the
/// size goes first, then the sender is cut, then the date goes.
pub fn placed(columns: &Columns, row: Rect) -> Vec<Placed> {
    let (left, right) = (row.left() + LEFT_PT, row.right() - RIGHT_PT);
    let mut shown: Vec<(ColumnKind, f32)> =
        columns.shown().map(|column| (column.kind, fitted(column.width_pt))).collect();
    let lacks = |shown: &[(ColumnKind, f32)]| MIN_SUBJECT_PT - subject_pt(shown, right - left);
    if lacks(&shown) > 0.0 {
        shown.retain(|(kind, _)| *kind != ColumnKind::Size);
    }
    let lack_pt = lacks(&shown);
    if lack_pt > 0.0
        && let Some((_, width)) = shown.iter_mut().find(|(kind, _)| *kind == ColumnKind::Sender)
    {
        *width = (*width - lack_pt).max(MIN_SENDER_PT.min(*width));
    }
    if lacks(&shown) > 0.0 {
        shown.retain(|(kind, _)| *kind != ColumnKind::Date);
    }
    let subject_pt = subject_pt(&shown, right - left).max(0.0);
    let mut x = left;
    let place = |(kind, width): (ColumnKind, f32)| {
        let width = if kind == ColumnKind::Subject { subject_pt } else { width };
        let placed = Placed { kind, left: x, right: x + width };
        x += width + GAP_PT;
        placed
    };
    shown.into_iter().map(place).collect()
}

fn fitted(width_pt: f32) -> f32 {
    if width_pt.is_finite() { WIDTHS_PT.clamp(width_pt).round() } else { WIDTHS_PT.min }
}

fn subject_pt(shown: &[(ColumnKind, f32)], room_pt: f32) -> f32 {
    let others = shown.iter().filter(|(kind, _)| *kind != ColumnKind::Subject);
    room_pt - others.map(|(_, width)| width + GAP_PT).sum::<f32>()
}

/// What the header needs to know and may keep while an edge is dragged.
pub struct Header<'a> {
    pub columns: &'a Columns,
    pub order: Order,
    pub dragged: &'a mut Option<Columns>,
}

/// The header: a click sorts, an edge resizes, the button chooses.
pub fn header_ui(ui: &mut Ui, rect: Rect, header: &mut Header<'_>, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 1.0), 0.0, tokens.line);
    let columns = header.dragged.clone().unwrap_or_else(|| header.columns.clone());
    let placed = placed(&columns, rect);
    let all = ui.interact(rect, scroll::row_id(ui, "columns"), Sense::click());
    for column in &placed {
        if title_ui(ui, column, rect, header.order).clicked() {
            actions.push(Action::SortBy(column.kind.sort_key()));
        }
    }
    edges_ui(ui, rect, (&columns, &placed), header.dragged, actions);
    let gutter = Rect::from_min_size(rect.left_top(), vec2(LEFT_PT, rect.height())).shrink(2.0);
    let id = scroll::row_id(ui, "choose columns");
    let button = widgets::row_button(ui, gutter, id, (icons::MORE, "Choose columns"), true);
    chips::menu(&button, "Columns", true, |ui| choices(ui, &columns, actions));
    chips::context_menu(&all, "Columns", |ui| choices(ui, &columns, actions));
}

/// One column's title. Where the list is ordered by it, it says which way.
fn title_ui(ui: &Ui, column: &Placed, rect: Rect, order: Order) -> Response {
    let tokens = theme::tokens(ui);
    let place = column.of(rect);
    let id = scroll::row_id(ui, ("column", column.kind));
    let response = ui.interact(place, id, Sense::click());
    let is_by = is_sorted_by(order, column.kind);
    let lit = is_by || response.hovered();
    let font = if is_by { theme::medium(SECONDARY_PT) } else { theme::regular(SECONDARY_PT) };
    let look = Look::new(font, if lit { tokens.text } else { tokens.dim });
    let arrow_pt = if is_by { ARROW_PT + 2.0 } else { 0.0 };
    let title = column.kind.title();
    let words = if column.is_right() {
        text::paint_right(ui, place.with_max_x(place.right() - arrow_pt), title, &look)
    } else {
        text::paint(ui, place.with_max_x(place.right() - arrow_pt), title, &look)
    };
    if is_by {
        let centre = pos2(words.right() + 2.0 + ARROW_PT / 2.0, place.center().y);
        arrow(ui, centre, order.descending);
    }
    widgets::focus_ring(ui, place.shrink2(vec2(0.0, 2.0)).expand2(vec2(4.0, 0.0)), &response);
    response.widget_info(|| {
        let name = format!("Sort by {}", title.to_lowercase());
        WidgetInfo::labeled(Role::ColumnHeader, true, name)
    });
    response.ctx.accesskit_node_builder(id, |node| {
        if is_by {
            node.set_sort_direction(if order.descending {
                SortDirection::Descending
            } else {
                SortDirection::Ascending
            });
        }
    });
    response
}

/// A small chevron: down where the largest or newest stands at the top.
fn arrow(ui: &Ui, centre: egui::Pos2, down: bool) {
    let tip = if down { 2.0 } else { -2.0 };
    let stroke = egui::Stroke::new(1.5, theme::tokens(ui).text);
    let point = |x: f32, y: f32| centre + vec2(x, y);
    let line = vec![point(-3.5, -tip), point(0.0, tip), point(3.5, -tip)];
    ui.painter().line(line, stroke);
}

/// The edges between columns: each belongs to the column that is not the subject.
fn edges_ui(
    ui: &Ui,
    rect: Rect,
    (columns, placed): (&Columns, &[Placed]),
    dragged: &mut Option<Columns>,
    actions: &mut Vec<Action>,
) {
    let mut left_of_subject = true;
    for column in placed {
        if column.kind == ColumnKind::Subject {
            left_of_subject = false;
            continue;
        }
        let edge = if left_of_subject { column.right } else { column.left };
        let x = edge + if left_of_subject { GAP_PT / 2.0 } else { -GAP_PT / 2.0 };
        let strip = rect.with_min_x(x - GRAB_PT).with_max_x(x + GRAB_PT);
        let id = scroll::row_id(ui, ("edge", column.kind));
        let response =
            ui.interact(strip, id, Sense::DRAG).on_hover_and_drag_cursor(CursorIcon::ResizeColumn);
        let tokens = theme::tokens(ui);
        let lit = response.hovered() || response.dragged();
        let line =
            Rect::from_min_max(pos2(x, rect.top() + 7.0), pos2(x + 1.0, rect.bottom() - 7.0));
        ui.painter().rect_filled(line, 0.0, if lit { tokens.accent } else { tokens.line });
        if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            let width = if left_of_subject {
                pointer.x - GAP_PT / 2.0 - column.left
            } else {
                column.right - pointer.x - GAP_PT / 2.0
            };
            *dragged = Some(columns.resized(column.kind, fitted(width)));
        }
        if response.drag_stopped()
            && let Some(columns) = dragged.take()
        {
            actions.push(Action::ColumnsChanged(columns));
        }
    }
}

/// Which columns there are. The subject always is: it takes what the others leave.
fn choices(ui: &mut Ui, columns: &Columns, actions: &mut Vec<Action>) {
    for column in columns.iter().filter(|column| column.kind != ColumnKind::Subject) {
        if chips::item(ui, column.kind.title(), Some(column.shown)).clicked() {
            let columns = columns.with_shown(column.kind, !column.shown);
            actions.push(Action::ColumnsChanged(columns));
        }
    }
}

/// The arrival order shows at the date: it is what the rows' dates say.
fn is_sorted_by(order: Order, kind: ColumnKind) -> bool {
    order.key == kind.sort_key() || (order.key == SortKey::Arrival && kind == ColumnKind::Date)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(width_pt: f32) -> Vec<ColumnKind> {
        let row = Rect::from_min_size(pos2(100.0, 0.0), vec2(width_pt, 26.0));
        let placed = placed(&Columns::default(), row);
        for pair in placed.windows(2) {
            assert_eq!(pair[1].left - pair[0].right, GAP_PT);
        }
        let (first, last) = (placed[0], placed[placed.len() - 1]);
        assert_eq!(first.left, 126.0);
        assert!((last.right - (100.0 + width_pt - RIGHT_PT)).abs() < 0.01, "{last:?}");
        placed.iter().map(|column| column.kind).collect()
    }

    #[test]
    fn the_subject_takes_what_the_others_leave_and_the_columns_fill_the_row() {
        use ColumnKind::{Date, Sender, Size, Subject};
        assert_eq!(kinds(800.0), [Sender, Subject, Date, Size]);
        assert_eq!(kinds(388.0), [Sender, Subject, Date]);
        assert_eq!(kinds(350.0), [Sender, Subject, Date]);
        assert_eq!(kinds(300.0), [Sender, Subject]);
    }

    #[test]
    fn a_column_can_be_neither_dragged_away_nor_out_of_the_list() {
        assert_eq!(fitted(-20.0), WIDTHS_PT.min);
        assert_eq!(fitted(1e9), WIDTHS_PT.max);
        assert_eq!(fitted(f32::NAN), WIDTHS_PT.min);
        assert_eq!(fitted(90.4), 90.0);
    }

    #[test]
    fn a_hidden_column_leaves_its_room_to_the_subject() {
        let columns = Columns::default().with_shown(ColumnKind::Sender, false);
        let row = Rect::from_min_size(pos2(0.0, 0.0), vec2(800.0, 26.0));
        let placed = placed(&columns, row);
        assert_eq!(placed[0].kind, ColumnKind::Subject);
        assert_eq!(placed[0].left, LEFT_PT);
    }
}
