//! The few controls of the window: quiet buttons, hairlines, dots.
//!
//! Every control has an accessible name, a focus ring, a hovered and a disabled look. They say
//! what was clicked and decide nothing.

use egui::accesskit::Role;
use egui::{
    Color32, FontSelection, Frame, Id, Margin, Rect, Response, RichText, Sense, Stroke, StrokeKind,
    TextEdit, Ui, UiBuilder, Vec2, WidgetInfo, vec2,
};

use super::embolden;
use super::text::{self, Look};
use super::theme::{self, DISABLED_ALPHA, FOCUS_RING_PT, ICON_PT, INTERFACE_PT, RADIUS_PT, Tokens};

/// Height of every button; the grid's seventh step.
pub const BUTTON_HEIGHT_PT: f32 = 28.0;
/// Space between a button's edge and its word.
const PADDING_PT: f32 = 8.0;
/// Space between an icon and its word.
const ICON_GAP_PT: f32 = 4.0;

/// Colours of one button: at rest and under the pointer.
struct Paint {
    fill: Color32,
    hover: Color32,
    text: Color32,
    border: Color32,
}

impl Paint {
    fn quiet(tokens: &Tokens) -> Self {
        Self {
            fill: Color32::TRANSPARENT,
            hover: tokens.hover,
            text: tokens.dim,
            border: Color32::TRANSPARENT,
        }
    }
}

/// What stands on a button.
struct Face<'a> {
    icon: Option<char>,
    label: &'a str,
    strong: bool,
}

/// A word, or an icon with a word, without a box: for bars.
pub fn bar_button(ui: &mut Ui, icon: Option<char>, label: &str, enabled: bool) -> Response {
    let paint = Paint::quiet(theme::tokens(ui));
    button(ui, &Face { icon, label, strong: false }, &paint, enabled)
}

/// Width that a button of one word takes.
pub fn button_width_pt(ui: &Ui, label: &str) -> f32 {
    let word = Look::new(theme::regular(INTERFACE_PT), Color32::PLACEHOLDER);
    text::one_line(ui, label, &word, f32::INFINITY).size().x + 2.0 * PADDING_PT
}

/// A word that stays pressed; pressed, it stands on the selection's ground.
pub fn toggle_button(ui: &mut Ui, label: &str, (on, enabled): (bool, bool)) -> Response {
    let tokens = theme::tokens(ui);
    let mut paint = Paint::quiet(tokens);
    if on {
        let fill = tokens.accent_fill;
        paint = Paint { fill, hover: fill, text: tokens.accent_text, ..paint };
    }
    let response = button(ui, &Face { icon: None, label, strong: false }, &paint, enabled);
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, label));
    response
}

/// An icon alone; its name shows on hover and is what a screen reader says.
pub fn icon_button(ui: &mut Ui, icon: char, name: &str) -> Response {
    icon_button_if(ui, icon, name, Ok(()))
}

/// As [`icon_button`]; disabled with the reason on hover where there is one.
pub fn icon_button_if(ui: &mut Ui, icon: char, name: &str, allowed: Result<(), &str>) -> Response {
    let enabled = allowed.is_ok();
    let (rect, response) = room(ui, Vec2::splat(BUTTON_HEIGHT_PT), enabled);
    let paint = Paint::quiet(theme::tokens(ui));
    let color = ground(ui, rect, &response, &paint, enabled);
    text_centred(ui, rect, &icon.to_string(), &Look::new(theme::icons(ICON_PT), color));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    match allowed {
        Ok(()) => response.on_hover_text(name),
        Err(reason) => response.on_disabled_hover_text(reason),
    }
}

/// As [`icon_button_if`]; with `Some` it is a switch, and stands on the selection's ground while it
/// is on.
pub fn icon_toggle_if(
    ui: &mut Ui,
    (icon, name): (char, &str),
    on: Option<bool>,
    allowed: Result<(), &str>,
) -> Response {
    let Some(on) = on else { return icon_button_if(ui, icon, name, allowed) };
    let enabled = allowed.is_ok();
    let (rect, response) = room(ui, Vec2::splat(BUTTON_HEIGHT_PT), enabled);
    let tokens = theme::tokens(ui);
    let mut paint = Paint::quiet(tokens);
    if on {
        let fill = tokens.accent_fill;
        paint = Paint { fill, hover: fill, text: tokens.accent_text, ..paint };
    }
    let color = ground(ui, rect, &response, &paint, enabled);
    text_centred(ui, rect, &icon.to_string(), &Look::new(theme::icons(ICON_PT), color));
    response.widget_info(|| WidgetInfo::selected(Role::Button, enabled, on, name));
    match allowed {
        Ok(()) => response.on_hover_text(name),
        Err(reason) => response.on_disabled_hover_text(reason),
    }
}

