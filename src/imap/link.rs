//! The one connection that the crate's stream and our batches take turns on.
//!
//! It is dropped, which closes it, as soon as it cannot be trusted to be in step; everything after
//! that fails with [`WireError::Closed`].

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::encode::LiteralForm;
use super::error::ImapError;
use super::reader::{self, Response, StatusLine, Untagged};
use crate::wire::{Framed, Limits, STEP_LIMIT, WireError};

/// Both users run on the session's thread; the mutex is there because the crate owns its stream.
pub type SharedLink = Arc<Mutex<Link>>;

/// Limits after login. One line may be long: an envelope of 5,000 recipients in quoted strings has
/// 500 KiB. Nesting is bounded by the reader, which loses one row where the wire would lose the
/// whole response.
pub fn session_limits(limits: Limits) -> Limits {
    const LINE_BYTES: usize = 1024 * 1024;
    Limits {
        line_bytes: limits.line_bytes.max(LINE_BYTES),
        lines_bytes: limits.lines_bytes.max(LINE_BYTES),
        nesting: usize::MAX,
        ..limits
    }
}

/// See the module.
#[derive(Debug)]
pub struct Link {
    framed: Option<Framed>,
    next_tag: u32,
    pub literals: LiteralForm,
    /// What BYE said, for the error when the connection closes after it.
    pub bye: Option<String>,
}

impl Link {
    pub fn new(framed: Framed) -> Self {
        Self { framed: Some(framed), next_tag: 1, literals: LiteralForm::Synchronizing, bye: None }
    }

    pub fn shared(self) -> SharedLink {
        Arc::new(Mutex::new(self))
    }

    pub fn framed(&mut self) -> Result<&mut Framed, ImapError> {
        self.framed.as_mut().ok_or(ImapError::Wire(WireError::Closed))
    }

    /// Closes the connection: whatever comes on it can no longer be matched to a command.
    pub fn close(&mut self) {
        self.framed = None;
    }

    /// Begins a step with a fresh limit.
    pub fn start_step(&mut self) -> Result<(), ImapError> {
        self.framed()?.set_deadline(STEP_LIMIT);
        Ok(())
    }

    /// A tag that no other command of this connection has; the crate's begin with `a`.
    pub fn tag(&mut self) -> String {
        let tag = format!("m{}", self.next_tag);
        self.next_tag = self.next_tag.wrapping_add(1);
        tag
    }

    pub fn write(&mut self, bytes: &[u8]) -> Result<(), ImapError> {
        let written = self.framed()?.write(bytes);
        written.map_err(|error| self.fail(error))
    }

    /// The next response as received.
    pub fn read_raw(&mut self) -> Result<Vec<u8>, ImapError> {
        loop {
            match self.framed()?.read_response() {
                Ok(raw) => return Ok(raw),
                Err(error) if error.keeps_connection() => log::warn!("dropped a response: {error}"),
                Err(error) => return Err(self.fail(error)),
            }
        }
    }

    /// The next response, read.
    pub fn read(&mut self) -> Result<Response, ImapError> {
        let raw = self.read_raw()?;
        Ok(self.understand(&raw))
    }

    /// Reads a response that was taken from the connection; remembers a BYE.
    pub fn understand(&mut self, raw: &[u8]) -> Response {
        let response = reader::read(raw);
        if let Response::Untagged(Untagged::Status(StatusLine {
            status: reader::Status::Bye,
            text,
            ..
        })) = &response
        {
            self.bye = Some(text.clone());
        }
        response
    }

    /// Turns a wire error into ours and closes, where the connection is not in step any more; a BYE
    /// before the end explains the end.
    pub fn fail(&mut self, error: WireError) -> ImapError {
        if error.keeps_connection() {
            return ImapError::Wire(error);
        }
        self.close();
        match (&error, self.bye.take()) {
            (
                WireError::Closed | WireError::Io(_) | WireError::Tunnel { .. },
                Some(server_text),
            ) => ImapError::Bye { server_text },
            _ => ImapError::Wire(error),
        }
    }

    /// Closes because the answer to `command` is out of step.
    pub fn fault(&mut self, command: &'static str) -> ImapError {
        self.close();
        match self.bye.take() {
            Some(server_text) => ImapError::Bye { server_text },
            None => ImapError::Protocol { command },
        }
    }
}

/// Locks even after a panic in the crate: a link is whole between two statements.
pub fn lock(link: &SharedLink) -> MutexGuard<'_, Link> {
    link.lock().unwrap_or_else(PoisonError::into_inner)
}
