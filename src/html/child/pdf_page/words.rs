//! The words on a page of a PDF, which holds letters at places and nothing else: lines are made of
//! what stands side by side, in the order in which it is painted.

use std::ops::Range;

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::BfString;
use hayro::hayro_interpret::hayro_syntax::page::Page as Sheet;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, interpret_page,
};
use hayro::kurbo::{self, Affine, BezPath};

use super::super::super::protocol::{
    MATCHES_LIMIT, Match, Point, RUNS_LIMIT, Rect, Selection, TextRun,
};

/// Letters of one page that are told; a page of a newspaper has 20,000.
const LETTERS_LIMIT: usize = 200_000;

/// Bytes of the text of one letter: a ligature has three.
const LETTER_LIMIT_BYTES: usize = 32;

/// Letters looked for; nobody types more.
const WANTED_LIMIT: usize = 1_000;

/// The box of a letter in thousandths of its size: above and below the line on which it stands, and
/// its width where the font tells none.
const ABOVE: f64 = 800.0;
const BELOW: f64 = -200.0;
const WIDTH: f64 = 500.0;

/// Parts of a line's height: a gap that is a space between words, one that is another column, and
/// how far a letter may stand higher or lower than its line.
const SPACE: f32 = 0.15;
const COLUMN: f32 = 2.0;
const SHIFT: f32 = 0.5;

/// Parts of a line's height from its top to that of the next line of the same paragraph.
const LEADING: std::ops::Range<f32> = 0.5..1.9;

#[derive(Debug)]
struct Letter {
    text: String,
    rect: Rect,
}

#[derive(Debug)]
struct Line {
    letters: Range<usize>,
    rect: Rect,
    starts_block: bool,
}

/// The letters of a page and the lines they make, in CSS pixels.
#[derive(Debug, Default)]
pub struct Words {
    letters: Vec<Letter>,
    lines: Vec<Line>,
    /// Where the run of letters before this one stood: bold is at times the same painted twice.
    last_run: Option<(Affine, usize)>,
}

impl Words {
    /// `to_css` leads from the PDF's points to CSS pixels.
    pub fn of(sheet: &Sheet<'_>, to_css: Affine, settings: InterpreterSettings) -> Self {
        let cache = InterpreterCache::new();
        let everywhere = kurbo::Rect::new(-1e9, -1e9, 1e9, 1e9);
        let mut context = Context::new(to_css, everywhere, &cache, sheet.xref(), settings);
        let mut words = Self::default();
        interpret_page(sheet, &mut context, &mut words);
        words
    }

    pub fn runs(&self) -> Vec<TextRun> {
        let run = |line: &Line| TextRun {
            rect: line.rect,
            text: self.text(line.letters.clone()),
            starts_block: line.starts_block,
        };
        self.lines.iter().take(RUNS_LIMIT).map(run).collect()
    }

    fn text(&self, letters: Range<usize>) -> String {
        let letters = self.letters.get(letters).unwrap_or_default();
        letters.iter().map(|letter| &*letter.text).collect()
    }

    /// Where `words` stand; letters of either case, a line's end for a space.
    pub fn find(&self, words: &str) -> Vec<Match> {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let wanted: Vec<char> = words.to_lowercase().chars().take(WANTED_LIMIT).collect();
        let mut page = Vec::new();
        for line in &self.lines {
            for at in line.letters.clone() {
                let text = self.letters.get(at).map(|letter| letter.text.to_lowercase());
                page.extend(text.unwrap_or_default().chars().map(|c| (c, at)));
            }
            page.push((' ', line.letters.end));
        }
        let mut found = Vec::new();
        if wanted.is_empty() {
            return found;
        }
        for window in page.windows(wanted.len()) {
            if found.len() >= MATCHES_LIMIT {
                break;
            }
            if window.iter().map(|(c, _)| c).eq(&wanted)
                && let [(_, first), .., (_, last)] | [(_, first @ last)] = window
            {
                found.push(Match { rects: self.rects(*first..last + 1) });
            }
        }
        found
    }

    /// The text between two points, in either order, and where it stands.
    pub fn select(&self, from: Point, to: Point) -> Selection {
        let (Some(from), Some(to)) = (self.place(from), self.place(to)) else {
            return Selection::default();
        };
        let letters = from.min(to)..from.max(to);
        let lines = self.lines.iter().map(|line| within(&line.letters, &letters));
        let texts = lines.filter(|part| !part.is_empty()).map(|part| self.text(part));
        let text = texts.collect::<Vec<_>>().join("\n");
        Selection { text, rects: self.rects(letters) }
    }

