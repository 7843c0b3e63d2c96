//! What came with the message: names, types, sizes, saving.

use egui::{
    CornerRadius, Layout, Rect, Sense, Stroke, StrokeKind, Ui, UiBuilder, WidgetInfo,
    accesskit::Role, pos2, vec2,
};

use crate::app::{Action, MessageAct, MessageView, SaveJob, SaveState, State, byte_size};
use crate::engine::Place;
use crate::mime::Attachment;
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT, Tokens};
use crate::ui::{icons, widgets};

use super::kinds;
use super::people::line;

/// Narrowest card that holds a name worth reading and the button.
const MIN_CARD_PT: f32 = 248.0;
const MAX_CARD_PT: f32 = 340.0;
const CARD_HEIGHT_PT: f32 = 56.0;
/// Between cards.
const GAP_PT: f32 = 8.0;
/// From a card's edge to what it holds.
const PADDING_PT: f32 = 12.0;
/// From the icon's left edge to the words.
const ICON_STEP_PT: f32 = 28.0;
/// Height of a progress bar.
const BAR_PT: f32 = 4.0;

/// Shows the attachments, as many cards beside each other as fit.
pub(super) fn attachments_ui(
    ui: &mut Ui,
    state: &State,
    view: &MessageView,
    actions: &mut Vec<Action>,
) {
    if view.attachments().is_empty() {
        return;
    }
    widgets::hairline_h(ui);
    ui.add_space(14.0);
    heading(ui, view, actions);
    ui.add_space(10.0);
    let width_pt = ui.available_width();
    let columns = ((width_pt + GAP_PT) / (MIN_CARD_PT + GAP_PT)).floor().max(1.0);
    let card_pt = ((width_pt - (columns - 1.0) * GAP_PT) / columns).min(MAX_CARD_PT).floor();
    let count = view.attachments().len();
    let rows = count.div_ceil(columns as usize);
    let height_pt = rows as f32 * (CARD_HEIGHT_PT + GAP_PT);
    let (_, room) = ui.allocate_space(vec2(width_pt, height_pt));
    for (index, attachment) in view.attachments().iter().enumerate() {
        let (column, row) = (index % columns as usize, index / columns as usize);
        let at = pos2(
            room.left() + column as f32 * (card_pt + GAP_PT),
            room.top() + row as f32 * (CARD_HEIGHT_PT + GAP_PT),
        );
        let rect = Rect::from_min_size(at.round(), vec2(card_pt, CARD_HEIGHT_PT));
        if !ui.is_rect_visible(rect) {
            continue; // A mail can carry thousands.
        }
        let job = job_of(state, view, attachment);
        let inside = rect.shrink2(vec2(PADDING_PT, 0.0));
        let builder = UiBuilder::new().id_salt(("attachment", index)).max_rect(inside);
        let stroke = Stroke::new(1.0, theme::tokens(ui).line);
        ui.painter().rect_stroke(rect, CornerRadius::same(8), stroke, StrokeKind::Inside);
        ui.scope_builder(builder, |ui| card(ui, (view.place, attachment), job, actions));
    }
}

fn heading(ui: &mut Ui, view: &MessageView, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    let all = view.attachments();
    let total = all.iter().fold(0_u64, |sum, one| sum.saturating_add(one.size_bytes));
    let words = match all.len() {
        1 => "1 attachment".to_owned(),
        count => format!("{count} attachments · {}", byte_size(total)),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 12.0;
        line(ui, &words, &Look::new(theme::regular(SECONDARY_PT), tokens.dim), f32::INFINITY);
        if all.len() > 1 && widgets::link_button(ui, "Save all").clicked() {
            actions.push(Action::Message(view.place, MessageAct::SaveAllAttachments));
        }
    });
}

/// The newest saving of an attachment of this message.
fn job_of<'a>(
    state: &'a State,
    view: &MessageView,
    attachment: &Attachment,
) -> Option<&'a SaveJob> {
    state
        .saves
        .values()
        .rev()
        .find(|job| job.request.part == attachment.part && job.request.key == view.selected.key)
}

fn card(
    ui: &mut Ui,
    (place, attachment): (Place, &Attachment),
    job: Option<&SaveJob>,
    actions: &mut Vec<Action>,
) {
    let rect = ui.max_rect();
    let tokens = theme::tokens(ui);
    let icon = Rect::from_min_size(rect.min, vec2(theme::ICON_PT, CARD_HEIGHT_PT));
    let look = Look::new(theme::icons(theme::ICON_PT), tokens.dim);
    widgets::text_centred(ui, icon, &kinds::icon(&attachment.media_type).to_string(), &look);
    let state = job.map(|job| (job, &job.state));
    let button_pt = ui
        .scope_builder(
            UiBuilder::new().max_rect(rect).layout(Layout::right_to_left(egui::Align::Center)),
            |ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                buttons(ui, (place, attachment), state, actions)
            },
        )
        .response
        .rect
        .width();
    let words = Rect::from_min_max(
        pos2(rect.left() + ICON_STEP_PT, rect.top() + 10.0),
        pos2(rect.right() - button_pt - 8.0, rect.bottom() - 8.0),
    );
    let builder = UiBuilder::new().max_rect(words).layout(Layout::top_down(egui::Align::Min));
    ui.scope_builder(builder, |ui| {
        ui.spacing_mut().item_spacing.y = 3.0;
        let name = Look::new(theme::medium(INTERFACE_PT), tokens.text);
        let shown = middle_elided(ui, &attachment.name, &name, words.width());
        line(ui, &shown, &name, words.width()).on_hover_text(&attachment.name);
        second_line(ui, attachment, state, words.width());
    });
}

