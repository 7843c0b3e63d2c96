//! Messages on their way into files, while they run: what waits, what is under way, what was done.
//!
//! ```text
//! request ─find▶ UIDs, 1,000 to a piece ─list▶ sizes, dates, flags ─fetch▶ sink ─▶ outcome
//! ```
//!
//! A step brings as much as the line carries in a moment: small messages many to a command, a large
//! one in pieces. After a lost connection it goes on where it was, for a UID names the same bytes as
//! long as the UIDVALIDITY stands. What cannot be had is left out, counted, and said.

mod fetch;
mod folder;
mod mbox;
mod pace;
mod sink;
mod steps;
mod words;

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use super::protocol::{Chosen, ExportId, ExportOutcome, ExportProgress, ExportRequest};
use crate::imap::{Listed, UIDS_PER_COMMAND, WHOLE_PIECE_BYTES, pieces};
use crate::model::{Failure, MailboxName};
use pace::Pace;
use sink::Sink;

/// How often progress is told.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// Messages of one command: of very short ones no step gets long.
const MOST_TOGETHER: usize = 500;

/// An export under way.
#[derive(Debug)]
pub struct Export {
    request: ExportRequest,
    /// Not looked for yet.
    sought: VecDeque<Chosen>,
    found: Vec<NonZeroU32>,
    /// Not listed yet.
    waiting: VecDeque<Vec<NonZeroU32>>,
    /// Not fetched yet, ascending.
    listed: VecDeque<Listed>,
    /// A large message, and how many of its bytes came.
    open: Option<(Listed, u64)>,
    /// Opened by the first step.
    sink: Option<Sink>,
    tally: Tally,
    pace: Pace,
    /// So many of those listed are fetched each alone: one of them made a command fail.
    singly: usize,
    trouble: Trouble,
    reported: Option<Instant>,
}

/// What is told.
#[derive(Debug, Default)]
struct Tally {
    total: u32,
    done: u32,
    done_bytes: u64,
    /// Of those listed so far.
    listed_bytes: u64,
    gone: u32,
    unreadable: u32,
    unreadable_text: Option<String>,
}

/// What went wrong and was got over.
#[derive(Debug, Default)]
struct Trouble {
    /// Something came since the connection was lost last.
    got_on: bool,
    /// Connections lost one after the other, with nothing between.
    losses: u32,
    /// Messages left out in a row because each took the connection with it.
    deadly: u32,
    /// Times that the mailbox had to be opened again in between.
    reopened: u32,
}

impl Export {
    pub fn new(request: ExportRequest) -> Self {
        let mut export = Self {
            sought: request.messages.iter().cloned().collect(),
            request,
            found: Vec::new(),
            waiting: VecDeque::new(),
            listed: VecDeque::new(),
            open: None,
            sink: None,
            tally: Tally::default(),
            pace: Pace::default(),
            singly: 0,
            trouble: Trouble::default(),
            reported: None,
        };
        export.find_named();
        export
    }

    pub fn id(&self) -> ExportId {
        self.request.id
    }

    /// Where the messages are; a renamed mailbox is followed.
    pub fn mailbox_mut(&mut self) -> &mut MailboxName {
        &mut self.request.mailbox
    }

    /// Takes in what is named by UID; what has to be looked for stays.
    fn find_named(&mut self) {
        while let Some(Chosen::Uids(uids)) = self.sought.front() {
            self.found.extend_from_slice(uids);
            self.sought.pop_front();
        }
        if self.sought.is_empty() {
            self.waiting = pieces(&self.found, UIDS_PER_COMMAND).into();
            self.found = Vec::new();
            self.tally.total = count(self.waiting.iter().map(Vec::len).sum());
        }
    }

    /// These were looked for.
    fn was_found(&mut self, uids: Vec<NonZeroU32>) {
        self.sought.pop_front();
        if self.found.is_empty() {
            self.found = uids;
        } else {
            self.found.extend(uids);
        }
        self.find_named();
    }

