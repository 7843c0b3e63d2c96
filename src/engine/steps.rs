//! One step of each job: a bounded exchange with the server, and the events that follow from it.

use std::sync::Arc;
use std::time::Instant;

use crate::imap::{ImapError, Session, Update};
use crate::mime;
use crate::model::{Failure, FailureKind, MailboxName, MessageKey, Order, Part};

use super::job::{Job, JobKey};
use super::load::{LoadedMessage, TEXT_PIECE_BYTES, find};
use super::protocol::{Event, RowsAsked};
use super::save::{PIECE_BYTES, Save};
use super::translate::Translator;
use super::worker::Worker;

/// Rows fetched in one step: about 100 kB of envelopes.
pub const STEP_ROWS: u32 = 200;

/// The newest rows fetched with a mailbox that is opened again by itself: a tall screen.
pub const REOPENED_ROWS: u32 = 50;

/// Text read ahead: a second of a slow line, and more than most letters have.
const PREFETCHED_TEXT_BYTES: u64 = 64 * 1024;

/// How the mailbox on the screen is listed, for when it has to be opened again.
#[derive(Clone, Copy, Debug, Default)]
pub struct View {
    pub order: Order,
    pub links: bool,
}

impl View {
    pub fn open(self, mailbox: MailboxName, rows: u32) -> Job {
        let Self { order, links } = self;
        Job::Open { mailbox, rows, order, links, known_exists: None }
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
        match self.try_step(session, &job) {
            Ok(()) => self.after_step(session, job),
            Err(error) => Err((job, error)),
        }
    }

    fn try_step(&mut self, session: &mut Session, job: &Job) -> Result<(), ImapError> {
        match job {
            Job::Open { mailbox, rows, .. } => self.open(session, mailbox, *rows),
            Job::Rows { mailbox, rows: RowsAsked::Range { first_seq, last_seq }, .. } => {
                if !self.is_shown(mailbox) {
                    return Ok(());
                }
                self.ensure_selected(session, mailbox)?;
                let last = (*last_seq).min(self.exists);
                let first = (*first_seq).max(last.saturating_sub(STEP_ROWS - 1)).max(1);
                if first > last {
                    return Ok(());
                }
                self.translated(session, |session, on| session.fetch_rows(first, last, on))
            }
            Job::Rows { .. } | Job::Threads { .. } => Ok(()),
            Job::Prefetch { key, structure } => self.prefetch(session, key, structure.as_ref()),
            Job::Details { mailbox, seqs } => {
                let (Some(first), Some(last)) = (seqs.iter().min(), seqs.iter().max()) else {
                    return Ok(());
                };
                if !self.is_shown(mailbox) {
                    return Ok(());
                }
                self.ensure_selected(session, mailbox)?;
                self.translated(session, |session, on| session.fetch_structures(*first, *last, on))
            }
            Job::Message { key, structure } => {
                self.ensure_key(session, key)?;
                let structure = structure.clone();
                let fetched = self.translated(session, |session, on| {
                    session.fetch_message(key.uid, structure, &mime::choose_text, on)
                })?;
                let loaded = LoadedMessage::new(key.clone(), fetched);
                self.report_traffic();
                self.emit(loaded.to_event());
                self.loaded = Some(loaded);
                Ok(())
            }
            Job::MoreText { key } => self.more_text(session, key),
            Job::Headers { key } => {
                self.ensure_key(session, key)?;
                let header =
                    self.translated(session, |session, on| session.fetch_header(key.uid, on))?;
                let headers = mime::all_headers(&header).into();
                self.emit(Event::HeadersLoaded { key: key.clone(), headers });
                Ok(())
            }
            Job::Flag { key, flag, on: set } => {
                self.ensure_key(session, key)?;
                self.translated(session, |session, on| {
                    session.store_flags(key.uid, *flag, *set, on)
                })
            }
            Job::Save(_) => Ok(()),
            Job::Change(change) => self.change(session, change),
            Job::List => self.list(session),
            Job::Sync => self.sync(session),
        }
    }

    /// What a finished exchange leads to: structures after rows, the next piece of a save.
    fn after_step(&mut self, session: &mut Session, job: Job) -> Result<Step, (Job, ImapError)> {
        match job {
            Job::Save(save) => self.save_piece(session, save),
            Job::Rows { .. }
            | Job::Open { .. }
            | Job::Threads { .. }
            | Job::Prefetch { .. }
            | Job::Details { .. }
            | Job::Message { .. }
            | Job::MoreText { .. }
            | Job::Headers { .. }
            | Job::Flag { .. }
            | Job::Change(_)
            | Job::List
            | Job::Sync => Ok(Step::Done),
        }
    }

    fn open(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
        rows: u32,
    ) -> Result<(), ImapError> {
        self.shown = Some(mailbox.clone());
        self.selected = None;
        let with_list = !self.listed;
        let mut translator =
            Translator::new(self.setup.id, self.shown.clone(), &self.events, &self.shared.meter);
        translator.page_follows = true;
        let opened = session.open_mailbox(mailbox, rows.min(STEP_ROWS), with_list, &mut |update| {
            translator.take(update);
        });
        translator.flush();
        let exists = translator.exists;
        let closed = translator.closed;
        self.closed |= closed;
        let opened = opened?;
        self.listed |= with_list;
        self.exists = exists.unwrap_or(opened.exists);
        self.uid_validity = Some(opened.uid_validity);
        self.selected = Some(mailbox.clone());
        Ok(())
    }

