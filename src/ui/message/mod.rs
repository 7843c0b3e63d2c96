//! The message pane: bar, header, text, attachments, and every state between a click and a text.
//!
//! It shows what [`MessageView`] says and reports what was clicked; it fetches, parses and opens
//! nothing itself.

pub(super) mod attachment_card;
mod attachments;
mod bar;
pub(super) mod below;
pub(super) mod body;
pub(super) mod body_cache;
pub(super) mod column;
pub(super) mod fields;
pub(super) mod flow;
mod fold_button;
mod folds;
pub(super) mod found;
pub(super) mod header;
pub(super) mod kinds;
pub(super) mod nested;
pub(super) mod paragraph;
mod parts;
pub(super) mod people;
pub(super) mod piece;
mod runs;
pub(super) mod text_cache;
pub(super) mod units;

use egui::{Frame, Margin, Rect, RichText, ScrollArea, Ui, vec2};

use crate::app::{Action, MessageAct, MessageView, State, ViewState, byte_size};
use crate::model::{Body, Failure, MessageKey};
use crate::reading::Reading;

use super::text::Look;
use super::{theme, widgets, wrapped};

/// From the pane's edges to what it shows.
pub(super) const MARGIN_PT: f32 = 24.0;
/// What stays of the last screen when the view moves on by one.
const OVERLAP_PT: f32 = 2.0 * body::LINE_PT;
/// The end counts as reached this near: offsets are rounded to pixels.
const END_PT: f32 = 2.0;

/// Where the view on the message is, and what is opened in it.
#[derive(Debug, Default)]
pub struct Drafts {
    key: Option<MessageKey>,
    offset_pt: f32,
    max_offset_pt: f32,
    view_pt: f32,
    /// Where the view shall be in the next frame, where that is not left to the user's wheel.
    wanted_pt: Option<f32>,
    header: header::HeaderDraft,
    fields: fields::FieldsDraft,
    attachments: attachments::AttachmentsDraft,
    parts: parts::PartsDraft,
    below: below::BelowDrafts,
    body: body_cache::BodyCache,
}

impl Drafts {
    /// Moves on by a screen, less two lines. True where the end was in view already.
    pub fn page_down(&mut self) -> bool {
        let from = self.wanted_pt.unwrap_or(self.offset_pt);
        if from >= self.max_offset_pt - END_PT {
            return true;
        }
        self.scroll_by((self.view_pt - OVERLAP_PT).max(OVERLAP_PT));
        false
    }

    /// Moves back by a screen, less two lines.
    pub fn page_up(&mut self) {
        self.scroll_by(-(self.view_pt - OVERLAP_PT).max(OVERLAP_PT));
    }

    /// Moves by lines; negative is towards the beginning.
    pub fn lines(&mut self, lines: f32) {
        self.scroll_by(lines * body::LINE_PT);
    }

    pub fn to_start(&mut self) {
        self.scroll_by(f32::NEG_INFINITY);
    }

    pub fn to_end(&mut self) {
        self.scroll_by(f32::INFINITY);
    }

    fn scroll_by(&mut self, by_pt: f32) {
        let from = self.wanted_pt.unwrap_or(self.offset_pt);
        self.wanted_pt = Some((from + by_pt).clamp(0.0, self.max_offset_pt));
    }

    fn begin(&mut self, key: &MessageKey) {
        if self.key.as_ref() != Some(key) {
            *self = Self { key: Some(key.clone()), wanted_pt: Some(0.0), ..Self::default() };
        }
    }
}

/// Shows the chosen message, or a quiet hint where none is.
pub fn message_ui(ui: &mut Ui, state: &State, drafts: &mut Drafts, actions: &mut Vec<Action>) {
    let Some(view) = &state.message else {
        *drafts = Drafts::default();
        nothing_selected(ui);
        return;
    };
    drafts.begin(&view.selected.key);
    ui.spacing_mut().item_spacing.y = 0.0;
    bar::bar_ui(ui, state, view, actions);
    scroll_style(ui);
    let mut area = ScrollArea::vertical().id_salt("message").auto_shrink(false);
    if let Some(offset_pt) = drafts.wanted_pt.take() {
        area = area.vertical_scroll_offset(offset_pt);
    }
    let shown = area.show(ui, |ui| {
        let margin = Margin { top: 4, bottom: 32, ..Margin::symmetric(MARGIN_PT as i8, 0) };
        Frame::new()
            .inner_margin(margin)
            .show(ui, |ui| {
                ui.set_width(ui.available_width());
                content(ui, state, view, (&mut *drafts, actions))
            })
            .inner
    });
    drafts.offset_pt = shown.state.clamped_offset().y;
    drafts.view_pt = shown.inner_rect.height();
    drafts.max_offset_pt = (shown.content_size.y - drafts.view_pt).max(0.0);
    let grown_pt = shown.inner;
    if grown_pt != 0.0 {
        drafts.wanted_pt = Some((drafts.offset_pt + grown_pt).max(0.0));
        ui.ctx().request_repaint();
    }
}

/// A thin handle over the margin, so that all right edges are in line.
fn scroll_style(ui: &mut Ui) {
    let scroll = &mut ui.spacing_mut().scroll;
    scroll.floating_allocated_width = 0.0;
    scroll.floating_width = 4.0;
    scroll.foreground_color = true;
    scroll.dormant_background_opacity = 0.0;
    scroll.active_background_opacity = 0.0;
    scroll.dormant_handle_opacity = 0.3;
    scroll.active_handle_opacity = 0.4;
}

