//! The bytes of a line's literals: typed, or those of a file.

use egui::{
    FontSelection, Frame, Margin, Rect, RichText, ScrollArea, Stroke, TextEdit, Ui, UiBuilder, vec2,
};

use crate::app::{Action, ConsoleAct, State};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, FOCUS_RING_PT, RADIUS_PT, SECONDARY_PT};
use crate::ui::{icons, widgets};

use super::PADDING_PT;
use super::line::Hidden;

/// Height of one literal: three lines of text.
const LITERAL_PT: f32 = 72.0;
/// Literals shown at a time.
const SHOWN: usize = 2;
const BUTTONS_PT: f32 = 64.0;
/// From the hairline to the first of them.
const GAP_PT: f32 = 8.0;
/// Longest text typed here; more comes from a file.
const MAX_CHARS: usize = 64 * 1024;

pub(super) fn height_pt(count: usize) -> f32 {
    count.min(SHOWN) as f32 * LITERAL_PT
}

pub(super) fn literals_ui(
    ui: &mut Ui,
    room: Rect,
    state: &State,
    drafts: &mut [Hidden],
    actions: &mut Vec<Action>,
) {
    if drafts.is_empty() {
        return;
    }
    let inside = room.shrink2(vec2(PADDING_PT, 0.0));
    let inside = inside.with_min_y(inside.top() + GAP_PT);
    let mut child = ui.new_child(UiBuilder::new().id_salt("literals").max_rect(inside));
    child.spacing_mut().item_spacing = vec2(8.0, 4.0);
    ScrollArea::vertical().id_salt("literals").show(&mut child, |ui| {
        for (index, draft) in drafts.iter_mut().enumerate() {
            literal_ui(ui, state, (index, draft), actions);
        }
    });
}

fn literal_ui(
    ui: &mut Ui,
    state: &State,
    (index, draft): (usize, &mut Hidden),
    actions: &mut Vec<Action>,
) {
    let name = format!("Literal {}", index + 1);
    let file = state.console.desk.files.get(&index);
    let size = vec2(ui.available_width(), LITERAL_PT - 8.0);
    ui.allocate_ui(size, |ui| {
        ui.horizontal_top(|ui| {
            let width_pt = (ui.available_width() - BUTTONS_PT).max(80.0);
            match file {
                Some(path) => {
                    let shown = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                    let words = format!("{name}: the file “{shown}”");
                    let look = Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).text);
                    let (rect, response) =
                        ui.allocate_exact_size(vec2(width_pt, 28.0), egui::Sense::hover());
                    text::paint(ui, rect, &words, &look);
                    response.widget_info(|| {
                        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &words)
                    });
                    let drop = widgets::icon_button(ui, icons::CLOSE, "Not this file");
                    if drop.clicked() {
                        actions.push(Action::Console(ConsoleAct::DropFile(index)));
                    }
                }
                None => {
                    text_ui(ui, &name, draft, width_pt);
                    if widgets::outline_button(ui, "File…", true).clicked() {
                        actions.push(Action::Console(ConsoleAct::AskFile(index)));
                    }
                }
            }
        });
    });
}

fn text_ui(ui: &mut Ui, name: &str, draft: &mut Hidden, width_pt: f32) {
    let tokens = theme::tokens(ui);
    let id = ui.unique_id().with(name);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let (stroke_pt, color) =
        if has_focus { (FOCUS_RING_PT, tokens.accent) } else { (1.0, tokens.line) };
    let inner = if has_focus { Margin::symmetric(8, 4) } else { Margin::symmetric(9, 5) };
    let frame = Frame::new()
        .fill(tokens.window)
        .stroke(Stroke::new(stroke_pt, color))
        .corner_radius(RADIUS_PT)
        .inner_margin(inner);
    let hint = format!("{name}: its text; line ends become CRLF");
    let box_pt = vec2(width_pt, LITERAL_PT - 8.0);
    ui.allocate_ui(box_pt, |ui| {
        let area = ScrollArea::vertical().id_salt(name).max_height(box_pt.y);
        area.show(ui, |ui| {
            let edit = TextEdit::multiline(&mut *draft.0)
                .id(id)
                .char_limit(MAX_CHARS)
                .desired_rows(3)
                .font(FontSelection::FontId(theme::mono(SECONDARY_PT)))
                .text_color(tokens.text)
                .hint_text(RichText::new(hint).font(theme::regular(SECONDARY_PT)).color(tokens.dim))
                .frame(frame)
                .desired_width(width_pt);
            ui.add(edit);
        });
    });
    ui.ctx().accesskit_node_builder(id, |node| node.set_label(name));
}