    fn was_listed(&mut self, mut listed: Vec<Listed>) {
        let asked = self.waiting.pop_front().map_or(0, |piece| piece.len());
        self.tally.gone += count(asked.saturating_sub(listed.len()));
        listed.sort_unstable_by_key(|one| one.uid);
        // Sizes are the server's word, and may be any number.
        let bytes = listed.iter().map(size_of).fold(self.tally.listed_bytes, u64::saturating_add);
        self.tally.listed_bytes = bytes;
        self.listed = listed.into();
    }

    /// The next messages that one command can bring whole; empty where the next one is large.
    fn take_together(&mut self) -> Vec<Listed> {
        let most = if self.singly > 0 { 1 } else { MOST_TOGETHER };
        let (mut together, mut bytes) = (Vec::new(), 0_u64);
        while let Some(next) = self.listed.front() {
            bytes = bytes.saturating_add(size_of(next));
            let fits = together.is_empty() || (bytes <= self.pace.bytes() && together.len() < most);
            if is_large(next) || !fits {
                break;
            }
            together.extend(self.listed.pop_front());
        }
        self.singly = self.singly.saturating_sub(together.len());
        together
    }

    /// These did not come: they are next again.
    fn put_back(&mut self, rest: Vec<Listed>) {
        rest.into_iter().rev().for_each(|one| self.listed.push_front(one));
    }

    /// A message is in its file.
    fn is_done(&mut self, bytes: u64) {
        self.tally.done += 1;
        self.tally.done_bytes += bytes;
        self.trouble.deadly = 0;
    }

    fn progress(&self) -> ExportProgress {
        let Tally { total, done, done_bytes, listed_bytes, gone, unreadable, .. } = &self.tally;
        let open = self.open.as_ref().map_or(0, |(_, offset)| *offset);
        let all_listed = self.sought.is_empty() && self.waiting.is_empty();
        let done_bytes = done_bytes + open;
        ExportProgress {
            settled: done + gone + unreadable,
            total: *total,
            done_bytes,
            total_bytes: all_listed.then_some(*listed_bytes).map(|all| all.max(done_bytes)),
        }
    }

    /// Whether it is time to tell how far it is.
    fn is_report_due(&mut self, now: Instant) -> bool {
        let due = self.reported.is_none_or(|last| now.duration_since(last) >= PROGRESS_EVERY);
        if due {
            self.reported = Some(now);
        }
        due
    }

    /// The last word. Waits for the disk.
    fn into_outcome(mut self, mut failure: Option<Failure>) -> ExportOutcome {
        let mut path = None;
        if let Some(mut sink) = self.sink.take() {
            if let Err(why) = sink.settle(&self.request.path) {
                failure = failure.or(Some(why));
            }
            if failure.is_none() && self.tally.done > 0 {
                match sink.finish(&self.request) {
                    Ok(kept) => path = kept,
                    Err(why) => {
                        failure = Some(why);
                        self.tally.done = 0;
                    }
                }
            } else {
                self.tally.done = sink.kept();
                path = sink.abandon();
            }
        }
        let Tally { total, done, done_bytes, gone, unreadable, unreadable_text, .. } = self.tally;
        ExportOutcome {
            request: self.request,
            total,
            done,
            done_bytes: if done > 0 { done_bytes } else { 0 },
            gone,
            unreadable,
            unreadable_text,
            path,
            failure,
        }
    }
}

fn count(messages: usize) -> u32 {
    u32::try_from(messages).unwrap_or(u32::MAX)
}

/// As the server says; where it says nothing, as much as comes at once.
fn size_of(listed: &Listed) -> u64 {
    listed.size_bytes.unwrap_or(u64::from(WHOLE_PIECE_BYTES) - 1)
}

fn is_large(listed: &Listed) -> bool {
    size_of(listed) >= u64::from(WHOLE_PIECE_BYTES)
}
