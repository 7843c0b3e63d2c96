//! A list of files: sign, path, what is odd, size.

use egui::{Rect, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::app::byte_size;
use crate::ui::message::attachment_card::middle_elided;
use crate::ui::text::{self, Look};
use crate::ui::theme::{self, INTERFACE_PT, SECONDARY_PT};
use crate::ui::{icons, widgets};

use super::MARGIN_PT;

const ROW_PT: f32 = 30.0;
/// Room of the size at the right, and of the words about a file before it.
const SIZE_PT: f32 = 76.0;
const ABOUT_PT: f32 = 150.0;
/// From the sign to the path.
const ICON_STEP_PT: f32 = 26.0;

/// One file.
#[derive(Debug)]
pub(super) struct Line {
    pub icon: char,
    pub path: String,
    /// `None` for a folder.
    pub size_bytes: Option<u64>,
    /// What is odd about it, in a few words.
    pub about: String,
    /// In a sentence, where it is dangerous.
    pub warning: Option<String>,
}

/// Shows the files in the room that is left; `line` makes one that is in view.
pub(super) fn listing_ui(ui: &mut Ui, count: usize, line: impl Fn(usize) -> Option<Line>) {
    let area = ScrollArea::vertical().id_salt("files").auto_shrink(false);
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, ROW_PT, count, |ui, rows| {
        for index in rows {
            if let Some(line) = line(index) {
                row_ui(ui, &line);
            }
        }
    });
}

fn row_ui(ui: &mut Ui, line: &Line) {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), ROW_PT);
    let (room, response) = ui.allocate_exact_size(size, Sense::hover());
    let rect = room.shrink2(vec2(MARGIN_PT, 0.0));
    let foot = Rect::from_min_max(pos2(rect.left(), room.bottom() - 1.0), rect.right_bottom());
    ui.painter().rect_filled(foot, 0.0, tokens.line);
    let (sign, color) = match &line.warning {
        Some(_) => (icons::WARNING, tokens.flag),
        None => (line.icon, tokens.dim),
    };
    let place = Rect::from_min_size(rect.min, vec2(theme::ICON_PT, ROW_PT));
    widgets::text_centred(ui, place, &sign.to_string(), &Look::new(theme::icons(15.0), color));
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let bytes = line.size_bytes.map(byte_size).unwrap_or_default();
    text::paint_right(ui, rect, &bytes, &dim);
    let about = rect.with_max_x(rect.right() - SIZE_PT);
    let about = about.with_min_x((about.right() - ABOUT_PT).max(rect.left()));
    let mut right = rect.right() - SIZE_PT;
    if !line.about.is_empty() {
        right = text::paint_right(ui, about, &line.about, &dim).left() - 10.0;
    }
    let name = Rect::from_min_max(
        pos2(rect.left() + ICON_STEP_PT, rect.top()),
        pos2(right.max(rect.left() + ICON_STEP_PT + 40.0), rect.bottom()),
    );
    let look = Look::new(theme::regular(INTERFACE_PT), tokens.text);
    let shown = middle_elided(ui, &line.path, &look, name.width());
    text::paint(ui, name, &shown, &look);
    let parts = [line.path.as_str(), line.about.as_str(), bytes.as_str()];
    let mut words: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    words.extend(line.warning.as_deref());
    let words = words.join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &words));
    response.on_hover_text(match &line.warning {
        Some(warning) => format!("{}\n{warning}", line.path),
        None => line.path.clone(),
    });
}
