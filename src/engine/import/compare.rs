//! Which of the messages are in the folder already, by Message-ID, before anything is sent.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::engine::protocol::{ImportEvent, LeftOutWhy};
use crate::imap::{ImapError, MESSAGE_ID_LIMIT_BYTES, Opened, Session, Span, searches};
use crate::model::Failure;

use super::run::Run;
use super::words;

/// Messages asked about in one wait: 150 KB at most.
const MESSAGES_PER_WRITE: u32 = 1_000;
/// A mailbox of no more messages is asked for all its Message-IDs: a second at most, where searches
/// would each read all of it.
const SMALL_MAILBOX: u32 = 2_000;
/// It is as well where it has no more than so many messages for each that is looked for.
const MESSAGES_PER_ID: usize = 10;

impl Run {
    /// Leaves out what is there already where the user wants that.
    pub(super) fn ask_about_duplicates(&mut self) -> Result<(), Failure> {
        let is_asked = |id: &&str| id.len() <= MESSAGE_ID_LIMIT_BYTES;
        let ids = self.plan.items.iter().filter_map(|item| item.message_id.as_deref());
        let ids: Vec<&str> = ids.filter(is_asked).collect();
        self.teller.comparing();
        let teller = &mut self.teller;
        let mut told = |waits| teller.waiting(waits);
        // From the beginning after a lost connection: it is only asked.
        let stopping = self.line.stopping();
        let there = self
            .line
            .run(&mut told, |session, opened| numbers(session, opened, (&ids, &stopping.soon)))?;
        if self.line.is_stopping() {
            return Err(words::stopped());
        }
        let is_there = |index: &usize| {
            let number = self.plan.items.get(*index).map_or(0, |item| item.number);
            number != 0 && there.contains(&number)
        };
        let doubles: Vec<usize> = self.plan.waiting().filter(is_there).collect();
        if doubles.is_empty() {
            return Ok(());
        }
        self.teller.say(ImportEvent::Duplicates {
            id: self.target().id,
            duplicates: count(doubles.len()),
            total: count(self.plan.items.len()),
        });
        if self.line.answer()? {
            self.plan.skip(&doubles, LeftOutWhy::There);
        }
        Ok(())
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The numbers of the Message-IDs that are in the mailbox, at least of those that are looked for;
/// fewer where it was stopped.
fn numbers(
    session: &mut Session,
    opened: &Opened,
    (ids, stopping): (&[&str], &AtomicBool),
) -> Result<BTreeSet<u64>, ImapError> {
    let goes_on = || !stopping.load(Ordering::SeqCst);
    let mut there = BTreeSet::new();
    if opened.exists == 0 || ids.is_empty() {
        return Ok(there);
    }
    let mut add = |session: &mut Session, span: &Span<'_>| -> Result<(), ImapError> {
        let standing = session.standing_in(span, &mut |_| {})?;
        there.extend(standing.iter().map(|one| one.message_number).filter(|number| *number != 0));
        Ok(())
    };
    let exists = usize::try_from(opened.exists).unwrap_or(usize::MAX);
    if opened.exists <= SMALL_MAILBOX || exists / MESSAGES_PER_ID <= ids.len() {
        let mut first = 1;
        while first <= opened.exists && goes_on() {
            let last = first.saturating_add(MESSAGES_PER_WRITE - 1).min(opened.exists);
            add(session, &Span::Seqs(first..=last))?;
            first = last.saturating_add(1);
        }
        return Ok(there);
    }
    let most = usize::try_from(MESSAGES_PER_WRITE).unwrap_or(usize::MAX);
    for write in searches(ids.iter().copied()) {
        if !goes_on() {
            break;
        }
        let found = session.search_message_ids(&write, &mut |_| {})?;
        // Words inside a Message-ID are found, too: what they are says the header.
        for uids in found.chunks(most) {
            add(session, &Span::Uids(uids))?;
        }
    }
    Ok(there)
}
