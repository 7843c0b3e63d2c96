//! One piece of text on the screen: laid out, painted, selectable, with its links.
//!
//! Text that holds right-to-left words is painted in visual order; where each of its words came from
//! is known, so that what is marked on the screen is copied as it was written.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::text_selection::LabelSelectionState;
use egui::{Align, Color32, FontId, Galley, Id, Pos2, Rect, Response, Sense, Stroke, Ui};

use crate::html::{Span, SpanStyle};
use crate::ui::bidi::{self, Direction};
use crate::ui::embolden;
use crate::ui::theme;
use crate::ui::wrapped::append;

use super::runs::{Run, run_at, runs};

/// Letters of equal width look larger than others of one size.
const CODE_SHARE: f32 = 0.9;

/// How a paragraph looks.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui) struct Style {
    pub font: FontId,
    pub color: Color32,
    pub link: Color32,
    pub line_height_pt: f32,
}

impl Style {
    fn format(&self, run: &Run) -> TextFormat {
        let color = if run.link.is_some() { self.link } else { self.color };
        let struck = if run.style.struck { Stroke::new(1.0, color) } else { Stroke::NONE };
        // egui underlines at the foot of the row, far below the letters: the caller draws the line.
        TextFormat {
            font_id: self.font_of(run.style),
            color,
            italics: run.style.emphasis,
            strikethrough: struck,
            line_height: Some(self.line_height_pt),
            valign: Align::Center,
            ..TextFormat::default()
        }
    }

    fn font_of(&self, style: SpanStyle) -> FontId {
        match style {
            SpanStyle { code: true, .. } => theme::mono((self.font.size * CODE_SHARE).round()),
            SpanStyle { strong: true, .. } => theme::strong(self.font.size),
            _ => self.font.clone(),
        }
    }
}

/// What is to be shown.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Paragraph<'a> {
    pub text: &'a str,
    pub direction: Direction,
    /// Links as bytes of `text`, in order, with the number the caller knows them by.
    pub links: Vec<(Range<usize>, usize)>,
}

/// A paragraph ready to be laid out at one width.
#[derive(Clone, Debug)]
pub(in crate::ui) struct Prepared {
    pub(super) job: LayoutJob,
    /// Characters of the job's text that belong to a link.
    pub(super) links: Vec<(Range<usize>, usize)>,
    /// Where each piece of reordered text came from; `None` where nothing was reordered.
    pub(super) pieces: Option<Vec<Moved>>,
}

/// A piece of reordered text.
#[derive(Clone, Debug)]
pub(super) struct Moved {
    /// Bytes of the paragraph.
    pub from: Range<usize>,
    /// Characters of the job.
    pub to: Range<usize>,
    /// Letter by letter the same as in the paragraph.
    pub plain: bool,
}

/// Breaks and orders a paragraph for a width. Linear in its text.
pub(in crate::ui) fn prepare(
    ui: &Ui,
    it: &Paragraph<'_>,
    style: &Style,
    width_pt: f32,
) -> Prepared {
    prepare_styled(ui, it, &[], (style, width_pt))
}

/// The same with emphasis; `spans` are bytes of the text, in order.
pub(in crate::ui) fn prepare_styled(
    ui: &Ui,
    it: &Paragraph<'_>,
    spans: &[Span],
    (style, width_pt): (&Style, f32),
) -> Prepared {
    let runs = runs(it.text, &it.links, spans);
    match it.direction {
        Direction::Plain => plain(it, &runs, style, width_pt),
        Direction::Mixed | Direction::RightToLeft => ordered(ui, it, &runs, (style, width_pt)),
    }
}

fn plain(it: &Paragraph<'_>, runs: &[Run], style: &Style, width_pt: f32) -> Prepared {
    let mut writer = Writer::default();
    for run in runs {
        let part = it.text.get(run.range.clone()).unwrap_or_default();
        writer.job.append(part, 0.0, style.format(run));
        writer.count(part, run);
    }
    let Writer { mut job, links, .. } = writer;
    job.wrap.max_width = width_pt;
    Prepared { job, links, pieces: None }
}

#[derive(Default)]
struct Writer {
    job: LayoutJob,
    links: Vec<(Range<usize>, usize)>,
    chars: usize,
}

impl Writer {
    fn count(&mut self, part: &str, run: &Run) -> Range<usize> {
        let count = part.chars().count();
        let range = self.chars..self.chars + count;
        self.links.extend(run.link.map(|number| (range.clone(), number)));
        self.chars += count;
        range
    }
}

