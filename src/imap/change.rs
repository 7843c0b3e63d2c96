//! Changes many messages: flags, COPY, MOVE, a piece in one write, and deleting for good, in two.
//!
//! ```text
//! UID SEARCH UID 1:1000 UNSEEN          which of them it will change
//! UID STORE 1:1000 +FLAGS.SILENT (\Seen)
//! SEARCH RETURN (COUNT) UNSEEN          what the tree shows then
//! ```
//!
//! UID EXPUNGE waits for the answer to the STORE before it: Dovecot 2.3 does not see marks set in the
//! same write, says OK, and leaves the messages (RFC 3501 §5.5 leaves the order open).
//!
//! Nothing here ever sends a plain EXPUNGE: that takes messages that others marked (RFC 4315 §2.1).
//! Where the server has no UID EXPUNGE, messages stay marked, and the result says so. A mailbox that
//! must be opened again is told by the next reading call: what was asked for here is done all the
//! same.

use std::num::NonZeroU32;
use std::ops::RangeInclusive;

use super::batch::{self, Event};
use super::came::{Came, Roles};
use super::encode::Line;
use super::error::{Denial, ImapError};
use super::found::Found;
use super::permits::Permits;
use super::reader::{Status, StatusLine};
use super::session::{Session, check_all};
use super::transfer::{Act, Change, Counts, Marker, text};
use super::update::Update;
use crate::model::{Flag, Keyword, MailboxName};

impl Session {
    /// Whether the server moves messages by itself (RFC 6851).
    pub fn can_move(&self) -> bool {
        self.capabilities.has("MOVE")
    }

    /// Whether single messages can be taken away, and copies name their UIDs (RFC 4315).
    pub fn has_uid_plus(&self) -> bool {
        self.capabilities.has("UIDPLUS")
    }

    /// What messages of the open mailbox can be marked with.
    pub fn permits(&self) -> Permits {
        self.track.permits()
    }

    /// Refuses, before any byte is sent, what the open mailbox does not allow.
    pub fn check_act(&self, act: &Act<'_>) -> Result<(), ImapError> {
        self.may_change()?;
        match act {
            Act::Copy { .. } => Ok(()),
            _ if self.track.read_only => Err(ImapError::ReadOnly),
            Act::Mark { marker, .. } => {
                let permits = self.track.permits();
                let allowed = match marker {
                    Marker::Flag(flag) => permits.allows(*flag),
                    Marker::Keyword(keyword) => permits.allows_keyword(keyword),
                };
                if allowed { Ok(()) } else { Err(ImapError::NotPermanent) }
            }
            Act::Delete { .. } if !self.track.permits().allows(Flag::Deleted) => {
                Err(ImapError::NotPermanent)
            }
            Act::Move { .. } | Act::Delete { .. } => Ok(()),
        }
    }

    /// Does one piece of a change, in one write; deleting takes two. `came` is true of what was said
    /// also where this fails.
    ///
    /// # Errors
    /// [`ImapError::Refused`] and [`ImapError::Denied`] with the server's words: of a COPY nothing
    /// was done then; of others some may be.
    pub fn change_messages(
        &mut self,
        change: &Change<'_>,
        came: &mut Came,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        self.check_act(&change.act)?;
        let mut lines = Vec::new();
        let roles = self.piece_lines(change, &mut lines)?;
        let there = match change.counts {
            Counts::HereAnd(there) => Some(there),
            Counts::Nowhere | Counts::Here => None,
        };
        let mut then = Vec::new();
        if roles.expunge.is_some() {
            then.push(self.line("EXPUNGE", &format!("UID EXPUNGE {}", text(change.uids))));
        }
        if change.counts != Counts::Nowhere {
            let counts = self.count_lines(there)?;
            if then.is_empty() { &mut lines } else { &mut then }.extend(counts);
        }
        let answers = self.run_part(lines, (change, &roles, there), came, on)?;
        if let Some(answer) = answers.get(roles.act) {
            check(command_of(&change.act), answer).inspect_err(|_| came.is_not_done())?;
        }
        if then.is_empty() {
            return Ok(());
        }
        let roles = Roles::of_expunge();
        let answers = self.run_part(then, (change, &roles, there), came, on)?;
        answers.first().map_or(Ok(()), |answer| check("EXPUNGE", answer))
    }

