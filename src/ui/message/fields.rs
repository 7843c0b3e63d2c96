//! All header fields of a message, in a table.

use egui::text::{LayoutJob, TextFormat};
use egui::text_selection::LabelSelectionState;
use egui::{Rect, ScrollArea, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::app::Action;
use crate::model::RawHeader;
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::widgets;

use super::flow::Flow;

/// Highest the table stands; the text below stays in view.
const MAX_TABLE_PT: f32 = 260.0;
/// Width of the column of names.
const NAME_PT: f32 = 168.0;
const LINE_PT: f32 = 18.0;
/// Letters of a value that fill a row, for estimates only.
const CHARS_PER_ROW: usize = 60;
/// Rows shown of one value, which can be as long as a mail.
const MAX_ROWS: usize = 40;

/// Where the rows of the table stand.
#[derive(Debug, Default)]
pub(super) struct FieldsDraft {
    flow: Flow,
    width_pt: f32,
}

/// Shows the table; `None` while the fields are on their way.
pub(super) fn fields_ui(
    ui: &mut Ui,
    headers: Option<&[RawHeader]>,
    draft: &mut FieldsDraft,
    actions: &mut Vec<Action>,
) {
    let tokens = theme::tokens(ui);
    let frame = egui::Frame::new()
        .fill(tokens.window)
        .corner_radius(theme::RADIUS_PT)
        .inner_margin(egui::Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let Some(headers) = headers else {
            let words = egui::RichText::new("Fetching the header fields…").color(tokens.dim);
            ui.label(words);
            return;
        };
        let area = ScrollArea::vertical().id_salt("fields").max_height(MAX_TABLE_PT);
        area.auto_shrink([false, true]).show(ui, |ui| table(ui, headers, draft));
        ui.add_space(8.0);
        if widgets::link_button(ui, "Copy all headers").clicked() {
            actions.push(Action::CopyText(as_text(headers)));
        }
    });
}

/// The fields as lines, in the message's order.
fn as_text(headers: &[RawHeader]) -> String {
    headers.iter().map(|header| format!("{}: {}\n", header.name, header.value)).collect()
}

fn table(ui: &mut Ui, headers: &[RawHeader], draft: &mut FieldsDraft) {
    let width_pt = ui.available_width();
    if draft.flow.len() != headers.len() || (draft.width_pt - width_pt).abs() > 0.5 {
        draft.width_pt = width_pt;
        let estimate = |header: &RawHeader| {
            let rows = header.value.len().div_ceil(CHARS_PER_ROW).clamp(1, MAX_ROWS);
            rows as f32 * LINE_PT
        };
        draft.flow = Flow::new(headers.iter().map(estimate).collect());
    }
    let (left, top, view) = (ui.cursor().left(), ui.cursor().top(), ui.clip_rect());
    let first = draft.flow.at(f64::from(view.top() - top));
    let mut y = top + draft.flow.top_pt(first) as f32;
    for (index, header) in headers.iter().enumerate().skip(first) {
        if y > view.bottom() {
            break;
        }
        let height_pt = row(ui, header, (index, pos2(left, y), width_pt));
        draft.flow.measured(index, height_pt);
        y += height_pt;
    }
    ui.allocate_space(vec2(width_pt, draft.flow.total_pt() as f32));
}

fn row(ui: &Ui, header: &RawHeader, (index, at, width_pt): (usize, egui::Pos2, f32)) -> f32 {
    let tokens = theme::tokens(ui);
    let format = |color| TextFormat {
        line_height: Some(LINE_PT),
        ..TextFormat::simple(theme::mono(SECONDARY_PT), color)
    };
    let galley = |text: &str, color, width_pt: f32| {
        let mut job = LayoutJob::single_section(text.to_owned(), format(color));
        job.wrap.max_width = width_pt;
        job.wrap.max_rows = MAX_ROWS;
        ui.painter().layout_job(job)
    };
    let name = galley(&header.name, tokens.dim, NAME_PT - 12.0);
    let value = galley(&header.value, tokens.text, (width_pt - NAME_PT).max(60.0));
    let height_pt = name.size().y.max(value.size().y);
    for (column, (galley, x, text)) in
        [(name, at.x, &header.name), (value, at.x + NAME_PT, &header.value)].into_iter().enumerate()
    {
        let rect = Rect::from_min_size(pos2(x, at.y.round()), galley.size());
        let id = ui.scope_id().with(("field", index, column));
        let response = ui.interact(rect, id, Sense::click_and_drag() - Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text));
        let color = tokens.text;
        LabelSelectionState::label_text_selection(
            ui,
            &response,
            rect.min,
            galley,
            color,
            Stroke::NONE,
        );
    }
    height_pt
}
