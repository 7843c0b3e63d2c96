//! The `imap` crate on our connection, fenced.
//!
//! The crate (3.0.0-alpha.15) logs in, and does nothing after that. It ends the session at any
//! response it cannot parse, panics on some, and throws away untagged data. So it never sees the server's
//! bytes: it gets one response per read, of which tagged ones are reduced to `tag OK`, and untagged
//! ones are kept here for our reader, except a CAPABILITY that it can read. What it sends goes out
//! in one write per command. `catch_unwind` stands around every call; whatever is odd closes the
//! connection.

use std::fmt;
use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::error::ImapError;
use super::link::{SharedLink, lock};
use super::reader::{Response, Status, StatusLine, Untagged};

/// Untagged responses kept of one command of the crate; honest servers send a handful.
const RECORD_LIMIT: usize = 10_000;

/// CAPABILITY responses handed to the crate for one command; it keeps all of them in memory.
const HANDED_LIMIT: usize = 8;

/// What one call of the crate left behind.
#[derive(Debug, Default)]
pub struct Outcome {
    pub answer: Option<StatusLine>,
    /// Untagged responses in the order of the wire.
    pub untagged: Vec<Untagged>,
}

#[derive(Default)]
struct Exchange {
    /// Bytes of the crate, sent when it flushes. May hold a password.
    out: Zeroizing<Vec<u8>>,
    /// Bytes the crate has not read yet.
    inbox: Vec<u8>,
    tag: Vec<u8>,
    outcome: Outcome,
    handed: usize,
    /// Challenges still answered; `None` outside AUTHENTICATE.
    challenges_left: Option<u8>,
    /// The next command is answered OK here and not sent: the crate has no other way to a session
    /// on a connection that needs no login.
    pretend: bool,
    error: Option<ImapError>,
}

/// The stream that the crate owns.
#[derive(Clone)]
pub struct CrateStream {
    link: SharedLink,
    // Shared with the caller of the crate, which takes the outcome; both on one thread.
    exchange: Arc<Mutex<Exchange>>,
}

impl fmt::Debug for CrateStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CrateStream")
    }
}

impl CrateStream {
    /// A stream whose first response is a greeting that says nothing: ours was read already.
    pub fn new(link: SharedLink) -> Self {
        let exchange = Exchange { inbox: b"* OK\r\n".to_vec(), ..Exchange::default() };
        Self { link, exchange: Arc::new(Mutex::new(exchange)) }
    }

    /// Answers the next command OK without sending it.
    pub fn pretend_next(&self) {
        self.exchange().pretend = true;
    }

    /// Lets the next command answer this many challenges, not one more.
    pub fn allow_challenges(&self, count: u8) {
        self.exchange().challenges_left = Some(count);
    }

    /// Runs one call of the crate.
    ///
    /// # Errors
    /// Refusals come as [`Outcome::answer`]; an error means that the connection is closed, or that
    /// the crate refused the arguments before it sent anything.
    pub fn run<T>(
        &self,
        command: &'static str,
        call: impl FnOnce() -> Result<T, imap::Error>,
    ) -> Result<(Option<T>, Outcome), ImapError> {
        lock(&self.link).start_step()?;
        let result = catch_unwind(AssertUnwindSafe(call));
        let (outcome, error) = {
            let mut exchange = self.exchange();
            exchange.handed = 0;
            exchange.challenges_left = None;
            (std::mem::take(&mut exchange.outcome), exchange.error.take())
        };
        if let Some(error) = error {
            return Err(error);
        }
        let refused = outcome.answer.as_ref().is_some_and(|answer| answer.status != Status::Ok);
        match result {
            Ok(Ok(value)) => Ok((Some(value), outcome)),
            Ok(Err(_)) if refused => Ok((None, outcome)),
            Ok(Err(imap::Error::Validate(_))) => Err(ImapError::BadArgument("argument")),
            Ok(Err(_)) | Err(_) => Err(lock(&self.link).fault(command)),
        }
    }

