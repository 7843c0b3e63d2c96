//! Windows beside the main one, each a window of the system's own.
//!
//! Each paints when it has something new to show, and not because another one does: with many
//! messages open side by side, scrolling one costs what it costs alone. All of them show the one
//! state, and are painted anew when it has changed.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Key, Modifiers, Popup, Ui, Vec2, ViewportBuilder, ViewportCommand, ViewportId, vec2};

use crate::app::Action;
use crate::engine::Place;
use crate::text;
use crate::ui;

use super::program::Program;
use super::start;
use super::window::{Shared, lock};

/// Smallest window: a header and some lines of text, in points.
const MIN_SIZE: Vec2 = vec2(360.0, 260.0);
/// Characters of a title: the window system cuts it anyway, and a subject may be a megabyte.
const MAX_TITLE_CHARS: usize = 120;

/// The size that each open window was opened with: a window is told its size once, then it is the
/// user's.
pub(super) type Sizes = BTreeMap<Place, Vec2>;

/// How the window system knows a window.
pub(super) fn viewport(place: Place) -> ViewportId {
    if place == Place::PANE {
        return ViewportId::ROOT;
    }
    ViewportId::from_hash_of(("window", place))
}

/// Tells the window system which windows there are. Within each pass of the main window.
pub(super) fn show(program: &Shared, context: &egui::Context) {
    // Where windows cannot be opened, as in tests, each is painted here and locks for itself.
    let open = lock(program).open_windows(context);
    for (place, builder) in open {
        let program = Arc::clone(program);
        context.show_viewport_deferred(viewport(place), builder, move |ui, _| {
            lock(&program).window_ui(ui, place);
        });
    }
}

impl Program {
    fn open_windows(&mut self, context: &egui::Context) -> Vec<(Place, ViewportBuilder)> {
        let wanted = vec2(
            self.settings.message_window_width_points,
            self.settings.message_window_height_points,
        );
        let monitor = context.input(|input| input.viewport().monitor_size);
        let size = monitor.map_or(wanted, |monitor| start::fitting(wanted, monitor, MIN_SIZE));
        let windows = &self.state.windows;
        self.window_sizes.retain(|place, _| windows.iter().any(|one| one.place == *place));
        let mut open = Vec::new();
        for window in windows {
            let size = *self.window_sizes.entry(window.place).or_insert(size);
            let mut builder = ViewportBuilder::default()
                .with_title(title(&window.title))
                .with_app_id(start::APP_ID)
                .with_inner_size(size)
                .with_min_inner_size(MIN_SIZE);
            if let Some(icon) = &self.icon {
                builder = builder.with_icon(Arc::clone(icon));
            }
            open.push((window.place, builder));
        }
        open
    }

    /// One pass of a window beside the main one.
    fn window_ui(&mut self, ui: &mut Ui, place: Place) {
        let context = ui.ctx().clone();
        if !self.state.windows.iter().any(|window| window.place == place) {
            return; // Closed a moment ago; the main window's next pass takes it away.
        }
        self.tracer.pass_begins();
        let mut actions = Vec::new();
        let is_asked_here = self.state.dialog.is_some() && self.drafts.asked_in == place;
        // Whoever has the keyboard has Esc: a menu, a field, a question.
        let is_free =
            !is_asked_here && !Popup::is_any_open(&context) && !context.text_edit_focused();
        ui::windows::window_ui(ui, &self.state, place, &mut self.drafts.windows, &mut actions);
        if is_asked_here {
            ui::dialogs::dialog_ui(ui, &self.state, &mut self.drafts.dialogs, &mut actions);
        }
        let is_closed = context.input_mut(|input| {
            input.viewport().close_requested()
                || input.consume_key(Modifiers::COMMAND, Key::W)
                || (is_free && input.consume_key(Modifiers::NONE, Key::Escape))
        });
        if context.viewport_id() == viewport(place) {
            let size = context.content_rect().size();
            self.settings.message_window_width_points = size.x;
            self.settings.message_window_height_points = size.y;
        }
        let has_acted = is_closed || !actions.is_empty();
        for action in actions {
            self.act(place, action, &context);
        }
        if is_closed {
            self.act(place, Action::CloseWindow(place), &context);
        }
        if !self.state.windows.iter().any(|window| window.place == place) {
            // The main window takes it away with its next pass, which may be late where it is hidden.
            context.send_viewport_cmd(ViewportCommand::Visible(false));
        }
        if has_acted {
            context.request_repaint_of(ViewportId::ROOT);
        }
        self.tracer.pass_ends(&self.state, &context);
    }

    /// Has the windows beside the main one show what is true now.
    pub(super) fn repaint_windows(&self, context: &egui::Context) {
        for window in &self.state.windows {
            context.request_repaint_of(viewport(window.place));
        }
    }
}

/// Brings a window to the front.
pub(super) fn focus_window(place: Place, context: &egui::Context) {
    for command in [ViewportCommand::Minimized(false), ViewportCommand::Focus] {
        context.send_viewport_cmd_to(viewport(place), command);
    }
}

/// A title comes from a mail: without line breaks and what turns text round, and not endless.
fn title(wanted: &str) -> String {
    let mut chars = wanted.chars();
    let mut short: String = chars.by_ref().take(MAX_TITLE_CHARS).collect();
    if chars.next().is_some() {
        short.push('…');
    }
    text::visible(&short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_short_and_turns_nothing_round() {
        assert_eq!(title("Scaffolding"), "Scaffolding");
        assert_eq!(title(&"a".repeat(1_000_000)).chars().count(), MAX_TITLE_CHARS + 1);
        let hostile = title("a\u{202e}b\r\nc\u{1b}]0;x");
        assert!(!hostile.contains(['\u{202e}', '\n', '\r', '\u{1b}']), "{hostile:?}");
    }

    #[test]
    fn every_place_has_a_window_of_its_own() {
        assert_eq!(viewport(Place::PANE), ViewportId::ROOT);
        assert_ne!(viewport(Place(1)), viewport(Place(2)));
    }
}