/// The warning ground over the whole width, and how words on it look.
pub fn warning_box(ui: &mut Ui, add: impl FnOnce(&mut Ui, &Look)) {
    let tokens = theme::tokens(ui);
    let look = Look::new(theme::regular(INTERFACE_PT), tokens.warning_text);
    let frame = Frame::new()
        .fill(tokens.warning_fill)
        .corner_radius(RADIUS_PT)
        .inner_margin(Margin::symmetric(12, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        add(ui, &look);
    });
}

/// The ground and the name of an icon button; the caller paints the sign, in the colour returned.
pub fn drawn_button(ui: &mut Ui, name: &str) -> (Response, Color32) {
    let (rect, response) = room(ui, Vec2::splat(BUTTON_HEIGHT_PT), true);
    let color = ground(ui, rect, &response, &Paint::quiet(theme::tokens(ui)), true);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    (response.on_hover_text(name), color)
}

/// A button with an arrow down or up.
pub fn arrow_button(ui: &mut Ui, name: &str, (down, enabled): (bool, bool)) -> Response {
    let (response, color) = ui.add_enabled_ui(enabled, |ui| drawn_button(ui, name)).inner;
    let fade = if enabled { 1.0 } else { DISABLED_ALPHA };
    let (at, tip) = (response.rect.center(), if down { 2.5 } else { -2.5 });
    let points = [vec2(-5.0, -tip), vec2(0.0, tip), vec2(5.0, -tip)].map(|by| at + by);
    ui.painter().line(points.to_vec(), Stroke::new(1.5, color.gamma_multiply(fade)));
    response
}

/// An icon inside a row, at a place of its own: painted only where `shown` or where the keyboard is
/// on it, and always there for screen readers.
pub fn row_button(
    ui: &Ui,
    rect: Rect,
    id: Id,
    (icon, name): (char, &str),
    shown: bool,
) -> Response {
    let response = ui.interact(rect, id, Sense::click());
    if shown || response.has_focus() {
        let color = ground(ui, rect, &response, &Paint::quiet(theme::tokens(ui)), true);
        text_centred(ui, rect, &icon.to_string(), &Look::new(theme::icons(ICON_PT), color));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    response.on_hover_text(name)
}

/// As [`row_button`]; disabled with the reason on hover where there is one.
pub fn row_button_if(
    ui: &mut Ui,
    (rect, id): (Rect, Id),
    face: (char, &str),
    shown: bool,
    allowed: Result<(), &str>,
) -> Response {
    let Err(reason) = allowed else { return row_button(ui, rect, id, face, shown) };
    let mut off = ui.new_child(UiBuilder::new().id_salt(id).max_rect(rect));
    off.disable();
    let response = off.interact(rect, id, Sense::hover());
    let (icon, name) = face;
    if shown {
        let color = ground(ui, rect, &response, &Paint::quiet(theme::tokens(ui)), false);
        text_centred(ui, rect, &icon.to_string(), &Look::new(theme::icons(ICON_PT), color));
    }
    response.widget_info(|| WidgetInfo::labeled(Role::Button, false, name));
    response.on_disabled_hover_text(reason)
}

/// The one button of a dialog that does what the dialog is for.
pub fn primary_button(ui: &mut Ui, label: &str, enabled: bool) -> Response {
    let tokens = theme::tokens(ui);
    let paint = Paint {
        fill: tokens.accent,
        hover: tokens.accent_text,
        text: tokens.on_accent,
        border: Color32::TRANSPARENT,
    };
    button(ui, &Face { icon: None, label, strong: true }, &paint, enabled)
}

/// As the primary button, for what cannot be undone.
pub fn danger_button(ui: &mut Ui, label: &str, enabled: bool) -> Response {
    let tokens = theme::tokens(ui);
    let paint = Paint {
        fill: tokens.danger,
        hover: tokens.danger,
        text: tokens.on_danger,
        border: Color32::TRANSPARENT,
    };
    button(ui, &Face { icon: None, label, strong: true }, &paint, enabled)
}

/// A button with a hairline round it: the other choices of a dialog.
pub fn outline_button(ui: &mut Ui, label: &str, enabled: bool) -> Response {
    let tokens = theme::tokens(ui);
    let paint = Paint {
        fill: Color32::TRANSPARENT,
        hover: tokens.hover,
        text: tokens.text,
        border: tokens.line,
    };
    button(ui, &Face { icon: None, label, strong: false }, &paint, enabled)
}

/// A word in the accent that does something at once; as high as its text.
pub fn link_button(ui: &mut Ui, label: &str) -> Response {
    let look = Look::new(theme::medium(INTERFACE_PT), theme::tokens(ui).accent_text);
    let galley = text::one_line(ui, label, &look, f32::INFINITY);
    let (rect, response) = room(ui, galley.size(), true);
    ui.painter().galley(rect.min, galley, look.color);
    if response.hovered() {
        let y = rect.bottom() - 1.0;
        ui.painter().hline(rect.x_range(), y, Stroke::new(1.0, look.color));
    }
    focus_ring(ui, rect.expand(2.0), &response);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, label));
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

