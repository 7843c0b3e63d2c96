//! Opening a mailbox: the first write that [`plan`](super::plan) planned, what comes back, and one
//! more turn where something lacks.

use super::batch::Event;
use super::encode::Line;
use super::error::ImapError;
use super::first_write::{Running, newest};
use super::mailboxes::Listing;
use super::plan::{Knowledge, PagePlan, Step, plan};
use super::reader::{Status, StatusLine};
use super::rows::{Page, RowItems};
use super::session::{Session, check_all};
use super::sort::Places;
use super::update::{Opened, Update};
use crate::model::{MailboxName, Order};

/// Mailboxes remembered for dates that do not follow the numbers; forgetting costs one wait each.
const DISAGREEING_LIMIT: usize = 1_000;

/// What is wanted of a mailbox that is opened.
#[derive(Clone, Debug)]
pub struct Opening {
    pub mailbox: MailboxName,
    /// Rows of the first page in `order`; at most [`PAGE_LIMIT`](super::PAGE_LIMIT).
    pub rows: u32,
    /// The list of mailboxes too.
    pub with_list: bool,
    /// Messages when the mailbox was last heard of: saves a wait where it is still true.
    pub known_exists: Option<u32>,
    pub order: Order,
    pub items: RowItems,
}

impl Opening {
    /// A mailbox in the order of arrival, newest first, with nothing beside it.
    pub fn new(mailbox: MailboxName, rows: u32) -> Self {
        Self {
            mailbox,
            rows,
            with_list: false,
            known_exists: None,
            order: Order::default(),
            items: RowItems::default(),
        }
    }
}

impl Session {
    /// Opens a mailbox in the order of arrival; see [`Session::select`].
    pub fn open_mailbox(
        &mut self,
        name: &MailboxName,
        rows: u32,
        with_list: bool,
        on: &mut dyn FnMut(Update),
    ) -> Result<Opened, ImapError> {
        self.select(&Opening { with_list, ..Opening::new(name.clone(), rows) }, on)
    }

    /// Opens a mailbox and reads the first rows of its order: one wait where the server can tell
    /// the last messages without their number or `known_exists` is right, else two; three for an
    /// order that the server sends only whole.
    ///
    /// Reports [`Update::Opened`], then each [`Update::Row`] as it comes, behind their
    /// [`Update::Order`] where the order is not that of arrival, then [`Update::Mailboxes`]. Where
    /// counts cannot come with the list, a second one has them. An order that cannot be had is
    /// reported as [`Update::NotSorted`], and the rows are those that arrived last.
    ///
    /// # Errors
    /// [`ImapError::Refused`] where the mailbox cannot be opened; then none is open. The list is
    /// reported also then. [`ImapError::MailboxRebuilt`] where it became another one meanwhile.
    pub fn select(
        &mut self,
        opening: &Opening,
        on: &mut dyn FnMut(Update),
    ) -> Result<Opened, ImapError> {
        let plan = plan(&self.capabilities, &self.knowledge(opening));
        let (now, later) = plan.split();
        let mut running = Running::new(self, opening, &plan);
        let mut lines = Vec::new();
        for step in now {
            self.add_lines(*step, opening, &mut running, &mut lines)?;
        }
        self.introduced |= now.contains(&Step::Id);
        self.learned.namespaces_asked |= now.contains(&Step::Namespace);
        self.track.close();
        self.sorted = None;
        let answers = self.run(lines, on, |event, track, on| running.see(event, track, on))?;
        self.set_server_name(running.server_name.take());
        if let Some(namespaces) = running.namespaces.take() {
            self.learned.namespaces = namespaces;
        }
        let mut listing = opening.with_list.then(|| std::mem::take(&mut running.listing));
        if !later.contains(&Step::List)
            && let Some(listing) = &listing
        {
            on(Update::Mailboxes(listing.mailboxes()));
        }
        let waiting = listing.as_mut().filter(|_| later.contains(&Step::List));
        let opened = running.selecting.opened.clone();
        if opened.is_none() {
            if let Some(listing) = waiting {
                self.second_list(None, listing, &mut Page::default(), on)?;
            }
        } else {
            self.learn_from(&running, opening, &answers);
            if !self.track.is_rebuilt() {
                self.second_turn(opening, &mut running, waiting, on)?;
            }
        }
        let Some(mut opened) = opened else {
            let answer = answers.get(running.open_index);
            let server_text = answer.map(|a| a.text.clone()).unwrap_or_default();
            return Err(ImapError::Refused { command: self.open_verb(), server_text });
        };
        self.settle()?;
        if let Some(listing) = listing {
            let mailboxes = listing.mailboxes();
            let counted = self.add_counts(mailboxes, &listing, on)?;
            if !listing.has_counts() {
                on(Update::Mailboxes(counted.clone()));
            }
            opened.mailboxes = Some(counted);
        }
        self.settle()?;
        Ok(opened)
    }

