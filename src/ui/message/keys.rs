//! The keys of an open message, in the pane and in a window of its own.

use egui::{Event, Key, Modifiers, Popup, Ui};

use crate::app::{Acting, Action, BodyShown, MessageAct, MessageView, PageAct, State};
use crate::engine::Place;
use crate::ui::changes;

use super::zoom::{self, Zoom};
use super::{Drafts, look};

/// Lines of text that an arrow key moves by; one would be slow to hold down.
const ARROW_LINES: f32 = 2.0;

/// Keys that scroll the text. False where the key says nothing here.
pub(in crate::ui) fn scroll(drafts: &mut Drafts, key: Key) -> bool {
    match key {
        Key::ArrowDown => drafts.lines(ARROW_LINES),
        Key::ArrowUp => drafts.lines(-ARROW_LINES),
        Key::PageDown => _ = drafts.page_down(),
        Key::PageUp => drafts.page_up(),
        Key::Home => drafts.to_start(),
        Key::End => drafts.to_end(),
        _ => return false,
    }
    true
}

/// Keys that mean the open message whatever has the keyboard beside it: zoom, source, the next
/// place that was found; with `has_keyboard` also find and select all. False where there is none or
/// the key says nothing here.
pub(in crate::ui) fn shortcut(
    state: &State,
    (place, has_keyboard): (Place, bool),
    (key, modifiers): (Key, Modifiers),
    (drafts, actions): (&mut Drafts, &mut Vec<Action>),
) -> bool {
    let Some(view) = state.view(place) else { return false };
    if key == Key::F3 && (drafts.find.is_open() || has_keyboard) {
        drafts.find.step(!modifiers.shift);
        return true;
    }
    // Plus is a shifted key on many keyboards.
    if !modifiers.command || modifiers.alt {
        return false;
    }
    match key {
        Key::Plus | Key::Equals => zoom::zoom(state, Zoom::Larger, actions),
        Key::Minus => zoom::zoom(state, Zoom::Smaller, actions),
        Key::Num0 => zoom::zoom(state, Zoom::Usual, actions),
        Key::U => actions.push(Action::Message(place, MessageAct::OpenSource)),
        Key::F if has_keyboard => drafts.find.open(),
        Key::A if has_keyboard => select_all(state, view, drafts, actions),
        _ => return false,
    }
    true
}

/// All of the text that was pressed last; of the main one where that is none.
fn select_all(state: &State, view: &MessageView, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    if drafts.below.select_all() {
        return;
    }
    match look::shown_page(state, view) {
        Some(page) => actions.push(Action::Page(page.id, PageAct::SelectAll)),
        None => {
            let is_reader = state.body_shown(view) == BodyShown::Reader;
            drafts.text.marking(is_reader).select_all();
        }
    }
}

/// Copies what is marked on the page; false where that is nothing.
pub(in crate::ui) fn copy(state: &State, place: Place, actions: &mut Vec<Action>) -> bool {
    let page = state.view(place).and_then(|view| look::shown_page(state, view));
    let marked = page.filter(|page| page.selection.as_ref().is_some_and(|it| !it.text.is_empty()));
    actions.extend(marked.map(|page| Action::Page(page.id, PageAct::CopySelection)));
    marked.is_some()
}

/// All keys of a window with one message in it, but those that close it. What is not ours stays for
/// the controls.
pub fn read_keys(
    ui: &Ui,
    state: &State,
    place: Place,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    // A question or an open menu has the keyboard.
    let is_busy = state.dialog.is_some() || Popup::is_any_open(ui.ctx());
    if is_busy || ui.ctx().text_edit_focused() {
        return;
    }
    let on_control = ui.memory(|memory| memory.focused().is_some());
    let mut events = ui.input_mut(|input| std::mem::take(&mut input.events));
    events.retain(|event| match event {
        Event::Key { key, pressed: true, modifiers, repeat, .. } => {
            let typed = (*key, *modifiers);
            !(act(place, typed, *repeat, actions)
                || shortcut(state, (place, true), typed, (&mut *drafts, &mut *actions))
                || (modifiers.is_none()
                    && ((*key == Key::Escape && drafts.close_find(actions))
                        || letter(place, *key, actions)
                        || (!on_control && turn(drafts, *key)))))
        }
        Event::Copy => !copy(state, place, actions),
        _ => true,
    });
    ui.input_mut(|input| input.events = events);
}

/// What is done with the message, and undone.
fn act(
    place: Place,
    (key, modifiers): (Key, Modifiers),
    repeat: bool,
    actions: &mut Vec<Action>,
) -> bool {
    if changes::keys::is_undo(key, modifiers) {
        actions.push(Action::Undo);
        return true;
    }
    let Some(wish) = changes::keys::wish(key, modifiers, repeat) else { return false };
    actions.push(Action::Act(Acting::At(place), wish));
    true
}

fn letter(place: Place, key: Key, actions: &mut Vec<Action>) -> bool {
    let act = match key {
        Key::J => MessageAct::Next,
        Key::K => MessageAct::Previous,
        _ => return false,
    };
    actions.push(Action::Message(place, act));
    true
}

fn turn(drafts: &mut Drafts, key: Key) -> bool {
    if key == Key::Space {
        drafts.page_down();
        return true;
    }
    scroll(drafts, key)
}
