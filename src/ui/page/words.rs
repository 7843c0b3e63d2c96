//! The text of a page: for screen readers, and to find the place again where the reader was.

use egui::accesskit::Role;
use egui::{Rect, Sense, Ui, WidgetInfo};

use crate::html::{self, Page};

use super::fit::Place;

/// Paragraphs told to screen readers at once: several screens of the densest table.
const NODES: usize = 400;
/// Longest paragraph told, in bytes; nobody listens to more at a time.
const NODE_BYTES: usize = 4_000;

/// A paragraph of a page.
#[derive(Clone, Copy, Debug)]
struct Block {
    first_run: usize,
    end_run: usize,
    rect: html::Rect,
}

/// Where the reader was: a place in the text, which stays while lines break anew.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Anchor {
    /// Characters of the page before the first line in view.
    chars: u32,
    /// From the view's top down to that line, in points; negative where it begins above.
    below_pt: f32,
}

/// What is known of one layout's text.
#[derive(Debug, Default)]
pub(super) struct Words {
    layout: Option<u32>,
    blocks: Vec<Block>,
    /// Characters before each line.
    chars_before: Vec<u32>,
    anchor: Option<Anchor>,
}

impl Words {
    /// Takes over a layout; true where it is another one than before.
    pub fn refresh(&mut self, number: u32, page: &Page) -> bool {
        if self.layout == Some(number) {
            return false;
        }
        let had_one = self.layout.replace(number).is_some();
        self.blocks.clear();
        self.chars_before.clear();
        let mut chars = 0_u32;
        for (index, run) in page.runs.iter().enumerate() {
            self.chars_before.push(chars);
            chars = chars.saturating_add(u32::try_from(run.text.chars().count()).unwrap_or(0));
            match self.blocks.last_mut() {
                Some(block) if !run.starts_block => {
                    block.end_run = index + 1;
                    block.rect = around(block.rect, run.rect);
                }
                Some(_) | None => {
                    let (first_run, end_run) = (index, index + 1);
                    self.blocks.push(Block { first_run, end_run, rect: run.rect });
                }
            }
        }
        had_one
    }

    /// By how many points the line that was at the top of the view stands lower than it did.
    pub fn moved_pt(&self, page: &Page, (place, view_top): (Place, f32)) -> f32 {
        let Some(anchor) = self.anchor else { return 0.0 };
        let index = self.chars_before.partition_point(|before| *before <= anchor.chars);
        let Some(run) = page.runs.get(index.saturating_sub(1)) else { return 0.0 };
        place.rect(run.rect).top() - view_top - anchor.below_pt
    }

    /// Remembers which line is at the top of the view; none while the page begins in it.
    pub fn remember(&mut self, page: &Page, (place, view_top): (Place, f32)) {
        self.anchor = None;
        if place.origin.y >= view_top {
            return;
        }
        let top = place.y(view_top);
        let first = page.runs.iter().position(|run| run.rect.y + run.rect.height > top);
        let Some((index, run)) = first.and_then(|index| Some((index, page.runs.get(index)?)))
        else {
            return;
        };
        let chars = self.chars_before.get(index).copied().unwrap_or(0);
        self.anchor = Some(Anchor { chars, below_pt: place.rect(run.rect).top() - view_top });
    }

    /// A node for each paragraph in view or a screen away.
    pub fn nodes(&self, ui: &Ui, page: &Page, (place, view): (Place, Rect)) {
        let range = place.y(view.top() - view.height())..place.y(view.bottom() + view.height());
        let near = self.blocks.iter().enumerate().filter(|(_, block)| {
            block.rect.y + block.rect.height >= range.start && block.rect.y <= range.end
        });
        for (index, block) in near.take(NODES) {
            let id = ui.unique_id().with(("text", index));
            let response = ui.interact(place.rect(block.rect), id, Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, text_of(page, block)));
        }
    }

    /// The middle of the first and the last line of the paragraph at a point.
    pub fn paragraph(&self, page: &Page, at: html::Point) -> Option<(html::Point, html::Point)> {
        let block = self.blocks.iter().find(|block| block.rect.contains(at))?;
        let first = page.runs.get(block.first_run)?.rect;
        let last = page.runs.get(block.end_run.checked_sub(1)?)?.rect;
        let from = html::Point { x: first.x, y: first.y + first.height / 2.0 };
        let to = html::Point { x: last.x + last.width, y: last.y + last.height / 2.0 };
        Some((from, to))
    }
}

