//! Waiting for the server to say something, and asking what is new.

use std::time::{Duration, Instant};

use super::batch::{self, Event};
use super::encode::Line;
use super::error::ImapError;
use super::link::lock;
use super::reader::{Response, Status, StatusLine, Untagged};
use super::session::{Session, check_all};
use super::update::Update;
use crate::wire::Interrupt;

/// How often a server without IDLE is asked.
const POLL: Duration = Duration::from_secs(60);

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The server reported a change; the updates were handed out.
    Something,
    Nothing,
    /// Somebody raised the interrupt; it is lowered again.
    Interrupted,
}

impl Session {
    /// Unread messages in the open mailbox.
    pub fn unseen_count(&mut self, on: &mut dyn FnMut(Update)) -> Result<u32, ImapError> {
        let line = self.count_line()?;
        let (count, answers) = self.count(line, on)?;
        let count = finish_count(count, &answers)?;
        self.settle()?;
        Ok(count)
    }

    /// What is new, then the unread count: two waits.
    ///
    /// Not in one write: a server may search before it takes in what NOOP is about to report
    /// (Dovecot does), and the count would lag behind by one change.
    pub fn sync(&mut self, on: &mut dyn FnMut(Update)) -> Result<u32, ImapError> {
        self.noop(on)?;
        self.unseen_count(on)
    }

    /// `SEARCH RETURN (COUNT)` answers in a hundred bytes; STATUS of the open mailbox is the next
    /// best, though RFC 3501 §6.3.10 warns that it may be slow.
    pub(super) fn count_line(&self) -> Result<Line, ImapError> {
        let Some(mailbox) = &self.track.mailbox else { return Err(ImapError::MailboxRebuilt) };
        if self.capabilities.has("ESEARCH") {
            return Ok(self.line("SEARCH", "SEARCH RETURN (COUNT) UNSEEN"));
        }
        let line = self.line("STATUS", "STATUS").mailbox(mailbox)?;
        Ok(line.text(" (MESSAGES UNSEEN)"))
    }

    fn count(
        &mut self,
        line: Line,
        on: &mut dyn FnMut(Update),
    ) -> Result<(Option<u32>, Vec<StatusLine>), ImapError> {
        let mut found = None;
        let mailbox = self.track.mailbox.clone();
        let answers = self.run(vec![line], on, |event, _, _| match event {
            Event::Untagged(Untagged::SearchCount { count, .. }) => found = Some(*count),
            Event::Untagged(Untagged::Counts { name, counts })
                if mailbox.as_ref() == Some(&*name) =>
            {
                found = Some(counts.unseen);
            }
            Event::Untagged(_) | Event::Done { .. } => {}
        })?;
        Ok((found, answers))
    }

    /// Waits for a push, `interrupt`, or `limit`: one round of IDLE (RFC 2177), or of polling where
    /// the server has none.
    ///
    /// Nothing is lost between IDLE and DONE: every response is read in its order. Call it again
    /// for the next round; the limit should stay below 29 min.
    pub fn wait_for_push(
        &mut self,
        limit: Duration,
        interrupt: &Interrupt,
        on: &mut dyn FnMut(Update),
    ) -> Result<Pushed, ImapError> {
        self.report_waiting(on);
        let mut pushed = false;
        let mut on = |update: Update| {
            pushed |= !matches!(update, Update::Alert(_));
            on(update);
        };
        let interrupted = if self.capabilities.has("IDLE") && !self.idle_fails {
            self.idle(limit, interrupt, &mut on)?
        } else {
            self.poll(limit.min(POLL), interrupt, &mut on)?
        };
        self.settle()?;
        Ok(match (pushed, interrupted) {
            (true, _) => Pushed::Something,
            (false, true) => Pushed::Interrupted,
            (false, false) => Pushed::Nothing,
        })
    }

    fn poll(
        &mut self,
        limit: Duration,
        interrupt: &Interrupt,
        on: &mut dyn FnMut(Update),
    ) -> Result<bool, ImapError> {
        let quiet = self.quiet(false, limit, interrupt, on)?;
        if quiet == Quiet::Interrupted {
            return Ok(true);
        }
        let line = self.line("NOOP", "NOOP");
        let answers = self.run(vec![line], on, |_, _, _| {})?;
        check_all("NOOP", &answers)?;
        Ok(false)
    }

