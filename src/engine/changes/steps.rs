//! Steps of a change: find the messages, then a piece at a time, and look before a piece is sent
//! again.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Instant;

use super::after::piece_done;
use super::{Changing, LOSSES_LIMIT, Piece, Stage, words};
use crate::engine::job::{Job, JobKey};
use crate::engine::protocol::{ChangeId, Chosen, Event, Mark, MessageChange};
use crate::engine::steps::Step;
use crate::engine::worker::Worker;
use crate::imap::{Act, Came, Change, Counts, Denial, ImapError, Marker, Recovery, Session};
use crate::model::{Failure, Flag, MailboxName};

/// Messages of a piece whose new flags the server is asked to tell one by one: as many as a page of
/// rows, 9 KB. Of more, `ChangeOutcome::done` says it.
const TOLD_LIMIT: usize = 200;

impl Worker {
    pub(in crate::engine) fn change_step(
        &mut self,
        session: &mut Session,
        mut change: Box<Changing>,
    ) -> Result<Step, (Job, ImapError)> {
        match self.try_change(session, &mut change) {
            Ok(None) if change.has_more() => {
                self.tell_progress(&mut change);
                Ok(Step::More(Job::Messages(change)))
            }
            Ok(failure) => {
                let cut = || change.is_cut_short().then(words::stopped);
                let failure = failure.or_else(cut);
                self.finish_change(change, failure);
                Ok(Step::Done)
            }
            Err(error) if error.recovery() == Recovery::KeepSession => {
                let failure = match error {
                    ImapError::MailboxRebuilt => words::rebuilt(),
                    error => self.failure(&error),
                };
                self.finish_change(change, Some(failure));
                Ok(Step::Done)
            }
            Err(error) => Err((Job::Messages(change), error)),
        }
    }

    /// One step. `Some` where it ends here with what was done.
    fn try_change(
        &mut self,
        session: &mut Session,
        change: &mut Changing,
    ) -> Result<Option<Failure>, ImapError> {
        session.may_change()?;
        if !change.has_more() {
            return Ok(None); // Nothing was chosen: nobody is asked.
        }
        self.ensure_change(session, change)?;
        session.check_act(&act_of(&change.request.change, (true, false)))?;
        if change.is_move() && !session.can_move() {
            session.check_act(&Act::Delete { told: false })?; // Behind the copy.
        }
        if !change.is_found() {
            let uids = self.find_messages(session, change)?;
            change.found(&uids);
            return Ok(None);
        }
        let Some(mut piece) = change.begin() else { return Ok(None) };
        let result = self.run_piece(session, change, &mut piece);
        // Also what the server has done and was not counted yet.
        if result.is_err() || !piece.came.is_done {
            change.piece = Some(piece);
        }
        result
    }

    /// Selects the mailbox, and refuses UIDs that are dead.
    fn ensure_change(
        &mut self,
        session: &mut Session,
        change: &mut Changing,
    ) -> Result<(), ImapError> {
        let request = &mut change.request;
        self.ensure_selected(session, &request.mailbox)?;
        match request.uid_validity {
            Some(known) if self.uid_validity != Some(known) => Err(ImapError::MailboxRebuilt),
            Some(_) => Ok(()),
            None => {
                // From here on UIDs are held.
                request.uid_validity = self.uid_validity;
                Ok(())
            }
        }
    }

    fn find_messages(
        &mut self,
        session: &mut Session,
        change: &Changing,
    ) -> Result<Vec<NonZeroU32>, ImapError> {
        let span = match &change.request.messages {
            Chosen::Uids(_) | Chosen::Everything => None,
            Chosen::Range { first, last } => Some(first.get()..=last.get()),
        };
        let only = mark_of(&change.request.change).map(|(marker, set)| (marker, !set));
        self.translated(session, |session, on| session.find(span, only, on))
    }

