//! The thread that takes messages in: batch after batch, and after a lost connection a look at what
//! arrived before anything is sent again.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::engine::protocol::{ImportEvent, ImportOutcome, ImportTarget, LeftOut, LeftOutWhy};
use crate::imap::{
    Appended, Appending, Bodies, BodyFault, Denial, ImapError, Opened, Outgoing, Session, Span,
};
use crate::model::Failure;

use super::line::{Line, Stopping};
use super::plan::{Place, Plan};
use super::source::{Found, Prepared, Source};
use super::tell::Teller;
use super::words;

/// Messages refused one after the other before the rest is not tried.
const REFUSALS_LIMIT: u32 = 5;

/// What is taken, and where to.
pub struct Taking {
    pub target: ImportTarget,
    pub source: Source,
    /// Sizes are asked for once messages are in.
    pub verified: bool,
    /// Whether messages that are there already are asked about.
    pub asks: bool,
}

/// A message that the server refused.
struct Refused {
    index: usize,
    /// One that went in stands between it and the last one that was refused.
    is_behind_one: bool,
}

/// One import under way.
pub(super) struct Run {
    pub line: Line,
    pub teller: Teller,
    pub plan: Plan,
    taking: Taking,
    /// Where the first message not yet answered will stand at the least, and the UIDVALIDITY that
    /// goes with it.
    pub floor: Option<(NonZeroU32, Option<NonZeroU32>)>,
    /// Messages that are in and were not looked at yet, where that is wanted.
    pub arrived: Vec<(usize, Option<Place>)>,
    /// What stands before this in a mailbox that names no UIDs was looked at.
    pub unseen: Option<Place>,
    refused_in_row: u32,
    problems: Vec<String>,
    stopping: Stopping,
}

/// Does all of it, and says what came of it.
pub fn run(line: Line, teller: Teller, taking: Taking) {
    let stopping = line.stopping();
    let mut run = Run {
        line,
        teller,
        plan: Plan::default(),
        taking,
        floor: None,
        arrived: Vec::new(),
        unseen: None,
        refused_in_row: 0,
        problems: Vec::new(),
        stopping,
    };
    let failure = run.all().err();
    let outcome = run.outcome(failure);
    let id = outcome.target.id;
    run.teller.say(ImportEvent::Ended { id, outcome: Arc::new(outcome) });
    run.line.close();
}

impl Run {
    pub(super) fn target(&self) -> &ImportTarget {
        &self.taking.target
    }

    fn all(&mut self) -> Result<(), Failure> {
        let Found { items, left_out, problems } =
            self.taking.source.look(&mut self.teller, &self.stopping.soon)?;
        self.problems = problems;
        self.plan = Plan::new(items);
        let is_nothing = left_out.is_empty();
        for LeftOut { count, why, server_text } in left_out {
            self.plan.count_left_out(count, why, server_text);
        }
        if self.plan.items.is_empty() {
            return if is_nothing { Err(words::nothing(&self.problems)) } else { Ok(()) };
        }
        if self.taking.asks {
            self.ask_about_duplicates()?;
        }
        let limit = self.ready()?;
        self.leave_out_too_large(limit);
        while self.batch()? {}
        Ok(())
    }

    /// Sees to it that there is a connection, and that nothing is in doubt.
    fn ready(&mut self) -> Result<Option<u64>, Failure> {
        let (plan, teller, floor) = (&mut self.plan, &mut self.teller, &mut self.floor);
        let mut told = |waits| teller.waiting(waits);
        self.line.run(&mut told, |session, opened| {
            let limit = session.append_limit_bytes();
            if plan.in_doubt().is_empty() {
                let (validity, next) = (opened.uid_validity, opened.uid_next);
                match floor {
                    Some((known, _)) if *known == validity => {}
                    Some(_) | None => *floor = Some((validity, next)),
                }
                return Ok(Ok(limit));
            }
            look(session, opened, (plan, *floor)).map(|looked| looked.map(|()| limit))
        })?
    }

    fn leave_out_too_large(&mut self, limit: Option<u64>) {
        let Some(limit) = limit else { return };
        let is_too_large =
            |index: &usize| self.plan.items.get(*index).is_some_and(|item| item.size_bytes > limit);
        let large: Vec<usize> = self.plan.waiting().filter(is_too_large).collect();
        self.plan.skip(&large, LeftOutWhy::TooBig);
    }

