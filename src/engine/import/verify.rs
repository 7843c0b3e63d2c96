//! Looks at messages that are in, where what they were copied from is to go: only what was seen to
//! stand there whole counts as taken over.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use crate::imap::{ImapError, Recovery, Span, Standing};
use crate::model::Failure;

use super::item::Item;
use super::run::Run;

impl Run {
    /// Looks at those that came in since the last time. Whatever is not seen stays where it was.
    pub(super) fn verify(&mut self) -> Result<(), Failure> {
        let arrived = std::mem::take(&mut self.arrived);
        let mut named: BTreeMap<NonZeroU32, Vec<(NonZeroU32, usize)>> = BTreeMap::new();
        let mut is_unnamed = false;
        for (index, place) in arrived {
            match place {
                Some((validity, uid)) => named.entry(validity).or_default().push((uid, index)),
                None => is_unnamed = true,
            }
        }
        for (validity, messages) in named {
            self.verify_named(validity, messages)?;
        }
        if is_unnamed { self.verify_unnamed() } else { Ok(()) }
    }

    /// Those of which the server said where they are.
    fn verify_named(
        &mut self,
        validity: NonZeroU32,
        mut messages: Vec<(NonZeroU32, usize)>,
    ) -> Result<(), Failure> {
        messages.sort_unstable();
        let mut uids: Vec<NonZeroU32> = messages.iter().map(|(uid, _)| *uid).collect();
        uids.dedup();
        let standing = self.standing(validity, &Span::Uids(&uids))?;
        for (uid, index) in messages {
            let there = standing.binary_search_by_key(&uid, |one| one.uid).ok();
            let there = there.and_then(|at| standing.get(at));
            let item = self.plan.items.get(index);
            if item.zip(there).is_some_and(|(item, there)| is_whole(item, there)) {
                self.plan.is_verified(index, (validity, uid));
            }
        }
        Ok(())
    }

    /// Those of a server without UIDPLUS: they stand where nothing stood before.
    fn verify_unnamed(&mut self) -> Result<(), Failure> {
        let Some((validity, Some(floor))) = self.floor else { return Ok(()) };
        let from = match self.unseen {
            Some((known, from)) if known == validity => from.max(floor),
            Some(_) | None => floor,
        };
        let standing = self.standing(validity, &Span::From(from))?;
        self.plan.looked_for_unnamed(&standing, validity);
        let next = standing.last().and_then(|last| last.uid.checked_add(1));
        self.unseen = Some((validity, next.unwrap_or(from)));
        Ok(())
    }

    /// What stands there; nothing where the server does not say, or has built the mailbox anew.
    fn standing(
        &mut self,
        validity: NonZeroU32,
        span: &Span<'_>,
    ) -> Result<Vec<Standing>, Failure> {
        let teller = &mut self.teller;
        self.line.run(&mut |waits| teller.waiting(waits), |session, opened| {
            if opened.uid_validity != validity {
                return Ok(Vec::new());
            }
            match session.standing_in(span, &mut |_| {}) {
                Err(error) if is_refusal(&error) => Ok(Vec::new()),
                standing => standing,
            }
        })
    }
}

/// Whether what stands there is the message, and not less than it. A server may add fields; then the
/// Message-ID says that it is this one.
fn is_whole(item: &Item, there: &Standing) -> bool {
    let has_id = item.number != 0;
    let is_other = has_id && there.message_number != 0 && there.message_number != item.number;
    let is_same = has_id && there.message_number == item.number;
    let Some(size_bytes) = there.size_bytes.filter(|_| !is_other) else { return false };
    size_bytes == item.size_bytes || (is_same && size_bytes > item.size_bytes)
}

/// The server answered, and the session goes on with the mailbox as it is.
pub(super) fn is_refusal(error: &ImapError) -> bool {
    error.recovery() == Recovery::KeepSession && !matches!(error, ImapError::MailboxRebuilt)
}
