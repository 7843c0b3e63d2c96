//! What stands beside the page, by accessible names: text, reader, attachments, windows.

#![allow(clippy::expect_used, clippy::indexing_slicing)] // Helpers of tests.

#[path = "ui_parts/marking.rs"]
mod marking_tests;
#[path = "ui_parts/open_with.rs"]
mod open_with_tests;
#[path = "ui_parts/pages.rs"]
mod page_tests;
#[path = "ui_parts/pdf.rs"]
mod pdf_tests;
#[path = "ui_parts/states.rs"]
mod states;
#[path = "ui_parts/text.rs"]
mod text_tests;
#[path = "ui_parts/windows.rs"]
mod window_tests;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, MessageAct, State};
use mailpane::engine::Place;
use mailpane::ui::{self, dialogs, message, windows};

struct Shown {
    state: State,
    message: message::Drafts,
    windows: windows::Drafts,
    dialogs: dialogs::Drafts,
    actions: Vec<Action>,
}

type Window<'a> = Harness<'a, Shown>;

/// The message pane.
fn pane<'a>(state: State) -> Window<'a> {
    harness(state, |ui, shown| {
        let Shown { state, message, actions, .. } = shown;
        message::message_ui(ui, state, Place::PANE, message, actions);
    })
}

/// The same with its keys, as in a window of its own.
fn keyed_pane<'a>(state: State) -> Window<'a> {
    harness(state, |ui, shown| {
        let Shown { state, message, actions, .. } = shown;
        message::read_keys(ui, state, Place::PANE, message, actions);
        message::message_ui(ui, state, Place::PANE, message, actions);
    })
}

/// The window beside the main one.
fn beside<'a>(state: State) -> Window<'a> {
    harness(state, |ui, shown| {
        let Shown { state, windows, actions, .. } = shown;
        windows::window_ui(ui, state, states::WINDOW, windows, actions);
    })
}

fn harness<'a>(state: State, show: fn(&mut egui::Ui, &mut Shown)) -> Window<'a> {
    let shown = Shown {
        state,
        message: message::Drafts::default(),
        windows: windows::Drafts::default(),
        dialogs: dialogs::Drafts::default(),
        actions: Vec::new(),
    };
    Harness::builder()
        .with_size([760.0, 1_100.0])
        .allow_missing_glyphs()
        .with_context_setup(ui::install)
        .with_max_steps(16)
        .build_ui_state(
            move |ui, shown: &mut Shown| {
                show(ui, shown);
                dialogs::dialog_ui(ui, &shown.state, &mut shown.dialogs, &mut shown.actions);
            },
            shown,
        )
}

/// Runs until nothing moves, and takes what the user did but for the report of what is painted.
fn settled(window: &mut Window<'_>) -> Vec<Action> {
    window.run();
    let actions = std::mem::take(&mut window.state_mut().actions);
    let painted = |action: &Action| matches!(action, Action::Message(_, MessageAct::Painted));
    actions.into_iter().filter(|action| !painted(action)).collect()
}

/// A click on the only control of this name, and what it became.
fn click(window: &mut Window<'_>, name: &str) -> Vec<Action> {
    settled(window);
    window.get_by_label(name).click();
    settled(window)
}
