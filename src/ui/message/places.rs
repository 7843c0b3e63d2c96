//! Where the characters of a laid out paragraph stand on the screen, and what stands at a point.
//!
//! egui has a glyph for each character of what reads from the left. Behind the letters of a word that
//! reads from the right it has glyphs without width, as many as it likes: such a word is one thing
//! here, found by its letters.

use std::ops::Range;

use egui::epaint::text::Glyph;
use egui::{Galley, Pos2, Rect};

use super::paragraph::{Moved, Prepared};

/// Parts of a row nearer than this touch, in points.
const TOUCHING_PT: f32 = 1.0;

/// A link's part of one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui) struct LinkPlace {
    pub rect: Rect,
    /// Where its letters stand.
    pub baseline: f32,
    pub link: usize,
}

/// Glyphs of one row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spot {
    row: usize,
    glyphs: Range<usize>,
}

impl Prepared {
    /// Where the links are on the screen: one place for each row a link covers, or more where its
    /// words do not stand together.
    pub(in crate::ui) fn link_places(&self, galley: &Galley, at: Pos2) -> Vec<LinkPlace> {
        if self.links.is_empty() {
            return Vec::new();
        }
        let Some(pieces) = &self.pieces else { return places(galley, at, &self.links) };
        let parts = |moved: &Moved| {
            let covered = self.links.iter().filter_map(|(link, number)| {
                let part = link.start.max(moved.to.start)..link.end.min(moved.to.end);
                let part = part.start.checked_sub(moved.to.start)?
                    ..part.end.checked_sub(moved.to.start)?;
                (part.start < part.end).then_some((part, *number))
            });
            covered.collect()
        };
        moved_places((galley, at), pieces, &self.job.text, parts)
    }

    /// Where these bytes of the paragraph stand: places for each row they cover. `text` is the
    /// paragraph; ranges are in order, numbered by the caller.
    pub(in crate::ui) fn byte_places(
        &self,
        (galley, at): (&Galley, Pos2),
        text: &str,
        ranges: &[(Range<usize>, usize)],
    ) -> Vec<LinkPlace> {
        let count = |bytes: Range<usize>| text.get(bytes).unwrap_or_default().chars().count();
        let Some(pieces) = &self.pieces else {
            let chars = ranges.iter().map(|(range, number)| {
                let start = count(0..range.start);
                (start..start + count(range.clone()), *number)
            });
            return places(galley, at, &chars.collect::<Vec<_>>());
        };
        let parts = |moved: &Moved| {
            let covered = ranges.iter().filter_map(|(range, number)| {
                let (from, to) = (range.start.max(moved.from.start), range.end.min(moved.from.end));
                let start = (from < to).then(|| count(moved.from.start..from))?;
                Some((start..start + count(from..to), *number))
            });
            covered.collect()
        };
        moved_places((galley, at), pieces, &self.job.text, parts)
    }

    /// The byte of the paragraph that is nearest to a point of the screen. In a word that reads from
    /// the right it is one of its ends.
    pub(in crate::ui) fn byte_at(
        &self,
        (galley, at): (&Galley, Pos2),
        text: &str,
        point: Pos2,
    ) -> usize {
        let bytes = |text: &str, chars: usize| text.chars().take(chars).map(char::len_utf8).sum();
        let Some(pieces) = &self.pieces else {
            return bytes(text, galley.cursor_from_pos(point - at).index.0);
        };
        let spots = spots(galley, pieces, &self.job.text);
        let distance = |(spot, _): &(&Spot, &Moved)| {
            let rect = place(galley, at, spot).map_or(Rect::NOTHING, |(rect, _)| rect);
            let outside = |value: f32, from: f32, to: f32| (from - value).max(value - to).max(0.0);
            // The row counts before what stands in it.
            let vertical = outside(point.y, rect.top(), rect.bottom());
            vertical * 1_000.0 + outside(point.x, rect.left(), rect.right())
        };
        let all = spots.iter().zip(pieces);
        let nearest = all.min_by(|a, b| distance(a).total_cmp(&distance(b)));
        let Some((spot, moved)) = nearest else { return 0 };
        if moved.plain {
            let row = galley.rows.get(spot.row);
            let left_of = |glyph: &&Glyph| {
                let x = at.x + row.map_or(0.0, |row| row.pos.x) + glyph.pos.x;
                x + glyph.advance_width / 2.0 <= point.x
            };
            let glyphs = row.and_then(|row| row.glyphs.get(spot.glyphs.clone()));
            let chars = glyphs.unwrap_or_default().iter().take_while(left_of).count();
            return moved.from.start
                + bytes(text.get(moved.from.clone()).unwrap_or_default(), chars);
        }
        let middle = place(galley, at, spot).map_or(point.x, |(rect, _)| rect.center().x);
        if point.x < middle { moved.from.end } else { moved.from.start }
    }
}