/// What can be done in the state the saving is in.
fn buttons(
    ui: &mut Ui,
    (place, attachment): (Place, &Attachment),
    job: Option<(&SaveJob, &SaveState)>,
    actions: &mut Vec<Action>,
) {
    let save =
        || Action::Message(place, MessageAct::SaveAttachment { part: attachment.part.clone() });
    match job {
        Some((_, SaveState::Choosing)) => {
            let response = widgets::bar_button(ui, None, "Save", false);
            described(ui, response, attachment);
        }
        Some((job, SaveState::Running { .. })) => {
            let response = widgets::bar_button(ui, None, "Cancel", true);
            if described(ui, response, attachment).clicked() {
                actions.push(Action::CancelSave(job.request.id));
            }
        }
        Some((job, SaveState::Done(_))) => {
            if widgets::icon_button(ui, icons::CLOSE, "Dismiss").clicked() {
                actions.push(Action::DismissSave(job.request.id));
            }
        }
        Some((job, SaveState::Failed(_))) => {
            if widgets::icon_button(ui, icons::CLOSE, "Dismiss").clicked() {
                actions.push(Action::DismissSave(job.request.id));
            }
            let response = widgets::link_button(ui, "Retry");
            if described(ui, response, attachment).clicked() {
                actions.push(save());
            }
        }
        None => {
            let response = widgets::link_button(ui, "Save");
            if described(ui, response, attachment).clicked() {
                actions.push(save());
            }
        }
    }
}

/// Tells a screen reader which file a button is about: all the buttons have one name.
fn described(ui: &Ui, response: egui::Response, attachment: &Attachment) -> egui::Response {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(attachment.name.as_str());
    });
    response
}

/// Type and size, or how the saving goes.
fn second_line(
    ui: &mut Ui,
    attachment: &Attachment,
    job: Option<(&SaveJob, &SaveState)>,
    width_pt: f32,
) {
    let tokens = theme::tokens(ui);
    let small = |color| Look::new(theme::regular(SECONDARY_PT), color);
    match job {
        Some((_, SaveState::Running { done_bytes, total_bytes })) => {
            progress(ui, tokens, (*done_bytes, *total_bytes), width_pt);
        }
        Some((job, SaveState::Done(path))) => {
            let name = path.file_name().map(|name| name.to_string_lossy());
            let words = format!("Saved as {}", name.unwrap_or(job.name.as_str().into()));
            line(ui, &words, &small(tokens.good_text), width_pt)
                .on_hover_text(path.to_string_lossy());
        }
        Some((_, SaveState::Failed(failure))) => {
            line(ui, &failure.sentence, &small(tokens.danger), width_pt).on_hover_ui(|ui| {
                ui.label(&failure.sentence);
                if let Some(words) = &failure.server_text {
                    ui.label(format!("The server says: “{words}”"));
                }
            });
        }
        Some((_, SaveState::Choosing)) | None => {
            let kind = kinds::words(&attachment.media_type, &attachment.name);
            let words = format!("{kind} · {}", byte_size(attachment.size_bytes));
            line(ui, &words, &small(tokens.dim), width_pt);
        }
    }
}

fn progress(ui: &mut Ui, tokens: &Tokens, (done, total): (u64, u64), width_pt: f32) {
    let share = (done as f64 / total.max(1) as f64).clamp(0.0, 1.0) as f32;
    let (rect, response) = ui.allocate_exact_size(vec2(width_pt, 14.0), Sense::hover());
    let track = Rect::from_center_size(rect.center(), vec2(rect.width(), BAR_PT));
    ui.painter().rect_filled(track, 2.0, tokens.line);
    let filled = track.with_max_x(track.left() + track.width() * share);
    ui.painter().rect_filled(filled, 2.0, tokens.accent);
    let words = format!("{} of {}", byte_size(done), byte_size(total));
    response.widget_info(|| WidgetInfo::labeled(Role::ProgressIndicator, true, &words));
    response.on_hover_text(words);
}

/// Cuts a name in its middle: the ending tells what the file is, and must never be cut away.
fn middle_elided(ui: &Ui, name: &str, look: &Look, width_pt: f32) -> String {
    /// Characters kept at the end: a long ending and a little of the name.
    const TAIL_CHARS: usize = 12;
    let width_of = |words: &str| {
        let shown = crate::ui::text::visual(words).into_owned();
        ui.painter().layout_no_wrap(shown, look.font.clone(), look.color).size().x
    };
    if width_of(name) <= width_pt {
        return name.to_owned();
    }
    let chars: Vec<char> = name.chars().collect();
    let tail_at = chars.len().saturating_sub(TAIL_CHARS);
    let tail: String = chars.iter().skip(tail_at).collect();
    let cut = |kept: usize| format!("{}…{tail}", chars.iter().take(kept).collect::<String>());
    let (mut fits, mut too_long) = (0, tail_at);
    while fits + 1 < too_long {
        let middle = usize::midpoint(fits, too_long);
        if width_of(&cut(middle)) <= width_pt {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    cut(fits)
}
