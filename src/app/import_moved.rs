//! A move to another account: what was taken over goes from where it was, and the way back.

use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{Chosen, ImportId, ImportOutcome, MessageChange};
use crate::model::{AccountId, MailboxName};

use super::acting::Targets;
use super::action::Effect;
use super::change_words::{Said, messages};
use super::changing::{Planned, Unread};
use super::folders::Renaming;
use super::import::{ImportJob, Origin};
use super::state::State;
use super::wish::Acting;

/// What goes from the other account now that it was taken over.
#[derive(Clone, Debug)]
pub(super) struct Leaving {
    account: AccountId,
    mailbox: MailboxName,
    uid_validity: Option<NonZeroU32>,
    uids: Arc<[NonZeroU32]>,
}

/// What is said at the end of the second half, and undone.
#[derive(Clone, Debug)]
pub(super) struct SecondHalf {
    /// Where all of it went.
    pub whole: String,
    /// Before what went wrong; empty, or with a blank behind it.
    pub part: String,
    /// `None` where the server did not say where they stand.
    pub back: Option<CarriedBack>,
}

/// Messages that were moved to another account: undone by moving them back.
#[derive(Clone, Debug)]
pub(super) struct CarriedBack {
    account: AccountId,
    mailbox: MailboxName,
    uid_validity: NonZeroU32,
    uids: Arc<[NonZeroU32]>,
    to: (AccountId, MailboxName),
}

impl Leaving {
    /// Of messages that were moved.
    pub fn of(from: &Origin, outcome: &ImportOutcome) -> Option<Self> {
        match from {
            Origin::Account { account, mailbox, moves: true } if !outcome.taken.is_empty() => {
                Some(Self {
                    account: *account,
                    mailbox: mailbox.clone(),
                    uid_validity: outcome.taken_validity,
                    uids: Arc::clone(&outcome.taken),
                })
            }
            Origin::Account { .. } | Origin::Files => None,
        }
    }
}

impl CarriedBack {
    /// Exactly those that came, where the server said where each of them stands.
    fn of(leaving: &Leaving, outcome: &ImportOutcome) -> Option<Self> {
        let [added] = outcome.added.as_slice() else { return None };
        let mut uids: Vec<NonZeroU32> = added.uids.iter().map(|(_, there)| *there).collect();
        uids.sort_unstable();
        uids.dedup();
        let is_all = uids.len() == leaving.uids.len() && uids.len() == outcome.done as usize;
        is_all.then(|| Self {
            account: outcome.target.account,
            mailbox: outcome.target.mailbox.clone(),
            uid_validity: added.uid_validity,
            uids: uids.into(),
            to: (leaving.account, leaving.mailbox.clone()),
        })
    }

    pub fn is_about(&self, account: AccountId) -> bool {
        self.account == account || self.to.0 == account
    }

    /// Folders have other names now.
    pub fn follow(&mut self, renaming: &Renaming) {
        if self.account == renaming.account {
            renaming.follow(&mut self.mailbox);
        }
        if self.to.0 == renaming.account {
            renaming.follow(&mut self.to.1);
        }
    }
}

impl State {
    /// Messages that were taken over go from where they were; `said` is what was said of their copies.
    pub(super) fn leave_source(
        &mut self,
        leaving: Leaving,
        (job, outcome): (&ImportJob, &ImportOutcome),
        said: &Said,
    ) -> Vec<Effect> {
        // Its account was removed meanwhile: they stay there.
        if self.account(leaving.account).is_none() {
            if !said.is_warning {
                self.say(said.text.clone(), false);
            }
            return Vec::new();
        }
        let total = u32::try_from(leaving.uids.len()).unwrap_or(u32::MAX);
        let back = CarriedBack::of(&leaving, outcome).filter(|_| !job.is_undo);
        let is_all = !said.is_warning && outcome.done == outcome.total;
        let mut whole = match (said.is_warning, job.is_undo) {
            (false, true) if is_all => "Undone.".to_owned(),
            (false, _) => said.text.replacen("copied to", "moved to", 1),
            // What became of the others was said already.
            (true, _) => format!("{} moved to {}.", messages(total), job.folder),
        };
        if back.is_none() && !job.is_undo {
            let stand = if total == 1 { "it stands" } else { "they stand" };
            whole.push_str(&format!(
                " The server does not say where {stand} there, so this cannot be undone."
            ));
        }
        let part = if said.is_warning { String::new() } else { format!("{} ", said.text) };
        let Leaving { account, mailbox, uid_validity, uids } = leaving;
        let planned = Planned {
            account,
            mailbox,
            uid_validity,
            total,
            messages: Chosen::Uids(uids),
            change: MessageChange::Delete,
            unread: Unread::default(),
        };
        let effects = self.begin(vec![planned], None, job.is_undo);
        if let Some(mut step) = self.wishes.changing.steps.last_entry() {
            step.get_mut().second = Some(SecondHalf { whole, part, back });
        }
        effects
    }

    /// Why they cannot be moved back now.
    pub(super) fn cannot_carry_back(&self, back: &CarriedBack) -> Option<&'static str> {
        let (account, mailbox) = &back.to;
        self.cannot_change(back.account).or_else(|| self.can_import(*account, mailbox).err())
    }

    /// Moves them back where they were.
    pub(super) fn carry_back(&mut self, back: CarriedBack) -> Vec<Effect> {
        let CarriedBack { account, mailbox, uid_validity, uids, to } = back;
        let targets = Targets {
            account,
            mailbox,
            uid_validity: Some(uid_validity),
            count: u32::try_from(uids.len()).unwrap_or(u32::MAX),
            chosen: vec![Chosen::Uids(uids)],
            set: None,
            acting: Acting::Mailbox,
        };
        let id = ImportId(self.imports.next);
        let effects = self.carry(targets, to, false);
        if let Some(job) = self.imports.jobs.get_mut(&id) {
            job.is_undo = true;
        }
        effects
    }
}
