//! One attachment: what it is, what can be done with it, how its saving goes.

use egui::{
    Align, Layout, Rect, Response, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::app::{Action, MessageAct, SaveJob, SaveState, byte_size};
use crate::engine::Place;
use crate::mime::Attachment;
use crate::ui::text::Look;
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT, Tokens};
use crate::ui::{chips, icons, widgets};

use super::kinds;
use super::people::line;

pub(super) const CARD_HEIGHT_PT: f32 = 64.0;
/// From a card's edge to what it holds.
pub(super) const PADDING_PT: f32 = 12.0;
/// From the icon's left edge to the words.
const ICON_STEP_PT: f32 = 28.0;
/// Height of a progress bar.
const BAR_PT: f32 = 4.0;
/// Middles of the two lines, from the card's top.
const FIRST_LINE_PT: f32 = 20.0;
const SECOND_LINE_PT: f32 = 44.0;

/// An attachment and what becomes of it.
#[derive(Debug)]
pub(super) struct Card<'a> {
    pub place: Place,
    pub attachment: &'a Attachment,
    /// The newest saving of it.
    pub job: Option<&'a SaveJob>,
    /// What is dangerous about it, in a sentence.
    pub warning: Option<&'a str>,
    /// It can be fetched. A message inside may hold what its server does not see in it.
    pub is_on_server: bool,
    /// There is something to look at without saving it.
    pub can_open: bool,
}

