//! One step of each job: a bounded exchange with the server, and the events that follow from it.

use std::time::Instant;

use crate::imap::{ImapError, Session, Update};
use crate::model::{Failure, FailureKind, MailboxName, MessageKey, Order};

use super::download::Progress;
use super::job::{Job, JobKey};
use super::list_steps::REOPENED_ROWS;
use super::protocol::{Event, FetchId, SaveId, Unavailable};
use super::save::Save;
use super::translate::Translator;
use super::worker::Worker;

/// How the mailbox on the screen is listed, for when it has to be opened again.
#[derive(Clone, Copy, Debug, Default)]
pub struct View {
    pub order: Order,
    pub links: bool,
}

impl View {
    pub fn open(self, mailbox: MailboxName, rows: u32) -> Job {
        Job::Open { mailbox, rows, view: self, known_exists: None }
    }
}

/// Whether a job is finished or wants another step.
pub enum Step {
    Done,
    More(Job),
}

impl Worker {
    /// Does one step. An error that keeps the session has been reported when this returns `Ok`.
    pub(super) fn step(
        &mut self,
        session: &mut Session,
        job: Job,
    ) -> Result<Step, (Job, ImapError)> {
        session.set_purpose(job.purpose());
        match self.try_step(session, &job) {
            Ok(()) => self.after_step(session, job),
            Err(error) => Err((job, error)),
        }
    }

    fn try_step(&mut self, session: &mut Session, job: &Job) -> Result<(), ImapError> {
        match job {
            Job::Open { mailbox, rows, view, known_exists } => {
                self.open(session, mailbox, (*rows, *view, *known_exists))
            }
            Job::Rows { mailbox, rows, links } => self.rows(session, mailbox, rows, *links),
            Job::Details { mailbox, seqs } => self.details(session, mailbox, seqs),
            Job::Threads { mailbox } => self.threads(session, mailbox),
            Job::Compress => self.translated(session, |session, on| session.compress(on).map(drop)),
            Job::Prefetch { key, structure, form } => {
                self.prefetch(session, key, (structure.clone(), *form))
            }
            Job::Message { key, structure, form, .. } => {
                self.message(session, key, (structure.clone(), *form))
            }
            Job::MoreText { key, is_again } => self.more_text(session, key, *is_again),
            Job::Headers { key } => self.headers(session, key),
            Job::Flag { key, flag, on: set } => {
                self.ensure_key(session, key)?;
                self.translated(session, |session, on| {
                    session.store_flags(key.uid, *flag, *set, on)
                })
            }
            // Piece by piece, see `after_step`.
            Job::Pictures(_)
            | Job::Part(_)
            | Job::Source(_)
            | Job::Save(_)
            | Job::Export(_)
            | Job::Messages(_)
            | Job::Change(_) => Ok(()),
            Job::Info(info) => self.info(session, info),
            Job::Survey { mailbox } => self.survey(session, mailbox),
            Job::List => self.list(session),
            Job::Sync => self.sync(session),
        }
    }

    /// What a finished exchange leads to; and the next piece of what comes in pieces.
    fn after_step(&mut self, session: &mut Session, job: Job) -> Result<Step, (Job, ImapError)> {
        match job {
            Job::Save(save) => self.save_piece(session, save),
            Job::Export(export) => self.export_step(session, export),
            Job::Pictures(pictures) => self.more_pictures(session, pictures),
            Job::Part(fetch) => self.part_piece(session, fetch),
            Job::Source(source) => self.source_piece(session, source),
            Job::Messages(change) => self.change_step(session, change),
            Job::Change(job) => self.reshape_step(session, job),
            Job::Open { .. } => {
                // After the first page: what comes now is worth one wait of nobody's.
                if session.capabilities().has("COMPRESS=DEFLATE") {
                    self.queue.push(Job::Compress);
                }
                Ok(Step::Done)
            }
            Job::Rows { .. }
            | Job::Compress
            | Job::Threads { .. }
            | Job::Prefetch { .. }
            | Job::Details { .. }
            | Job::Message { .. }
            | Job::MoreText { .. }
            | Job::Headers { .. }
            | Job::Flag { .. }
            | Job::Info(_)
            | Job::Survey { .. }
            | Job::List
            | Job::Sync => Ok(Step::Done),
        }
    }

    /// Selects the key's mailbox, and refuses a key whose UIDs are dead.
    pub(super) fn ensure_key(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
    ) -> Result<(), ImapError> {
        self.ensure_selected(session, &key.mailbox)?;
        if self.uid_validity == Some(key.uid_validity) {
            Ok(())
        } else {
            Err(ImapError::MailboxRebuilt)
        }
    }

    /// Runs an exchange in the selected mailbox and passes its updates on.
    pub(super) fn translated<T>(
        &mut self,
        session: &mut Session,
        exchange: impl FnOnce(&mut Session, &mut dyn FnMut(Update)) -> Result<T, ImapError>,
    ) -> Result<T, ImapError> {
        let shown = self.shown.clone().filter(|shown| self.selected.as_ref() == Some(shown));
        let mut translator =
            Translator::new(self.setup.id, shown, &self.events, &self.shared.meter);
        translator.exists = Some(self.exists);
        let result = exchange(session, &mut |update| translator.take(update));
        translator.flush();
        let (exists, closed) = (translator.exists, translator.closed);
        let uid_validity = translator.uid_validity;
        let listed = translator.listed.take();
        self.exists = exists.unwrap_or(self.exists);
        self.closed |= closed;
        if let Some(listed) = listed {
            self.keep_tree(listed);
        }
        if uid_validity.is_some() && uid_validity != self.uid_validity {
            self.reopen();
        }
        result
    }

