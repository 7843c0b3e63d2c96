//! One piece of an article on the screen.

use egui::{Pos2, Rect, Ui, pos2, vec2};

use crate::app::Action;
use crate::html::{Article, ArticleBlock, ArticleKind, Words};
use crate::ui::bidi::Direction;
use crate::ui::message::piece::{Piece, QUOTE_STEP_PT, Rules, links_in};
use crate::ui::message::text_cache::TextCache;
use crate::ui::message::units::Unit;
use crate::ui::page::Pictures;
use crate::ui::text::{self, Look};
use crate::ui::theme;

use super::style::{indent_pt, spans_in, style};
use super::table::{self, Tables};
use super::{object, units};

/// From the edges of preformatted text to its letters.
const CODE_PADDING_PT: f32 = 8.0;

/// What is the same for all pieces of a frame.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    pub article: &'a Article,
    pub tables: &'a Tables,
    pub whole: &'a str,
    pub zoom: f32,
    pub pictures: Option<&'a Pictures<'a>>,
}

/// Shows a piece with its top (gap and all) at a place; returns its height.
pub(super) fn show(
    ui: &mut Ui,
    frame: &Frame<'_>,
    (index, at): (usize, Pos2),
    (cache, actions): (&mut TextCache, &mut Vec<Action>),
) -> f32 {
    let Some(unit) = cache.units.get(index).cloned() else { return 0.0 };
    let Some(block) = frame.article.blocks.get(unit.block) else { return 0.0 };
    let from_right = unit.direction == Direction::RightToLeft;
    let rules = Rules { levels: block.quote_level, above: above(frame, &unit, block), from_right };
    let gap_pt = unit.gap_pt * frame.zoom;
    let column_pt = cache.column.width_pt;
    let inset_pt = rules.indent_pt() + indent_pt(block, frame.zoom);
    let width_pt = (column_pt - inset_pt).max(QUOTE_STEP_PT);
    let left = if from_right { at.x } else { at.x + inset_pt };
    let top = (at.y + gap_pt).round();
    let place = Place { index, at: pos2(left, top), width_pt, from_right };
    let height_pt = match &block.kind {
        ArticleKind::Row { cells, is_head } => {
            let weights = frame.tables.weights(unit.block);
            table::row(ui, frame, (block, cells, *is_head), (&place, weights), (cache, actions))
        }
        ArticleKind::Picture { name, alt } => {
            object::picture(ui, frame, (unit.block, name, alt), &place)
        }
        ArticleKind::Rule => object::rule(ui, &place),
        ArticleKind::Preformatted(_) => code(ui, frame, (&unit, block), &place, (cache, actions)),
        ArticleKind::Item { marker, .. } => {
            if unit.range.start == 0 {
                item_marker(ui, marker, &place, (block, frame.zoom));
            }
            words_ui(ui, frame, (&unit, block), &place, (cache, actions))
        }
        ArticleKind::Paragraph(_) | ArticleKind::Heading { .. } => {
            words_ui(ui, frame, (&unit, block), &place, (cache, actions))
        }
    };
    rules.paint(ui, (at.x, column_pt), (at.y, top, top + height_pt));
    gap_pt + height_pt
}

/// Where a piece stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Number of the piece.
    pub index: usize,
    pub at: Pos2,
    pub width_pt: f32,
    /// Its lines begin on the right.
    pub from_right: bool,
}

/// Quotes round what stands above a piece.
fn above(frame: &Frame<'_>, unit: &Unit, block: &ArticleBlock) -> u8 {
    if unit.range.start > 0 {
        return block.quote_level;
    }
    let before = unit.block.checked_sub(1).and_then(|before| frame.article.blocks.get(before));
    before.map_or(0, |before| before.quote_level)
}

fn words_ui(
    ui: &mut Ui,
    frame: &Frame<'_>,
    (unit, block): (&Unit, &ArticleBlock),
    place: &Place,
    (cache, actions): (&mut TextCache, &mut Vec<Action>),
) -> f32 {
    let Some(words) = units::words(block) else { return 0.0 };
    let it = piece(ui, frame, (block, words), (place.index, 0), (&unit.range, unit.direction));
    it.show(ui, (place.at, place.width_pt), cache, actions)
}

/// A part of a text of a block, ready to be shown.
pub(super) fn piece<'a>(
    ui: &Ui,
    frame: &Frame<'a>,
    (block, words): (&ArticleBlock, &'a Words),
    at: (usize, usize),
    (range, direction): (&std::ops::Range<usize>, Direction),
) -> Piece<'a> {
    let strong =
        matches!(block.kind, ArticleKind::Heading { .. } | ArticleKind::Row { is_head: true, .. });
    Piece {
        at,
        text: words.text.get(range.clone()).unwrap_or_default(),
        direction,
        style: style(theme::tokens(ui), block, frame.zoom),
        spans: spans_in(&words.spans, range, strong),
        links: links_in((&words.text, range), &words.links, |link| (&link.range, &link.href)),
        whole: frame.whole,
    }
}

/// The sign of a list's item, in the room beside its first line.
fn item_marker(ui: &Ui, marker: &str, place: &Place, (block, zoom): (&ArticleBlock, f32)) {
    /// From the sign to the text.
    const GAP_PT: f32 = 7.0;
    let style = style(theme::tokens(ui), block, zoom);
    let look = Look::new(style.font, theme::tokens(ui).dim);
    let room_pt = super::style::LIST_STEP_PT * zoom;
    let line = vec2(room_pt - GAP_PT * zoom, style.line_height_pt);
    if place.from_right {
        let right = place.at.x + place.width_pt;
        let rect = Rect::from_min_size(pos2(right + GAP_PT * zoom, place.at.y), line);
        text::paint(ui, rect, marker, &look);
        return;
    }
    // A long number runs out of its room to the left, not into the text.
    let galley = text::one_line(ui, marker, &look, f32::INFINITY);
    let x = place.at.x - GAP_PT * zoom - galley.size().x;
    let y = place.at.y + (style.line_height_pt - galley.size().y) / 2.0;
    ui.painter().galley(pos2(x.round(), y.round()), galley, look.color);
}

/// Lines as they are, on a quiet ground.
fn code(
    ui: &mut Ui,
    frame: &Frame<'_>,
    (unit, block): (&Unit, &ArticleBlock),
    place: &Place,
    (cache, actions): (&mut TextCache, &mut Vec<Action>),
) -> f32 {
    let first = unit.range.start == 0;
    let last = units::words(block).is_none_or(|words| unit.range.end >= words.text.len());
    let above_pt = if first { CODE_PADDING_PT } else { 0.0 };
    let below_pt = if last { CODE_PADDING_PT } else { 0.0 };
    let known_pt = cache.flow.height_pt(place.index) - unit.gap_pt * frame.zoom;
    let ground = Rect::from_min_size(place.at, vec2(place.width_pt, known_pt.max(1.0)));
    ui.painter().rect_filled(ground, 0.0, theme::tokens(ui).window);
    let inside = Place {
        at: place.at + vec2(CODE_PADDING_PT, above_pt),
        width_pt: (place.width_pt - 2.0 * CODE_PADDING_PT).max(1.0),
        ..*place
    };
    let height_pt = words_ui(ui, frame, (unit, block), &inside, (cache, actions));
    let height_pt = above_pt + height_pt + below_pt;
    if (height_pt - known_pt).abs() > 0.5 {
        // The ground was painted before the text was measured: once more with its true height.
        ui.ctx().request_repaint();
    }
    height_pt
}
