//! A pane with nothing to list: one sentence in the middle, and the button that helps.

use egui::accesskit::Role;
use egui::{Align, Rect, Ui, UiBuilder, pos2, vec2};

use crate::app::Action;
use crate::model::Failure;

use super::account_line::in_words;
use super::text::Look;
use super::theme::{self, INTERFACE_PT};
use super::wrapped::{self, Room};
use super::{scroll, widgets};

/// Longest line of an explanation: about 60 characters, easy to read.
const MAX_WIDTH_PT: f32 = 380.0;
const GAP_PT: f32 = 8.0;
/// Longest explanation; a server's words can be 1,024 bytes.
const MAX_LINES: usize = 12;

/// What a pane says instead of rows.
#[derive(Clone, Debug, Default)]
pub struct Blank {
    title: String,
    detail: String,
    /// The main button's word, with what it does.
    button: Option<&'static str>,
}

impl Blank {
    /// One quiet sentence.
    pub fn sentence(words: &str) -> Self {
        Self { detail: words.to_owned(), ..Self::default() }
    }

    /// What failed, why, and a button to try again.
    pub fn failed(title: &str, failure: &Failure) -> Self {
        Self { title: title.to_owned(), detail: in_words(failure), button: Some("Retry") }
    }

    /// The accounts are there and cannot be read: adding one is no way out.
    pub fn unreadable(problem: &str) -> Self {
        Self {
            title: "Your accounts could not be read".to_owned(),
            detail: format!(
                "{problem}\n\nNothing was changed. Correct the file, or move it elsewhere to \
                 begin anew, and start mailpane again."
            ),
            button: None,
        }
    }

    /// The first thing a new user sees.
    pub fn welcome() -> Self {
        Self {
            title: "Add an account to see your mail".to_owned(),
            detail: "mailpane is a window onto mail that stays on its server. \
                     It keeps none of it on this machine."
                .to_owned(),
            button: Some("Add account"),
        }
    }
}

/// Shows it in the middle of `ui`'s room. Returns whether the button was clicked.
pub fn show(ui: &mut Ui, blank: &Blank) -> bool {
    let room = ui.max_rect();
    let tokens = theme::tokens(ui);
    let width_pt = (room.width() - 48.0).clamp(80.0, MAX_WIDTH_PT);
    let wide = Room { width_pt, max_rows: MAX_LINES, halign: Align::Center };
    let lay_out =
        |words: &str, font, color| wrapped::galley(ui, words, &Look::new(font, color), wide);
    let title = lay_out(&blank.title, theme::strong(16.0), tokens.text);
    let detail = lay_out(&blank.detail, theme::regular(INTERFACE_PT), tokens.dim);
    let title_pt = if blank.title.is_empty() { 0.0 } else { title.size().y + GAP_PT };
    let button_pt = blank.button.map_or(0.0, |_| widgets::BUTTON_HEIGHT_PT + 2.0 * GAP_PT);
    let height = title_pt + detail.size().y + button_pt;
    // A little above the middle, where the eye looks for it.
    let mut y = (room.top() + (room.height() - height).max(0.0) * 0.44).round();
    let x = room.center().x.round();
    if !blank.title.is_empty() {
        ui.painter().galley(pos2(x, y), title, tokens.text);
        y += title_pt;
    }
    let detail_pt = detail.size().y;
    ui.painter().galley(pos2(x, y), detail, tokens.dim);
    let words = Rect::from_center_size(pos2(x, y), vec2(width_pt, height));
    let id = scroll::row_id(ui, "blank");
    let response = ui.interact(words, id, egui::Sense::hover());
    response.widget_info(|| {
        let said = if blank.title.is_empty() {
            blank.detail.clone()
        } else {
            format!("{}. {}", blank.title, blank.detail)
        };
        egui::WidgetInfo::labeled(Role::Label, true, said)
    });
    y += detail_pt + 2.0 * GAP_PT;
    blank.button.is_some_and(|label| button(ui, label, pos2(x, y)))
}

/// The main button, centred under the words.
fn button(ui: &mut Ui, label: &str, top: egui::Pos2) -> bool {
    let size = vec2(200.0, widgets::BUTTON_HEIGHT_PT);
    let place = Rect::from_min_size(top - vec2(size.x / 2.0, 0.0), size);
    let layout = egui::Layout::top_down(Align::Center);
    let builder = UiBuilder::new().id_salt("blank button").max_rect(place).layout(layout);
    let mut child = ui.new_child(builder);
    widgets::primary_button(&mut child, label, true).clicked()
}

/// Shows it, and adds the action where its button was clicked.
pub fn show_with(ui: &mut Ui, blank: &Blank, action: Action, actions: &mut Vec<Action>) {
    if show(ui, blank) {
        actions.push(action);
    }
}
