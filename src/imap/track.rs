//! What is true of the open mailbox, kept from the untagged responses in the order of the wire.

use std::num::NonZeroU32;

use super::permits::Permits;
use super::reader::{Code, FlagList, Status, StatusLine, Untagged};
use super::update::Update;
use crate::model::MailboxName;

/// Alerts of one session that are passed on; more is noise or an attack.
pub const ALERTS_LIMIT: usize = 20;

/// The open mailbox and its numbering.
#[derive(Debug, Default)]
pub struct Track {
    pub mailbox: Option<MailboxName>,
    pub exists: u32,
    pub uid_validity: Option<NonZeroU32>,
    /// It was opened by EXAMINE, or the server lets nobody write to it.
    pub read_only: bool,
    /// FLAGS and PERMANENTFLAGS, as said last.
    pub flags: Option<FlagList>,
    pub permanent: Option<FlagList>,
    /// Sequence numbers or UIDs can no longer be trusted.
    rebuilt: bool,
    alerts: usize,
    /// Rises whenever a number may name another message, or none or a new one.
    generation: u64,
}

impl Track {
    /// Nothing is open any more.
    pub fn close(&mut self) {
        let generation = self.generation + 1;
        *self = Self { alerts: self.alerts, generation, ..Self::default() };
    }

    pub fn open(&mut self, mailbox: MailboxName, exists: u32, uid_validity: Option<NonZeroU32>) {
        self.close();
        self.mailbox = Some(mailbox);
        self.exists = exists;
        self.uid_validity = uid_validity;
    }

    /// What messages can be marked with.
    pub fn permits(&self) -> Permits {
        Permits::new(self.flags.as_ref(), self.permanent.as_ref())
    }

    /// Whether the mailbox must be opened again; asked once.
    pub fn take_rebuilt(&mut self) -> bool {
        std::mem::take(&mut self.rebuilt)
    }

    pub fn is_rebuilt(&self) -> bool {
        self.rebuilt
    }

    /// The same as long as every number names the same message.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Takes one untagged response in and reports what it changes.
    pub fn apply(&mut self, untagged: &Untagged, on: &mut dyn FnMut(Update)) {
        if let Untagged::Status(line) = untagged {
            self.status(line, on);
        }
        if self.mailbox.is_none() {
            return;
        }
        match untagged {
            Untagged::Exists(count) => self.exists(*count, on),
            Untagged::Expunge(seq) => self.expunge(*seq, on),
            Untagged::Vanished(uids) => {
                // Never enabled, so the count of what is left is unknown.
                self.rebuilt = true;
                if let Some(uids) = uids {
                    on(Update::Vanished(uids.clone()));
                }
            }
            Untagged::Fetch(fetch) => {
                if let Some(flags) = fetch.flags.filter(|_| self.has(fetch.seq)) {
                    let keywords = fetch.keywords.clone();
                    on(Update::Flags { seq: fetch.seq, uid: fetch.uid, flags, keywords });
                }
            }
            Untagged::Flags(list) => self.flags = Some(list.clone()),
            Untagged::Status(line) => self.code(line, on),
            Untagged::Capability(_)
            | Untagged::List(_)
            | Untagged::Lsub(_)
            | Untagged::Counts { .. }
            | Untagged::Search(_)
            | Untagged::SearchAll { .. }
            | Untagged::SearchCount { .. }
            | Untagged::SearchPage { .. }
            | Untagged::Sort(_)
            | Untagged::Thread(_)
            | Untagged::Namespaces(_)
            | Untagged::QuotaRoots(..)
            | Untagged::Quota(_)
            | Untagged::Acl(_)
            | Untagged::MyRights(_)
            | Untagged::Grantable(..)
            | Untagged::Id { .. }
            | Untagged::Unknown => {}
        }
    }

    /// Whether a message of this number is there.
    pub fn has(&self, seq: u32) -> bool {
        (1..=self.exists).contains(&seq)
    }

    fn exists(&mut self, count: u32, on: &mut dyn FnMut(Update)) {
        // Messages go one by one, each with its EXPUNGE (RFC 3501 §7.3.1).
        self.rebuilt |= count < self.exists;
        if count != self.exists {
            self.exists = count;
            self.generation += 1;
            on(Update::Exists(count));
        }
    }

    fn expunge(&mut self, seq: u32, on: &mut dyn FnMut(Update)) {
        if self.has(seq) {
            self.exists -= 1;
            self.generation += 1;
            on(Update::Expunged(seq));
        } else {
            self.rebuilt = true;
        }
    }

    /// Reports an alert, also one of a tagged response.
    pub fn status(&mut self, line: &StatusLine, on: &mut dyn FnMut(Update)) {
        let alert = line.code == Some(Code::Alert) && line.status != Status::Bye;
        if alert && !line.text.is_empty() && self.alerts < ALERTS_LIMIT {
            self.alerts += 1;
            on(Update::Alert(line.text.clone()));
        }
    }

    fn code(&mut self, line: &StatusLine, on: &mut dyn FnMut(Update)) {
        match &line.code {
            Some(Code::UidValidity(now)) if self.uid_validity != Some(*now) => {
                self.uid_validity = Some(*now);
                self.rebuilt = true;
                self.generation += 1;
                on(Update::UidValidity(*now));
            }
            Some(Code::PermanentFlags(list)) => self.permanent = Some(list.clone()),
            _ => {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::imap::reader::{self, Response};

    fn track(lines: &[&str]) -> (Track, Vec<Update>) {
        let mut track = Track::default();
        track.open(MailboxName::inbox(), 3, NonZeroU32::new(1));
        let mut updates = Vec::new();
        for line in lines {
            let Response::Untagged(untagged) = reader::read(format!("* {line}\r\n").as_bytes())
            else {
                panic!("{line}")
            };
            track.apply(&untagged, &mut |update| updates.push(update));
        }
        (track, updates)
    }

    #[test]
    fn an_expunge_moves_the_numbers_of_what_follows() {
        let (mut track, updates) =
            track(&["2 EXPUNGE", "2 EXPUNGE", "4 EXISTS", "4 FETCH (FLAGS ())"]);
        assert_eq!((track.exists, track.take_rebuilt()), (4, false));
        assert!(matches!(
            updates.as_slice(),
            [
                Update::Expunged(2),
                Update::Expunged(2),
                Update::Exists(4),
                Update::Flags { seq: 4, .. }
            ]
        ));
    }

    #[test]
    fn numbers_that_cannot_be_ask_for_the_mailbox_again() {
        for lie in ["0 EXPUNGE", "4 EXPUNGE", "2 EXISTS", "VANISHED 1", "OK [UIDVALIDITY 2] new"] {
            assert!(track(&[lie]).0.take_rebuilt(), "{lie}");
        }
        for fine in
            ["3 EXISTS", "OK [UIDVALIDITY 1] same", "9 FETCH (FLAGS ())", "XFOO", "NO [ALERT] full"]
        {
            assert!(!track(&[fine]).0.take_rebuilt(), "{fine}");
        }
    }

    #[test]
    fn alerts_are_passed_on_and_bounded() {
        let (_, updates) = track(&["NO [ALERT] disk nearly full"; 50]);
        assert_eq!(updates.len(), ALERTS_LIMIT);
        assert!(matches!(updates.first(), Some(Update::Alert(text)) if text == "disk nearly full"));
    }
}
