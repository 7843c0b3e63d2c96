//! What stands above the text: subject, people, date, and what is odd about them.

use egui::{Rect, Sense, Ui, vec2};

use crate::app::{Action, MessageView, State, long_date};
use crate::model::{Address, Body, Unsubscribe, Verdict};
use crate::ui::bidi::Direction;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT, SUBJECT_PT};
use crate::ui::{tags, widgets, wrapped};

use super::paragraph::{Paragraph, Style, prepare};
use super::people;

/// Diameter of the initials' circle.
const AVATAR_PT: f32 = 38.0;
/// From the circle to the words.
const AVATAR_GAP_PT: f32 = 12.0;
/// Room for a name and its address; with less, the date stands below them.
const MIN_NAME_PT: f32 = 200.0;
/// From the people to the tags.
const TAGS_GAP_PT: f32 = 5.0;
/// Line height of the subject.
const SUBJECT_LINE_PT: f32 = 26.0;

/// Rows of a subject: more would push the message away. The rest shows under the pointer.
const SUBJECT_ROWS: usize = 4;

/// What the user opened in the header.
#[derive(Debug, Default)]
pub(super) struct HeaderDraft {
    to_open: bool,
    cc_open: bool,
}

/// Shows the header; what the row says stands there before the message arrives.
pub(super) fn header_ui(
    ui: &mut Ui,
    state: &State,
    (view, draft): (&MessageView, &mut HeaderDraft),
    actions: &mut Vec<Action>,
) {
    let row = &view.selected.row;
    let body = view.body().map(|body| body.as_ref());
    let words = body.map_or(row.subject.as_str(), |body| body.subject.as_str());
    subject(ui, words, (SUBJECT_PT, SUBJECT_LINE_PT));
    ui.add_space(14.0);
    let from = match body {
        Some(body) => body.from.first(),
        None => Some(&row.from).filter(|from| !from.label().is_empty()),
    };
    let unix_secs = body.and_then(|body| body.date_unix_secs).unwrap_or(row.received_unix_secs);
    let top = ui.cursor().top();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = AVATAR_GAP_PT;
        ui.spacing_mut().interact_size.y = 0.0;
        let (rect, _) = ui.allocate_exact_size(vec2(AVATAR_PT, AVATAR_PT), Sense::hover());
        people::avatar(ui, rect, from);
        let words = long_date(&state.clock, unix_secs);
        let look = Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim);
        let width_pt = ui.available_width();
        let date_pt = text::one_line(ui, &words, &look, f32::INFINITY).size().x + AVATAR_GAP_PT;
        let beside = width_pt - date_pt >= MIN_NAME_PT;
        if beside {
            date(ui, top, &words, &look);
        }
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.set_width(width_pt);
            who(ui, from, body, if beside { width_pt - date_pt } else { width_pt });
            if !beside {
                people::line(ui, &words, &look, width_pt);
            }
            if let Some(body) = body {
                verdict(ui, &body.verdict, width_pt);
                people::recipients(ui, "to", &body.to, &mut draft.to_open);
                people::recipients(ui, "cc", &body.cc, &mut draft.cc_open);
                answers_go_to(ui, body, width_pt);
                unsubscribe(ui, &body.unsubscribe, actions);
            }
            let keywords = tags::at(state, view.place);
            tags::line_ui(ui, keywords.map_or(&[], |keywords| &**keywords), TAGS_GAP_PT);
        });
    });
    for words in oddities(view, body) {
        ui.add_space(10.0);
        warning(ui, &words);
    }
}

