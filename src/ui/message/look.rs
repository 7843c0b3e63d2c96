//! What is shown of a message now, and what its forms are called.

use crate::app::{BodyShown, Look, MessageView, PageView, State};

/// The forms of this message for the switch; none where it is text alone.
pub(super) fn offered(view: &MessageView) -> Vec<Look> {
    let looks: Vec<Look> = view.looks().collect();
    if looks.len() > 1 { looks } else { Vec::new() }
}

/// The form that is shown: the wanted one, or the nearest that there is.
pub(super) fn current(state: &State, view: &MessageView) -> Look {
    match state.body_shown(view) {
        BodyShown::Page(_) => Look::Page,
        BodyShown::Reader => Look::Reader,
        BodyShown::Text => Look::Text,
    }
}

/// The page of this message that is on the screen.
pub(super) fn shown_page<'a>(state: &'a State, view: &MessageView) -> Option<&'a PageView> {
    match state.body_shown(view) {
        BodyShown::Page(id) if view.reading().is_some() => state.pages.get(&id),
        BodyShown::Page(_) | BodyShown::Reader | BodyShown::Text => None,
    }
}

pub(super) fn name(look: Look) -> &'static str {
    match look {
        Look::Page => "HTML",
        Look::Reader => "Reader",
        Look::Text => "Text",
    }
}
