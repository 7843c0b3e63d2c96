//! One piece of readable text with everything about it: quote rules, links, marks, its menu.

use std::ops::Range;

use egui::{CursorIcon, Id, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::app::Action;
use crate::html::Span;
use crate::ui::bidi::Direction;
use crate::ui::{theme, widgets};

use super::marking::Marking;
use super::paragraph::{Paragraph, Style, prepare_styled};
use super::places::LinkPlace;
use super::pointing::Ground;
use super::text_cache::TextCache;

/// From one quote rule to the next, or to the text.
pub(in crate::ui) const QUOTE_STEP_PT: f32 = 15.0;
/// Width of a quote's rule.
const RULE_PT: f32 = 3.0;
/// From the foot of a link's letters to its line.
const UNDERLINE_PT: f32 = 2.5;
/// Rules drawn; deeper quotes stand under the last one, or nothing would be left for the text.
const MAX_RULES: usize = 6;
/// Longest part of a link's address shown on hover, in characters.
const MAX_TARGET_CHARS: usize = 300;
/// How much of its colour the ground of found words has; the letters stay readable.
const MARK_ALPHA: f32 = 0.22;
const CURRENT_MARK_ALPHA: f32 = 0.5;
/// The same of marked words, as on a page.
const SELECTED_ALPHA: f32 = 0.32;

/// A link of a piece.
#[derive(Clone, Debug)]
pub(in crate::ui) struct PieceLink<'a> {
    /// Bytes of the piece's text.
    pub range: Range<usize>,
    pub url: &'a str,
    /// All words of the link, also those in other pieces.
    pub words: &'a str,
}

/// The links that lie in the bytes `range` of a text; `of` tells where each stands in the text, and
/// where it leads.
pub(in crate::ui) fn links_in<'a, L>(
    (text, range): (&'a str, &Range<usize>),
    links: &'a [L],
    of: impl for<'b> Fn(&'b L) -> (&'b Range<usize>, &'b str),
) -> Vec<PieceLink<'a>> {
    let first = links.partition_point(|link| of(link).0.end <= range.start);
    let rest = links.get(first..).unwrap_or_default();
    rest.iter()
        .map(of)
        .take_while(|(at, _)| at.start < range.end)
        .map(|(at, url)| PieceLink {
            range: at.start.max(range.start) - range.start..at.end.min(range.end) - range.start,
            url,
            words: text.get(at.clone()).unwrap_or_default(),
        })
        .collect()
}

/// A piece of text.
#[derive(Debug)]
pub(in crate::ui) struct Piece<'a> {
    /// Number of the piece, and of its cell where it has some.
    pub at: (usize, usize),
    pub text: &'a str,
    pub direction: Direction,
    pub style: Style,
    /// Bytes of the text, in order.
    pub spans: Vec<Span>,
    pub links: Vec<PieceLink<'a>>,
    /// The whole text it is part of, for copying.
    pub whole: &'a str,
}

