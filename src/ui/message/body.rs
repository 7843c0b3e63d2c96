//! The text of a message: paragraphs, quotes, signature, links.
//!
//! Only the pieces in view are laid out, so a text of several megabytes costs a frame no more than
//! a short one.

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Ui, pos2};

use crate::app::Action;
use crate::mime::{Block, BlockKind};
use crate::ui::bidi::Direction;
use crate::ui::theme::{self, READING_PT, SECONDARY_PT, Tokens};

use super::body_cache::{BodyCache, text_of};
use super::column::column_ui;
use super::fold_button;
use super::found::Sought;
use super::paragraph::Style;
use super::piece::{Piece, QUOTE_STEP_PT, Rules, links_in};
use super::pointing::wants_copy;
use super::text_cache::{Column, TextCache};
use super::units::{Unit, UnitKind};

/// One and a half times the reading size.
pub(in crate::ui) const LINE_PT: f32 = 21.0;
/// Longest line in widths of the digit 0, the unit typographers call "ch".
const MAX_LINE_CH: f32 = 76.0;

/// Width of the column of text, with letters `zoom` times as large as usual.
pub(in crate::ui) fn column_pt(ui: &Ui, zoom: f32) -> f32 {
    let digit = ui.fonts_mut(|fonts| fonts.glyph_width(&theme::regular(READING_PT), '0'));
    ui.available_width().min((digit * MAX_LINE_CH * zoom).round()).max(1.0)
}

/// The text in pieces, and as it came.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui) struct Text<'a> {
    pub blocks: &'a Arc<[Block]>,
    /// For copying all of it, with its quote marks.
    pub whole: &'a str,
    /// Quotes that are not as they usually are, by first block.
    pub turned: &'a BTreeSet<usize>,
    /// 1.0 is the usual size of letters.
    pub zoom: f32,
    pub sought: Option<Sought<'a>>,
}

/// What came of showing a text.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::ui) struct Shown {
    /// By how many points the content above the view has grown.
    pub grown_pt: f32,
    /// The button of this quote was pressed; it is named by its first block.
    pub turned: Option<usize>,
}

/// Shows the text.
pub(in crate::ui) fn body_ui(
    ui: &mut Ui,
    text: &Text<'_>,
    cache: &mut BodyCache,
    actions: &mut Vec<Action>,
) -> Shown {
    cache.set_text(text.blocks, text.turned, text.sought);
    let width_pt = column_pt(ui, text.zoom);
    let dark = ui.visuals().dark_mode;
    let moved_pt = cache.set_column(Column { width_pt, zoom: text.zoom, dark });
    let left = ui.cursor().left();
    let mut turned = None;
    let grown_pt = column_ui(ui, &mut cache.text, moved_pt, &mut |ui, cache, index, y| {
        let Some(unit) = cache.units.get(index).cloned() else { return 0.0 };
        let at = pos2(left, y);
        match unit.kind {
            UnitKind::Fold { lines, open } => {
                let top = pos2(left, (y + unit.gap_pt).round());
                let (height_pt, pressed) = fold_button::show(ui, top, (index, lines, open));
                if pressed {
                    turned = Some(unit.block);
                }
                unit.gap_pt + height_pt
            }
            UnitKind::Text | UnitKind::Object => {
                piece(ui, text, (&unit, index), at, (cache, actions))
            }
        }
    });
    if wants_copy(ui, &mut cache.text) {
        let marked = cache.marked(text.blocks, text.whole);
        actions.extend(marked.map(Action::CopyText));
    }
    Shown { grown_pt, turned }
}

/// Shows one piece with its top (gap and all) at `at`; returns its height.
fn piece(
    ui: &mut Ui,
    text: &Text<'_>,
    (unit, index): (&Unit, usize),
    at: egui::Pos2,
    (cache, actions): (&mut TextCache, &mut Vec<Action>),
) -> f32 {
    let Some(block) = text.blocks.get(unit.block) else { return 0.0 };
    let from_right = unit.direction == Direction::RightToLeft;
    let levels = block.quote_level;
    let above = match unit.block.checked_sub(1).and_then(|before| text.blocks.get(before)) {
        Some(before) if unit.range.start == 0 => before.quote_level,
        None if unit.range.start == 0 => 0,
        Some(_) | None => levels,
    };
    let rules = Rules { levels, above, from_right };
    let column_pt = cache.column.width_pt;
    let width_pt = (column_pt - rules.indent_pt()).max(QUOTE_STEP_PT);
    let left = if from_right { at.x } else { at.x + rules.indent_pt() };
    let text_top = (at.y + unit.gap_pt).round();
    let it = Piece {
        at: (index, 0),
        text: text_of(text.blocks, unit),
        direction: unit.direction,
        style: style(theme::tokens(ui), block, text.zoom),
        spans: Vec::new(),
        links: links_in((&block.text, &unit.range), &block.links, |link| (&link.range, &link.url)),
        whole: text.whole,
    };
    let height_pt = it.show(ui, (pos2(left, text_top), width_pt), cache, actions);
    rules.paint(ui, (at.x, column_pt), (at.y, text_top, text_top + height_pt));
    unit.gap_pt + height_pt
}

fn style(tokens: &Tokens, block: &Block, zoom: f32) -> Style {
    let color = match block.kind {
        BlockKind::Text | BlockKind::Preformatted if block.quote_level == 0 => tokens.text,
        BlockKind::Text | BlockKind::Preformatted | BlockKind::Signature => tokens.dim,
    };
    let font = match block.kind {
        // Letters of equal width look larger than others of one size.
        BlockKind::Preformatted => theme::mono(SECONDARY_PT * zoom),
        BlockKind::Text | BlockKind::Signature => theme::regular(READING_PT * zoom),
    };
    Style { font, color, link: tokens.accent_text, line_height_pt: (LINE_PT * zoom).round() }
}
