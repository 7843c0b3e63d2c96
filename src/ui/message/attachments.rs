//! What came with the message: names, types, sizes, looking at them, saving them.

use std::sync::Arc;

use egui::{CornerRadius, Rect, Stroke, StrokeKind, Ui, UiBuilder, pos2, vec2};

use crate::app::{Action, MessageAct, MessageView, SaveJob, State, byte_size};
use crate::engine::Place;
use crate::mime::Attachment;
use crate::model::MessageKey;
use crate::ui::text::Look;
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{widgets, wrapped};

use super::attachment_card::{CARD_HEIGHT_PT, Card, PADDING_PT};
use super::kinds;
use super::people::line;

/// Narrowest card that holds a name worth reading and the buttons.
const MIN_CARD_PT: f32 = 280.0;
const MAX_CARD_PT: f32 = 372.0;
/// Between cards.
const GAP_PT: f32 = 8.0;
/// Warnings told in words below the cards; every card has its sign and its hover text.
const MAX_WARNINGS: usize = 6;

/// What is dangerous in the list that is shown.
#[derive(Debug, Default)]
pub(in crate::ui) struct AttachmentsDraft {
    judged: Option<Arc<[Attachment]>>,
    /// In the list's order: number of the attachment, sentence.
    warnings: Vec<(usize, String)>,
}

impl AttachmentsDraft {
    fn judge(&mut self, all: &Arc<[Attachment]>) {
        if self.judged.as_ref().is_some_and(|held| Arc::ptr_eq(held, all)) {
            return;
        }
        let warnings = all
            .iter()
            .enumerate()
            .filter_map(|(index, one)| Some((index, kinds::warning(&one.media_type, &one.name)?)));
        self.warnings = warnings.collect();
        self.judged = Some(Arc::clone(all));
    }

    fn warning(&self, index: usize) -> Option<&str> {
        let at = self.warnings.binary_search_by_key(&index, |(number, _)| *number).ok()?;
        self.warnings.get(at).map(|(_, words)| words.as_str())
    }
}

/// Shows the attachments, as many cards beside each other as fit.
pub(super) fn attachments_ui(
    ui: &mut Ui,
    state: &State,
    view: &MessageView,
    (draft, actions): (&mut AttachmentsDraft, &mut Vec<Action>),
) {
    let Some(reading) = view.reading().filter(|reading| !reading.attachments.is_empty()) else {
        return;
    };
    widgets::hairline_h(ui);
    ui.add_space(14.0);
    heading(ui, view, actions);
    ui.add_space(10.0);
    let key = |_: &Attachment| Some(&view.selected.key);
    cards_ui(ui, state, (view.place, &reading.attachments, &key), (draft, actions));
}

/// The attachments of a message inside the one that a place is about.
pub(in crate::ui) fn inside_ui(
    ui: &mut Ui,
    state: &State,
    (place, all): (Place, &Arc<[Attachment]>),
    (draft, actions): (&mut AttachmentsDraft, &mut Vec<Action>),
) {
    let look = Look::new(theme::regular(SECONDARY_PT), theme::tokens(ui).dim);
    line(ui, &total(all), &look, f32::INFINITY);
    ui.add_space(10.0);
    let key = |one: &Attachment| {
        let found = state.part_on_server(place, &one.part);
        found.filter(|(_, part)| part.media_type == one.media_type).map(|(key, _)| key)
    };
    cards_ui(ui, state, (place, all, &key), (draft, actions));
}

/// The message of which the server can send an attachment.
type KeyOf<'a> = dyn Fn(&Attachment) -> Option<&'a MessageKey> + 'a;

