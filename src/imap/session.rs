//! One logged-in connection and what every call on it shares.
//!
//! The calls themselves are in files by subject: opening (`open`), rows (`rows`, `details`), orders
//! and conversations (`sort`, `threads`), folders (`mailboxes`, `store`), one message (`message`),
//! changes to many (`change`), waiting (`watch`).

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::batch::{self, Event};
use super::capability::Capabilities;
use super::encode::{Line, LiteralForm};
use super::error::ImapError;
use super::found::FOUND_LIMIT;
use super::link::{SharedLink, lock, session_limits};
use super::login::{self, Credentials};
use super::reader::{Response, StatusLine};
use super::sort::Sorted;
use super::track::Track;
use super::update::Update;
use crate::model::{ConnectionInfo, MailboxName, Namespaces, Purpose};
use crate::wire::{Endpoint, Limits, Shared};

/// How long a goodbye may take; nobody waits for it.
const LOGOUT_LIMIT: Duration = Duration::from_secs(2);

/// What the user wants of a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SessionOptions {
    /// EXAMINE and BODY.PEEK only; nothing that changes the server leaves.
    pub look_only: bool,
}

/// What this session found out about its server.
#[derive(Debug, Default)]
pub(super) struct Learned {
    /// NAMESPACE was sent.
    pub namespaces_asked: bool,
    pub namespaces: Namespaces,
    /// It announces pages of an order (RFC 5267) and refuses them.
    pub paging_fails: bool,
    /// It announces SEARCHRES and refuses `FETCH $`.
    pub saving_fails: bool,
    /// It announces PARTIAL (RFC 9394) and refuses it.
    pub partial_fails: bool,
    /// It announces PREVIEW (RFC 8970) and refuses it.
    pub preview_fails: bool,
    /// It announces BINARY (RFC 3516) and does not know it.
    pub binary_fails: bool,
    /// It announces COMPRESS=DEFLATE (RFC 4978) and refuses it.
    pub compress_fails: bool,
    /// Mailboxes whose last messages by arrival are not the last by number.
    pub dates_disagree: BTreeSet<MailboxName>,
}

/// One connection that is logged in. Not clonable: it belongs to one thread at a time.
pub struct Session {
    pub(super) link: SharedLink,
    pub(super) capabilities: Capabilities,
    pub(super) track: Track,
    pub(super) look_only: bool,
    /// ID was sent, or is not offered.
    pub(super) introduced: bool,
    /// The server announces IDLE and does not do it.
    pub(super) idle_fails: bool,
    pub(super) learned: Learned,
    /// All places of one order, where the server cannot send a page of them.
    pub(super) sorted: Option<Sorted>,
    pub(super) limits: Limits,
    /// Alerts said before the first call that can report them.
    waiting: Vec<Update>,
    info: Arc<ConnectionInfo>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("track", &self.track).finish_non_exhaustive()
    }
}

impl Session {
    /// Connects and logs in.
    ///
    /// `credentials` may be left out where the server greets with PREAUTH (a tunnel, the demo).
    ///
    /// # Errors
    /// Everything in [`ImapError`] but [`ImapError::MessageGone`] and the like; no secret was sent
    /// unless it is [`ImapError::LoginRefused`], [`ImapError::Unavailable`] or the connection broke.
    pub fn open(
        endpoint: &Endpoint,
        credentials: Option<&Credentials>,
        options: &SessionOptions,
        shared: &Shared,
    ) -> Result<Self, ImapError> {
        Self::open_with(endpoint, credentials, options, shared, Limits::default())
    }

    /// [`Session::open`] with other limits for the wire.
    pub fn open_with(
        endpoint: &Endpoint,
        credentials: Option<&Credentials>,
        options: &SessionOptions,
        shared: &Shared,
        limits: Limits,
    ) -> Result<Self, ImapError> {
        let shared = Shared { look_only: options.look_only, ..shared.clone() };
        let login = login::log_in(endpoint, credentials, &shared, limits)?;
        let info = {
            let mut link = lock(&login.link);
            let framed = link.framed()?;
            framed.set_limits(session_limits(limits));
            ConnectionInfo {
                tls_version: framed.tls_version(),
                certificate: framed.certificate(),
                capabilities: login.capabilities.iter().map(str::to_owned).collect(),
                server_name: None,
                round_trip_ms: login.round_trip_ms,
                layer: framed.layer(),
            }
        };
        Ok(Self {
            introduced: !login.capabilities.has("ID"),
            link: login.link,
            capabilities: login.capabilities,
            track: Track::default(),
            look_only: options.look_only,
            idle_fails: false,
            learned: Learned::default(),
            sorted: None,
            limits,
            waiting: login.alerts.into_iter().map(Update::Alert).collect(),
            info: Arc::new(info),
        })
    }

    pub fn info(&self) -> Arc<ConnectionInfo> {
        Arc::clone(&self.info)
    }

    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    /// Where mailboxes stand; empty until a mailbox was opened together with the list, or where the
    /// server does not say.
    pub fn namespaces(&self) -> &Namespaces {
        &self.learned.namespaces
    }

