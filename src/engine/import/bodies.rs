//! The bytes of the messages that the other account wants. Sizes that a server says are only
//! believed where the bytes bear them out: what is taken over may go from here afterwards.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use crate::imap::WHOLE_PIECE_BYTES;
use crate::model::PartId;

use super::give::{Ended, Giver, Refusal};
use super::pipe::{Given, Want, Wanted};

/// Small messages asked for in one wait have so many bytes together, as they were announced.
const TOGETHER_BYTES: u64 = 512 * 1024;
/// Bytes of small messages that are held, whatever was announced: those beyond it come alone.
const HELD_LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// What came of a message that was announced as small.
enum Beginning {
    Whole(Vec<u8>),
    /// It fills a piece, or there was no room: it comes in pieces.
    IsLong,
}

impl Giver<'_> {
    /// Sends what is wanted, unless something newer is.
    pub(super) fn send(&mut self, want: &Want) -> Result<(), Ended> {
        let mut rest = want.messages.as_slice();
        while let Some(first) = rest.first() {
            if !self.outlet.wants.is_empty() {
                return Ok(());
            }
            if is_long(first) {
                self.long(want.number, first)?;
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            let mut bytes = 0_u64;
            let fits = |one: &&Wanted| {
                bytes = bytes.saturating_add(one.size_bytes);
                !is_long(one) && bytes <= TOGETHER_BYTES
            };
            let count = rest.iter().take_while(fits).count().max(1);
            let (now, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            self.small(want.number, now)?;
            rest = later;
        }
        Ok(())
    }

    /// Together; each that does not come then is asked for alone, since one of them may be why the
    /// others did not.
    fn small(&mut self, want: u32, wanted: &[Wanted]) -> Result<(), Ended> {
        let mut uids: Vec<NonZeroU32> = wanted.iter().map(|one| one.uid).collect();
        uids.sort_unstable();
        let mut came: BTreeMap<NonZeroU32, Beginning> = BTreeMap::new();
        let asked = self.try_exchange(|session| {
            came.clear();
            let mut held = 0;
            let mut take = |uid: NonZeroU32, bytes: Vec<u8>| {
                let is_whole = bytes.len() < WHOLE_PIECE_BYTES as usize
                    && held + bytes.len() <= HELD_LIMIT_BYTES;
                came.entry(uid).or_insert_with(|| {
                    if !is_whole {
                        return Beginning::IsLong;
                    }
                    held += bytes.len();
                    Beginning::Whole(bytes)
                });
            };
            session.fetch_beginnings(&uids, &mut take, &mut |_| {})
        })?;
        for one in wanted {
            if !self.outlet.wants.is_empty() {
                return Ok(());
            }
            let index = one.index;
            match came.remove(&one.uid) {
                // Nothing at all is what a message says that goes at this moment.
                Some(Beginning::Whole(bytes)) if !bytes.is_empty() => {
                    self.tell(Given::Piece { want, index, bytes, is_last: true })?;
                }
                Some(Beginning::IsLong) => self.long(want, one)?,
                Some(Beginning::Whole(_)) | None if wanted.len() > 1 => {
                    self.small(want, std::slice::from_ref(one))?;
                }
                Some(Beginning::Whole(_)) | None => {
                    let server_text = asked.as_ref().err().cloned().flatten();
                    self.tell(Given::Gone { want, index, server_text })?;
                }
            }
        }
        Ok(())
    }

    /// In pieces; goes on where it was after a lost connection.
    fn long(&mut self, want: u32, wanted: &Wanted) -> Result<(), Ended> {
        let (index, uid, mut at) = (wanted.index, wanted.uid, 0_u64);
        loop {
            if !self.outlet.wants.is_empty() {
                return Ok(());
            }
            let asked = self.try_exchange(|session| {
                session.fetch_piece(uid, &PartId::default(), at, WHOLE_PIECE_BYTES, &mut |_| {})
            })?;
            let bytes = match asked {
                Ok(bytes) => bytes,
                Err(server_text) => return self.gone(want, index, server_text),
            };
            let is_nothing = bytes.is_empty();
            // It went, or this was all of it.
            if is_nothing && at < wanted.size_bytes && (at == 0 || !self.is_there(uid)?) {
                return self.gone(want, index, None);
            }
            at = at.saturating_add(bytes.len() as u64);
            if at > u64::from(u32::MAX) {
                return self.gone(want, index, None); // It has no end.
            }
            // Some servers send less than a piece before the end, too, and some are wrong about sizes:
            // where the two do not agree, the end is where nothing comes.
            let is_short = bytes.len() < WHOLE_PIECE_BYTES as usize;
            let is_last = is_nothing || (is_short && at == wanted.size_bytes);
            self.tell(Given::Piece { want, index, bytes, is_last })?;
            if is_last {
                return Ok(());
            }
        }
    }

    fn gone(&self, want: u32, index: usize, server_text: Refusal) -> Result<(), Ended> {
        self.tell(Given::Gone { want, index, server_text })
    }

    fn is_there(&mut self, uid: NonZeroU32) -> Result<bool, Ended> {
        let heads = self.try_exchange(|session| session.fetch_given(&[uid], &mut |_| {}))?;
        Ok(heads.is_ok_and(|heads| !heads.is_empty()))
    }
}

fn is_long(wanted: &Wanted) -> bool {
    wanted.size_bytes > u64::from(WHOLE_PIECE_BYTES)
}
