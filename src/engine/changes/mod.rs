//! A change to messages while it runs: what waits, the piece under way, and what was done. Pure.
//!
//! ```text
//! request ──found──▶ waiting pieces ──begin──▶ Piece ──done, left──▶ outcome
//!                                                │ sent, and the connection breaks
//!                                                └──▶ looked for first, never blindly repeated
//! ```

mod after;
mod steps;
mod words;

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use super::protocol::{ChangeId, ChangeOutcome, ChangeRequest, Chosen, CopiedTo, MessageChange};
use crate::imap::{Came, Copies, UIDS_PER_COMMAND, UIDS_PER_DELETION, pieces};
use crate::model::{Failure, MailboxName};

/// How often progress is told.
const PROGRESS_EVERY: Duration = Duration::from_millis(100);

/// A piece that took the connection with it so often is not tried again: it may be what kills it.
const LOSSES_LIMIT: u32 = 2;

/// Connections lost one after the other over the look at what became of a piece.
const LOOKS_LIMIT: u32 = 5;

/// A change under way.
#[derive(Debug)]
pub struct Changing {
    request: ChangeRequest,
    /// `None` until the messages were looked for.
    waiting: Option<VecDeque<Vec<NonZeroU32>>>,
    piece: Option<Piece>,
    outcome: Done,
    reported: Option<Instant>,
    /// Nothing begins any more; the piece under way is finished.
    stopped: bool,
}

/// What is told at the end.
#[derive(Debug, Default)]
struct Done {
    total: u32,
    /// Those that wait no more, whether or not there was something to be done.
    settled: u32,
    uids: Vec<NonZeroU32>,
    copied: Vec<CopiedTo>,
    left_marked: bool,
    unsure: Vec<NonZeroU32>,
}

/// How far a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// One command does it, or the first of two.
    Whole,
    /// Copied because the server cannot move; what is left is to take the messages away here.
    TakeAway,
}

/// At most 1,000 messages, of a deletion 2,000, a quarter more of those that were looked for first (see
/// [`Changing::most`]), and what is known of them.
#[derive(Debug)]
struct Piece {
    uids: Vec<NonZeroU32>,
    stage: Stage,
    came: Came,
    /// It left, and its answer did not come: the server may have done it.
    is_sent: bool,
    /// What was sent is a COPY.
    is_copying: bool,
    losses: u32,
    /// The server said that it did it, and not all of it went.
    is_ignored: bool,
    /// Of the copy that came before.
    copies: Option<Copies>,
    /// Those that a mark was about to change when the connection broke.
    before: Vec<NonZeroU32>,
}

impl Changing {
    pub fn new(request: ChangeRequest) -> Self {
        let mut change = Self {
            request,
            waiting: None,
            piece: None,
            outcome: Done::default(),
            reported: None,
            stopped: false,
        };
        if let Chosen::Uids(uids) = &change.request.messages {
            let pieces = pieces(uids, change.most());
            change.wait_for(pieces);
        }
        change
    }

    pub fn id(&self) -> ChangeId {
        self.request.id
    }

    /// The mailboxes that it is about, where they have other names.
    pub fn rename(&mut self, renamed: &dyn Fn(&MailboxName) -> Option<MailboxName>) {
        let there = match &mut self.request.change {
            MessageChange::Move { to } | MessageChange::Copy { to } => Some(to),
            MessageChange::Mark { .. } | MessageChange::Delete => None,
        };
        for mailbox in there.into_iter().chain([&mut self.request.mailbox]) {
            if let Some(new) = renamed(mailbox) {
                *mailbox = new;
            }
        }
    }

    fn found(&mut self, uids: &[NonZeroU32]) {
        self.wait_for(pieces(uids, self.most()));
    }

    /// Messages of a piece. Those that are looked for first cost a write more, and a quarter more to a
    /// piece makes up for it: 10,000 take no more than ten writes either way, the search among them.
    fn most(&self) -> usize {
        let most = match self.request.change {
            MessageChange::Delete => UIDS_PER_DELETION,
            MessageChange::Mark { .. }
            | MessageChange::Move { .. }
            | MessageChange::Copy { .. } => UIDS_PER_COMMAND,
        };
        match self.request.messages {
            Chosen::Uids(_) => most,
            Chosen::Range { .. } | Chosen::Everything => most + most / 4,
        }
    }

    fn wait_for(&mut self, pieces: Vec<Vec<NonZeroU32>>) {
        self.outcome.total = count(pieces.iter().map(Vec::len).sum());
        self.waiting = Some(pieces.into());
    }

    fn is_found(&self) -> bool {
        self.waiting.is_some()
    }

    /// Stops what has not begun. True where nothing is under way, so that it is over.
    pub fn stop(&mut self) -> bool {
        self.stopped = true;
        self.piece.is_none()
    }

