//! The keys of the line before its field sees them: lines typed before, proposals, and what they put there.

use egui::text::{CCursor, CCursorRange};
use egui::widgets::text_edit::TextEditState;
use egui::{Id, Key, Modifiers, TextEdit, Ui};
use zeroize::Zeroize as _;

use crate::app::{Completion, State};

use super::line::LineDraft;

/// The keys of the field before it sees them; the candidate that was taken.
pub(super) fn keys(
    ui: &Ui,
    state: &State,
    (draft, id): (&mut LineDraft, Id),
    candidates: usize,
) -> Option<usize> {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if candidates == 0 && pressed(Key::Escape) {
        ui.memory_mut(|memory| memory.surrender_focus(id));
        return None;
    }
    if candidates > 0 {
        if pressed(Key::Tab) {
            return Some(draft.proposals.marked(candidates));
        }
        if pressed(Key::Escape) {
            draft.proposals.send_away();
            return None;
        }
        for (key, by) in [(Key::ArrowDown, 1), (Key::ArrowUp, -1)] {
            if pressed(key) {
                draft.proposals.step(by, candidates);
            }
        }
        return None;
    }
    for (key, older) in [(Key::ArrowUp, true), (Key::ArrowDown, false)] {
        if pressed(key) {
            recall(ui, state, (draft, id), older);
        }
    }
    None
}

/// Puts a line typed before into the field.
fn recall(ui: &Ui, state: &State, (draft, id): (&mut LineDraft, Id), older: bool) {
    let history = &state.console.desk.history;
    let next = match (draft.recalled, older) {
        (None, true) => Some(0),
        (Some(at), true) => Some((at + 1).min(history.len().saturating_sub(1))),
        (Some(at), false) => at.checked_sub(1),
        (None, false) => return,
    };
    let line = next.and_then(|back| history.get(history.len().checked_sub(back + 1)?));
    draft.text.0.zeroize();
    draft.text.0.push_str(line.map_or("", String::as_str));
    put_cursor(ui, id, draft.text.0.chars().count());
    draft.proposals.send_away();
    draft.recalled = next.filter(|_| line.is_some());
}

/// Puts a candidate into the place of the word before the cursor.
pub(super) fn insert(
    ui: &Ui,
    draft: &mut LineDraft,
    id: Id,
    (offered, index): (&Completion, usize),
) {
    let Some(candidate) = offered.candidates.get(index) else { return };
    let text = &draft.text.0;
    let (Some(before), Some(after)) =
        (text.get(..offered.place.start), text.get(offered.place.end..))
    else {
        return;
    };
    let space = if candidate.insert.ends_with(' ') || !after.is_empty() { "" } else { " " };
    let head = format!("{before}{}{space}", candidate.insert);
    put_cursor(ui, id, head.chars().count());
    let whole = format!("{head}{after}");
    draft.text.0.zeroize();
    draft.text.0.push_str(&whole);
    draft.proposals.typed();
}

fn put_cursor(ui: &Ui, id: Id, chars: usize) {
    let mut state = TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(chars))));
    state.store(ui.ctx(), id);
}

/// Forgets what was typed, also what could be had back with Ctrl+Z.
pub(super) fn clear(ui: &Ui, draft: &mut LineDraft, id: Id) {
    draft.text.0.zeroize();
    draft.literals.clear();
    draft.recalled = None;
    draft.proposals.typed();
    TextEditState::default().store(ui.ctx(), id);
}