    /// What the bytes of the calls that follow are counted as.
    pub fn set_purpose(&mut self, purpose: Purpose) {
        if let Ok(framed) = lock(&self.link).framed() {
            framed.set_purpose(purpose);
        }
    }

    /// A round trip that asks for nothing: whatever is new is reported.
    pub fn noop(&mut self, on: &mut dyn FnMut(Update)) -> Result<(), ImapError> {
        let started = Instant::now();
        let line = self.line("NOOP", "NOOP");
        let answers = self.run(vec![line], on, |_, _, _| {})?;
        if let (Ok(measured), Some(_)) =
            (u32::try_from(started.elapsed().as_millis()), answers.first())
        {
            // The least is nearest to the line itself; logins and busy servers take longer.
            let least = self.info.round_trip_ms.map_or(measured, |known| known.min(measured));
            Arc::make_mut(&mut self.info).round_trip_ms = Some(least);
        }
        check_all("NOOP", &answers)?;
        self.settle()
    }

    /// Says goodbye, as far as it goes within 2 s.
    pub fn logout(self) {
        say_goodbye(&self.link);
    }

    /// Refuses, before any byte is sent, what a look-only session must not do.
    pub fn may_change(&self) -> Result<(), ImapError> {
        if self.look_only { Err(ImapError::LookOnly) } else { Ok(()) }
    }

    pub(super) fn line(&self, command: &'static str, text: &str) -> Line {
        Line::new(command, text, self.literal_form())
    }

    fn literal_form(&self) -> LiteralForm {
        lock(&self.link).literals
    }

    pub(super) fn set_server_name(&mut self, name: Option<String>) {
        if name.is_some() {
            Arc::make_mut(&mut self.info).server_name = name;
        }
    }

    /// Runs a batch. `see` gets every event first, with the state before it; then the open
    /// mailbox's state and the updates follow from it.
    ///
    /// # Errors
    /// Only a lost connection; see [`Session::settle`] for a mailbox that must be opened again.
    pub(super) fn run(
        &mut self,
        lines: Vec<Line>,
        on: &mut dyn FnMut(Update),
        mut see: impl FnMut(&mut Event<'_>, &mut Track, &mut dyn FnMut(Update)),
    ) -> Result<Vec<StatusLine>, ImapError> {
        self.report_waiting(on);
        let track = &mut self.track;
        let mut link = lock(&self.link);
        batch::run(&mut link, lines, &mut |mut event| {
            see(&mut event, track, on);
            match event {
                Event::Untagged(untagged) => track.apply(&untagged, on),
                Event::Done { status, .. } => track.status(status, on),
            }
        })
    }

    /// As [`Session::run`], for answers that name every message on one line.
    pub(super) fn run_long(
        &mut self,
        lines: Vec<Line>,
        on: &mut dyn FnMut(Update),
        see: impl FnMut(&mut Event<'_>, &mut Track, &mut dyn FnMut(Update)),
    ) -> Result<Vec<StatusLine>, ImapError> {
        /// A number of seven digits, two brackets and a space; a UID of ten digits and a space.
        const MESSAGE_BYTES: usize = 11;
        /// What is longer ends the connection, as any line too long does.
        const LINE_LIMIT_BYTES: usize = FOUND_LIMIT * MESSAGE_BYTES;
        let usual = session_limits(self.limits);
        let exists = usize::try_from(self.track.exists).unwrap_or(usize::MAX);
        let line = exists.saturating_mul(MESSAGE_BYTES).min(LINE_LIMIT_BYTES);
        let long = Limits {
            line_bytes: usual.line_bytes.max(line),
            lines_bytes: usual.lines_bytes.max(line),
            response_bytes: usual.response_bytes.max(line),
            ..usual
        };
        lock(&self.link).framed()?.set_limits(long);
        let answers = self.run(lines, on, see)?;
        lock(&self.link).framed()?.set_limits(usual);
        Ok(answers)
    }

    /// Reports what came while nobody listened.
    pub(super) fn report_waiting(&mut self, on: &mut dyn FnMut(Update)) {
        self.waiting.drain(..).for_each(on);
    }

    /// [`ImapError::MailboxRebuilt`] where numbers or UIDs can no longer be trusted.
    pub(super) fn settle(&mut self) -> Result<(), ImapError> {
        if self.track.take_rebuilt() { Err(ImapError::MailboxRebuilt) } else { Ok(()) }
    }
}

/// LOGOUT and its answer within [`LOGOUT_LIMIT`]; then the connection is closed.
pub(super) fn say_goodbye(link: &SharedLink) {
    let mut link = lock(link);
    let tag = link.tag();
    let Ok(framed) = link.framed() else { return };
    framed.set_deadline(LOGOUT_LIMIT);
    if link.write(format!("{tag} LOGOUT\r\n").as_bytes()).is_err() {
        return;
    }
    while let Ok(response) = link.read() {
        if matches!(response, Response::Tagged { .. }) {
            break;
        }
    }
    link.close();
}

/// OK where every answer is OK, else the first refusal.
pub(super) fn check_all(command: &'static str, answers: &[StatusLine]) -> Result<(), ImapError> {
    answers.iter().try_for_each(|answer| batch::check(command, answer))
}