    /// Selects a mailbox again after a step elsewhere, or before a save from another one.
    pub(super) fn ensure_selected(
        &mut self,
        session: &mut Session,
        mailbox: &MailboxName,
    ) -> Result<(), ImapError> {
        if self.selected.as_ref() == Some(mailbox) {
            return Ok(());
        }
        self.selected = None;
        let shown = self.shown.clone().filter(|shown| shown == mailbox);
        let mut translator =
            Translator::new(self.setup.id, shown, &self.events, &self.shared.meter);
        let opened = session.open_mailbox(mailbox, 0, false, &mut |update| translator.take(update));
        translator.flush();
        let closed = translator.closed;
        self.closed |= closed;
        let opened = opened?;
        self.exists = opened.exists;
        self.uid_validity = Some(opened.uid_validity);
        self.selected = Some(mailbox.clone());
        Ok(())
    }

    /// As above, and refuses a key whose UIDs are dead.
    fn ensure_key(&mut self, session: &mut Session, key: &MessageKey) -> Result<(), ImapError> {
        self.ensure_selected(session, &key.mailbox)?;
        if self.uid_validity == Some(key.uid_validity) {
            Ok(())
        } else {
            Err(ImapError::MailboxRebuilt)
        }
    }

    fn is_shown(&self, mailbox: &MailboxName) -> bool {
        self.shown.as_ref() == Some(mailbox)
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
        self.exists = exists.unwrap_or(self.exists);
        self.closed |= closed;
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

    /// Reads ahead what is surely small; anything else waits for the click.
    fn prefetch(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
        structure: Option<&Arc<Part>>,
    ) -> Result<(), ImapError> {
        let Some(structure) = structure else { return Ok(()) };
        let text = mime::choose_text(structure).and_then(|id| find(structure, &id));
        let is_small = text.is_some_and(|part| part.size_bytes <= PREFETCHED_TEXT_BYTES);
        // Only in the mailbox that is open: selecting another for a guess would cost more than the
        // guess is worth.
        if !is_small || self.selected.as_ref() != Some(&key.mailbox) {
            return Ok(());
        }
        self.ensure_key(session, key)?;
        let structure = Some(Arc::clone(structure));
        let fetched = self.translated(session, |session, on| {
            session.fetch_message(key.uid, structure, &mime::choose_text, on)
        })?;
        self.emit(LoadedMessage::new(key.clone(), fetched).to_event());
        Ok(())
    }

    fn more_text(&mut self, session: &mut Session, key: &MessageKey) -> Result<(), ImapError> {
        self.ensure_key(session, key)?;
        let Some(mut loaded) = self.loaded.take_if(|loaded| loaded.key == *key) else {
            // The text was let go, after a reconnect for instance: read it again from the start.
            self.queue.push(Job::Message { key: key.clone(), structure: None });
            return Ok(());
        };
        let Some((part, at)) = loaded.next_piece().map(|(part, at)| (part.clone(), at)) else {
            self.emit(loaded.to_event());
            self.loaded = Some(loaded);
            return Ok(());
        };
        let piece = self.translated(session, |session, on| {
            session.fetch_piece(key.uid, &part, at, TEXT_PIECE_BYTES, on)
        });
        if let Ok(piece) = &piece {
            loaded.add_piece(piece);
            self.emit(loaded.to_event());
        }
        self.loaded = Some(loaded);
        piece.map(drop)
    }

    fn save_piece(
        &mut self,
        session: &mut Session,
        mut save: Box<Save>,
    ) -> Result<Step, (Job, ImapError)> {
        let key = save.request.key.clone();
        let (part, at) = (save.request.part.clone(), save.done_bytes);
        let piece = self.ensure_key(session, &key).and_then(|()| {
            self.translated(session, |session, on| {
                session.fetch_piece(key.uid, &part, at, PIECE_BYTES, on)
            })
        });
        let piece = match piece {
            Ok(piece) => piece,
            Err(error) => return Err((Job::Save(save), error)),
        };
        let id = save.id();
        let is_last = piece.len() < PIECE_BYTES as usize;
        let written = save
            .write(&piece)
            .and_then(|()| if is_last { save.finish().map(Some) } else { Ok(None) });
        match written {
            Ok(Some(path)) => self.emit(Event::SaveFinished { id, path }),
            Ok(None) => {
                if save.is_report_due(Instant::now()) {
                    let total_bytes = save.request.encoded_bytes.max(save.done_bytes);
                    self.emit(Event::SaveProgress { id, done_bytes: save.done_bytes, total_bytes });
                }
                return Ok(Step::More(Job::Save(save)));
            }
            Err(failure) => self.emit(Event::SaveFailed { id, failure }),
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
            Job::Message { key, .. } | Job::MoreText { key } | Job::Headers { key } => {
                self.emit(Event::MessageFailed { key, failure });
            }
            Job::Flag { key, flag, on } => {
                self.emit(Event::FlagFailed { key, flag, on, failure });
            }
            Job::Save(save) => self.emit(Event::SaveFailed { id: save.id(), failure }),
            Job::Change(change) => {
                self.queue.push(Job::List);
                self.emit(Event::MailboxChangeFailed { account, change, failure });
            }
            // Nobody waits for these; the next look at the mailbox asks again.
            Job::Details { .. }
            | Job::Threads { .. }
            | Job::Prefetch { .. }
            | Job::List
            | Job::Sync => {
                log::warn!("background_step_failed kind={:?}", failure.kind);
            }
        }
    }

    pub(super) fn cancel_save(&mut self, id: super::protocol::SaveId) {
        if let Some(Job::Save(_)) = self.queue.take_save(id) {
            let failure = Failure::new(FailureKind::Cancelled, "Saving was cancelled.");
            self.emit(Event::SaveFailed { id, failure });
        }
    }

    /// Whether the tree has to be asked for by itself, because no mailbox is about to be opened.
    pub(super) fn wants_list(&self) -> bool {
        !self.listed && !self.queue.has(&JobKey::Open) && !self.queue.has(&JobKey::List)
    }
}
