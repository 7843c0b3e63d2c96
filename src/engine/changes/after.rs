//! What became of a piece: done, refused, or on its way when the connection broke.

use std::num::NonZeroU32;

use super::steps::mark_of;
use super::{Changing, Piece, Stage, without, words};
use crate::engine::worker::Worker;
use crate::imap::{Came, Copies, ImapError, Session};
use crate::model::Failure;

impl Worker {
    /// After a lost connection: of a piece that was on its way, what still stands was not done, and
    /// is sent again by the next step.
    pub(super) fn look_again(
        &mut self,
        session: &mut Session,
        change: &mut Changing,
        piece: &mut Piece,
    ) -> Result<(), ImapError> {
        if mark_of(&change.request.change).is_some() {
            // Marking twice is marking once; but those that were so already count as before.
            let before = piece.came.found.take().unwrap_or_default();
            piece.before.extend(before);
            let uids = std::mem::take(&mut piece.uids);
            piece.again(uids);
            return Ok(());
        }
        let standing =
            self.translated(session, |session, on| session.standing(&piece.uids, None, on))?;
        let wanted = piece.uids.len();
        let done = without(&piece.meant_before(), &standing);
        let left = standing.len();
        gone(change, piece, (&done, wanted.saturating_sub(left)));
        piece.again(standing);
        piece.came.is_done = left == 0;
        Ok(())
    }

    /// The server did not do it because others took some of the messages away: the next step sends
    /// what still stands.
    pub(super) fn without_expunged(
        &mut self,
        session: &mut Session,
        change: &mut Changing,
        piece: &mut Piece,
    ) -> Result<(), ImapError> {
        if mark_of(&change.request.change).is_some() {
            return self.look_again(session, change, piece);
        }
        // It was answered: nothing of it is in doubt.
        (piece.is_sent, piece.is_copying) = (false, false);
        let standing =
            self.translated(session, |session, on| session.standing(&piece.uids, None, on))?;
        // Only what it named as copied went by this hand.
        let went = match (&piece.came.copies, piece.stage) {
            (Some(_), _) => without(&piece.meant(), &standing),
            (None, Stage::TakeAway) => without(&piece.uids, &standing),
            (None, Stage::Whole) => Vec::new(),
        };
        gone(change, piece, (&went, piece.uids.len().saturating_sub(standing.len())));
        piece.again(standing);
        piece.came.is_done = piece.uids.is_empty();
        Ok(())
    }

    /// Why the server refused, with what it did of the piece all the same.
    pub(super) fn refused(
        &mut self,
        session: &mut Session,
        change: &mut Changing,
        (piece, error): (&mut Piece, &ImapError),
    ) -> Result<Failure, ImapError> {
        let failure = self.failure(error);
        // It was answered: nothing of it is in doubt.
        piece.is_sent = false;
        if error.is_local() {
            return Ok(failure);
        }
        if let Some(is_junk) = self.junk_of(change).filter(|_| piece.stage == Stage::Whole) {
            self.translated(session, |session, on| {
                session.take_back_junk(&piece.uids, is_junk, on)
            })?;
        }
        if piece.is_copying {
            return Ok(failure); // RFC 3501 §6.4.7: then nothing was copied.
        }
        let only = mark_of(&change.request.change).map(|(marker, set)| (marker, !set));
        let standing =
            self.translated(session, |session, on| session.standing(&piece.uids, only, on))?;
        piece.came.is_done = true; // Nothing of it is tried again.
        let is_half_done = piece.stage == Stage::TakeAway;
        let meant = if is_half_done { piece.uids.clone() } else { piece.meant_before() };
        if piece.came.left_marked {
            gone(change, piece, (&meant, meant.len()));
            change.outcome.left_marked = true;
            return Ok(words::left_behind(standing.len(), true, &failure));
        }
        let done = without(&meant, &standing);
        gone(change, piece, (&done, done.len()));
        if is_half_done && !standing.is_empty() {
            return Ok(words::left_behind(standing.len(), false, &failure));
        }
        Ok(failure)
    }
}

impl Piece {
    /// Those that were there when it was sent, as far as that is known.
    fn meant_before(&self) -> Vec<NonZeroU32> {
        self.came.found.clone().unwrap_or_else(|| self.uids.clone())
    }
}

/// The server did the piece, or the first half of it.
pub(super) fn piece_done(change: &mut Changing, piece: &mut Piece) {
    let wanted = piece.uids.len();
    let mut meant = piece.meant();
    if change.is_move() && piece.is_copying {
        change.done(&[], wanted.saturating_sub(meant.len()));
        piece.copies = piece.came.copies.take();
        piece.uids = meant;
        piece.stage = Stage::TakeAway;
        piece.came = Came::default();
        (piece.is_sent, piece.is_copying) = (false, false);
        piece.came.is_done = piece.uids.is_empty();
        return;
    }
    if piece.stage == Stage::TakeAway {
        // Who else took one of them away did half of the work.
        meant.clone_from(&piece.uids);
    }
    meant.extend(std::mem::take(&mut piece.before));
    meant.sort_unstable();
    meant.dedup();
    change.outcome.left_marked |= piece.came.left_marked;
    change.done(&meant, wanted);
    if let Some(copies) = piece.copies.take().or_else(|| piece.came.copies.take()) {
        change.copied(copies);
    }
}

/// These have gone from here, though the server did not get round to say so.
fn gone(change: &mut Changing, piece: &mut Piece, (gone, settled): (&[NonZeroU32], usize)) {
    change.done(gone, settled);
    let known = piece.copies.as_mut().or(piece.came.copies.as_mut());
    if let Some(copies) = known {
        let all = std::mem::take(&mut copies.uids).into_iter();
        let (went, stay) = all.partition(|(from, _)| gone.binary_search(from).is_ok());
        copies.uids = stay;
        change.copied(Copies { uid_validity: copies.uid_validity, uids: went });
    }
}
