//! Getting a session: the secret, the login, and what to do after a failure.

use std::sync::Arc;

use crate::imap::{Credentials, ImapError, Recovery, Session, SessionOptions};
use crate::model::{ConnectionState, Secret, Security};
use crate::wire::{Shared, WireError};

use super::backoff::Backoff;
use super::console::Way;
use super::list_steps::REOPENED_ROWS;
use super::protocol::Event;
use super::queue::Queued;
use super::worker::Worker;

impl Worker {
    pub(super) fn connect(&mut self) -> Result<Session, ImapError> {
        let shared = self.kill.arm(&self.shared);
        let credentials = self.credentials()?;
        let options =
            SessionOptions { look_only: self.setup.look_only || self.setup.account.look_only };
        let session = Session::open(&self.endpoint, credentials.as_ref(), &options, &shared)?;
        self.console.open(Way {
            endpoint: self.endpoint.clone(),
            shared: Shared { look_only: options.look_only, ..self.shared.clone() },
            credentials,
            host: self.setup.account.host.clone(),
            port: self.setup.account.port,
        });
        self.selected = None;
        self.listed = false;
        self.state(ConnectionState::Ready(session.info()));
        self.keep_secret();
        if let Some(mailbox) = self.shown.clone() {
            // Whatever was opened is opened again; a newer wish has the precedence.
            self.queue.put_back(Queued { job: self.view.open(mailbox, REOPENED_ROWS), losses: 0 });
        }
        Ok(session)
    }

    fn credentials(&mut self) -> Result<Option<Credentials>, ImapError> {
        if std::mem::take(&mut self.login_cancelled) {
            return Err(ImapError::NeedsSecret);
        }
        if self.secret.is_none() {
            self.secret = self.load_secret().map(Arc::new);
        }
        let account = &self.setup.account;
        let Some(secret) = &self.secret else {
            if account.security == Security::Tunnel {
                return Ok(None); // The command may log in by itself and greet with PREAUTH.
            }
            return Err(ImapError::NeedsSecret);
        };
        Ok(Some(Credentials {
            user: account.user.clone(),
            secret: secret.duplicate(),
            method: account.auth,
        }))
    }

    fn load_secret(&mut self) -> Option<Secret> {
        match self.setup.secrets.load(&self.setup.account) {
            Ok(secret) => secret,
            Err(error) => {
                // No password store, or a locked one: say so and ask, never give up.
                let failure = error.to_failure();
                self.emit(Event::SecretNotKept { account: self.setup.id, failure });
                None
            }
        }
    }

    fn keep_secret(&mut self) {
        if !std::mem::take(&mut self.remember) {
            return;
        }
        let Some(secret) = &self.secret else { return };
        if let Err(error) = self.setup.secrets.store(&self.setup.account, secret) {
            let failure = error.to_failure();
            self.emit(Event::SecretNotKept { account: self.setup.id, failure });
        }
    }

    /// Tells what happened, and waits as long as it makes sense.
    pub(super) fn recover(&mut self, error: &ImapError, backoff: &mut Backoff) {
        if matches!(error, ImapError::Wire(WireError::Killed)) && !self.kill.is_for_good() {
            // Nothing failed: a command that waits says what comes next.
            let _ = self.wait(None);
            return;
        }
        let failure = error.to_failure(&self.setup.account.host, self.setup.account.port);
        match error.recovery() {
            Recovery::AskUser => {
                // A refused secret is never tried again by itself.
                let refused = self.secret.take().is_some();
                let failure = refused.then_some(failure);
                self.state(ConnectionState::NeedsSecret { failure });
                let _ = self.wait(None); // Whatever ends the wait, the next step is to connect.
            }
            Recovery::Stop => {
                self.state(ConnectionState::Failed { failure, retry_in_secs: None });
                let _ = self.wait(None); // Whatever ends the wait, the next step is to connect.
            }
            Recovery::Reconnect | Recovery::KeepSession => {
                let wait = backoff.next_wait();
                let retry_in_secs = Some(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX));
                self.state(ConnectionState::Failed { failure, retry_in_secs });
                if self.wait(Some(wait)).is_break() {
                    backoff.reset();
                }
            }
        }
    }
}
