//! The first write of an opening while it runs: what each answer means before, at and after the
//! moment when the mailbox is open.

use std::num::NonZeroU32;

use super::batch::Event;
use super::mailboxes::Listing;
use super::open::Opening;
use super::permits::Permits;
use super::plan::{FirstWrite, PagePlan};
use super::reader::{Code, FlagList, Status, Untagged};
use super::rows::{PAGE_LIMIT, Page};
use super::session::Session;
use super::sort::Sorting;
use super::track::Track;
use super::update::{Opened, Update};
use crate::model::{MailboxName, Namespaces, Order, SortKey};

/// The numbers of the first page in the order of arrival.
pub(super) fn newest(exists: u32, rows: u32, descending: bool) -> std::ops::RangeInclusive<u32> {
    let rows = rows.min(PAGE_LIMIT);
    let last = if descending { exists } else { exists.min(rows) };
    // Empty where rows is 0: the first is behind the last.
    last.saturating_sub(rows).saturating_add(1)..=last
}

/// The first write while it runs.
pub(super) struct Running {
    mailbox: MailboxName,
    look_only: bool,
    order: Order,
    rows: u32,
    pub plan: Option<PagePlan>,
    pub open_index: usize,
    pub page_index: usize,
    pub selecting: Selecting,
    pub listing: Listing,
    with_list: bool,
    pub page: Page,
    /// Only where the server makes the page.
    sorting: Option<Sorting>,
    pub dates_disagree: bool,
    pub server_name: Option<String>,
    pub namespaces: Option<Namespaces>,
}

impl Running {
    pub fn new(session: &Session, opening: &Opening, plan: &FirstWrite) -> Self {
        let sorting = match plan.page() {
            Some(PagePlan::SavedSort { order, rows }) => Some(Sorting::new(order, 0, rows)),
            Some(PagePlan::Partial { .. } | PagePlan::Speculate { .. } | PagePlan::NextTurn)
            | None => None,
        };
        Self {
            mailbox: opening.mailbox.clone(),
            look_only: session.look_only,
            order: opening.order,
            rows: opening.rows,
            plan: plan.page(),
            open_index: 0,
            page_index: 0,
            selecting: Selecting::default(),
            listing: Listing::new(&session.capabilities),
            with_list: opening.with_list,
            page: Page::default(),
            sorting,
            dates_disagree: false,
            server_name: None,
            namespaces: None,
        }
    }

    pub fn see(&mut self, event: &mut Event<'_>, track: &mut Track, on: &mut dyn FnMut(Update)) {
        match event {
            Event::Untagged(untagged) => {
                match untagged {
                    Untagged::Id { name } => self.server_name = name.take(),
                    Untagged::Namespaces(found) => self.namespaces = Some(std::mem::take(found)),
                    _ => {}
                }
                if self.with_list {
                    self.listing.take(untagged);
                }
                if self.selecting.opened.is_none() {
                    self.selecting.take(untagged);
                } else {
                    self.see_page(untagged, track, on);
                }
            }
            Event::Done { index, status } if *index == self.open_index => {
                if status.status == Status::Ok && self.selecting.opened.is_none() {
                    let read_only = self.look_only || status.code == Some(Code::ReadOnly);
                    let opened = self.selecting.finish(read_only);
                    let uid_validity = self.selecting.uid_validity;
                    track.open(self.mailbox.clone(), opened.exists, uid_validity);
                    track.read_only = read_only;
                    track.flags = self.selecting.flags.take();
                    track.permanent = self.selecting.permanent.take();
                    if self.order.key == SortKey::Arrival {
                        let order = self.order;
                        self.page = Page::of(newest(opened.exists, self.rows, order.descending));
                        if let Some(PagePlan::Speculate { first, last }) = self.plan {
                            // Right by number, wherever the page turned out to be.
                            let asked: Vec<u32> = (first..=last).collect();
                            self.page.expect(&asked);
                        }
                    }
                    on(Update::Opened(opened));
                }
            }
            Event::Done { .. } => {}
        }
    }

    /// Whether rows are wanted in an order that the first write did not bring.
    pub fn wants_sorting(&self) -> bool {
        let answered = self.sorting.as_ref().is_some_and(|sorting| sorting.answered);
        self.plan.is_some() && self.order.key != SortKey::Arrival && !answered
    }

    fn see_page(&mut self, untagged: &mut Untagged, track: &Track, on: &mut dyn FnMut(Update)) {
        if let (Some(sorting), Untagged::SearchPage { numbers, .. }) =
            (&mut self.sorting, &*untagged)
        {
            if self.order.key != SortKey::Arrival {
                sorting.see(untagged, &mut self.page, track, on);
            } else if !sorting.answered {
                sorting.answered = true;
                // A page by dates; what is shown is the page by numbers.
                let there = numbers.iter().copied().filter(|seq| track.has(*seq));
                let there: Vec<u32> = there.take(self.rows as usize).collect();
                self.dates_disagree = !self.page.expect(&there);
            }
        }
        self.page.see(untagged, track, on);
    }
}

/// What SELECT says before its tagged answer.
#[derive(Default)]
pub(super) struct Selecting {
    pub exists: u32,
    uid_validity: Option<NonZeroU32>,
    uid_next: Option<NonZeroU32>,
    flags: Option<FlagList>,
    permanent: Option<FlagList>,
    pub opened: Option<Opened>,
}

impl Selecting {
    fn take(&mut self, untagged: &Untagged) {
        match untagged {
            Untagged::Exists(count) => self.exists = *count,
            Untagged::Expunge(seq) if (1..=self.exists).contains(seq) => self.exists -= 1,
            Untagged::Flags(list) => self.flags = Some(list.clone()),
            Untagged::Status(line) => match &line.code {
                Some(Code::UidValidity(value)) => self.uid_validity = Some(*value),
                Some(Code::UidNext(value)) => self.uid_next = Some(*value),
                Some(Code::PermanentFlags(list)) => self.permanent = Some(list.clone()),
                _ => {}
            },
            _ => {}
        }
    }

    fn finish(&mut self, read_only: bool) -> Opened {
        let opened = Opened {
            exists: self.exists,
            uid_validity: self.uid_validity.unwrap_or(NonZeroU32::MIN),
            uid_validity_known: self.uid_validity.is_some(),
            uid_next: self.uid_next,
            read_only,
            permits: Permits::new(self.flags.as_ref(), self.permanent.as_ref()),
            mailboxes: None,
        };
        self.opened = Some(opened.clone());
        opened
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_is_at_either_end_of_the_numbers() {
        assert_eq!(newest(100, 50, true), 51..=100);
        assert_eq!(newest(7, 50, true), 1..=7);
        assert_eq!(newest(100, 50, false), 1..=50);
        assert_eq!(newest(7, 50, false), 1..=7);
        assert!(newest(0, 50, true).is_empty() && newest(100, 0, true).is_empty());
        assert!(newest(100, 0, false).is_empty());
        assert_eq!(newest(u32::MAX, u32::MAX, true).count(), PAGE_LIMIT as usize);
    }
}
