//! The text of a message: paragraphs, quotes, signature, links.
//!
//! Only the pieces in view are laid out, so a text of several megabytes costs a frame no more than
//! a short one.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use egui::{CursorIcon, Id, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::app::Action;
use crate::mime::{Block, BlockKind};
use crate::ui::bidi::Direction;
use crate::ui::theme::{self, READING_PT, SECONDARY_PT, Tokens};

use super::body_cache::{BodyCache, text_of};
use super::paragraph::{LinkPlace, Paragraph, Prepared, Style, prepare};
use super::units::Unit;

/// One and a half times the reading size.
pub(super) const LINE_PT: f32 = 21.0;
/// Longest line in widths of the digit 0, the unit typographers call "ch".
const MAX_LINE_CH: f32 = 76.0;
/// From one quote rule to the next, or to the text.
const QUOTE_STEP_PT: f32 = 15.0;
/// Width of a quote's rule.
const RULE_PT: f32 = 3.0;
/// From the foot of a link's letters to its line.
const UNDERLINE_PT: f32 = 2.5;
/// Rules drawn; deeper quotes stand under the last one, or nothing would be left for the text.
const MAX_RULES: usize = 6;
/// Longest part of a link's address shown on hover, in characters.
const MAX_TARGET_CHARS: usize = 300;

/// Width of the column of text.
pub(super) fn column_pt(ui: &Ui) -> f32 {
    let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&theme::regular(READING_PT), '0'));
    ui.available_width().min((digit * MAX_LINE_CH).round()).max(1.0)
}

/// The text in pieces, and as it came.
#[derive(Clone, Copy, Debug)]
pub(super) struct Text<'a> {
    pub blocks: &'a Arc<[Block]>,
    /// For copying all of it, with its quote marks.
    pub whole: &'a str,
}

/// Shows the text; returns by how many points the content above the view has grown.
pub(super) fn body_ui(
    ui: &mut Ui,
    text: &Text<'_>,
    cache: &mut BodyCache,
    actions: &mut Vec<Action>,
) -> f32 {
    let width_pt = column_pt(ui);
    cache.set_text(text.blocks);
    let mut grown_pt = cache.set_width(width_pt);
    cache.set_theme(ui.visuals().dark_mode);
    let top = ui.cursor().top();
    let left = ui.cursor().left();
    let view = ui.clip_rect();
    let first = cache.flow.at(f64::from(view.top() - top) - grown_pt);
    let mut y_pt = cache.flow.top_pt(first);
    cache.anchor = Some((first, y_pt));
    let mut piece = Piece { ui, text: *text, left, width_pt, actions };
    for index in first..cache.units.len() {
        let y = top + y_pt as f32;
        if y > view.bottom() + grown_pt as f32 {
            break;
        }
        let Some(unit) = cache.units.get(index) else { break };
        let bottom_before = y + cache.flow.height_pt(index);
        let height_pt = piece.show(unit, index, y, &mut cache.ordered);
        let change = cache.flow.measured(index, height_pt);
        if bottom_before <= view.top() {
            grown_pt += f64::from(change);
        }
        y_pt += f64::from(height_pt);
    }
    let total_pt = cache.flow.total_pt() as f32;
    ui.allocate_space(vec2(width_pt, total_pt));
    grown_pt as f32
}

/// What is the same for all pieces of a frame.
struct Piece<'a> {
    ui: &'a mut Ui,
    text: Text<'a>,
    left: f32,
    width_pt: f32,
    actions: &'a mut Vec<Action>,
}