/// Places of parts of the pieces; of a word that reads from the right it is always all of it. `parts`
/// tells characters of a piece, and what the caller knows them by.
fn moved_places(
    (galley, at): (&Galley, Pos2),
    pieces: &[Moved],
    text: &str,
    parts: impl Fn(&Moved) -> Vec<(Range<usize>, usize)>,
) -> Vec<LinkPlace> {
    let mut found: Vec<LinkPlace> = Vec::new();
    for (spot, moved) in spots(galley, pieces, text).iter().zip(pieces) {
        for (part, link) in parts(moved) {
            let glyphs = if moved.plain {
                let start = spot.glyphs.start;
                start + part.start..(start + part.end).min(spot.glyphs.end)
            } else {
                spot.glyphs.clone()
            };
            let part = Spot { row: spot.row, glyphs };
            let Some((rect, baseline)) = place(galley, at, &part) else { continue };
            match found.last_mut() {
                Some(last)
                    if last.link == link
                        && last.baseline == baseline
                        && (rect.left() - last.rect.right()).abs() < TOUCHING_PT =>
                {
                    last.rect = last.rect.union(rect);
                }
                _ => found.push(LinkPlace { rect, baseline, link }),
            }
        }
    }
    found
}

/// The glyphs of each piece. `text` is that of the layout, with a line break between its rows.
fn spots(galley: &Galley, pieces: &[Moved], text: &str) -> Vec<Spot> {
    let mut chars = text.chars();
    let (mut row, mut next, mut end) = (0, 0, 0);
    let mut spots = Vec::with_capacity(pieces.len());
    for moved in pieces {
        if moved.to.start > end {
            // The line break between them.
            chars.next();
            (row, next) = (row + 1, 0);
        }
        end = moved.to.end;
        let letters: Vec<char> = chars.by_ref().take(moved.to.len()).collect();
        let glyphs =
            galley.rows.get(row).and_then(|row| row.glyphs.get(next..)).unwrap_or_default();
        let count = if moved.plain {
            letters.len().min(glyphs.len())
        } else {
            glyphs.iter().take_while(|glyph| letters.contains(&glyph.chr)).count()
        };
        spots.push(Spot { row, glyphs: next..next + count });
        next += count;
    }
    spots
}

/// The place of some glyphs, and where its letters stand.
fn place(galley: &Galley, at: Pos2, spot: &Spot) -> Option<(Rect, f32)> {
    let row = galley.rows.get(spot.row)?;
    let glyphs = row.glyphs.get(spot.glyphs.clone())?;
    let left = glyphs.iter().map(|glyph| glyph.pos.x).reduce(f32::min)?;
    let right = glyphs.iter().map(Glyph::max_x).reduce(f32::max)?;
    let height = row.rect().y_range();
    let from = Pos2::new(row.pos.x + left, height.min);
    let rect = Rect::from_min_max(from, Pos2::new(row.pos.x + right, height.max));
    let baseline = at.y + row.pos.y + glyphs.first()?.pos.y;
    Some((rect.translate(at.to_vec2()), baseline))
}

