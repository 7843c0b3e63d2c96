//! Gives messages of an account to another one: says which there are, then sends those that are
//! asked for. Looks only: nothing on this side is ever changed.

use std::num::NonZeroU32;

use crate::engine::protocol::{Chosen, GiveRequest, LeftOutWhy};
use crate::imap::{Given as Head, ImapError, Session};

use super::item::Item;
use super::line::Line;
use super::pipe::{Given, Outlet};
use super::verify::is_refusal;
use super::words;

/// Messages that are asked about in one wait.
const HEADS_PER_WRITE: usize = 500;

/// Why giving ends early.
pub(super) enum Ended {
    Failed(crate::model::Failure),
    /// Nobody takes any more.
    NotWanted,
}

impl From<crate::model::Failure> for Ended {
    fn from(failure: crate::model::Failure) -> Self {
        Self::Failed(failure)
    }
}

/// What the server said instead of doing it; untrusted.
pub(super) type Refusal = Option<String>;

/// The giving side at work.
pub(super) struct Giver<'a> {
    line: Line,
    pub outlet: &'a Outlet,
    /// That of the UIDs: from the first answer on it has to stay the same.
    validity: Option<NonZeroU32>,
}

/// Serves until the taker has enough.
pub fn give(line: Line, request: &GiveRequest, outlet: &Outlet) {
    let mut giver = Giver { line, outlet, validity: request.uid_validity };
    if let Err(Ended::Failed(failure)) = giver.serve(request) {
        let _ = outlet.given.send(Given::Failed(failure)); // Or nobody takes any more.
    }
    giver.line.close();
}

impl Giver<'_> {
    fn serve(&mut self, request: &GiveRequest) -> Result<(), Ended> {
        let uids = self.uids_of(request)?;
        for chunk in uids.chunks(HEADS_PER_WRITE) {
            self.heads(chunk)?;
        }
        self.tell(Given::All)?;
        while let Ok(mut want) = self.outlet.wants.recv() {
            // Only the newest counts.
            while let Ok(newer) = self.outlet.wants.try_recv() {
                want = newer;
            }
            self.send(&want)?;
        }
        Ok(())
    }

    /// Says what is known of these. Where the server refuses, the one that it cannot speak of is
    /// found by halves.
    fn heads(&mut self, uids: &[NonZeroU32]) -> Result<(), Ended> {
        let asked = self.try_exchange(|session| session.fetch_given(uids, &mut |_| {}))?;
        match asked {
            Ok(heads) => self.found(heads),
            Err(server_text) if uids.len() < 2 => {
                self.tell(Given::LeftOut { count: 1, why: LeftOutWhy::Gone, server_text })
            }
            Err(_) => {
                let (first, rest) = uids.split_at_checked(uids.len() / 2).unwrap_or((uids, &[]));
                self.heads(first)?;
                self.heads(rest)
            }
        }
    }

    fn found(&mut self, heads: Vec<Head>) -> Result<(), Ended> {
        let Some(validity) = self.validity else { return Ok(()) };
        // RFC 3501 §9: a size has 32 bits; no server takes more in one message.
        let is_possible = |head: &Head| head.size_bytes <= u64::from(u32::MAX);
        let (heads, large): (Vec<Head>, Vec<Head>) = heads.into_iter().partition(is_possible);
        self.tell(Given::Found(validity, heads.into_iter().map(item).collect()))?;
        if large.is_empty() {
            return Ok(());
        }
        let count = u32::try_from(large.len()).unwrap_or(u32::MAX);
        self.tell(Given::LeftOut { count, why: LeftOutWhy::TooBig, server_text: None })
    }

    pub fn tell(&self, given: Given) -> Result<(), Ended> {
        self.outlet.given.send(given).map_err(|_| Ended::NotWanted)
    }

    /// One exchange in the mailbox the messages are in.
    fn exchange<T>(
        &mut self,
        mut exchange: impl FnMut(&mut Session) -> Result<T, ImapError>,
    ) -> Result<T, Ended> {
        let outlet = self.outlet;
        let mut told = |waits| drop(outlet.given.send(Given::Waiting(waits)));
        let wanted = self.validity;
        let done = self.line.run(&mut told, |session, opened| {
            if wanted.is_some_and(|wanted| wanted != opened.uid_validity) {
                return Ok(None);
            }
            Ok(Some((opened.uid_validity, exchange(session)?)))
        })?;
        let (validity, done) = done.ok_or_else(words::source_rebuilt)?;
        self.validity = Some(validity);
        Ok(done)
    }

    /// One that the server may refuse, or find nothing for.
    pub fn try_exchange<T>(
        &mut self,
        mut exchange: impl FnMut(&mut Session) -> Result<T, ImapError>,
    ) -> Result<Result<T, Refusal>, Ended> {
        let done = self.exchange(|session| match exchange(session) {
            Err(error) if is_refusal(&error) => Ok(Err(error)),
            Err(error) => Err(error),
            Ok(done) => Ok(Ok(done)),
        })?;
        Ok(done.map_err(|error| self.line.failure(&error).server_text))
    }

    fn uids_of(&mut self, request: &GiveRequest) -> Result<Vec<NonZeroU32>, Ended> {
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
            all.extend(self.exchange(|session| session.find(span.clone(), None, &mut |_| {}))?);
        }
        all.sort_unstable();
        all.dedup();
        Ok(all)
    }
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
