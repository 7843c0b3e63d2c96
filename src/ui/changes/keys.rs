//! The keys that act on messages.

use egui::{Key, Modifiers};

use crate::app::Wish;

/// What a key means for the message it acts on; `None` where it says nothing. A key that is held
/// down means nothing the second time: it would run through the mailbox.
pub fn wish(key: Key, modifiers: Modifiers, repeat: bool) -> Option<Wish> {
    // The key left of the arrows is the only one that deletes on many a Mac.
    let deletes = key == Key::Delete || (cfg!(target_os = "macos") && key == Key::Backspace);
    let wish = match key {
        _ if deletes && modifiers.is_none() => Wish::Delete,
        _ if deletes && modifiers.shift_only() => Wish::DeleteForGood,
        Key::E if modifiers.is_none() => Wish::Archive,
        Key::M if modifiers.is_none() => Wish::AskMoveTo,
        Key::U if modifiers.is_none() => Wish::ToggleRead,
        Key::S if modifiers.is_none() => Wish::ToggleFlagged,
        _ => return None,
    };
    Some(wish).filter(|_| !repeat)
}

/// The key takes messages away, so it must not be meant for a folder.
pub fn removes(wish: &Wish) -> bool {
    matches!(wish, Wish::Delete | Wish::DeleteForGood)
}

/// Opens a question that has the keyboard from then on.
pub fn asks(wish: &Wish) -> bool {
    matches!(wish, Wish::AskMoveTo | Wish::AskCopyTo | Wish::AskExport | Wish::DeleteForGood)
}

/// Ctrl+Z.
pub fn is_undo(key: Key, modifiers: Modifiers) -> bool {
    key == Key::Z && modifiers.command && !modifiers.shift && !modifiers.alt
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_held_down_acts_once() {
        assert_eq!(wish(Key::Delete, Modifiers::NONE, false), Some(Wish::Delete));
        assert_eq!(wish(Key::Delete, Modifiers::NONE, true), None);
        assert_eq!(wish(Key::Delete, Modifiers::SHIFT, false), Some(Wish::DeleteForGood));
        assert_eq!(wish(Key::E, Modifiers::CTRL, false), None);
        assert!(is_undo(Key::Z, Modifiers::COMMAND));
        assert!(!is_undo(Key::Z, Modifiers::COMMAND | Modifiers::SHIFT));
    }
}