    fn knowledge(&self, opening: &Opening) -> Knowledge {
        Knowledge {
            introduced: self.introduced,
            // Who wants no list does not need to know where it begins.
            namespaces_known: self.learned.namespaces_asked || !opening.with_list,
            with_list: opening.with_list,
            rows: opening.rows,
            order: opening.order,
            known_exists: opening.known_exists,
            saved_sort_fails: self.learned.paging_fails || self.learned.saving_fails,
            partial_fails: self.learned.partial_fails,
            dates_disagree: self.learned.dates_disagree.contains(&opening.mailbox),
        }
    }

    fn open_verb(&self) -> &'static str {
        if self.look_only { "EXAMINE" } else { "SELECT" }
    }

    fn add_lines(
        &self,
        step: Step,
        opening: &Opening,
        running: &mut Running,
        lines: &mut Vec<Line>,
    ) -> Result<(), ImapError> {
        let items = opening.items.text();
        match step {
            Step::Id => lines.push(self.line("ID", "ID (\"name\" \"mailpane\")")),
            Step::Namespace => lines.push(self.line("NAMESPACE", "NAMESPACE")),
            Step::Open => {
                running.open_index = lines.len();
                let verb = self.open_verb();
                lines.push(self.line(verb, verb).mailbox(&opening.mailbox)?);
            }
            Step::List => lines.extend(running.listing.lines(self)),
            Step::Page(page) => {
                running.page_index = lines.len();
                match page {
                    PagePlan::SavedSort { order, rows } => {
                        let last = rows.saturating_sub(1);
                        let places = Places { order, first: 0, last, whole: false };
                        lines.push(self.sort_line(order, Some(&places), true));
                        lines.push(self.line("FETCH", &format!("FETCH $ {items}")));
                    }
                    PagePlan::Partial { newest, rows } => {
                        let sign = if newest { "-" } else { "" };
                        let text = format!("UID FETCH 1:* {items} (PARTIAL {sign}1:{sign}{rows})");
                        lines.push(self.line("FETCH", &text));
                    }
                    PagePlan::Speculate { first, last } => {
                        lines.push(self.line("FETCH", &format!("FETCH {first}:{last} {items}")));
                    }
                    PagePlan::NextTurn => {}
                }
            }
        }
        Ok(())
    }

    /// Remembers what the server refused, and where dates do not follow the numbers.
    fn learn_from(&mut self, running: &Running, opening: &Opening, answers: &[StatusLine]) {
        // What has no messages has no page either: some servers refuse to speak of one.
        if running.selecting.exists == 0 {
            return;
        }
        let page = (answers.get(running.page_index), answers.get(running.page_index + 1));
        match running.plan {
            Some(PagePlan::SavedSort { .. }) => self.learn(page.0, page.1),
            Some(PagePlan::Partial { .. }) => {
                self.learned.partial_fails |= page.0.is_some_and(|a| a.status != Status::Ok);
            }
            Some(PagePlan::Speculate { .. } | PagePlan::NextTurn) | None => {}
        }
        if running.dates_disagree {
            if self.learned.dates_disagree.len() >= DISAGREEING_LIMIT {
                self.learned.dates_disagree.clear();
            }
            self.learned.dates_disagree.insert(opening.mailbox.clone());
        }
    }

    /// What the first write could not bring: rows that lack, and the list behind them.
    fn second_turn(
        &mut self,
        opening: &Opening,
        running: &mut Running,
        waiting: Option<&mut Listing>,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        if running.wants_sorting() {
            let last = opening.rows.saturating_sub(1);
            let places = Places { order: opening.order, first: 0, last, whole: false };
            if self.sort_rows(&places, opening.items, on)? {
                return Ok(());
            }
            running.page = Page::of(newest(self.track.exists, opening.rows, true));
        }
        let page = &mut running.page;
        match waiting {
            Some(listing) => {
                let line = self.lacking_line(page, opening.items);
                self.second_list(line, listing, page, on)
            }
            None => self.fetch_lacking(page, opening.items, on),
        }
    }

    /// The list of mailboxes, behind the rows that lack.
    fn second_list(
        &mut self,
        rows: Option<Line>,
        listing: &mut Listing,
        page: &mut Page,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let asked = rows.is_some();
        let lines = rows.into_iter().chain(listing.lines(self)).collect();
        let answers = self.run(lines, on, |event, track, on| {
            if let Event::Untagged(untagged) = event {
                listing.take(untagged);
                page.see(untagged, track, on);
            }
        })?;
        on(Update::Mailboxes(listing.mailboxes()));
        if asked && page.is_untouched() {
            return check_all("FETCH", answers.get(..1).unwrap_or_default());
        }
        Ok(())
    }
}