/// A card for each, and below them what is dangerous about some.
fn cards_ui(
    ui: &mut Ui,
    state: &State,
    (place, all, key_of): (Place, &Arc<[Attachment]>, &KeyOf<'_>),
    (draft, actions): (&mut AttachmentsDraft, &mut Vec<Action>),
) {
    draft.judge(all);
    let width_pt = ui.available_width();
    let columns = ((width_pt + GAP_PT) / (MIN_CARD_PT + GAP_PT)).floor().max(1.0);
    let card_pt = ((width_pt - (columns - 1.0) * GAP_PT) / columns).min(MAX_CARD_PT).floor();
    let count = all.len();
    let rows = count.div_ceil(columns as usize);
    let height_pt = rows as f32 * (CARD_HEIGHT_PT + GAP_PT) - GAP_PT;
    let (_, room) = ui.allocate_space(vec2(width_pt, height_pt));
    for (index, attachment) in all.iter().enumerate() {
        let (column, row) = (index % columns as usize, index / columns as usize);
        let at = pos2(
            room.left() + column as f32 * (card_pt + GAP_PT),
            room.top() + row as f32 * (CARD_HEIGHT_PT + GAP_PT),
        );
        let rect = Rect::from_min_size(at.round(), vec2(card_pt, CARD_HEIGHT_PT));
        if !ui.is_rect_visible(rect) {
            continue; // A mail can carry thousands.
        }
        let key = key_of(attachment);
        let card = Card {
            place,
            attachment,
            is_on_server: key.is_some(),
            job: key.and_then(|key| job_of(state, key, attachment)),
            warning: draft.warning(index),
            can_open: key.is_some() && kinds::can_open(&attachment.media_type, &attachment.name),
        };
        let stroke = Stroke::new(1.0, theme::tokens(ui).line);
        ui.painter().rect_stroke(rect, CornerRadius::same(8), stroke, StrokeKind::Inside);
        let whole = ui.scope_id().with(("attachment card", index));
        card.whole_ui(ui, (rect, whole), actions);
        let inside = rect.shrink2(vec2(PADDING_PT, 0.0));
        let builder = UiBuilder::new().id_salt(("attachment", index)).max_rect(inside);
        ui.scope_builder(builder, |ui| card.show(ui, actions));
    }
    // The last card has moved the cursor to its own foot.
    ui.advance_cursor_after_rect(room);
    warnings(ui, all, draft);
}

/// "3 attachments · 1.2 MB"
fn total(all: &[Attachment]) -> String {
    let total = all.iter().fold(0_u64, |sum, one| sum.saturating_add(one.size_bytes));
    match all.len() {
        1 => "1 attachment".to_owned(),
        count => format!("{count} attachments · {}", byte_size(total)),
    }
}

fn heading(ui: &mut Ui, view: &MessageView, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    let all = view.attachments();
    let words = total(all);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        line(ui, &words, &Look::new(theme::regular(SECONDARY_PT), tokens.dim), f32::INFINITY);
        if all.len() > 1 && widgets::link_button(ui, "Save all").clicked() {
            actions.push(Action::Message(view.place, MessageAct::SaveAllAttachments));
        }
    });
}

/// The newest saving of an attachment of this message.
fn job_of<'a>(state: &'a State, key: &MessageKey, attachment: &Attachment) -> Option<&'a SaveJob> {
    state.saves.values().rev().find(|job| job.is_of(key, &attachment.part))
}

/// What the signs on the cards mean, in whole sentences.
fn warnings(ui: &mut Ui, all: &[Attachment], draft: &AttachmentsDraft) {
    if draft.warnings.is_empty() {
        return;
    }
    ui.add_space(10.0);
    widgets::warning_box(ui, |ui, look| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for (index, words) in draft.warnings.iter().take(MAX_WARNINGS) {
            let name = all.get(*index).map(|one| one.name.as_str()).unwrap_or_default();
            wrapped::label(ui, &format!("“{}”: {words}", short(name)), look);
        }
        let more = draft.warnings.len().saturating_sub(MAX_WARNINGS);
        if more > 0 {
            wrapped::label(ui, &format!("And {more} more with a warning sign."), look);
        }
    });
}

/// A name in a sentence: its beginning and its end, which tells what it is.
fn short(name: &str) -> String {
    const HEAD_CHARS: usize = 40;
    const TAIL_CHARS: usize = 16;
    let chars: Vec<char> = name.chars().collect();
    let head = chars.get(..HEAD_CHARS);
    let tail = chars.len().checked_sub(TAIL_CHARS).and_then(|from| chars.get(from..));
    match (head, tail) {
        (Some(head), Some(tail)) if chars.len() > HEAD_CHARS + TAIL_CHARS => {
            let (head, tail): (String, String) = (head.iter().collect(), tail.iter().collect());
            format!("{head}…{tail}")
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = format!("{}.pdf.exe", "invoice ".repeat(40));
        assert!(short(&name).ends_with(".pdf.exe"));
        assert!(short(&name).chars().count() < 60);
        assert_eq!(short("字.pdf"), "字.pdf");
    }
}
