//! The words of one block, gathered text by text.
//!
//! White space collapses as in browsers (CSS Text Level 3 §4.1): a run of it is one space, and none
//! stands at the start or the end of a line.

use std::ops::Range;

use super::{ArticleLink, Span, SpanStyle, Words};
use crate::html::sanitise::NodeId;
use crate::text;

/// How a text is written.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hand<'a> {
    pub style: SpanStyle,
    /// The link it is in: which one, and where it leads.
    pub link: Option<(NodeId, &'a str)>,
    /// White space is kept as it is.
    pub keeps_lines: bool,
}

#[derive(Debug, Default)]
pub(super) struct Gatherer {
    words: Words,
    /// Something that is seen stands on the last line.
    has_letters: bool,
    /// White space came after the last letter.
    space_is_due: bool,
    /// The link that the last one of `words` belongs to.
    last_link: Option<NodeId>,
}

impl Gatherer {
    /// Adds a text; the bytes that it and its link take.
    pub fn push(&mut self, text: &str, hand: Hand<'_>) -> usize {
        let before = self.words.text.len();
        let start = if hand.keeps_lines {
            self.put_due_space();
            let start = self.words.text.len();
            let kept: String = text.chars().filter(|c| is_shown(*c)).collect();
            self.put(&text::visible_lines(&kept));
            start
        } else {
            self.collapsed(text)
        };
        let range = start..self.words.text.len();
        if range.is_empty() {
            return 0;
        }
        let style = |span: &Span| span.style == hand.style;
        if hand.style != SpanStyle::default() {
            match self.words.spans.last_mut().filter(|last| style(last)) {
                Some(last) if is_joined(&self.words.text, last.range.end, range.start) => {
                    last.range.end = range.end;
                }
                _ => self.words.spans.push(Span { range: range.clone(), style: hand.style }),
            }
        }
        self.words.text.len() - before + self.link(range, hand.link)
    }

    fn link(&mut self, range: Range<usize>, link: Option<(NodeId, &str)>) -> usize {
        let Some((id, href)) = link else {
            self.last_link = None;
            return 0;
        };
        if self.last_link == Some(id)
            && let Some(last) = self.words.links.last_mut()
        {
            last.range.end = range.end;
            return 0;
        }
        self.last_link = Some(id);
        self.words.links.push(ArticleLink { range, href: href.to_owned() });
        href.len()
    }

    /// Where the text begins, which is after the space before it.
    fn collapsed(&mut self, text: &str) -> usize {
        let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c');
        self.space_is_due |= text.starts_with(is_space);
        let mut start = None;
        for word in text.split(is_space).filter(|word| !word.is_empty()) {
            let word: String = word.chars().filter(|c| is_shown(*c)).collect();
            if !word.is_empty() {
                self.put_due_space();
                start.get_or_insert(self.words.text.len());
                self.put(&text::visible_lines(&word));
            }
            self.space_is_due = true;
        }
        self.space_is_due = text.ends_with(is_space) || (self.space_is_due && start.is_none());
        start.unwrap_or(self.words.text.len())
    }

    fn put(&mut self, text: &str) {
        // Each text is looked at once: a line of blanks may come in any number of them.
        let last_line = text.rfind('\n').and_then(|at| text.get(at..));
        self.has_letters &= last_line.is_none();
        self.has_letters |= last_line.unwrap_or(text).chars().any(|c| !is_blank(c));
        self.words.text.push_str(text);
    }

    fn put_due_space(&mut self) {
        if std::mem::take(&mut self.space_is_due)
            && !self.words.text.is_empty()
            && !self.words.text.ends_with(['\n', ' ', '\t'])
        {
            self.words.text.push(' ');
        }
    }

    /// What comes next is a word of its own.
    pub fn gap(&mut self) {
        self.space_is_due = true;
    }

    /// A new line, unless nothing stands on this one.
    pub fn line_break(&mut self) {
        self.space_is_due = false;
        if !self.at_line_start() {
            self.put("\n");
        }
    }

    /// Nothing that is seen stands on the last line.
    pub fn at_line_start(&self) -> bool {
        !self.has_letters
    }

    /// The words so far, blank ends cut off; `None` where there are none. With `keeps_indent` the
    /// first line keeps the space before it.
    pub fn take(&mut self, keeps_indent: bool) -> Option<Words> {
        self.space_is_due = false;
        self.last_link = None;
        self.has_letters = false;
        let mut words = std::mem::take(&mut self.words);
        words.text.truncate(words.text.trim_end_matches(is_blank).len());
        let trimmed = if keeps_indent {
            words.text.trim_start_matches('\n')
        } else {
            words.text.trim_start_matches(is_blank)
        };
        let cut = words.text.len() - trimmed.len();
        words.text.drain(..cut);
        let end = words.text.len();
        let moved = |range: &Range<usize>| {
            range.start.saturating_sub(cut).min(end)..range.end.saturating_sub(cut).min(end)
        };
        words.spans.iter_mut().for_each(|span| span.range = moved(&span.range));
        words.spans.retain(|span| !span.range.is_empty());
        words.links.iter_mut().for_each(|link| link.range = moved(&link.range));
        words.links.retain(|link| !link.range.is_empty());
        (!words.text.is_empty()).then_some(words)
    }
}

/// Whether a span ending at `end` goes on at `start`: at most a space stands between.
fn is_joined(text: &str, end: usize, start: usize) -> bool {
    text.get(end..start).is_some_and(|between| between.is_empty() || between == " ")
}

/// Not the soft hyphen, joiners and marks that fill the space after a hidden preview text.
fn is_shown(c: char) -> bool {
    !matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200c}'..='\u{200f}' | '\u{2800}' | '\u{3164}')
}
