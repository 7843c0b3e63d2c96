//! Weight for the scripts that the window's own fonts lack.
//!
//! Inter comes in three weights; the system's font that stands in for it, say for Chinese, in one.
//! So where something is said in the strong weight, letters that are not Inter's are struck twice,
//! one pixel apart, as typewriters did.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{ByteIndex, LayoutJob, LayoutSection};
use egui::{Color32, FontFamily, Galley, Pos2, Ui, vec2};

use super::theme::STRONG_FAMILY;

/// How much of its colour the second strike has: a whole one closes the counters of dense letters.
const SECOND_STRIKE: f32 = 0.75;

/// Paints a line, strong letters of any script strong.
pub fn paint(ui: &Ui, at: Pos2, galley: Arc<Galley>, color: Color32) {
    strike(ui, at, &galley, color);
    ui.painter().galley(at, galley, color);
}

/// Only the second strike, for text that is painted by somebody else.
pub fn strike(ui: &Ui, at: Pos2, galley: &Galley, color: Color32) {
    if let Some(job) = second_strike(&galley.job, color) {
        let pixel = 1.0 / ui.pixels_per_point();
        let second = ui.painter().layout_job(job);
        ui.painter().galley(at + vec2(pixel, 0.0), second, Color32::TRANSPARENT);
    }
}

/// The same line with only the letters in sight that need a second strike.
fn second_strike(job: &LayoutJob, color: Color32) -> Option<LayoutJob> {
    let strong = FontFamily::Name(STRONG_FAMILY.into());
    let is_strong = |section: &LayoutSection| section.format.font_id.family == strong;
    if !job.sections.iter().any(is_strong) || !job.text.chars().any(is_foreign) {
        return None;
    }
    let mut sections = Vec::new();
    for section in &job.sections {
        let range = section.byte_range.start.0..section.byte_range.end.0;
        for (part, foreign) in runs(&job.text, range) {
            let mut format = section.format.clone();
            let ink = if format.color == Color32::PLACEHOLDER { color } else { format.color };
            let struck = foreign && is_strong(section);
            format.color =
                if struck { ink.gamma_multiply(SECOND_STRIKE) } else { Color32::TRANSPARENT };
            let leading_space =
                if part.start == section.byte_range.start.0 { section.leading_space } else { 0.0 };
            let byte_range = ByteIndex(part.start)..ByteIndex(part.end);
            sections.push(LayoutSection { leading_space, byte_range, format });
        }
    }
    Some(LayoutJob { sections, ..job.clone() })
}

/// Parts of a section that are all Inter's or all another font's.
fn runs(text: &str, range: Range<usize>) -> Vec<(Range<usize>, bool)> {
    let part = text.get(range.clone()).unwrap_or_default();
    let mut runs: Vec<(Range<usize>, bool)> = Vec::new();
    for (offset, c) in part.char_indices() {
        let at = range.start + offset;
        let end = at + c.len_utf8();
        match runs.last_mut() {
            // Joiners belong to the letters before them, whatever those are.
            Some((run, foreign)) if *foreign == is_foreign(c) || is_joiner(c) => run.end = end,
            Some(_) | None => runs.push((at..end, is_foreign(c))),
        }
    }
    runs
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Letters that Inter lacks: not Latin, Greek or Cyrillic, no punctuation, no pictures.
fn is_foreign(c: char) -> bool {
    matches!(
        c,
        '\u{530}'..='\u{1dff}' | '\u{2e80}'..='\u{a63f}' | '\u{a800}'..='\u{fdff}'
            | '\u{fe30}'..='\u{ffef}' | '\u{10000}'..='\u{1efff}' | '\u{20000}'..='\u{3ffff}'
    )
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::string_slice)]
mod tests {
    use super::*;
    use crate::ui::theme;

    fn job(text: &str, font: egui::FontId) -> LayoutJob {
        LayoutJob::simple_singleline(text.to_owned(), font, Color32::BLACK)
    }

    #[test]
    fn only_letters_of_other_scripts_are_struck_twice() {
        assert!(second_strike(&job("Notes 😀", theme::strong(13.0)), Color32::RED).is_none());
        assert!(second_strike(&job("会议", theme::regular(13.0)), Color32::RED).is_none());
        let text = "Re: 会议记录 2 👩‍🔧";
        let second = second_strike(&job(text, theme::strong(13.0)), Color32::RED);
        let sections = second.map(|job| job.sections).unwrap_or_default();
        let struck: Vec<&str> = sections
            .iter()
            .filter(|section| section.format.color != Color32::TRANSPARENT)
            .map(|section| &text[section.byte_range.start.0..section.byte_range.end.0])
            .collect();
        assert_eq!(struck, ["会议记录"]);
        assert_eq!(sections.last().map(|section| section.byte_range.end.0), Some(text.len()));
    }

    #[test]
    fn a_joiner_does_not_tear_a_word() {
        let text = "क्\u{200d}ष a";
        assert_eq!(runs(text, 0..text.len())[0].0, 0..text.len() - 2);
    }
}
