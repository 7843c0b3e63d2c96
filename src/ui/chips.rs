//! Chips, and the small menus that hang from them.

use egui::accesskit::Role;
use egui::{
    Id, Popup, PopupCloseBehavior, PopupKind, Pos2, Rect, Response, Sense, SetOpenCommand, Ui,
    WidgetInfo, pos2, vec2,
};

use super::text::{self, Look};
use super::theme::{self, INTERFACE_PT, SECONDARY_PT};
use super::{icons, widgets};

/// Height of a chip; its rounded ends are half of it.
pub const CHIP_PT: f32 = 22.0;
const CHIP_PADDING_PT: f32 = 10.0;
const ARROW_PT: f32 = 12.0;
/// A line of a menu: the tree's height, the grid's seventh step.
const ITEM_PT: f32 = 28.0;
/// Width of a menu: its words are short.
const MENU_PT: f32 = 168.0;
/// Of one that says what becomes of a file: "Open with another program…".
const WIDE_MENU_PT: f32 = 228.0;
/// Room of the tick before a menu's words.
const TICK_PT: f32 = 28.0;

/// What a chip is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chip {
    /// Opens a menu.
    Menu,
    /// Stays pressed.
    Toggle { on: bool },
}

/// Width that a chip with these words takes.
pub fn chip_width_pt(ui: &Ui, label: &str, chip: Chip) -> f32 {
    let look = Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim);
    let arrow = if chip == Chip::Menu { ARROW_PT + 4.0 } else { 0.0 };
    text::one_line(ui, label, &look, f32::INFINITY).size().x + 2.0 * CHIP_PADDING_PT + arrow
}

/// A word in a rounded field; `name` is what a screen reader says.
pub fn chip(ui: &mut Ui, (label, name): (&str, &str), chip: Chip) -> Response {
    let tokens = theme::tokens(ui);
    let size = vec2(chip_width_pt(ui, label, chip), CHIP_PT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let on = chip == Chip::Toggle { on: true };
    let fill = if on { tokens.accent_fill } else { tokens.chip };
    let radius = CHIP_PT / 2.0;
    ui.painter().rect_filled(rect, radius, fill);
    if response.hovered() {
        ui.painter().rect_filled(rect, radius, tokens.hover);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(theme::FOCUS_RING_PT, tokens.accent);
        ui.painter().rect_stroke(rect, radius, stroke, egui::StrokeKind::Outside);
    }
    let lit = response.hovered() && !on;
    let color = match (on, lit) {
        (true, _) => tokens.accent_text,
        (false, true) => tokens.text,
        (false, false) => tokens.dim,
    };
    let words = rect.shrink2(vec2(CHIP_PADDING_PT, 0.0));
    text::paint(ui, words, label, &Look::new(theme::regular(SECONDARY_PT), color));
    if chip == Chip::Menu {
        let centre = pos2(rect.right() - CHIP_PADDING_PT - ARROW_PT / 2.0 + 2.0, rect.center().y);
        let place = Rect::from_center_size(centre, vec2(ARROW_PT, ARROW_PT));
        let look = Look::new(theme::icons(ARROW_PT), color);
        widgets::text_centred(ui, place, &icons::CHEVRON_DOWN.to_string(), &look);
    }
    response.widget_info(|| match chip {
        Chip::Menu => WidgetInfo::labeled(Role::Button, true, name),
        Chip::Toggle { on } => WidgetInfo::selected(Role::Button, true, on, name),
    });
    response
}

/// A menu under its button, until something beside it is clicked; with `stay` clicks inside keep
/// it open.
pub fn menu(button: &Response, name: &str, stay: bool, content: impl FnOnce(&mut Ui)) {
    let behavior = if stay {
        PopupCloseBehavior::CloseOnClickOutside
    } else {
        PopupCloseBehavior::CloseOnClick
    };
    styled(Popup::menu(button), name, (behavior, MENU_PT), content);
}

/// The same with room for whole phrases; a click closes it.
pub fn wide_menu(button: &Response, name: &str, content: impl FnOnce(&mut Ui)) {
    let behavior = PopupCloseBehavior::CloseOnClick;
    styled(Popup::menu(button), name, (behavior, WIDE_MENU_PT), content);
}

/// The same menu under the pointer, by the other mouse button.
pub fn context_menu(over: &Response, name: &str, content: impl FnOnce(&mut Ui)) {
    let behavior = PopupCloseBehavior::CloseOnClickOutside;
    styled(Popup::context_menu(over), name, (behavior, MENU_PT), content);
}

/// A menu at a place of the window, which opens where `opens` and stays until something beside it is
/// clicked, or what is in it closes it.
pub fn menu_at(
    ui: &Ui,
    (id, at): (Id, Pos2),
    (opens, name): (bool, &str),
    content: impl FnOnce(&mut Ui),
) {
    any_menu_at(ui, (id, at), (opens, name, MENU_PT), content);
}

/// As [`menu_at`], wide enough for words with their keys.
pub fn wide_menu_at(
    ui: &Ui,
    place: (Id, Pos2),
    (opens, name): (bool, &str),
    content: impl FnOnce(&mut Ui),
) {
    any_menu_at(ui, place, (opens, name, WIDE_MENU_PT), content);
}

fn any_menu_at(
    ui: &Ui,
    (id, at): (Id, Pos2),
    (opens, name, width_pt): (bool, &str, f32),
    content: impl FnOnce(&mut Ui),
) {
    let popup = Popup::new(id, ui.ctx().clone(), at, ui.layer_id())
        .kind(PopupKind::Menu)
        .layout(egui::Layout::top_down_justified(egui::Align::Min))
        .style(egui::containers::menu::menu_style)
        .open_memory(opens.then_some(SetOpenCommand::Bool(true)));
    styled(popup, name, (PopupCloseBehavior::CloseOnClickOutside, width_pt), content);
}

fn styled(
    popup: Popup<'_>,
    name: &str,
    (behavior, width_pt): (PopupCloseBehavior, f32),
    content: impl FnOnce(&mut Ui),
) {
    popup.accessible_name(name).close_behavior(behavior).gap(4.0).width(width_pt).show(|ui| {
        ui.set_width(width_pt);
        ui.spacing_mut().item_spacing.y = 0.0;
        content(ui);
    });
}

/// One line of a menu. With `Some` it is one of several choices, ticked where it is the one.
pub fn item(ui: &mut Ui, label: &str, ticked: Option<bool>) -> Response {
    let response = line(ui, label, ticked == Some(true));
    response.widget_info(|| match ticked {
        Some(on) => WidgetInfo::selected(Role::MenuItemRadio, true, on, label),
        None => WidgetInfo::labeled(Role::MenuItem, true, label),
    });
    response
}

/// One line of a menu that is on, with a tick, or off.
pub fn switch(ui: &mut Ui, label: &str, on: bool) -> Response {
    let response = line(ui, label, on);
    response.widget_info(|| WidgetInfo::selected(Role::MenuItemCheckBox, true, on, label));
    response
}

/// One line of a menu that leads further; the menu has to stay open.
pub fn item_to(ui: &mut Ui, label: &str, sign: char) -> Response {
    let response = line(ui, label, false);
    let place = response.rect.with_min_x(response.rect.right() - TICK_PT);
    let look = Look::new(theme::icons(ARROW_PT), theme::tokens(ui).dim);
    widgets::text_centred(ui, place, &sign.to_string(), &look);
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, true, label));
    response
}