fn ordered(
    ui: &Ui,
    it: &Paragraph<'_>,
    runs: &[Run],
    (style, width_pt): (&Style, f32),
) -> Prepared {
    let mut writer = Writer::default();
    let mut pieces = Vec::new();
    let mut fonts: Vec<FontId> = Vec::new();
    for font in runs.iter().map(|run| style.font_of(run.style)) {
        if !fonts.contains(&font) {
            fonts.push(font);
        }
    }
    // Which font a word has is not known here: it gets the room of the widest.
    let mut measure = |word: &str| {
        let width_in = |font: &FontId| {
            ui.painter().layout_no_wrap(word.to_owned(), font.clone(), style.color).size().x
        };
        fonts.iter().map(width_in).fold(0.0, f32::max)
    };
    let mut line_at = 0;
    for line in it.text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        for row in bidi::rows(content, it.direction, width_pt, &mut measure) {
            if !writer.job.text.is_empty() {
                append(&mut writer.job, "\n", style.format(&Run::default()));
                writer.chars += 1;
            }
            for piece in row {
                let from = line_at + piece.at;
                let plain = Direction::of(&piece.text) == Direction::Plain
                    && it.text.get(from..from + piece.text.len()) == Some(&*piece.text);
                let end = from + piece.text.len();
                let mut at = from;
                while at < end {
                    let run = run_at(runs, at);
                    // Letters that are shaped together cannot look different.
                    let to = if plain { run.range.end.clamp(at + 1, end) } else { end };
                    let part = piece.text.get(at - from..to - from).unwrap_or_default();
                    append(&mut writer.job, part, style.format(&run));
                    let chars = writer.count(part, &run);
                    pieces.push(Moved { from: at..to, to: chars, plain });
                    at = to;
                }
            }
        }
        line_at += line.len();
    }
    let Writer { mut job, links, .. } = writer;
    job.wrap.max_width = f32::INFINITY;
    if it.direction == Direction::RightToLeft {
        job.halign = Align::RIGHT;
    }
    Prepared { job, links, pieces: Some(pieces) }
}

impl Prepared {
    /// Cut with "…" after so many rows.
    pub(in crate::ui) fn at_most(mut self, rows: usize) -> Self {
        self.job.wrap.max_rows = rows;
        self
    }

    /// Lays out; repeated calls cost a look into egui's cache.
    pub(in crate::ui) fn galley(&self, ui: &Ui) -> Arc<Galley> {
        ui.painter().layout_job(self.job.clone())
    }

    /// Paints at the top of `rect`, aligned as its direction wants. `text` is what a screen reader
    /// says.
    pub(in crate::ui) fn show(&self, ui: &Ui, id: Id, (rect, text): (Rect, &str)) -> Response {
        let galley = self.galley(ui);
        let at = match galley.job.halign {
            Align::RIGHT => rect.right_top(),
            Align::LEFT | Align::Center => rect.left_top(),
        };
        let selectable = self.pieces.is_none();
        let mut sense = Sense::click();
        if selectable {
            sense = Sense::click_and_drag();
        }
        // The Tab key goes from control to control, not through the paragraphs.
        sense -= Sense::FOCUSABLE;
        let response = ui.interact(rect, id, sense);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
        let color = Color32::PLACEHOLDER;
        embolden::strike(ui, at, &galley, color);
        if selectable {
            LabelSelectionState::label_text_selection(
                ui,
                &response,
                at,
                galley,
                color,
                Stroke::NONE,
            );
        } else {
            ui.painter().galley(at, galley, color);
        }
        response
    }

    /// The rows stand in another order than they are written in.
    pub(in crate::ui) fn is_reordered(&self) -> bool {
        self.pieces.is_some()
    }

    /// Paints at a place, letters of any script strong where they shall be.
    pub(in crate::ui) fn paint(&self, ui: &Ui, (galley, at): (&Arc<Galley>, Pos2)) {
        embolden::paint(ui, at, Arc::clone(galley), Color32::PLACEHOLDER);
    }

    /// Where the galley's origin stands for a rectangle.
    pub(in crate::ui) fn origin(&self, rect: Rect) -> Pos2 {
        if self.job.halign == Align::RIGHT { rect.right_top() } else { rect.left_top() }
    }
}
