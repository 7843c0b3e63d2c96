//! Gives messages of an account to another one: says which there are, then sends those that are
//! asked for. Looks only: nothing on this side is ever changed.

use std::num::NonZeroU32;

use crate::engine::protocol::{Chosen, GiveRequest};
use crate::imap::{Given as Head, ImapError, Session};
use crate::model::PartId;

use super::item::Item;
use super::line::Line;
use super::pipe::{Given, Outlet, Want, Wanted};
use super::words;

/// Messages that are asked about in one wait.
const HEADS_PER_WRITE: usize = 500;
/// A longer message comes in pieces of this size.
const PIECE_BYTES: u32 = 256 * 1024;
/// Small messages asked for in one wait have so many bytes together.
const TOGETHER_BYTES: u64 = 512 * 1024;

/// Why giving ends early.
enum Ended {
    Failed(crate::model::Failure),
    /// Nobody takes any more.
    NotWanted,
}

impl From<crate::model::Failure> for Ended {
    fn from(failure: crate::model::Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Serves until the taker has enough.
pub fn give(mut line: Line, request: &GiveRequest, outlet: &Outlet) {
    if let Err(Ended::Failed(failure)) = serve(&mut line, request, outlet) {
        let _ = outlet.given.send(Given::Failed(failure)); // Or nobody takes any more.
    }
    line.close();
}

fn serve(line: &mut Line, request: &GiveRequest, outlet: &Outlet) -> Result<(), Ended> {
    let uids = uids_of(line, request, outlet)?;
    for chunk in uids.chunks(HEADS_PER_WRITE) {
        let (validity, heads) =
            exchange(line, request, outlet, |session| session.fetch_given(chunk, &mut |_| {}))?;
        tell(outlet, Given::Found(validity, heads.into_iter().map(item).collect()))?;
    }
    tell(outlet, Given::All)?;
    while let Ok(mut want) = outlet.wants.recv() {
        // Only the newest counts.
        while let Ok(newer) = outlet.wants.try_recv() {
            want = newer;
        }
        send(line, request, (outlet, &want))?;
    }
    Ok(())
}

fn item(head: Head) -> Item {
    let Head { uid, size_bytes, flags, keywords, date_unix_secs, message_number } = head;
    Item {
        size_bytes,
        flags,
        keywords,
        date_unix_secs,
        message_id: None,
        number: message_number,
        uid: Some(uid),
    }
}

fn tell(outlet: &Outlet, given: Given) -> Result<(), Ended> {
    outlet.given.send(given).map_err(|_| Ended::NotWanted)
}

/// One exchange in the mailbox the messages are in, with its UIDVALIDITY.
fn exchange<T>(
    line: &mut Line,
    request: &GiveRequest,
    outlet: &Outlet,
    mut exchange: impl FnMut(&mut Session) -> Result<T, ImapError>,
) -> Result<(NonZeroU32, T), Ended> {
    let mut told = |waits| drop(outlet.given.send(Given::Waiting(waits)));
    let wanted = request.uid_validity;
    let done = line.run(&mut told, |session, opened| {
        if wanted.is_some_and(|wanted| wanted != opened.uid_validity) {
            return Ok(None);
        }
        Ok(Some((opened.uid_validity, exchange(session)?)))
    })?;
    done.ok_or_else(|| words::source_rebuilt().into())
}

fn uids_of(
    line: &mut Line,
    request: &GiveRequest,
    outlet: &Outlet,
) -> Result<Vec<NonZeroU32>, Ended> {
    let mut all = Vec::new();
    for chosen in &request.messages {
        let span = match chosen {
            Chosen::Uids(uids) => {
                all.extend(uids.iter().copied());
                continue;
            }
            Chosen::Range { first, last } => Some(first.get()..=last.get()),
            Chosen::Everything => None,
        };
        let (_, found) = exchange(line, request, outlet, |session| {
            session.find(span.clone(), None, &mut |_| {})
        })?;
        all.extend(found);
    }
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Sends what is wanted, unless something newer is.
fn send(
    line: &mut Line,
    request: &GiveRequest,
    (outlet, want): (&Outlet, &Want),
) -> Result<(), Ended> {
    let mut rest = want.messages.as_slice();
    while let Some(first) = rest.first() {
        if !outlet.wants.is_empty() {
            return Ok(());
        }
        if first.size_bytes > u64::from(PIECE_BYTES) {
            long(line, request, (outlet, want.number), first)?;
            rest = rest.get(1..).unwrap_or_default();
            continue;
        }
        let mut bytes = 0;
        let fits = |one: &&Wanted| {
            bytes += one.size_bytes;
            one.size_bytes <= u64::from(PIECE_BYTES) && bytes <= TOGETHER_BYTES
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (now, later) = rest.split_at_checked(count).unwrap_or((rest, &[]));
        small(line, request, (outlet, want.number), now)?;
        rest = later;
    }
    Ok(())
}

fn small(
    line: &mut Line,
    request: &GiveRequest,
    (outlet, want): (&Outlet, u32),
    wanted: &[Wanted],
) -> Result<(), Ended> {
    let mut uids: Vec<NonZeroU32> = wanted.iter().map(|one| one.uid).collect();
    uids.sort_unstable();
    let (_, mut whole) =
        exchange(line, request, outlet, |session| session.fetch_whole(&uids, &mut |_| {}))?;
    for one in wanted {
        let index = one.index;
        let given = match whole.iter().position(|(uid, _)| *uid == one.uid) {
            Some(at) => {
                let (_, bytes) = whole.swap_remove(at);
                Given::Piece { want, index, bytes, is_last: true }
            }
            None => Given::Gone { want, index },
        };
        tell(outlet, given)?;
    }
    Ok(())
}

/// In pieces; goes on where it was after a lost connection.
fn long(
    line: &mut Line,
    request: &GiveRequest,
    (outlet, want): (&Outlet, u32),
    wanted: &Wanted,
) -> Result<(), Ended> {
    let (index, mut at) = (wanted.index, 0_u64);
    loop {
        if !outlet.wants.is_empty() {
            return Ok(());
        }
        let (_, piece) = exchange(line, request, outlet, |session| {
            match session.fetch_piece(wanted.uid, &PartId::default(), at, PIECE_BYTES, &mut |_| {})
            {
                Ok(piece) => Ok(Some(piece)),
                Err(ImapError::MessageGone) => Ok(None),
                Err(error) => Err(error),
            }
        })?;
        let Some(bytes) = piece else {
            return tell(outlet, Given::Gone { want, index });
        };
        at += bytes.len() as u64;
        let is_last = bytes.len() < PIECE_BYTES as usize || at >= wanted.size_bytes;
        tell(outlet, Given::Piece { want, index, bytes, is_last })?;
        if is_last {
            return Ok(());
        }
    }
}
