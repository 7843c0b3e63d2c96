//! What is no text: pictures, and rules.

use egui::{
    CornerRadius, Rect, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit::Role, pos2,
    vec2,
};

use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{icons, widgets};

use super::piece::{Frame, Place};

/// Height of the box that stands for a picture.
pub(super) const PICTURE_PT: f32 = 36.0;
/// From its edges to what it holds.
const PADDING_PT: f32 = 10.0;
/// From the sign to the words.
const SIGN_STEP_PT: f32 = 24.0;

/// The picture where it is there, else a box with what it says of itself; returns its height.
pub(super) fn picture(
    ui: &Ui,
    frame: &Frame<'_>,
    (block, name, alt): (usize, &str, &str),
    place: &Place,
) -> f32 {
    let alt = alt.trim();
    let words = if alt.is_empty() { file_name(name) } else { alt.to_owned() };
    let size = frame.pictures.and_then(|pictures| pictures.size_pt(block, place.width_pt));
    match frame.pictures.zip(size) {
        Some((pictures, size)) => {
            let rect = rect_at(place, size);
            pictures.paint(ui, block, rect);
            named(ui, rect, place, &words);
            size.y
        }
        None => alt_box(ui, &words, place, frame.zoom),
    }
}

/// Where something of this size stands, on the side where its lines begin.
fn rect_at(place: &Place, size: Vec2) -> Rect {
    let left = if place.from_right { place.at.x + place.width_pt - size.x } else { place.at.x };
    Rect::from_min_size(pos2(left.round(), place.at.y), size)
}

fn named(ui: &Ui, rect: Rect, place: &Place, words: &str) {
    let id = ui.scope_id().with(("picture", place.index));
    let response = ui.interact(rect, id, Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
}

/// Stands for a picture that is not there.
fn alt_box(ui: &Ui, words: &str, place: &Place, zoom: f32) -> f32 {
    let tokens = theme::tokens(ui);
    let look = Look::new(theme::regular(INTERFACE_PT * zoom), tokens.dim);
    let room_pt = (place.width_pt - SIGN_STEP_PT - 2.0 * PADDING_PT).max(1.0);
    let galley = text::one_line(ui, words, &look, room_pt);
    let width_pt = galley.size().x + SIGN_STEP_PT + 2.0 * PADDING_PT;
    let height_pt = (PICTURE_PT * zoom).round();
    let rect = rect_at(place, vec2(width_pt.ceil(), height_pt));
    ui.painter().rect(
        rect,
        CornerRadius::same(theme::RADIUS_PT),
        tokens.window,
        Stroke::new(1.0, tokens.line),
        StrokeKind::Inside,
    );
    let inside = rect.shrink2(vec2(PADDING_PT, 0.0));
    let sign = inside.with_max_x(inside.left() + theme::ICON_PT);
    let sign_look = Look::new(theme::icons(theme::ICON_PT), tokens.dim);
    widgets::text_centred(ui, sign, &icons::IMAGE.to_string(), &sign_look);
    text::paint(ui, inside.with_min_x(inside.left() + SIGN_STEP_PT), words, &look);
    named(ui, rect, place, words);
    height_pt
}

/// What a picture without words is called: its file's name, or just that it is one.
fn file_name(name: &str) -> String {
    let last = name.split(['?', '#']).next().and_then(|path| path.rsplit('/').next());
    match last {
        Some(last) if !name.starts_with("cid:") && last.contains('.') && last.len() <= 80 => {
            crate::text::visible(last)
        }
        _ => "Picture".to_owned(),
    }
}

/// A line over the column.
pub(super) fn rule(ui: &Ui, place: &Place) -> f32 {
    let rect = Rect::from_min_size(place.at, vec2(place.width_pt, 1.0));
    ui.painter().rect_filled(rect, 0.0, theme::tokens(ui).line);
    1.0
}