    /// The place between two letters that is nearest to a point: in the line at its height, else in
    /// the nearest line; above all lines the beginning, below them the end.
    fn place(&self, point: Point) -> Option<usize> {
        if self.lines.iter().all(|line| point.y < line.rect.y) {
            return Some(0);
        }
        if self.lines.iter().all(|line| point.y > line.rect.y + line.rect.height) {
            return Some(self.letters.len());
        }
        let outside =
            |value: f32, from: f32, size: f32| (from - value).max(value - (from + size)).max(0.0);
        let distance = |line: &Line| {
            let vertical = outside(point.y, line.rect.y, line.rect.height);
            // Sideways counts less: beside a line is meant to be its end.
            vertical * 1_000.0 + outside(point.x, line.rect.x, line.rect.width)
        };
        let line = self.lines.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)))?;
        let letters = self.letters.get(line.letters.clone())?;
        let before = |letter: &&Letter| letter.rect.x + letter.rect.width / 2.0 <= point.x;
        Some(line.letters.start + letters.iter().take_while(before).count())
    }

    /// Where letters stand, one rectangle for each line.
    fn rects(&self, letters: Range<usize>) -> Vec<Rect> {
        let lines = self.lines.iter().map(|line| within(&line.letters, &letters));
        let rects = lines.filter_map(|part| {
            let letters = self.letters.get(part)?;
            letters.iter().map(|letter| letter.rect).reduce(around)
        });
        rects.take(RUNS_LIMIT).collect()
    }

    fn add(&mut self, text: String, rect: Rect) {
        if self.letters.len() >= LETTERS_LIMIT {
            return;
        }
        let at = self.letters.len();
        let fits = self.lines.last_mut().filter(|line| is_beside(line.rect, rect));
        match fits {
            Some(line) => {
                let right = line.rect.x + line.rect.width;
                let ends_word = self.letters.last().is_none_or(|last| last.text.ends_with(' '));
                if rect.x - right > SPACE * line.rect.height && !ends_word && text != " " {
                    let gap = Rect { x: right, width: rect.x - right, ..line.rect };
                    self.letters.push(Letter { text: " ".to_owned(), rect: gap });
                }
                line.rect = around(line.rect, rect);
                self.letters.push(Letter { text, rect });
                line.letters.end = self.letters.len();
            }
            // A line does not begin with a space.
            None if text == " " => {}
            None => {
                let starts_block = !self.lines.last().is_some_and(|line| is_below(line.rect, rect));
                self.letters.push(Letter { text, rect });
                self.lines.push(Line { letters: at..at + 1, rect, starts_block });
            }
        }
    }
}

impl<'a> Device<'a> for Words {
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        let glyphs = run.glyphs();
        let place = glyphs.first().map(|first| (props.transform * first.transform(), glyphs.len()));
        if place.is_none() || self.last_run == place {
            return;
        }
        self.last_run = place;
        for glyph in glyphs {
            let Some(text) = glyph.as_unicode().and_then(shown) else { continue };
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(_) => None,
            };
            let width = advance.map_or(WIDTH, f64::from);
            let bounds = kurbo::Rect::new(0.0, BELOW, width, ABOVE);
            let bounds = (props.transform * glyph.transform()).transform_rect_bbox(bounds);
            if bounds.is_finite() {
                self.add(text, rect(bounds));
            }
        }
    }
}

/// The text of a letter, any white space and what has no shape as a space.
fn shown(text: BfString) -> Option<String> {
    let blank = |c: char| c.is_whitespace() || c.is_control();
    match text {
        BfString::Char(c) if blank(c) => Some(" ".to_owned()),
        BfString::Char(c) => Some(c.to_string()),
        BfString::String(text) => {
            let text = text.replace(blank, " ");
            (!text.is_empty()).then(|| crate::text::cut(text, LETTER_LIMIT_BYTES))
        }
    }
}

fn rect(bounds: kurbo::Rect) -> Rect {
    Rect {
        x: bounds.x0 as f32,
        y: bounds.y0 as f32,
        width: bounds.width() as f32,
        height: bounds.height() as f32,
    }
}

/// Whether a letter continues a line.
fn is_beside(line: Rect, letter: Rect) -> bool {
    let middle = |rect: Rect| rect.y + rect.height / 2.0;
    let height = line.height.min(letter.height);
    let gap = letter.x - (line.x + line.width);
    (middle(line) - middle(letter)).abs() <= SHIFT * height
        && gap <= COLUMN * line.height
        && letter.x >= line.x
}

/// Whether a line that begins with a letter continues the paragraph of the line before.
fn is_below(line: Rect, letter: Rect) -> bool {
    let step = (letter.y - line.y) / line.height.max(1.0);
    let is_as_large = (letter.height - line.height).abs() <= 0.2 * line.height;
    LEADING.contains(&step) && is_as_large && letter.x <= line.x + line.width
}

fn within(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    let start = one.start.max(other.start);
    start..one.end.min(other.end).max(start)
}

fn around(a: Rect, b: Rect) -> Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    let right = (a.x + a.width).max(b.x + b.width);
    let foot = (a.y + a.height).max(b.y + b.height);
    Rect { x, y, width: right - x, height: foot - y }
}