/// One line of a menu that may be refused, with the reason on hover; with `Some` it is on or off.
pub fn item_if(ui: &mut Ui, label: &str, on: Option<bool>, allowed: Result<(), &str>) -> Response {
    let enabled = allowed.is_ok();
    let response = ui.add_enabled_ui(enabled, |ui| line(ui, label, on == Some(true))).inner;
    response.widget_info(|| match on {
        Some(on) => WidgetInfo::selected(Role::MenuItemCheckBox, enabled, on, label),
        None => WidgetInfo::labeled(Role::MenuItem, enabled, label),
    });
    match allowed {
        Ok(()) => response,
        Err(reason) => response.on_disabled_hover_text(reason),
    }
}

/// As [`item_if`], with the keys that do the same at its end.
pub fn item_with_keys(
    ui: &mut Ui,
    (label, keys): (&str, &str),
    allowed: Result<(), &str>,
) -> Response {
    let response = item_if(ui, label, None, allowed);
    if !keys.is_empty() {
        let tokens = theme::tokens(ui);
        let fade = if allowed.is_ok() { 1.0 } else { theme::DISABLED_ALPHA };
        let look = Look::new(theme::regular(SECONDARY_PT), tokens.dim.gamma_multiply(fade));
        let room = response.rect.with_max_x(response.rect.right() - CHIP_PADDING_PT);
        text::paint_right(ui, room, keys, &look);
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_keyboard_shortcut(keys));
    }
    response
}

fn line(ui: &mut Ui, label: &str, ticked: bool) -> Response {
    let tokens = theme::tokens(ui);
    let look = Look::new(theme::regular(INTERFACE_PT), tokens.text);
    let width = ui.available_width();
    let (rect, response) = ui.allocate_exact_size(vec2(width, ITEM_PT), Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::RADIUS_PT, tokens.hover);
    }
    widgets::focus_ring(ui, rect, &response);
    if ticked {
        let tick = rect.with_max_x(rect.left() + TICK_PT);
        let look = Look::new(theme::icons(14.0), tokens.accent_text);
        widgets::text_centred(ui, tick, &icons::CHECK.to_string(), &look);
    }
    text::paint(ui, rect.with_min_x(rect.left() + TICK_PT), label, &look);
    response
}

/// A hairline between two groups of a menu.
pub fn rule(ui: &mut Ui) {
    ui.add_space(4.0);
    widgets::hairline_h(ui);
    ui.add_space(4.0);
}
