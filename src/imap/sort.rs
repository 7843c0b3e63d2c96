//! The order of the list as the server makes it (RFC 5256 SORT), a page at a time where it can
//! (RFC 5267 ESORT with PARTIAL, RFC 5182 SEARCHRES).
//!
//! ```text
//! SORT RETURN (SAVE PARTIAL 1:50) (REVERSE DATE) UTF-8 ALL    FETCH $ (…)     one wait
//! SORT RETURN (PARTIAL 1:50) …                                then FETCH …    two
//! SORT (REVERSE DATE) UTF-8 ALL                               then FETCH …    two, and all numbers
//! ```

use std::collections::BTreeSet;

use super::batch::Event;
use super::capability::Capabilities;
use super::encode::Line;
use super::error::ImapError;
use super::reader::{Status, StatusLine, Untagged};
use super::rows::{PAGE_LIMIT, Page, RowItems};
use super::session::Session;
use super::track::Track;
use super::update::{NotSorted, Update};
use crate::model::{Order, SortKey};

/// Messages of a mailbox whose whole order is asked for without a question: 20,000 numbers are
/// 120 kB, a second on a slow line.
pub const SORT_WHOLE_LIMIT: u32 = 20_000;

/// How well a server sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortAbility {
    /// Any page of the order by itself.
    Paged,
    /// Only all numbers at once.
    Whole,
    No,
}

/// What a server can do for an order by `key`. The order of arrival is that of the numbers, which
/// needs no server.
pub(super) fn ability(capabilities: &Capabilities, key: SortKey) -> SortAbility {
    // Dovecot announces CONTEXT=SEARCH and pages SORT as well.
    let pages = ["CONTEXT=SORT", "CONTEXT=SEARCH"].iter().any(|word| capabilities.has(word));
    if key == SortKey::Arrival || (capabilities.has("SORT") && capabilities.has("ESORT") && pages) {
        SortAbility::Paged
    } else if capabilities.has("SORT") {
        SortAbility::Whole
    } else {
        SortAbility::No
    }
}

/// Places in an order: 0 is the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    pub order: Order,
    pub first: u32,
    /// At most 199 behind `first`; the rest is left out.
    pub last: u32,
    /// A server that cannot page may send all numbers, however many there are.
    pub whole: bool,
}

impl Places {
    fn count(&self) -> u32 {
        self.last.saturating_sub(self.first).min(PAGE_LIMIT - 1) + 1
    }
}

/// All numbers in one order, as long as they name the same messages.
#[derive(Debug)]
pub(super) struct Sorted {
    order: Order,
    generation: u64,
    seqs: Vec<u32>,
}

impl Session {
    /// What this server can do for an order by `key`, as far as is known: a refusal is remembered.
    pub fn can_sort(&self, key: SortKey) -> SortAbility {
        match ability(&self.capabilities, key) {
            SortAbility::Paged if self.learned.paging_fails && key != SortKey::Arrival => {
                SortAbility::Whole
            }
            able => able,
        }
    }

    /// Reads the rows at these places: [`Update::Order`] first, then the rows.
    ///
    /// Where that cannot be, [`Update::NotSorted`] says why, and nothing is fetched.
    pub fn sort_page(
        &mut self,
        places: &Places,
        items: RowItems,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.sort_rows(places, items, on)?;
        self.settle()
    }

    /// False where nothing was sorted.
    pub(super) fn sort_rows(
        &mut self,
        places: &Places,
        items: RowItems,
        on: &mut dyn FnMut(Update),
    ) -> Result<bool, ImapError> {
        let order = places.order;
        if self.track.exists == 0 || order.key == SortKey::Arrival {
            let seqs = arrived(places, self.track.exists);
            let mut page = Page::of(seqs.iter().copied());
            let whole = self.track.exists == 0;
            on(Update::Order { order, first: places.first, seqs, whole });
            return self.fetch_lacking(&mut page, items, on).map(|()| true);
        }
        if self.can_sort(order.key) == SortAbility::Paged
            && self.sort_one_page(places, items, on)?
        {
            return Ok(true);
        }
        match self.can_sort(order.key) {
            SortAbility::Paged | SortAbility::Whole => self.sort_whole(places, items, on),
            SortAbility::No => {
                on(Update::NotSorted { order, reason: NotSorted::NotOffered });
                Ok(false)
            }
        }
    }

