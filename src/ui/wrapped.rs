//! Sentences on several lines that may hold words of any script: notices, failures, questions.
//!
//! A sentence of ours often quotes a server or a mail. Where that is right-to-left text, its lines
//! are broken first and then put into the order they are read in; see [`super::bidi`].

use std::sync::Arc;

use egui::accesskit::Role;
use egui::text::{ByteIndex, LayoutJob, LayoutSection, TextFormat};
use egui::{Align, Galley, Label, Response, RichText, Sense, Ui, WidgetInfo};

use super::bidi::{Direction, rows};
use super::text::Look;

/// The room a sentence has.
#[derive(Clone, Copy, Debug)]
pub struct Room {
    pub width_pt: f32,
    /// The rest is cut with "…".
    pub max_rows: usize,
    /// [`Align::Center`] makes the galley's origin its middle, as egui does.
    pub halign: Align,
}

/// Lays a sentence out on as many lines as it takes.
pub fn galley(ui: &Ui, words: &str, look: &Look, room: Room) -> Arc<Galley> {
    let mut job = match Direction::of(words) {
        Direction::Plain => LayoutJob::simple(
            words.to_owned(),
            look.font.clone(),
            look.color,
            room.width_pt.max(0.0),
        ),
        direction @ (Direction::Mixed | Direction::RightToLeft) => {
            ordered(ui, words, look, (direction, room.width_pt))
        }
    };
    job.wrap.max_rows = room.max_rows;
    job.halign = room.halign;
    ui.painter().layout_job(job)
}

/// A sentence over the whole width. It can be selected and copied where egui knows its order.
pub fn label(ui: &mut Ui, words: &str, look: &Look) -> Response {
    if Direction::of(words) == Direction::Plain {
        let text = RichText::new(words).font(look.font.clone()).color(look.color);
        return ui.add(Label::new(text).wrap().selectable(true));
    }
    let width_pt = ui.available_width();
    let room = Room { width_pt, max_rows: usize::MAX, halign: Align::LEFT };
    let galley = galley(ui, words, look, room);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    ui.painter().galley(rect.min, galley, look.color);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    response
}

fn ordered(
    ui: &Ui,
    words: &str,
    look: &Look,
    (direction, width_pt): (Direction, f32),
) -> LayoutJob {
    let mut measure = |word: &str| {
        ui.painter().layout_no_wrap(word.to_owned(), look.font.clone(), look.color).size().x
    };
    let format = TextFormat::simple(look.font.clone(), look.color);
    let mut job = LayoutJob::default();
    // What is quoted is ordered by itself (UAX #9, FSI and PDI): its full stop stays with it.
    let words = words.replace('“', "“\u{2068}").replace('”', "\u{2069}”");
    for line in words.lines() {
        for row in rows(line, direction, width_pt, &mut measure) {
            if !job.text.is_empty() {
                append(&mut job, "\n", format.clone());
            }
            for piece in row {
                append(&mut job, &piece.text, format.clone());
            }
        }
    }
    job.wrap.max_width = f32::INFINITY;
    job
}

/// A section of its own for each piece: `LayoutJob::append` would join equal neighbours into one
/// run, and the shaper would turn several words round as one.
pub fn append(job: &mut LayoutJob, text: &str, format: TextFormat) {
    let start = job.text.len();
    job.text.push_str(text);
    let byte_range = ByteIndex(start)..ByteIndex(job.text.len());
    job.sections.push(LayoutSection { leading_space: 0.0, byte_range, format });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::theme;

    fn text_of(words: &str) -> String {
        let ctx = egui::Context::default();
        crate::ui::install(&ctx);
        let mut text = String::new();
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            let look = Look::new(theme::regular(13.0), egui::Color32::BLACK);
            let room = Room { width_pt: 1e4, max_rows: 3, halign: Align::LEFT };
            text = galley(ui, words, &look, room).job.text.clone();
        });
        output.textures_delta.clear(); // Nothing paints here.
        text
    }

    #[test]
    fn a_quoted_hebrew_answer_reads_in_its_own_order() {
        let shown = text_of("The server says: “שלום עולם.”");
        assert_eq!(shown, "The server says: “.עולם שלום”");
        assert_eq!(text_of("The server says: “No”."), "The server says: “No”.");
    }
}
