//! The bytes of messages, from the server into the sink.

use std::num::NonZeroU32;

use super::steps::Turn;
use super::{Export, size_of};
use crate::engine::worker::Worker;
use crate::imap::{ImapError, Listed, Recovery, Session, WHOLE_PIECE_BYTES};
use crate::model::Failure;

/// A message that is so much longer than the server said has no end.
const LONGER_BYTES: u64 = 64 * 1024 * 1024;

/// One of the messages of a command, until it came.
#[derive(Debug)]
enum Waits {
    For(Listed),
    /// It came and is longer than the server said.
    IsLarge(Listed),
    Came,
}

impl Worker {
    /// The next messages: small ones together, or the first pieces of a large one.
    pub(super) fn export_next(
        &mut self,
        session: &mut Session,
        export: &mut Export,
    ) -> Result<Turn, ImapError> {
        let together = export.take_together();
        if !together.is_empty() {
            return self.export_together(session, export, together);
        }
        match export.listed.pop_front() {
            Some(large) => {
                export.open = Some((large, 0));
                self.export_large(session, export)
            }
            None => Ok(Turn::End(None)),
        }
    }

    fn export_together(
        &mut self,
        session: &mut Session,
        export: &mut Export,
        together: Vec<Listed>,
    ) -> Result<Turn, ImapError> {
        let uids: Vec<NonZeroU32> = together.iter().map(|one| one.uid).collect();
        let mut waits: Vec<Waits> = together.into_iter().map(Waits::For).collect();
        let mut failure: Option<Failure> = None;
        let mut take = |uid: NonZeroU32, bytes: Vec<u8>| {
            let at = uids.binary_search(&uid).ok();
            if let Some(wait) = at.and_then(|at| waits.get_mut(at)).filter(|_| failure.is_none())
                && let Err(why) = export.take(wait, &bytes)
            {
                failure = Some(why);
            }
        };
        let result =
            self.translated(session, |session, on| session.fetch_beginnings(&uids, &mut take, on));
        if failure.is_some() {
            return Ok(Turn::End(failure));
        }
        let rest: Vec<Listed> = waits
            .into_iter()
            .filter_map(|wait| match wait {
                Waits::For(listed) => Some(listed),
                Waits::IsLarge(listed) => {
                    // As its beginning says.
                    Some(Listed { size_bytes: Some(u64::from(WHOLE_PIECE_BYTES)), ..listed })
                }
                Waits::Came => None,
            })
            .collect();
        let refusal = match result {
            Ok(()) => None,
            Err(error) if is_refusal(&error) => Some(error),
            Err(error) => {
                // One that was alone is alone the next time, too.
                export.singly += usize::from(uids.len() == 1);
                export.put_back(rest);
                return Err(error);
            }
        };
        match rest.as_slice() {
            [one] if uids.len() == 1 && !super::is_large(one) => {
                self.missing(session, export, (one.uid, refusal))?;
            }
            _ => {
                // One of them may be why the others did not come.
                export.singly = export.singly.max(rest.len());
                export.put_back(rest);
            }
        }
        Ok(Turn::More)
    }