    /// One batch; false at the end.
    fn batch(&mut self) -> Result<bool, Failure> {
        if self.line.is_stopping() {
            return Err(words::stopped());
        }
        self.ready()?;
        self.verify()?;
        let mut batch = self.plan.next();
        if batch.is_empty() {
            return Ok(false);
        }
        self.teller.sending(&self.plan, 0);
        let tell = (&mut self.teller, &*self.stopping.soon);
        let prepared = match self.taking.source.prepare(&batch, &mut self.plan.items, tell) {
            Ok(prepared) => prepared,
            Err(failure) => {
                self.plan.again(&batch);
                return Err(failure);
            }
        };
        let Prepared { gone, again } = prepared;
        batch.retain(|index| !again.contains(index) && gone.iter().all(|(one, _)| one != index));
        for (index, server_text) in gone {
            self.plan.leave_out(index, LeftOutWhy::Gone, server_text);
        }
        self.plan.again(&again);
        if batch.is_empty() {
            return Ok(true);
        }
        // It may have taken long to get them.
        if self.line.is_stopping() {
            self.plan.again(&batch);
            return Err(words::stopped());
        }
        self.send(&batch)?;
        Ok(true)
    }

    fn send(&mut self, batch: &[usize]) -> Result<(), Failure> {
        let mut appended = Appended::default();
        let sent = {
            let (plan, source) = (&self.plan, &mut self.taking.source);
            let (teller, stopping) = (&mut self.teller, &self.stopping);
            let mut bodies = Sent { batch, source, teller, plan, stopping, bytes: 0 };
            let mailbox = &self.taking.target.mailbox;
            self.line.once(|session, _| {
                let permits = session.permits();
                let items = batch.iter().filter_map(|index| plan.items.get(*index));
                let outgoing: Vec<Outgoing> = items.map(|item| item.outgoing(&permits)).collect();
                session.append((mailbox, &outgoing), &mut bodies, &mut appended, &mut |_| {})
            })
        };
        let Appended { mut messages, refusals, fault } = appended;
        // Where it failed before anything of it left nothing is said of them.
        messages.resize_with(batch.len(), Appending::default);
        let (mut unsent, mut doubtful, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        let mut is_behind_one = false;
        for (index, state) in batch.iter().copied().zip(messages) {
            match state {
                Appending::Unsent => unsent.push(index),
                Appending::Sent => doubtful.push(index),
                Appending::In(place) => {
                    self.is_in(index, place);
                    is_behind_one = true;
                }
                Appending::Refused(_) => {
                    refused
                        .push(Refused { index, is_behind_one: std::mem::take(&mut is_behind_one) });
                }
            }
        }
        let ends_well = is_behind_one;
        if sent.is_err() {
            if ends_well || refused.iter().any(|one| one.is_behind_one) {
                self.refused_in_row = 0;
            }
            // They are told no again, on the next connection.
            unsent.extend(refused.drain(..).map(|one| one.index));
            unsent.sort_unstable();
        }
        self.teller.sending(&self.plan, 0);
        match (sent, fault) {
            (Err(_), Some((_, BodyFault::Stopped))) => {
                self.plan.lost(&unsent, doubtful);
                Err(words::stopped())
            }
            (Err(error), Some((at, BodyFault::Broken))) => {
                self.broken(batch.get(at).copied(), (unsent, doubtful), &error)
            }
            (Err(error), None) if error.is_local() => {
                self.plan.again(batch);
                Err(self.line.failure(&error))
            }
            (Err(error), None) => {
                let again = self.plan.lost(&unsent, doubtful);
                let teller = &mut self.teller;
                self.line.lost(&error, &mut |waits| teller.waiting(waits))?;
                if again { Ok(()) } else { self.ready().and(Err(words::lost_again())) }
            }
            (Ok(()), _) => {
                self.line.got_on();
                self.verify()?;
                self.refused((&refused, ends_well), refusals)
            }
        }
    }

    fn is_in(&mut self, index: usize, place: Option<Place>) {
        self.plan.is_in(index, place);
        if self.taking.verified {
            self.arrived.push((index, place));
        }
        if let Some((validity, uid)) = place {
            let next = uid.checked_add(1).unwrap_or(uid);
            let later = match self.floor {
                Some((known, Some(floor))) if known == validity => floor.max(next),
                Some(_) | None => next,
            };
            self.floor = Some((validity, Some(later)));
        }
    }

    /// A message does not come as it was announced; we closed the connection over it.
    fn broken(
        &mut self,
        index: Option<usize>,
        (mut unsent, doubtful): (Vec<usize>, Vec<usize>),
        error: &ImapError,
    ) -> Result<(), Failure> {
        // Files do not come back; the other account may.
        let is_file = matches!(self.taking.source, Source::Files { .. });
        let left = index.filter(|_| is_file);
        unsent.retain(|one| Some(*one) != left);
        let again = self.plan.lost(&unsent, doubtful);
        if let Some(index) = left {
            self.plan.leave_out(index, LeftOutWhy::Gone, None);
        } else if !again && let Some(index) = index {
            self.plan.skip(&[index], LeftOutWhy::Gone);
        }
        let teller = &mut self.teller;
        self.line.lost(error, &mut |waits| teller.waiting(waits))
    }

    /// The server said no to these.
    fn refused(
        &mut self,
        (refused, ends_well): (&[Refused], bool),
        mut refusals: Vec<ImapError>,
    ) -> Result<(), Failure> {
        let is_for_all = |error: &ImapError| match error {
            ImapError::Denied { denial, .. } => !matches!(denial, Denial::TooBig),
            _ => false,
        };
        let indices: Vec<usize> = refused.iter().map(|one| one.index).collect();
        if let Some(error) = refusals.iter().position(is_for_all) {
            self.plan.again(&indices);
            return Err(self.line.failure(&refusals.swap_remove(error)));
        }
        // One of several in one command: which of them, the server does not say.
        if refusals.len() < refused.len() {
            self.plan.again(&indices);
            self.plan.one_by_one(indices.len());
            return Ok(());
        }
        let mut last = None;
        for (one, error) in refused.iter().zip(&refusals) {
            let failure = self.line.failure(error);
            let is_too_big = matches!(error, ImapError::Denied { denial: Denial::TooBig, .. });
            let why = if is_too_big { LeftOutWhy::TooBig } else { LeftOutWhy::Refused };
            self.plan.leave_out(one.index, why, failure.server_text.clone());
            if one.is_behind_one {
                self.refused_in_row = 0;
            }
            self.refused_in_row += u32::from(!is_too_big);
            last = Some(failure);
        }
        if ends_well {
            self.refused_in_row = 0;
        }
        match last {
            Some(failure) if self.refused_in_row >= REFUSALS_LIMIT => {
                Err(words::refused_all(&failure))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn outcome(&mut self, failure: Option<Failure>) -> ImportOutcome {
        let unsure = self.plan.unsure();
        let failure = failure.map(|why| words::lost(unsure as usize, &why));
        let found = u32::try_from(self.plan.items.len()).unwrap_or(u32::MAX);
        ImportOutcome {
            target: self.taking.target.clone(),
            total: found,
            done: self.plan.done(),
            left_out: self.plan.left_out(),
            unsure,
            added: self.plan.added(),
            taken: self.plan.taken().into(),
            taken_validity: self.taking.source.uid_validity(),
            unverified: if self.taking.verified { self.plan.unverified() } else { 0 },
            problems: std::mem::take(&mut self.problems),
            failure,
        }
    }
}

/// Finds out which of the messages in doubt are in, or why that cannot be told.
fn look(
    session: &mut Session,
    opened: &Opened,
    (plan, floor): (&mut Plan, Option<(NonZeroU32, Option<NonZeroU32>)>),
) -> Result<Result<(), Failure>, ImapError> {
    let from = match floor {
        Some((validity, Some(from))) if validity == opened.uid_validity => from,
        Some((validity, None)) if validity == opened.uid_validity => {
            return Ok(Err(words::no_way()));
        }
        Some(_) | None => return Ok(Err(words::rebuilt())),
    };
    // Of an empty mailbox nothing can be asked.
    let standing = if opened.exists == 0 {
        Vec::new()
    } else {
        session.standing_in(&Span::From(from), &mut |_| {})?
    };
    plan.looked(&standing, opened.uid_validity);
    Ok(Ok(()))
}

/// The bytes of a batch on their way, and the progress they make.
struct Sent<'a> {
    batch: &'a [usize],
    source: &'a mut Source,
    teller: &'a mut Teller,
    plan: &'a Plan,
    stopping: &'a Stopping,
    bytes: u64,
}

impl Bodies for Sent<'_> {
    fn more(&mut self, index: usize, out: &mut Vec<u8>) -> Result<(), BodyFault> {
        let Some(index) = self.batch.get(index) else { return Err(BodyFault::Broken) };
        // A long message is not waited for; a batch of short ones is nearly over. Where the account was
        // locked nothing more leaves: of a command that is not whole the server does nothing.
        let is_long = self.batch.len() == 1 && self.bytes > 0;
        let is_stopped = is_long && self.stopping.soon.load(Ordering::SeqCst);
        if is_stopped || self.stopping.at_once.load(Ordering::SeqCst) {
            return Err(BodyFault::Stopped);
        }
        self.source.more(*index, out, &self.stopping.soon)
    }

    fn sent(&mut self, bytes: u64) {
        self.bytes = self.bytes.saturating_add(bytes);
        self.teller.sent(self.plan.settled_bytes().saturating_add(self.bytes), false);
    }
}
