//! One step of an export, and how it ends.

use std::sync::Arc;
use std::time::Instant;

use super::{Export, words};
use crate::engine::job::{Job, JobKey};
use crate::engine::protocol::{Chosen, Event, ExportCommand, ExportEvent, ExportId};
use crate::engine::steps::Step;
use crate::engine::worker::Worker;
use crate::imap::{ImapError, Recovery, Session};
use crate::model::Failure;

use super::sink::Sink;

/// A mailbox whose numbers never hold is not opened for ever.
const MOST_REOPENED: u32 = 20;

/// Connections lost over the same messages, until they are fetched one by one, and until the one
/// that does it is left out.
const LOSSES_LIMIT: u32 = 2;

/// Messages in a row that take the connection with them: then it is not the messages.
const DEADLY_LIMIT: u32 = 3;

/// What a step led to.
pub(super) enum Turn {
    More,
    End(Option<Failure>),
}

impl Worker {
    pub(in crate::engine) fn export_step(
        &mut self,
        session: &mut Session,
        mut export: Box<Export>,
    ) -> Result<Step, (Job, ImapError)> {
        let (began, before) = (Instant::now(), export.progress().done_bytes);
        let turn = self.try_export(session, &mut export);
        let came = export.progress().done_bytes.saturating_sub(before);
        export.trouble.got_on |= came > 0;
        // What came whole is kept, whatever else happened.
        let settled = export.settle();
        export.pace.took(came, began.elapsed());
        match (turn, settled) {
            (_, Err(failure)) | (Ok(Turn::End(Some(failure))), Ok(())) => {
                self.finish_export(export, Some(failure));
            }
            (Ok(Turn::End(None)), Ok(())) => self.finish_export(export, None),
            (Ok(Turn::More), Ok(())) => {
                self.tell_export(&mut export);
                return Ok(Step::More(Job::Export(export)));
            }
            (Err(ImapError::MailboxRebuilt), Ok(())) => {
                self.reopen();
                export.trouble.reopened += 1;
                if export.trouble.reopened <= MOST_REOPENED {
                    return Ok(Step::More(Job::Export(export)));
                }
                self.finish_export(export, Some(words::rebuilt()));
            }
            (Err(error), Ok(())) if error.recovery() == Recovery::KeepSession => {
                let failure = self.failure_of(&error);
                self.finish_export(export, Some(failure));
            }
            (Err(error), Ok(())) => return Err((Job::Export(export), error)),
        }
        Ok(Step::Done)
    }

    fn try_export(
        &mut self,
        session: &mut Session,
        export: &mut Export,
    ) -> Result<Turn, ImapError> {
        if export.sink.is_none() {
            match Sink::open(&export.request) {
                Ok(sink) => export.sink = Some(sink),
                Err(failure) => return Ok(Turn::End(Some(failure))),
            }
        }
        if export.is_over() {
            return Ok(Turn::End(None)); // Nothing was chosen: nobody is asked.
        }
        self.ensure_selected(session, &export.request.mailbox)?;
        match export.request.uid_validity {
            Some(known) if self.uid_validity != Some(known) => {
                return Ok(Turn::End(Some(words::rebuilt())));
            }
            Some(_) => {}
            // From here on UIDs are held.
            None => export.request.uid_validity = self.uid_validity,
        }
        if let Some(sought) = export.sought.front() {
            let span = match sought {
                Chosen::Range { first, last } => Some(first.get()..=last.get()),
                Chosen::Uids(_) | Chosen::Everything => None,
            };
            let uids = self.translated(session, |session, on| session.find(span, None, on))?;
            export.was_found(uids);
        } else if export.open.is_some() {
            return self.export_large(session, export);
        } else if export.listed.is_empty()
            && let Some(piece) = export.waiting.front()
        {
            let listed = self.translated(session, |session, on| session.list_whole(piece, on))?;
            export.was_listed(listed);
        } else {
            return self.export_next(session, export);
        }
        Ok(if export.is_over() { Turn::End(None) } else { Turn::More })
    }

    fn tell_export(&mut self, export: &mut Export) {
        if export.is_report_due(Instant::now()) {
            let (id, progress) = (export.id(), export.progress());
            self.emit(Event::Export(ExportEvent::Progress { id, progress }));
        }
    }

    /// The last word on an export.
    pub(in crate::engine) fn finish_export(
        &mut self,
        export: Box<Export>,
        failure: Option<Failure>,
    ) {
        let id = export.id();
        let outcome = Arc::new(export.into_outcome(failure));
        self.emit(Event::Export(ExportEvent::Ended { id, outcome }));
    }

    /// The connection broke under an export. `Some` where it goes on with the next one; what takes the
    /// connection with it each time is found and left out.
    pub(in crate::engine) fn export_lost(
        &mut self,
        mut export: Box<Export>,
        error: &ImapError,
    ) -> Option<Box<Export>> {
        export.pace.start_again();
        let trouble = &mut export.trouble;
        let got_on = std::mem::take(&mut trouble.got_on);
        trouble.losses = if got_on { 1 } else { trouble.losses + 1 };
        if trouble.losses < LOSSES_LIMIT {
            return Some(export);
        }
        trouble.losses = 0;
        if export.open.is_none() && export.singly == 0 && export.listed.len() > 1 {
            export.singly = export.listed.len();
            return Some(export);
        }
        let why = self.failure_of(error);
        let open = export.open.take().map(|(listed, _)| listed);
        let is_left_out = open.or_else(|| export.listed.pop_front()).is_some();
        export.trouble.deadly += 1;
        if !is_left_out || export.trouble.deadly >= DEADLY_LIMIT {
            self.finish_export(export, Some(words::lost_again(&why)));
            return None;
        }
        export.left_out(None);
        if let Err(failure) = export.cut() {
            self.finish_export(export, Some(failure));
            return None;
        }
        Some(export)
    }

    /// What the window wishes.
    pub(in crate::engine) fn export_command(&mut self, command: ExportCommand) {
        match command {
            ExportCommand::Begin(request) => {
                self.queue.push(Job::Export(Box::new(Export::new(*request))));
            }
            ExportCommand::Stop(id) => self.stop_export(id),
        }
    }

    fn stop_export(&mut self, id: ExportId) {
        if let Some(Job::Export(export)) = self.queue.take(&JobKey::Export(id)) {
            // All of it may be there already.
            let stopped = (!export.is_over() || export.sink.is_none()).then(words::stopped);
            self.finish_export(export, stopped);
        }
    }

    pub(super) fn failure_of(&self, error: &ImapError) -> Failure {
        let account = &self.setup.account;
        error.to_failure(&account.host, account.port)
    }
}

impl Export {
    fn is_over(&self) -> bool {
        self.sought.is_empty()
            && self.waiting.is_empty()
            && self.listed.is_empty()
            && self.open.is_none()
    }

    fn settle(&mut self) -> Result<(), Failure> {
        self.sink.as_mut().map_or(Ok(()), |sink| sink.settle(&self.request.path))
    }

    pub(super) fn cut(&mut self) -> Result<(), Failure> {
        self.sink.as_mut().map_or(Ok(()), |sink| sink.cut(&self.request.path))
    }

    /// A message cannot be had; the server's words on it.
    pub(super) fn left_out(&mut self, text: Option<String>) {
        self.tally.unreadable += 1;
        if self.tally.unreadable_text.is_none() {
            self.tally.unreadable_text = text;
        }
    }
}