/// The subject as a heading, four rows at most, in letters and lines of these heights in points.
pub(super) fn subject(ui: &mut Ui, words: &str, (letters_pt, line_pt): (f32, f32)) {
    let tokens = theme::tokens(ui);
    let missing = words.trim().is_empty();
    let shown = if missing { "No subject" } else { words };
    let style = Style {
        font: theme::strong(letters_pt),
        color: if missing { tokens.dim } else { tokens.text },
        link: tokens.accent_text,
        line_height_pt: line_pt,
    };
    let paragraph = Paragraph { text: shown, direction: Direction::of(shown), links: Vec::new() };
    let width_pt = ui.available_width();
    let prepared = prepare(ui, &paragraph, &style, width_pt).at_most(SUBJECT_ROWS);
    let galley = prepared.galley(ui);
    let (_, rect) = ui.allocate_space(vec2(width_pt, galley.size().y));
    let response = prepared.show(ui, ui.scope_id().with("subject"), (rect, shown));
    if galley.elided {
        response.on_hover_text(text::visual(shown));
    }
}

/// Paints the date against the right edge.
fn date(ui: &Ui, top: f32, words: &str, look: &Look) {
    let right = ui.max_rect().right();
    let place =
        Rect::from_min_max(egui::pos2(ui.max_rect().left(), top), egui::pos2(right, top + 17.0));
    let painted = text::paint_right(ui, place, words, look);
    let response = ui.interact(painted, ui.scope_id().with("date"), Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, words));
}

fn who(ui: &mut Ui, from: Option<&Address>, body: Option<&Body>, width_pt: f32) {
    match from {
        Some(from) => people::sender(ui, from, width_pt),
        None if body.is_some() => {
            let look = Look::new(theme::strong(INTERFACE_PT), theme::tokens(ui).dim);
            people::line(ui, "No sender", &look, width_pt);
        }
        None => {}
    }
}

/// Where an answer would go, if not to the sender, and who sent it for somebody else.
fn answers_go_to(ui: &mut Ui, body: &Body, width_pt: f32) {
    let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).dim);
    let from = body.from.first().map(|from| from.address.as_str()).unwrap_or_default();
    let other = |people: &[Address]| {
        let first = people.first()?;
        let differs = !first.address.is_empty() && !first.address.eq_ignore_ascii_case(from);
        differs.then(|| first.address.clone())
    };
    if let Some(address) = other(&body.reply_to) {
        people::line(ui, &format!("answers go to {address}"), &look, width_pt);
    }
    if let Some(address) = other(&body.sender) {
        people::line(ui, &format!("sent by {address}"), &look, width_pt);
    }
}

/// What the account's server says of the sender: green words where it confirms, a warning where it
/// does not agree, dim ones where it says nothing.
fn verdict(ui: &mut Ui, verdict: &Verdict, width_pt: f32) {
    let tokens = theme::tokens(ui);
    let color = match verdict {
        Verdict::NotVerified => tokens.dim,
        Verdict::Confirmed { .. } => tokens.good_text,
        Verdict::Failed { .. } => tokens.warning_text,
    };
    let look = Look::new(theme::regular(SECONDARY_PT), color);
    people::line(ui, &verdict.words(), &look, width_pt);
}

/// The ways to stop such mail, each with where it leads. A click asks before anything opens.
fn unsubscribe(ui: &mut Ui, ways: &[Unsubscribe], actions: &mut Vec<Action>) {
    for way in ways {
        let words = format!("Unsubscribe at {}", way.shown);
        if widgets::link_button(ui, &words).clicked() {
            actions.push(Action::ClickLink { target: way.link.clone(), text: words });
        }
    }
}

/// What a careful reader would want to know.
fn oddities(view: &MessageView, body: Option<&Body>) -> Vec<String> {
    let mut found = Vec::new();
    if view.selected.row.unreadable {
        found.push("The server's line about this message could not be read.".to_owned());
    }
    let Some(body) = body else { return found };
    found.extend(body.text.note.clone());
    found.extend(body.sender_warnings.iter().cloned());
    found
}

/// A line on the warning ground.
pub(in crate::ui) fn warning(ui: &mut Ui, words: &str) {
    widgets::warning_box(ui, |ui, look| {
        wrapped::label(ui, words, look);
    });
}