    /// Does a piece, or the second half of one. `Some` where it ends with it.
    fn run_piece(
        &mut self,
        session: &mut Session,
        change: &mut Changing,
        piece: &mut Piece,
    ) -> Result<Option<Failure>, ImapError> {
        if piece.is_in_doubt() {
            self.look_again(session, change, piece)?;
            let is_hopeless = piece.losses >= LOSSES_LIMIT && !piece.came.is_done;
            return Ok(is_hopeless.then(|| hopeless(change, piece)));
        }
        if !piece.came.is_done {
            match self.send_piece(session, change, piece) {
                // A server may say OK to an EXPUNGE and leave messages that it has not seen marked: the
                // next step finds out which.
                Ok(()) if is_ignored(change, piece) => {
                    (piece.came.is_done, piece.is_ignored) = (false, true);
                    return Ok(None);
                }
                Ok(()) => {}
                Err(error) if error.recovery() != Recovery::KeepSession => return Err(error),
                // Some went by another hand meanwhile: that is no reason to leave the others.
                Err(ImapError::Denied { denial: Denial::Expunged, .. })
                    if piece.losses < LOSSES_LIMIT =>
                {
                    self.without_expunged(session, change, piece)?;
                    return Ok(None);
                }
                Err(error) => return self.refused(session, change, (piece, &error)).map(Some),
            }
        }
        piece_done(change, piece);
        Ok(None)
    }

    fn send_piece(
        &mut self,
        session: &mut Session,
        change: &Changing,
        piece: &mut Piece,
    ) -> Result<(), ImapError> {
        let request = &change.request;
        let told = self.is_shown(&request.mailbox) && piece.uids.len() <= TOLD_LIMIT;
        let act = match piece.stage {
            Stage::Whole => act_of(&request.change, (session.can_move(), told)),
            Stage::TakeAway => Act::Delete { told },
        };
        session.check_act(&act)?;
        let is_copying = matches!(act, Act::Copy { .. });
        let counts = match &request.change {
            _ if !change.is_last_piece() => Counts::Nowhere,
            MessageChange::Mark { mark: Mark::Flag(Flag::Seen), .. } | MessageChange::Delete => {
                Counts::Here
            }
            MessageChange::Mark { .. } => Counts::Nowhere,
            // The second half counts for both.
            MessageChange::Move { .. } if is_copying => Counts::Nowhere,
            MessageChange::Move { to } | MessageChange::Copy { to } => Counts::HereAnd(to),
        };
        let wish = Change {
            uids: &piece.uids,
            act,
            junk: self.junk_of(change).filter(|_| piece.stage == Stage::Whole),
            counts,
        };
        (piece.is_sent, piece.is_copying, piece.came) = (true, is_copying, Came::default());
        let came = &mut piece.came;
        let result =
            self.translated(session, |session, on| session.change_messages(&wish, came, on));
        self.tell_counts(change, piece);
        result
    }

    /// Whether the user says by this that the messages are junk, or are not.
    pub(super) fn junk_of(&self, change: &Changing) -> Option<bool> {
        let MessageChange::Move { to } = &change.request.change else { return None };
        let junk = self.uses.junk.as_ref()?;
        if to == junk {
            return Some(true);
        }
        let is_rescued = change.request.mailbox == *junk && Some(to) != self.uses.trash.as_ref();
        is_rescued.then_some(false)
    }

    fn tell_counts(&mut self, change: &Changing, piece: &Piece) {
        let account = self.setup.id;
        let mut tell = |mailbox: &MailboxName, unseen: Option<u32>| {
            if let Some(unseen) = unseen {
                self.emit(Event::UnseenChanged { account, mailbox: mailbox.clone(), unseen });
            }
        };
        tell(&change.request.mailbox, piece.came.unseen);
        if let MessageChange::Move { to } | MessageChange::Copy { to } = &change.request.change {
            tell(to, piece.came.unseen_there);
        }
    }

    fn tell_progress(&mut self, change: &mut Changing) {
        let (done, total) = change.progress();
        if total > 0 && change.is_report_due(Instant::now()) {
            self.emit(Event::ChangeProgress { id: change.id(), done, total });
        }
    }

    pub(in crate::engine) fn failure(&self, error: &ImapError) -> Failure {
        let account = &self.setup.account;
        error.to_failure(&account.host, account.port)
    }