fn nothing_selected(ui: &mut Ui) {
    let tokens = theme::tokens(ui);
    ui.centered_and_justified(|ui| {
        ui.label(RichText::new("Choose a message to read it here.").color(tokens.dim));
    });
}

/// Everything that scrolls; returns by how much the text above the view has grown.
fn content(
    ui: &mut Ui,
    state: &State,
    view: &MessageView,
    (drafts, actions): (&mut Drafts, &mut Vec<Action>),
) -> f32 {
    header::header_ui(ui, state, (view, &mut drafts.header), actions);
    if view.show_all_headers {
        ui.add_space(12.0);
        fields::fields_ui(ui, view.headers.as_deref(), &mut drafts.fields, actions);
    }
    if view.show_parts {
        ui.add_space(12.0);
        parts::parts_ui(ui, view, &mut drafts.parts, actions);
    }
    ui.add_space(18.0);
    match &view.state {
        ViewState::Loading => {
            loading(ui);
            0.0
        }
        ViewState::Failed(failure) => {
            failed(ui, view, failure, actions);
            0.0
        }
        ViewState::Gone(reading) => {
            header::warning(ui, "This message was deleted.");
            ui.add_space(14.0);
            match reading {
                Some(reading) => read(ui, state, (view, reading), (drafts, actions)),
                None => 0.0,
            }
        }
        ViewState::Shown(reading) => {
            let grown_pt = read(ui, state, (view, reading), (drafts, actions));
            if !view.painted {
                actions.push(Action::Message(view.place, MessageAct::Painted));
            }
            grown_pt
        }
    }
}

/// The text and what follows it.
fn read(
    ui: &mut Ui,
    state: &State,
    (view, reading): (&MessageView, &Reading),
    (drafts, actions): (&mut Drafts, &mut Vec<Action>),
) -> f32 {
    let body = &reading.body;
    if body.text.from_html {
        let look = Look::new(theme::regular(theme::SECONDARY_PT), theme::tokens(ui).dim);
        wrapped::label(ui, "Shown as text; the message is HTML.", &look);
        ui.add_space(12.0);
    }
    let text = body::Text {
        blocks: &reading.blocks,
        whole: &body.text.text,
        turned: &view.turned_quotes,
        zoom: body::zoom_of(state),
        sought: None,
    };
    let shown = body::body_ui(ui, &text, &mut drafts.body, actions);
    if let Some(block) = shown.turned {
        actions.push(Action::Message(view.place, MessageAct::ToggleQuote { block }));
    }
    let dim = theme::tokens(ui).dim;
    if drafts.body.is_empty() {
        ui.label(RichText::new("This message has no text.").color(dim));
    }
    if view.has_more() {
        ui.add_space(16.0);
        show_more(ui, view, body, actions);
    }
    let below = (&mut drafts.below, &mut *actions);
    let grown_pt = shown.grown_pt + below::below_ui(ui, state, (view, reading), below);
    if !view.attachments().is_empty() {
        ui.add_space(24.0);
        attachments::attachments_ui(ui, state, view, (&mut drafts.attachments, actions));
    }
    grown_pt
}

fn show_more(ui: &mut Ui, view: &MessageView, body: &Body, actions: &mut Vec<Action>) {
    let (read, total) = (byte_size(body.text.read_bytes), byte_size(body.text.total_bytes));
    if view.loading_more {
        widgets::outline_button(ui, "Fetching more…", false);
    } else if widgets::outline_button(ui, &format!("Show more ({read} of {total})"), true).clicked()
    {
        actions.push(Action::Message(view.place, MessageAct::ShowMoreText));
    }
}

/// Quiet bars where the text will be.
fn loading(ui: &mut Ui) {
    /// Length of each bar as a share of the column: a greeting, two paragraphs, a name.
    const SHARES: [f32; 9] = [0.2, 0.0, 0.96, 0.9, 0.62, 0.0, 0.93, 0.45, 0.0];
    let tokens = theme::tokens(ui);
    let width_pt = body::column_pt(ui, 1.0);
    let height_pt = SHARES.len() as f32 * body::LINE_PT;
    let (_, room) = ui.allocate_space(vec2(width_pt, height_pt));
    for (index, share) in SHARES.into_iter().enumerate() {
        let top = room.top() + index as f32 * body::LINE_PT + 6.0;
        let size = vec2(width_pt * share, 9.0);
        let rect = Rect::from_min_size(egui::pos2(room.left(), top), size);
        ui.painter().rect_filled(rect, 4.0, tokens.line);
    }
    let response = ui.interact(room, ui.scope_id().with("loading"), egui::Sense::hover());
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, "Fetching the message")
    });
}

fn failed(ui: &mut Ui, view: &MessageView, failure: &Failure, actions: &mut Vec<Action>) {
    let tokens = theme::tokens(ui);
    let look = |color| Look::new(theme::regular(theme::INTERFACE_PT), color);
    wrapped::label(ui, &failure.sentence, &look(tokens.text));
    if let Some(words) = &failure.server_text {
        ui.add_space(4.0);
        wrapped::label(ui, &format!("The server says: “{words}”"), &look(tokens.dim));
    }
    ui.add_space(12.0);
    if widgets::outline_button(ui, "Retry", true).clicked() {
        actions.push(Action::Message(view.place, MessageAct::Retry));
    }
}
