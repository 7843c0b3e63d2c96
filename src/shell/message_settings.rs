//! Between what `window.toml` says of messages and what the window knows of them.

use crate::app::{Look, State};
use crate::config::{LookSetting, WindowSettings};

/// Takes over how messages were looked at. A private window starts with no trusted senders: whom
/// somebody gets mail from is not for a machine that is not theirs.
pub fn restore(state: &mut State, settings: &WindowSettings) {
    state.look = match settings.look {
        LookSetting::Page => Look::Page,
        LookSetting::Reader => Look::Reader,
        LookSetting::Text => Look::Text,
    };
    state.zoom_percent = settings.zoom_percent;
    if !state.private {
        state.trusted_senders = settings.remote_senders.iter().cloned().collect();
    }
}

/// What the file shall hold of messages.
pub fn store(settings: &mut WindowSettings, state: &State) {
    settings.look = match state.look {
        Look::Page => LookSetting::Page,
        Look::Reader => LookSetting::Reader,
        Look::Text => LookSetting::Text,
    };
    settings.zoom_percent = state.zoom_percent;
    if !state.private {
        settings.remote_senders = state.trusted_senders.iter().cloned().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left() -> WindowSettings {
        WindowSettings {
            look: LookSetting::Reader,
            zoom_percent: 150,
            remote_senders: vec!["news@example.org".to_owned()],
            ..WindowSettings::default()
        }
    }

    #[test]
    fn messages_come_back_as_they_were_looked_at() {
        let mut state = State::default();
        restore(&mut state, &left());
        assert_eq!((state.look, state.zoom_percent), (Look::Reader, 150));
        assert!(state.trusted_senders.contains("news@example.org"));
        let mut settings = WindowSettings::default();
        store(&mut settings, &state);
        assert_eq!(settings, left());
    }

    #[test]
    fn a_private_window_knows_no_sender_and_keeps_none() {
        let mut state = State { private: true, ..State::default() };
        restore(&mut state, &left());
        assert!(state.trusted_senders.is_empty());
        state.trusted_senders.insert("new@example.org".to_owned());
        let mut settings = WindowSettings::default();
        store(&mut settings, &state);
        assert!(settings.remote_senders.is_empty());
    }
}