    fn exchange(&self) -> MutexGuard<'_, Exchange> {
        self.exchange.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for CrateStream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.exchange().out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut exchange = self.exchange();
        let out = std::mem::take(&mut exchange.out);
        if out.is_empty() {
            return Ok(());
        }
        if exchange.challenges_left.is_none() || exchange.tag.is_empty() {
            exchange.tag = out.split(|b| *b == b' ').next().unwrap_or_default().to_vec();
        }
        if std::mem::take(&mut exchange.pretend) {
            let tag = String::from_utf8_lossy(&exchange.tag).into_owned();
            exchange.inbox = format!("{tag} OK\r\n").into_bytes();
            return Ok(());
        }
        lock(&self.link).write(&out).map_err(|error| exchange.stop(error))
    }
}

impl Read for CrateStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut exchange = self.exchange();
        while exchange.inbox.is_empty() {
            let mut link = lock(&self.link);
            let raw = link.read_raw().map_err(|error| exchange.stop(error))?;
            let response = link.understand(&raw);
            if let Err(error) = exchange.take(&raw, response) {
                link.close();
                return Err(exchange.stop(error));
            }
        }
        let count = buffer.len().min(exchange.inbox.len());
        for (slot, byte) in buffer.iter_mut().zip(exchange.inbox.drain(..count)) {
            *slot = byte;
        }
        Ok(count)
    }
}

impl Exchange {
    /// Keeps the true error for [`CrateStream::run`]; the crate gets one that says nothing.
    fn stop(&mut self, error: ImapError) -> io::Error {
        self.error.get_or_insert(error);
        io::ErrorKind::ConnectionAborted.into()
    }

    fn take(&mut self, raw: &[u8], response: Response) -> Result<(), ImapError> {
        const COMMAND: &str = "command";
        match response {
            Response::Continue => self.challenge(raw)?,
            Response::Tagged { tag, status } => {
                let word = match status.status {
                    Status::Ok => "OK",
                    Status::No => "NO",
                    Status::Bad => "BAD",
                    Status::Bye | Status::PreAuth => return Err(protocol(COMMAND)),
                };
                if tag.as_bytes() != self.tag {
                    return Err(protocol(COMMAND));
                }
                self.inbox = format!("{tag} {word} done\r\n").into_bytes();
                self.tag.clear();
                self.outcome.answer = Some(status);
            }
            Response::Untagged(untagged) => {
                if matches!(untagged, Untagged::Capability(_))
                    && self.handed < HANDED_LIMIT
                    && crate_reads_capability(raw)
                {
                    self.handed += 1;
                    self.inbox = raw.to_vec();
                }
                if self.outcome.untagged.len() >= RECORD_LIMIT {
                    return Err(protocol(COMMAND));
                }
                self.outcome.untagged.push(untagged);
            }
        }
        Ok(())
    }

    /// Hands a challenge over, as base64 that the crate can decode; a loop of them ends here, so
    /// that no secret goes out twice.
    fn challenge(&mut self, raw: &[u8]) -> Result<(), ImapError> {
        let Some(left) = self.challenges_left else { return Ok(()) };
        let Some(left) = left.checked_sub(1) else {
            return Err(ImapError::LoginRefused { server_text: String::new() });
        };
        self.challenges_left = Some(left);
        let data = raw.get(1..).unwrap_or_default().trim_ascii();
        let data = if STANDARD.decode(data).is_ok() { data } else { b"" };
        self.inbox = [b"+ ", data, b"\r\n"].concat();
        Ok(())
    }
}

fn protocol(command: &'static str) -> ImapError {
    ImapError::Protocol { command }
}

/// Whether the crate's parser reads the whole line as a CAPABILITY, without a panic.
fn crate_reads_capability(raw: &[u8]) -> bool {
    // A list of atoms: nothing in it can nest, so its parser cannot recurse.
    if raw.contains(&b'(') {
        return false;
    }
    let parsed = catch_unwind(|| {
        matches!(
            imap_proto::parser::parse_response(raw),
            Ok(([], imap_proto::Response::Capabilities(_)))
        )
    });
    parsed.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crate_gets_only_what_it_can_read() {
        assert!(crate_reads_capability(b"* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n"));
        for odd in
            [&b"* CAPABILITY IMAP4rev2\r\n"[..], b"* CAPABILITY \xff\r\n", b"* CAPABILITY (\r\n"]
        {
            assert!(!crate_reads_capability(odd), "{odd:?}");
        }
    }
}