    /// False where the server refused; then it is not asked again.
    fn sort_one_page(
        &mut self,
        places: &Places,
        items: RowItems,
        on: &mut dyn FnMut(Update),
    ) -> Result<bool, ImapError> {
        let save = self.capabilities.has("SEARCHRES") && !self.learned.saving_fails;
        let mut lines = vec![self.sort_line(places.order, Some(places), save)];
        if save {
            lines.push(self.line("FETCH", &format!("FETCH $ {}", items.text())));
        }
        let mut sorting = Sorting::new(places.order, places.first, places.count());
        let mut page = Page::default();
        let answers = self.run(lines, on, |event, track, on| {
            if let Event::Untagged(untagged) = event {
                sorting.see(untagged, &mut page, track, on);
                page.see(untagged, track, on);
            }
        })?;
        self.learn(answers.first(), answers.get(1));
        if !sorting.answered {
            // An OK without its answer is a refusal too.
            self.learned.paging_fails = true;
            return Ok(false);
        }
        if !self.track.is_rebuilt() {
            self.fetch_lacking(&mut page, items, on)?;
        }
        Ok(true)
    }

    /// Takes in how a server answered to what it announces.
    pub(super) fn learn(&mut self, sort: Option<&StatusLine>, fetch: Option<&StatusLine>) {
        let refused = |answer: Option<&StatusLine>| answer.is_some_and(|a| a.status != Status::Ok);
        if refused(sort) {
            self.learned.paging_fails = true;
        } else if refused(fetch) {
            self.learned.saving_fails = true;
        }
    }

    fn sort_whole(
        &mut self,
        places: &Places,
        items: RowItems,
        on: &mut dyn FnMut(Update),
    ) -> Result<bool, ImapError> {
        let order = places.order;
        if !self.has_sorted(order) {
            let exists = self.track.exists;
            if exists > SORT_WHOLE_LIMIT && !places.whole {
                let reason = NotSorted::TooLarge { estimated_bytes: estimated_bytes(exists) };
                on(Update::NotSorted { order, reason });
                return Ok(false);
            }
            let line = self.sort_line(order, None, false);
            let mut seqs = None;
            let answers = self.run_long(vec![line], on, |event, track, on| {
                if let Event::Untagged(Untagged::Sort(numbers)) = event
                    && seqs.is_none()
                {
                    let all = clean(std::mem::take(numbers), track.exists);
                    on(Update::Order { order, first: 0, seqs: all.clone(), whole: true });
                    seqs = Some((all, track.generation()));
                }
            })?;
            let Some((seqs, generation)) = seqs else {
                let server_text = answers.first().map(|a| a.text.clone()).unwrap_or_default();
                let reason = NotSorted::Refused { server_text };
                on(Update::NotSorted { order, reason });
                return Ok(false);
            };
            self.sorted = Some(Sorted { order, generation, seqs });
        }
        if !self.has_sorted(order) {
            return Ok(true); // Moved on within the answer: the numbers were right when reported.
        }
        let (first, count) = (places.first as usize, places.count() as usize);
        let seqs = self.sorted.as_ref().map(|sorted| sorted.seqs.as_slice()).unwrap_or_default();
        let mut page = Page::of(seqs.iter().skip(first).take(count).copied());
        if seqs.len() > SORT_WHOLE_LIMIT as usize {
            self.sorted = None; // Whoever allowed so many has them now.
        }
        self.fetch_lacking(&mut page, items, on).map(|()| true)
    }

    fn has_sorted(&self, order: Order) -> bool {
        let is_it = |s: &Sorted| s.order == order && s.generation == self.track.generation();
        self.sorted.as_ref().is_some_and(is_it)
    }

    pub(super) fn sort_line(&self, order: Order, places: Option<&Places>, save: bool) -> Line {
        let keys = keys(order, self.capabilities.has("SORT=DISPLAY"));
        let text = match places {
            Some(places) => {
                let (first, save) = (places.first, if save { "SAVE " } else { "" });
                let (from, to) = (first.saturating_add(1), first.saturating_add(places.count()));
                format!("SORT RETURN ({save}PARTIAL {from}:{to}) {keys} UTF-8 ALL")
            }
            None => format!("SORT {keys} UTF-8 ALL"),
        };
        self.line("SORT", &text)
    }
}

/// A page of an order being read: the answer to SORT, which names the rows to come.
#[derive(Debug)]
pub(super) struct Sorting {
    order: Order,
    first: u32,
    count: u32,
    pub answered: bool,
}

impl Sorting {
    pub fn new(order: Order, first: u32, count: u32) -> Self {
        Self { order, first, count, answered: false }
    }

