//! Fonts and sizes of an article's pieces.

use crate::html::{ArticleBlock, ArticleKind, Span, SpanStyle};
use crate::ui::message::body::LINE_PT;
use crate::ui::message::paragraph::Style;
use crate::ui::theme::{self, READING_PT, SECONDARY_PT, Tokens};

/// From a list's text to that of a list inside it.
pub(super) const LIST_STEP_PT: f32 = 22.0;
/// Deeper lists stand under the last step, or nothing would be left for the text.
const MAX_LIST_DEPTH: u8 = 6;

/// Letters and line height of a heading, in points: as steps of a scale that a reader tells apart.
fn heading_pt(level: u8) -> (f32, f32) {
    match level {
        0 | 1 => (20.0, 27.0),
        2 => (17.0, 24.0),
        3 => (15.0, 22.0),
        _ => (READING_PT, LINE_PT),
    }
}

/// How the text of a block looks.
pub(super) fn style(tokens: &Tokens, block: &ArticleBlock, zoom: f32) -> Style {
    let color = if block.quote_level > 0 { tokens.dim } else { tokens.text };
    let (font, line_pt) = match &block.kind {
        ArticleKind::Heading { level, .. } => {
            let (size_pt, line_pt) = heading_pt(*level);
            (theme::strong(size_pt * zoom), line_pt)
        }
        ArticleKind::Preformatted(_) => (theme::mono(SECONDARY_PT * zoom), 18.0),
        ArticleKind::Row { is_head: true, .. } => (theme::strong(READING_PT * zoom), LINE_PT),
        ArticleKind::Paragraph(_)
        | ArticleKind::Item { .. }
        | ArticleKind::Row { is_head: false, .. }
        | ArticleKind::Picture { .. }
        | ArticleKind::Rule => (theme::regular(READING_PT * zoom), LINE_PT),
    };
    Style { font, color, link: tokens.accent_text, line_height_pt: (line_pt * zoom).round() }
}

/// Where the text of a block begins, beside the column's edge.
pub(super) fn indent_pt(block: &ArticleBlock, zoom: f32) -> f32 {
    match &block.kind {
        ArticleKind::Item { depth, .. } => {
            f32::from((*depth).min(MAX_LIST_DEPTH) + 1) * LIST_STEP_PT * zoom
        }
        ArticleKind::Paragraph(_)
        | ArticleKind::Heading { .. }
        | ArticleKind::Preformatted(_)
        | ArticleKind::Row { .. }
        | ArticleKind::Picture { .. }
        | ArticleKind::Rule => 0.0,
    }
}

/// Emphasis of a part of a text, as bytes of that part. What is strong anyway stays as it is.
pub(super) fn spans_in(spans: &[Span], range: &std::ops::Range<usize>, strong: bool) -> Vec<Span> {
    let first = spans.partition_point(|span| span.range.end <= range.start);
    spans
        .iter()
        .skip(first)
        .take_while(|span| span.range.start < range.end)
        .map(|span| Span {
            range: span.range.start.max(range.start) - range.start
                ..span.range.end.min(range.end) - range.start,
            style: SpanStyle { strong: span.style.strong && !strong, ..span.style },
        })
        .collect()
}
