//! One connection: bytes out, whole responses in, with limits and deadlines on everything.
//!
//! A `Framed` belongs to one thread. Others reach it only through the
//! [`KillSwitch`](super::KillSwitch), an [`Interrupt`](super::Interrupt), the meter and the log.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::deflate::Compression;
use super::framer::{Framer, Whole};
use super::gate::Gate;
use super::guard::Notes;
use super::log::ConnectionLog;
use super::stream::{self, Stream};
use super::tunnel::Tunnel;
use super::{Endpoint, Interrupt, Limits, Shared, TcpSecurity, TlsOptions, WireError, lock, tls};
use crate::model::{CertificateSummary, Purpose};

/// Bytes asked for in one read: the largest TLS record.
const READ_BYTES: usize = 16 * 1024;

/// A connection to a server.
pub struct Framed {
    stream: Stream,
    /// Between the stream and the framer, once it was switched on.
    compression: Option<Compression>,
    framer: Framer,
    /// Of a connection that only looks.
    gate: Option<Gate>,
    log: ConnectionLog,
    notes: Arc<Mutex<Notes>>,
    /// Host and options for a later STARTTLS.
    start_tls: Option<(String, TlsOptions)>,
    tunnel: Option<Tunnel>,
    buffer: Box<[u8]>,
}

impl fmt::Debug for Framed {
    /// Leaves out what is held of the server's bytes: that is mail.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Framed").field("stream", &self.stream).finish_non_exhaustive()
    }
}

/// What one read brought.
enum Filled {
    Bytes,
    /// The quiet wait is over, by time or interrupt.
    Nothing,
}

/// How a quiet wait ended.
enum Quiet {
    Response(Vec<u8>),
    Begun,
    Over,
}

impl Framed {
    /// Connects, with TLS where the endpoint begins with it, not with STARTTLS.
    pub fn open(endpoint: &Endpoint, shared: &Shared) -> Result<Self, WireError> {
        Self::open_with(endpoint, shared, Limits::default())
    }

    /// [`Framed::open`] with other limits, which then hold for the TLS handshake too.
    pub fn open_with(
        endpoint: &Endpoint,
        shared: &Shared,
        limits: Limits,
    ) -> Result<Self, WireError> {
        let log = ConnectionLog::new(Arc::clone(&shared.log), shared.role);
        let (stream, tunnel) = match stream::open(endpoint, shared, limits) {
            Ok(opened) => opened,
            Err(error) => {
                log.note(&error.to_string());
                return Err(error);
            }
        };
        log.note(match stream.facts().and_then(|facts| facts.version) {
            Some(version) => version,
            None => "connected",
        });
        let start_tls = match endpoint {
            Endpoint::Tcp { host, security: TcpSecurity::StartTls(options), .. } => {
                Some((host.clone(), options.clone()))
            }
            Endpoint::Tcp { .. } | Endpoint::Tunnel { .. } | Endpoint::Local(_) => None,
        };
        Ok(Self {
            notes: stream.notes(),
            stream,
            compression: None,
            framer: Framer::new(limits),
            gate: shared.look_only.then(Gate::default),
            log,
            start_tls,
            tunnel,
            buffer: vec![0; READ_BYTES].into_boxed_slice(),
        })
    }

    /// Switches to TLS; call it right after the OK to STARTTLS (RFC 3501 §6.2.1).
    ///
    /// Bytes that are buffered already fail with [`WireError::InjectedBeforeTls`]. After any error
    /// the connection is lost.
    pub fn start_tls(&mut self) -> Result<(), WireError> {
        let injected = self.has_buffered();
        let stream = std::mem::replace(&mut self.stream, Stream::Gone);
        if injected {
            return Err(self.noted(WireError::InjectedBeforeTls));
        }
        let (Stream::Plain(guard), Some((host, options))) = (stream, self.start_tls.take()) else {
            return Err(WireError::Tls("not a connection that starts without TLS".to_owned()));
        };
        let protected = tls::handshake(guard, &host, &options);
        let (stream, facts) = protected.inspect_err(|error| self.log.note(&error.to_string()))?;
        self.log.note(facts.version.unwrap_or("TLS"));
        self.stream = Stream::Tls(stream, facts);
        Ok(())
    }

