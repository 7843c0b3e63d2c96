//! What the message pane shows while several messages are chosen: how many, and what can be done.

use egui::accesskit::{Live, Role};
use egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::app::{Acting, Action, State};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SUBJECT_PT};
use crate::ui::{chips, icons, scroll, tags, widgets};

use super::buttons::{buttons_ui, width_pt};
use super::{main_offers, menu, messages};

/// Between two buttons.
const GAP_PT: f32 = 4.0;
/// From the sign to the words, and between their lines.
const LINE_GAP_PT: f32 = 10.0;
const SIGN_PT: f32 = 28.0;
/// Height of a line of words.
const LINE_PT: f32 = 26.0;

/// Messages that are chosen; `None` where that is the one under the cursor, which can be read.
pub fn count(state: &State) -> Option<u32> {
    let list = state.list.as_ref().filter(|list| list.has_choice())?;
    let count = list.chosen_count();
    let can_be_read = count <= 1 && list.cursor().is_some_and(|line| list.is_chosen(line));
    (!can_be_read).then_some(count)
}

/// How many are chosen, and where the buttons stand.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    pub count: u32,
    /// Height of a message's bar.
    pub bar_pt: f32,
    /// Room at both its ends.
    pub end_pt: f32,
}

/// Shows the panel in the whole room, its buttons where those of a message stand.
pub fn chosen_ui(
    ui: &mut Ui,
    state: &State,
    (shown, tags): (Bar, &mut tags::Draft),
    actions: &mut Vec<Action>,
) {
    let Bar { count, bar_pt, end_pt } = shown;
    let room = ui.max_rect();
    let bar = room.with_max_y(room.top() + bar_pt);
    let layout = Layout::left_to_right(Align::Center);
    let mut bar = ui.new_child(UiBuilder::new().id_salt("chosen bar").max_rect(bar).layout(layout));
    bar.spacing_mut().item_spacing.x = GAP_PT;
    bar.add_space(end_pt);
    let room_pt = bar.available_width() - end_pt - widgets::BUTTON_HEIGHT_PT;
    let offers = main_offers(state, Acting::List);
    let with_words = width_pt(&bar, &offers, (GAP_PT, true)) <= room_pt;
    buttons_ui(&mut bar, state, (Acting::List, with_words), actions);
    bar.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.add_space(end_pt);
        let more = widgets::icon_button(ui, icons::MORE, "More");
        if more.clicked() {
            *tags = tags::Draft::default();
        }
        chips::menu(&more, "More", true, |ui| {
            if tags.open {
                return tags::tags_ui(ui, state, (Acting::List, tags), actions);
            }
            menu::further_ui(ui, state, (Acting::List, tags), actions);
        });
    });
    words_ui(ui, room, count);
}

/// In the middle, a little above it, where the eye looks for it.
fn words_ui(ui: &Ui, room: Rect, count: u32) {
    let tokens = theme::tokens(ui);
    let words = format!("{} chosen", messages(count));
    let x = room.center().x;
    let mut y = room.top() + (room.height() * 0.4).round();
    let line =
        |y: f32| Rect::from_center_size(pos2(x, y), vec2((room.width() - 48.0).max(1.0), LINE_PT));
    let sign = Look::new(theme::icons(SIGN_PT), tokens.dim);
    widgets::text_centred(ui, line(y), &icons::MAIL.to_string(), &sign);
    y += SIGN_PT + LINE_GAP_PT;
    let title = Look::new(theme::strong(SUBJECT_PT), tokens.text);
    let place = text::paint_centred(ui, line(y), &words, &title);
    let response = ui.interact(place, scroll::row_id(ui, "chosen count"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    response.ctx.accesskit_node_builder(response.id, |node| node.set_live(Live::Polite));
    y += LINE_PT + LINE_GAP_PT / 2.0;
    let hint = Look::new(theme::regular(INTERFACE_PT), tokens.dim);
    text::paint_centred(ui, line(y), "Esc goes back to one.", &hint);
}