fn around(a: html::Rect, b: html::Rect) -> html::Rect {
    let (x, y) = (a.x.min(b.x), a.y.min(b.y));
    html::Rect {
        x,
        y,
        width: (a.x + a.width).max(b.x + b.width) - x,
        height: (a.y + a.height).max(b.y + b.height) - y,
    }
}

/// The lines of a paragraph as one.
fn text_of(page: &Page, block: &Block) -> String {
    let mut text = String::new();
    for run in page.runs.get(block.first_run..block.end_run).unwrap_or_default() {
        let words = run.text.trim();
        if words.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(words);
        if text.len() > NODE_BYTES {
            break;
        }
    }
    crate::text::cut(text, NODE_BYTES)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::html::TextRun;

    fn page(lines: &[(&str, bool)]) -> Page {
        let runs = lines.iter().enumerate().map(|(index, (text, starts_block))| TextRun {
            rect: html::Rect { x: 0.0, y: index as f32 * 20.0, width: 100.0, height: 20.0 },
            text: (*text).to_owned(),
            starts_block: *starts_block,
        });
        Page { width: 100.0, height: 400.0, runs: runs.collect(), ..Page::default() }
    }

    fn scrolled(by_pt: f32) -> Place {
        Place { origin: pos2(0.0, -by_pt), factor: 1.0 }
    }

    #[test]
    fn the_lines_of_a_paragraph_are_read_as_one() {
        let page = page(&[("One two ", true), ("three", false), ("Next", true)]);
        let mut words = Words::default();
        assert!(!words.refresh(1, &page), "there was none before");
        let texts: Vec<String> = words.blocks.iter().map(|block| text_of(&page, block)).collect();
        assert_eq!(texts, ["One two three", "Next"]);
        assert_eq!(words.blocks[0].rect.height, 40.0);
    }

    #[test]
    fn the_line_in_view_stays_when_lines_break_anew() {
        let wide = page(&[("one two three four", true), ("five six seven eight", false)]);
        let mut words = Words::default();
        words.refresh(1, &wide);
        words.remember(&wide, (scrolled(25.0), 0.0));
        let narrow = page(&[
            ("one two ", true),
            ("three four", false),
            ("five six ", false),
            ("seven eight", false),
        ]);
        assert!(words.refresh(2, &narrow));
        // "five" stood 5 points above the view's top; it stands 20 points lower in the new page.
        assert_eq!(words.moved_pt(&narrow, (scrolled(25.0), 0.0)), 20.0);
    }

    #[test]
    fn a_page_that_begins_in_the_view_stays_where_it_is() {
        let page = page(&[("one", true)]);
        let mut words = Words::default();
        words.refresh(1, &page);
        words.remember(&page, (Place { origin: pos2(0.0, 40.0), factor: 1.0 }, 0.0));
        words.refresh(2, &page);
        assert_eq!(words.moved_pt(&page, (scrolled(0.0), 0.0)), 0.0);
    }

    #[test]
    fn three_clicks_mean_a_paragraph() {
        let page = page(&[("One", true), ("two", false), ("Next", true)]);
        let mut words = Words::default();
        words.refresh(1, &page);
        let at = html::Point { x: 50.0, y: 30.0 };
        let found = words.paragraph(&page, at);
        let whole = (html::Point { x: 0.0, y: 10.0 }, html::Point { x: 100.0, y: 30.0 });
        assert_eq!(found, Some(whole));
    }
}
