//! Sentences under the top bar that stay until they are closed.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, Galley, Rect, Sense, Ui, UiBuilder, pos2, vec2};

use crate::app::{Action, Notice, NoticeKind, State};

use super::text::Look;
use super::wrapped::{self, Room};
use super::{icons, scroll, theme, widgets};

/// Longest notice; a server's words can be 1,024 bytes, the rest shows on hover.
const MAX_LINES: usize = 3;
const PADDING_PT: f32 = 14.0;
/// Room for the close button.
const CLOSE_PT: f32 = 40.0;
/// Height of a notice of one line: a button and the grid's step.
const MIN_HEIGHT_PT: f32 = 36.0;

/// The notices, laid out; their height decides where the panes begin.
pub struct Notices {
    bars: Vec<(Arc<Galley>, String, f32)>,
}

impl Notices {
    /// Lays them out for a window of this width.
    pub fn lay_out(ui: &Ui, state: &State, width_pt: f32) -> Self {
        let bars = state.notices.iter().map(|notice| {
            let words = words(notice);
            let galley = galley(ui, notice.kind, &words, width_pt);
            let height = (galley.size().y + 16.0).ceil().max(MIN_HEIGHT_PT);
            (galley, words, height)
        });
        Self { bars: bars.collect() }
    }

    pub fn height_pt(&self) -> f32 {
        self.bars.iter().map(|(_, _, height)| height).sum()
    }

    /// Paints them from `top` down.
    pub fn show(&self, ui: &mut Ui, top: Rect, state: &State, actions: &mut Vec<Action>) {
        let mut y = top.bottom();
        for (index, (notice, bar)) in state.notices.iter().zip(&self.bars).enumerate() {
            let (galley, words, height) = bar;
            let rect = Rect::from_min_size(pos2(top.left(), y), vec2(top.width(), *height));
            y += height;
            if bar_ui(ui, rect, (index, notice.kind), galley, words) {
                actions.push(Action::DismissNotice(index));
            }
        }
    }
}

fn words(notice: &Notice) -> String {
    match &notice.server_text {
        Some((server, said)) => {
            let told = format!("The server of {server} says: “{said}”");
            if notice.text.is_empty() { told } else { format!("{} {told}", notice.text) }
        }
        None => notice.text.clone(),
    }
}

fn galley(ui: &Ui, kind: NoticeKind, words: &str, width_pt: f32) -> Arc<Galley> {
    let tokens = theme::tokens(ui);
    let color = match kind {
        NoticeKind::Info => tokens.text,
        NoticeKind::Warning => tokens.warning_text,
    };
    let width_pt = (width_pt - 2.0 * PADDING_PT - CLOSE_PT).max(80.0);
    let look = Look::new(theme::regular(theme::INTERFACE_PT), color);
    wrapped::galley(ui, words, &look, Room { width_pt, max_rows: MAX_LINES, halign: Align::LEFT })
}

/// One bar; true where its close button was clicked.
fn bar_ui(
    ui: &mut Ui,
    rect: Rect,
    (index, kind): (usize, NoticeKind),
    galley: &Arc<Galley>,
    words: &str,
) -> bool {
    let tokens = theme::tokens(ui);
    let fill = match kind {
        NoticeKind::Info => tokens.window,
        NoticeKind::Warning => tokens.warning_fill,
    };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 1.0), 0.0, tokens.line);
    let at = pos2(rect.left() + PADDING_PT, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at.round(), Arc::clone(galley), tokens.text);
    let id = scroll::row_id(ui, ("notice", index));
    let response = ui.interact(rect.with_max_x(rect.right() - CLOSE_PT), id, Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(Role::Alert, true, words));
    if galley.elided {
        response.on_hover_text(words);
    }
    let size = vec2(widgets::BUTTON_HEIGHT_PT, widgets::BUTTON_HEIGHT_PT);
    let centre = pos2(rect.right() - 10.0 - size.x / 2.0, rect.center().y);
    let place = Rect::from_center_size(centre, size);
    let salt = ("close notice", index);
    let mut child = ui.new_child(UiBuilder::new().id_salt(salt).max_rect(place));
    widgets::icon_button(&mut child, icons::CLOSE, "Close this notice").clicked()
}