/// Places of characters of a galley's text, which are in order and read from the left.
fn places(galley: &Galley, at: Pos2, ranges: &[(Range<usize>, usize)]) -> Vec<LinkPlace> {
    let mut found = Vec::new();
    if ranges.is_empty() {
        return found;
    }
    let mut first = 0;
    for (index, row) in galley.rows.iter().enumerate() {
        let end = first + row.glyphs.len();
        let from = ranges.partition_point(|(range, _)| range.end <= first);
        for (range, number) in ranges.iter().skip(from) {
            if range.start >= end {
                break;
            }
            let glyphs = range.start.max(first) - first..range.end.min(end) - first;
            let place = place(galley, at, &Spot { row: index, glyphs });
            let place = place.map(|(rect, baseline)| LinkPlace { rect, baseline, link: *number });
            found.extend(place);
        }
        first = end + usize::from(row.ends_with_newline);
    }
    found
}

#[cfg(test)]
#[allow(clippy::indexing_slicing)]
mod tests {
    use egui::{Color32, pos2};

    use super::*;
    use crate::ui::bidi::Direction;
    use crate::ui::message::paragraph::{Paragraph, Style, prepare};
    use crate::ui::theme;

    const TEXT: &str = "שלום עולם, abc זהו משפט ארוך";

    /// Lays a text out in a wide window, and hands it over.
    fn laid_out(look: impl Fn(&Prepared, &Galley)) {
        let context = egui::Context::default();
        crate::ui::install(&context);
        let mut output = context.run_ui(egui::RawInput::default(), |ui| {
            let (color, link) = (Color32::BLACK, Color32::BLUE);
            let style = Style { font: theme::regular(14.0), color, link, line_height_pt: 21.0 };
            let links = vec![(0..17, 7)];
            let paragraph = Paragraph { text: TEXT, direction: Direction::of(TEXT), links };
            let prepared = prepare(ui, &paragraph, &style, 2_000.0);
            look(&prepared, &prepared.galley(ui));
        });
        output.textures_delta.clear(); // Nothing paints here.
    }

    #[test]
    fn all_of_a_text_from_the_right_is_one_place() {
        laid_out(|prepared, galley| {
            let all = prepared.byte_places((galley, Pos2::ZERO), TEXT, &[(0..TEXT.len(), 1)]);
            assert_eq!(all.len(), 1, "{all:?}");
            assert!((all[0].rect.width() - galley.size().x).abs() < 2.0, "{all:?}");
            let link = prepared.link_places(galley, Pos2::ZERO);
            assert_eq!(link.len(), 1, "{link:?}");
            assert!(
                (link[0].rect.right() - all[0].rect.right()).abs() < 1.0,
                "it begins on the right"
            );
        });
    }

    #[test]
    fn every_word_is_found_where_it_stands() {
        laid_out(|prepared, galley| {
            for word in TEXT.split([' ', ',']).filter(|word| !word.is_empty()) {
                let from = TEXT.find(word).unwrap_or_default();
                let range = from..from + word.len();
                let found = prepared.byte_places((galley, Pos2::ZERO), TEXT, &[(range.clone(), 0)]);
                assert_eq!(found.len(), 1, "{word}: {found:?}");
                let rect = found[0].rect;
                let byte_at =
                    |x: f32| prepared.byte_at((galley, Pos2::ZERO), TEXT, pos2(x, rect.center().y));
                let ends = (byte_at(rect.left() + 1.0), byte_at(rect.right() - 1.0));
                let wanted = match Direction::of(word) {
                    Direction::Plain => (range.start, range.end),
                    Direction::Mixed | Direction::RightToLeft => (range.end, range.start),
                };
                assert_eq!(ends, wanted, "{word} at {rect}");
            }
        });
    }
}
