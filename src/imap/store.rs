//! What changes the server: flags, and mailboxes made, renamed, deleted and subscribed.
//!
//! Every call is refused before any byte in a look-only session. The `imap` crate sends the mailbox
//! commands; it checks only some of their arguments, so all go through our encoder's rules first,
//! and names that no quoted string can carry are sent by our own batch. A mailbox that must be opened
//! again is told by the next reading call: what was asked for here is done all the same.

use std::num::NonZeroU32;

use super::batch;
use super::encode;
use super::error::ImapError;
use super::session::{Session, check_all};
use super::transfer::{Act, Marker};
use super::update::Update;
use crate::model::{Flag, MailboxName};

type Client = imap::Session<super::bridge::CrateStream>;

impl Session {
    /// Sets or clears one flag; the new flags come as [`Update::Flags`].
    ///
    /// # Errors
    /// [`ImapError::NotPermanent`] where the mailbox keeps no such flag: nothing is sent then.
    pub fn store_flags(
        &mut self,
        uid: NonZeroU32,
        flag: Flag,
        set: bool,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.check_act(&Act::Mark { marker: Marker::Flag(flag), set, told: true })?;
        let sign = if set { '+' } else { '-' };
        let line = self.line("STORE", &format!("UID STORE {uid} {sign}FLAGS ({})", word(flag)));
        let answers = self.run(vec![line], on, |_, _, _| {})?;
        check_all("STORE", &answers)
    }

    pub fn create(
        &mut self,
        name: &MailboxName,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.change("CREATE", &[name], |client, names| client.create(first(names)), on)
    }

    /// Renames a mailbox; what is inside it goes with it (RFC 3501 §6.3.5).
    pub fn rename(
        &mut self,
        from: &MailboxName,
        to: &MailboxName,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let call = |client: &mut Client, names: &[String]| {
            client.rename(first(names), names.get(1).map_or("", String::as_str))
        };
        self.change("RENAME", &[from, to], call, on)
    }

    pub fn delete(
        &mut self,
        name: &MailboxName,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.change("DELETE", &[name], |client, names| client.delete(first(names)), on)
    }

    pub fn subscribe(
        &mut self,
        name: &MailboxName,
        subscribed: bool,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        if subscribed {
            self.change("SUBSCRIBE", &[name], |client, names| client.subscribe(first(names)), on)
        } else {
            let call = |client: &mut Client, names: &[String]| client.unsubscribe(first(names));
            self.change("UNSUBSCRIBE", &[name], call, on)
        }
    }

    fn change(
        &mut self,
        command: &'static str,
        names: &[&MailboxName],
        call: impl FnOnce(&mut Client, &[String]) -> imap::Result<()>,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.may_change()?;
        let mut quotable = Vec::new();
        let mut line = self.line(command, command);
        for name in names {
            line = line.mailbox(name)?;
            if encode::is_quotable(name.as_bytes()) && !name.as_bytes().is_empty() {
                quotable.push(String::from_utf8_lossy(name.as_bytes()).into_owned());
            }
        }
        if quotable.len() < names.len() {
            let answers = self.run(vec![line], on, |_, _, _| {})?;
            return check_all(command, &answers);
        }
        let client = &mut self.client;
        let (_, outcome) = self.stream.run(command, || call(client, &quotable))?;
        self.apply_all(&outcome.untagged, on);
        let Some(answer) = outcome.answer else { return Err(ImapError::Protocol { command }) };
        self.track.status(&answer, on);
        batch::check(command, &answer)
    }
}

fn first(names: &[String]) -> &str {
    names.first().map_or("", String::as_str)
}

pub(super) fn word(flag: Flag) -> &'static str {
    match flag {
        Flag::Seen => "\\Seen",
        Flag::Answered => "\\Answered",
        Flag::Flagged => "\\Flagged",
        Flag::Deleted => "\\Deleted",
        Flag::Draft => "\\Draft",
        Flag::Forwarded => "$Forwarded",
    }
}
