//! The menu at the end of the message's bar: what is wanted seldom, and what the bar has no room
//! for.

use egui::Ui;

use crate::app::{Acting, Action, Look, MessageAct, MessageView, State};
use crate::engine::Place;
use crate::ui::changes::menu;
use crate::ui::{chips, icons, tags, widgets};

use super::bar::Fits;
use super::look;

/// Shows the button and, once it was pressed, the menu.
pub(super) fn menu_ui(
    ui: &mut Ui,
    (state, view): (&State, &MessageView),
    (looks, fits, tags): (&[Look], Fits, &mut tags::Draft),
    actions: &mut Vec<Action>,
) {
    let button = widgets::icon_button(ui, icons::MORE, "More");
    if button.clicked() {
        *tags = tags::Draft::default();
    }
    chips::menu(&button, "More", true, |ui| {
        let acting = Acting::At(view.place);
        if tags.open {
            return tags::tags_ui(ui, state, (acting, tags), actions);
        }
        menu::further_ui(ui, state, (acting, tags), actions);
        chips::rule(ui);
        if !fits.switch && !looks.is_empty() {
            looks_ui(ui, (state, view), looks, actions);
            chips::rule(ui);
        }
        let mut item = |ui: &mut Ui, words: &str, act: MessageAct| {
            if chips::item(ui, words, None).clicked() {
                actions.push(Action::Message(view.place, act));
                ui.close();
            }
        };
        if !fits.source {
            item(ui, "Source", MessageAct::OpenSource);
        }
        if !fits.window && view.place == Place::PANE {
            item(ui, "Open in window", MessageAct::OpenInWindow);
        }
        item(ui, "Save as .eml…", MessageAct::SaveMessage);
        if view.reading().is_some() {
            item(ui, "Print…", MessageAct::Print);
            item(ui, "Save as PDF…", MessageAct::SavePdf);
        }
        chips::rule(ui);
        let switches = [
            ("All headers", view.show_all_headers, MessageAct::ShowAllHeaders as fn(bool) -> _),
            ("Parts", view.show_parts, MessageAct::ShowParts as fn(bool) -> _),
        ];
        for (words, on, act) in switches {
            if chips::switch(ui, words, on).clicked() {
                actions.push(Action::Message(view.place, act(!on)));
                ui.close();
            }
        }
    });
}

fn looks_ui(
    ui: &mut Ui,
    (state, view): (&State, &MessageView),
    looks: &[Look],
    actions: &mut Vec<Action>,
) {
    let now = look::current(state, view);
    for look in looks {
        if chips::item(ui, look::name(*look), Some(*look == now)).clicked() {
            actions.push(Action::Message(view.place, MessageAct::ChooseLook(*look)));
            ui.close();
        }
    }
}
