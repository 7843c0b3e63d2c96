//! COMPRESS=DEFLATE (RFC 4978): what is fetched from here on takes a third to a half of the bytes.

use super::error::ImapError;
use super::link::lock;
use super::reader::Status;
use super::session::Session;
use super::update::Update;

impl Session {
    /// Switches compression on where the server offers it: one wait, best behind the first page,
    /// whose bytes it would not pay for. True where the connection is compressed now.
    ///
    /// A refusal is no failure, and is remembered.
    ///
    /// # Errors
    /// Only a lost connection: where the server does not compress what it said it would.
    pub fn compress(&mut self, on: &mut dyn FnMut(Update)) -> Result<bool, ImapError> {
        if lock(&self.link).framed()?.is_compressed() {
            return Ok(true);
        }
        if !self.capabilities.has("COMPRESS=DEFLATE") || self.learned.compress_fails {
            return Ok(false);
        }
        let line = self.line("COMPRESS", "COMPRESS DEFLATE");
        let answers = self.run(vec![line], on, |_, _, _| {})?;
        if !answers.iter().all(|answer| answer.status == Status::Ok) {
            self.learned.compress_fails = true;
            return Ok(false);
        }
        let mut link = lock(&self.link);
        let started = link.framed()?.start_compression();
        started.map_err(|error| link.fail(error))?;
        drop(link);
        self.settle()?;
        Ok(true)
    }
}
