//! What goes with a mailbox that has another name: what is on the screen, and what waits for it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::Reshaping;
use super::by_name::ByName;
use crate::engine::job::{Job, JobKey};
use crate::engine::list_steps::REOPENED_ROWS;
use crate::engine::protocol::{Event, MailboxChange};
use crate::engine::worker::Worker;
use crate::model::{Mailbox, MailboxName, MessageKey};

/// Renames remembered: what the window sends before it hears of one names the mailbox as it was.
const REMEMBERED: usize = 8;

/// Mailboxes that were renamed last, the newest at the end: from, to and the delimiter there.
#[derive(Debug, Default)]
pub struct Renames(VecDeque<(MailboxName, MailboxName, Option<char>)>);

impl Renames {
    fn add(&mut self, from: &MailboxName, to: &MailboxName, delimiter: Option<char>) {
        self.0.push_back((from.clone(), to.clone(), delimiter));
        if self.0.len() > REMEMBERED {
            self.0.pop_front();
        }
    }

    /// What a mailbox is called by now; `None` where the name holds, or nothing is known of it.
    fn now(&self, name: &MailboxName, tree: &[Mailbox]) -> Option<MailboxName> {
        let has = |name: &MailboxName| tree.iter().any(|mailbox| mailbox.name == *name);
        if self.0.is_empty() || has(name) {
            return None;
        }
        let follow = |name: MailboxName, (from, to, delimiter): &(_, _, Option<char>)| {
            name.renamed(from, to, *delimiter).unwrap_or(name)
        };
        let new = self.0.iter().fold(name.clone(), follow);
        has(&new).then_some(new)
    }
}

impl Worker {
    /// Everything that waits for a mailbox waits for it under its new name.
    pub(super) fn follow(&mut self, job: &mut Reshaping, is_done: bool) {
        let MailboxChange::Renamed { from, to } = job.change() else { return };
        if !is_done {
            return;
        }
        let delimiter = job.before().iter().find_map(|mailbox| mailbox.delimiter);
        self.renames.add(from, to, delimiter);
        let along: BTreeMap<MailboxName, MailboxName> =
            job.taken_along(&ByName::new(&self.tree)).into_iter().collect();
        let renamed = |name: &MailboxName| along.get(name).cloned().or_else(|| job.renamed(name));
        self.queue.rename(&renamed);
        self.looked.rename(&renamed);
        self.loaded.rename(&renamed);
        // One inside another that is told needs no word of its own.
        let account = self.setup.id;
        let before = ByName::new(job.before());
        for (from, to) in &along {
            let delimiter = before.get(from).and_then(|mailbox| mailbox.delimiter);
            let mut above =
                std::iter::successors(from.parent(delimiter), |name| name.parent(delimiter));
            if !above.any(|name| along.contains_key(&name)) {
                let change = MailboxChange::Renamed { from: from.clone(), to: to.clone() };
                self.emit(Event::MailboxChanged { account, change });
            }
        }
    }

    /// Queues what the window asked for, of a mailbox that may have been renamed since.
    pub(in crate::engine) fn queue_known(&mut self, mut job: Job) {
        job.rename(&|name| self.renames.now(name, &self.tree));
        self.queue.push(job);
    }

    /// A message that the window names, in a mailbox that may have been renamed since.
    pub(in crate::engine) fn known(&self, mut key: MessageKey) -> MessageKey {
        follow(&mut key.mailbox, &|name| self.renames.now(name, &self.tree));
        key
    }

    /// Opens the mailbox again that was left because it was about to go, under the name that it has
    /// now; not where the user has gone elsewhere, or it is gone.
    pub(super) fn open_again(&mut self, job: &mut Reshaping) {
        let Some(old) = job.shown.take().filter(|_| self.shown.is_none()) else { return };
        if self.queue.has(&JobKey::Open) {
            return;
        }
        let tree = Arc::clone(&self.tree);
        let tree = ByName::new(&tree);
        let along = job.taken_along(&tree).into_iter().find(|(from, _)| *from == old);
        let new = along.map(|(_, to)| to).or_else(|| job.renamed(&old));
        let new = new.filter(|new| tree.has(new) && !tree.has(&old));
        let name = new.unwrap_or(old);
        if tree.has(&name) {
            self.shown = Some(name.clone());
            self.queue.push(self.view.open(name, REOPENED_ROWS));
        }
    }
}

impl Job {
    /// Gives it the new name of its mailbox, where that has one.
    pub(in crate::engine) fn rename(
        &mut self,
        renamed: &dyn Fn(&MailboxName) -> Option<MailboxName>,
    ) {
        let mailbox = match self {
            Self::Open { mailbox, .. }
            | Self::Rows { mailbox, .. }
            | Self::Details { mailbox, .. }
            | Self::Threads { mailbox }
            | Self::Survey { mailbox } => mailbox,
            Self::Prefetch { key, .. }
            | Self::Message { key, .. }
            | Self::MoreText { key, .. }
            | Self::Headers { key }
            | Self::Flag { key, .. } => &mut key.mailbox,
            Self::Pictures(pictures) => &mut pictures.key.mailbox,
            Self::Source(source) => &mut source.key.mailbox,
            Self::Save(save) => &mut save.download.key.mailbox,
            Self::Export(export) => export.mailbox_mut(),
            Self::Messages(change) => {
                change.rename(renamed);
                return;
            }
            Self::Part(fetch) => {
                for mailbox in fetch.mailbox_mut() {
                    follow(mailbox, renamed);
                }
                return;
            }
            // Asked for by the name it had then: its refusal says so.
            Self::Change(_) | Self::Info(_) | Self::Compress | Self::List | Self::Sync => return,
        };
        follow(mailbox, renamed);
    }
}

fn follow(mailbox: &mut MailboxName, renamed: &dyn Fn(&MailboxName) -> Option<MailboxName>) {
    if let Some(new) = renamed(mailbox) {
        *mailbox = new;
    }
}