    /// One IDLE from its command to its tagged answer; true where the interrupt ended it.
    fn idle(
        &mut self,
        limit: Duration,
        interrupt: &Interrupt,
        on: &mut dyn FnMut(Update),
    ) -> Result<bool, ImapError> {
        let tag = {
            let mut link = lock(&self.link);
            link.start_step()?;
            let tag = link.tag();
            link.write(format!("{tag} IDLE\r\n").as_bytes())?;
            tag
        };
        let begun = self.read_idle(&tag, true, on)?;
        if let Some(answer) = begun.answer {
            // Answered without a wait: refused, or a server that only claims to know IDLE.
            self.idle_fails = true;
            self.track.status(&answer, on);
            return Ok(false);
        }
        let quiet = self.quiet(begun.changed, limit, interrupt, on)?;
        {
            let mut link = lock(&self.link);
            link.start_step()?;
            link.write(b"DONE\r\n")?;
        }
        if let Some(answer) = self.read_idle(&tag, false, on)?.answer {
            batch::check("IDLE", &answer)?;
        }
        Ok(quiet == Quiet::Interrupted)
    }

    /// Reads until the server says `+` (where `for_continue`) or answers the tag.
    fn read_idle(
        &mut self,
        tag: &str,
        for_continue: bool,
        on: &mut dyn FnMut(Update),
    ) -> Result<IdleRead, ImapError> {
        let mut changed = false;
        loop {
            let mut link = lock(&self.link);
            match link.read()? {
                Response::Continue if for_continue => {
                    return Ok(IdleRead { changed, answer: None });
                }
                Response::Continue => {}
                Response::Untagged(untagged) => {
                    changed |= is_change(&untagged);
                    self.track.apply(&untagged, on);
                }
                Response::Tagged { tag: answered, status } => {
                    if answered != tag || status.status == Status::Bye {
                        return Err(link.fault("IDLE"));
                    }
                    return Ok(IdleRead { changed, answer: Some(status) });
                }
            }
        }
    }

    /// Waits for a change, the interrupt or the end of `limit`, with no command running but IDLE.
    ///
    /// `changed`: something changed already, so only what is on its way is read.
    fn quiet(
        &mut self,
        mut changed: bool,
        limit: Duration,
        interrupt: &Interrupt,
        on: &mut dyn FnMut(Update),
    ) -> Result<Quiet, ImapError> {
        let end = Instant::now() + limit;
        loop {
            let mut link = lock(&self.link);
            if changed && !link.framed()?.has_buffered() {
                return Ok(Quiet::Changed);
            }
            let left = end.saturating_duration_since(Instant::now());
            let raw = match link.framed()?.read_response_within(left, interrupt) {
                Ok(Some(raw)) => raw,
                Ok(None) if interrupt.take() => return Ok(Quiet::Interrupted),
                Ok(None) => return Ok(Quiet::Over),
                Err(error) if error.keeps_connection() => continue,
                Err(error) => return Err(link.fail(error)),
            };
            match link.understand(&raw) {
                Response::Untagged(untagged) => {
                    // "Still here" and the like do not end the wait.
                    changed |= is_change(&untagged);
                    self.track.apply(&untagged, on);
                }
                Response::Continue => {}
                Response::Tagged { .. } => return Err(link.fault("IDLE")),
            }
            if left.is_zero() {
                return Ok(Quiet::Over); // A server that never stops talking.
            }
        }
    }
}

/// What was read up to `+` or the tagged answer.
struct IdleRead {
    changed: bool,
    answer: Option<StatusLine>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quiet {
    Changed,
    Interrupted,
    Over,
}

fn is_change(untagged: &Untagged) -> bool {
    matches!(
        untagged,
        Untagged::Exists(_) | Untagged::Expunge(_) | Untagged::Vanished(_) | Untagged::Fetch(_)
    )
}

fn finish_count(count: Option<u32>, answers: &[StatusLine]) -> Result<u32, ImapError> {
    check_all("SEARCH", answers)?;
    count.ok_or(ImapError::Refused { command: "SEARCH", server_text: String::new() })
}
