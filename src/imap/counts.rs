//! The list of mailboxes asked for, and counts of single ones by STATUS (RFC 3501 §6.3.10).

use std::collections::BTreeMap;

use super::batch::Event;
use super::error::ImapError;
use super::mailboxes::{Listing, STATUS_ITEMS};
use super::reader::Untagged;
use super::session::{Session, check_all};
use super::update::Update;
use crate::model::{Mailbox, MailboxCounts, MailboxName};

/// STATUS commands in one write, where the server has no LIST-STATUS: a second or two of its time. A
/// mailbox and 200 inside it are counted together.
const STATUS_LIMIT: usize = 201;

impl Session {
    /// Lists all mailboxes with their counts, sorted for the tree.
    ///
    /// One wait where the server has LIST-STATUS, else two: at most 201 mailboxes get counts then.
    pub fn list(&mut self, on: &mut dyn FnMut(Update)) -> Result<Vec<Mailbox>, ImapError> {
        let mut listing = Listing::new(&self.capabilities);
        let lines = listing.lines(self);
        let answers = self.run(lines, on, |event, _, _| {
            if let Event::Untagged(untagged) = event {
                listing.take(untagged);
            }
        })?;
        // LSUB may be refused; then nothing is known to be subscribed.
        check_all("LIST", answers.get(..1).unwrap_or_default())?;
        let mailboxes = listing.mailboxes();
        self.add_counts(mailboxes, &listing, on)
    }

    /// Asks for counts one by one where the list could not bring them.
    pub(super) fn add_counts(
        &mut self,
        mut mailboxes: Vec<Mailbox>,
        listing: &Listing,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<Mailbox>, ImapError> {
        if listing.has_counts() {
            return Ok(mailboxes);
        }
        let asked: Vec<MailboxName> = mailboxes
            .iter()
            .filter(|mailbox| mailbox.selectable)
            .map(|mailbox| mailbox.name.clone())
            .collect();
        let counted = self.counts(&asked, on)?;
        for mailbox in &mut mailboxes {
            mailbox.counts = counted.get(&mailbox.name).copied();
        }
        Ok(mailboxes)
    }

    /// The counts of these mailboxes, of the first 201 at most, in one write. Those that the server
    /// refuses to count are left out.
    pub fn counts(
        &mut self,
        asked: &[MailboxName],
        on: &mut dyn FnMut(Update),
    ) -> Result<BTreeMap<MailboxName, MailboxCounts>, ImapError> {
        let mut lines = Vec::new();
        for name in asked.iter().take(STATUS_LIMIT) {
            // A name that cannot be sent has no counts.
            if let Ok(line) = self.line("STATUS", "STATUS").mailbox(name) {
                lines.push(line.text(" ").text(STATUS_ITEMS));
            }
        }
        let mut counted = BTreeMap::new();
        if lines.is_empty() {
            return Ok(counted);
        }
        self.run(lines, on, |event, _, _| {
            if let Event::Untagged(Untagged::Counts { name, counts }) = event
                && counted.len() < STATUS_LIMIT
            {
                counted.insert(name.clone(), *counts);
            }
        })?;
        Ok(counted)
    }
}
