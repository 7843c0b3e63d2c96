//! The buttons at the foot of a card.

use egui::{Key, Layout, Modifiers, Ui, vec2};

use crate::ui::widgets;

/// What a card's buttons said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Answer {
    Nothing,
    Submit,
    Cancel,
}

/// The main button of a card.
pub(in crate::ui) struct Main<'a> {
    pub label: &'a str,
    pub enabled: bool,
    /// Why it is not enabled, on hover; empty where that can be seen.
    pub why: &'a str,
    /// It cannot be undone. The keyboard begins on Cancel, and Enter elsewhere presses nothing.
    pub danger: bool,
    /// Enter in a field presses it.
    pub enter: bool,
    /// The card has just opened.
    pub opened: bool,
}

impl<'a> Main<'a> {
    pub(in crate::ui) fn new(label: &'a str, enabled: bool) -> Self {
        Self { label, enabled, why: "", danger: false, enter: true, opened: false }
    }

    pub(in crate::ui) fn danger(label: &'a str, enabled: bool, opened: bool) -> Self {
        Self { label, enabled, why: "", danger: true, enter: false, opened }
    }
}

/// The main button on the right, Cancel beside it.
///
/// Enter presses the main button from any field, but not from a button that has the keyboard.
pub(in crate::ui) fn foot(ui: &mut Ui, main: &Main<'_>) -> Answer {
    foot_beside(ui, main, |_| {})
}

/// As [`foot`], with something at the left end of the line.
pub(in crate::ui) fn foot_beside(
    ui: &mut Ui,
    main: &Main<'_>,
    left: impl FnOnce(&mut Ui),
) -> Answer {
    ui.add_space(16.0);
    let mut answer = Answer::Nothing;
    let mut on_button = false;
    row(ui, |ui| {
        let response = if main.danger {
            widgets::danger_button(ui, main.label, main.enabled)
        } else {
            widgets::primary_button(ui, main.label, main.enabled)
        };
        if response.clicked() {
            answer = Answer::Submit;
        }
        let has_focus = response.has_focus();
        if !main.why.is_empty() {
            response.on_disabled_hover_text(main.why);
        }
        let cancel = widgets::outline_button(ui, "Cancel", true);
        if main.danger && main.opened {
            cancel.request_focus();
        }
        if cancel.clicked() {
            answer = Answer::Cancel;
        }
        on_button = has_focus || cancel.has_focus();
        ui.with_layout(Layout::left_to_right(egui::Align::Center), left);
    });
    let enter = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    // What cannot be undone wants its own button pressed.
    if answer == Answer::Nothing && main.enabled && main.enter && !on_button && enter() {
        answer = Answer::Submit;
    }
    answer
}

/// From the right, as high as a button: a layout without a height would take all there is.
pub(in crate::ui) fn row(ui: &mut Ui, add: impl FnOnce(&mut Ui)) {
    let size = vec2(ui.available_width(), widgets::BUTTON_HEIGHT_PT);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(egui::Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        add(ui);
    });
}