impl Piece<'_> {
    /// Shows one piece with its top (gap and all) at `y`; returns its height.
    fn show(
        &mut self,
        unit: &Unit,
        index: usize,
        y: f32,
        ordered: &mut BTreeMap<usize, Prepared>,
    ) -> f32 {
        let blocks = self.text.blocks;
        let Some(block) = blocks.get(unit.block) else { return 0.0 };
        let rules = usize::from(block.quote_level).min(MAX_RULES);
        let indent_pt = rules as f32 * QUOTE_STEP_PT;
        let width_pt = (self.width_pt - indent_pt).max(QUOTE_STEP_PT);
        let text = text_of(blocks, unit);
        let fresh;
        let prepared = match ordered.get(&index) {
            Some(prepared) => prepared,
            None => {
                let links = links_in(block, &unit.range);
                let paragraph = Paragraph { text, direction: unit.direction, links };
                let style = style(theme::tokens(self.ui), block);
                let made = prepare(self.ui, &paragraph, &style, width_pt);
                if unit.direction == Direction::Plain {
                    fresh = made;
                    &fresh
                } else {
                    ordered.entry(index).or_insert(made)
                }
            }
        };
        let galley = prepared.galley(self.ui);
        let height_pt = galley.size().y;
        let from_right = unit.direction == Direction::RightToLeft;
        let left = if from_right { self.left } else { self.left + indent_pt };
        let text_top = (y + unit.gap_pt).round();
        let place = Rect::from_min_size(pos2(left, text_top), vec2(width_pt, height_pt));
        let above = match unit.block.checked_sub(1).and_then(|before| blocks.get(before)) {
            Some(before) if unit.range.start == 0 => usize::from(before.quote_level),
            None if unit.range.start == 0 => 0,
            Some(_) | None => rules,
        };
        self.rules((rules, above.min(rules)), from_right, (y, text_top, place.bottom()));
        let id = self.ui.scope_id().with(("text", index));
        let response = prepared.show(self.ui, id, (place, text));
        let places = prepared.link_places(&galley, prepared.origin(place));
        self.links(block, &places, id);
        let whole = self.text.whole;
        response.context_menu(|ui| menu(ui, (text, whole), self.actions));
        unit.gap_pt + height_pt
    }

    /// The coloured rules beside a quote, on the side where its lines begin. Those that go on from
    /// `above` fill the gap too.
    fn rules(
        &self,
        (rules, above): (usize, usize),
        from_right: bool,
        (gap_top, text_top, bottom): (f32, f32, f32),
    ) {
        let tokens = theme::tokens(self.ui);
        for level in 0..rules {
            let top = if level < above { gap_top.round() } else { text_top };
            let inset = level as f32 * QUOTE_STEP_PT;
            let x = if from_right {
                self.left + self.width_pt - inset - RULE_PT
            } else {
                self.left + inset
            };
            let rect = Rect::from_min_max(pos2(x, top), pos2(x + RULE_PT, bottom));
            let color = tokens.quote.get(level % tokens.quote.len()).copied().unwrap_or(tokens.dim);
            self.ui.painter().rect_filled(rect, 0.0, color);
        }
    }

    fn links(&mut self, block: &Block, places: &[LinkPlace], id: Id) {
        let color = theme::tokens(self.ui).accent_text;
        let mut last = None;
        for (count, LinkPlace { rect, baseline, link: number }) in
            places.iter().copied().enumerate()
        {
            let line = Stroke::new(1.0, color);
            self.ui.painter().hline(rect.x_range(), baseline.round() + UNDERLINE_PT, line);
            let Some(link) = block.links.get(number) else { continue };
            let words = block.text.get(link.range.clone()).unwrap_or_default();
            // A link over two rows is one link for the keyboard and for screen readers.
            let sense = if last == Some(number) {
                Sense::click() - Sense::FOCUSABLE
            } else {
                Sense::click()
            };
            let response = self.ui.interact(rect, id.with(("link", count)), sense);
            if last != Some(number) {
                response.widget_info(|| WidgetInfo::labeled(Role::Link, true, words));
                crate::ui::widgets::focus_ring(self.ui, rect.expand(2.0), &response);
            }
            last = Some(number);
            let response = response
                .on_hover_cursor(CursorIcon::PointingHand)
                .on_hover_text_at_pointer(shortened(&link.url));
            if response.clicked() {
                let (target, text) = (link.url.clone(), words.to_owned());
                self.actions.push(Action::ClickLink { target, text });
            }
        }
    }
}

fn style(tokens: &Tokens, block: &Block) -> Style {
    let color = match block.kind {
        BlockKind::Text | BlockKind::Preformatted if block.quote_level == 0 => tokens.text,
        BlockKind::Text | BlockKind::Preformatted | BlockKind::Signature => tokens.dim,
    };
    let font = match block.kind {
        // Letters of equal width look larger than others of one size.
        BlockKind::Preformatted => theme::mono(SECONDARY_PT),
        BlockKind::Text | BlockKind::Signature => theme::regular(READING_PT),
    };
    Style { font, color, link: tokens.accent_text, line_height_pt: LINE_PT }
}

/// The block's links that lie in a piece, as bytes of the piece.
fn links_in(block: &Block, range: &Range<usize>) -> Vec<(Range<usize>, usize)> {
    let first = block.links.partition_point(|link| link.range.end <= range.start);
    block
        .links
        .iter()
        .enumerate()
        .skip(first)
        .take_while(|(_, link)| link.range.start < range.end)
        .map(|(number, link)| {
            let start = link.range.start.max(range.start) - range.start;
            let end = link.range.end.min(range.end) - range.start;
            (start..end, number)
        })
        .collect()
}

/// The true target, cut for the hover text.
fn shortened(target: &str) -> String {
    match target.char_indices().nth(MAX_TARGET_CHARS) {
        Some((end, _)) => format!("{}…", target.get(..end).unwrap_or_default()),
        None => target.to_owned(),
    }
}

fn menu(ui: &mut Ui, (paragraph, whole): (&str, &str), actions: &mut Vec<Action>) {
    for (words, text) in [("Copy paragraph", paragraph), ("Copy text", whole)] {
        if ui.button(words).clicked() {
            actions.push(Action::CopyText(text.to_owned()));
            ui.close();
        }
    }
}
