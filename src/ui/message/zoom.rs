//! The steps of the zoom.

use crate::app::{Action, State};
use crate::ui::page;

/// Percent; those of web browsers, within what a page can be laid out for.
const STEPS: [u16; 13] = [50, 67, 75, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300];
pub(super) const USUAL: u16 = 100;

/// What Ctrl+Plus, Ctrl+Minus and Ctrl+0 do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ui) enum Zoom {
    Larger,
    Smaller,
    Usual,
}

/// Now, in percent.
pub(super) fn percent(state: &State) -> u16 {
    (page::zoom(state) * 100.0).round() as u16
}

/// Says the next step; nothing at the end of the steps.
pub(in crate::ui) fn zoom(state: &State, to: Zoom, actions: &mut Vec<Action>) {
    let now = percent(state);
    let next = match to {
        Zoom::Larger => STEPS.into_iter().find(|step| *step > now),
        Zoom::Smaller => STEPS.into_iter().rev().find(|step| *step < now),
        Zoom::Usual => Some(USUAL),
    };
    actions.extend(next.filter(|next| *next != now).map(Action::SetZoom));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(now: u16, to: Zoom) -> Option<u16> {
        let state = State { zoom_percent: now, ..State::default() };
        let mut actions = Vec::new();
        zoom(&state, to, &mut actions);
        match actions.first() {
            Some(Action::SetZoom(percent)) => Some(*percent),
            _ => None,
        }
    }

    #[test]
    fn steps_lead_from_half_to_three_times_and_back() {
        assert_eq!((STEPS.first(), STEPS.last()), (Some(&50), Some(&300)));
        assert_eq!(said(100, Zoom::Larger), Some(110));
        assert_eq!(said(100, Zoom::Smaller), Some(90));
        assert_eq!(said(130, Zoom::Smaller), Some(125), "from between two steps");
        assert_eq!(said(300, Zoom::Larger), None);
        assert_eq!(said(50, Zoom::Smaller), None);
        assert_eq!((said(175, Zoom::Usual), said(100, Zoom::Usual)), (Some(100), None));
    }
}