fn button(ui: &mut Ui, face: &Face<'_>, paint: &Paint, enabled: bool) -> Response {
    let font = if face.strong { theme::medium(INTERFACE_PT) } else { theme::regular(INTERFACE_PT) };
    let word = Look::new(font, Color32::PLACEHOLDER);
    let galley = text::one_line(ui, face.label, &word, f32::INFINITY);
    let icon_width = face.icon.map_or(0.0, |_| ICON_PT + ICON_GAP_PT);
    let padding = if face.strong { PADDING_PT * 1.5 } else { PADDING_PT };
    let size = vec2(galley.size().x + icon_width + 2.0 * padding, BUTTON_HEIGHT_PT);
    let (rect, response) = room(ui, size, enabled);
    let color = ground(ui, rect, &response, paint, enabled);
    let inside = rect.shrink2(vec2(padding, 0.0));
    if let Some(icon) = face.icon {
        let place = inside.with_max_x(inside.left() + ICON_PT);
        text_centred(ui, place, &icon.to_string(), &Look::new(theme::icons(ICON_PT), color));
    }
    let y = (inside.center().y - galley.size().y / 2.0).round();
    ui.painter().galley(egui::pos2((inside.left() + icon_width).round(), y), galley, color);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, face.label));
    response
}

/// Takes the room of a control.
fn room(ui: &mut Ui, size: Vec2, enabled: bool) -> (Rect, Response) {
    if enabled {
        return ui.allocate_exact_size(size, Sense::click());
    }
    // A disabled scope, so that the hover text for disabled controls shows.
    ui.add_enabled_ui(false, |ui| ui.allocate_exact_size(size, Sense::click())).inner
}

/// Paints the ground of a button and returns the colour of what stands on it.
fn ground(ui: &Ui, rect: Rect, response: &Response, paint: &Paint, enabled: bool) -> Color32 {
    let fill = if enabled && response.hovered() { paint.hover } else { paint.fill };
    let fade = |color: Color32| {
        if enabled { color } else { color.gamma_multiply(DISABLED_ALPHA) }
    };
    let border = Stroke::new(1.0, fade(paint.border));
    ui.painter().rect(rect, RADIUS_PT, fade(fill), border, StrokeKind::Inside);
    focus_ring(ui, rect, response);
    let quiet = paint.fill == Color32::TRANSPARENT;
    if quiet && enabled && response.hovered() { theme::tokens(ui).text } else { fade(paint.text) }
}

/// The ring round the control that has the keyboard.
pub fn focus_ring(ui: &Ui, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = Stroke::new(FOCUS_RING_PT, theme::tokens(ui).accent);
        ui.painter().rect_stroke(rect, RADIUS_PT, stroke, StrokeKind::Inside);
    }
}

/// One line in the middle of a rectangle.
pub fn text_centred(ui: &Ui, rect: Rect, line: &str, look: &Look) {
    let galley = text::one_line(ui, line, look, f32::INFINITY);
    let at = rect.center() - galley.size() / 2.0;
    embolden::paint(ui, egui::pos2(at.x.round(), at.y.round()), galley, look.color);
}

/// A line over the whole width, in room of its own of one point.
pub fn hairline_h(ui: &mut Ui) {
    let size = vec2(ui.available_width(), 1.0);
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    ui.painter().rect_filled(rect, 0.0, theme::tokens(ui).line);
}

/// Gives an existing widget id a role, a name and a place for screen readers.
pub fn named_node(ui: &Ui, id: Id, (role, name): (Role, &str), place: Rect) {
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_role(role);
        node.set_label(name);
        node.set_bounds(egui::accesskit::Rect {
            x0: place.left().into(),
            y0: place.top().into(),
            x1: place.right().into(),
            y1: place.bottom().into(),
        });
    });
}

/// A field of one line outside dialogs; its name also shows while it is empty.
pub fn line_field(
    ui: &mut Ui,
    name: &str,
    (words, limit_chars): (&mut String, usize),
    width_pt: f32,
) -> Response {
    let tokens = theme::tokens(ui);
    let id = ui.unique_id().with(name);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let (stroke_pt, color) =
        if has_focus { (FOCUS_RING_PT, tokens.accent) } else { (1.0, tokens.line) };
    // A wider stroke takes from the padding, so that nothing moves with the keyboard's focus.
    let inner = if has_focus { Margin::symmetric(8, 4) } else { Margin::symmetric(9, 5) };
    let frame = Frame::new()
        .fill(tokens.window)
        .stroke(Stroke::new(stroke_pt, color))
        .corner_radius(RADIUS_PT)
        .inner_margin(inner);
    let edit = TextEdit::singleline(words)
        .id(id)
        .char_limit(limit_chars)
        .font(FontSelection::FontId(theme::regular(INTERFACE_PT)))
        .text_color(tokens.text)
        .hint_text(RichText::new(name).color(tokens.dim))
        .frame(frame)
        .desired_width(width_pt);
    let response = ui.add(edit);
    response.ctx.accesskit_node_builder(id, |node| node.set_label(name));
    response
}
