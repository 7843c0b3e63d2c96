//! Messages to other mailboxes, and away: COPY, MOVE, and deleting for good.
//!
//! By UID only. Nothing here ever sends a plain EXPUNGE: that takes messages that others marked
//! (RFC 4315 §2.1). Where the server has no UID EXPUNGE, messages stay marked, and the result says
//! so.

use std::num::NonZeroU32;

use super::batch::Event;
use super::encode::Line;
use super::error::ImapError;
use super::reader::{Code, StatusLine, Untagged};
use super::session::{Session, check_all};
use super::set;
use super::update::Update;
use crate::model::{Flag, MailboxName};

/// UIDs of one command: an answer comes soon, and a lost connection leaves little in doubt.
pub const UIDS_PER_COMMAND: usize = 1_000;

/// Bytes of one command's UIDs: servers take lines of 8 KiB (RFC 7162 §4), and the rest needs room.
const SET_LIMIT_BYTES: usize = 6 * 1024;

/// Where copies stand (RFC 4315 §3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copies {
    pub uid_validity: NonZeroU32,
    /// The message's UID here, and its copy's UID there.
    pub uids: Vec<(NonZeroU32, NonZeroU32)>,
}

/// What became of the messages that went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    Gone,
    /// The server cannot take single messages away: they are marked as deleted and stay until
    /// somebody expunges the mailbox.
    MarkedDeleted,
}

/// A finished move.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// `None` where the server does not say: then it cannot be undone exactly.
    pub copies: Option<Copies>,
    pub left: Left,
}

/// Cuts UIDs into pieces that one command each can carry, in order.
pub fn pieces(uids: &[NonZeroU32]) -> Vec<Vec<NonZeroU32>> {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut pieces = Vec::new();
    for piece in sorted.chunks(UIDS_PER_COMMAND) {
        let mut rest = vec![piece.to_vec()];
        while let Some(piece) = rest.pop() {
            if piece.len() > 1 && text(&piece).len() > SET_LIMIT_BYTES {
                let (first, second) = piece.split_at(piece.len() / 2);
                rest.push(second.to_vec());
                rest.push(first.to_vec());
            } else {
                pieces.push(piece);
            }
        }
    }
    pieces
}

fn text(uids: &[NonZeroU32]) -> String {
    let numbers: Vec<u32> = uids.iter().map(|uid| uid.get()).collect();
    set::write(&numbers)
}

impl Session {
    /// Copies messages, one piece of [`pieces`]; `None` where the server does not say where to.
    pub fn copy(
        &mut self,
        uids: &[NonZeroU32],
        to: &MailboxName,
        on: &mut dyn FnMut(Update),
    ) -> Result<Option<Copies>, ImapError> {
        self.may_change()?;
        let line = self.transfer_line("COPY", uids, to)?;
        self.transfer("COPY", line, on)
    }

    /// Moves messages, one piece of [`pieces`]: MOVE (RFC 6851), else copied, marked and, where the
    /// server has UIDPLUS, taken away. After a refused COPY nothing has changed.
    pub fn move_to(
        &mut self,
        uids: &[NonZeroU32],
        to: &MailboxName,
        on: &mut dyn FnMut(Update),
    ) -> Result<Moved, ImapError> {
        self.may_change()?;
        if self.capabilities().has("MOVE") {
            let line = self.transfer_line("MOVE", uids, to)?;
            let copies = self.transfer("MOVE", line, on)?;
            return Ok(Moved { copies, left: Left::Gone });
        }
        let copies = self.copy(uids, to, on)?;
        let left = self.delete_for_good(uids, on)?;
        Ok(Moved { copies, left })
    }

    /// Marks messages as deleted and takes them away, where the server can take these and no
    /// others (UIDPLUS).
    pub fn delete_for_good(
        &mut self,
        uids: &[NonZeroU32],
        on: &mut dyn FnMut(Update),
    ) -> Result<Left, ImapError> {
        self.may_change()?;
        let set = text(uids);
        let store = self.line("STORE", &format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"));
        let can_expunge = self.capabilities().has("UIDPLUS");
        let mut lines = vec![store];
        if can_expunge {
            lines.push(self.line("EXPUNGE", &format!("UID EXPUNGE {set}")));
        }
        let answers = self.run(lines, on, |_, _, _| {})?;
        check_all("STORE", answers.get(..1).unwrap_or_default())?;
        check_all("EXPUNGE", answers.get(1..).unwrap_or_default())?;
        Ok(if can_expunge { Left::Gone } else { Left::MarkedDeleted })
    }

    /// Sets or clears a flag of many messages, one piece of [`pieces`]. Not reported back: whoever
    /// asks knows.
    pub fn store_flag_of_many(
        &mut self,
        uids: &[NonZeroU32],
        (flag, set): (Flag, bool),
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.may_change()?;
        let sign = if set { '+' } else { '-' };
        let word = super::store::word(flag);
        let text = format!("UID STORE {} {sign}FLAGS.SILENT ({word})", text(uids));
        let line = self.line("STORE", &text);
        check_all("STORE", &self.run(vec![line], on, |_, _, _| {})?)
    }

    fn transfer_line(
        &self,
        command: &'static str,
        uids: &[NonZeroU32],
        to: &MailboxName,
    ) -> Result<Line, ImapError> {
        self.line(command, &format!("UID {command} {}", text(uids))).mailbox(to)
    }

    /// MOVE says where to beside its answer, COPY in it (RFC 6851 §4.3).
    fn transfer(
        &mut self,
        command: &'static str,
        line: Line,
        on: &mut dyn FnMut(Update),
    ) -> Result<Option<Copies>, ImapError> {
        let mut copies = None;
        let answers = self.run(vec![line], on, |event, _, _| {
            let line = match event {
                Event::Untagged(Untagged::Status(line)) => line,
                Event::Done { status, .. } => *status,
                Event::Untagged(_) => return,
            };
            if let Some(found) = copies_of(line) {
                copies = Some(found);
            }
        })?;
        check_all(command, &answers)?;
        Ok(copies)
    }
}

fn copies_of(line: &StatusLine) -> Option<Copies> {
    let Some(Code::CopyUid { uid_validity, from, to }) = &line.code else { return None };
    let uids: Vec<_> = from.iter().copied().zip(to.iter().copied()).collect();
    (!uids.is_empty()).then_some(Copies { uid_validity: *uid_validity, uids })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn uids(numbers: impl Iterator<Item = u32>) -> Vec<NonZeroU32> {
        numbers.map(|n| NonZeroU32::new(n).unwrap()).collect()
    }

    #[test]
    fn many_messages_go_in_pieces_that_fit_a_line() {
        assert_eq!(
            pieces(&uids(1..=2_500)).iter().map(Vec::len).collect::<Vec<_>>(),
            [1_000, 1_000, 500]
        );
        let scattered = uids((0..3_000).map(|n| 4_000_000_000 + n * 2));
        let cut = pieces(&scattered);
        assert!(cut.iter().all(|piece| text(piece).len() <= SET_LIMIT_BYTES));
        assert_eq!(cut.concat(), scattered, "each once, in order");
        assert!(pieces(&[]).is_empty());
        let twice = uids([7, 3, 7].into_iter());
        assert_eq!(pieces(&twice), [uids([3, 7].into_iter())]);
    }
}
