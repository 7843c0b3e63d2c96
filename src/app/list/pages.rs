//! The rows that are held: pages of neighbouring sequence numbers within a budget of bytes.
//!
//! A page is a run of at most 64 numbers, with holes where a row is not there. Pages stand in the
//! order of their numbers and never overlap, so an EXPUNGE touches one page's rows and each later
//! page's first number. What was not looked at for longest goes first; what is looked at now stays.

mod heard;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::Details;
use crate::model::{Part, Row};

use super::cost::{part_bytes, row_bytes};
pub use heard::Labels;

/// Bytes of rows held: about 8,000 rows, 500 screens of a large mailbox, and less than one picture
/// of the window.
pub const PAGE_CACHE_BYTES: usize = 4 << 20;
/// A page's span: 64 rows are two screens, so that few pages are half used.
const PAGE_SPAN: u32 = 64;
/// A structure that is larger is not kept: it is read again with its message.
const STRUCTURE_MAX_BYTES: usize = 64 << 10;

/// A row and what else is known of its message.
#[derive(Debug)]
pub struct Held {
    /// With the flags that are shown.
    pub row: Row,
    /// The flags that the server has, as last heard.
    heard: Labels,
    pub structure: Option<Arc<Part>>,
    /// Structure and preview were read, whether or not they are kept.
    pub detailed: bool,
    /// Its links were asked for: there is no more to come.
    pub linked: bool,
    /// From before the mailbox was opened again: shown until it is read anew.
    pub stale: bool,
    /// From the page's first number.
    offset: u32,
    bytes: usize,
}

#[derive(Debug)]
struct Page {
    /// Stays while the page lives; its place does not.
    id: u64,
    first: u32,
    used: u64,
    bytes: usize,
    /// By offset; never empty.
    rows: Vec<Held>,
}

impl Page {
    fn last(&self) -> u32 {
        self.first + self.rows.last().map_or(0, |held| held.offset)
    }

    fn seq(&self, held: &Held) -> u32 {
        self.first + held.offset
    }

    fn find(&self, seq: u32) -> Result<usize, usize> {
        match seq.checked_sub(self.first) {
            Some(offset) => self.rows.binary_search_by_key(&offset, |held| held.offset),
            None => Err(0),
        }
    }
}

/// Rows by sequence number and by UID.
#[derive(Debug)]
pub struct PageCache {
    /// By number, without overlap.
    pages: Vec<Page>,
    by_uid: BTreeMap<NonZeroU32, u64>,
    bytes: usize,
    budget_bytes: usize,
    rows: usize,
    now: u64,
    next_id: u64,
}

impl Default for PageCache {
    fn default() -> Self {
        Self::new(PAGE_CACHE_BYTES)
    }
}

impl PageCache {
    pub fn new(budget_bytes: usize) -> Self {
        Self {
            pages: Vec::new(),
            by_uid: BTreeMap::new(),
            bytes: 0,
            budget_bytes,
            rows: 0,
            now: 1,
            next_id: 0,
        }
    }

    pub fn len(&self) -> usize {
        self.rows
    }

