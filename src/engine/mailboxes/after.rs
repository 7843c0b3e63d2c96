//! What became of a change: by the answers, or by the list after a lost connection.

use super::by_name::ByName;
use super::{Reshaping, Stage, words};
use crate::engine::protocol::MailboxChange;
use crate::imap::MailboxCommand;
use crate::model::{Failure, Mailbox, MailboxName};

impl Reshaping {
    /// After a lost connection: what was sent and not answered was done where the list shows it, and
    /// was not where it does not. Nothing of it is sent again.
    pub(super) fn look(&mut self, now: &[Mailbox]) {
        let now = ByName::new(now);
        match &self.change {
            MailboxChange::Created { mailbox, .. } => {
                let was = ByName::new(self.before()).can_be_opened(mailbox);
                self.answer = Some(match now.can_be_opened(mailbox) {
                    true if was => Err(words::exists()),
                    true => Ok(()),
                    false => Err(words::not_done(&self.shown_name(mailbox), &self.change)),
                });
            }
            MailboxChange::Renamed { from, to } => {
                self.answer = Some(self.look_for_renamed(from, to, &now));
            }
            MailboxChange::Deleted { .. } => self.look_for_deleted(&now),
            MailboxChange::Subscribed { mailbox, on } => {
                let is_so = now.is_subscribed(mailbox) == *on;
                self.answer = Some(if is_so {
                    Ok(())
                } else {
                    Err(words::not_done(&self.shown_name(mailbox), &self.change))
                });
            }
        }
        self.stage = Stage::Answered;
    }

    fn look_for_renamed(
        &self,
        from: &MailboxName,
        to: &MailboxName,
        now: &ByName<'_>,
    ) -> Result<(), Failure> {
        let not_done = || words::not_done(&self.shown_name(from), &self.change);
        let is_new = now.has(to) && !ByName::new(self.before()).has(to);
        let moves: Vec<(&MailboxName, MailboxName)> = self
            .before()
            .iter()
            .filter_map(|mailbox| Some((&mailbox.name, self.renamed(&mailbox.name)?)))
            .collect();
        if moves.is_empty() {
            return match (is_new, self.inbox_left(from, to, now)) {
                (false, _) => Err(not_done()),
                (true, None) => Ok(()),
                (true, Some(counts)) => Err(words::inbox_in_part(&self.shown_name(to), counts)),
            };
        }
        let moved = moves.iter().filter(|(old, new)| now.has(new) && !now.can_be_opened(old));
        match moved.count() {
            0 => Err(not_done()),
            all if all == moves.len() => Ok(()),
            some => Err(words::renamed_in_part(&self.shown_name(from), (some, moves.len()))),
        }
    }

    /// INBOX stays where it is, so the counts tell: messages of the new folder and of INBOX, where not
    /// all have moved. Cyrus 3.6 makes the folder and breaks off.
    fn inbox_left(
        &self,
        from: &MailboxName,
        to: &MailboxName,
        now: &ByName<'_>,
    ) -> Option<(u32, u32)> {
        let before = self.before().iter().find(|mailbox| mailbox.name == *from);
        let before = messages(before).filter(|_| from.is_inbox())?;
        let (there, here) = (messages(now.get(to))?, messages(now.get(from))?);
        // What is in INBOX now may have come since.
        let has_moved = there >= before && (here < before || before == 0);
        (!has_moved).then_some((there, here))
    }

    fn look_for_deleted(&mut self, now: &ByName<'_>) {
        let tree = self.before.clone().unwrap_or_default();
        let before = ByName::new(&tree);
        let sent = std::mem::take(&mut self.sent);
        for command in sent {
            let MailboxCommand::Delete(name) = command else { continue };
            let is_known =
                self.gone.contains(&name) || self.left.iter().any(|(left, _)| *left == name);
            if is_known {
                continue;
            }
            // One with others inside may stay as a name only (RFC 3501 §6.3.4).
            if now.has(&name) && now.can_be_opened(&name) == before.can_be_opened(&name) {
                self.left.push((name, None));
            } else {
                self.gone.push(name);
            }
        }
        self.left.extend(self.waiting.drain(..).map(|name| (name, None)));
    }