    /// The last word on a change.
    pub(in crate::engine) fn finish_change(
        &mut self,
        mut change: Box<Changing>,
        mut failure: Option<Failure>,
    ) {
        // The server said that it did this one; only what comes behind it was lost.
        if let Some(mut piece) = change.piece.take() {
            if piece.came.is_done {
                piece_done(&mut change, &mut piece);
                let is_all = piece.came.is_done && change.is_last_piece();
                failure = failure.filter(|_| !is_all);
            }
            change.piece = Some(piece).filter(|piece| !piece.came.is_done);
        }
        let failure = failure.map(|why| change.explained(why));
        let (id, outcome) = (change.id(), change.into_outcome(failure));
        if outcome.failure.is_some() && !outcome.done.is_empty() && self.listed {
            // The counts of the tree would have come with the last piece.
            self.queue.push(Job::List);
        }
        self.emit(Event::MessagesChanged { id, outcome: Arc::new(outcome) });
    }

    /// The connection broke under a change. `Some` where it can go on with the next one: a copy is
    /// not repeated, and nothing that took its connection with it too often.
    pub(in crate::engine) fn change_lost(
        &mut self,
        change: Box<Changing>,
        (losses, limit): (u32, u32),
        error: &ImapError,
    ) -> Option<Box<Changing>> {
        if !change.is_copy_in_doubt() && (losses < limit || change.may_look_again(losses)) {
            return Some(change);
        }
        let why = self.failure(error);
        self.finish_change(change, Some(why));
        None
    }

    /// Stops a change; what was sent is finished first.
    pub(in crate::engine) fn cancel_change(&mut self, id: ChangeId) {
        let Some(Job::Messages(mut change)) = self.queue.take(&JobKey::Messages(id)) else {
            return;
        };
        if change.stop() {
            self.finish_change(change, Some(words::stopped()));
        } else {
            self.queue.put_first(Job::Messages(change));
        }
    }
}

/// Whether fewer messages went than were there, though the server said that it took them away.
fn is_ignored(change: &Changing, piece: &Piece) -> bool {
    let takes_away = match &change.request.change {
        // MOVE takes away what it names as copied.
        MessageChange::Move { .. } => !piece.is_copying && piece.came.copies.is_none(),
        MessageChange::Delete => true,
        MessageChange::Mark { .. } | MessageChange::Copy { .. } => false,
    };
    let found = piece.came.found.as_ref().map_or(0, Vec::len);
    takes_away && !piece.came.left_marked && piece.came.expunged < found
}

/// Why a piece is not tried again.
fn hopeless(change: &mut Changing, piece: &mut Piece) -> Failure {
    if !piece.is_ignored {
        return words::lost_again();
    }
    let is_marked = piece.stage == Stage::TakeAway || !change.is_move();
    change.outcome.left_marked |= is_marked;
    piece.came.is_done = true; // It is said here.
    words::ignored(piece.uids.len(), is_marked)
}

/// What one piece does, by a server that can move or not, and whether its rows are told.
fn act_of(change: &MessageChange, (can_move, told): (bool, bool)) -> Act<'_> {
    match change {
        MessageChange::Mark { mark, on } => Act::Mark { marker: marker(mark), set: *on, told },
        MessageChange::Move { to } if can_move => Act::Move { to },
        MessageChange::Move { to } | MessageChange::Copy { to } => Act::Copy { to },
        MessageChange::Delete => Act::Delete { told },
    }
}

pub(super) fn mark_of(change: &MessageChange) -> Option<(Marker<'_>, bool)> {
    match change {
        MessageChange::Mark { mark, on } => Some((marker(mark), *on)),
        MessageChange::Move { .. } | MessageChange::Copy { .. } | MessageChange::Delete => None,
    }
}

fn marker(mark: &Mark) -> Marker<'_> {
    match mark {
        Mark::Flag(flag) => Marker::Flag(*flag),
        Mark::Keyword(keyword) => Marker::Keyword(keyword),
    }
}
