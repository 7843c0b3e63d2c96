//! What each command of the window makes the worker do.

use std::sync::Arc;

use crate::model::MessageKey;
use crate::reading::PictureRef;

use super::changes::Changing;
use super::job::{Job, JobKey};
use super::mailboxes::Reshaping;
use super::part::PartFetch;
use super::pictures::Pictures;
use super::protocol::Command;
use super::save::Save;
use super::source::Source;
use super::steps::View;
use super::worker::{Served, Worker};

/// Messages whose pictures are fetched at the same time: those that are open, as a rule.
const PICTURES_LIMIT: usize = 8;

impl Worker {
    /// Takes one command in. `Some` where it ends the session.
    pub(super) fn command(&mut self, command: Command) -> Option<Served> {
        match command {
            Command::OpenMailbox { mailbox, rows, order, links, known_exists } => {
                self.view = View { order, links };
                self.queue_known(Job::Open { mailbox, rows, view: self.view, known_exists });
            }
            Command::ShowRows { mailbox, rows, links } => {
                self.queue_known(Job::Rows { mailbox, rows, links });
            }
            Command::ShowDetails { mailbox, seqs } => {
                self.queue_known(Job::Details { mailbox, seqs });
            }
            Command::ListThreads { mailbox } => self.queue_known(Job::Threads { mailbox }),
            Command::Prefetch { key, structure, form } => {
                self.queue_known(Job::Prefetch { key, structure, form });
            }
            Command::ShowMessage { place, key, structure, form } => {
                // Whoever looks at something now wants nothing that was only guessed at.
                self.queue.forget_prefetch();
                let key = self.known(key);
                self.looked.show(key.clone(), form);
                self.queue_known(Job::Message { place, key, structure, form });
            }
            Command::LeaveMessage { key } => self.leave_message(key),
            Command::ShowMoreText { key } => {
                self.queue_known(Job::MoreText { key, is_again: false });
            }
            Command::FetchPictures { key, pictures } => self.fetch_pictures(key, pictures),
            Command::OpenPart(request) => {
                self.queue_known(Job::Part(Box::new(PartFetch::new(request))));
            }
            Command::CancelFetch(id) => self.cancel_fetch(id),
            Command::ReadSource { id, key } => {
                self.queue_known(Job::Source(Box::new(Source::new(id, key))));
            }
            Command::ShowHeaders { key } => self.queue_known(Job::Headers { key }),
            Command::SetFlag { key, flag, on } => self.queue_known(Job::Flag { key, flag, on }),
            Command::ChangeMessages(request) => {
                self.queue_known(Job::Messages(Box::new(Changing::new(request))));
            }
            Command::CancelChange(id) => self.cancel_change(id),
            Command::Import(command) => self.import(command),
            Command::Save(request) => self.queue_known(Job::Save(Box::new(Save::new(request)))),
            Command::CancelSave(id) => self.cancel_save(id),
            Command::Export(command) => self.export_command(command),
            Command::ChangeMailbox(change) => {
                self.queue.push(Job::Change(Box::new(Reshaping::new(change))));
            }
            Command::Info(command) => return self.info_command(command),
            Command::SurveyMailbox { mailbox } => self.queue_known(Job::Survey { mailbox }),
            Command::Refresh => {
                self.queue.push(Job::Sync);
                self.queue.push(Job::List);
            }
            Command::UseSecret { secret, remember } => {
                self.secret = Some(Arc::new(secret));
                self.remember = remember;
                self.login_cancelled = false;
                return Some(Served::LogInAgain);
            }
            Command::CancelLogin => {
                self.secret = None;
                self.remember = false;
                self.login_cancelled = true;
                self.console.close();
                return Some(Served::LogInAgain);
            }
            // It has a thread of its own: see `AccountHandle::send`.
            Command::Console(_) | Command::RetryNow => {}
            Command::Stop => {
                // What the user changed is still sent; whoever waits for us sets the limit.
                self.stopping = true;
                self.queue.keep_changes();
            }
        }
        None
    }

    fn fetch_pictures(&mut self, key: MessageKey, pictures: Vec<PictureRef>) {
        let key = self.known(key);
        if let Some(known) = self.queue.pictures(&key) {
            known.join(pictures);
            return;
        }
        self.queue_known(Job::Pictures(Box::new(Pictures::new(key, pictures))));
        if let Some(oldest) = self.queue.pictures_beyond(PICTURES_LIMIT) {
            self.queue.take(&JobKey::Pictures(oldest.clone()));
            self.end_pictures(oldest);
        }
    }

    /// Nobody looks at this message any more: nothing further of it is fetched.
    fn leave_message(&mut self, left: MessageKey) {
        let left = self.known(left);
        self.looked.leave(&left);
        self.loaded.forget(&left);
        self.queue.forget_message(&left);
        if self.queue.take(&JobKey::Pictures(left.clone())).is_some() {
            self.end_pictures(left);
        }
    }
}
