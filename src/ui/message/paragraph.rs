//! One piece of text on the screen: laid out, painted, selectable, with its links.
//!
//! Left-to-right text can be selected with the pointer and copied; what is copied is the text as
//! written. Text that holds right-to-left words is painted in visual order, where a selection would
//! copy the wrong order: its context menu copies the whole paragraph instead.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat};
use egui::text_selection::LabelSelectionState;
use egui::{Align, Color32, FontId, Galley, Id, Pos2, Rect, Response, Sense, Stroke, Ui};

use crate::ui::bidi::{self, Direction};
use crate::ui::embolden;
use crate::ui::wrapped::append;

/// How a paragraph looks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Style {
    pub font: FontId,
    pub color: Color32,
    pub link: Color32,
    pub line_height_pt: f32,
}

impl Style {
    fn format(&self, is_link: bool) -> TextFormat {
        // egui underlines at the foot of the row, far below the letters: the caller draws the line.
        TextFormat {
            font_id: self.font.clone(),
            color: if is_link { self.link } else { self.color },
            line_height: Some(self.line_height_pt),
            valign: Align::Center,
            ..TextFormat::default()
        }
    }
}

/// What is to be shown.
#[derive(Clone, Debug)]
pub(super) struct Paragraph<'a> {
    pub text: &'a str,
    pub direction: Direction,
    /// Links as bytes of `text`, in order, with the number the caller knows them by.
    pub links: Vec<(Range<usize>, usize)>,
}

/// A paragraph ready to be laid out at one width.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    job: LayoutJob,
    /// Characters of the job's text that belong to a link.
    links: Vec<(Range<usize>, usize)>,
    selectable: bool,
}

/// A link's part of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct LinkPlace {
    pub rect: Rect,
    /// Where its letters stand.
    pub baseline: f32,
    pub link: usize,
}

/// Breaks and orders a paragraph for a width. Linear in its text.
pub(super) fn prepare(ui: &Ui, it: &Paragraph<'_>, style: &Style, width_pt: f32) -> Prepared {
    match it.direction {
        Direction::Plain => plain(it, style, width_pt),
        Direction::Mixed | Direction::RightToLeft => ordered(ui, it, style, width_pt),
    }
}

fn plain(it: &Paragraph<'_>, style: &Style, width_pt: f32) -> Prepared {
    let mut job = LayoutJob::default();
    let mut links = Vec::new();
    let mut chars = 0;
    let mut push = |range: Range<usize>, link: Option<usize>| {
        let part = it.text.get(range).unwrap_or_default();
        if part.is_empty() {
            return;
        }
        job.append(part, 0.0, style.format(link.is_some()));
        let count = part.chars().count();
        links.extend(link.map(|number| (chars..chars + count, number)));
        chars += count;
    };
    let mut at = 0;
    for (range, number) in &it.links {
        push(at..range.start, None);
        push(range.clone(), Some(*number));
        at = range.end;
    }
    push(at..it.text.len(), None);
    job.wrap.max_width = width_pt;
    Prepared { job, links, selectable: true }
}

fn ordered(ui: &Ui, it: &Paragraph<'_>, style: &Style, width_pt: f32) -> Prepared {
    let mut job = LayoutJob::default();
    let mut links: Vec<(Range<usize>, usize)> = Vec::new();
    let mut chars = 0;
    let mut measure = |word: &str| {
        let word = word.to_owned();
        ui.painter().layout_no_wrap(word, style.font.clone(), style.color).size().x
    };
    let mut line_at = 0;
    for line in it.text.split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        for row in bidi::rows(content, it.direction, width_pt, &mut measure) {
            if !job.text.is_empty() {
                append(&mut job, "\n", style.format(false));
                chars += 1;
            }
            for piece in row {
                let link = link_at(&it.links, line_at + piece.at);
                append(&mut job, &piece.text, style.format(link.is_some()));
                let count = piece.text.chars().count();
                links.extend(link.map(|number| (chars..chars + count, number)));
                chars += count;
            }
        }
        line_at += line.len();
    }
    job.wrap.max_width = f32::INFINITY;
    if it.direction == Direction::RightToLeft {
        job.halign = Align::RIGHT;
    }
    Prepared { job, links, selectable: false }
}

fn link_at(links: &[(Range<usize>, usize)], at: usize) -> Option<usize> {
    let index = links.partition_point(|(range, _)| range.end <= at);
    links.get(index).filter(|(range, _)| range.start <= at).map(|(_, number)| *number)
}

impl Prepared {
    /// Cut with "…" after so many rows.
    pub(super) fn at_most(mut self, rows: usize) -> Self {
        self.job.wrap.max_rows = rows;
        self
    }

    /// Lays out; repeated calls cost a look into egui's cache.
    pub(super) fn galley(&self, ui: &Ui) -> Arc<Galley> {
        ui.painter().layout_job(self.job.clone())
    }

    /// Paints at the top of `rect`, aligned as its direction wants. `text` is what a screen reader
    /// says.
    pub(super) fn show(&self, ui: &Ui, id: Id, (rect, text): (Rect, &str)) -> Response {
        let galley = self.galley(ui);
        let at = match galley.job.halign {
            Align::RIGHT => rect.right_top(),
            Align::LEFT | Align::Center => rect.left_top(),
        };
        let mut sense = Sense::click();
        if self.selectable {
            sense = Sense::click_and_drag();
        }
        // The Tab key goes from control to control, not through the paragraphs.
        sense -= Sense::FOCUSABLE;
        let response = ui.interact(rect, id, sense);
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, text));
        let color = Color32::PLACEHOLDER;
        embolden::strike(ui, at, &galley, color);
        if self.selectable {
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

    /// Where the links are on the screen: one place for each row a link covers.
    pub(super) fn link_places(&self, galley: &Galley, at: Pos2) -> Vec<LinkPlace> {
        let mut rects = Vec::new();
        if self.links.is_empty() {
            return rects;
        }
        let mut first = 0;
        for row in &galley.rows {
            let end = first + row.glyphs.len();
            let from = self.links.partition_point(|(range, _)| range.end <= first);
            for (range, number) in self.links.iter().skip(from) {
                if range.start >= end {
                    break;
                }
                let part = range.start.max(first) - first..range.end.min(end) - first;
                let Some(glyphs) = row.glyphs.get(part) else { continue };
                let (Some(left), Some(right)) = (glyphs.first(), glyphs.last()) else { continue };
                let height = row.rect().y_range();
                let rect = Rect::from_min_max(
                    Pos2::new(row.pos.x + left.pos.x, height.min),
                    Pos2::new(row.pos.x + right.max_x(), height.max),
                );
                rects.push(LinkPlace {
                    rect: rect.translate(at.to_vec2()),
                    baseline: at.y + row.pos.y + left.pos.y,
                    link: *number,
                });
            }
            first = end + usize::from(row.ends_with_newline);
        }
        rects
    }

    /// Where the galley's origin stands for a rectangle.
    pub(super) fn origin(&self, rect: Rect) -> Pos2 {
        if self.job.halign == Align::RIGHT { rect.right_top() } else { rect.left_top() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_found_by_any_place_in_it() {
        let links = [(3..6, 0), (10..12, 7)];
        let found: Vec<Option<usize>> =
            [0, 3, 5, 6, 10, 11, 12].into_iter().map(|at| link_at(&links, at)).collect();
        assert_eq!(found, [None, Some(0), Some(0), None, Some(7), Some(7), None]);
    }
}