    /// Switches to raw deflate both ways; call it right after the OK to COMPRESS (RFC 4978 §3).
    ///
    /// What came behind that OK is taken as compressed. Limits, deadlines, the kill switch and the
    /// meter go on as before. Fails with [`WireError::Compression`] where more than the OK was
    /// read or compression is on already; after an error the connection is lost.
    pub fn start_compression(&mut self) -> Result<(), WireError> {
        let meter = self.stream.guard_mut()?.meter();
        let rest = self.framer.take_rest().filter(|_| self.compression.is_none());
        let Some(rest) = rest else {
            self.stream = Stream::Gone;
            return Err(self.noted(WireError::Compression));
        };
        let mut compression = Compression::new(meter);
        compression.hold(&rest);
        self.compression = Some(compression);
        // TLS goes below compression, never above it.
        self.start_tls = None;
        self.log.note("compressed from here on");
        Ok(())
    }

    /// What the connection is used for from now on: its traffic is counted as that.
    ///
    /// [`Purpose::Connect`] until this is called.
    pub fn set_purpose(&mut self, purpose: Purpose) {
        if let Ok(guard) = self.stream.guard_mut() {
            guard.purpose = purpose;
        }
    }

    /// Starts a step: everything up to the next call must be done within `step`.
    pub fn set_deadline(&mut self, step: Duration) {
        if let Ok(guard) = self.stream.guard_mut() {
            guard.clock.start_step(step);
        }
    }

    /// Other limits from now on; [`Limits::step`] is taken at [`Framed::open_with`] only.
    pub fn set_limits(&mut self, limits: Limits) {
        self.framer.set_limits(limits);
        if let Ok(guard) = self.stream.guard_mut() {
            guard.clock.set_silence(limits.silence);
        }
    }