    /// Rebuilt under our feet, or its numbers can no longer be trusted: select the mailbox anew
    /// before anything else is asked of it.
    pub(super) fn reopen(&mut self) {
        self.selected = None;
        if let Some(mailbox) = self.shown.clone() {
            self.queue.push(self.view.open(mailbox, REOPENED_ROWS));
        }
    }

    fn save_piece(
        &mut self,
        session: &mut Session,
        mut save: Box<Save>,
    ) -> Result<Step, (Job, ImapError)> {
        let mut bytes = Vec::new();
        let progress = match self.next_piece(session, &mut save.download, &mut bytes) {
            Ok(progress) => progress,
            Err(error) => return Err((Job::Save(save), error)),
        };
        let id = save.id();
        if progress == Progress::Again {
            save.start_again();
            return Ok(Step::More(Job::Save(save)));
        }
        let is_whole = progress == Progress::Whole;
        let written = save
            .write(&bytes)
            .and_then(|()| if is_whole { save.finish().map(Some) } else { Ok(None) });
        match written {
            Ok(Some(path)) => self.emit(Event::SaveFinished { id, path }),
            Ok(None) => {
                if save.download.is_report_due(Instant::now()) {
                    let (done_bytes, total_bytes) = save.download.progress();
                    self.emit(Event::SaveProgress { id, done_bytes, total_bytes });
                }
                return Ok(Step::More(Job::Save(save)));
            }
            Err(failure) => self.save_failed(save, failure),
        }
        Ok(Step::Done)
    }

    /// Tells whoever waits for this job that it will not be done.
    pub(super) fn job_failed(&mut self, job: Job, failure: Failure) {
        let account = self.setup.id;
        match job {
            Job::Open { mailbox, .. } => {
                self.emit(Event::MailboxFailed { account, mailbox, failure });
            }
            Job::Rows { mailbox, .. } => {
                self.emit(Event::MailboxFailed { account, mailbox, failure });
            }
            Job::Message { key, .. } | Job::MoreText { key, .. } | Job::Headers { key } => {
                self.emit(Event::MessageFailed { key, failure });
            }
            Job::Flag { key, flag, on } => {
                self.emit(Event::FlagFailed { key, flag, on, failure });
            }
            Job::Save(save) => self.save_failed(save, failure),
            Job::Export(export) => self.finish_export(export, Some(failure)),
            Job::Part(fetch) => self.emit(Event::FetchFailed { id: fetch.id(), failure }),
            Job::Source(source) => self.emit(Event::FetchFailed { id: source.id, failure }),
            Job::Pictures(pictures) => self.end_pictures(pictures.key),
            Job::Messages(change) => self.finish_change(change, Some(failure)),
            Job::Change(job) => {
                let change = job.change().clone();
                self.emit(Event::MailboxChangeFailed { account, change, failure });
            }
            Job::Info(info) => self.info_failed(info, failure),
            Job::Survey { mailbox } => {
                self.emit(Event::MailboxSurveyFailed { account, mailbox, failure });
            }
            // Nobody waits for these; the next look at the mailbox asks again.
            Job::Threads { mailbox } => {
                let reason = Unavailable::Refused(failure);
                self.emit(Event::ThreadsUnavailable { account, mailbox, reason });
            }
            // The mailbox on the screen cannot be selected again: another client deleted it, or gave it
            // another name.
            Job::Sync if self.selected.is_none() && failure.kind == FailureKind::Refused => {
                if let Some(mailbox) = self.shown.clone() {
                    self.emit(Event::MailboxFailed { account, mailbox, failure });
                }
            }
            Job::Details { .. } | Job::Compress | Job::Prefetch { .. } | Job::List | Job::Sync => {
                log::warn!("background_step_failed kind={:?}", failure.kind);
            }
        }
    }

    /// What was written goes first: whoever hears of the failure finds nothing left of it.
    fn save_failed(&mut self, save: Box<Save>, failure: Failure) {
        let id = save.id();
        drop(save);
        self.emit(Event::SaveFailed { id, failure });
    }

    pub(super) fn cancel_save(&mut self, id: SaveId) {
        if self.queue.take(&JobKey::Save(id)).is_some() {
            let failure = Failure::new(FailureKind::Cancelled, "Saving was cancelled.");
            self.emit(Event::SaveFailed { id, failure });
        }
    }

    pub(super) fn cancel_fetch(&mut self, id: FetchId) {
        if self.queue.take(&JobKey::Fetch(id)).is_some() {
            let failure = Failure::new(FailureKind::Cancelled, "This was cancelled.");
            self.emit(Event::FetchFailed { id, failure });
        }
    }

    /// No more pictures of this message follow.
    pub(super) fn end_pictures(&mut self, key: MessageKey) {
        self.emit(Event::PicturesLoaded { key, images: Vec::new(), is_last: true });
    }

    /// Whether the tree has to be asked for by itself, because no mailbox is about to be opened.
    pub(super) fn wants_list(&self) -> bool {
        !self.listed && !self.queue.has(&JobKey::Open) && !self.queue.has(&JobKey::List)
    }
}
