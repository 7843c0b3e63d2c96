//! What goes with a mailbox that has another name: what is on the screen, and what waits for it.

use super::{Reshaping, after::has};
use crate::engine::job::{Job, JobKey};
use crate::engine::list_steps::REOPENED_ROWS;
use crate::engine::protocol::MailboxChange;
use crate::engine::worker::Worker;
use crate::model::MailboxName;

impl Worker {
    /// Everything that waits for a mailbox waits for it under its new name.
    pub(super) fn follow(&mut self, job: &mut Reshaping, is_done: bool) {
        if !is_done || !matches!(job.change(), MailboxChange::Renamed { .. }) {
            return;
        }
        let renamed = |name: &MailboxName| job.renamed(name);
        self.queue.rename(&renamed);
        self.looked.rename(&renamed);
        self.loaded.rename(&renamed);
    }

    /// Opens the mailbox again that was left because it was about to go, under the name that it has
    /// now; not where the user has gone elsewhere, or it is gone.
    pub(super) fn open_again(&mut self, job: &mut Reshaping) {
        let Some(old) = job.shown.take().filter(|_| self.shown.is_none()) else { return };
        if self.queue.has(&JobKey::Open) {
            return;
        }
        let new = job.renamed(&old).filter(|new| has(&self.tree, new) && !has(&self.tree, &old));
        let name = new.unwrap_or(old);
        if has(&self.tree, &name) {
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