    /// Sends bytes in one write; logged, except for secrets of LOGIN and AUTHENTICATE.
    ///
    /// [`WireError::LookOnly`] where the connection only looks and this is more: nothing was sent.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        self.judge(bytes)?;
        self.log.sent(bytes);
        self.send(bytes)
    }

    /// Sends bytes that are logged as `shown`.
    pub fn write_secret(&mut self, bytes: &[u8], shown: &str) -> Result<(), WireError> {
        self.judge(bytes)?;
        self.log.sent_secret(bytes, shown);
        self.send(bytes)
    }

    /// The server has refused a command whose literal it was to ask for: the literal is not sent.
    pub fn literal_refused(&mut self) {
        if let Some(gate) = &mut self.gate {
            gate.literal_refused();
        }
    }

    fn judge(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        match &mut self.gate {
            Some(gate) => gate.pass(bytes).inspect_err(|error| self.log.note(&error.to_string())),
            None => Ok(()),
        }
    }

    fn send(&mut self, bytes: &[u8]) -> Result<(), WireError> {
        let sent = match &mut self.compression {
            Some(compression) => self.stream.send(&compression.pack(bytes)?),
            None => self.stream.send(bytes),
        };
        sent.map_err(|error| self.error(error))
    }

    /// The next whole response: a line with its literals, ending in CRLF. Empty lines are skipped.
    pub fn read_response(&mut self) -> Result<Vec<u8>, WireError> {
        loop {
            if let Some(response) = self.framed()? {
                return Ok(response);
            }
            self.fill()?;
        }
    }

    /// As [`Framed::read_response`], but `None` where no response began within `limit` or before
    /// the interrupt.
    ///
    /// The interrupt stays raised. The wait counts for no step: the step begins anew with the
    /// first byte of a response, and when this returns.
    pub fn read_response_within(
        &mut self,
        limit: Duration,
        interrupt: &Interrupt,
    ) -> Result<Option<Vec<u8>>, WireError> {
        self.stream.guard_mut()?.clock.start_quiet_wait(limit, interrupt);
        let begun = self.wait_quietly();
        if let Ok(guard) = self.stream.guard_mut() {
            guard.clock.restart_step();
        }
        match begun? {
            Quiet::Response(response) => Ok(Some(response)),
            Quiet::Begun => self.read_response().map(Some),
            Quiet::Over => Ok(None),
        }
    }

    fn wait_quietly(&mut self) -> Result<Quiet, WireError> {
        loop {
            if let Some(response) = self.framed()? {
                return Ok(Quiet::Response(response));
            }
            if self.framer.has_bytes() {
                return Ok(Quiet::Begun);
            }
            if let Filled::Nothing = self.fill()? {
                return Ok(Quiet::Over);
            }
        }
    }

    fn framed(&mut self) -> Result<Option<Vec<u8>>, WireError> {
        if let Stream::Gone = self.stream {
            // What came before a failed switch to TLS must never be taken for the server's.
            return Err(WireError::Closed);
        }
        let Some(whole) = self.framer.next_response()? else { return Ok(None) };
        self.log.received(&whole);
        let Whole { bytes, .. } = whole;
        Ok(Some(bytes))
    }

    /// Brings the framer some more bytes, or what will become some: one read at most.
    fn fill(&mut self) -> Result<Filled, WireError> {
        if self.unpack()? {
            return Ok(Filled::Bytes);
        }
        match self.stream.read(&mut self.buffer) {
            Ok(0) => Err(self.closed()),
            Ok(count) => {
                let bytes = self.buffer.get(..count).unwrap_or_default();
                match &mut self.compression {
                    Some(compression) => compression.hold(bytes),
                    None => self.framer.push(bytes),
                }
                Ok(Filled::Bytes)
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(Filled::Nothing),
            Err(error) => Err(self.error(error)),
        }
    }

    /// Hands the framer the next piece of what is held compressed; false where that is nothing.
    fn unpack(&mut self) -> Result<bool, WireError> {
        let Some(compression) = &mut self.compression else { return Ok(false) };
        match compression.unpack(&mut self.buffer) {
            Ok(0) => Ok(false),
            Ok(count) => {
                self.framer.push(self.buffer.get(..count).unwrap_or_default());
                Ok(true)
            }
            Err(error) => Err(self.noted(error)),
        }
    }

    fn closed(&self) -> WireError {
        self.noted(match &self.tunnel {
            Some(tunnel) => tunnel.ended(),
            None => WireError::Closed,
        })
    }

    fn noted(&self, error: WireError) -> WireError {
        self.log.note(&error.to_string());
        error
    }

    fn error(&self, error: io::Error) -> WireError {
        use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected};
        let (own, ended) = {
            let mut notes = lock(&self.notes);
            (notes.take_own_error(), notes.ended)
        };
        if let Some(own) = own {
            return self.noted(own);
        }
        match error.kind() {
            BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected => self.closed(),
            // Without a closing message TLS calls the end of the stream an error.
            _ if ended => self.closed(),
            _ => WireError::Io(error),
        }
    }

    /// Whether bytes of the server are held that were not given back yet, or the end of them is:
    /// whether the next read will not have to wait to begin.
    pub fn has_buffered(&mut self) -> bool {
        while !self.framer.has_bytes() {
            match self.unpack() {
                Ok(true) => {}
                // Compressed bytes that say nothing are held often: the mark of a flush.
                Ok(false) if !self.stream.holds_bytes() => return false,
                Ok(false) if self.compression.is_some() && self.fill().is_ok() => {}
                Ok(false) | Err(_) => return true,
            }
        }
        true
    }

    /// Whether the connection is compressed (RFC 4978).
    pub fn is_compressed(&self) -> bool {
        self.compression.is_some()
    }

    /// `"TLSv1.3"` and the like; `None` without TLS.
    pub fn tls_version(&self) -> Option<String> {
        self.stream.facts().and_then(|facts| facts.version).map(str::to_owned)
    }

    /// The certificate that the server showed; `None` without TLS.
    pub fn certificate(&self) -> Option<CertificateSummary> {
        self.stream.facts().and_then(|facts| facts.certificate.clone())
    }

    /// Where bytes are counted: below TLS.
    pub fn layer(&self) -> &'static str {
        "tcp"
    }
}
