//! One-line text of any script in the order it is read.
//!
//! egui shapes every script but places words left to right always. A line is therefore put into
//! visual order before it is painted (UAX #9). What is copied and what a screen reader says is the
//! original text, never the reordered one.

use std::borrow::Cow;
use std::sync::Arc;

use egui::text::{LayoutJob, TextWrapping};
use egui::{Align, Color32, FontId, Galley, Pos2, Rect, Ui, pos2};
use unicode_bidi::{BidiInfo, Level};

use super::embolden;

/// One line in visual order; borrowed where nothing has to move, which costs one look at each byte
/// of Latin text.
///
/// Letters of a right-to-left word keep their order: the shaper turns each word round itself. So
/// only runs and the words in them change places. Line breaks end the line.
pub fn visual(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_rtl) {
        return Cow::Borrowed(text);
    }
    let info = BidiInfo::new(text, None);
    let Some(paragraph) = info.paragraphs.first() else { return Cow::Borrowed(text) };
    let (levels, runs) = info.visual_runs(paragraph, paragraph.range.clone());
    let mut out = String::with_capacity(text.len());
    for run in runs {
        let level = levels.get(run.start).copied().unwrap_or(Level::ltr());
        let Some(part) = text.get(run) else { continue };
        if level.is_rtl() {
            push_words_reversed(&mut out, part);
        } else {
            out.push_str(part);
        }
    }
    Cow::Owned(out)
}

/// Whether the line reads from the right: the first letter that leans decides (UAX #9, P2, P3).
pub fn is_right_to_left(text: &str) -> bool {
    use unicode_bidi::BidiClass::{AL, L, R};
    text.chars()
        .map(unicode_bidi::bidi_class)
        .find(|class| matches!(class, L | R | AL))
        .is_some_and(|class| class != L)
}

/// Everything in this range, and nothing before it, can be right-to-left.
fn is_rtl(c: char) -> bool {
    use unicode_bidi::BidiClass::{AL, R, RLE, RLI, RLO};
    c >= '\u{590}' && matches!(unicode_bidi::bidi_class(c), R | AL | RLE | RLI | RLO)
}

/// Words and the spaces between them from last to first; brackets are mirrored (rule L4), because
/// the shaper sees them in left-to-right runs.
fn push_words_reversed(out: &mut String, run: &str) {
    for piece in run.split_inclusive(is_break).rev() {
        let cut = piece.char_indices().next_back().filter(|(_, c)| is_break(*c));
        let (word, space) = match cut {
            Some((at, _)) => piece.split_at_checked(at).unwrap_or((piece, "")),
            None => (piece, ""),
        };
        out.extend(space.chars().map(mirrored));
        out.push_str(word);
    }
}

/// Spaces and punctuation that come from the interface's own font, and so are not shaped together
/// with right-to-left letters. The marks of the Hebrew and Arabic blocks come with their letters.
fn is_break(c: char) -> bool {
    let in_rtl_block = matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{feff}');
    let joins = matches!(c, '\u{200c}' | '\u{200d}');
    !in_rtl_block
        && !joins
        && !c.is_alphanumeric()
        && unicode_bidi::bidi_class(c) != unicode_bidi::BidiClass::NSM
}

fn mirrored(c: char) -> char {
    match c {
        '(' => ')',
        ')' => '(',
        '[' => ']',
        ']' => '[',
        '{' => '}',
        '}' => '{',
        '<' => '>',
        '>' => '<',
        '«' => '»',
        '»' => '«',
        other => other,
    }
}

/// How a line looks.
#[derive(Clone, Debug)]
pub struct Look {
    pub font: FontId,
    pub color: Color32,
}

impl Look {
    pub fn new(font: FontId, color: Color32) -> Self {
        Self { font, color }
    }
}

