//! Keys of the open message: zoom, source, find, a window of its own.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use mailpane::app::{Action, Pane, State};

use super::{reading, window};

/// Ctrl on Linux and Windows, Cmd on a Mac.
const COMMAND: Modifiers = Modifiers { ctrl: true, ..Modifiers::COMMAND };

fn open_message(focus: Pane) -> State {
    let mut state = reading(50);
    state.update(Action::SelectRow { index: 0 });
    state.focus = focus;
    state
}

#[test]
fn zoom_and_source_mean_the_open_message_whatever_pane_has_the_keyboard() {
    for focus in [Pane::Messages, Pane::Message] {
        let mut window = window(open_message(focus));
        for (key, said) in [
            (Key::Plus, "SetZoom(110)"),
            (Key::Minus, "SetZoom(90)"),
            (Key::U, "Message(Place(0), OpenSource)"),
        ] {
            window.key_press_modifiers(COMMAND, key);
            window.run();
            assert!(window.state_mut().said().iter().any(|it| it == said), "{said}");
        }
        assert_eq!(window.ctx.zoom_factor(), 1.0, "the window's own size stays");
    }
}

#[test]
fn find_opens_where_the_message_has_the_keyboard_and_escape_closes_it_first() {
    let mut window = window(open_message(Pane::Message));
    window.key_press_modifiers(COMMAND, Key::F);
    window.run();
    window.get_by_label("Find in message");
    window.key_press(Key::Escape);
    window.run();
    assert!(window.query_by_label("Find in message").is_none());
    assert!(!window.state_mut().said().iter().any(|it| it.contains("FocusPane")));
    window.state_mut().state.focus = Pane::Messages;
    window.key_press_modifiers(COMMAND, Key::F);
    window.run();
    assert!(window.query_by_label("Find in message").is_none(), "that looks for mail");
}

#[test]
fn enter_on_the_open_message_opens_it_in_a_window() {
    let mut window = window(open_message(Pane::Message));
    window.key_press(Key::Enter);
    window.run();
    let said = window.state_mut().said();
    assert!(said.iter().any(|it| it == "Message(Place(0), OpenInWindow)"), "{said:?}");
}
