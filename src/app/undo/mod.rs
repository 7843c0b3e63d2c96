//! The way back: what was done, newest last, and the changes that undo it.

mod back;
mod moved;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::Arc;

use crate::engine::{Chosen, CopiedTo, Mark, MessageChange};
use crate::model::{AccountId, Flag, MailboxName};

pub(super) use self::back::Back;
use self::moved::Origin;
use super::action::Effect;
use super::changing::{Planned, Unread};
use super::folders::{FolderBack, Renaming, follow_change};
use super::import_moved::CarriedBack;
use super::state::State;

/// Things that can be undone, one after the other; a person remembers a few.
const STEPS_MOST: usize = 50;

/// One change that undoes one.
#[derive(Clone, Debug)]
struct Way {
    account: AccountId,
    mailbox: MailboxName,
    uid_validity: Option<NonZeroU32>,
    uids: Arc<[NonZeroU32]>,
    change: MessageChange,
    unread: u32,
    /// What they were called before they came there, where this takes them back.
    origin: Option<Origin>,
}

#[derive(Debug)]
enum Entry {
    Running(u32),
    Ready(u32, Vec<Way>),
    Carried(u32, CarriedBack),
    Folder(FolderBack),
}

/// What can be undone.
#[derive(Debug, Default)]
pub(super) struct Undo {
    /// Newest last.
    entries: Vec<Entry>,
    /// Undone as soon as they are done.
    wanted: Vec<u32>,
    /// What is being undone, by the step that does it.
    undoing: BTreeMap<u32, Vec<Way>>,
}

impl Undo {
    /// A wish begins.
    pub fn begin(&mut self, step: u32) {
        self.push(Entry::Running(step));
    }

    fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
        if self.entries.len() > STEPS_MOST {
            self.entries.remove(0);
        }
    }

    /// Something that is done already: it is undone by taking these away. False where there are none.
    pub fn add(
        &mut self,
        step: u32,
        (account, mailbox): (AccountId, &MailboxName),
        added: &[CopiedTo],
    ) -> bool {
        let ways: Vec<Way> = added
            .iter()
            .filter(|one| !one.uids.is_empty())
            .map(|one| Way {
                account,
                mailbox: mailbox.clone(),
                uid_validity: Some(one.uid_validity),
                uids: one.uids.iter().map(|(_, there)| *there).collect(),
                change: MessageChange::Delete,
                unread: 0,
                origin: None,
            })
            .collect();
        if ways.is_empty() {
            return false;
        }
        self.begin(step);
        if let Some(entry) = self.entries.last_mut() {
            *entry = Entry::Ready(step, ways);
        }
        true
    }

    /// The undoing of one begins: it cannot be undone itself.
    pub fn bring_back(&mut self, step: u32) {
        self.wanted.retain(|wanted| *wanted != step);
    }

    /// A wish has ended; `true` where it is to be undone at once.
    pub fn ended(&mut self, step: u32, back: Back) -> bool {
        let is_wanted = self.wanted.contains(&step);
        self.wanted.retain(|wanted| *wanted != step);
        let entry = back.into_entry(step);
        if is_wanted {
            self.entries.extend(entry);
            return true;
        }
        let is_it = |entry: &Entry| matches!(entry, Entry::Running(running) if *running == step);
        if let Some(at) = self.entries.iter().position(is_it) {
            match (entry, self.entries.get_mut(at)) {
                (Some(ready), Some(place)) => *place = ready,
                (_, _) => drop(self.entries.remove(at)),
            }
        }
        false
    }

    /// Whether this is what Ctrl+Z would undo.
    pub fn is_last(&self, step: u32) -> bool {
        self.entries.last().is_some_and(|entry| entry.is_ready(step))
    }

    pub fn forget_account(&mut self, account: AccountId) {
        self.entries.retain(|entry| match entry {
            Entry::Running(_) => true,
            Entry::Ready(_, ways) => ways.iter().all(|way| way.account != account),
            Entry::Folder(back) => back.account != account,
            Entry::Carried(_, back) => !back.is_about(account),
        });
        self.undoing.retain(|_, ways| ways.iter().all(|way| way.account != account));
    }

    /// Nothing comes of these any more.
    pub fn retain_running(&mut self, is_running: impl Fn(u32) -> bool) {
        self.wanted.retain(|step| is_running(*step));
        self.undoing.retain(|step, _| is_running(*step));
        self.entries.retain(|entry| match entry {
            Entry::Running(step) => is_running(*step),
            Entry::Ready(..) | Entry::Folder(_) | Entry::Carried(..) => true,
        });
    }

    /// Folders have other names now.
    pub fn follow(&mut self, renaming: &Renaming) {
        let follow = |ways: &mut Vec<Way>| {
            for way in ways.iter_mut().filter(|way| way.account == renaming.account) {
                renaming.follow(&mut way.mailbox);
                follow_change(&mut way.change, renaming);
            }
        };
        for entry in &mut self.entries {
            match entry {
                Entry::Running(_) => {}
                Entry::Folder(back) => back.follow(renaming),
                Entry::Carried(_, back) => back.follow(renaming),
                Entry::Ready(_, ways) => follow(ways),
            }
        }
        self.undoing.values_mut().for_each(follow);
    }
}

