//! One field of a form: a label above, the box, an error below.

use egui::{Color32, FontSelection, Frame, Margin, Response, RichText, Stroke, TextEdit, Ui, vec2};

use crate::model::Failure;
use crate::ui::text::Look;
use crate::ui::theme::{self, FOCUS_RING_PT, INTERFACE_PT, RADIUS_PT, SECONDARY_PT};
use crate::ui::{widgets, wrapped};

/// From one field to the next.
const GAP_PT: f32 = 10.0;
/// Longest line anybody types here: longer ones are pasted by mistake.
const MAX_CHARS: usize = 1_024;

/// What a field looks like.
pub(in crate::ui) struct Field<'a> {
    pub label: &'a str,
    pub hint: &'a str,
    /// Shown below, and the box is drawn in the warning colour.
    pub error: Option<&'a Failure>,
    pub width_pt: f32,
    pub focus: bool,
}

/// A line of text with its label; the response is the box's.
pub(in crate::ui) fn text(ui: &mut Ui, field: &Field<'_>, value: &mut String) -> Response {
    let edit = TextEdit::singleline(value).char_limit(MAX_CHARS);
    edit_with_label(ui, field, edit)
}

/// A label, any text box, and the error.
pub(in crate::ui) fn edit_with_label(
    ui: &mut Ui,
    field: &Field<'_>,
    edit: TextEdit<'_>,
) -> Response {
    ui.vertical(|ui| {
        ui.set_width(field.width_pt);
        let label = label(ui, field.label);
        let id = ui.scope_id().with(("field", field.label));
        let has_focus = ui.memory(|memory| memory.has_focus(id));
        let edit = edit
            .id(id)
            .font(FontSelection::FontId(theme::regular(INTERFACE_PT)))
            .text_color(theme::tokens(ui).text)
            .hint_text(RichText::new(field.hint).color(theme::tokens(ui).dim))
            .frame(box_frame(ui, has_focus, field.error.is_some()))
            .desired_width(field.width_pt);
        let response = ui.add(edit).labelled_by(label.id);
        if field.focus {
            response.request_focus();
        }
        if let Some(failure) = field.error {
            error(ui, failure);
        }
        ui.add_space(GAP_PT);
        response
    })
    .inner
}

/// The words above a control; tie them to it with `labelled_by`.
pub(in crate::ui) fn label(ui: &mut Ui, words: &str) -> Response {
    let text = RichText::new(words).font(theme::medium(SECONDARY_PT));
    ui.label(text.color(theme::tokens(ui).dim))
}

/// The box round a text field.
fn box_frame(ui: &Ui, has_focus: bool, wrong: bool) -> Frame {
    let tokens = theme::tokens(ui);
    let stroke = match (has_focus, wrong) {
        (true, _) => Stroke::new(FOCUS_RING_PT, tokens.accent),
        (false, true) => Stroke::new(FOCUS_RING_PT, tokens.danger),
        (false, false) => Stroke::new(1.0, tokens.line),
    };
    // A wider stroke takes from the padding, so that nothing moves with the keyboard's focus.
    let inner = if stroke.width > 1.0 { Margin::symmetric(9, 6) } else { Margin::symmetric(10, 7) };
    Frame::new().fill(tokens.window).stroke(stroke).corner_radius(RADIUS_PT).inner_margin(inner)
}

/// Draws egui's own controls in `ui` as [`box_frame`] draws a field with an error.
pub(in crate::ui) fn mark_wrong(ui: &mut Ui) {
    let stroke = Stroke::new(FOCUS_RING_PT, theme::tokens(ui).danger);
    let widgets = &mut ui.visuals_mut().widgets;
    widgets.inactive.bg_stroke = stroke;
    widgets.hovered.bg_stroke = stroke;
    widgets.open.bg_stroke = stroke;
}

/// What went wrong in our words, and the server's words apart and marked as the server's.
pub(in crate::ui) fn error(ui: &mut Ui, failure: &Failure) {
    let tokens = theme::tokens(ui);
    ui.add_space(2.0);
    small(ui, &failure.sentence, tokens.danger);
    if let Some(words) = &failure.server_text {
        small(ui, &format!("The server says: “{words}”"), tokens.dim);
    }
}

/// A secondary line that wraps.
pub(in crate::ui) fn small(ui: &mut Ui, words: &str, color: Color32) -> Response {
    wrapped::label(ui, words, &Look::new(theme::regular(SECONDARY_PT), color))
}

/// A sentence of the dialog itself.
pub(in crate::ui) fn sentence(ui: &mut Ui, words: &str) -> Response {
    let look = Look::new(theme::regular(INTERFACE_PT), theme::tokens(ui).text);
    wrapped::label(ui, words, &look)
}

/// A sentence on the warning ground, over the whole width.
pub(in crate::ui) fn warning(ui: &mut Ui, words: &str) {
    widgets::warning_box(ui, |ui, look| {
        small(ui, words, look.color);
    });
}

/// A box to tick, with its words beside it.
pub(in crate::ui) fn tick(ui: &mut Ui, value: &mut bool, words: &str, note: &str) -> Response {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 0.0);
        let text = RichText::new(words).color(theme::tokens(ui).text);
        // The box is all there is to see of it: a hairline would be too faint.
        ui.visuals_mut().widgets.inactive.bg_stroke.color = theme::tokens(ui).dim;
        let response = ui.checkbox(value, text);
        if !note.is_empty() {
            small(ui, note, theme::tokens(ui).dim);
        }
        response
    })
    .inner
}
