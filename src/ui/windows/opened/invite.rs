//! An invitation as a card: what, when, where, who.

use egui::{Frame, Margin, Ui};

use crate::app::State;
use crate::mime::preview::{Attendee, Invite};
use crate::ui::text::Look;
use crate::ui::theme::{self, SECONDARY_PT, Tokens};
use crate::ui::{icons, message::people};

use super::{card, when};

/// Shows the card.
pub(super) fn invite_ui(ui: &mut Ui, state: &State, invite: &Invite) {
    card::card_ui(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        method(ui, &invite.method);
        ui.add_space(8.0);
        let missing = invite.summary.is_empty();
        card::title(ui, if missing { "No title" } else { &invite.summary });
        let mut time = when::words(&state.clock, invite.start.as_ref(), invite.end.as_ref());
        if invite.repeats {
            time.push("This event repeats.".to_owned());
        }
        card::field(ui, icons::CALENDAR, &time);
        if !invite.place.is_empty() {
            card::field(ui, icons::FLAG, std::slice::from_ref(&invite.place));
        }
        if let Some(organizer) = &invite.organizer {
            card::field_with(ui, icons::USER, |ui| {
                card::person(ui, (&organizer.name, &organizer.address), "invites");
            });
        }
        if !invite.attendees.is_empty() {
            card::field_with(ui, icons::USERS, |ui| {
                for person in &invite.attendees {
                    card::person(ui, (&person.name, &person.address), answer(person));
                }
            });
        }
        if !invite.description.is_empty() {
            card::field(ui, card::TEXT, &as_lines(&invite.description));
        }
        if invite.more_events > 0 {
            let words = match invite.more_events {
                1 => "The file holds one more event.".to_owned(),
                more => format!("The file holds {more} more events."),
            };
            card::note(ui, &words);
        }
        card::note(ui, "Only shown: nothing is answered and nothing goes into a calendar.");
    });
}

/// A text of several lines as one paragraph of the card.
fn as_lines(text: &str) -> [String; 1] {
    [text.to_owned()]
}

/// What the sender wants, on a ground of its own.
fn method(ui: &mut Ui, method: &str) {
    let tokens = theme::tokens(ui);
    let (words, fill, color) = method_words(method, tokens);
    let frame = Frame::new().fill(fill).corner_radius(11).inner_margin(Margin::symmetric(10, 3));
    frame.show(ui, |ui| {
        people::line(ui, words, &Look::new(theme::medium(SECONDARY_PT), color), f32::INFINITY);
    });
}

fn method_words(method: &str, tokens: &Tokens) -> (&'static str, egui::Color32, egui::Color32) {
    match method {
        "REQUEST" => ("Invitation", tokens.accent_fill, tokens.accent_text),
        "CANCEL" => ("Cancelled", tokens.warning_fill, tokens.warning_text),
        "REPLY" => ("Answer to an invitation", tokens.chip, tokens.text),
        "COUNTER" => ("Another time is proposed", tokens.warning_fill, tokens.warning_text),
        "DECLINECOUNTER" => ("The proposed time is declined", tokens.chip, tokens.text),
        "ADD" => ("One more date of an event", tokens.accent_fill, tokens.accent_text),
        "REFRESH" => ("Asks for the newest version", tokens.chip, tokens.text),
        _ => ("Event", tokens.chip, tokens.text),
    }
}

/// What somebody answered (RFC 5545 §3.2.12).
fn answer(person: &Attendee) -> &'static str {
    match person.answer.as_str() {
        "ACCEPTED" => "accepted",
        "DECLINED" => "declined",
        "TENTATIVE" => "maybe",
        "DELEGATED" => "sends somebody else",
        "NEEDS-ACTION" => "has not answered",
        _ => "",
    }
}