impl Card<'_> {
    fn act(&self, act: MessageAct) -> Action {
        Action::Message(self.place, act)
    }

    fn open(&self) -> Action {
        self.act(MessageAct::OpenPart { part: self.attachment.part.clone() })
    }

    fn save(&self) -> Action {
        self.act(MessageAct::SaveAttachment { part: self.attachment.part.clone() })
    }

    /// The card itself: two clicks look at what is in it.
    pub(super) fn whole_ui(
        &self,
        ui: &Ui,
        (rect, id): (Rect, egui::Id),
        actions: &mut Vec<Action>,
    ) {
        // The Tab key goes to the buttons, which do the same.
        let response = ui.interact(rect, id, Sense::click() - Sense::FOCUSABLE);
        if response.hovered() {
            ui.painter().rect_filled(rect, 8.0, theme::tokens(ui).hover);
        }
        if response.double_clicked() && self.can_open {
            actions.push(self.open());
        }
    }

    /// What stands on it, between its paddings.
    pub(super) fn show(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let rect = ui.max_rect();
        self.icon(ui, rect);
        let words = rect.with_min_x(rect.left() + ICON_STEP_PT);
        let button = widgets::BUTTON_HEIGHT_PT;
        let more = Rect::from_center_size(
            pos2(rect.right() - button / 2.0 + 6.0, rect.top() + FIRST_LINE_PT),
            vec2(button, button),
        );
        ui.scope_builder(UiBuilder::new().max_rect(more), |ui| self.menu(ui, actions));
        let first = Rect::from_min_max(
            pos2(words.left(), rect.top() + FIRST_LINE_PT - 9.0),
            pos2(more.left() - 4.0, rect.top() + FIRST_LINE_PT + 9.0),
        );
        ui.scope_builder(row_of(first, Layout::left_to_right(Align::Center)), |ui| {
            let look = Look::new(theme::medium(INTERFACE_PT), theme::tokens(ui).text);
            let shown = middle_elided(ui, &self.attachment.name, &look, first.width());
            line(ui, &shown, &look, first.width()).on_hover_text(&self.attachment.name);
        });
        let second = Rect::from_min_max(
            pos2(words.left(), rect.top() + SECOND_LINE_PT - button / 2.0),
            pos2(words.right(), rect.top() + SECOND_LINE_PT + button / 2.0),
        );
        let builder = row_of(second, Layout::right_to_left(Align::Center));
        let buttons_pt = ui.scope_builder(builder, |ui| {
            ui.spacing_mut().item_spacing.x = 12.0;
            self.buttons(ui, actions);
            ui.min_rect().width()
        });
        let width_pt = (second.width() - buttons_pt.inner - 8.0).max(1.0);
        let left = second.with_max_x(second.left() + width_pt);
        ui.scope_builder(row_of(left, Layout::left_to_right(Align::Center)), |ui| {
            second_line(ui, self.attachment, self.job, width_pt);
        });
    }

    fn icon(&self, ui: &Ui, rect: Rect) {
        let tokens = theme::tokens(ui);
        let place = Rect::from_min_size(rect.min, vec2(theme::ICON_PT, CARD_HEIGHT_PT));
        let (sign, color) = match self.warning {
            Some(_) => (icons::WARNING, tokens.flag),
            None => (kinds::icon(&self.attachment.media_type, &self.attachment.name), tokens.dim),
        };
        let look = Look::new(theme::icons(theme::ICON_PT), color);
        widgets::text_centred(ui, place, &sign.to_string(), &look);
        if let Some(words) = self.warning {
            let id = ui.unique_id().with("warning");
            let response = ui.interact(place, id, Sense::hover());
            response.widget_info(|| {
                WidgetInfo::labeled(Role::Image, true, format!("Warning: {words}"))
            });
            response.on_hover_text(words);
        }
    }

    fn menu(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        let response = widgets::icon_button(ui, icons::MORE, "More");
        let response = described(ui, response, &self.attachment.name);
        chips::wide_menu(&response, "Attachment", |ui| {
            if self.can_open && chips::item(ui, "Open", None).clicked() {
                actions.push(self.open());
            }
            if self.is_on_server && chips::item(ui, "Save…", None).clicked() {
                actions.push(self.save());
            }
            if self.is_on_server && chips::item(ui, "Open with another program…", None).clicked()
            {
                let part = self.attachment.part.clone();
                actions.push(self.act(MessageAct::OpenPartWith { part }));
            }
            if chips::item(ui, "Copy name", None).clicked() {
                actions.push(Action::CopyText(self.attachment.name.clone()));
            }
        });
    }

    /// What can be done in the state the saving is in; from the right.
    fn buttons(&self, ui: &mut Ui, actions: &mut Vec<Action>) {
        match self.job.map(|job| (job, &job.state)) {
            Some((_, SaveState::Choosing)) => {
                let response = widgets::bar_button(ui, None, "Save", false);
                described(ui, response, &self.attachment.name);
            }
            Some((job, SaveState::Running { .. })) => {
                let response = widgets::link_button(ui, "Cancel");
                if described(ui, response, &self.attachment.name).clicked() {
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
                if described(ui, response, &self.attachment.name).clicked() {
                    actions.push(self.save());
                }
            }
            None if !self.is_on_server => {}
            None => {
                let response = widgets::link_button(ui, "Save");
                if described(ui, response, &self.attachment.name).clicked() {
                    actions.push(self.save());
                }
                if self.can_open {
                    let response = widgets::link_button(ui, "Open");
                    if described(ui, response, &self.attachment.name).clicked() {
                        actions.push(self.open());
                    }
                }
            }
        }
    }
}

fn row_of(rect: Rect, layout: Layout) -> UiBuilder {
    UiBuilder::new().max_rect(rect).layout(layout)
}

/// Tells a screen reader which file a button is about: all the buttons have one name.
pub(in crate::ui) fn described(ui: &Ui, response: Response, name: &str) -> Response {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_description(name);
    });
    response
}

/// Type and size, or how the saving goes.
fn second_line(ui: &mut Ui, attachment: &Attachment, job: Option<&SaveJob>, width_pt: f32) {
    let tokens = theme::tokens(ui);
    let small = |color| Look::new(theme::regular(SECONDARY_PT), color);
    match job.map(|job| (job, &job.state)) {
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

pub(in crate::ui) fn progress(
    ui: &mut Ui,
    tokens: &Tokens,
    (done, total): (u64, u64),
    width_pt: f32,
) {
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
pub(in crate::ui) fn middle_elided(ui: &Ui, name: &str, look: &Look, width_pt: f32) -> String {
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
