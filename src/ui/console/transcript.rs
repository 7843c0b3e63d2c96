//! The rows of what was typed and answered.

use egui::accesskit::Role;
use egui::{ScrollArea, Sense, Ui, WidgetInfo, vec2};

use crate::app::{Action, ConsoleAct, RowKind, State};
use crate::ui::blank::{self, Blank};
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, SECONDARY_PT};
use crate::ui::{scroll, widgets};

use super::{PADDING_PT, ROW_PT};

/// Room of the sign before a line that was sent.
const SIGN_PT: f32 = 14.0;

pub(super) fn rows_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let desk = &state.console.desk;
    let room = ui.max_rect();
    widgets::named_node(ui, ui.unique_id(), (Role::List, "Answers"), room);
    if desk.rows.shown() == 0 {
        let words = "Type an IMAP command below. It goes out on a connection of its own, and what \
             may change the server is asked about first.";
        blank::show(ui, &Blank::sentence(words));
        return;
    }
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    let area = ScrollArea::vertical().id_salt("answers").auto_shrink(false).stick_to_bottom(true);
    area.show_rows(ui, ROW_PT, desk.rows.shown(), |ui, range| {
        for place in range {
            let size = vec2(ui.available_width(), ROW_PT);
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let Some((number, row)) = desk.rows.at(place) else { continue };
            let tokens = theme::tokens(ui);
            let id = scroll::row_id(ui, ("answer", number));
            let response = ui.interact(rect, id, Sense::CLICK);
            response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &row.text));
            if desk.picked.holds(number) {
                ui.painter().rect_filled(rect, 0.0, tokens.accent_fill);
            } else if response.hovered() {
                ui.painter().rect_filled(rect, 0.0, tokens.hover);
            }
            if response.clicked() {
                let extend = ui.input(|input| input.modifiers.shift);
                actions.push(Action::Console(ConsoleAct::Pick { number, extend }));
            }
            let (font, color) = match row.kind {
                RowKind::Sent => (theme::mono(SECONDARY_PT), tokens.accent_text),
                RowKind::Said => (theme::mono(SECONDARY_PT), tokens.text),
                RowKind::Told => (theme::regular(SECONDARY_PT), tokens.dim),
                RowKind::Failed => (theme::regular(SECONDARY_PT), tokens.danger),
            };
            let look = Look::new(font, color);
            let mut room = rect.shrink2(vec2(PADDING_PT, 0.0));
            if row.kind == RowKind::Sent && !row.continues {
                text::paint(ui, room, "›", &look);
            }
            room.min.x += SIGN_PT;
            text::paint(ui, room, &row.text, &look);
        }
    });
}
