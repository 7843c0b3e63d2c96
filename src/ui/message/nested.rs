//! A message inside a message: a card with its own sender, subject and date, then its text.

use egui::{CornerRadius, Frame, Margin, Stroke, Ui};

use crate::app::{Action, MessageAct, long_date};
use crate::engine::PageId;
use crate::model::{Body, PartKind};
use crate::reading::{Content, Document, Reading};
use crate::ui::text::Look;
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{icons, widgets};

use super::attachments::{AttachmentsDraft, inside_ui};
use super::below::{Around, TextDraft, line_ui, text_ui};
use super::{header, people};

/// From the card's edges to what it holds.
const PADDING_PT: i8 = 16;
/// The subject inside a message stands back behind that of the message.
const SUBJECT_PT: f32 = 15.0;
const SUBJECT_LINE_PT: f32 = 21.0;

/// Shows the card, with pictures out of `sheet`; returns by how much what stands above the view has grown.
pub(super) fn message_ui(
    ui: &mut Ui,
    around: &Around<'_>,
    (reading, sheet): (&Reading, Option<PageId>),
    (draft, actions): (&mut TextDraft, &mut Vec<Action>),
) -> f32 {
    let tokens = theme::tokens(ui);
    let frame = Frame::new()
        .stroke(Stroke::new(1.0, tokens.line))
        .corner_radius(CornerRadius::same(8))
        .inner_margin(Margin::same(PADDING_PT));
    frame
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            head_ui(ui, around, &reading.body);
            ui.add_space(14.0);
            let drafts = (&mut *draft, &mut *actions);
            let grown_pt = text_ui(ui, around, (reading, sheet), drafts);
            inside(ui, around, reading, (&mut draft.attachments, actions));
            grown_pt
        })
        .inner
}

/// Subject, sender, recipients and date of a message, and what is odd about them.
pub(in crate::ui) fn head_ui(ui: &mut Ui, around: &Around<'_>, body: &Body) {
    let tokens = theme::tokens(ui);
    ui.spacing_mut().item_spacing.y = 3.0;
    header::subject(ui, &body.subject, (SUBJECT_PT, SUBJECT_LINE_PT));
    let width_pt = ui.available_width();
    ui.add_space(4.0);
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    match body.from.first() {
        Some(from) => people::sender(ui, from, width_pt),
        None => _ = people::line(ui, "No sender", &dim, width_pt),
    }
    if !body.to.is_empty() {
        let to: Vec<&str> = body.to.iter().take(8).map(|person| person.label()).collect();
        people::line(ui, &format!("to {}", to.join(", ")), &dim, width_pt);
    }
    let date = match (body.date_unix_secs, &body.date) {
        (Some(secs), _) => long_date(&around.state.clock, secs),
        (None, Some(words)) => words.clone(),
        (None, None) => String::new(),
    };
    if !date.is_empty() {
        people::line(ui, &date, &dim, width_pt);
    }
    for words in body.text.note.iter().chain(&body.sender_warnings) {
        ui.add_space(8.0);
        header::warning(ui, words);
    }
}

/// What the message inside carries itself.
fn inside(
    ui: &mut Ui,
    around: &Around<'_>,
    reading: &Reading,
    (draft, actions): (&mut AttachmentsDraft, &mut Vec<Action>),
) {
    ui.spacing_mut().item_spacing.y = 0.0;
    for deeper in reading.below.iter() {
        ui.add_space(14.0);
        widgets::hairline_h(ui);
        let (icon, about) = match &deeper.content {
            Content::Message(_) => (icons::MAIL, "A message inside this one"),
            Content::Text(_) => (icons::FILE_TEXT, "More text of this message"),
            Content::Picture(_) => (icons::IMAGE, "A picture of this message"),
            Content::NotFetched { .. } => (icons::FILE, "More of this message"),
        };
        let name = match &deeper.content {
            Content::Message(reading) if !reading.body.subject.is_empty() => &reading.body.subject,
            _ if deeper.name.is_empty() => "No name",
            _ => deeper.name.as_str(),
        };
        let can_open = can_open(around, deeper);
        line_ui(ui, icon, (name, about), &mut |ui| {
            if can_open && widgets::outline_button(ui, "Open", true).clicked() {
                let part = deeper.part.clone();
                actions.push(Action::Message(around.place, MessageAct::OpenPart { part }));
            }
        });
    }
    if reading.attachments.is_empty() {
        return;
    }
    ui.add_space(14.0);
    let listed = (around.place, &reading.attachments);
    inside_ui(ui, around.state, listed, (draft, actions));
}

/// Whether the server has this part, so that it opens in a window of its own.
fn can_open(around: &Around<'_>, document: &Document) -> bool {
    let found = around.state.part_on_server(around.place, &document.part);
    let is_message = matches!(document.content, Content::Message(_));
    found.is_some_and(|(_, part)| is_message == matches!(part.kind, PartKind::Message(_)))
}
