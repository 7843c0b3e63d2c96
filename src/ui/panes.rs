//! Where everything stands in the window: bars, three panes, and the dividers between them.
//!
//! Pure arithmetic first, then the two dividers that the user drags.

use egui::{CursorIcon, Rect, Sense, Ui, pos2};

use crate::app::{Action, PaneWidths};

use super::theme;

pub const TOP_BAR_PT: f32 = 48.0;
pub const STATUS_BAR_PT: f32 = 26.0;
/// Narrowest panes that still show a folder, a sender with a date, and a line of text.
const MIN_FOLDERS_PT: f32 = 160.0;
const MIN_MESSAGES_PT: f32 = 240.0;
const MIN_MESSAGE_PT: f32 = 280.0;
/// Half the strip round a hairline that can be grabbed.
const GRAB_PT: f32 = 4.0;

/// The window cut up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Places {
    pub top: Rect,
    pub folders: Rect,
    pub messages: Rect,
    pub message: Rect,
    pub status: Rect,
}

/// Cuts the window; `notices_pt` is the height of the bars under the top bar.
pub fn places(window: Rect, notices_pt: f32, widths: PaneWidths) -> Places {
    let widths = fitting(window.width(), widths);
    let top = window.with_max_y(window.top() + TOP_BAR_PT);
    let status = window.with_min_y(window.bottom() - STATUS_BAR_PT);
    let middle = Rect::from_min_max(
        pos2(window.left(), top.bottom() + notices_pt),
        pos2(window.right(), status.top()),
    );
    let first = middle.left() + widths.folders_pt;
    let second = first + widths.messages_pt;
    Places {
        top,
        folders: middle.with_max_x(first),
        messages: middle.with_min_x(first).with_max_x(second),
        message: middle.with_min_x(second),
        status,
    }
}

/// The widths nearest to the wanted ones at which no pane is too narrow. Where the window is too
/// small for all three, the message gives way.
pub fn fitting(window_pt: f32, wanted: PaneWidths) -> PaneWidths {
    let finite = |width: f32, fallback: f32| if width.is_finite() { width } else { fallback };
    let defaults = PaneWidths::default();
    let folders = finite(wanted.folders_pt, defaults.folders_pt);
    let messages = finite(wanted.messages_pt, defaults.messages_pt);
    let most_folders = (window_pt - MIN_MESSAGES_PT - MIN_MESSAGE_PT).max(MIN_FOLDERS_PT);
    let folders_pt = folders.clamp(MIN_FOLDERS_PT, most_folders).round();
    let most_messages = (window_pt - folders_pt - MIN_MESSAGE_PT).max(MIN_MESSAGES_PT);
    let messages_pt = messages.clamp(MIN_MESSAGES_PT, most_messages).round();
    PaneWidths { folders_pt, messages_pt }
}

/// Which divider is dragged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Divider {
    Folders,
    Messages,
}

/// The widths to paint with, and the dividers. While a divider is dragged the widths live in
/// `dragged`; they become an action when it is let go.
pub fn dividers(
    ui: &Ui,
    places: &Places,
    widths: PaneWidths,
    dragged: &mut Option<PaneWidths>,
    actions: &mut Vec<Action>,
) {
    for (divider, x) in
        [(Divider::Folders, places.folders.right()), (Divider::Messages, places.messages.right())]
    {
        let line = Rect::from_min_max(
            pos2(x - GRAB_PT, places.messages.top()),
            pos2(x + GRAB_PT, places.messages.bottom()),
        );
        let id = ui.unique_id().with(("divider", divider as u8));
        let response =
            ui.interact(line, id, Sense::DRAG).on_hover_and_drag_cursor(CursorIcon::ResizeColumn);
        let tokens = theme::tokens(ui);
        let lit = response.dragged() || response.hovered();
        let color = if lit { tokens.accent } else { tokens.line };
        ui.painter().rect_filled(
            Rect::from_min_max(pos2(x - 1.0, line.top()), pos2(x, line.bottom())),
            0.0,
            color,
        );
        if response.dragged()
            && let Some(pointer) = response.interact_pointer_pos()
        {
            let wanted = moved(widths, divider, pointer.x, places);
            *dragged = Some(fitting(places.top.width(), wanted));
        }
        if response.drag_stopped()
            && let Some(widths) = dragged.take()
        {
            actions.push(Action::PanesResized(widths));
        }
    }
}

fn moved(widths: PaneWidths, divider: Divider, x: f32, places: &Places) -> PaneWidths {
    match divider {
        Divider::Folders => PaneWidths { folders_pt: x - places.folders.left(), ..widths },
        Divider::Messages => PaneWidths { messages_pt: x - places.messages.left(), ..widths },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(folders_pt: f32, messages_pt: f32) -> PaneWidths {
        PaneWidths { folders_pt, messages_pt }
    }

    #[test]
    fn the_usual_widths_stay_as_they_are() {
        assert_eq!(fitting(1_280.0, PaneWidths::default()), PaneWidths::default());
    }

    #[test]
    fn no_pane_can_be_dragged_away() {
        assert_eq!(fitting(1_280.0, widths(-50.0, 10.0)), widths(160.0, 240.0));
        assert_eq!(fitting(1_280.0, widths(9_999.0, 9_999.0)), widths(760.0, 240.0));
    }

    #[test]
    fn broken_settings_do_not_break_the_window() {
        assert_eq!(fitting(1_280.0, widths(f32::NAN, f32::INFINITY)), PaneWidths::default());
    }

    #[test]
    fn a_tiny_window_keeps_the_folders_and_the_list() {
        assert_eq!(fitting(300.0, PaneWidths::default()), widths(160.0, 240.0));
    }

    #[test]
    fn the_places_fill_the_window_without_gaps() {
        let window = Rect::from_min_max(pos2(0.0, 0.0), pos2(1_280.0, 800.0));
        let places = places(window, 36.0, PaneWidths::default());
        assert_eq!(places.folders.top(), 84.0);
        assert_eq!(places.folders.right(), places.messages.left());
        assert_eq!(places.messages.right(), places.message.left());
        assert_eq!(places.message.right(), 1_280.0);
        assert_eq!(places.status.top(), places.folders.bottom());
    }
}