    /// What the rows and their pages take.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    pub fn set_budget(&mut self, budget_bytes: usize) {
        self.budget_bytes = budget_bytes;
    }

    pub fn clear(&mut self) {
        self.pages.clear();
        self.by_uid.clear();
        self.bytes = 0;
        self.rows = 0;
    }

    pub fn get(&self, seq: u32) -> Option<&Held> {
        let page = self.pages.get(self.page_at(seq)?)?;
        page.rows.get(page.find(seq).ok()?)
    }

    pub fn row(&self, seq: u32) -> Option<&Row> {
        self.get(seq).map(|held| &held.row)
    }

    pub fn by_uid(&self, uid: NonZeroU32) -> Option<(u32, &Held)> {
        let id = self.by_uid.get(&uid)?;
        let page = self.pages.iter().find(|page| page.id == *id)?;
        page.rows.iter().find(|held| held.row.uid == uid).map(|held| (page.seq(held), held))
    }

    /// The numbers of the rows held on either side of a UID.
    pub fn beside(&self, uid: NonZeroU32) -> (Option<u32>, Option<u32>) {
        let below = self.by_uid.range(..uid).next_back();
        let above = self.by_uid.range(uid..).find(|(held, _)| **held != uid);
        let seq = |held: Option<(&NonZeroU32, &u64)>| Some(self.by_uid(*held?.0)?.0);
        (seq(below), seq(above))
    }

    fn by_uid_mut(&mut self, uid: NonZeroU32) -> Option<&mut Held> {
        let id = self.by_uid.get(&uid)?;
        let page = self.pages.iter_mut().find(|page| page.id == *id)?;
        page.rows.iter_mut().find(|held| held.row.uid == uid)
    }

    /// The page that may hold a number: the last that begins at or before it.
    fn page_at(&self, seq: u32) -> Option<usize> {
        self.pages.partition_point(|page| page.first <= seq).checked_sub(1)
    }

    /// Puts a row in. What was known of the same message stays known. `linked`: the row was asked
    /// for with its links.
    pub fn insert(&mut self, seq: u32, mut row: Row, linked: bool) {
        let mut known = self.remove(seq).filter(|held| held.row.uid == row.uid);
        // The same message under two numbers: the newer answer is right.
        if let Some((other, _)) = self.by_uid(row.uid) {
            known = self.remove(other);
        }
        let (mut structure, mut detailed, mut was_linked) = (None, false, false);
        if let Some(known) = known {
            row.has_attachment = row.has_attachment.or(known.row.has_attachment);
            row.preview = row.preview.or(known.row.preview);
            row.links = row.links.or(known.row.links);
            (structure, detailed, was_linked) = (known.structure, known.detailed, known.linked);
        }
        let linked = linked || was_linked;
        let uid = row.uid;
        let bytes = row_bytes(&row) + structure.as_deref().map_or(0, part_bytes);
        let heard = Labels { flags: row.flags, keywords: Arc::clone(&row.keywords) };
        let held = Held { row, heard, structure, detailed, linked, stale: false, offset: 0, bytes };
        let id = self.place(seq, held);
        self.by_uid.insert(uid, id);
        self.rows += 1;
    }

    /// Finds or makes the page of a number that is not held, and returns the page's id.
    fn place(&mut self, seq: u32, mut held: Held) -> u64 {
        let next = self.pages.partition_point(|page| page.first <= seq);
        let before = next.checked_sub(1);
        // Just looked at, but less than what is in view.
        let used = self.now - 1;
        self.bytes += held.bytes;
        if let Some(page) = before.and_then(|index| self.pages.get_mut(index))
            && seq - page.first < PAGE_SPAN
        {
            held.offset = seq - page.first;
            let at = page.find(seq).unwrap_or_else(|at| at);
            page.bytes += held.bytes;
            page.used = page.used.max(used);
            page.rows.insert(at, held);
            return page.id;
        }
        if let Some(page) = self.pages.get_mut(next)
            && page.last() - seq < PAGE_SPAN
        {
            let down = page.first - seq;
            page.rows.iter_mut().for_each(|held| held.offset += down);
            page.first = seq;
            page.bytes += held.bytes;
            page.used = page.used.max(used);
            page.rows.insert(0, held);
            return page.id;
        }
        let id = self.next_id;
        self.next_id += 1;
        self.bytes += size_of::<Page>();
        let bytes = held.bytes + size_of::<Page>();
        self.pages.insert(next, Page { id, first: seq, used, bytes, rows: vec![held] });
        id
    }

    /// Takes a row out and leaves a hole.
    fn remove(&mut self, seq: u32) -> Option<Held> {
        let index = self.page_at(seq)?;
        let page = self.pages.get_mut(index)?;
        let at = page.find(seq).ok()?;
        let held = page.rows.remove(at);
        page.bytes = page.bytes.saturating_sub(held.bytes);
        self.bytes = self.bytes.saturating_sub(held.bytes);
        self.by_uid.remove(&held.row.uid);
        self.rows -= 1;
        if page.rows.is_empty() {
            self.pages.remove(index);
            self.bytes = self.bytes.saturating_sub(size_of::<Page>());
        } else if at == 0 {
            // The first row stands at offset 0, so that the page spans no more than it holds.
            let up = page.rows.first().map_or(0, |held| held.offset);
            page.first += up;
            page.rows.iter_mut().for_each(|held| held.offset -= up);
        }
        Some(held)
    }

    /// RFC 3501 §7.4.1: the number is gone and every higher one moves down by one. Returns the UID
    /// that went, where its row was held. Takes O(pages).
    pub fn expunge(&mut self, seq: u32) -> Option<NonZeroU32> {
        let gone = self.remove(seq).map(|held| held.row.uid);
        let next = self.pages.partition_point(|page| page.first <= seq);
        if let Some(page) = next.checked_sub(1).and_then(|index| self.pages.get_mut(index)) {
            let first = page.first;
            page.rows
                .iter_mut()
                .filter(|held| first + held.offset > seq)
                .for_each(|held| held.offset -= 1);
        }
        self.pages.iter_mut().skip(next).for_each(|page| page.first -= 1);
        gone
    }

    /// Attachment sign, structure and preview of a row that is held.
    pub fn set_details(&mut self, details: Details) {
        let Details { seq, uid, part, has_attachment, preview } = details;
        let Some(index) = self.page_at(seq) else { return };
        let Some(page) = self.pages.get_mut(index) else { return };
        let Ok(at) = page.find(seq) else { return };
        let Some(held) = page.rows.get_mut(at).filter(|held| held.row.uid == uid) else { return };
        held.row.has_attachment = Some(has_attachment);
        held.row.preview = preview.or(held.row.preview.take());
        held.detailed = true;
        let kept = part_bytes(&part);
        held.structure = (kept <= STRUCTURE_MAX_BYTES).then_some(part);
        let bytes = row_bytes(&held.row) + held.structure.as_ref().map_or(0, |_| kept);
        let before = std::mem::replace(&mut held.bytes, bytes);
        page.bytes = (page.bytes + bytes).saturating_sub(before);
        self.bytes = (self.bytes + bytes).saturating_sub(before);
    }

    /// Numbers of the rows that are held, ascending.
    pub fn seqs(&self) -> impl Iterator<Item = u32> {
        self.pages.iter().flat_map(|page| page.rows.iter().map(|held| page.seq(held)))
    }

    /// The rows held from one number to another.
    pub fn between(&self, first: u32, last: u32) -> impl Iterator<Item = &Row> {
        let from = self.page_at(first).unwrap_or(0);
        self.pages
            .iter()
            .skip(from)
            .take_while(move |page| page.first <= last)
            .flat_map(|page| page.rows.iter().map(|held| (page.seq(held), &held.row)))
            .skip_while(move |(seq, _)| *seq < first)
            .take_while(move |(seq, _)| *seq <= last)
            .map(|(_, row)| row)
    }

    /// Keeps only the rows of these numbers.
    pub fn retain(&mut self, keep: &[u32]) {
        let kept: std::collections::BTreeSet<u32> = keep.iter().copied().collect();
        let all: Vec<u32> = self.seqs().collect();
        for seq in all {
            if !kept.contains(&seq) {
                self.remove(seq);
            }
        }
    }

    /// Every row has to be read anew.
    pub fn make_stale(&mut self) {
        let rows = self.pages.iter_mut().flat_map(|page| page.rows.iter_mut());
        rows.for_each(|held| held.stale = true);
    }

    /// A new look at the list begins: what was looked at before may go.
    pub fn look_anew(&mut self) {
        self.now += 1;
    }

    /// This number is looked at now: its page stays.
    pub fn touch(&mut self, seq: u32) {
        let now = self.now;
        if let Some(page) = self.page_at(seq).and_then(|index| self.pages.get_mut(index)) {
            page.used = now;
        }
    }

    /// Drops the pages that were not looked at for longest until the budget holds.
    pub fn evict(&mut self) {
        if self.bytes <= self.budget_bytes {
            return;
        }
        // A little more than needed, so that it is not done again with each answer.
        let goal = self.budget_bytes - self.budget_bytes / 8;
        let mut oldest: Vec<(u64, u64, usize)> = self
            .pages
            .iter()
            .filter(|page| page.used < self.now)
            .map(|page| (page.used, page.id, page.bytes))
            .collect();
        oldest.sort_unstable();
        let mut bytes = self.bytes;
        let dropped: std::collections::BTreeSet<u64> = oldest
            .into_iter()
            .take_while(|(_, _, page_bytes)| {
                let is_over = bytes > goal;
                bytes = bytes.saturating_sub(*page_bytes);
                is_over
            })
            .map(|(_, id, _)| id)
            .collect();
        for page in self.pages.extract_if(.., |page| dropped.contains(&page.id)) {
            self.bytes = self.bytes.saturating_sub(page.bytes);
            self.rows -= page.rows.len();
            for held in &page.rows {
                self.by_uid.remove(&held.row.uid);
            }
        }
    }
}

#[cfg(test)]
#[path = "pages_tests.rs"]
#[allow(clippy::expect_used, clippy::indexing_slicing)]
mod tests;
