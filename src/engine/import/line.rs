//! A connection of an import's own: made when it is needed, made anew after it was lost, and stopped
//! from outside.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use crate::engine::account::KillSlot;
use crate::imap::{Credentials, ImapError, Opened, Recovery, Session, SessionOptions};
use crate::model::{Account, Failure, MailboxName, Purpose};
use crate::wire::{Endpoint, Shared};

use super::words;

/// First wait before another connection: a server that still works on what it got before the line
/// broke is done with it by then.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// Longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Connections lost one after the other, with nothing done between: two minutes.
const LOSSES_LIMIT: u32 = 8;

/// What an import hears from outside.
#[derive(Debug)]
pub enum Control {
    /// Skip what is there already.
    Answer {
        skip: bool,
    },
    Stop,
}

/// What a connection is made from.
pub struct Setup {
    pub account: Account,
    pub endpoint: Endpoint,
    pub credentials: Option<Credentials>,
    pub shared: Shared,
    pub kill: KillSlot,
    pub mailbox: MailboxName,
    /// Nothing is changed on it.
    pub look_only: bool,
}

/// What was asked for from outside, as the threads look at it.
#[derive(Clone, Debug, Default)]
pub struct Stopping {
    /// What has begun may come to its end where that is near.
    pub soon: Arc<AtomicBool>,
    /// Not another byte of a message: the account is locked. Goes with `soon`.
    pub at_once: Arc<AtomicBool>,
}

/// See the module.
pub struct Line {
    setup: Setup,
    session: Option<(Session, Opened)>,
    losses: u32,
    stopping: Stopping,
    control: Receiver<Control>,
}

impl Line {
    pub fn new(setup: Setup, stopping: Stopping, control: Receiver<Control>) -> Self {
        Self { setup, session: None, losses: 0, stopping, control }
    }

    pub fn is_stopping(&self) -> bool {
        self.stopping.soon.load(Ordering::SeqCst)
    }

    pub fn stopping(&self) -> Stopping {
        self.stopping.clone()
    }

    pub fn failure(&self, error: &ImapError) -> Failure {
        error.to_failure(&self.setup.account.host, self.setup.account.port)
    }

    /// Runs one exchange in the mailbox, again on a new connection where one is lost: it must be one
    /// that changes nothing. `told` hears of the waiting.
    pub fn run<T>(
        &mut self,
        told: &mut dyn FnMut(bool),
        mut exchange: impl FnMut(&mut Session, &Opened) -> Result<T, ImapError>,
    ) -> Result<T, Failure> {
        loop {
            match self.once(&mut exchange) {
                Ok(done) => {
                    self.losses = 0;
                    return Ok(done);
                }
                Err(error) => self.lost(&error, told)?,
            }
        }
    }

    /// One exchange, whatever comes of it.
    pub fn once<T>(
        &mut self,
        exchange: impl FnOnce(&mut Session, &Opened) -> Result<T, ImapError>,
    ) -> Result<T, ImapError> {
        if self.session.is_none() {
            self.session = Some(self.open()?);
        }
        match &mut self.session {
            Some((session, opened)) => exchange(session, opened),
            None => Err(ImapError::Protocol { command: "SELECT" }),
        }
    }

    /// Something was done: what is lost from here on is lost for the first time.
    pub fn got_on(&mut self) {
        self.losses = 0;
    }

    /// After an error: waits until it makes sense to go on with a new connection.
    ///
    /// # Errors
    /// Where it makes none.
    pub fn lost(&mut self, error: &ImapError, told: &mut dyn FnMut(bool)) -> Result<(), Failure> {
        self.session = None;
        if self.is_stopping() {
            return Err(words::stopped());
        }
        self.losses += 1;
        let comes_back = match error.recovery() {
            Recovery::Reconnect => true,
            Recovery::KeepSession => matches!(error, ImapError::MailboxRebuilt),
            Recovery::AskUser | Recovery::Stop => false,
        };
        if !comes_back || self.losses > LOSSES_LIMIT {
            return Err(self.failure(error));
        }
        told(true);
        let wait = FIRST_WAIT.saturating_mul(1 << (self.losses - 1).min(5)).min(LONGEST_WAIT);
        let end = Instant::now() + wait;
        loop {
            match self.control.recv_deadline(end) {
                Ok(Control::Stop) => return Err(words::stopped()),
                Ok(Control::Answer { .. }) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Err(words::stopped()),
            }
        }
        told(false);
        Ok(())
    }

    /// What the user decides; no connection is needed meanwhile.
    pub fn answer(&self) -> Result<bool, Failure> {
        match self.control.recv() {
            Ok(Control::Answer { skip }) => Ok(skip),
            Ok(Control::Stop) | Err(_) => Err(words::stopped()),
        }
    }

    fn open(&self) -> Result<(Session, Opened), ImapError> {
        let setup = &self.setup;
        let shared = setup.kill.arm(&setup.shared);
        let options = SessionOptions { look_only: setup.look_only };
        let mut session =
            Session::open(&setup.endpoint, setup.credentials.as_ref(), &options, &shared)?;
        session.set_purpose(Purpose::Other);
        let opened = session.open_mailbox(&setup.mailbox, 0, false, &mut |_| {})?;
        Ok((session, opened))
    }

    /// Says goodbye.
    pub fn close(self) {
        if let Some((session, _)) = self.session {
            session.logout();
        }
    }
}
