//! Headings that are told by their size alone: newsletters set them as plain lines in large letters.

use std::collections::BTreeMap;

use super::look::FONT_PX;
use super::{ArticleBlock, ArticleKind};

/// A line set in larger letters than the text is a heading if it is as short as this.
const HEADING_LIMIT_CHARS: usize = 100;

/// How much larger than the text it is, at least, for each level from 3 up.
const SHARES: [f32; 3] = [1.2, 1.45, 1.9];

/// Small print is most of some mails, and all else would be headings: the text is as large as this
/// at least, in CSS pixels.
const TEXT_FONT_PX: f32 = 13.0;

/// Makes headings of paragraphs; `fonts_px` has the size of each block where it is known.
pub(super) fn by_size(blocks: &mut [ArticleBlock], fonts_px: &[Option<f32>]) {
    let text_px = usual_size(blocks, fonts_px);
    for (block, font_px) in blocks.iter_mut().zip(fonts_px) {
        let ArticleKind::Paragraph(words) = &mut block.kind else { continue };
        let share = font_px.unwrap_or(0.0) / text_px;
        let is_short = words.text.chars().nth(HEADING_LIMIT_CHARS).is_none()
            && !words.text.ends_with(['.', ',', ':', ';']);
        let level = match SHARES.iter().filter(|least| share >= **least).count() {
            0 => continue,
            1 => 3,
            2 => 2,
            _ => 1,
        };
        if is_short && block.quote_level == 0 {
            block.kind = ArticleKind::Heading { level, words: std::mem::take(words) };
        }
    }
}

/// The size in which most of the text is set, in CSS pixels.
fn usual_size(blocks: &[ArticleBlock], fonts_px: &[Option<f32>]) -> f32 {
    let mut bytes_by_size = BTreeMap::<u16, usize>::new();
    for (block, font_px) in blocks.iter().zip(fonts_px) {
        let (ArticleKind::Paragraph(words) | ArticleKind::Item { words, .. }) = &block.kind else {
            continue;
        };
        if let Some(px) = font_px {
            // Whole pixels are exact enough to count by; the cast keeps to its range.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            let size = px.round() as u16;
            *bytes_by_size.entry(size).or_default() += words.text.len();
        }
    }
    let most = bytes_by_size.into_iter().max_by_key(|(_, bytes)| *bytes);
    most.map_or(FONT_PX, |(size, _)| f32::from(size).max(TEXT_FONT_PX))
}