    /// The next pieces of the message under way.
    pub(super) fn export_large(
        &mut self,
        session: &mut Session,
        export: &mut Export,
    ) -> Result<Turn, ImapError> {
        let Some((listed, begun)) = export.open.take() else { return Ok(Turn::More) };
        let mut offset = begun;
        let left = size_of(&listed).saturating_sub(offset) / u64::from(WHOLE_PIECE_BYTES);
        let most = export.pace.pieces();
        // One more than fills it: the last is known by being short.
        let pieces = u32::try_from(left).map_or(most, |left| most.min(left.saturating_add(1)));
        let (mut failure, mut last) = (None, None);
        let mut take = |bytes: Vec<u8>| {
            if failure.is_some() {
                return;
            }
            let pushed = match &mut export.sink {
                Some(sink) if offset == 0 => sink.begin(&listed, &bytes, &export.request.path),
                Some(sink) => sink.push(&bytes, &export.request.path),
                None => Ok(()),
            };
            failure = pushed.err();
            offset += bytes.len() as u64;
            last = Some(bytes.len());
        };
        let result = self.translated(session, |session, on| {
            session.fetch_run(listed.uid, (begun, pieces), &mut take, on)
        });
        if failure.is_some() {
            return Ok(Turn::End(failure));
        }
        // A short piece ends it, where the server's own word on the size does not say that it goes on.
        let is_short = last.is_some_and(|bytes| bytes < WHOLE_PIECE_BYTES as usize);
        // What is said of one that goes at this moment is short, too, and not its end.
        let is_gone = matches!(result, Err(ImapError::MessageGone));
        let is_whole =
            is_short && !is_gone && offset > 0 && (offset >= size_of(&listed) || last == Some(0));
        let has_no_end = offset > size_of(&listed).saturating_mul(2).saturating_add(LONGER_BYTES);
        if is_whole {
            export.open = None;
            let ended = export.end(offset);
            return match (ended, result) {
                (Err(failure), _) => Ok(Turn::End(Some(failure))),
                (Ok(()), Err(error)) if !is_refusal(&error) => Err(error),
                (Ok(()), _) => Ok(Turn::More),
            };
        }
        let refusal = match result {
            Ok(()) if offset > begun && !has_no_end => {
                export.open = Some((listed, offset));
                return Ok(Turn::More);
            }
            Ok(()) => None,
            Err(error) if is_refusal(&error) => Some(error),
            Err(error) => {
                export.open = Some((listed, offset));
                return Err(error);
            }
        };
        if let Err(failure) = export.cut() {
            return Ok(Turn::End(Some(failure)));
        }
        self.missing(session, export, (listed.uid, refusal))?;
        Ok(Turn::More)
    }

    /// A message that was asked for alone did not come: it went, or the server cannot send it.
    fn missing(
        &mut self,
        session: &mut Session,
        export: &mut Export,
        (uid, refusal): (NonZeroU32, Option<ImapError>),
    ) -> Result<(), ImapError> {
        let standing = self.translated(session, |session, on| session.standing(&[uid], None, on));
        match standing {
            Ok(standing) if standing.is_empty() => export.tally.gone += 1,
            Ok(_) => {
                let text = refusal.and_then(|error| self.failure_of(&error).server_text);
                export.left_out(text);
            }
            Err(error) if is_refusal(&error) => {
                export.left_out(self.failure_of(&error).server_text)
            }
            Err(error) => {
                // It counts all the same; what comes next says more.
                export.left_out(None);
                return Err(error);
            }
        }
        Ok(())
    }
}

impl Export {
    /// A message of a command came.
    fn take(&mut self, wait: &mut Waits, bytes: &[u8]) -> Result<(), Failure> {
        *wait = match std::mem::replace(wait, Waits::Came) {
            // Nothing at all is what a message says that goes at this moment.
            Waits::For(listed) if bytes.is_empty() && listed.size_bytes != Some(0) => {
                Waits::For(listed)
            }
            Waits::For(listed) if bytes.len() >= WHOLE_PIECE_BYTES as usize => {
                Waits::IsLarge(listed)
            }
            Waits::For(listed) => {
                if let Some(sink) = &mut self.sink {
                    sink.begin(&listed, bytes, &self.request.path)?;
                }
                self.end(bytes.len() as u64)?;
                Waits::Came
            }
            known => known,
        };
        Ok(())
    }

    /// The message under way is whole, and has so many bytes.
    fn end(&mut self, bytes: u64) -> Result<(), Failure> {
        if let Some(sink) = &mut self.sink {
            sink.end(&self.request.path)?;
        }
        self.is_done(bytes);
        Ok(())
    }
}

/// The server answered, and the session goes on with the mailbox as it is.
fn is_refusal(error: &ImapError) -> bool {
    error.recovery() == Recovery::KeepSession && !matches!(error, ImapError::MailboxRebuilt)
}
