//! An attachment on its way to the screen: fetched into memory, and opened when it is whole.

use std::sync::Arc;
use std::time::Instant;

use crate::imap::{ImapError, Session};
use crate::model::{Failure, FailureKind, MailboxName};
use crate::reading;

use super::download::{Download, Progress};
use super::job::Job;
use super::protocol::{Event, FetchId, PartRequest};
use super::steps::Step;
use super::worker::Worker;

/// What is looked at without saving it is held in memory, beside what is made of it.
const LOOK_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// A part that is being fetched.
#[derive(Debug)]
pub struct PartFetch {
    request: PartRequest,
    download: Download,
    /// Decoded.
    bytes: Vec<u8>,
}

impl PartFetch {
    pub fn new(request: PartRequest) -> Self {
        let part = &request.part;
        let download =
            Download::new(request.key.clone(), part.id.clone(), part.encoding, part.size_bytes);
        Self { request, download, bytes: Vec::new() }
    }

    pub fn id(&self) -> FetchId {
        self.request.id
    }

    /// The mailbox that it is in, for when that has another name.
    pub fn mailbox_mut(&mut self) -> [&mut MailboxName; 2] {
        [&mut self.request.key.mailbox, &mut self.download.key.mailbox]
    }

    /// Whether it is too large by what is there, or by what the server says of it.
    fn is_too_large(&self) -> bool {
        let announced = self.request.part.decoded_size_estimate();
        self.bytes.len() > LOOK_LIMIT_BYTES || announced > LOOK_LIMIT_BYTES as u64
    }
}

fn too_large() -> Failure {
    let limit_mib = LOOK_LIMIT_BYTES / 1024 / 1024;
    let sentence = format!("This is larger than {limit_mib} MiB. Save it to look at it.");
    Failure::new(FailureKind::Protocol, sentence)
}

impl Worker {
    /// Fetches one piece; with the last one the part is opened.
    pub(super) fn part_piece(
        &mut self,
        session: &mut Session,
        mut fetch: Box<PartFetch>,
    ) -> Result<Step, (Job, ImapError)> {
        let id = fetch.id();
        if fetch.is_too_large() {
            self.emit(Event::FetchFailed { id, failure: too_large() });
            return Ok(Step::Done);
        }
        let PartFetch { download, bytes, .. } = &mut *fetch;
        match self.next_piece(session, download, bytes) {
            Ok(Progress::More) => {}
            Ok(Progress::Again) => fetch.bytes.clear(),
            Ok(Progress::Whole) => {
                let PartFetch { request, bytes, .. } = *fetch;
                self.report_traffic();
                let opened = Arc::new(reading::open(&request.part, bytes));
                self.emit(Event::PartOpened { id, opened });
                return Ok(Step::Done);
            }
            Err(error) => return Err((Job::Part(fetch), error)),
        }
        if fetch.download.is_report_due(Instant::now()) {
            let (done_bytes, total_bytes) = fetch.download.progress();
            self.emit(Event::PartProgress { id, done_bytes, total_bytes });
        }
        Ok(Step::More(Job::Part(fetch)))
    }
}
