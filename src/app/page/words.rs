//! Words in a page: found, selected, copied. The child knows where they stand.

use std::sync::Arc;

use crate::engine::PageCommand;
use crate::html::{Match, Point, Selection};

use super::{PageFind, PageView};

/// What can be looked for: a sentence. The child looks for every occurrence.
const FIND_LIMIT_CHARS: usize = 200;

impl PageView {
    pub(super) fn find_words(&mut self, words: &str) -> Option<PageCommand> {
        let words: String = words.chars().take(FIND_LIMIT_CHARS).collect();
        if words.is_empty() {
            self.find = None;
            return None;
        }
        if self.find.as_ref().is_some_and(|find| find.words == words) {
            return None;
        }
        self.asked.next_matches = None;
        self.find = Some(PageFind { words, ..PageFind::default() });
        if self.asked.is_waiting { None } else { self.find_command() }
    }

    pub(super) fn find_command(&self) -> Option<PageCommand> {
        self.newest()?;
        let words = self.find.as_ref()?.words.clone();
        Some(PageCommand::Find { id: self.id, words })
    }

    /// The first match is the one at or below the top of the view, as a reader goes on from there.
    pub(super) fn found(&mut self, number: u32, words: &str, matches: Arc<[Match]>) {
        let Some(find) = self.find.as_mut().filter(|find| find.words == words) else { return };
        if self.next.as_ref().is_some_and(|next| next.number == number) {
            self.asked.next_matches = Some(matches);
            return;
        }
        if self.shown.as_ref().is_none_or(|shown| shown.number != number) {
            return;
        }
        let is_first = find.matches.is_empty();
        find.matches = matches;
        if is_first && find.current == 0 {
            let top = self.viewport.map_or(0.0, |viewport| viewport.top);
            let is_below = |found: &Match| found.rects.first().is_some_and(|rect| rect.y >= top);
            find.current = find.matches.iter().position(is_below).unwrap_or(0);
        }
        find.current = find.current.min(find.matches.len().saturating_sub(1));
    }

    pub(super) fn find_next(&mut self, by: isize) {
        let Some(find) = &mut self.find else { return };
        let count = find.matches.len() as isize;
        if count > 0 {
            find.current = (find.current as isize + by).rem_euclid(count) as usize;
        }
    }

    /// Nothing can be selected while another layout is under way: places are about to change.
    pub(super) fn select(&mut self, from: Point, to: Point) -> Option<PageCommand> {
        self.shown.as_ref()?;
        if self.asked.is_waiting || self.next.is_some() {
            return None;
        }
        self.asked.is_selecting = true;
        Some(PageCommand::Select { id: self.id, from, to })
    }

    /// Returns the words to copy, where that was asked for before they were there.
    pub(super) fn selected(&mut self, number: u32, selection: Arc<Selection>) -> Option<String> {
        if self.shown.as_ref().is_none_or(|shown| shown.number != number) {
            return None;
        }
        self.asked.is_selecting = false;
        let copied = std::mem::take(&mut self.asked.copy_waits).then(|| selection.text.clone());
        self.selection = Some(selection).filter(|selection| !selection.text.is_empty());
        copied.filter(|text| !text.is_empty())
    }

    /// The selected words, if they are there; else they are copied when they come.
    pub(super) fn copy(&mut self) -> Option<String> {
        if self.asked.is_selecting {
            self.asked.copy_waits = true;
            return None;
        }
        self.selection.as_ref().map(|selection| selection.text.clone())
    }

    pub(super) fn clear_selection(&mut self) {
        self.selection = None;
        self.asked.copy_waits = false;
    }
}
