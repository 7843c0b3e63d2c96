//! Tags beside a subject and under a message's head.

use egui::accesskit::Role;
use egui::{Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use crate::model::Keyword;
use crate::ui::text::{self, Look};
use crate::ui::theme;

use super::{Tag, shown};

const HEIGHT_PT: f32 = 16.0;
const TEXT_PT: f32 = 11.0;
const PADDING_PT: f32 = 6.0;
const GAP_PT: f32 = 4.0;
/// Widest chip: a longer name is cut.
const MOST_PT: f32 = 96.0;
/// The share of a row's line that tags may take from its subject.
const MOST_SHARE: f32 = 0.45;
/// What the edge of a chip keeps of its colour, so that it is seen on a selected row.
const EDGE_ALPHA: f32 = 0.5;

/// Paints the tags against the right edge of a row's line; returns where the room left of them ends.
pub fn paint_right(ui: &Ui, line: Rect, keywords: &[Keyword]) -> f32 {
    if keywords.is_empty() {
        return line.right(); // Most rows.
    }
    let tags: Vec<Tag> = shown(keywords).collect();
    if tags.is_empty() {
        return line.right();
    }
    let widths: Vec<f32> = tags.iter().map(|tag| width_pt(ui, &tag.name)).collect();
    let more_pt = width_pt(ui, "+99") + GAP_PT;
    let mut left_pt = line.width() * MOST_SHARE;
    let mut fits = 0;
    for (at, width) in widths.iter().enumerate() {
        // Where some are left out, their number needs room too.
        let kept_pt = if at + 1 == widths.len() { 0.0 } else { more_pt };
        if width + GAP_PT + kept_pt > left_pt {
            break;
        }
        left_pt -= width + GAP_PT;
        fits = at + 1;
    }
    let mut right = line.right();
    let mut place = |width: f32| {
        let size = vec2(width, HEIGHT_PT);
        let rect = Rect::from_center_size(pos2(right - width / 2.0, line.center().y), size);
        right -= width + GAP_PT;
        rect
    };
    let hidden = tags.len() - fits;
    if hidden > 0 {
        let words = format!("+{hidden}");
        let look = Look::new(theme::medium(TEXT_PT), theme::tokens(ui).dim);
        text::paint_right(ui, place(width_pt(ui, &words)), &words, &look);
    }
    for (tag, width) in tags.iter().zip(&widths).take(fits).rev() {
        paint(ui, place(*width), tag);
    }
    right - GAP_PT
}

/// All tags of a message, on as many lines as they take; nothing where there are none.
pub fn line_ui(ui: &mut Ui, keywords: &[Keyword], above_pt: f32) {
    let tags: Vec<Tag> = shown(keywords).collect();
    if tags.is_empty() {
        return;
    }
    ui.add_space(above_pt);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(GAP_PT);
        for tag in &tags {
            let size = vec2(width_pt(ui, &tag.name), HEIGHT_PT);
            let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
            paint(ui, rect, tag);
            let said = format!("Tag: {}", tag.name);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, said.as_str()));
            response.on_hover_text(text::visual(&tag.name));
        }
    });
}

fn width_pt(ui: &Ui, name: &str) -> f32 {
    let look = Look::new(theme::medium(TEXT_PT), theme::tokens(ui).text);
    (text::one_line(ui, name, &look, MOST_PT).size().x + 2.0 * PADDING_PT).ceil()
}

fn paint(ui: &Ui, rect: Rect, tag: &Tag) {
    let color = theme::tag(ui, tag.color);
    let rect = Rect::from_min_size(rect.min.round(), rect.size());
    let edge = Stroke::new(1.0, color.dot.gamma_multiply(EDGE_ALPHA));
    ui.painter().rect(rect, HEIGHT_PT / 2.0, color.fill, edge, StrokeKind::Inside);
    let words = rect.shrink2(vec2(PADDING_PT, 0.0));
    text::paint(ui, words, &tag.name, &Look::new(theme::medium(TEXT_PT), color.text));
}