/// Lays one line out in visual order, cut with "…" at `width_pt`.
pub fn one_line(ui: &Ui, text: &str, look: &Look, width_pt: f32) -> Arc<Galley> {
    let shown = elided(ui, text, look, width_pt);
    let mut job =
        LayoutJob::simple_singleline(visual(&shown).into_owned(), look.font.clone(), look.color);
    job.wrap = TextWrapping { max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    job.wrap.max_width = width_pt.max(0.0);
    ui.painter().layout_job(job)
}

/// Cuts right-to-left text at its logical end, before it is reordered: egui would cut on the right,
/// where such a line begins.
fn elided<'a>(ui: &Ui, text: &'a str, look: &Look, width_pt: f32) -> Cow<'a, str> {
    if !text.chars().any(is_rtl) {
        return Cow::Borrowed(text);
    }
    let width_of = |part: &str| {
        ui.painter().layout_no_wrap(part.to_owned(), look.font.clone(), look.color).size().x
    };
    if width_of(&visual(text)) <= width_pt {
        return Cow::Borrowed(text);
    }
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    // A search in halves: eleven layouts at most for the longest text a row can have.
    let kept = ends.partition_point(|end| {
        text.get(..*end).is_some_and(|part| width_of(&format!("{part}…")) <= width_pt)
    });
    let end = ends.get(kept.saturating_sub(1)).copied().unwrap_or(0);
    Cow::Owned(format!("{}…", text.get(..end).unwrap_or_default().trim_end()))
}

/// Paints one line from the left edge of `rect`, centred in its height; returns where it stands.
pub fn paint(ui: &Ui, rect: Rect, text: &str, look: &Look) -> Rect {
    paint_aligned(ui, rect, text, look, Align::Min)
}

/// Paints one line in the middle of `rect`; returns where it stands.
pub fn paint_centred(ui: &Ui, rect: Rect, text: &str, look: &Look) -> Rect {
    paint_aligned(ui, rect, text, look, Align::Center)
}

/// Paints one line against the right edge of `rect`; returns where it stands.
pub fn paint_right(ui: &Ui, rect: Rect, text: &str, look: &Look) -> Rect {
    paint_aligned(ui, rect, text, look, Align::Max)
}

fn paint_aligned(ui: &Ui, rect: Rect, text: &str, look: &Look, align: Align) -> Rect {
    let galley = one_line(ui, text, look, rect.width());
    let size = galley.size();
    let left = match align {
        Align::Min => rect.left(),
        Align::Center => rect.center().x - size.x / 2.0,
        Align::Max => rect.right() - size.x,
    };
    let place = Rect::from_min_size(pos2(left, rect.center().y - size.y / 2.0), size);
    embolden::paint(ui, whole_point(place.min), galley, look.color);
    place
}

/// Text between two pixels is blurred.
fn whole_point(at: Pos2) -> Pos2 {
    pos2(at.x.round(), at.y.round())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_to_right_text_is_not_copied() {
        assert!(matches!(visual("Notes – Grüße, 你好 😀"), Cow::Borrowed(_)));
    }

    #[test]
    fn hebrew_words_change_places_and_keep_their_letters() {
        assert_eq!(visual("שלום עולם"), "עולם שלום");
        assert_eq!(visual("abc שלום עולם def"), "abc עולם שלום def");
    }

    #[test]
    fn numbers_inside_hebrew_keep_their_digits() {
        assert_eq!(visual("שלום 12 עולם"), "עולם 12 שלום");
    }

    #[test]
    fn brackets_turn_round_with_their_line() {
        assert_eq!(visual("שלום (עולם)"), "(עולם) שלום");
    }

    #[test]
    fn an_arabic_comma_stays_with_its_word() {
        assert_eq!(visual("كلمة، أخرى"), "أخرى كلمة،");
    }

    #[test]
    fn the_first_letter_decides_the_side() {
        assert!(is_right_to_left("  12 שלום abc"));
        assert!(!is_right_to_left("Re: שלום"));
        assert!(!is_right_to_left(""));
    }

    #[test]
    fn nothing_is_lost_and_nothing_panics() {
        for text in ["", "\u{5d0}", "\u{202e}abc\u{5d0}", "א\nב", "🏳️\u{200d}🌈 א 1️⃣", "()א()"]
        {
            let line = text.lines().next().unwrap_or_default();
            let mut before: Vec<char> = line.chars().filter(|c| c.is_alphanumeric()).collect();
            let shown = visual(text);
            let mut after: Vec<char> = shown.chars().filter(|c| c.is_alphanumeric()).collect();
            before.sort_unstable();
            after.sort_unstable();
            assert_eq!(before, after, "{text:?}");
        }
    }
}