    /// Reports the first answer and makes it what `page` lacks.
    pub fn see(
        &mut self,
        untagged: &mut Untagged,
        page: &mut Page,
        track: &Track,
        on: &mut dyn FnMut(Update),
    ) {
        let Untagged::SearchPage { numbers, .. } = untagged else { return };
        if self.answered {
            return;
        }
        self.answered = true;
        let mut seqs = clean(std::mem::take(numbers), track.exists);
        seqs.truncate(self.count as usize);
        *page = Page::of(seqs.iter().copied());
        on(Update::Order { order: self.order, first: self.first, seqs, whole: false });
    }
}

/// Each number once, and only those that are in the mailbox.
pub(super) fn clean(mut numbers: Vec<u32>, exists: u32) -> Vec<u32> {
    let mut seen = BTreeSet::new();
    numbers.retain(|seq| (1..=exists).contains(seq) && seen.insert(*seq));
    numbers
}

/// The numbers at these places in the order of arrival.
fn arrived(places: &Places, exists: u32) -> Vec<u32> {
    let end = places.first.saturating_add(places.count()).min(exists);
    let places_there = places.first..end;
    if places.order.descending {
        places_there.map(|place| exists - place).collect()
    } else {
        places_there.map(|place| place + 1).collect()
    }
}

/// The sort program (RFC 5256 §3, RFC 5957 for the name that the list shows).
fn keys(order: Order, display: bool) -> String {
    let key = match order.key {
        SortKey::Arrival => "ARRIVAL",
        SortKey::Date => "DATE",
        SortKey::Sender if display => "DISPLAYFROM",
        SortKey::Sender => "FROM",
        SortKey::Subject => "SUBJECT",
        SortKey::Size => "SIZE",
    };
    if order.descending { format!("(REVERSE {key})") } else { format!("({key})") }
}

/// Bytes of one line with `exists` numbers: the digits and a space of each.
fn estimated_bytes(exists: u32) -> u64 {
    let digits = u64::from(exists.checked_ilog10().unwrap_or(0)) + 1;
    u64::from(exists) * (digits + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn can(words: &str, key: SortKey) -> SortAbility {
        ability(&Capabilities::new(words.split(' ').map(str::to_owned)), key)
    }

    #[test]
    fn a_server_is_believed_what_it_announces() {
        for (words, wanted) in [
            ("SORT ESORT CONTEXT=SEARCH", SortAbility::Paged),
            ("SORT ESORT CONTEXT=SORT", SortAbility::Paged),
            ("SORT ESORT", SortAbility::Whole),
            ("SORT CONTEXT=SEARCH", SortAbility::Whole),
            ("ESORT CONTEXT=SORT", SortAbility::No),
        ] {
            assert_eq!(can(words, SortKey::Date), wanted, "{words}");
            assert_eq!(can(words, SortKey::Arrival), SortAbility::Paged, "{words}");
        }
    }

    #[test]
    fn programs_name_key_and_direction() {
        let order = |key, descending| Order { key, descending };
        assert_eq!(keys(order(SortKey::Date, true), false), "(REVERSE DATE)");
        assert_eq!(keys(order(SortKey::Sender, false), false), "(FROM)");
        assert_eq!(keys(order(SortKey::Sender, false), true), "(DISPLAYFROM)");
        assert_eq!(keys(order(SortKey::Subject, true), true), "(REVERSE SUBJECT)");
    }

    #[test]
    fn an_order_names_each_message_once_and_no_other() {
        assert_eq!(clean(vec![3, 0, 3, 9, 1, 4, u32::MAX], 4), [3, 1, 4]);
    }

    #[test]
    fn places_of_arrival_are_counted_from_either_end() {
        let places = |first, last, descending| Places {
            order: Order { key: SortKey::Arrival, descending },
            first,
            last,
            whole: false,
        };
        assert_eq!(arrived(&places(0, 2, true), 9), [9, 8, 7]);
        assert_eq!(arrived(&places(7, 20, true), 9), [2, 1]);
        assert_eq!(arrived(&places(7, 20, false), 9), [8, 9]);
        assert!(arrived(&places(9, 20, true), 9).is_empty());
        assert_eq!(arrived(&places(0, u32::MAX, true), u32::MAX).len(), PAGE_LIMIT as usize);
    }

    #[test]
    fn what_a_whole_order_costs_is_known_before() {
        assert_eq!(estimated_bytes(1_000_000), 8_000_000);
        assert_eq!(estimated_bytes(0), 0);
    }
}