    /// Whether another step follows.
    fn has_more(&self) -> bool {
        let waits = self.waiting.as_ref().is_none_or(|waiting| !waiting.is_empty());
        self.piece.is_some() || (waits && !self.stopped)
    }

    /// Whether it was stopped with something left to do.
    fn is_cut_short(&self) -> bool {
        self.stopped && self.waiting.as_ref().is_none_or(|waiting| !waiting.is_empty())
    }

    /// The piece under way, or the next.
    fn begin(&mut self) -> Option<Piece> {
        if let Some(piece) = self.piece.take() {
            return Some(piece);
        }
        if self.stopped {
            return None;
        }
        let uids = self.waiting.as_mut()?.pop_front()?;
        Some(Piece {
            uids,
            stage: Stage::Whole,
            came: Came::default(),
            is_sent: false,
            is_copying: false,
            losses: 0,
            is_ignored: false,
            copies: None,
            before: Vec::new(),
        })
    }

    fn is_last_piece(&self) -> bool {
        self.waiting.as_ref().is_some_and(VecDeque::is_empty)
    }

    /// These were changed, and so many wait no more: some were so already, or gone before.
    fn done(&mut self, uids: &[NonZeroU32], settled: usize) {
        self.outcome.uids.extend(uids);
        self.outcome.settled = self.outcome.settled.saturating_add(count(settled));
    }

    fn copied(&mut self, copies: Copies) {
        let Copies { uid_validity, uids } = copies;
        if uids.is_empty() {
            return;
        }
        let known = self.outcome.copied.iter_mut().find(|one| one.uid_validity == uid_validity);
        match known {
            Some(known) => known.uids.extend(uids),
            None => self.outcome.copied.push(CopiedTo { uid_validity, uids }),
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

    fn progress(&self) -> (u32, u32) {
        (self.outcome.settled.min(self.outcome.total), self.outcome.total)
    }

    /// The last word. A copy that was sent and not answered is in doubt.
    fn into_outcome(mut self, failure: Option<Failure>) -> ChangeOutcome {
        if self.is_copy_in_doubt()
            && let Some(piece) = self.piece.take()
        {
            self.outcome.unsure = piece.uids;
        }
        let Done { total, mut uids, mut copied, left_marked, unsure, .. } = self.outcome;
        uids.sort_unstable();
        copied.iter_mut().for_each(|copies| copies.uids.sort_unstable());
        ChangeOutcome {
            request: self.request,
            total,
            done: uids.into(),
            copied,
            left_marked,
            unsure: unsure.into(),
            failure,
        }
    }

    /// Whether messages may have been copied while the connection broke: a copy is never repeated,
    /// as nobody can tell it from the first.
    fn is_copy_in_doubt(&self) -> bool {
        self.piece.as_ref().is_some_and(|piece| piece.is_copying && piece.is_in_doubt())
    }

    /// Whether it is worth another connection to find out what became of a piece: a look changes
    /// nothing, and what is not known would have to be said.
    fn may_look_again(&self, losses: u32) -> bool {
        self.piece.as_ref().is_some_and(Piece::is_in_doubt) && losses < LOOKS_LIMIT
    }

    /// Why it ended, with what that leaves unsaid of the piece under way.
    fn explained(&self, why: Failure) -> Failure {
        let Some(piece) = &self.piece else { return why };
        let count = piece.uids.len();
        match (piece.is_in_doubt(), piece.stage) {
            // That is said by `unsure`.
            (true, _) if piece.is_copying => why,
            (true, _) => words::lost(count, &why),
            (false, Stage::TakeAway) => words::left_behind(count, false, &why),
            (false, Stage::Whole) => why,
        }
    }

    fn is_move(&self) -> bool {
        matches!(self.request.change, MessageChange::Move { .. })
    }
}

impl Piece {
    fn is_in_doubt(&self) -> bool {
        self.is_sent && !self.came.is_done
    }

    /// Those that an answered command was about, as far as the server named them.
    fn meant(&self) -> Vec<NonZeroU32> {
        match (&self.came.copies, &self.came.found) {
            (Some(copies), _) => copies.uids.iter().map(|(from, _)| *from).collect(),
            (None, Some(found)) => found.clone(),
            (None, None) => self.uids.clone(),
        }
    }

    /// Ready to be sent again, after a look at what still stands.
    fn again(&mut self, uids: Vec<NonZeroU32>) {
        self.uids = uids;
        self.came = Came::default();
        self.is_sent = false;
        self.losses += 1;
    }
}

/// Those of `all` that are not in `rest`; both ascending.
fn without(all: &[NonZeroU32], rest: &[NonZeroU32]) -> Vec<NonZeroU32> {
    all.iter().copied().filter(|uid| rest.binary_search(uid).is_err()).collect()
}

/// UIDs have 32 bits, so no more messages than that can be named.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
