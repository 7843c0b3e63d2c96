//! A list of files: sign, path, what is odd, size.

use egui::{
    Align, Layout, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2,
};

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
/// What became of a file takes more words.
const OUTCOME_PT: f32 = 280.0;
/// From the sign to the path.
const ICON_STEP_PT: f32 = 26.0;

/// One file.
#[derive(Debug)]
pub(super) struct Line {
    pub icon: char,
    pub path: String,
    /// `None` for a folder.
    pub size_bytes: Option<u64>,
    pub about: About,
    /// In a sentence, where it is dangerous.
    pub warning: Option<String>,
}

/// A few words about a file.
#[derive(Debug)]
pub(super) enum About {
    /// What it is, or what is odd about it.
    Kind(String),
    /// It was saved.
    Good(String),
    /// It could not be.
    Bad(String),
}

impl About {
    fn words(&self) -> &str {
        match self {
            Self::Kind(words) | Self::Good(words) | Self::Bad(words) => words,
        }
    }
}

/// What can be done with the file of a number; from the right.
pub(super) struct Beside<'a> {
    pub width_pt: f32,
    pub show: &'a mut dyn FnMut(&mut Ui, usize),
}

/// Shows the files in the room that is left; `line` makes one that is in view.
pub(super) fn listing_ui(
    ui: &mut Ui,
    count: usize,
    line: impl Fn(usize) -> Option<Line>,
    mut beside: Option<Beside<'_>>,
) {
    let area = ScrollArea::vertical().id_salt("files").auto_shrink(false);
    ui.spacing_mut().item_spacing.y = 0.0;
    area.show_rows(ui, ROW_PT, count, |ui, rows| {
        for index in rows {
            let Some(line) = line(index) else { continue };
            let room = row_ui(ui, &line, beside.as_ref().map_or(0.0, |it| it.width_pt));
            if let Some(beside) = &mut beside {
                let layout = Layout::right_to_left(Align::Center);
                let builder =
                    UiBuilder::new().id_salt(("file", index)).max_rect(room).layout(layout);
                ui.scope_builder(builder, |ui| (beside.show)(ui, index));
                // The buttons have moved the cursor to their own foot.
                ui.advance_cursor_after_rect(room);
            }
        }
    });
}

/// Shows a file; returns the room at its right that was to be left free.
fn row_ui(ui: &mut Ui, line: &Line, free_pt: f32) -> Rect {
    let tokens = theme::tokens(ui);
    let size = vec2(ui.available_width(), ROW_PT);
    let (room, response) = ui.allocate_exact_size(size, Sense::hover());
    let rect = room.shrink2(vec2(MARGIN_PT, 0.0));
    let free = rect.with_min_x(rect.right() - free_pt);
    let foot = Rect::from_min_max(pos2(rect.left(), room.bottom() - 1.0), rect.right_bottom());
    ui.painter().rect_filled(foot, 0.0, tokens.line);
    let rect = rect.with_max_x(free.left());
    let (sign, color) = match &line.warning {
        Some(_) => (icons::WARNING, tokens.flag),
        None => (line.icon, tokens.dim),
    };
    let place = Rect::from_min_size(rect.min, vec2(theme::ICON_PT, ROW_PT));
    widgets::text_centred(ui, place, &sign.to_string(), &Look::new(theme::icons(15.0), color));
    let dim = Look::new(theme::regular(SECONDARY_PT), tokens.dim);
    let bytes = line.size_bytes.map(byte_size).unwrap_or_default();
    text::paint_right(ui, rect, &bytes, &dim);
    let (about_pt, color) = match line.about {
        About::Kind(_) => (ABOUT_PT, tokens.dim),
        About::Good(_) => (OUTCOME_PT, tokens.good_text),
        About::Bad(_) => (OUTCOME_PT, tokens.danger),
    };
    let mut right = rect.right() - SIZE_PT;
    // The name keeps half of the room at least.
    let about_left = (right - about_pt).max(rect.left().midpoint(right));
    let about = rect.with_min_x(about_left).with_max_x(right);
    if !line.about.words().is_empty() {
        let look = Look::new(theme::regular(SECONDARY_PT), color);
        right = text::paint_right(ui, about, line.about.words(), &look).left() - 10.0;
    }
    let name = Rect::from_min_max(
        pos2(rect.left() + ICON_STEP_PT, rect.top()),
        pos2(right.max(rect.left() + ICON_STEP_PT + 40.0), rect.bottom()),
    );
    let look = Look::new(theme::regular(INTERFACE_PT), tokens.text);
    let shown = middle_elided(ui, &line.path, &look, name.width());
    text::paint(ui, name, &shown, &look);
    let parts = [line.path.as_str(), line.about.words(), bytes.as_str()];
    let mut words: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    words.extend(line.warning.as_deref());
    let words = words.join(", ");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &words));
    let mut told = line.path.clone();
    let outcome = match &line.about {
        About::Kind(_) => None,
        About::Good(words) | About::Bad(words) => Some(words),
    };
    for words in outcome.into_iter().chain(&line.warning) {
        told.push('\n');
        told.push_str(words);
    }
    response.on_hover_text(told);
    free
}
