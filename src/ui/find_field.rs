//! The field of a "find" bar, its keys, and the words that say how often something was found.

use egui::{Key, Modifiers, Response, Ui};

use super::widgets;

/// Narrowest and widest field.
const FIELD_PT: std::ops::RangeInclusive<f32> = 90.0..=260.0;
/// Longest words that anybody looks for, in characters.
const MAX_CHARS: usize = 256;

/// A field for words to look for.
#[derive(Debug)]
pub(super) struct FindField<'a> {
    /// Also shown while it is empty.
    pub name: &'a str,
    pub words: &'a mut String,
    /// It shall have the keyboard; taken back when it has it.
    pub wants_focus: &'a mut bool,
    /// Room that what stands beside it needs.
    pub beside_pt: f32,
}

/// What was typed in the field beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Keys {
    /// To the next place, or back to the one before.
    pub step: Option<bool>,
    pub close: bool,
}

impl FindField<'_> {
    pub fn show(self, ui: &mut Ui) -> Response {
        let room_pt = ui.available_width() - self.beside_pt;
        let width_pt = room_pt.clamp(*FIELD_PT.start(), *FIELD_PT.end());
        let response = widgets::line_field(ui, self.name, (self.words, MAX_CHARS), width_pt);
        if std::mem::take(self.wants_focus) {
            response.request_focus();
        }
        response
    }
}

/// Enter and F3 go on, with Shift back; Esc closes.
pub(super) fn keys(ui: &Ui, field: &Response) -> Keys {
    if !field.has_focus() && !field.lost_focus() {
        return Keys::default();
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let back = pressed(Modifiers::SHIFT, Key::Enter) || pressed(Modifiers::SHIFT, Key::F3);
    let forward = pressed(Modifiers::NONE, Key::Enter) || pressed(Modifiers::NONE, Key::F3);
    let close = pressed(Modifiers::NONE, Key::Escape);
    let step = (back || forward).then_some(!back);
    if step.is_some() {
        // Enter takes the keyboard from a field.
        field.request_focus();
    }
    Keys { step, close }
}
