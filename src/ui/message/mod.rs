//! The message pane: bar, header, text or page, attachments, and every state between a click and a
//! text.
//!
//! It shows what [`MessageView`] says and reports what was clicked; it fetches, parses and opens
//! nothing itself. The same pane stands in the main window and in windows of its own.

pub(super) mod attachment_card;
pub(super) mod attachments;
mod bar;
mod bar_menu;
pub(super) mod below;
pub(super) mod body;
pub(super) mod body_cache;
pub(super) mod column;
mod content;
pub(super) mod fields;
mod find;
pub(super) mod flow;
mod fold_button;
mod folds;
pub(super) mod found;
pub(super) mod header;
mod keys;
pub(super) mod kinds;
mod look;
mod main_text;
pub(super) mod marking;
pub(super) mod nested;
pub(super) mod paragraph;
mod parts;
pub(super) mod people;
pub(super) mod piece;
mod places;
pub(super) mod pointing;
pub(super) mod remote;
mod runs;
mod states;
mod switch;
pub(super) mod text_cache;
pub(super) mod units;
pub(super) mod zoom;

use egui::{Frame, Margin, ScrollArea, Ui};

use crate::app::{Action, MessageView, State};
use crate::engine::Place;
use crate::model::MessageKey;

use super::changes::chosen::{self, Bar, chosen_ui};
use super::{page, tags};

pub use keys::read_keys;
pub(super) use keys::{copy, scroll, shortcut};
pub(super) use states::waiting;

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
    text: main_text::TextDraft,
    pages: page::Drafts,
    find: find::Draft,
    tags: tags::Draft,
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

    /// Where the link under the pointer, or with the keyboard, really leads.
    pub fn link_target(&self) -> Option<&str> {
        self.pages.target()
    }

    /// Opens the bar of "Find in message".
    pub fn open_find(&mut self) {
        self.find.open();
    }

    /// Closes the bar of "Find in message"; false where it is not open.
    pub fn close_find(&mut self, actions: &mut Vec<Action>) -> bool {
        let is_open = self.find.is_open();
        self.find.close(actions);
        is_open
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

/// Shows the message at this place, or a quiet hint where none is.
pub fn message_ui(
    ui: &mut Ui,
    state: &State,
    place: Place,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
    let chosen = chosen::count(state).filter(|_| place == Place::PANE);
    if let Some(count) = chosen {
        let bar = Bar { count, bar_pt: bar::BAR_PT, end_pt: bar::END_PT };
        return chosen_ui(ui, state, (bar, &mut drafts.tags), actions);
    }
    let Some(view) = state.view(place) else {
        *drafts = Drafts::default();
        states::nothing_selected(ui);
        return;
    };
    drafts.begin(&view.selected.key);
    drafts.pages.begin(state);
    ui.spacing_mut().item_spacing.y = 0.0;
    bar::bar_ui(ui, state, (view, &mut drafts.tags), actions);
    let place_of_find = match look::shown_page(state, view) {
        Some(page) => find::In::Page(page),
        None => find::In::Text(view, drafts.text.count()),
    };
    find::bar_ui(ui, place_of_find, &mut drafts.find, actions);
    scroll_style(ui);
    scrolled(ui, state, view, drafts, actions);
    if place != Place::PANE {
        target_line(ui, drafts);
    }
}

/// Everything below the bars.
fn scrolled(
    ui: &mut Ui,
    state: &State,
    view: &MessageView,
    drafts: &mut Drafts,
    actions: &mut Vec<Action>,
) {
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
                content::content_ui(ui, state, view, (&mut *drafts, actions))
            })
            .inner
    });
    drafts.offset_pt = shown.state.clamped_offset().y;
    drafts.view_pt = shown.inner_rect.height();
    drafts.max_offset_pt = (shown.content_size.y - drafts.view_pt).max(0.0);
    let grown_pt = shown.inner;
    if grown_pt != 0.0 {
        drafts.wanted_pt = Some((drafts.offset_pt + grown_pt).max(0.0));
        // Painted once more before anybody sees it, so that the text does not jump there and back.
        ui.ctx().request_discard("what stands above the view has another height");
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

/// The target of a link along the foot of a window that has no status bar.
fn target_line(ui: &Ui, drafts: &Drafts) {
    if let Some(target) = drafts.link_target() {
        super::status_bar::target_over(ui, target);
    }
}
