//! The card that asks before an attachment goes to another program.

use egui::{Key, Label, Modifiers, RichText, Ui};

use crate::app::{Action, MessageAct, OpenQuestion, State, WindowKind, byte_size};
use crate::engine::Place;
use crate::ui::message::kinds;
use crate::ui::text::{Look, visual};
use crate::ui::theme::{self, INTERFACE_PT};
use crate::ui::{widgets, wrapped};

use super::{field, foot};

/// Shows the card.
pub(super) fn show(ui: &mut Ui, state: &State, question: &OpenQuestion, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    let attachment = &question.attachment;
    let text = Look::new(theme::regular(INTERFACE_PT), tokens.text);
    let dim = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
    let name = RichText::new(visual(&attachment.name).into_owned());
    let label = Label::new(name.font(theme::strong(INTERFACE_PT)).color(tokens.text)).wrap();
    let response = ui.add(label);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &attachment.name)
    });
    let kind = kinds::words(&attachment.media_type, &attachment.name);
    wrapped::label(ui, &format!("{kind} · {}", byte_size(attachment.size_bytes)), &dim);
    if let Some(words) = &question.warning {
        ui.add_space(10.0);
        field::warning(ui, words);
    }
    ui.add_space(10.0);
    let may_open = question.may_open();
    if may_open {
        let words = "The file goes into a private folder that is emptied when mailpane ends, and \
                     then to the program that your system has for it. That program can do with it \
                     what it likes, also use the network.";
        wrapped::label(ui, words, &text);
        if state.private {
            ui.add_space(10.0);
            let words = "With --private nothing is written to this machine: this file would be.";
            field::warning(ui, words);
        }
    } else {
        let words = "Programs and scripts are never started from a mail. Save it only if you \
                     expected it and know what it does.";
        wrapped::label(ui, words, &text);
    }
    ui.add_space(16.0);
    buttons(ui, state, question, actions);
}

/// From the right: what the card is for, the safer way, and no.
fn buttons(ui: &mut Ui, state: &State, question: &OpenQuestion, actions: &mut Vec<Action>) {
    let may_open = question.may_open();
    let mut opens = false;
    let mut on_button = false;
    foot::row(ui, |ui| {
        if may_open {
            let open = widgets::primary_button(ui, "Open", true);
            opens = open.clicked();
            on_button |= open.has_focus();
        }
        if let Some(place) = place_of(state, question) {
            let save = widgets::outline_button(ui, "Save instead", true);
            on_button |= save.has_focus();
            if save.clicked() {
                let part = question.attachment.part.clone();
                actions.push(Action::CloseDialog);
                actions.push(Action::Message(place, MessageAct::SaveAttachment { part }));
            }
        }
        let cancel = widgets::outline_button(ui, "Cancel", true);
        on_button |= cancel.has_focus();
        if cancel.clicked() {
            actions.push(Action::CloseDialog);
        }
    });
    // What is dangerous wants its own button pressed.
    let by_key = may_open && question.warning.is_none() && !on_button;
    let enter = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Enter));
    if opens || (by_key && enter()) {
        actions.push(Action::ConfirmOpenWith);
    }
}

/// Where the attachment is in sight, and so can be saved.
fn place_of(state: &State, question: &OpenQuestion) -> Option<Place> {
    let shows = |place: Place| {
        state.view(place).is_some_and(|view| view.selected.key == question.key).then_some(place)
    };
    shows(Place::PANE).or_else(|| {
        state.windows.iter().find_map(|window| match &window.kind {
            WindowKind::Opened(view) if view.key == question.key => {
                (view.part.id == question.attachment.part).then_some(window.place)
            }
            WindowKind::Message(_) => shows(window.place),
            WindowKind::Opened(_) | WindowKind::Source(_) => None,
        })
    })
}