    /// Whether all of it was done, by what was answered and by what is listed now.
    pub(super) fn outcome(&mut self, now: &[Mailbox]) -> Result<(), Failure> {
        if !matches!(self.change, MailboxChange::Deleted { .. }) {
            let lost = || Err(words::not_done(&self.shown_name(self.subject()), &self.change));
            return self.answer.clone().unwrap_or_else(lost);
        }
        let tree = self.before.clone().unwrap_or_default();
        let (before, now) = (ByName::new(&tree), ByName::new(now));
        // A name that stood only for what was inside goes with it.
        let (left, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.left)
            .into_iter()
            .partition(|(name, _)| now.has(name) || !before.has(name));
        self.gone.extend(gone.into_iter().map(|(name, _)| name));
        self.left = left;
        let Some((name, why)) = self.left.first() else { return Ok(()) };
        if self.left.len() == 1 && self.gone.is_empty() {
            let lost = || words::not_done(&self.shown_name(name), &self.change);
            return Err(why.clone().unwrap_or_else(lost));
        }
        let named = |name: &MailboxName| shown_name(before.get(name), name);
        let gone: Vec<String> = self.gone.iter().map(named).collect();
        let left: Vec<String> = self.left.iter().map(|(name, _)| named(name)).collect();
        let why = self.left.iter().find_map(|(_, why)| why.as_ref());
        Err(words::deleted_in_part(&gone, &left, why))
    }

    /// The subscriptions that are not as they should be after it.
    pub(super) fn subscriptions(&self, is_done: bool, now: &[Mailbox]) -> Vec<(MailboxName, bool)> {
        let (before, now) = (ByName::new(self.before()), ByName::new(now));
        if !is_done && self.gone.is_empty() {
            // What was subscribed to in the same write, and is not there.
            let sent = self.subscribed.iter().filter(|name| !now.has(name));
            return sent.map(|name| (name.clone(), false)).collect();
        }
        match &self.change {
            MailboxChange::Created { mailbox, .. } => {
                let lacks = now.has(mailbox) && !now.is_subscribed(mailbox);
                lacks.then(|| (mailbox.clone(), true)).into_iter().collect()
            }
            MailboxChange::Renamed { from, to } if from.is_inbox() => {
                let lacks = now.has(to) && !now.is_subscribed(to);
                let along = self.taken_along(&now).into_iter();
                let along = along.filter(|(old, _)| before.is_subscribed(old));
                let along = along.flat_map(|(old, new)| [(new, true), (old, false)]);
                lacks.then(|| (to.clone(), true)).into_iter().chain(along).collect()
            }
            MailboxChange::Renamed { from, .. } => {
                let old = self.subscribed_in(from);
                let new = old.iter().filter_map(|name| self.renamed(name));
                let lacking = new.filter(|new| now.has(new) && !now.is_subscribed(new));
                let lacking: Vec<_> = lacking.map(|new| (new, true)).collect();
                lacking.into_iter().chain(old.into_iter().map(|old| (old, false))).collect()
            }
            MailboxChange::Deleted { .. } => {
                let gone = self.gone.iter().filter(|name| before.is_subscribed(name));
                gone.map(|name| (name.clone(), false)).collect()
            }
            MailboxChange::Subscribed { .. } => Vec::new(),
        }
    }

    /// What was deleted before it ended is said with it.
    pub(super) fn with_deleted(&self, failure: Failure) -> Failure {
        let before = ByName::new(self.before());
        let gone: Vec<String> =
            self.gone.iter().map(|name| shown_name(before.get(name), name)).collect();
        words::with_deleted(failure, &gone)
    }

    /// The mailbox that the change is named after.
    pub(super) fn subject(&self) -> &MailboxName {
        match &self.change {
            MailboxChange::Created { mailbox, .. }
            | MailboxChange::Deleted { mailbox, .. }
            | MailboxChange::Subscribed { mailbox, .. } => mailbox,
            MailboxChange::Renamed { from, .. } => from,
        }
    }

    pub(super) fn shown_name(&self, name: &MailboxName) -> String {
        shown_name(self.before().iter().find(|mailbox| mailbox.name == *name), name)
    }
}

fn messages(mailbox: Option<&Mailbox>) -> Option<u32> {
    mailbox?.counts.map(|counts| counts.messages)
}

fn shown_name(known: Option<&Mailbox>, name: &MailboxName) -> String {
    known.map_or_else(|| words::decoded(name), |mailbox| mailbox.full_name.clone())
}