impl Entry {
    /// Whether this wish has ended, and can be undone.
    fn is_ready(&self, step: u32) -> bool {
        matches!(self, Self::Ready(ready, _) | Self::Carried(ready, _) if *ready == step)
    }
}

impl State {
    /// Takes back what was done last; what is still under way, as soon as it is done.
    pub(super) fn undo(&mut self) -> Vec<Effect> {
        let undo = &mut self.wishes.changing.undo;
        match undo.entries.last() {
            None => Vec::new(),
            Some(Entry::Running(step)) => {
                undo.wanted.push(*step);
                undo.entries.pop();
                self.say("It is undone as soon as it is finished.".to_owned(), false);
                Vec::new()
            }
            Some(Entry::Ready(step, _) | Entry::Carried(step, _)) => {
                let step = *step;
                self.undo_step(step)
            }
            Some(Entry::Folder(back)) => {
                let back = back.clone();
                if let Some(why) = self.cannot_change(back.account) {
                    self.say(why.to_owned(), false);
                    return Vec::new();
                }
                self.wishes.changing.undo.entries.pop();
                self.undo_folder(back)
            }
        }
    }

    /// What was done to a folder can be undone.
    pub(super) fn keep_folder_back(&mut self, back: FolderBack) {
        self.wishes.changing.undo.push(Entry::Folder(back));
    }

    pub(super) fn undo_step(&mut self, step: u32) -> Vec<Effect> {
        let entries = &self.wishes.changing.undo.entries;
        let at = entries.iter().position(|entry| entry.is_ready(step));
        let Some((at, entry)) = at.and_then(|at| Some((at, entries.get(at)?))) else {
            return Vec::new();
        };
        let why = match entry {
            Entry::Ready(_, ways) => ways.first().and_then(|way| self.cannot_change(way.account)),
            Entry::Carried(_, back) => self.cannot_carry_back(back),
            Entry::Running(_) | Entry::Folder(_) => None,
        };
        if let Some(why) = why {
            self.say(why.to_owned(), false);
            return Vec::new();
        }
        let ways = match self.wishes.changing.undo.entries.remove(at) {
            Entry::Ready(_, ways) => ways,
            Entry::Carried(_, back) => return self.carry_back(back),
            Entry::Running(_) | Entry::Folder(_) => return Vec::new(),
        };
        let changing = &mut self.wishes.changing;
        changing.undo.undoing.insert(changing.next_step, ways.clone());
        let planned = ways.into_iter().map(Way::planned).collect();
        let mut effects = self.begin(planned, None, true);
        effects.extend(self.want_rows());
        effects
    }
}

impl Way {
    fn planned(self) -> Planned {
        let Self { account, mailbox, uid_validity, uids, change, unread, .. } = self;
        let count = i64::from(unread);
        let unread = match &change {
            MessageChange::Mark { mark: Mark::Flag(Flag::Seen), on } => {
                Unread { here: if *on { -count } else { count }, ..Unread::default() }
            }
            MessageChange::Mark { .. } => Unread::default(),
            MessageChange::Move { to } | MessageChange::Copy { to } => {
                Unread { here: -count, there: count, to: Some(to.clone()), uids: Vec::new() }
            }
            MessageChange::Delete => Unread { here: -count, ..Unread::default() },
        };
        let total = uids.len() as u32;
        let messages = Chosen::Uids(uids);
        Planned { account, mailbox, uid_validity, messages, change, total, unread }
    }
}