impl Piece<'_> {
    /// Shows it with its first line at the top of a place; returns its height.
    pub(in crate::ui) fn show(
        &self,
        ui: &mut Ui,
        (at, width_pt): (egui::Pos2, f32),
        cache: &mut TextCache,
        actions: &mut Vec<Action>,
    ) -> f32 {
        let marks = cache.found.in_cell(self.at.0, self.at.1);
        let fresh;
        let prepared = match cache.ordered.get(&self.at) {
            Some(prepared) => prepared,
            None => {
                let numbers = self.links.iter().enumerate();
                let links = numbers.map(|(number, link)| (link.range.clone(), number)).collect();
                let paragraph = Paragraph { text: self.text, direction: self.direction, links };
                let made = prepare_styled(ui, &paragraph, &self.spans, (&self.style, width_pt));
                if self.direction == Direction::Plain {
                    fresh = made;
                    &fresh
                } else {
                    cache.ordered.entry(self.at).or_insert(made)
                }
            }
        };
        let galley = prepared.galley(ui);
        let place = Rect::from_min_size(at, vec2(width_pt, galley.size().y));
        let origin = prepared.origin(place);
        if !marks.is_empty() {
            mark(ui, &prepared.byte_places((&galley, origin), self.text, &marks));
        }
        if let Some(range) = cache.marking.in_cell(self.at, self.text.len()) {
            let marked = prepared.byte_places((&galley, origin), self.text, &[(range, 0)]);
            let color = theme::tokens(ui).accent.gamma_multiply(SELECTED_ALPHA);
            marked.iter().for_each(|place| _ = ui.painter().rect_filled(place.rect, 2.0, color));
        }
        let id = ui.scope_id().with(("text", self.at));
        // The Tab key goes from control to control, not through the paragraphs.
        let response = ui.interact(place, id, Sense::click_and_drag() - Sense::FOCUSABLE);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, self.text));
        prepared.paint(ui, (&galley, origin));
        let (at, text) = (self.at, self.text);
        let ground = Ground { at, text, prepared, galley: &galley, origin, place };
        ground.pointer(ui, &response, &cache.units, &mut cache.marking);
        ground.tell(ui, &response, &cache.marking);
        let places = prepared.link_places(&galley, origin);
        self.links_ui(ui, &places, id, actions);
        response.context_menu(|ui| self.menu(ui, &mut cache.marking, actions));
        galley.size().y
    }

    fn menu(&self, ui: &mut Ui, marking: &mut Marking, actions: &mut Vec<Action>) {
        if !marking.is_empty() && ui.button("Copy").clicked() {
            marking.copy_wanted = true;
            ui.close();
        }
        for (words, text) in [("Copy paragraph", self.text), ("Copy text", self.whole)] {
            if ui.button(words).clicked() {
                actions.push(Action::CopyText(text.to_owned()));
                ui.close();
            }
        }
        if ui.button("Select all").clicked() {
            marking.select_all();
            ui.close();
        }
    }

    fn links_ui(&self, ui: &Ui, places: &[LinkPlace], id: Id, actions: &mut Vec<Action>) {
        let color = theme::tokens(ui).accent_text;
        let mut last = None;
        for (count, LinkPlace { rect, baseline, link: number }) in
            places.iter().copied().enumerate()
        {
            let line = Stroke::new(1.0, color);
            ui.painter().hline(rect.x_range(), baseline.round() + UNDERLINE_PT, line);
            let Some(link) = self.links.get(number) else { continue };
            // A link over two rows is one link for the keyboard and for screen readers.
            let sense = if last == Some(number) {
                Sense::click() - Sense::FOCUSABLE
            } else {
                Sense::click()
            };
            let response = ui.interact(rect, id.with(("link", count)), sense);
            if last != Some(number) {
                response.widget_info(|| WidgetInfo::labeled(Role::Link, true, link.words));
                widgets::focus_ring(ui, rect.expand(2.0), &response);
            }
            last = Some(number);
            let response = response
                .on_hover_cursor(CursorIcon::PointingHand)
                .on_hover_text_at_pointer(shortened(link.url));
            if response.clicked() {
                let (target, text) = (link.url.to_owned(), link.words.to_owned());
                actions.push(Action::ClickLink { target, text });
            }
            response.context_menu(|ui| {
                if ui.button("Copy link address").clicked() {
                    actions.push(Action::CopyText(link.url.to_owned()));
                    ui.close();
                }
            });
        }
    }
}

/// The ground of words that were found; number 1 is the current one.
fn mark(ui: &Ui, places: &[LinkPlace]) {
    let color = theme::tokens(ui).flag;
    for place in places {
        let alpha = if place.link == 1 { CURRENT_MARK_ALPHA } else { MARK_ALPHA };
        ui.painter().rect_filled(place.rect, 2.0, color.gamma_multiply(alpha));
    }
}

/// The rules beside a quoted piece.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Rules {
    pub levels: u8,
    /// Levels of what stands above: their rules go on through the gap.
    pub above: u8,
    /// Lines begin on the right, and so the rules stand there.
    pub from_right: bool,
}

impl Rules {
    fn count(levels: u8) -> usize {
        usize::from(levels).min(MAX_RULES)
    }

    /// Room that the rules take from the text.
    pub(in crate::ui) fn indent_pt(self) -> f32 {
        Self::count(self.levels) as f32 * QUOTE_STEP_PT
    }

    /// Paints them beside a piece that begins at `gap_top`, its text at `text_top`.
    pub(in crate::ui) fn paint(
        self,
        ui: &Ui,
        (left, width_pt): (f32, f32),
        (gap_top, text_top, bottom): (f32, f32, f32),
    ) {
        let tokens = theme::tokens(ui);
        for level in 0..Self::count(self.levels) {
            let top = if level < Self::count(self.above) { gap_top.round() } else { text_top };
            let inset = level as f32 * QUOTE_STEP_PT;
            let x = if self.from_right { left + width_pt - inset - RULE_PT } else { left + inset };
            let rect = Rect::from_min_max(pos2(x, top), pos2(x + RULE_PT, bottom));
            let color = tokens.quote.get(level % tokens.quote.len()).copied().unwrap_or(tokens.dim);
            ui.painter().rect_filled(rect, 0.0, color);
        }
    }
}

/// The true target, cut for the hover text.
fn shortened(target: &str) -> String {
    match target.char_indices().nth(MAX_TARGET_CHARS) {
        Some((end, _)) => format!("{}…", target.get(..end).unwrap_or_default()),
        None => target.to_owned(),
    }
}
