//! One step of each job: a bounded exchange with the server, and the events that follow from it.

use std::sync::Arc;
use std::time::Instant;

use crate::imap::{ImapError, Session, Update};
use crate::mime;
use crate::model::{Failure, FailureKind, MailboxName, MessageKey, Order, Part, PartId};

use super::job::{Job, JobKey};
use super::list_steps::REOPENED_ROWS;
use super::load::{LoadedMessage, TEXT_PIECE_BYTES};
use super::protocol::{Event, Place, Unavailable};
use super::save::{PIECE_BYTES, Save};
use super::translate::Translator;
use super::worker::Worker;
use crate::reading::Form;

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

/// The main part in this form.
fn chooser(form: Form) -> impl Fn(&Part) -> Option<PartId> {
    move |root| mime::choose(root, form.prefer()).main.map(|main| main.part)
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
                self.ensure_key(session, key)?;
                let structure = structure.clone();
                let fetched = self.translated(session, |session, on| {
                    session.fetch_message(key.uid, structure, &chooser(*form), on)
                })?;
                let loaded = LoadedMessage::new(key.clone(), fetched, *form);
                self.report_traffic();
                self.learning.observe(loaded.header());
                self.emit_loaded(&loaded);
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
            | Job::Change(_)
            | Job::List
            | Job::Sync => Ok(Step::Done),
        }
    }

    /// Selects the key's mailbox, and refuses a key whose UIDs are dead.
    fn ensure_key(&mut self, session: &mut Session, key: &MessageKey) -> Result<(), ImapError> {
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

    /// Reads ahead what was found small by whoever asked.
    fn prefetch(
        &mut self,
        session: &mut Session,
        key: &MessageKey,
        (structure, form): (Option<Arc<Part>>, Form),
    ) -> Result<(), ImapError> {
        // Only in the mailbox that is open: selecting another for a guess would cost more than the
        // guess is worth.
        if self.selected.as_ref() != Some(&key.mailbox) {
            return Ok(());
        }
        self.ensure_key(session, key)?;
        let fetched = self.translated(session, |session, on| {
            session.fetch_message(key.uid, structure, &chooser(form), on)
        })?;
        self.emit_loaded(&LoadedMessage::new(key.clone(), fetched, form));
        Ok(())
    }

    fn emit_loaded(&mut self, loaded: &LoadedMessage) {
        let event = loaded.to_event(self.learning.authority());
        self.emit(event);
    }

    fn more_text(&mut self, session: &mut Session, key: &MessageKey) -> Result<(), ImapError> {
        self.ensure_key(session, key)?;
        let Some(mut loaded) = self.loaded.take_if(|loaded| loaded.key == *key) else {
            // The text was let go, after a reconnect for instance: read it again from the start.
            self.queue.push(Job::Message {
                place: Place::PANE,
                key: key.clone(),
                structure: None,
                form: Form::default(),
            });
            return Ok(());
        };
        let Some((part, at)) = loaded.next_piece().map(|(part, at)| (part.clone(), at)) else {
            self.emit_loaded(&loaded);
            self.loaded = Some(loaded);
            return Ok(());
        };
        let piece = self.translated(session, |session, on| {
            session.fetch_piece(key.uid, &part, at, TEXT_PIECE_BYTES, on)
        });
        if let Ok(piece) = &piece {
            loaded.add_piece(piece);
            self.emit_loaded(&loaded);
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
                self.emit(Event::MailboxChangeFailed { account, change, failure });
            }
            // Nobody waits for these; the next look at the mailbox asks again.
            Job::Threads { mailbox } => {
                let reason = Unavailable::Refused(failure);
                self.emit(Event::ThreadsUnavailable { account, mailbox, reason });
            }
            Job::Details { .. } | Job::Compress | Job::Prefetch { .. } | Job::List | Job::Sync => {
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
