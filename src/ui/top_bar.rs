//! The bar along the top: the program's name, Refresh, and the theme.

use egui::{Align, Layout, Rect, Ui, UiBuilder, vec2};

use crate::app::{Action, State, ThemeChoice};

use super::text::{self, Look};
use super::{icons, theme, widgets};

/// Paints the bar into `rect`.
pub fn top_bar_ui(ui: &mut Ui, rect: Rect, state: &State, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    ui.painter().rect_filled(rect, 0.0, tokens.panel);
    let line = rect.with_min_y(rect.bottom() - 1.0);
    ui.painter().rect_filled(line, 0.0, tokens.line);
    let name = Look::new(theme::strong(15.0), tokens.text);
    text::paint(ui, rect.shrink2(vec2(12.0, 0.0)), "mailpane", &name);
    let layout = Layout::right_to_left(Align::Center);
    let inside = rect.shrink2(vec2(10.0, 0.0));
    let mut bar = ui.new_child(UiBuilder::new().id_salt("top bar").max_rect(inside).layout(layout));
    bar.spacing_mut().item_spacing.x = 4.0;
    theme_button(&mut bar, state.theme, actions);
    if !state.accounts.is_empty()
        && widgets::bar_button(&mut bar, Some(icons::REFRESH), "Refresh", true)
            .on_hover_text("Ask the servers what is new (F5)")
            .clicked()
    {
        actions.push(Action::Refresh);
    }
}

/// One button that goes through the three choices; its name says what a click will do.
fn theme_button(ui: &mut Ui, now: ThemeChoice, actions: &mut Vec<Action>) {
    let (icon, name, next) = match now {
        ThemeChoice::System => {
            (icons::THEME, "Theme follows the system. Use the light theme", ThemeChoice::Light)
        }
        ThemeChoice::Light => (icons::LIGHT, "Light theme. Use the dark theme", ThemeChoice::Dark),
        ThemeChoice::Dark => {
            (icons::DARK, "Dark theme. Follow the system's theme", ThemeChoice::System)
        }
    };
    if widgets::icon_button(ui, icon, name).clicked() {
        actions.push(Action::ChooseTheme(next));
    }
}
