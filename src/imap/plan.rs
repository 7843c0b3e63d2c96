//! What goes out in one write when a mailbox is opened: a pure function of what the server offers
//! and what is known of the mailbox.
//!
//! ```text
//! ID, NAMESPACE   once a session
//! EXAMINE         or SELECT
//! the page        its rows, asked for before the number of messages is known
//! LIST            last: rows reach a slow line before the tree does
//! ```
//!
//! Nothing is enabled (RFC 5161), on purpose. QRESYNC turns EXPUNGE, which names the number of a
//! message, into VANISHED, which names a UID; here only the numbers of most messages are known.
//! CONDSTORE adds a MODSEQ to every row that nothing reads. UTF8=ACCEPT and IMAP4rev2 change how
//! mailbox names are spelled on the wire and bring nothing for it.

use super::capability::Capabilities;
use super::rows::PAGE_LIMIT;
use super::sort::{SortAbility, ability};
use crate::model::{Order, SortKey};

/// What is known before the mailbox is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Knowledge {
    /// ID was sent, or is not to be.
    pub introduced: bool,
    pub namespaces_known: bool,
    /// The list of mailboxes is wanted too.
    pub with_list: bool,
    /// Rows of the first page; at most [`PAGE_LIMIT`].
    pub rows: u32,
    pub order: Order,
    /// Messages when the mailbox was last looked at, or as LIST counted them.
    pub known_exists: Option<u32>,
    /// The server refused to send a page by its place in an order.
    pub saved_sort_fails: bool,
    /// The server refused RFC 9394's PARTIAL.
    pub partial_fails: bool,
    /// In this mailbox the last messages by arrival are not the last by number.
    pub dates_disagree: bool,
}

/// One step of opening; most become one command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Id,
    Namespace,
    Open,
    Page(PagePlan),
    List,
}

/// How the first page is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagePlan {
    /// `SORT RETURN (SAVE PARTIAL 1:rows)` and `FETCH $` (RFC 5267, RFC 5182): two commands. In
    /// arrival order a guess, which EXISTS proves.
    SavedSort { order: Order, rows: u32 },
    /// `UID FETCH 1:* (…) (PARTIAL -1:-rows)` (RFC 9394): exactly the last, or the first.
    Partial { newest: bool, rows: u32 },
    /// By number, as far as the number is known; EXISTS tells what lacks.
    Speculate { first: u32, last: u32 },
    /// Nothing can be asked for yet. What stands behind this goes out with the page.
    NextTurn,
}

/// The steps in the order of the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstWrite {
    pub steps: Vec<Step>,
}

impl FirstWrite {
    /// What goes out at once, and what has to wait for the number of messages.
    pub fn split(&self) -> (&[Step], &[Step]) {
        let waits = |step: &Step| *step == Step::Page(PagePlan::NextTurn);
        match self.steps.iter().position(waits) {
            Some(at) => (
                self.steps.get(..at).unwrap_or_default(),
                self.steps.get(at + 1..).unwrap_or_default(),
            ),
            None => (&self.steps, &[]),
        }
    }

    /// How the page is asked for; `None` where no rows are wanted.
    pub fn page(&self) -> Option<PagePlan> {
        self.steps.iter().find_map(|step| match step {
            Step::Page(page) => Some(*page),
            Step::Id | Step::Namespace | Step::Open | Step::List => None,
        })
    }
}

/// Plans the opening of one mailbox.
pub fn plan(capabilities: &Capabilities, known: &Knowledge) -> FirstWrite {
    let mut steps = Vec::new();
    // Before the mailbox is opened: there are providers that refuse it to clients without a name.
    if !known.introduced && capabilities.has("ID") {
        steps.push(Step::Id);
    }
    if !known.namespaces_known && capabilities.has("NAMESPACE") {
        steps.push(Step::Namespace);
    }
    steps.push(Step::Open);
    let page = (known.rows > 0).then(|| Step::Page(page(capabilities, known)));
    let list = known.with_list.then_some(Step::List);
    // A server that has to sort first is asked for the rows two turns later: no reason to wait.
    if page == Some(Step::Page(PagePlan::NextTurn)) && known.order.key != SortKey::Arrival {
        steps.extend(list.into_iter().chain(page));
    } else {
        steps.extend(page.into_iter().chain(list));
    }
    FirstWrite { steps }
}

fn page(capabilities: &Capabilities, known: &Knowledge) -> PagePlan {
    let rows = known.rows.min(PAGE_LIMIT);
    let order = known.order;
    let saves = !known.saved_sort_fails
        && capabilities.has("SEARCHRES")
        && ability(capabilities, order.key) == SortAbility::Paged;
    if order.key != SortKey::Arrival {
        return if saves { PagePlan::SavedSort { order, rows } } else { PagePlan::NextTurn };
    }
    let newest = order.descending;
    // Best what is right by itself, then what is right where mail was not moved in from elsewhere.
    if capabilities.has("PARTIAL") && !known.partial_fails {
        return PagePlan::Partial { newest, rows };
    }
    let saves = !known.saved_sort_fails && can_save_arrival(capabilities);
    if saves && !known.dates_disagree {
        return PagePlan::SavedSort { order, rows };
    }
    match known.known_exists {
        Some(last) if last > 0 && newest => {
            PagePlan::Speculate { first: last.saturating_sub(rows - 1).max(1), last }
        }
        Some(last) if last > 0 => PagePlan::Speculate { first: 1, last: last.min(rows) },
        Some(_) | None => PagePlan::NextTurn,
    }
}

/// Whether `SORT RETURN (SAVE PARTIAL …) (ARRIVAL)` is worth a try: what Dovecot announces.
fn can_save_arrival(capabilities: &Capabilities) -> bool {
    capabilities.has("SEARCHRES") && ability(capabilities, SortKey::Date) == SortAbility::Paged
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
