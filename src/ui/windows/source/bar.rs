//! The bar over a source: looking for words, copying, saving.

use egui::{
    Align, FontSelection, Frame, Key, Layout, Margin, Modifiers, Response, RichText, Stroke,
    TextEdit, Ui, vec2,
};

use crate::app::{Action, MessageAct, SourceView, grouped};
use crate::engine::Place;
use crate::ui::text::Look;
use crate::ui::theme::{self, FOCUS_RING_PT, INTERFACE_PT, RADIUS_PT, SECONDARY_PT};
use crate::ui::{message::people, widgets};

use super::rows::{At, between, end_of};
use super::{MARGIN_PT, SourceDraft};

const BAR_PT: f32 = 48.0;
/// Narrowest and widest field.
const FIELD_PT: std::ops::RangeInclusive<f32> = 96.0..=260.0;
/// Room beside the field: the count, two arrows, two buttons.
const BESIDE_PT: f32 = 340.0;
/// The longest words anybody looks for.
const MAX_CHARS: usize = 256;

/// Shows the bar in the window's margins.
pub(super) fn bar_ui(
    ui: &mut Ui,
    (place, view): (Place, &SourceView),
    draft: &mut SourceDraft,
    actions: &mut Vec<Action>,
) {
    let size = vec2(ui.available_width(), BAR_PT);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.add_space(MARGIN_PT);
        let field = field(ui, draft);
        field_keys(ui, &field, draft);
        let found = !draft.search.places.is_empty();
        for (name, down) in [("Previous match", false), ("Next match", true)] {
            if arrow(ui, name, (down, found)).clicked() {
                draft.search.step(down);
            }
        }
        count(ui, draft);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.add_space(MARGIN_PT - 8.0);
            if widgets::bar_button(ui, None, "Save as .eml", true).clicked() {
                actions.push(Action::Message(place, MessageAct::SaveMessage));
            }
            if widgets::bar_button(ui, None, "Copy all", !view.pieces.is_empty()).clicked() {
                let all = between(&view.pieces, At::default(), end_of(&view.pieces));
                actions.push(Action::CopyText(all));
            }
        });
    });
}

fn field(ui: &mut Ui, draft: &mut SourceDraft) -> Response {
    let tokens = theme::tokens(ui);
    let width_pt = (ui.available_width() - BESIDE_PT).clamp(*FIELD_PT.start(), *FIELD_PT.end());
    let id = ui.unique_id().with("find");
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let (width, color) =
        if has_focus { (FOCUS_RING_PT, tokens.accent) } else { (1.0, tokens.line) };
    // A wider stroke takes from the padding, so that nothing moves with the keyboard's focus.
    let inner = if has_focus { Margin::symmetric(8, 4) } else { Margin::symmetric(9, 5) };
    let frame = Frame::new()
        .fill(tokens.window)
        .stroke(Stroke::new(width, color))
        .corner_radius(RADIUS_PT)
        .inner_margin(inner);
    let edit = TextEdit::singleline(&mut draft.typed)
        .id(id)
        .char_limit(MAX_CHARS)
        .font(FontSelection::FontId(theme::regular(INTERFACE_PT)))
        .text_color(tokens.text)
        .hint_text(RichText::new("Find in source").color(tokens.dim))
        .frame(frame)
        .desired_width(width_pt);
    let response = ui.add(edit);
    response.ctx.accesskit_node_builder(id, |node| node.set_label("Find in source"));
    if std::mem::take(&mut draft.wants_field) {
        response.request_focus();
    }
    response
}

/// Enter goes on, with Shift back; Esc empties the field.
fn field_keys(ui: &Ui, field: &Response, draft: &mut SourceDraft) {
    if !field.has_focus() && !field.lost_focus() {
        return;
    }
    let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let back = pressed(Modifiers::SHIFT, Key::Enter);
    if back || pressed(Modifiers::NONE, Key::Enter) {
        draft.search.step(!back);
        field.request_focus();
    }
    if pressed(Modifiers::NONE, Key::Escape) {
        draft.typed.clear();
        field.surrender_focus();
    }
}

/// "3 of 17", or how it goes.
fn count(ui: &mut Ui, draft: &SourceDraft) {
    let search = &draft.search;
    if search.words.is_empty() {
        return;
    }
    let tokens = theme::tokens(ui);
    let all = search.places.len() as u64;
    let more = if search.is_done() { "" } else { "…" };
    let (words, color) = match all {
        0 if search.is_done() => ("Not found".to_owned(), tokens.warning_text),
        0 => ("Searching…".to_owned(), tokens.dim),
        all => {
            let current = grouped(search.current as u64 + 1);
            (format!("{current} of {}{more}", grouped(all)), tokens.dim)
        }
    };
    ui.add_space(4.0);
    people::line(ui, &words, &Look::new(theme::regular(SECONDARY_PT), color), f32::INFINITY);
}

/// A button with an arrow down or up.
fn arrow(ui: &mut Ui, name: &str, (down, enabled): (bool, bool)) -> Response {
    let shown = ui.add_enabled_ui(enabled, |ui| widgets::drawn_button(ui, name));
    let (response, color) = shown.inner;
    let tip = if down { 2.0 } else { -2.0 };
    let fade = if enabled { 1.0 } else { theme::DISABLED_ALPHA };
    let stroke = Stroke::new(1.5, color.gamma_multiply(fade));
    let at = |x: f32, y: f32| response.rect.center() + vec2(x, y);
    ui.painter().line(vec![at(-4.5, -tip), at(0.0, tip), at(4.5, -tip)], stroke);
    response
}
