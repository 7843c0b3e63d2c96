//! The line that says why the list is not as it was asked for, and what can be done.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, Galley, Layout, Rect, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::{Action, ListNote};

use super::super::text::{self, Look};
use super::super::theme::{self, INTERFACE_PT, SECONDARY_PT};
use super::super::wrapped::{self, Room};
use super::super::{scroll, widgets};

const PADDING_PT: f32 = 14.0;
/// Room above and below the words.
const AIR_PT: f32 = 7.0;
const MAX_LINES: usize = 4;
const ANYWAY: &str = "Sort anyway";

/// A note, laid out: its height decides where the rows begin.
pub struct Note {
    galley: Arc<Galley>,
    words: String,
    /// Width of the button, where there is one.
    button_pt: Option<f32>,
}

impl Note {
    pub fn lay_out(ui: &Ui, note: &ListNote) -> Self {
        let tokens = theme::tokens(ui);
        let link = Look::new(theme::medium(INTERFACE_PT), tokens.accent_text);
        let button_pt = note
            .offers_sort_anyway()
            .then(|| text::one_line(ui, ANYWAY, &link, f32::INFINITY).size().x.ceil());
        let words = note.words();
        let width_pt =
            ui.max_rect().width() - 2.0 * PADDING_PT - button_pt.map_or(0.0, |w| w + 12.0);
        let room = Room { width_pt: width_pt.max(80.0), max_rows: MAX_LINES, halign: Align::LEFT };
        let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
        Self { galley: wrapped::galley(ui, &words, &look, room), words, button_pt }
    }

    pub fn height_pt(&self) -> f32 {
        (self.galley.size().y + 2.0 * AIR_PT + 1.0).ceil()
    }

    pub fn show(&self, ui: &mut Ui, rect: Rect, actions: &mut Vec<Action>) {
        let tokens = theme::tokens(ui);
        ui.painter().rect_filled(rect, 0.0, tokens.window);
        ui.painter().rect_filled(rect.with_min_y(rect.bottom() - 1.0), 0.0, tokens.line);
        let at = pos2(rect.left() + PADDING_PT, rect.top() + AIR_PT);
        ui.painter().galley(at, Arc::clone(&self.galley), tokens.dim);
        let words = Rect::from_min_size(at, self.galley.size());
        let response = ui.interact(words, scroll::row_id(ui, "note"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &self.words));
        let Some(width_pt) = self.button_pt else { return };
        let right = rect.right() - PADDING_PT;
        let place = Rect::from_center_size(
            pos2(right - width_pt / 2.0, rect.center().y),
            vec2(width_pt, rect.height()),
        );
        let layout = Layout::left_to_right(Align::Center);
        let builder = UiBuilder::new().id_salt("sort anyway").max_rect(place).layout(layout);
        if widgets::link_button(&mut ui.new_child(builder), ANYWAY).clicked() {
            actions.push(Action::SortAnyway);
        }
    }
}
