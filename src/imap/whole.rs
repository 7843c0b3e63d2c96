//! Whole messages on their way out: what they are first, then the small ones many to a command, and
//! a large one in pieces.
//!
//! ```text
//! UID FETCH 1:1000 (UID FLAGS INTERNALDATE RFC822.SIZE)
//! UID FETCH 1:40 (UID BODY.PEEK[]<0.262144>)            those that are smaller than a piece
//! UID FETCH 41 (UID BODY.PEEK[]<262144.262144>)         the others, several pieces to a write
//! ```
//!
//! What comes is handed on as it comes: nothing larger than a piece is held. A piece is asked for of
//! the small ones, too: a server that is wrong about a size sends no more than that.

use std::num::NonZeroU32;
use std::sync::Arc;

use super::batch::{self, Event};
use super::error::ImapError;
use super::piece::Wanted;
use super::reader::{StatusLine, Untagged};
use super::session::Session;
use super::transfer::text;
use super::update::Update;
use crate::model::{Flags, Keyword};

/// Bytes of a piece. A message that fills one goes on behind it.
pub const WHOLE_PIECE_BYTES: u32 = 256 * 1024;

/// What the server knows of a message beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub uid: NonZeroU32,
    /// RFC822.SIZE; some servers are wrong about it.
    pub size_bytes: Option<u64>,
    /// INTERNALDATE, in seconds since 1970.
    pub received_unix_secs: Option<i64>,
    pub flags: Flags,
    /// At most 16; `$Forwarded` is among the flags.
    pub keywords: Arc<[Keyword]>,
}

impl Session {
    /// Those of these messages that are there, in the order of the server. At most
    /// [`UIDS_PER_COMMAND`](super::UIDS_PER_COMMAND) of them are asked for.
    pub fn list_whole(
        &mut self,
        uids: &[NonZeroU32],
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<Listed>, ImapError> {
        let items = "UID FLAGS INTERNALDATE RFC822.SIZE";
        let line = self.line("FETCH", &format!("UID FETCH {} ({items})", text(uids)));
        let mut listed: Vec<Listed> = Vec::new();
        let mut seen = vec![false; uids.len()];
        let answers = self.run(vec![line], on, |event, _, _| {
            let Event::Untagged(Untagged::Fetch(fetch)) = event else { return };
            let at = fetch.uid.and_then(|uid| uids.binary_search(&uid).ok());
            let (Some(uid), Some(seen)) = (fetch.uid, at.and_then(|at| seen.get_mut(at))) else {
                return;
            };
            if fetch.size_bytes.is_none() && fetch.internal_date.is_none() {
                return; // A change of flags that somebody made.
            }
            if std::mem::replace(seen, true) {
                return;
            }
            listed.push(Listed {
                uid,
                size_bytes: fetch.size_bytes,
                received_unix_secs: fetch.internal_date,
                // Asked for here: the list knows them, and need not hear of a thousand.
                flags: fetch.flags.take().unwrap_or_default(),
                keywords: Arc::clone(&fetch.keywords),
            });
        })?;
        self.answered(answers)?;
        Ok(listed)
    }

    /// The beginnings of these messages, in one command: each shorter than a piece is whole. Those
    /// that are gone are left out.
    ///
    /// # Errors
    /// [`ImapError::Refused`] where the server cannot send one of them; others may have come.
    pub fn fetch_beginnings(
        &mut self,
        uids: &[NonZeroU32],
        take: &mut dyn FnMut(NonZeroU32, Vec<u8>),
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let wanted = Wanted::body("", 0, WHOLE_PIECE_BYTES);
        let line = self.line("FETCH", &format!("UID FETCH {} (UID {})", text(uids), wanted.item()));
        let answers = self.run(vec![line], on, |event, _, _| {
            let Event::Untagged(Untagged::Fetch(fetch)) = event else { return };
            let uid = fetch.uid.filter(|uid| uids.binary_search(uid).is_ok());
            if let Some((uid, bytes)) = uid.and_then(|uid| Some((uid, wanted.take(fetch)?))) {
                take(uid, bytes);
            }
        })?;
        self.answered(answers)
    }

    /// `count` pieces of a message from `offset` on, in one write and in their order; the first that
    /// is shorter than the others is the last.
    ///
    /// # Errors
    /// As [`Session::fetch_beginnings`]; [`ImapError::MessageGone`] where it went before all of it
    /// came: what is said of it then is empty, and must not pass for its end (RFC 5530 §3).
    pub fn fetch_run(
        &mut self,
        uid: NonZeroU32,
        (offset, count): (u64, u32),
        take: &mut dyn FnMut(Vec<u8>),
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let piece = |index: u32| offset + u64::from(index) * u64::from(WHOLE_PIECE_BYTES);
        let wanted =
            (0..count.max(1)).map(|index| Wanted::body("", piece(index), WHOLE_PIECE_BYTES));
        let mut wanted: Vec<Wanted> = wanted.collect();
        let line =
            |one: &Wanted| self.line("FETCH", &format!("UID FETCH {uid} (UID {})", one.item()));
        let lines = wanted.iter().map(line).collect();
        wanted.reverse();
        // Commands that count: what is asked for behind the last piece may be answered in any way.
        let (mut came, mut is_whole) = (0, false);
        let answers = self.run(lines, on, |event, _, _| {
            let Event::Untagged(Untagged::Fetch(fetch)) = event else { return };
            // Only the next one counts: what came out of order is asked for again.
            let next = wanted.last().filter(|_| fetch.uid == Some(uid));
            let Some(bytes) = next.and_then(|next| next.take(fetch)) else { return };
            is_whole = bytes.len() < WHOLE_PIECE_BYTES as usize;
            take(bytes);
            came += 1;
            if is_whole {
                wanted.clear();
            } else {
                wanted.pop();
            }
        })?;
        let counted = if is_whole { came } else { answers.len() };
        let is_gone =
            answers.iter().take(counted).any(|answer| answer.reason() == Some("EXPUNGEISSUED"));
        self.answered(answers)?;
        if is_gone { Err(ImapError::MessageGone) } else { Ok(()) }
    }

    /// All is well where every command was done; that messages went meanwhile is no refusal (RFC
    /// 5530 §3).
    fn answered(&mut self, answers: Vec<StatusLine>) -> Result<(), ImapError> {
        for answer in &answers {
            if answer.reason() != Some("EXPUNGEISSUED") {
                batch::check("FETCH", answer)?;
            }
        }
        self.settle()
    }
}