    fn run_part(
        &mut self,
        lines: Vec<Line>,
        (change, roles, there): (&Change<'_>, &Roles, Option<&MailboxName>),
        came: &mut Came,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<StatusLine>, ImapError> {
        let here = self.track.mailbox.clone();
        self.run(lines, on, |event, _, _| {
            came.see(event, roles, change.uids);
            if let Event::Untagged(untagged) = event {
                came.count(untagged, (here.as_ref(), there));
            }
        })
    }

    fn piece_lines(&self, change: &Change<'_>, lines: &mut Vec<Line>) -> Result<Roles, ImapError> {
        let set = text(change.uids);
        let key = match &change.act {
            Act::Mark { marker, set, .. } => format!(" {}", marker.key(!set)),
            Act::Copy { .. } | Act::Move { .. } | Act::Delete { .. } => String::new(),
        };
        let mut roles = Roles { search: Some(lines.len()), ..Roles::default() };
        lines.push(self.search_line(&format!("UID {set}{key}")));
        lines.extend(self.junk_lines(&set, change.junk));
        roles.act = lines.len();
        match change.act {
            Act::Mark { marker, set: on, told } => {
                lines.push(self.store_line(&set, (marker.word(), on), told));
            }
            Act::Copy { to } | Act::Move { to } => {
                let name = command_of(&change.act);
                lines.push(self.line(name, &format!("UID {name} {set}")).mailbox(to)?);
            }
            Act::Delete { told } => {
                roles.is_deleting = true;
                lines.push(self.store_line(&set, ("\\Deleted", true), told));
                roles.expunge = self.has_uid_plus().then_some(Roles::LATER);
            }
        }
        Ok(roles)
    }

    fn store_line(&self, set: &str, (word, on): (&str, bool), told: bool) -> Line {
        let (sign, silent) = (if on { '+' } else { '-' }, if told { "" } else { ".SILENT" });
        self.line("STORE", &format!("UID STORE {set} {sign}FLAGS{silent} ({word})"))
    }

    /// What the user says about junk goes with the messages.
    fn junk_lines(&self, set: &str, junk: Option<bool>) -> Vec<Line> {
        let Some(is_junk) = junk.filter(|_| !self.track.read_only) else { return Vec::new() };
        let permits = self.track.permits();
        let words = [("$Junk", is_junk), ("$NotJunk", !is_junk)].into_iter();
        let allowed = words.filter(|(word, _)| {
            Keyword::new(word).is_some_and(|keyword| permits.allows_keyword(&keyword))
        });
        allowed.map(|word| self.store_line(set, word, false)).collect()
    }

    /// What was said about junk of messages that stayed all the same.
    pub fn take_back_junk(
        &mut self,
        uids: &[NonZeroU32],
        is_junk: bool,
        on: &mut dyn FnMut(Update),
    ) -> Result<(), ImapError> {
        let word = if is_junk { "$Junk" } else { "$NotJunk" };
        let permits = self.track.permits();
        if !Keyword::new(word).is_some_and(|keyword| permits.allows_keyword(&keyword)) {
            return Ok(());
        }
        let line = self.store_line(&text(uids), (word, false), false);
        self.run(vec![line], on, |_, _, _| {}).map(drop)
    }

    fn search_line(&self, keys: &str) -> Line {
        let returning = if self.capabilities.has("ESEARCH") { "RETURN (ALL) " } else { "" };
        self.line("SEARCH", &format!("UID SEARCH {returning}{keys}"))
    }

    fn count_lines(&self, there: Option<&MailboxName>) -> Result<Vec<Line>, ImapError> {
        let mut lines = vec![self.count_line()?];
        if let Some(there) = there.filter(|there| self.track.mailbox.as_ref() != Some(there)) {
            let line = self.line("STATUS", "STATUS").mailbox(there)?;
            lines.push(line.text(" (MESSAGES UNSEEN)"));
        }
        Ok(lines)
    }

    /// Those of these messages that are there; with a marker only those that have it, or lack it.
    pub fn standing(
        &mut self,
        uids: &[NonZeroU32],
        only: Option<(Marker<'_>, bool)>,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<NonZeroU32>, ImapError> {
        let key = only.map(|(marker, has)| format!(" {}", marker.key(has))).unwrap_or_default();
        let line = self.search_line(&format!("UID {}{key}", text(uids)));
        let mut came = Came::default();
        let roles = Roles { search: Some(0), act: usize::MAX, ..Roles::default() };
        let answers = self.run(vec![line], on, |event, _, _| came.see(event, &roles, uids))?;
        check_all("SEARCH", &answers)?;
        Ok(came.found.unwrap_or_default())
    }

    /// The messages that stand in this range of UIDs, ascending; with a marker only those that have
    /// it, or lack it. Four bytes each are held.
    ///
    /// # Errors
    /// [`ImapError::TooMany`] where the server names more than two million.
    pub fn find(
        &mut self,
        span: Option<RangeInclusive<u32>>,
        only: Option<(Marker<'_>, bool)>,
        on: &mut dyn FnMut(Update),
    ) -> Result<Vec<NonZeroU32>, ImapError> {
        let range = span.as_ref().map(|span| format!("UID {}:{}", span.start(), span.end()));
        let key = only.map(|(marker, has)| marker.key(has));
        let keys: Vec<String> = range.into_iter().chain(key).collect();
        let keys = if keys.is_empty() { "ALL".to_owned() } else { keys.join(" ") };
        let mut found = Found::default();
        let line = self.search_line(&keys);
        let answers = self.run_long(vec![line], on, |event, _, _| {
            if let Event::Untagged(untagged) = event {
                found.take(untagged);
            }
        })?;
        check_all("SEARCH", &answers)?;
        let mut uids = found.into_uids()?;
        uids.retain(|uid| span.as_ref().is_none_or(|span| span.contains(&uid.get())));
        Ok(uids)
    }
}

fn command_of(act: &Act<'_>) -> &'static str {
    match act {
        Act::Mark { .. } | Act::Delete { .. } => "STORE",
        Act::Copy { .. } => "COPY",
        Act::Move { .. } => "MOVE",
    }
}

/// As [`batch::check`], and what the reason in brackets means (RFC 5530 §3, RFC 3501 §6.4.7).
pub(super) fn check(command: &'static str, answer: &StatusLine) -> Result<(), ImapError> {
    let denial = match answer.reason() {
        Some("OVERQUOTA") => Denial::OverQuota,
        Some("TOOBIG") => Denial::TooBig,
        Some("TRYCREATE" | "NONEXISTENT") => Denial::NoFolder,
        Some("NOPERM") => Denial::NoRight(command),
        Some("EXPUNGEISSUED") => Denial::Expunged,
        _ => return batch::check(command, answer),
    };
    match answer.status {
        Status::Ok => Ok(()),
        Status::No | Status::Bad | Status::Bye | Status::PreAuth => {
            Err(ImapError::Denied { denial, server_text: answer.text.clone() })
        }
    }
}
